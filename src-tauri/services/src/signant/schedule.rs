//! When postings are looked at (sheet §5): at once when the browser comes back, again after 5, 15,
//! 30 and 60 seconds while the status has not followed (S8), else every two to four minutes. The
//! documentation asks for every five; then two answers that are lost would leave a single chance.

use std::time::Duration;

use super::posted::{LIFE, Posted, Stand};
use crate::{Asked, Job, RetryPolicy};

/// Reads and creates alike; what is still owed then is taken up again by the desk, in a hurry.
pub(super) const RETRY: RetryPolicy = RetryPolicy {
    tries: 4,
    first: Duration::from_secs(2),
    factor: 2,
    longest: Duration::from_secs(8),
    within: Duration::from_secs(30),
};

/// How many looks of the ladder are made, in the session's memory.
pub(super) const LADDER: &str = "ladder";
/// Pauses of the ladder in milliseconds, one after the other.
const RUNGS: [i64; 4] = [5_000, 10_000, 15_000, 30_000];
const MINUTE: i64 = 60_000;

/// The ladder after a look: it begins at a hint and goes on until it ends.
pub(super) fn climbed(job: &Job) -> String {
    if job.hint.is_some() {
        return "0".to_owned();
    }
    rung(job)
        .map(|rung| rung + 1)
        .filter(|rung| *rung < RUNGS.len())
        .map(|rung| rung.to_string())
        .unwrap_or_default()
}

fn rung(job: &Job) -> Option<usize> {
    job.memory.get(LADDER)?.parse().ok()
}

/// When to look next by itself: only while a posting waits for its signer.
pub(super) fn next_look(job: &Job, asked: &Asked) -> Option<i64> {
    let open: Vec<Posted> = Posted::all(job)
        .into_iter()
        .filter(|posted| posted.stand == Stand::Open)
        .collect();
    let last = open.iter().map(|posted| posted.asked).min()?;
    if let Some(hint) = asked.hint {
        return Some(hint);
    }
    if let Some(pause) = rung(job).and_then(|rung| RUNGS.get(rung)) {
        return Some(last + pause);
    }
    let usual = last + 2 * MINUTE + spread(&job.session, last) % (2 * MINUTE);
    // One look falls into the last minutes of a posting of which nothing was heard.
    let end = open.iter().map(|posted| posted.alive + LIFE).min()?;
    let before = end - 90_000;
    Some(if last < before {
        usual.min(before)
    } else {
        usual
    })
}

/// A number that differs from session to session and look to look, so that many computers do not
/// ask at once (FNV-1a).
fn spread(session: &str, last: i64) -> i64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in session.bytes().chain(last.to_le_bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    i64::try_from(hash >> 16).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::example;

    fn open(at: i64) -> Job {
        let mut job = example(1, &[1]);
        let posted = Posted {
            document: 1,
            signer: 1,
            id: "p".into(),
            attachment: "a".into(),
            stand: Stand::Open,
            alive: at,
            asked: at,
            stamp: String::new(),
        };
        job.memory.extend([posted.entry()]);
        job
    }

    #[test]
    fn without_news_it_is_looked_every_two_to_four_minutes_and_at_the_end() {
        for session in 0..50 {
            let mut job = open(0);
            job.session = session.to_string();
            let next = next_look(&job, &Asked::default()).unwrap();
            assert!((2 * MINUTE..4 * MINUTE).contains(&next), "{next}");
        }
        let mut job = open(0);
        let mut posted = Posted::of(&job, 1, 1).unwrap();
        posted.asked = 13 * MINUTE;
        job.memory.extend([posted.entry()]);
        assert_eq!(next_look(&job, &Asked::default()), Some(LIFE - 90_000));
    }

    #[test]
    fn s8_after_a_return_it_is_looked_at_once_and_then_after_5_15_30_and_60_seconds() {
        let mut job = open(0);
        let asked = Asked {
            hint: Some(100),
            ..Asked::default()
        };
        assert_eq!(next_look(&job, &asked), Some(100));
        let (mut at, mut looks) = (100, Vec::new());
        job.hint = Some(100);
        for _ in 0..5 {
            let climbed = climbed(&job);
            job.hint = None;
            job.memory.insert(LADDER.into(), climbed);
            let mut posted = Posted::of(&job, 1, 1).unwrap();
            posted.asked = at;
            job.memory.extend([posted.entry()]);
            at = next_look(&job, &Asked::default()).unwrap();
            looks.push(at - 100);
        }
        assert_eq!(looks[..4], [5_000, 15_000, 30_000, 60_000]);
        assert!(looks[4] > 2 * MINUTE);
    }

    #[test]
    fn without_a_posting_that_waits_nothing_is_looked_at() {
        assert_eq!(next_look(&example(1, &[1]), &Asked::default()), None);
        let mut job = open(0);
        let mut posted = Posted::of(&job, 1, 1).unwrap();
        posted.stand = Stand::Gone;
        job.memory.extend([posted.entry()]);
        assert_eq!(next_look(&job, &Asked::default()), None);
        assert_eq!(super::super::posted::deadline(&job), None);
    }
}

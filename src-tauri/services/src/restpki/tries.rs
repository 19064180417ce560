//! The service's sessions of each signer, kept in the job's memory: a signer whose session ran out
//! or was left gets another one, and one of the earlier may still end well (sheet §8, §13 rows 3,
//! 8, 26).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use session::SignerState;

use super::Step;
use crate::{Job, JobSigner, Seen};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// A session is handed out again while it is younger (§8: four hours, less some to read and sign).
pub(super) const FRESH: i64 = 3 * HOUR;
/// One that nobody finished is asked about for so long (§8).
pub(super) const FOLLOWED: i64 = 24 * HOUR;
/// After so long nobody can sign on its page any more (§8).
const OVER: i64 = 4 * HOUR + 15 * MINUTE;

/// Where a session of the service stood when it was last asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Stood {
    /// The signer is awaited.
    Pending,
    /// Signed; the service is busy with the documents.
    Processing,
    /// All is signed and can be fetched.
    Completed,
    /// Over without a signature.
    Over,
    /// The service did not know it.
    Gone,
    /// A word that the sheet does not know.
    Unknown(String),
}

/// One session of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Try {
    /// The service's id.
    pub(super) id: String,
    /// The how-manieth of its signer, from 1.
    pub(super) number: u32,
    /// When it was made, in milliseconds since 1970.
    pub(super) made: i64,
    /// Where it stood.
    pub(super) stood: Stood,
    /// Since when it is being processed, as far as we saw.
    #[serde(default)]
    pub(super) busy: Option<i64>,
    /// When the service last said where it stood, or made it.
    #[serde(default)]
    pub(super) heard: i64,
}

impl Try {
    /// Whether news of it may still come.
    pub(super) fn is_open(&self, now: i64) -> bool {
        match self.stood {
            // What was last heard of while it could be signed may be signed since.
            Stood::Pending | Stood::Gone => {
                now < self.made + FOLLOWED || self.heard < self.made + OVER
            }
            // A word that nobody knows may be one for signed, however long ago.
            Stood::Processing | Stood::Unknown(_) => true,
            Stood::Completed | Stood::Over => false,
        }
    }
}

/// Under which name a signer's sessions are remembered.
pub(super) fn memory_name(signer: u16) -> String {
    format!("sessions:{signer}")
}

/// A signer's sessions, oldest first.
pub(super) fn of(job: &Job, signer: u16) -> Vec<Try> {
    let mut all = read(&job.memory, signer);
    let refused = job.memory.get(&crate::refused_name(signer));
    if let Some(refused) = refused.and_then(|text| text.parse::<i64>().ok()) {
        for one in all.iter_mut().filter(|one| one.made <= refused) {
            one.stood = Stood::Over;
        }
    }
    all
}

/// A signer's sessions as a look has just seen them, oldest first.
pub(super) fn noted(seen: &Seen, signer: u16) -> Vec<Try> {
    read(&seen.memory, signer)
}

fn read(memory: &BTreeMap<String, String>, signer: u16) -> Vec<Try> {
    memory
        .get(&memory_name(signer))
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default()
}

/// How they are remembered.
pub(super) fn written(tries: &[Try]) -> String {
    serde_json::to_string(tries).unwrap_or_default()
}

/// The memory of one signer's sessions.
pub(super) fn memory(signer: u16, tries: &[Try]) -> BTreeMap<String, String> {
    BTreeMap::from([(memory_name(signer), written(tries))])
}

/// Whose turn it is: the first who has not signed.
pub(super) fn awaited(job: &Job) -> Option<&JobSigner> {
    job.signers
        .iter()
        .find(|signer| signer.state != SignerState::Signed)
}

/// Whether everything that the signers before signed is here: what this one signs.
pub(super) fn is_turn(job: &Job, number: u16) -> bool {
    job.signers
        .iter()
        .take_while(|signer| signer.number != number)
        .all(|before| {
            before.state == SignerState::Signed
                && job.documents.iter().all(|document| {
                    let step = format!("fetch:{}:{}", before.number, document.number);
                    job.done.contains(&step)
                })
        })
}

/// The number of the session that is to be made for a signer; `None` where a page is there, or
/// none is wanted.
pub(super) fn next_number(job: &Job, signer: u16) -> Option<u32> {
    let own = job.signers.iter().find(|one| one.number == signer)?;
    if own.state == SignerState::Signed || !is_turn(job, signer) {
        return None;
    }
    let tries = of(job, signer);
    let Some(last) = tries.last() else {
        return Some(1);
    };
    let signed = tries
        .iter()
        .any(|one| matches!(one.stood, Stood::Processing | Stood::Completed));
    // The address of a page is given once: without it the session is of no use.
    let usable = own.url_kept
        && matches!(last.stood, Stood::Pending | Stood::Unknown(_))
        && job.now < last.made.saturating_add(FRESH);
    // A try that found the page before signed has made none.
    let next = (last.number.saturating_add(1)..).find(|number| {
        let step = Step::Session(signer, *number).planned().name;
        !job.done.contains(&step)
    });
    next.filter(|_| !signed && !usable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::example;

    fn with(stood: Stood, age: i64) -> Job {
        let mut job = example(1, &[1, 2]);
        job.now = 100 * HOUR;
        let one = Try {
            id: "x".into(),
            number: 1,
            made: job.now - age,
            stood,
            busy: None,
            heard: job.now,
        };
        job.memory = memory(1, &[one]);
        job.signers[0].url_kept = true;
        job
    }

    #[test]
    fn row_02_a_page_younger_than_three_hours_is_handed_out_again_and_an_older_one_made_anew() {
        assert_eq!(next_number(&example(1, &[1]), 1), Some(1));
        assert_eq!(next_number(&with(Stood::Pending, FRESH - 1), 1), None);
        assert_eq!(next_number(&with(Stood::Pending, FRESH), 1), Some(2));
    }

    #[test]
    fn row_03_and_08_a_session_that_was_left_or_ran_out_is_followed_by_another() {
        assert_eq!(next_number(&with(Stood::Over, 1), 1), Some(2));
        for signed in [Stood::Processing, Stood::Completed] {
            assert_eq!(next_number(&with(signed, 1), 1), None);
        }
    }

    #[test]
    fn a_step_that_made_no_page_is_followed_by_another_one() {
        let mut job = with(Stood::Over, 1);
        job.done = vec!["session:1:1".into(), "session:1:2".into()];
        assert_eq!(next_number(&job, 1), Some(3));
    }

    #[test]
    fn row_27_what_another_person_signed_is_over_once_the_sender_says_so() {
        let mut job = with(Stood::Completed, HOUR);
        assert_eq!(next_number(&job, 1), None);
        let now = job.now.to_string();
        job.memory.insert(crate::refused_name(1), now);
        assert_eq!(next_number(&job, 1), Some(2));
    }

    #[test]
    fn the_second_signer_has_no_session_before_the_first_ones_copies_are_here() {
        let mut job = example(2, &[1, 2]);
        assert_eq!(next_number(&job, 2), None);
        job.signers[0].state = SignerState::Signed;
        job.done = vec!["fetch:1:1".into()];
        assert_eq!(next_number(&job, 2), None);
        job.done.push("fetch:1:2".into());
        assert_eq!(next_number(&job, 2), Some(1));
        assert_eq!(next_number(&job, 1), None);
    }
}

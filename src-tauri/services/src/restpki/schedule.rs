//! When Rest PKI is asked by itself (sheet §4.3): slowly while a signer is awaited, quickly while
//! the service is busy with what was signed.

use std::time::Duration;

use super::look::SLOW;
use super::tries::{self, Stood};
use crate::{Asked, Job, RetryPolicy};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;

/// A create is sent again at most twice (row 1), and soon: the signer is waiting for the page.
pub(super) const RETRY: RetryPolicy = RetryPolicy {
    tries: 3,
    first: Duration::from_secs(2),
    factor: 3,
    longest: Duration::from_secs(15),
    within: Duration::from_secs(60),
};

/// When to look next by itself; none while no session of the service is open.
pub(super) fn next_look(job: &Job, asked: &Asked) -> Option<i64> {
    let signer = tries::awaited(job)?;
    let all = tries::of(job, signer.number);
    let last = |made: i64| asked.last.unwrap_or(made).max(made);
    let next = all
        .iter()
        .filter(|one| one.is_open(last(one.made)))
        .map(|one| {
            let last = last(one.made);
            last + match &one.stood {
                Stood::Processing => {
                    let busy = last - one.busy.unwrap_or(last);
                    if busy >= SLOW {
                        10 * MINUTE
                    } else {
                        (busy / 3).clamp(4 * SECOND, 30 * SECOND)
                    }
                }
                Stood::Pending => ((last - one.made) / 6).clamp(MINUTE, 10 * MINUTE),
                Stood::Unknown(_) => ((last - one.made) / 6).clamp(10 * MINUTE, 360 * MINUTE),
                _ => 10 * MINUTE,
            }
        })
        .min()?;
    Some(asked.hint.map_or(next, |hint| hint.min(next)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::example;
    use crate::restpki::tries::Try;

    const MADE: i64 = 1_000_000_000;
    const HOUR: i64 = 60 * MINUTE;

    fn job(stood: Stood, busy: Option<i64>) -> Job {
        let mut job = example(1, &[1]);
        let one = Try {
            id: "x".into(),
            number: 1,
            made: MADE,
            stood,
            busy,
            heard: MADE + 24 * HOUR,
        };
        job.memory = tries::memory(1, &[one]);
        job
    }

    fn pause(job: &Job, last: i64) -> Option<i64> {
        let asked = Asked {
            last: Some(last),
            ..Asked::default()
        };
        next_look(job, &asked).map(|at| (at - last) / SECOND)
    }

    #[test]
    fn a_signer_is_awaited_from_every_minute_to_every_ten_for_a_day() {
        let job = job(Stood::Pending, None);
        let pauses: Vec<_> = [0, 30 * MINUTE, 5 * HOUR, 24 * HOUR]
            .map(|age| pause(&job, MADE + age))
            .into();
        assert_eq!(pauses, [Some(60), Some(300), Some(600), None]);
    }

    #[test]
    fn a_word_that_nobody_knows_is_asked_about_ever_more_slowly_and_never_given_up() {
        let job = job(Stood::Unknown("Weird".into()), None);
        let pauses: Vec<_> = [0, 6 * HOUR, 24 * HOUR, 90 * HOUR]
            .map(|age| pause(&job, MADE + age))
            .into();
        assert_eq!(pauses, [600, 3_600, 14_400, 21_600].map(Some));
    }

    #[test]
    fn row_06_a_busy_service_is_asked_from_every_four_seconds_to_every_thirty_then_slowly() {
        let job = job(Stood::Processing, Some(MADE));
        let pauses: Vec<_> = [0, 45 * SECOND, 5 * MINUTE, 31 * MINUTE, 48 * HOUR]
            .map(|age| pause(&job, MADE + age))
            .into();
        assert_eq!(pauses, [4, 15, 30, 600, 600].map(Some));
    }

    #[test]
    fn nothing_is_asked_before_a_page_was_made_and_after_a_hint_it_is_asked_at_once() {
        assert_eq!(next_look(&example(1, &[1]), &Asked::default()), None);
        let asked = Asked {
            last: Some(MADE),
            hint: Some(MADE + 5),
            ..Asked::default()
        };
        assert_eq!(
            next_look(&job(Stood::Pending, None), &asked),
            Some(MADE + 5)
        );
        assert_eq!(next_look(&job(Stood::Over, None), &asked), None);
    }
}

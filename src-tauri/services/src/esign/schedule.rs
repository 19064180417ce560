//! When eSign is asked (§10.1): no rule is published, so that it is asked calmly.

use std::time::Duration;

use crate::{Asked, Job, RetryPolicy};

/// Reads are made again with growing pauses (row 17).
pub(super) const RETRY: RetryPolicy = RetryPolicy {
    tries: 4,
    first: Duration::from_secs(2),
    factor: 3,
    longest: Duration::from_secs(60),
    within: Duration::from_secs(300),
};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// After something hinted at news.
const AFTER_HINT: i64 = 5 * SECOND;
/// While people may be at it, and later.
const OFTEN: i64 = MINUTE;
const SELDOM: i64 = 5 * MINUTE;
const RARELY: i64 = 15 * MINUTE;

/// When to look next by itself: every minute in the first hour, every five in the first day, then
/// every fifteen, and a little after it runs out.
pub(super) fn next_look(job: &Job, asked: &Asked) -> i64 {
    let last = asked.last.unwrap_or(asked.sent);
    if let Some(hint) = asked.hint.filter(|hint| *hint >= last) {
        return hint + AFTER_HINT;
    }
    let age = last - asked.sent;
    let every = match age {
        ..HOUR => OFTEN,
        HOUR..86_400_000 => SELDOM,
        _ => RARELY,
    };
    let planned = last + every;
    match job.expires {
        Some(end) if last < end && planned > end => (end + MINUTE).max(last + OFTEN),
        _ => planned,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_asked_more_seldom_the_older_a_session_is_and_never_more_than_once_a_minute() {
        let job = Job::default();
        let next = |last: i64| {
            let asked = Asked {
                last: Some(last),
                ..Asked::default()
            };
            next_look(&job, &asked) - last
        };
        assert_eq!(next(0), MINUTE);
        assert_eq!(next(2 * HOUR), 5 * MINUTE);
        assert_eq!(next(48 * HOUR), 15 * MINUTE);
    }

    #[test]
    fn a_hint_is_followed_soon_and_only_once() {
        let mut asked = Asked {
            last: Some(HOUR),
            hint: Some(HOUR + 5),
            ..Asked::default()
        };
        assert_eq!(next_look(&Job::default(), &asked), HOUR + 5 + AFTER_HINT);
        asked.last = Some(HOUR + 6);
        assert!(next_look(&Job::default(), &asked) >= HOUR + MINUTE);
    }

    #[test]
    fn row_41_it_is_asked_a_moment_after_it_runs_out() {
        let job = Job {
            expires: Some(48 * HOUR + SECOND),
            ..Job::default()
        };
        let asked = Asked {
            last: Some(48 * HOUR),
            ..Asked::default()
        };
        assert_eq!(next_look(&job, &asked), 48 * HOUR + SECOND + MINUTE);
    }
}

//! How often Signhost may be asked, and when it is (sheet §7).
//!
//! The five reads that a transaction has for good are spent so:
//!
//! 1. 20 s after the start: are the signing addresses there, did the documents pass (status 70
//!    comes within seconds, F7)?
//! 2. and 3. where something hints at news (a visited return URL, a postback that tells of a
//!    signature or an end): 20 s after the hint, since it comes before the status changes (§9).
//!    Without any hint: a day after sending, and half-way to the end.
//! 4. five minutes after all have signed, where the service had not finished (F8).
//! 5. The last one is kept for the end: an hour after the session ran out, or at a hint which says
//!    that it ended. It also serves a cancellation, which must look first.
//!
//! No two looks are further apart than the 29 days after which a signed file may be gone, whatever
//! that costs at the end.
//!
//! Once a postback came, the looks by the clock stop, except the last (F22).

use std::time::Duration;

use session::SignerState;

use crate::{Allowance, AllowanceOf, Asked, Job, RetryPolicy};

/// GETs of a transaction: five in all (help 3392075, sheet §7).
pub(super) const READS: Allowance = Allowance {
    kind: "read",
    of: AllowanceOf::Session,
    most: 5,
    within: None,
};

/// POSTs: 600 an hour (help 3392075, sheet §7).
pub(super) const POSTS: Allowance = Allowance {
    kind: "post",
    of: AllowanceOf::Account,
    most: 600,
    within: Some(Duration::from_secs(3600)),
};

/// Bad requests: 60 an hour (help 3392075, sheet §7); more may get the account blocked.
pub(super) const BAD: Allowance = Allowance {
    kind: "bad",
    of: AllowanceOf::Account,
    most: 60,
    within: Some(Duration::from_secs(3600)),
};

/// The vendor's rule (sheet §7): 4xx never again unless corrected, 5xx with growing pauses. About
/// five tries in ten minutes (F10).
pub(super) const RETRY: RetryPolicy = RetryPolicy {
    tries: 5,
    first: Duration::from_secs(2),
    factor: 4,
    longest: Duration::from_secs(120),
    within: Duration::from_secs(600),
};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Until the status has followed a return URL or a postback (§7: 10 to 30 s).
const AFTER_HINT: i64 = 20 * SECOND;
/// Until the service has looked through the documents.
const AFTER_START: i64 = 20 * SECOND;
/// A service that is busy for longer has a problem (§4).
const BUSY: i64 = 5 * MINUTE;
/// After the end, so that the answer is the last word.
const AFTER_END: i64 = HOUR;

/// Signed files are kept for 30 days (§7): who looks later finds none.
const FILES_KEPT: i64 = 29 * DAY;

/// When the session runs out at the service.
pub(super) fn end(job: &Job, sent: i64) -> i64 {
    let days = i64::from(super::options::days_to_expire(job).unwrap_or(30));
    // 0 is the organisation's default, which nobody tells us: the documented 30 days.
    let days = if days == 0 { 30 } else { days };
    job.expires.unwrap_or(sent + days * DAY)
}

/// Whether the read that is kept for the end may be spent.
pub(super) fn near_end(job: &Job, now: i64) -> bool {
    job.memory
        .get("hinted_end")
        .is_some_and(|text| !text.is_empty())
        || all_signed(job)
        || now >= end(job, job.created) - HOUR
        || now >= job.checked.unwrap_or(job.created) + FILES_KEPT
}

fn all_signed(job: &Job) -> bool {
    !job.signers.is_empty() && job.signers.iter().all(|s| s.state == SignerState::Signed)
}

/// When to look next by itself.
pub(super) fn next_look(job: &Job, asked: &Asked, left: u32) -> Option<i64> {
    let latest = asked.last.unwrap_or(asked.sent) + FILES_KEPT;
    planned_look(job, asked, left).map(|planned| planned.min(latest))
}

fn planned_look(job: &Job, asked: &Asked, left: u32) -> Option<i64> {
    if left == 0 {
        return None;
    }
    let end = end(job, asked.sent);
    let before = asked.last.unwrap_or(asked.sent);
    // Asked after the end and still no last word: every day.
    let last = if before < end + AFTER_END {
        end + AFTER_END
    } else {
        before + DAY
    };
    let fresh = asked
        .hint
        .filter(|hint| asked.last.is_none_or(|last| *hint > last));
    if left == 1 {
        let ends = fresh.filter(|_| near_end(job, i64::MIN));
        let done = all_signed(job).then_some(before + HOUR);
        return [ends.map(|hint| hint + AFTER_HINT), done, Some(last)]
            .into_iter()
            .flatten()
            .min();
    }
    if asked.times == 0 {
        return Some(asked.sent + AFTER_START);
    }
    if let Some(hint) = fresh {
        return Some(hint + AFTER_HINT);
    }
    let busy = job
        .memory
        .get("status")
        .is_some_and(|status| status == "20");
    if all_signed(job) || busy {
        return Some(before + BUSY);
    }
    if asked.postback.is_some() {
        return Some(last);
    }
    let by_clock = match left {
        4.. => asked.sent + DAY,
        3 => asked.sent + (end - asked.sent) / 2,
        _ => last,
    };
    // Never two by the clock close to one another.
    Some(by_clock.max(before + DAY).min(last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::example;

    fn at(job: &Job, asked: Asked, left: u32) -> Option<i64> {
        next_look(job, &asked, left)
    }

    #[test]
    fn without_hints_five_reads_last_to_the_end() {
        let job = example(1, &[1]);
        let mut asked = Asked::default();
        let mut looks = Vec::new();
        for left in (1..=5).rev() {
            let next = at(&job, asked, left).unwrap();
            looks.push(next);
            asked.last = Some(next);
            asked.times += 1;
        }
        assert_eq!(at(&job, asked, 0), None);
        assert!(looks.is_sorted(), "{looks:?}");
        assert_eq!(looks[0], AFTER_START);
        assert_eq!(looks[3..], [30 * DAY + AFTER_END, 31 * DAY + AFTER_END]);
    }

    #[test]
    fn f14_a_hint_is_followed_by_one_look_after_a_moment() {
        let job = example(1, &[1]);
        let mut asked = Asked {
            last: Some(AFTER_START),
            times: 1,
            hint: Some(HOUR),
            ..Asked::default()
        };
        assert_eq!(at(&job, asked, 4), Some(HOUR + AFTER_HINT));
        asked.last = Some(HOUR + AFTER_HINT);
        assert!(at(&job, asked, 3).unwrap() > DAY);
    }

    #[test]
    fn the_last_read_is_kept_for_the_end_whatever_hints_there_are() {
        let mut job = example(1, &[1]);
        let asked = Asked {
            last: Some(AFTER_START),
            times: 4,
            hint: Some(HOUR),
            ..Asked::default()
        };
        assert_eq!(at(&job, asked, 1), Some(AFTER_START + FILES_KEPT));
        job.memory.insert("hinted_end".into(), "30".into());
        assert_eq!(at(&job, asked, 1), Some(HOUR + AFTER_HINT));
    }

    #[test]
    fn f08_a_session_that_all_have_signed_is_asked_for_after_five_minutes() {
        let mut job = example(1, &[1]);
        job.signers[0].state = SignerState::Signed;
        let asked = Asked {
            last: Some(HOUR),
            times: 2,
            ..Asked::default()
        };
        assert_eq!(at(&job, asked, 3), Some(HOUR + BUSY));
    }

    #[test]
    fn no_look_comes_later_than_a_signed_file_is_kept() {
        let mut job = example(1, &[1]);
        job.expires_days = Some(90);
        let mut asked = Asked {
            sent: DAY,
            ..Asked::default()
        };
        for left in (1..=5).rev() {
            let next = at(&job, asked, left).unwrap();
            assert!(next - asked.last.unwrap_or(asked.sent) < 30 * DAY);
            job.checked = asked.last;
            assert!(
                left > 1 || near_end(&job, next),
                "the last one may be spent"
            );
            asked.last = Some(next);
            asked.times += 1;
        }
    }

    #[test]
    fn f22_once_a_postback_came_the_clock_asks_only_as_late_as_files_are_kept() {
        let job = example(1, &[1]);
        let asked = Asked {
            last: Some(2 * HOUR),
            times: 2,
            hint: Some(HOUR),
            postback: Some(HOUR),
            ..Asked::default()
        };
        assert_eq!(at(&job, asked, 3), Some(2 * HOUR + FILES_KEPT));
    }
}

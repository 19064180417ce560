//! What happens to a session by itself and by its people (§6).

use time::format_description::well_known::Rfc3339;
use time::{Date, Duration, OffsetDateTime, PrimitiveDateTime, Time};

use super::start;
use super::state::{LogEntry, Mail, Session, signer_status, status};

/// Completed sessions are archived after 30 days (§6).
const ARCHIVED_AFTER: Duration = Duration::days(30);

pub(super) fn log(session: &mut Session, at: OffsetDateTime, words: String) {
    session.log.push(LogEntry {
        at,
        address: "203.0.113.7".into(),
        words,
    });
}

/// Does what is due; whether anything was.
pub(super) fn due(session: &mut Session, now: OffsetDateTime) -> bool {
    let before = (session.status, session.starts);
    if session.starts_at.is_some_and(|at| at <= now) {
        start::sent(session, now);
    }
    let open = matches!(session.status, status::SENT | status::PAUSED);
    if open && session.expires.is_some_and(|at| at <= now) {
        session.status = status::EXPIRED;
        log(session, now, "Session expired".into());
    }
    let old = session
        .completed
        .is_some_and(|at| now >= at + ARCHIVED_AFTER);
    if session.status == status::COMPLETED && old {
        session.status = status::ARCHIVED;
    }
    before != (session.status, session.starts)
}

/// Those whose turn it is are told: all, or the lowest open place in the order.
pub(super) fn invite_next(session: &mut Session, now: OffsetDateTime) {
    let open = session.signers.iter().filter(|signer| !signer.done());
    let next = open.map(|signer| signer.sequence).min();
    let (in_order, by_mail) = (session.in_order(), session.by_mail());
    let title = session.title().to_owned();
    let mut mails = Vec::new();
    for signer in &mut session.signers {
        let turn = !in_order || Some(signer.sequence) == next;
        if signer.status == signer_status::PENDING && turn && by_mail {
            signer.status = signer_status::INVITED;
            signer.invited.push(now);
            mails.push(invitation(signer, &title, now));
        }
    }
    session.mails.extend(mails);
}

pub(super) fn invitation(signer: &super::state::Signer, title: &str, at: OffsetDateTime) -> Mail {
    let subject = super::create::asked(signer, "SignerEmailSubject");
    let subject = subject.and_then(|text| text.as_str()).unwrap_or(title);
    Mail {
        at,
        to: signer.email.clone(),
        kind: "invitation".into(),
        subject: subject.to_owned(),
    }
}

/// A signer has signed.
pub(super) fn signed(session: &mut Session, index: usize, now: OffsetDateTime) {
    let Some(signer) = session.signers.get_mut(index) else {
        return;
    };
    signer.status = signer_status::COMPLETED;
    signer.signed = Some(now);
    let words = format!("Signed by {}", signer.name());
    log(session, now, words);
    if session.signers.iter().all(super::state::Signer::done) {
        session.status = status::COMPLETED;
        session.completed = Some(now);
        log(session, now, "Session completed".into());
        let copies = session.text("CopyTo").unwrap_or_default().to_owned();
        for to in copies.split(',').map(str::trim).filter(|to| !to.is_empty()) {
            session.mails.push(Mail {
                at: now,
                to: to.to_owned(),
                kind: "copy".into(),
                subject: session.title().to_owned(),
            });
        }
    } else {
        invite_next(session, now);
    }
}

/// A date in either form (§3.2).
pub(super) fn date(text: &str) -> Option<OffsetDateTime> {
    if let Some(inner) = text
        .strip_prefix("/Date(")
        .and_then(|t| t.strip_suffix(")/"))
    {
        // What follows the number is for display only.
        let end = inner
            .char_indices()
            .skip(1)
            .find(|(_, c)| !c.is_ascii_digit());
        let number = inner.get(..end.map_or(inner.len(), |(at, _)| at))?;
        let millis: i128 = number.parse().ok()?;
        return OffsetDateTime::from_unix_timestamp_nanos(millis.checked_mul(1_000_000)?).ok();
    }
    if let Ok(at) = OffsetDateTime::parse(text, &Rfc3339) {
        return Some(at);
    }
    let format = time::macros::format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]");
    if let Ok(at) = PrimitiveDateTime::parse(text, &format) {
        return Some(at.assume_utc());
    }
    let day = Date::parse(
        text,
        &time::macros::format_description!("[year]-[month]-[day]"),
    )
    .ok()?;
    Some(day.with_time(Time::MIDNIGHT).assume_utc())
}

/// A parameter of a query, whatever its name's case.
pub(super) fn query(query: &str, name: &str) -> Option<String> {
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        key.eq_ignore_ascii_case(name).then(|| plain(value))
    })
}

/// Without percent-encoding.
pub(super) fn plain(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

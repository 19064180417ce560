//! What an answer says about a session: states and events (sheet §4).

use std::collections::BTreeMap;

use session::SignerState;

use super::answer::{Activity, Receiver, Signer, Transaction};
use super::create::signer_id;
use super::times::moment;
use crate::http::Redactor;
use crate::{Job, JobSigner, Seen, SeenEvent, SeenSigner, SeenState, SigningUrl};

/// Signed by all; file and receipt can be fetched.
pub(super) const SIGNED: i64 = 30;

/// The state of a status (§4); one that the sheet does not know is kept as it is.
pub(super) fn state(status: i64) -> SeenState {
    match status {
        5 => SeenState::NotStarted,
        10 => SeenState::Waiting,
        20 => SeenState::Processing,
        30 => SeenState::Completed,
        40 => SeenState::Declined,
        50 => SeenState::Expired,
        60 => SeenState::Cancelled,
        70 => SeenState::Failed,
        other => SeenState::Unknown(other.to_string()),
    }
}

/// What a transaction says about our session.
pub(super) fn seen(job: &Job, it: &Transaction, redactor: &Redactor) -> Seen {
    let mut seen = Seen {
        state: it.status.map(state),
        ..Seen::default()
    };
    for (index, signer) in job.signers.iter().enumerate() {
        let Some(theirs) = find(job, it, signer, index) else {
            // All have signed where the whole is signed, also in the shortest answer (F29).
            if it.status == Some(SIGNED) {
                seen.signers.push(SeenSigner {
                    number: signer.number,
                    state: SignerState::Signed,
                    since: None,
                    reason: None,
                });
            }
            continue;
        };
        let mut own = stands(signer.number, theirs, redactor);
        if it.status == Some(SIGNED) {
            own.state = SignerState::Signed;
        }
        if own.state == SignerState::Declined {
            seen.reason = own.reason.clone();
        }
        seen.signers.push(own);
        if let Some(url) = theirs.sign_url.as_deref().filter(|url| is_address(url)) {
            seen.signing_urls
                .insert(signer.number, SigningUrl::new(url));
        }
        seen.events.extend(of_signer(signer, theirs, redactor));
    }
    for receiver in &it.receivers {
        seen.events.extend(of_receiver(receiver, redactor));
    }
    if it.status == Some(60) {
        seen.reason = it
            .cancel_reason
            .as_deref()
            .map(|reason| redactor.clean(reason));
    }
    // Oldest first; those without a time that can be compared keep their place at the end.
    seen.events
        .sort_by_key(|event| event.time.map_or(i64::MAX, |(at, _)| at));
    seen.expires = expires(job, it);
    seen.memory = memory(job, it);
    seen
}

/// When it runs out: the days are counted from its making (§3).
fn expires(job: &Job, it: &Transaction) -> Option<i64> {
    const DAY: i64 = 86_400_000;
    let days = it.days_to_expire.filter(|days| (1..=90).contains(days))?;
    let from = it.created.as_deref().and_then(moment).map(|(at, _)| at);
    Some(from.unwrap_or(job.created) + days * DAY)
}

fn memory(job: &Job, it: &Transaction) -> BTreeMap<String, String> {
    let status = it
        .status
        .map(|status| status.to_string())
        .unwrap_or_default();
    let mut memory = BTreeMap::new();
    if job.memory.get("status").map_or("", String::as_str) != status {
        memory.insert("status".to_owned(), status);
    }
    memory
}

/// Our signer in their list: by the id that we gave, else by address, else by position.
fn find<'a>(
    job: &Job,
    it: &'a Transaction,
    signer: &JobSigner,
    index: usize,
) -> Option<&'a Signer> {
    let id = signer_id(signer.number);
    let same = |one: &Option<String>, other: &str| {
        one.as_deref()
            .is_some_and(|one| one.eq_ignore_ascii_case(other))
    };
    let named = it.signers.iter().find(|theirs| same(&theirs.id, &id));
    let ours = |theirs: &Signer| {
        job.signers
            .iter()
            .any(|signer| same(&theirs.id, &signer_id(signer.number)))
    };
    let by_address = || {
        let email = signer.email.as_deref()?.trim();
        let mut all = it
            .signers
            .iter()
            .filter(|theirs| same(&theirs.email, email));
        let one = all.next()?;
        (all.next().is_none() && !ours(one)).then_some(one)
    };
    let by_place = || {
        let one = it.signers.get(index)?;
        let alike = it.signers.len() == job.signers.len();
        (alike && one.id.is_none() && one.email.is_none()).then_some(one)
    };
    named.or_else(by_address).or_else(by_place)
}

/// Where a signer stands. What comes after a signature or a refusal never undoes it (§4).
fn stands(number: u16, it: &Signer, redactor: &Redactor) -> SeenSigner {
    let last = |codes: &[i64]| {
        it.activities
            .iter()
            .filter(|activity| codes.contains(&activity.code))
            .filter_map(|activity| moment(&activity.at).map(|(at, _)| at))
            .max()
    };
    let has = |codes: &[i64]| it.activities.iter().any(|a| codes.contains(&a.code));
    let field = |field: &Option<String>| field.as_deref().and_then(moment).map(|(at, _)| at);
    let clean = |text: &Option<String>| text.as_deref().map(|text| redactor.clean(text));
    let (state, since, reason) = if it.signed.is_some() || has(&[203]) {
        let at = field(&it.signed).or_else(|| last(&[203]));
        (SignerState::Signed, at, None)
    } else if it.rejected.is_some() || it.reject_reason.is_some() || has(&[202]) {
        let at = field(&it.rejected).or_else(|| last(&[202]));
        (SignerState::Declined, at, clean(&it.reject_reason))
    } else if it.delegated.is_some() || it.delegate.is_some() || has(&[204]) {
        let at = field(&it.delegated).or_else(|| last(&[204]));
        (SignerState::Delegated, at, clean(&it.delegate_reason))
    } else if has(&[103, 105]) {
        (SignerState::Opened, last(&[103, 105]), None)
    } else if has(&[999]) {
        (SignerState::Unreachable, last(&[999]), None)
    } else if has(&[101, 102, 104]) {
        (SignerState::Invited, last(&[101, 102, 104]), None)
    } else {
        (SignerState::Waiting, None, None)
    };
    SeenSigner {
        number,
        state,
        since,
        reason,
    }
}

fn of_signer<'a>(
    signer: &'a JobSigner,
    theirs: &'a Signer,
    redactor: &'a Redactor,
) -> impl Iterator<Item = SeenEvent> + use<'a> {
    let actor = format!("signer:{}", signer.number);
    theirs.activities.iter().map(move |activity| {
        let mut event = event(activity, &actor, false, redactor);
        event.args.insert("signer".to_owned(), signer.name.clone());
        let clean = |text: &str| redactor.clean(text);
        let unsaid = || "…".to_owned();
        match activity.code {
            202 => {
                let reason = theirs.reject_reason.as_deref().map(clean);
                event
                    .args
                    .extend(reason.map(|text| ("reason".to_owned(), text)));
            }
            204 => {
                let to = theirs.delegate.as_deref().map_or_else(unsaid, clean);
                event.args.insert("to".to_owned(), to);
            }
            105 => {
                event.args.entry("info".to_owned()).or_insert_with(unsaid);
            }
            _ => {}
        }
        event
    })
}

fn of_receiver<'a>(
    receiver: &'a Receiver,
    redactor: &'a Redactor,
) -> impl Iterator<Item = SeenEvent> + use<'a> {
    receiver.activities.iter().map(|activity| {
        let mut event = event(activity, "service", true, redactor);
        let name = redactor.clean(&receiver.name);
        event.args.insert("name".to_owned(), name);
        event
    })
}

/// An activity as an event. The key is the one by which the documentation tells them apart (§4):
/// id, code and time.
fn event(activity: &Activity, actor: &str, receiver: bool, redactor: &Redactor) -> SeenEvent {
    let mut args = BTreeMap::new();
    if let Some(info) = &activity.info {
        args.insert("info".to_owned(), redactor.clean(info));
    }
    let what = word(activity.code, receiver);
    if what == UNKNOWN {
        args.insert("code".to_owned(), activity.code.to_string());
        args.insert("words".to_owned(), redactor.clean(&activity.words));
    }
    SeenEvent {
        key: format!("{} {} {}", activity.id, activity.code, activity.at),
        time: moment(&activity.at),
        actor: actor.to_owned(),
        what,
        args,
    }
}

/// The word of an activity that the sheet does not know.
const UNKNOWN: &str = "service-activity";

/// The stable word of an activity code (§4, today's and historic ones).
fn word(code: i64, receiver: bool) -> &'static str {
    match (code, receiver) {
        (101, false) => "invited",
        (102, false) => "invitation-received",
        (103, false) => "opened",
        (104, false) => "signer-reminded",
        (105, false) => "document-opened",
        (110, false) => "identified",
        (111, false) => "identification-failed",
        (202, false) => "declined",
        (203, false) => "signed-there",
        (204, false) => "passed-on",
        (301, false) => "copy-sent",
        (302, false) => "copy-opened",
        (303, false) => "copy-downloaded",
        (401, false) => "receipt-sent",
        (402, false) => "receipt-opened",
        (403, false) => "receipt-downloaded",
        (999, false) => "mail-bounced",
        (301, true) => "receiver-copy-sent",
        (302, true) => "receiver-copy-opened",
        (303, true) => "receiver-copy-downloaded",
        (401, true) => "receiver-receipt-sent",
        (402, true) => "receiver-receipt-opened",
        (403, true) => "receiver-receipt-downloaded",
        (999, true) => "receiver-mail-bounced",
        _ => UNKNOWN,
    }
}

/// Only an address that a browser may be led to is taken for a signing address.
fn is_address(text: &str) -> bool {
    crate::account::is_service_address(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::example;

    fn look(job: &Job, body: &str) -> Seen {
        let it = Transaction::read(body.as_bytes()).unwrap();
        seen(job, &it, &Redactor::default())
    }

    fn with(activities: &str) -> String {
        format!(
            r#"{{"Id":"x","Status":10,"Signers":[{{"Id":"Signer1","Activities":[{activities}]}}]}}"#
        )
    }

    fn activity(code: i64, minute: u32) -> String {
        format!(
            r#"{{"Id":"a{code}","Code":{code},"Activity":"w","CreatedDateTime":"2026-11-25T10:{minute:02}:00.0000000+01:00"}}"#
        )
    }

    #[test]
    fn f16_a_signature_is_seen_though_the_service_is_still_busy() {
        let body = with(&activity(203, 5)).replace(":10,", ":20,");
        let seen = look(&example(1, &[1]), &body);
        assert_eq!(seen.state, Some(SeenState::Processing));
        assert_eq!(seen.signers[0].state, SignerState::Signed);
        assert_eq!(seen.signers[0].since, Some(1_795_597_500_000));
    }

    #[test]
    fn f20_what_comes_after_a_signature_does_not_undo_it_and_events_come_in_order() {
        let list = [activity(105, 9), activity(203, 5), activity(103, 1)].join(",");
        let seen = look(&example(1, &[1]), &with(&list));
        assert_eq!(seen.signers[0].state, SignerState::Signed);
        let words: Vec<_> = seen.events.iter().map(|event| event.what).collect();
        assert_eq!(words, ["opened", "signed-there", "document-opened"]);
        assert_eq!(seen.events[1].time.unwrap().1, 3600);
    }

    #[test]
    fn f20_unknown_codes_and_states_are_kept_as_they_are() {
        let body = with(&activity(777, 1)).replace(":10,", ":33,");
        let seen = look(&example(1, &[1]), &body);
        assert_eq!(seen.state, Some(SeenState::Unknown("33".into())));
        assert_eq!(seen.events[0].what, UNKNOWN);
        assert_eq!(seen.events[0].args["code"], "777");
        assert_eq!(seen.events[0].args["words"], "w");
    }

    #[test]
    fn each_of_the_signers_states_is_told_from_its_activities() {
        for (code, state) in [
            (101, SignerState::Invited),
            (104, SignerState::Invited),
            (103, SignerState::Opened),
            (202, SignerState::Declined),
            (204, SignerState::Delegated),
            (999, SignerState::Unreachable),
            (555, SignerState::Waiting),
        ] {
            let seen = look(&example(1, &[1]), &with(&activity(code, 1)));
            assert_eq!(seen.signers[0].state, state, "{code}");
        }
    }

    #[test]
    fn a_refusal_has_its_reason_as_one_clean_line() {
        let seen = look(
            &example(1, &[1]),
            r#"{"Status":40,"Signers":[{"Id":"signer1","RejectReason":"no\n\u0007way",
                "RejectDateTime":"2026-11-25T10:00:00Z"}]}"#,
        );
        assert_eq!(seen.state, Some(SeenState::Declined));
        assert_eq!(seen.reason.as_deref(), Some("no way"));
    }

    #[test]
    fn f29_id_and_status_alone_say_that_all_have_signed() {
        let seen = look(&example(1, &[1, 2]), r#"{"Id":"x","Status":30}"#);
        assert!(seen.signers.iter().all(|s| s.state == SignerState::Signed));
        assert_eq!(seen.signers.len(), 2);
        assert_eq!(seen.memory["status"], "30");
    }

    #[test]
    fn a_signing_address_is_taken_only_where_a_browser_may_go() {
        let body = |url: &str| {
            format!(r#"{{"Status":10,"Signers":[{{"Id":"Signer1","SignUrl":"{url}"}}]}}"#)
        };
        let job = example(1, &[1]);
        let good = look(&job, &body("https://view.example/sign/1"));
        assert_eq!(
            good.signing_urls[&1].expose(),
            "https://view.example/sign/1"
        );
        for bad in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "http://view.example/",
            "x",
        ] {
            assert!(look(&job, &body(bad)).signing_urls.is_empty(), "{bad}");
        }
    }

    #[test]
    fn a_receivers_bounce_is_told_with_the_name() {
        let seen = look(
            &example(1, &[1]),
            &format!(
                r#"{{"Status":30,"Receivers":[{{"Name":"Ann","Activities":null}},
                    {{"Name":"Bob","Activities":[{}]}}]}}"#,
                activity(999, 1)
            ),
        );
        assert_eq!(seen.events.len(), 1);
        assert_eq!(seen.events[0].what, "receiver-mail-bounced");
        assert_eq!(seen.events[0].args["name"], "Bob");
    }
}

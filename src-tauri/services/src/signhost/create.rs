//! The request that makes a transaction (sheet §3, §3.1, §3.2). No member is ever null.

use serde_json::{Map, Value, json};

use super::options::{Options, days_to_expire, days_to_remind};
use super::receivers::receivers;
use super::verify::{authentications, verifications};
use super::{times, words};
use crate::{Account, Job, JobSigner, Objection};

/// An object of those members that there are.
pub(super) fn object<'a>(members: impl IntoIterator<Item = (&'a str, Option<Value>)>) -> Value {
    Value::Object(
        members
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect::<Map<_, _>>(),
    )
}

/// The id under which the service knows a signer; always sent, since file metadata names it.
pub(super) fn signer_id(number: u16) -> String {
    format!("Signer{number}")
}

/// The reference; a create that is made again after a lost answer is told from the lost one by a
/// suffix (F1).
pub(super) fn reference(job: &Job, tried: u32) -> String {
    let own = job
        .reference
        .as_deref()
        .filter(|text| !text.trim().is_empty());
    let own = own.unwrap_or(&job.session);
    if tried > 1 {
        format!("{own}#{tried}")
    } else {
        own.to_owned()
    }
}

/// The body of the request, and what is wrong with the options that it is made of.
pub(super) fn request(job: &Job, account: &Account, tried: u32) -> (Value, Vec<Objection>) {
    let mut options = Options::of_session(job, account);
    let days = days_to_expire(job);
    if days.is_none() {
        let asked = job.expires_days.unwrap_or_default().to_string();
        options.object("expires_days", &asked, "range");
    }
    options.choice("expiry", &["days", "organisation"], "days");
    let postback_url = options.postback_url();
    // The sender hears of the end by mail, unless a postback tells it.
    let notify = options.flag("notifications", postback_url.is_none());
    let seal = options.flag("seal", false);
    let language = options.language();
    let context = job.option("context");
    let context = options.context("context", context);
    let receivers = receivers(job, &mut options);
    let mut wrong = std::mem::take(&mut options.wrong);

    let mut signers = Vec::new();
    for signer in &job.signers {
        let mut options = Options::of_signer(job, account, signer);
        signers.push(one(job, signer, &mut options));
        wrong.append(&mut options.wrong);
    }
    let mut once: Vec<Objection> = Vec::new();
    for objection in wrong {
        if !once.contains(&objection) {
            once.push(objection);
        }
    }
    let request = object([
        ("Seal", Some(json!(seal))),
        ("Reference", Some(json!(reference(job, tried)))),
        ("PostbackUrl", postback_url.map(Value::String)),
        ("DaysToExpire", days.map(|days| json!(days))),
        ("SendEmailNotifications", Some(json!(notify))),
        (
            "SignRequestMode",
            Some(json!(if job.in_order { 2 } else { 1 })),
        ),
        ("Language", Some(json!(language))),
        ("Context", context),
        ("Signers", Some(Value::Array(signers))),
        (
            "Receivers",
            (!receivers.is_empty()).then_some(Value::Array(receivers)),
        ),
    ]);
    (request, once)
}

fn one(job: &Job, signer: &JobSigner, options: &mut Options<'_>) -> Value {
    let email = signer
        .email
        .as_deref()
        .map(str::trim)
        .filter(|email| !email.is_empty());
    if email.is_none() {
        options.object("email", "", "missing");
    }
    let by_mail = options.by_mail();
    let language = options.language();
    let subject = options.subject("subject");
    let message = options
        .any("message")
        .or(job.message.as_deref())
        .map_or_else(|| words::invitation(language, &job.title), str::to_owned);
    let confirm = options.flag("confirmation", by_mail);
    let remind = days_to_remind(options);
    let expires = options.own("expires").map(str::to_owned).and_then(|text| {
        let at = times::moment(&text).and_then(|(at, _)| times::written(at));
        if at.is_none() {
            options.object("expires", &text, "choice");
        }
        at
    });
    let authentications = authentications(options);
    let verifications = verifications(options);
    let delegation = options.flag("delegation", false);
    if delegation && !authentications.is_empty() {
        options.object("delegation", "yes", "with_authentications");
    }
    let context = options.own("context");
    let context = options.context("context", context);
    let here = options.flag("here", false);
    let back = match (options.own("return_url"), here, &job.return_url) {
        (None, true, Some(own)) => Some(own.clone()),
        _ => options.https("return_url"),
    };
    let intro = options.any("intro").map(|text| json!(text));
    let own_reference = options.own("reference").map(|text| json!(text));
    object([
        ("Id", Some(json!(signer_id(signer.number)))),
        ("Email", email.map(|email| json!(email))),
        (
            "Authentications",
            (!authentications.is_empty()).then_some(Value::Array(authentications)),
        ),
        ("Verifications", Some(Value::Array(verifications))),
        ("SendSignRequest", Some(json!(by_mail))),
        (
            "SignRequestSubject",
            subject.map(Value::String).filter(|_| by_mail),
        ),
        ("SignRequestMessage", by_mail.then(|| json!(message))),
        ("SendSignConfirmation", Some(json!(confirm))),
        ("DaysToRemind", Some(json!(remind))),
        ("Expires", expires.map(Value::String)),
        ("Language", Some(json!(language))),
        ("Reference", own_reference),
        ("IntroText", intro),
        ("ReturnUrl", back.map(Value::String)),
        ("AllowDelegation", Some(json!(delegation))),
        ("Context", context),
    ])
}

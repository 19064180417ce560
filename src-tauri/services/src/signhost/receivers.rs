//! Who gets the signed documents and signs nothing (sheet §3.2): what holds for all of them, and
//! what for one alone.

use serde_json::{Map, Value, json};

use super::create::object;
use super::options::{LANGUAGES, Options, SUBJECT};
use super::words;
use crate::{Job, Objection, Receiver};

/// The option that says what holds for one receiver alone.
const OWN: &str = "receivers_own";
/// What it may say of one, as the service names it.
const MEMBERS: &[&str] = &[
    "Email",
    "Message",
    "Subject",
    "Language",
    "Reference",
    "Context",
];

/// The receivers of the request.
pub(super) fn receivers(job: &Job, options: &mut Options<'_>) -> Vec<Value> {
    let own = own(job, options);
    let language = options.choice("receiver_language", LANGUAGES, "");
    let language = if language.is_empty() {
        options.language()
    } else {
        language
    };
    let subject = options.subject("receiver_subject");
    let message = options.any("receiver_message");
    let reference = job.option("receiver_reference").map(|text| json!(text));
    let context = job.option("receiver_context");
    let context = options.context("receiver_context", context);
    job.receivers
        .iter()
        .map(|receiver| {
            let own = own.iter().find(|own| is_of(own, receiver));
            let own = |name: &str| own.and_then(|own| own.get(name)).cloned();
            let name = receiver.name.trim();
            let language = own("Language").unwrap_or_else(|| json!(language));
            let usual = || {
                let language = language.as_str().unwrap_or_default();
                message.map_or_else(|| words::copy(language, &job.title), str::to_owned)
            };
            let message = own("Message").unwrap_or_else(|| json!(usual()));
            object([
                ("Name", (!name.is_empty()).then(|| json!(name))),
                ("Email", Some(json!(receiver.email.trim()))),
                ("Message", Some(message)),
                ("Language", Some(language)),
                (
                    "Subject",
                    own("Subject").or_else(|| subject.clone().map(Value::String)),
                ),
                ("Reference", own("Reference").or_else(|| reference.clone())),
                ("Context", own("Context").or_else(|| context.clone())),
            ])
        })
        .collect()
}

/// What was set for single receivers; where any of it is wrong, that is told and none holds.
fn own(job: &Job, options: &mut Options<'_>) -> Vec<Map<String, Value>> {
    let Some(text) = job.option(OWN) else {
        return Vec::new();
    };
    let list: Vec<Map<String, Value>> = serde_json::from_str(text).unwrap_or_default();
    let known = |own: &Map<String, Value>| {
        job.receivers
            .iter()
            .filter(|receiver| is_of(own, receiver))
            .count()
            == 1
    };
    if !list.is_empty() && list.iter().all(|own| is_sound(own) && known(own)) {
        return list;
    }
    options.wrong.push(Objection::option(OWN, text, "json"));
    Vec::new()
}

fn is_of(own: &Map<String, Value>, receiver: &Receiver) -> bool {
    let email = own.get("Email").and_then(Value::as_str).unwrap_or_default();
    email.trim().eq_ignore_ascii_case(receiver.email.trim())
}

/// Whether every member is one that the service takes.
fn is_sound(own: &Map<String, Value>) -> bool {
    own.iter()
        .all(|(name, value)| match (name.as_str(), value) {
            ("Context", value) => value.is_object(),
            ("Language", Value::String(text)) => LANGUAGES.contains(&text.as_str()),
            ("Subject", Value::String(text)) => {
                !text.chars().any(char::is_control) && text.chars().count() <= SUBJECT
            }
            (name, Value::String(text)) => MEMBERS.contains(&name) && !text.trim().is_empty(),
            _ => false,
        })
}

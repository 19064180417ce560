//! Creating a transaction, sheet §3.

use serde_json::{Map, Value};

use super::{email, language, names, object, plain, signers, subject, text, types};
use crate::core::{Call, Judge};

const KNOWN: [&str; 10] = [
    "Seal",
    "Reference",
    "PostbackUrl",
    "DaysToExpire",
    "SendEmailNotifications",
    "SignRequestMode",
    "Language",
    "Context",
    "Signers",
    "Receivers",
];
/// Signers of one document, by subscription (sheet §6).
const SIGNERS: usize = 8;

/// Judges the request; its body, with names as the sheet spells them.
pub(in crate::signhost) fn create(judge: &mut Judge<'_>, call: &Call) -> Option<Value> {
    let mut body = object(judge, &call.body)?;
    if body.remove("File").is_some() {
        let words = "a File object marks the legacy interface";
        judge.note("create.legacy_file", "§3.1", words);
    }
    let mut read = names(judge, "transaction", "§3", &body, &KNOWN);
    types(
        judge,
        "transaction",
        &read,
        "text",
        &["Reference", "PostbackUrl", "Language"],
    );
    types(
        judge,
        "transaction",
        &read,
        "switch",
        &["Seal", "SendEmailNotifications"],
    );
    types(
        judge,
        "transaction",
        &read,
        "number",
        &["DaysToExpire", "SignRequestMode"],
    );
    types(
        judge,
        "transaction",
        &read,
        "list",
        &["Signers", "Receivers"],
    );
    types(judge, "transaction", &read, "object", &["Context"]);
    language(judge, "transaction", &read);
    postback_url(judge, text(&read, "PostbackUrl"));
    let days = days_to_expire(judge, &read);
    let mode = read.get("SignRequestMode").and_then(Value::as_i64);
    if mode.is_some_and(|mode| !(0..=2).contains(&mode)) {
        judge.refuse(
            "create.sign_request_mode",
            "§3",
            "SignRequestMode is 0, 1 or 2",
        );
    }
    let list = |name: &str| {
        let list = read.get(name).and_then(Value::as_array);
        list.cloned().unwrap_or_default()
    };
    let (wanted, receivers) = (list("Signers"), list("Receivers"));
    let seal = read.get("Seal").and_then(Value::as_bool).unwrap_or(false);
    if wanted.is_empty() && !seal {
        judge.refuse(
            "create.no_signers",
            "§3",
            "no signers, and Seal is not true",
        );
    }
    if wanted.len() > SIGNERS {
        let words = format!("{} signers, {SIGNERS} at most", wanted.len());
        judge.frown("create.signers_many", "§6", words);
    }
    let wanted = signers::signers(judge, call, &wanted, days);
    let receivers = receivers.iter().map(|one| receiver(judge, one)).collect();
    read.insert("Signers".into(), Value::Array(wanted));
    read.insert("Receivers".into(), Value::Array(receivers));
    Some(Value::Object(read))
}

/// An https address on port 443 (sheet §3, §8).
fn postback_url(judge: &mut Judge<'_>, url: Option<&str>) {
    let Some(url) = url else { return };
    let right = url.strip_prefix("https://").is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let port = host.rsplit_once(':').map(|(_, port)| port);
        !host.is_empty() && port.is_none_or(|port| port == "443")
    });
    if !right {
        let words = format!("PostbackUrl {url} is not https on port 443");
        judge.note("create.postback_url", "§3", words);
    }
}

/// The days after which it expires; 30 where the organisation's default counts.
fn days_to_expire(judge: &mut Judge<'_>, read: &Map<String, Value>) -> i64 {
    let Some(days) = read.get("DaysToExpire").and_then(Value::as_i64) else {
        let words = "DaysToExpire is not given: sources disagree on its default";
        judge.note("create.days_to_expire_missing", "§3", words);
        return 30;
    };
    if !(0..=90).contains(&days) {
        judge.refuse("create.days_to_expire", "§3", "DaysToExpire is 0 to 90");
    }
    if days == 0 { 30 } else { days }
}

const RECEIVER: [&str; 7] = [
    "Name",
    "Email",
    "Message",
    "Language",
    "Subject",
    "Reference",
    "Context",
];

/// Sheet §3.2.
fn receiver(judge: &mut Judge<'_>, wanted: &Value) -> Value {
    let Value::Object(map) = wanted else {
        judge.refuse("json.type", "§3.2", "a receiver is no object");
        return wanted.clone();
    };
    let read = names(judge, "receiver", "§3.2", map, &RECEIVER);
    let texts = [
        "Name",
        "Email",
        "Message",
        "Language",
        "Subject",
        "Reference",
    ];
    types(judge, "receiver", &read, "text", &texts);
    types(judge, "receiver", &read, "object", &["Context"]);
    email(judge, "receiver", text(&read, "Email"));
    language(judge, "receiver", &read);
    subject(judge, "receiver", "§3.2", text(&read, "Subject"));
    plain(judge, "receiver", "§3.2", text(&read, "Message"));
    if text(&read, "Message").is_none_or(str::is_empty) {
        judge.refuse(
            "receiver.message_missing",
            "§3.2",
            "a receiver has a Message",
        );
    }
    if text(&read, "Name").is_none_or(str::is_empty) {
        let words = "a receiver without a Name: sources disagree whether it is required";
        judge.assume("receiver.name_missing", "§3.2", words);
    }
    Value::Object(read)
}

//! Signers of a transaction that is to be created, sheet §3.1.

use std::collections::HashSet;

use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Iso8601;

use super::{email, headers, language, names, plain, subject, text, types, verifications};
use crate::core::{Call, Judge};

const KNOWN: [&str; 16] = [
    "Id",
    "Email",
    "Authentications",
    "Verifications",
    "SendSignRequest",
    "SignRequestSubject",
    "SignRequestMessage",
    "SendSignConfirmation",
    "DaysToRemind",
    "Expires",
    "Language",
    "Reference",
    "IntroText",
    "ReturnUrl",
    "AllowDelegation",
    "Context",
];
/// Flat members of the old interface: "never send".
const LEGACY: [&str; 8] = [
    "Mobile",
    "Iban",
    "BSN",
    "RequireScribble",
    "RequireSmsVerification",
    "RequireIdealVerification",
    "ScribbleName",
    "ScribbleNameFixed",
];

/// Judges the signers; their requests, with names as the sheet spells them.
pub(super) fn signers(
    judge: &mut Judge<'_>,
    call: &Call,
    wanted: &[Value],
    days_to_expire: i64,
) -> Vec<Value> {
    let mut ids = HashSet::new();
    let mut read = Vec::new();
    for (index, signer) in wanted.iter().enumerate() {
        let what = format!("signer {}", index + 1);
        let Value::Object(map) = signer else {
            judge.refuse("json.type", "§3.1", format!("{what} is no object"));
            continue;
        };
        let map = without_legacy(judge, &what, map);
        let signer = names(judge, &what, "§3.1", &map, &KNOWN);
        match text(&signer, "Id") {
            None => {
                let words = format!("{what} has no Id, which metadata refers to");
                judge.note("signer.id_missing", "§3.1", words);
            }
            Some(id) if !ids.insert(id.to_owned()) => {
                let words = format!("{what}: the Id {id} is given twice");
                judge.refuse("signer.id_twice", "§3.1", words);
            }
            Some(_) => {}
        }
        one(judge, call, &what, &signer, days_to_expire);
        read.push(Value::Object(signer));
    }
    read
}

fn without_legacy(
    judge: &mut Judge<'_>,
    what: &str,
    map: &Map<String, Value>,
) -> Map<String, Value> {
    let mut map = map.clone();
    for name in LEGACY {
        if map.remove(name).is_some() {
            let words = format!("{what}: {name} is of the old interface");
            judge.note("signer.legacy", "§3.1", words);
        }
    }
    map
}

fn one(
    judge: &mut Judge<'_>,
    call: &Call,
    what: &str,
    signer: &Map<String, Value>,
    days_to_expire: i64,
) {
    let texts = [
        "Id",
        "Email",
        "SignRequestSubject",
        "SignRequestMessage",
        "Expires",
        "Language",
        "Reference",
        "IntroText",
        "ReturnUrl",
    ];
    types(judge, what, signer, "text", &texts);
    let switches = ["SendSignRequest", "SendSignConfirmation", "AllowDelegation"];
    types(judge, what, signer, "switch", &switches);
    types(judge, what, signer, "number", &["DaysToRemind"]);
    types(
        judge,
        what,
        signer,
        "list",
        &["Authentications", "Verifications"],
    );
    types(judge, what, signer, "object", &["Context"]);
    email(judge, what, text(signer, "Email"));
    language(judge, what, signer);
    mails(judge, what, signer, days_to_expire);
    if let Some(expires) = text(signer, "Expires")
        && OffsetDateTime::parse(expires, &Iso8601::DEFAULT).is_err()
    {
        let words = format!("{what}: Expires is no time with an offset: {expires}");
        judge.refuse("signer.expires", "§3.1", words);
    }
    if let Some(url) = text(signer, "ReturnUrl")
        && !url.starts_with("https://")
        && !url.starts_with("http://")
    {
        judge.frown(
            "signer.return_url",
            "§9",
            format!("{what}: ReturnUrl {url}"),
        );
    }
    let list = |name: &str| signer.get(name).and_then(Value::as_array);
    let authentications = list("Authentications").map_or(&[][..], Vec::as_slice);
    let verifications = list("Verifications").map_or(&[][..], Vec::as_slice);
    let delegates = signer.get("AllowDelegation") == Some(&Value::Bool(true));
    if !authentications.is_empty() {
        if !headers::versioned(call) {
            let words = "Authentications need the versioned Accept header";
            judge.refuse("signer.authentications_accept", "§1", words);
        }
        if delegates {
            let words = format!("{what}: Authentications and AllowDelegation exclude each other");
            judge.refuse("signer.authentications_delegation", "§3.1", words);
        }
    }
    if authentications.is_empty() && verifications.is_empty() {
        let words = format!("{what} has neither verification nor authentication");
        judge.frown("signer.no_verification", "§3.1", words);
    }
    verifications::authentications(judge, what, authentications);
    verifications::verifications(judge, what, verifications);
}

fn mails(judge: &mut Judge<'_>, what: &str, signer: &Map<String, Value>, days_to_expire: i64) {
    if !signer.contains_key("SendSignRequest") {
        let words = format!("{what}: SendSignRequest is not given: sources disagree on it");
        judge.note("signer.send_sign_request_missing", "§3.1", words);
    }
    let invited = signer.get("SendSignRequest") != Some(&Value::Bool(false));
    let message = text(signer, "SignRequestMessage");
    if invited && message.is_none_or(|words| words.trim().is_empty()) {
        let words = format!("{what}: invited without a SignRequestMessage");
        judge.refuse("signer.message_missing", "§3.1", words);
    }
    plain(judge, what, "§3.1", message);
    subject(judge, what, "§3.1", text(signer, "SignRequestSubject"));
    let Some(remind) = signer.get("DaysToRemind").and_then(Value::as_i64) else {
        return;
    };
    if remind < -1 {
        judge.refuse(
            "signer.days_to_remind",
            "§3.1",
            format!("{what}: {remind} days"),
        );
    }
    if remind >= days_to_expire {
        let words = format!("{what}: reminded after {remind} days, expired after {days_to_expire}");
        judge.refuse("signer.remind_after_expiry", "§3.1", words);
    }
}

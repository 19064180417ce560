//! Verifications and authentications with their inputs, sheet §3.1.

use serde_json::{Map, Value};

use super::{email, names, text, types};
use crate::core::Judge;

/// Each type, what can be set, and whether the documents still name it.
const TYPES: [(&str, &[&str], Standing); 18] = [
    ("Consent", &[], Standing::Last),
    (
        "Scribble",
        &["RequireHandsignature", "ScribbleName", "ScribbleNameFixed"],
        Standing::Last,
    ),
    ("PhoneNumber", &["Number", "SecureDownload"], Standing::Last),
    ("CSC Qualified", &[], Standing::Last),
    ("Email", &["Email"], Standing::Before),
    ("iDeal", &["Iban"], Standing::Before),
    ("iDIN", &[], Standing::Before),
    ("DigiD", &["Bsn", "SecureDownload"], Standing::Before),
    ("eHerkenning", &["EntityConcernIdKvkNr"], Standing::Before),
    ("itsme Identification", &["PhoneNumber"], Standing::Before),
    ("SURFnet", &[], Standing::Before),
    ("OpenID Providers", &["ProviderName"], Standing::Before),
    ("Onfido", &["WorkflowId"], Standing::Before),
    ("IPAddress", &[], Standing::ByService),
    ("eIDAS Login", &[], Standing::Historic),
    ("itsme sign", &[], Standing::Historic),
    ("SigningCertificate", &[], Standing::Historic),
    ("ZealiD Qualified", &[], Standing::Historic),
];

#[derive(Clone, Copy, PartialEq)]
enum Standing {
    /// May be the last one.
    Last,
    /// Must be followed by one that may be last.
    Before,
    /// Added by the service.
    ByService,
    /// Removed from the documents.
    Historic,
}

pub(super) fn authentications(judge: &mut Judge<'_>, what: &str, list: &[Value]) {
    for one in list {
        let Some((kind, _)) = typed(judge, what, one) else {
            continue;
        };
        if kind != "PhoneNumber" && kind != "DigiD" {
            let words = format!("{what}: {kind} is no authentication");
            judge.refuse("signer.authentication_type", "§3.1", words);
        }
    }
}

pub(super) fn verifications(judge: &mut Judge<'_>, what: &str, list: &[Value]) {
    let kinds: Vec<_> = list.iter().map(|one| typed(judge, what, one)).collect();
    let last = kinds.len().saturating_sub(1);
    for (index, kind) in kinds.iter().enumerate() {
        let Some((kind, standing)) = kind else {
            continue;
        };
        if *kind == "CSC Qualified" && index != last {
            let words = format!("{what}: something follows CSC Qualified");
            judge.refuse("signer.after_csc", "§3.1", words);
        }
        match standing {
            Standing::Before | Standing::ByService if index == last => {
                let words = format!("{what}: {kind} cannot be the last verification");
                judge.refuse("signer.last_verification", "§3.1", words);
            }
            Standing::Historic => {
                let words = format!("{what}: {kind} was removed from the documents");
                judge.frown("signer.historic_verification", "§3.1", words);
            }
            _ => {}
        }
        if *standing == Standing::ByService {
            let words = format!("{what}: {kind} is added by the service");
            judge.frown("signer.verification_by_service", "§3.1", words);
        }
    }
}

/// The type of a verification, its members judged.
fn typed(judge: &mut Judge<'_>, what: &str, one: &Value) -> Option<(&'static str, Standing)> {
    let map = one.as_object();
    let given = map.and_then(|map| text(map, "Type"));
    let (Some(map), Some(given)) = (map, given) else {
        let words = format!("{what}: a verification without a Type");
        judge.refuse("signer.verification_type", "§3.1", words);
        return None;
    };
    let Some((kind, members, standing)) = TYPES.iter().find(|(kind, ..)| *kind == given) else {
        let words = format!("{what}: no verification is called {given:?}");
        judge.refuse("signer.verification_type", "§3.1", words);
        return None;
    };
    let known = [&["Type"], *members].concat();
    let read = names(judge, &format!("{what}, {kind}"), "§3.1", map, &known);
    inputs(judge, what, kind, &read);
    Some((kind, *standing))
}

fn inputs(judge: &mut Judge<'_>, what: &str, kind: &str, read: &Map<String, Value>) {
    let switches = [
        "RequireHandsignature",
        "ScribbleNameFixed",
        "SecureDownload",
    ];
    types(judge, what, read, "switch", &switches);
    let texts = [
        "ScribbleName",
        "Number",
        "Email",
        "Iban",
        "Bsn",
        "EntityConcernIdKvkNr",
        "ProviderName",
        "WorkflowId",
    ];
    types(judge, what, read, "text", &texts);
    match kind {
        "PhoneNumber" => {
            let number = text(read, "Number").unwrap_or_default();
            let digits = number.strip_prefix('+').unwrap_or_default();
            let right = (7..=15).contains(&digits.len())
                && digits.bytes().all(|b| b.is_ascii_digit())
                && !digits.starts_with('0');
            if !right {
                let words = format!("{what}: the number is not in E.164");
                judge.frown("signer.phone_number", "§3.1", words);
            }
        }
        "Scribble" => {
            let fixed = read.get("ScribbleNameFixed") == Some(&Value::Bool(true));
            if fixed && text(read, "ScribbleName").is_none_or(str::is_empty) {
                let words = format!("{what}: a fixed name, but no ScribbleName");
                judge.frown("signer.scribble_name", "§3.1", words);
            }
        }
        "Email" => email(judge, what, text(read, "Email")),
        _ => {}
    }
}

//! How a signer is identified before reading and before signing (sheet §3.1): each kind with the
//! inputs that can be set for it. Types are written exactly so, their case matters.

use serde_json::{Value, json};

use super::create::object;
use super::options::Options;

/// `Verifications`: before signing, in this order.
pub(super) const VERIFICATIONS: &[&str] = &[
    "Consent",
    "Scribble",
    "PhoneNumber",
    "Email",
    "iDeal",
    "iDIN",
    "DigiD",
    "eHerkenning",
    "itsme Identification",
    "SURFnet",
    "CSC Qualified",
    "OpenID Providers",
    "Onfido",
];
/// `Authentications`: before the documents are shown.
pub(super) const AUTHENTICATIONS: &[&str] = &["PhoneNumber", "DigiD"];
/// One of these comes last.
const LAST: &[&str] = &["Consent", "PhoneNumber", "Scribble", "CSC Qualified"];
/// Nothing may follow this one.
const ENDS: &str = "CSC Qualified";

/// The verifications of a signer; consent where none was chosen, since an account need not have a
/// default.
pub(super) fn verifications(options: &mut Options<'_>) -> Vec<Value> {
    let mut kinds = options.words("verifications", VERIFICATIONS);
    if kinds.is_empty() {
        kinds.push("Consent");
    }
    if let Some(last) = kinds.last().filter(|last| !LAST.contains(last)) {
        options.object("verifications", last, "last");
    }
    let ends = kinds.iter().position(|kind| *kind == ENDS);
    if ends.is_some_and(|at| at + 1 < kinds.len()) {
        options.object("verifications", ENDS, "after_last");
    }
    kinds
        .into_iter()
        .map(|kind| one(kind, "", options))
        .collect()
}

/// The authentications of a signer.
pub(super) fn authentications(options: &mut Options<'_>) -> Vec<Value> {
    options
        .words("authentications", AUTHENTICATIONS)
        .into_iter()
        .map(|kind| one(kind, "authentication_", options))
        .collect()
}

/// One of them, with its inputs. Those of an authentication have names of their own and fall back
/// to the verification's.
fn one(kind: &str, before: &str, options: &mut Options<'_>) -> Value {
    let text = |options: &Options<'_>, name: &str| {
        options
            .own(&format!("{before}{name}"))
            .or_else(|| options.own(name))
            .map(|text| json!(text.trim()))
    };
    let needed = |options: &mut Options<'_>, name: &str| {
        let value = options.any(name).map(|text| json!(text.trim()));
        if value.is_none() {
            options.object(name, "", "missing");
        }
        value
    };
    let secure = |options: &mut Options<'_>| {
        let name = format!("{before}secure_download");
        options.any(&name)?;
        Some(json!(options.flag(&name, false)))
    };
    let inputs = match kind {
        "Scribble" => scribble(options),
        "PhoneNumber" => {
            let number = phone(options, before, "phone", true);
            vec![("Number", number), ("SecureDownload", secure(options))]
        }
        "Email" => {
            let own = text(options, "verify_email");
            let usual = options.signer.and_then(|signer| signer.email.clone());
            vec![("Email", own.or(usual.map(Value::String)))]
        }
        "iDeal" => vec![("Iban", text(options, "iban").map(without_spaces))],
        "DigiD" => vec![
            ("Bsn", text(options, "bsn").map(without_spaces)),
            ("SecureDownload", secure(options)),
        ],
        "eHerkenning" => vec![("EntityConcernIdKvkNr", text(options, "kvk"))],
        "itsme Identification" => {
            let own = phone(options, before, "itsme_phone", false);
            vec![("PhoneNumber", own)]
        }
        "OpenID Providers" => vec![("ProviderName", needed(options, "openid_provider"))],
        "Onfido" => vec![("WorkflowId", needed(options, "onfido_workflow"))],
        _ => Vec::new(),
    };
    object([("Type", Some(json!(kind)))].into_iter().chain(inputs))
}

fn scribble(options: &mut Options<'_>) -> Vec<(&'static str, Option<Value>)> {
    let handwritten = options.flag("scribble_handwritten", false);
    let fixed = options.flag("scribble_name_fixed", false);
    let name = options
        .own("scribble_name")
        .or(options.signer.map(|signer| signer.name.as_str()))
        .map(str::trim)
        .filter(|name| !name.is_empty());
    if fixed && name.is_none() {
        options.object("scribble_name", "", "missing");
    }
    vec![
        ("RequireHandsignature", Some(json!(handwritten))),
        ("ScribbleName", name.map(|name| json!(name))),
        ("ScribbleNameFixed", Some(json!(fixed))),
    ]
}

/// A number in the international form (E.164): `+` and 7 to 15 digits; marks between them are
/// taken out.
fn phone(options: &mut Options<'_>, before: &str, name: &str, must: bool) -> Option<Value> {
    let own = format!("{before}{name}");
    let Some(text) = options.own(&own).or_else(|| options.own(name)) else {
        if must {
            options.object(&own, "", "missing");
        }
        return None;
    };
    let number: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !"-.()/".contains(*c))
        .collect();
    let digits = number.strip_prefix('+').unwrap_or_default();
    if (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Some(json!(number));
    }
    options.object(&own, text, "choice");
    None
}

fn without_spaces(value: Value) -> Value {
    let text = value.as_str().unwrap_or_default();
    Value::String(text.chars().filter(|c| !c.is_whitespace()).collect())
}

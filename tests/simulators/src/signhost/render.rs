//! A transaction as the service shows it, §4.

use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::macros::{format_description, offset};

use super::state::{Activity, Receiver, Signer, Transaction, status};

/// A time with seven digits and the offset of Amsterdam's winter (§1).
pub(super) fn time(at: OffsetDateTime) -> String {
    let shape = format_description!(
        "[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:7][offset_hour sign:mandatory]:[offset_minute]"
    );
    at.to_offset(offset!(+1)).format(&shape).unwrap_or_default()
}

fn maybe(at: Option<OffsetDateTime>) -> Value {
    at.map(time).map_or(Value::Null, Value::String)
}

/// The members of the request that are shown as they came, with their defaults.
fn echo(request: &Value, members: &[(&str, Value)]) -> Map<String, Value> {
    let mut shown = Map::new();
    for (name, default) in members {
        let value = request.get(*name).unwrap_or(default);
        shown.insert((*name).to_owned(), value.clone());
    }
    shown
}

/// The whole transaction. `origin` is where the signing pages are.
pub(super) fn transaction(transaction: &Transaction, origin: &str) -> Value {
    let request = &transaction.request;
    let mut shown = echo(
        request,
        &[
            ("Seal", json!(false)),
            ("Reference", Value::Null),
            ("PostbackUrl", Value::Null),
            ("DaysToExpire", json!(30)),
            ("SendEmailNotifications", json!(true)),
            ("SignRequestMode", json!(2)),
            ("Language", json!("nl-NL")),
            ("Context", Value::Null),
        ],
    );
    shown.insert("Id".into(), json!(transaction.id));
    shown.insert("Status".into(), json!(transaction.status));
    shown.insert("Files".into(), files(transaction, origin));
    shown.insert("CreatedDateTime".into(), json!(time(transaction.created)));
    shown.insert("ModifiedDateTime".into(), json!(time(transaction.modified)));
    shown.insert("CanceledDateTime".into(), maybe(transaction.cancelled));
    shown.insert("CancelationReason".into(), json!(transaction.cancel_reason));
    let signers = transaction.signers.iter();
    let signers = signers.map(|one| signer(transaction, one, origin));
    shown.insert("Signers".into(), signers.collect());
    let receivers = transaction.receivers.iter();
    let receivers = receivers.map(|one| receiver(transaction, one));
    shown.insert("Receivers".into(), receivers.collect());
    Value::Object(shown)
}

/// What is left of it after cleaning, F23.
pub(super) fn partial(transaction: &Transaction) -> Value {
    json!({
        "Id": transaction.id,
        "Status": transaction.status,
        "Reference": transaction.request.get("Reference"),
        "CreatedDateTime": time(transaction.created),
        "ModifiedDateTime": time(transaction.modified),
        "Files": null,
        "Signers": null,
        "Receivers": null,
    })
}

fn files(transaction: &Transaction, origin: &str) -> Value {
    let mut shown = Map::new();
    for file in transaction.files.iter().filter(|f| f.sha256.is_some()) {
        let metadata = |name: &str| file.metadata.as_ref()?.get(name)?.as_str();
        let id =
            percent_encoding::utf8_percent_encode(&file.id, percent_encoding::NON_ALPHANUMERIC);
        let link = format!("{origin}/api/transaction/{}/file/{id}", transaction.id);
        shown.insert(
            file.id.clone(),
            json!({
                "Links": [{ "Rel": "file", "Type": "application/pdf", "Link": link }],
                "DisplayName": metadata("DisplayName").unwrap_or(&file.id),
            }),
        );
    }
    Value::Object(shown)
}

fn activities(list: &[Activity]) -> Value {
    list.iter()
        .map(|activity| {
            json!({
                "Id": activity.id,
                "Code": activity.code,
                "Activity": words(activity.code),
                "Info": activity.info,
                "CreatedDateTime": time(activity.at),
            })
        })
        .collect()
}

/// The names of the activities, §4.
fn words(code: i64) -> &'static str {
    match code {
        101 => "InvitationSent",
        103 => "Opened",
        104 => "ReminderSent",
        105 => "DocumentOpened",
        202 => "Rejected",
        203 => "Signed",
        204 => "SignerDelegated",
        301 => "SignedDocumentSent",
        302 => "SignedDocumentOpened",
        303 => "SignedDocumentDownloaded",
        401 => "ReceiptSent",
        402 => "ReceiptOpened",
        403 => "ReceiptDownloaded",
        999 => "Failed",
        _ => "Unknown",
    }
}

fn signer(transaction: &Transaction, signer: &Signer, origin: &str) -> Value {
    let by_mail = json!(signer.by_mail());
    let mut shown = echo(
        &signer.request,
        &[
            ("Email", Value::Null),
            ("Authentications", json!([])),
            ("Verifications", json!([])),
            ("SendSignRequest", json!(true)),
            ("SignRequestSubject", Value::Null),
            ("SignRequestMessage", Value::Null),
            ("SendSignConfirmation", by_mail),
            ("DaysToRemind", json!(7)),
            ("Expires", Value::Null),
            ("Language", json!("nl-NL")),
            ("Reference", Value::Null),
            ("IntroText", Value::Null),
            ("ReturnUrl", json!("https://signhost.com")),
            ("AllowDelegation", json!(false)),
            ("Context", Value::Null),
        ],
    );
    if let Some(Value::Array(list)) = shown.get_mut("Verifications") {
        for one in list.iter_mut().filter(|one| one["Type"] == "Scribble") {
            for name in ["RequireHandsignature", "ScribbleNameFixed"] {
                if one.get(name).is_none() {
                    one[name] = json!(false);
                }
            }
        }
        // What the service adds itself once the signer has acted.
        if signer.signed.is_some() {
            list.push(json!({ "Type": "IPAddress", "IPAddress": "127.0.0.1" }));
        }
    }
    let link = &signer.link;
    let show = |what: &str| {
        (transaction.status >= status::SIGNED)
            .then(|| format!("{origin}/show/{what}/{}?signerId={link}", transaction.id))
    };
    let delegate = signer.delegate.as_ref();
    let more = json!({
        "Id": signer.id,
        "Activities": activities(&signer.activities),
        "RejectReason": signer.reject_reason,
        "SignUrl": format!("{origin}/sign/{link}"),
        "ShowUrl": show("document"),
        "ReceiptUrl": show("receipt"),
        "SignedDateTime": maybe(signer.signed),
        "RejectDateTime": maybe(signer.rejected),
        "CreatedDateTime": time(transaction.created),
        "ModifiedDateTime": time(transaction.modified),
        "DelegateSignerName": delegate.map(|[name, ..]| name),
        "DelegateSignerEmail": delegate.map(|[_, email, _]| email),
        "DelegateReason": delegate.map(|[.., reason]| reason),
    });
    if let Value::Object(more) = more {
        shown.extend(more);
    }
    Value::Object(shown)
}

fn receiver(transaction: &Transaction, receiver: &Receiver) -> Value {
    let mut shown = echo(
        &receiver.request,
        &[
            ("Name", Value::Null),
            ("Email", Value::Null),
            ("Language", json!("nl-NL")),
            ("Message", Value::Null),
            ("Subject", Value::Null),
            ("Reference", Value::Null),
            ("Context", Value::Null),
        ],
    );
    // Null, not an empty list, right after create.
    let list = receiver.activities.as_deref().map(activities);
    shown.insert("Activities".into(), list.unwrap_or(Value::Null));
    shown.insert("Id".into(), json!(receiver.id));
    shown.insert("CreatedDateTime".into(), json!(time(transaction.created)));
    shown.insert("ModifiedDateTime".into(), json!(time(transaction.modified)));
    Value::Object(shown)
}

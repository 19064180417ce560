//! What Signhost answers, read leniently: names in any case, unknown members ignored, nulls and
//! missing lists taken as nothing (sheet §1, §4; F20, F29).

use serde_json::Value;

use crate::loose::{Loose, without_mark};

/// A transaction (§4), as far as Paraph uses it.
#[derive(Debug, Clone, Default)]
pub(super) struct Transaction {
    pub(super) id: Option<String>,
    pub(super) status: Option<i64>,
    pub(super) signers: Vec<Signer>,
    pub(super) receivers: Vec<Receiver>,
    pub(super) created: Option<String>,
    pub(super) cancel_reason: Option<String>,
    pub(super) days_to_expire: Option<i64>,
    /// The file's id where the transaction is of the legacy interface, which has one `File` at
    /// its top (§8).
    pub(super) legacy_file: Option<String>,
    /// The checksum of a postback (§8).
    pub(super) checksum: Option<String>,
}

/// A signer of a transaction.
#[derive(Debug, Clone, Default)]
pub(super) struct Signer {
    pub(super) id: Option<String>,
    pub(super) email: Option<String>,
    pub(super) sign_url: Option<String>,
    pub(super) signed: Option<String>,
    pub(super) rejected: Option<String>,
    pub(super) reject_reason: Option<String>,
    pub(super) delegated: Option<String>,
    pub(super) delegate: Option<String>,
    pub(super) delegate_reason: Option<String>,
    pub(super) activities: Vec<Activity>,
}

/// A receiver of a transaction.
#[derive(Debug, Clone, Default)]
pub(super) struct Receiver {
    pub(super) name: String,
    pub(super) activities: Vec<Activity>,
}

/// Something that happened.
#[derive(Debug, Clone, Default)]
pub(super) struct Activity {
    pub(super) id: String,
    pub(super) code: i64,
    pub(super) words: String,
    pub(super) info: Option<String>,
    pub(super) at: String,
}

impl Transaction {
    /// Reads one; `None` where the bytes are no JSON object.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let value: Value = serde_json::from_slice(without_mark(body)).ok()?;
        let it = Loose::new(&value);
        if !it.is_object() {
            return None;
        }
        let text = |name| it.text(name).map(str::to_owned);
        Some(Self {
            id: text("Id"),
            status: it.int("Status"),
            signers: it.list("Signers").map(signer).collect(),
            receivers: it.list("Receivers").map(receiver).collect(),
            created: text("CreatedDateTime"),
            // Two spellings are on record (§4).
            cancel_reason: text("CancelationReason").or_else(|| text("CancellationReason")),
            days_to_expire: it.int("DaysToExpire"),
            legacy_file: it.get("File").text("Id").map(str::to_owned),
            checksum: text("Checksum"),
        })
    }
}

fn signer(it: Loose<'_>) -> Signer {
    let text = |name| it.text(name).map(str::to_owned);
    Signer {
        id: text("Id"),
        email: text("Email"),
        sign_url: text("SignUrl"),
        signed: text("SignedDateTime"),
        rejected: text("RejectDateTime"),
        reject_reason: text("RejectReason"),
        delegated: text("SignerDelegationDateTime"),
        delegate: text("DelegateSignerName").or_else(|| text("DelegateSignerEmail")),
        delegate_reason: text("DelegateReason"),
        activities: it.list("Activities").filter_map(activity).collect(),
    }
}

fn receiver(it: Loose<'_>) -> Receiver {
    Receiver {
        name: it
            .text("Name")
            .or_else(|| it.text("Email"))
            .unwrap_or_default()
            .to_owned(),
        // Null, not empty, right after the making (§3.2).
        activities: it.list("Activities").filter_map(activity).collect(),
    }
}

fn activity(it: Loose<'_>) -> Option<Activity> {
    let own = |name| it.text(name).unwrap_or_default().to_owned();
    Some(Activity {
        id: own("Id"),
        code: it.int("Code")?,
        words: own("Activity"),
        info: it.text("Info").map(str::to_owned),
        at: own("CreatedDateTime"),
    })
}

/// What an error's body says: `{"Message"}` in any case, a problem (RFC 7807), or text (§7).
/// The `type` of a problem comes first.
pub(super) fn complaint(body: &[u8]) -> (Option<String>, Option<String>) {
    let Ok(value) = serde_json::from_slice::<Value>(without_mark(body)) else {
        return (None, None);
    };
    let it = Loose::new(&value);
    let kind = it.text("type").map(str::to_owned);
    let words = match (it.text("title"), it.text("detail")) {
        (Some(title), Some(detail)) => Some(format!("{title}: {detail}")),
        (one, other) => one.or(other).map(str::to_owned),
    };
    (kind, it.text("Message").map(str::to_owned).or(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f29_a_reply_of_id_and_status_only_is_enough() {
        let it = Transaction::read(br#"{"Id":"x","Status":10}"#).unwrap();
        assert_eq!((it.id.as_deref(), it.status), (Some("x"), Some(10)));
        assert!(it.signers.is_empty());
    }

    #[test]
    fn names_are_found_in_any_case_and_nulls_and_unknown_members_do_no_harm() {
        let it = Transaction::read(
            br#"{"id":"x","STATUS":"20","signers":[{"id":"Signer1","activities":null,
                "Verifications":[{"Type":"Never Seen","Deep":{"a":[1]}}],"SignUrl":null}],
                "Receivers":null,"Context":null,"CancellationReason":"why","New":7}"#,
        )
        .unwrap();
        assert_eq!(it.status, Some(20));
        assert_eq!(it.signers[0].id.as_deref(), Some("Signer1"));
        assert_eq!(it.cancel_reason.as_deref(), Some("why"));
    }

    #[test]
    fn anything_but_an_object_is_no_transaction() {
        for body in [&b""[..], b"[]", b"null", b"7", b"<html>", b"{\"Id\":\"x\""] {
            assert!(Transaction::read(body).is_none());
        }
    }

    #[test]
    fn both_shapes_of_errors_are_told() {
        let told = |body: &str| complaint(body.as_bytes());
        assert_eq!(told(r#"{"message":"no"}"#).1.as_deref(), Some("no"));
        let (kind, words) = told(r#"{"type":"u","title":"T","detail":"D"}"#);
        assert_eq!(kind.as_deref(), Some("u"));
        assert_eq!(words.as_deref(), Some("T: D"));
        assert_eq!(told("<html>"), (None, None));
    }
}

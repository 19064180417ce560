//! What Rest PKI sends by itself (sheet §11): one message for each finished document. It is a hint
//! to ask, never a proof: nothing of it but whose it is, is used.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use subtle::ConstantTimeEq;

use super::request::REFERENCE;
use crate::loose::Loose;
use crate::{Account, Find, Postback};

/// Reads a message; `None` where it is none.
pub(super) fn read(
    account: &Account,
    headers: &[(String, String)],
    body: &[u8],
) -> Option<Postback> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let it = Loose::new(&value);
    if !it
        .text("type")?
        .eq_ignore_ascii_case("DocumentSignatureCompleted")
    {
        return None;
    }
    let document = it.get("document");
    let id = document.text("id").filter(|id| id.len() <= 100)?;
    let find = match session_of(&value) {
        Some(session) => Find::OurSession(session),
        None => Find::Ask(id.to_owned()),
    };
    let secret = account.credentials.get("postback_secret");
    Some(Postback {
        find,
        key: format!("document {id}"),
        proven: secret.map(|secret| is_proven(headers, secret)),
        worth_asking: true,
        ends: false,
    })
}

/// Our session, as its reference stands in a document's metadata.
pub(super) fn session_of(value: &Value) -> Option<String> {
    let document = value.get("document").unwrap_or(value);
    let metadata = Loose::new(document).get("metadata");
    let reference = metadata.list(REFERENCE).find_map(Loose::as_text)?;
    // `session:signer:try`, and our ids hold no colon.
    let session = reference.split(':').next()?;
    (!session.is_empty()).then(|| session.to_owned())
}

/// Whether the secret came along: as a bearer token, as user and password, or as a key (§11: the
/// documentation says `Authentication` for what is surely `Authorization`).
fn is_proven(headers: &[(String, String)], secret: &str) -> bool {
    let basic = format!("Basic {}", STANDARD.encode(secret));
    let bearer = format!("Bearer {secret}");
    let mut proven = false;
    for (name, value) in headers {
        let value = value.trim();
        let good = match name.as_str() {
            "authorization" | "authentication" => same(value, &basic) | same(value, &bearer),
            "x-api-key" => same(value, secret),
            _ => false,
        };
        proven |= good;
    }
    proven
}

/// Compared in constant time.
fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use secrets::Secret;

    use super::*;
    use crate::Credentials;

    fn account(secret: Option<&str>) -> Account {
        let secrets = secret
            .map(|text| ("postback_secret".to_owned(), Secret::from(text.to_owned())))
            .into_iter()
            .collect::<BTreeMap<_, _>>();
        Account {
            credentials: Credentials::new(secrets),
            ..Account::default()
        }
    }

    const BODY: &str = r#"{"type":"DocumentSignatureCompleted","document":{"id":"e3b5",
        "metadata":{"paraph-ref":["order-7:2:1"]}}}"#;

    fn proven(secret: Option<&str>, name: &str, value: &str) -> Option<bool> {
        let headers = [(name.to_owned(), value.to_owned())];
        read(&account(secret), &headers, BODY.as_bytes())
            .unwrap()
            .proven
    }

    #[test]
    fn a_message_is_found_by_its_documents_metadata_or_by_asking_for_the_document() {
        let message = read(&account(None), &[], BODY.as_bytes()).unwrap();
        assert_eq!(message.find, Find::OurSession("order-7".into()));
        let bare = br#"{"type":"DocumentSignatureCompleted","document":{"id":"e3b5"}}"#;
        let message = read(&account(None), &[], bare).unwrap();
        assert_eq!(message.find, Find::Ask("e3b5".into()));
        for none in ["", "{}", "[]", r#"{"type":"Other","document":{"id":"x"}}"#] {
            assert_eq!(read(&account(None), &[], none.as_bytes()), None, "{none}");
        }
    }

    #[test]
    fn row_25_the_secret_proves_in_each_of_its_ways_and_a_wrong_or_missing_one_does_not() {
        let basic = format!("Basic {}", STANDARD.encode("user:s3cr3t"));
        assert_eq!(
            proven(Some("user:s3cr3t"), "authorization", &basic),
            Some(true)
        );
        assert_eq!(
            proven(Some("user:s3cr3t"), "authentication", &basic),
            Some(true)
        );
        assert_eq!(
            proven(Some("s3cr3t"), "authorization", "Bearer s3cr3t"),
            Some(true)
        );
        assert_eq!(proven(Some("s3cr3t"), "x-api-key", "s3cr3t"), Some(true));
        assert_eq!(proven(Some("s3cr3t"), "x-api-key", "s3cr3"), Some(false));
        assert_eq!(
            proven(Some("s3cr3t"), "authorization", "s3cr3t"),
            Some(false)
        );
        assert_eq!(proven(Some("s3cr3t"), "x-other", "s3cr3t"), Some(false));
        assert_eq!(proven(None, "x-api-key", "s3cr3t"), None);
    }
}

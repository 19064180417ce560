//! What Signhost sends by itself (sheet §8). It is a hint to ask, never a proof.

use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;

use super::answer::Transaction;
use crate::{Account, Find, Postback};

/// Reads a postback; `None` where it is none: empty (as when an address is registered), no JSON,
/// without an id (F21).
pub(super) fn read(
    account: &Account,
    headers: &[(String, String)],
    body: &[u8],
) -> Option<Postback> {
    let it = Transaction::read(body)?;
    let id = it.id.clone()?;
    let header = |wanted: &str| {
        let mut headers = headers.iter();
        let found = headers.find(|(name, value)| name == wanted && !value.trim().is_empty());
        found.map(|(_, value)| value.trim())
    };
    // The header holds before the body (§8).
    let sum = header("checksum").or(it.checksum.as_deref());
    let word = header("authorization");
    let secret = |name: &str| account.credentials.get(name);
    let proofs = [
        secret("postback_secret").map(|s| sum.map(|given| same(&checksum(&it, s), given))),
        secret("postback_authorization").map(|s| word.map(|given| alike(s, given))),
    ];
    // One to a transaction's own address has neither (§8), so that what is missing proves nothing.
    let missing = account.setting("postback_url").is_none().then_some(false);
    let proofs = proofs.into_iter().flatten();
    let proven = proofs
        .filter_map(|proof| proof.or(missing))
        .reduce(|one, other| one && other);
    let signed = it
        .signers
        .iter()
        .filter(|signer| signer.signed.is_some() || signer.activities.iter().any(|a| a.code == 203))
        .count();
    let status = it.status.unwrap_or_default();
    Some(Postback {
        key: format!("{id} {status} {signed}"),
        ends: status >= 30,
        worth_asking: status >= 30 || signed > 0,
        find: Find::ServiceSession(id),
        proven,
    })
}

/// SHA-1 over id, status and secret; where the transaction is of the legacy interface, with its
/// file (§8). It covers nothing else of the message.
fn checksum(it: &Transaction, secret: &str) -> String {
    let id = it.id.as_deref().unwrap_or_default();
    let status = it
        .status
        .map(|status| status.to_string())
        .unwrap_or_default();
    let file = it.legacy_file.as_deref().unwrap_or_default();
    hex::encode(Sha1::digest(format!("{id}|{file}|{status}|{secret}")))
}

/// Compared in constant time, whatever the case of the letters.
fn same(one: &str, other: &str) -> bool {
    let other = other.trim().to_ascii_lowercase();
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// Compared in constant time, to the letter.
fn alike(one: &str, other: &str) -> bool {
    one.trim().as_bytes().ct_eq(other.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use secrets::Secret;

    use super::*;
    use crate::Credentials;

    const ID: &str = "0b6f0f53-6d0c-4f0e-9a53-9f0f8b1c2d3e";
    const NEW: &str = "12766753ba390b8ad7dbb0f90612fb9ed3c27309";
    const LEGACY: &str = "8431535dd0da284fdd9150359140d2fefcb899fc";

    fn account(secret: bool, own: bool) -> Account {
        let mut account = Account::default();
        if secret {
            account.credentials = Credentials::new(BTreeMap::from([(
                "postback_secret".to_owned(),
                Secret::from("example-secret".to_owned()),
            )]));
        }
        if own {
            let url = "https://hooks.example.net/sh".to_owned();
            account.settings.insert("postback_url".to_owned(), url);
        }
        account
    }

    fn body(checksum: &str) -> String {
        format!(r#"{{"Id":"{ID}","Status":30,"Checksum":"{checksum}"}}"#)
    }

    fn proven(account: &Account, header: Option<&str>, body: &str) -> Option<bool> {
        let headers: Vec<_> = header
            .map(|value| ("checksum".to_owned(), value.to_owned()))
            .into_iter()
            .collect();
        read(account, &headers, body.as_bytes()).unwrap().proven
    }

    #[test]
    fn the_checksum_is_the_documented_one() {
        let account = account(true, false);
        assert_eq!(proven(&account, None, &body(NEW)), Some(true));
        assert_eq!(
            proven(&account, None, &body(&NEW.to_uppercase())),
            Some(true)
        );
        let legacy = format!(
            r#"{{"Id":"{ID}","Status":30,"File":{{"Id":"contract.pdf"}},"Checksum":"{LEGACY}"}}"#
        );
        assert_eq!(proven(&account, None, &legacy), Some(true));
    }

    #[test]
    fn the_header_holds_before_the_body() {
        let account = account(true, false);
        assert_eq!(proven(&account, Some(NEW), &body("00")), Some(true));
        assert_eq!(proven(&account, Some("00"), &body(NEW)), Some(false));
    }

    #[test]
    fn f21_a_wrong_or_missing_checksum_is_told_and_what_is_no_message_is_none() {
        let wrong = account(true, false);
        assert_eq!(proven(&wrong, None, &body(&NEW[1..])), Some(false));
        assert_eq!(proven(&wrong, None, &body("")), Some(false));
        for none in ["", " ", "x", "[]", "{}", "null", r#"{"Id":""}"#] {
            assert_eq!(read(&wrong, &[], none.as_bytes()), None, "{none:?}");
        }
    }

    #[test]
    fn the_string_that_was_set_up_for_the_authorization_header_must_be_there_to_the_letter() {
        let account = |own: bool, checksum: bool| {
            let mut account = account(false, own);
            let word = (
                "postback_authorization".to_owned(),
                "Let me in 1".to_owned(),
            );
            let sum = ("postback_secret".to_owned(), "example-secret".to_owned());
            let secrets = [Some(word), checksum.then_some(sum)];
            let secrets = secrets.into_iter().flatten();
            let secrets = secrets.map(|(name, value)| (name, Secret::from(value)));
            account.credentials = Credentials::new(secrets.collect());
            account
        };
        let proven = |account: &Account, word: Option<&str>, sum: &str| {
            let word = word.map(|word| ("authorization".to_owned(), word.to_owned()));
            let headers: Vec<_> = word.into_iter().collect();
            read(account, &headers, body(sum).as_bytes())
                .unwrap()
                .proven
        };
        let only = account(false, false);
        assert_eq!(proven(&only, Some("Let me in 1"), ""), Some(true));
        assert_eq!(proven(&only, Some("let me in 1"), ""), Some(false));
        assert_eq!(proven(&only, None, ""), Some(false));
        // An address of the transaction's own gets none; a wrong one is wrong there, too.
        assert_eq!(proven(&account(true, false), None, ""), None);
        assert_eq!(proven(&account(true, false), Some("x"), ""), Some(false));
        // Where both were set up, both must hold.
        let both = account(false, true);
        assert_eq!(proven(&both, Some("Let me in 1"), NEW), Some(true));
        assert_eq!(proven(&both, Some("Let me in 1"), "00"), Some(false));
        assert_eq!(proven(&both, None, NEW), Some(false));
    }

    #[test]
    fn one_to_a_transactions_own_address_is_an_unproven_hint() {
        assert_eq!(proven(&account(true, true), None, &body("")), None);
        assert_eq!(proven(&account(false, false), None, &body(NEW)), None);
    }

    #[test]
    fn f20_the_same_news_have_the_same_key_and_opened_pages_are_not_worth_a_question() {
        let read = |body: &str| read(&account(false, false), &[], body.as_bytes()).unwrap();
        let opened =
            r#"{"Id":"x","Status":10,"Signers":[{"Id":"Signer1","Activities":[{"Code":103}]}]}"#;
        let signed =
            r#"{"Id":"x","Status":10,"Signers":[{"Id":"Signer1","Activities":[{"Code":203}]}]}"#;
        assert!(!read(opened).worth_asking);
        assert!(read(signed).worth_asking && !read(signed).ends);
        assert!(read(&body("")).ends);
        assert_eq!(read(signed).key, read(signed).key);
        assert_ne!(read(signed).key, read(opened).key);
    }
}

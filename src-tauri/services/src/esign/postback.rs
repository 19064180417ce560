//! What eSign sends by itself (§10.5): not signed, so that it is a hint and no more.

use sha2::{Digest, Sha256};

use super::answer::guid;
use crate::loose::{Loose, without_mark};
use crate::{Find, Postback};

/// Reads a message; `None` where it is none.
pub(super) fn read(body: &[u8]) -> Option<Postback> {
    let value = serde_json::from_slice(without_mark(body)).ok()?;
    let data = Loose::new(&value).get("Data");
    let session = data.text("SigningSessionId").and_then(guid)?;
    let of_session = data.text("Type") == Some("SessionStatus");
    let status = data.int("Status");
    Some(Postback {
        find: Find::ServiceSession(session),
        key: hex::encode(Sha256::digest(body)),
        proven: None,
        worth_asking: true,
        ends: of_session && status.is_some_and(|code| (3..=9).contains(&code) && code != 6),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_its_session_and_other_things_are_none() {
        let body = br#"{ "Data": { "SigningSessionId": "3f2a9c70-51b8-4c1d-8e0e-9b7d2a6f4410",
            "Type": "SessionStatus", "Status": 3 } }"#;
        let it = read(body).unwrap();
        assert_eq!(
            it.find,
            Find::ServiceSession("3f2a9c70-51b8-4c1d-8e0e-9b7d2a6f4410".into())
        );
        assert!(it.ends && it.proven.is_none());
        for other in [
            &b""[..],
            b"{}",
            b"[]",
            br#"{"Data":{"SigningSessionId":"x"}}"#,
        ] {
            assert!(read(other).is_none());
        }
    }
}

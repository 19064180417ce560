//! The checksum of a file: MD5, in a form that the documentation does not state (sheet §3.3, S15).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};

/// What a checksum says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Checked {
    /// It is the file's.
    Same,
    /// It is another file's.
    Other,
    /// There is none that can be read.
    None,
}

/// Compares a file with its checksum: hex in either case, with dashes or without, or base64.
pub(super) fn check(text: Option<&str>, file: &[u8]) -> Checked {
    let Some(told) = text.and_then(read) else {
        return Checked::None;
    };
    if told == Md5::digest(file).as_slice() {
        Checked::Same
    } else {
        Checked::Other
    }
}

fn read(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    let plain: String = text.chars().filter(|c| *c != '-').collect();
    let bytes = hex::decode(plain).or_else(|_| STANDARD.decode(text)).ok()?;
    (bytes.len() == 16).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s15_the_checksum_is_read_in_each_of_its_forms() {
        let file = b"%PDF-1.4\n%demo\n";
        for text in [
            "6f8e84cda63d834f26b443d6ede596e8",
            "6F8E84CDA63D834F26B443D6EDE596E8",
            "6F-8E-84-CD-A6-3D-83-4F-26-B4-43-D6-ED-E5-96-E8",
            "b46EzaY9g08mtEPW7eWW6A==",
            " 6f8e84cda63d834f26b443d6ede596e8\n",
        ] {
            assert_eq!(check(Some(text), file), Checked::Same, "{text}");
            assert_eq!(check(Some(text), b"%PDF"), Checked::Other, "{text}");
        }
        for text in [None, Some(""), Some("?"), Some("6f8e"), Some("-")] {
            assert_eq!(check(text, file), Checked::None, "{text:?}");
        }
    }
}

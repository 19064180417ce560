//! File ids, digests and sizes: sheet §2 and §6.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use sha2::{Digest as _, Sha256, Sha512};

use crate::core::{Call, Judge};

/// The largest PDF: 50 MB.
pub(in crate::signhost) const LARGEST: usize = 52_428_800;
/// The longest file id.
const LONGEST: usize = 255;

/// The file id of a path segment, decoded.
pub(in crate::signhost) fn file_id(judge: &mut Judge<'_>, segment: &str) -> String {
    let broken = segment.split('%').skip(1).any(|after| {
        !after
            .as_bytes()
            .get(..2)
            .is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit))
    });
    let decoded = percent_decode_str(segment).decode_utf8();
    let (Ok(id), false) = (decoded, broken) else {
        judge.refuse("file_id.encoding", "§2", "not percent-encoded UTF-8");
        return segment.to_owned();
    };
    let open = segment
        .bytes()
        .any(|b| b.is_ascii() && b" \"<>\\^`{|}[]".contains(&b));
    if open || !segment.is_ascii() {
        judge.note(
            "file_id.unescaped",
            "§2",
            format!("{segment} is not escaped"),
        );
    }
    if id.chars().count() > LONGEST {
        judge.refuse("file_id.long", "§2", "longer than 255 characters");
    }
    let forbidden = |c: char| c.is_control() || ":*?\\/\"<>|".contains(c);
    if id.is_empty() || id.chars().any(forbidden) {
        judge.refuse("file_id.characters", "§2", format!("{id:?} is no file id"));
    }
    id.into_owned()
}

/// The `Digest` header of an upload.
pub(in crate::signhost) fn digest(judge: &mut Judge<'_>, call: &Call) {
    let Some(header) = call.header("digest") else {
        return;
    };
    let Some((token, value)) = header.split_once('=') else {
        judge.refuse("digest.form", "§6", "a digest is TOKEN=VALUE");
        return;
    };
    let right = match token {
        "SHA-256" => Sha256::digest(&call.body).to_vec(),
        "SHA-512" => Sha512::digest(&call.body).to_vec(),
        "MD5" | "SHA" | "SHA-1" => {
            judge.refuse(
                "digest.withdrawn",
                "§6",
                format!("{token} is refused since 2025"),
            );
            return;
        }
        _ => {
            judge.frown("digest.token", "§6", format!("no digest is called {token}"));
            return;
        }
    };
    match STANDARD.decode(value.trim()) {
        Ok(bytes) if bytes == right => {}
        // What a fault changed on the way is not the client's doing.
        Ok(bytes) if bytes.len() == right.len() && call.corrupted => {
            judge.deny(400, "The digest does not match the file.");
        }
        Ok(bytes) if bytes.len() == right.len() => {
            judge.refuse(
                "digest.mismatch",
                "§6",
                "the digest does not match the file",
            );
        }
        _ => judge.refuse("digest.form", "§6", "not the base64 of the digest's bytes"),
    }
}

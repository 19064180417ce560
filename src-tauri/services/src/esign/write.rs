//! Writes a request's body into a file: documents are streamed into it piece by piece, as an array
//! of integers takes three to four times a document's size (§3.2).

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::create::Marker;
use super::date;
use super::setup::WireProfile;

/// Bytes read at once; a multiple of three, so that pieces of base64 join.
const PIECE: usize = 48 * 1024;

/// Writes a body whose markers stand for these documents, by number, and for dates.
pub(super) fn body(
    value: &Value,
    marker: &Marker,
    documents: &[(u32, PathBuf)],
    wire: &WireProfile,
    into: &Path,
) -> io::Result<()> {
    let mut out = BufWriter::new(File::options().write(true).truncate(true).open(into)?);
    let text = value.to_string();
    let lead = format!("\"{}:", marker.0);
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once(&lead) {
        out.write_all(before.as_bytes())?;
        let (mark, behind) = after.split_once('"').ok_or_else(bad)?;
        match mark.split_once(':').ok_or_else(bad)? {
            ("bytes", number) => {
                let number: u32 = number.parse().map_err(|_| bad())?;
                let (_, path) = documents
                    .iter()
                    .find(|(n, _)| *n == number)
                    .ok_or_else(bad)?;
                if wire.base64 {
                    as_base64(path, &mut out)?;
                } else {
                    as_integers(path, &mut out)?;
                }
            }
            (_, at) => {
                let at: i64 = at.parse().map_err(|_| bad())?;
                if wire.iso {
                    write!(out, "\"{}\"", date::iso(at))?;
                } else {
                    // Two of the parsers need the slashes escaped.
                    write!(out, "\"\\/Date({at})\\/\"")?;
                }
            }
        }
        rest = behind;
    }
    out.write_all(rest.as_bytes())?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(())
}

fn bad() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a marker stands for nothing")
}

fn as_integers(path: &Path, out: &mut impl Write) -> io::Result<()> {
    let mut first = true;
    out.write_all(b"[")?;
    in_pieces(path, |piece| {
        let mut text = String::with_capacity(piece.len() * 4);
        for byte in piece {
            if !first {
                text.push(',');
            }
            first = false;
            text.push_str(&byte.to_string());
        }
        out.write_all(text.as_bytes())
    })?;
    out.write_all(b"]")
}

fn as_base64(path: &Path, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"\"")?;
    in_pieces(path, |piece| {
        out.write_all(STANDARD.encode(piece).as_bytes())
    })?;
    out.write_all(b"\"")
}

fn in_pieces(path: &Path, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut file = File::open(path)?;
    let mut piece = vec![0; PIECE];
    loop {
        let mut filled = 0;
        while let Some(room) = piece.get_mut(filled..).filter(|room| !room.is_empty()) {
            match file.read(room)? {
                0 => break,
                read => filled += read,
            }
        }
        if filled == 0 {
            return Ok(());
        }
        each(piece.get(..filled).unwrap_or_default())?;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Account;

    fn written(bytes: &[u8], settings: &[(&str, &str)]) -> String {
        let folder = tempfile::tempdir().unwrap();
        let (source, into) = (folder.path().join("s"), folder.path().join("i"));
        for (path, bytes) in [(&source, bytes), (&into, b"old")] {
            Write::write_all(&mut File::create(path).unwrap(), bytes).unwrap();
        }
        let mut account = Account::default();
        for (name, value) in settings {
            account.settings.insert((*name).into(), (*value).into());
        }
        let value = json!({ "a": "m:bytes:1", "b": ["m:date:86400000"], "c": "m bytes:1" });
        let wire = WireProfile::of(&account);
        body(&value, &Marker("m".into()), &[(1, source)], &wire, &into).unwrap();
        std::fs::read_to_string(into).unwrap()
    }

    #[test]
    fn documents_and_dates_are_written_in_each_of_their_forms() {
        assert_eq!(
            written(&[37, 0, 255], &[]),
            r#"{"a":[37,0,255],"b":["\/Date(86400000)\/"],"c":"m bytes:1"}"#
        );
        let other = [("wire.bytes", "base64"), ("wire.dates", "iso")];
        assert_eq!(
            written(&[37, 0, 255], &other),
            r#"{"a":"JQD/","b":["1970-01-02T00:00:00Z"],"c":"m bytes:1"}"#
        );
    }

    #[test]
    fn pieces_of_a_long_document_join_without_a_seam() {
        let bytes: Vec<u8> = (0..PIECE * 2 + 1).map(|n| (n % 251) as u8).collect();
        let read = |text: String| serde_json::from_str::<Value>(&text).unwrap()["a"].clone();
        assert_eq!(read(written(&bytes, &[])), json!(bytes));
        let base64 = read(written(&bytes, &[("wire.bytes", "base64")]));
        assert_eq!(STANDARD.decode(base64.as_str().unwrap()).unwrap(), bytes);
    }
}

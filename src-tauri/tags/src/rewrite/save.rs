//! The copy as bytes. Numbers are written as they stood in the file: the library keeps only seven
//! digits of them, and a page that is a trifle higher is drawn with other pixels.

use std::collections::HashMap;
use std::io::Write;

use lopdf::{Dictionary, Document as Pdf, Object, Writer};

use super::RewriteError;
use crate::lexer::{Lexer, Token};

/// The digits of a number that are worth keeping.
const MAX_DIGITS: usize = 24;

/// Writes a whole file. What the old trailer says of tables elsewhere in the file, and of its
/// encryption, no longer holds.
pub(super) fn save(source: &[u8], pdf: &Pdf) -> Result<Vec<u8>, RewriteError> {
    let mut copy = Vec::with_capacity(source.len() + (64 << 10));
    match write(&mut copy, source, pdf) {
        Ok(()) => Ok(copy),
        Err(error) => Err(RewriteError::Unwritable(error.to_string())),
    }
}

fn write(out: &mut Vec<u8>, source: &[u8], pdf: &Pdf) -> std::io::Result<()> {
    let reals = Reals::read(source, pdf);
    writeln!(out, "%PDF-{}", pdf.version)?;
    out.extend_from_slice(b"%\xe2\xe3\xcf\xd3\n");
    let mut table = b"xref\n0 1\n0000000000 65535 f \n".to_vec();
    let mut size = 1;
    for ((number, generation), object) in &pdf.objects {
        if is_of_the_old_file(object) || *number == 0 {
            continue;
        }
        writeln!(table, "{number} 1\n{:010} {generation:05} n ", out.len())?;
        writeln!(out, "{number} {generation} obj")?;
        reals.write(out, object)?;
        out.extend_from_slice(b"\nendobj\n");
        size = number.saturating_add(1);
    }
    let start = out.len();
    let mut trailer = Dictionary::new();
    trailer.set("Size", i64::from(size));
    for key in [&b"Root"[..], b"Info", b"ID"] {
        if let Ok(kept) = pdf.trailer.get(key) {
            trailer.set(key, kept.clone());
        }
    }
    out.extend_from_slice(&table);
    out.extend_from_slice(b"trailer\n");
    reals.write(out, &trailer.into())?;
    write!(out, "\nstartxref\n{start}\n%%EOF\n")
}

/// Tables and containers that describe the bytes of the old file.
fn is_of_the_old_file(object: &Object) -> bool {
    match object {
        Object::Stream(stream) => ["ObjStm", "XRef"]
            .iter()
            .any(|name| stream.dict.has_type(name.as_bytes())),
        Object::Dictionary(dict) => dict.has(b"Linearized"),
        _ => false,
    }
}

/// Numbers as they stood in the file, by what the library made of them.
struct Reals(HashMap<u32, String>);

impl Reals {
    fn read(source: &[u8], pdf: &Pdf) -> Self {
        let mut reals = Self(HashMap::new());
        reals.collect(source);
        for object in pdf.objects.values() {
            if let Object::Stream(stream) = object
                && stream.dict.has_type(b"ObjStm")
                && let Ok(bytes) = stream.decompressed_content_with_limit(16 << 20)
            {
                reals.collect(&bytes);
            }
        }
        reals
    }

    /// Goes through the tokens of objects; the data of streams are passed over.
    fn collect(&mut self, bytes: &[u8]) {
        let mut lexer = Lexer::new(bytes);
        loop {
            lexer.skip_blank();
            let from = lexer.position();
            match lexer.next_token() {
                None => return,
                Some(Token::Number(_)) => {
                    let text = bytes.get(from..lexer.position()).unwrap_or_default();
                    self.note(text);
                }
                Some(Token::Keyword(b"stream")) => {
                    let rest = lexer.rest();
                    let end = rest.windows(9).position(|nine| nine == b"endstream");
                    lexer.skip(end.unwrap_or(rest.len()));
                }
                Some(_) => {}
            }
        }
    }

    fn note(&mut self, text: &[u8]) {
        if text.len() > MAX_DIGITS || !text.contains(&b'.') {
            return;
        }
        let text = String::from_utf8_lossy(text);
        let (Ok(kept), Ok(exact)) = (text.parse::<f32>(), text.parse::<f64>()) else {
            return;
        };
        let told = kept.to_string().parse::<f64>();
        if told.is_ok_and(|told| told != exact) {
            self.0.entry(kept.to_bits()).or_insert(text.into_owned());
        }
    }

    fn write(&self, out: &mut Vec<u8>, object: &Object) -> std::io::Result<()> {
        match object {
            Object::Real(value) => match self.0.get(&value.to_bits()) {
                Some(text) => out.write_all(text.as_bytes()),
                None => Writer::write_object(out, object),
            },
            Object::Array(items) => {
                out.push(b'[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(b' ');
                    }
                    self.write(out, item)?;
                }
                out.push(b']');
                Ok(())
            }
            Object::Dictionary(dict) => self.dict(out, dict, None),
            Object::Stream(stream) => {
                self.dict(out, &stream.dict, Some(stream.content.len()))?;
                out.extend_from_slice(b"\nstream\n");
                out.extend_from_slice(&stream.content);
                out.extend_from_slice(b"\nendstream");
                Ok(())
            }
            other => Writer::write_object(out, other),
        }
    }

    fn dict(
        &self,
        out: &mut Vec<u8>,
        dict: &Dictionary,
        length: Option<usize>,
    ) -> std::io::Result<()> {
        out.extend_from_slice(b"<<");
        for (key, value) in dict {
            if length.is_some() && key == b"Length" {
                continue;
            }
            Writer::write_object(out, &Object::Name(key.clone()))?;
            out.push(b' ');
            self.write(out, value)?;
        }
        if let Some(length) = length {
            write!(out, "/Length {length}")?;
        }
        out.extend_from_slice(b">>");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_more_digits_than_the_library_keeps_are_written_as_they_stood() {
        let source = b"1 0 obj [841.91998 0.1234567891 12.5] endobj
2 0 obj <<>> stream\n841.92 [(\nendstream endobj";
        let reals = Reals::read(source, &Pdf::new());
        let numbers = [841.92, 0.123_456_79, 12.5, 1.0].map(Object::Real);
        let mut out = Vec::new();
        reals.write(&mut out, &numbers.to_vec().into()).unwrap();
        assert_eq!(out, b"[841.91998 0.1234567891 12.5 1.0]");
    }
}

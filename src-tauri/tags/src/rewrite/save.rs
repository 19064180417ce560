//! The copy as bytes. What did not change is written with the bytes that it had in the file, spelling
//! of numbers and order of keys included; what did is written with the numbers as they stood there:
//! the library keeps only seven digits of them, and a page that is a trifle higher is drawn with other
//! pixels.

use std::collections::HashMap;
use std::io::Write;

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Writer};

use super::verbatim::Verbatim;
use crate::lexer::{Lexer, Token};
use crate::limits::Budget;

/// The digits of a number that are worth keeping.
const MAX_DIGITS: usize = 24;
/// Numbers that are kept as they stood, at most; of others the library's digits are taken.
const MAX_REALS: usize = 500_000;
/// Numbers that nothing has, at most, beside each that something has, for one table of all.
const GAPS: usize = 4;

/// Which objects are written, and how.
pub(crate) struct Choice<'c> {
    /// Whether an object belongs to the copy.
    pub(crate) keeps: &'c dyn Fn(ObjectId) -> bool,
    /// Whether it is as it was in the file, so that its bytes there may be taken.
    pub(crate) is_unchanged: &'c dyn Fn(ObjectId) -> bool,
}

/// Writes a whole file. What the old trailer says of tables elsewhere in the file, and of its
/// encryption, no longer holds.
pub(crate) fn save(
    source: &[u8],
    pdf: &Pdf,
    choice: &Choice<'_>,
    budget: &Budget<'_>,
) -> std::io::Result<Vec<u8>> {
    let reals = Reals::read(source, pdf);
    let mut verbatim = Verbatim::new(source, pdf, budget);
    let mut out = Vec::with_capacity(source.len() + (64 << 10));
    writeln!(out, "%PDF-{}", pdf.version)?;
    out.extend_from_slice(b"%\xe2\xe3\xcf\xd3\n");
    let mut places = Vec::new();
    for (id @ (number, generation), object) in &pdf.objects {
        if *number == 0 || is_of_the_old_file(object) || !(choice.keeps)(*id) {
            continue;
        }
        // The table has room for one of each number: that of the highest generation.
        places.pop_if(|((before, _), _): &mut (ObjectId, usize)| before == number);
        places.push((*id, out.len()));
        writeln!(out, "{number} {generation} obj")?;
        let own = verbatim.body(*id);
        let content = object.as_stream().ok().map(|stream| &stream.content);
        match own {
            Some(own)
                if (choice.is_unchanged)(*id)
                    && content.is_none_or(|content| own.has_length(content.len())) =>
            {
                out.extend_from_slice(own.0);
                if let Some(content) = content {
                    data(&mut out, content);
                }
            }
            Some(own) => reals.with(own.0).write(&mut out, object)?,
            None => reals.write(&mut out, object)?,
        }
        out.extend_from_slice(b"\nendobj\n");
    }
    let start = out.len();
    let mut trailer = Dictionary::new();
    let last = places.last().map_or(0, |((number, _), _)| *number);
    trailer.set("Size", i64::from(last) + 1);
    for key in [&b"Root"[..], b"Info", b"ID"] {
        if let Ok(kept) = pdf.trailer.get(key) {
            trailer.set(key, kept.clone());
        }
    }
    table(&mut out, &places, last)?;
    out.extend_from_slice(b"trailer\n");
    reals.write(&mut out, &trailer.into())?;
    write!(out, "\nstartxref\n{start}\n%%EOF\n")?;
    Ok(out)
}

/// The cross-reference table: one section, as archives want it, where the numbers allow it.
fn table(out: &mut Vec<u8>, places: &[(ObjectId, usize)], last: u32) -> std::io::Result<()> {
    let dense = usize::try_from(last).is_ok_and(|last| last / GAPS <= places.len() + 64);
    if dense {
        write!(
            out,
            "xref\n0 {}\n0000000000 65535 f \n",
            u64::from(last) + 1
        )?;
    } else {
        out.extend_from_slice(b"xref\n0 1\n0000000000 65535 f \n");
    }
    let mut next = 1;
    for ((number, generation), place) in places {
        if dense {
            for _ in next..*number {
                out.extend_from_slice(b"0000000000 65535 f \n");
            }
            next = number.saturating_add(1);
        } else {
            writeln!(out, "{number} 1")?;
        }
        writeln!(out, "{place:010} {generation:05} n ")?;
    }
    Ok(())
}

/// The data of a stream, behind its dictionary.
fn data(out: &mut Vec<u8>, content: &[u8]) {
    out.extend_from_slice(b"\nstream\n");
    out.extend_from_slice(content);
    out.extend_from_slice(b"\nendstream");
}

/// Tables and containers that describe the bytes of the old file.
pub(super) fn is_of_the_old_file(object: &Object) -> bool {
    match object {
        Object::Stream(stream) => ["ObjStm", "XRef"]
            .iter()
            .any(|name| stream.dict.has_type(name.as_bytes())),
        Object::Dictionary(dict) => dict.has(b"Linearized"),
        _ => false,
    }
}

/// Numbers as they stood in the file, by what the library made of them; those of the object at hand
/// come first.
struct Reals<'r>(HashMap<u32, String>, Option<&'r Reals<'r>>);

impl<'r> Reals<'r> {
    fn with(&'r self, own: &[u8]) -> Self {
        let mut reals = Self(HashMap::new(), Some(self));
        reals.collect(own);
        reals
    }

    fn find(&self, bits: u32) -> Option<&String> {
        let own = self.0.get(&bits);
        own.or_else(|| self.1.and_then(|more| more.find(bits)))
    }

    fn read(source: &[u8], pdf: &Pdf) -> Self {
        let mut reals = Self(HashMap::new(), None);
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
        if text.len() > MAX_DIGITS || !text.contains(&b'.') || self.0.len() > MAX_REALS {
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
            Object::Real(value) => match self.find(value.to_bits()) {
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
                data(out, &stream.content);
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

//! Objects out of bytes. Only what is written by the book is taken: where anything else stands, the
//! answer is `None`, and the file is left to the loader that mends.

use lopdf::{Dictionary, Object, ObjectId, StringFormat};

use crate::lexer::{escaped, hex, is_regular, is_space};

/// Arrays and dictionaries nest no deeper in any real file.
const MAX_NESTING: usize = 64;

/// Reads objects one after the other.
pub(super) struct Parser<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
    /// How many more objects may be read.
    left: usize,
}

/// What stands under an object's number.
pub(super) enum Indirect {
    Plain(Object),
    /// A stream's dictionary, and where its data begin.
    Stream(Dictionary, usize),
}

impl<'a> Parser<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self {
            bytes,
            at,
            left: usize::MAX,
        }
    }

    /// As [`Parser::new`], for so many objects at most, whatever holds them.
    pub(super) fn within(bytes: &'a [u8], at: usize, left: usize) -> Self {
        Self { bytes, at, left }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Passes over white space and comments.
    pub(super) fn blank(&mut self) {
        while let Some(byte) = self.peek() {
            if is_space(byte) {
                self.at += 1;
            } else if byte == b'%' {
                while self.peek().is_some_and(|b| b != b'\n' && b != b'\r') {
                    self.at += 1;
                }
            } else {
                return;
            }
        }
    }

    /// Passes over a word, if it stands here.
    pub(super) fn word(&mut self, word: &[u8]) -> Option<()> {
        self.rest().starts_with(word).then(|| self.at += word.len())
    }

    /// A number of nothing but digits.
    pub(super) fn digits(&mut self) -> Option<u64> {
        let start = self.at;
        let mut value = 0_u64;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            value = value
                .checked_mul(10)?
                .checked_add(u64::from(digit - b'0'))?;
            self.at += 1;
        }
        (self.at > start).then_some(value)
    }

    /// `12 0 obj`, behind white space.
    pub(super) fn header(&mut self) -> Option<ObjectId> {
        self.blank();
        let number = u32::try_from(self.digits()?).ok()?;
        self.blank();
        let generation = u16::try_from(self.digits()?).ok()?;
        self.blank();
        self.word(b"obj")?;
        Some((number, generation))
    }

    /// What stands behind an object's header.
    pub(super) fn indirect(&mut self) -> Option<Indirect> {
        self.blank();
        let object = self.object(MAX_NESTING)?;
        let Object::Dictionary(dict) = object else {
            return Some(Indirect::Plain(object));
        };
        self.blank();
        if self.word(b"stream").is_none() {
            return Some(Indirect::Plain(Object::Dictionary(dict)));
        }
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
        if self.word(b"\r\n").is_none() && self.word(b"\n").is_none() {
            self.word(b"\r")?;
        }
        Some(Indirect::Stream(dict, self.at))
    }

    /// An object that is not in another one.
    pub(super) fn direct(&mut self) -> Option<Object> {
        self.blank();
        self.object(MAX_NESTING)
    }

    fn object(&mut self, depth: usize) -> Option<Object> {
        self.left = self.left.checked_sub(1)?;
        let object = match self.peek()? {
            b'/' => Object::Name(self.name()),
            b'0'..=b'9' => self.reference_or_number()?,
            b'+' | b'-' | b'.' => self.number()?,
            b'(' => Object::String(self.literal()?, StringFormat::Literal),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                Object::Dictionary(self.dictionary(depth.checked_sub(1)?)?)
            }
            b'<' => Object::String(self.hexadecimal()?, StringFormat::Hexadecimal),
            b'[' => Object::Array(self.array(depth.checked_sub(1)?)?),
            b't' => self.word(b"true").map(|()| Object::Boolean(true))?,
            b'f' => self.word(b"false").map(|()| Object::Boolean(false))?,
            b'n' => self.word(b"null").map(|()| Object::Null)?,
            _ => return None,
        };
        Some(object)
    }

    fn array(&mut self, depth: usize) -> Option<Vec<Object>> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.blank();
            if self.word(b"]").is_some() {
                return Some(items);
            }
            items.push(self.object(depth)?);
        }
    }

    fn dictionary(&mut self, depth: usize) -> Option<Dictionary> {
        self.at += 2;
        let mut dict = Dictionary::new();
        loop {
            self.blank();
            if self.word(b">>").is_some() {
                return Some(dict);
            }
            if self.peek()? != b'/' {
                return None;
            }
            let key = self.name();
            self.blank();
            let value = self.object(depth)?;
            dict.set(key, value);
        }
    }

    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let rest = self.rest();
        let length = rest.iter().take_while(|byte| is_regular(**byte)).count();
        let raw = rest.get(..length).unwrap_or_default();
        self.at += length;
        if !raw.contains(&b'#') {
            return raw.to_vec();
        }
        let mut name = Vec::with_capacity(raw.len());
        let mut rest = raw;
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            let pair = match after {
                [high, low, ..] if byte == b'#' => hex(*high).zip(hex(*low)),
                _ => None,
            };
            match pair {
                Some((high, low)) => {
                    name.push(high << 4 | low);
                    rest = after.get(2..).unwrap_or_default();
                }
                None => name.push(byte),
            }
        }
        name
    }

    /// `12 0 R`, or only `12`.
    fn reference_or_number(&mut self) -> Option<Object> {
        let start = self.at;
        if let Some(id) = self.reference() {
            return Some(Object::Reference(id));
        }
        self.at = start;
        self.number()
    }

    fn reference(&mut self) -> Option<ObjectId> {
        let number = u32::try_from(self.digits()?).ok()?;
        if !is_space(self.peek()?) {
            return None;
        }
        self.blank();
        let generation = u16::try_from(self.digits()?).ok()?;
        if !is_space(self.peek()?) {
            return None;
        }
        self.blank();
        self.word(b"R")?;
        Some((number, generation))
    }

    fn number(&mut self) -> Option<Object> {
        let rest = self.rest();
        let length = rest.iter().take_while(|byte| is_regular(**byte)).count();
        let word = rest.get(..length)?;
        let (negative, digits) = match word.split_first()? {
            (b'-', digits) => (true, digits),
            (b'+', digits) => (false, digits),
            _ => (false, word),
        };
        let (mut value, mut scale, mut fraction, mut any) = (0_i64, 1.0_f64, false, false);
        for &byte in digits {
            match byte {
                b'0'..=b'9' => {
                    // Digits behind the fifteenth of a fraction change nothing.
                    if fraction && scale > 1e14 {
                        continue;
                    }
                    value = value.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
                    any = true;
                    if fraction {
                        scale *= 10.0;
                    }
                }
                b'.' if !fraction => fraction = true,
                _ => return None,
            }
        }
        self.at += length;
        let value = if negative { -value } else { value };
        match (any, fraction) {
            (false, _) => None,
            (true, true) => Some(Object::Real((value as f64 / scale) as f32)),
            (true, false) => Some(Object::Integer(value)),
        }
    }

    fn literal(&mut self) -> Option<Vec<u8>> {
        self.at += 1;
        let mut out = Vec::new();
        let mut depth = 1_usize;
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(out);
                    }
                }
                b'\\' => {
                    self.escape(&mut out)?;
                    continue;
                }
                b'\r' => {
                    let _ = self.word(b"\n");
                    out.push(b'\n');
                    continue;
                }
                _ => {}
            }
            out.push(byte);
        }
    }

    fn escape(&mut self, out: &mut Vec<u8>) -> Option<()> {
        let (byte, length) = escaped(self.bytes.get(self.at..)?)?;
        self.at += length;
        out.extend(byte);
        Some(())
    }

    fn hexadecimal(&mut self) -> Option<Vec<u8>> {
        self.at += 1;
        let mut out = Vec::new();
        let mut high = None;
        loop {
            let byte = self.peek()?;
            self.at += 1;
            if byte == b'>' {
                out.extend(high.map(|first: u8| first << 4));
                return Some(out);
            }
            if is_space(byte) {
                continue;
            }
            let digit = hex(byte)?;
            match high.take() {
                None => high = Some(digit),
                Some(first) => out.push(first << 4 | digit),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(bytes: &[u8]) -> Option<Object> {
        Parser::new(bytes, 0).direct()
    }

    #[test]
    fn objects_are_read_as_lopdf_reads_them() {
        for text in [
            "<</A 1/B[1 0 R 2 -3.25 .5 +7 true null]/C(a\\(b\\)\\101\\\n(c))/D<3c3C5>/#41b /x>>",
            "[ 1 0 2 0 R 3 ]% end",
            "<< /Nested << /Deep [ [ ] ] >> /Kids [ 12 0 R 13 0 R ] >>",
            "-0.000123456789",
            "595.304",
        ] {
            let stream = format!("1 0 {text}");
            let mut dict = Dictionary::new();
            dict.set("N", 1);
            dict.set("First", 4);
            let stream = lopdf::Stream::new(dict, stream.into_bytes());
            let theirs = lopdf::ObjectStream::new(&stream).unwrap();
            assert_eq!(
                parse(text.as_bytes()).as_ref(),
                theirs.objects.get(&(1, 0)),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_not_by_the_book_is_left_to_others() {
        for text in [
            "<</A 1", "[1 2", "(abc", "<4g>", "--5", "1.2.3", "<</A>>", "foo", "",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
        assert_eq!(parse(&b"[".repeat(100_000)), None);
    }
}

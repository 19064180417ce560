//! Decimals as the file writes them.
//!
//! The reader holds a decimal in 32 bits: `841.91998` becomes `841.92`. Who writes such a number
//! again has changed it, and to a strict validator has changed what an earlier signature covers.
//! So the digits of every decimal that 32 bits do not hold are read from the file itself and
//! stand in the document as a name that begins with a random mark, which no file can know.

use std::collections::{HashMap, HashSet};

use lopdf::xref::XrefEntry;
use lopdf::{Document, Object, ObjectId};

use crate::pdf;

/// A mark, and what it is for.
pub(crate) struct Exact {
    mark: String,
}

impl Exact {
    /// A new mark. Documents that are compared need the same one.
    pub(crate) fn new() -> Self {
        let mark = format!("Decimal{:032x}", rand::random::<u128>());
        Self { mark }
    }

    /// Puts the digits in place of the decimals of `document`, which was read from `bytes`.
    /// Returns the objects whose decimals could not be found in the file; they stay as they are.
    pub(crate) fn keep(&self, document: &mut Document, bytes: &[u8]) -> HashSet<ObjectId> {
        let places: Vec<(ObjectId, XrefEntry)> = document
            .objects
            .iter()
            .filter(|(_, object)| has_decimal(object))
            .filter_map(|(id, _)| Some((*id, document.reference_table.get(id.0)?.clone())))
            .collect();
        let mut containers: HashMap<u32, Container> = HashMap::new();
        for (_, entry) in &places {
            if let XrefEntry::Compressed { container, .. } = entry {
                let open = || Container::open(document, *container).unwrap_or_default();
                containers.entry(*container).or_insert_with(open);
            }
        }
        let mut unclear = HashSet::new();
        for (id, entry) in places {
            let raw = match entry {
                XrefEntry::Normal { offset, .. } => body(bytes, offset as usize, id),
                XrefEntry::Compressed { container, .. } => {
                    containers.get(&container).and_then(|c| c.body(id.0))
                }
                XrefEntry::Free | XrefEntry::UnusableFree => None,
            };
            let object = document.objects.get_mut(&id);
            let kept = object.and_then(|object| self.keep_in(object, decimals(raw?)?));
            if kept.is_none() {
                unclear.insert(id);
            }
        }
        unclear
    }

    /// `None`, and nothing done, when the object's decimals are not the file's.
    fn keep_in(&self, object: &mut Object, written: Vec<&[u8]>) -> Option<()> {
        let mut held = Vec::new();
        leaves(object, &mut held);
        let pairs = held.iter().zip(&written).map(|(leaf, text)| {
            let text = std::str::from_utf8(text).ok()?;
            let value = leaf.as_float().ok()?;
            (text.parse::<f32>().ok()? == value).then_some(())?;
            let exact = canonical(text)?;
            Some((canonical(&value.to_string())? != exact).then_some(exact))
        });
        let digits: Vec<Option<String>> = pairs.collect::<Option<_>>()?;
        (held.len() == written.len()).then_some(())?;
        for (leaf, digits) in held.into_iter().zip(digits) {
            if let Some(digits) = digits {
                *leaf = Object::Name([self.mark.as_bytes(), digits.as_bytes()].concat());
            }
        }
        Some(())
    }

    /// Turns the names back into numbers, in bytes that were written. No byte moves.
    pub(crate) fn restore(&self, written: &mut [u8]) {
        let name = [b"/", self.mark.as_bytes()].concat();
        let mut rest = written;
        while let Some(at) = pdf::find(rest, &name) {
            let (head, tail) = rest.split_at_mut(at + name.len());
            head.iter_mut().skip(at).for_each(|byte| *byte = b' ');
            rest = tail;
        }
    }
}

fn has_decimal(object: &Object) -> bool {
    match object {
        Object::Real(_) => true,
        Object::Array(items) => items.iter().any(has_decimal),
        Object::Dictionary(dict) => dict.iter().any(|(_, item)| has_decimal(item)),
        Object::Stream(stream) => stream.dict.iter().any(|(_, item)| has_decimal(item)),
        _ => false,
    }
}

/// The decimals in an object, in their order.
fn leaves<'a>(object: &'a mut Object, found: &mut Vec<&'a mut Object>) {
    match object {
        Object::Real(_) => found.push(object),
        Object::Array(items) => items.iter_mut().for_each(|item| leaves(item, found)),
        Object::Dictionary(dict) => dict.iter_mut().for_each(|(_, item)| leaves(item, found)),
        Object::Stream(stream) => stream
            .dict
            .iter_mut()
            .for_each(|(_, item)| leaves(item, found)),
        _ => {}
    }
}

/// An object stream, opened.
#[derive(Default)]
struct Container {
    content: Vec<u8>,
    /// Object numbers and where they begin.
    index: HashMap<u32, usize>,
}

impl Container {
    fn open(document: &Document, id: u32) -> Option<Self> {
        let stream = document.get_object((id, 0)).ok()?.as_stream().ok()?;
        let first = usize::try_from(stream.dict.get(b"First").ok()?.as_i64().ok()?).ok()?;
        let content = stream.get_plain_content_with_limit(pdf::MAX_STREAM).ok()?;
        let head = std::str::from_utf8(content.get(..first)?).ok()?;
        let numbers: Vec<usize> = head
            .split_ascii_whitespace()
            .map(|number| number.parse().ok())
            .collect::<Option<_>>()?;
        let entry = |pair: &[usize]| match pair {
            [number, at] => Some((u32::try_from(*number).ok()?, first.checked_add(*at)?)),
            _ => None,
        };
        let index = numbers.chunks(2).filter_map(entry).collect();
        Some(Self { content, index })
    }

    fn body(&self, number: u32) -> Option<&[u8]> {
        self.content.get(*self.index.get(&number)?..)
    }
}

/// What follows `N G obj` at that place.
fn body(bytes: &[u8], offset: usize, id: ObjectId) -> Option<&[u8]> {
    let mut rest = bytes.get(offset..)?;
    for expected in [id.0.to_string(), id.1.to_string(), "obj".into()] {
        rest = rest.trim_ascii_start().strip_prefix(expected.as_bytes())?;
    }
    Some(rest)
}

/// The decimals of the object that begins there, in their order.
fn decimals(raw: &[u8]) -> Option<Vec<&[u8]>> {
    let mut found = Vec::new();
    let (mut rest, mut depth) = (raw, 0_usize);
    loop {
        rest = match after_blank(rest) {
            [b'<', b'<', after @ ..] | [b'[', after @ ..] => {
                depth += 1;
                after
            }
            [b'>', b'>', after @ ..] | [b']', after @ ..] => {
                depth = depth.checked_sub(1)?;
                after
            }
            [b'<', after @ ..] => {
                let end = after.iter().position(|c| *c == b'>')?;
                after.get(end + 1..)?
            }
            [b'(', after @ ..] => after_string(after)?,
            [b'/', after @ ..] => after.get(regular(after)..)?,
            token => {
                let (token, after) = token.split_at_checked(regular(token))?;
                if token.is_empty() {
                    return None;
                }
                if token.contains(&b'.') {
                    found.push(token);
                }
                after
            }
        };
        if depth == 0 {
            return Some(found);
        }
    }
}

fn is_blank(c: u8) -> bool {
    matches!(c, b'\0' | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

/// How many regular characters (ISO 32000-1, 7.2.2) stand first.
fn regular(bytes: &[u8]) -> usize {
    let delimits = |c: &u8| is_blank(*c) || b"()<>[]{}/%".contains(c);
    bytes.iter().position(delimits).unwrap_or(bytes.len())
}

fn after_blank(mut bytes: &[u8]) -> &[u8] {
    loop {
        let (first, comment) = (bytes.first().copied(), bytes.starts_with(b"%"));
        let skip = match first {
            Some(c) if is_blank(c) => 1,
            Some(_) if comment => {
                let ends = |c: &u8| matches!(c, b'\n' | b'\r');
                bytes.iter().position(ends).unwrap_or(bytes.len())
            }
            _ => return bytes,
        };
        bytes = bytes.get(skip..).unwrap_or_default();
    }
}

/// What follows a literal string whose opening parenthesis was taken.
fn after_string(bytes: &[u8]) -> Option<&[u8]> {
    let (mut depth, mut escaped) = (1_usize, false);
    for (at, c) in bytes.iter().enumerate() {
        match c {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return bytes.get(at + 1..);
        }
    }
    None
}

/// A decimal without what does not count: `+05.10` is `5.1`.
fn canonical(text: &str) -> Option<String> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    if !whole
        .bytes()
        .chain(part.bytes())
        .all(|c| c.is_ascii_digit())
    {
        return None;
    }
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = if text.starts_with('-') && (whole, part) != ("0", "") {
        "-"
    } else {
        ""
    };
    Some(match part {
        "" => format!("{sign}{whole}"),
        part => format!("{sign}{whole}.{part}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_found_whatever_stands_between() {
        let raw =
            b" <</A 1.5/B(2.5 \\) (3.5))/C<34.5>/D[-.25 % 9.5\n 4 0 R]/E.5/F /G7.5>>\nstream 8.5";
        let found: Vec<_> = decimals(raw).unwrap();
        assert_eq!(found, [b"1.5".as_slice(), b"-.25"]);
        assert_eq!(decimals(b"<< /A 1.5"), None);
        assert_eq!(decimals(b">>"), None);
    }

    #[test]
    fn a_decimal_is_the_same_however_it_is_written() {
        for (text, plain) in [
            ("+05.10", "5.1"),
            ("-.50", "-0.5"),
            ("-0.0", "0"),
            ("7.", "7"),
            ("841.91998", "841.91998"),
        ] {
            assert_eq!(canonical(text).as_deref(), Some(plain));
        }
        assert_eq!(canonical("0.00-41"), None);
    }
}

//! The cross-reference table, followed from its end to its first section. Anything unusual in it
//! leaves the file to the loader that mends.

use std::collections::HashSet;

use lopdf::{Dictionary, Object, ObjectId, Stream};

use super::parser::{Indirect, Parser};
use crate::ReadError;
use crate::lexer::is_space;
use crate::limits::Budget;
use crate::objects::{decode, number};
use crate::pdf::Pdf;

/// Where an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// The table says nothing of it.
    Unlisted,
    Free,
    Plain {
        offset: u32,
        generation: u16,
    },
    /// In an object stream, as the object of that index.
    Packed {
        container: u32,
        index: u32,
    },
}

/// All sections together.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// By number.
    pub(super) entries: Vec<Entry>,
    /// Of the newest section.
    pub(super) trailer: Dictionary,
    /// Whether there are object streams.
    pub(super) packed: bool,
}

/// How far from its end a file says where the table is.
const TAIL: usize = 1024;
/// Sections of one file, each an update.
const MAX_SECTIONS: usize = 10_000;
/// Objects between two looks at whether to go on.
const STEP: u64 = 4096;

/// The table of a file; `None` where it is not quite by the book.
pub(super) fn read(bytes: &[u8], budget: &Budget<'_>) -> Result<Option<Table>, ReadError> {
    let Some(start) = start(bytes) else {
        return Ok(None);
    };
    let mut reader = Reader {
        bytes,
        budget,
        table: Table::default(),
        most: budget.limits().max_objects.min(bytes.len()),
    };
    let mut next = Some(start);
    let mut seen = HashSet::new();
    while let Some(offset) = next {
        budget.go_on()?;
        if !seen.insert(offset) || seen.len() > MAX_SECTIONS {
            return Ok(None);
        }
        let Some(trailer) = reader.section(offset)? else {
            return Ok(None);
        };
        next = match trailer.get(b"Prev") {
            Err(_) => None,
            Ok(prev) => match number(prev) {
                Some(offset) if offset > 0.0 => Some(offset as usize),
                _ => return Ok(None),
            },
        };
        if reader.table.trailer.is_empty() {
            reader.table.trailer = trailer;
        }
    }
    Ok(Some(reader.table))
}

/// Where the newest section is.
fn start(bytes: &[u8]) -> Option<usize> {
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..)?;
    let word = b"startxref";
    let found = tail
        .windows(word.len())
        .rposition(|window| window == word)?;
    let mut parser = Parser::new(tail, found + word.len());
    parser.blank();
    usize::try_from(parser.digits()?).ok()
}

struct Reader<'a, 'b> {
    bytes: &'a [u8],
    budget: &'b Budget<'b>,
    table: Table,
    /// No object may have this number or a higher one.
    most: usize,
}

impl Reader<'_, '_> {
    /// Takes in one section; gives its trailer.
    fn section(&mut self, offset: usize) -> Result<Option<Dictionary>, ReadError> {
        let mut parser = Parser::new(self.bytes, offset);
        parser.blank();
        if parser.word(b"xref").is_none() {
            return self.stream(offset);
        }
        let mut freed = Vec::new();
        let Some(trailer) = self.plain(parser, &mut freed)? else {
            return Ok(None);
        };
        // Objects in streams are listed as free in the table beside them.
        if let Ok(hybrid) = trailer.get(b"XRefStm") {
            let offset = number(hybrid).filter(|offset| *offset > 0.0);
            let Some(offset) = offset else {
                return Ok(None);
            };
            if self.stream(offset as usize)?.is_none() {
                return Ok(None);
            }
        }
        for number in freed {
            self.set(number, Entry::Free);
        }
        Ok(Some(trailer))
    }

    /// A table of lines, and the trailer behind it. Free entries are handed back.
    fn plain(
        &mut self,
        mut parser: Parser<'_>,
        freed: &mut Vec<u64>,
    ) -> Result<Option<Dictionary>, ReadError> {
        loop {
            parser.blank();
            if parser.word(b"trailer").is_some() {
                return Ok(match parser.direct() {
                    Some(Object::Dictionary(trailer)) => Some(trailer),
                    _ => None,
                });
            }
            let Some((first, count)) = pair(&mut parser) else {
                return Ok(None);
            };
            for number in first..first.saturating_add(count) {
                if number % STEP == 0 {
                    self.budget.go_on()?;
                }
                let Some((offset, generation)) = pair(&mut parser) else {
                    return Ok(None);
                };
                parser.blank();
                if parser.word(b"n").is_some() {
                    let entry = u32::try_from(offset)
                        .ok()
                        .zip(u16::try_from(generation).ok());
                    let Some((offset, generation)) = entry else {
                        return Ok(None);
                    };
                    if !self.set(number, Entry::Plain { offset, generation }) {
                        return Ok(None);
                    }
                } else if parser.word(b"f").is_some() {
                    if freed.len() > self.most {
                        return Ok(None);
                    }
                    freed.push(number);
                } else {
                    return Ok(None);
                }
            }
        }
    }

    /// A cross-reference stream; gives its dictionary.
    fn stream(&mut self, offset: usize) -> Result<Option<Dictionary>, ReadError> {
        let mut parser = Parser::new(self.bytes, offset);
        if parser.header().is_none() {
            return Ok(None);
        }
        let Some(Indirect::Stream(dict, start)) = parser.indirect() else {
            return Ok(None);
        };
        let length = dict.get(b"Length").and_then(Object::as_i64);
        let length = length.ok().and_then(|length| usize::try_from(length).ok());
        let Some(data) = length.and_then(|length| data(self.bytes, start, length)) else {
            return Ok(None);
        };
        if !dict.has_type(b"XRef") {
            return Ok(None);
        }
        let stream = Stream::new(dict, data.to_vec());
        let nothing = lopdf::Document::new();
        let nothing: &dyn Pdf = &nothing;
        let Some(lines) = decode(nothing, &stream, self.budget)? else {
            return Ok(None);
        };
        let lines = self.lines(&stream.dict, &lines)?;
        Ok(lines.map(|()| stream.dict.clone()))
    }

    fn lines(&mut self, dict: &Dictionary, mut lines: &[u8]) -> Result<Option<()>, ReadError> {
        let widths = whole(dict, b"W").unwrap_or_default();
        let [kind, second, third] = *widths.as_slice() else {
            return Ok(None);
        };
        if widths.iter().any(|width| *width > 8) || widths.iter().all(|width| *width == 0) {
            return Ok(None);
        }
        let index = match whole(dict, b"Index") {
            Some(index) => index,
            None => whole(dict, b"Size")
                .map(|size| [vec![0], size].concat())
                .unwrap_or_default(),
        };
        let line = kind + second + third;
        for range in index.chunks_exact(2) {
            let [first, count] = *range else { continue };
            for number in (first..).take(count) {
                if number % STEP as usize == 0 {
                    self.budget.go_on()?;
                }
                let Some((own, after)) = lines.split_at_checked(line) else {
                    return Ok(None);
                };
                lines = after;
                let (own_kind, rest) = own.split_at(kind);
                let (a, b) = rest.split_at(second);
                let kind = if kind == 0 { 1 } else { big_endian(own_kind) };
                let small = u32::try_from(big_endian(a)).ok();
                let entry = match (kind, small) {
                    (0, _) => Some(Entry::Free),
                    (1, Some(offset)) => u16::try_from(big_endian(b))
                        .ok()
                        .map(|generation| Entry::Plain { offset, generation }),
                    (2, Some(container)) => u32::try_from(big_endian(b))
                        .ok()
                        .map(|index| Entry::Packed { container, index }),
                    _ => None,
                };
                let Some(entry) = entry else {
                    return Ok(None);
                };
                self.table.packed |= matches!(entry, Entry::Packed { .. });
                if !self.set(number as u64, entry) {
                    return Ok(None);
                }
            }
        }
        Ok(Some(()))
    }

    /// Notes an entry, unless a newer section has one; says whether there is room for its number.
    fn set(&mut self, number: u64, entry: Entry) -> bool {
        let Some(number) = usize::try_from(number)
            .ok()
            .filter(|number| *number < self.most)
        else {
            return entry == Entry::Free;
        };
        let entries = &mut self.table.entries;
        if entries.len() <= number {
            entries.resize(number + 1, Entry::Unlisted);
        }
        if let Some(slot) = entries.get_mut(number)
            && *slot == Entry::Unlisted
        {
            *slot = entry;
        }
        true
    }
}

/// A stream's data, if the word that ends them stands where the length says.
pub(super) fn data(bytes: &[u8], start: usize, length: usize) -> Option<&[u8]> {
    let end = start.checked_add(length)?;
    let behind = bytes.get(end..)?;
    let behind = behind
        .strip_prefix(b"\r\n")
        .or_else(|| behind.strip_prefix(b"\n"))
        .or_else(|| behind.strip_prefix(b"\r"))
        .unwrap_or(behind);
    behind.starts_with(b"endstream").then_some(())?;
    bytes.get(start..end)
}

/// Whether an object's header stands where the table says.
pub(super) fn is_there(bytes: &[u8], offset: u32, id: ObjectId) -> bool {
    // Digits and spaces only: a quick look, since every object of the file gets it.
    let offset = offset as usize;
    bytes
        .get(offset)
        .is_some_and(|b| b.is_ascii_digit() || is_space(*b))
        && Parser::new(bytes, offset).header() == Some(id)
}

fn pair(parser: &mut Parser<'_>) -> Option<(u64, u64)> {
    parser.blank();
    let first = parser.digits()?;
    parser.blank();
    Some((first, parser.digits()?))
}

/// The whole numbers of an array, or the one that stands there alone.
fn whole(dict: &Dictionary, key: &[u8]) -> Option<Vec<usize>> {
    let value = dict.get(key).ok()?;
    let items = match value {
        Object::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    items
        .iter()
        .map(|item| {
            item.as_i64()
                .ok()
                .and_then(|value| usize::try_from(value).ok())
        })
        .collect()
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0, |value, byte| value << 8 | u64::from(*byte))
}

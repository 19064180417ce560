//! Operators of a content stream with their operands.

use std::ops::Range;

use crate::lexer::{Bytes, Lexer, Token, is_space};

/// An operand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand {
    Number(f64),
    Name(Bytes),
    String(Bytes),
    Array(Vec<Self>),
    Dict(Vec<(Bytes, Self)>),
    /// `true`, `null` and what is unknown.
    Other,
}

impl Operand {
    pub(crate) fn number(&self) -> Option<f64> {
        if let Self::Number(value) = self {
            Some(*value)
        } else {
            None
        }
    }

    pub(crate) fn name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self {
            Some(name)
        } else {
            None
        }
    }

    pub(crate) fn string(&self) -> Option<&[u8]> {
        if let Self::String(bytes) = self {
            Some(bytes)
        } else {
            None
        }
    }
}

/// Arrays and dictionaries nest no deeper in any real content stream.
const MAX_NESTING: usize = 16;
/// Items of all arrays and dictionaries of one operator; what stands beyond is dropped.
const MAX_ITEMS: usize = 500_000;
/// Operands kept before an operator; a real operator has at most 33 (`scn` of DeviceN).
const MAX_OPERANDS: usize = 64;

/// Reads one operator after the other.
pub(crate) struct Operations<'a> {
    lexer: Lexer<'a>,
    /// The operands of the operator that was read last.
    pub(crate) operands: Vec<Operand>,
    /// How many more items its arrays and dictionaries may have.
    items: usize,
    start: usize,
    /// Room of an array that is done with.
    spare: Vec<Operand>,
}

impl<'a> Operations<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self {
            lexer: Lexer::new(bytes),
            operands: Vec::new(),
            items: MAX_ITEMS,
            start: 0,
            spare: Vec::new(),
        }
    }

    /// Where the operator that was read last stands: from behind the one before it to its own end.
    pub(crate) fn span(&self) -> Range<usize> {
        self.start..self.lexer.position()
    }

    /// The next operator; its operands stand in `operands`. An inline image is one `BI` with its
    /// dictionary as operand.
    pub(crate) fn next_operator(&mut self) -> Option<&'a [u8]> {
        if let [Operand::Array(items)] = self.operands.as_mut_slice() {
            self.spare = std::mem::take(items);
            self.spare.clear();
        }
        self.operands.clear();
        self.items = MAX_ITEMS;
        self.start = self.lexer.position();
        loop {
            match self.lexer.next_token()? {
                Token::Keyword(b"BI") => {
                    let dict = self.inline_image();
                    self.operands.clear();
                    self.operands.push(Operand::Dict(dict));
                    return Some(b"BI");
                }
                Token::Keyword(b"true" | b"false" | b"null") => self.push(Operand::Other),
                Token::Keyword(word) => return Some(word),
                token => {
                    if let Some(operand) = self.operand(token, 0) {
                        self.push(operand);
                    }
                }
            }
        }
    }

    fn push(&mut self, operand: Operand) {
        if self.operands.len() >= MAX_OPERANDS {
            self.operands.remove(0);
        }
        self.operands.push(operand);
    }

    fn operand(&mut self, token: Token<'a>, depth: usize) -> Option<Operand> {
        Some(match token {
            Token::Number(value) => Operand::Number(value),
            Token::Name(name) => Operand::Name(name),
            Token::String(bytes) => Operand::String(bytes),
            Token::ArrayStart if depth < MAX_NESTING => {
                let mut items = std::mem::take(&mut self.spare);
                loop {
                    // What arrays hold most, without a detour.
                    if let Some(number) = self.lexer.next_number() {
                        if self.is_room() {
                            items.push(Operand::Number(number));
                        }
                        continue;
                    }
                    if let Some(bytes) = self.lexer.next_string() {
                        if self.is_room() {
                            items.push(Operand::String(bytes));
                        }
                        continue;
                    }
                    let Some(token) = self.lexer.next_token() else {
                        break;
                    };
                    match token {
                        Token::ArrayEnd => break,
                        // An array that is never closed ends with the operator that uses it.
                        Token::Keyword(b"TJ" | b"ET" | b"BT" | b"Tj") => break,
                        other => {
                            let item = self.operand(other, depth + 1);
                            if let (Some(item), true) = (item, self.is_room()) {
                                items.push(item);
                            }
                        }
                    }
                }
                Operand::Array(items)
            }
            Token::DictStart if depth < MAX_NESTING => Operand::Dict(self.dict(depth + 1)),
            Token::Keyword(_) => Operand::Other,
            Token::ArrayStart | Token::DictStart | Token::ArrayEnd | Token::DictEnd => return None,
        })
    }

    /// Counts one more item; says whether it may be kept.
    fn is_room(&mut self) -> bool {
        let left = self.items.checked_sub(1);
        self.items = left.unwrap_or(0);
        left.is_some()
    }

    fn dict(&mut self, depth: usize) -> Vec<(Bytes, Operand)> {
        let mut entries = Vec::new();
        while let Some(token) = self.lexer.next_token() {
            match token {
                Token::DictEnd => break,
                Token::Name(key) => {
                    let Some(value) = self.lexer.next_token() else {
                        break;
                    };
                    if value == Token::DictEnd {
                        break;
                    }
                    let value = self.operand(value, depth);
                    if let (Some(value), true) = (value, self.is_room()) {
                        entries.push((key, value));
                    }
                }
                _ => {}
            }
        }
        entries
    }

    /// Reads from behind `BI` to behind `EI`.
    fn inline_image(&mut self) -> Vec<(Bytes, Operand)> {
        let mut entries = Vec::new();
        while let Some(token) = self.lexer.next_token() {
            match token {
                Token::Keyword(b"ID") => break,
                Token::Keyword(b"EI") => return entries,
                Token::Name(key) => {
                    let Some(value) = self.lexer.next_token() else {
                        return entries;
                    };
                    let value = self.operand(value, 1);
                    if let (Some(value), true) = (value, self.is_room()) {
                        entries.push((key, value));
                    }
                }
                _ => {}
            }
        }
        let data = self.lexer.rest();
        // One white-space byte stands between ID and the data.
        let raw = raw_length(&entries)
            .and_then(|length| length.checked_add(1))
            .filter(|&end| ends_at(data, end) || is_end(data, end));
        let end =
            raw.or_else(|| (0..data.len()).find(|&at| ends_at(data, at) && plausible(data, at)));
        let end = end.unwrap_or(data.len());
        self.lexer.skip(end);
        // The token EI itself, with the white space before it.
        while let Some(&byte) = self.lexer.rest().first() {
            self.lexer.skip(1);
            if byte == b'I' {
                break;
            }
        }
        entries
    }
}

/// Bytes of an image that tells its length, or that has no filter, from its size.
fn raw_length(entries: &[(Bytes, Operand)]) -> Option<usize> {
    let find = |short: &[u8], long: &[u8]| {
        entries
            .iter()
            .find(|(key, _)| key.as_slice() == short || key.as_slice() == long)
            .map(|(_, value)| value)
    };
    if let Some(length) = find(b"L", b"Length").and_then(Operand::number) {
        return (length >= 0.0).then_some(length as usize);
    }
    if find(b"F", b"Filter").is_some() {
        return None;
    }
    let number = |short, long| {
        let value = find(short, long)?.number()?;
        (0.0..=65_536.0).contains(&value).then_some(value as usize)
    };
    let (width, height) = (number(b"W", b"Width")?, number(b"H", b"Height")?);
    let bits = number(b"BPC", b"BitsPerComponent").unwrap_or(1);
    let components = match find(b"CS", b"ColorSpace").and_then(Operand::name) {
        Some(b"RGB" | b"DeviceRGB") => 3,
        Some(b"CMYK" | b"DeviceCMYK") => 4,
        _ => 1,
    };
    let row = width
        .checked_mul(bits)?
        .checked_mul(components)?
        .div_ceil(8);
    row.checked_mul(height)
}

/// Whether `EI` stands at that place, or behind white space there.
fn ends_at(data: &[u8], at: usize) -> bool {
    let Some(rest) = data.get(at..) else {
        return false;
    };
    let blank = rest.iter().take(4).take_while(|b| is_space(**b)).count();
    if blank == 0 {
        return false;
    }
    is_end(rest, blank)
}

/// Whether `EI` stands at that place itself, as it may where the length of the data is known.
fn is_end(data: &[u8], at: usize) -> bool {
    let rest = data.get(at..).unwrap_or_default();
    rest.starts_with(b"EI") && rest.get(2).is_none_or(|b| is_space(*b))
}

/// Whether what follows an `EI` looks like a content stream rather than image data.
fn plausible(data: &[u8], at: usize) -> bool {
    let rest = data.get(at..).unwrap_or_default();
    rest.iter()
        .take(24)
        .all(|b| is_space(*b) && *b != 0 || (0x20..0x7f).contains(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operators(bytes: &[u8]) -> Vec<(String, usize)> {
        let mut operations = Operations::new(bytes);
        let mut out = Vec::new();
        while let Some(operator) = operations.next_operator() {
            out.push((
                String::from_utf8_lossy(operator).into_owned(),
                operations.operands.len(),
            ));
        }
        out
    }

    #[test]
    fn an_inline_image_that_holds_ei_is_passed_over_whole() {
        let stream = b"q BI /W 4 /H 2 /BPC 8 /CS /G ID ab EI cd\nEI Q (x) Tj";
        assert_eq!(
            operators(stream),
            [
                ("q".into(), 0),
                ("BI".into(), 1),
                ("Q".into(), 0),
                ("Tj".into(), 1)
            ]
        );
    }

    #[test]
    fn an_array_that_is_never_closed_ends_with_its_operator() {
        assert_eq!(operators(b"[(a) 3 (b) TJ (c) Tj").len(), 1);
    }

    #[test]
    fn deep_nesting_ends() {
        assert!(operators(&b"[".repeat(100_000)).is_empty());
    }
}

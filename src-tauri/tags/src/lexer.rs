//! Tokens of content streams, CMaps and the clear part of Type 1 programs. Takes what it is given:
//! bytes that make no token are passed over, and every call moves on.

use smallvec::SmallVec;

/// A name or a string: most are short, and stand in place.
pub(crate) type Bytes = SmallVec<[u8; SHORT]>;
const SHORT: usize = 24;

/// One token.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token<'a> {
    Number(f64),
    /// Without its slash, escapes resolved.
    Name(Bytes),
    /// Literal or hexadecimal, escapes resolved.
    String(Bytes),
    ArrayStart,
    ArrayEnd,
    DictStart,
    DictEnd,
    /// An operator, `true`, `null`, braces and the like.
    Keyword(&'a [u8]),
}

/// Reads tokens one after the other.
#[derive(Debug, Clone)]
pub(crate) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// Digits of a number, its point among them, that are read the quick way.
const MAX_DIGITS: usize = 15;
/// What a number is divided by that has so many decimals.
const POWERS: [f64; MAX_DIGITS + 1] = [
    1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];

/// What each byte is to the grammar.
const SPACE: u8 = 1;
const DELIMITER: u8 = 2;

const fn kinds() -> [u8; 256] {
    let mut kinds = [0; 256];
    let (mut spaces, mut delimiters) = (b"\0\t\n\x0c\r ".as_slice(), b"()<>[]{}/%".as_slice());
    while let [byte, rest @ ..] = spaces {
        kinds[*byte as usize] = SPACE;
        spaces = rest;
    }
    while let [byte, rest @ ..] = delimiters {
        kinds[*byte as usize] = DELIMITER;
        delimiters = rest;
    }
    kinds
}

static KINDS: [u8; 256] = kinds();

fn kind(byte: u8) -> u8 {
    KINDS.get(usize::from(byte)).copied().unwrap_or(0)
}

pub(crate) fn is_space(byte: u8) -> bool {
    kind(byte) == SPACE
}

fn is_delimiter(byte: u8) -> bool {
    kind(byte) == DELIMITER
}

pub(crate) fn is_regular(byte: u8) -> bool {
    kind(byte) == 0
}

/// What stands behind a backslash in a literal string (ISO 32000-2, 7.3.4.2): the byte that it
/// means, none for a line that goes on, and how many bytes that took. `None` at the end.
pub(crate) fn escaped(rest: &[u8]) -> Option<(Option<u8>, usize)> {
    let byte = match *rest.first()? {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'b' => 8,
        b'f' => 12,
        b'\n' => return Some((None, 1)),
        b'\r' if rest.get(1) == Some(&b'\n') => return Some((None, 2)),
        b'\r' => return Some((None, 1)),
        b'0'..=b'7' => {
            let digits = rest.iter().take(3);
            let digits = digits.take_while(|byte| (b'0'..=b'7').contains(byte));
            let (value, length) = digits.fold((0_u32, 0), |(value, length), digit| {
                (value * 8 + u32::from(digit - b'0'), length + 1)
            });
            return Some((Some((value & 0xff) as u8), length));
        }
        other => other,
    };
    Some((Some(byte), 1))
}

/// What each byte is as a hexadecimal digit; what is none is more than any.
const fn digits() -> [u8; 256] {
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        values[b"0123456789abcdef"[value as usize] as usize] = value;
        values[b"0123456789ABCDEF"[value as usize] as usize] = value;
        value += 1;
    }
    values
}

const NO_DIGIT: u8 = 0xff;
static DIGITS: [u8; 256] = digits();

fn digit(byte: u8) -> u8 {
    DIGITS.get(usize::from(byte)).copied().unwrap_or(NO_DIGIT)
}

pub(crate) fn hex(byte: u8) -> Option<u8> {
    Some(digit(byte)).filter(|value| *value != NO_DIGIT)
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn peek_after(&self) -> Option<u8> {
        self.bytes.get(self.at + 1).copied()
    }

    /// How many bytes are read.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// What is not read yet.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Passes over bytes.
    pub(crate) fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes).min(self.bytes.len());
    }

    /// Passes over white space and comments.
    pub(crate) fn skip_blank(&mut self) {
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

    fn take_regular(&mut self) -> &'a [u8] {
        let rest = self.rest();
        let length = rest.iter().take_while(|byte| is_regular(**byte)).count();
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn name(&mut self) -> Bytes {
        let raw = self.take_regular();
        if !raw.contains(&b'#') {
            return Bytes::from_slice(raw);
        }
        let mut name = Bytes::with_capacity(raw.len());
        let mut at = 0;
        while let Some(&byte) = raw.get(at) {
            let pair = (
                raw.get(at + 1).copied().and_then(hex),
                raw.get(at + 2).copied().and_then(hex),
            );
            match (byte, pair) {
                (b'#', (Some(high), Some(low))) => {
                    name.push(high << 4 | low);
                    at += 3;
                }
                _ => {
                    name.push(byte);
                    at += 1;
                }
            }
        }
        name
    }

    fn literal(&mut self) -> Bytes {
        let mut out = Bytes::new();
        let mut depth = 1_usize;
        let rest = self.rest();
        let plain = rest
            .iter()
            .take_while(|byte| !matches!(byte, b'(' | b')' | b'\\' | b'\r'))
            .count();
        out.extend_from_slice(rest.get(..plain).unwrap_or_default());
        self.at += plain;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut out);
                    continue;
                }
                b'\r' => {
                    // An end of line counts as one line feed however it is written.
                    if self.peek() == Some(b'\n') {
                        self.at += 1;
                    }
                    out.push(b'\n');
                    continue;
                }
                _ => {}
            }
            out.push(byte);
        }
        out
    }

    fn escape(&mut self, out: &mut Bytes) {
        if let Some((byte, length)) = escaped(self.rest()) {
            self.at += length;
            out.extend(byte);
        }
    }

    fn hexadecimal(&mut self) -> Bytes {
        let mut out = Bytes::new();
        let mut high = None;
        let rest = self.rest();
        let end = rest.iter().position(|byte| *byte == b'>');
        let digits = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        self.skip(digits.len() + 1);
        // As nearly all are written: few pairs of digits, and nothing between them.
        let (pairs, single) = digits.as_chunks::<2>();
        if single.is_empty() && pairs.len() <= SHORT {
            let mut plain = [0; SHORT];
            let all = plain.iter_mut().zip(pairs).all(|(byte, [one, two])| {
                let (one, two) = (digit(*one), digit(*two));
                *byte = one << 4 | two;
                (one | two) < 0x10
            });
            if all {
                return Bytes::from_buf_and_len(plain, pairs.len());
            }
        }
        for digit in digits.iter().filter_map(|byte| hex(*byte)) {
            match high.take() {
                None => high = Some(digit),
                Some(first) => out.push(first << 4 | digit),
            }
        }
        out.extend(high.map(|first| first << 4));
        out
    }

    /// The next token, or `None` at the end.
    pub(crate) fn next_token(&mut self) -> Option<Token<'a>> {
        self.skip_blank();
        let byte = self.peek()?;
        let start = self.at;
        let token = match byte {
            b'(' => {
                self.at += 1;
                Token::String(self.literal())
            }
            b'<' if self.peek_after() == Some(b'<') => {
                self.at += 2;
                Token::DictStart
            }
            b'<' => {
                self.at += 1;
                Token::String(self.hexadecimal())
            }
            b'>' if self.peek_after() == Some(b'>') => {
                self.at += 2;
                Token::DictEnd
            }
            b'[' => {
                self.at += 1;
                Token::ArrayStart
            }
            b']' => {
                self.at += 1;
                Token::ArrayEnd
            }
            b'/' => {
                self.at += 1;
                Token::Name(self.name())
            }
            _ if is_delimiter(byte) => {
                self.at += 1;
                Token::Keyword(self.bytes.get(start..self.at).unwrap_or_default())
            }
            _ => self.word(),
        };
        Some(token)
    }

    /// The next token, if it is a string.
    pub(crate) fn next_string(&mut self) -> Option<Bytes> {
        match self.peek()? {
            b'(' => {
                self.at += 1;
                Some(self.literal())
            }
            b'<' if self.peek_after() != Some(b'<') => {
                self.at += 1;
                Some(self.hexadecimal())
            }
            _ => None,
        }
    }

    /// The next token, if it is a number as nearly all are written.
    pub(crate) fn next_number(&mut self) -> Option<f64> {
        while matches!(self.peek(), Some(b' ' | b'\n')) {
            self.at += 1;
        }
        matches!(self.peek()?, b'0'..=b'9' | b'-' | b'.').then(|| self.plain_number())?
    }

    /// A number as nearly all are written: a sign, up to fifteen digits, a point among them.
    fn plain_number(&mut self) -> Option<f64> {
        let rest = self.rest();
        let negative = rest.first() == Some(&b'-');
        let digits = rest.get(usize::from(negative)..)?;
        let (mut value, mut length, mut point) = (0_u64, 0, None);
        for &byte in digits.iter().take(MAX_DIGITS + 1) {
            match byte {
                b'0'..=b'9' => value = value * 10 + u64::from(byte - b'0'),
                b'.' if point.is_none() => point = Some(length),
                _ => break,
            }
            length += 1;
        }
        if digits.get(length).is_some_and(|byte| is_regular(*byte)) {
            return None;
        }
        let decimals = point.map_or(0, |point| length - point - 1);
        if length <= usize::from(point.is_some()) {
            return None;
        }
        let value = value as f64 / POWERS.get(decimals)?;
        self.at += usize::from(negative) + length;
        Some(if negative { -value } else { value })
    }

    fn word(&mut self) -> Token<'a> {
        if let Some(number) = self.plain_number() {
            return Token::Number(number);
        }
        let start = self.at;
        let word = self.take_regular();
        if let Some(number) = number(word) {
            return Token::Number(number);
        }
        // `0 0 mTd`-like gluing is not resolved; `12.5Tj` is, since writers are seen to do it.
        let digits = word
            .iter()
            .take_while(|b| matches!(b, b'0'..=b'9' | b'.' | b'-' | b'+'))
            .count();
        if digits > 0
            && let Some(value) = word.get(..digits).and_then(number)
        {
            self.at = start + digits;
            return Token::Number(value);
        }
        Token::Keyword(word)
    }
}

/// A PDF number, with the slips that readers forgive: `--5`, `5-3`, `.`.
fn number(word: &[u8]) -> Option<f64> {
    let first = *word.first()?;
    if !matches!(first, b'0'..=b'9' | b'.' | b'-' | b'+') {
        return None;
    }
    let negative = first == b'-';
    let start = word.iter().take_while(|b| matches!(b, b'-' | b'+')).count();
    let (mut value, mut scale, mut fraction) = (0_u64, 1.0_f64, false);
    for &byte in word.get(start..)? {
        match byte {
            b'0'..=b'9' => {
                // Digits behind the fifteenth of a fraction change nothing.
                if fraction && (scale > 1e14 || value > u64::MAX / 100) {
                    continue;
                }
                let digit = u64::from(byte - b'0');
                match value
                    .checked_mul(10)
                    .and_then(|value| value.checked_add(digit))
                {
                    Some(longer) => value = longer,
                    None => return large(word, negative, start),
                }
                if fraction {
                    scale *= 10.0;
                }
            }
            b'.' if !fraction => fraction = true,
            // What follows a second sign is dropped, as other readers do.
            b'-' => break,
            _ => return None,
        }
    }
    let value = value as f64 / scale;
    Some(if negative { -value } else { value })
}

/// A number of more than nineteen digits before its point.
fn large(word: &[u8], negative: bool, start: usize) -> Option<f64> {
    let mut value = 0.0_f64;
    for &byte in word.get(start..)? {
        match byte {
            b'0'..=b'9' => value = value * 10.0 + f64::from(byte - b'0'),
            b'.' | b'-' => break,
            _ => return None,
        }
    }
    value
        .is_finite()
        .then_some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(bytes: &[u8]) -> Vec<Token<'_>> {
        let mut lexer = Lexer::new(bytes);
        std::iter::from_fn(|| lexer.next_token()).collect()
    }

    #[test]
    fn strings_lose_their_escapes() {
        assert_eq!(
            tokens(b"(a\\(b\\)\\074\\\nc(d)) <3c3C5> /A#42c"),
            [
                Token::String(Bytes::from_slice(b"a(b)<c(d)")),
                Token::String(Bytes::from_slice(b"<<P")),
                Token::Name(Bytes::from_slice(b"ABc")),
            ]
        );
    }

    #[test]
    fn numbers_are_read_with_their_slips() {
        assert_eq!(
            tokens(b"1 -.5 --3 4-2 +7."),
            [1.0, -0.5, -3.0, 4.0, 7.0].map(Token::Number)
        );
    }

    #[test]
    fn unclosed_strings_end_with_the_bytes() {
        assert_eq!(tokens(b"(abc"), [Token::String(Bytes::from_slice(b"abc"))]);
        assert_eq!(tokens(b"<41"), [Token::String(Bytes::from_slice(b"A"))]);
    }
}

//! Tokens of content streams, CMaps and the clear part of Type 1 programs. Takes what it is given:
//! bytes that make no token are passed over, and every call moves on.

/// One token.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token<'a> {
    Number(f64),
    /// Without its slash, escapes resolved.
    Name(Vec<u8>),
    /// Literal or hexadecimal, escapes resolved.
    String(Vec<u8>),
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

pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

fn is_delimiter(byte: u8) -> bool {
    matches!(
        byte,
        b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

pub(crate) fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !is_delimiter(byte)
}

pub(crate) fn hex(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
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
        let start = self.at;
        while self.peek().is_some_and(is_regular) {
            self.at += 1;
        }
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    fn name(&mut self) -> Vec<u8> {
        let raw = self.take_regular();
        let mut name = Vec::with_capacity(raw.len());
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

    fn literal(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut depth = 1_usize;
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

    fn escape(&mut self, out: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'\n' => {}
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else {
                        break;
                    };
                    value = value * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                out.push((value & 0xff) as u8);
            }
            other => out.push(other),
        }
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut high = None;
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            let Some(digit) = hex(byte) else { continue };
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

    fn word(&mut self) -> Token<'a> {
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
    let (mut value, mut scale, mut fraction) = (0.0_f64, 1.0_f64, false);
    for &byte in word.get(start..)? {
        match byte {
            b'0'..=b'9' if fraction => {
                scale /= 10.0;
                value += f64::from(byte - b'0') * scale;
            }
            b'0'..=b'9' => value = value * 10.0 + f64::from(byte - b'0'),
            b'.' if !fraction => fraction = true,
            // What follows a second sign is dropped, as other readers do.
            b'-' => break,
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
                Token::String(b"a(b)<c(d)".to_vec()),
                Token::String(b"<<P".to_vec()),
                Token::Name(b"ABc".to_vec()),
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
        assert_eq!(tokens(b"(abc"), [Token::String(b"abc".to_vec())]);
        assert_eq!(tokens(b"<41"), [Token::String(b"A".to_vec())]);
    }
}

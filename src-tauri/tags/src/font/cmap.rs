//! CMaps: codes of a text string to CIDs or to characters.

use std::collections::HashMap;

use hayro_cmap::{BfString, CMap as Known, CMapName, load_embedded};

use crate::lexer::{Lexer, Token};

/// Mappings of one CMap are bounded, whatever its ranges claim.
const MAX_ENTRIES: usize = 200_000;
const MAX_BASES: usize = 8;

#[derive(Debug, Clone)]
struct Range<T> {
    low: u32,
    high: u32,
    to: T,
}

/// A CMap that is embedded in the file, or one of the predefined ones.
#[derive(Debug, Clone, Default)]
pub(crate) struct CMap {
    /// Lowest and highest code, by length in bytes.
    spaces: Vec<(usize, Vec<u8>, Vec<u8>)>,
    cids: HashMap<(u8, u32), u32>,
    cid_ranges: Vec<(u8, Range<u32>)>,
    texts: HashMap<u32, Vec<u16>>,
    text_ranges: Vec<Range<Vec<u16>>>,
    base: Option<Box<Base>>,
    /// Whether text runs from the top down.
    pub(crate) vertical: bool,
}

#[derive(Debug, Clone)]
enum Base {
    Own(CMap),
    Known(Known),
}

impl CMap {
    /// Two bytes a code, each its own CID.
    pub(crate) fn identity(vertical: bool) -> Self {
        Self {
            spaces: vec![(2, vec![0, 0], vec![0xff, 0xff])],
            cid_ranges: vec![(
                2,
                Range {
                    low: 0,
                    high: 0xffff,
                    to: 0,
                },
            )],
            vertical,
            ..Self::default()
        }
    }

    /// One of the CMaps that every reader knows.
    pub(crate) fn predefined(name: &[u8]) -> Option<Self> {
        match name {
            b"Identity-H" => return Some(Self::identity(false)),
            b"Identity-V" => return Some(Self::identity(true)),
            _ => {}
        }
        let bytes = load_embedded(CMapName::from_bytes(name)).or_else(|| {
            // Of a later edition than the tables at hand: the same codes but for a few forms.
            let older = std::str::from_utf8(name).ok()?.replacen("2004-", "-", 1);
            load_embedded(CMapName::from_bytes(older.as_bytes()))
        })?;
        let known = Known::parse(bytes, load_embedded)?;
        let vertical = name.ends_with(b"-V");
        Some(Self {
            base: Some(Box::new(Base::Known(known))),
            vertical,
            ..Self::default()
        })
    }

    /// Parses an embedded CMap; what cannot be understood is passed over. `base` is what its
    /// dictionary names as `UseCMap`.
    pub(crate) fn parse(bytes: &[u8], base: Option<Self>, depth: usize) -> Self {
        let mut map = Self {
            base: base.map(Base::Own).map(Box::new),
            ..Self::default()
        };
        if let Some(Base::Own(base)) = map.base.as_deref() {
            map.vertical = base.vertical;
        }
        let mut lexer = Lexer::new(bytes);
        let mut last = None;
        while let Some(token) = lexer.next_token() {
            match &token {
                Token::Keyword(b"begincodespacerange") => map.read_spaces(&mut lexer),
                Token::Keyword(b"begincidrange") => map.read_cids(&mut lexer, true),
                Token::Keyword(b"begincidchar") => map.read_cids(&mut lexer, false),
                Token::Keyword(b"beginbfrange") => map.read_text_ranges(&mut lexer),
                Token::Keyword(b"beginbfchar") => map.read_texts(&mut lexer),
                Token::Keyword(b"usecmap") => {
                    if let (Some(Token::Name(name)), true) = (&last, depth < MAX_BASES) {
                        map.base = Self::predefined(name).map(Base::Own).map(Box::new);
                    }
                }
                Token::Name(key) if key.as_slice() == b"WMode" => {
                    if let Some(Token::Number(mode)) = lexer.clone().next_token() {
                        map.vertical = mode == 1.0;
                    }
                }
                _ => {}
            }
            last = Some(token);
        }
        map.cid_ranges
            .sort_by_key(|(length, range)| (*length, range.low));
        map.text_ranges.sort_by_key(|range| range.low);
        map
    }

    /// What a predefined one takes, in bytes.
    pub(crate) const KNOWN: usize = 256 << 10;

    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        let base = match self.base.as_deref() {
            None => 0,
            Some(Base::Own(base)) => base.weight(),
            Some(Base::Known(_)) => Self::KNOWN,
        };
        let texts = self.texts.len() + self.text_ranges.len();
        base + 32 * (self.cids.len() + self.cid_ranges.len()) + 96 * texts
    }

    fn is_full(&self) -> bool {
        self.cids.len() + self.texts.len() + self.cid_ranges.len() + self.text_ranges.len()
            > MAX_ENTRIES
    }

    fn read_spaces(&mut self, lexer: &mut Lexer<'_>) {
        while let Some(Token::String(low)) = lexer.next_token() {
            let Some(Token::String(high)) = lexer.next_token() else {
                return;
            };
            if low.len() == high.len() && (1..=4).contains(&low.len()) && self.spaces.len() < 256 {
                self.spaces.push((low.len(), low.to_vec(), high.to_vec()));
            }
        }
    }

    fn read_cids(&mut self, lexer: &mut Lexer<'_>, ranges: bool) {
        while let Some(Token::String(low)) = lexer.next_token() {
            let high = if ranges {
                let Some(Token::String(high)) = lexer.next_token() else {
                    return;
                };
                high
            } else {
                low.clone()
            };
            let Some(Token::Number(cid)) = lexer.next_token() else {
                return;
            };
            let (Some(first), Some(last)) = (code(&low), code(&high)) else {
                continue;
            };
            if self.is_full() || !(0.0..=65_535.0).contains(&cid) {
                continue;
            }
            let length = low.len() as u8;
            if first == last {
                self.cids.insert((length, first), cid as u32);
            } else if first < last {
                self.cid_ranges.push((
                    length,
                    Range {
                        low: first,
                        high: last,
                        to: cid as u32,
                    },
                ));
            }
        }
    }

    fn read_texts(&mut self, lexer: &mut Lexer<'_>) {
        while let Some(Token::String(from)) = lexer.next_token() {
            let Some(to) = lexer.next_token() else { return };
            let (Some(from), Some(text)) = (code(&from), text(&to)) else {
                continue;
            };
            if !self.is_full() {
                self.texts.insert(from, text);
            }
        }
    }

    fn read_text_ranges(&mut self, lexer: &mut Lexer<'_>) {
        while let Some(Token::String(low)) = lexer.next_token() {
            let Some(Token::String(high)) = lexer.next_token() else {
                return;
            };
            let (low, high) = (code(&low), code(&high));
            match lexer.next_token() {
                Some(Token::ArrayStart) => {
                    let mut from = low;
                    while let Some(item) = lexer.next_token() {
                        if item == Token::ArrayEnd {
                            break;
                        }
                        if let (Some(from), Some(text), false) = (from, text(&item), self.is_full())
                        {
                            self.texts.insert(from, text);
                        }
                        from = from.and_then(|from| from.checked_add(1));
                    }
                }
                Some(to) => {
                    let (Some(low), Some(high), Some(to)) = (low, high, text(&to)) else {
                        continue;
                    };
                    if low <= high && !self.is_full() {
                        self.text_ranges.push(Range { low, high, to });
                    }
                }
                None => return,
            }
        }
    }

    /// The code at the start of a string and its length in bytes; never longer than the string.
    pub(crate) fn next_code(&self, bytes: &[u8]) -> Option<(u32, usize)> {
        for length in 1..=bytes.len().min(4) {
            let head = bytes.get(..length)?;
            if self.in_space(head) {
                return code(head).map(|code| (code, length));
            }
        }
        // Outside every range: as long as the shortest code there is.
        let length = self.shortest().min(bytes.len()).max(1);
        code(bytes.get(..length)?).map(|code| (code, length))
    }

    fn in_space(&self, head: &[u8]) -> bool {
        let own = self.spaces.iter().any(|(length, low, high)| {
            *length == head.len()
                && head
                    .iter()
                    .zip(low)
                    .zip(high)
                    .all(|((b, low), high)| (low..=high).contains(&b))
        });
        own || self.spaces.is_empty()
            && match self.base.as_deref() {
                Some(Base::Own(base)) => base.in_space(head),
                // The predefined ones keep their ranges to themselves: a code is one that maps.
                Some(Base::Known(known)) => code(head)
                    .is_some_and(|code| known.lookup_cid_code(code, head.len() as u8).is_some()),
                None => false,
            }
    }

    fn shortest(&self) -> usize {
        let own = self.spaces.iter().map(|(length, ..)| *length).min();
        own.unwrap_or(match self.base.as_deref() {
            Some(Base::Own(base)) => base.shortest(),
            Some(Base::Known(_)) => 2,
            None => 1,
        })
    }

    /// The CID of a code.
    pub(crate) fn cid(&self, code: u32, length: usize) -> Option<u32> {
        let length = length as u8;
        if let Some(cid) = self.cids.get(&(length, code)) {
            return Some(*cid);
        }
        let end = self
            .cid_ranges
            .partition_point(|(l, range)| (*l, range.low) <= (length, code));
        let hit = end.checked_sub(1).and_then(|at| self.cid_ranges.get(at));
        if let Some((l, range)) = hit
            && *l == length
            && code <= range.high
        {
            return range.to.checked_add(code - range.low);
        }
        match self.base.as_deref()? {
            Base::Own(base) => base.cid(code, usize::from(length)),
            Base::Known(known) => known.lookup_cid_code(code, length),
        }
    }

    /// The characters of a code.
    pub(crate) fn text(&self, code: u32) -> Option<String> {
        if let Some(units) = self.texts.get(&code) {
            return String::from_utf16(units).ok();
        }
        let end = self.text_ranges.partition_point(|range| range.low <= code);
        let hit = end.checked_sub(1).and_then(|at| self.text_ranges.get(at));
        if let Some(range) = hit
            && code <= range.high
        {
            return after(&range.to, code - range.low);
        }
        match self.base.as_deref()? {
            Base::Own(base) => base.text(code),
            Base::Known(known) => match known.lookup_bf_string(code)? {
                BfString::Char(one) => Some(one.to_string()),
                BfString::String(more) => Some(more),
            },
        }
    }

    /// The codes that it maps to characters itself, at most so many.
    pub(crate) fn mapped_codes(&self, most: usize) -> impl Iterator<Item = u32> + '_ {
        let ranges = self
            .text_ranges
            .iter()
            .flat_map(|range| range.low..=range.high);
        self.texts.keys().copied().chain(ranges).take(most)
    }

    /// Whether it maps codes to characters at all.
    pub(crate) fn has_text(&self) -> bool {
        !self.texts.is_empty() || !self.text_ranges.is_empty() || self.base.is_some()
    }
}

/// Text whose last character is moved on.
fn after(text: &[u16], by: u32) -> Option<String> {
    let mut text = String::from_utf16(text).ok()?;
    let last = u32::from(text.pop()?)
        .checked_add(by)
        .and_then(char::from_u32)?;
    text.push(last);
    Some(text)
}

fn code(bytes: &[u8]) -> Option<u32> {
    (1..=4)
        .contains(&bytes.len())
        .then(|| bytes.iter().fold(0, |code, b| code << 8 | u32::from(*b)))
}

/// A target: UTF-16, or a glyph's name.
fn text(token: &Token<'_>) -> Option<Vec<u16>> {
    match token {
        Token::String(bytes) if bytes.len() == 1 => bytes.first().map(|b| vec![u16::from(*b)]),
        Token::String(bytes) if bytes.len() <= 64 => {
            let pair = |pair: &[u8]| pair.iter().fold(0_u16, |unit, b| unit << 8 | u16::from(*b));
            Some(bytes.chunks_exact(2).map(pair).collect())
        }
        Token::Name(name) => {
            super::encoding::unicode(name).map(|text| text.encode_utf16().collect())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> CMap {
        CMap::parse(text.as_bytes(), None, 0)
    }

    #[test]
    fn ranges_arrays_and_several_characters_map() {
        let map = parse(
            "1 begincodespacerange <0000> <ffff> endcodespacerange
             2 beginbfrange <0001> <0003> <0041> <0010> <0011> [<00660069> /Agrave] endbfrange
             1 beginbfchar <0020> <d83dde00> endbfchar",
        );
        let texts: Vec<_> = [1, 3, 4, 0x10, 0x11, 0x20]
            .into_iter()
            .map(|code| map.text(code))
            .collect();
        let expected = ["A", "C", "", "fi", "À", "😀"];
        let expected: Vec<_> = expected
            .iter()
            .map(|t| (!t.is_empty()).then(|| (*t).to_owned()))
            .collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn codes_are_as_long_as_the_code_space_says() {
        let map = parse(
            "2 begincodespacerange <00> <7f> <8000> <ffff> endcodespacerange
             1 begincidrange <20> <7e> 1 endcidrange 1 begincidchar <8001> 900 endcidchar",
        );
        assert_eq!(map.next_code(&[0x41, 0x80]), Some((0x41, 1)));
        assert_eq!(map.next_code(&[0x80, 0x01, 0x41]), Some((0x8001, 2)));
        assert_eq!(map.next_code(&[0x80]), Some((0x80, 1)));
        assert_eq!(
            (map.cid(0x41, 1), map.cid(0x8001, 2)),
            (Some(34), Some(900))
        );
    }

    #[test]
    fn a_predefined_cmap_reads_its_codes() {
        let map = CMap::predefined(b"90ms-RKSJ-H").unwrap();
        assert_eq!(map.next_code(b"A").map(|(_, length)| length), Some(1));
        assert!(map.cid(0x41, 1).is_some());
        assert!(CMap::predefined(b"no such").is_none());
    }

    #[test]
    fn a_range_past_the_last_character_maps_to_nothing() {
        let map = parse("1 beginbfrange <00000000> <ffffffff> <dbffdffe> endbfrange");
        assert_eq!(map.text(0xffff_fff0), None);
    }
}

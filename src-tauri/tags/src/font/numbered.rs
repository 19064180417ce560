//! Glyph names that only number their glyph, such as `g60`, `C0083` or `cid105`: what the numbers
//! are, where the widths of the glyphs bear it out.

use std::collections::HashMap;

use super::standard::Standard;

/// Fewer glyphs tell nothing by their widths.
const MIN_GLYPHS: usize = 6;
/// From here on widths go together with those of the characters.
const CORRELATED: f64 = 0.75;
/// So many tenths of the numbers must be printable characters; TeX puts ligatures below those.
const PRINTABLE: usize = 7;
/// In the usual order of TrueType glyphs the characters of ASCII begin with the third glyph.
const GLYPH_ORDER: u32 = 29;

/// Characters by code for the names that are not among those whose meaning is known; `width` is
/// that of a code.
pub(super) fn characters(
    names: &HashMap<u8, Vec<u8>>,
    known: &HashMap<u8, String>,
    width: impl Fn(u8) -> f64,
) -> HashMap<u8, String> {
    let unknown: Vec<(u8, &str)> = names
        .iter()
        .filter(|(code, name)| name.as_slice() != b".notdef" && !known.contains_key(code))
        .filter_map(|(code, name)| Some((*code, digits(std::str::from_utf8(name).ok()?)?)))
        .collect();
    if unknown.len() < MIN_GLYPHS {
        return HashMap::new();
    }
    let hexadecimal = unknown
        .iter()
        .all(|(_, digits)| matches!(digits.len(), 2 | 4));
    let decimal = unknown
        .iter()
        .all(|(_, digits)| digits.bytes().all(|b| b.is_ascii_digit()));
    let read = |radix: u32, shift: u32| -> Option<HashMap<u8, char>> {
        let one = |(code, digits): &(u8, &str)| {
            let number = u32::from_str_radix(digits, radix)
                .ok()?
                .checked_add(shift)?;
            let c = u8::try_from(number).ok().map(char::from)?;
            Some((*code, c))
        };
        let read: HashMap<u8, char> = unknown.iter().filter_map(one).collect();
        let plain = read.values().filter(|c| !c.is_control()).count();
        (plain * 10 >= unknown.len() * PRINTABLE).then_some(read)
    };
    let mut candidates = Vec::new();
    if decimal {
        candidates.extend(read(10, 0));
    }
    if hexadecimal {
        candidates.extend(read(16, 0));
    }
    if decimal {
        candidates.extend(read(10, GLYPH_ORDER));
    }
    let suits = |read: &HashMap<u8, char>| {
        let pairs = read.iter().filter_map(|(code, c)| {
            let own = width(*code);
            (own > 0.0).then_some((own, Standard::Helvetica.width(*c)?))
        });
        match correlation(&pairs.collect::<Vec<_>>(), MIN_GLYPHS) {
            Some(how) => how > CORRELATED,
            // All of one width: the numbers are believed where they are the codes themselves.
            None => read.iter().all(|(code, c)| char::from(*code) == *c),
        }
    };
    let found = candidates.into_iter().find(suits).unwrap_or_default();
    // Below the characters of ASCII, TeX's encodings have ligatures: the older one from 11 on, the
    // one of Cork from 16 on.
    let older = found.values().any(|c| ('\u{b}'..='\u{f}').contains(c));
    let text = |c: char| match LIGATURES.iter().find(|row| row.0 == c && row.1 == older) {
        Some((.., text)) => Some((*text).to_owned()),
        None => (!c.is_control()).then(|| c.to_string()),
    };
    let read = found.into_iter();
    read.filter_map(|(code, c)| Some((code, text(c)?)))
        .collect()
}

/// What TeX's encodings have below the characters of ASCII: number, whether in the older one, text.
#[rustfmt::skip]
const LIGATURES: [(char, bool, &str); 17] = [
    ('\u{b}', true, "ff"), ('\u{c}', true, "fi"), ('\u{d}', true, "fl"),
    ('\u{e}', true, "ffi"), ('\u{f}', true, "ffl"),
    ('\u{10}', false, "\u{201c}"), ('\u{11}', false, "\u{201d}"), ('\u{12}', false, "\u{201e}"),
    ('\u{13}', false, "\u{ab}"), ('\u{14}', false, "\u{bb}"), ('\u{15}', false, "\u{2013}"),
    ('\u{16}', false, "\u{2014}"), ('\u{1b}', false, "ff"), ('\u{1c}', false, "fi"),
    ('\u{1d}', false, "fl"), ('\u{1e}', false, "ffi"), ('\u{1f}', false, "ffl"),
];

/// The number in a name: behind one letter, or behind a word for a glyph.
fn digits(name: &str) -> Option<&str> {
    let words = ["cid", "glyph", "char", "index"];
    let behind = words.iter().find_map(|word| name.strip_prefix(word));
    let behind = behind.or_else(|| {
        let first = name.chars().next().filter(char::is_ascii_alphabetic)?;
        name.strip_prefix(first)
    })?;
    let plain = !behind.is_empty() && behind.bytes().all(|b| b.is_ascii_hexdigit());
    plain.then_some(behind)
}

/// Pearson's correlation of pairs, from so many on; `None` where one side does not vary.
pub(super) fn correlation(pairs: &[(f64, f64)], fewest: usize) -> Option<f64> {
    let count = pairs.len() as f64;
    if pairs.len() < fewest {
        return None;
    }
    let (sum_a, sum_b) = pairs
        .iter()
        .fold((0.0, 0.0), |(a, b), pair| (a + pair.0, b + pair.1));
    let (mean_a, mean_b) = (sum_a / count, sum_b / count);
    let (mut both, mut each_a, mut each_b) = (0.0, 0.0, 0.0);
    for (a, b) in pairs {
        both += (a - mean_a) * (b - mean_b);
        each_a += (a - mean_a).powi(2);
        each_b += (b - mean_b).powi(2);
    }
    let each = (each_a * each_b).sqrt();
    (each > 1e-9 * count * mean_a.abs() * mean_b.abs()).then(|| both / each)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "<Signer1>Waml";

    fn read(name: impl Fn(char) -> String) -> Option<String> {
        let names: HashMap<u8, Vec<u8>> = (1_u8..)
            .zip(TEXT.chars())
            .map(|(code, c)| (code, name(c).into_bytes()))
            .collect();
        let width = |code: u8| {
            let c = TEXT.chars().nth(usize::from(code) - 1).unwrap();
            Standard::Times.width(c).unwrap()
        };
        let read = characters(&names, &HashMap::new(), width);
        (1_u8..)
            .zip(TEXT.chars())
            .map(|(code, _)| read.get(&code).cloned())
            .collect()
    }

    #[test]
    fn numbers_are_character_codes_where_the_widths_bear_it_out() {
        let number = |c: char| u32::from(c);
        for text in [
            read(|c| format!("g{}", number(c))),
            read(|c| format!("cid{}", number(c))),
            read(|c| format!("G{:02X}", number(c))),
            read(|c| format!("C{:04}", number(c))),
            read(|c| format!("glyph{}", number(c) - 29)),
        ] {
            assert_eq!(text.as_deref(), Some(TEXT));
        }
    }

    #[test]
    fn what_tex_has_below_the_printable_characters_is_known() {
        let all: Vec<u8> = (19..=20).chain(60..=90).collect();
        let names = all
            .iter()
            .map(|code| (*code, format!("a{code}").into_bytes()));
        let width = |code: u8| Standard::Helvetica.width(char::from(code)).unwrap_or(500.0);
        let read = characters(&names.collect(), &HashMap::new(), width);
        assert_eq!((read[&19].as_str(), read[&20].as_str()), ("«", "»"));
    }

    #[test]
    fn numbers_that_only_count_on_say_nothing() {
        let at = |c: char| TEXT.find(c).unwrap();
        assert_eq!(read(|c| format!("g{}", at(c))), None);
        assert_eq!(read(|c| format!("g{}", 40 + at(c))), None);
    }
}

//! Simple fonts' encodings and glyph names, by the tables that lopdf carries.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use lopdf::{Dictionary, Document, Object};
use unicode_normalization::UnicodeNormalization;

/// Characters by one-byte code.
pub(crate) type Table = [Option<char>; 256];

/// The characters of one of the encodings that PDF names; made once, since nearly every font asks.
pub(crate) fn base(name: &[u8]) -> &'static Table {
    static WIN: LazyLock<Table> = LazyLock::new(|| table(b"WinAnsiEncoding"));
    static MAC: LazyLock<Table> = LazyLock::new(|| table(b"MacRomanEncoding"));
    static STANDARD: LazyLock<Table> = LazyLock::new(|| table(b"StandardEncoding"));
    match name {
        b"WinAnsiEncoding" => &WIN,
        b"MacRomanEncoding" => &MAC,
        _ => &STANDARD,
    }
}

fn table(name: &[u8]) -> Table {
    let mut table = [None; 256];
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Encoding", Object::Name(name.to_vec()));
    let nothing = Document::new();
    let Ok(encoding) = font.get_font_encoding(&nothing) else {
        return table;
    };
    for (slot, code) in table.iter_mut().zip(0_u8..=255) {
        *slot = encoding
            .bytes_to_string(&[code])
            .ok()
            .and_then(|text| text.chars().next());
    }
    table
}

/// The characters that a glyph's name means (Adobe Glyph List and its rules for other names).
pub(crate) fn unicode(name: &[u8]) -> Option<String> {
    if let Some(text) = listed(name) {
        return Some(text);
    }
    let text = std::str::from_utf8(name).ok()?;
    // A suffix tells a variant: `a.sc`, `one.taboldstyle`.
    let stem = text.split('.').next().filter(|stem| !stem.is_empty())?;
    if stem.contains('_') {
        return stem
            .split('_')
            .map(|part| unicode(part.as_bytes()))
            .collect();
    }
    if stem.len() < text.len() {
        return unicode(stem.as_bytes());
    }
    if let Some(digits) = text.strip_prefix("uni")
        && digits.len() >= 4
        && digits.len().is_multiple_of(4)
        && digits.len() <= 32
    {
        let units = (0..digits.len()).step_by(4).map(|at| {
            digits
                .get(at..at + 4)
                .and_then(|four| u16::from_str_radix(four, 16).ok())
        });
        return String::from_utf16(&units.collect::<Option<Vec<_>>>()?).ok();
    }
    let digits = text
        .strip_prefix('u')
        .filter(|digits| (4..=6).contains(&digits.len()))?;
    let code = u32::from_str_radix(digits, 16).ok()?;
    char::from_u32(code).map(String::from)
}

/// Names that are kept with what they mean, and the longest of them.
const MOST_KEPT: usize = 4096;
const LONGEST_KEPT: usize = 32;

thread_local! {
    /// What names mean that were looked up before: the same few hundred are in every file.
    static KEPT: RefCell<HashMap<Vec<u8>, Option<String>>> = RefCell::default();
}

/// A name of the glyph list itself.
fn listed(name: &[u8]) -> Option<String> {
    if let [letter @ (b'A'..=b'Z' | b'a'..=b'z')] = name {
        return Some(char::from(*letter).to_string());
    }
    KEPT.with_borrow_mut(|kept| {
        if let Some(known) = kept.get(name) {
            return known.clone();
        }
        let found = looked_up(name);
        if kept.len() < MOST_KEPT && name.len() <= LONGEST_KEPT {
            kept.insert(name.to_vec(), found.clone());
        }
        found
    })
}

/// A name of the list that the library has.
fn looked_up(name: &[u8]) -> Option<String> {
    match name {
        b".notdef" => return None,
        b"nbspace" | b"nonbreakingspace" => return Some("\u{a0}".to_owned()),
        b"sfthyphen" => return Some("\u{ad}".to_owned()),
        _ => {}
    }
    let mut encoding = Dictionary::new();
    let differences = vec![Object::Integer(0), Object::Name(name.to_vec())];
    encoding.set("Differences", Object::Array(differences));
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Encoding", Object::Dictionary(encoding));
    let nothing = Document::new();
    // A name that the list lacks makes the whole encoding fall back to the standard one, which
    // has nothing at code 0.
    let text = font
        .get_font_encoding(&nothing)
        .ok()?
        .bytes_to_string(&[0])
        .ok()?;
    // Ligatures are spelled out, as ToUnicode maps have them.
    let spelled = text.chars().flat_map(|c| {
        let ligature = ('\u{fb00}'..='\u{fb06}').contains(&c);
        let plain = ligature.then(|| std::iter::once(c).nfkc());
        plain.into_iter().flatten().chain((!ligature).then_some(c))
    });
    (!text.is_empty() && text != "\0").then(|| spelled.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_mean_what_the_glyph_list_says() {
        for (name, text) in [
            ("less", Some("<")),
            ("guillemotleft", Some("«")),
            ("braceleft", Some("{")),
            ("one", Some("1")),
            ("S", Some("S")),
            ("uni003C", Some("<")),
            ("u1F600", Some("😀")),
            ("a.sc", Some("a")),
            ("f_i", Some("fi")),
            ("fi", Some("fi")),
            ("g42", None),
            (".notdef", None),
            ("", None),
        ] {
            assert_eq!(unicode(name.as_bytes()).as_deref(), text, "{name}");
        }
    }

    #[test]
    fn letters_are_named_as_the_list_has_them_and_names_mean_the_same_again() {
        for letter in (b'A'..=b'Z').chain(b'a'..=b'z') {
            assert_eq!(listed(&[letter]), looked_up(&[letter]));
        }
        for name in [&b"guillemotleft"[..], b"fi", b"g42", b".notdef"] {
            assert_eq!(listed(name), looked_up(name));
            assert_eq!(listed(name), looked_up(name));
        }
    }

    #[test]
    fn the_named_encodings_hold_the_guillemets_where_they_belong() {
        assert_eq!(base(b"WinAnsiEncoding")[0xab], Some('«'));
        assert_eq!(base(b"MacRomanEncoding")[0xc7], Some('«'));
        assert_eq!(base(b"StandardEncoding")[0xab], Some('«'));
        assert_eq!(base(b"StandardEncoding")[b'<' as usize], Some('<'));
    }
}

//! Simple fonts' encodings and glyph names, by the tables that lopdf carries.

use lopdf::{Dictionary, Document, Object};
use unicode_normalization::UnicodeNormalization;

/// The character of a one-byte code in one of the encodings that PDF names.
pub(crate) fn base(name: &[u8]) -> [Option<char>; 256] {
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

/// A name of the glyph list itself.
fn listed(name: &[u8]) -> Option<String> {
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
    fn the_named_encodings_hold_the_guillemets_where_they_belong() {
        assert_eq!(base(b"WinAnsiEncoding")[0xab], Some('«'));
        assert_eq!(base(b"MacRomanEncoding")[0xc7], Some('«'));
        assert_eq!(base(b"StandardEncoding")[0xab], Some('«'));
        assert_eq!(base(b"StandardEncoding")[b'<' as usize], Some('<'));
    }
}

//! Folding: texts that a person takes for the same become the same.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Lower case, without accents, compatibility forms resolved, spaces made one. Letters that have
/// no decomposition but are typed as others (ł, ø, æ, ß…) become those.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
    {
        match c {
            'ł' => folded.push('l'),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ß' => folded.push_str("ss"),
            'þ' => folded.push_str("th"),
            c if c.is_whitespace() => {
                if !folded.is_empty() && !folded.ends_with(' ') {
                    folded.push(' ');
                }
            }
            c => folded.push(c),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn accents_case_and_spaces_make_no_difference() {
        assert_eq!(fold("  Łódź\u{a0} ÆRØ "), "lodz aero");
        assert_eq!(fold("Straße"), fold("STRASSE"));
        assert_eq!(fold("Nguyễn"), "nguyen");
        assert_eq!(fold("ＡＢＣ"), "abc");
    }
}

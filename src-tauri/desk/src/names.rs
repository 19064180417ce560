//! Names for the copies in a person's folder: from document, parties and date; legal on every
//! system.

use std::path::{Path, PathBuf};

use time::OffsetDateTime;

use crate::clock::iso_day;

/// The longest name without its ending, in UTF-16 units: what Windows counts.
const LONGEST: usize = 120;
/// The longest name without its ending, in bytes: other systems take 255 with the ending and a
/// number.
const LONGEST_BYTES: usize = 200;

/// The name of a signed copy: "Lease - Ann Smith, Ben Jones - 2026-11-25.pdf".
#[must_use]
pub(crate) fn signed_copy(document: &str, signers: &[String], signed: OffsetDateTime) -> String {
    compose(stem(document), None, signers, signed)
}

/// The name of a receipt, so that it sorts beside the signed copies.
#[must_use]
pub(crate) fn receipt(
    title: &str,
    word: &str,
    signers: &[String],
    signed: OffsetDateTime,
) -> String {
    compose(title, Some(word), signers, signed)
}

/// The n-th try for a name that is taken: "Lease.pdf", "Lease (2).pdf", …
#[must_use]
pub(crate) fn numbered(folder: &Path, name: &str, n: u32) -> PathBuf {
    if n < 2 {
        return folder.join(name);
    }
    let stem = name.strip_suffix(".pdf").unwrap_or(name);
    folder.join(format!("{stem} ({n}).pdf"))
}

/// A file's name without its ending `.pdf`.
#[must_use]
pub(crate) fn stem(name: &str) -> &str {
    match name
        .len()
        .checked_sub(4)
        .and_then(|at| name.split_at_checked(at))
    {
        Some((stem, ending)) if ending.eq_ignore_ascii_case(".pdf") && !stem.is_empty() => stem,
        _ => name,
    }
}

fn compose(what: &str, word: Option<&str>, signers: &[String], signed: OffsetDateTime) -> String {
    let parties = cut(&legal(&signers.join(", ")), LONGEST / 2, LONGEST_BYTES / 2);
    let rest: Vec<String> = [
        word.map(legal).unwrap_or_default(),
        parties,
        iso_day(signed),
    ]
    .into_iter()
    .filter(|part| !part.is_empty())
    .collect();
    // What is left for the title: everything but the other parts and what joins them.
    let units: usize = rest
        .iter()
        .map(|part| part.encode_utf16().count() + 3)
        .sum();
    let bytes: usize = rest.iter().map(|part| part.len() + 3).sum();
    let what = cut(
        &legal(what),
        LONGEST.saturating_sub(units),
        LONGEST_BYTES.saturating_sub(bytes),
    );
    let parts: Vec<String> = std::iter::once(what)
        .filter(|part| !part.is_empty())
        .chain(rest)
        .collect();
    let name = parts.join(" - ");
    // Names that are devices on Windows, whatever comes behind their first point.
    let device = name
        .split('.')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_uppercase();
    let reserved = ["CON", "PRN", "AUX", "NUL"].contains(&device.as_str())
        || (device.len() == 4
            && (device.starts_with("COM") || device.starts_with("LPT"))
            && device.ends_with(|c: char| c.is_ascii_digit()));
    if reserved {
        format!("_{name}.pdf")
    } else {
        format!("{name}.pdf")
    }
}

/// Without what some system forbids in names, or what would make them look like something else.
fn legal(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*' => '-',
            c if c.is_control() || is_direction_mark(c) => continue,
            c if c.is_whitespace() => ' ',
            c => c,
        };
        if c != ' ' || !name.ends_with(' ') {
            name.push(c);
        }
    }
    name.trim_matches([' ', '.']).to_owned()
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn cut(text: &str, units: usize, bytes: usize) -> String {
    let mut cut = String::new();
    let mut used = 0;
    for c in text.chars() {
        used += c.len_utf16();
        if used > units || cut.len() + c.len_utf8() > bytes {
            break;
        }
        cut.push(c);
    }
    cut.trim_end_matches([' ', '.', ',']).to_owned()
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const DAY: OffsetDateTime = datetime!(2026-11-25 20:00 +1);

    #[test]
    fn a_signed_copys_name_tells_document_parties_and_date() {
        let names = ["Zoë Łukasz".to_owned(), "Ben".to_owned()];
        assert_eq!(
            signed_copy("Lease.PDF", &names, DAY),
            "Lease - Zoë Łukasz, Ben - 2026-11-25.pdf"
        );
    }

    #[test]
    fn a_name_is_legal_on_every_system() {
        let name = signed_copy("A: b/c\\d*?\"<>|\u{202e}..pdf", &["..".into()], DAY);
        assert!(!name.contains([':', '/', '\\', '*', '?', '"', '<', '>', '|', '\u{202e}']));
        assert!(!name.strip_suffix(".pdf").unwrap().ends_with(['.', ' ']));
        assert_eq!(signed_copy("..", &[], DAY), "2026-11-25.pdf");
        assert!(signed_copy("NUL.x.pdf", &[], DAY).starts_with('_'));
        assert!(signed_copy("com1.x.pdf", &[], DAY).starts_with('_'));
    }

    #[test]
    fn a_receipt_says_that_it_is_one_however_long_the_title() {
        let name = receipt(&"x".repeat(250), "Receipt", &["Ann".into()], DAY);
        assert!(
            name.ends_with("x - Receipt - Ann - 2026-11-25.pdf"),
            "{name}"
        );
    }

    #[test]
    fn a_long_title_leaves_parties_and_date_readable() {
        let title = format!("{}: final.", "Überlassungsvertrag ".repeat(12));
        let name = signed_copy(&title, &["Ann Smith".into()], DAY);
        assert!(name.encode_utf16().count() <= LONGEST + 4, "{name}");
        assert!(name.len() <= 255);
        assert!(name.ends_with("- Ann Smith - 2026-11-25.pdf"), "{name}");
        let emoji = signed_copy(&"🖋".repeat(300), &["🖋".repeat(300)], DAY);
        assert!(
            emoji.len() <= 255 && emoji.ends_with("2026-11-25.pdf"),
            "{emoji}"
        );
    }
}

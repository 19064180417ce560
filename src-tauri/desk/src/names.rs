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

/// How copies are named unless the person has it otherwise.
pub(crate) const USUAL: &str = "{document} - {signers} - {date}";

/// The particulars that a pattern may name.
pub(crate) const PARTICULARS: &[&str] = &["document", "title", "signers", "date", "reference"];

/// The longest pattern, in characters.
const LONGEST_PATTERN: usize = 120;

/// What a name is made of.
pub(crate) struct Particulars<'a> {
    /// The document's file name.
    pub(crate) document: &'a str,
    /// What the session is called.
    pub(crate) title: &'a str,
    /// The signers' names.
    pub(crate) signers: &'a [String],
    /// When it was completed.
    pub(crate) signed: OffsetDateTime,
    /// The office's own reference.
    pub(crate) reference: &'a str,
}

/// Why a pattern cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PatternFault {
    /// It names nothing, or is too long.
    Empty,
    /// It names something that there is not, or a brace has no partner.
    Unknown(String),
    /// It holds a character that some system forbids in names.
    Forbidden(char),
}

/// How copies are named: words, and particulars in braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Words(String),
    Particular(&'static str),
}

impl Pattern {
    /// Understands a pattern.
    pub(crate) fn parse(text: &str) -> Result<Self, PatternFault> {
        if text.chars().count() > LONGEST_PATTERN {
            return Err(PatternFault::Empty);
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let words = rest.split(['{', '}']).next().unwrap_or_default();
            if let Some(bad) = words.chars().find(|c| !is_legal(*c)) {
                return Err(PatternFault::Forbidden(bad));
            }
            if !words.is_empty() {
                parts.push(Part::Words(words.to_owned()));
            }
            rest = rest.get(words.len()..).unwrap_or_default();
            if rest.is_empty() {
                break;
            }
            let named = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
            let (name, behind) = named.ok_or_else(|| PatternFault::Unknown(rest.to_owned()))?;
            let known = PARTICULARS.iter().find(|known| **known == name);
            let known = known.ok_or_else(|| PatternFault::Unknown(format!("{{{name}}}")))?;
            parts.push(Part::Particular(known));
            rest = behind;
        }
        let names_something = parts.iter().any(|part| matches!(part, Part::Particular(_)));
        if !names_something {
            return Err(PatternFault::Empty);
        }
        Ok(Self(parts))
    }

    /// The usual one.
    pub(crate) fn usual() -> Self {
        Self::parse(USUAL).unwrap_or(Self(vec![Part::Particular("document")]))
    }

    /// The name of a signed copy: "Lease - Ann Smith, Ben Jones - 2026-11-25.pdf".
    #[must_use]
    pub(crate) fn signed_copy(&self, of: &Particulars<'_>) -> String {
        self.compose(stem(of.document), None, of)
    }

    /// The name of a receipt, so that it sorts beside the signed copies.
    #[must_use]
    pub(crate) fn receipt(&self, word: &str, of: &Particulars<'_>) -> String {
        self.compose(of.title, Some(word), of)
    }

    fn compose(&self, document: &str, word: Option<&str>, of: &Particulars<'_>) -> String {
        let joined = word.map_or_else(String::new, |word| format!(" - {}", legal(word)));
        let names_what = |part: &Part| matches!(part, Part::Particular("document" | "title"));
        // Everything but what is signed; that may be cut to what is left.
        let fixed = |part: &Part| match part {
            Part::Words(words) => words.clone(),
            Part::Particular("signers") => cut(
                &legal(&of.signers.join(", ")),
                LONGEST / 2,
                LONGEST_BYTES / 2,
            ),
            Part::Particular("date") => iso_day(of.signed),
            Part::Particular("reference") => cut(&legal(of.reference), 40, 80),
            Part::Particular(_) => String::new(),
        };
        let (mut units, mut bytes) = (joined.encode_utf16().count(), joined.len());
        for text in self.0.iter().map(fixed) {
            units += text.encode_utf16().count();
            bytes += text.len();
        }
        let whats = self.0.iter().filter(|part| names_what(part)).count().max(1);
        let room = |text: &str| {
            cut(
                &legal(text),
                LONGEST.saturating_sub(units) / whats,
                LONGEST_BYTES.saturating_sub(bytes) / whats,
            )
        };
        let mut name = String::new();
        let mut between = String::new();
        // Words beside a particular that is empty stand for nothing.
        let mut empty = false;
        let mut told = false;
        for part in &self.0 {
            let text = match part {
                Part::Particular("document") => room(document),
                Part::Particular("title") => room(of.title),
                other => fixed(other),
            };
            match part {
                Part::Words(_) if empty => {}
                Part::Words(_) => between.push_str(&text),
                Part::Particular(_) if text.is_empty() => empty = true,
                Part::Particular(_) => {
                    name.push_str(&between);
                    name.push_str(&text);
                    between.clear();
                    empty = false;
                    if names_what(part) && !told {
                        name.push_str(&joined);
                        told = true;
                    }
                }
            }
        }
        if !empty {
            name.push_str(&between);
        }
        if !told {
            name.push_str(&joined);
        }
        safe(&name)
    }
}

/// A document's own name, as every system takes it.
#[must_use]
pub(crate) fn readable(name: &str) -> String {
    safe(&legal(stem(name)))
}

/// The name of a copy that is no PDF.
#[must_use]
pub(crate) fn with_ending(name: &str, ending: &str) -> String {
    format!("{}.{ending}", stem(name))
}

/// The n-th try for a name that is taken: "Lease.pdf", "Lease (2).pdf", …
#[must_use]
pub(crate) fn numbered(folder: &Path, name: &str, n: u32) -> PathBuf {
    if n < 2 {
        return folder.join(name);
    }
    match name.rsplit_once('.') {
        Some((stem, ending)) => folder.join(format!("{stem} ({n}).{ending}")),
        None => folder.join(format!("{name} ({n})")),
    }
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

/// A name with its ending, as every system takes it.
fn safe(name: &str) -> String {
    let name = cut(name.trim_matches([' ', '.', '-']), LONGEST, LONGEST_BYTES);
    let name = if name.is_empty() { "PDF" } else { &name };
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

/// Whether every system takes it in a name.
fn is_legal(c: char) -> bool {
    !matches!(c, '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*')
        && !c.is_control()
        && !is_direction_mark(c)
}

/// Without what some system forbids in names, or what would make them look like something else.
fn legal(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            c if c.is_whitespace() => ' ',
            c if c.is_control() || is_direction_mark(c) => continue,
            c if !is_legal(c) => '-',
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

    fn of<'a>(document: &'a str, signers: &'a [String]) -> Particulars<'a> {
        Particulars {
            document,
            title: document,
            signers,
            signed: DAY,
            reference: "",
        }
    }

    fn signed_copy(document: &str, signers: &[String], _: OffsetDateTime) -> String {
        Pattern::usual().signed_copy(&of(document, signers))
    }

    fn receipt(title: &str, word: &str, signers: &[String], _: OffsetDateTime) -> String {
        Pattern::usual().receipt(word, &of(title, signers))
    }

    #[test]
    fn a_copy_that_is_no_pdf_has_its_own_ending_also_where_its_name_is_taken() {
        let name = with_ending("Lease - Receipt.pdf", "json");
        assert_eq!(name, "Lease - Receipt.json");
        let second = numbered(Path::new("x"), &name, 2);
        assert_eq!(second, Path::new("x/Lease - Receipt (2).json"));
    }

    #[test]
    fn a_pattern_orders_the_particulars_and_leaves_out_words_beside_an_empty_one() {
        let names = ["Ann".to_owned()];
        let mut about = of("Lease.pdf", &names);
        let pattern = Pattern::parse("{date} {reference} - {document} (signed)").unwrap();
        assert_eq!(pattern.signed_copy(&about), "2026-11-25 Lease (signed).pdf");
        about.reference = "H/12";
        assert_eq!(
            pattern.signed_copy(&about),
            "2026-11-25 H-12 - Lease (signed).pdf"
        );
        assert_eq!(
            pattern.receipt("Receipt", &about),
            "2026-11-25 H-12 - Lease.pdf - Receipt (signed).pdf"
        );
    }

    #[test]
    fn a_pattern_that_names_nothing_or_something_unknown_is_told() {
        for (text, fault) in [
            ("", PatternFault::Empty),
            ("Contract", PatternFault::Empty),
            ("{docment}", PatternFault::Unknown("{docment}".into())),
            ("{document", PatternFault::Unknown("{document".into())),
            ("document}", PatternFault::Unknown("}".into())),
            ("../{document}", PatternFault::Forbidden('/')),
            ("{document}: {date}", PatternFault::Forbidden(':')),
        ] {
            assert_eq!(Pattern::parse(text).unwrap_err(), fault, "{text}");
        }
    }

    #[test]
    fn twelve_copies_by_any_pattern_are_named_legally_and_a_receipt_is_never_taken_for_one() {
        let names = ["Zoë Łukasz".to_owned()];
        let long = format!("{}: a/b.", "Überlassungsvertrag ".repeat(12));
        for pattern in [
            "{signers}",
            "{date}",
            "{title}{document}",
            "{document} {title} {date}",
        ] {
            let pattern = Pattern::parse(pattern).unwrap();
            let about = of(&long, &names);
            let (copy, proof) = (
                pattern.signed_copy(&about),
                pattern.receipt("Receipt", &about),
            );
            for name in [&copy, &proof] {
                assert!(
                    name.len() <= 255 && name.encode_utf16().count() <= LONGEST + 4,
                    "{name}"
                );
                assert!(
                    name.strip_suffix(".pdf").unwrap().chars().all(is_legal),
                    "{name}"
                );
            }
            assert!(
                proof.contains("Receipt") && !copy.contains("Receipt"),
                "{proof}"
            );
        }
    }

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

//! The grammar of tags, on characters: what is a tag, and what is nearly one.

use session::{Dialect, FieldKind};
use unicode_normalization::UnicodeNormalization;

/// A character of a line, without spaces and without what cannot be seen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item {
    /// In its compatibility form (NFKC).
    pub(crate) plain: char,
    /// As it stands in the document; `None` where `plain` is a further part of the one before.
    pub(crate) raw: Option<char>,
    /// The glyph that shows it, as an index into the line's letters.
    pub(crate) letter: usize,
    /// Whether a space stands before it.
    pub(crate) spaced: bool,
    /// Whether something that cannot be seen stands before it, such as a soft hyphen.
    pub(crate) veiled: bool,
}

/// A tag or a near miss within a line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    /// First item, and the one behind the last.
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) kind: FieldKind,
    pub(crate) verdict: Verdict,
    /// As it stands in the document.
    pub(crate) text: String,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Verdict {
    /// A tag.
    Tag {
        /// 1 to 999.
        signer: u16,
        /// How it is bracketed.
        dialect: Dialect,
        /// Written to the letter.
        exact: bool,
        /// What it should have been, where it is not exact.
        suggestion: String,
    },
    /// Almost a tag, and what it should have been.
    NearMiss {
        /// Whose place it was probably meant to be.
        signer: u16,
        /// Such as `<<Signer1>>`.
        suggestion: String,
    },
}

/// The words of tags; a longer one stands before the one that it begins with.
const WORDS: [(&str, FieldKind); 4] = [
    ("signer", FieldKind::Signature),
    ("initials", FieldKind::Initial),
    ("initial", FieldKind::Initial),
    ("date", FieldKind::Date),
];

/// The word of a kind as services write it.
fn word(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Signature => "Signer",
        FieldKind::Initial => "Initial",
        FieldKind::Date => "Date",
    }
}

/// Whether a character takes no place and shows nothing.
pub(crate) fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}')
        || c.is_control() && !c.is_whitespace()
}

/// Whether a text may hold a bracket of a tag, in whatever form, or the start of an escaped one: a
/// line that has none holds nothing of a tag.
pub(crate) fn may_bracket(text: &str) -> bool {
    text.chars()
        .any(|c| matches!(c, '<' | '>' | '{' | '}' | '&') || !c.is_ascii() && !c.is_alphabetic())
}

/// Adds the characters of one glyph to the items of a line. `None` is a glyph that nothing maps.
pub(crate) fn push(
    items: &mut Vec<Item>,
    pending: &mut Pending,
    letter: usize,
    text: Option<&str>,
) {
    let Some(text) = text else {
        items.push(Item {
            plain: '\u{fffd}',
            raw: Some('\u{fffd}'),
            letter,
            spaced: pending.space,
            veiled: pending.veil,
        });
        *pending = Pending::default();
        return;
    };
    for raw in text.chars() {
        if raw.is_ascii_graphic() {
            // Nearly everything: its compatibility form is itself.
            let Pending {
                space: spaced,
                veil: veiled,
            } = std::mem::take(pending);
            items.push(Item {
                plain: raw,
                raw: Some(raw),
                letter,
                spaced,
                veiled,
            });
        } else if raw.is_whitespace() {
            pending.space = true;
        } else if is_unseen(raw) {
            pending.veil = true;
        } else {
            for (at, plain) in std::iter::once(raw).nfkc().enumerate() {
                if plain.is_whitespace() {
                    pending.space = true;
                    continue;
                }
                let raw = (at == 0).then_some(raw);
                let Pending {
                    space: spaced,
                    veil: veiled,
                } = std::mem::take(pending);
                items.push(Item {
                    plain,
                    raw,
                    letter,
                    spaced,
                    veiled,
                });
            }
        }
    }
}

/// What stood before the next item.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Pending {
    pub(crate) space: bool,
    pub(crate) veil: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Angle,
    Brace,
}

/// One side of a tag: its brackets next to the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Two brackets, or one guillemet: so many items.
    Whole(Family, usize),
    /// One bracket too few.
    Short(Family),
    /// Whole, but turned the wrong way.
    Reversed(Family, usize),
    /// Two different brackets.
    Mixed,
    Nothing,
}

impl Side {
    fn length(self) -> usize {
        match self {
            Self::Whole(_, length) | Self::Reversed(_, length) => length,
            Self::Short(_) => 1,
            Self::Mixed => 2,
            Self::Nothing => 0,
        }
    }

    fn family(self) -> Option<Family> {
        match self {
            Self::Whole(family, _) | Self::Short(family) | Self::Reversed(family, _) => {
                Some(family)
            }
            Self::Mixed | Self::Nothing => None,
        }
    }
}

/// What the brackets at one side are: `near` is next to the word, `far` the one behind it.
fn side(near: Option<char>, far: Option<char>, opens: bool) -> Side {
    let ((angle, brace, guillemet), (angle_turned, brace_turned, guillemet_turned)) = if opens {
        (('<', '{', '«'), ('>', '}', '»'))
    } else {
        (('>', '}', '»'), ('<', '{', '«'))
    };
    let Some(near) = near else {
        return Side::Nothing;
    };
    let twice = far == Some(near);
    let is_bracket = |c: char| "<>{}«»".contains(c);
    match near {
        c if c == guillemet => Side::Whole(Family::Angle, 1),
        c if c == guillemet_turned => Side::Reversed(Family::Angle, 1),
        c if c == angle && twice => Side::Whole(Family::Angle, 2),
        c if c == brace && twice => Side::Whole(Family::Brace, 2),
        c if c == angle_turned && twice => Side::Reversed(Family::Angle, 2),
        c if c == brace_turned && twice => Side::Reversed(Family::Brace, 2),
        c if is_bracket(c) && far.is_some_and(is_bracket) => Side::Mixed,
        c if c == angle => Side::Short(Family::Angle),
        c if c == brace => Side::Short(Family::Brace),
        _ => Side::Nothing,
    }
}

/// The number of a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Number {
    Good(u16),
    /// Zero, leading zeros, a space between digits; with what it should be.
    Bad(u16),
    Missing,
    /// More than three digits: nothing that anyone means.
    Huge,
}

/// Finds tags and near misses in the items of a line, from left to right.
pub(crate) fn find(items: &[Item]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < items.len() {
        let begins = items
            .get(at)
            .is_some_and(|item| matches!(item.plain, 's' | 'S' | 'i' | 'I' | 'd' | 'D'));
        let mut words = WORDS.iter().filter(|_| begins);
        let hit = words.find(|(word, _)| spells(items, at, word));
        let Some((text, kind)) = hit else {
            at += 1;
            continue;
        };
        let end = at + text.chars().count();
        match judge(items, at, end, *kind) {
            Some(one) => {
                at = one.to.max(end);
                found.push(one);
            }
            None => at = end,
        }
    }
    found
}

fn spells(items: &[Item], at: usize, word: &str) -> bool {
    let mut rest = items.get(at..).unwrap_or_default().iter();
    word.chars().all(|c| {
        rest.next()
            .is_some_and(|item| item.plain.to_ascii_lowercase() == c)
    })
}

/// Judges the word from `start` to `end`.
fn judge(items: &[Item], start: usize, end: usize, kind: FieldKind) -> Option<Found> {
    let plain = |at: Option<usize>| at.and_then(|at| items.get(at)).map(|item| item.plain);
    let digits: Vec<&Item> = items
        .get(end..)?
        .iter()
        .take(6)
        .take_while(|item| item.plain.is_ascii_digit())
        .collect();
    let behind = end + digits.len();
    let escaped = escaped(items, start, behind);
    let (open, close) = if let Some(()) = escaped {
        (Side::Whole(Family::Angle, 8), Side::Whole(Family::Angle, 8))
    } else {
        (
            side(
                plain(start.checked_sub(1)),
                plain(start.checked_sub(2)),
                true,
            ),
            side(plain(Some(behind)), plain(Some(behind + 1)), false),
        )
    };
    let number = number(&digits);
    let family = open.family().or(close.family())?;
    let (from, to) = (start.checked_sub(open.length())?, behind + close.length());
    let text = as_written(items.get(from..to)?);
    let value = match number {
        Number::Good(value) | Number::Bad(value) => value,
        Number::Missing => 1,
        Number::Huge => return None,
    };
    let (left, right) = if family == Family::Angle {
        ("<<", ">>")
    } else {
        ("{{", "}}")
    };
    let suggestion = format!("{left}{}{value}{right}", word(kind));
    let whole = |side: Side| matches!(side, Side::Whole(..));
    let good = matches!(number, Number::Good(_));
    let same = open.family() == close.family();
    if is_code(items, from, to, (start, behind)) {
        return None;
    }
    let verdict = if good && whole(open) && whole(close) && same {
        let range = items.get(from..to)?;
        let dialect = match escaped {
            Some(()) => Dialect::Escaped,
            None => dialect(range, family),
        };
        let veiled = range.iter().skip(1).any(|item| item.veiled);
        let exact =
            matches!(dialect, Dialect::Angle | Dialect::Brace) && text == suggestion && !veiled;
        Verdict::Tag {
            signer: value,
            dialect,
            exact,
            suggestion,
        }
    } else if is_near(open, close, number) {
        Verdict::NearMiss {
            signer: value,
            suggestion,
        }
    } else {
        return None;
    };
    Some(Found {
        from,
        to,
        kind,
        verdict,
        text,
    })
}

/// One thing is wrong: a bracket too few on either side, the number, or the kind of bracket.
fn is_near(open: Side, close: Side, number: Number) -> bool {
    let same = open.family() == close.family();
    let good = matches!(number, Number::Good(_));
    match (open, close) {
        (Side::Whole(..), Side::Whole(..)) => !good || !same,
        (Side::Short(_), Side::Whole(..) | Side::Short(_)) | (Side::Whole(..), Side::Short(_)) => {
            good && same
        }
        (Side::Reversed(..), Side::Reversed(..)) => good && same,
        (Side::Mixed, Side::Whole(..)) | (Side::Whole(..), Side::Mixed) => good,
        _ => false,
    }
}

/// Whether brackets are operators of a program: `out << signer1 >> rest;`.
fn is_code(items: &[Item], from: usize, to: usize, (start, behind): (usize, usize)) -> bool {
    let item = |at: Option<usize>| at.and_then(|at| items.get(at));
    let apart = |at: usize| item(Some(at)).is_some_and(|item| item.spaced);
    let ends = items.last().is_some_and(|last| last.plain == ';');
    let before = item(from.checked_sub(1)).is_some_and(|item| is_operand(item.plain));
    let after = item(Some(to)).is_some_and(|item| is_operand(item.plain));
    ends && before && after && apart(from) && apart(start) && apart(behind) && apart(to)
}

/// What stands on either side of an operator.
fn is_operand(c: char) -> bool {
    c.is_alphanumeric() || "_()[]\"'".contains(c)
}

/// Whether `&lt;&lt;` stands before and `&gt;&gt;` behind.
fn escaped(items: &[Item], start: usize, behind: usize) -> Option<()> {
    let before = start.checked_sub(8)?;
    (spells(items, before, "&lt;&lt;") && spells(items, behind, "&gt;&gt;")).then_some(())
}

fn number(digits: &[&Item]) -> Number {
    if digits.is_empty() {
        return Number::Missing;
    }
    let written: String = digits.iter().map(|item| item.plain).collect();
    let trimmed = written.trim_start_matches('0');
    let Ok(value) = trimmed.parse::<u16>() else {
        return if trimmed.is_empty() {
            Number::Bad(1)
        } else {
            Number::Huge
        };
    };
    let torn = digits.iter().skip(1).any(|item| item.spaced);
    if value > 999 {
        Number::Huge
    } else if torn || trimmed.len() < written.len() {
        Number::Bad(value)
    } else {
        Number::Good(value)
    }
}

fn dialect(range: &[Item], family: Family) -> Dialect {
    let is_bracket = |item: &&Item| "<>{}«»".contains(item.plain);
    let brackets: Vec<&Item> = range.iter().filter(is_bracket).collect();
    if brackets.iter().any(|item| matches!(item.plain, '«' | '»')) {
        Dialect::Guillemet
    } else if brackets.iter().any(|item| item.raw != Some(item.plain)) {
        Dialect::FullWidth
    } else if family == Family::Angle {
        Dialect::Angle
    } else {
        Dialect::Brace
    }
}

fn as_written(items: &[Item]) -> String {
    let mut text = String::new();
    for (at, item) in items.iter().enumerate() {
        if item.spaced && at > 0 {
            text.push(' ');
        }
        text.extend(item.raw);
    }
    text
}

#[cfg(test)]
mod tests;

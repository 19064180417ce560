//! One line of text: split by direction and font, shaped, measured, drawn.

use krilla::geom::Point;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction, UnicodeBuffer};
use unicode_bidi::{BidiInfo, Level};
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

use super::fonts::{self, Style, Typeface};
use crate::SealError;

/// Longer lines are refused; nobody's name needs them.
const MAX_CHARS: usize = 4000;

/// A shaped line. Measures are in em: multiply by the font size.
#[derive(Clone)]
pub(crate) struct Line {
    pieces: Vec<Piece>,
    /// From the first to the last advance.
    pub(crate) width: f32,
    /// How it is set: a name that the script font lacks is set plain.
    pub(crate) style: Style,
}

#[derive(Clone)]
struct Piece {
    font: Font,
    text: String,
    glyphs: Vec<KrillaGlyph>,
    width: f32,
}

impl Line {
    /// Shapes a line.
    ///
    /// # Errors
    /// [`SealError::NoGlyph`] for a character that no font draws.
    pub(crate) fn shape(text: &str, style: Style) -> Result<Self, SealError> {
        Self::lay(text, style, None)
    }

    /// Shapes a line that is read from `base`'s side, else from that of its first letter.
    fn lay(text: &str, style: Style, base: Option<Level>) -> Result<Self, SealError> {
        let text: String = text
            .nfc()
            .map(|c| {
                if c.is_control() || c.is_whitespace() {
                    ' '
                } else {
                    c
                }
            })
            .filter(|c| !is_direction_mark(*c))
            .take(MAX_CHARS)
            .collect();
        // A name half in script and half in sans looks like two people's.
        let style = match fonts::shipped(style).first() {
            Some(hand) if style == Style::Hand && !text.chars().all(|c| hand.draws(c)) => {
                Style::Plain
            }
            _ => style,
        };
        let mut pieces = Vec::new();
        let bidi = BidiInfo::new(&text, base);
        for paragraph in &bidi.paragraphs {
            let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
            for run in runs {
                let right_to_left = levels.get(run.start).is_some_and(|level| level.is_rtl());
                let part = text.get(run).unwrap_or_default();
                let mut parts = by_font(part, style)?;
                if right_to_left {
                    parts.reverse();
                }
                for (typeface, part) in parts {
                    pieces.push(Piece::shape(&typeface, part, right_to_left)?);
                }
            }
        }
        let width = pieces.iter().map(|piece| piece.width).sum();
        Ok(Self {
            pieces,
            width,
            style,
        })
    }

    /// Shapes a line that has to be there whatever the fonts are: a character that none draws is
    /// written as its number, `U+5C71`. It is read from the left: a receipt's sentence stays one
    /// when a name in it is read from the right. Not for signatures.
    ///
    /// # Errors
    /// [`SealError::Internal`] when the shipped fonts cannot be read.
    pub(crate) fn spell(text: &str, style: Style) -> Result<Self, SealError> {
        Self::lay(&Self::spelled(text, style), style, Some(Level::ltr()))
    }

    fn spelled(text: &str, style: Style) -> String {
        let shipped = fonts::shipped(style);
        let drawn = |c: char| {
            c.is_ascii()
                || c.is_whitespace()
                || c.is_control()
                || fonts::is_ignorable(c)
                || is_direction_mark(c)
                || shipped.iter().any(|typeface| typeface.draws(c))
                || fonts::of_system(c.encode_utf8(&mut [0; 4])).is_some()
        };
        let mut spelled = String::with_capacity(text.len());
        for c in text.nfc().take(MAX_CHARS) {
            if drawn(c) {
                spelled.push(c);
            } else {
                spelled.push_str(&format!("U+{:04X} ", u32::from(c)));
            }
        }
        spelled.truncate(spelled.trim_end().len());
        spelled
    }

    /// Shapes a caption like [`Line::spell`]. Its parts, between middle dots, stand from left to
    /// right in their order, whatever direction each is read in.
    ///
    /// # Errors
    /// As [`Line::spell`].
    pub(crate) fn caption(text: &str) -> Result<Self, SealError> {
        const BETWEEN: &str = " · ";
        let mut pieces = Vec::new();
        // A part by itself is a paragraph to the bidi rules, and turns nothing beside it.
        for (at, part) in text.split(BETWEEN).enumerate() {
            if at > 0 {
                pieces.extend(Self::shape(BETWEEN, Style::Plain)?.pieces);
            }
            let part = Self::spelled(part, Style::Plain);
            pieces.extend(Self::shape(&part, Style::Plain)?.pieces);
        }
        let width = pieces.iter().map(|piece| piece.width).sum();
        Ok(Self {
            pieces,
            width,
            style: Style::Plain,
        })
    }

    /// Draws with the baseline's left end at `(x, y)`, `y` downwards.
    pub(crate) fn draw(&self, surface: &mut Surface<'_>, x: f32, y: f32, size: f32) {
        let mut x = x;
        for piece in &self.pieces {
            let start = Point::from_xy(x, y);
            let (font, text) = (piece.font.clone(), piece.text.as_str());
            surface.draw_glyphs(start, &piece.glyphs, font, text, size, false);
            x += piece.width * size;
        }
    }
}

impl Piece {
    fn shape(typeface: &Typeface, text: &str, right_to_left: bool) -> Result<Self, SealError> {
        let broken = || SealError::Internal("a font cannot be read".into());
        let face = typeface.face().ok_or_else(broken)?;
        let font = typeface.font();
        let em = face.units_per_em() as f32;
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(if right_to_left {
            Direction::RightToLeft
        } else {
            Direction::LeftToRight
        });
        let shaped = rustybuzz::shape(&face, &[], buffer);
        let mut starts: Vec<usize> = shaped
            .glyph_infos()
            .iter()
            .map(|info| info.cluster as usize)
            .collect();
        starts.sort_unstable();
        starts.dedup();
        let mut glyphs = Vec::with_capacity(shaped.len());
        let mut width = 0.0;
        for (info, position) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            let start = info.cluster as usize;
            let next = starts.iter().find(|other| **other > start);
            let end = next.copied().unwrap_or(text.len());
            if info.glyph_id == 0 {
                let missing = text.get(start..).and_then(|rest| rest.chars().next());
                return Err(SealError::NoGlyph(
                    missing.unwrap_or(char::REPLACEMENT_CHARACTER),
                ));
            }
            let advance = position.x_advance as f32 / em;
            glyphs.push(KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                advance,
                position.x_offset as f32 / em,
                position.y_offset as f32 / em,
                position.y_advance as f32 / em,
                start..end,
                None,
            ));
            width += advance;
        }
        Ok(Self {
            font,
            text: text.to_owned(),
            glyphs,
            width,
        })
    }
}

/// A part of a text that is shaped in one go.
struct Part {
    typeface: Typeface,
    /// Its place among the shipped fonts.
    rank: Option<usize>,
    /// A shaper knows the rules of one script at a time.
    script: Option<Script>,
    range: std::ops::Range<usize>,
}

/// Splits a text of one direction by script and by the font that draws each part. A letter and its
/// marks stay together where one font has them all.
fn by_font(text: &str, style: Style) -> Result<Vec<(Typeface, &str)>, SealError> {
    let shipped = fonts::shipped(style);
    let mut parts: Vec<Part> = Vec::new();
    for (at, letter) in text.grapheme_indices(true) {
        let rank = shipped
            .iter()
            .position(|typeface| typeface.draws_all(letter));
        if add(&mut parts, letter, at, rank, &shipped) {
            continue;
        }
        // No font has the whole letter: its parts come from several.
        for (inside, c) in letter.char_indices() {
            let alone = c.encode_utf8(&mut [0; 4]).to_owned();
            let rank = shipped.iter().position(|typeface| typeface.draws(c));
            if !add(&mut parts, &alone, at + inside, rank, &shipped) {
                return Err(SealError::NoGlyph(c));
            }
        }
    }
    let cut = |part: Part| (part.typeface, text.get(part.range).unwrap_or_default());
    Ok(parts.into_iter().map(cut).collect())
}

/// Adds a letter to the part before it, or as a new part. False where no font draws it.
fn add(
    parts: &mut Vec<Part>,
    letter: &str,
    at: usize,
    rank: Option<usize>,
    shipped: &[Typeface],
) -> bool {
    let end = at + letter.len();
    let script = letter
        .chars()
        .map(|c| c.script())
        .find(|script| !matches!(script, Script::Common | Script::Inherited | Script::Unknown));
    let blank = letter
        .chars()
        .all(|c| c.is_whitespace() || fonts::is_ignorable(c));
    if let Some(last) = parts.last_mut() {
        let same_script = script.is_none() || last.script.is_none() || last.script == script;
        // A space stays with the word before it; the best font is kept otherwise.
        let same_font = last.typeface.draws_all(letter)
            && (blank || last.rank == rank || (last.rank.is_none() && rank.is_none()));
        if same_script && same_font {
            last.range.end = end;
            last.script = last.script.or(script);
            return true;
        }
    }
    let typeface = match rank {
        Some(rank) => shipped.get(rank).cloned(),
        None if letter.chars().all(fonts::is_ignorable) => shipped.first().cloned(),
        None => fonts::of_system(letter),
    };
    let Some(typeface) = typeface else {
        return false;
    };
    parts.push(Part {
        typeface,
        rank,
        script,
        range: at..end,
    });
    true
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_any_script_with_a_font_is_shaped() {
        for name in [
            "Łódź Ærø",
            "Ελένη",
            "Жанна",
            "Nguyễn Thị",
            "e\u{301}",
            "Ada\tExample",
            "محمد",
        ] {
            for style in [Style::Hand, Style::Plain] {
                let line = Line::shape(name, style);
                assert!(line.is_ok_and(|l| l.width > 0.0), "{name} {style:?}");
            }
        }
    }

    /// The pieces as they are seen, from left to right.
    fn seen(line: &Line) -> String {
        line.pieces
            .iter()
            .map(|piece| piece.text.as_str())
            .collect()
    }

    #[test]
    fn a_name_read_from_the_right_leaves_the_date_beside_it_in_order() {
        let date = "25 November 2026, 20:48:40 UTC+00:00";
        for name in ["محمد", "דנה", "Ada"] {
            let caption = format!("{name} · {date}");
            assert_eq!(seen(&Line::caption(&caption).unwrap()), caption);
            let caption = format!("{date} · {name}");
            assert_eq!(seen(&Line::caption(&caption).unwrap()), caption);
        }
        // Whoever can choose a name cannot turn what stands beside it.
        let turned = format!("\u{202e}Ada\u{2066}\u{2067} · {date}");
        assert_eq!(
            seen(&Line::caption(&turned).unwrap()),
            format!("Ada · {date}")
        );
        let closed = format!("\u{2069}محمد\u{2069} · {date}");
        assert_eq!(
            seen(&Line::caption(&closed).unwrap()),
            format!("محمد · {date}")
        );
    }

    #[test]
    fn a_sentence_of_a_receipt_is_read_from_the_left_whatever_name_begins_it() {
        for sentence in ["محمد opened the documents", "1. محمد"] {
            let line = Line::spell(sentence, Style::Plain).unwrap();
            assert_eq!(seen(&line), sentence);
        }
    }

    #[test]
    fn a_line_that_has_to_be_there_spells_what_no_font_draws() {
        let spelled = Line::spell("Ada \u{10fffd}", Style::Plain).unwrap();
        let plain = Line::shape("Ada U+10FFFD", Style::Plain).unwrap();
        assert!((spelled.width - plain.width).abs() < 1e-6);
    }

    #[test]
    fn a_blank_or_a_joiner_of_any_kind_needs_no_font() {
        for blank in [
            '\u{3000}', '\u{2028}', '\u{a0}', '\u{2007}', '\u{200b}', '\u{200d}', '\u{feff}',
        ] {
            for text in [format!("{blank}Ada"), format!("Ada{blank}Example")] {
                for style in [Style::Hand, Style::Plain] {
                    assert!(Line::shape(&text, style).is_ok(), "{text:?} {style:?}");
                }
                assert!(Line::spell(&text, Style::Plain).is_ok(), "{text:?}");
            }
        }
    }

    #[test]
    fn a_character_that_no_font_draws_is_named() {
        assert!(matches!(
            Line::shape("Ada \u{10fffd}", Style::Hand),
            Err(SealError::NoGlyph('\u{10fffd}'))
        ));
    }
}

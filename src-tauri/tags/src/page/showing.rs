//! Strings to glyphs on the page.

use std::ops::Range;
use std::rc::Rc;

use super::glyph::Glyph;
use super::interpreter::Interpreter;
use super::trace::Style;
use crate::ReadError;
use crate::font::{Char, Font};
use crate::matrix::{Matrix, hull};

/// Below this part of full ink nothing is seen.
const TRACE: f64 = 0.02;

impl Interpreter<'_, '_> {
    /// Shows a string and moves on behind it.
    pub(super) fn show(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        let Some(font) = self.state.text.font.clone() else {
            return Ok(());
        };
        self.shown.doubtful |= font.doubtful;
        let mut rest = bytes;
        let traced = self.trace.is_some();
        while let Some((char, length)) = font.next_char(rest) {
            rest = rest.get(length..).unwrap_or_default();
            self.budget.spend_operations(1)?;
            let text = &self.state.text;
            let spacing = text.char_spacing
                + if char.is_word_space {
                    text.word_spacing
                } else {
                    0.0
                };
            let advance = char.advance * text.size + spacing;
            let (x, y) = if font.vertical {
                (0.0, advance)
            } else {
                (advance * text.scale, 0.0)
            };
            let before = self.shown.glyphs.len();
            self.glyph(&font, char)?;
            if traced && self.shown.glyphs.len() > before {
                let to = bytes.len() - rest.len();
                self.note(&font, to - length..to, advance);
            }
            self.text_matrix = Matrix::translate(x, y).then(&self.text_matrix);
        }
        Ok(())
    }

    /// Notes where the glyph that was drawn last comes from.
    fn note(&mut self, font: &Rc<Font>, bytes: Range<usize>, advance: f64) {
        let Some(order) = self.shown.glyphs.last().map(|glyph| glyph.order) else {
            return;
        };
        self.note_painted();
        // A text object is known by its first glyph that clips.
        let clips = (self.state.text.mode > 3).then(|| *self.clip_text.get_or_insert(order));
        let text = &self.state.text;
        let em = Matrix([text.size * text.scale, 0.0, 0.0, text.size, 0.0, 0.0])
            .then(&self.text_matrix)
            .then(&self.state.ctm);
        let [a, b, c, d, ..] = em.0;
        let style = Style {
            font: Rc::as_ptr(font).addr(),
            size: text.size,
            char_spacing: text.char_spacing,
            word_spacing: text.word_spacing,
            scale: text.scale,
            clips,
            em: if font.vertical {
                c.hypot(d)
            } else {
                a.hypot(b)
            },
            vertical: font
                .vertical
                .then(|| Box::new((self.text_matrix, self.line_matrix))),
        };
        if let Some(trace) = &mut self.trace {
            trace.glyph(order, bytes, advance / text.size * 1000.0, style);
        }
    }

    /// Moves back by thousandths of the size, as the numbers of `TJ` do.
    pub(super) fn kern(&mut self, thousandths: f64) {
        let text = &self.state.text;
        let by = -thousandths / 1000.0 * text.size;
        let vertical = text.font.as_ref().is_some_and(|font| font.vertical);
        let (x, y) = if vertical {
            (0.0, by)
        } else {
            (by * text.scale, 0.0)
        };
        self.text_matrix = Matrix::translate(x, y).then(&self.text_matrix);
    }

    fn glyph(&mut self, font: &Font, char: Char) -> Result<(), ReadError> {
        if self.shown.glyphs.len() >= self.budget.limits().max_glyphs {
            return Err(ReadError::TooLarge("glyphs"));
        }
        let text = &self.state.text;
        let em = Matrix([text.size * text.scale, 0.0, 0.0, text.size, 0.0, text.rise])
            .then(&self.text_matrix)
            .then(&self.state.ctm);
        if !em.is_finite() {
            return Ok(());
        }
        let (start, end) = if font.vertical {
            (em.apply(0.0, 0.0), em.apply(0.0, char.advance))
        } else {
            (em.apply(0.0, 0.0), em.apply(char.advance, 0.0))
        };
        let toward = if font.vertical {
            em.apply(0.0, -1.0)
        } else {
            em.apply(1.0, 0.0)
        };
        let (dx, dy) = (toward.x - start.x, toward.y - start.y);
        let along = dx.hypot(dy);
        let [a, b, c, d, ..] = em.0;
        // Nothing is seen of a glyph that has no extent.
        if along < 1e-6 || (a * d - b * c).abs() < 1e-9 {
            return Ok(());
        }
        let across = (a * d - b * c).abs() / along;
        let (left, base) = char.shift;
        let corners = [
            (left, base + font.descent),
            (left + char.width, base + font.descent),
            (left + char.width, base + font.ascent),
            (left, base + font.ascent),
        ];
        let rect = hull(&corners.map(|(x, y)| em.apply(x, y)));
        let state = &self.state;
        let (fills, strokes) = match text.mode & 3 {
            0 => (true, false),
            1 => (false, true),
            2 => (true, true),
            _ => (false, false),
        };
        let inked = fills && state.fill_alpha > TRACE || strokes && state.stroke_alpha > TRACE;
        let color = match (fills, strokes) {
            (true, false) => state.fill,
            (false, true) => state.stroke,
            (true, true) if state.fill == state.stroke => state.fill,
            _ => None,
        };
        let clipped = state.clips_away(&rect);
        let glyph = Glyph {
            text: char.text.map(String::into_boxed_str),
            start,
            end,
            direction: (dx / along, dy / along),
            size: across,
            rect,
            height: if font.vertical {
                char.width * across
            } else {
                (font.ascent - font.descent) * across
            },
            order: self.next_order(),
            color,
            inkless: !inked,
            clipped,
            hidden: self.is_hidden(),
        };
        self.budget.hold(Glyph::WEIGHT)?;
        self.shown.glyphs.push(glyph);
        Ok(())
    }
}

//! Strings to glyphs on the page.

use std::ops::Range;
use std::rc::Rc;

use session::Rect;

use super::color::Rgb;
use super::glyph::Glyph;
use super::interpreter::Interpreter;
use super::trace::Style;
use crate::ReadError;
use crate::content::Operand;
use crate::font::{Char, Font};
use crate::matrix::Matrix;

/// Below this part of full ink nothing is seen.
const TRACE: f64 = 0.02;
/// What lies beyond is no place on a page.
const FARTHEST: f64 = 1e9;
/// Glyphs that are counted at once.
const STEP: usize = 256;

/// What all glyphs of one string have in common: nothing but the place changes between them.
struct Run {
    /// From the em square to the page; moved to each glyph's place.
    em: Matrix,
    direction: (f64, f64),
    size: f64,
    height: f64,
    color: Option<Rgb>,
    inkless: bool,
    hidden: bool,
    /// Nothing is seen of glyphs that have no extent.
    shows: bool,
}

impl Interpreter<'_, '_> {
    /// Shows a string and moves on behind it.
    pub(super) fn show(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        let Some(font) = self.state.text.font.clone() else {
            return Ok(());
        };
        self.shown.doubtful |= font.doubtful;
        let run = self.prepare(&font);
        self.show_run(&run, &font, bytes)
    }

    /// Shows the strings of a `TJ`, and moves by its numbers.
    pub(super) fn show_items(&mut self, items: &[Operand]) -> Result<(), ReadError> {
        let font = self.state.text.font.clone();
        // Between the items nothing changes but the place.
        let run = font.map(|font| (self.prepare(&font), font));
        for (at, item) in items.iter().enumerate() {
            if let Some(trace) = &mut self.trace {
                trace.item = at;
            }
            match (item, &run) {
                (Operand::String(bytes), Some((run, font))) => {
                    self.shown.doubtful |= font.doubtful;
                    self.show_run(run, font, bytes)?;
                }
                (Operand::Number(thousandths), run) => {
                    let vertical = run.as_ref().is_some_and(|(_, font)| font.vertical);
                    self.kern(*thousandths, vertical);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn show_run(&mut self, run: &Run, font: &Rc<Font>, bytes: &[u8]) -> Result<(), ReadError> {
        let mut rest = bytes;
        let mut unpaid = 0;
        let traced = self.trace.is_some();
        while let Some((char, length)) = font.next_char(rest) {
            rest = rest.get(length..).unwrap_or_default();
            unpaid += 1;
            if unpaid == STEP {
                self.budget.spend_operations(unpaid)?;
                unpaid = 0;
            }
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
            if run.shows {
                self.glyph(run, font, char)?;
            }
            if traced && self.shown.glyphs.len() > before {
                let to = bytes.len() - rest.len();
                self.note(font, to - length..to, advance);
            }
            self.text_matrix.advance(x, y);
        }
        self.budget.spend_operations(unpaid)
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
    fn kern(&mut self, thousandths: f64, vertical: bool) {
        let text = &self.state.text;
        let by = -thousandths / 1000.0 * text.size;
        let (x, y) = if vertical {
            (0.0, by)
        } else {
            (by * text.scale, 0.0)
        };
        self.text_matrix.advance(x, y);
    }

    fn prepare(&self, font: &Font) -> Run {
        let state = &self.state;
        let text = &state.text;
        let em = Matrix([text.size * text.scale, 0.0, 0.0, text.size, 0.0, text.rise])
            .then(&self.text_matrix)
            .then(&state.ctm);
        let [a, b, c, d, ..] = em.0;
        let (dx, dy) = if font.vertical { (-c, -d) } else { (a, b) };
        let along = (dx * dx + dy * dy).sqrt();
        let extent = (a * d - b * c).abs();
        let size = extent / along;
        let (fills, strokes) = match text.mode & 3 {
            0 => (true, false),
            1 => (false, true),
            2 => (true, true),
            _ => (false, false),
        };
        let inked = fills && state.fill_alpha > TRACE || strokes && state.stroke_alpha > TRACE;
        Run {
            em,
            direction: (dx / along, dy / along),
            size,
            height: (font.ascent - font.descent) * size,
            color: match (fills, strokes) {
                (true, false) => state.fill,
                (false, true) => state.stroke,
                (true, true) if state.fill == state.stroke => state.fill,
                _ => None,
            },
            inkless: !inked,
            hidden: self.is_hidden(),
            shows: [a, b, c, d].iter().all(|part| part.abs() < FARTHEST)
                && along >= 1e-6
                && extent >= 1e-9,
        }
    }

    fn glyph(&mut self, run: &Run, font: &Font, char: Char) -> Result<(), ReadError> {
        if self.shown.glyphs.len() >= self.budget.limits().max_glyphs {
            return Err(ReadError::TooLarge("glyphs"));
        }
        // Where the em square's origin is now.
        let [.., e, f] = self.text_matrix.0;
        let rise = self.state.text.rise;
        let [_, _, c, d, ..] = self.text_matrix.0;
        let at = self.state.ctm.apply(e + rise * c, f + rise * d);
        let mut em = run.em;
        let [.., x, y] = &mut em.0;
        (*x, *y) = (at.x, at.y);
        if !(at.x.abs() < FARTHEST && at.y.abs() < FARTHEST) {
            return Ok(());
        }
        let end = if font.vertical {
            em.apply(0.0, char.advance)
        } else {
            em.apply(char.advance, 0.0)
        };
        let (left, base) = char.shift;
        let rect = em.hull(&Rect {
            x0: left,
            y0: base + font.descent,
            x1: left + char.width,
            y1: base + font.ascent,
        });
        if let Some(clips) = &self.state.clips {
            self.budget.spend_operations(clips.cost())?;
        }
        let clipped = self.state.clips_away(&rect);
        let order = self.next_order();
        self.budget.hold(Glyph::WEIGHT)?;
        self.shown.glyphs.push(Glyph {
            text: char.text,
            start: at,
            end,
            direction: run.direction,
            size: run.size * font.em,
            rect,
            height: if font.vertical {
                char.width * run.size
            } else {
                run.height
            },
            order,
            color: run.color,
            inkless: run.inkless,
            clipped,
            hidden: run.hidden,
        });
        // What is painted next shows within the letters alone.
        self.state.clip_exact &= self.state.text.mode <= 3;
        Ok(())
    }
}

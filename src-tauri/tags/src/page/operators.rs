//! The operators that change the state, build paths and show text.

use lopdf::{Dictionary, Object};

use super::color::Space;
use super::interpreter::Interpreter;
use super::shape::Shape;
use super::trace::Spoken;
use crate::ReadError;
use crate::content::Operand;
use crate::matrix::Matrix;
use crate::objects::{dict, get_array, get_dict, get_number, resolve};
use crate::pdf::Pdf;

/// Thinner than this nothing covers a letter, in points.
const SMALL: f64 = 2.0;
/// Outlines of letters are smaller than this one way or the other, in points.
const LETTER: f64 = 40.0;
/// Outlines in one path that are more than a drawing has.
const MANY: usize = 20;
/// Pieces of one line that are followed.
const MOST_PIECES: usize = 64;

impl<'a> Interpreter<'a, '_> {
    /// Follows one operator; unknown ones are passed over.
    pub(super) fn operator(
        &mut self,
        operator: &[u8],
        operands: &[Operand],
        resources: Option<&'a Dictionary>,
    ) -> Result<(), ReadError> {
        match operator {
            b"cm" => {
                if let Some(matrix) = six(operands) {
                    self.state.ctm = matrix.then(&self.state.ctm);
                }
            }
            b"BT" => {
                self.text_matrix = Matrix::IDENTITY;
                self.line_matrix = Matrix::IDENTITY;
            }
            b"ET" => self.end_text(),
            b"BDC" | b"BMC" => {
                self.begin_marked(operator, operands, resources);
                self.note_marked(operands, resources);
            }
            b"EMC" => {
                self.end_marked();
                if let Some(trace) = &mut self.trace {
                    trace.end_marked();
                }
            }
            [b'T', ..] | b"'" | b"\"" => self.text_operator(operator, operands)?,
            b"g" | b"rg" | b"k" | b"cs" | b"sc" | b"scn" | b"G" | b"RG" | b"K" | b"CS" | b"SC"
            | b"SCN" => self.color_operator(operator, operands, resources),
            _ => self.path_operator(operator, operands, resources),
        }
        Ok(())
    }

    /// Notes whether a section says itself what it is to be read as.
    fn note_marked(&mut self, operands: &[Operand], resources: Option<&'a Dictionary>) {
        if self.trace.is_none() {
            return;
        }
        let (spoken, number) = match operands.get(1) {
            Some(Operand::Dict(entries)) => {
                let find = |key: &[u8]| entries.iter().find(|(name, _)| name.as_slice() == key);
                let number = find(b"MCID").and_then(|(_, value)| value.number());
                (find(b"ActualText").map(|_| Spoken::Here), number)
            }
            Some(Operand::Name(name)) => {
                let named = self.resource(resources, b"Properties", name);
                let named = named.and_then(|object| dict(self.pdf, object));
                let number = named.and_then(|dict| get_number(self.pdf, dict, b"MCID"));
                let spoken = named.is_some_and(|dict| dict.has(b"ActualText"));
                (spoken.then_some(Spoken::Named), number)
            }
            _ => (None, None),
        };
        if let Some(trace) = &mut self.trace {
            trace.begin_marked(spoken, number.map(|number| number as i64));
        }
    }

    /// Notes what the glyphs of a text object clip from here on.
    fn end_text(&mut self) {
        if let Some(text) = self.clip_text.take() {
            // It clips what another one clips already.
            self.note_painted();
            self.state.clip_text = Some(text);
        }
    }

    fn text_operator(&mut self, operator: &[u8], operands: &[Operand]) -> Result<(), ReadError> {
        let number = |at: usize| operands.get(at).and_then(Operand::number);
        let text = &mut self.state.text;
        match operator {
            b"Tc" => text.char_spacing = number(0).unwrap_or(0.0),
            b"Tw" => text.word_spacing = number(0).unwrap_or(0.0),
            b"Tz" => text.scale = number(0).unwrap_or(100.0) / 100.0,
            b"TL" => text.leading = number(0).unwrap_or(0.0),
            b"Ts" => text.rise = number(0).unwrap_or(0.0),
            b"Tr" => {
                text.mode = number(0)
                    .filter(|mode| (0.0..8.0).contains(mode))
                    .map_or(0, |m| m as u8)
            }
            b"Td" | b"TD" => {
                let (Some(x), Some(y)) = (number(0), number(1)) else {
                    return Ok(());
                };
                if operator == b"TD" {
                    text.leading = -y;
                }
                self.next_line(x, y);
            }
            b"Tm" => {
                if let Some(matrix) = six(operands) {
                    self.text_matrix = matrix;
                    self.line_matrix = matrix;
                }
            }
            b"T*" => self.next_line(0.0, -self.state.text.leading),
            b"Tj" | b"'" | b"\"" => {
                if operator == b"\"" {
                    text.word_spacing = number(0).unwrap_or(text.word_spacing);
                    text.char_spacing = number(1).unwrap_or(text.char_spacing);
                }
                if operator != b"Tj" {
                    self.next_line(0.0, -self.state.text.leading);
                }
                if let Some(bytes) = operands.last().and_then(Operand::string) {
                    self.show(bytes)?;
                }
            }
            b"TJ" => {
                let Some(Operand::Array(items)) = operands.last() else {
                    return Ok(());
                };
                self.show_items(items)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line_matrix = Matrix::translate(x, y).then(&self.line_matrix);
        self.text_matrix = self.line_matrix;
    }

    fn color_operator(
        &mut self,
        operator: &[u8],
        operands: &[Operand],
        resources: Option<&'a Dictionary>,
    ) {
        let stroke = operator.first().is_some_and(u8::is_ascii_uppercase);
        let current = if stroke {
            self.state.stroke_space
        } else {
            self.state.fill_space
        };
        let (space, color) = match operator {
            b"g" | b"G" => (Space::Gray, Space::Gray.color(operands)),
            b"rg" | b"RG" => (Space::Rgb, Space::Rgb.color(operands)),
            b"k" | b"K" => (Space::Cmyk, Space::Cmyk.color(operands)),
            b"cs" | b"CS" => {
                let spaces = resources.and_then(|r| get_dict(self.pdf, r, b"ColorSpace"));
                let name = operands.last().and_then(Operand::name).unwrap_or_default();
                let space = Space::named(self.pdf, name, spaces);
                (space, space.initial())
            }
            _ => (current, current.color(operands)),
        };
        if !stroke {
            let pattern = operands.last().and_then(Operand::name);
            let pattern = pattern.filter(|_| matches!(operator, b"scn" | b"sc"));
            let pattern = pattern.and_then(|name| self.resource(resources, b"Pattern", name));
            let pattern = pattern.and_then(|pattern| dict(self.pdf, pattern));
            self.state.gaps = pattern
                .and_then(|pattern| get_number(self.pdf, pattern, b"PatternType"))
                .is_some_and(|kind| kind == 1.0);
        }
        if stroke {
            (self.state.stroke_space, self.state.stroke) = (space, color);
        } else {
            (self.state.fill_space, self.state.fill) = (space, color);
        }
    }

    fn path_operator(
        &mut self,
        operator: &[u8],
        operands: &[Operand],
        resources: Option<&'a Dictionary>,
    ) {
        let number = |at: usize| operands.get(at).and_then(Operand::number);
        let pair = |at: usize| number(at).zip(number(at + 1));
        match operator {
            b"re" => {
                if let (Some((x, y)), Some((width, height))) = (pair(0), pair(2)) {
                    self.path.rect(&self.state.ctm, x, y, width, height);
                }
            }
            b"m" | b"l" => {
                let Some(point) = pair(0).map(|(x, y)| self.point(x, y)) else {
                    return;
                };
                if operator == b"m" {
                    self.path.start(point)
                } else {
                    self.path.line(point)
                }
            }
            b"c" | b"v" | b"y" => {
                let at = |at: usize| pair(at).map(|(x, y)| self.point(x, y));
                let (Some(first), Some(second)) = (at(0), at(2)) else {
                    return;
                };
                let (controls, end) = match operator {
                    b"c" => match at(4) {
                        Some(end) => ([first, second], end),
                        None => return,
                    },
                    b"v" => ([self.path.current().unwrap_or(first), first], second),
                    _ => ([first, second], second),
                };
                self.path.curve(controls, end);
            }
            b"h" => self.path.close(),
            b"W" => self.clip_pending = Some(false),
            b"W*" => self.clip_pending = Some(true),
            b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" => {
                self.path.close();
                self.fill_path(operator.ends_with(b"*"));
                self.end_path();
            }
            b"S" | b"s" => {
                self.note_painted();
                self.path.close();
                self.stroke_path();
                self.end_path();
            }
            b"n" => self.end_path(),
            b"w" => self.state.line_width = number(0).unwrap_or(1.0),
            b"d" => {
                self.state.dashed =
                    matches!(operands.first(), Some(Operand::Array(on)) if !on.is_empty())
            }
            b"sh" => {
                self.note_painted();
                if let Some(clip) = self.state.clip {
                    let name = operands.last().and_then(Operand::name);
                    let shading = name.and_then(|name| self.resource(resources, b"Shading", name));
                    let solid = shading
                        .and_then(|shading| dict(self.pdf, shading))
                        .is_some_and(|shading| is_endless(self.pdf, shading));
                    let solid = solid && self.state.is_solid(self.state.fill_alpha);
                    self.paint(clip, None, solid, None);
                }
            }
            _ => {}
        }
    }

    fn fill_path(&mut self, even_odd: bool) {
        self.note_painted();
        let alpha = self.state.fill_alpha;
        if alpha < 0.02 {
            return;
        }
        let solid = self.state.is_solid(alpha) && !self.state.gaps;
        let color = self.state.fill.filter(|_| solid);
        if !self.is_hidden() {
            self.shown.curves += self.path.curves;
            self.note_outlines();
        }
        let (known, shape) = self.path.shape(even_odd);
        if let (Some(hull), Some(shape)) = (self.path.hull, shape) {
            // What is smaller than any letter covers none and is no ground for one.
            let large = hull.width().min(hull.height()) > SMALL;
            let shape = (known && large).then_some(shape);
            self.paint(
                hull,
                color.filter(|_| known),
                solid && shape.is_some(),
                shape,
            );
            return;
        }
        for rect in self.path.rects.clone() {
            self.paint(rect, color, solid, None);
        }
    }

    /// Counts outlines of the size of letters, and where they stand.
    fn note_outlines(&mut self) {
        let Some(hull) = self.path.hull else { return };
        let letters = hull.height().min(hull.width()) < LETTER && self.path.outlines > 0;
        if letters || self.path.outlines > MANY {
            self.shown.outlines += self.path.outlines;
        }
    }

    /// A thick line covers what is below it, as a bar over a blacked-out word does.
    fn stroke_path(&mut self) {
        let alpha = self.state.stroke_alpha;
        let [a, b, c, d, ..] = self.state.ctm.0;
        let width = self.state.line_width * (a * d - b * c).abs().sqrt();
        if width < SMALL || self.state.dashed || !self.state.is_solid(alpha) {
            return;
        }
        let pieces: Vec<_> = self.path.pieces().take(MOST_PIECES).collect();
        let color = self.state.stroke;
        for (from, to) in pieces {
            if let Some(shape) = Shape::stroke(from, to, width) {
                self.paint(shape.hull(), color, true, Some(shape));
            }
        }
    }

    fn end_path(&mut self) {
        self.path.close();
        let path = std::mem::take(&mut self.path);
        if let Some(even_odd) = self.clip_pending.take()
            && let Some(hull) = path.hull
        {
            let (known, shape) = path.shape(even_odd);
            let told = shape.is_some();
            let shape = shape.and_then(|shape| self.afford(shape));
            let known = known && shape.is_some() == told;
            self.state.clip_exact &= known && (shape.is_some() || path.rects.len() <= 1);
            self.state.clip_to(hull, shape.filter(|_| known));
        }
    }
}

/// Whether a shading goes on behind its ends, so that it leaves nothing out.
fn is_endless(pdf: &dyn Pdf, shading: &Dictionary) -> bool {
    let ends = get_array(pdf, shading, b"Extend").unwrap_or_default();
    let both = ends
        .iter()
        .filter(|end| matches!(resolve(pdf, end), Object::Boolean(true)))
        .count()
        == 2;
    both && !shading.has(b"BBox")
}

fn six(operands: &[Operand]) -> Option<Matrix> {
    let mut out = [0.0; 6];
    for (slot, operand) in out.iter_mut().zip(operands.get(..6)?) {
        *slot = operand.number()?;
    }
    Some(Matrix(out)).filter(Matrix::is_finite)
}

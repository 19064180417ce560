//! The operators that change the state, build paths and show text.

use lopdf::Dictionary;

use super::color::Space;
use super::interpreter::Interpreter;
use super::trace::Spoken;
use crate::ReadError;
use crate::content::Operand;
use crate::matrix::Matrix;
use crate::objects::{dict, get_dict, get_number};

/// Marked content nests a few levels; beyond this a file only counts on.
const MAX_MARKED: usize = 256;

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
                self.marked.pop();
                if let Some(trace) = &mut self.trace {
                    trace.end_marked();
                }
            }
            [b'T', ..] | b"'" | b"\"" => self.text_operator(operator, operands)?,
            b"g" | b"rg" | b"k" | b"cs" | b"sc" | b"scn" | b"G" | b"RG" | b"K" | b"CS" | b"SC"
            | b"SCN" => self.color_operator(operator, operands, resources),
            _ => self.path_operator(operator, operands),
        }
        Ok(())
    }

    fn begin_marked(
        &mut self,
        operator: &[u8],
        operands: &[Operand],
        resources: Option<&'a Dictionary>,
    ) {
        if self.marked.len() >= MAX_MARKED {
            return;
        }
        let is_layer =
            operator == b"BDC" && operands.first().and_then(Operand::name) == Some(b"OC");
        let group = operands.get(1).and_then(Operand::name).filter(|_| is_layer);
        let group = group.and_then(|name| self.resource(resources, b"Properties", name));
        self.marked
            .push(group.is_some_and(|group| self.layers.hides(self.pdf, group)));
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
                for (at, item) in items.iter().enumerate() {
                    if let Some(trace) = &mut self.trace {
                        trace.item = at;
                    }
                    match item {
                        Operand::String(bytes) => self.show(bytes)?,
                        Operand::Number(thousandths) => self.kern(*thousandths),
                        _ => {}
                    }
                }
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
        if stroke {
            (self.state.stroke_space, self.state.stroke) = (space, color);
        } else {
            (self.state.fill_space, self.state.fill) = (space, color);
        }
    }

    fn path_operator(&mut self, operator: &[u8], operands: &[Operand]) {
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
                let pairs = [pair(0), pair(2), pair(4)];
                let points: Vec<_> = pairs
                    .into_iter()
                    .flatten()
                    .map(|(x, y)| self.point(x, y))
                    .collect();
                self.path.curve(&points);
            }
            b"h" => self.path.close(),
            b"W" | b"W*" => self.clip_pending = true,
            b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" => {
                self.path.close();
                self.fill_path();
                self.end_path();
            }
            b"S" | b"s" | b"n" => {
                if operator != b"n" {
                    self.note_painted();
                }
                self.end_path();
            }
            b"sh" => {
                self.note_painted();
                if let Some(clip) = self.state.clip {
                    self.paint(clip, None, false);
                }
            }
            _ => {}
        }
    }

    fn fill_path(&mut self) {
        self.note_painted();
        let color = self.state.fill.filter(|_| self.state.fill_alpha > 0.98);
        let solid = self.state.fill_alpha > 0.98;
        if self.state.fill_alpha < 0.02 {
            return;
        }
        if !self.is_hidden() {
            self.shown.curves += self.path.curves;
        }
        if self.path.other {
            if let Some(hull) = self.path.hull {
                self.paint(hull, None, false);
            }
            return;
        }
        for rect in self.path.rects.clone() {
            self.paint(rect, color, solid);
        }
    }

    fn end_path(&mut self) {
        self.path.close();
        let path = std::mem::take(&mut self.path);
        if std::mem::take(&mut self.clip_pending)
            && let Some(hull) = path.hull
        {
            self.state
                .clip_to(hull, !path.other && path.rects.len() == 1);
        }
    }
}

fn six(operands: &[Operand]) -> Option<Matrix> {
    let mut out = [0.0; 6];
    for (slot, operand) in out.iter_mut().zip(operands.get(..6)?) {
        *slot = operand.number()?;
    }
    Some(Matrix(out)).filter(Matrix::is_finite)
}

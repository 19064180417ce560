//! Appearances that the file leaves to the reader: filled fields and free text without one.

use std::fmt::Write;

use lopdf::{Dictionary, Object};
use session::Rect;

use crate::content::{Operand, Operations};
use crate::font::Standard;
use crate::matrix::Matrix;
use crate::objects::{self, get, get_dict, get_name, number};
use crate::pdf::Pdf;

/// Where text starts from the edge of its rectangle, as readers have it.
const MARGIN: f64 = 2.0;
/// The largest size that is taken where the field leaves it to the reader.
const AUTO_SIZE: f64 = 12.0;
/// From one baseline to the next, part of the size.
const LEADING: f64 = 1.2;
/// What a character takes that the standard fonts lack, part of the size.
const USUAL_WIDTH: f64 = 0.5;
/// Parents that a field's values are looked for in.
const MAX_PARENTS: usize = 16;
/// Bytes of a field that are laid out.
const MAX_TEXT: usize = 256 << 10;
/// Lines of a field that are laid out.
const MAX_LINES: usize = 500;

/// Flags of fields: text of several lines, text that is not shown, one cell a character, and a
/// choice that shows what is chosen.
const MULTILINE: i64 = 1 << 12;
const PASSWORD: i64 = 1 << 13;
const COMB: i64 = 1 << 24;
const COMBO: i64 = 1 << 17;

/// A content stream that shows what a viewer would.
pub(super) struct Generated<'a> {
    pub(super) stream: Vec<u8>,
    pub(super) resources: Option<&'a Dictionary>,
    /// From the stream's space to the page's.
    pub(super) onto: Matrix,
}

/// Whether readers are to draw the values of fields anew, whatever appearance these have.
pub(super) fn is_wanted(pdf: &dyn Pdf, annotation: &Dictionary) -> bool {
    let wanted = form(pdf).and_then(|form| get(pdf, form, b"NeedAppearances"));
    matches!(wanted, Some(Object::Boolean(true)))
        && get_name(pdf, annotation, b"Subtype") == Some(b"Widget")
}

fn form(pdf: &dyn Pdf) -> Option<&Dictionary> {
    pdf.catalog()
        .and_then(|catalog| get_dict(pdf, catalog, b"AcroForm"))
}

/// How a text is laid out.
struct Layout {
    width: f64,
    height: f64,
    size: f64,
    font: Standard,
    /// 0 from the left, 1 in the middle, 2 to the right.
    justified: i64,
    /// Cells that characters are put into, one each.
    cells: Option<f64>,
    /// From the top, and broken where a line is full.
    multiline: bool,
}

/// What a viewer shows of an annotation that has no appearance.
pub(super) fn appearance<'a>(
    pdf: &'a dyn Pdf,
    annotation: &'a Dictionary,
    rect: &Rect,
) -> Option<Generated<'a>> {
    let form = form(pdf);
    let own = |key: &[u8]| inherited(pdf, annotation, key);
    let whole = |key: &[u8]| own(key).and_then(number).map(|value| value as i64);
    let flags = whole(b"Ff").unwrap_or(0);
    let (text, list) = match get_name(pdf, annotation, b"Subtype")? {
        b"Widget" => match own(b"FT")?.as_name().ok()? {
            b"Tx" if flags & PASSWORD == 0 => (value(pdf, own(b"V")?)?, false),
            b"Ch" => chosen(pdf, own(b"V"), own(b"Opt"), flags & COMBO == 0)?,
            _ => return None,
        },
        b"FreeText" => (value(pdf, get(pdf, annotation, b"Contents")?)?, true),
        _ => return None,
    };
    if text.trim().is_empty() {
        return None;
    }
    let default = own(b"DA").or_else(|| form.and_then(|form| get(pdf, form, b"DA")))?;
    let default = default.as_str().ok()?;
    let (name, size) = font(default)?;
    let resources = form.and_then(|form| get_dict(pdf, form, b"DR"));
    let font = resources
        .and_then(|resources| get_dict(pdf, resources, b"Font"))
        .and_then(|fonts| get_dict(pdf, fonts, &name))
        .and_then(|font| get_name(pdf, font, b"BaseFont"))
        .unwrap_or(&name);
    let turned = get_dict(pdf, annotation, b"MK")
        .and_then(|looks| get(pdf, looks, b"R"))
        .and_then(number)
        .map_or(0, |degrees| (degrees as i64).rem_euclid(360));
    let (width, height, onto) = match turned {
        90 => (
            rect.height(),
            rect.width(),
            Matrix([0.0, 1.0, -1.0, 0.0, rect.x1, rect.y0]),
        ),
        180 => (
            rect.width(),
            rect.height(),
            Matrix([-1.0, 0.0, 0.0, -1.0, rect.x1, rect.y1]),
        ),
        270 => (
            rect.height(),
            rect.width(),
            Matrix([0.0, -1.0, 1.0, 0.0, rect.x0, rect.y1]),
        ),
        _ => (
            rect.width(),
            rect.height(),
            Matrix::translate(rect.x0, rect.y0),
        ),
    };
    let multiline = list || flags & MULTILINE != 0 || text.contains(['\r', '\n']);
    let cells = whole(b"MaxLen").filter(|cells| flags & COMB != 0 && *cells > 0 && !multiline);
    let form_justified = || form.and_then(|form| get(pdf, form, b"Q")).and_then(number);
    let layout = Layout {
        width,
        height,
        size: match size {
            0.0 if multiline => AUTO_SIZE,
            0.0 => AUTO_SIZE.min((height - 2.0 * MARGIN) * 0.8).max(4.0),
            size => size,
        },
        font: Standard::named(&String::from_utf8_lossy(font)),
        justified: whole(b"Q")
            .or_else(|| form_justified().map(|q| q as i64))
            .unwrap_or(0),
        cells: cells.map(|cells| cells as f64),
        multiline,
    };
    let mut stream = b"BT ".to_vec();
    stream.extend_from_slice(default);
    stream.extend_from_slice(b" /");
    stream.extend_from_slice(&name);
    stream.extend_from_slice(layout.show(&text).as_bytes());
    Some(Generated {
        stream,
        resources,
        onto,
    })
}

/// The text of a value: a string, or a stream for long ones.
fn value(pdf: &dyn Pdf, object: &Object) -> Option<String> {
    match object {
        Object::Stream(stream) if !stream.dict.has(b"Filter") => {
            let bytes = pdf.encoded(stream);
            let bytes = bytes.get(..bytes.len().min(MAX_TEXT))?;
            objects::text(&Object::string_literal(bytes), MAX_TEXT)
        }
        string => objects::text(string, MAX_TEXT),
    }
}

/// What a choice shows: what is chosen, or all there is to choose from, one a line.
fn chosen(
    pdf: &dyn Pdf,
    chosen: Option<&Object>,
    options: Option<&Object>,
    list: bool,
) -> Option<(String, bool)> {
    let options = options.and_then(|options| options.as_array().ok());
    let options = options
        .map_or(&[][..], Vec::as_slice)
        .iter()
        .take(MAX_LINES);
    // An option is a text, or a value with the text that is shown for it.
    let options = options.filter_map(|option| match pdf.dereference(option) {
        Object::Array(pair) => {
            let mut pair = pair.iter().map(|part| value(pdf, pdf.dereference(part)));
            let (first, second) = (pair.next()??, pair.next()??);
            Some((first, second))
        }
        text => value(pdf, text).map(|text| (text.clone(), text)),
    });
    if list {
        let lines: Vec<String> = options.map(|(_, text)| text).collect();
        return Some((lines.join("\n"), true));
    }
    let chosen = value(pdf, chosen?)?;
    let mut options = options;
    let shown = options.find(|(value, _)| *value == chosen);
    Some((shown.map_or(chosen, |(_, text)| text), false))
}

impl Layout {
    /// Operators that show the text, from the operand of the font's size on.
    fn show(&self, text: &str) -> String {
        let mut out = format!(" {} Tf", self.size);
        let mut lines = Vec::new();
        for line in text.split(['\r', '\n']) {
            if self.multiline {
                self.wrap(line, &mut lines);
            } else {
                lines.push(line.to_owned());
            }
        }
        let mut y = if self.multiline {
            self.height - MARGIN - 0.8 * self.size
        } else {
            (self.height - self.size) / 2.0 + 0.22 * self.size
        };
        for line in lines.iter().take(MAX_LINES) {
            match self.cells {
                Some(cells) => {
                    let cell = self.width / cells;
                    for (at, c) in line.chars().enumerate() {
                        let x = cell * (at as f64 + 0.5) - self.advance(c) / 2.0;
                        put(&mut out, x, y, std::iter::once(c));
                    }
                }
                None => {
                    let room = self.width - 2.0 * MARGIN - self.length(line);
                    let x = match self.justified {
                        1 => MARGIN + room / 2.0,
                        2 => MARGIN + room,
                        _ => MARGIN,
                    };
                    put(&mut out, x, y, line.chars());
                }
            }
            y -= LEADING * self.size;
        }
        out.push_str(" ET");
        out
    }

    fn advance(&self, c: char) -> f64 {
        self.font.width(c).map_or(USUAL_WIDTH, |w| w / 1000.0) * self.size
    }

    fn length(&self, text: &str) -> f64 {
        text.chars().map(|c| self.advance(c)).sum()
    }

    /// Breaks a line between words where it is full.
    fn wrap(&self, line: &str, lines: &mut Vec<String>) {
        let room = self.width - 2.0 * MARGIN;
        let (mut current, mut length) = (String::new(), 0.0);
        for word in line.split_inclusive(' ') {
            let own = self.length(word);
            if length > 0.0
                && length + self.length(word.trim_end()) > room
                && lines.len() < MAX_LINES
            {
                lines.push(std::mem::take(&mut current));
                length = 0.0;
            }
            current.push_str(word);
            length += own;
        }
        lines.push(current);
    }
}

/// Shows characters at a place.
fn put(out: &mut String, x: f64, y: f64, text: impl Iterator<Item = char>) {
    let _ = write!(out, " 1 0 0 1 {x} {y} Tm <");
    for c in text {
        let code = u8::try_from(u32::from(c)).unwrap_or(b'?');
        let _ = write!(out, "{code:02x}");
    }
    out.push_str("> Tj");
}

fn inherited<'a>(pdf: &'a dyn Pdf, field: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
    let mut node = field;
    for _ in 0..MAX_PARENTS {
        if let Some(value) = get(pdf, node, key) {
            return Some(value);
        }
        node = get_dict(pdf, node, b"Parent")?;
    }
    None
}

/// The operands of `Tf` in a default appearance.
fn font(default: &[u8]) -> Option<(Vec<u8>, f64)> {
    let mut operations = Operations::new(default);
    while let Some(operator) = operations.next_operator() {
        if operator == b"Tf"
            && let [Operand::Name(name), Operand::Number(size)] = operations.operands.as_slice()
        {
            return Some((name.to_vec(), size.abs()));
        }
    }
    None
}

//! The text of a page in the order of its content streams, with rough places.

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Encoding, Object, ObjectId};

/// Forms within forms; more is no contract.
const DEPTH: usize = 5;
/// A glyph's width where none is told, in parts of the font's size.
const WIDE: f64 = 0.5;

/// A page's text and where each character stands.
#[derive(Debug, Clone, Default)]
pub struct PageText {
    chars: Vec<(char, [f64; 3])>,
}

/// A run of characters that was searched for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Index of its first character.
    pub at: usize,
    /// Left, bottom, right, top, about.
    pub rect: [f64; 4],
}

impl PageText {
    /// The text; another line begins where the height on the page changes.
    #[must_use]
    pub fn text(&self) -> String {
        self.chars.iter().map(|(c, _)| c).collect()
    }

    /// Where the words stand, each time they do.
    #[must_use]
    pub fn find(&self, words: &str) -> Vec<Found> {
        let wanted: Vec<char> = words.chars().collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        self.chars
            .windows(wanted.len())
            .enumerate()
            .filter(|(_, window)| window.iter().map(|(c, _)| c).eq(wanted.iter()))
            .map(|(at, window)| Found {
                at,
                rect: around(window),
            })
            .collect()
    }

    pub(super) fn of(document: &Document, page: ObjectId) -> Self {
        let mut reader = Reader {
            document,
            text: Self::default(),
        };
        if let Ok(content) = document.get_and_decode_page_content(page) {
            let resources = resources(document, page);
            reader.run(&content, resources, IDENTITY, 0);
        }
        reader.text
    }
}

fn around(window: &[(char, [f64; 3])]) -> [f64; 4] {
    let mut rect = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    for (_, [x, y, size]) in window {
        rect[0] = rect[0].min(*x);
        rect[1] = rect[1].min(y - 0.2 * size);
        rect[2] = rect[2].max(x + WIDE * size);
        rect[3] = rect[3].max(y + 0.8 * size);
    }
    rect
}

type Matrix = [f64; 6];
const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `a`, then `b`.
fn times(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

/// The resources of a page, its own or inherited.
fn resources(document: &Document, page: ObjectId) -> Option<&Dictionary> {
    let mut node = document.get_dictionary(page).ok()?;
    for _ in 0..32 {
        if let Ok(found) = node.get_deref(b"Resources", document) {
            return found.as_dict().ok();
        }
        node = node.get_deref(b"Parent", document).ok()?.as_dict().ok()?;
    }
    None
}

/// What text is drawn with.
#[derive(Clone)]
struct Pen<'a> {
    ctm: Matrix,
    line: Matrix,
    text: Matrix,
    leading: f64,
    size: f64,
    font: Option<&'a Dictionary>,
}

struct Reader<'a> {
    document: &'a Document,
    text: PageText,
}

impl<'a> Reader<'a> {
    fn run(
        &mut self,
        content: &Content<Vec<lopdf::content::Operation>>,
        resources: Option<&'a Dictionary>,
        ctm: Matrix,
        depth: usize,
    ) {
        let mut pen = Pen {
            ctm,
            line: IDENTITY,
            text: IDENTITY,
            leading: 0.0,
            size: 1.0,
            font: None,
        };
        let mut saved = Vec::new();
        let mut encoding = None;
        for operation in &content.operations {
            let numbers: Vec<f64> = operation.operands.iter().filter_map(number).collect();
            let n = |i: usize| numbers.get(i).copied().unwrap_or_default();
            match operation.operator.as_str() {
                "q" => saved.push(pen.clone()),
                "Q" => {
                    if let Some(former) = saved.pop() {
                        pen = former;
                        encoding = self.encoding(pen.font);
                    }
                }
                "cm" => pen.ctm = times(six(&numbers), pen.ctm),
                "BT" => (pen.line, pen.text) = (IDENTITY, IDENTITY),
                "Tm" => (pen.line, pen.text) = (six(&numbers), six(&numbers)),
                "TL" => pen.leading = n(0),
                "Tf" => {
                    pen.size = n(0);
                    pen.font = operation
                        .operands
                        .first()
                        .and_then(|name| name.as_name().ok())
                        .and_then(|name| self.resource(resources, b"Font", name))
                        .and_then(|font| font.as_dict().ok());
                    encoding = self.encoding(pen.font);
                }
                "Td" => next_line(&mut pen, n(0), n(1)),
                "TD" => {
                    pen.leading = -n(1);
                    next_line(&mut pen, n(0), n(1));
                }
                "T*" => next_line_down(&mut pen),
                "Tj" => self.show_all(&mut pen, encoding.as_ref(), &operation.operands),
                "'" | "\"" => {
                    next_line_down(&mut pen);
                    self.show_all(&mut pen, encoding.as_ref(), &operation.operands);
                }
                "TJ" => {
                    if let Some(Object::Array(parts)) = operation.operands.first() {
                        self.show_all(&mut pen, encoding.as_ref(), parts);
                    }
                }
                "Do" if depth < DEPTH => {
                    let name = operation.operands.first().and_then(|o| o.as_name().ok());
                    if let Some(name) = name {
                        self.form(resources, name, pen.ctm, depth);
                    }
                }
                _ => {}
            }
        }
    }

    fn form(
        &mut self,
        resources: Option<&'a Dictionary>,
        name: &[u8],
        ctm: Matrix,
        depth: usize,
    ) -> Option<()> {
        let form = self
            .resource(resources, b"XObject", name)?
            .as_stream()
            .ok()?;
        if form.dict.get(b"Subtype").ok()?.as_name().ok()? != b"Form" {
            return None;
        }
        let content = Content::decode(&form.get_plain_content().ok()?).ok()?;
        let own = form.dict.get_deref(b"Resources", self.document).ok();
        let own = own.and_then(|own| own.as_dict().ok()).or(resources);
        let matrix = form.dict.get_deref(b"Matrix", self.document).ok();
        let matrix = matrix.and_then(|matrix| matrix.as_array().ok());
        let numbers: Vec<f64> = matrix.into_iter().flatten().filter_map(number).collect();
        let matrix = if numbers.len() == 6 {
            six(&numbers)
        } else {
            IDENTITY
        };
        self.run(&content, own, times(matrix, ctm), depth + 1);
        Some(())
    }

    fn resource(
        &self,
        resources: Option<&'a Dictionary>,
        kind: &[u8],
        name: &[u8],
    ) -> Option<&'a Object> {
        let kind = resources?.get_deref(kind, self.document).ok()?;
        kind.as_dict().ok()?.get_deref(name, self.document).ok()
    }

    fn encoding(&self, font: Option<&'a Dictionary>) -> Option<Encoding<'a>> {
        font?.get_font_encoding(self.document).ok()
    }

    fn show_all(&mut self, pen: &mut Pen<'a>, encoding: Option<&Encoding<'_>>, parts: &[Object]) {
        for part in parts {
            match part {
                Object::String(bytes, _) => self.show(pen, encoding, bytes),
                other => {
                    let back = number(other).unwrap_or_default() / 1000.0 * pen.size;
                    pen.text = times([1.0, 0.0, 0.0, 1.0, -back, 0.0], pen.text);
                }
            }
        }
    }

    fn show(&mut self, pen: &mut Pen<'a>, encoding: Option<&Encoding<'_>>, bytes: &[u8]) {
        let words = match encoding {
            Some(encoding) => Document::decode_text(encoding, bytes).unwrap_or_default(),
            None => String::from_utf8_lossy(bytes).into_owned(),
        };
        for character in words.chars() {
            let place = times(pen.text, pen.ctm);
            let size = pen.size * place[3].hypot(place[2]);
            let [.., x, y] = place;
            let other_line = self
                .text
                .chars
                .last()
                .is_some_and(|(_, [_, before, _])| (before - y).abs() > 1.0);
            if other_line {
                self.text.chars.push(('\n', [x, y, 0.0]));
            }
            self.text.chars.push((character, [x, y, size]));
            pen.text = times([1.0, 0.0, 0.0, 1.0, WIDE * pen.size, 0.0], pen.text);
        }
    }
}

fn next_line(pen: &mut Pen<'_>, x: f64, y: f64) {
    pen.line = times([1.0, 0.0, 0.0, 1.0, x, y], pen.line);
    pen.text = pen.line;
}

fn next_line_down(pen: &mut Pen<'_>) {
    let down = -pen.leading;
    next_line(pen, 0.0, down);
}

fn number(object: &Object) -> Option<f64> {
    object.as_float().ok().map(f64::from)
}

fn six(numbers: &[f64]) -> Matrix {
    let mut six = IDENTITY;
    for (to, from) in six.iter_mut().zip(numbers) {
        *to = *from;
    }
    six
}

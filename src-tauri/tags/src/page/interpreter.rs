//! Follows content streams: one interpreter for a page, its forms and its annotations.

use std::rc::Rc;

use lopdf::{Dictionary, Object, Stream};
use session::Rect;

use super::color::Rgb;
use super::fonts::Fonts;
use super::generated::Generated;
use super::glyph::{Paint, Shown};
use super::layers::Layers;
use super::shape::Shape;
use super::spoken::Section;
use super::state::{Path, State};
use super::trace::{Source, Trace};
use crate::ReadError;
use crate::content::{Operand, Operations};
use crate::font::Font;
use crate::limits::Budget;
use crate::matrix::{Matrix, Point};
use crate::objects::{self, get_array, get_dict, get_name, resolve};
use crate::pages::PageNode;
use crate::pdf::Pdf;

/// Depth of `q`; files nest a few dozen.
const MAX_SAVED: usize = 1024;
/// Paints kept of one page; what is painted beyond is not seen as a ground or a cover.
const MAX_PAINTS: usize = 30_000;
/// Glyphs that there is room for from the start.
const MOST_RESERVED: usize = 4096;
/// Points kept of all shapes of one page; shapes beyond are taken for something within their hull.
const MAX_KEPT_POINTS: usize = 300_000;
/// An image of the size of a letter, in points.
const SMALL_IMAGE: f64 = 20.0;
/// What drawing a form costs in operators, so that forms that draw forms come to an end.
const FORM_COST: usize = 200;

/// The streams of a page's content, as the page lists them.
pub(crate) fn parts<'a>(pdf: &'a dyn Pdf, page: &PageNode<'a>) -> Vec<&'a Object> {
    match objects::get(pdf, page.dict, b"Contents") {
        Some(Object::Array(parts)) => parts.iter().collect(),
        Some(_) => page.dict.get(b"Contents").into_iter().collect(),
        None => Vec::new(),
    }
}

/// Follows the streams of one page.
pub(super) struct Interpreter<'a, 'b> {
    pub(super) pdf: &'a dyn Pdf,
    pub(super) layers: &'b Layers,
    pub(super) shown: Shown,
    pub(super) state: State,
    pub(super) path: Path,
    /// Whether the path narrows the clipping area once it is painted, and by the even-odd rule.
    pub(super) clip_pending: Option<bool>,
    /// The open marked-content sections.
    pub(super) marked: Vec<Section>,
    /// Text matrix and text line matrix.
    pub(super) text_matrix: Matrix,
    pub(super) line_matrix: Matrix,
    /// The text object at hand, where its glyphs clip.
    pub(super) clip_text: Option<u32>,
    /// The forms around what is drawn, by address: none is drawn within itself.
    active: Vec<usize>,
    /// How many of the forms around what is drawn are in a layer that is off.
    hidden: usize,
    order: u32,
    /// Points of shapes that are kept.
    kept_points: usize,
    /// Where what is drawn comes from, for those who ask.
    pub(super) trace: Option<Trace<'a>>,
    fonts: &'b mut Fonts,
    pub(super) budget: &'b Budget<'b>,
}

impl<'a, 'b> Interpreter<'a, 'b> {
    pub(super) fn new(
        pdf: &'a dyn Pdf,
        layers: &'b Layers,
        fonts: &'b mut Fonts,
        budget: &'b Budget<'b>,
    ) -> Self {
        Self {
            pdf,
            layers,
            shown: Shown::default(),
            state: State::new(Matrix::IDENTITY),
            path: Path::default(),
            clip_pending: None,
            marked: Vec::new(),
            text_matrix: Matrix::IDENTITY,
            line_matrix: Matrix::IDENTITY,
            clip_text: None,
            active: Vec::new(),
            hidden: 0,
            order: 0,
            kept_points: 0,
            trace: None,
            fonts,
            budget,
        }
    }

    /// Follows the page's own content.
    pub(super) fn page(&mut self, page: &PageNode<'a>) -> Result<(), ReadError> {
        let mut bytes = Vec::new();
        for part in parts(self.pdf, page) {
            let stream = match resolve(self.pdf, part) {
                Object::Stream(stream) => stream,
                // What leads nowhere although the file has it.
                Object::Reference(id) if objects::is_lost(self.pdf, *id) => {
                    self.shown.undecoded = true;
                    continue;
                }
                _ => continue,
            };
            let Some(decoded) = objects::decode(self.pdf, stream, self.budget)? else {
                self.shown.undecoded = true;
                continue;
            };
            if bytes.len() + decoded.len() > self.budget.limits().max_decoded {
                return Err(ReadError::TooLarge("decoded"));
            }
            bytes.extend_from_slice(&decoded);
            // Streams are joined between tokens.
            bytes.push(b'\n');
        }
        // About so many glyphs are shown by so many bytes.
        self.shown
            .glyphs
            .reserve((bytes.len() / 5).min(MOST_RESERVED));
        self.run(&bytes, page.resources, 0, Source::Page)
    }

    /// Follows an annotation's appearance, placed by `onto`.
    pub(super) fn appearance(
        &mut self,
        stream: &'a Stream,
        onto: &Matrix,
        hidden: bool,
    ) -> Result<(), ReadError> {
        self.state = State::new(*onto);
        self.marked.clear();
        self.hidden = usize::from(hidden);
        let drawn = self.form(stream, None, 0);
        self.hidden = 0;
        drawn
    }

    /// Follows an appearance that was made up for an annotation.
    pub(super) fn generated(&mut self, made: &Generated<'a>) -> Result<(), ReadError> {
        self.state = State::new(made.onto);
        self.marked.clear();
        self.run(&made.stream, made.resources, 0, Source::Generated)
    }

    fn run(
        &mut self,
        bytes: &[u8],
        resources: Option<&'a Dictionary>,
        depth: usize,
        source: Source,
    ) -> Result<(), ReadError> {
        if let Some(trace) = &mut self.trace {
            trace.enter(source, bytes, resources);
        }
        let mut saved: Vec<State> = Vec::new();
        let mut operations = Operations::new(bytes);
        while let Some(operator) = operations.next_operator() {
            self.budget.spend_operations(1)?;
            if let Some(trace) = &mut self.trace {
                trace.operator(operations.span());
            }
            let operands = operations.operands.as_slice();
            match operator {
                b"q" => {
                    if saved.len() < MAX_SAVED {
                        saved.push(self.state.clone());
                    }
                }
                b"Q" => {
                    if let Some(state) = saved.pop() {
                        self.state = state;
                    }
                }
                b"Do" => self.draw(operands, resources, depth)?,
                b"Tf" => self.set_font(operands, resources)?,
                b"gs" => self.set_parameters(operands, resources)?,
                b"BI" => self.image(false),
                _ => self.operator(operator, operands, resources)?,
            }
        }
        if let Some(trace) = &mut self.trace {
            trace.leave();
        }
        Ok(())
    }

    pub(super) fn resource(
        &self,
        resources: Option<&'a Dictionary>,
        kind: &[u8],
        name: &[u8],
    ) -> Option<&'a Object> {
        resources
            .and_then(|resources| get_dict(self.pdf, resources, kind))
            .and_then(|dict| dict.get(name).ok())
    }

    fn draw(
        &mut self,
        operands: &[Operand],
        resources: Option<&'a Dictionary>,
        depth: usize,
    ) -> Result<(), ReadError> {
        let Some(name) = operands.last().and_then(Operand::name) else {
            return Ok(());
        };
        let Some(object) = self.resource(resources, b"XObject", name) else {
            return Ok(());
        };
        let Object::Stream(stream) = resolve(self.pdf, object) else {
            return Ok(());
        };
        let hidden = stream
            .dict
            .get(b"OC")
            .is_ok_and(|group| self.layers.hides(self.pdf, group));
        match get_name(self.pdf, &stream.dict, b"Subtype") {
            Some(b"Image") => {
                if !hidden {
                    let whole = ["SMask", "Mask", "ImageMask"]
                        .iter()
                        .all(|key| objects::get(self.pdf, &stream.dict, key.as_bytes()).is_none());
                    self.image(whole);
                }
                Ok(())
            }
            Some(b"Form") => {
                self.hidden += usize::from(hidden);
                let drawn = self.form(stream, resources, depth);
                self.hidden -= usize::from(hidden);
                drawn
            }
            _ => Ok(()),
        }
    }

    /// Follows a form; without resources of its own it uses those around it.
    fn form(
        &mut self,
        stream: &'a Stream,
        around: Option<&'a Dictionary>,
        depth: usize,
    ) -> Result<(), ReadError> {
        let address = std::ptr::from_ref(stream).addr();
        if depth >= self.budget.limits().max_depth || self.active.contains(&address) {
            return Ok(());
        }
        self.budget.spend_operations(FORM_COST)?;
        let Some(bytes) = objects::decode(self.pdf, stream, self.budget)? else {
            self.shown.undecoded = true;
            return Ok(());
        };
        let resources = get_dict(self.pdf, &stream.dict, b"Resources").or(around);
        let matrix = stream
            .dict
            .get(b"Matrix")
            .ok()
            .and_then(|m| objects::numbers::<6>(self.pdf, m));
        let matrix = matrix.map_or(Matrix::IDENTITY, Matrix);
        let outer = self.state.clone();
        let (text_matrix, line_matrix) = (self.text_matrix, self.line_matrix);
        let marked = std::mem::take(&mut self.marked);
        let off = marked.iter().any(|section| section.off);
        self.hidden += usize::from(off);
        self.state.ctm = matrix.then(&self.state.ctm);
        let bbox = stream
            .dict
            .get(b"BBox")
            .ok()
            .and_then(|bbox| objects::rect(self.pdf, bbox));
        if let Some(bbox) = bbox {
            let mut path = Path::default();
            path.rect(
                &self.state.ctm,
                bbox.x0,
                bbox.y0,
                bbox.width(),
                bbox.height(),
            );
            let (_, shape) = path.shape(false);
            let shape = shape.and_then(|shape| self.afford(shape));
            self.state.clip_to(self.state.ctm.hull(&bbox), shape);
        }
        self.path = Path::default();
        self.active.push(address);
        let followed = self.run(&bytes, resources, depth + 1, Source::Form(address));
        self.active.pop();
        self.path = Path::default();
        self.hidden -= usize::from(off);
        // A section that the form leaves open ends with it.
        while !self.marked.is_empty() {
            self.end_marked();
        }
        self.marked = marked;
        (self.text_matrix, self.line_matrix) = (text_matrix, line_matrix);
        self.state = outer;
        followed
    }

    fn set_font(
        &mut self,
        operands: &[Operand],
        resources: Option<&'a Dictionary>,
    ) -> Result<(), ReadError> {
        if let Some(size) = operands.last().and_then(Operand::number) {
            self.state.text.size = size;
        }
        let Some(name) = operands.first().and_then(Operand::name) else {
            return Ok(());
        };
        let found = self.resource(resources, b"Font", name);
        let dict = found.and_then(|object| objects::dict(self.pdf, object));
        // A name that leads nowhere: some standard font, as other readers have it.
        self.state.text.font = match dict {
            Some(dict) => Some(self.font(dict)?),
            None => Some(self.fonts.stand_in(self.budget)?),
        };
        Ok(())
    }

    fn font(&mut self, dict: &'a Dictionary) -> Result<Rc<Font>, ReadError> {
        let font = self.fonts.get(self.pdf, dict, self.budget)?;
        if let Some(trace) = &mut self.trace {
            trace.font(&font, dict);
        }
        Ok(font)
    }

    fn set_parameters(
        &mut self,
        operands: &[Operand],
        resources: Option<&'a Dictionary>,
    ) -> Result<(), ReadError> {
        let Some(name) = operands.last().and_then(Operand::name) else {
            return Ok(());
        };
        let found = self.resource(resources, b"ExtGState", name);
        let Some(dict) = found.and_then(|object| objects::dict(self.pdf, object)) else {
            return Ok(());
        };
        let number = |key: &[u8]| objects::get_number(self.pdf, dict, key);
        if let Some(alpha) = number(b"ca") {
            self.state.fill_alpha = alpha;
        }
        if let Some(alpha) = number(b"CA") {
            self.state.stroke_alpha = alpha;
        }
        if let Some(width) = number(b"LW") {
            self.state.line_width = width;
        }
        if let Some(mode) = objects::get(self.pdf, dict, b"BM") {
            let plain = |mode: &Object| matches!(mode, Object::Name(name) if name == b"Normal" || name == b"Compatible");
            self.state.blends = match mode {
                Object::Array(modes) => !modes.first().is_none_or(plain),
                mode => !plain(mode),
            };
        }
        if let Some(mask) = objects::get(self.pdf, dict, b"SMask") {
            self.state.masked = !matches!(mask, Object::Name(_));
        }
        if let Some([font, size]) = get_array(self.pdf, dict, b"Font").and_then(|f| f.get(..2)) {
            if let Some(size) = objects::number(resolve(self.pdf, size)) {
                self.state.text.size = size;
            }
            if let Some(font) = objects::dict(self.pdf, font) {
                self.state.text.font = Some(self.font(font)?);
            }
        }
        Ok(())
    }

    pub(super) fn is_hidden(&self) -> bool {
        self.hidden > 0 || self.marked.iter().any(|section| section.off)
    }

    pub(super) fn next_order(&mut self) -> u32 {
        self.order = self.order.saturating_add(1);
        self.order
    }

    /// Notes that something is painted, for what glyphs may clip there.
    pub(super) fn note_painted(&mut self) {
        if let Some(trace) = &mut self.trace {
            trace.painted(self.state.clip_text);
        }
    }

    /// Notes an image: the unit square of the current space; `whole` where it has no holes.
    fn image(&mut self, whole: bool) {
        self.note_painted();
        let rect = self.state.ctm.hull(&Rect {
            x0: 0.0,
            y0: 0.0,
            x1: 1.0,
            y1: 1.0,
        });
        if self.is_hidden() || !rect.is_finite() {
            return;
        }
        let seen = match self.state.clip {
            Some(clip) => clip.intersection(&rect),
            None => Some(rect),
        };
        let Some(seen) = seen else { return };
        self.shown.image_area += seen.width() * seen.height();
        // Letters are drawn as small images, too.
        self.shown.outlines += usize::from(seen.width().max(seen.height()) < SMALL_IMAGE);
        // What it shows is not looked at: some colour.
        let solid = whole && self.state.is_solid(self.state.fill_alpha);
        let shape = (!self.state.ctm.keeps_axes()).then(|| {
            let mut path = Path::default();
            path.rect(&self.state.ctm, 0.0, 0.0, 1.0, 1.0);
            path.shape(false).1
        });
        self.paint(rect, None, solid, shape.flatten());
    }

    /// Notes a painted area: a rectangle, or a shape within it.
    pub(super) fn paint(
        &mut self,
        rect: Rect,
        color: Option<Rgb>,
        solid: bool,
        shape: Option<Shape>,
    ) {
        let seen = match self.state.clip {
            Some(clip) => clip.intersection(&rect),
            None => Some(rect),
        };
        let Some(rect) = seen.filter(Rect::is_finite) else {
            return;
        };
        if self.is_hidden() || self.shown.paints.len() >= MAX_PAINTS {
            return;
        }
        let told = shape.is_some();
        let shape = shape.and_then(|shape| self.afford(shape));
        let solid = solid && shape.is_some() == told;
        let order = self.next_order();
        self.shown.paints.push(Paint {
            rect,
            order,
            color,
            solid,
            shape: shape.map(Box::new),
            clip: self.state.clips.clone(),
        });
    }

    /// A shape that is kept, unless too many points are kept already.
    pub(super) fn afford(&mut self, shape: Shape) -> Option<Shape> {
        self.kept_points = self.kept_points.saturating_add(shape.points());
        (self.kept_points <= MAX_KEPT_POINTS).then_some(shape)
    }

    pub(super) fn point(&self, x: f64, y: f64) -> Point {
        self.state.ctm.apply(x, y)
    }
}

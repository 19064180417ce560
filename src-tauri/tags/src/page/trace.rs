//! Where glyphs come from: which stream, which operator, which bytes of its string. Noted only for
//! those who want to change them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use lopdf::Dictionary;

use crate::font::Font;
use crate::matrix::Matrix;

/// Sections that are looked at around a glyph; deeper ones are passed over.
const MAX_SECTIONS: usize = 32;

/// What a stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The content streams of the page, joined.
    Page,
    /// A form or an appearance, by the address of its stream in the document.
    Form(usize),
    /// An appearance that the file leaves to the reader.
    Generated,
}

/// One use of a stream on the page.
pub(crate) struct Frame<'a> {
    pub(crate) source: Source,
    /// The use that draws it, and where its operator stands in there.
    pub(crate) parent: Option<usize>,
    pub(crate) call: Range<usize>,
    /// The annotation that it belongs to, by its place in the page's list.
    pub(crate) annotation: Option<usize>,
    /// Decoded; all uses of a form share them.
    pub(crate) bytes: Rc<[u8]>,
    /// The resources that it uses, its own or those around it.
    pub(crate) resources: Option<&'a Dictionary>,
}

/// The text state in which a glyph was drawn.
#[derive(Debug, Clone)]
pub(crate) struct Style {
    /// The font, as [`Trace::font_dict`] knows it.
    pub(crate) font: usize,
    pub(crate) size: f64,
    pub(crate) char_spacing: f64,
    pub(crate) word_spacing: f64,
    pub(crate) scale: f64,
    /// The text object in which it adds to the clipping area.
    pub(crate) clips: Option<u32>,
    /// What a length of the font's size along the line is on the page.
    pub(crate) em: f64,
    /// In vertical writing: the text matrix and the line matrix.
    pub(crate) vertical: Option<Box<(Matrix, Matrix)>>,
}

/// A marked-content section, by the operator that begins it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) frame: usize,
    pub(crate) operator: Range<usize>,
    pub(crate) spoken: Option<Spoken>,
    /// Its number on the page or in the form.
    pub(crate) number: Option<i64>,
}

/// Where a section's `ActualText` stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spoken {
    /// In the operator itself.
    Here,
    /// In a dictionary that the operator names.
    Named,
}

/// Where a glyph comes from.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// The glyph's own `order`.
    order: u32,
    pub(crate) frame: usize,
    /// Its operator, with the blank before it.
    pub(crate) operator: Range<usize>,
    /// Which item of the array, for `TJ`.
    pub(crate) item: usize,
    /// The sections around it that are numbered or say what it is to be read as, the innermost last.
    pub(crate) sections: Rc<[Section]>,
    /// Its bytes in the decoded string.
    pub(crate) bytes: Range<usize>,
    /// How far the text moves on with it: thousandths of the size, as `TJ` counts.
    pub(crate) advance: f64,
    pub(crate) style: Style,
}

/// What was noted on one page.
#[derive(Default)]
pub(crate) struct Trace<'a> {
    pub(crate) frames: Vec<Frame<'a>>,
    /// In the order of painting.
    origins: Vec<Origin>,
    fonts: HashMap<usize, &'a Dictionary>,
    /// The uses around what is drawn; with the operator and the sections that each is in.
    open: Vec<(usize, Range<usize>, Vec<usize>)>,
    /// Sections that are open, and for each `BDC` or `BMC` of the stream how many were before it.
    sections: Rc<[Section]>,
    marked: Vec<usize>,
    /// The bytes of forms, by address.
    pub(crate) shared: HashMap<usize, Rc<[u8]>>,
    /// Text objects whose glyphs clip what is painted behind them.
    pub(crate) clipping: HashSet<u32>,
    operator: Range<usize>,
    pub(super) item: usize,
    pub(super) annotation: Option<usize>,
}

impl<'a> Trace<'a> {
    pub(super) fn enter(
        &mut self,
        source: Source,
        bytes: &[u8],
        resources: Option<&'a Dictionary>,
    ) {
        let bytes = match source {
            Source::Form(address) => {
                let known = self.shared.entry(address);
                known.or_insert_with(|| bytes.into()).clone()
            }
            _ => bytes.into(),
        };
        self.frames.push(Frame {
            source,
            parent: self.open.last().map(|(frame, ..)| *frame),
            call: self.operator.clone(),
            annotation: self.annotation,
            bytes,
            resources,
        });
        let marked = std::mem::take(&mut self.marked);
        self.open
            .push((self.frames.len() - 1, self.operator.clone(), marked));
    }

    pub(super) fn leave(&mut self) {
        if let Some(first) = self.marked.first() {
            self.keep_sections(*first);
        }
        if let Some((_, operator, marked)) = self.open.pop() {
            self.operator = operator;
            self.marked = marked;
        }
    }

    pub(super) fn begin_marked(&mut self, spoken: Option<Spoken>, number: Option<i64>) {
        self.marked.push(self.sections.len());
        let frame = self.open.last().map(|(frame, ..)| *frame);
        if let Some(frame) = frame
            && (spoken.is_some() || number.is_some())
            && self.sections.len() < MAX_SECTIONS
        {
            let section = Section {
                frame,
                operator: self.operator.clone(),
                spoken,
                number,
            };
            let sections = self.sections.iter().cloned();
            self.sections = sections.chain([section]).collect();
        }
    }

    pub(super) fn end_marked(&mut self) {
        if let Some(before) = self.marked.pop() {
            self.keep_sections(before);
        }
    }

    fn keep_sections(&mut self, count: usize) {
        if count < self.sections.len() {
            self.sections = self.sections.iter().take(count).cloned().collect();
        }
    }

    /// What is painted there is clipped by the glyphs of a text object.
    pub(super) fn painted(&mut self, clip: Option<u32>) {
        self.clipping.extend(clip);
    }

    /// Whether glyphs of a text object clip, and others than these do so too.
    pub(crate) fn is_clip_kept(&self, text: u32, gone: &dyn Fn(u32) -> bool) -> bool {
        let clips = |origin: &&Origin| origin.style.clips == Some(text);
        !self.clipping.contains(&text)
            || self
                .origins
                .iter()
                .filter(clips)
                .any(|origin| !gone(origin.order))
    }

    pub(super) fn operator(&mut self, span: Range<usize>) {
        self.operator = span;
        self.item = 0;
    }

    pub(super) fn font(&mut self, font: &Rc<Font>, dict: &'a Dictionary) {
        self.fonts.insert(Rc::as_ptr(font).addr(), dict);
    }

    pub(super) fn glyph(&mut self, order: u32, bytes: Range<usize>, advance: f64, style: Style) {
        if let Some((frame, ..)) = self.open.last() {
            self.origins.push(Origin {
                order,
                frame: *frame,
                operator: self.operator.clone(),
                item: self.item,
                sections: self.sections.clone(),
                bytes,
                advance,
                style,
            });
        }
    }

    /// Where the glyph of that order comes from.
    pub(crate) fn origin(&self, order: u32) -> Option<&Origin> {
        let at = self
            .origins
            .binary_search_by_key(&order, |origin| origin.order);
        self.origins.get(at.ok()?)
    }

    /// The dictionary of a font; `None` for one that is missing in the file.
    pub(crate) fn font_dict(&self, font: usize) -> Option<&'a Dictionary> {
        self.fonts.get(&font).copied()
    }
}

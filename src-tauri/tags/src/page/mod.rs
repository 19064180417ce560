//! What a page shows: its content stream and its annotations, followed operator by operator.

mod annotations;
mod color;
mod fonts;
mod generated;
mod glyph;
mod interpreter;
mod layers;
mod operators;
mod shape;
mod showing;
mod spoken;
mod state;
mod trace;

use std::collections::HashMap;
use std::rc::Rc;

use crate::ReadError;
use crate::limits::Budget;
use crate::pages::PageNode;
use crate::pdf::Pdf;

pub(crate) use color::{Rgb, WHITE, alike};
pub(crate) use fonts::Fonts;
pub(crate) use glyph::{Glyph, Paint, Shown};
pub(crate) use interpreter::parts;
pub(crate) use layers::Layers;
pub(crate) use trace::{Frame, Section, Source, Spoken, Style, Trace};

/// Follows a page; its annotations are painted above its content.
pub(crate) fn show<'a>(
    pdf: &'a dyn Pdf,
    page: &PageNode<'a>,
    layers: &Layers,
    fonts: &mut Fonts,
    budget: &Budget<'_>,
) -> Result<Shown, ReadError> {
    let mut interpreter = interpreter::Interpreter::new(pdf, layers, fonts, budget);
    interpreter.page(page)?;
    interpreter.shown.own = interpreter.shown.glyphs.len();
    annotations::show(&mut interpreter, page)?;
    budget.free(interpreter.shown.glyphs.len() * Glyph::WEIGHT);
    Ok(interpreter.shown)
}

/// Follows a page as [`show`] does, and notes where each glyph comes from. `shared` holds the bytes
/// of forms from page to page.
pub(crate) fn trace<'a>(
    pdf: &'a dyn Pdf,
    page: &PageNode<'a>,
    layers: &Layers,
    fonts: &mut Fonts,
    shared: &mut HashMap<usize, Rc<[u8]>>,
    budget: &Budget<'_>,
) -> Result<(Shown, Trace<'a>), ReadError> {
    let mut interpreter = interpreter::Interpreter::new(pdf, layers, fonts, budget);
    let mut trace = Trace::default();
    trace.shared = std::mem::take(shared);
    interpreter.trace = Some(trace);
    interpreter.page(page)?;
    interpreter.shown.own = interpreter.shown.glyphs.len();
    annotations::show(&mut interpreter, page)?;
    budget.free(interpreter.shown.glyphs.len() * Glyph::WEIGHT);
    let mut trace = interpreter.trace.unwrap_or_default();
    *shared = std::mem::take(&mut trace.shared);
    Ok((interpreter.shown, trace))
}

//! What a page shows: its content stream and its annotations, followed operator by operator.

mod annotations;
mod color;
mod fonts;
mod generated;
mod glyph;
mod interpreter;
mod layers;
mod operators;
mod showing;
mod state;

use lopdf::Document as Pdf;

use crate::ReadError;
use crate::limits::Budget;
use crate::pages::PageNode;

pub(crate) use color::{Rgb, WHITE, alike};
pub(crate) use fonts::Fonts;
pub(crate) use glyph::{Glyph, Paint, Shown};
pub(crate) use layers::Layers;

/// Follows a page; its annotations are painted above its content.
pub(crate) fn show<'a>(
    pdf: &'a Pdf,
    page: &PageNode<'a>,
    layers: &Layers,
    fonts: &mut Fonts,
    budget: &Budget<'_>,
) -> Result<Shown, ReadError> {
    let mut interpreter = interpreter::Interpreter::new(pdf, layers, fonts, budget);
    interpreter.page(page)?;
    annotations::show(&mut interpreter, page)?;
    Ok(interpreter.shown)
}

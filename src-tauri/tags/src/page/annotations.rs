//! Annotations: their normal appearances stand on the page, filled form fields among them.

use lopdf::{Dictionary, Object, Stream};
use session::Rect;

use super::generated;
use super::interpreter::Interpreter;
use crate::ReadError;
use crate::matrix::Matrix;
use crate::objects::{self, get, get_array, get_dict, get_name, get_number, resolve};
use crate::pages::PageNode;

/// Flags under which an annotation is not on the page: hidden, no view.
const UNSEEN: i64 = 2 | 32;
/// Annotations of one page.
const MAX_ANNOTATIONS: usize = 20_000;

/// Paints the annotations of a page.
pub(super) fn show<'a>(
    interpreter: &mut Interpreter<'a, '_>,
    page: &PageNode<'a>,
) -> Result<(), ReadError> {
    let pdf = interpreter.pdf;
    let annotations = get_array(pdf, page.dict, b"Annots").unwrap_or_default();
    for (at, annotation) in annotations.iter().take(MAX_ANNOTATIONS).enumerate() {
        interpreter.budget.spend_operations(1)?;
        if let Some(trace) = &mut interpreter.trace {
            trace.annotation = Some(at);
        }
        let Some(annotation) = objects::dict(pdf, annotation) else {
            continue;
        };
        let flags = get_number(pdf, annotation, b"F").unwrap_or(0.0) as i64;
        if flags & UNSEEN != 0 || get_name(pdf, annotation, b"Subtype") == Some(b"Popup") {
            continue;
        }
        let rect = annotation
            .get(b"Rect")
            .ok()
            .and_then(|rect| objects::rect(pdf, rect));
        let own = appearance(interpreter, annotation);
        if own.is_none() || generated::is_wanted(pdf, annotation) {
            let made = rect.and_then(|rect| generated::appearance(pdf, annotation, &rect));
            if let Some(made) = made {
                interpreter.generated(&made)?;
                continue;
            }
        }
        let Some(stream) = own else { continue };
        let bbox = stream
            .dict
            .get(b"BBox")
            .ok()
            .and_then(|bbox| objects::rect(pdf, bbox));
        let (Some(rect), Some(bbox)) = (rect, bbox) else {
            continue;
        };
        let hidden = annotation
            .get(b"OC")
            .is_ok_and(|group| interpreter.layers.hides(pdf, group));
        let own = stream
            .dict
            .get(b"Matrix")
            .ok()
            .and_then(|m| objects::numbers::<6>(pdf, m));
        let own = own.map_or(Matrix::IDENTITY, Matrix);
        interpreter.appearance(stream, &fit(&own.hull(&bbox), &rect), hidden)?;
    }
    Ok(())
}

/// The map that brings the appearance's box onto the annotation's rectangle.
fn fit(from: &Rect, onto: &Rect) -> Matrix {
    let ratio = |onto: f64, from: f64| if from.abs() > 1e-9 { onto / from } else { 1.0 };
    let (sx, sy) = (
        ratio(onto.width(), from.width()),
        ratio(onto.height(), from.height()),
    );
    Matrix([
        sx,
        0.0,
        0.0,
        sy,
        onto.x0 - from.x0 * sx,
        onto.y0 - from.y0 * sy,
    ])
}

/// The normal appearance, in the state that the annotation is in.
fn appearance<'a>(
    interpreter: &Interpreter<'a, '_>,
    annotation: &'a Dictionary,
) -> Option<&'a Stream> {
    let pdf = interpreter.pdf;
    let appearances = get_dict(pdf, annotation, b"AP")?;
    match get(pdf, appearances, b"N")? {
        Object::Stream(stream) => Some(stream),
        Object::Dictionary(states) => {
            let state = get_name(pdf, annotation, b"AS")?;
            match resolve(pdf, states.get(state).ok()?) {
                Object::Stream(stream) => Some(stream),
                _ => None,
            }
        }
        _ => None,
    }
}

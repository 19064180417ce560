//! What a field looks like: drawn upright as a small page, brought in as a form XObject.

use std::collections::HashMap;

use krilla::color::rgb::Color;
use krilla::geom::{PathBuilder, Rect as Area, Size, Transform};
use krilla::page::PageSettings;
use krilla::paint::{Fill, LineCap, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::{Document as Drawing, SerializeSettings};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use session::{FieldKind, PlaceInCopy, Rect};

use super::fonts::Style;
use super::ink;
use super::line::Line;
use super::picture::Picture;
use crate::SealError;
use crate::sign::Look;
use crate::update::Update;
use crate::view::View;

/// Ink, dark blue.
const INK: (u8, u8, u8) = (0x14, 0x22, 0x5c);
/// Captions.
const QUIET: (u8, u8, u8) = (0x5b, 0x64, 0x7a);
/// Outlines of places that wait.
const OUTLINE: (u8, u8, u8) = (0x8a, 0x94, 0xa8);

/// Whether the installed fonts draw what a mark says. Ask this before an act is recorded:
/// [`crate::sign`] refuses a mark for the same reason and for no other character.
///
/// # Errors
/// [`SealError::NoGlyph`] with the first character that no font draws.
pub fn can_draw(look: &Look) -> Result<(), SealError> {
    match look {
        Look::Ink { .. } | Look::Picture(_) => Ok(()),
        Look::Typed(text) => words_line(text, Style::Hand).map(drop),
        Look::Text(text) => words_line(text, Style::Plain).map(drop),
    }
}

/// The first character of a text that no installed font draws. Ask this of a name before it is to
/// be signed with.
#[must_use]
pub fn undrawable(text: &str) -> Option<char> {
    match words_line(text, Style::Plain) {
        Err(SealError::NoGlyph(c)) => Some(c),
        _ => None,
    }
}

/// A place that waits: its ground and a thin dashed outline.
pub(crate) fn waiting(
    update: &mut Update,
    field: &PlaceInCopy,
    view: &View,
) -> Result<ObjectId, SealError> {
    draw(update, field, view, |surface, width, height| {
        let (left, top, right, bottom) = (0.6, 0.6, width - 0.6, height - 0.6);
        let mut outline = PathBuilder::new();
        rounded(&mut outline, left, top, right, bottom, 2.5);
        surface.set_fill(None);
        surface.set_stroke(Some(Stroke {
            dash: Some(StrokeDash {
                array: vec![2.4, 2.0],
                offset: 0.0,
            }),
            ..stroke(OUTLINE, 0.6)
        }));
        if let Some(outline) = outline.finish() {
            surface.draw_path(&outline);
        }
        Ok(())
    })
}

/// A place that is filled. The caption stands under signatures.
pub(crate) fn filled(
    update: &mut Update,
    field: &PlaceInCopy,
    view: &View,
    look: &Look,
    caption: &str,
) -> Result<ObjectId, SealError> {
    draw(update, field, view, |surface, width, height| {
        // Under initials there is no room to read it.
        let captioned = !caption.is_empty()
            && field.kind != FieldKind::Initial
            && (field.signature_field || field.kind == FieldKind::Signature);
        let mut floor = height;
        if captioned {
            let line = Line::caption(caption)?;
            let size = (height * 0.17)
                .min((width - 2.0) / line.width.max(0.1))
                .clamp(2.5, 6.5);
            floor = height - size * 1.5;
            surface.set_stroke(None);
            surface.set_fill(Some(fill(QUIET)));
            line.draw(surface, 1.0, height - size * 0.35, size);
        }
        let area = (width - 4.0, (floor - 2.0).max(2.0));
        match look {
            Look::Ink { strokes, aspect } => {
                let path = ink::path(
                    strokes,
                    *aspect,
                    (2.0 + 1.0, 1.5),
                    (area.0 - 2.0, area.1 - 1.5),
                )
                .ok_or_else(|| SealError::MarkMissing(field.id.clone()))?;
                surface.set_fill(None);
                surface.set_stroke(Some(stroke(INK, (height * 0.034).clamp(0.8, 1.5))));
                surface.draw_path(&path);
            }
            Look::Typed(text) => words(surface, field, text, Style::Hand, area)?,
            Look::Text(text) => words(surface, field, text, Style::Plain, area)?,
            Look::Picture(picture) => laid(surface, picture, (2.0, 1.0), area),
        }
        Ok(())
    })
}

/// The line that a mark's text becomes.
fn words_line(text: &str, style: Style) -> Result<Line, SealError> {
    Line::shape(text.trim(), style)
}

/// A text as large as fits, in the middle of the height, from the left.
fn words(
    surface: &mut Surface<'_>,
    field: &PlaceInCopy,
    text: &str,
    style: Style,
    (width, height): (f32, f32),
) -> Result<(), SealError> {
    let line = words_line(text, style)?;
    if line.width <= 0.0 {
        return Err(SealError::MarkMissing(field.id.clone()));
    }
    // Script fonts are small on their body; plain text is not made larger than a heading.
    let (tallest, rise) = match style {
        Style::Hand if line.style == Style::Hand => ((height * 0.98).min(34.0), 0.24),
        Style::Hand => ((height * 0.7).min(22.0), 0.36),
        _ => ((height * 0.68).min(11.0), 0.36),
    };
    let size = tallest.min(width / line.width);
    surface.set_stroke(None);
    surface.set_fill(Some(fill(INK)));
    line.draw(surface, 2.5, 1.0 + height / 2.0 + size * rise, size);
    Ok(())
}

/// A picture as large as fits into an area at `(left, top)`, in its middle.
pub(crate) fn laid(
    surface: &mut Surface<'_>,
    picture: &Picture,
    (left, top): (f32, f32),
    (width, height): (f32, f32),
) {
    let (wide, tall) = picture.size();
    let scale = (width / wide).min(height / tall);
    let (x, y) = (
        left + (width - wide * scale) / 2.0,
        top + (height - tall * scale) / 2.0,
    );
    if let Some(size) = Size::from_wh(wide * scale, tall * scale) {
        surface.push_transform(&Transform::from_translate(x, y));
        surface.draw_image(picture.image(), size);
        surface.pop();
    }
}

/// A rectangle with round corners.
pub(crate) fn rounded(path: &mut PathBuilder, x0: f32, y0: f32, x1: f32, y1: f32, radius: f32) {
    let r = radius.min((x1 - x0) / 2.0).min((y1 - y0) / 2.0).max(0.0);
    let k = r * 0.448;
    path.move_to(x0 + r, y0);
    path.line_to(x1 - r, y0);
    path.cubic_to(x1 - k, y0, x1, y0 + k, x1, y0 + r);
    path.line_to(x1, y1 - r);
    path.cubic_to(x1, y1 - k, x1 - k, y1, x1 - r, y1);
    path.line_to(x0 + r, y1);
    path.cubic_to(x0 + k, y1, x0, y1 - k, x0, y1 - r);
    path.line_to(x0, y0 + r);
    path.cubic_to(x0, y0 + k, x0 + k, y0, x0 + r, y0);
    path.close();
}

/// A fill of that colour.
pub(crate) fn fill((r, g, b): (u8, u8, u8)) -> Fill {
    Fill {
        paint: Color::new(r, g, b).into(),
        ..Fill::default()
    }
}

/// A round stroke of that colour and width.
pub(crate) fn stroke((r, g, b): (u8, u8, u8), width: f32) -> Stroke {
    Stroke {
        paint: Color::new(r, g, b).into(),
        width,
        line_cap: LineCap::Round,
        line_join: LineJoin::Round,
        ..Stroke::default()
    }
}

/// Draws the ground and what `paint` adds, and brings it into the update.
fn draw(
    update: &mut Update,
    field: &PlaceInCopy,
    view: &View,
    paint: impl FnOnce(&mut Surface<'_>, f32, f32) -> Result<(), SealError>,
) -> Result<ObjectId, SealError> {
    let seen = view.seen(field.rect);
    let (width, height) = (seen.width() as f32, seen.height() as f32);
    let internal = |what: &str| SealError::Internal(format!("drawing: {what}"));
    let mut drawing = Drawing::new_with(SerializeSettings {
        xmp_metadata: false,
        enable_tagging: false,
        ..SerializeSettings::default()
    });
    let settings = PageSettings::from_wh(width, height).ok_or_else(|| internal("empty field"))?;
    let mut page = drawing.start_page_with(settings);
    let mut surface = page.surface();
    if let Some(ground) = field.ground.and_then(|g| view.seen(g).intersection(&seen)) {
        let area = Area::from_ltrb(
            (ground.x0 - seen.x0) as f32,
            (seen.y1 - ground.y1) as f32,
            (ground.x1 - seen.x0) as f32,
            (seen.y1 - ground.y0) as f32,
        );
        if let Some(area) = area {
            let mut path = PathBuilder::new();
            path.push_rect(area);
            surface.set_stroke(None);
            surface.set_fill(Some(fill((255, 255, 255))));
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
    }
    let painted = paint(&mut surface, width, height);
    surface.finish();
    page.finish();
    painted?;
    let bytes = drawing.finish().map_err(|e| internal(&format!("{e:?}")))?;
    let drawn = Document::load_mem(&bytes).map_err(|e| internal(&e.to_string()))?;
    import(update, &drawn, view.matrix(field.rect), field.rect)
}

/// Brings the first page of a drawing into the update as a form XObject.
fn import(
    update: &mut Update,
    drawn: &Document,
    matrix: [f64; 6],
    rect: Rect,
) -> Result<ObjectId, SealError> {
    let internal = |e: lopdf::Error| SealError::Internal(format!("importing a drawing: {e}"));
    let page_id = drawn
        .page_iter()
        .next()
        .ok_or(SealError::Internal("no page drawn".into()))?;
    let page = drawn.get_dictionary(page_id).map_err(internal)?;
    let content = drawn.get_page_content(page_id);
    let mut copied = HashMap::new();
    let resources = match page.get(b"Resources") {
        Ok(resources) => copy(update, drawn, resources, &mut copied)?,
        Err(_) => Dictionary::new().into(),
    };
    let turned = matrix[0] == 0.0;
    let (width, height) = if turned {
        (rect.height(), rect.width())
    } else {
        (rect.width(), rect.height())
    };
    let mut form = Stream::new(
        dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => numbers(&[0.0, 0.0, width, height]),
            "Matrix" => numbers(&matrix),
            "Resources" => resources,
        },
        content,
    );
    form.compress().map_err(internal)?;
    update.add(form)
}

/// Copies an object and all it refers to, under new numbers.
fn copy(
    update: &mut Update,
    from: &Document,
    object: &Object,
    copied: &mut HashMap<ObjectId, ObjectId>,
) -> Result<Object, SealError> {
    Ok(match object {
        Object::Reference(id) => {
            if let Some(known) = copied.get(id) {
                return Ok(Object::Reference(*known));
            }
            let new = update.reserve()?;
            copied.insert(*id, new);
            let object = match from.get_object(*id) {
                Ok(object) => copy(update, from, object, copied)?,
                Err(_) => Object::Null,
            };
            update.put(new, object);
            Object::Reference(new)
        }
        Object::Array(items) => {
            let items = items.iter().map(|item| copy(update, from, item, copied));
            Object::Array(items.collect::<Result<_, _>>()?)
        }
        Object::Dictionary(dict) => Object::Dictionary(copy_dict(update, from, dict, copied)?),
        Object::Stream(stream) => {
            let mut stream = stream.clone();
            stream.dict = copy_dict(update, from, &stream.dict, copied)?;
            Object::Stream(stream)
        }
        plain => plain.clone(),
    })
}

fn copy_dict(
    update: &mut Update,
    from: &Document,
    dict: &Dictionary,
    copied: &mut HashMap<ObjectId, ObjectId>,
) -> Result<Dictionary, SealError> {
    let mut new = Dictionary::new();
    for (key, value) in dict {
        new.set(key.clone(), copy(update, from, value, copied)?);
    }
    Ok(new)
}

/// An array of numbers, to a thousandth of a point.
pub(crate) fn numbers(values: &[f64]) -> Object {
    let round = |v: &f64| Object::Real(((v * 1000.0).round() / 1000.0) as f32);
    Object::Array(values.iter().map(round).collect())
}

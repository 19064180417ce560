//! The operators that draw new text where a tag stood, in its colour, size and direction.

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};

use super::RewriteError;
use super::font::NewFont;
use super::operator::{Insert, name, number, string};
use crate::matrix::Matrix;
use crate::objects::{dict, get_dict, get_name};
use crate::page::{Glyph, Style};

/// In vertical writing, how far beside the middle of the line letters that lie on their side have
/// their baseline, as part of the size: brackets reach as far to either side then.
const MIDDLE: f64 = 0.26;
/// From the lowest to the highest point of letters, as part of the size.
const LETTERS: f64 = 0.96;
/// New text is never squeezed more than this; a tag without any width gives no measure.
const SQUEEZE: f64 = 0.05;

/// Names of the fonts, as the stream knows them.
pub(super) struct Pen {
    /// The one that the tag is drawn with.
    pub(super) old: Vec<u8>,
    pub(super) new: Vec<u8>,
    /// Whether the old one has a scale of its own.
    pub(super) type3: bool,
}

/// Draws text from the first of the glyphs on. It takes no more room along the line than they do,
/// so that it never runs into what stands behind. `None` where the place cannot be found again.
pub(super) fn insert(
    pen: &Pen,
    font: &NewFont,
    text: &str,
    glyphs: &[&Glyph],
    style: &Style,
) -> Result<Option<Insert>, RewriteError> {
    let (codes, natural) = font.encode(text)?;
    let Some(first) = glyphs.first() else {
        return Ok(None);
    };
    let size = if pen.type3 {
        style.size * first.height / first.size
    } else {
        style.size
    };
    let size = match style.vertical {
        // Lying on their side, letters are as high as the line may be wide.
        Some(_) => size * (first.height / first.size / LETTERS).min(1.0),
        None => size,
    };
    // From here on lengths are thousandths of the old size.
    let natural = natural * size / style.size;
    let room = room(glyphs) / style.em * 1000.0;
    let squeeze = (room / natural).min(1.0);
    let squeeze = if squeeze > SQUEEZE { squeeze } else { 1.0 };
    let scale = if style.vertical.is_some() {
        1.0
    } else {
        style.scale
    };
    let (new_scale, restores_scale) = (scale * squeeze, scale * squeeze != style.scale);
    let mut code = Vec::new();
    let say = |code: &mut Vec<u8>, value: f64, operator: &str| {
        code.extend_from_slice(format!("{} {operator} ", number(value)).as_bytes());
    };
    name(&mut code, &pen.new);
    code.push(b' ');
    say(&mut code, size, "Tf");
    let spacings = [(style.char_spacing, "Tc"), (style.word_spacing, "Tw")];
    for (value, operator) in spacings {
        if value != 0.0 {
            say(&mut code, 0.0, operator);
        }
    }
    if restores_scale {
        say(&mut code, new_scale * 100.0, "Tz");
    }
    let mut advance = natural * squeeze;
    if let Some(matrices) = &style.vertical {
        let (text_matrix, line_matrix) = &**matrices;
        let Some(down) = along(text_matrix, line_matrix) else {
            return Ok(None);
        };
        // A quarter turn to the right, around the pen.
        let turned = Matrix([0.0, -1.0, 1.0, 0.0, -MIDDLE * size, 0.0]).then(text_matrix);
        matrix(&mut code, &turned);
        string(&mut code, &codes);
        code.extend_from_slice(b" Tj ");
        matrix(&mut code, line_matrix);
        advance = -down / style.size * 1000.0;
    } else {
        string(&mut code, &codes);
        code.extend_from_slice(b" Tj ");
    }
    name(&mut code, &pen.old);
    code.push(b' ');
    say(&mut code, style.size, "Tf");
    for (value, operator) in spacings {
        if value != 0.0 {
            say(&mut code, value, operator);
        }
    }
    if restores_scale {
        say(&mut code, style.scale * 100.0, "Tz");
    }
    Ok(Some(Insert { code, advance }))
}

fn matrix(code: &mut Vec<u8>, matrix: &Matrix) {
    for value in matrix.0 {
        code.extend_from_slice(number(value).as_bytes());
        code.push(b' ');
    }
    code.extend_from_slice(b"Tm ");
}

/// How far a pen has moved down its line; `None` where it has left the line.
fn along(text_matrix: &Matrix, line_matrix: &Matrix) -> Option<f64> {
    let [a, b, c, d, e, f] = line_matrix.0;
    let [.., x, y] = text_matrix.0;
    let (dx, dy) = (x - e, y - f);
    let area = a * d - b * c;
    let (across, down) = ((dx * d - dy * c) / area, (dy * a - dx * b) / area);
    (across.abs() < 1e-6 && down.is_finite()).then_some(down)
}

/// How far the glyphs go along the line of the first, on the page.
fn room(glyphs: &[&Glyph]) -> f64 {
    let Some(first) = glyphs.first() else {
        return 0.0;
    };
    let (dx, dy) = first.direction;
    let ends = glyphs.iter().filter_map(|glyph| {
        let off = (glyph.start.y - first.start.y) * dx - (glyph.start.x - first.start.x) * dy;
        let to = (glyph.end.x - first.start.x) * dx + (glyph.end.y - first.start.y) * dy;
        (off.abs() <= 0.5 * first.size).then_some(to)
    });
    ends.fold(0.0, f64::max)
}

/// The name by which the resources know a font; one that they lack is added.
pub(super) fn font_name(
    pdf: &Pdf,
    resources: Option<&Dictionary>,
    font: Option<&Dictionary>,
    object: Option<Object>,
    added: &mut Vec<(Vec<u8>, Object)>,
) -> Vec<u8> {
    let fonts = resources.and_then(|resources| get_dict(pdf, resources, b"Font"));
    let is_it = |value: &Object| match (dict(pdf, value), font) {
        (Some(one), Some(other)) => std::ptr::eq(one, other),
        _ => false,
    };
    let known = fonts
        .into_iter()
        .flat_map(Dictionary::iter)
        .find(|(_, value)| is_it(value));
    if let Some((name, _)) = known {
        return name.clone();
    }
    if let Some((name, _)) = added
        .iter()
        .find(|(_, value)| Some(value) == object.as_ref())
    {
        return name.clone();
    }
    let name = free(fonts, added, "ParaphBack");
    // A font that the file lacks stays lacking.
    added.extend(object.map(|object| (name.clone(), object)));
    name
}

/// The name of the font for new text.
pub(super) fn new_font_name(
    pdf: &Pdf,
    resources: Option<&Dictionary>,
    font: ObjectId,
    added: &mut Vec<(Vec<u8>, Object)>,
) -> Vec<u8> {
    let object = Object::Reference(font);
    if let Some((name, _)) = added.iter().find(|(_, value)| *value == object) {
        return name.clone();
    }
    let fonts = resources.and_then(|resources| get_dict(pdf, resources, b"Font"));
    let name = free(fonts, added, "Paraph");
    added.push((name.clone(), object));
    name
}

/// A name that nothing has yet.
pub(super) fn free(taken: Option<&Dictionary>, added: &[(Vec<u8>, Object)], stem: &str) -> Vec<u8> {
    let mut number = 1_u32;
    loop {
        let name = format!("{stem}{number}").into_bytes();
        let is_taken = taken.is_some_and(|taken| taken.has(&name))
            || added.iter().any(|(other, _)| *other == name);
        if !is_taken {
            return name;
        }
        number += 1;
    }
}

/// Whether a font's glyphs are streams of their own.
pub(super) fn is_type3(pdf: &Pdf, font: &Dictionary) -> bool {
    get_name(pdf, font, b"Subtype") == Some(b"Type3")
}

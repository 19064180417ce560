//! Appearances that the file leaves to the reader: filled text fields and free text without one.

use lopdf::{Dictionary, Object};
use session::Rect;

use crate::content::{Operand, Operations};
use crate::objects::{self, get, get_dict, get_name};
use crate::pdf::Pdf;

/// Where text starts from the edge of its rectangle, as readers have it.
const MARGIN: f64 = 2.0;
/// The largest size that is taken where the field leaves it to the reader.
const AUTO_SIZE: f64 = 12.0;
/// Parents that a field's values are looked for in.
const MAX_PARENTS: usize = 16;
/// Bytes of a field that are laid out.
const MAX_TEXT: usize = 256 << 10;
/// Lines of a field that are laid out.
const MAX_LINES: usize = 500;

/// A content stream that shows what a viewer would, for a rectangle that begins at 0, 0; with the
/// resources that it uses.
pub(super) fn appearance<'a>(
    pdf: &'a dyn Pdf,
    annotation: &'a Dictionary,
    rect: &Rect,
) -> Option<(Vec<u8>, Option<&'a Dictionary>)> {
    let form = pdf
        .catalog()
        .and_then(|catalog| get_dict(pdf, catalog, b"AcroForm"));
    let own = |key: &[u8]| inherited(pdf, annotation, key);
    let text = match get_name(pdf, annotation, b"Subtype")? {
        b"Widget" if own(b"FT")?.as_name().ok()? == b"Tx" => own(b"V")?,
        b"FreeText" => get(pdf, annotation, b"Contents")?,
        _ => return None,
    };
    let text = objects::text(text, MAX_TEXT).filter(|text| !text.trim().is_empty())?;
    let default = own(b"DA").or_else(|| form.and_then(|form| get(pdf, form, b"DA")))?;
    let default = default.as_str().ok()?;
    let flags = own(b"Ff").and_then(crate::objects::number).unwrap_or(0.0) as i64;
    let multiline = flags & 0x1000 != 0 || text.contains(['\r', '\n']);
    let (font, size) = font(default)?;
    let size = match size {
        0.0 => AUTO_SIZE.min((rect.height() - 2.0 * MARGIN) * 0.8).max(4.0),
        size => size,
    };
    let first = if multiline {
        rect.height() - MARGIN - 0.8 * size
    } else {
        (rect.height() - size) / 2.0 + 0.22 * size
    };
    let mut stream = b"BT ".to_vec();
    stream.extend_from_slice(default);
    stream.extend_from_slice(format!(" {} TL {MARGIN} {first} Td ", 1.2 * size).as_bytes());
    stream.push(b'/');
    stream.extend_from_slice(&font);
    stream.extend_from_slice(format!(" {size} Tf ").as_bytes());
    for line in text.split(['\r', '\n']).take(MAX_LINES) {
        stream.push(b'<');
        for c in line.chars() {
            let code = u8::try_from(u32::from(c)).unwrap_or(b'?');
            stream.extend_from_slice(format!("{code:02x}").as_bytes());
        }
        stream.extend_from_slice(b"> Tj T* ");
    }
    stream.extend_from_slice(b"ET");
    Some((stream, form.and_then(|form| get_dict(pdf, form, b"DR"))))
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

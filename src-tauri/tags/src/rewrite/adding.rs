//! Text where no tag was, for those who read places from text alone.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, Stream};
use session::Rect;

use super::font::NewFont;
use super::operator::{number, string};
use super::streams::Objects;
use super::survey::Added;
use super::writing::new_font_name;
use super::{Addition, Ink, Plan, RewriteError};
use crate::content::Operations;
use crate::limits::Budget;
use crate::objects::{decode, get, get_dict, resolve};
use crate::page::parts;
use crate::pages::PageNode;

/// No text is larger, in points of user space.
const LARGEST: f64 = 24.0;
/// Nor smaller: it could not be found.
const SMALLEST: f64 = 0.5;
/// Open states and sections that are closed behind a page's content.
const MAX_OPEN: usize = 512;

/// Draws the plan's additions; says what comes on each page.
pub(super) fn add(
    pdf: &Pdf,
    pages: &[PageNode<'_>],
    plan: &Plan,
    font: &NewFont,
    font_id: ObjectId,
    objects: &mut Objects,
    budget: &Budget<'_>,
) -> Result<BTreeMap<usize, Vec<Added>>, RewriteError> {
    let mut by_page: BTreeMap<u32, Vec<&Addition>> = BTreeMap::new();
    for one in &plan.additions {
        by_page.entry(one.page).or_default().push(one);
    }
    let mut out = BTreeMap::new();
    for (number, additions) in by_page {
        let at = pages.iter().position(|page| page.session.number == number);
        let (Some(at), Some(page)) = (at, at.and_then(|at| pages.get(at))) else {
            let why = format!("there is no page {number}");
            return Err(RewriteError::Unwritable(why));
        };
        out.insert(
            at,
            on_page(pdf, page, &additions, font, font_id, objects, budget)?,
        );
    }
    Ok(out)
}

fn on_page(
    pdf: &Pdf,
    page: &PageNode<'_>,
    additions: &[&Addition],
    font: &NewFont,
    font_id: ObjectId,
    objects: &mut Objects,
    budget: &Budget<'_>,
) -> Result<Vec<Added>, RewriteError> {
    let nameless = || RewriteError::Unwritable("a page that is no object of its own".to_owned());
    let id = page.id.ok_or_else(nameless)?;
    let left_open = Open::read(pdf, page, budget)?;
    let first = left_open.surplus || left_open.closing.len() > MAX_OPEN;
    let own = objects.dict(pdf, id).ok_or_else(nameless)?.clone();
    let resources = get_dict(pdf, &own, b"Resources").or(page.resources);
    let mut resources = resources.cloned().unwrap_or_default();
    let mut fonts = get_dict(pdf, &resources, b"Font")
        .cloned()
        .unwrap_or_default();
    let reference = Object::Reference(font_id);
    let known = fonts.iter().find(|(_, font)| **font == reference);
    let name = match known {
        Some((name, _)) => name.clone(),
        None => new_font_name(pdf, Some(&resources), font_id, &mut Vec::new()),
    };
    fonts.set(name.clone(), reference);
    resources.set("Font", fonts);
    let mut code = Vec::new();
    if !first {
        code.extend_from_slice(&left_open.closing);
        code.extend_from_slice(b"Q ");
    }
    // In a file whose content is all marked, what is not has to say that it is no part of it.
    let marked = pdf
        .catalog()
        .ok()
        .and_then(|catalog| get_dict(pdf, catalog, b"MarkInfo"));
    let marked = marked.is_some_and(|info| info.get(b"Marked").is_ok_and(is_true));
    if marked {
        code.extend_from_slice(b"/Artifact BMC ");
    }
    let mut added = Vec::new();
    for one in additions {
        draw(&mut code, one, page, font, &name)?;
        added.push(Added {
            text: one.text.clone(),
            rect: one.rect,
            first,
        });
    }
    if marked {
        code.extend_from_slice(b"EMC ");
    }
    let mut contents: Vec<Object> = match get(pdf, &own, b"Contents") {
        Some(Object::Array(parts)) => parts.clone(),
        // A stream that the copy has and the file has not is known by its reference.
        _ => own.get(b"Contents").into_iter().cloned().collect(),
    };
    let mut stream = |code: Vec<u8>| {
        let id = objects.reserve();
        let stream = Stream::new(Dictionary::new(), code);
        objects.set.insert(id, stream.into());
        Object::Reference(id)
    };
    if first {
        contents.insert(0, stream(code));
    } else {
        contents.insert(0, stream(b"q\n".to_vec()));
        contents.push(stream(code));
    }
    if let Some(dict) = objects.dict(pdf, id) {
        dict.set("Contents", contents);
        dict.set("Resources", resources);
    }
    Ok(added)
}

fn is_true(object: &Object) -> bool {
    matches!(object, Object::Boolean(true))
}

/// The operators of one piece of text.
fn draw(
    code: &mut Vec<u8>,
    one: &Addition,
    page: &PageNode<'_>,
    font: &NewFont,
    name: &[u8],
) -> Result<(), RewriteError> {
    let unfit =
        |why: &str| RewriteError::Unwritable(format!("{} on page {}: {why}", one.text, one.page));
    let Rect { x0, y0, x1, y1 } = one.rect;
    let crop = &page.session.crop;
    let inside = one.rect.is_finite()
        && (x0 >= crop.x0 - 0.5
            && x1 <= crop.x1 + 0.5
            && y0 >= crop.y0 - 0.5
            && y1 <= crop.y1 + 0.5);
    if !inside {
        return Err(unfit("its place is not on the page"));
    }
    let (codes, natural) = font.encode(&one.text)?;
    if natural <= 0.0 {
        return Err(unfit("there is no text"));
    }
    // Upright as the page is seen: along, up, and the corner where both begin.
    let (along, up, corner, room, height) = match page.session.rotation {
        90 => ((0.0, 1.0), (-1.0, 0.0), (x1, y0), y1 - y0, x1 - x0),
        180 => ((-1.0, 0.0), (0.0, -1.0), (x1, y1), x1 - x0, y1 - y0),
        270 => ((0.0, -1.0), (1.0, 0.0), (x0, y1), y1 - y0, x1 - x0),
        _ => ((1.0, 0.0), (0.0, 1.0), (x0, y0), x1 - x0, y1 - y0),
    };
    let (ascent, descent) = font.extent();
    let size = (room * 1000.0 / natural)
        .min(height / (ascent - descent))
        .min(LARGEST);
    if size < SMALLEST {
        return Err(unfit("its place is too small"));
    }
    let rise = -descent * size;
    let origin = (corner.0 + up.0 * rise, corner.1 + up.1 * rise);
    code.extend_from_slice(match one.ink {
        Ink::Black => b"q 0 g 0 Tr BT ",
        Ink::White => b"q 1 g 0 Tr BT ",
        Ink::Invisible => b"q 0 g 3 Tr BT ",
    });
    super::operator::name(code, name);
    code.extend_from_slice(format!(" {} Tf ", number(size)).as_bytes());
    for value in [along.0, along.1, up.0, up.1, origin.0, origin.1] {
        code.extend_from_slice(number(value).as_bytes());
        code.push(b' ');
    }
    code.extend_from_slice(b"Tm ");
    string(code, &codes);
    code.extend_from_slice(b" Tj ET Q ");
    Ok(())
}

/// What a page's content leaves open.
struct Open {
    /// Operators that close it.
    closing: Vec<u8>,
    /// More is restored than was saved, so that no state from before the content can be had again.
    surplus: bool,
}

impl Open {
    fn read(pdf: &Pdf, page: &PageNode<'_>, budget: &Budget<'_>) -> Result<Self, RewriteError> {
        let mut bytes = Vec::new();
        for part in parts(pdf, page) {
            let stream = resolve(pdf, part).as_stream();
            if let Ok(stream) = stream
                && let Some(decoded) = decode(pdf, stream, budget)?
            {
                bytes.extend_from_slice(&decoded);
                bytes.push(b'\n');
            }
        }
        let (mut saved, mut marked, mut text, mut surplus) = (0_usize, 0_usize, false, false);
        let mut operations = Operations::new(&bytes);
        while let Some(operator) = operations.next_operator() {
            budget.spend_operations(1)?;
            match operator {
                b"q" => saved += 1,
                b"Q" if saved == 0 => surplus = true,
                b"Q" => saved -= 1,
                b"BMC" | b"BDC" => marked += 1,
                b"EMC" => marked = marked.saturating_sub(1),
                b"BT" => text = true,
                b"ET" => text = false,
                _ => {}
            }
        }
        let mut closing = b"\n".to_vec();
        if text {
            closing.extend_from_slice(b"ET ");
        }
        closing.extend_from_slice(&b"EMC ".repeat(marked.min(MAX_OPEN)));
        closing.extend_from_slice(&b"Q ".repeat(saved.min(MAX_OPEN)));
        Ok(Self { closing, surplus })
    }
}

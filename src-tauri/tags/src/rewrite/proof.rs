//! The proof that a copy is what it should be: it is read again and compared glyph by glyph.

use std::collections::{BTreeMap, HashMap};

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};
use session::{FormField, Rect, Tag};

use super::survey::{Added, Change};
use super::{Plan, Replacement, RewriteError};
use crate::limits::{Budget, Limits};
use crate::matrix::Point;
use crate::open::{self, Opened};
use crate::page::{self, Glyph, Paint, Shown};
use crate::{pages, text};

/// Places that differ by less than this many points are the same: numbers are written with six
/// digits behind the point.
const NEAR: f64 = 0.02;

fn off(what: &str, page: usize) -> RewriteError {
    RewriteError::Unproven(format!("{what} on page {}", page + 1))
}

/// What a copy should be.
pub(super) struct Expected {
    /// What comes and goes, by index of the page.
    pub(super) changes: BTreeMap<usize, Change>,
    /// All tags of the file as it was.
    pub(super) tags: Vec<Tag>,
    /// Its signature fields.
    pub(super) fields: Vec<FormField>,
}

/// Compares the objects that were written with those that a reader finds; gives what it found.
pub(super) fn objects(
    wanted: &Pdf,
    copy: &[u8],
    keeps: &dyn Fn(ObjectId) -> bool,
    limits: &Limits<'_>,
) -> Result<Opened, RewriteError> {
    let budget = Budget::new(limits);
    let found = open::open(copy, None, &budget)?;
    for (id, object) in &wanted.objects {
        if id.0 == 0 || !keeps(*id) || super::save::is_of_the_old_file(object) {
            continue;
        }
        let same = found
            .pdf
            .objects
            .get(id)
            .is_some_and(|other| same_object(object, other));
        if !same {
            let what = format!("object {} {}", id.0, id.1);
            return Err(RewriteError::Unproven(what));
        }
    }
    Ok(found)
}

/// Whether two objects have the same value, however they are spelled.
fn same_object(a: &Object, b: &Object) -> bool {
    match (a, b) {
        (Object::String(a, _), Object::String(b, _)) => a == b,
        (Object::Real(a), Object::Real(b)) => a.to_bits() == b.to_bits(),
        // A number too large to be held is read as one that is not.
        (Object::Real(a), Object::Integer(b)) | (Object::Integer(b), Object::Real(a)) => {
            *a == *b as f32
        }
        (Object::Array(a), Object::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_object(a, b))
        }
        (Object::Dictionary(a), Object::Dictionary(b)) => same_dict(a, b, false),
        (Object::Stream(a), Object::Stream(b)) => {
            a.content == b.content && same_dict(&a.dict, &b.dict, true)
        }
        (a, b) => a == b,
    }
}

fn same_dict(a: &Dictionary, b: &Dictionary, stream: bool) -> bool {
    // A stream's length is that of its bytes.
    let counts = |key: &[u8]| !(stream && key == b"Length");
    let count = |dict: &Dictionary| dict.iter().filter(|(key, _)| counts(key)).count();
    count(a) == count(b)
        && a.iter()
            .filter(|(key, _)| counts(key))
            .all(|(key, value)| b.get(key).is_ok_and(|other| same_object(value, other)))
}

/// Compares what the pages show before and after, within the limits together.
pub(super) fn pages(
    before: &[u8],
    password: Option<&str>,
    new: &Pdf,
    expected: &Expected,
    limits: &Limits<'_>,
) -> Result<(), RewriteError> {
    let old_budget = &Budget::new(limits);
    let Opened { pdf: old, held, .. } = open::open(before, password, old_budget)?;
    // What is left of the memory is for both.
    let rest = limits.max_memory.saturating_sub(held) / 2;
    old_budget.hold(rest)?;
    let new_limits = Limits {
        max_memory: rest,
        ..limits.clone()
    };
    let new_budget = &Budget::new(&new_limits);
    let (old_pages, _) = pages::pages(&old, old_budget)?;
    let (new_pages, _) = pages::pages(new, new_budget)?;
    if old_pages.len() != new_pages.len() {
        return Err(RewriteError::Unproven("the number of pages".to_owned()));
    }
    let (old_layers, new_layers) = (page::Layers::read(&old), page::Layers::read(new));
    let (mut old_fonts, mut new_fonts) = (page::Fonts::default(), page::Fonts::default());
    let nothing = Change::default();
    for (at, (old_page, new_page)) in old_pages.iter().zip(&new_pages).enumerate() {
        old_budget.go_on()?;
        if old_page.session != new_page.session {
            return Err(off("the page itself", at));
        }
        let was = page::show(&old, old_page, &old_layers, &mut old_fonts, old_budget)?;
        let is = page::show(new, new_page, &new_layers, &mut new_fonts, new_budget)?;
        let change = expected.changes.get(&at).unwrap_or(&nothing);
        compare(&was, &is, change).map_err(|what| off(what, at))?;
    }
    Ok(())
}

fn compare(was: &Shown, is: &Shown, change: &Change) -> Result<(), &'static str> {
    let mut glyphs = is.glyphs.iter();
    let added = |first: bool, glyphs: &mut std::slice::Iter<'_, Glyph>| {
        let mut texts = change.added.iter().filter(|one| one.first == first);
        texts.all(|one| adds(one, glyphs))
    };
    if !added(true, &mut glyphs) {
        return Err("added text");
    }
    for (at, old) in was.glyphs.iter().enumerate() {
        if at == was.own && !added(false, &mut glyphs) {
            return Err("added text");
        }
        let mut pen = old.start;
        for c in change
            .new
            .get(&old.order)
            .into_iter()
            .flat_map(|new| new.chars())
        {
            let new = glyphs.next().ok_or("new text that is missing")?;
            let shown = new.text.as_deref().unwrap_or_default();
            let is_at_pen =
                near(new.start, pen) || c == ' ' || old.rect.intersection(&new.rect).is_some();
            if shown != c.to_string() || !is_at_pen {
                return Err("new text");
            }
            pen = new.end;
        }
        if change.gone.contains(&old.order) {
            continue;
        }
        let new = glyphs.next().ok_or("text that is missing")?;
        if !same_glyph(old, new) {
            return Err("text that moved or changed");
        }
    }
    if was.own == was.glyphs.len() && !added(false, &mut glyphs) {
        return Err("added text");
    }
    if glyphs.next().is_some() {
        return Err("text that was not there");
    }
    let same = was.paints.len() == is.paints.len()
        && was
            .paints
            .iter()
            .zip(&is.paints)
            .all(|(a, b)| same_paint(a, b));
    if same { Ok(()) } else { Err("what is painted") }
}

/// Whether the next glyphs are added text, within its place.
fn adds(one: &Added, glyphs: &mut std::slice::Iter<'_, Glyph>) -> bool {
    let (place, near) = (&one.rect, NEAR);
    one.text.chars().all(|c| {
        glyphs.next().is_some_and(|glyph| {
            let rect = &glyph.rect;
            let is_it = glyph.text.as_deref() == Some(c.encode_utf8(&mut [0; 4]));
            let inside = rect.x0 >= place.x0 - near && rect.x1 <= place.x1 + near;
            is_it && inside && rect.y0 >= place.y0 - near && rect.y1 <= place.y1 + near
        })
    })
}

fn near(a: Point, b: Point) -> bool {
    (a.x - b.x).abs() < NEAR && (a.y - b.y).abs() < NEAR
}

fn near_rect(a: &Rect, b: &Rect) -> bool {
    let pairs = [(a.x0, b.x0), (a.y0, b.y0), (a.x1, b.x1), (a.y1, b.y1)];
    pairs.iter().all(|(a, b)| (a - b).abs() < NEAR)
}

fn same_glyph(a: &Glyph, b: &Glyph) -> bool {
    (&a.text, a.inkless, a.clipped, a.hidden) == (&b.text, b.inkless, b.clipped, b.hidden)
        && a.color == b.color
        && near(a.start, b.start)
        && near(a.end, b.end)
        && near_rect(&a.rect, &b.rect)
}

fn same_paint(a: &Paint, b: &Paint) -> bool {
    a.color == b.color && a.solid == b.solid && near_rect(&a.rect, &b.rect)
}

/// Compares the tags before and after: those of the plan are gone, others are as they were, and
/// new text that is a tag is found where the plan says.
pub(super) fn tags(before: &[Tag], after: &[Tag], plan: &Plan) -> Result<(), RewriteError> {
    let wrong =
        |page: u32, text: &str| RewriteError::Unproven(format!("the tag {text} on page {page}"));
    let mut replaced: HashMap<u32, Vec<&Replacement>> = HashMap::new();
    for one in &plan.replacements {
        replaced.entry(one.tag.page).or_default().push(one);
    }
    let planned = |tag: &Tag| {
        replaced.get(&tag.page).is_some_and(|all| {
            all.iter().any(|one| {
                let other = &one.tag;
                (tag.kind, tag.signer) == (other.kind, other.signer)
                    && text::same_spot(&tag.rect, &other.rect)
            })
        })
    };
    let mut left: HashMap<u32, Vec<&Tag>> = HashMap::new();
    for tag in after {
        left.entry(tag.page).or_default().push(tag);
    }
    for tag in before.iter().filter(|tag| !planned(tag)) {
        let is_it = |other: &&Tag| {
            let rect = near_rect(&tag.rect, &other.rect);
            rect && **other
                == Tag {
                    rect: other.rect,
                    ..tag.clone()
                }
        };
        take(&mut left, tag.page, is_it).ok_or_else(|| wrong(tag.page, &tag.text))?;
    }
    let replacements = plan.replacements.iter();
    let replacements =
        replacements.filter_map(|one| Some((one.tag.page, &one.tag.rect, one.wanted()?)));
    let additions = plan.additions.iter();
    let additions = additions.map(|one| (one.page, &one.rect, one.text.as_str()));
    for (page, rect, text) in replacements.chain(additions) {
        for (range, kind, signer) in text::words(text) {
            let written = text.get(range).unwrap_or_default();
            let is_it = |tag: &&Tag| {
                (tag.kind, tag.signer, tag.text.as_str()) == (kind, signer, written)
                    && tag.rect.intersection(rect).is_some()
            };
            take(&mut left, page, is_it).ok_or_else(|| wrong(page, written))?;
        }
    }
    match left.values().flatten().next() {
        Some(tag) => Err(wrong(tag.page, &tag.text)),
        None => Ok(()),
    }
}

fn take<'t>(
    left: &mut HashMap<u32, Vec<&'t Tag>>,
    page: u32,
    is_it: impl Fn(&&'t Tag) -> bool,
) -> Option<&'t Tag> {
    let tags = left.get_mut(&page)?;
    let at = tags.iter().position(is_it)?;
    Some(tags.remove(at))
}

//! The proof that a copy is what it should be: it is read again and compared glyph by glyph.

use std::collections::BTreeMap;

use session::{Rect, Tag};

use super::survey::Change;
use super::{Replacement, RewriteError};
use crate::limits::{Budget, Limits};
use crate::matrix::Point;
use crate::page::{self, Glyph, Paint, Shown};
use crate::{open, pages, text};

/// Places that differ by less than this many points are the same: numbers are written with six
/// digits behind the point.
const NEAR: f64 = 0.02;

fn off(what: &str, page: usize) -> RewriteError {
    RewriteError::Unproven(format!("{what} on page {}", page + 1))
}

/// Compares what the pages show before and after.
pub(super) fn shown(
    before: &[u8],
    after: &[u8],
    changes: &BTreeMap<usize, Change>,
    limits: &Limits<'_>,
) -> Result<(), RewriteError> {
    let budgets = [Budget::new(limits), Budget::new(limits)];
    let [old_budget, new_budget] = &budgets;
    let old = open::open(before, None, old_budget)?.pdf;
    let new = open::open(after, None, new_budget)?.pdf;
    let (old_pages, _) = pages::pages(&old, old_budget)?;
    let (new_pages, _) = pages::pages(&new, new_budget)?;
    if old_pages.len() != new_pages.len() {
        return Err(RewriteError::Unproven("the number of pages".to_owned()));
    }
    let (old_layers, new_layers) = (page::Layers::read(&old), page::Layers::read(&new));
    let (mut old_fonts, mut new_fonts) = (page::Fonts::default(), page::Fonts::default());
    let nothing = Change::default();
    for (at, (old_page, new_page)) in old_pages.iter().zip(&new_pages).enumerate() {
        old_budget.go_on()?;
        if old_page.session != new_page.session {
            return Err(off("the page itself", at));
        }
        let was = page::show(&old, old_page, &old_layers, &mut old_fonts, old_budget)?;
        let is = page::show(&new, new_page, &new_layers, &mut new_fonts, new_budget)?;
        compare(&was, &is, changes.get(&at).unwrap_or(&nothing)).map_err(|what| off(what, at))?;
    }
    Ok(())
}

fn compare(was: &Shown, is: &Shown, change: &Change) -> Result<(), &'static str> {
    let mut glyphs = is.glyphs.iter();
    for old in &was.glyphs {
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
/// what is new stands where the plan says.
pub(super) fn tags(
    before: &[Tag],
    after: &[Tag],
    plan: &[Replacement],
) -> Result<(), RewriteError> {
    let wrong = |tag: &Tag| {
        let (text, page) = (&tag.text, tag.page);
        RewriteError::Unproven(format!("the tag {text} on page {page}"))
    };
    let planned = |tag: &Tag| {
        plan.iter().any(|one| {
            let other = &one.tag;
            (tag.kind, tag.signer, tag.page) == (other.kind, other.signer, other.page)
                && text::same_spot(&tag.rect, &other.rect)
        })
    };
    let mut left: Vec<&Tag> = after.iter().collect();
    for tag in before.iter().filter(|tag| !planned(tag)) {
        let is_it = |other: &&Tag| {
            let rect = near_rect(&tag.rect, &other.rect);
            rect && **other
                == Tag {
                    rect: other.rect,
                    ..tag.clone()
                }
        };
        let at = left.iter().position(is_it).ok_or_else(|| wrong(tag))?;
        left.remove(at);
    }
    let is_new = |tag: &Tag| {
        plan.iter().any(|one| {
            let place = one.text.is_some() && one.tag.page == tag.page;
            place && one.tag.rect.intersection(&tag.rect).is_some()
        })
    };
    match left.into_iter().find(|tag| !is_new(tag)) {
        Some(tag) => Err(wrong(tag)),
        None => Ok(()),
    }
}

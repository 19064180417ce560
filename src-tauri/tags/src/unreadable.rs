//! Pages whose words cannot be read, and why.

use session::{Finding, FindingCode};

use crate::page::{Glyph, Shown};
use crate::pages::PageNode;

/// Unmapped glyphs of a page that go without saying, such as bullets.
const STRAY: usize = 6;
/// Letters that a scanner or a printer's driver puts beside what it does not read.
const FOOTER: usize = 60;
/// The part of the page's height, above and below, that such letters stand in.
const MARGIN: f64 = 0.12;
/// Images that take this part of a page are what it shows, where there is no text at all.
const IMAGES: f64 = 0.2;
/// And this part where there is a footer.
const MOST: f64 = 0.6;
/// Outlines of the size of letters that are more than a drawing on a page without text.
const OUTLINES: usize = 60;
/// And on a page with a footer.
const MANY_OUTLINES: usize = 200;
/// Curves of a drawing.
const CURVES: usize = 200;

/// Says why a page, or part of it, cannot be read; blank pages can.
pub(crate) fn unreadable(page: &PageNode<'_>, shown: &Shown) -> Option<Finding> {
    let reason = reason(page, shown)?;
    let finding = Finding::new(FindingCode::PageUnreadable).at(page.session.number, None);
    Some(finding.arg("reason", reason))
}

fn reason(page: &PageNode<'_>, shown: &Shown) -> Option<&'static str> {
    let unmapped = shown
        .glyphs
        .iter()
        .filter(|glyph| glyph.text.is_none())
        .count();
    if shown.undecoded || page.lost {
        return Some("damaged");
    }
    if unmapped > STRAY && unmapped * 10 > shown.glyphs.len() {
        return Some("unmapped");
    }
    let crop = page.session.crop;
    let margin = MARGIN * crop.height();
    let letters = shown.glyphs.iter().filter(|glyph| !is_blank(glyph));
    let (mut count, mut aside) = (0, true);
    for glyph in letters {
        let middle = (glyph.rect.y0 + glyph.rect.y1) / 2.0;
        aside &= middle < crop.y0 + margin || middle > crop.y1 - margin;
        count += 1;
        if count > FOOTER || !aside {
            return None;
        }
    }
    let images = shown.image_area / (crop.width() * crop.height());
    let (scan, outlines) = if count == 0 {
        (
            images > IMAGES,
            shown.outlines > OUTLINES || shown.curves > CURVES,
        )
    } else {
        (images > MOST, shown.outlines > MANY_OUTLINES)
    };
    if scan {
        Some("scan")
    } else {
        outlines.then_some("outlines")
    }
}

fn is_blank(glyph: &Glyph) -> bool {
    let text = glyph.text.as_deref();
    text.is_some_and(|text| text.chars().all(char::is_whitespace))
}

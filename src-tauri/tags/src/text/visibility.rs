//! Whether a person sees a tag.

use session::{Rect, Visibility};

use crate::page::{Glyph, Paint, Rgb, Shown, WHITE, alike};
use crate::pages::PageNode;

/// Smaller than this, in points as seen, nobody reads.
const TINY: f64 = 4.0;

/// What lies below and above the text of a page.
pub(crate) struct Ground<'a> {
    crop: Rect,
    user_unit: f64,
    paints: &'a [Paint],
}

impl<'a> Ground<'a> {
    pub(crate) fn new(page: &PageNode<'_>, shown: &'a Shown) -> Self {
        Self {
            crop: page.session.crop,
            user_unit: page.user_unit,
            paints: &shown.paints,
        }
    }

    /// The worst that holds for most of a tag's glyphs.
    pub(crate) fn visibility(&self, glyphs: &[&Glyph], rect: &Rect) -> Visibility {
        let most = |holds: &dyn Fn(&Glyph) -> bool| {
            2 * glyphs.iter().filter(|glyph| holds(glyph)).count() > glyphs.len()
        };
        let area = rect.width() * rect.height();
        let on_page = self
            .crop
            .intersection(rect)
            .map_or(0.0, |seen| seen.width() * seen.height());
        if 2.0 * on_page < area {
            return Visibility::OffPage;
        }
        let near: Vec<&Paint> = self
            .paints
            .iter()
            .filter(|paint| paint.rect.intersection(rect).is_some())
            .collect();
        if most(&|glyph| glyph.hidden) {
            Visibility::HiddenLayer
        } else if most(&|glyph| glyph.clipped) {
            Visibility::Clipped
        } else if most(&|glyph| is_covered(glyph, &near)) {
            Visibility::Covered
        } else if most(&|glyph| glyph.inkless) {
            Visibility::Invisible
        } else if most(&|glyph| glyph.height * self.user_unit < TINY) {
            Visibility::Tiny
        } else if most(&|glyph| is_white(glyph, &near)) {
            Visibility::White
        } else {
            Visibility::Visible
        }
    }
}

fn holds_middle(paint: &Paint, glyph: &Glyph) -> bool {
    let (x, y) = (
        (glyph.rect.x0 + glyph.rect.x1) / 2.0,
        (glyph.rect.y0 + glyph.rect.y1) / 2.0,
    );
    paint.holds(x, y)
}

/// Whether something solid was painted over it later. A line through the middle covers nothing.
fn is_covered(glyph: &Glyph, paints: &[&Paint]) -> bool {
    paints.iter().any(|paint| {
        paint.order > glyph.order
            && paint.solid
            && paint.rect.height().min(paint.rect.width()) > 0.5 * glyph.size.min(glyph.height)
            && holds_middle(paint, glyph)
    })
}

/// Whether it cannot be told from what was painted below it; unknown colours can.
fn is_white(glyph: &Glyph, paints: &[&Paint]) -> bool {
    let Some(color) = glyph.color else {
        return false;
    };
    let below = paints
        .iter()
        .rev()
        .filter(|paint| paint.order < glyph.order);
    let top = below.into_iter().find(|paint| holds_middle(paint, glyph));
    let ground: Option<Rgb> = match top {
        Some(paint) if paint.solid => paint.color,
        Some(_) => None,
        None => Some(WHITE),
    };
    ground.is_some_and(|ground| alike(color, ground))
}

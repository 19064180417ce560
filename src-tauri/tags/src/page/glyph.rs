//! What a page shows, as far as it is followed: glyphs, and the shapes painted around them.

use std::rc::Rc;

use session::Rect;

use super::color::Rgb;
use super::shape::{Clip, Shape};
use crate::matrix::Point;

/// A glyph on the page, in the page's user space.
#[derive(Debug, Clone)]
pub(crate) struct Glyph {
    /// Its characters; `None` where nothing maps it.
    pub(crate) text: Option<Rc<str>>,
    /// Where it begins on its baseline.
    pub(crate) start: Point,
    /// Where the glyph behind it would begin, spacing left out.
    pub(crate) end: Point,
    /// Along the line, of length 1.
    pub(crate) direction: (f64, f64),
    /// The font's size across the line, in points of user space.
    pub(crate) size: f64,
    /// From ascent to descent: the axis-aligned hull.
    pub(crate) rect: Rect,
    /// From ascent to descent, across the line.
    pub(crate) height: f64,
    /// When it was painted, among everything on the page.
    pub(crate) order: u32,
    /// Its colour, if known.
    pub(crate) color: Option<Rgb>,
    /// Drawn without ink: rendering modes 3 and 7, or fully transparent.
    pub(crate) inkless: bool,
    /// Outside the clipping area.
    pub(crate) clipped: bool,
    /// In a layer that is off.
    pub(crate) hidden: bool,
}

impl Glyph {
    /// About how many bytes one takes until its page is read: itself, its place in a line, its
    /// characters.
    pub(crate) const WEIGHT: usize = 2 * size_of::<Self>() + 256;
}

/// An area that was painted.
#[derive(Debug, Clone)]
pub(crate) struct Paint {
    /// The area, or its hull.
    pub(crate) rect: Rect,
    /// When it was painted.
    pub(crate) order: u32,
    /// Its colour, if known.
    pub(crate) color: Option<Rgb>,
    /// Whether all of the area is painted, and nothing shines through.
    pub(crate) solid: bool,
    /// What of `rect` it takes, where that is less than all.
    pub(crate) shape: Option<Box<Shape>>,
    /// What it was clipped by, besides rectangles.
    pub(crate) clip: Option<Rc<Clip>>,
}

impl Paint {
    /// Whether it lies below or above a point.
    pub(crate) fn holds(&self, x: f64, y: f64) -> bool {
        let rect = &self.rect;
        rect.x0 <= x
            && x <= rect.x1
            && rect.y0 <= y
            && y <= rect.y1
            && self.shape.as_ref().is_none_or(|shape| shape.holds(x, y))
            && self.clip.as_ref().is_none_or(|clip| clip.holds(x, y))
    }
}

/// All that was followed on a page.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    /// In the order of painting.
    pub(crate) glyphs: Vec<Glyph>,
    /// How many of them are the page's own; the annotations' stand behind.
    pub(crate) own: usize,
    /// In the order of painting.
    pub(crate) paints: Vec<Paint>,
    /// Area that images take, in square points, overlaps counted twice.
    pub(crate) image_area: f64,
    /// Curves in filled paths; text drawn as outlines has many.
    pub(crate) curves: usize,
    /// Filled outlines of the size of letters, and small images.
    pub(crate) outlines: usize,
    /// Content that could not be decoded.
    pub(crate) undecoded: bool,
    /// A font's ToUnicode map was not believed.
    pub(crate) doubtful: bool,
}

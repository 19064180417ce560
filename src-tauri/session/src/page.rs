//! Pages as they were read.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::Rect;

/// A page of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Page {
    /// From 1.
    pub number: u32,
    /// Width of the CropBox in points, unrotated, without UserUnit.
    pub width: f64,
    /// Height of the CropBox in points, unrotated, without UserUnit.
    pub height: f64,
    /// Clockwise turn for display: 0, 90, 180 or 270.
    pub rotation: u16,
    /// Whether any glyph is shown by a text operator.
    pub has_text: bool,
    /// The CropBox in user space: what a box on the page is placed against.
    pub crop: Rect,
}

/// The least width and height of a place put on a page by hand, in points.
const LEAST_PLACE: f64 = 4.0;

impl Page {
    /// Whether a place put there by hand lies on the page and is large enough to be seen.
    #[must_use]
    pub fn takes(&self, place: &Rect) -> bool {
        const ROUNDING: f64 = 1.0;
        place.is_finite()
            && place.width() >= LEAST_PLACE
            && place.height() >= LEAST_PLACE
            && place.x0 >= self.crop.x0 - ROUNDING
            && place.y0 >= self.crop.y0 - ROUNDING
            && place.x1 <= self.crop.x1 + ROUNDING
            && place.y1 <= self.crop.y1 + ROUNDING
    }
}

/// A line of text as a reader sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct TextLine {
    /// The page, from 1.
    pub page: u32,
    /// Its characters in reading order.
    pub text: String,
    /// Around its glyphs.
    #[serde(rename = "box")]
    pub rect: Rect,
}

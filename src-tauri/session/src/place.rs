//! Places on a page: rectangles, tags and fields.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A rectangle in PDF points of the unrotated page, in the PDF's own user space (origin as in the
/// PDF, UserUnit ignored). Written as `[x0, y0, x1, y1]` with `x0 <= x1` and `y0 <= y1`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Type)]
#[serde(from = "[f64; 4]", into = "[f64; 4]")]
#[specta(type = (f64, f64, f64, f64))]
pub struct Rect {
    /// Left.
    pub x0: f64,
    /// Bottom.
    pub y0: f64,
    /// Right.
    pub x1: f64,
    /// Top.
    pub y1: f64,
}

impl Rect {
    /// The rectangle between two opposite corners, in whatever order they come.
    #[must_use]
    pub fn new(x0: f64, y0: f64, x1: f64, y1: f64) -> Self {
        Self {
            x0: x0.min(x1),
            y0: y0.min(y1),
            x1: x0.max(x1),
            y1: y0.max(y1),
        }
    }

    /// Width in points.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.x1 - self.x0
    }

    /// Height in points.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.y1 - self.y0
    }

    /// The smallest rectangle that holds both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// The part that both share, if they overlap.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let (x0, y0) = (self.x0.max(other.x0), self.y0.max(other.y0));
        let (x1, y1) = (self.x1.min(other.x1), self.y1.min(other.y1));
        (x0 < x1 && y0 < y1).then_some(Self { x0, y0, x1, y1 })
    }

    /// Whether every number is finite.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        [self.x0, self.y0, self.x1, self.y1]
            .iter()
            .all(|v| v.is_finite())
    }
}

impl From<[f64; 4]> for Rect {
    fn from(v: [f64; 4]) -> Self {
        Self::new(v[0], v[1], v[2], v[3])
    }
}

impl From<Rect> for [f64; 4] {
    fn from(r: Rect) -> Self {
        [r.x0, r.y0, r.x1, r.y1]
    }
}

/// What a signer does at a place.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A signature.
    Signature,
    /// Initials.
    Initial,
    /// The date of signing.
    Date,
}

impl FieldKind {
    /// The word used in JSON and in message keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Initial => "initial",
            Self::Date => "date",
        }
    }
}

/// How a tag is bracketed (`tags.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// `<<Signer1>>`
    Angle,
    /// `{{Signer1}}`
    Brace,
    /// `«Signer1»`
    Guillemet,
    /// `＜＜Signer1＞＞` and other compatibility forms
    FullWidth,
    /// `&lt;&lt;Signer1&gt;&gt;`
    Escaped,
}

/// How a tag can be seen; the worst that applies (`decisions.md`, Tags).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Outside the page.
    OffPage,
    /// In an optional-content layer that is off.
    HiddenLayer,
    /// Clipped away.
    Clipped,
    /// Covered by something painted later.
    Covered,
    /// Drawn with rendering mode 3 or 7, or fully transparent.
    Invisible,
    /// Under 4 points high as seen.
    Tiny,
    /// No contrast with what is painted below.
    White,
    /// Seen by a person.
    Visible,
}

impl Visibility {
    /// Whether a tag seen like this gives a place to sign. Hidden-layer, clipped and off-page
    /// tags only warn (`decisions.md`, Tags).
    #[must_use]
    pub fn gives_place(self) -> bool {
        !matches!(self, Self::OffPage | Self::HiddenLayer | Self::Clipped)
    }
}

/// A marker in the PDF's text which says where a signer signs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Tag {
    /// What is to be done there.
    pub kind: FieldKind,
    /// The signer's number, 1 to 999.
    pub signer: u16,
    /// The page, from 1.
    pub page: u32,
    /// Around the glyphs: ascent to descent, first to last glyph.
    #[serde(rename = "box")]
    pub rect: Rect,
    /// As it stands in the document, without invisible characters.
    pub text: String,
    /// How it is bracketed.
    pub dialect: Dialect,
    /// Whether it is written to the letter (about characters only).
    pub exact: bool,
    /// How it can be seen.
    pub visibility: Visibility,
}

/// A signature form field in the PDF. `Signature-x_y` names signer `x`, place `y`; a field with
/// another name has no signer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct FormField {
    /// The full field name.
    pub name: String,
    /// The signer's number, where the name says one.
    pub signer: Option<u16>,
    /// The count behind the signer, where the name says one.
    pub index: Option<u16>,
    /// The page, from 1; `None` when its widget is on no page.
    pub page: Option<u32>,
    /// The widget's rectangle.
    #[serde(rename = "box")]
    pub rect: Option<Rect>,
    /// Whether the field holds a signature.
    pub signed: bool,
}

/// Where a field comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// From a tag in the text.
    Tag,
    /// From a form field `Signature-x_y`.
    FormField,
    /// Put there by hand.
    Hand,
}

/// A place where a signer signs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Field {
    /// What is to be done there.
    pub kind: FieldKind,
    /// The signer's number.
    pub signer: u16,
    /// The page, from 1.
    pub page: u32,
    /// Where on the page.
    #[serde(rename = "box")]
    pub rect: Rect,
    /// Where it comes from.
    pub origin: Origin,
    /// The tag's text or the form field's name.
    pub text: Option<String>,
}

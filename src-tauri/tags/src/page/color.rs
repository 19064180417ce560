//! Colours as far as they matter: whether text can be told from what is below it.

use lopdf::{Dictionary, Object};

use crate::content::Operand;
use crate::objects::{get, get_number, resolve};
use crate::pdf::Pdf;

/// Red, green and blue from 0 to 1.
pub(crate) type Rgb = [f64; 3];

pub(crate) const BLACK: Rgb = [0.0; 3];
pub(crate) const WHITE: Rgb = [1.0; 3];

/// How the numbers of `sc` and `scn` are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Space {
    Gray,
    Rgb,
    Cmyk,
    /// Inks by tint: none at all shows the paper.
    Tint,
    /// Patterns, palettes, Lab: not followed.
    Unknown,
}

impl Space {
    /// The colour that a space starts with.
    pub(crate) fn initial(self) -> Option<Rgb> {
        (!matches!(self, Self::Unknown | Self::Tint)).then_some(BLACK)
    }

    /// The colour of operands; `None` where it is not known.
    pub(crate) fn color(self, operands: &[Operand]) -> Option<Rgb> {
        let values: Vec<f64> = operands
            .iter()
            .filter_map(Operand::number)
            .map(|v| v.clamp(0.0, 1.0))
            .collect();
        match (self, values.as_slice()) {
            (Self::Gray, [gray]) => Some([*gray; 3]),
            (Self::Rgb, [r, g, b]) => Some([*r, *g, *b]),
            (Self::Cmyk, [c, m, y, k]) => Some([c, m, y].map(|ink| (1.0 - ink) * (1.0 - k))),
            (Self::Tint, tints) if !tints.is_empty() && tints.iter().all(|t| *t == 0.0) => {
                Some(WHITE)
            }
            _ => None,
        }
    }

    /// The space of that name, or of that name in the resources.
    pub(crate) fn named(pdf: &dyn Pdf, name: &[u8], spaces: Option<&Dictionary>) -> Self {
        match name {
            b"DeviceGray" | b"G" | b"CalGray" => return Self::Gray,
            b"DeviceRGB" | b"RGB" | b"CalRGB" => return Self::Rgb,
            b"DeviceCMYK" | b"CMYK" => return Self::Cmyk,
            _ => {}
        }
        let found = spaces.and_then(|spaces| get(pdf, spaces, name));
        match found {
            Some(Object::Name(alias)) if alias != name => match alias.as_slice() {
                b"DeviceGray" => Self::Gray,
                b"DeviceRGB" => Self::Rgb,
                b"DeviceCMYK" => Self::Cmyk,
                _ => Self::Unknown,
            },
            Some(Object::Array(parts)) => Self::of(pdf, parts),
            _ => Self::Unknown,
        }
    }

    fn of(pdf: &dyn Pdf, parts: &[Object]) -> Self {
        let mut parts = parts.iter().map(|part| resolve(pdf, part));
        match parts.next().and_then(|family| family.as_name().ok()) {
            Some(b"CalGray") => Self::Gray,
            Some(b"CalRGB") => Self::Rgb,
            Some(b"Separation" | b"DeviceN") => Self::Tint,
            Some(b"ICCBased") => match parts.next() {
                Some(Object::Stream(profile)) => match get_number(pdf, &profile.dict, b"N") {
                    Some(1.0) => Self::Gray,
                    Some(3.0) => Self::Rgb,
                    Some(4.0) => Self::Cmyk,
                    _ => Self::Unknown,
                },
                _ => Self::Unknown,
            },
            _ => Self::Unknown,
        }
    }
}

/// Below this difference of each channel a person sees no text.
const INDISTINCT: f64 = 0.08;

/// Whether two colours cannot be told apart.
pub(crate) fn alike(one: Rgb, other: Rgb) -> bool {
    one.iter()
        .zip(other)
        .all(|(a, b)| (a - b).abs() < INDISTINCT)
}

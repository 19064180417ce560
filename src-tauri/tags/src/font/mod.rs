//! Fonts: what the bytes of a text string are as characters, and how much room they take.

mod charmap;
mod cmap;
mod composite;
mod encoding;
mod numbered;
mod pictures;
mod program;
mod simple;
mod standard;

use std::rc::Rc;

use lopdf::{Dictionary, Object};
use unicode_normalization::UnicodeNormalization;

use crate::ReadError;
use crate::limits::Budget;
use crate::matrix::Matrix;
use crate::objects::{self, get_array, get_dict, get_name, get_number, number, resolve};
use crate::pdf::Pdf;
use cmap::CMap;
use program::Program;

pub(crate) use standard::Standard;

/// Where a font tells nothing of its height.
const ASCENT: f64 = 0.75;
const DESCENT: f64 = -0.25;

/// One code of a text string. Lengths are parts of the font size.
#[derive(Debug, Clone, Default)]
pub(crate) struct Char {
    /// Its characters; `None` where nothing maps it.
    pub(crate) text: Option<Rc<str>>,
    /// From the glyph's origin to the next one, along the line; without spacing.
    pub(crate) advance: f64,
    /// The glyph's width across the page, which a vertical advance does not tell.
    pub(crate) width: f64,
    /// From the pen to the glyph's own origin, in vertical writing.
    pub(crate) shift: (f64, f64),
    /// Whether word spacing applies: the one-byte code 32.
    pub(crate) is_word_space: bool,
}

enum Kind {
    Simple(Box<[Char; 256]>),
    Composite(Box<composite::Composite>),
}

/// A font, ready to read strings.
pub(crate) struct Font {
    kind: Kind,
    /// Above the baseline, part of the size.
    pub(crate) ascent: f64,
    /// Below the baseline (negative), part of the size.
    pub(crate) descent: f64,
    /// What its letters are as large as, part of the size: 1 but for Type 3 fonts, whose size may be
    /// any number.
    pub(crate) em: f64,
    /// Whether lines run from the top down.
    pub(crate) vertical: bool,
    /// Its ToUnicode said something else than the font itself, and was not believed.
    pub(crate) doubtful: bool,
}

impl Font {
    /// Reads a font dictionary; what is missing or broken is made up as other readers do.
    pub(crate) fn read(
        pdf: &dyn Pdf,
        dict: &Dictionary,
        budget: &Budget<'_>,
    ) -> Result<Self, ReadError> {
        budget.go_on()?;
        let to_unicode = embedded_cmap(pdf, dict, b"ToUnicode", budget, 0)?;
        let to_unicode = to_unicode.filter(CMap::has_text);
        if get_name(pdf, dict, b"Subtype") == Some(b"Type0") {
            return composite::read(pdf, dict, to_unicode, budget);
        }
        simple::read(pdf, dict, to_unicode.as_ref(), budget)
    }

    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        match &self.kind {
            Kind::Simple(_) => 256 * (size_of::<Char>() + 16),
            Kind::Composite(composite) => composite.weight(),
        }
    }

    /// The first code of a string and its length in bytes; `None` at its end.
    pub(crate) fn next_char(&self, bytes: &[u8]) -> Option<(Char, usize)> {
        match &self.kind {
            Kind::Simple(table) => table
                .get(usize::from(*bytes.first()?))
                .map(|found| (found.clone(), 1)),
            Kind::Composite(composite) => composite.next_char(bytes),
        }
    }
}

/// A CMap in a stream, or one that is named.
fn embedded_cmap(
    pdf: &dyn Pdf,
    dict: &Dictionary,
    key: &[u8],
    budget: &Budget<'_>,
    depth: usize,
) -> Result<Option<CMap>, ReadError> {
    match objects::get(pdf, dict, key) {
        Some(Object::Name(name)) => Ok(CMap::predefined(name)),
        Some(Object::Stream(stream)) => {
            let bytes = objects::decode(pdf, stream, budget)?.unwrap_or_default();
            let base = if depth < 4 {
                embedded_cmap(pdf, &stream.dict, b"UseCMap", budget, depth + 1)?
            } else {
                None
            };
            let mut map = CMap::parse(&bytes, base, depth);
            if let Some(mode) = get_number(pdf, &stream.dict, b"WMode") {
                map.vertical = mode == 1.0;
            }
            Ok(Some(map))
        }
        _ => Ok(None),
    }
}

/// Ascent and descent as a descriptor tells them, where that can be.
fn told_rise(pdf: &dyn Pdf, descriptor: &Dictionary) -> Option<(f64, f64)> {
    let ascent = get_number(pdf, descriptor, b"Ascent")? / 1000.0;
    let descent = get_number(pdf, descriptor, b"Descent")? / 1000.0;
    Some((ascent, -descent.abs())).filter(is_rise)
}

fn is_rise((ascent, descent): &(f64, f64)) -> bool {
    (0.3..=2.5).contains(ascent) && (-1.5..=0.0).contains(descent)
}

/// Ascent and descent: the descriptor's, else the program's, else a usual one.
fn rise(pdf: &dyn Pdf, descriptor: Option<&Dictionary>, program: Option<&Program>) -> (f64, f64) {
    let told = descriptor.and_then(|descriptor| told_rise(pdf, descriptor));
    told.or_else(|| program.and_then(|program| program.rise).filter(is_rise))
        .unwrap_or((ASCENT, DESCENT))
}

/// The program that a descriptor holds.
fn program(
    pdf: &dyn Pdf,
    descriptor: &Dictionary,
    budget: &Budget<'_>,
) -> Result<Option<Program>, ReadError> {
    let height = told_rise(pdf, descriptor).is_none();
    program::read(pdf, descriptor, height, budget)
}

/// Text that a ToUnicode map may give: characters, neither control codes nor private ones, nor the
/// sign for "unknown".
fn is_text(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| {
            c != '\u{fffd}'
                && !('\u{e000}'..='\u{f8ff}').contains(&c)
                && (!c.is_control() || c.is_whitespace())
        })
}

/// Private characters as symbol fonts number them, `U+F020` and on, as the plain ones that they
/// stand for. Of no use for fonts of pictures.
fn unprivate(text: &str) -> Option<String> {
    let plain = |c: char| {
        char::from_u32(u32::from(c).checked_sub(0xf000)?).filter(|c| (' '..='~').contains(c))
    };
    text.chars().map(plain).collect()
}

/// Whether a font is one of pictures by its name.
fn is_pictorial(dict: &Dictionary) -> bool {
    let name = dict.get(b"BaseFont").and_then(Object::as_name);
    let name = String::from_utf8_lossy(name.unwrap_or_default()).to_ascii_lowercase();
    ["dings", "symbol", "bats", "icon", "awesome"]
        .iter()
        .any(|word| name.contains(word))
}

/// Whether a font itself contradicts its ToUnicode map: pairs are what the two say of the same
/// glyph. Names are believed from half the pairs on; a `cmap` table, which subsetters also
/// renumber, only where nearly all differ.
fn contradicts(pairs: &[(&str, &str)], named: bool) -> bool {
    let telling = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || "<>{}«»".contains(c))
            && !text.is_empty()
    };
    let fold = |text: &str| text.nfkc().collect::<String>().to_lowercase();
    let compared: Vec<_> = pairs.iter().filter(|(_, font)| telling(font)).collect();
    let differing = compared
        .iter()
        .filter(|(map, font)| map != font && fold(map) != fold(font))
        .count();
    let same = compared.len() - differing;
    if named {
        differing >= 3 && differing > same
    } else {
        differing >= 4 && differing > 4 * same
    }
}

/// A dictionary's `Widths`-like array as numbers.
fn numbers(pdf: &dyn Pdf, array: &[Object]) -> Vec<f64> {
    array
        .iter()
        .map(|value| number(resolve(pdf, value)).unwrap_or(0.0))
        .collect()
}

/// `FontMatrix` of a Type 3 font.
fn font_matrix(pdf: &dyn Pdf, dict: &Dictionary) -> Matrix {
    let own = dict
        .get(b"FontMatrix")
        .ok()
        .and_then(|value| objects::numbers::<6>(pdf, value));
    own.map(Matrix)
        .filter(Matrix::is_finite)
        .unwrap_or(Matrix([0.001, 0.0, 0.0, 0.001, 0.0, 0.0]))
}

//! Fonts whose codes are CIDs of a descendant font (Type 0).

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use hayro_cmap::{BfString, CMap as Known, CidFamily, load_embedded};
use lopdf::{Dictionary, Object};

use super::cmap::CMap;
use super::program::Program;
use super::{
    Char, Font, Kind, contradicts, embedded_cmap, get_array, get_dict, get_name, get_number,
    is_pictorial, is_text, numbers, objects, resolve, rise, unprivate,
};
use crate::ReadError;
use crate::limits::Budget;
use crate::pdf::Pdf;

/// Widths that one font may list.
const MAX_WIDTHS: usize = 200_000;
/// Codes of one font whose meaning is kept.
const MAX_KNOWN: usize = 65_536;

pub(super) struct Composite {
    encoding: CMap,
    to_unicode: Option<CMap>,
    collection: Option<Known>,
    program: Option<Program>,
    glyphs: Glyphs,
    widths: HashMap<u32, f64>,
    default_width: f64,
    /// Advance and origin of vertical writing, by CID.
    vertical: HashMap<u32, [f64; 3]>,
    default_vertical: [f64; 2],
    font_first: bool,
    /// What codes were found to be, by code and length.
    known: RefCell<HashMap<(u32, usize), Char>>,
    /// `ToUnicode` says that codes are characters themselves.
    codes_are_text: bool,
    /// A font of pictures: private characters stand for nothing else.
    pictorial: bool,
}

/// From CIDs to the glyphs of the program.
enum Glyphs {
    Identity,
    Table(Vec<u8>),
}

/// Reads a Type 0 font.
pub(super) fn read(
    pdf: &dyn Pdf,
    dict: &Dictionary,
    to_unicode: Option<CMap>,
    budget: &Budget<'_>,
) -> Result<Font, ReadError> {
    let encoding = embedded_cmap(pdf, dict, b"Encoding", budget, 0)?;
    let encoding = encoding.unwrap_or_else(|| CMap::identity(false));
    let nothing = Dictionary::new();
    let descendant = get_array(pdf, dict, b"DescendantFonts")
        .and_then(|fonts| fonts.first())
        .and_then(|font| objects::dict(pdf, font))
        .unwrap_or(&nothing);
    let descriptor = get_dict(pdf, descendant, b"FontDescriptor");
    let program = match descriptor {
        Some(descriptor) => super::program(pdf, descriptor, budget)?,
        None => None,
    };
    let glyphs = match objects::get(pdf, descendant, b"CIDToGIDMap") {
        Some(Object::Stream(stream)) => Glyphs::Table(
            objects::decode(pdf, stream, budget)?
                .unwrap_or_default()
                .into_owned(),
        ),
        _ => Glyphs::Identity,
    };
    let (ascent, descent) = rise(pdf, descriptor, program.as_ref());
    let vertical_default = descendant
        .get(b"DW2")
        .ok()
        .and_then(|value| objects::numbers::<2>(pdf, value));
    let mut composite = Composite {
        collection: collection(pdf, descendant),
        widths: widths(pdf, descendant),
        default_width: get_number(pdf, descendant, b"DW").unwrap_or(1000.0),
        vertical: vertical(pdf, descendant),
        default_vertical: vertical_default.unwrap_or([880.0, -1000.0]),
        encoding,
        to_unicode,
        program,
        glyphs,
        font_first: false,
        known: RefCell::default(),
        codes_are_text: get_name(pdf, dict, b"ToUnicode")
            .is_some_and(|name| name.starts_with(b"Identity")),
        pictorial: is_pictorial(dict),
    };
    composite.font_first = composite.is_contradicted();
    Ok(Font {
        ascent,
        descent,
        em: 1.0,
        vertical: composite.encoding.vertical,
        doubtful: composite.font_first,
        kind: Kind::Composite(Box::new(composite)),
    })
}

impl Composite {
    /// About how many bytes it takes.
    pub(super) fn weight(&self) -> usize {
        let to_unicode = self.to_unicode.as_ref().map_or(0, CMap::weight);
        let program = self.program.as_ref().map_or(0, Program::weight);
        let glyphs = match &self.glyphs {
            Glyphs::Identity => 0,
            Glyphs::Table(table) => table.len(),
        };
        let collection = self.collection.as_ref().map_or(0, |_| CMap::KNOWN);
        let widths = 40 * self.widths.len() + 64 * self.vertical.len();
        self.encoding.weight() + to_unicode + program + glyphs + collection + widths
    }

    pub(super) fn next_char(&self, bytes: &[u8]) -> Option<(Char, usize)> {
        let (code, length) = self.encoding.next_code(bytes)?;
        if let Some(known) = self.known.borrow().get(&(code, length)) {
            return Some((known.clone(), length));
        }
        let char = self.char(code, length);
        let mut known = self.known.borrow_mut();
        if known.len() < MAX_KNOWN {
            known.insert((code, length), char.clone());
        }
        Some((char, length))
    }

    fn char(&self, code: u32, length: usize) -> Char {
        let cid = self.encoding.cid(code, length).unwrap_or(0);
        let width = self.widths.get(&cid).copied().unwrap_or(self.default_width) / 1000.0;
        let (advance, shift) = if self.encoding.vertical {
            let [origin, advance] = self.default_vertical;
            let default = [advance, width * 500.0, origin];
            let [advance, x, y] = self.vertical.get(&cid).copied().unwrap_or(default);
            (advance / 1000.0, (-x / 1000.0, -y / 1000.0))
        } else {
            (width, (0.0, 0.0))
        };
        let text = self.text(code, cid);
        let is_word_space = length == 1 && code == 32;
        Char {
            text: text.map(Rc::from),
            advance,
            width,
            shift,
            is_word_space,
        }
    }

    fn text(&self, code: u32, cid: u32) -> Option<String> {
        let map = || self.mapped(code);
        let font = || self.by_program(cid);
        let first = if self.font_first {
            font().or_else(map)
        } else {
            map().or_else(font)
        };
        let first = first.or_else(|| self.by_collection(cid));
        first.or_else(|| self.by_code(code))
    }

    /// By what a code may be in itself, where nothing else is known.
    fn by_code(&self, code: u32) -> Option<String> {
        if self.codes_are_text {
            let text = char::from_u32(code).map(String::from);
            return text.filter(|text| is_text(text));
        }
        let private = self.to_unicode.as_ref()?.text(code)?;
        unprivate(&private).filter(|_| !self.pictorial)
    }

    fn mapped(&self, code: u32) -> Option<String> {
        self.to_unicode
            .as_ref()?
            .text(code)
            .filter(|text| is_text(text))
    }

    fn by_program(&self, cid: u32) -> Option<String> {
        let program = self.program.as_ref()?;
        let cid = u16::try_from(cid).ok()?;
        let glyph = match &self.glyphs {
            Glyphs::Table(table) => {
                let at = usize::from(cid) * 2;
                let pair: [u8; 2] = table.get(at..at + 2)?.try_into().ok()?;
                u16::from_be_bytes(pair)
            }
            Glyphs::Identity => program.glyph(cid)?,
        };
        program.characters(glyph)
    }

    /// By the character collection, as for fonts of the CJK packs.
    fn by_collection(&self, cid: u32) -> Option<String> {
        match self.collection.as_ref()?.lookup_bf_string(cid)? {
            BfString::Char(one) => Some(one.to_string()),
            BfString::String(more) => Some(more),
        }
    }

    /// Whether the program contradicts the ToUnicode map.
    fn is_contradicted(&self) -> bool {
        let Some(program) = &self.program else {
            return false;
        };
        let Some(map) = &self.to_unicode else {
            return false;
        };
        let pairs: Vec<_> = map
            .mapped_codes(4096)
            .filter_map(|code| Some((code, map.text(code)?)))
            .filter_map(|(code, text)| {
                let length = if self.encoding.cid(code, 2).is_some() {
                    2
                } else {
                    1
                };
                let cid = self.encoding.cid(code, length)?;
                Some((text, self.by_program(cid)?))
            })
            .collect();
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(map, font): &(String, String)| (map.as_str(), font.as_str()))
            .collect();
        contradicts(&pairs, program.named)
    }
}

/// The map from CIDs to characters of a known character collection.
fn collection(pdf: &dyn Pdf, descendant: &Dictionary) -> Option<Known> {
    let info = get_dict(pdf, descendant, b"CIDSystemInfo")?;
    let string = |key: &[u8]| -> Cow<'_, [u8]> {
        match objects::get(pdf, info, key) {
            Some(Object::String(bytes, _)) => Cow::Borrowed(bytes.as_slice()),
            Some(Object::Name(name)) => Cow::Borrowed(name.as_slice()),
            _ => Cow::Borrowed(&[]),
        }
    };
    let family = CidFamily::from_registry_ordering(&string(b"Registry"), &string(b"Ordering"));
    // An embedded font's glyph order is not the collection's only where it is TrueType with a
    // map of its own, and then the collection still says what the CIDs are.
    let bytes = load_embedded(family.ucs2_cmap()?)?;
    Known::parse(bytes, load_embedded)
}

/// The `W` array: `first [w …]` or `first last w`.
fn widths(pdf: &dyn Pdf, descendant: &Dictionary) -> HashMap<u32, f64> {
    let mut widths = HashMap::new();
    let mut left = MAX_WIDTHS;
    let array = get_array(pdf, descendant, b"W").unwrap_or_default();
    let mut items = array.iter().map(|item| resolve(pdf, item));
    while let Some(first) = items.next() {
        let Some(first) = cid(first) else { continue };
        match items.next() {
            Some(Object::Array(list)) => {
                for (cid, width) in (first..).zip(numbers(pdf, list)).take(left) {
                    widths.insert(cid, width);
                    left -= 1;
                }
            }
            Some(last) => {
                let (Some(last), Some(width)) = (cid(last), items.next().and_then(objects::number))
                else {
                    continue;
                };
                for cid in (first..=last).take(left) {
                    widths.insert(cid, width);
                    left -= 1;
                }
            }
            None => break,
        }
    }
    widths
}

/// The `W2` array: `first [w1y vx vy …]` or `first last w1y vx vy`.
fn vertical(pdf: &dyn Pdf, descendant: &Dictionary) -> HashMap<u32, [f64; 3]> {
    let mut metrics = HashMap::new();
    let mut left = MAX_WIDTHS;
    let array = get_array(pdf, descendant, b"W2").unwrap_or_default();
    let mut items = array.iter().map(|item| resolve(pdf, item));
    while let Some(first) = items.next() {
        let Some(first) = cid(first) else { continue };
        match items.next() {
            Some(Object::Array(list)) => {
                for (cid, three) in (first..).zip(numbers(pdf, list).chunks_exact(3)).take(left) {
                    if let [a, b, c] = three {
                        metrics.insert(cid, [*a, *b, *c]);
                        left -= 1;
                    }
                }
            }
            Some(last) => {
                let mut next = || items.next().and_then(objects::number);
                let (Some(last), Some(a), Some(b), Some(c)) = (cid(last), next(), next(), next())
                else {
                    continue;
                };
                for cid in (first..=last).take(left) {
                    metrics.insert(cid, [a, b, c]);
                    left -= 1;
                }
            }
            None => break,
        }
    }
    metrics
}

fn cid(object: &Object) -> Option<u32> {
    objects::number(object)
        .filter(|cid| (0.0..=65_535.0).contains(cid))
        .map(|cid| cid as u32)
}

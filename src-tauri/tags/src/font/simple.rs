//! Fonts whose codes are single bytes: Type 1, TrueType, Type 3.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use lopdf::{Dictionary, Object};

use super::cmap::CMap;
use super::program::Program;
use super::standard::Standard;
use super::{
    Char, Font, Kind, contradicts, encoding, font_matrix, get_array, get_dict, get_name,
    get_number, is_pictorial, is_text, numbered, numbers, objects, pictures, resolve, rise,
    unprivate,
};
use crate::ReadError;
use crate::limits::Budget;
use crate::matrix::Matrix;
use crate::pdf::Pdf;

/// Reads a simple font.
pub(super) fn read(
    pdf: &dyn Pdf,
    dict: &Dictionary,
    to_unicode: Option<&CMap>,
    budget: &Budget<'_>,
) -> Result<Font, ReadError> {
    let type3 = get_name(pdf, dict, b"Subtype") == Some(b"Type3");
    let descriptor = get_dict(pdf, dict, b"FontDescriptor");
    let program = match descriptor {
        Some(descriptor) if !type3 => super::program(pdf, descriptor, budget)?,
        _ => None,
    };
    let names = names(pdf, dict);
    let widths = Widths::read(pdf, dict, descriptor, type3);
    let base = base(pdf, dict, descriptor, program.as_ref(), &widths);
    let meant: HashMap<u8, String> = names
        .iter()
        .filter_map(|(code, name)| Some((*code, encoding::unicode(name)?)))
        .collect();
    let numbered = numbered::characters(&names, &meant, |code| widths.of(code, None));
    let from_font = |code: u8| -> Option<String> {
        if names.contains_key(&code) {
            // A name that means nothing hides what the base encoding has there.
            return meant
                .get(&code)
                .cloned()
                .or_else(|| program.as_ref().and_then(|p| p.by_code.get(&code).cloned()))
                .or_else(|| numbered.get(&code).cloned());
        }
        let own = program
            .as_ref()
            .and_then(|program| program.by_code.get(&code).cloned());
        match &base {
            Base::Own => own,
            Base::Table(table) => table
                .get(usize::from(code))
                .copied()
                .flatten()
                .map(String::from)
                .or(own),
        }
    };
    let said = |code: u8| to_unicode.and_then(|map| map.text(u32::from(code)));
    // By code: what the map says, and the font.
    let both: Vec<_> = (0_u8..=255)
        .map(|code| (said(code), from_font(code)))
        .collect();
    let pairs: Vec<_> = both
        .iter()
        .filter_map(|(said, own)| Some((said.as_deref()?, own.as_deref()?)))
        .collect();
    let named = !names.is_empty() || program.as_ref().is_some_and(|program| program.named);
    let doubtful = contradicts(&pairs, named);
    let pictorial = is_pictorial(dict);

    let mut table: Box<[Char; 256]> = Box::new(std::array::from_fn(|_| Char::default()));
    for ((slot, code), (said, own)) in table.iter_mut().zip(0_u8..=255).zip(&both) {
        let said = said.as_deref();
        let (map, own) = (said.filter(|text| is_text(text)), own.as_deref());
        let text = if doubtful { own.or(map) } else { map.or(own) };
        let text = text.map(Cow::Borrowed).or_else(|| {
            let private = said.and_then(unprivate);
            private.filter(|_| !pictorial).map(Cow::Owned)
        });
        // The end of a line within a string shows nothing.
        let blank = matches!(code, 9 | 10 | 12 | 13)
            && matches!(base, Base::Table(_))
            && !names.contains_key(&code);
        let text = text.or_else(|| blank.then_some(Cow::Borrowed("")));
        let width = widths.of(code, text.as_deref());
        *slot = Char {
            text: text.map(Rc::from),
            advance: width,
            width,
            shift: (0.0, 0.0),
            is_word_space: code == 32,
        };
    }
    let (ascent, descent) = if type3 {
        type3_rise(pdf, dict, budget)?
    } else {
        rise(pdf, descriptor, program.as_ref())
    };
    Ok(Font {
        kind: Kind::Simple(table),
        ascent,
        descent,
        em: if type3 { em(ascent - descent) } else { 1.0 },
        vertical: false,
        // What is only guessed from numbers is as doubtful as a map that is not believed.
        doubtful: doubtful || to_unicode.is_none() && !numbered.is_empty(),
    })
}

/// What codes mean that no difference names.
enum Base {
    /// What the font program says.
    Own,
    /// One of the named encodings.
    Table(&'static encoding::Table),
}

fn base(
    pdf: &dyn Pdf,
    dict: &Dictionary,
    descriptor: Option<&Dictionary>,
    program: Option<&Program>,
    widths: &Widths,
) -> Base {
    let named = match objects::get(pdf, dict, b"Encoding") {
        Some(Object::Name(name)) => Some(name.as_slice()),
        Some(Object::Dictionary(encoding)) => get_name(pdf, encoding, b"BaseEncoding"),
        _ => None,
    };
    // A font that is not brought along, of which every reader knows what its codes show.
    let own = get_name(pdf, dict, b"BaseFont").and_then(pictures::encoding);
    if let Some(table) = own.filter(|_| program.is_none()) {
        return Base::Table(table);
    }
    let known = named.filter(|name| {
        matches!(
            *name,
            b"WinAnsiEncoding" | b"MacRomanEncoding" | b"StandardEncoding"
        )
    });
    let flags = descriptor
        .and_then(|d| get_number(pdf, d, b"Flags"))
        .unwrap_or(0.0);
    let symbolic = (flags as i64) & 4 != 0;
    let speaks = program.is_some_and(|program| !program.by_code.is_empty());
    match known {
        // A symbolic TrueType font's own table stands above a named encoding.
        Some(_) if symbolic && speaks && get_name(pdf, dict, b"Subtype") == Some(b"TrueType") => {
            Base::Own
        }
        Some(name) => Base::Table(encoding::base(name)),
        None if speaks => Base::Own,
        // An embedded symbolic font that does not tell: its codes may be characters all the same,
        // which is seen by its widths.
        None if symbolic && program.is_some() && named.is_none() && !widths.suit_ascii(program) => {
            Base::Own
        }
        None => Base::Table(encoding::base(b"StandardEncoding")),
    }
}

/// The glyph names of `Differences`, by code.
fn names(pdf: &dyn Pdf, dict: &Dictionary) -> HashMap<u8, Vec<u8>> {
    let mut names = HashMap::new();
    let Some(encoding) = get_dict(pdf, dict, b"Encoding") else {
        return names;
    };
    let mut code = 0_i64;
    for item in get_array(pdf, encoding, b"Differences").unwrap_or_default() {
        match resolve(pdf, item) {
            Object::Integer(next) => code = *next,
            Object::Name(name) => {
                if let Ok(code) = u8::try_from(code) {
                    names.insert(code, name.clone());
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    names
}

/// Widths by code, as parts of the size.
struct Widths {
    first: i64,
    listed: Vec<f64>,
    missing: f64,
    standard: Option<Standard>,
    unit: f64,
}

impl Widths {
    fn read(
        pdf: &dyn Pdf,
        dict: &Dictionary,
        descriptor: Option<&Dictionary>,
        type3: bool,
    ) -> Self {
        let listed = get_array(pdf, dict, b"Widths").map(|array| numbers(pdf, array));
        let name = get_name(pdf, dict, b"BaseFont").map(String::from_utf8_lossy);
        let standard = Standard::named(name.as_deref().unwrap_or_default());
        let unit = if type3 {
            font_matrix(pdf, dict).apply(1.0, 0.0).x.abs()
        } else {
            0.001
        };
        let missing = descriptor.and_then(|d| get_number(pdf, d, b"MissingWidth"));
        Self {
            first: get_number(pdf, dict, b"FirstChar").unwrap_or(0.0) as i64,
            standard: listed.is_none().then_some(standard),
            listed: listed.unwrap_or_default(),
            missing: missing.unwrap_or(0.0),
            unit,
        }
    }

    /// Whether codes are as wide as the ASCII characters of the same numbers are in most faces:
    /// `i` narrow, `m` wide. Codes for which the program has no glyph tell nothing.
    fn suit_ascii(&self, program: Option<&Program>) -> bool {
        let codes = program
            .map(|program| &program.codes)
            .filter(|codes| !codes.is_empty());
        let pairs: Vec<(f64, f64)> = (0x21..0x7f_u8)
            .filter(|code| codes.is_none_or(|codes| codes.contains(code)))
            .filter_map(|code| {
                let own = self.of(code, None);
                let usual = Standard::Helvetica.width(char::from(code))?;
                (own > 0.0 && own != self.missing * self.unit).then_some((own, usual))
            })
            .collect();
        numbered::correlation(&pairs, 8).is_some_and(|how| how > 0.7)
    }

    fn of(&self, code: u8, text: Option<&str>) -> f64 {
        if let Some(standard) = self.standard {
            let character = text.and_then(|text| text.chars().next());
            if text == Some("") {
                return 0.0;
            }
            let width = character.and_then(|c| standard.width(c));
            // A character that the standard font lacks: about as wide as a digit.
            return width.unwrap_or(if self.missing > 0.0 {
                self.missing
            } else {
                500.0
            }) * 0.001;
        }
        let at = usize::try_from(i64::from(code) - self.first).ok();
        at.and_then(|at| self.listed.get(at))
            .copied()
            .unwrap_or(self.missing)
            * self.unit
    }
}

/// What letters are as large as that rise and sink so far together.
fn em(height: f64) -> f64 {
    if (0.5..2.0).contains(&height) || height <= 0.0 {
        1.0
    } else {
        height
    }
}

/// How many glyph procedures are looked at for their boxes.
const PROCEDURES: usize = 64;

/// Ascent and descent of a Type 3 font: its box, else the boxes that its glyphs declare.
fn type3_rise(
    pdf: &dyn Pdf,
    dict: &Dictionary,
    budget: &Budget<'_>,
) -> Result<(f64, f64), ReadError> {
    let matrix = font_matrix(pdf, dict);
    let scaled = |y0: f64, y1: f64| {
        let (a, b) = (matrix.apply(0.0, y0).y, matrix.apply(0.0, y1).y);
        let origin = Matrix::apply(&matrix, 0.0, 0.0).y;
        (a.max(b) - origin, a.min(b) - origin)
    };
    let boxed = dict
        .get(b"FontBBox")
        .ok()
        .and_then(|value| objects::rect(pdf, value));
    if let Some(rect) = boxed
        && rect.height() > 0.0
    {
        return Ok(scaled(rect.y0, rect.y1));
    }
    let (mut low, mut high) = (0.0_f64, 0.0_f64);
    if let Some(procedures) = get_dict(pdf, dict, b"CharProcs") {
        for (_, procedure) in procedures.iter().take(PROCEDURES) {
            let Object::Stream(stream) = resolve(pdf, procedure) else {
                continue;
            };
            let bytes = objects::decode(pdf, stream, budget)?.unwrap_or_default();
            let mut operations = crate::content::Operations::new(&bytes);
            if operations.next_operator() == Some(b"d1") {
                let value = |at: usize| operations.operands.get(at).and_then(|o| o.number());
                low = low.min(value(3).unwrap_or(0.0));
                high = high.max(value(5).unwrap_or(0.0));
            }
        }
    }
    Ok(if high > low {
        scaled(low, high)
    } else {
        (super::ASCENT, super::DESCENT)
    })
}

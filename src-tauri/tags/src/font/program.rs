//! What an embedded font program says of itself: which character a glyph is, how high it rises.

use std::collections::{HashMap, HashSet};

use lopdf::{Dictionary, Object};
use ttf_parser::{Face, GlyphId, PlatformId, cff};

use super::encoding;
use crate::ReadError;
use crate::lexer::{Lexer, Token};
use crate::limits::Budget;
use crate::objects;
use crate::pdf::Pdf;

/// What is taken from an embedded font program.
#[derive(Debug, Default)]
pub(crate) struct Program {
    /// Characters by glyph.
    pub(crate) by_glyph: HashMap<u16, String>,
    /// Characters by the code of a simple font, by the program's own encoding.
    pub(crate) by_code: HashMap<u8, String>,
    /// Codes of a simple font for which the program's own table has a glyph; empty where it has no
    /// table.
    pub(crate) codes: HashSet<u8>,
    /// Glyph by CID, where the program is CID-keyed.
    pub(crate) by_cid: Option<HashMap<u16, u16>>,
    /// Characters come from glyphs' own names, which nobody writes by accident.
    pub(crate) named: bool,
    /// Advance widths by glyph, in thousandths.
    pub(crate) advances: Vec<f64>,
    /// Ascent and descent as parts of the size.
    pub(crate) rise: Option<(f64, f64)>,
}

impl Program {
    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        let cids = self.by_cid.as_ref().map_or(0, HashMap::len);
        80 * (self.by_glyph.len() + self.by_code.len()) + 16 * cids + 8 * self.advances.len()
    }
}

/// What looking a glyph's name up costs, in operators.
const GLYPH_COST: usize = 8;

/// Reads the program that a font descriptor holds.
pub(crate) fn read(
    pdf: &dyn Pdf,
    descriptor: &Dictionary,
    budget: &Budget<'_>,
) -> Result<Option<Program>, ReadError> {
    for key in [b"FontFile3".as_slice(), b"FontFile2", b"FontFile"] {
        let Some(Object::Stream(stream)) = objects::get(pdf, descriptor, key) else {
            continue;
        };
        let bytes = objects::decode(pdf, stream, budget)?.unwrap_or_default();
        budget.go_on()?;
        let program = if bytes.starts_with(b"%!") || bytes.first() == Some(&0x80) {
            type1(&bytes)
        } else if let Ok(face) = Face::parse(&bytes, 0) {
            budget.spend_operations(GLYPH_COST * usize::from(face.number_of_glyphs()))?;
            sfnt(&face)
        } else if let Some(table) = cff::Table::parse(&bytes) {
            budget.spend_operations(GLYPH_COST * usize::from(table.number_of_glyphs()))?;
            compact(&table)
        } else {
            tables(&bytes)
        };
        return Ok(Some(program));
    }
    Ok(None)
}

/// The encoding in the clear part of a Type 1 program: `dup 65 /A put`.
fn type1(bytes: &[u8]) -> Program {
    let end = bytes
        .windows(5)
        .position(|five| five == b"eexec")
        .unwrap_or(bytes.len());
    let mut lexer = Lexer::new(bytes.get(..end).unwrap_or(bytes));
    let mut program = Program {
        named: true,
        ..Program::default()
    };
    let mut last = [None, None];
    while let Some(mut token) = lexer.next_token() {
        match &token {
            Token::Keyword(b"put") => {
                if let [Some(Token::Number(code)), Some(Token::Name(name))] = &last {
                    program.encode(*code, name);
                }
            }
            Token::Keyword(b"StandardEncoding") => {
                program.by_code = own(&encoding::base(b"StandardEncoding"));
            }
            // `[/A /B …]`, each name at the next code.
            Token::ArrayStart if matches!(&last[1], Some(Token::Name(key)) if key.as_slice() == b"Encoding") =>
            {
                let mut code = 0.0;
                while let Some(Token::Name(name)) = lexer.next_token() {
                    program.encode(code, &name);
                    code += 1.0;
                }
            }
            // `8#101`: a number to a base, which content streams do not know.
            Token::Keyword([b'#', digits @ ..]) => {
                if let Some(Token::Number(radix @ 2.0..=36.0)) = &last[1]
                    && let Ok(digits) = std::str::from_utf8(digits)
                    && let Ok(value) = u32::from_str_radix(digits, *radix as u32)
                {
                    last.swap(0, 1);
                    token = Token::Number(f64::from(value));
                }
            }
            _ => {}
        }
        last = [last[1].take(), Some(token)];
    }
    program
}

impl Program {
    /// Notes the name that a Type 1 program gives a code.
    fn encode(&mut self, code: f64, name: &[u8]) {
        if (0.0..256.0).contains(&code)
            && let Some(text) = encoding::unicode(name)
        {
            self.by_code.insert(code as u8, text);
        }
    }
}

fn own(table: &[Option<char>; 256]) -> HashMap<u8, String> {
    (0_u8..=255)
        .zip(table)
        .filter_map(|(code, c)| c.map(|c| (code, c.to_string())))
        .collect()
}

fn sfnt(face: &Face<'_>) -> Program {
    let mut program = match face.tables().cff {
        Some(table) => compact(&table),
        None => Program::default(),
    };
    if program.by_cid.is_none() && program.by_glyph.is_empty() {
        for id in 0..face.number_of_glyphs() {
            let name = face
                .tables()
                .post
                .and_then(|post| post.glyph_name(GlyphId(id)));
            if let Some(text) = name.and_then(|name| encoding::unicode(name.as_bytes())) {
                program.by_glyph.insert(id, text);
                program.named = true;
            }
        }
    }
    let units = f64::from(face.units_per_em()).max(1.0);
    program.advances = (0..face.number_of_glyphs())
        .map(|id| {
            face.glyph_hor_advance(GlyphId(id))
                .map_or(0.0, |w| f64::from(w) * 1000.0 / units)
        })
        .collect();
    program.rise = Some((
        f64::from(face.ascender()) / units,
        f64::from(face.descender()) / units,
    ));
    character_maps(face, &mut program);
    program
}

/// Characters by glyph and by code, by the `cmap` table.
fn character_maps(face: &Face<'_>, program: &mut Program) {
    let Some(cmap) = face.tables().cmap else {
        return;
    };
    let mut glyphs: HashMap<u16, char> = HashMap::new();
    for table in cmap.subtables {
        let symbol = table.platform_id == PlatformId::Windows && table.encoding_id == 0;
        let unicode = table.is_unicode() && !symbol;
        if unicode {
            table.codepoints(|code| {
                if let (Some(c), Some(id)) = (char::from_u32(code), table.glyph_index(code)) {
                    // The plain character where a glyph has several: the lowest.
                    let slot = glyphs.entry(id.0).or_insert(c);
                    *slot = (*slot).min(c);
                }
            });
        }
    }
    for (id, c) in &glyphs {
        program.by_glyph.entry(*id).or_insert_with(|| c.to_string());
    }
    let mut ids: HashMap<u8, u16> = HashMap::new();
    for table in cmap.subtables {
        let symbol = table.platform_id == PlatformId::Windows && table.encoding_id == 0;
        let mac = table.platform_id == PlatformId::Macintosh;
        for code in 0_u8..=255 {
            let wide = u32::from(code);
            let id = if symbol {
                [0xf000, 0xf100, 0xf200, 0]
                    .iter()
                    .find_map(|base| table.glyph_index(base + wide))
            } else if mac {
                table.glyph_index(wide)
            } else {
                None
            };
            if let Some(id) = id.filter(|id| id.0 != 0) {
                ids.entry(code).or_insert(id.0);
            }
        }
    }
    for (code, id) in ids {
        program.codes.insert(code);
        if let Some(text) = program.by_glyph.get(&id) {
            program.by_code.insert(code, text.clone());
        }
    }
}

fn compact(table: &cff::Table<'_>) -> Program {
    let mut program = Program::default();
    let count = table.number_of_glyphs();
    let cids: HashMap<u16, u16> = (0..count)
        .filter_map(|id| table.glyph_cid(GlyphId(id)).map(|cid| (cid, id)))
        .collect();
    if !cids.is_empty() {
        program.by_cid = Some(cids);
        return program;
    }
    for id in 0..count {
        let name = table.glyph_name(GlyphId(id));
        if let Some(text) = name.and_then(|name| encoding::unicode(name.as_bytes())) {
            program.by_glyph.insert(id, text);
            program.named = true;
        }
    }
    for code in 0_u8..=255 {
        let text = table
            .glyph_index(code)
            .and_then(|id| program.by_glyph.get(&id.0));
        if let Some(text) = text {
            program.by_code.insert(code, text.clone());
        }
    }
    program
}

/// An sfnt that lacks tables which a whole font must have, as subsets often do: each table that
/// is there is read by itself.
fn tables(bytes: &[u8]) -> Program {
    let Ok(raw) = ttf_parser::RawFace::parse(bytes, 0) else {
        return Program::default();
    };
    let table = |tag: &[u8; 4]| raw.table(ttf_parser::Tag::from_bytes(tag));
    let mut program = table(b"CFF ")
        .and_then(cff::Table::parse)
        .map(|t| compact(&t))
        .unwrap_or_default();
    let units = table(b"head").and_then(ttf_parser::head::Table::parse);
    let units = units.map_or(1000.0, |head| f64::from(head.units_per_em).max(1.0));
    if let Some(hhea) = table(b"hhea").and_then(ttf_parser::hhea::Table::parse) {
        let part = |value: i16| f64::from(value) / units;
        program.rise = Some((part(hhea.ascender), part(hhea.descender)));
    }
    program
}

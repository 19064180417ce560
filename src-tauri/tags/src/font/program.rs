//! What an embedded font program says of itself: which character a glyph is, how high it rises.

use std::collections::{HashMap, HashSet};

use lopdf::{Dictionary, Object};
use ttf_parser::{Face, GlyphId, RawFace, TableRecord, Tag, cff};

use super::charmap::CharacterMap;
use super::encoding;
use crate::ReadError;
use crate::lexer::{Lexer, Token};
use crate::limits::Budget;
use crate::objects;
use crate::pdf::Pdf;

/// What is taken from an embedded font program.
#[derive(Debug, Default)]
pub(crate) struct Program {
    /// The glyphs' own names.
    names: Names,
    /// Characters by glyph, by the `cmap` table.
    mapped: HashMap<u16, char>,
    /// Characters by the code of a simple font, by the program's own encoding.
    pub(crate) by_code: HashMap<u8, String>,
    /// Codes of a simple font for which the program's own table has a glyph; empty where it has no
    /// table.
    pub(crate) codes: HashSet<u8>,
    /// CIDs with their glyphs, by CID, where the program is CID-keyed.
    cids: Option<Vec<(u16, u16)>>,
    /// Characters come from glyphs' own names, which nobody writes by accident.
    pub(crate) named: bool,
    /// Ascent and descent as parts of the size.
    pub(crate) rise: Option<(f64, f64)>,
}

impl Program {
    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        let cids = self.cids.as_ref().map_or(0, Vec::len);
        let maps = 16 * self.mapped.len() + 80 * self.by_code.len() + 8 * cids;
        maps + self.names.weight()
    }

    /// The characters of a glyph: by its name, else by the `cmap` table.
    pub(crate) fn characters(&self, glyph: u16) -> Option<String> {
        let named = self.names.get(glyph).and_then(encoding::unicode);
        named.or_else(|| self.mapped.get(&glyph).map(char::to_string))
    }

    /// The glyph of a CID; `None` where the program has none for it, and the CID itself where it is
    /// not keyed by CIDs.
    pub(crate) fn glyph(&self, cid: u16) -> Option<u16> {
        let Some(cids) = &self.cids else {
            return Some(cid);
        };
        let at = cids.binary_search_by_key(&cid, |(cid, _)| *cid).ok()?;
        cids.get(at).map(|(_, glyph)| *glyph)
    }

    /// Takes over what a `cmap` table says.
    fn take(&mut self, map: CharacterMap) {
        self.mapped = map.characters;
        for (code, glyph) in map.glyphs {
            self.codes.insert(code);
            if let Some(text) = self.characters(glyph) {
                self.by_code.insert(code, text);
            }
        }
    }

    fn named(mut self, names: Names) -> Self {
        // Nearly always one of the first is known.
        let known = names.all().take(MOST_NAMES).find_map(encoding::unicode);
        self.named = known.is_some();
        self.names = names;
        self
    }
}

/// Names by glyph, one behind the other.
#[derive(Debug, Default)]
struct Names {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Names {
    /// The name of the next glyph.
    fn push(&mut self, name: Option<&str>) {
        self.bytes
            .extend_from_slice(name.unwrap_or_default().as_bytes());
        self.ends.push(self.bytes.len());
    }

    fn get(&self, glyph: u16) -> Option<&[u8]> {
        let glyph = usize::from(glyph);
        let end = *self.ends.get(glyph)?;
        let start = match glyph.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.bytes.get(start..end).filter(|name| !name.is_empty())
    }

    fn all(&self) -> impl Iterator<Item = &[u8]> {
        (0..=u16::MAX)
            .take(self.ends.len())
            .filter_map(|glyph| self.get(glyph))
    }

    fn weight(&self) -> usize {
        self.bytes.len() + size_of::<usize>() * self.ends.len()
    }
}

/// Names that are looked at to find one that is known.
const MOST_NAMES: usize = 1024;
/// What looking a glyph up costs, in operators.
const GLYPH_COST: usize = 8;
/// What looking a glyph of a CFF program up costs beside that, for each so many glyphs before it.
const GLYPHS_PASSED: usize = 512;

/// How much of a TrueType program is looked at first: its table of contents, and often its `cmap`.
const HEAD: usize = 2048;

/// Reads the program that a font descriptor holds; `height` is whether that it tells its height is
/// of use.
pub(crate) fn read(
    pdf: &dyn Pdf,
    descriptor: &Dictionary,
    height: bool,
    budget: &Budget<'_>,
) -> Result<Option<Program>, ReadError> {
    for key in [b"FontFile3".as_slice(), b"FontFile2", b"FontFile"] {
        let Some(Object::Stream(stream)) = objects::get(pdf, descriptor, key) else {
            continue;
        };
        if key == b"FontFile2"
            && !height
            && let Some(head) = objects::head(pdf, stream, HEAD, budget)?
            && let Some(program) = nameless(&head)
        {
            return Ok(Some(program));
        }
        let bytes = objects::decode(pdf, stream, budget)?.unwrap_or_default();
        budget.go_on()?;
        let program = if bytes.starts_with(b"%!") || bytes.first() == Some(&0x80) {
            type1(&bytes)
        } else if let Ok(face) = Face::parse(&bytes, 0) {
            budget.spend_operations(GLYPH_COST * usize::from(face.number_of_glyphs()))?;
            sfnt(&face, budget)?
        } else if let Some(table) = cff::Table::parse(&bytes) {
            compact(&table, budget)?
        } else {
            tables(&bytes, budget)?
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
                program.by_code = own(encoding::base(b"StandardEncoding"));
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

/// What a TrueType program has that names no glyphs, from how it begins: the outlines, nearly all
/// of it, need not be decoded. `None` where it has to be read whole.
fn nameless(head: &[u8]) -> Option<Program> {
    /// A `post` table of this length has no names.
    const NO_NAMES: u32 = 32;
    let raw = RawFace::parse(head, 0).ok()?;
    let record = |tag: &[u8; 4]| record(&raw, tag);
    let whole = [b"head", b"hhea", b"maxp"]
        .into_iter()
        .all(|tag| record(tag).is_some());
    let named = record(b"post").is_some_and(|post| post.length > NO_NAMES);
    if !whole || named || record(b"CFF ").is_some() {
        return None;
    }
    let mut program = Program::default();
    if record(b"cmap").is_some() {
        program.take(CharacterMap::read(table(&raw, b"cmap")?));
    }
    Some(program)
}

/// Where a table stands. The library takes it that tables are listed in order, which some are not.
fn record(raw: &RawFace<'_>, tag: &[u8; 4]) -> Option<TableRecord> {
    let mut records = raw.table_records.into_iter();
    records.find(|record| record.tag == Tag::from_bytes(tag))
}

fn table<'b>(raw: &RawFace<'b>, tag: &[u8; 4]) -> Option<&'b [u8]> {
    let record = record(raw, tag)?;
    let start = usize::try_from(record.offset).ok()?;
    let end = start.checked_add(usize::try_from(record.length).ok()?)?;
    raw.data.get(start..end)
}

fn sfnt(face: &Face<'_>, budget: &Budget<'_>) -> Result<Program, ReadError> {
    let mut program = match face.tables().cff {
        Some(table) => compact(&table, budget)?,
        None => Program::default(),
    };
    if program.cids.is_none() && program.names.ends.is_empty() {
        program = program.named(post_names(face));
    }
    let units = f64::from(face.units_per_em()).max(1.0);
    program.rise = Some((
        f64::from(face.ascender()) / units,
        f64::from(face.descender()) / units,
    ));
    if let Some(cmap) = table(face.raw_face(), b"cmap") {
        program.take(CharacterMap::read(cmap));
    }
    Ok(program)
}

/// The names of the `post` table. The library looks a name up by passing over all those before it,
/// so they are listed once.
fn post_names(face: &Face<'_>) -> Names {
    /// Names that every reader knows; a number below this is one of theirs.
    const KNOWN: u16 = 258;
    /// Where the numbers of the names begin.
    const NUMBERS: usize = 34;
    let mut names = Names::default();
    let raw = table(face.raw_face(), b"post");
    let (Some(post), Some(raw)) = (face.tables().post, raw) else {
        return names;
    };
    let own: Vec<&str> = post.names().collect();
    let numbers = raw.get(NUMBERS..).unwrap_or_default().as_chunks::<2>().0;
    for (id, number) in (0..face.number_of_glyphs()).zip(numbers) {
        names.push(match u16::from_be_bytes(*number).checked_sub(KNOWN) {
            None => post.glyph_name(GlyphId(id)),
            Some(own_number) => own.get(usize::from(own_number)).copied(),
        });
    }
    names
}

fn compact(table: &cff::Table<'_>, budget: &Budget<'_>) -> Result<Program, ReadError> {
    let count = usize::from(table.number_of_glyphs());
    budget.spend_operations(count * (GLYPH_COST + count / GLYPHS_PASSED))?;
    let glyphs = || (0..table.number_of_glyphs()).map(GlyphId);
    let mut cids: Vec<(u16, u16)> = Vec::new();
    let mut names = Names::default();
    for glyph in glyphs() {
        match table.glyph_cid(glyph) {
            Some(cid) => cids.push((cid, glyph.0)),
            None => names.push(table.glyph_name(glyph)),
        }
    }
    if !cids.is_empty() {
        // Of several glyphs of one CID the last counts.
        cids.reverse();
        cids.sort_by_key(|(cid, _)| *cid);
        cids.dedup_by_key(|(cid, _)| *cid);
        return Ok(Program {
            cids: Some(cids),
            ..Program::default()
        });
    }
    let mut program = Program::default().named(names);
    for code in 0_u8..=255 {
        let text = table
            .glyph_index(code)
            .and_then(|id| program.characters(id.0));
        if let Some(text) = text {
            program.by_code.insert(code, text);
        }
    }
    Ok(program)
}

/// An sfnt that lacks tables which a whole font must have, as subsets often do: each table that
/// is there is read by itself.
fn tables(bytes: &[u8], budget: &Budget<'_>) -> Result<Program, ReadError> {
    let Ok(raw) = RawFace::parse(bytes, 0) else {
        return Ok(Program::default());
    };
    let table = |tag| table(&raw, tag);
    let mut program = match table(b"CFF ").and_then(cff::Table::parse) {
        Some(table) => compact(&table, budget)?,
        None => Program::default(),
    };
    let units = table(b"head").and_then(ttf_parser::head::Table::parse);
    let units = units.map_or(1000.0, |head| f64::from(head.units_per_em).max(1.0));
    if let Some(hhea) = table(b"hhea").and_then(ttf_parser::hhea::Table::parse) {
        let part = |value: i16| f64::from(value) / units;
        program.rise = Some((part(hhea.ascender), part(hhea.descender)));
    }
    Ok(program)
}

//! The fonts that are shipped, and those of the system for characters that they lack.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use krilla::Data;
use krilla::text::Font;
use rustybuzz::Face;
use unicode_normalization::UnicodeNormalization;

static HAND: &[u8] = include_bytes!("../../fonts/Caveat-Medium.ttf");
static PLAIN: &[u8] = include_bytes!("../../fonts/Inter-Regular.ttf");
static STRONG: &[u8] = include_bytes!("../../fonts/Inter-SemiBold.ttf");
static FIXED: &[u8] = include_bytes!("../../fonts/NotoSansMono-Regular.ttf");

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// A hand's script: typed signatures.
    Hand,
    /// The sans of running text.
    Plain,
    /// The same, heavier: headings.
    Strong,
    /// Fixed width: digests.
    Fixed,
}

/// A font's data with what is needed to shape and to embed it. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Typeface {
    data: Data,
    index: u32,
    font: Font,
}

impl Typeface {
    fn new(data: Data, index: u32) -> Option<Self> {
        Some(Self {
            font: Font::new(data.clone(), index)?,
            data,
            index,
        })
    }

    /// For shaping and measuring.
    pub(crate) fn face(&self) -> Option<Face<'_>> {
        Face::from_slice(self.data.as_ref(), self.index)
    }

    /// For embedding.
    pub(crate) fn font(&self) -> Font {
        self.font.clone()
    }

    /// Whether it draws the character.
    pub(crate) fn draws(&self, c: char) -> bool {
        self.face()
            .is_some_and(|face| face.glyph_index(c).is_some())
    }

    /// Whether it draws a letter with all its marks.
    pub(crate) fn draws_all(&self, letter: &str) -> bool {
        self.face().is_some_and(|face| has_all(&face, letter))
    }
}

/// The shipped fonts of a style, best first.
pub(crate) fn shipped(style: Style) -> Vec<Typeface> {
    static READ: OnceLock<[Option<Typeface>; 4]> = OnceLock::new();
    let [hand, plain, strong, fixed] = READ
        .get_or_init(|| [HAND, PLAIN, STRONG, FIXED].map(|bytes| Typeface::new(bytes.into(), 0)));
    let chain = match style {
        Style::Hand => [hand, plain],
        Style::Plain => [plain, strong],
        Style::Strong => [strong, plain],
        Style::Fixed => [fixed, plain],
    };
    chain.into_iter().flatten().cloned().collect()
}

/// A font of the system that draws a letter with all its marks. Families made for reading come
/// first.
pub(crate) fn of_system(letter: &str) -> Option<Typeface> {
    static FOUND: Mutex<Option<Found>> = Mutex::new(None);
    let mut found = FOUND.lock().ok()?;
    let found = found.get_or_insert_default();
    if let Some(font) = found.of_letter.get(letter) {
        return font.and_then(|id| found.typefaces.get(&id).cloned());
    }
    let font = search(letter, &mut found.typefaces);
    // More letters than names have, and longer ones, are looked up anew each time.
    if found.of_letter.len() < 4096 && letter.len() <= 64 {
        found.of_letter.insert(letter.to_owned(), font);
    }
    font.and_then(|id| found.typefaces.get(&id).cloned())
}

/// What was looked up so far. Each font is held once.
#[derive(Default)]
struct Found {
    of_letter: HashMap<String, Option<fontdb::ID>>,
    typefaces: HashMap<fontdb::ID, Typeface>,
}

fn search(letter: &str, typefaces: &mut HashMap<fontdb::ID, Typeface>) -> Option<fontdb::ID> {
    let system = system();
    ranked().iter().copied().find(|id| {
        // A bitmap or colour font has the character, but no outline to embed.
        let drawn = |bytes: &[u8], index| {
            let face = Face::from_slice(bytes, index)?;
            let outlined = |c: char| {
                c.is_whitespace()
                    || is_ignorable(c)
                    || face
                        .glyph_index(c)
                        .is_none_or(|glyph| face.glyph_bounding_box(glyph).is_some())
            };
            (has_all(&face, letter) && letter.chars().all(outlined)).then_some(())
        };
        if let Some(known) = typefaces.get(id) {
            return drawn(known.data.as_ref(), known.index).is_some();
        }
        let read = system.with_face_data(*id, |bytes, index| {
            drawn(bytes, index)?;
            let bytes: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(bytes.to_vec());
            Typeface::new(bytes.into(), index)
        });
        let Some(typeface) = read.flatten() else {
            return false;
        };
        typefaces.insert(*id, typeface);
        true
    })
}

/// Whether a face has a letter, put together or in its parts.
fn has_all(face: &Face<'_>, letter: &str) -> bool {
    let has = |c: char| is_ignorable(c) || face.glyph_index(c).is_some();
    letter.chars().all(has) || letter.nfd().all(has)
}

/// Whether a character shows nothing by itself, so that any font will do.
pub(crate) fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{2060}' | '\u{feff}')
}

/// The upright fonts of the system, best first.
fn ranked() -> &'static [fontdb::ID] {
    static RANKED: OnceLock<Vec<fontdb::ID>> = OnceLock::new();
    RANKED.get_or_init(|| {
        let upright =
            |face: &&fontdb::FaceInfo| face.style == fontdb::Style::Normal && !face.monospaced;
        let mut faces: Vec<_> = system().faces().filter(upright).collect();
        faces.sort_by_key(|face| {
            let family = face.families.first().map_or("", |(name, _)| name.as_str());
            let rank = ["Noto Sans", "DejaVu Sans", "Noto Serif"]
                .iter()
                .position(|known| family.starts_with(known))
                .unwrap_or(9);
            (rank, face.weight.0.abs_diff(400))
        });
        faces.into_iter().map(|face| face.id).collect()
    })
}

fn system() -> &'static fontdb::Database {
    static SYSTEM: OnceLock<fontdb::Database> = OnceLock::new();
    SYSTEM.get_or_init(|| {
        let mut database = fontdb::Database::new();
        database.load_system_fonts();
        database
    })
}

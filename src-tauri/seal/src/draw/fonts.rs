//! The fonts that are shipped, and those of the system for characters that they lack.

use std::sync::{Arc, Mutex, OnceLock};

use krilla::Data;
use krilla::text::Font;
use rustybuzz::Face;

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

/// A font of the system that draws the character. Families made for reading come first.
pub(crate) fn of_system(c: char) -> Option<Typeface> {
    static FOUND: Mutex<Vec<(char, Option<Typeface>)>> = Mutex::new(Vec::new());
    let mut found = FOUND.lock().ok()?;
    if let Some((_, typeface)) = found.iter().find(|(known, _)| *known == c) {
        return typeface.clone();
    }
    let typeface = search(c);
    if found.len() < 256 {
        found.push((c, typeface.clone()));
    }
    typeface
}

fn search(c: char) -> Option<Typeface> {
    let system = system();
    let mut faces: Vec<_> = system
        .faces()
        .filter(|face| face.style == fontdb::Style::Normal && !face.monospaced)
        .map(|face| {
            let family = face.families.first().map_or("", |(name, _)| name.as_str());
            let rank = ["Noto Sans", "DejaVu Sans", "Noto Serif"]
                .iter()
                .position(|known| family.starts_with(known))
                .unwrap_or(9);
            (rank, face.weight.0.abs_diff(400), face.id)
        })
        .collect();
    faces.sort_unstable_by_key(|(rank, off_weight, _)| (*rank, *off_weight));
    faces.into_iter().find_map(|(_, _, id)| {
        system.with_face_data(id, |bytes, index| {
            let face = Face::from_slice(bytes, index)?;
            // A bitmap or colour font has the character, but no outline to embed.
            face.glyph_index(c)
                .filter(|glyph| c.is_whitespace() || face.glyph_bounding_box(*glyph).is_some())?;
            let bytes: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(bytes.to_vec());
            Typeface::new(bytes.into(), index)
        })?
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

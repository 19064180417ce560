//! What is wanted of a copy.

use std::collections::BTreeSet;

use session::{Rect, Tag};

/// All that changes in a copy.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// Tags that go.
    pub replacements: Vec<Replacement>,
    /// Text where no tag stands.
    pub additions: Vec<Addition>,
}

impl From<Vec<Replacement>> for Plan {
    fn from(replacements: Vec<Replacement>) -> Self {
        Self {
            replacements,
            ..Self::default()
        }
    }
}

impl Plan {
    /// All new text.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let replaced = self.replacements.iter().filter_map(|one| one.wanted());
        replaced.chain(self.additions.iter().map(|one| one.text.as_str()))
    }

    /// The pages that change.
    pub(super) fn pages(&self) -> BTreeSet<u32> {
        let replaced = self.replacements.iter().map(|one| one.tag.page);
        replaced
            .chain(self.additions.iter().map(|one| one.page))
            .collect()
    }
}

/// What becomes of a tag.
#[derive(Debug, Clone, PartialEq)]
pub struct Replacement {
    /// The tag, as [`crate::read`] found it in the same bytes.
    pub tag: Tag,
    /// What stands there instead: characters of ASCII and Latin-1, drawn on the tag's baseline in
    /// its size, direction, colour, rendering mode and layer (what stands for an unseen tag is as
    /// unseen), and squeezed where they would be wider than the tag. A tag that is broken over two
    /// lines has them on the first. `None` or nothing only takes the tag away.
    pub text: Option<String>,
}

impl Replacement {
    /// The new text, if there is any.
    pub(super) fn wanted(&self) -> Option<&str> {
        self.text.as_deref().filter(|text| !text.is_empty())
    }
}

/// New text where no tag stands, above all else that the page draws.
#[derive(Debug, Clone, PartialEq)]
pub struct Addition {
    /// The page, from 1.
    pub page: u32,
    /// Where, in points of the unrotated page as a tag's box is. The text is as large as fits,
    /// upright as the page is seen, and begins at the box's lower left corner as it is seen.
    pub rect: Rect,
    /// Characters of ASCII and Latin-1.
    pub text: String,
    /// How it is seen.
    pub ink: Ink,
}

/// How added text is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ink {
    /// Black.
    #[default]
    Black,
    /// White, so that on paper it is not seen.
    White,
    /// Drawn without ink: rendering mode 3.
    Invisible,
}

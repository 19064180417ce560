//! What a page's marks mean: headings, tables, paragraphs, for those who do not see them
//! (ISO 32000-1, 14.8; ISO 14289-1).

use std::num::NonZeroU16;

use krilla::tagging::{Identifier, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree};

/// An element of the tree.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Element(usize);

/// What an element is.
#[derive(Clone)]
pub(super) enum Means {
    /// A heading of that level.
    Heading(u16, String),
    Paragraph,
    Table,
    Row,
    /// A table's cell that names its row.
    RowHeader,
    /// A table's cell that names its column.
    ColumnHeader,
    Cell,
    /// A picture and what it shows.
    Figure(String),
}

struct Entry {
    means: Means,
    children: Vec<Element>,
}

/// The elements in reading order.
#[derive(Default)]
pub(super) struct Tree {
    entries: Vec<Entry>,
    roots: Vec<Element>,
}

impl Tree {
    /// Adds an element at the end of another, or of the document.
    pub(super) fn add(&mut self, within: Option<Element>, means: Means) -> Element {
        let new = Element(self.entries.len());
        match within.and_then(|parent| self.entries.get_mut(parent.0)) {
            Some(parent) => parent.children.push(new),
            None => self.roots.push(new),
        }
        self.entries.push(Entry {
            means,
            children: Vec::new(),
        });
        new
    }

    /// The tree as it is written, with what was drawn for each element.
    pub(super) fn tags(&self, drawn: &[(Element, Identifier)], language: &str) -> TagTree {
        let mut tree =
            TagTree::new().with_lang((!language.is_empty()).then(|| language.to_owned()));
        for root in &self.roots {
            tree.push(self.group(*root, drawn));
        }
        tree
    }

    fn group(&self, element: Element, drawn: &[(Element, Identifier)]) -> Node {
        let Some(entry) = self.entries.get(element.0) else {
            return TagGroup::new(Tag::P).into();
        };
        let own = drawn
            .iter()
            .filter(|(of, _)| *of == element)
            .map(|(_, identifier)| Node::Leaf(*identifier));
        let children = own
            .chain(entry.children.iter().map(|child| self.group(*child, drawn)))
            .collect();
        TagGroup::with_children(kind(&entry.means), children).into()
    }
}

fn kind(means: &Means) -> TagKind {
    match means {
        Means::Heading(level, title) => {
            let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
            Tag::Hn(level, Some(title.clone())).into()
        }
        Means::Paragraph => Tag::P.into(),
        Means::Table => Tag::Table.into(),
        Means::Row => Tag::TR.into(),
        Means::RowHeader => Tag::TH(TableHeaderScope::Row).into(),
        Means::ColumnHeader => Tag::TH(TableHeaderScope::Column).into(),
        Means::Cell => Tag::TD.into(),
        Means::Figure(alt) => Tag::Figure(Some(alt.clone())).into(),
    }
}

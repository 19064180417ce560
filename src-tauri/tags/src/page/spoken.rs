//! Marked content: layers, and sections that say themselves what they are to be read as
//! (`ActualText`).

use lopdf::{Dictionary, Object};

use super::interpreter::Interpreter;
use crate::content::Operand;
use crate::objects::{self, dict, get};

/// Marked content nests a few levels; beyond this a file only counts on.
const MAX_MARKED: usize = 256;
/// Bytes of a section's text that are looked at.
const MAX_TEXT: usize = 4096;

/// An open marked-content section.
pub(super) struct Section {
    /// In a layer that is off.
    pub(super) off: bool,
    /// What it is to be read as, and the first of its glyphs.
    text: Option<(String, usize)>,
}

impl<'a> Interpreter<'a, '_> {
    pub(super) fn begin_marked(
        &mut self,
        operator: &[u8],
        operands: &[Operand],
        resources: Option<&'a Dictionary>,
    ) {
        if self.marked.len() >= MAX_MARKED {
            return;
        }
        let (mut off, mut text) = (false, None);
        if operator == b"BDC" {
            let named = operands.get(1).and_then(Operand::name);
            let named = named.and_then(|name| self.resource(resources, b"Properties", name));
            if operands.first().and_then(Operand::name) == Some(b"OC") {
                off = named.is_some_and(|group| self.layers.hides(self.pdf, group));
            }
            // The outermost section speaks for those within it.
            if !self.marked.iter().any(|section| section.text.is_some()) {
                text = match (operands.get(1), named) {
                    (Some(Operand::Dict(entries)), _) => entries
                        .iter()
                        .find(|(key, _)| key.as_slice() == b"ActualText")
                        .and_then(|(_, value)| value.string())
                        .and_then(|bytes| string(&Object::string_literal(bytes))),
                    (_, Some(named)) => dict(self.pdf, named)
                        .and_then(|named| get(self.pdf, named, b"ActualText"))
                        .and_then(string),
                    _ => None,
                };
            }
        }
        let from = self.shown.glyphs.len();
        self.marked.push(Section {
            off,
            text: text.map(|text| (text, from)),
        });
    }

    /// Ends the innermost section; its glyphs are read as it says.
    pub(super) fn end_marked(&mut self) {
        let text = self.marked.pop().and_then(|section| section.text);
        let Some((text, from)) = text else { return };
        let glyphs = self.shown.glyphs.get_mut(from..).unwrap_or_default();
        let drawn: Vec<&str> = glyphs
            .iter()
            .filter_map(|glyph| glyph.text.as_deref())
            .collect();
        let mapped = drawn.len() == glyphs.len();
        let drawn = drawn.concat();
        if glyphs.is_empty() || mapped && !is_better(&drawn, &text) {
            return;
        }
        // Each glyph takes its share of the characters, so that each has its place.
        let characters: Vec<char> = text.chars().collect();
        let count = glyphs.len();
        for (at, glyph) in glyphs.iter_mut().enumerate() {
            let share = at * characters.len() / count..(at + 1) * characters.len() / count;
            let share = characters.get(share).unwrap_or_default();
            glyph.text = Some(share.iter().collect::<String>().into());
        }
    }
}

fn string(object: &Object) -> Option<String> {
    objects::text(object, MAX_TEXT)
}

/// Glyphs that a section may say better than the font does, such as a ligature.
const FEW: usize = 3;

/// Whether a section is believed rather than its glyphs, all of which can be read: where these are
/// a few, or show nothing, or where it alone has brackets. A person sees the glyphs, so that it
/// may not hide what they say.
fn is_better(drawn: &str, text: &str) -> bool {
    let brackets = |text: &str| text.contains(['<', '>', '{', '}', '«', '»']);
    let shows = drawn.contains(|c: char| !c.is_whitespace() && c != '-' && c != '\u{2010}');
    let few = drawn.chars().count() <= FEW && !text.is_empty();
    !shows || !brackets(drawn) && (few || brackets(text))
}

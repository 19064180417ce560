//! XML as it comes from outside: a small tree, read without document types, without entities, and
//! within bounds (S25).

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;

/// Elements inside one another at most.
const DEEP: usize = 64;
/// Elements at most.
const MANY: usize = 50_000;
/// Attributes of an element that are read.
const ATTRIBUTES: usize = 64;

/// Why something is no XML that is read here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum XmlError {
    #[error("it is not UTF-8")]
    Encoding,
    #[error("it has a document type")]
    DocumentType,
    #[error("it has an entity of its own")]
    Entity,
    #[error("it has too many elements")]
    TooMuch,
    #[error("it is no XML: {0}")]
    Malformed(String),
}

impl From<quick_xml::Error> for XmlError {
    fn from(error: quick_xml::Error) -> Self {
        Self::Malformed(error.to_string())
    }
}

/// An element with what it holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Element {
    pub(super) space: Option<String>,
    pub(super) name: String,
    /// Attributes by their local names.
    pub(super) attributes: Vec<(String, String)>,
    /// Its own text.
    pub(super) text: String,
    pub(super) children: Vec<Element>,
}

impl Element {
    /// Reads a document.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, XmlError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|_| XmlError::Encoding)?;
        let mut reader = NsReader::from_str(text);
        let mut open: Vec<Self> = Vec::new();
        let mut count = 0;
        loop {
            let (resolved, event) = reader.read_resolved_event()?;
            let space = match resolved {
                ResolveResult::Bound(Namespace(space)) => Some(space.to_owned()),
                _ => None,
            };
            match event {
                Event::Start(start) => {
                    count += 1;
                    if count > MANY || open.len() >= DEEP {
                        return Err(XmlError::TooMuch);
                    }
                    open.push(Self::begin(space, &start)?);
                }
                Event::Empty(start) => {
                    count += 1;
                    if count > MANY {
                        return Err(XmlError::TooMuch);
                    }
                    let whole = Self::begin(space, &start)?;
                    match open.last_mut() {
                        Some(parent) => parent.children.push(whole),
                        None => return Ok(whole),
                    }
                }
                Event::End(_) => {
                    let whole = open.pop().ok_or_else(|| malformed("an end too many"))?;
                    match open.last_mut() {
                        Some(parent) => parent.children.push(whole),
                        None => return Ok(whole),
                    }
                }
                Event::Text(part) => {
                    if let Some(parent) = open.last_mut() {
                        parent.text.push_str(&part.xml10_content());
                    }
                }
                Event::CData(part) => {
                    if let Some(parent) = open.last_mut() {
                        parent.text.push_str(&part.xml10_content());
                    }
                }
                Event::GeneralRef(reference) => {
                    let parent = open.last_mut().ok_or(XmlError::Entity)?;
                    if reference.is_char_ref() {
                        parent.text.extend(reference.resolve_char_ref()?);
                    } else {
                        let known = resolve_predefined_entity(&reference);
                        parent.text.push_str(known.ok_or(XmlError::Entity)?);
                    }
                }
                Event::DocType(_) => return Err(XmlError::DocumentType),
                Event::Decl(declared) => {
                    if let Some(encoding) = declared.encoding() {
                        let encoding = encoding.map_err(|e| malformed(&e.to_string()))?;
                        if !encoding.eq_ignore_ascii_case("utf-8") {
                            return Err(XmlError::Encoding);
                        }
                    }
                }
                Event::Comment(_) | Event::PI(_) => {}
                Event::Eof => return Err(malformed("it ends early")),
            }
        }
    }

    fn begin(space: Option<String>, start: &BytesStart<'_>) -> Result<Self, XmlError> {
        let mut attributes = Vec::new();
        // Looking for doubles takes time that grows with the square of their number.
        for attribute in start.attributes().with_checks(false).take(ATTRIBUTES) {
            let attribute = attribute.map_err(|e| malformed(&e.to_string()))?;
            let name = attribute.key.local_name().as_ref().to_owned();
            let value = quick_xml::escape::unescape(&attribute.value);
            let value = value.map_err(|_| XmlError::Entity)?.into_owned();
            attributes.push((name, value));
        }
        Ok(Self {
            space,
            name: start.local_name().as_ref().to_owned(),
            attributes,
            ..Self::default()
        })
    }

    /// A child of that name: of the namespace where there is one, else of any (sheet §2).
    pub(super) fn child(&self, space: &str, name: &str) -> Option<&Self> {
        let named = || self.children.iter().filter(|child| child.name == name);
        named()
            .find(|child| child.space.as_deref() == Some(space))
            .or_else(|| named().next())
    }

    /// An attribute by its local name.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether it says of itself that it is nothing.
    pub(super) fn is_nil(&self) -> bool {
        matches!(self.attribute("nil"), Some("true" | "1"))
    }

    /// Every element in it and itself, the outer ones first.
    pub(super) fn all(&self) -> Vec<&Self> {
        let mut all = vec![self];
        let mut next = 0;
        while let Some(element) = all.get(next).copied() {
            all.extend(&element.children);
            next += 1;
        }
        all
    }
}

fn malformed(why: &str) -> XmlError {
    XmlError::Malformed(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_comments_marks_and_character_references_make_no_difference() {
        let text = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- x --><q:a xmlns:q='urn:1'>\
                    <q:b n='1 &amp; 2'>x &lt;&#65;<![CDATA[ & y]]></q:b><c/></q:a>";
        let it = Element::read(text.as_bytes()).unwrap();
        let b = it.child("urn:1", "b").unwrap();
        assert_eq!(
            (b.text.as_str(), b.attribute("n")),
            ("x <A & y", Some("1 & 2"))
        );
        assert_eq!(it.child("urn:2", "c").unwrap().space, None);
    }

    #[test]
    fn s25_document_types_and_entities_are_refused() {
        let xxe = b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>";
        assert_eq!(Element::read(xxe).unwrap_err(), XmlError::DocumentType);
        assert_eq!(Element::read(b"<a>&x;</a>").unwrap_err(), XmlError::Entity);
        assert_eq!(
            Element::read(b"<a b='&x;'/>").unwrap_err(),
            XmlError::Entity
        );
    }

    #[test]
    fn depth_and_number_are_bounded_and_no_bytes_make_it_fail_otherwise() {
        let deep = "<a>".repeat(1_000_000);
        assert_eq!(
            Element::read(deep.as_bytes()).unwrap_err(),
            XmlError::TooMuch
        );
        let many = format!("<a>{}</a>", "<b/>".repeat(MANY + 1));
        assert_eq!(
            Element::read(many.as_bytes()).unwrap_err(),
            XmlError::TooMuch
        );
        let whole = "<a xmlns='u' b='c'>d<e/>&amp;</a>";
        for cut in 0..whole.len() {
            assert!(Element::read(&whole.as_bytes()[..cut]).is_err(), "{cut}");
        }
        for odd in [
            &b"\xff\xfe<\0a\0"[..],
            b"",
            b"<html>",
            b"</a>",
            b"<?xml encoding='utf-16'?><a/>",
        ] {
            assert!(Element::read(odd).is_err(), "{odd:?}");
        }
    }
}

//! The bytes of objects as they stand in the file, or in the object streams that hold them.

use std::collections::HashMap;

use lopdf::xref::XrefEntry;
use lopdf::{Document as Pdf, ObjectId};

use crate::lexer::{Lexer, Token};
use crate::limits::Budget;
use crate::objects::{decode, get_number};

/// Looks objects up in the bytes that they came from.
pub(super) struct Verbatim<'s> {
    source: &'s [u8],
    /// Offsets count from the header.
    header: usize,
    pdf: &'s Pdf,
    containers: HashMap<u32, Option<Container>>,
    budget: &'s Budget<'s>,
}

/// An object stream, decoded: where each of its objects begins and the next one does.
struct Container {
    bytes: Vec<u8>,
    members: HashMap<u32, (usize, usize)>,
}

/// An object between `obj` and `endobj`; of a stream the dictionary alone.
pub(super) struct Body<'b>(pub(super) &'b [u8]);

impl Body<'_> {
    /// Whether it is a stream's dictionary that says this length itself.
    pub(super) fn has_length(&self, length: usize) -> bool {
        let mut lexer = Lexer::new(self.0);
        let (mut depth, mut said) = (0_usize, Vec::new());
        while let Some(token) = lexer.next_token() {
            match token {
                Token::DictStart | Token::ArrayStart => depth += 1,
                Token::DictEnd | Token::ArrayEnd => depth = depth.saturating_sub(1),
                Token::Name(name) if depth == 1 && name.as_slice() == b"Length" => {
                    let value = lexer.next_token();
                    let mut behind = lexer.clone();
                    // A number that another follows is a reference.
                    let alone = !matches!(behind.next_token(), Some(Token::Number(_)));
                    said.push((value, alone));
                }
                _ => {}
            }
        }
        matches!(said.as_slice(), [(Some(Token::Number(value)), true)] if *value == length as f64)
    }
}

impl<'s> Verbatim<'s> {
    pub(super) fn new(source: &'s [u8], pdf: &'s Pdf, budget: &'s Budget<'s>) -> Self {
        let header = source.windows(5).position(|five| five == b"%PDF-");
        Self {
            source,
            header: header.unwrap_or(0),
            pdf,
            containers: HashMap::new(),
            budget,
        }
    }

    /// The bytes of an object; `None` where they are not where the file says, or are encrypted.
    pub(super) fn body(&mut self, id: ObjectId) -> Option<Body<'_>> {
        if self.pdf.was_encrypted() {
            return None;
        }
        match *self.pdf.reference_table.get(id.0)? {
            XrefEntry::Normal { offset, .. } => {
                let offset = usize::try_from(offset).ok()?;
                let places = [self.header.checked_add(offset)?, offset];
                places.into_iter().find_map(|at| body(self.source, at, id))
            }
            XrefEntry::Compressed { container, .. } => {
                let (pdf, budget) = (self.pdf, self.budget);
                let loaded = self.containers.entry(container);
                let loaded = loaded.or_insert_with(|| load(pdf, container, budget));
                let Container { bytes, members } = loaded.as_ref()?;
                let (from, to) = *members.get(&id.0)?;
                Some(Body(bytes.get(from..to)?.trim_ascii()))
            }
            _ => None,
        }
    }
}

fn body(source: &[u8], at: usize, id: ObjectId) -> Option<Body<'_>> {
    let mut lexer = Lexer::new(source.get(at..)?);
    let head = [lexer.next_token()?, lexer.next_token()?];
    let wanted = [f64::from(id.0), f64::from(id.1)].map(Token::Number);
    if head != wanted || lexer.next_token()? != Token::Keyword(b"obj") {
        return None;
    }
    let from = at + lexer.position();
    loop {
        lexer.skip_blank();
        let to = at + lexer.position();
        match lexer.next_token()? {
            Token::Keyword(b"endobj" | b"stream") => {
                return Some(Body(source.get(from..to)?.trim_ascii()));
            }
            // The next object: this one is never closed.
            Token::Keyword(b"obj") => return None,
            _ => {}
        }
    }
}

fn load(pdf: &Pdf, number: u32, budget: &Budget<'_>) -> Option<Container> {
    let stream = pdf.objects.get(&(number, 0))?.as_stream().ok()?;
    let bytes = decode(pdf, stream, budget).ok()??.into_owned();
    let first = get_number(pdf, &stream.dict, b"First")? as usize;
    let mut lexer = Lexer::new(bytes.get(..first)?);
    let mut starts = Vec::new();
    while let (Some(Token::Number(number)), Some(Token::Number(offset))) =
        (lexer.next_token(), lexer.next_token())
    {
        starts.push((first.checked_add(offset as usize)?, number as u32));
    }
    starts.sort_unstable();
    let ends = starts.iter().skip(1).map(|(start, _)| *start);
    let ends = ends.chain([bytes.len()]);
    let members = starts
        .iter()
        .zip(ends)
        .map(|((start, number), end)| (*number, (*start, end)))
        .collect();
    Some(Container { bytes, members })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_goes_from_obj_to_endobj_or_to_its_stream() {
        let file = b"xx 3 0 obj\n[(endobj) 1.50] % no\nendobj 4 0 obj<</Length 2>>stream\nab";
        assert_eq!(body(file, 2, (3, 0)).unwrap().0, b"[(endobj) 1.50] % no");
        let dict = body(file, 38, (4, 0)).unwrap();
        assert_eq!(dict.0, b"<</Length 2>>");
        assert!(dict.has_length(2) && !dict.has_length(3));
        assert!(body(file, 2, (4, 0)).is_none());
        assert!(!Body(b"<</Length 2 0 R>>").has_length(2));
        assert!(!Body(b"<</A<</Length 2>>>>").has_length(2));
    }
}

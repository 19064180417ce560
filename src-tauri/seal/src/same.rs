//! Whether a signed copy shows what was sent.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object, ObjectId};
use sha2::{Digest, Sha256};

use crate::{SealError, pdf};

/// How a signed copy compares with what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sameness {
    /// Content, resources and notes of every page are the same.
    Same,
    /// It has another number of pages.
    PageCount {
        /// Pages sent.
        sent: usize,
        /// Pages in the signed copy.
        signed: usize,
    },
    /// This page (from 1) is not the same.
    Page(u32),
    /// The layers are not the same.
    Layers,
}

/// Compares what is on the pages by digest: content, resources, boxes, turn and annotations.
/// Form fields are left out, for they are what signing fills. `password` opens `sent` where it
/// needs one.
///
/// # Errors
/// When one of them cannot be read.
pub fn same_content(
    sent: &[u8],
    password: Option<&str>,
    signed: &[u8],
) -> Result<Sameness, SealError> {
    Ok(compare(
        &pdf::open(sent, password)?,
        &pdf::open(signed, None)?,
    ))
}

/// Compares two documents that are open.
pub(crate) fn compare(sent: &Document, signed: &Document) -> Sameness {
    let (pages, signed_pages): (Vec<_>, Vec<_>) =
        (sent.page_iter().collect(), signed.page_iter().collect());
    if pages.len() != signed_pages.len() {
        return Sameness::PageCount {
            sent: pages.len(),
            signed: signed_pages.len(),
        };
    }
    let (mut ours, mut theirs) = (Walk::new(sent), Walk::new(signed));
    for (number, (a, b)) in (1..).zip(pages.into_iter().zip(signed_pages)) {
        if ours.page(a) != theirs.page(b) {
            return Sameness::Page(number);
        }
    }
    if ours.layers() != theirs.layers() {
        return Sameness::Layers;
    }
    Sameness::Same
}

/// What a page is drawn from; each may be inherited.
const INHERITED: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];

/// Digests of parts of a document. Objects are told apart by the order in which they are come by,
/// never by their numbers, so that a document written anew gives the same digests.
struct Walk<'a> {
    document: &'a Document,
    order: HashMap<ObjectId, usize>,
    queue: Vec<ObjectId>,
    digest: Sha256,
}

impl<'a> Walk<'a> {
    fn new(document: &'a Document) -> Self {
        Self {
            document,
            order: HashMap::new(),
            queue: Vec::new(),
            digest: Sha256::new(),
        }
    }

    fn page(&mut self, id: ObjectId) -> Vec<u8> {
        let document = self.document;
        // Links lead to pages; each page is compared in its own turn.
        if let Ok(page) = document.get_dictionary(id) {
            self.order.entry(id).or_insert(usize::MAX);
            for key in INHERITED {
                let value = pdf::inherited(document, page, key);
                self.entry(key, value.unwrap_or(&Object::Null));
            }
            for key in [b"Contents".as_slice(), b"UserUnit", b"Group"] {
                self.entry(key, page.get(key).unwrap_or(&Object::Null));
            }
            for annotation in pdf::array(document, page, b"Annots") {
                let dict = pdf::resolve(document, annotation).as_dict().ok();
                let widget = dict.is_some_and(|d| {
                    matches!(pdf::value(document, d, b"Subtype"), Object::Name(n) if n == b"Widget")
                });
                if let (false, Some(dict)) = (widget, dict) {
                    self.entry(b"Annot", &Object::Null);
                    self.dict(dict);
                }
            }
        }
        self.finish()
    }

    fn layers(&mut self) -> Vec<u8> {
        let layers = self.document.catalog().and_then(|c| c.get(b"OCProperties"));
        self.entry(b"OCProperties", layers.unwrap_or(&Object::Null));
        self.finish()
    }

    fn finish(&mut self) -> Vec<u8> {
        while let Some(id) = self.queue.pop() {
            match self.document.get_object(id) {
                Ok(object) => self.object(object),
                Err(_) => self.digest.update(b"nothing"),
            }
        }
        self.digest.finalize_reset().to_vec()
    }

    fn entry(&mut self, key: &[u8], value: &Object) {
        self.bytes(b'/', key);
        self.object(value);
    }

    fn bytes(&mut self, tag: u8, bytes: &[u8]) {
        self.digest.update([tag]);
        self.digest.update((bytes.len() as u64).to_be_bytes());
        self.digest.update(bytes);
    }

    fn object(&mut self, object: &Object) {
        match object {
            Object::Null => self.digest.update(b"null"),
            Object::Boolean(b) => self.digest.update([b'?', u8::from(*b)]),
            Object::Integer(i) => self.bytes(b'i', &i.to_be_bytes()),
            Object::Real(r) => self.bytes(b'r', &r.to_be_bytes()),
            Object::Name(name) => self.bytes(b'/', name),
            Object::String(string, _) => self.bytes(b'(', string),
            Object::Array(items) => {
                self.bytes(b'[', &(items.len() as u64).to_be_bytes());
                items.iter().for_each(|item| self.object(item));
            }
            Object::Dictionary(dict) => self.dict(dict),
            Object::Stream(stream) => {
                self.dict(&stream.dict);
                self.bytes(b's', &stream.content);
            }
            Object::Reference(id) => {
                let next = self.order.len();
                let seen = self.order.get(id).copied();
                if seen.is_none() {
                    self.order.insert(*id, next);
                    if !self.is_page(*id) {
                        self.queue.push(*id);
                    }
                }
                let place = seen
                    .filter(|seen| *seen != usize::MAX)
                    .unwrap_or(usize::MAX);
                self.bytes(b'R', &(place as u64).to_be_bytes());
            }
        }
    }

    fn is_page(&self, id: ObjectId) -> bool {
        self.document
            .get_dictionary(id)
            .is_ok_and(|d| d.has_type(b"Page") || d.has_type(b"Pages"))
    }

    fn dict(&mut self, dict: &Dictionary) {
        // A stream's length is told by its content, and may stand in an object of its own.
        let mut keys: Vec<_> = dict
            .iter()
            .filter(|(k, _)| !matches!(k.as_slice(), b"Length" | b"Parent" | b"P" | b"Popup"))
            .collect();
        keys.sort_by_key(|(key, _)| key.as_slice());
        self.bytes(b'<', &(keys.len() as u64).to_be_bytes());
        for (key, value) in keys {
            self.entry(key, value);
        }
    }
}

//! Opening a PDF and finding the way in it. A PDF is hostile input: everything here is bounded.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};
use session::Rect;

use crate::SealError;

/// Larger files are refused; offsets in lopdf are 32 bits wide.
const MAX_FILE: usize = 512 * 1024 * 1024;
/// What one stream may decompress to.
pub(crate) const MAX_STREAM: usize = 128 * 1024 * 1024;
/// Steps up a tree (pages, fields) before it is taken for a ring.
pub(crate) const MAX_DEPTH: usize = 64;

/// Reads a PDF, decrypted where the password (or none) opens it.
pub(crate) fn open(bytes: &[u8], password: Option<&str>) -> Result<Document, SealError> {
    if bytes.len() > MAX_FILE {
        return Err(SealError::TooLarge);
    }
    let head = bytes.get(..bytes.len().min(64 * 1024)).unwrap_or_default();
    if find(head, b"%PDF-").is_none() {
        return Err(SealError::NotAPdf);
    }
    let options = LoadOptions {
        password: password.map(str::to_owned),
        max_decompressed_size: Some(MAX_STREAM),
        ..LoadOptions::default()
    };
    // The reader is thorough, but a panic in it would take the caller along.
    let read = catch_unwind(AssertUnwindSafe(|| {
        Document::load_mem_with_options(bytes, options)
    }))
    .map_err(|_| SealError::Damaged("the reader gave up".into()))?;
    let document = read.map_err(|e| match e {
        lopdf::Error::InvalidPassword => SealError::PasswordWrong,
        lopdf::Error::Decompress(_) => SealError::TooLarge,
        lopdf::Error::Decryption(e) => SealError::EncryptionUnknown(e.to_string()),
        lopdf::Error::UnsupportedSecurityHandler(name) => {
            SealError::EncryptionUnknown(String::from_utf8_lossy(&name).into_owned())
        }
        other => SealError::Damaged(other.to_string()),
    })?;
    if document.is_encrypted() {
        return Err(if password.is_some() {
            SealError::PasswordWrong
        } else {
            SealError::PasswordNeeded
        });
    }
    if document.catalog().is_err() || document.page_iter().next().is_none() {
        return Err(SealError::Damaged("it has no pages".into()));
    }
    Ok(document)
}

/// Where `needle` begins in `haystack`.
pub(crate) fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

/// Collects every reference in an object.
pub(crate) fn references(object: &Object, found: &mut Vec<ObjectId>) {
    match object {
        Object::Reference(id) => found.push(*id),
        Object::Array(items) => items.iter().for_each(|item| references(item, found)),
        Object::Dictionary(dict) => dict.iter().for_each(|(_, item)| references(item, found)),
        Object::Stream(stream) => stream
            .dict
            .iter()
            .for_each(|(_, item)| references(item, found)),
        _ => {}
    }
}

/// What an object is, references followed; `Null` for a reference to nothing.
pub(crate) fn resolve<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    document
        .dereference(object)
        .map_or(&Object::Null, |(_, found)| found)
}

/// The value of a key, references followed.
pub(crate) fn value<'a>(document: &'a Document, dict: &'a Dictionary, key: &[u8]) -> &'a Object {
    dict.get(key)
        .map_or(&Object::Null, |found| resolve(document, found))
}

/// The dictionary at a key, references followed.
pub(crate) fn dict<'a>(
    document: &'a Document,
    parent: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Dictionary> {
    value(document, parent, key).as_dict().ok()
}

/// The array at a key, references followed.
pub(crate) fn array<'a>(
    document: &'a Document,
    parent: &'a Dictionary,
    key: &[u8],
) -> &'a [Object] {
    value(document, parent, key)
        .as_array()
        .map_or(&[], Vec::as_slice)
}

/// A page's attribute, inherited where the page itself has none.
pub(crate) fn inherited<'a>(
    document: &'a Document,
    page: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Object> {
    let mut node = page;
    for _ in 0..MAX_DEPTH {
        if let Ok(found) = node.get(key) {
            return Some(resolve(document, found));
        }
        node = dict(document, node, b"Parent")?;
    }
    None
}

/// The rectangle in an array of four numbers.
pub(crate) fn rect(document: &Document, object: &Object) -> Option<Rect> {
    let numbers = object.as_array().ok()?;
    let mut corners = numbers
        .iter()
        .map(|n| resolve(document, n).as_float().map(f64::from));
    let mut next = || corners.next()?.ok();
    let rect = Rect::new(next()?, next()?, next()?, next()?);
    (numbers.len() == 4 && rect.is_finite()).then_some(rect)
}

/// A page's CropBox (within its MediaBox) and its clockwise turn for display.
pub(crate) fn page_frame(document: &Document, page: &Dictionary) -> (Rect, u16) {
    let boxed = |key| inherited(document, page, key).and_then(|o| rect(document, o));
    let media = boxed(b"MediaBox".as_slice()).unwrap_or(Rect::new(0.0, 0.0, 612.0, 792.0));
    let crop = boxed(b"CropBox")
        .and_then(|crop| crop.intersection(&media))
        .unwrap_or(media);
    let turn = inherited(document, page, b"Rotate")
        .and_then(|o| o.as_i64().ok())
        .unwrap_or(0);
    (crop, (turn.rem_euclid(360) / 90 * 90) as u16)
}

/// A terminal form field: a field whose kids, if any, are only its widgets.
pub(crate) struct FormField {
    /// The field's object.
    pub(crate) id: ObjectId,
    /// Its full name.
    pub(crate) name: String,
    /// Its type (`Sig`, `Tx`, `Btn`, `Ch`), inherited.
    pub(crate) kind: Vec<u8>,
    /// Its widgets: itself, or its kids.
    pub(crate) widgets: Vec<ObjectId>,
    /// The signature dictionary or value, if there is one.
    pub(crate) value: Option<Object>,
}

/// All terminal fields of the document's form, in its order.
pub(crate) fn form_fields(document: &Document) -> Vec<FormField> {
    const MAX_FIELDS: usize = 20_000;
    let mut found = Vec::new();
    let Ok(catalog) = document.catalog() else {
        return found;
    };
    let Some(form) = dict(document, catalog, b"AcroForm") else {
        return found;
    };
    let mut seen = HashSet::new();
    let mut stack = Vec::new();
    let top = Branch {
        name: String::new(),
        kind: Vec::new(),
        value: None,
        depth: 0,
    };
    top.push_kids(&mut stack, array(document, form, b"Fields"));
    while let Some((id, above)) = stack.pop() {
        if above.depth > MAX_DEPTH || found.len() > MAX_FIELDS || !seen.insert(id) {
            continue;
        }
        let Ok(field) = document.get_dictionary(id) else {
            continue;
        };
        let name = match field.get(b"T").ok().map(|t| text(resolve(document, t))) {
            Some(own) if above.name.is_empty() => own,
            Some(own) => format!("{}.{own}", above.name),
            None => above.name,
        };
        let kind = match value(document, field, b"FT") {
            Object::Name(own) => own.clone(),
            _ => above.kind,
        };
        let value = field.get(b"V").ok().cloned().or(above.value);
        let kids = array(document, field, b"Kids");
        let named = |kid| {
            resolve(document, kid)
                .as_dict()
                .is_ok_and(|kid| kid.has(b"T"))
        };
        if kids.iter().any(named) {
            let branch = Branch {
                name,
                kind,
                value,
                depth: above.depth + 1,
            };
            branch.push_kids(&mut stack, kids);
        } else {
            let mut widgets: Vec<_> = kids.iter().filter_map(|k| k.as_reference().ok()).collect();
            if widgets.is_empty() {
                widgets.push(id);
            }
            found.push(FormField {
                id,
                name,
                kind,
                widgets,
                value,
            });
        }
    }
    found
}

/// Whether it carries a signature.
pub(crate) fn is_signed(document: &Document) -> bool {
    let signed = |field: &FormField| field.signature(document).is_some();
    form_fields(document).iter().any(signed)
}

/// What kids inherit from the fields above them.
#[derive(Clone)]
struct Branch {
    name: String,
    kind: Vec<u8>,
    value: Option<Object>,
    depth: usize,
}

impl Branch {
    fn push_kids(&self, stack: &mut Vec<(ObjectId, Self)>, kids: &[Object]) {
        let ids = kids.iter().rev().filter_map(|kid| kid.as_reference().ok());
        stack.extend(ids.map(|id| (id, self.clone())));
    }
}

impl FormField {
    /// The signature dictionary of a signed signature field.
    pub(crate) fn signature<'a>(&'a self, document: &'a Document) -> Option<&'a Dictionary> {
        if self.kind != b"Sig" {
            return None;
        }
        resolve(document, self.value.as_ref()?)
            .as_dict()
            .ok()
            .filter(|d| d.has(b"Contents"))
    }
}

/// A text string: UTF-16 or UTF-8 by its mark, else PDFDocEncoding taken as Latin-1.
pub(crate) fn text(object: &Object) -> String {
    let bytes = match object {
        Object::String(bytes, _) | Object::Name(bytes) => bytes.as_slice(),
        _ => return String::new(),
    };
    match bytes {
        [0xfe, 0xff, rest @ ..] => {
            let units = rest
                .chunks_exact(2)
                .map(|p| p.iter().fold(0, |u, b| u << 8 | u16::from(*b)));
            char::decode_utf16(units)
                .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        latin => latin.iter().map(|b| char::from(*b)).collect(),
    }
}

/// The text string for a text: plain ASCII, else UTF-16 with its mark.
pub(crate) fn text_string(text: &str) -> Object {
    if text.is_ascii() {
        return Object::string_literal(text);
    }
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, lopdf::StringFormat::Hexadecimal)
}

/// What the author's certification (DocMDP) allows: 1 nothing, 2 filling and signing, 3 notes too;
/// with the signature that says so.
pub(crate) fn certification(document: &Document) -> Option<(i64, &Dictionary)> {
    let perms = dict(document, document.catalog().ok()?, b"Perms")?;
    let signature = dict(document, perms, b"DocMDP")?;
    let reference = array(document, signature, b"Reference").first()?;
    let reference = resolve(document, reference).as_dict().ok()?;
    let params = dict(document, reference, b"TransformParams")?;
    // Level 2 unless told (ISO 32000-1, table 254).
    Some((
        value(document, params, b"P").as_i64().unwrap_or(2),
        signature,
    ))
}

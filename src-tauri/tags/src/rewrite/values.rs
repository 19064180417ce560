//! Annotations whose appearance changes: they point to it, and what a viewer would make a new
//! appearance from says the same.

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId, decode_text_string, text_string};

use super::RewriteError;
use super::streams::Objects;
use super::survey::{Node, Origin};
use crate::objects::{self, get, get_array, get_dict, get_name};

/// Parents that a field's value is looked for in.
const MAX_PARENTS: usize = 16;

/// The annotation at a place of a page's list.
pub(super) fn dict<'a>(pdf: &'a Pdf, page: &'a Dictionary, at: usize) -> Option<&'a Dictionary> {
    let one = get_array(pdf, page, b"Annots")?.get(at)?;
    objects::dict(pdf, one)
}

/// Puts an annotation right whose appearance became `target`.
pub(super) fn annotation(
    pdf: &Pdf,
    page: Option<&Dictionary>,
    at: usize,
    node: &Node<'_>,
    target: Option<ObjectId>,
    objects: &mut Objects,
) -> Result<(), RewriteError> {
    let list = page.and_then(|page| get_array(pdf, page, b"Annots"));
    let id = list
        .and_then(|list| list.get(at))
        .and_then(|one| pdf.dereference(one).ok())
        .and_then(|(id, _)| id);
    let own = page.and_then(|page| dict(pdf, page, at));
    let (Some(own), Some(target)) = (own, target) else {
        return Ok(());
    };
    let moved = node.origin != Origin::Form(target);
    let Some(id) = id else {
        return if moved {
            let why = "an annotation that is no object of its own";
            Err(RewriteError::Unwritable(why.to_owned()))
        } else {
            Ok(())
        };
    };
    if moved {
        let reference = Object::Reference(target);
        let mut appearances = get_dict(pdf, own, b"AP").cloned().unwrap_or_default();
        let normal = match get(pdf, &appearances, b"N") {
            Some(Object::Dictionary(states)) => {
                let mut states = states.clone();
                let state = get_name(pdf, own, b"AS").unwrap_or_default();
                states.set(state.to_vec(), reference);
                Object::Dictionary(states)
            }
            _ => reference,
        };
        appearances.set("N", normal);
        if let Some(dict) = objects.dict(pdf, id) {
            dict.set("AP", appearances);
        }
    }
    if let Some((id, key)) = holder(pdf, own, id) {
        for (old, new) in &node.texts {
            let Some(dict) = objects.dict(pdf, id) else {
                continue;
            };
            let value = dict
                .get(key)
                .ok()
                .and_then(|value| decode_text_string(value).ok());
            if let Some(value) = value.filter(|value| value.contains(old)) {
                dict.set(key, text_string(&value.replacen(old, new, 1)));
            }
        }
    }
    Ok(())
}

/// The object and the key that hold the text of which an appearance is made.
fn holder(pdf: &Pdf, own: &Dictionary, id: ObjectId) -> Option<(ObjectId, &'static [u8])> {
    if get_name(pdf, own, b"Subtype") == Some(b"FreeText") {
        return Some((id, b"Contents"));
    }
    let (mut node, mut id) = (own, id);
    for _ in 0..MAX_PARENTS {
        if get(pdf, node, b"V").is_some() {
            return Some((id, b"V"));
        }
        let parent = node.get(b"Parent").ok()?;
        id = pdf.dereference(parent).ok()?.0?;
        node = objects::dict(pdf, parent)?;
    }
    None
}

//! Annotations whose appearance changes: they point to it, and what a viewer would make a new
//! appearance from says the same.

use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};

use super::RewriteError;
use super::spoken;
use super::streams::Objects;
use super::survey::{Node, Origin};
use crate::limits::Budget;
use crate::objects::{self, get, get_array, get_dict, get_name};

/// Parents that a field's value is looked for in.
const MAX_PARENTS: usize = 16;
/// What a viewer makes an appearance from, or shows and reads out instead.
const TEXTS: [&[u8]; 5] = [b"V", b"DV", b"RV", b"Contents", b"RC"];

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
    budget: &Budget<'_>,
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
    let mut appearances = get_dict(pdf, own, b"AP").cloned().unwrap_or_default();
    let mut other = false;
    // What shows only while the mouse is on it.
    for key in [&b"D"[..], b"R"] {
        if let Ok(one) = appearances.get(key)
            && spoken::shows(pdf, one, &node.wishes, budget)?
        {
            appearances.remove(key);
            other = true;
        }
    }
    if moved {
        let reference = Object::Reference(target);
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
    }
    if (moved || other)
        && let Some(dict) = objects.dict(pdf, id)
    {
        dict.set("AP", appearances);
    }
    // The annotation itself and the fields above it.
    let (mut at, mut old) = (id, own);
    for _ in 0..MAX_PARENTS {
        for key in TEXTS {
            let now = objects
                .set
                .get(&at)
                .and_then(|object| object.as_dict().ok());
            if let Some(text) = spoken::entry(pdf, now.unwrap_or(old), key, &node.wishes)
                && let Some(dict) = objects.dict(pdf, at)
            {
                dict.set(key.to_vec(), text);
            }
        }
        let Some(Object::Reference(parent)) = old.get(b"Parent").ok() else {
            break;
        };
        let Ok(parent_dict) = pdf.get_dictionary(*parent) else {
            break;
        };
        (at, old) = (*parent, parent_dict);
    }
    Ok(())
}

//! The form: widgets added to pages, and entered in the document's list of fields.

use std::collections::HashSet;

use lopdf::{Dictionary, Object, ObjectId, dictionary};
use session::FieldKind;

use crate::draw::appearance::{self, numbers};
use crate::update::Update;
use crate::view::View;
use crate::{SealError, pdf};
use session::PlaceInCopy;

/// The flag of a push button (ISO 32000-1, table 226).
const PUSH_BUTTON: i64 = 1 << 16;
/// The flag of a field that a reader does not let people change.
const READ_ONLY: i64 = 1;
/// Annotation flag: printed.
const PRINT: i64 = 4;
/// A name like those that readers of tags know: `Signature-1_2` is signer 1, second place.
pub(super) fn free_name(names: &mut HashSet<String>, field: &PlaceInCopy) -> String {
    let word = match field.kind {
        FieldKind::Signature => "Signature",
        FieldKind::Initial => "Initial",
        FieldKind::Date => "Date",
    };
    let mut count = 1;
    loop {
        let name = format!("{word}-{}_{count}", field.signer);
        if names.insert(name.clone()) {
            return name;
        }
        count += 1;
    }
}

/// Adds a field's widget, which looks like a place that waits.
pub(super) fn widget(
    update: &mut Update,
    field: &PlaceInCopy,
    page: ObjectId,
    view: &View,
) -> Result<ObjectId, SealError> {
    let r = field.rect;
    let mut widget = dictionary! {
        "Type" => "Annot",
        "Subtype" => "Widget",
        "T" => pdf::text_string(&field.id),
        "F" => PRINT,
        "P" => Object::Reference(page),
        "Rect" => numbers(&[r.x0, r.y0, r.x1, r.y1]),
    };
    if field.signature_field {
        widget.set("FT", "Sig");
    } else if field.kind == FieldKind::Date {
        widget.set("FT", "Tx");
        widget.set("Ff", READ_ONLY);
        widget.set("DA", Object::string_literal("/Helv 9 Tf 0.08 0.13 0.36 rg"));
    } else {
        widget.set("FT", "Btn");
        widget.set("Ff", PUSH_BUTTON);
    }
    if field.visible() {
        let look = appearance::waiting(update, field, view)?;
        widget.set("AP", dictionary! { "N" => Object::Reference(look) });
    }
    update.add(widget)
}

/// Enters the new fields in the document's form.
pub(crate) fn extend(
    update: &mut Update,
    added: &[ObjectId],
    signed_before: bool,
) -> Result<(), SealError> {
    let root = update.root()?;
    let entry = update
        .before()
        .get_dictionary(root)
        .ok()
        .and_then(|c| c.get(b"AcroForm").ok().cloned());
    let at = entry.as_ref().and_then(|e| e.as_reference().ok());
    let mut form = match entry.as_ref().map(|e| pdf::resolve(update.before(), e)) {
        Some(Object::Dictionary(form)) => form.clone(),
        _ => Dictionary::new(),
    };
    if let Some(id) = at.filter(|id| update.get(*id).is_some()) {
        update.edit_object(id)?;
    }
    let references = added.iter().map(|id| Object::Reference(*id));
    match form.get(b"Fields") {
        Ok(Object::Reference(id)) if matches!(update.get(*id), Some(Object::Array(_))) => {
            let id = *id;
            if let Ok(fields) = update.edit_object(id)?.as_array_mut() {
                fields.extend(references);
            }
        }
        Ok(Object::Array(old)) => {
            let fields: Vec<_> = old.iter().cloned().chain(references).collect();
            form.set("Fields", fields);
        }
        _ => form.set("Fields", references.collect::<Vec<_>>()),
    }
    // Signatures exist, and the file may only be appended to.
    form.set("SigFlags", 3);
    if !signed_before {
        // XFA would be shown instead of these fields; appearances are all there.
        form.remove(b"XFA");
        form.remove(b"NeedAppearances");
        if !form.has(b"DR") {
            let font = update.add(dictionary! {
                "Type" => "Font",
                "Subtype" => "Type1",
                "BaseFont" => "Helvetica",
                "Encoding" => "WinAnsiEncoding",
            })?;
            form.set(
                "DR",
                dictionary! { "Font" => dictionary! { "Helv" => Object::Reference(font) } },
            );
        }
    }
    match at {
        Some(id) if update.get(id).is_some() => update.put(id, form),
        _ if signed_before && entry.is_some() => update.edit(root)?.set("AcroForm", form),
        _ => {
            let id = update.add(form)?;
            update.edit(root)?.set("AcroForm", Object::Reference(id));
        }
    }
    Ok(())
}

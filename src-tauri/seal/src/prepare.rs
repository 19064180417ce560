//! The prepared copy: a form field at every place.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};
use serde::{Deserialize, Serialize};
use session::{FieldKind, Rect, TextLine};

use crate::draw::appearance::{self, numbers};
use crate::grow::grow;
use crate::same::{Sameness, compare};
use crate::update::Update;
use crate::view::View;
use crate::{SealError, pdf};

/// A place where a signer signs, as the draft has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The signer's number.
    pub signer: u16,
    /// What is to be done there.
    pub kind: FieldKind,
    /// The page, from 1.
    pub page: u32,
    /// The tag's box or the drawn rectangle, in user space.
    pub rect: Rect,
    /// Whether `rect` is a tag's box, whose text is covered; a place drawn by hand covers nothing.
    pub covers_tag: bool,
    /// An unsigned signature field of the document that is to be used as it is.
    pub form_field: Option<String>,
}

/// A form field of the prepared copy. Kept by the caller between the signers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PreparedField {
    /// The field's full name in the PDF; unique in the document.
    pub id: String,
    /// The signer's number.
    pub signer: u16,
    /// What is to be done there.
    pub kind: FieldKind,
    /// The page, from 1.
    pub page: u32,
    /// Where the field is seen, in user space; empty for an invisible signature field.
    pub rect: Rect,
    /// The part of it with an opaque ground: the tag below it.
    pub ground: Option<Rect>,
    /// Whether it is a signature field.
    pub signature_field: bool,
}

impl PreparedField {
    /// Whether the field is seen, so that the signer has to give something for it.
    #[must_use]
    pub fn visible(&self) -> bool {
        self.rect.width() > 0.0 && self.rect.height() > 0.0
    }
}

/// A prepared copy.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// Its fields, in the order of the places; invisible ones last.
    pub fields: Vec<PreparedField>,
    /// The source carried signatures already: all fields are signature fields, dates stand in the
    /// signature's caption ([`crate::Act::caption`]).
    pub signed_before: bool,
    /// The source was encrypted or damaged and was written anew; otherwise its bytes are a prefix.
    pub rewritten: bool,
}

/// The flag of a push button (ISO 32000-1, table 226).
const PUSH_BUTTON: i64 = 1 << 16;
/// The flag of a field that a reader does not let people change.
const READ_ONLY: i64 = 1;
/// Annotation flag: printed.
const PRINT: i64 = 4;
/// More places than a contract has.
const MAX_PLACES: usize = 2000;
/// Around a tag, so that nothing of its glyphs shows beside the ground.
const GROUND_MARGIN: f64 = 1.0;

/// Appends one update to the source, with a form field at each place and a signature field for
/// each signer.
///
/// A signer's signature field is the existing one that a place names, else the first signature
/// place, else the first place, else an invisible field on page 1. Other places become push
/// buttons, dates text fields; in a source that is signed already all become signature fields,
/// and dates none. Small places grow (see [`PreparedField::rect`] for what became of them).
///
/// # Errors
/// When the source cannot be read, a place lies on no page, or the source is signed in a way that
/// forbids what would have to be added.
pub fn prepare(
    source: &[u8],
    password: Option<&str>,
    signers: &[u16],
    places: &[Place],
) -> Result<Prepared, SealError> {
    prepare_beside(source, password, signers, places, &[])
}

/// Like [`prepare`], with the lines of text that the reader found: small places grow beside them
/// and not over them where there is room.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_beside(
    source: &[u8],
    password: Option<&str>,
    signers: &[u16],
    places: &[Place],
    text: &[TextLine],
) -> Result<Prepared, SealError> {
    if places.len() > MAX_PLACES {
        return Err(SealError::TooLarge);
    }
    let mut document = pdf::open(source, password)?;
    let fields = pdf::form_fields(&document);
    let signed_before = fields
        .iter()
        .any(|field| field.signature(&document).is_some());
    // Hybrid files say two things at once about where objects are; validators refuse them.
    let sound = source.starts_with(b"%PDF-")
        && document.xref_recovery.is_none()
        && (signed_before || !document.trailer.has(b"XRefStm"));
    let encrypted = document.encryption_state.is_some();
    let opens_freely = !encrypted || password.is_none() || pdf::open(source, None).is_ok();
    let rewritten = !sound || (encrypted && !signed_before);
    let mut bytes = source.to_vec();
    if signed_before {
        if !sound || !opens_freely {
            let why = "it is signed, and damaged or closed by a password";
            return Err(SealError::CannotPrepare(why.into()));
        }
        if certified_against_changes(&document) {
            let why = "it is certified, and its author allows no changes";
            return Err(SealError::CannotPrepare(why.into()));
        }
    } else if rewritten {
        bytes = rewrite(document.clone())?;
        let again = pdf::open(&bytes, None)?;
        // What was damaged may not have been read whole: a contract is not signed with a part gone.
        if compare(&document, &again) != Sameness::Same || !contents_are_there(&again) {
            return Err(SealError::Damaged("a page cannot be read whole".into()));
        }
        document = again;
    }
    let pages: Vec<ObjectId> = document.page_iter().collect();
    let mut names: HashSet<String> = fields.iter().map(|field| field.name.clone()).collect();
    let page = Pages {
        document: &document,
        ids: &pages,
        fields: &fields,
        text,
    };
    let plan = plan(&page, signers, places, signed_before)?;

    let mut update = Update::new(&bytes, document);
    let mut prepared = Vec::new();
    let mut added = Vec::new();
    for planned in plan {
        let mut field = planned.field;
        if planned.existing {
            prepared.push(field);
            continue;
        }
        field.id = free_name(&mut names, &field);
        let page = pages.get(field.page.saturating_sub(1) as usize).copied();
        let page = page.ok_or(SealError::PlaceInvalid { page: field.page })?;
        let widget = widget(&mut update, &field, page, &planned.view)?;
        update
            .edit_array(page, "Annots")?
            .push(Object::Reference(widget));
        added.push(widget);
        prepared.push(field);
    }
    extend_form(&mut update, &added, signed_before)?;
    Ok(Prepared {
        bytes: update.finish()?,
        fields: prepared,
        signed_before,
        rewritten,
    })
}

/// What becomes of a place.
struct Planned {
    field: PreparedField,
    view: View,
    existing: bool,
}

/// What the places are planned against.
struct Pages<'a> {
    document: &'a Document,
    ids: &'a [ObjectId],
    fields: &'a [pdf::FormField],
    text: &'a [TextLine],
}

fn plan(
    pages: &Pages<'_>,
    signers: &[u16],
    places: &[Place],
    signed_before: bool,
) -> Result<Vec<Planned>, SealError> {
    let (document, fields) = (pages.document, pages.fields);
    let views = views(document, pages.ids);
    let view_of = |page: u32| {
        let view = (page as usize).checked_sub(1).and_then(|at| views.get(at));
        view.copied().ok_or(SealError::PlaceInvalid { page })
    };
    let signing: Vec<Option<usize>> = signers.iter().map(|s| signing_place(*s, places)).collect();
    // Every place keeps others off from the start; a place that grew does so at its new size.
    let mut taken = Vec::with_capacity(places.len());
    for place in places {
        let (view, page) = (view_of(place.page)?, place.page);
        if !place.rect.is_finite() {
            return Err(SealError::PlaceInvalid { page });
        }
        let (width, height) = view.size();
        let seen = view
            .seen(place.rect)
            .intersection(&Rect::new(0.0, 0.0, width, height));
        let seen = seen
            .filter(Rect::is_finite)
            .ok_or(SealError::PlaceInvalid { page })?;
        taken.push((place.page, seen));
    }
    let mut plan = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let view = view_of(place.page)?;
        let signs = signing.contains(&Some(at));
        let (mut rect, mut ground, mut id) = (place.rect, None, String::new());
        if let Some(name) = &place.form_field {
            let known = fields.iter().find(|f| f.name == *name && f.kind == b"Sig");
            let free = known.filter(|field| field.signature(document).is_none());
            let field = free.ok_or_else(|| SealError::FieldGone(name.clone()))?;
            let own = field
                .widgets
                .first()
                .and_then(|w| document.get_dictionary(*w).ok());
            rect = own
                .and_then(|w| pdf::rect(document, pdf::value(document, w, b"Rect")))
                .unwrap_or(rect);
            id.clone_from(name);
        } else {
            if signed_before && place.kind == FieldKind::Date && !signs {
                continue;
            }
            let Some((_, tag)) = taken.get(at).copied() else {
                continue;
            };
            let others: Vec<Rect> = taken
                .iter()
                .enumerate()
                .filter(|(other, (page, _))| *other != at && *page == place.page)
                .map(|(_, (_, seen))| *seen)
                .collect();
            // The line that the tag stands in is no obstacle to its own place.
            let beside: Vec<Rect> = pages
                .text
                .iter()
                .filter(|line| line.page == place.page && line.rect.is_finite())
                .map(|line| view.seen(line.rect))
                .filter(|line| line.intersection(&tag).is_none())
                .collect();
            let grown = grow(tag, place.kind, view.size(), &others, &beside);
            if let Some(entry) = taken.get_mut(at) {
                entry.1 = grown;
            }
            rect = view.user(grown);
            ground = place.covers_tag.then(|| {
                let m = GROUND_MARGIN;
                view.user(Rect::new(tag.x0 - m, tag.y0 - m, tag.x1 + m, tag.y1 + m))
            });
        }
        let field = PreparedField {
            id,
            signer: place.signer,
            kind: place.kind,
            page: place.page,
            rect,
            ground,
            signature_field: signs || signed_before || place.form_field.is_some(),
        };
        plan.push(Planned {
            field,
            view,
            existing: place.form_field.is_some(),
        });
    }
    for (signer, place) in signers.iter().zip(&signing) {
        if place.is_none() {
            let field = PreparedField {
                id: String::new(),
                signer: *signer,
                kind: FieldKind::Signature,
                page: 1,
                rect: Rect::new(0.0, 0.0, 0.0, 0.0),
                ground: None,
                signature_field: true,
            };
            plan.push(Planned {
                field,
                view: view_of(1)?,
                existing: false,
            });
        }
    }
    Ok(plan)
}

/// The place whose field carries the signer's signature.
fn signing_place(signer: u16, places: &[Place]) -> Option<usize> {
    let own = || {
        places
            .iter()
            .enumerate()
            .filter(|(_, place)| place.signer == signer)
    };
    own()
        .find(|(_, place)| place.form_field.is_some())
        .or_else(|| own().find(|(_, place)| place.kind == FieldKind::Signature))
        .or_else(|| own().next())
        .map(|(at, _)| at)
}

/// How each page is seen.
pub(crate) fn views(document: &Document, pages: &[ObjectId]) -> Vec<View> {
    let view = |id: &ObjectId| {
        let page = document.get_dictionary(*id).cloned().unwrap_or_default();
        let (crop, turn) = pdf::page_frame(document, &page);
        View::new(crop, turn)
    };
    pages.iter().map(view).collect()
}

/// A name like those that readers of tags know: `Signature-1_2` is signer 1, second place.
fn free_name(names: &mut HashSet<String>, field: &PreparedField) -> String {
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

fn widget(
    update: &mut Update,
    field: &PreparedField,
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
pub(crate) fn extend_form(
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

/// The document written anew, without encryption and what was damaged.
fn rewrite(mut document: Document) -> Result<Vec<u8>, SealError> {
    document.encryption_state = None;
    let old = std::mem::take(&mut document.trailer);
    for key in ["Root", "Info", "ID"] {
        if let Ok(kept) = old.get(key.as_bytes()) {
            document.trailer.set(key, kept.clone());
        }
    }
    let mut bytes = Vec::new();
    document
        .save_to(&mut bytes)
        .map_err(|e| SealError::CannotPrepare(e.to_string()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Whether every page's content is a stream or an array of streams.
fn contents_are_there(document: &Document) -> bool {
    document
        .page_iter()
        .filter_map(|page| document.get_dictionary(page).ok())
        .all(|page| match pdf::value(document, page, b"Contents") {
            Object::Stream(_) => true,
            Object::Array(parts) => parts
                .iter()
                .all(|part| pdf::resolve(document, part).as_stream().is_ok()),
            _ => !page.has(b"Contents"),
        })
}

/// Whether the author's certification allows no change at all (DocMDP, level 1).
fn certified_against_changes(document: &Document) -> bool {
    let level = || {
        let perms = pdf::dict(document, document.catalog().ok()?, b"Perms")?;
        let signature = pdf::dict(document, perms, b"DocMDP")?;
        let reference = pdf::array(document, signature, b"Reference").first()?;
        let reference = pdf::resolve(document, reference).as_dict().ok()?;
        let params = pdf::dict(document, reference, b"TransformParams")?;
        pdf::value(document, params, b"P").as_i64().ok()
    };
    level() == Some(1)
}

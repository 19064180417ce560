//! The prepared copy: a form field at every place.

pub(crate) mod form;
mod plan;

use std::collections::HashSet;

use lopdf::{Document, Object, ObjectId};
use session::{FieldKind, PlaceInCopy, Rect, TextLine};

use self::plan::Pages;
pub(crate) use self::plan::views;
use crate::exact::Exact;
use crate::same::{Sameness, compare};
use crate::update::Update;
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

/// A prepared copy.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// Its fields, in the order of the places; invisible ones last.
    pub fields: Vec<PlaceInCopy>,
    /// The source carried signatures already: all fields are signature fields, dates stand in the
    /// signature's caption ([`crate::Act::caption`]).
    pub signed_before: bool,
    /// The source was encrypted or damaged and was written anew; otherwise its bytes are a prefix.
    pub rewritten: bool,
}

/// More places than a contract has.
const MAX_PLACES: usize = 2000;

/// Appends one update to the source, with a form field at each place and a signature field for
/// each signer.
///
/// A signer's signature field is the existing one that a place names, else the first signature
/// place, else the first place, else an invisible field on page 1. Other places become push
/// buttons, dates text fields; in a source that is signed already all become signature fields,
/// and dates none. Small places grow (see [`PlaceInCopy::rect`] for what became of them).
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
    let document = pdf::open(source, password)?;
    let signed_before = pdf::is_signed(&document);
    let encrypted = document.encryption_state.is_some();
    let healthy = source.starts_with(b"%PDF-") && document.xref_recovery.is_none();
    let wishes = Wishes {
        signers,
        places,
        text,
        signed_before,
    };
    if signed_before {
        let opens_freely = !encrypted || password.is_none() || pdf::open(source, None).is_ok();
        if !healthy || !opens_freely {
            let why = "it is signed, and damaged or closed by a password";
            return Err(SealError::CannotPrepare(why.into()));
        }
        if pdf::certification(&document).is_some_and(|(level, _)| level == 1) {
            let why = "it is certified, and its author allows no changes";
            return Err(SealError::CannotPrepare(why.into()));
        }
        let prepared = wishes.fulfil(source.to_vec(), document.clone())?;
        return held(&document, prepared);
    }
    // Hybrid files say two things at once about where objects are; validators refuse them.
    let hybrid = pdf::find(source, b"/XRefStm").is_some();
    if healthy && !encrypted && !hybrid {
        let prepared = wishes.fulfil(source.to_vec(), document.clone())?;
        if let Ok(prepared) = held(&document, prepared) {
            return Ok(prepared);
        }
    }
    let bytes = rewrite(document.clone(), source)?;
    let again = pdf::open(&bytes, None)?;
    // What was damaged may not have been read whole: a contract is not signed with a part gone.
    if !contents_are_there(&again) {
        return Err(SealError::Damaged("a page cannot be read whole".into()));
    }
    let prepared = Prepared {
        rewritten: true,
        ..wishes.fulfil(bytes, again)?
    };
    held(&document, prepared)
}

/// What is to be added to a document.
struct Wishes<'a> {
    signers: &'a [u16],
    places: &'a [Place],
    text: &'a [TextLine],
    signed_before: bool,
}

impl Wishes<'_> {
    fn fulfil(&self, bytes: Vec<u8>, document: Document) -> Result<Prepared, SealError> {
        let known = pdf::form_fields(&document);
        let pages: Vec<ObjectId> = document.page_iter().collect();
        // A field above others has a name of its own too.
        let top = |name: &str| name.split('.').next().unwrap_or_default().to_owned();
        let mut names: HashSet<String> = known
            .iter()
            .flat_map(|field| [field.name.clone(), top(&field.name)])
            .collect();
        let ground = Pages {
            document: &document,
            ids: &pages,
            fields: &known,
            text: self.text,
        };
        let plan = plan::plan(&ground, self.signers, self.places, self.signed_before)?;
        let mut update = Update::new(&bytes, document);
        let mut fields = Vec::with_capacity(plan.len());
        let mut added = Vec::with_capacity(plan.len());
        for planned in plan {
            let mut field = planned.field;
            if !planned.existing {
                field.id = form::free_name(&mut names, &field);
                let page = (field.page as usize)
                    .checked_sub(1)
                    .and_then(|at| pages.get(at));
                let page = *page.ok_or(SealError::PlaceInvalid { page: field.page })?;
                let widget = form::widget(&mut update, &field, page, &planned.view)?;
                update
                    .edit_array(page, "Annots")?
                    .push(Object::Reference(widget));
                added.push(widget);
            }
            fields.push(field);
        }
        form::extend(&mut update, &added, self.signed_before)?;
        let (bytes, signed_before) = (update.finish()?, self.signed_before);
        Ok(Prepared {
            bytes,
            fields,
            signed_before,
            rewritten: false,
        })
    }
}

/// The prepared copy, if it reads as it was meant: all fields there, the pages as they were.
fn held(source: &Document, prepared: Prepared) -> Result<Prepared, SealError> {
    let document = pdf::open(&prepared.bytes, None)?;
    let known = pdf::form_fields(&document);
    let there = |field: &PlaceInCopy| known.iter().any(|known| known.name == field.id);
    if prepared.fields.iter().all(there) && compare(source, &document) == Sameness::Same {
        return Ok(prepared);
    }
    Err(SealError::CannotPrepare(
        "it does not read the same after fields were added".into(),
    ))
}

/// The document written anew, without encryption and what was damaged.
fn rewrite(mut document: Document, source: &[u8]) -> Result<Vec<u8>, SealError> {
    let exact = Exact::new();
    exact.keep(&mut document, source);
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
    exact.restore(&mut bytes);
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

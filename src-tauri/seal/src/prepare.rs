//! The prepared copy: a form field at every place.

use serde::{Deserialize, Serialize};
use session::{FieldKind, Rect};

use crate::SealError;

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

/// Appends one update to the source, with a form field at each place and a signature field for
/// each signer.
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
    let _ = (source, password, signers, places);
    Err(SealError::Internal("not built".into()))
}

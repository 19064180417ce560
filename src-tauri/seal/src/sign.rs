//! A signer's act: the fields filled and the document signed, in one incremental update.

use time::OffsetDateTime;

use crate::{Identity, PreparedField, SealError};

/// What a signer does to a document.
#[derive(Debug, Clone)]
pub struct Act<'a> {
    /// The signer's number.
    pub signer: u16,
    /// The signer's name, as it stands in the signature.
    pub name: &'a str,
    /// When, with the zone that is to be shown.
    pub time: OffsetDateTime,
    /// What was consented to; stands as the signature's reason.
    pub reason: &'a str,
    /// A small line under each signature, for example "Ada Example · 25 November 2026, 20:13 UTC".
    /// Empty: none. Give the date here: a document that was signed before has no date fields.
    pub caption: &'a str,
    /// One for each visible field of the signer.
    pub marks: Vec<Mark>,
}

/// What is to be seen in a field.
#[derive(Debug, Clone)]
pub struct Mark {
    /// [`PreparedField::id`].
    pub field: String,
    /// What it looks like.
    pub look: Look,
}

/// What a mark looks like.
#[derive(Debug, Clone)]
pub enum Look {
    /// Drawn by hand.
    Ink {
        /// Each stroke's points, 0 to 1 in both directions of the box that was drawn in, from its
        /// top left.
        strokes: Vec<Vec<[f32; 2]>>,
        /// Width of that box divided by its height.
        aspect: f32,
    },
    /// A name or initials in a script font.
    Typed(String),
    /// Words (a date, initials) in a plain font.
    Text(String),
}

/// Signs a revision: fills the signer's fields and signs the signer's signature field, PAdES B-B.
/// The bytes given stay a prefix. A signer with several signature fields gets one update for each.
///
/// # Errors
/// When a visible field of the signer has no mark, a name has a character that no font draws, or
/// the revision does not hold the fields unsigned.
pub fn sign(
    revision: &[u8],
    fields: &[PreparedField],
    act: &Act<'_>,
    identity: &Identity,
) -> Result<Vec<u8>, SealError> {
    let _ = (revision, fields, act, identity);
    Err(SealError::Internal("not built".into()))
}

/// Seals a PDF of Paraph's own (the receipt) with an invisible signature.
///
/// # Errors
/// When the PDF cannot be read or the signature not be made.
pub fn seal(
    bytes: &[u8],
    name: &str,
    reason: &str,
    time: OffsetDateTime,
    identity: &Identity,
) -> Result<Vec<u8>, SealError> {
    let _ = (bytes, name, reason, time, identity);
    Err(SealError::Internal("not built".into()))
}

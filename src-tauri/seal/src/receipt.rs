//! The receipt: the evidence of a session as a PDF. All words come from the caller.

use crate::SealError;

/// A label and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptRow {
    /// What it is.
    pub label: String,
    /// What it says.
    pub value: String,
    /// Set in a fixed-width font: digests and ids.
    pub fixed_width: bool,
}

/// A document of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptDocument {
    /// Its file name.
    pub name: String,
    /// Particulars: pages, SHA-256 of the original and of the signed copy.
    pub rows: Vec<ReceiptRow>,
}

/// A signer and what that person did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptSigner {
    /// The name.
    pub name: String,
    /// Particulars: e-mail, how identified, what was consented to.
    pub rows: Vec<ReceiptRow>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptEvent {
    /// When, with zone, as it is to be shown.
    pub time: String,
    /// Who.
    pub actor: String,
    /// What.
    pub what: String,
}

/// What stands in a receipt. Empty lists are left out with their headings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    /// BCP 47, for screen readers.
    pub language: String,
    /// The title line.
    pub title: String,
    /// A line or two under the title.
    pub summary: String,
    /// Particulars of the session: its title, id, when completed.
    pub facts: Vec<ReceiptRow>,
    /// Heading over the documents.
    pub documents_heading: String,
    /// The documents.
    pub documents: Vec<ReceiptDocument>,
    /// Heading over the signers.
    pub signers_heading: String,
    /// The signers.
    pub signers: Vec<ReceiptSigner>,
    /// Heading over the events.
    pub events_heading: String,
    /// What happened, oldest first.
    pub events: Vec<ReceiptEvent>,
    /// Heading over the last paragraph.
    pub note_heading: String,
    /// How to check it, fingerprint of the certificate: rows, then words.
    pub note_rows: Vec<ReceiptRow>,
    /// Words under them.
    pub note: String,
    /// At the foot of each page, left.
    pub footer: String,
    /// Page number at the foot, with `{page}` and `{pages}`, for example "Page {page} of {pages}".
    pub page_label: String,
}

/// Lays the receipt out on A4 pages. Seal the result with [`crate::seal`].
///
/// # Errors
/// [`SealError::NoGlyph`] when a character can be drawn by no font.
pub fn receipt(content: &Receipt) -> Result<Vec<u8>, SealError> {
    let _ = content;
    Err(SealError::Internal("not built".into()))
}

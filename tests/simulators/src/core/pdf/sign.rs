//! The PDFs that a service gives back, really signed (PAdES) under an authority of the
//! simulator's own.

use std::sync::OnceLock;

use seal::{Act, Identity, Look, Mark, Place, Receipt, ReceiptRow, SealError};
use session::{FieldKind, Rect};
use time::OffsetDateTime;

use super::Spot;

/// Why a document could not be signed.
#[derive(Debug, thiserror::Error)]
#[error("the document cannot be signed: {0}")]
pub struct SignError(pub(super) String);

impl From<SealError> for SignError {
    fn from(error: SealError) -> Self {
        Self(error.to_string())
    }
}

/// One signer's part.
#[derive(Debug, Clone)]
pub struct SignedBy {
    /// The signer's number, from 1.
    pub number: u16,
    /// The name in the signature.
    pub name: String,
    /// When.
    pub at: OffsetDateTime,
    /// Where the marks are drawn.
    pub spots: Vec<Spot>,
    /// What is drawn at each of [`SignedBy::initials_at`].
    pub initials: String,
    /// Where initials are drawn.
    pub initials_at: Vec<Spot>,
}

fn identity() -> Result<&'static Identity, SignError> {
    static IDENTITY: OnceLock<Result<Identity, String>> = OnceLock::new();
    let made = IDENTITY.get_or_init(|| {
        Identity::make("the simulated service", OffsetDateTime::now_utc())
            .map_err(|error| error.to_string())
    });
    made.as_ref().map_err(|error| SignError(error.clone()))
}

/// The certificate of the simulator's authority, DER: what its signatures are trusted by. It is
/// another one in each process.
///
/// # Errors
/// When no keys can be made.
pub fn ca_certificate() -> Result<Vec<u8>, SignError> {
    Ok(identity()?.ca_certificate.clone())
}

/// The signed document: each signer's marks drawn and one signature for each, in their order.
///
/// # Errors
/// When the document cannot be written on.
pub fn sign(source: &[u8], signers: &[SignedBy]) -> Result<Vec<u8>, SignError> {
    if signers.is_empty() {
        return Ok(source.to_vec());
    }
    let identity = identity()?;
    let numbers: Vec<u16> = signers.iter().map(|signer| signer.number).collect();
    let mut places = Vec::new();
    for signer in signers {
        let signatures = signer.spots.iter().map(|spot| (FieldKind::Signature, spot));
        let initials = signer.initials_at.iter();
        let initials = initials.map(|spot| (FieldKind::Initial, spot));
        for (kind, spot) in signatures.chain(initials) {
            let [x0, y0, x1, y1] = spot.rect;
            places.push(Place {
                signer: signer.number,
                kind,
                page: spot.page,
                rect: Rect::new(x0, y0, x1, y1),
                covers_tag: false,
                form_field: None,
            });
        }
    }
    let prepared = seal::prepare(source, None, &numbers, &places)?;
    let mut bytes = prepared.bytes;
    for signer in signers {
        let visible =
            |field: &&session::PlaceInCopy| field.signer == signer.number && field.visible();
        let marks = prepared.fields.iter().filter(visible).map(|field| Mark {
            field: field.id.clone(),
            look: if field.kind == FieldKind::Initial {
                Look::Text(signer.initials.clone())
            } else {
                Look::Typed(signer.name.clone())
            },
        });
        let act = Act {
            signer: signer.number,
            name: &signer.name,
            time: signer.at,
            reason: "Signed at the simulated service",
            caption: "",
            marks: marks.collect(),
        };
        bytes = seal::sign(&bytes, &prepared.fields, &act, identity)?;
    }
    Ok(bytes)
}

/// Adds the service's own invisible signature.
///
/// # Errors
/// When the document cannot be written on.
pub fn seal(source: &[u8], at: OffsetDateTime) -> Result<Vec<u8>, SignError> {
    let name = "The simulated service";
    Ok(seal::seal(source, name, "Sealed", at, identity()?)?)
}

/// One line of a receipt.
#[must_use]
pub fn receipt_rows(rows: &[(&str, String)]) -> Vec<ReceiptRow> {
    rows.iter()
        .map(|(label, value)| ReceiptRow {
            label: (*label).to_owned(),
            value: value.clone(),
            fixed_width: value.len() > 40 && !value.contains(' '),
        })
        .collect()
}

/// A receipt, laid out and sealed.
///
/// # Errors
/// When it cannot be drawn or signed.
pub fn receipt(content: &Receipt, at: OffsetDateTime) -> Result<Vec<u8>, SignError> {
    seal(&seal::receipt(content)?, at)
}

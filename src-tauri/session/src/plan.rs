//! The plan of a session's steps and what a step leaves behind.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{FieldKind, Rect, StepWord};

/// What a step's turn waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Nothing: it belongs to sending.
    Send,
    /// This signer's signature: made on the signing page here, or seen at the service.
    Signer(u16),
    /// Every signer's signature.
    AllSigned,
    /// The sender's wish: it was added to the plan when the sender asked for it.
    Asked,
}

/// A step that a connector plans before anything goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedStep {
    /// Its name, unique in the session: the key under which the journal knows it.
    pub name: String,
    /// What may be done when its outcome is unknown.
    pub word: StepWord,
    /// What it waits for.
    pub turn: Turn,
}

/// A form field of a prepared copy: where a signer's mark will stand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceInCopy {
    /// The form field's name in the PDF.
    pub id: String,
    /// The signer's number.
    pub signer: u16,
    /// The page, from 1.
    pub page: u32,
    /// The widget's rectangle; empty where the signature is not shown.
    #[serde(rename = "box")]
    pub rect: Rect,
    /// The part of it with an opaque ground: the tag below it.
    pub ground: Option<Rect>,
    /// What is to be done there.
    pub kind: FieldKind,
    /// Whether it is a signature field.
    pub signature_field: bool,
}

impl PlaceInCopy {
    /// Whether the field is seen, so that the signer has to give something for it.
    #[must_use]
    pub fn visible(&self) -> bool {
        self.rect.width() > 0.0 && self.rect.height() > 0.0
    }
}

/// What a step leaves behind; recorded together with its outcome.
#[derive(Debug, Clone, PartialEq)]
pub enum StepOutcome {
    /// Nothing to record but that it happened.
    Done,
    /// The prepared copy of a document.
    Prepared {
        /// The document, from 1.
        document: u32,
        /// The copy's SHA-256, hex; it is in the store.
        sha256: String,
        /// The copy's fields.
        places: Vec<PlaceInCopy>,
    },
    /// A new signed revision of a document.
    Revision {
        /// The document, from 1.
        document: u32,
        /// The revision's SHA-256, hex; it is in the store.
        sha256: String,
    },
    /// What is known of the session at a service from now on.
    Remote {
        /// The service's own id, where the step made one.
        service_session: Option<String>,
        /// What the connector wants to be told again, by name; an empty value forgets the name.
        memory: BTreeMap<String, String>,
        /// Signing URLs by signer, encrypted.
        signing_urls: BTreeMap<u16, Vec<u8>>,
    },
    /// The copy of a document that goes to the service in the original's place.
    Copied {
        /// The document, from 1.
        document: u32,
        /// The copy's SHA-256, hex; it is in the store.
        sha256: String,
    },
    /// The session at a service is as the sender corrected it.
    Corrected {
        /// Who signs from now on.
        signers: Vec<crate::CorrectedSigner>,
        /// When it runs out, in milliseconds since 1970, where that was corrected.
        expires: Option<i64>,
        /// Days between reminders, where they were corrected.
        remind_days: Option<i32>,
    },
    /// The receipt.
    Receipt {
        /// The receipt's SHA-256, hex; it is in the store.
        sha256: String,
    },
    /// Verified and laid into the person's folder.
    Kept {
        /// What the verification of each document said, in their order.
        verdicts: Vec<crate::Summary>,
        /// The readable copies' paths; empty where the folder could not be written.
        paths: Vec<String>,
    },
}

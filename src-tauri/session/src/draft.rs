//! A contract being prepared.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{Field, Finding, FormField, Page, Tag, Told};

/// The name of the account that is always there.
pub const THIS_COMPUTER: &str = "This computer";

/// A contract being prepared: everything that Send needs. Saved with every change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Draft {
    /// Its id; the session takes it over, so that one draft is sent once.
    pub id: String,
    /// What people call it; empty: taken from the first document.
    pub title: String,
    /// The office's own reference.
    pub reference: Option<String>,
    /// A word to the signers.
    pub message: Option<String>,
    /// The account's name.
    pub account: String,
    /// Whether signer 2 is asked only after signer 1 has signed.
    pub in_order: bool,
    /// The last day for signing, counted from today.
    pub expires_days: Option<u32>,
    /// In the order in which they are read.
    pub documents: Vec<DraftDocument>,
    /// In the order of their numbers.
    pub signers: Vec<DraftSigner>,
    /// Codes of findings that the person allows.
    pub allowed: Vec<String>,
    /// Days between reminders; -1: none are sent.
    #[serde(default)]
    pub remind_days: Option<i32>,
    /// What is set for the service, by name.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
    /// Who gets the signed documents and signs nothing.
    #[serde(default)]
    pub receivers: Vec<DraftReceiver>,
}

impl Draft {
    /// An empty draft for *This computer*.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            title: String::new(),
            reference: None,
            message: None,
            account: THIS_COMPUTER.to_owned(),
            in_order: false,
            expires_days: None,
            documents: Vec::new(),
            signers: Vec::new(),
            allowed: Vec::new(),
            remind_days: None,
            options: BTreeMap::new(),
            receivers: Vec::new(),
        }
    }
}

/// How far a document of a draft is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DraftState {
    /// Waits for a worker, or is with one.
    Reading,
    /// Was read.
    Ready,
    /// Could not be read; `error` says why.
    Unreadable,
}

/// A document of a draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct DraftDocument {
    /// Its id within the draft.
    pub id: String,
    /// The file's name.
    pub name: String,
    /// Where it was dropped from; `None` for the sample.
    pub path: Option<String>,
    /// SHA-256 of the bytes in the store, hex; `None` until they are there.
    pub sha256: Option<String>,
    /// Size in bytes.
    #[specta(type = f64)]
    pub bytes: u64,
    /// How far it is read.
    pub state: DraftState,
    /// Why it could not be read.
    pub error: Option<Told>,
    /// Its pages.
    pub pages: Vec<Page>,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// Its signature form fields.
    pub form_fields: Vec<FormField>,
    /// Its places to sign.
    pub fields: Vec<Field>,
    /// What reading it found.
    pub findings: Vec<Finding>,
    /// Who has signed it already.
    pub signed_by: Vec<String>,
    /// Whether it opens only with a password, which is never saved.
    #[serde(default)]
    pub needs_password: bool,
    /// The punctuation of its text outside of tags, each character once.
    #[serde(default)]
    pub marks: String,
}

impl DraftDocument {
    /// A document that is still to be read.
    #[must_use]
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            path: None,
            sha256: None,
            bytes: 0,
            state: DraftState::Reading,
            error: None,
            pages: Vec::new(),
            tags: Vec::new(),
            form_fields: Vec::new(),
            fields: Vec::new(),
            findings: Vec::new(),
            signed_by: Vec::new(),
            needs_password: false,
            marks: String::new(),
        }
    }
}

/// A signer of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DraftSigner {
    /// 1 to 999.
    pub number: u16,
    /// As the sender writes it.
    pub name: String,
    /// Empty where none is given.
    pub email: String,
    /// Whether the person added this card, rather than a tag.
    pub by_hand: bool,
    /// What is set for the signer at the service, by name.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
}

/// Somebody who gets the signed documents and signs nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DraftReceiver {
    /// As the sender writes it.
    pub name: String,
    /// Where to.
    pub email: String,
}

//! What a session consists of: as it is handed in, and as it is read back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use session::{
    ErrorCode, Field, Page, PlaceInCopy, PlannedStep, Service, SignerState, State, Summary, Tag,
    TextLine, fold,
};

use crate::NewEvent;

/// A session to be recorded.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// Its id; the draft of the same id is gone once this is recorded.
    pub id: &'a str,
    /// What people call it.
    pub title: &'a str,
    /// The office's own reference.
    pub reference: Option<&'a str>,
    /// A word to the signers.
    pub message: Option<&'a str>,
    /// The kind of service.
    pub service: Service,
    /// The account's name.
    pub account: &'a str,
    /// When it is made.
    pub created: i64,
    /// When it runs out.
    pub expires: Option<i64>,
    /// The last day for signing, counted from the day it is made.
    pub expires_days: Option<u32>,
    /// Days between reminders.
    pub remind_days: Option<i32>,
    /// What was set for it.
    pub options: &'a BTreeMap<String, String>,
    /// Who gets the signed documents beside the signers.
    pub receivers: &'a [Person],
    /// Signer 2 only after signer 1.
    pub in_order: bool,
    /// Who signs, in order.
    pub signers: &'a [NewSigner],
    /// What is signed, in order.
    pub documents: &'a [NewDocument],
    /// The whole plan.
    pub plan: &'a [PlannedStep],
    /// What happened so far.
    pub events: &'a [NewEvent],
}

/// A signer to be recorded.
#[derive(Debug, Clone)]
pub struct NewSigner {
    /// 1 to 999.
    pub number: u16,
    /// As the sender wrote it.
    pub name: String,
    /// Where one is known.
    pub email: Option<String>,
    /// What was set for the signer.
    pub options: BTreeMap<String, String>,
}

/// Somebody who gets the signed documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// As the sender wrote it.
    pub name: String,
    /// Where to.
    pub email: String,
}

impl NewSigner {
    /// Who this is: the e-mail address, or without one the name; folded.
    #[must_use]
    pub fn folded(&self) -> String {
        fold(self.email.as_deref().unwrap_or(&self.name))
    }
}

/// A document to be recorded; its bytes are in the store.
#[derive(Debug, Clone)]
pub struct NewDocument {
    /// The file's name.
    pub name: String,
    /// SHA-256 of the original.
    pub sha256: String,
    /// Where it was taken from.
    pub path: Option<String>,
    /// Its pages.
    pub pages: Vec<Page>,
    /// Its lines of text.
    pub text: Vec<TextLine>,
    /// Its tags, also those that give no place.
    pub tags: Vec<Tag>,
    /// Its places to sign.
    pub fields: Vec<Field>,
}

/// A session as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// The office's own reference.
    pub reference: Option<String>,
    /// A word to the signers.
    pub message: Option<String>,
    /// The kind of service.
    pub service: Service,
    /// The account's name.
    pub account: String,
    /// Where it stands.
    pub state: State,
    /// The service's own id.
    pub service_session: Option<String>,
    /// When it was made.
    pub created: i64,
    /// When something last happened.
    pub changed: i64,
    /// When the service was last asked.
    pub checked: Option<i64>,
    /// When it runs out.
    pub expires: Option<i64>,
    /// Signer 2 only after signer 1.
    pub in_order: bool,
    /// SHA-256 of the receipt in the store.
    pub receipt: Option<String>,
    /// What stands in the way: code and detail.
    pub error: Option<(ErrorCode, String)>,
    /// The last day for signing, counted from the day it was made.
    pub expires_days: Option<u32>,
    /// Days between reminders.
    pub remind_days: Option<i32>,
    /// What was set for it.
    pub options: BTreeMap<String, String>,
    /// Who gets the signed documents beside the signers.
    pub receivers: Vec<Person>,
    /// What its connector wants to be told again.
    pub memory: BTreeMap<String, String>,
    /// When its work is taken up again by itself, and how often that was in vain.
    pub again: Option<(i64, u32)>,
    /// When something hinted at news, since the last answer.
    pub hint: Option<i64>,
    /// When the last postback came.
    pub postback: Option<i64>,
}

/// A signer as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignerRow {
    /// 1 to 999.
    pub number: u16,
    /// As the sender wrote it.
    pub name: String,
    /// Where one is known.
    pub email: Option<String>,
    /// Where the signer stands.
    pub state: SignerState,
    /// Since when.
    pub changed: Option<i64>,
    /// What the signer did, as JSON, until it is in every document.
    pub act: Option<String>,
    /// What was set for the signer.
    pub options: BTreeMap<String, String>,
    /// The signing URL, encrypted.
    pub url: Option<Vec<u8>>,
}

/// A document as recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentRow {
    /// From 1.
    pub number: u32,
    /// The file's name.
    pub name: String,
    /// SHA-256 of the original in the store.
    pub original: String,
    /// Where it was taken from.
    pub path: Option<String>,
    /// Its pages.
    pub pages: Vec<Page>,
    /// Its tags, also those that give no place.
    pub tags: Vec<Tag>,
    /// Its places to sign.
    pub fields: Vec<Field>,
    /// SHA-256 of the prepared copy in the store.
    pub prepared: Option<String>,
    /// The places of the prepared copy.
    pub places: Vec<PlaceInCopy>,
    /// SHA-256 of the newest revision in the store.
    pub revision: Option<String>,
    /// What verifying the signed copy said.
    pub verdict: Option<Summary>,
    /// The readable copy.
    pub kept_path: Option<String>,
}

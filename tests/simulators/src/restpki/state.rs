//! What the service remembers.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use crate::core::pdf::{Person, Spot};

/// Where a session stands (sheet §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Waits for its signer.
    Pending,
    /// Signed; documents are being finished.
    Processing,
    /// All documents are signed.
    Completed,
    /// The signer left by *Cancel*.
    UserCancelled,
    /// Its time ran out.
    Expired,
    /// It could not be finished.
    ProcessingError,
}

impl Status {
    /// The word in answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Processing => "Processing",
            Self::Completed => "Completed",
            Self::UserCancelled => "UserCancelled",
            Self::Expired => "Expired",
            Self::ProcessingError => "ProcessingError",
        }
    }
}

/// A document of a session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Document {
    /// Its id.
    pub id: String,
    /// Its key, sixteen letters and digits.
    pub key: String,
    /// The file's name.
    pub name: String,
    /// What is known about it, by name: the session's with its own.
    pub metadata: BTreeMap<String, Vec<String>>,
    /// What was sent.
    #[serde(skip)]
    pub original: Bytes,
    /// The same with the service's marks.
    #[serde(skip)]
    pub marked: Option<Bytes>,
    /// The same signed.
    #[serde(skip)]
    pub signed: Option<Bytes>,
    /// When it was signed.
    #[serde(with = "time::serde::rfc3339::option")]
    pub signed_at: Option<OffsetDateTime>,
    /// When it is finished.
    #[serde(skip)]
    pub ready: Option<OffsetDateTime>,
    /// Whether it is finished.
    pub finished: bool,
    /// Where the signature is drawn.
    pub spot: Option<Spot>,
    /// Whether it is converted first.
    pub pdf_a: bool,
}

/// A session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Session {
    /// Its id.
    pub id: String,
    /// The secret end of its page's address.
    pub token: String,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created: OffsetDateTime,
    /// As it was asked for, without the documents' content.
    pub request: Value,
    /// Where it stands.
    pub status: Status,
    /// Why it could not be finished.
    pub error: Option<String>,
    /// Who signed.
    pub signer: Option<Person>,
    /// What is signed.
    pub documents: Vec<Document>,
    /// When it is finished.
    #[serde(skip)]
    pub ready: Option<OffsetDateTime>,
}

impl Session {
    /// A text of the request.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.request.get(name)?.as_str()
    }

    /// A switch of the request.
    #[must_use]
    pub fn flag(&self, name: &str) -> bool {
        self.request.get(name).and_then(Value::as_bool) == Some(true)
    }
}

/// Which file of a document a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Which {
    Original,
    Marked,
    Signed,
}

/// A link to a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Link {
    pub(super) document: String,
    pub(super) which: Which,
    pub(super) at: OffsetDateTime,
}

/// A document's key.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Key {
    pub(super) metadata: Value,
    pub(super) document: Option<String>,
}

/// An upload in parts.
#[derive(Debug, Clone, Default)]
pub(super) struct Upload {
    pub(super) parts: BTreeMap<u32, (Bytes, String)>,
    pub(super) whole: Option<Bytes>,
}

/// What is done otherwise than a good service does.
#[derive(Debug, Clone, Default)]
pub struct Whims {
    /// The signed file is written anew, which breaks every earlier signature.
    pub rewrites: bool,
    /// Processing ends with this code.
    pub processing_fails: Option<String>,
    /// Another contract is signed in the document's place.
    pub signs_instead: Option<Bytes>,
}

/// A webhook on its way.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Webhook {
    pub(super) document: String,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) sessions: BTreeMap<String, Session>,
    pub(super) links: HashMap<String, Link>,
    pub(super) keys: BTreeMap<String, Key>,
    pub(super) uploads: HashMap<String, Upload>,
    pub(super) webhooks: Vec<Webhook>,
    pub(super) whims: Whims,
}

impl State {
    /// A document and its session.
    pub(super) fn document(&self, id: &str) -> Option<(&Session, &Document)> {
        self.sessions.values().find_map(|session| {
            let found = session.documents.iter().find(|one| one.id == id)?;
            Some((session, found))
        })
    }

    /// The session of a page's token.
    pub(super) fn by_token(&self, token: &str) -> Option<&Session> {
        self.sessions
            .values()
            .find(|session| session.token == token)
    }
}

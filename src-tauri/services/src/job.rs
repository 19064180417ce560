//! A session as a connector sees it: all that it may know, read from the history anew for every
//! step. Nothing else is remembered between two steps.

use std::collections::BTreeMap;

use session::{Field, SignerState};

/// A session that goes out, or is out.
#[derive(Debug, Clone, Default)]
pub struct Job {
    /// Our id of it.
    pub session: String,
    /// What people call it.
    pub title: String,
    /// The office's own reference.
    pub reference: Option<String>,
    /// A word to the signers.
    pub message: Option<String>,
    /// Signer 2 only after signer 1.
    pub in_order: bool,
    /// When it was made, in milliseconds since 1970.
    pub created: i64,
    /// Now, in milliseconds since 1970.
    pub now: i64,
    /// When the service was last asked, in milliseconds since 1970.
    pub checked: Option<i64>,
    /// When something hinted at news since then, in milliseconds since 1970.
    pub hint: Option<i64>,
    /// When it runs out, in milliseconds since 1970.
    pub expires: Option<i64>,
    /// The last day for signing, in days counted from the day it was made.
    pub expires_days: Option<u32>,
    /// Days between reminders; -1: none are sent.
    pub remind_days: Option<i32>,
    /// The options that were set for it, by name.
    pub options: BTreeMap<String, String>,
    /// Who signs, in order.
    pub signers: Vec<JobSigner>,
    /// Who gets the signed documents beside them.
    pub receivers: Vec<Receiver>,
    /// What is signed, in order.
    pub documents: Vec<JobDocument>,
    /// The service's own id, once there is one.
    pub service_session: Option<String>,
    /// What earlier steps wanted to be told again.
    pub memory: BTreeMap<String, String>,
    /// How often the step at hand was begun, this time included.
    pub attempt: u32,
    /// The names of the steps that are done.
    pub done: Vec<String>,
    /// Where a signer at this computer comes back to: an address of our own loopback page.
    pub return_url: Option<String>,
    /// What the sender corrects and the service may not know yet.
    pub wish: Option<Wish>,
}

/// What the sender corrects in a session that is out, from the moment when it is recorded until
/// all of it is done.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Wish {
    /// Which correction of the session it is, from 1.
    pub number: u32,
    /// Signers as they are to be.
    pub signers: Vec<session::CorrectedSigner>,
    /// Those of them who have another address, so that the invitation has to go there.
    pub moved: Vec<u16>,
    /// When the session is to run out, in milliseconds since 1970.
    pub expires: Option<i64>,
    /// Days between reminders.
    pub remind_days: Option<i32>,
}

impl Job {
    /// An option, unless it is empty.
    #[must_use]
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// A document by its number, from 1.
    #[must_use]
    pub fn document(&self, number: u32) -> Option<&JobDocument> {
        self.documents.iter().find(|d| d.number == number)
    }
}

/// Under which name a job remembers that a person takes the certificate which signed for this
/// signer's, whatever stands in it.
#[must_use]
pub fn accepted_name(signer: u16) -> String {
    format!("accepted:{signer}")
}

/// Under which name a job remembers since when (milliseconds since 1970) this signer is awaited
/// again: what was made for them before counts no more.
#[must_use]
pub fn refused_name(signer: u16) -> String {
    format!("refused:{signer}")
}

/// Under which name a session remembers that its service was asked to close it before everyone had
/// signed, unless that surely came to nothing.
pub const CLOSE_ASKED: &str = "close_asked";

/// Under which name a session remembers when its service said yes to being closed before everyone
/// had signed, in milliseconds since 1970.
pub const CLOSE_HEARD: &str = "close_heard";

/// A person who signs.
#[derive(Debug, Clone)]
pub struct JobSigner {
    /// 1 to 999.
    pub number: u16,
    /// As the sender wrote it.
    pub name: String,
    /// Where one is known.
    pub email: Option<String>,
    /// Where the signer stands.
    pub state: SignerState,
    /// Whether an address of the signer's page is kept.
    pub url_kept: bool,
    /// The options that were set for the signer, by name.
    pub options: BTreeMap<String, String>,
}

impl JobSigner {
    /// An option, unless it is empty.
    #[must_use]
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}

/// Somebody who gets the signed documents and signs nothing.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Receiver {
    /// As the sender wrote it.
    pub name: String,
    /// Where to.
    pub email: String,
}

/// A document.
#[derive(Debug, Clone)]
pub struct JobDocument {
    /// From 1.
    pub number: u32,
    /// The file's name.
    pub name: String,
    /// SHA-256 of the original, hex.
    pub original: String,
    /// SHA-256 of what goes to the service, hex: the copy where there is one, else the original.
    pub upload: String,
    /// SHA-256 of the newest signed and verified copy, hex, once there is one.
    pub signed: Option<String>,
    /// Size of what goes to the service, in bytes.
    pub bytes: u64,
    /// How many pages it has.
    pub pages: u32,
    /// Each page's height and offset, to turn places into the service's measure.
    pub page_boxes: Vec<session::Page>,
    /// Its places to sign.
    pub fields: Vec<Field>,
    /// Every tag of the original, also those that give no place or whose place was taken out: a
    /// service may read them all the same.
    pub tags: Vec<session::Tag>,
    /// The punctuation of its text outside of tags, each character once; known before sending.
    pub marks: String,
}

/// A session with so many documents for these signers, for tests.
#[cfg(test)]
pub(crate) fn example(documents: u32, signers: &[u16]) -> Job {
    Job {
        session: "s".into(),
        title: "Lease".into(),
        documents: (1..=documents)
            .map(|number| JobDocument {
                number,
                name: format!("lease {number}.pdf"),
                original: "00".repeat(32),
                upload: "00".repeat(32),
                signed: None,
                bytes: 1,
                pages: 1,
                page_boxes: Vec::new(),
                fields: Vec::new(),
                tags: Vec::new(),
                marks: String::new(),
            })
            .collect(),
        signers: signers
            .iter()
            .map(|number| JobSigner {
                number: *number,
                name: format!("Signer {number}"),
                email: None,
                state: SignerState::Waiting,
                url_kept: false,
                options: BTreeMap::new(),
            })
            .collect(),
        ..Job::default()
    }
}

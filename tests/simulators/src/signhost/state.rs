//! What the service remembers.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use crate::core::pdf::Spot;

/// Transaction statuses, sheet §4.
pub mod status {
    /// Waiting for documents; until start.
    pub const DOCUMENT: i64 = 5;
    /// Waiting for signers.
    pub const SIGNERS: i64 = 10;
    /// The service is processing.
    pub const PROCESSING: i64 = 20;
    /// Signed.
    pub const SIGNED: i64 = 30;
    /// Rejected.
    pub const REJECTED: i64 = 40;
    /// Expired.
    pub const EXPIRED: i64 = 50;
    /// Cancelled.
    pub const CANCELLED: i64 = 60;
    /// Failed.
    pub const FAILED: i64 = 70;
}

/// Something that a signer or receiver did, or that was done to one; codes in sheet §4.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    /// Its id.
    pub id: String,
    /// Its code.
    pub code: i64,
    /// More about it: the file's id for 105.
    pub info: Option<String>,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// A signer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Signer {
    /// Its id in the transaction.
    pub id: String,
    /// What was asked for, as it came, unknown names and all.
    pub request: Value,
    /// What happened.
    pub activities: Vec<Activity>,
    /// The secret end of the signing page's address.
    pub link: String,
    /// The invitation was sent.
    pub invited: bool,
    /// Signed when.
    #[serde(with = "time::serde::rfc3339::option")]
    pub signed: Option<OffsetDateTime>,
    /// Rejected when.
    #[serde(with = "time::serde::rfc3339::option")]
    pub rejected: Option<OffsetDateTime>,
    /// And why.
    pub reject_reason: Option<String>,
    /// Acted on the page; the service has not taken it in yet.
    pub acted: bool,
    /// Whom it was delegated to: name, e-mail, reason.
    pub delegate: Option<[String; 3]>,
    /// The name given on the page.
    pub name: Option<String>,
}

impl Signer {
    /// A text of the request.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.request.get(name)?.as_str()
    }

    /// A switch of the request.
    #[must_use]
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.request.get(name)?.as_bool()
    }

    /// Whether the service invites: `SendSignRequest`, true where absent (sheet §3.1).
    #[must_use]
    pub fn by_mail(&self) -> bool {
        self.flag("SendSignRequest").unwrap_or(true)
    }

    /// The e-mail address.
    #[must_use]
    pub fn email(&self) -> &str {
        self.text("Email").unwrap_or_default()
    }
}

/// A receiver.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Receiver {
    /// Its id.
    pub id: String,
    /// What was asked for.
    pub request: Value,
    /// What happened; `None` (null on the wire) until something did.
    pub activities: Option<Vec<Activity>>,
}

/// A file of a transaction.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct File {
    /// Its id.
    pub id: String,
    /// Its metadata, when any came.
    pub metadata: Option<Value>,
    /// SHA-256 of its PDF, hex, once uploaded.
    pub sha256: Option<String>,
    /// The metadata came after the PDF.
    pub late_metadata: bool,
    /// How often the PDF was uploaded.
    pub uploads: u32,
    /// Where each signer's marks stand, by signer number; known after start.
    pub places: BTreeMap<u16, Vec<Placed>>,
    /// Where each signer's initials stand; known after start.
    #[serde(default)]
    pub initials: BTreeMap<u16, Vec<Spot>>,
    /// The signed file was fetched.
    pub fetched: bool,
}

/// Where a mark stands, and what put it there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// Where.
    pub spot: Spot,
    /// What put it there.
    pub by: PlacedBy,
}

/// What decided a place, sheet §5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlacedBy {
    /// A field of the metadata.
    Field,
    /// A tag `{{SignerN}}`.
    Tag,
    /// A PDF signature field `Signature-x_y`.
    PdfField,
    /// None of them: the top right of page 1.
    Default,
}

/// A mail that the service sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// What it is.
    pub kind: MailKind,
    /// To whom.
    pub to: String,
    /// The signer's or receiver's id; empty for the sender.
    pub id: String,
    /// Its subject.
    pub subject: String,
    /// Its words.
    pub words: String,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
}

/// What stands in a mail.
pub(crate) struct Letter<'a> {
    pub(crate) to: &'a str,
    /// The signer's or receiver's id; empty for the sender.
    pub(crate) id: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) words: &'a str,
}

/// What a mail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailKind {
    /// A request to sign.
    Invitation,
    /// A reminder of it.
    Reminder,
    /// The signed documents and receipt, to a signer.
    Confirmation,
    /// The signed documents, to a receiver.
    Documents,
    /// How it ended, to the sender.
    Sender,
    /// That it was cancelled, to a signer.
    Cancelled,
    /// That something is wrong with the account's requests, to the account.
    Account,
}

/// What is due by the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Due {
    /// Processing ends.
    Processed,
    /// A signer's act on the page is taken in.
    Acted {
        /// Index of the signer.
        signer: usize,
        /// The reason, when it was a rejection.
        reject: Option<String>,
    },
    /// A reminder.
    Reminder {
        /// Index of the signer.
        signer: usize,
    },
    /// The time is up.
    Expiry,
}

/// What is due, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// What.
    #[serde(flatten)]
    pub due: Due,
}

/// A postback on its way (sheet §8).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Postback {
    /// Its number over all transactions, in the order of events.
    pub number: u64,
    /// The address given.
    pub url: String,
    /// It goes to the address set in the portal, whose checksum counts.
    pub global: bool,
    /// Status it tells of.
    pub status: i64,
    /// The body, JSON.
    pub body: String,
    /// Tries so far.
    pub tries: u32,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub made: OffsetDateTime,
    /// Not tried before.
    #[serde(with = "time::serde::rfc3339")]
    pub not_before: OffsetDateTime,
}

/// A transaction.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Transaction {
    /// Its id.
    pub id: String,
    /// What was asked for at its creation, as it came.
    pub request: Value,
    /// Its status.
    pub status: i64,
    /// Every status it had, with the time.
    pub history: Vec<(i64, String)>,
    /// Its signers.
    pub signers: Vec<Signer>,
    /// Its receivers.
    pub receivers: Vec<Receiver>,
    /// Its files.
    pub files: Vec<File>,
    /// Made when.
    #[serde(with = "time::serde::rfc3339")]
    pub created: OffsetDateTime,
    /// Last changed when.
    #[serde(with = "time::serde::rfc3339")]
    pub modified: OffsetDateTime,
    /// Cancelled when.
    #[serde(with = "time::serde::rfc3339::option")]
    pub cancelled: Option<OffsetDateTime>,
    /// And why.
    pub cancel_reason: Option<String>,
    /// Ended when.
    #[serde(with = "time::serde::rfc3339::option")]
    pub ended: Option<OffsetDateTime>,
    /// Start requests that came, accepted or not.
    pub start_requests: u32,
    /// Start requests that were accepted.
    pub starts: u32,
    /// Reads that were accepted.
    pub reads: u32,
    /// The receipt was fetched.
    pub receipt_fetched: bool,
    /// Its documents are erased.
    pub erased: bool,
    /// What is due.
    pub timers: Vec<Timer>,
    /// Mails sent.
    pub mails: Vec<Mail>,
    /// Postbacks on their way.
    pub postbacks: Vec<Postback>,
    /// Why it failed.
    pub failure: Option<String>,
    /// The outcome that its processing has.
    pub becomes: i64,
    /// The outcome that a fault wants its start to have.
    #[serde(default)]
    pub fated: Option<i64>,
}

impl Transaction {
    /// The reference given, empty where none was.
    #[must_use]
    pub fn reference(&self) -> &str {
        self.request
            .get("Reference")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// A number of the request.
    #[must_use]
    pub fn int(&self, name: &str) -> Option<i64> {
        self.request.get(name)?.as_i64()
    }

    /// Whether it has reached an end.
    #[must_use]
    pub fn over(&self) -> bool {
        self.status >= status::SIGNED
    }

    /// The file of that id.
    #[must_use]
    pub fn file(&self, id: &str) -> Option<&File> {
        self.files.iter().find(|file| file.id == id)
    }

    pub(crate) fn file_mut(&mut self, id: &str) -> &mut File {
        let at = self.files.iter().position(|file| file.id == id);
        let at = at.unwrap_or_else(|| {
            self.files.push(File {
                id: id.to_owned(),
                ..File::default()
            });
            self.files.len() - 1
        });
        &mut self.files[at]
    }

    /// Both the signed files and the receipt were fetched.
    #[must_use]
    pub fn all_fetched(&self) -> bool {
        self.receipt_fetched && self.files.iter().all(|file| file.fetched)
    }

    /// Sends a mail.
    pub(crate) fn mail(&mut self, kind: MailKind, letter: Letter<'_>, at: OffsetDateTime) {
        self.mails.push(Mail {
            kind,
            to: letter.to.to_owned(),
            id: letter.id.to_owned(),
            subject: letter.subject.to_owned(),
            words: letter.words.to_owned(),
            at,
        });
    }

    pub(crate) fn next_due(&self) -> Option<OffsetDateTime> {
        self.timers.iter().map(|timer| timer.at).min()
    }
}

/// All that the service remembers.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) transactions: HashMap<String, Transaction>,
    /// When which transaction has something due.
    pub(crate) wake: BTreeSet<(OffsetDateTime, String)>,
    pub(crate) links: HashMap<String, (String, usize)>,
    pub(crate) by_reference: HashMap<String, Vec<String>>,
    pub(crate) blobs: HashMap<String, Bytes>,
    /// Signed files and receipts that were made, by what they were made from.
    pub(crate) made: HashMap<String, Bytes>,
    /// What was found in a PDF, by its hash.
    pub(crate) facts: HashMap<String, Arc<crate::core::pdf::Facts>>,
    /// Times of POSTs and of bad requests within the last hour.
    pub(crate) posts: Vec<OffsetDateTime>,
    pub(crate) bad: Vec<OffsetDateTime>,
    pub(crate) last_postback: u64,
}

impl State {
    /// Takes a transaction in, at its making or after a restart.
    pub(crate) fn insert(&mut self, transaction: Transaction) {
        for (index, signer) in transaction.signers.iter().enumerate() {
            let place = (transaction.id.clone(), index);
            self.links.insert(signer.link.clone(), place);
        }
        let reference = transaction.reference().to_owned();
        let known = self.by_reference.entry(reference).or_default();
        known.push(transaction.id.clone());
        let numbers = transaction.postbacks.iter().map(|p| p.number);
        self.last_postback = numbers.max().unwrap_or(0).max(self.last_postback);
        if let Some(at) = transaction.next_due() {
            self.wake.insert((at, transaction.id.clone()));
        }
        self.transactions
            .insert(transaction.id.clone(), transaction);
    }
}

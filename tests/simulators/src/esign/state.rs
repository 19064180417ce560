//! What the service knows: sessions, documents, signers, mails, tokens.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

use super::twist::Twist;

/// The states of a session (§6).
pub mod status {
    /// Made, not started.
    pub const DRAFT: i64 = 1;
    /// Started.
    pub const SENT: i64 = 2;
    /// Signed by all.
    pub const COMPLETED: i64 = 3;
    /// Ended by the owner.
    pub const CANCELLED: i64 = 4;
    /// Deleted by the owner.
    pub const DELETED: i64 = 5;
    /// Taken back for editing.
    pub const PAUSED: i64 = 6;
    /// Its time ran out.
    pub const EXPIRED: i64 = 7;
    /// Its documents are gone.
    pub const PURGED: i64 = 8;
    /// Completed for 30 days.
    pub const ARCHIVED: i64 = 9;
}

/// The states of a signer (§6).
pub mod signer_status {
    /// Not told yet.
    pub const PENDING: i64 = 1;
    /// Told.
    pub const INVITED: i64 = 2;
    /// Looking at it.
    pub const IN_PROGRESS: i64 = 3;
    /// Signed.
    pub const COMPLETED: i64 = 4;
    /// The session was ended.
    pub const CANCELLED: i64 = 5;
    /// Refused.
    pub const DECLINED: i64 = 6;
    /// Passed it on.
    pub const DELEGATED: i64 = 7;
    /// Could not prove who they are.
    pub const AUTHENTICATION_FAILED: i64 = 8;
}

/// A place to sign or fill in, from a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// `sig`, `ini`, `dt`, `d`, `t`, `txt`, `chk`, `rdo` or `ddl`.
    pub kind: String,
    /// The word between: `req`, `opt` or `aut`.
    pub must: String,
    /// Whose it is.
    pub role: String,
    /// On which page, from 1.
    pub page: u32,
}

/// A document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Document {
    /// The service's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its place in the order.
    pub sequence: i64,
    /// SHA-256 of what was uploaded, hex; empty where a template stands for it.
    pub sha256: String,
    /// Whether its tags are read.
    pub anchors: bool,
    /// The template.
    pub form: Option<String>,
    /// The set of offsets for its tags.
    pub adjustment: Option<String>,
    /// What its tags gave.
    pub fields: Vec<Field>,
    /// Text that was taken for a tag and is none: it is gone from the document (row 25).
    pub eaten: Vec<String>,
}

/// A signer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Signer {
    /// The service's id.
    pub id: String,
    /// As the client sent it.
    pub request: Value,
    /// The given name.
    pub first: String,
    /// The family name.
    pub last: String,
    /// Where to.
    pub email: String,
    /// The name that the tags know the signer by.
    pub role: String,
    /// The place in the order.
    pub sequence: i64,
    /// Where the signer stands.
    pub status: i64,
    /// Why the signer refused.
    pub reason: Option<String>,
    /// What the page's address proves.
    pub secret: String,
    /// When the signer was told, each time.
    #[serde(with = "times")]
    pub invited: Vec<OffsetDateTime>,
    /// When the signer signed.
    #[serde(with = "time::serde::rfc3339::option")]
    pub signed: Option<OffsetDateTime>,
}

impl Signer {
    /// The whole name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.first, self.last).trim().to_owned()
    }

    /// Whether nothing more is awaited of this signer.
    #[must_use]
    pub fn done(&self) -> bool {
        matches!(
            self.status,
            signer_status::COMPLETED | signer_status::DELEGATED
        )
    }
}

/// Something that happened, as the action log has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LogEntry {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// From where.
    pub address: String,
    /// What.
    pub words: String,
}

/// A mail that would have gone out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mail {
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// To whom.
    pub to: String,
    /// `invitation`, `cancelled` or `copy`.
    pub kind: String,
    /// Its subject.
    pub subject: String,
}

/// A session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Session {
    /// The service's id.
    pub id: String,
    /// The sender.
    pub owner: String,
    /// As the client sent it, with what the service changed.
    pub info: Value,
    /// Where it stands.
    pub status: i64,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub created: OffsetDateTime,
    /// From when on it is there to be seen (row 13).
    #[serde(with = "time::serde::rfc3339")]
    pub appears: OffsetDateTime,
    /// When its tags are read.
    #[serde(with = "time::serde::rfc3339")]
    pub ready: OffsetDateTime,
    /// When it runs out.
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires: Option<OffsetDateTime>,
    /// When all had signed.
    #[serde(with = "time::serde::rfc3339::option")]
    pub completed: Option<OffsetDateTime>,
    /// A start that shows only later (row 10).
    #[serde(with = "time::serde::rfc3339::option")]
    pub starts_at: Option<OffsetDateTime>,
    /// Until when it shows as it was before it was closed.
    #[serde(with = "time::serde::rfc3339::option")]
    pub shows_open_until: Option<OffsetDateTime>,
    /// Why it cannot start.
    pub problems: Vec<String>,
    /// What is signed.
    pub documents: Vec<Document>,
    /// Who signs.
    pub signers: Vec<Signer>,
    /// What happened.
    pub log: Vec<LogEntry>,
    /// Who was written to.
    pub mails: Vec<Mail>,
    /// Where signers go after signing, as the start said.
    pub return_url: Option<String>,
    /// How often it was started.
    pub starts: u32,
    /// How often its start was asked for.
    pub start_requests: u32,
}

impl Session {
    /// A text of its description.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.info.get(name).and_then(Value::as_str)
    }

    /// The client's own handle.
    #[must_use]
    pub fn transaction(&self) -> &str {
        self.text("TransactionId").unwrap_or_default()
    }

    /// What people call it.
    #[must_use]
    pub fn title(&self) -> &str {
        self.text("Title").unwrap_or_default()
    }

    /// Whether signers sign one after the other.
    #[must_use]
    pub fn in_order(&self) -> bool {
        self.info.get("UseSequence").and_then(Value::as_i64) == Some(1)
    }

    /// Whether the service writes to signers.
    #[must_use]
    pub fn by_mail(&self) -> bool {
        self.info.get("SendSignerInvites") != Some(&Value::Bool(false))
    }

    /// A signer by position, from 1.
    #[must_use]
    pub fn signer(&self, number: usize) -> Option<&Signer> {
        self.signers.get(number.checked_sub(1)?)
    }

    /// A signer by the service's id, in any case.
    pub(super) fn signer_of(&mut self, id: &str) -> Option<&mut Signer> {
        let mut signers = self.signers.iter_mut();
        signers.find(|signer| signer.id.eq_ignore_ascii_case(id))
    }
}

/// All that is known.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) sessions: BTreeMap<String, Session>,
    pub(super) blobs: HashMap<String, Bytes>,
    /// Tokens with the end of their life and how often each was used.
    pub(super) tokens: HashMap<String, (OffsetDateTime, u32)>,
    /// A fault of our own for the request of that number.
    pub(super) twist: Option<(u64, Twist)>,
}

mod times {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use time::OffsetDateTime;

    #[derive(Serialize, Deserialize)]
    struct One(#[serde(with = "time::serde::rfc3339")] OffsetDateTime);

    pub(super) fn serialize<S: Serializer>(
        all: &[OffsetDateTime],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(all.iter().map(|at| One(*at)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<OffsetDateTime>, D::Error> {
        let all = Vec::<One>::deserialize(deserializer)?;
        Ok(all.into_iter().map(|one| one.0).collect())
    }
}

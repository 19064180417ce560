//! What a service's answer says about a session.

use std::collections::BTreeMap;

use session::SignerState;

use crate::SigningUrl;

/// Where a session stands at the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeenState {
    /// Made but not started: nobody was told.
    NotStarted,
    /// Signers are awaited.
    Waiting,
    /// The service is busy with it.
    Processing,
    /// All is signed and can be fetched.
    Completed,
    /// A signer declined.
    Declined,
    /// Its time ran out.
    Expired,
    /// It was ended.
    Cancelled,
    /// The service gave up for good.
    Failed,
    /// It is gone at the service, with what was in it.
    Gone,
    /// A word that the documentation does not know, kept as it is.
    Unknown(String),
}

/// A signer as the service sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenSigner {
    /// Our number.
    pub number: u16,
    /// Where the signer stands.
    pub state: SignerState,
    /// Since when, in milliseconds since 1970, where the service says so.
    pub since: Option<i64>,
    /// Why the signer declined or passed it on.
    pub reason: Option<String>,
}

/// Something that happened at the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenEvent {
    /// What tells it from every other, so that it is recorded once.
    pub key: String,
    /// When, in milliseconds since 1970, and the offset in seconds that the service wrote.
    pub time: Option<(i64, i32)>,
    /// `service` or `signer:N`.
    pub actor: String,
    /// The stable word; the message files have `event-<word>`.
    pub what: &'static str,
    /// Particulars for its sentence.
    pub args: BTreeMap<String, String>,
}

/// An answer about a session.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Where it stands; `None` where the answer does not say.
    pub state: Option<SeenState>,
    /// Completed before everyone signed; the signers tell who did.
    pub closed: bool,
    /// Why, in the service's words: of a decline, a cancellation, a failure.
    pub reason: Option<String>,
    /// The signers that the answer speaks of.
    pub signers: Vec<SeenSigner>,
    /// What happened, oldest first.
    pub events: Vec<SeenEvent>,
    /// When it runs out, in milliseconds since 1970.
    pub expires: Option<i64>,
    /// Signing URLs that the answer holds.
    pub signing_urls: BTreeMap<u16, SigningUrl>,
    /// Signers whose kept address works no more.
    pub forget_urls: Vec<u16>,
    /// What the connector wants to be told again.
    pub memory: BTreeMap<String, String>,
}

/// What asking about a step whose outcome is unknown gave.
#[derive(Debug, Clone)]
pub enum Probed {
    /// It happened; this is what it left behind.
    Happened(Box<crate::Left>),
    /// It did not happen.
    DidNot,
    /// The service does not say.
    Unknown(String),
}

/// Something that a service sent to us by itself. It is a hint to look, and never a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postback {
    /// How the session that it is about is found.
    pub find: Find,
    /// What tells this message from another, so that a repeated one costs nothing.
    pub key: String,
    /// Whether its checksum holds; `None` where it has none that could be checked.
    pub proven: Option<bool>,
    /// Whether it tells of something that is worth a question: a signature, a refusal, an end.
    pub worth_asking: bool,
    /// Whether it says that the session has come to an end, so that also the last question that
    /// the rules allow may be asked: the job's memory then has `hinted_end`.
    pub ends: bool,
}

/// How the session of a message is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Find {
    /// By the service's id of it.
    ServiceSession(String),
    /// By our own id of it, which the message brought back.
    OurSession(String),
    /// The service has to be asked ([`crate::Connector::whose`]) to which session this belongs:
    /// the message does not say.
    Ask(String),
}

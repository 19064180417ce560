//! A session as every reader sees it: the window, the command line and an export (`cli.md`,
//! Session). Times are RFC 3339 with offset.

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{Service, SignerState, State, StepState, StepWord, Summary, Told};

/// One round of signing: its documents, its signers, one service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Session {
    /// Its id, time-ordered.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// The office's own reference.
    pub reference: Option<String>,
    /// The kind of service.
    pub service: Service,
    /// The account's name.
    pub account: String,
    /// Where it stands.
    pub state: State,
    /// The service's own id.
    pub service_session_id: Option<String>,
    /// When it was made.
    pub created: String,
    /// When something last happened.
    pub changed: String,
    /// When the service was last asked.
    pub checked: Option<String>,
    /// When it runs out.
    pub expires: Option<String>,
    /// Whether signer 2 is asked only after signer 1 has signed.
    pub in_order: bool,
    /// Who signs, in order.
    pub signers: Vec<Signer>,
    /// What is signed.
    pub documents: Vec<Document>,
    /// The proof, once there is one.
    pub receipt: Option<Receipt>,
    /// The plan and how far it got.
    pub steps: Vec<Step>,
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// Stable words about this answer, such as `asking_budget_spent`.
    pub notices: Vec<String>,
    /// What stands in the way.
    pub error: Option<Told>,
}

/// A person who signs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Signer {
    /// 1 to N.
    pub number: u16,
    /// As the sender wrote it.
    pub name: String,
    /// Where the service needs none it may be missing.
    pub email: Option<String>,
    /// Where the signer stands.
    pub state: SignerState,
    /// Since when.
    pub changed: Option<String>,
}

/// One PDF in a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Document {
    /// The file's name.
    pub name: String,
    /// SHA-256 of the original, hex.
    pub sha256: String,
    /// SHA-256 of what was sent, where it differs.
    pub sent_sha256: Option<String>,
    /// Number of pages.
    pub pages: u32,
    /// The kept copy.
    pub signed: Option<Signed>,
}

/// A signed copy in the store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Signed {
    /// Relative to the data folder.
    pub path: String,
    /// SHA-256, hex.
    pub sha256: String,
    /// What its verification said.
    pub verdict: Option<Summary>,
}

/// The proof beside the signed documents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Receipt {
    /// Relative to the data folder.
    pub path: String,
    /// SHA-256, hex.
    pub sha256: String,
}

/// One step of the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Step {
    /// Such as `prepare:1`, `sign:2:1`, `receipt`, `keep`.
    pub name: String,
    /// What may be done about an unknown outcome.
    pub word: StepWord,
    /// How far it got.
    pub state: StepState,
    /// How often it was begun.
    pub attempts: u32,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Event {
    /// When.
    pub time: String,
    /// `paraph`, `service`, `sender` or `signer:N`.
    pub actor: String,
    /// What, as a stable word with its particulars behind it.
    pub what: String,
    /// The sentence for a person.
    pub text: String,
}

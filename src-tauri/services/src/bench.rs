//! What the desk lends to a connector while it does a step: files, counters, a clock. Connectors
//! have no store, no history and no clock of their own.

use std::path::PathBuf;
use std::time::Duration;

use async_trait::async_trait;

use crate::StepError;

/// How often a kind of request may be made; the source of each stands where it is defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// What is counted, such as `read`.
    pub kind: &'static str,
    /// Whether it is counted for each session or for the account as a whole.
    pub of: AllowanceOf,
    /// So many …
    pub most: u32,
    /// … within that time; for good where there is none.
    pub within: Option<Duration>,
}

/// What an allowance is counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllowanceOf {
    /// Each session.
    Session,
    /// The account.
    Account,
}

/// What goes to the service in a document's place.
#[derive(Debug, Clone, PartialEq)]
pub struct TagEdit {
    /// The page, from 1.
    pub page: u32,
    /// The tag as it stands there.
    pub rect: session::Rect,
    /// What is written instead; `None`: it is only taken out.
    pub text: Option<String>,
    /// Whether a tag stands there now; otherwise the text is added in the rectangle.
    pub is_tag: bool,
}

/// The desk's side of a step.
#[async_trait]
pub trait Bench: Send + Sync {
    /// Now, in milliseconds since 1970.
    fn now(&self) -> i64;

    /// Waits; gives up with [`StepError::stopped`] when the step is called off.
    async fn wait(&self, time: Duration) -> Result<(), StepError>;

    /// The stored file of that digest.
    ///
    /// # Errors
    /// When it is not in the store.
    fn file(&self, sha256: &str) -> Result<PathBuf, StepError>;

    /// A new, empty, private file beside the store in which an answer is collected.
    ///
    /// # Errors
    /// When it cannot be made.
    fn collect(&self) -> Result<PathBuf, StepError>;

    /// Makes the copy of a document that goes to the service, with its tags rewritten, proves it
    /// by reading it again, and puts it into the store: its SHA-256.
    ///
    /// # Errors
    /// When it cannot be made or does not read as it should.
    async fn copy(&self, document: u32, edits: Vec<TagEdit>) -> Result<String, StepError>;

    /// Counts a request, on disk, before it leaves.
    ///
    /// # Errors
    /// [`session::ErrorCode::AskingBudgetSpent`] when the allowance is spent: then it must not be
    /// made.
    fn spend(&self, allowance: &Allowance) -> Result<(), StepError>;

    /// Takes a count back: the request never left this computer.
    fn give_back(&self, allowance: &Allowance);

    /// How many are left of an allowance.
    fn left(&self, allowance: &Allowance) -> u32;

    /// Says how far an upload or download is, in bytes.
    fn progress(&self, done: u64, all: u64);

    /// Records at once, whatever becomes of the step, what must not be lost, such as the
    /// service's id of a session that was just made.
    ///
    /// # Errors
    /// When the history cannot be written.
    fn remember(&self, name: &str, value: &str) -> Result<(), StepError>;
}

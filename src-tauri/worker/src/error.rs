//! What can go wrong with a request to a worker.

use serde::{Deserialize, Serialize};
use session::ErrorCode;

/// A worker's own answer that it could not do what was asked: about this one file or page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{}: {detail}", code.as_str())]
pub struct Failure {
    /// What happened.
    pub code: ErrorCode,
    /// Technical detail.
    pub detail: String,
}

impl Failure {
    pub(crate) fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
        }
    }
}

/// Why a request to the pool has no result.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The worker did its work, and the file or page is at fault.
    #[error(transparent)]
    Refused(#[from] Failure),
    /// The worker ended while it was at work: too large or damaged.
    #[error("the reading process ended while it was at work")]
    Died,
    /// The worker was stopped because it took too long.
    #[error("the reading process was stopped after {} s", .0.as_secs())]
    TimedOut(std::time::Duration),
    /// No worker could be started.
    #[error("the reading process could not be started")]
    NotStarted(#[source] std::io::Error),
}

impl WorkerError {
    /// The code under which a person is told.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Refused(failure) => failure.code,
            Self::Died | Self::TimedOut(_) => ErrorCode::ReadingDied,
            Self::NotStarted(_) => ErrorCode::Internal,
        }
    }
}

//! Why a secret could not be had.

use std::time::Duration;

use session::ErrorCode;

/// Why a secret could not be had from, or put into, the keyring. No message holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// There is no keyring: no session bus, or nothing on it that keeps secrets. With what the
    /// system says.
    #[error("there is no keyring: {0}")]
    Missing(String),
    /// The keyring is locked.
    #[error("the keyring is locked")]
    Locked,
    /// The keyring gave no answer: it probably waits for its password.
    #[error("the keyring gave no answer within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// The person closed the keyring's question.
    #[error("the keyring's question was closed")]
    Cancelled,
    /// Something else.
    #[error("the keyring failed: {0}")]
    Failed(String),
}

impl SecretsError {
    /// The code under which a person is told.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Missing(_) => ErrorCode::KeyringMissing,
            Self::Locked | Self::TimedOut(_) | Self::Cancelled => ErrorCode::KeyringLocked,
            Self::Failed(_) => ErrorCode::Internal,
        }
    }
}

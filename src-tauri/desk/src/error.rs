//! What can go wrong at the desk, and how a person is told.

use history::HistoryError;
use seal::SealError;
use secrets::SecretsError;
use services::StepError;
use session::{ErrorCode, Finding, Told};
use worker::WorkerError;

use crate::words::{Args, Words};

/// An error of the desk.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The history or a file beside it.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// A signature or a key.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The keyring.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// A PDF could not be read or drawn.
    #[error(transparent)]
    Worker(#[from] WorkerError),
    /// A step of a session did not happen.
    #[error(transparent)]
    Step(#[from] StepError),
    /// A file could not be read.
    #[error("{name}: {detail}")]
    File {
        /// What happened.
        code: ErrorCode,
        /// The file's name.
        name: String,
        /// Technical detail.
        detail: String,
    },
    /// Something that was set is no input of the service, or has a value that it does not take.
    #[error("{name}: {detail}")]
    Option {
        /// What happened.
        code: ErrorCode,
        /// The input's name.
        name: String,
        /// What it takes, or which inputs there are.
        detail: String,
    },
    /// Pre-flight stops the send.
    #[error("pre-flight found {} things that stop the send", .0.len())]
    Preflight(Vec<Finding>),
    /// What was asked for is not possible now.
    #[error("{}", .0.as_str())]
    Refused(ErrorCode),
    /// Another signer comes first.
    #[error("{0} signs first")]
    NotYourTurn(String),
    /// A fault of Paraph's own.
    #[error("{0}")]
    Internal(String),
}

impl DeskError {
    /// The code under which a person is told.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::History(error) => error.code(),
            Self::Seal(error) => error.code(),
            Self::Secrets(error) => error.code(),
            Self::Worker(error) => error.code(),
            Self::Step(error) => error.code,
            Self::File { code, .. } | Self::Option { code, .. } | Self::Refused(code) => *code,
            Self::Preflight(_) => ErrorCode::Preflight,
            Self::NotYourTurn(_) => ErrorCode::NotYourTurn,
            Self::Internal(_) => ErrorCode::Internal,
        }
    }

    /// As a person is told it.
    #[must_use]
    pub fn told(&self, words: &Words) -> Told {
        let mut args = Args::new();
        let detail = match self {
            Self::File { name, detail, .. } => {
                args.insert("name".to_owned(), name.clone());
                Some(detail.clone())
            }
            Self::NotYourTurn(signer) => {
                args.insert("signer".to_owned(), signer.clone());
                None
            }
            Self::Refused(_) => None,
            Self::Preflight(findings) => Some(
                findings
                    .iter()
                    .map(|f| f.code.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
            other => Some(other.to_string()),
        };
        // Errors that name a file and do not know which.
        args.entry("name".to_owned())
            .or_insert_with(|| words.say("the-document", &[]));
        words.told(self.code(), &args, detail.filter(|text| !text.is_empty()))
    }

    /// The same error, about that file.
    #[must_use]
    pub fn about(self, name: &str) -> Self {
        Self::File {
            code: self.code(),
            name: name.to_owned(),
            detail: self.to_string(),
        }
    }
}

impl From<DeskError> for StepError {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Step(step) => step,
            other => Self::new(other.code(), other.to_string()),
        }
    }
}

//! Why a file cannot be read at all.

use session::ErrorCode;

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The file has no bytes.
    #[error("the file is empty")]
    Empty,
    /// There is no PDF header and nothing that looks like a PDF object.
    #[error("not a PDF")]
    NotAPdf,
    /// It begins like a PDF, and its pages cannot be found even by a repair.
    #[error("damaged: {0}")]
    Damaged(String),
    /// It opens only with a password, and none was given.
    #[error("a password is needed")]
    PasswordNeeded,
    /// The password that was given does not open it.
    #[error("the password does not open it")]
    PasswordWrong,
    /// It is encrypted in a way that is not known here.
    #[error("encrypted in an unknown way: {0}")]
    EncryptionUnknown(String),
    /// It is larger than the limits allow; the word says which limit.
    #[error("too large: {0}")]
    TooLarge(&'static str),
    /// The caller gave up.
    #[error("given up")]
    Cancelled,
}

impl ReadError {
    /// The code by which a person is told.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Empty => ErrorCode::FileEmpty,
            Self::NotAPdf => ErrorCode::NotAPdf,
            Self::Damaged(_) => ErrorCode::PdfDamaged,
            Self::PasswordNeeded => ErrorCode::PasswordNeeded,
            Self::PasswordWrong => ErrorCode::PasswordWrong,
            Self::EncryptionUnknown(_) => ErrorCode::EncryptionUnknown,
            Self::TooLarge(_) => ErrorCode::PdfTooLarge,
            Self::Cancelled => ErrorCode::ReadingDied,
        }
    }
}

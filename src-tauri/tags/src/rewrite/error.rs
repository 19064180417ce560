//! Why tags are not rewritten.

use session::ErrorCode;

use crate::ReadError;

/// Why tags are not rewritten.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RewriteError {
    /// The file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The file holds a signature, which any change would break.
    #[error("signed already")]
    Signed,
    /// The file has no such tag at that place.
    #[error("no tag {text} at that place of page {page}")]
    NotFound {
        /// The page, from 1.
        page: u32,
        /// The tag's text.
        text: String,
    },
    /// The font for the new text lacks a character.
    #[error("no glyph for {0:?}")]
    NoGlyph(char),
    /// The tag is drawn in a way that cannot be changed without changing more.
    #[error("{text} on page {page} cannot be rewritten: {why}")]
    Unsupported {
        /// The page, from 1.
        page: u32,
        /// The tag's text.
        text: String,
        /// What is in the way.
        why: &'static str,
    },
    /// The result, read again, does not show what it should, so it is not given out.
    #[error("the copy does not read as it should: {0}")]
    Unproven(String),
    /// The result could not be written.
    #[error("cannot be written: {0}")]
    Unwritable(String),
}

impl RewriteError {
    /// The code by which a person is told.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Read(error) => error.code(),
            Self::NoGlyph(_) => ErrorCode::NoGlyph,
            Self::Signed
            | Self::NotFound { .. }
            | Self::Unsupported { .. }
            | Self::Unproven(_)
            | Self::Unwritable(_) => ErrorCode::CannotPrepare,
        }
    }
}

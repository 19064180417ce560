//! What can go wrong with a signature.

use session::ErrorCode;

/// Why a document cannot be prepared, signed, verified, or a key not be used.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The bytes are no PDF.
    #[error("no PDF")]
    NotAPdf,
    /// The PDF cannot be read.
    #[error("the PDF is damaged: {0}")]
    Damaged(String),
    /// The PDF opens only with a password.
    #[error("the PDF needs a password")]
    PasswordNeeded,
    /// The password does not open the PDF.
    #[error("the password does not open the PDF")]
    PasswordWrong,
    /// The PDF has an encryption that cannot be read.
    #[error("unknown encryption: {0}")]
    EncryptionUnknown(String),
    /// The PDF, or something in it, is larger than the limits allow.
    #[error("the PDF is too large")]
    TooLarge,
    /// A place lies on no page, or is no rectangle.
    #[error("place on page {page} is on no page or no rectangle")]
    PlaceInvalid {
        /// The page that the place names.
        page: u32,
    },
    /// The PDF cannot take form fields or signatures without breaking what is in it.
    #[error("the PDF cannot be prepared: {0}")]
    CannotPrepare(String),
    /// No installed font draws this character.
    #[error("no font has a glyph for {0:?}")]
    NoGlyph(char),
    /// A picture is no PNG or JPEG, is too large, or shows nothing.
    #[error("the picture cannot be used: {0}")]
    PictureUnusable(String),
    /// The act lacks a mark for a visible field of the signer, or its mark draws nothing.
    #[error("nothing was given for field {0}")]
    MarkMissing(String),
    /// The act has a mark for a field that is not the signer's.
    #[error("field {0} is not this signer's")]
    MarkForeign(String),
    /// The revision does not hold this field, or it is signed already.
    #[error("field {0} is not there to be signed")]
    FieldGone(String),
    /// The passphrase does not open the key.
    #[error("the passphrase does not open the key")]
    PassphraseWrong,
    /// The stored key cannot be read.
    #[error("the key cannot be read: {0}")]
    KeyUnreadable(String),
    /// The signature could not be made.
    #[error("signing failed: {0}")]
    Signing(String),
    /// A fault of Paraph's own.
    #[error("internal: {0}")]
    Internal(String),
}

impl SealError {
    /// The code under which a person is told.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NotAPdf => ErrorCode::NotAPdf,
            Self::Damaged(_) => ErrorCode::PdfDamaged,
            Self::PasswordNeeded => ErrorCode::PasswordNeeded,
            Self::PasswordWrong => ErrorCode::PasswordWrong,
            Self::EncryptionUnknown(_) => ErrorCode::EncryptionUnknown,
            Self::TooLarge => ErrorCode::PdfTooLarge,
            Self::PlaceInvalid { .. } => ErrorCode::FieldInvalid,
            Self::CannotPrepare(_) => ErrorCode::CannotPrepare,
            Self::NoGlyph(_) => ErrorCode::NoGlyph,
            Self::PictureUnusable(_) => ErrorCode::PictureUnusable,
            Self::MarkMissing(_) | Self::MarkForeign(_) => ErrorCode::ActIncomplete,
            Self::FieldGone(_) | Self::Signing(_) => ErrorCode::SigningFailed,
            Self::PassphraseWrong => ErrorCode::PassphraseWrong,
            Self::KeyUnreadable(_) | Self::Internal(_) => ErrorCode::Internal,
        }
    }
}

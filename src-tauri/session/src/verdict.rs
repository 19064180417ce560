//! What verifying a signed PDF found: changed? who? when? (`cli.md`, Verdict).

use serde::{Deserialize, Serialize};
use specta::Type;

/// The answer for one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Verdict {
    /// Its signatures, oldest first.
    pub signatures: Vec<SignatureVerdict>,
    /// One word for the whole.
    pub summary: Summary,
}

/// One word for a whole file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Summary {
    /// It holds no signature.
    Unsigned,
    /// Every signature holds, and nothing but signing came later.
    Intact,
    /// The signed revision holds, and other content came later.
    IntactThenChanged,
    /// A signature does not hold.
    Broken,
    /// It is signed in a way that cannot be checked here.
    Unknown,
}

impl Summary {
    /// The word used in JSON and in the history.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unsigned => "unsigned",
            Self::Intact => "intact",
            Self::IntactThenChanged => "intact_then_changed",
            Self::Broken => "broken",
            Self::Unknown => "unknown",
        }
    }

    /// The summary of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [
            Self::Unsigned,
            Self::Intact,
            Self::IntactThenChanged,
            Self::Broken,
            Self::Unknown,
        ]
        .into_iter()
        .find(|s| s.as_str() == word)
    }
}

/// How far a signature reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Covers {
    /// The file as it is.
    WholeFile,
    /// An earlier revision of it.
    Revision,
}

/// Whether Paraph can vouch for the certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Trusted {
    /// It leads to a certificate that this computer trusts.
    Yes,
    /// It claims to and does not.
    No,
    /// Not known here.
    Unknown,
}

/// Where the time of a signature comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TimeSource {
    /// An independent time stamp.
    Timestamp,
    /// The signer's own clock.
    Signer,
    /// No time is given.
    None,
}

/// What came after a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LaterChanges {
    /// Nothing.
    None,
    /// Only further signatures.
    SignaturesOnly,
    /// Signatures and filled fields.
    FormFilling,
    /// Something that may change what is read.
    Content,
}

/// The answer for one signature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SignatureVerdict {
    /// The field's name.
    pub field: String,
    /// Whether the signed bytes are as they were; `None` when it cannot be checked here.
    pub unchanged: Option<bool>,
    /// How far it reaches.
    pub covers: Covers,
    /// The certificate's subject.
    pub signed_by: Option<String>,
    /// The certificate's issuer.
    pub issuer: Option<String>,
    /// Whether the certificate is known here.
    pub trusted: Trusted,
    /// RFC 3339.
    pub time: Option<String>,
    /// Where the time comes from.
    pub time_source: TimeSource,
    /// What came later.
    pub later_changes: LaterChanges,
    /// Stable words for what is wrong or cannot be checked.
    pub problems: Vec<String>,
}

//! Signhost, played from the fact sheet of its REST interface: paragraphs (§) and failure modes
//! (F1 to F30) named in comments are the sheet's.

mod acts;
mod cancel;
mod command;
mod control;
mod create;
mod fetch;
mod files;
mod handle;
mod hosted;
mod life;
mod options;
mod people;
mod place;
mod postbacks;
mod read;
mod render;
mod rules;
mod service;
mod start;
mod state;
mod twist;

pub use acts::NotNow;
pub use command::{USAGE, from_words};
pub use handle::Signhost;
pub use options::Options;
pub use people::Delivered;
pub use state::{
    Activity, File, Mail, MailKind, Placed, PlacedBy, Postback, Receiver, Signer, Transaction,
    status,
};
pub use twist::{CancelSpelling, Twist};

use serde::{Deserialize, Serialize};

/// What a client can ask for: E1 to E8 of §2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// E1, POST `/transaction`.
    Create,
    /// E2, PUT of a file's metadata.
    Metadata,
    /// E3, PUT of a PDF.
    Upload,
    /// E4, PUT `/start`.
    Start,
    /// E5, GET of the transaction.
    Read,
    /// E6, DELETE.
    Cancel,
    /// E7, GET of a signed file.
    File,
    /// E8, GET of the receipt.
    Receipt,
    /// Nothing that the interface has.
    Unknown,
}

impl Operation {
    /// All that the interface has.
    pub const ALL: [Self; 8] = [
        Self::Create,
        Self::Metadata,
        Self::Upload,
        Self::Start,
        Self::Read,
        Self::Cancel,
        Self::File,
        Self::Receipt,
    ];

    /// Its name in scripts and in the journal.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Metadata => "metadata",
            Self::Upload => "upload",
            Self::Start => "start",
            Self::Read => "read",
            Self::Cancel => "cancel",
            Self::File => "file",
            Self::Receipt => "receipt",
            Self::Unknown => "unknown",
        }
    }
}

impl AsRef<str> for Operation {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

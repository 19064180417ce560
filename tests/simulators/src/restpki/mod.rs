//! Rest PKI Core's signature sessions, played from the fact sheet of its interface: paragraphs (§)
//! and rows named in comments are the sheet's.

mod acts;
mod command;
mod control;
mod create;
mod document_rules;
mod files;
mod handle;
mod hosted;
mod kept;
mod keys;
mod options;
mod read;
mod render;
mod reply;
mod service;
mod state;
mod twist;
mod uploads;
mod webhooks;

pub use acts::NotNow;
pub use command::{USAGE, from_words};
pub use handle::RestPki;
pub use options::{Options, Server, TEST_CONTEXT, WebhookAuth};
pub use state::{Document, Session, Status, Whims};
pub use twist::{FileAs, Twist};

use serde::{Deserialize, Serialize};

/// What a client can ask for: the routes of §2, and files (§5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// POST `/api/signature-sessions`.
    Create,
    /// GET a session.
    Read,
    /// GET `…/when-completed`.
    WhenCompleted,
    /// GET a document.
    Document,
    /// GET a document's signers.
    Signers,
    /// GET a document by its key.
    ByKey,
    /// POST a document key.
    NewKey,
    /// POST several.
    NewKeys,
    /// GET a key.
    Key,
    /// POST `/api/MultipartUploads`.
    UploadBegin,
    /// POST a part.
    UploadPart,
    /// POST the end of an upload.
    UploadEnd,
    /// GET `/api/system/info`.
    Info,
    /// GET a file by its link.
    File,
    /// GET a file at the host of the blobs.
    Blob,
    /// Nothing that the interface has.
    Unknown,
}

impl Operation {
    /// Its name in scripts and in the journal.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::WhenCompleted => "when_completed",
            Self::Document => "document",
            Self::Signers => "signers",
            Self::ByKey => "by_key",
            Self::NewKey => "new_key",
            Self::NewKeys => "new_keys",
            Self::Key => "key",
            Self::UploadBegin => "upload_begin",
            Self::UploadPart => "upload_part",
            Self::UploadEnd => "upload_end",
            Self::Info => "info",
            Self::File => "file",
            Self::Blob => "blob",
            Self::Unknown => "unknown",
        }
    }
}

impl AsRef<str> for Operation {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

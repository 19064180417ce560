//! Constellation1 eSign, played from the fact sheet of its REST interface: paragraphs (§) named in
//! comments are the sheet's, and so are the failures (row 1 to 55 of §13).
//!
//! Not played: copy, the signers' own uploads and users (calls 12, 17, 19, 20, 24), and what an
//! update adds: signers and documents (call 7).

mod acts;
mod body;
mod command;
mod control;
mod create;
mod end;
mod files;
mod handle;
mod hosted;
mod invite;
mod keys;
mod life;
mod options;
mod read;
mod service;
mod start;
mod state;
mod tags;
mod twist;
mod update;

pub use acts::NotNow;
pub use command::{USAGE, from_words};
pub use handle::Esign;
pub use options::{FilesAs, Options, Refused, Serializer};
pub use state::{Document, Field, LogEntry, Mail, Session, Signer, signer_status, status};
pub use twist::Twist;

use serde::{Deserialize, Serialize};

/// What a client can ask for: the calls of §4 that are played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Call 1.
    Encrypt,
    /// Call 2.
    Token,
    /// Call 3.
    Landing,
    /// Call 4.
    Create,
    /// Call 5.
    Start,
    /// Call 6.
    Read,
    /// Call 7.
    Update,
    /// Call 8.
    Pause,
    /// Call 9.
    Cancel,
    /// Call 10.
    Close,
    /// Call 11.
    Delete,
    /// Call 13.
    Invite,
    /// Call 14.
    UpdateSigners,
    /// Call 15.
    InviteToken,
    /// Call 16.
    Log,
    /// Call 18.
    List,
    /// Call 19.
    OlderList,
    /// Call 21.
    Ids,
    /// Call 22.
    Purge,
    /// Call 25.
    Files,
    /// Call 26.
    ArchivedFiles,
    /// Call 27.
    InviteUrls,
    /// Nothing that is played.
    Unknown,
}

impl Operation {
    /// Its name in scripts and in the journal.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Encrypt => "encrypt",
            Self::Token => "token",
            Self::Landing => "landing",
            Self::Create => "create",
            Self::Start => "start",
            Self::Read => "read",
            Self::Update => "update",
            Self::Pause => "pause",
            Self::Cancel => "cancel",
            Self::Close => "close",
            Self::Delete => "delete",
            Self::Invite => "invite",
            Self::UpdateSigners => "update_signers",
            Self::InviteToken => "invite_token",
            Self::Log => "log",
            Self::List => "list",
            Self::OlderList => "older_list",
            Self::Ids => "ids",
            Self::Purge => "purge",
            Self::Files => "files",
            Self::ArchivedFiles => "archived_files",
            Self::InviteUrls => "invite_urls",
            Self::Unknown => "unknown",
        }
    }
}

impl AsRef<str> for Operation {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

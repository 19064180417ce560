//! Signant's instant signature service, played from the fact sheet of its SOAP interface:
//! paragraphs (§) and failure modes (S1 to S28) named in comments are the sheet's.
//!
//! * `soap`, `contract`: how a request is read, by the rules of the serialiser (§2).
//! * `create`, `status`, `download`: the three operations (§3). `render`: what is answered.
//! * `life`: a posting's moving quarter of an hour (§5). `kept`: over a restart. `hosted`: the page where people sign.
//! * `wsdl`: what the service says of itself. `twist`: faults of its own (§7). `control`: `/_sim/`.

mod command;
mod contract;
mod control;
mod create;
mod download;
mod handle;
mod hosted;
mod kept;
mod life;
mod options;
mod render;
mod service;
mod soap;
mod state;
mod status;
mod twist;
mod wsdl;

pub use command::{USAGE, from_words};
pub use handle::Signant;
pub use life::NotNow;
pub use options::{ActiveTo, HashText, Options, Times};
pub use state::{Posting, Recipient};
pub use twist::Twist;

use serde::{Deserialize, Serialize};

/// Where the service is, below its host (§1).
pub const PATH: &str = "/WS/V1/InstantSignatureService.svc";

/// What a client can ask for (§3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// `CreateInstantPosting`.
    Create,
    /// `GetPostingStatus`.
    Status,
    /// `DownloadInstantAttachment`.
    Download,
    /// Nothing that the interface has.
    Unknown,
}

impl Operation {
    /// Its name in scripts and in the journal.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Status => "status",
            Self::Download => "download",
            Self::Unknown => "unknown",
        }
    }

    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "CreateInstantPosting",
            Self::Status => "GetPostingStatus",
            Self::Download => "DownloadInstantAttachment",
            Self::Unknown => "",
        }
    }

    /// The operations that are asked for by SOAP.
    pub const CALLED: [Self; 3] = [Self::Create, Self::Status, Self::Download];
}

impl AsRef<str> for Operation {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

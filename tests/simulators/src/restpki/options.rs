//! How a simulated Rest PKI Core is set up.

use std::path::PathBuf;

use time::Duration;

use crate::core::{Profile, Script};

/// Which members a file has in answers (sheet §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Server {
    /// `contentType`, `location`, and `Pades` for `Pdf`.
    Old,
    /// Those of today beside those of then.
    #[default]
    Both,
    /// Those of today only.
    New,
}

/// How the service proves itself with its webhooks (sheet §11).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum WebhookAuth {
    /// Not at all.
    #[default]
    None,
    /// User and password.
    Basic(String, String),
    /// A token.
    Bearer(String),
    /// A key in `X-Api-Key`.
    ApiKey(String),
}

/// How it is set up. [`Options::default`] is for tests in-process: everything happens at once.
#[derive(Debug, Clone)]
pub struct Options {
    /// How what the sheet calls *assumed* is taken.
    pub profile: Profile,
    /// Which members a file has.
    pub server: Server,
    /// The key of the one application.
    pub api_key: String,
    /// Whether the application may use sessions; else 403.
    pub permitted: bool,
    /// Security contexts that are known.
    pub security_contexts: Vec<String>,
    /// The folder of the state; none: it lives with the process.
    pub state: Option<PathBuf>,
    /// Also through a loss of power.
    pub sync: bool,
    /// The port; 0 is any free one.
    pub port: u16,
    /// Whether due things happen by themselves; else only with a request or a call.
    pub self_ticking: bool,
    /// How long a session can be signed (§8).
    pub session_life: Duration,
    /// How long a link to a file works (§5).
    pub link_life: Duration,
    /// How long processing in the background takes; documents are ready one after the other.
    pub background: Duration,
    /// Whether marks are added to a document before its first signature (§3.3).
    pub marks: bool,
    /// Whether there is a converter to PDF/A.
    pub pdf_a: bool,
    /// Whether links are relative (§5).
    pub relative_links: bool,
    /// Whether links lead on to another host (§5).
    pub blob_host: bool,
    /// Whether links want the key (§5: official clients disagree).
    pub files_need_key: bool,
    /// The size of an upload's parts, in bytes.
    pub part_size: usize,
    /// The largest document, in bytes.
    pub largest: usize,
    /// Where webhooks go.
    pub webhook_target: Option<String>,
    /// How they prove themselves.
    pub webhook_auth: WebhookAuth,
    /// Whether the proof stands in `Authentication`, as the documentation has it.
    pub webhook_authentication_header: bool,
    /// Whether they have the document's metadata (the public sample has none).
    pub webhook_metadata: bool,
    /// Whether they go out by themselves.
    pub deliver: bool,
    /// What goes wrong from the beginning.
    pub script: Script,
}

/// The context that trusts test certificates (§3.1).
pub const TEST_CONTEXT: &str = "803517ad-3bbc-4169-b085-60053a8f6dbf";

impl Default for Options {
    fn default() -> Self {
        Self {
            profile: Profile::of_the_run(),
            server: Server::Both,
            api_key: format!("office|{}", "0f1e2d3c".repeat(8)),
            permitted: true,
            security_contexts: vec![TEST_CONTEXT.to_owned()],
            state: None,
            sync: false,
            port: 0,
            self_ticking: false,
            session_life: Duration::hours(4),
            link_life: Duration::minutes(10),
            background: Duration::ZERO,
            marks: false,
            pdf_a: true,
            relative_links: false,
            blob_host: false,
            files_need_key: false,
            part_size: 1 << 20,
            largest: 100 << 20,
            webhook_target: None,
            webhook_auth: WebhookAuth::None,
            webhook_authentication_header: false,
            webhook_metadata: true,
            deliver: false,
            script: Script::new(),
        }
    }
}

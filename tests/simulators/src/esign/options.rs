//! How a simulated eSign is set up.

use std::path::PathBuf;

use time::Duration;

use crate::core::{Profile, Script};

/// Which of the parsers that the vendor's material lets one guess at reads a body (§3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Serializer {
    /// No base64, no pairs: what the vendor's samples are written with.
    #[default]
    JavaScript,
    /// No base64, no ISO dates, no names of enums, no objects as maps.
    DataContract,
    /// Everything but pairs.
    JsonNet,
    /// All that any of them reads.
    Any,
}

/// How a token that is not accepted is answered (§12.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Refused {
    /// 200 and `null`, as published.
    #[default]
    Null,
    /// 401 with HTML.
    Unauthorized,
    /// 200 and `Error: Invalid token`.
    Words,
}

/// How signed files are answered (§5.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FilesAs {
    /// JSON, bytes as an array of integers.
    #[default]
    Array,
    /// JSON under `SessionFiles`, bytes as base64.
    Base64,
    /// The first PDF itself.
    Raw,
    /// All of them in a zip, without their ids.
    Zip,
}

/// How it is set up. [`Options::default`] is for tests in-process: everything at once, no disk.
#[derive(Debug, Clone)]
pub struct Options {
    /// How what the sheet calls *assumed* is taken.
    pub profile: Profile,
    /// Who reads bodies.
    pub serializer: Serializer,
    /// Dates of answers are ISO 8601.
    pub iso_dates: bool,
    /// The account's key, not encrypted.
    pub api_key: String,
    /// Senders that the account has; empty: any.
    pub users: Vec<String>,
    /// The folder of the state; none: it lives with the process.
    pub state: Option<PathBuf>,
    /// Also through a loss of power.
    pub sync: bool,
    /// The port; 0 is any free one.
    pub port: u16,
    /// Whether due things happen by themselves; else only with a request or a call.
    pub self_ticking: bool,
    /// How long a token lives.
    pub token_ttl: Duration,
    /// Whether it is good for one call only.
    pub token_single_use: bool,
    /// How one that is not accepted is answered.
    pub refused: Refused,
    /// How long the reading of tags takes (§12.5).
    pub tag_delay: Duration,
    /// An expiry over 90 days is brought down instead of refused.
    pub clamp_expiry: bool,
    /// Days between reminders at most; more are silently made so many (§5.3).
    pub most_reminder: i64,
    /// The character that opens a tag (§8.1).
    pub open: char,
    /// The character that closes it.
    pub close: char,
    /// The character that stands for a space.
    pub space: Option<char>,
    /// Spaces in tags get lost (row 27).
    pub drop_spaces: bool,
    /// Roles are compared whatever their case.
    pub any_case: bool,
    /// For demonstrations only: `<<SignerN>>` is a required signature of the Nth signer (§8.2).
    pub double_angle: bool,
    /// Whether calls 25 to 27 are there (row 42).
    pub assumed_paths: bool,
    /// How files are answered.
    pub files_as: FilesAs,
    /// Whether a certificate is among them.
    pub certificate: bool,
    /// Faults from the beginning.
    pub script: Script,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            profile: Profile::of_the_run(),
            serializer: Serializer::default(),
            iso_dates: false,
            api_key: "sim-api-key".into(),
            users: vec!["sender@example.net".into()],
            state: None,
            sync: false,
            port: 0,
            self_ticking: false,
            token_ttl: Duration::seconds(60),
            token_single_use: false,
            refused: Refused::default(),
            tag_delay: Duration::ZERO,
            clamp_expiry: false,
            most_reminder: 30,
            open: '<',
            close: '>',
            space: None,
            drop_spaces: false,
            any_case: false,
            double_angle: false,
            assumed_paths: true,
            files_as: FilesAs::default(),
            certificate: false,
            script: Script::new(),
        }
    }
}

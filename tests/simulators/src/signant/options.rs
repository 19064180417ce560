//! How the simulator is set up (§8).

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use time::Duration;

use crate::core::{Profile, Script};

/// What the status calls the moment of expiry (§0: two names are on record).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActiveTo {
    /// `ActiveToDateTime`.
    #[default]
    WithDateTime,
    /// `ActiveTo`.
    Short,
}

/// How `FileHash` is written (§3.3, S15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HashText {
    /// Hex, lower case.
    #[default]
    Lower,
    /// Hex, upper case.
    Upper,
    /// Hex with dashes between the bytes.
    Dashed,
    /// Base64.
    Base64,
    /// Nothing.
    Empty,
}

/// How times are written (§2, S22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Times {
    /// Norway's winter time, without an offset.
    #[default]
    Norway,
    /// UTC, without an offset.
    Utc,
    /// With an offset.
    WithOffset,
}

/// The simulator's options.
#[derive(Debug, Clone)]
pub struct Options {
    /// How what is left open is taken.
    pub profile: Profile,
    /// The folder of the state; none: it lives with the process.
    pub state: Option<PathBuf>,
    /// Also through a loss of power.
    pub sync: bool,
    /// The port; 0 is any free one.
    pub port: u16,
    /// Faults from the start.
    pub script: Script,
    /// Whether time passes by itself.
    pub self_ticking: bool,
    /// The right `DistributorID`.
    pub distributor: String,
    /// The right `AccessCode`.
    pub access_code: String,
    /// The name of the create's third parameter (§3.1).
    pub posting_parameter: String,
    /// The interface's name in the action (§1).
    pub interface: String,
    /// The namespace of operations (§1).
    pub service_namespace: String,
    /// The namespace of data contracts (§1).
    pub model_namespace: String,
    /// The name of the moment of expiry.
    pub active_to: ActiveTo,
    /// How the hash is written.
    pub hash: HashText,
    /// How times are written.
    pub times: Times,
    /// How long `Expired` is answered before the posting is unknown (§5).
    pub expired_window: Duration,
    /// Whether a partly signed document can be fetched (§5).
    pub partial_download: bool,
    /// How long the status stays as it was after the signer came back (S8).
    pub settling: Duration,
    /// The longest request in bytes.
    pub largest: usize,
    /// Whether signed files are really signed; otherwise bytes are appended (§8).
    pub really_sign: bool,
    /// Whether the description of the service is served.
    pub described: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            profile: Profile::of_the_run(),
            state: None,
            sync: false,
            port: 0,
            script: Script::new(),
            self_ticking: false,
            distributor: "DEMO-DIST".into(),
            access_code: "demo-code".into(),
            posting_parameter: "Posting".into(),
            interface: "IInstantSignatureService".into(),
            service_namespace: "http://tempuri.org/".into(),
            model_namespace: "http://schemas.datacontract.org/2004/07/Signant.Common.Models".into(),
            active_to: ActiveTo::default(),
            hash: HashText::default(),
            times: Times::default(),
            expired_window: Duration::ZERO,
            partial_download: false,
            settling: Duration::ZERO,
            largest: 40 << 20,
            really_sign: true,
            described: true,
        }
    }
}

//! What a sender corrects in a session that is out.

use serde::{Deserialize, Serialize};
use specta::Type;

/// What was wrong when a session went out, as it is to be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
pub struct Correction {
    /// Signers whose name or address was wrong; the others stay as they are.
    pub signers: Vec<CorrectedSigner>,
    /// The last day for signing, counted from today; `None`: it stays.
    pub expires_days: Option<u32>,
    /// Days between reminders; `None`: they stay.
    pub remind_days: Option<i32>,
}

/// A signer as they are to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CorrectedSigner {
    /// Who.
    pub number: u16,
    /// The whole name.
    pub name: String,
    /// Where to; empty where the signer has no address.
    pub email: String,
}

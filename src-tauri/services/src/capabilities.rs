//! What a service can do and what it takes: the one list from which the window, pre-flight and
//! the command line know it.

use serde::Serialize;

/// What a service can do.
#[derive(Debug, Clone, Serialize)]
pub struct Capabilities {
    /// Several documents in one session.
    pub several_documents: bool,
    /// Signer 2 only after signer 1.
    pub in_order: bool,
    /// Invites people elsewhere by mail.
    pub remote_invitation: bool,
    /// A session can be ended at the service.
    pub cancel: bool,
    /// A signer can be reminded.
    pub remind: bool,
    /// A last day for signing.
    pub expiry: bool,
    /// The service hands out a receipt; otherwise Paraph writes one.
    pub receipt: bool,
    /// Whether a signer needs an e-mail address.
    pub email_needed: bool,
    /// How signed documents come back.
    pub signed_output: SignedOutput,
}

/// How a service signs (`architecture.md`, How a contract flows).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SignedOutput {
    /// Digital signatures that can be verified.
    Pades,
    /// Drawn on the page only.
    Plain,
}

/// What a service takes at most.
#[derive(Debug, Clone, Serialize)]
pub struct Limits {
    /// Documents in a session.
    pub documents: Option<u32>,
    /// Signers in a session.
    pub signers: Option<u32>,
    /// Bytes in a document.
    pub document_bytes: Option<u64>,
}

/// Something that a person can set for a service.
#[derive(Debug, Clone, Serialize)]
pub struct InputSpec {
    /// Its key on the command line.
    pub name: &'static str,
    /// `text`, `number`, `flag` or `secret`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What holds when it is not set.
    pub default: Option<&'static str>,
    /// One sentence.
    pub help: &'static str,
}

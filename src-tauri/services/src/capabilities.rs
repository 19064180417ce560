//! What a service can do and what it takes: the one list from which the window, pre-flight and
//! the command line know it.

use serde::Serialize;
use session::{Dialect, FieldKind, Tag};

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
    /// Which tags it reads by itself.
    pub reads: Reads,
}

/// Which tags a service reads by itself in the documents that it is given, and what becomes of
/// the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Reads {
    /// The brackets that it knows.
    pub dialects: &'static [Dialect],
    /// What it knows how to ask of a signer at a tag.
    pub kinds: &'static [FieldKind],
    /// Whether it also reads tags that are not written to the letter.
    pub inexact: bool,
    /// What becomes of the others.
    pub others: Others,
}

/// What becomes of a tag that a service does not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Others {
    /// The connector tells the service the place.
    Field,
    /// The connector writes the tag anew, in the copy that it uploads.
    Rewritten,
    /// It stays as it is: the service asks for no place, and signs where it always does.
    Left,
}

impl Reads {
    /// For those that are told every place, or find it by Paraph's own reading.
    pub const EVERYTHING: Self = Self {
        dialects: &[
            Dialect::Angle,
            Dialect::Brace,
            Dialect::Guillemet,
            Dialect::FullWidth,
            Dialect::Escaped,
        ],
        kinds: &[FieldKind::Signature, FieldKind::Initial, FieldKind::Date],
        inexact: true,
        others: Others::Field,
    };

    /// Whether the service finds this tag by itself.
    #[must_use]
    pub fn tag(&self, tag: &Tag) -> bool {
        self.dialects.contains(&tag.dialect)
            && self.kinds.contains(&tag.kind)
            && (self.inexact || tag.exact)
    }
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
    /// Bytes in all documents together.
    pub session_bytes: Option<u64>,
    /// Pages in a document.
    pub pages: Option<u32>,
    /// Places to sign of one signer in one document; initials and dates do not count.
    pub signatures: Option<u32>,
}

impl Limits {
    /// No limits.
    pub const NONE: Self = Self {
        documents: None,
        signers: None,
        document_bytes: None,
        session_bytes: None,
        pages: None,
        signatures: None,
    };
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

#[cfg(test)]
mod tests {
    use session::{Rect, Visibility};

    use super::*;

    #[test]
    fn a_service_reads_the_tags_of_its_own_dialect_kind_and_exactness_and_no_others() {
        let braces = Reads {
            dialects: &[Dialect::Brace],
            kinds: &[FieldKind::Signature],
            inexact: false,
            others: Others::Field,
        };
        let tag = |dialect, kind, exact| Tag {
            kind,
            signer: 1,
            page: 1,
            rect: Rect::new(0.0, 0.0, 9.0, 9.0),
            text: String::new(),
            dialect,
            exact,
            visibility: Visibility::Visible,
        };
        assert!(braces.tag(&tag(Dialect::Brace, FieldKind::Signature, true)));
        let others = [
            tag(Dialect::Angle, FieldKind::Signature, true),
            tag(Dialect::Brace, FieldKind::Initial, true),
            tag(Dialect::Brace, FieldKind::Signature, false),
        ];
        for other in &others {
            assert!(!braces.tag(other), "{other:?}");
            assert!(Reads::EVERYTHING.tag(other));
        }
    }
}

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
    /// Signers always sign one after the other, each over what the one before signed.
    pub chain: bool,
    /// Invites people elsewhere by mail.
    pub remote_invitation: bool,
    /// A session can be ended at the service.
    pub cancel: bool,
    /// A session can be finished at the service before everyone has signed.
    pub close: bool,
    /// A signer can be reminded.
    pub remind: bool,
    /// It reminds signers by itself every so many days.
    pub reminders: bool,
    /// Who signs and until when can be corrected in a session that is out.
    pub correct: bool,
    /// A last day for signing.
    pub expiry: bool,
    /// People who get the signed documents and sign nothing.
    pub receivers: bool,
    /// The service hands out a receipt; otherwise Paraph writes one.
    pub receipt: bool,
    /// Signers sign on pages of this computer.
    pub here: bool,
    /// Whether a signer needs an e-mail address.
    pub email_needed: bool,
    /// How signed documents come back.
    pub signed_output: SignedOutput,
    /// Which tags it reads by itself.
    pub reads: Reads,
    /// Where it puts the mark of a signer who has no place, as a word that the message files
    /// know; `None`: such a signer cannot sign.
    pub without_place: Option<&'static str>,
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
    /// Days until a session runs out.
    pub expires_days: Option<u32>,
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
        expires_days: None,
    };
}

/// What kind of value an input takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum InputKind {
    /// Any text.
    Text,
    /// A whole number.
    Number,
    /// `yes` or `no`.
    Flag,
    /// One of the words of [`InputSpec::choices`], or several with commas where that is `many`.
    Choice,
    /// Text that nobody should see.
    Secret,
}

/// Something that a person can set for a service.
#[derive(Debug, Clone, Serialize)]
pub struct InputSpec {
    /// Its key on the command line; its words are those of `input-<service>-<name>`.
    pub name: &'static str,
    /// What it takes.
    #[serde(rename = "type")]
    pub kind: InputKind,
    /// What holds when it is not set.
    pub default: Option<&'static str>,
    /// The words that a choice takes; empty otherwise.
    pub choices: &'static [&'static str],
    /// Whether a choice takes several words, with commas between them.
    pub many: bool,
    /// Whether there must be one (of secrets and account settings).
    pub needed: bool,
    /// Of a secret: which others it stands in for, so that these are not kept beside it.
    #[serde(skip)]
    pub instead_of: &'static [&'static str],
}

impl InputSpec {
    const fn of(kind: InputKind, name: &'static str) -> Self {
        Self {
            name,
            kind,
            default: None,
            choices: &[],
            many: false,
            needed: false,
            instead_of: &[],
        }
    }

    /// Takes any text.
    #[must_use]
    pub const fn text(name: &'static str) -> Self {
        Self::of(InputKind::Text, name)
    }

    /// Takes a whole number.
    #[must_use]
    pub const fn number(name: &'static str) -> Self {
        Self::of(InputKind::Number, name)
    }

    /// Takes `yes` or `no`.
    #[must_use]
    pub const fn flag(name: &'static str) -> Self {
        Self::of(InputKind::Flag, name)
    }

    /// Takes one of these words.
    #[must_use]
    pub const fn choice(name: &'static str, choices: &'static [&'static str]) -> Self {
        let mut spec = Self::of(InputKind::Choice, name);
        spec.choices = choices;
        spec
    }

    /// Takes a secret.
    #[must_use]
    pub const fn secret(name: &'static str) -> Self {
        Self::of(InputKind::Secret, name)
    }

    /// What holds when it is not set.
    #[must_use]
    pub const fn or(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }

    /// Stands in for these.
    #[must_use]
    pub const fn instead_of(mut self, others: &'static [&'static str]) -> Self {
        self.instead_of = others;
        self
    }

    /// Takes several words.
    #[must_use]
    pub const fn many(mut self) -> Self {
        self.many = true;
        self
    }

    /// Must be given.
    #[must_use]
    pub const fn needed(mut self) -> Self {
        self.needed = true;
        self
    }

    /// Whether it takes this value.
    #[must_use]
    pub fn takes(&self, value: &str) -> bool {
        match self.kind {
            InputKind::Text | InputKind::Secret => true,
            InputKind::Number => value.parse::<i64>().is_ok(),
            InputKind::Flag => matches!(value, "yes" | "no"),
            InputKind::Choice if self.many => value
                .split(',')
                .all(|word| self.choices.contains(&word.trim())),
            InputKind::Choice => self.choices.contains(&value),
        }
    }

    /// The values that it takes, as a technical detail.
    #[must_use]
    pub fn values(&self) -> String {
        match self.kind {
            InputKind::Text | InputKind::Secret => "text".to_owned(),
            InputKind::Number => "a whole number".to_owned(),
            InputKind::Flag => "yes, no".to_owned(),
            InputKind::Choice => self.choices.join(", "),
        }
    }
}

/// What there is to know of a service before an account is made (`cli.md`, `services`).
#[derive(Debug, Clone, Serialize)]
pub struct Description {
    /// The service.
    pub service: session::Service,
    /// Its usual address.
    pub base_url: Option<&'static str>,
    /// The secrets that an account has.
    pub secrets: &'static [InputSpec],
    /// What can be set for an account.
    pub account_settings: &'static [InputSpec],
    /// What can be set for a session.
    pub session_options: &'static [InputSpec],
    /// What can be set for a signer.
    pub signer_options: &'static [InputSpec],
    /// What it can do.
    pub capabilities: Capabilities,
    /// What it takes at most.
    pub limits: Limits,
}

/// What testing an account showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tested {
    /// The service knows the credentials.
    Proven,
    /// It was reached; it has no way to prove the credentials.
    Reachable,
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

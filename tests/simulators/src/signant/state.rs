//! A posting, and all of them.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Somebody who signs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Recipient {
    /// The name that was given.
    pub name: String,
    /// The address that was given.
    pub email: Option<String>,
    /// The number that was given; nobody is shown it.
    #[serde(skip)]
    pub ssn: Option<String>,
    /// The least age.
    pub minimum_age: Option<i64>,
    /// The greatest age.
    pub maximum_age: Option<i64>,
    /// The date of birth that must be theirs, `YYYY-MM-DD`.
    pub date_of_birth: Option<String>,
    /// The last part of the page's address.
    pub link: String,
    /// When the page was first opened.
    pub begun: Option<OffsetDateTime>,
    /// When they signed.
    pub signed: Option<OffsetDateTime>,
    /// When they refused.
    pub rejected: Option<OffsetDateTime>,
}

/// A posting (§3.1).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Posting {
    /// `PostingID`.
    pub id: String,
    /// `AttachmentID`.
    pub attachment: String,
    /// Its title.
    pub title: String,
    /// Its description.
    pub description: Option<String>,
    /// The caller's label.
    pub system: Option<String>,
    /// `NoAction`, `Redirect` or `CloseWindow`.
    pub after_sign: String,
    /// Where the browser goes after signing.
    pub redirect: Option<String>,
    /// The words of the link there.
    pub caption: Option<String>,
    /// Seconds until the browser goes there by itself.
    pub delay: Option<i64>,
    /// Where the browser goes when the signer gives up.
    pub cancel: Option<String>,
    /// Whether the signature is shown.
    pub widget: bool,
    /// Who signs.
    pub recipients: Vec<Recipient>,
    /// The file's name.
    pub file_name: String,
    /// The file as it came.
    #[serde(skip)]
    pub file: Bytes,
    /// The signed file, once it was made.
    #[serde(skip)]
    pub signed_file: Option<Bytes>,
    /// When it was made.
    pub created: OffsetDateTime,
    /// When anything last happened to it.
    pub modified: OffsetDateTime,
    /// When it goes (§5).
    pub expires: OffsetDateTime,
    /// Signatures and refusals show in the status from then on (S8).
    pub shown_from: OffsetDateTime,
    /// How often the status was asked for.
    pub reads: u32,
    /// How often the signed file was handed out.
    pub downloads: u32,
}

impl Posting {
    /// How many have signed.
    #[must_use]
    pub fn signatures(&self) -> usize {
        self.recipients
            .iter()
            .filter(|one| one.signed.is_some())
            .count()
    }

    /// Whether all have signed.
    #[must_use]
    pub fn complete(&self) -> bool {
        self.signatures() == self.recipients.len()
    }

    /// Whether anybody refused.
    #[must_use]
    pub fn rejected(&self) -> bool {
        self.recipients.iter().any(|one| one.rejected.is_some())
    }
}

/// All postings.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) postings: BTreeMap<String, Posting>,
    /// Those that are gone, for tests.
    pub(super) gone: Vec<Posting>,
}

impl State {
    /// The posting and the recipient that a page belongs to.
    pub(super) fn by_link(&mut self, link: &str) -> Option<(&mut Posting, usize)> {
        self.postings.values_mut().find_map(|posting| {
            let index = posting.recipients.iter().position(|one| one.link == link)?;
            Some((posting, index))
        })
    }
}

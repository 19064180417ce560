//! Signing links of *This computer*. Only the SHA-256 of what opens a link is kept.

use rusqlite::{OptionalExtension as _, Transaction, params};

use crate::{History, HistoryError};

/// A signing link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    /// The session.
    pub session: String,
    /// The signer.
    pub signer: u16,
    /// Why it no longer works; `None` while it does.
    pub ended: Option<LinkEnd>,
}

/// Why a link no longer works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkEnd {
    /// The signer signed or declined with it.
    Used,
    /// A newer link took its place.
    Replaced,
    /// The session ended.
    Closed,
}

impl LinkEnd {
    fn as_str(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Replaced => "replaced",
            Self::Closed => "closed",
        }
    }

    fn parse(word: &str) -> Self {
        match word {
            "used" => Self::Used,
            "replaced" => Self::Replaced,
            _ => Self::Closed,
        }
    }
}

/// Ends the links of a signer, or of all signers of a session.
pub(crate) fn end(
    t: &Transaction<'_>,
    session: &str,
    signer: Option<u16>,
    why: LinkEnd,
) -> Result<(), HistoryError> {
    t.execute(
        "UPDATE link SET ended = ?3
         WHERE session = ?1 AND (?2 IS NULL OR signer = ?2) AND ended IS NULL",
        params![session, signer, why.as_str()],
    )?;
    Ok(())
}

impl History {
    /// Adds a link; an earlier one of the same signer ends.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn add_link(
        &self,
        hash: &[u8; 32],
        session: &str,
        signer: u16,
        now: i64,
    ) -> Result<(), HistoryError> {
        self.write(|t| {
            end(t, session, Some(signer), LinkEnd::Replaced)?;
            t.execute(
                "INSERT INTO link VALUES (?1, ?2, ?3, ?4, NULL)",
                params![hash, session, signer, now],
            )?;
            Ok(())
        })
    }

    /// The link of that hash, whether it works or not.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn link(&self, hash: &[u8; 32]) -> Result<Option<LinkRow>, HistoryError> {
        self.read(|c| {
            Ok(c.query_row(
                "SELECT session, signer, ended FROM link WHERE hash = ?1",
                params![hash],
                |r| {
                    let ended: Option<String> = r.get(2)?;
                    Ok(LinkRow {
                        session: r.get(0)?,
                        signer: r.get(1)?,
                        ended: ended.as_deref().map(LinkEnd::parse),
                    })
                },
            )
            .optional()?)
        })
    }
}

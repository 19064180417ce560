//! Signing links of *This computer*. Only the SHA-256 of what opens a link is kept.

use rusqlite::{OptionalExtension as _, Transaction, params};

use crate::{History, HistoryError, NewEvent, events};

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
    /// Adds a link; an earlier one of the same signer that nobody has opened ends. A page that is
    /// open already goes on: what its signer is drawing must not be lost.
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
            t.execute(
                "UPDATE link SET ended = ?3
                 WHERE session = ?1 AND signer = ?2 AND ended IS NULL AND opened = 0",
                params![session, signer, LinkEnd::Replaced.as_str()],
            )?;
            t.execute(
                "INSERT INTO link (hash, session, signer, made) VALUES (?1, ?2, ?3, ?4)",
                params![hash, session, signer, now],
            )?;
            Ok(())
        })
    }

    /// Records that a link's page was opened. True when it is the first time that the signer has
    /// opened any: then the event is recorded too.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn link_opened(
        &self,
        hash: &[u8; 32],
        link: &LinkRow,
        event: &NewEvent,
    ) -> Result<bool, HistoryError> {
        self.write(|t| {
            t.execute("UPDATE link SET opened = 1 WHERE hash = ?1", params![hash])?;
            let first = t.execute(
                "UPDATE signer SET state = 'opened', changed = ?3
                 WHERE session = ?1 AND number = ?2 AND state IN ('waiting', 'invited')",
                params![link.session, link.signer, event.time],
            )?;
            if first == 1 {
                events::add(t, &link.session, event)?;
            }
            Ok(first == 1)
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

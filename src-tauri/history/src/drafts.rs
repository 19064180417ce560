//! Drafts: saved with every change, gone when they are sent or thrown away.

use rusqlite::{OptionalExtension as _, params};
use session::Draft;

use crate::{History, HistoryError, from_json, to_json};

impl History {
    /// Saves a draft.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn save_draft(&self, draft: &Draft, now: i64) -> Result<(), HistoryError> {
        let body = to_json(draft)?;
        self.write(|t| {
            t.execute(
                "INSERT INTO draft VALUES (?1, ?2, ?3)
                 ON CONFLICT (id) DO UPDATE SET body = excluded.body, changed = excluded.changed",
                params![draft.id, body, now],
            )?;
            Ok(())
        })
    }

    /// The draft that was changed last.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn newest_draft(&self) -> Result<Option<Draft>, HistoryError> {
        let body: Option<String> = self.read(|c| {
            Ok(c.query_row(
                "SELECT body FROM draft ORDER BY changed DESC LIMIT 1",
                [],
                |r| r.get(0),
            )
            .optional()?)
        })?;
        body.as_deref().map(from_json).transpose()
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn discard_draft(&self, id: &str) -> Result<(), HistoryError> {
        self.write(|t| {
            t.execute("DELETE FROM draft WHERE id = ?1", [id])?;
            Ok(())
        })
    }
}

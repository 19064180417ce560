//! What is erased from signers when nobody needs it any more.

use rusqlite::{OptionalExtension as _, params};

use crate::{History, HistoryError};

/// Where an option stands in a signer's options.
fn path(name: &str) -> String {
    format!("$.\"{name}\"")
}

impl History {
    /// Erases options of these names from a session's signers.
    ///
    /// # Errors
    /// When the history cannot be read or written.
    pub fn forget_signer_options(&self, session: &str, names: &[&str]) -> Result<(), HistoryError> {
        for name in names {
            let path = path(name);
            let there = self.read(|c| {
                Ok(c.query_row(
                    "SELECT 1 FROM signer
                     WHERE session = ?1 AND json_extract(options, ?2) IS NOT NULL",
                    params![session, path],
                    |_| Ok(()),
                )
                .optional()?
                .is_some())
            })?;
            if !there {
                continue;
            }
            self.write(|t| {
                t.execute(
                    "UPDATE signer SET options = json_remove(options, ?2) WHERE session = ?1",
                    params![session, path],
                )?;
                Ok(())
            })?;
        }
        Ok(())
    }

    /// The sessions of which a signer has an option of that name.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn sessions_with_signer_option(&self, name: &str) -> Result<Vec<String>, HistoryError> {
        self.read(|c| {
            let mut found = c.prepare(
                "SELECT DISTINCT session FROM signer WHERE json_extract(options, ?1) IS NOT NULL",
            )?;
            let rows = found.query_map([path(name)], |row| row.get(0))?;
            Ok(rows.collect::<Result<Vec<String>, _>>()?)
        })
    }
}

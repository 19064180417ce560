//! What is erased from signers when nobody needs it any more.

use rusqlite::{OptionalExtension as _, params};

use crate::{History, HistoryError};

/// Where an option stands in a signer's options.
fn path(name: &str) -> String {
    format!("$.\"{name}\"")
}

/// Where options stand, and the column that names the session there.
const TABLES: [(&str, &str); 2] = [("signer", "session"), ("session", "id")];

impl History {
    /// Erases options of these names from a session and its signers. Nothing is written where
    /// there are none.
    ///
    /// # Errors
    /// When the history cannot be read or written.
    pub fn forget_options(&self, session: &str, names: &[&str]) -> Result<(), HistoryError> {
        for (table, id) in TABLES {
            for name in names {
                let path = path(name);
                let there = self.read(|c| {
                    Ok(c.query_row(
                        &format!(
                            "SELECT 1 FROM {table}
                             WHERE {id} = ?1 AND json_extract(options, ?2) IS NOT NULL"
                        ),
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
                        &format!(
                            "UPDATE {table} SET options = json_remove(options, ?2)
                             WHERE {id} = ?1"
                        ),
                        params![session, path],
                    )?;
                    Ok(())
                })?;
            }
        }
        Ok(())
    }

    /// The sessions that have an option of that name, or a signer who has.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn sessions_with_option(&self, name: &str) -> Result<Vec<String>, HistoryError> {
        self.read(|c| {
            let mut found = c.prepare(
                "SELECT session FROM signer WHERE json_extract(options, ?1) IS NOT NULL
                 UNION SELECT id FROM session WHERE json_extract(options, ?1) IS NOT NULL",
            )?;
            let rows = found.query_map([path(name)], |row| row.get(0))?;
            Ok(rows.collect::<Result<Vec<String>, _>>()?)
        })
    }
}

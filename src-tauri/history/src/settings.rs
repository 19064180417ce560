//! Settings that sessions need, and accounts. (The window's looks are not here.)

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{History, HistoryError};

/// An account as it is stored; its secrets are in the keyring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// What people call it.
    pub name: String,
    /// The service's word.
    pub service: String,
    /// Where the service is reached.
    pub base_url: Option<String>,
}

/// The id of a history, made once.
pub(crate) fn history_id(connection: &mut Connection) -> Result<String, HistoryError> {
    let fresh = hex::encode(rand::random::<[u8; 8]>());
    connection.execute(
        "INSERT OR IGNORE INTO setting VALUES ('history_id', ?1)",
        params![fresh],
    )?;
    Ok(connection.query_row(
        "SELECT value FROM setting WHERE name = 'history_id'",
        [],
        |r| r.get(0),
    )?)
}

impl History {
    /// A setting.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn setting(&self, name: &str) -> Result<Option<String>, HistoryError> {
        self.read(|c| {
            Ok(
                c.query_row("SELECT value FROM setting WHERE name = ?1", [name], |r| {
                    r.get(0)
                })
                .optional()?,
            )
        })
    }

    /// Changes a setting.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn set_setting(&self, name: &str, value: &str) -> Result<(), HistoryError> {
        self.write(|t| {
            t.execute(
                "INSERT INTO setting VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [name, value],
            )?;
            Ok(())
        })
    }

    /// The accounts, by name.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn accounts(&self) -> Result<Vec<AccountRow>, HistoryError> {
        self.read(|c| {
            let mut rows =
                c.prepare("SELECT name, service, base_url FROM account ORDER BY name")?;
            let accounts = rows.query_map([], |r| {
                Ok(AccountRow {
                    name: r.get(0)?,
                    service: r.get(1)?,
                    base_url: r.get(2)?,
                })
            })?;
            Ok(accounts.collect::<Result<_, _>>()?)
        })
    }
}

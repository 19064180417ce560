//! Settings that sessions need, and accounts. (The window's looks are not here.)

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{History, HistoryError, from_json, to_json};

/// An account as it is stored; its secrets are in the keyring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// What people call it.
    pub name: String,
    /// The service's word.
    pub service: String,
    /// Where the service is reached.
    pub base_url: Option<String>,
    /// What was set, by name.
    pub settings: BTreeMap<String, String>,
    /// What testing it showed last.
    pub tested: Option<String>,
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
            let mut rows = c.prepare(
                "SELECT name, service, base_url, tested, settings FROM account ORDER BY name",
            )?;
            let accounts = rows.query_map([], |r| {
                Ok((
                    AccountRow {
                        name: r.get(0)?,
                        service: r.get(1)?,
                        base_url: r.get(2)?,
                        tested: r.get(3)?,
                        settings: BTreeMap::new(),
                    },
                    r.get::<_, String>(4)?,
                ))
            })?;
            accounts
                .map(|row| {
                    let (account, settings) = row?;
                    Ok(AccountRow {
                        settings: from_json(&settings)?,
                        ..account
                    })
                })
                .collect()
        })
    }

    /// Adds an account, or changes the one of that name where that is meant. False when the name
    /// is taken.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn put_account(&self, account: &AccountRow, replace: bool) -> Result<bool, HistoryError> {
        let settings = to_json(&account.settings)?;
        let conflict = if replace {
            "UPDATE SET service = excluded.service, base_url = excluded.base_url,
             settings = excluded.settings, tested = excluded.tested"
        } else {
            "NOTHING"
        };
        self.write(|t| {
            let changed = t.execute(
                &format!(
                    "INSERT INTO account (name, service, base_url, settings, tested)
                     VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (name) DO {conflict}"
                ),
                params![
                    account.name,
                    account.service,
                    account.base_url,
                    settings,
                    account.tested
                ],
            )?;
            Ok(changed == 1)
        })
    }

    /// Records what testing an account showed.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn set_tested(&self, name: &str, tested: &str) -> Result<(), HistoryError> {
        self.write(|t| {
            t.execute(
                "UPDATE account SET tested = ?2 WHERE name = ?1",
                [name, tested],
            )?;
            Ok(())
        })
    }

    /// Takes an account away, unless sessions of it are still open. False then.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn remove_account(&self, name: &str) -> Result<bool, HistoryError> {
        self.write(|t| {
            let removed = t.execute(
                "DELETE FROM account WHERE name = ?1 AND NOT EXISTS (SELECT 1 FROM session
                 WHERE account = ?1 AND state IN ('sending', 'waiting', 'completed', 'attention'))",
                [name],
            )?;
            Ok(removed == 1)
        })
    }
}

//! The certificates of this computer's keys: what later verifications lead to.

use rusqlite::{OptionalExtension as _, params};

use crate::{History, HistoryError};

/// A pair of certificates made here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// SHA-256 of the CA certificate, hex.
    pub fingerprint: String,
    /// The CA certificate, DER.
    pub certificate: Vec<u8>,
    /// The signing certificate, DER.
    pub leaf: Vec<u8>,
}

impl History {
    /// Remembers certificates; those that are known stay as they are.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn remember_authority(&self, authority: &Authority, now: i64) -> Result<(), HistoryError> {
        self.write(|t| {
            t.execute(
                "INSERT OR IGNORE INTO authority VALUES (?1, ?2, ?3, ?4)",
                params![
                    authority.fingerprint,
                    authority.certificate,
                    authority.leaf,
                    now
                ],
            )?;
            Ok(())
        })
    }

    /// Every authority made here, oldest first.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn authorities(&self) -> Result<Vec<Authority>, HistoryError> {
        self.read(|c| {
            let mut rows = c.prepare(
                "SELECT fingerprint, certificate, leaf FROM authority ORDER BY made, rowid",
            )?;
            let found = rows.query_map([], |r| {
                Ok(Authority {
                    fingerprint: r.get(0)?,
                    certificate: r.get(1)?,
                    leaf: r.get(2)?,
                })
            })?;
            Ok(found.collect::<Result<_, _>>()?)
        })
    }

    /// The newest authority.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn newest_authority(&self) -> Result<Option<Authority>, HistoryError> {
        self.read(|c| {
            Ok(c.query_row(
                "SELECT fingerprint, certificate, leaf FROM authority
                 ORDER BY made DESC, rowid DESC LIMIT 1",
                [],
                |r| {
                    Ok(Authority {
                        fingerprint: r.get(0)?,
                        certificate: r.get(1)?,
                        leaf: r.get(2)?,
                    })
                },
            )
            .optional()?)
        })
    }
}

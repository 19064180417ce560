//! What happened, in order. Events are append-only.

use std::collections::BTreeMap;

use rusqlite::{Transaction, params};

use crate::{History, HistoryError, from_json, to_json};

/// An event to be recorded.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// When.
    pub time: i64,
    /// The offset in seconds that held there and then.
    pub zone: i32,
    /// `paraph`, `service`, `sender` or `signer:N`.
    pub actor: String,
    /// The stable word.
    pub what: &'static str,
    /// Particulars for its sentence.
    pub args: BTreeMap<String, String>,
}

/// An event as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// Rises with every event of the history.
    pub row: i64,
    /// The session.
    pub session: String,
    /// When.
    pub time: i64,
    /// The offset in seconds that held there and then.
    pub zone: i32,
    /// Who.
    pub actor: String,
    /// The stable word.
    pub what: String,
    /// Particulars for its sentence.
    pub args: BTreeMap<String, String>,
}

pub(crate) fn add(
    t: &Transaction<'_>,
    session: &str,
    event: &NewEvent,
) -> Result<(), HistoryError> {
    t.execute(
        "INSERT INTO event (session, time, zone, actor, what, args)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            session,
            event.time,
            event.zone,
            event.actor,
            event.what,
            to_json(&event.args)?
        ],
    )?;
    t.execute(
        "UPDATE session SET changed = max(changed, ?2) WHERE id = ?1",
        params![session, event.time],
    )?;
    Ok(())
}

impl History {
    /// Records that something happened.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn note(&self, session: &str, event: &NewEvent) -> Result<(), HistoryError> {
        self.write(|t| add(t, session, event))
    }

    /// The events of a session, oldest first.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn events(&self, session: &str) -> Result<Vec<Happened>, HistoryError> {
        self.select_events("session = ?1 ORDER BY row", params![session])
    }

    /// The events of all sessions that came after a row, oldest first.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn events_after(&self, row: i64) -> Result<Vec<Happened>, HistoryError> {
        self.select_events("row > ?1 ORDER BY row", params![row])
    }

    /// The row of the newest event; 0 when there is none.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn newest_event(&self) -> Result<i64, HistoryError> {
        self.read(|c| Ok(c.query_row("SELECT coalesce(max(row), 0) FROM event", [], |r| r.get(0))?))
    }

    fn select_events(
        &self,
        filter: &str,
        params: impl rusqlite::Params,
    ) -> Result<Vec<Happened>, HistoryError> {
        self.read(|c| {
            let mut rows = c.prepare(&format!(
                "SELECT row, session, time, zone, actor, what, args FROM event WHERE {filter}"
            ))?;
            let found = rows.query_map(params, |r| {
                let args: String = r.get(6)?;
                Ok((
                    Happened {
                        row: r.get(0)?,
                        session: r.get(1)?,
                        time: r.get(2)?,
                        zone: r.get(3)?,
                        actor: r.get(4)?,
                        what: r.get(5)?,
                        args: BTreeMap::new(),
                    },
                    args,
                ))
            })?;
            found
                .map(|row| {
                    let (event, args) = row?;
                    Ok(Happened {
                        args: from_json(&args)?,
                        ..event
                    })
                })
                .collect()
        })
    }
}

//! Sessions at services elsewhere: what was asked, what was told, what connectors remember.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension as _, Transaction, params};
use session::{ErrorCode, SignerState, State};

use crate::sessions::change_state;
use crate::{History, HistoryError, NewEvent, events, from_json, to_json};

/// What requests are counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope<'a> {
    /// A session, by its id.
    Session(&'a str),
    /// An account, by its name.
    Account(&'a str),
}

impl Scope<'_> {
    fn key(self) -> String {
        match self {
            Self::Session(id) => format!("session:{id}"),
            Self::Account(name) => format!("account:{name}"),
        }
    }
}

/// What an answer of a service means for a session; recorded all at once.
#[derive(Debug, Clone, Default)]
pub struct Observation {
    /// When the answer came.
    pub now: i64,
    /// Whether it answers the question where the session stands.
    pub asked: bool,
    /// Where the session stands by it, with the events that a change to it means.
    pub state: Option<(State, Vec<NewEvent>)>,
    /// What stands in the way with that state.
    pub error: Option<(ErrorCode, String)>,
    /// Where signers stand by it, and since when.
    pub signers: Vec<(u16, SignerState, Option<i64>)>,
    /// What happened, each under what tells it from every other.
    pub events: Vec<(String, NewEvent)>,
    /// When it runs out.
    pub expires: Option<i64>,
    /// What its connector wants to be told again; an empty value forgets.
    pub memory: BTreeMap<String, String>,
    /// Signing URLs, encrypted.
    pub signing_urls: BTreeMap<u16, Vec<u8>>,
    /// Signers whose kept address works no more.
    pub forget_urls: Vec<u16>,
}

fn forget_url(t: &Transaction<'_>, session: &str, number: u16) -> Result<(), HistoryError> {
    t.execute(
        "UPDATE signer SET url = NULL WHERE session = ?1 AND number = ?2",
        params![session, number],
    )?;
    Ok(())
}

impl History {
    /// Forgets the address of a signer's page.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn forget_url(&self, session: &str, number: u16) -> Result<(), HistoryError> {
        self.write(|t| forget_url(t, session, number))
    }

    /// A signer is awaited again whose signature a person did not accept: the one way back from
    /// *signed*.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn await_again(&self, session: &str, number: u16) -> Result<(), HistoryError> {
        self.write(|t| {
            t.execute(
                "UPDATE signer SET state = ?3, url = NULL WHERE session = ?1 AND number = ?2",
                params![session, number, SignerState::Waiting.as_str()],
            )?;
            Ok(())
        })
    }

    /// Records an answer. What was told before is not recorded again; a state that the session or
    /// a signer has left never comes back. True when anything is new.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn observe(&self, session: &str, seen: &Observation) -> Result<bool, HistoryError> {
        self.write(|t| {
            let mut news = false;
            for (key, event) in &seen.events {
                let new =
                    t.execute("INSERT OR IGNORE INTO told VALUES (?1, ?2)", [session, key])?;
                if new == 1 {
                    events::add(t, session, event)?;
                    news = true;
                }
            }
            for (number, state, since) in &seen.signers {
                news |= move_signer(t, session, *number, *state, since.unwrap_or(seen.now))?;
            }
            news |= move_session(t, session, seen)?;
            if let Some(expires) = seen.expires {
                t.execute(
                    "UPDATE session SET expires = ?2 WHERE id = ?1",
                    params![session, expires],
                )?;
            }
            remember(t, session, &seen.memory)?;
            for number in &seen.forget_urls {
                forget_url(t, session, *number)?;
            }
            set_urls(t, session, &seen.signing_urls)?;
            if seen.asked {
                t.execute(
                    "UPDATE session SET checked = ?2, hint = NULL WHERE id = ?1",
                    params![session, seen.now],
                )?;
            }
            Ok(news)
        })
    }

    /// Counts a request before it leaves. False, and nothing counted, when so many were made
    /// since then already.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn spend(
        &self,
        scope: Scope<'_>,
        kind: &str,
        most: u32,
        since: Option<i64>,
        now: i64,
    ) -> Result<bool, HistoryError> {
        self.write(|t| {
            let counted = t.execute(
                "INSERT INTO spent (scope, kind, time) SELECT ?1, ?2, ?3
                 WHERE (SELECT count(*) FROM spent WHERE scope = ?1 AND kind = ?2 AND time >= ?4)
                   < ?5",
                params![scope.key(), kind, now, since.unwrap_or(i64::MIN), most],
            )?;
            if let Some(since) = since {
                t.execute(
                    "DELETE FROM spent WHERE scope = ?1 AND kind = ?2 AND time < ?3",
                    params![scope.key(), kind, since],
                )?;
            }
            Ok(counted == 1)
        })
    }

    /// Takes the newest count back: that request was never made.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn give_back(&self, scope: Scope<'_>, kind: &str) -> Result<(), HistoryError> {
        self.write(|t| {
            t.execute(
                "DELETE FROM spent WHERE rowid =
                 (SELECT max(rowid) FROM spent WHERE scope = ?1 AND kind = ?2)",
                params![scope.key(), kind],
            )?;
            Ok(())
        })
    }

    /// How many requests were counted since then.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn spent(
        &self,
        scope: Scope<'_>,
        kind: &str,
        since: Option<i64>,
    ) -> Result<u32, HistoryError> {
        self.read(|c| {
            Ok(c.query_row(
                "SELECT count(*) FROM spent WHERE scope = ?1 AND kind = ?2 AND time >= ?3",
                params![scope.key(), kind, since.unwrap_or(i64::MIN)],
                |r| r.get(0),
            )?)
        })
    }

    /// Records what a connector wants to be told again; an empty value forgets.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn remember(&self, session: &str, name: &str, value: &str) -> Result<(), HistoryError> {
        let memory = BTreeMap::from([(name.to_owned(), value.to_owned())]);
        self.write(|t| remember(t, session, &memory))
    }

    /// Records when a session's work is taken up again by itself, counting the times that it was
    /// in vain; `None`: not by itself.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn take_up_again(&self, session: &str, at: Option<i64>) -> Result<(), HistoryError> {
        self.write(|t| {
            t.execute(
                "UPDATE session SET again = ?2,
                 tries = CASE WHEN ?2 IS NULL THEN 0 ELSE tries + 1 END WHERE id = ?1",
                params![session, at],
            )?;
            Ok(())
        })
    }

    /// Records that something hinted at news. `key` tells a message from another, so that a
    /// repeated one is none; `postback`: it came from the service by itself. False when it is
    /// known already, or the session has ended and is not looked at any more.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn hint(
        &self,
        session: &str,
        key: Option<&str>,
        postback: bool,
        now: i64,
    ) -> Result<bool, HistoryError> {
        self.write(|t| {
            if let Some(key) = key {
                let new = t.execute(
                    "INSERT OR IGNORE INTO told SELECT id, ?2 FROM session WHERE id = ?1",
                    [session, key],
                )?;
                if new == 0 {
                    return Ok(false);
                }
            }
            let changed = t.execute(
                "UPDATE session SET hint = coalesce(hint, ?2),
                 postback = CASE WHEN ?3 THEN ?2 ELSE postback END
                 WHERE id = ?1 AND (state IN ('sending', 'waiting', 'attention')
                   OR state = 'cancelled' AND again IS NOT NULL)",
                params![session, now, postback],
            )?;
            Ok(changed == 1)
        })
    }

    /// The session that has this id at the service.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn session_at_service(
        &self,
        service_session: &str,
    ) -> Result<Option<String>, HistoryError> {
        self.read(|c| {
            Ok(c.query_row(
                "SELECT id FROM session WHERE service_session = ?1",
                [service_session],
                |r| r.get(0),
            )
            .optional()?)
        })
    }
}

fn move_signer(
    t: &Transaction<'_>,
    session: &str,
    number: u16,
    next: SignerState,
    since: i64,
) -> Result<bool, HistoryError> {
    let now: Option<String> = t
        .query_row(
            "SELECT state FROM signer WHERE session = ?1 AND number = ?2",
            params![session, number],
            |r| r.get(0),
        )
        .optional()?;
    let Some(now) = now.as_deref().and_then(SignerState::parse) else {
        return Ok(false);
    };
    if !now.goes_to(next) {
        return Ok(false);
    }
    t.execute(
        "UPDATE signer SET state = ?3, changed = ?4 WHERE session = ?1 AND number = ?2",
        params![session, number, next.as_str(), since],
    )?;
    Ok(true)
}

fn move_session(
    t: &Transaction<'_>,
    session: &str,
    seen: &Observation,
) -> Result<bool, HistoryError> {
    let Some((next, happened)) = &seen.state else {
        return Ok(false);
    };
    let now: String = t.query_row("SELECT state FROM session WHERE id = ?1", [session], |r| {
        r.get(0)
    })?;
    if !State::parse(&now).is_some_and(|now| now.goes_to(*next)) {
        return Ok(false);
    }
    change_state(t, session, *next, happened)?;
    if let Some((code, detail)) = &seen.error {
        t.execute(
            "UPDATE session SET error_code = ?2, error_detail = ?3 WHERE id = ?1",
            params![session, code.as_str(), detail],
        )?;
    }
    Ok(true)
}

/// Merges into what a connector wants to be told again.
pub(crate) fn remember(
    t: &Transaction<'_>,
    session: &str,
    new: &BTreeMap<String, String>,
) -> Result<(), HistoryError> {
    if new.is_empty() {
        return Ok(());
    }
    let memory: String =
        t.query_row("SELECT memory FROM session WHERE id = ?1", [session], |r| {
            r.get(0)
        })?;
    let mut memory: BTreeMap<String, String> = from_json(&memory)?;
    for (name, value) in new {
        if value.is_empty() {
            memory.remove(name);
        } else {
            memory.insert(name.clone(), value.clone());
        }
    }
    t.execute(
        "UPDATE session SET memory = ?2 WHERE id = ?1",
        params![session, to_json(&memory)?],
    )?;
    Ok(())
}

/// Keeps signing URLs in the place of earlier ones.
pub(crate) fn set_urls(
    t: &Transaction<'_>,
    session: &str,
    urls: &BTreeMap<u16, Vec<u8>>,
) -> Result<(), HistoryError> {
    for (number, url) in urls {
        t.execute(
            "UPDATE signer SET url = ?3 WHERE session = ?1 AND number = ?2",
            params![session, number, url],
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_that_is_taken_back_is_allowed_again() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::open(folder.path()).unwrap();
        let scope = || Scope::Session("a");
        assert!(history.spend(scope(), "read", 1, None, 1_000).unwrap());
        assert!(!history.spend(scope(), "read", 1, None, 2_000).unwrap());
        history.give_back(scope(), "read").unwrap();
        assert!(history.spend(scope(), "read", 1, None, 3_000).unwrap());
    }

    #[test]
    fn every_write_gives_the_history_another_version_and_a_look_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::open(folder.path()).unwrap();
        let other = History::open(folder.path()).unwrap();
        let first = history.version().unwrap();
        history.spent(Scope::Session("a"), "read", None).unwrap();
        assert_eq!(history.version().unwrap(), first);
        other
            .spend(Scope::Session("a"), "read", 1, None, 1)
            .unwrap();
        let second = history.version().unwrap();
        assert_ne!(second, first);
        history
            .spend(Scope::Session("b"), "read", 1, None, 1)
            .unwrap();
        assert_ne!(history.version().unwrap(), second);
    }
}

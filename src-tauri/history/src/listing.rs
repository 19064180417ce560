//! Lists of sessions: search, filters, pages, counts; and what was sent before.

use rusqlite::params_from_iter;
use rusqlite::types::Value;
use session::{State, fold};

use crate::sessions::{SESSION_COLUMNS, session_row};
use crate::{History, HistoryError, NewSigner, SessionRow};

/// Which sessions to list.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Words that must all be there, as beginnings of words.
    pub search: Option<String>,
    /// Any of these states; empty: every state.
    pub states: Vec<State>,
    /// Of this account.
    pub account: Option<String>,
    /// Created at this time or later.
    pub from: Option<i64>,
    /// Created before this time.
    pub before: Option<i64>,
    /// At most so many.
    pub limit: u32,
    /// Only what comes behind this (changed, id) in the list.
    pub after: Option<(i64, String)>,
}

/// An earlier session with the same content and the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlreadySent {
    /// The session.
    pub session: String,
    /// Its title.
    pub title: String,
    /// When it was made.
    pub created: i64,
    /// The signer's name there.
    pub signer: String,
    /// The signer's e-mail there.
    pub email: Option<String>,
    /// The document's SHA-256.
    pub original: String,
}

impl History {
    /// The sessions that a query asks for, newest change first.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn sessions(&self, query: &Query) -> Result<Vec<SessionRow>, HistoryError> {
        let (mut filter, mut values) = conditions(query, true);
        if let Some((changed, id)) = &query.after {
            filter.push_str(" AND (changed, id) < (?, ?)");
            values.extend([Value::from(*changed), Value::from(id.clone())]);
        }
        values.push(Value::from(query.limit));
        self.read(|c| {
            let mut rows = c.prepare(&format!(
                "SELECT {SESSION_COLUMNS} FROM session WHERE {filter}
                 ORDER BY changed DESC, id DESC LIMIT ?"
            ))?;
            let found = rows.query_map(params_from_iter(values), session_row)?;
            found.map(|row| row?).collect()
        })
    }

    /// Cancelled sessions whose work is still taken up again by itself: they may be signed at their
    /// service, which has no way to end them.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn ended_here_only(&self) -> Result<Vec<SessionRow>, HistoryError> {
        self.read(|c| {
            let mut rows = c.prepare(&format!(
                "SELECT {SESSION_COLUMNS} FROM session
                 WHERE state = 'cancelled' AND again IS NOT NULL"
            ))?;
            let found = rows.query_map([], session_row)?;
            found.map(|row| row?).collect()
        })
    }

    /// How many sessions of each state a query finds, its own states left aside.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn session_counts(&self, query: &Query) -> Result<Vec<(State, u32)>, HistoryError> {
        let (filter, values) = conditions(query, false);
        self.read(|c| {
            let mut rows = c.prepare(&format!(
                "SELECT state, count(*) FROM session WHERE {filter} GROUP BY state"
            ))?;
            let found = rows
                .query_map(params_from_iter(values), |r| {
                    Ok((r.get::<_, String>(0)?, r.get::<_, u32>(1)?))
                })?
                .collect::<Result<Vec<_>, _>>()?;
            Ok(State::ALL
                .into_iter()
                .map(|state| {
                    let count = found.iter().find(|(word, _)| word == state.as_str());
                    (state, count.map_or(0, |(_, count)| *count))
                })
                .collect())
        })
    }

    /// Earlier sessions, open or kept, that hold one of these documents for one of these people.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn already_sent(
        &self,
        originals: &[&str],
        people: &[NewSigner],
    ) -> Result<Vec<AlreadySent>, HistoryError> {
        let marks = |n: usize| vec!["?"; n].join(", ");
        let sql = format!(
            "SELECT s.id, s.title, s.created, p.name, p.email, d.original
             FROM document d JOIN session s ON s.id = d.session
             JOIN signer p ON p.session = s.id
             WHERE d.original IN ({}) AND p.folded IN ({})
             AND s.state IN ('sending', 'waiting', 'completed', 'kept', 'attention')
             ORDER BY s.created DESC, p.number LIMIT 100",
            marks(originals.len()),
            marks(people.len())
        );
        let values = originals
            .iter()
            .map(|o| Value::from((*o).to_owned()))
            .chain(people.iter().map(|p| Value::from(p.folded())));
        self.read(|c| {
            let mut rows = c.prepare(&sql)?;
            let found = rows.query_map(params_from_iter(values), |r| {
                Ok(AlreadySent {
                    session: r.get(0)?,
                    title: r.get(1)?,
                    created: r.get(2)?,
                    signer: r.get(3)?,
                    email: r.get(4)?,
                    original: r.get(5)?,
                })
            })?;
            Ok(found.collect::<Result<_, _>>()?)
        })
    }
}

fn conditions(query: &Query, with_states: bool) -> (String, Vec<Value>) {
    let mut filter = "TRUE".to_owned();
    let mut values = Vec::new();
    let words = query
        .search
        .as_deref()
        .map(search_expression)
        .unwrap_or_default();
    if !words.is_empty() {
        filter.push_str(" AND row IN (SELECT rowid FROM find WHERE find MATCH ?)");
        values.push(Value::from(words));
    }
    if with_states && !query.states.is_empty() {
        let marks = vec!["?"; query.states.len()].join(", ");
        filter.push_str(&format!(" AND state IN ({marks})"));
        values.extend(
            query
                .states
                .iter()
                .map(|s| Value::from(s.as_str().to_owned())),
        );
    }
    if let Some(account) = &query.account {
        filter.push_str(" AND account = ?");
        values.push(Value::from(account.clone()));
    }
    for (time, condition) in [
        (query.from, " AND created >= ?"),
        (query.before, " AND created < ?"),
    ] {
        if let Some(time) = time {
            filter.push_str(condition);
            values.push(Value::from(time));
        }
    }
    (filter, values)
}

/// Every word of the text as the beginning of a word, for FTS5.
fn search_expression(text: &str) -> String {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| format!("\"{word}\"*"))
        .collect::<Vec<_>>()
        .join(" AND ")
}

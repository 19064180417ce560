//! Sessions as a whole: recorded with their plan, and how they go on.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use serde::Deserialize;
use session::{ErrorCode, Service, State, fold};

use crate::{
    History, HistoryError, LinkEnd, NewEvent, NewSession, SessionRow, events, from_json, links,
    to_json,
};

/// How much of the documents' text can be searched, in characters.
const SEARCHED_TEXT: usize = 400_000;

pub(crate) const SESSION_COLUMNS: &str = "id, title, reference, message, account, state, service_session, \
     created, changed, checked, expires, in_order, receipt, error_code, error_detail, service, \
     expires_days, remind_days, options, receivers, memory, again, tries, hint, postback";

impl History {
    /// Records a session with its whole plan, in state *sending*; its draft is gone in the same
    /// moment, so that one draft is sent once.
    ///
    /// # Errors
    /// When the history cannot be written, or the id is taken.
    pub fn add_session(&self, new: &NewSession<'_>) -> Result<(), HistoryError> {
        self.write(|t| {
            t.execute(
                "INSERT INTO session (id, title, reference, message, service, account, state,
                 created, changed, expires, in_order, expires_days, remind_days, options, receivers)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'sending', ?7, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                params![
                    new.id,
                    new.title,
                    new.reference,
                    new.message,
                    new.service.as_str(),
                    new.account,
                    new.created,
                    new.expires,
                    new.in_order,
                    new.expires_days,
                    new.remind_days,
                    to_json(&new.options)?,
                    to_json(&new.receivers)?
                ],
            )?;
            for signer in new.signers {
                t.execute(
                    "INSERT INTO signer (session, number, name, email, folded, state, options)
                     VALUES (?1, ?2, ?3, ?4, ?5, 'waiting', ?6)",
                    params![
                        new.id,
                        signer.number,
                        signer.name,
                        signer.email,
                        signer.folded(),
                        to_json(&signer.options)?
                    ],
                )?;
            }
            for (index, document) in new.documents.iter().enumerate() {
                t.execute(
                    "INSERT INTO document (session, number, name, original, path, pages, text,
                     fields, tags) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                    params![
                        new.id,
                        index as i64 + 1,
                        document.name,
                        document.sha256,
                        document.path,
                        to_json(&document.pages)?,
                        to_json(&document.text)?,
                        to_json(&document.fields)?,
                        to_json(&document.tags)?
                    ],
                )?;
            }
            index_words(t, new.id)?;
            for (position, step) in new.plan.iter().enumerate() {
                t.execute(
                    "INSERT INTO step (session, position, name, word, state)
                     VALUES (?1, ?2, ?3, ?4, 'planned')",
                    params![new.id, position as i64, step.name, step.word.as_str()],
                )?;
            }
            new.events
                .iter()
                .try_for_each(|event| events::add(t, new.id, event))?;
            t.execute("DELETE FROM draft WHERE id = ?1", [new.id])?;
            Ok(())
        })
    }

    /// A session.
    ///
    /// # Errors
    /// [`HistoryError::UnknownSession`] when there is none of that id.
    pub fn session(&self, id: &str) -> Result<SessionRow, HistoryError> {
        self.read(|c| {
            c.query_row(
                &format!("SELECT {SESSION_COLUMNS} FROM session WHERE id = ?1"),
                [id],
                session_row,
            )
            .optional()?
            .ok_or_else(|| HistoryError::UnknownSession(id.to_owned()))?
        })
    }

    /// Changes a session's state, with the events that it means. Links end with the session.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn set_state(
        &self,
        session: &str,
        state: State,
        happened: &[NewEvent],
    ) -> Result<(), HistoryError> {
        self.write(|t| change_state(t, session, state, happened))
    }

    /// Records what stands in the way of a session, or that nothing does.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn set_error(
        &self,
        session: &str,
        error: Option<(ErrorCode, &str)>,
    ) -> Result<(), HistoryError> {
        let (code, detail) = error.map_or((None, None), |(c, d)| (Some(c.as_str()), Some(d)));
        self.write(|t| {
            t.execute(
                "UPDATE session SET error_code = ?2, error_detail = ?3 WHERE id = ?1",
                params![session, code, detail],
            )?;
            Ok(())
        })
    }

    /// Records that a session was looked at.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn set_checked(&self, session: &str, now: i64) -> Result<(), HistoryError> {
        self.write(|t| {
            t.execute(
                "UPDATE session SET checked = ?2 WHERE id = ?1",
                params![session, now],
            )?;
            Ok(())
        })
    }

    /// Ends a session for a reason of the sender's or of the calendar, unless everyone has signed,
    /// or somebody's signature is on its way and is not to be dropped. False then.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn end_session(
        &self,
        session: &str,
        state: State,
        drop_acts: bool,
        event: &NewEvent,
    ) -> Result<bool, HistoryError> {
        self.write(|t| {
            let free: bool = t.query_row(
                "SELECT EXISTS (SELECT 1 FROM session WHERE id = ?1
                   AND state IN ('sending', 'waiting', 'attention'))
                 AND EXISTS (SELECT 1 FROM signer WHERE session = ?1 AND state <> 'signed')
                 AND (?2 OR NOT EXISTS
                   (SELECT 1 FROM signer WHERE session = ?1 AND act IS NOT NULL))",
                params![session, drop_acts],
                |r| r.get(0),
            )?;
            if free {
                t.execute("UPDATE signer SET act = NULL WHERE session = ?1", [session])?;
                change_state(t, session, state, std::slice::from_ref(event))?;
            }
            Ok(free)
        })
    }
}

/// A line of a document, as far as it is searched.
#[derive(Deserialize)]
struct Line {
    text: String,
}

/// Makes a session found by what it is called, who signs it and what its documents say.
pub(crate) fn index_words(t: &Transaction<'_>, session: &str) -> Result<(), HistoryError> {
    let (row, title, reference): (i64, String, Option<String>) = t.query_row(
        "SELECT row, title, reference FROM session WHERE id = ?1",
        [session],
        |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
    )?;
    let mut words = vec![title];
    words.extend(reference);
    let mut people =
        t.prepare("SELECT name, email FROM signer WHERE session = ?1 ORDER BY number")?;
    let found = people.query_map([session], |r| {
        Ok((r.get::<_, String>(0)?, r.get::<_, Option<String>>(1)?))
    })?;
    for person in found {
        let (name, email) = person?;
        words.push(name);
        words.extend(email);
    }
    let mut documents =
        t.prepare("SELECT name, text FROM document WHERE session = ?1 ORDER BY number")?;
    let found = documents.query_map([session], |r| {
        Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?))
    })?;
    for document in found {
        let (name, text) = document?;
        words.push(name);
        let lines: Vec<Line> = from_json(&text)?;
        words.extend(lines.into_iter().map(|line| line.text));
    }
    let words: String = fold(&words.join(" ")).chars().take(SEARCHED_TEXT).collect();
    t.execute(
        "INSERT OR REPLACE INTO find (rowid, words) VALUES (?1, ?2)",
        params![row, words],
    )?;
    Ok(())
}

pub(crate) fn change_state(
    t: &Transaction<'_>,
    session: &str,
    state: State,
    happened: &[NewEvent],
) -> Result<(), HistoryError> {
    t.execute(
        "UPDATE session SET state = ?2, error_code = NULL, error_detail = NULL, again = NULL,
         tries = 0 WHERE id = ?1",
        [session, state.as_str()],
    )?;
    if state.is_ended() {
        links::end(t, session, None, LinkEnd::Closed)?;
    }
    happened
        .iter()
        .try_for_each(|event| events::add(t, session, event))
}

/// One row of [`SESSION_COLUMNS`].
pub(crate) fn session_row(r: &Row<'_>) -> rusqlite::Result<Result<SessionRow, HistoryError>> {
    let words = (
        r.get::<_, String>(5)?,
        r.get::<_, String>(15)?,
        r.get::<_, Option<String>>(13)?,
    );
    let json = (
        r.get::<_, String>(18)?,
        r.get::<_, String>(19)?,
        r.get::<_, String>(20)?,
    );
    let detail: Option<String> = r.get(14)?;
    let again: Option<i64> = r.get(21)?;
    let tries: u32 = r.get(22)?;
    let row = SessionRow {
        id: r.get(0)?,
        title: r.get(1)?,
        reference: r.get(2)?,
        message: r.get(3)?,
        service: Service::Local,
        account: r.get(4)?,
        state: State::Draft,
        service_session: r.get(6)?,
        created: r.get(7)?,
        changed: r.get(8)?,
        checked: r.get(9)?,
        expires: r.get(10)?,
        in_order: r.get(11)?,
        receipt: r.get(12)?,
        error: None,
        expires_days: r.get(16)?,
        remind_days: r.get(17)?,
        options: BTreeMap::new(),
        receivers: Vec::new(),
        memory: BTreeMap::new(),
        again: again.map(|time| (time, tries)),
        hint: r.get(23)?,
        postback: r.get(24)?,
    };
    Ok(with_words(row, words, json, detail))
}

fn with_words(
    row: SessionRow,
    (state, service, code): (String, String, Option<String>),
    (options, receivers, memory): (String, String, String),
    detail: Option<String>,
) -> Result<SessionRow, HistoryError> {
    let unreadable = |what: &str, word: &str| HistoryError::Record(format!("{what} {word:?}"));
    let error = code.map(|word| {
        let code = ErrorCode::ALL.iter().find(|c| c.as_str() == word);
        (
            code.copied().unwrap_or(ErrorCode::Internal),
            detail.unwrap_or_default(),
        )
    });
    Ok(SessionRow {
        state: State::parse(&state).ok_or_else(|| unreadable("state", &state))?,
        service: Service::parse(&service).ok_or_else(|| unreadable("service", &service))?,
        error,
        options: from_json(&options)?,
        receivers: from_json(&receivers)?,
        memory: from_json(&memory)?,
        ..row
    })
}

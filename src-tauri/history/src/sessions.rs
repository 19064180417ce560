//! Sessions with their signers and documents.

use rusqlite::types::Value;
use rusqlite::{OptionalExtension as _, Row, Transaction, params, params_from_iter};
use session::{
    ErrorCode, Field, Page, PlaceInCopy, PlannedStep, Service, SignerState, State, Summary,
    TextLine, fold,
};

use crate::{History, HistoryError, LinkEnd, NewEvent, events, from_json, links, to_json};

/// How much of the documents' text can be searched, in characters.
const SEARCHED_TEXT: usize = 400_000;

/// A session to be recorded.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// Its id; the draft of the same id is gone once this is recorded.
    pub id: &'a str,
    /// What people call it.
    pub title: &'a str,
    /// The office's own reference.
    pub reference: Option<&'a str>,
    /// A word to the signers.
    pub message: Option<&'a str>,
    /// The kind of service.
    pub service: Service,
    /// The account's name.
    pub account: &'a str,
    /// When it is made.
    pub created: i64,
    /// When it runs out.
    pub expires: Option<i64>,
    /// Signer 2 only after signer 1.
    pub in_order: bool,
    /// Who signs, in order.
    pub signers: &'a [NewSigner],
    /// What is signed, in order.
    pub documents: &'a [NewDocument],
    /// The whole plan.
    pub plan: &'a [PlannedStep],
    /// What happened so far.
    pub events: &'a [NewEvent],
}

/// A signer to be recorded.
#[derive(Debug, Clone)]
pub struct NewSigner {
    /// 1 to 999.
    pub number: u16,
    /// As the sender wrote it.
    pub name: String,
    /// Where one is known.
    pub email: Option<String>,
}

impl NewSigner {
    /// Who this is: the e-mail address, or without one the name; folded.
    #[must_use]
    pub fn folded(&self) -> String {
        fold(self.email.as_deref().unwrap_or(&self.name))
    }
}

/// A document to be recorded; its bytes are in the store.
#[derive(Debug, Clone)]
pub struct NewDocument {
    /// The file's name.
    pub name: String,
    /// SHA-256 of the original.
    pub sha256: String,
    /// Where it was taken from.
    pub path: Option<String>,
    /// Its pages.
    pub pages: Vec<Page>,
    /// Its lines of text.
    pub text: Vec<TextLine>,
    /// Its places to sign.
    pub fields: Vec<Field>,
}

/// A session as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// The office's own reference.
    pub reference: Option<String>,
    /// A word to the signers.
    pub message: Option<String>,
    /// The account's name.
    pub account: String,
    /// Where it stands.
    pub state: State,
    /// The service's own id.
    pub service_session: Option<String>,
    /// When it was made.
    pub created: i64,
    /// When something last happened.
    pub changed: i64,
    /// When the service was last asked.
    pub checked: Option<i64>,
    /// When it runs out.
    pub expires: Option<i64>,
    /// Signer 2 only after signer 1.
    pub in_order: bool,
    /// SHA-256 of the receipt in the store.
    pub receipt: Option<String>,
    /// What stands in the way: code and detail.
    pub error: Option<(ErrorCode, String)>,
}

/// A signer as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignerRow {
    /// 1 to 999.
    pub number: u16,
    /// As the sender wrote it.
    pub name: String,
    /// Where one is known.
    pub email: Option<String>,
    /// Where the signer stands.
    pub state: SignerState,
    /// Since when.
    pub changed: Option<i64>,
    /// What the signer did, as JSON, until it is in every document.
    pub act: Option<String>,
}

/// A document as recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentRow {
    /// From 1.
    pub number: u32,
    /// The file's name.
    pub name: String,
    /// SHA-256 of the original in the store.
    pub original: String,
    /// Where it was taken from.
    pub path: Option<String>,
    /// Its pages.
    pub pages: Vec<Page>,
    /// Its places to sign.
    pub fields: Vec<Field>,
    /// SHA-256 of the prepared copy in the store.
    pub prepared: Option<String>,
    /// The places of the prepared copy.
    pub places: Vec<PlaceInCopy>,
    /// SHA-256 of the newest revision in the store.
    pub revision: Option<String>,
    /// What verifying the signed copy said.
    pub verdict: Option<Summary>,
    /// The readable copy.
    pub kept_path: Option<String>,
}

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

/// What recording a signature means for the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedNow {
    /// Others are still awaited.
    Waiting,
    /// That was the last one.
    All,
}

const SESSION_COLUMNS: &str = "id, title, reference, message, account, state, service_session, \
     created, changed, checked, expires, in_order, receipt, error_code, error_detail";

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
                 created, changed, expires, in_order)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'sending', ?7, ?7, ?8, ?9)",
                params![
                    new.id,
                    new.title,
                    new.reference,
                    new.message,
                    new.service.as_str(),
                    new.account,
                    new.created,
                    new.expires,
                    new.in_order
                ],
            )?;
            let row = t.last_insert_rowid();
            let mut words = vec![new.title.to_owned()];
            words.extend(new.reference.map(str::to_owned));
            for signer in new.signers {
                t.execute(
                    "INSERT INTO signer (session, number, name, email, folded, state)
                     VALUES (?1, ?2, ?3, ?4, ?5, 'waiting')",
                    params![
                        new.id,
                        signer.number,
                        signer.name,
                        signer.email,
                        signer.folded()
                    ],
                )?;
                words.push(signer.name.clone());
                words.extend(signer.email.clone());
            }
            for (index, document) in new.documents.iter().enumerate() {
                t.execute(
                    "INSERT INTO document (session, number, name, original, path, pages, text,
                     fields) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    params![
                        new.id,
                        index as i64 + 1,
                        document.name,
                        document.sha256,
                        document.path,
                        to_json(&document.pages)?,
                        to_json(&document.text)?,
                        to_json(&document.fields)?
                    ],
                )?;
                words.push(document.name.clone());
                words.extend(document.text.iter().map(|line| line.text.clone()));
            }
            let words: String = fold(&words.join(" ")).chars().take(SEARCHED_TEXT).collect();
            t.execute(
                "INSERT INTO find (rowid, words) VALUES (?1, ?2)",
                params![row, words],
            )?;
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

    /// The signers of a session, in order.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn signers(&self, session: &str) -> Result<Vec<SignerRow>, HistoryError> {
        self.read(|c| {
            let mut rows = c.prepare(
                "SELECT number, name, email, state, changed, act FROM signer
                 WHERE session = ?1 ORDER BY number",
            )?;
            let found = rows.query_map([session], |r| {
                let state: String = r.get(3)?;
                Ok((
                    SignerRow {
                        number: r.get(0)?,
                        name: r.get(1)?,
                        email: r.get(2)?,
                        state: SignerState::Waiting,
                        changed: r.get(4)?,
                        act: r.get(5)?,
                    },
                    state,
                ))
            })?;
            found
                .map(|row| {
                    let (signer, word) = row?;
                    let state = SignerState::parse(&word)
                        .ok_or_else(|| HistoryError::Record(format!("signer state {word:?}")))?;
                    Ok(SignerRow { state, ..signer })
                })
                .collect()
        })
    }

    /// The documents of a session, in order.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn documents(&self, session: &str) -> Result<Vec<DocumentRow>, HistoryError> {
        self.read(|c| {
            let mut rows = c.prepare(
                "SELECT number, name, original, path, pages, fields, prepared, places, revision,
                 verdict, kept_path FROM document WHERE session = ?1 ORDER BY number",
            )?;
            let found = rows.query_map([session], |r| Ok(document_row(r)))?;
            found.map(|row| row?).collect()
        })
    }

    /// The lines of text of a document of a session.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn document_text(
        &self,
        session: &str,
        document: u32,
    ) -> Result<Vec<TextLine>, HistoryError> {
        let text: Option<String> = self.read(|c| {
            Ok(c.query_row(
                "SELECT text FROM document WHERE session = ?1 AND number = ?2",
                params![session, document],
                |r| r.get(0),
            )
            .optional()?)
        })?;
        text.as_deref().map_or_else(|| Ok(Vec::new()), from_json)
    }

    /// The lines of text of the document with that digest, from any session that has it.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn text_of(&self, sha256: &str) -> Result<Option<Vec<TextLine>>, HistoryError> {
        let text: Option<String> = self.read(|c| {
            Ok(c.query_row(
                "SELECT text FROM document WHERE ?1 IN (original, prepared, revision) LIMIT 1",
                [sha256],
                |r| r.get(0),
            )
            .optional()?)
        })?;
        text.as_deref().map(from_json).transpose()
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

    /// Records what a signer did on the signing page, before it is laid into the documents: from
    /// here on it is finished, also after a crash. The signer's links end. False when the signer
    /// has acted already or the session does not wait.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn record_act(&self, session: &str, signer: u16, act: &str) -> Result<bool, HistoryError> {
        self.write(|t| {
            let changed = t.execute(
                "UPDATE signer SET act = ?3
                 WHERE session = ?1 AND number = ?2 AND act IS NULL
                 AND state NOT IN ('signed', 'declined')
                 AND EXISTS (SELECT 1 FROM session WHERE id = ?1 AND state = 'waiting')",
                params![session, signer, act],
            )?;
            if changed == 1 {
                links::end(t, session, Some(signer), LinkEnd::Used)?;
            }
            Ok(changed == 1)
        })
    }

    /// Records that a signer's act is in every document; with the last one the session is
    /// *completed*. What the signer drew is forgotten here: it stands in the documents.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn signer_signed(
        &self,
        session: &str,
        signer: u16,
        event: &NewEvent,
        completed: &NewEvent,
    ) -> Result<SignedNow, HistoryError> {
        self.write(|t| {
            let changed = t.execute(
                "UPDATE signer SET state = 'signed', changed = ?3, act = NULL
                 WHERE session = ?1 AND number = ?2 AND state <> 'signed'",
                params![session, signer, event.time],
            )?;
            if changed == 1 {
                events::add(t, session, event)?;
            }
            let awaited: u32 = t.query_row(
                "SELECT count(*) FROM signer WHERE session = ?1 AND state <> 'signed'",
                [session],
                |r| r.get(0),
            )?;
            if awaited > 0 {
                return Ok(SignedNow::Waiting);
            }
            let was_waiting = t.execute(
                "UPDATE session SET state = 'completed' WHERE id = ?1 AND state = 'waiting'",
                [session],
            )?;
            if was_waiting == 1 {
                events::add(t, session, completed)?;
            }
            Ok(SignedNow::All)
        })
    }

    /// Records that a signer declined; the session ends with it. False when the session does not
    /// wait for this signer any more.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn signer_declined(
        &self,
        session: &str,
        signer: u16,
        event: &NewEvent,
    ) -> Result<bool, HistoryError> {
        self.write(|t| {
            let changed = t.execute(
                "UPDATE signer SET state = 'declined', changed = ?3
                 WHERE session = ?1 AND number = ?2 AND act IS NULL
                 AND state NOT IN ('signed', 'declined')
                 AND EXISTS (SELECT 1 FROM session WHERE id = ?1 AND state = 'waiting')",
                params![session, signer, event.time],
            )?;
            if changed == 1 {
                links::end(t, session, Some(signer), LinkEnd::Used)?;
                change_state(t, session, State::Declined, std::slice::from_ref(event))?;
            }
            Ok(changed == 1)
        })
    }

    /// Ends a session for a reason of the sender's or of the calendar, unless somebody's
    /// signature is on its way or everyone has signed. False then.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn end_session(
        &self,
        session: &str,
        state: State,
        event: &NewEvent,
    ) -> Result<bool, HistoryError> {
        self.write(|t| {
            let free: bool = t.query_row(
                "SELECT EXISTS (SELECT 1 FROM session WHERE id = ?1
                   AND state IN ('sending', 'waiting', 'attention'))
                 AND NOT EXISTS (SELECT 1 FROM signer WHERE session = ?1 AND act IS NOT NULL)",
                [session],
                |r| r.get(0),
            )?;
            if free {
                change_state(t, session, state, std::slice::from_ref(event))?;
            }
            Ok(free)
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

fn change_state(
    t: &Transaction<'_>,
    session: &str,
    state: State,
    happened: &[NewEvent],
) -> Result<(), HistoryError> {
    t.execute(
        "UPDATE session SET state = ?2, error_code = NULL, error_detail = NULL WHERE id = ?1",
        [session, state.as_str()],
    )?;
    if state.is_ended() {
        links::end(t, session, None, LinkEnd::Closed)?;
    }
    happened
        .iter()
        .try_for_each(|event| events::add(t, session, event))
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

fn session_row(r: &Row<'_>) -> rusqlite::Result<Result<SessionRow, HistoryError>> {
    let state: String = r.get(5)?;
    let code: Option<String> = r.get(13)?;
    let Some(state) = State::parse(&state) else {
        return Ok(Err(HistoryError::Record(format!("state {state:?}"))));
    };
    let detail: Option<String> = r.get(14)?;
    let error = code.map(|word| {
        let code = ErrorCode::ALL.iter().find(|c| c.as_str() == word);
        (
            code.copied().unwrap_or(ErrorCode::Internal),
            detail.unwrap_or_default(),
        )
    });
    Ok(Ok(SessionRow {
        id: r.get(0)?,
        title: r.get(1)?,
        reference: r.get(2)?,
        message: r.get(3)?,
        account: r.get(4)?,
        state,
        service_session: r.get(6)?,
        created: r.get(7)?,
        changed: r.get(8)?,
        checked: r.get(9)?,
        expires: r.get(10)?,
        in_order: r.get(11)?,
        receipt: r.get(12)?,
        error,
    }))
}

fn document_row(r: &Row<'_>) -> Result<DocumentRow, HistoryError> {
    let places: Option<String> = r.get(7)?;
    let verdict: Option<String> = r.get(9)?;
    Ok(DocumentRow {
        number: r.get(0)?,
        name: r.get(1)?,
        original: r.get(2)?,
        path: r.get(3)?,
        pages: from_json(&r.get::<_, String>(4)?)?,
        fields: from_json(&r.get::<_, String>(5)?)?,
        prepared: r.get(6)?,
        places: places
            .as_deref()
            .map_or_else(|| Ok(Vec::new()), from_json)?,
        revision: r.get(8)?,
        verdict: verdict.as_deref().and_then(Summary::parse),
        kept_path: r.get(10)?,
    })
}

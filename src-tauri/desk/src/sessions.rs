//! Looking sessions up: one, or a page of the list, as every reader sees them.

use history::{Happened, Query, SessionRow};
use session::{Document, ErrorCode, Event, Receipt, Session, Signed, Signer, State, Step};

use crate::api::SessionsPage;
use crate::clock::{local, rfc3339, with_zone};
use crate::late::SIGNED_AFTER_END;
use crate::words::{Args, Words, dashed};
use crate::{Desk, DeskError};

/// Which sessions to list.
#[derive(Debug, Clone, Default)]
pub struct ListQuery {
    /// Words to be found.
    pub search: Option<String>,
    /// Any of these states.
    pub states: Vec<State>,
    /// Of this account.
    pub account: Option<String>,
    /// Created on this local date or later.
    pub from: Option<String>,
    /// Created on this local date or earlier.
    pub to: Option<String>,
    /// At most so many; 0: fifty.
    pub limit: u32,
    /// Where the page before ended.
    pub after: Option<String>,
}

impl Desk {
    /// Everything that is known of a session.
    ///
    /// # Errors
    /// When there is none of that id, or the history cannot be read.
    pub fn session(&self, id: &str) -> Result<Session, DeskError> {
        let row = self.history().session(id)?;
        self.compose(row)
    }

    /// A page of the list.
    ///
    /// # Errors
    /// When a date or the cursor cannot be read, or the history cannot.
    pub fn sessions(&self, query: &ListQuery) -> Result<SessionsPage, DeskError> {
        let limit = if query.limit == 0 {
            50
        } else {
            query.limit.min(1000)
        };
        let mut asked = Query {
            search: query.search.clone(),
            states: query.states.clone(),
            account: query.account.clone(),
            from: query.from.as_deref().map(start_of).transpose()?,
            before: query.to.as_deref().map(end_of).transpose()?,
            limit: limit + 1,
            after: query.after.as_deref().map(read_cursor).transpose()?,
        };
        let mut rows = self.history().sessions(&asked)?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|row| format!("{}.{}", row.changed, row.id));
        asked.after = None;
        let counts = self.history().session_counts(&asked)?;
        Ok(SessionsPage {
            sessions: rows
                .into_iter()
                .map(|row| self.compose(row))
                .collect::<Result<_, _>>()?,
            next,
            counts: counts
                .into_iter()
                .map(|(state, count)| (state.as_str().to_owned(), count))
                .collect(),
        })
    }

    fn compose(&self, row: SessionRow) -> Result<Session, DeskError> {
        let id = row.id.clone();
        let words = self.words();
        let time = |millis: i64| rfc3339(local(millis));
        let receipt = row.receipt.clone().map(|sha256| Receipt {
            path: history::Store::relative(&sha256),
            sha256,
        });
        let events = self.history().events(&id)?;
        let mut notices = Vec::new();
        if events.iter().any(|event| event.what == "key-this-run") {
            notices.push("key_this_run_only".to_owned());
        }
        if events.iter().any(|event| event.what == "kept-store-only") {
            notices.push("kept_in_store_only".to_owned());
        }
        if events.iter().any(|event| event.what == SIGNED_AFTER_END) {
            notices.push("signed_after_end".to_owned());
        }
        if self.service_not_finished(&row)? {
            notices.push(ErrorCode::ServiceNotFinished.as_str().to_owned());
        }
        Ok(Session {
            title: row.title,
            reference: row.reference,
            service: row.service,
            account: row.account,
            state: row.state,
            service_session_id: row.service_session,
            created: time(row.created),
            changed: time(row.changed),
            checked: row.checked.map(time),
            expires: row.expires.map(time),
            in_order: row.in_order,
            signers: self
                .history()
                .signers(&id)?
                .into_iter()
                .map(|signer| Signer {
                    number: signer.number,
                    name: signer.name,
                    email: signer.email,
                    state: signer.state,
                    changed: signer.changed.map(time),
                })
                .collect(),
            documents: self
                .history()
                .documents(&id)?
                .into_iter()
                .map(|document| Document {
                    pages: u32::try_from(document.pages.len()).unwrap_or(u32::MAX),
                    sent_sha256: document.prepared.filter(|sent| *sent != document.original),
                    signed: document
                        .revision
                        .filter(|_| document.verdict.is_some())
                        .map(|sha256| Signed {
                            path: history::Store::relative(&sha256),
                            sha256,
                            verdict: document.verdict,
                        }),
                    name: document.name,
                    sha256: document.original,
                })
                .collect(),
            receipt,
            steps: self
                .history()
                .steps(&id)?
                .into_iter()
                .map(|step| Step {
                    name: step.name,
                    word: step.word,
                    state: step.state,
                    attempts: step.attempts,
                })
                .collect(),
            events: events
                .iter()
                .map(|event| Event {
                    time: rfc3339(with_zone(event.time, event.zone)),
                    actor: event.actor.clone(),
                    what: event.what.clone(),
                    text: event_text(words, event),
                })
                .collect(),
            notices,
            error: row
                .error
                .map(|(code, detail)| words.told(code, &Args::new(), Some(detail))),
            id,
        })
    }

    /// The ids of all open sessions.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn open_sessions(&self) -> Result<Vec<String>, DeskError> {
        let query = Query {
            states: State::ALL
                .into_iter()
                .filter(|state| state.is_open())
                .collect(),
            limit: u32::MAX,
            ..Query::default()
        };
        Ok(self
            .history()
            .sessions(&query)?
            .into_iter()
            .map(|row| row.id)
            .collect())
    }
}

impl Words {
    /// Who did it, in words.
    #[must_use]
    pub fn actor(&self, actor: &str, args: &Args) -> String {
        match (actor.strip_prefix("signer:"), args.get("signer")) {
            (Some(_), Some(name)) => self.say("actor-signer", &[("signer", name)]),
            (Some(number), None) => number.to_owned(),
            (None, _) => self.say(&format!("actor-{actor}"), &[]),
        }
    }
}

/// An event's sentence.
pub(crate) fn event_text(words: &Words, event: &Happened) -> String {
    let key = format!("event-{}", dashed(&event.what));
    // Reasons are a person's to give or not.
    let reasoned = [
        "declined",
        "cancelled",
        "service-declined",
        "service-cancelled",
        "service-failed",
    ]
    .contains(&event.what.as_str());
    if reasoned && !event.args.contains_key("reason") {
        return words.say_with(&format!("{key}-without-reason"), &event.args);
    }
    words.say_with(&key, &event.args)
}

fn start_of(date: &str) -> Result<i64, DeskError> {
    crate::clock::start_of_date(date)
        .ok_or_else(|| DeskError::Internal(format!("{date:?} is no date")))
}

fn end_of(date: &str) -> Result<i64, DeskError> {
    Ok(crate::clock::start_of_day(local(start_of(date)?), 1))
}

fn read_cursor(cursor: &str) -> Result<(i64, String), DeskError> {
    cursor
        .split_once('.')
        .and_then(|(changed, id)| Some((changed.parse().ok()?, id.to_owned())))
        .ok_or_else(|| DeskError::Internal(format!("{cursor:?} is no place in the list")))
}

//! Looking sessions up, and what can be done with one: open its signing page, cancel, check,
//! open what is kept, send again as new.

use std::path::PathBuf;
use std::time::Duration;

use history::{Happened, Query, SessionRow};
use serde::Serialize;
use session::{
    Document, DraftSigner, DraftState, ErrorCode, Event, Receipt, Service, Session, Signed, Signer,
    SignerState, State, Step,
};

use crate::api::{Computer, OpenedSigning, SessionsPage};
use crate::clock::{local, rfc3339, with_zone};
use crate::words::{Args, Words, dashed};
use crate::{Desk, DeskError, Preparation, opener, serve};

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

/// An event as it comes, for those who follow.
#[derive(Debug, Clone, Serialize)]
pub struct Follow {
    /// The session's id.
    pub session: String,
    /// Where the session stands now.
    pub state: State,
    /// When it happened, RFC 3339.
    pub time: String,
    /// Who.
    pub actor: String,
    /// What, as a stable word.
    pub what: String,
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
        let receipt = row.receipt.map(|sha256| Receipt {
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
        Ok(Session {
            title: row.title,
            reference: row.reference,
            service: Service::Local,
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

    /// Mints a link to a signer's signing page. An earlier one of the same signer ends.
    ///
    /// # Errors
    /// [`ErrorCode::NotServing`] when nobody serves the page, and when the signer cannot sign now.
    pub async fn signing_link(&self, id: &str, signer: u16) -> Result<String, DeskError> {
        self.expire(id)?;
        let row = self.history().session(id)?;
        let who = self.signer(id, signer)?;
        match row.state {
            State::Waiting => {}
            State::Completed | State::Kept => {
                return Err(DeskError::Refused(ErrorCode::AlreadySigned));
            }
            State::Sending => return Err(DeskError::Refused(ErrorCode::SessionBusy)),
            _ => return Err(DeskError::Refused(ErrorCode::AlreadyEnded)),
        }
        if who.act.is_some() || who.state == SignerState::Signed {
            return Err(DeskError::Refused(ErrorCode::AlreadySigned));
        }
        self.turn(id, signer)?;
        let server = self.server().await?;
        let (token, hash) = serve::mint();
        self.history()
            .add_link(&hash, id, signer, self.now_millis())?;
        let args = Args::from([("signer".to_owned(), who.name)]);
        self.history()
            .note(id, &self.event("sender", "link-made", args))?;
        self.session_changed(id);
        Ok(format!("{server}/s/{token}"))
    }

    /// Opens a signer's signing page in the system browser.
    ///
    /// # Errors
    /// As [`Desk::signing_link`]; a browser that does not open is no error.
    pub async fn open_signing(&self, id: &str, signer: u16) -> Result<OpenedSigning, DeskError> {
        let url = self.signing_link(id, signer).await?;
        let server = self.server().await?;
        let opened = opener::page(self.inner.opener.as_ref(), &server, &url).is_ok();
        Ok(OpenedSigning { url, opened })
    }

    /// The first signer who has not signed, for those who do not say which.
    ///
    /// # Errors
    /// When the session is unknown or everyone has signed.
    pub fn next_signer(&self, id: &str) -> Result<u16, DeskError> {
        self.history().session(id)?;
        self.history()
            .signers(id)?
            .iter()
            .find(|signer| signer.state != SignerState::Signed)
            .map(|signer| signer.number)
            .ok_or(DeskError::Refused(ErrorCode::AlreadySigned))
    }

    /// Ends a session before everyone has signed.
    ///
    /// # Errors
    /// [`ErrorCode::AlreadyEnded`], [`ErrorCode::AlreadySigned`], or when a signature is being
    /// made just now.
    pub async fn cancel(&self, id: &str, reason: Option<&str>) -> Result<Session, DeskError> {
        self.history().session(id)?;
        let held = self.hold_session(id).await?;
        match self.history().session(id)?.state {
            State::Completed | State::Kept => {
                return Err(DeskError::Refused(ErrorCode::AlreadySigned));
            }
            state if state.is_ended() => return Err(DeskError::Refused(ErrorCode::AlreadyEnded)),
            _ => {}
        }
        let reason = reason.map(str::trim).filter(|text| !text.is_empty());
        let args = reason
            .map(|text| ("reason".to_owned(), text.to_owned()))
            .into_iter()
            .collect();
        let event = self.event("sender", "cancelled", args);
        let ended = self.history().end_session(id, State::Cancelled, &event)?;
        drop(held);
        self.session_changed(id);
        if ended {
            self.session(id)
        } else {
            Err(DeskError::Refused(ErrorCode::SessionBusy))
        }
    }

    /// Looks at a session now: what was interrupted goes on, what ran out ends.
    ///
    /// # Errors
    /// When it is unknown, or a step does not happen.
    pub async fn check(&self, id: &str) -> Result<Session, DeskError> {
        self.history().session(id)?;
        self.expire(id)?;
        let advanced = self.resume(id).await;
        self.history().set_checked(id, self.now_millis())?;
        self.session_changed(id);
        advanced?;
        self.session(id)
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

    /// The number of the newest event: where following begins.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn newest_event(&self) -> Result<i64, DeskError> {
        Ok(self.history().newest_event()?)
    }

    /// The events that came after that number, whichever process recorded them.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn events_after(&self, row: i64) -> Result<Vec<(i64, Follow)>, DeskError> {
        let mut followed = Vec::new();
        for event in self.history().events_after(row)? {
            let state = self.history().session(&event.session)?.state;
            followed.push((
                event.row,
                Follow {
                    session: event.session,
                    state,
                    time: rfc3339(with_zone(event.time, event.zone)),
                    actor: event.actor,
                    what: event.what,
                },
            ));
        }
        Ok(followed)
    }

    /// Follows what other processes do in this data folder and tells the window, until dropped.
    pub async fn follow_others(&self) {
        let mut seen = self.newest_event().unwrap_or(0);
        loop {
            tokio::time::sleep(Duration::from_millis(700)).await;
            let Ok(events) = self.events_after(seen) else {
                continue;
            };
            for (row, event) in events {
                seen = row;
                self.session_changed(&event.session);
            }
        }
    }

    /// Opens the signed copy of a document (from 1) in the person's PDF program: the readable copy
    /// while it is what was kept, else a fresh one.
    ///
    /// # Errors
    /// When nothing is kept, or no copy can be opened.
    pub async fn open_signed(&self, id: &str, document: u32) -> Result<(), DeskError> {
        let index = document.saturating_sub(1) as usize;
        let path = self.readable_copies(id).await?.into_iter().nth(index);
        let path = path.ok_or(DeskError::Refused(ErrorCode::NotKept))?;
        opener::path(self.inner.opener.as_ref(), &path)
    }

    /// Opens the receipt in the person's PDF program.
    ///
    /// # Errors
    /// As [`Desk::open_signed`].
    pub async fn open_receipt(&self, id: &str) -> Result<(), DeskError> {
        let path = self.readable_copies(id).await?.pop();
        let path = path.ok_or(DeskError::Refused(ErrorCode::NotKept))?;
        opener::path(self.inner.opener.as_ref(), &path)
    }

    /// Opens the folder in which the readable copies are.
    ///
    /// # Errors
    /// As [`Desk::open_signed`].
    pub async fn show_in_folder(&self, id: &str) -> Result<(), DeskError> {
        let copies = self.readable_copies(id).await?;
        let folder = copies.first().and_then(|path| path.parent());
        let folder = folder.ok_or(DeskError::Refused(ErrorCode::NotKept))?;
        opener::path(self.inner.opener.as_ref(), folder)
    }

    /// The readable copies, documents first and the receipt last; made again where they are gone
    /// or were changed.
    async fn readable_copies(&self, id: &str) -> Result<Vec<PathBuf>, DeskError> {
        let folder = self
            .history()
            .documents(id)?
            .into_iter()
            .find_map(|document| document.kept_path)
            .and_then(|path| PathBuf::from(path).parent().map(PathBuf::from));
        let folder = match folder {
            Some(folder) => folder,
            None => self.kept_folder()?,
        };
        let files = self.export(id, &folder).await?;
        Ok(files
            .into_iter()
            .map(|file| PathBuf::from(file.path))
            .collect())
    }

    /// What the window tells of this computer.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub async fn computer(&self) -> Result<Computer, DeskError> {
        Ok(Computer {
            keys: self.inner.keys.state().await,
            ca_fingerprint: self.history().newest_authority()?.map(|a| a.fingerprint),
            data_folder: self.data_folder().display().to_string(),
            kept_folder: self.kept_folder()?.display().to_string(),
        })
    }

    /// Opens this computer's key with a passphrase, or makes it behind one.
    ///
    /// # Errors
    /// [`ErrorCode::PassphraseWrong`] when a key is there and this does not open it.
    pub async fn use_passphrase(&self, passphrase: String) -> Result<(), DeskError> {
        let now = self.now();
        self.inner
            .keys
            .use_passphrase(secrets::Secret::from(passphrase), now)
            .await
    }

    /// Where there is no keyring, signs with a key that lives while Paraph runs.
    pub fn use_run_key(&self) {
        self.inner.keys.use_run_key();
    }

    /// Where this computer's signing key is.
    pub async fn key_state(&self) -> crate::KeyState {
        self.inner.keys.state().await
    }

    /// The accounts, by name.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn accounts(&self) -> Result<Vec<history::AccountRow>, DeskError> {
        Ok(self.history().accounts()?)
    }
}

impl Preparation {
    /// Fills the draft with a session's documents and signers, to be sent again as new.
    ///
    /// # Errors
    /// When there is no such session.
    pub fn send_again(&self, id: &str) -> Result<(), DeskError> {
        let desk = self.desk();
        let row = desk.history().session(id)?;
        let mut draft = self.draft();
        draft.id = desk.new_id();
        draft.title = row.title;
        draft.reference = row.reference;
        draft.message = row.message;
        draft.account = row.account;
        draft.in_order = row.in_order;
        draft.allowed.clear();
        draft.signers = desk
            .history()
            .signers(id)?
            .into_iter()
            .map(|signer| DraftSigner {
                number: signer.number,
                name: signer.name,
                email: signer.email.unwrap_or_default(),
                by_hand: false,
            })
            .collect();
        draft.documents = desk
            .history()
            .documents(id)?
            .into_iter()
            .map(|document| session::DraftDocument {
                id: desk.new_id(),
                name: document.name,
                // The store's copy goes out, whatever became of the file since.
                path: None,
                sha256: Some(document.original),
                bytes: 0,
                state: DraftState::Reading,
                error: None,
                pages: document.pages,
                tags: Vec::new(),
                form_fields: Vec::new(),
                fields: document.fields,
                findings: Vec::new(),
                signed_by: Vec::new(),
            })
            .collect();
        self.replace(draft);
        self.read_again();
        Ok(())
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
    let reasoned = ["declined", "cancelled"].contains(&event.what.as_str());
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

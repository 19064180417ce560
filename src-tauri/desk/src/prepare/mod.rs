//! Preparing a contract. Every entrance (drop, dialog, command line, sample) adds files by the
//! same call; the window's draft is saved with every change, the command line's lives until it is
//! sent.

mod again;
mod cards;
mod cures;
mod documents;
mod fields;
mod free;
mod gather;
mod overlaps;
#[cfg(test)]
mod pairs;
mod preflight;
mod reading;
mod service;
mod undo;
mod view;

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use session::{Draft, DraftDocument, FindingCode};

use crate::api::Details;
use crate::{Change, Desk, DeskError, lock};

pub(crate) use documents::SAMPLE;
use gather::Gathered;
pub use preflight::findings_of;
pub(crate) use preflight::{Found, is_address, people};
pub use reading::read_file;
use undo::Undo;

/// The longest title, reference or name, in characters.
const LONGEST_LINE: usize = 1_000;
/// The longest word to the signers, in characters.
const LONGEST_TEXT: usize = 10_000;
/// The furthest last day for signing, in days.
const LONGEST_DAYS: u32 = 3_650;

/// How soon what was read is saved.
const SAVED_WITHIN: Duration = Duration::from_millis(300);

fn bounded(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

fn put(options: &mut std::collections::BTreeMap<String, String>, name: &str, value: &str) {
    if value.is_empty() {
        options.remove(name);
    } else {
        options.insert(name.to_owned(), bounded(value, LONGEST_TEXT));
    }
}

/// A contract being prepared. Clones are the same contract.
#[derive(Clone)]
pub struct Preparation {
    desk: Desk,
    state: Arc<Mutex<Current>>,
    /// That what was read is saved soon.
    saves_soon: Arc<AtomicBool>,
    /// Whether it is the window's: saved with every change, and with a card for each number in the
    /// tags. The command line names its signers itself.
    for_window: bool,
}

/// What is known beside the draft itself.
pub(crate) struct Current {
    pub(crate) draft: Draft,
    /// Documents whose file has other bytes now than when it was read.
    pub(crate) changed: HashSet<String>,
    /// Documents whose file is gone.
    pub(crate) gone: HashSet<String>,
    pub(crate) sending: bool,
    /// What can be taken back, the last done last.
    pub(crate) undo: Vec<Undo>,
    /// What was taken back and can be done again, the last taken back last.
    pub(crate) undone: Vec<Undo>,
    /// So many times folders are being walked just now.
    pub(crate) gathering: u32,
    /// What was found beside PDFs in the folders that were given last, until it is put away.
    pub(crate) aside: Option<Gathered>,
}

impl Current {
    fn new(draft: Draft) -> Self {
        Self {
            draft,
            changed: HashSet::new(),
            gone: HashSet::new(),
            sending: false,
            undo: Vec::new(),
            undone: Vec::new(),
            gathering: 0,
            aside: None,
        }
    }

    /// A draft in place of another, which can be had back.
    fn after(before: Draft, draft: Draft) -> Self {
        let mut current = Self::new(draft);
        if !before.documents.is_empty() || !before.signers.is_empty() {
            let before = Box::new(before);
            current.note(Undo::ThrownAway { before });
        }
        current
    }

    pub(crate) fn document(&mut self, id: &str) -> Option<&mut DraftDocument> {
        self.draft
            .documents
            .iter_mut()
            .find(|document| document.id == id)
    }
}

impl Desk {
    /// The window's draft: the one that was saved last, or a new one. What was being read when the
    /// window closed is read again.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn preparation(&self) -> Result<Preparation, DeskError> {
        self.clear_opened();
        let draft = self
            .history()
            .newest_draft()?
            .unwrap_or_else(|| self.empty_draft());
        let preparation = Preparation {
            desk: self.clone(),
            state: Arc::new(Mutex::new(Current::new(draft))),
            saves_soon: Arc::default(),
            for_window: true,
        };
        preparation.read_again();
        Ok(preparation)
    }

    /// A draft that lives in memory until it is sent.
    #[must_use]
    pub fn transient_preparation(&self) -> Preparation {
        Preparation {
            desk: self.clone(),
            state: Arc::new(Mutex::new(Current::new(self.empty_draft()))),
            saves_soon: Arc::default(),
            for_window: false,
        }
    }

    fn empty_draft(&self) -> Draft {
        Draft::new(self.new_id())
    }

    /// A new time-ordered id.
    pub(crate) fn new_id(&self) -> String {
        let now = u64::try_from(self.now_millis()).unwrap_or(0);
        let seconds = uuid::Timestamp::from_unix(
            uuid::NoContext,
            now / 1000,
            u32::try_from(now % 1000).unwrap_or(0) * 1_000_000,
        );
        uuid::Uuid::new_v7(seconds).to_string()
    }
}

impl Preparation {
    /// Adds a card for one more signer.
    pub fn add_signer(&self) {
        self.change(|current| cards::add(&mut current.draft));
    }

    /// Writes a signer's name and e-mail; a number without a card gets one.
    pub fn set_signer(&self, number: u16, name: &str, email: &str) {
        let now = self.desk.now_millis();
        self.change(|current| {
            current.note_signer(number, now);
            cards::set(
                &mut current.draft,
                number,
                &bounded(name, LONGEST_LINE),
                &bounded(email, LONGEST_LINE),
            )
        });
    }

    /// Takes a signer's card out. While tags name the number, it comes back empty.
    pub fn remove_signer(&self, number: u16) {
        self.change(|current| {
            let card = current.draft.signers.iter().find(|s| s.number == number);
            if let Some(before) = card.cloned() {
                current.note(Undo::SignerRemoved { before });
            }
            cards::remove(&mut current.draft, number);
        });
    }

    /// Changes what stands beside documents and signers.
    pub fn set_details(&self, details: Details) {
        self.change(|current| {
            let draft = &mut current.draft;
            draft.title = bounded(&details.title, LONGEST_LINE);
            let given = |text: Option<String>, most| {
                text.filter(|text| !text.trim().is_empty())
                    .map(|text| bounded(&text, most))
            };
            draft.reference = given(details.reference, LONGEST_LINE);
            draft.message = given(details.message, LONGEST_TEXT);
            draft.in_order = details.in_order;
            draft.expires_days = details.expires_days.map(|days| days.min(LONGEST_DAYS));
            draft.remind_days = details.remind_days;
        });
    }

    /// Sends with another account. What was set for a service that is left is forgotten where the
    /// new one has no such option.
    pub fn set_account(&self, name: &str) {
        let kept = self
            .desk
            .account_row(name)
            .ok()
            .and_then(|row| Some(services::describe(session::Service::parse(&row.service)?)));
        // Services share names, and not always what they take under them.
        let takes = |specs: &[services::InputSpec], name: &str, value: &str| {
            specs
                .iter()
                .any(|spec| spec.name == name && spec.takes(value))
        };
        self.change(|current| {
            let draft = &mut current.draft;
            name.clone_into(&mut draft.account);
            if let Some(about) = kept {
                let can = &about.capabilities;
                if !can.receivers {
                    draft.receivers.clear();
                }
                if !can.reminders {
                    draft.remind_days = None;
                }
                if !can.expiry {
                    draft.expires_days = None;
                }
                // A chain has its order by itself.
                draft.in_order = can.chain || (can.in_order && draft.in_order);
                draft
                    .options
                    .retain(|name, value| takes(about.session_options, name, value));
                for signer in &mut draft.signers {
                    signer
                        .options
                        .retain(|name, value| takes(about.signer_options, name, value));
                }
            }
        });
    }

    /// Sets an option of the session at its service; an empty value: as usual.
    pub fn set_option(&self, name: &str, value: &str) {
        self.change(|current| put(&mut current.draft.options, name, value));
    }

    /// Sets an option of a signer at the service; an empty value: as usual.
    pub fn set_signer_option(&self, number: u16, name: &str, value: &str) {
        self.change(|current| {
            let mut signers = current.draft.signers.iter_mut();
            if let Some(signer) = signers.find(|signer| signer.number == number) {
                put(&mut signer.options, name, value);
            }
        });
    }

    /// Says who gets the signed documents and signs nothing.
    pub fn set_receivers(&self, receivers: Vec<session::DraftReceiver>) {
        self.change(|current| {
            current.draft.receivers = receivers
                .into_iter()
                .map(|receiver| session::DraftReceiver {
                    name: bounded(&receiver.name, LONGEST_LINE),
                    email: bounded(&receiver.email, LONGEST_LINE),
                })
                .collect();
        });
    }

    /// Allows what stops the send, by its code, or takes that back.
    pub fn allow(&self, code: FindingCode, allowed: bool) {
        self.change(|current| {
            let codes = &mut current.draft.allowed;
            codes.retain(|other| other != code.as_str());
            if allowed && code.can_be_allowed() {
                codes.push(code.as_str().to_owned());
            }
        });
    }

    /// Puts a place to sign on a page by hand.
    pub fn add_field(&self, document: &str, field: session::Field) {
        self.change(|current| {
            if let Some(document) = current.document(document) {
                document.fields.push(field);
            }
            self.follow_fields(current);
        });
    }

    /// Throws the draft away and begins a new one.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn discard(&self) -> Result<(), DeskError> {
        let old = self.draft();
        self.desk.history().discard_draft(&old.id)?;
        *self.current() = Current::after(old, self.desk.empty_draft());
        self.desk.announce(Change::Draft);
        Ok(())
    }

    /// The draft as it is now.
    #[must_use]
    pub fn draft(&self) -> Draft {
        self.current().draft.clone()
    }

    /// Begins a new, empty draft.
    pub(crate) fn begin_new(&self) {
        *self.current() = Current::new(self.desk.empty_draft());
        self.desk.announce(Change::Draft);
    }

    /// Puts another draft in place of this one, as when something is sent again as new.
    pub(crate) fn replace(&self, draft: Draft) {
        let mut old = String::new();
        self.alter(|current| {
            old.clone_from(&current.draft.id);
            *current = Current::after(current.draft.clone(), draft);
        });
        self.forget(&old);
    }

    pub(crate) fn current(&self) -> MutexGuard<'_, Current> {
        lock(&self.state)
    }

    pub(crate) fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Makes the window's cards fit the fields.
    fn follow_fields(&self, current: &mut Current) {
        if self.for_window {
            cards::follow_fields(&mut current.draft);
        }
    }

    /// Does what the person wants to the draft, says so and saves it.
    pub(crate) fn change(&self, work: impl FnOnce(&mut Current)) {
        self.alter(|current| {
            current.went_on();
            work(current);
        });
    }

    /// As [`Self::change`], for what the person did not ask for in so many words.
    fn alter(&self, work: impl FnOnce(&mut Current)) {
        self.show(work);
        self.save();
    }

    /// As [`Self::change`], for what was read: it is shown at once, and saved with what else is read
    /// in the next moment. If Paraph ends before that, it is read again.
    fn note_read(&self, work: impl FnOnce(&mut Current)) {
        self.show(work);
        if !self.for_window || self.saves_soon.swap(true, Ordering::AcqRel) {
            return;
        }
        let preparation = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(SAVED_WITHIN).await;
            preparation.saves_soon.store(false, Ordering::Release);
            // It says nothing; what it could say is said of the history by Send.
            let _ = tokio::task::spawn_blocking(move || preparation.save()).await;
        });
    }

    fn show(&self, work: impl FnOnce(&mut Current)) {
        work(&mut self.current());
        self.desk.announce(Change::Draft);
    }

    /// Saves the window's draft as it is now.
    fn save(&self) {
        let current = self.current();
        // One that is being sent becomes a session.
        if !self.for_window || current.sending {
            return;
        }
        // An empty draft needs no saving.
        let empty = current.draft.documents.is_empty() && current.draft.signers.is_empty();
        let saved = if empty {
            self.desk.history().discard_draft(&current.draft.id)
        } else {
            self.desk.history().save_draft(
                &crate::sealed::without_secrets(&current.draft),
                self.desk.now_millis(),
            )
        };
        // A draft that cannot be saved is still on the screen; Send will say what is wrong with
        // the history.
        let _ = saved;
    }
}

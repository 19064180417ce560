//! Sessions, keys and links in a folder, so that a restart forgets none. An upload that is under
//! way begins anew after it, and the service is a good one again.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::service::Sim;
use super::state::{Document, Key, Link, Session, State, Webhook};
use crate::core::{Base64, Kept, Trouble};

/// Under which name lies what belongs to no session; ids of sessions are uuids.
const MORE: &str = "more";

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Piece {
    Session(Box<Whole>),
    More(More),
}

/// A session with what is not shown of it.
#[derive(Serialize, Deserialize)]
struct Whole {
    session: Session,
    ready: Option<OffsetDateTime>,
    files: Vec<Files>,
}

#[derive(Serialize, Deserialize)]
struct Files {
    original: Base64,
    marked: Option<Base64>,
    signed: Option<Base64>,
    ready: Option<OffsetDateTime>,
}

#[derive(Serialize, Deserialize)]
struct More {
    links: BTreeMap<String, Link>,
    keys: BTreeMap<String, Key>,
    webhooks: Vec<Webhook>,
}

impl Whole {
    fn of(session: &Session) -> Self {
        let files = |document: &Document| Files {
            original: Base64(document.original.clone()),
            marked: document.marked.clone().map(Base64),
            signed: document.signed.clone().map(Base64),
            ready: document.ready,
        };
        Self {
            session: session.clone(),
            ready: session.ready,
            files: session.documents.iter().map(files).collect(),
        }
    }

    fn session(self) -> Session {
        let mut session = self.session;
        session.ready = self.ready;
        for (document, files) in session.documents.iter_mut().zip(self.files) {
            document.original = files.original.0;
            document.marked = files.marked.map(|file| file.0);
            document.signed = files.signed.map(|file| file.0);
            document.ready = files.ready;
        }
        session
    }
}

impl State {
    /// What a folder holds.
    pub(super) fn load(kept: &Kept) -> Result<Self, Trouble> {
        let mut state = Self::default();
        for piece in kept.sessions::<Piece>()? {
            match piece {
                Piece::Session(whole) => {
                    let session = whole.session();
                    state.sessions.insert(session.id.clone(), session);
                }
                Piece::More(more) => {
                    state.links = more.links.into_iter().collect();
                    state.keys = more.keys;
                    state.webhooks = more.webhooks;
                }
            }
        }
        Ok(state)
    }

    fn more(&self) -> More {
        let in_order = |links: &HashMap<String, Link>| {
            let links = links.iter();
            links
                .map(|(name, link)| (name.clone(), link.clone()))
                .collect()
        };
        More {
            links: in_order(&self.links),
            keys: self.keys.clone(),
            webhooks: self.webhooks.clone(),
        }
    }
}

impl Sim {
    /// Keeps what has changed.
    pub(super) fn keep(&self, state: &State) {
        if !self.kept.keeps() {
            return;
        }
        for session in state.sessions.values() {
            let whole = Box::new(Whole::of(session));
            self.kept.session(&session.id, &Piece::Session(whole));
        }
        self.kept.session(MORE, &Piece::More(state.more()));
    }
}

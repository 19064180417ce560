//! The postings in a folder, so that a restart forgets none.

use serde::{Deserialize, Serialize};

use super::service::Sim;
use super::state::{Posting, State};
use crate::core::{Base64, Kept, Trouble};

/// A posting with what nobody is shown.
#[derive(Serialize, Deserialize)]
struct Piece {
    posting: Posting,
    /// The recipients' numbers.
    ssns: Vec<Option<String>>,
    file: Base64,
    signed_file: Option<Base64>,
    gone: bool,
}

impl Piece {
    fn of(posting: &Posting, gone: bool) -> Self {
        let recipients = posting.recipients.iter();
        Self {
            posting: posting.clone(),
            ssns: recipients.map(|one| one.ssn.clone()).collect(),
            file: Base64(posting.file.clone()),
            signed_file: posting.signed_file.clone().map(Base64),
            gone,
        }
    }

    fn posting(self) -> Posting {
        let mut posting = self.posting;
        for (one, ssn) in posting.recipients.iter_mut().zip(self.ssns) {
            one.ssn = ssn;
        }
        posting.file = self.file.0;
        posting.signed_file = self.signed_file.map(|file| file.0);
        posting
    }
}

impl State {
    /// What a folder holds.
    pub(super) fn load(kept: &Kept) -> Result<Self, Trouble> {
        let mut state = Self::default();
        for piece in kept.sessions::<Piece>()? {
            if piece.gone {
                state.gone.push(piece.posting());
            } else {
                let posting = piece.posting();
                state.postings.insert(posting.id.clone(), posting);
            }
        }
        Ok(state)
    }
}

impl Sim {
    /// Keeps what has changed.
    pub(super) fn keep(&self, state: &State) {
        if !self.kept.keeps() {
            return;
        }
        let living = state.postings.values().map(|posting| (posting, false));
        let gone = state.gone.iter().map(|posting| (posting, true));
        for (posting, gone) in living.chain(gone) {
            self.kept.session(&posting.id, &Piece::of(posting, gone));
        }
    }
}

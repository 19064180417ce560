//! Taking back what was done to the draft: what a finding's button did, a document left out, a
//! signer changed or removed, a draft thrown away. So none of these has to be asked about first.
//! What was taken back of fields, signers and cures can be done again until something else is done.

use session::{Cure, Draft, DraftDocument, DraftSigner, DraftState, Field};

use super::{Current, Preparation, cards, fields};
use crate::words::Words;

/// Changes to one signer that follow one another within this time are one, in milliseconds: a name
/// is saved several times while it is typed.
const ONE_CHANGE: i64 = 10_000;

/// So many things can be taken back.
const MOST: usize = 50;

/// What was done, and what is needed to take it back.
#[derive(Debug, Clone)]
pub(crate) enum Undo {
    /// A cure; the draft before it. Nothing else may have changed since.
    Cure { before: Box<Draft>, cure: Cure },
    /// A document left out, with its place in the order and the cards that went with it.
    LeftOut {
        document: Box<DraftDocument>,
        place: usize,
        signers: Vec<DraftSigner>,
    },
    /// A signer's card as it was, and when it was changed last.
    Signer { before: DraftSigner, at: i64 },
    /// A card taken out.
    SignerRemoved { before: DraftSigner },
    /// A field put, changed or taken out by hand.
    Field {
        document: String,
        before: Option<Field>,
        after: Option<Field>,
    },
    /// A draft that another took the place of. The other may not have been worked on since.
    ThrownAway { before: Box<Draft> },
}

impl Undo {
    /// Whether there is anything to bring back: a card that was empty before has nothing.
    fn tells(&self) -> bool {
        match self {
            Self::Signer { before, .. } | Self::SignerRemoved { before } => {
                !(before.name.is_empty() && before.email.is_empty())
            }
            _ => true,
        }
    }

    /// What was done, in words.
    fn label(&self, words: &Words) -> String {
        match self {
            Self::Cure { cure, .. } => words.offer(cure.clone()).label,
            Self::LeftOut { document, .. } => {
                words.say("undone-left-out", &[("name", &document.name)])
            }
            Self::Signer { before, .. } => {
                words.say("undone-signer", &[("signer", &before.number.to_string())])
            }
            Self::SignerRemoved { before } => words.say(
                "undone-signer-removed",
                &[("signer", &before.number.to_string())],
            ),
            Self::Field { before, after, .. } => {
                let key = match (before, after) {
                    (None, _) => "undone-field-put",
                    (_, None) => "undone-field-removed",
                    _ => "undone-field",
                };
                let field = after.as_ref().or(before.as_ref());
                let signer = field.map_or(0, |field| field.signer).to_string();
                words.say(key, &[("signer", &signer)])
            }
            Self::ThrownAway { .. } => words.say("undone-thrown-away", &[]),
        }
    }
}

impl Current {
    /// Notes what was done; the oldest are forgotten.
    pub(super) fn note(&mut self, undo: Undo) {
        self.undone.clear();
        self.remember(undo);
    }

    fn remember(&mut self, undo: Undo) {
        if self.undo.len() == MOST {
            self.undo.remove(0);
        }
        self.undo.push(undo);
    }

    /// Notes how a signer's card was before it is changed.
    pub(super) fn note_signer(&mut self, number: u16, now: i64) {
        if let Some(Undo::Signer { before, at }) = self.undo.last_mut()
            && before.number == number
            && now - *at < ONE_CHANGE
        {
            *at = now;
            return;
        }
        let card = self.draft.signers.iter().find(|s| s.number == number);
        if let Some(before) = card.cloned() {
            self.note(Undo::Signer { before, at: now });
        }
    }

    /// The person went on: what would be lost by going back to a whole draft stays.
    pub(super) fn went_on(&mut self) {
        self.undo
            .retain(|undo| !matches!(undo, Undo::Cure { .. } | Undo::ThrownAway { .. }));
        self.undone.clear();
    }

    /// A document was read to its end: a draft in which it was not is no good any more.
    pub(super) fn was_read(&mut self) {
        self.undo.retain(|undo| !matches!(undo, Undo::Cure { .. }));
        self.undone
            .retain(|undo| !matches!(undo, Undo::Cure { .. }));
    }

    /// What can be taken back next, in words.
    pub(super) fn done(&self, words: &Words) -> Option<String> {
        let last = self.undo.iter().rev().find(|undo| undo.tells());
        last.map(|undo| undo.label(words))
    }

    /// Goes back to before something was done. What takes that back again, if anything does, and
    /// the draft that gave way to another.
    fn reverse(&mut self, undo: Undo) -> (Option<Undo>, Option<String>) {
        match undo {
            Undo::Cure { before, cure } => {
                let before = Box::new(std::mem::replace(&mut self.draft, *before));
                (Some(Undo::Cure { before, cure }), None)
            }
            Undo::ThrownAway { before } => {
                let replaced = std::mem::replace(&mut self.draft, *before);
                (None, Some(replaced.id))
            }
            Undo::LeftOut {
                document,
                place,
                signers,
            } => {
                let documents = &mut self.draft.documents;
                documents.insert(place.min(documents.len()), *document);
                bring_back(&mut self.draft, signers);
                (None, None)
            }
            Undo::Field {
                document: id,
                before,
                after,
            } => {
                if let Some(document) = self.document(&id) {
                    fields::exchange(&mut document.fields, after.as_ref(), before.clone());
                }
                let again = Undo::Field {
                    document: id,
                    before: after,
                    after: before,
                };
                (Some(again), None)
            }
            Undo::Signer { before, .. } => {
                let card = take_out(&mut self.draft, before.number);
                bring_back(&mut self.draft, vec![before]);
                (card.map(|before| Undo::Signer { before, at: 0 }), None)
            }
            Undo::SignerRemoved { before } => {
                let _ = take_out(&mut self.draft, before.number);
                bring_back(&mut self.draft, vec![before]);
                (None, None)
            }
        }
    }
}

impl Preparation {
    /// Takes the last thing back that can be taken back.
    pub fn undo(&self) {
        self.go(|current| {
            let last = current.undo.iter().rposition(Undo::tells)?;
            let undo = current.undo.remove(last);
            let (again, replaced) = current.reverse(undo);
            match again {
                Some(again) => current.undone.push(again),
                // What was taken back before it is only right with it.
                None => current.undone.clear(),
            }
            replaced
        });
    }

    /// Does again what was taken back last.
    pub fn redo(&self) {
        self.go(|current| {
            let undone = current.undone.pop()?;
            let (undo, replaced) = current.reverse(undone);
            if let Some(undo) = undo {
                current.remember(undo);
            }
            replaced
        });
    }

    /// Goes a step back or forth; `step` gives the id of a draft that gave way to another.
    fn go(&self, step: impl FnOnce(&mut Current) -> Option<String>) {
        let mut replaced = None;
        self.alter(|current| {
            if current.sending {
                return;
            }
            replaced = step(current);
            if self.for_window {
                cards::follow_fields(&mut current.draft);
            }
        });
        if let Some(old) = replaced {
            self.forget(&old);
        }
        // Who was out while it was being read was not told the end.
        let again = self.draft().documents;
        if again.iter().any(|d| d.state == DraftState::Reading) {
            self.read_again();
        }
    }

    /// Takes the row of a draft that another has taken the place of out of the history.
    pub(super) fn forget(&self, id: &str) {
        // Left behind, it would only be an older draft that nobody opens.
        let _ = self.desk().history().discard_draft(id);
    }
}

/// Takes a card out.
fn take_out(draft: &mut Draft, number: u16) -> Option<DraftSigner> {
    let at = draft.signers.iter().position(|s| s.number == number)?;
    Some(draft.signers.remove(at))
}

/// Puts cards back whose numbers are free.
fn bring_back(draft: &mut Draft, signers: Vec<DraftSigner>) {
    for signer in signers {
        if !draft.signers.iter().any(|s| s.number == signer.number) {
            draft.signers.push(signer);
        }
    }
    draft.signers.sort_by_key(|signer| signer.number);
}

#[cfg(test)]
mod tests {
    use session::{FieldKind, Origin, Rect};

    use super::*;
    use crate::testing::desk;

    fn document(id: &str, signer: u16) -> DraftDocument {
        let field = Field {
            kind: FieldKind::Signature,
            signer,
            page: 1,
            rect: Rect::new(0.0, 0.0, 9.0, 9.0),
            origin: Origin::Tag,
            text: None,
        };
        DraftDocument {
            state: DraftState::Ready,
            fields: vec![field],
            ..DraftDocument::new(id, format!("{id}.pdf"))
        }
    }

    /// The window's draft, with a document for each of two signers.
    fn prepared() -> (tempfile::TempDir, crate::Desk, Preparation) {
        let (folder, desk) = desk();
        let draft = Draft {
            documents: vec![document("lease", 1), document("rules", 2)],
            ..Draft::new("d")
        };
        desk.history().save_draft(&draft, 1).unwrap();
        let preparation = desk.preparation().unwrap();
        preparation.set_signer(1, "Ann One", "");
        preparation.set_signer(2, "Ben Two", "ben@example.com");
        (folder, desk, preparation)
    }

    fn done(preparation: &Preparation) -> Option<String> {
        preparation.view().unwrap().done
    }

    #[tokio::test]
    async fn a_document_left_out_comes_back_to_its_place_with_its_signer() {
        let (_folder, _desk, preparation) = prepared();
        let before = preparation.draft();
        preparation.remove_document("lease");
        assert_eq!(done(&preparation).unwrap(), "Left out lease.pdf");
        // Other work goes on meanwhile, and is not lost.
        preparation.set_signer(2, "Ben Third", "ben@example.com");
        preparation.undo();
        assert_eq!(preparation.draft().signers[1].name, "Ben Two");
        preparation.undo();
        assert_eq!(preparation.draft().documents, before.documents);
        assert_eq!(preparation.draft().signers, before.signers);
        assert_eq!(done(&preparation), None);
    }

    #[tokio::test]
    async fn what_is_typed_into_an_empty_card_is_nothing_to_take_back_and_a_change_is_one_step() {
        let (_folder, _desk, preparation) = prepared();
        assert_eq!(done(&preparation), None, "nothing was lost");
        preparation.remove_document("rules");
        for name in ["B", "Be", "Bea Two"] {
            preparation.set_signer(2, name, "");
        }
        assert_eq!(done(&preparation).unwrap(), "Changed signer 2");
        preparation.undo();
        let signers = preparation.draft().signers;
        assert_eq!(
            (signers[1].name.as_str(), signers[1].email.as_str()),
            ("Ben Two", "ben@example.com")
        );
    }

    #[tokio::test]
    async fn a_removed_signer_comes_back_with_what_was_written() {
        let (_folder, _desk, preparation) = prepared();
        preparation.remove_signer(2);
        assert_eq!(preparation.draft().signers[1].name, "");
        preparation.undo();
        assert_eq!(preparation.draft().signers[1].name, "Ben Two");
    }

    #[tokio::test]
    async fn a_draft_thrown_away_comes_back_whole_also_after_a_restart() {
        let (_folder, desk, preparation) = prepared();
        let before = preparation.draft();
        preparation.discard().unwrap();
        assert!(preparation.draft().documents.is_empty());
        assert_eq!(desk.history().newest_draft().unwrap(), None);
        preparation.undo();
        assert_eq!(preparation.draft(), before);
        assert_eq!(desk.preparation().unwrap().draft(), before);
    }

    #[tokio::test]
    async fn who_works_on_after_throwing_away_does_not_lose_the_new_draft() {
        let (_folder, _desk, preparation) = prepared();
        preparation.discard().unwrap();
        preparation.add_signer();
        preparation.undo();
        assert_eq!(preparation.draft().signers.len(), 1);
        assert_eq!(done(&preparation), None);
    }
}

//! Sending a session again as a new one.

use session::{DraftDocument, DraftReceiver, DraftSigner};

use super::Preparation;
use crate::DeskError;

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
        draft.remind_days = row.remind_days;
        draft.options = row.options;
        draft.receivers = row
            .receivers
            .into_iter()
            .map(|person| DraftReceiver {
                name: person.name,
                email: person.email,
            })
            .collect();
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
                options: signer.options,
            })
            .collect();
        draft.documents = desk
            .history()
            .documents(id)?
            .into_iter()
            // The store's copy goes out, whatever became of the file since.
            .map(|document| DraftDocument {
                sha256: Some(document.original),
                pages: document.pages,
                fields: document.fields,
                ..DraftDocument::new(desk.new_id(), document.name)
            })
            .collect();
        // What was sealed for that session is of no use to another.
        self.replace(crate::sealed::without_secrets(&draft));
        self.read_again();
        Ok(())
    }
}

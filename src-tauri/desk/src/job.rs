//! A session as its connector sees it, read from the history anew for every step.

use history::{NewDocument, NewSigner};
use services::{Job, JobDocument, JobSigner, Receiver};
use session::{Draft, SignerState, StepState};

use crate::{Desk, DeskError};

impl Desk {
    /// What a connector is told of a session, before a step that was begun so often.
    pub(crate) fn job(&self, id: &str, step: Option<&str>) -> Result<Job, DeskError> {
        let row = self.history().session(id)?;
        let steps = self.history().steps(id)?;
        let documents = self.history().documents(id)?;
        let attempt = steps
            .iter()
            .find(|s| Some(s.name.as_str()) == step)
            .map_or(0, |s| s.attempts);
        Ok(Job {
            session: row.id,
            title: row.title,
            reference: row.reference,
            message: row.message,
            in_order: row.in_order,
            created: row.created,
            expires: row.expires,
            expires_days: row.expires_days,
            remind_days: row.remind_days,
            options: row.options,
            signers: self
                .history()
                .signers(id)?
                .into_iter()
                .map(|signer| JobSigner {
                    number: signer.number,
                    name: signer.name,
                    email: signer.email,
                    state: signer.state,
                    options: signer.options,
                })
                .collect(),
            receivers: row
                .receivers
                .into_iter()
                .map(|person| Receiver {
                    name: person.name,
                    email: person.email,
                })
                .collect(),
            documents: documents
                .into_iter()
                .map(|document| {
                    let upload = document
                        .prepared
                        .unwrap_or_else(|| document.original.clone());
                    JobDocument {
                        number: document.number,
                        name: document.name,
                        bytes: self.stored_size(&upload),
                        original: document.original,
                        upload,
                        pages: u32::try_from(document.pages.len()).unwrap_or(u32::MAX),
                        page_boxes: document.pages,
                        fields: document.fields,
                    }
                })
                .collect(),
            service_session: row.service_session,
            memory: row.memory,
            attempt,
            done: steps
                .into_iter()
                .filter(|s| s.state == StepState::Done)
                .map(|s| s.name)
                .collect(),
            return_url: crate::lock(&self.inner.serving).clone(),
        })
    }

    /// What a connector is told of a contract that is still being prepared: for its plan and for
    /// what it would object to.
    pub(crate) fn job_of_draft(
        &self,
        draft: &Draft,
        title: &str,
        signers: &[NewSigner],
        documents: &[NewDocument],
        expires: Option<i64>,
    ) -> Job {
        Job {
            session: draft.id.clone(),
            title: title.to_owned(),
            reference: draft.reference.clone(),
            message: draft.message.clone(),
            in_order: draft.in_order,
            created: self.now_millis(),
            expires,
            expires_days: draft.expires_days,
            remind_days: draft.remind_days,
            options: draft.options.clone(),
            signers: signers
                .iter()
                .map(|signer| JobSigner {
                    number: signer.number,
                    name: signer.name.clone(),
                    email: signer.email.clone(),
                    state: SignerState::Waiting,
                    options: signer.options.clone(),
                })
                .collect(),
            receivers: draft
                .receivers
                .iter()
                .map(|receiver| Receiver {
                    name: receiver.name.clone(),
                    email: receiver.email.clone(),
                })
                .collect(),
            documents: (1..)
                .zip(documents)
                .map(|(number, document)| JobDocument {
                    number,
                    name: document.name.clone(),
                    original: document.sha256.clone(),
                    upload: document.sha256.clone(),
                    bytes: self.stored_size(&document.sha256),
                    pages: u32::try_from(document.pages.len()).unwrap_or(u32::MAX),
                    page_boxes: document.pages.clone(),
                    fields: document.fields.clone(),
                })
                .collect(),
            ..Job::default()
        }
    }

    /// The size of a stored file in bytes; 0 where it is not there.
    pub(crate) fn stored_size(&self, sha256: &str) -> u64 {
        self.history()
            .store()
            .path(sha256)
            .and_then(|path| path.metadata().ok())
            .map_or(0, |meta| meta.len())
    }
}

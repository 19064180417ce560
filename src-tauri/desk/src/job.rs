//! A session as its connector sees it, read from the history anew for every step.

use std::collections::BTreeMap;

use services::{Job, JobDocument, JobSigner, Receiver};
use session::{Draft, SignerState, StepState};

use crate::prepare::people;
use crate::{Desk, DeskError, clock, names};

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
            now: self.now_millis(),
            checked: row.checked,
            hint: row.hint,
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
                    url_kept: signer.url.is_some(),
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
                    // The first revision of a copy that is prepared here is the copy itself.
                    let signed = document.revision.filter(|revision| *revision != upload);
                    JobDocument {
                        number: document.number,
                        name: document.name,
                        bytes: self.stored_size(&upload),
                        signed,
                        original: document.original,
                        upload,
                        pages: u32::try_from(document.pages.len()).unwrap_or(u32::MAX),
                        page_boxes: document.pages,
                        tags: document.tags,
                        fields: document.fields,
                        marks: String::new(),
                    }
                })
                .collect(),
            return_url: self.return_url(id, &row.memory),
            wish: crate::correct::wish(&row.memory),
            service_session: row.service_session,
            memory: row.memory,
            attempt,
            done: steps
                .into_iter()
                .filter(|s| s.state == StepState::Done)
                .map(|s| s.name)
                .collect(),
        })
    }

    /// Where a signer at this computer comes back to, while this or another process serves pages.
    fn return_url(&self, id: &str, memory: &BTreeMap<String, String>) -> Option<String> {
        let ours = crate::lock(&self.inner.serving).clone();
        let server = ours.or_else(|| self.served_elsewhere())?;
        let token = memory.get(crate::track::RETURN_TOKEN)?;
        Some(format!("{server}/back/{id}/{token}"))
    }

    /// What a connector is told of a contract that is still being prepared: for its plan and for
    /// what it would object to.
    pub(crate) fn job_of_draft(&self, draft: &Draft) -> Job {
        let ready = draft
            .documents
            .iter()
            .filter_map(|document| Some((document, document.sha256.clone()?)));
        Job {
            session: draft.id.clone(),
            title: title_of(draft),
            reference: draft.reference.clone(),
            message: draft.message.clone(),
            in_order: draft.in_order,
            created: self.now_millis(),
            now: self.now_millis(),
            checked: None,
            hint: None,
            expires: self.expiry_of(draft),
            expires_days: draft.expires_days,
            remind_days: draft.remind_days,
            options: draft.options.clone(),
            signers: people(draft)
                .into_iter()
                .map(|signer| JobSigner {
                    number: signer.number,
                    name: signer.name,
                    email: signer.email,
                    state: SignerState::Waiting,
                    url_kept: false,
                    options: signer.options,
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
                .zip(ready)
                .map(|(number, (document, sha256))| JobDocument {
                    number,
                    name: document.name.clone(),
                    bytes: self.stored_size(&sha256),
                    original: sha256.clone(),
                    upload: sha256,
                    signed: None,
                    pages: u32::try_from(document.pages.len()).unwrap_or(u32::MAX),
                    page_boxes: document.pages.clone(),
                    tags: document.tags.clone(),
                    fields: document.fields.clone(),
                    marks: document.marks.clone(),
                })
                .collect(),
            ..Job::default()
        }
    }

    /// When a draft that goes out now runs out: the end of its last day, here.
    pub(crate) fn expiry_of(&self, draft: &Draft) -> Option<i64> {
        draft
            .expires_days
            .map(|days| clock::start_of_day(self.now(), i64::from(days) + 1))
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

/// What people call a contract: its title, or the name of its first file.
pub(crate) fn title_of(draft: &Draft) -> String {
    match (draft.title.trim(), draft.documents.first()) {
        ("", Some(first)) => names::stem(&first.name).to_owned(),
        (title, _) => title.to_owned(),
    }
}

//! Sending: the sources are hashed again, pre-flight decides, the session is recorded with its
//! whole plan, and the engine does what can be done at once.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::PathBuf;

use history::{NewDocument, NewSession, Person};
use session::{Draft, ErrorCode, Finding, FindingCode, Service};

use crate::accounts::{check_inputs, service_of};
use crate::here::CopyOf;
use crate::job::title_of;
use crate::prepare::{Found, people};
use crate::words::Args;
use crate::{Desk, DeskError, Preparation, clock};

impl Preparation {
    /// Sends the draft and gives the session's id. Whatever happens after the session is recorded
    /// is told by the session itself.
    ///
    /// # Errors
    /// [`DeskError::Preflight`] when something stops it: then nothing is recorded.
    pub async fn send(&self) -> Result<String, DeskError> {
        {
            let mut current = self.current();
            if current.sending {
                return Err(DeskError::Refused(ErrorCode::SessionBusy));
            }
            current.sending = true;
        }
        self.desk().announce(crate::Change::Draft);
        let recorded = self.record().await;
        self.current().sending = false;
        match recorded {
            Ok((id, held)) => {
                self.begin_new();
                // The session tells what went wrong; it is recorded and not lost.
                let _ = self.desk().advance(&id, &held).await;
                Ok(id)
            }
            Err(error) => {
                self.change(|_| {});
                Err(error)
            }
        }
    }

    async fn record(&self) -> Result<(String, crate::engine::Held), DeskError> {
        self.look_at_sources().await;
        let _alone = self.desk().hold_recording().await?;
        let found = self.preflight()?;
        let draft = self.draft();
        let stopping: Vec<Finding> = found
            .iter()
            .filter(|f| f.stops(&draft))
            .map(|f| f.finding.clone())
            .collect();
        if !stopping.is_empty() {
            return Err(DeskError::Preflight(stopping));
        }
        let desk = self.desk();
        desk.check_options(&draft)?;
        let held = desk.hold_session(&draft.id).await?;
        desk.record_session(&draft, &found).await?;
        Ok((draft.id, held))
    }

    /// Hashes every source again: what is sent is what was read, or the person decides.
    async fn look_at_sources(&self) {
        let mut changed = HashSet::new();
        let mut gone = HashSet::new();
        for document in self.draft().documents {
            let (Some(sha256), Some(path)) = (document.sha256, document.path) else {
                continue;
            };
            let path = PathBuf::from(path);
            let now = tokio::task::spawn_blocking(move || history::sha256_of_file(&path)).await;
            match now {
                Ok(Ok(now)) if now == sha256 => {}
                Ok(Ok(_)) => {
                    changed.insert(document.id);
                }
                Ok(Err(error)) if error.kind() == ErrorKind::NotFound => {
                    gone.insert(document.id);
                }
                // It cannot be read now; what was read of it is in the store.
                Ok(Err(_)) | Err(_) => {
                    gone.insert(document.id);
                }
            }
        }
        self.change(|current| {
            current.changed = changed;
            current.gone = gone;
        });
    }
}

impl Desk {
    /// Whether everything that is set is an option of the service and has a value that it takes.
    fn check_options(&self, draft: &Draft) -> Result<(), DeskError> {
        let about = services::describe(service_of(&self.account_row(&draft.account)?)?);
        check_inputs(about.session_options, &draft.options)?;
        draft
            .signers
            .iter()
            .try_for_each(|signer| check_inputs(about.signer_options, &signer.options))?;
        let refused = (!draft.receivers.is_empty() && !about.capabilities.receivers)
            || (draft.remind_days.is_some() && !about.capabilities.reminders);
        if refused {
            return Err(DeskError::Refused(ErrorCode::NotOffered));
        }
        Ok(())
    }

    async fn record_session(&self, draft: &Draft, found: &[Found]) -> Result<(), DeskError> {
        let account = self.account_row(&draft.account)?;
        let service = service_of(&account)?;
        let mut signers = people(draft);
        for signer in &mut signers {
            self.seal_options(service, &draft.id, signer.number, &mut signer.options)
                .await?;
        }
        let mut options = draft.options.clone();
        self.seal_session_options(service, &draft.id, &mut options)
            .await?;
        let numbers: Vec<u16> = signers.iter().map(|signer| signer.number).collect();
        let mut documents = Vec::new();
        for document in &draft.documents {
            let sha256 = document.sha256.clone().ok_or_else(|| {
                DeskError::Internal(format!("{} is not in the store", document.name))
            })?;
            let about = |error: DeskError| error.about(&document.name);
            let text = self.read_stored(&sha256).await.map_err(about)?.text;
            if service == Service::Local {
                // Tried before anything is recorded: what cannot be prepared stays a draft.
                self.make_copy(CopyOf {
                    original: sha256.clone(),
                    signers: numbers.clone(),
                    fields: document.fields.clone(),
                    text: text.clone(),
                })
                .await
                .map_err(about)?;
            }
            documents.push(NewDocument {
                name: document.name.clone(),
                sha256,
                path: document.path.clone(),
                pages: document.pages.clone(),
                text,
                tags: document.tags.clone(),
                fields: document.fields.clone(),
            });
        }
        let now = self.now();
        let title = title_of(draft);
        let mut events = vec![self.event("sender", "created", Args::new())];
        // What was allowed, and what was only worth a look, stays known.
        for item in found
            .iter()
            .filter(|f| draft.allowed.contains(&f.finding.code.as_str().to_owned()))
        {
            let args = Args::from([
                ("finding".to_owned(), item.finding.message.clone()),
                ("code".to_owned(), item.finding.code.as_str().to_owned()),
            ]);
            events.push(self.event("sender", "allowed", args));
        }
        for item in found
            .iter()
            .filter(|f| f.finding.code == FindingCode::DocumentGone)
        {
            let name = item.finding.args.get("name").cloned().unwrap_or_default();
            let args = Args::from([("name".to_owned(), name)]);
            events.push(self.event("paraph", "source-gone", args));
        }
        let plan = self
            .planning_connector(&account)?
            .plan(&self.job_of_draft(draft));
        self.history().add_session(&NewSession {
            id: &draft.id,
            title: &title,
            reference: draft.reference.as_deref(),
            message: draft.message.as_deref(),
            service,
            account: &account.name,
            created: clock::millis(now),
            expires: self.expiry_of(draft),
            expires_days: draft.expires_days,
            remind_days: draft.remind_days,
            options: &options,
            receivers: &receivers(draft),
            in_order: draft.in_order,
            signers: &signers,
            documents: &documents,
            plan: &plan,
            events: &events,
        })?;
        if service != Service::Local {
            let token = hex::encode(rand::random::<[u8; 16]>());
            self.history()
                .remember(&draft.id, crate::track::RETURN_TOKEN, &token)?;
        }
        self.session_changed(&draft.id);
        Ok(())
    }
}

fn receivers(draft: &Draft) -> Vec<Person> {
    draft
        .receivers
        .iter()
        .map(|receiver| Person {
            name: receiver.name.trim().to_owned(),
            email: receiver.email.trim().to_owned(),
        })
        .collect()
}

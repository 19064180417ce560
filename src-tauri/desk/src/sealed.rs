//! Options of a session or a signer that nobody should see, such as an identity number or a
//! password: sealed as long as the session needs them, in no draft on disk, and erased when the
//! session has ended.

use std::collections::BTreeMap;

use services::{InputKind, Job, SigningUrl};
use session::{Draft, DraftSigner, ErrorCode, Service};

use crate::accounts::service_of;
use crate::{Desk, DeskError};

/// What stands before a sealed value.
const SEALED: &str = "sealed:";

/// For whom a session's own options are sealed, as no signer has this number.
const NOBODY: u16 = 0;

/// The names of those options of a service.
fn names(service: Service) -> Vec<&'static str> {
    let about = services::describe(service);
    let (session, signer) = (about.session_options, about.signer_options);
    session
        .iter()
        .chain(signer)
        .filter(|spec| spec.kind == InputKind::Secret)
        .map(|spec| spec.name)
        .collect()
}

/// Takes them out of a draft that goes to disk.
pub(crate) fn without_secrets(draft: &Draft) -> Draft {
    let mut draft = draft.clone();
    let all: Vec<&str> = Service::ALL.into_iter().flat_map(names).collect();
    draft
        .options
        .retain(|name, _| !all.contains(&name.as_str()));
    for DraftSigner { options, .. } in &mut draft.signers {
        options.retain(|name, _| !all.contains(&name.as_str()));
    }
    draft
}

impl Desk {
    /// A session's own options as they are recorded.
    pub(crate) async fn seal_session_options(
        &self,
        service: Service,
        session: &str,
        options: &mut BTreeMap<String, String>,
    ) -> Result<(), DeskError> {
        self.seal_options(service, session, NOBODY, options).await
    }

    /// A signer's options as they are recorded.
    pub(crate) async fn seal_options(
        &self,
        service: Service,
        session: &str,
        signer: u16,
        options: &mut BTreeMap<String, String>,
    ) -> Result<(), DeskError> {
        for name in names(service) {
            if let Some(value) = options.get_mut(name)
                && !value.is_empty()
            {
                let plain = SigningUrl::new(std::mem::take(value));
                let sealed = self.inner.vault.seal(session, signer, &plain).await?;
                *value = format!("{SEALED}{}", hex::encode(sealed));
            }
        }
        Ok(())
    }

    /// Opens what was sealed, for the step that needs it.
    pub(crate) async fn open_options(&self, job: &mut Job) -> Result<(), DeskError> {
        let session = job.session.clone();
        let signers = job.signers.iter_mut();
        let all = signers
            .map(|signer| (signer.number, &mut signer.options))
            .chain([(NOBODY, &mut job.options)]);
        for (number, options) in all {
            for value in options.values_mut() {
                let Some(sealed) = value
                    .strip_prefix(SEALED)
                    .and_then(|text| hex::decode(text).ok())
                else {
                    continue;
                };
                let opened = self.inner.vault.open(&session, number, &sealed).await?;
                let opened = opened.ok_or(DeskError::Refused(ErrorCode::SecretsMissing))?;
                opened.expose().clone_into(value);
            }
        }
        Ok(())
    }

    /// Erases them from a session that has ended.
    pub(crate) fn erase_options(&self, id: &str) -> Result<(), DeskError> {
        let row = self.history().session(id)?;
        let names = names(row.service);
        if row.state.is_ended() && !names.is_empty() {
            self.history().forget_options(id, &names)?;
        }
        Ok(())
    }

    /// Erases what a crash left in sessions that had ended just then.
    pub(crate) fn erase_all_options(&self) -> Result<(), DeskError> {
        let mut all = Vec::new();
        for account in self.history().accounts()? {
            all.extend(names(service_of(&account)?));
        }
        for name in all {
            for id in self.history().sessions_with_option(name)? {
                self.erase_options(&id)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_number_or_a_password_is_in_no_draft_on_disk() {
        let mut draft = Draft::new("d");
        draft.signers.push(DraftSigner {
            number: 1,
            name: "Ann".into(),
            email: String::new(),
            by_hand: false,
            options: BTreeMap::from([
                ("ssn".to_owned(), "01017012345".to_owned()),
                ("minimum_age".to_owned(), "18".to_owned()),
            ]),
        });
        let password = ("session_password".to_owned(), "hunter2".to_owned());
        draft.options.extend([password]);
        let kept = without_secrets(&draft);
        assert_eq!(kept.signers[0].options.len(), 1);
        assert!(kept.options.is_empty());
        assert!(!format!("{kept:?}").contains("01017012345"));
    }

    #[tokio::test]
    async fn a_sessions_own_password_is_sealed_and_opened_too() {
        let (_folder, desk) = crate::testing::desk();
        let mut options = BTreeMap::from([("session_password".to_owned(), "hunter2".to_owned())]);
        desk.seal_session_options(Service::Esign, "s", &mut options)
            .await
            .unwrap();
        assert!(options["session_password"].starts_with(SEALED));
        let mut job = Job {
            session: "s".into(),
            options,
            ..Job::default()
        };
        desk.open_options(&mut job).await.unwrap();
        assert_eq!(job.option("session_password"), Some("hunter2"));
    }

    #[tokio::test]
    async fn it_is_sealed_in_the_history_and_opened_for_the_step_alone() {
        let (_folder, desk) = crate::testing::desk();
        let mut options = BTreeMap::from([("ssn".to_owned(), "01017012345".to_owned())]);
        desk.seal_options(Service::Signant, "s", 1, &mut options)
            .await
            .unwrap();
        assert!(options["ssn"].starts_with(SEALED) && !options["ssn"].contains("01017012345"));
        let mut job = Job {
            session: "s".into(),
            signers: vec![services::JobSigner {
                number: 1,
                name: "Ann".into(),
                email: None,
                state: session::SignerState::Waiting,
                options,
                url_kept: false,
            }],
            ..Job::default()
        };
        desk.open_options(&mut job).await.unwrap();
        assert_eq!(job.signers[0].option("ssn"), Some("01017012345"));
    }
}

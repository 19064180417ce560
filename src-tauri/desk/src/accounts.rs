//! Accounts: the sender's credentials at services. What they are called and how they are set up
//! stands in the history; their secrets stand in the keyring, or in memory for this run.

use std::collections::BTreeMap;

use history::AccountRow;
use secrets::{Keyring, Secret, SecretsError};
use serde::{Deserialize, Serialize};
use services::local::Local;
use services::{Account, Again, Connector, Credentials, Description, InputSpec, StepError};
use session::{ErrorCode, Service, THIS_COMPUTER};
use specta::Type;
use std::sync::Arc;
use zeroize::Zeroizing;

use crate::api::{InputView, ServiceView};
use crate::{Desk, DeskError, lock};

/// Where an account's secrets are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum SecretsState {
    /// In the keyring.
    Keyring,
    /// In memory, until this run ends.
    Run,
    /// Nowhere: to be entered anew.
    Missing,
}

/// An account as every reader sees it (`cli.md`, Account).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AccountView {
    /// What people call it.
    pub name: String,
    /// The kind of service.
    pub service: Service,
    /// Where the service is reached; `None`: at its usual address.
    pub base_url: Option<String>,
    /// What was set, by name.
    pub settings: BTreeMap<String, String>,
    /// Where its secrets are.
    pub secrets: SecretsState,
    /// What testing it showed last: `proven`, `reachable`, `refused` or `unreachable`.
    pub test: Option<String>,
}

/// An account to be added or changed.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct NewAccount {
    /// What people call it.
    pub name: String,
    /// The kind of service.
    pub service: Service,
    /// Where the service is reached; `None`: at its usual address.
    pub base_url: Option<String>,
    /// What is set, by name.
    pub settings: BTreeMap<String, String>,
    /// Its secrets, by name; empty: those that are there stay.
    pub secrets: BTreeMap<String, String>,
    /// Whether an account of the name may be replaced.
    pub replace: bool,
    /// Keep the secrets for this run only, not in the keyring.
    pub this_run_only: bool,
}

impl Desk {
    /// The accounts, by name, with the place of their secrets.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub async fn account_views(&self) -> Result<Vec<AccountView>, DeskError> {
        let mut views = Vec::new();
        for row in self.accounts()? {
            views.push(self.view_of(row).await?);
        }
        Ok(views)
    }

    /// An account.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownAccount`].
    pub async fn account(&self, name: &str) -> Result<AccountView, DeskError> {
        self.view_of(self.account_row(name)?).await
    }

    async fn view_of(&self, row: AccountRow) -> Result<AccountView, DeskError> {
        let service = service_of(&row)?;
        let secrets = match service {
            Service::Local => match self.key_state().await {
                crate::KeyState::Keyring | crate::KeyState::NotMade => SecretsState::Keyring,
                crate::KeyState::Passphrase | crate::KeyState::Run => SecretsState::Run,
                crate::KeyState::Missing | crate::KeyState::Locked => SecretsState::Missing,
            },
            _ => match self.credentials(&row).await {
                Ok((_, state)) => state,
                Err(_) => SecretsState::Missing,
            },
        };
        Ok(AccountView {
            name: row.name,
            service,
            base_url: row.base_url,
            settings: row.settings,
            secrets,
            test: row.tested.filter(|word| !word.is_empty()),
        })
    }

    /// Adds an account, or changes one. Its secrets go to the keyring first, so that no account
    /// stands there without them.
    ///
    /// # Errors
    /// [`ErrorCode::AccountTaken`], [`ErrorCode::BaseUrlInvalid`], [`ErrorCode::UnknownOption`],
    /// [`ErrorCode::OptionInvalid`], [`ErrorCode::SecretsMissing`], and those of the keyring.
    pub async fn add_account(&self, new: NewAccount) -> Result<AccountView, DeskError> {
        let name = new.name.trim().to_owned();
        let about = services::describe(new.service);
        check_account(&name, &new, &about)?;
        let before = self.accounts()?.into_iter().find(|row| row.name == name);
        if name == THIS_COMPUTER || (before.is_some() && !new.replace) {
            return Err(DeskError::Refused(ErrorCode::AccountTaken));
        }
        if new.secrets.values().any(|secret| !secret.is_empty()) {
            let mut secrets = new.secrets;
            if let Some(before) = &before {
                self.fill_in_secrets(before, &about, &mut secrets).await?;
            }
            self.put_secrets(&name, &secrets, new.this_run_only).await?;
        } else if before.is_none() {
            return Err(DeskError::Refused(ErrorCode::SecretsMissing));
        }
        let row = AccountRow {
            name,
            service: new.service.as_str().to_owned(),
            base_url: new.base_url.filter(|url| !url.trim().is_empty()),
            settings: new
                .settings
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .collect(),
            tested: None,
        };
        self.history().put_account(&row, new.replace)?;
        self.go_on_with(&row.name)?;
        self.announce(crate::Change::Accounts);
        self.tracker_wakes();
        self.view_of(row).await
    }

    /// Gives an account's secrets anew.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownAccount`], and those of the keyring.
    pub async fn give_secrets(
        &self,
        name: &str,
        secrets: &BTreeMap<String, String>,
        this_run_only: bool,
    ) -> Result<(), DeskError> {
        self.account_row(name)?;
        self.put_secrets(name, secrets, this_run_only).await?;
        self.history().set_tested(name, "")?;
        self.go_on_with(name)?;
        self.announce(crate::Change::Accounts);
        self.tracker_wakes();
        Ok(())
    }

    /// Sessions that stopped for want of credentials go on with the new ones.
    fn go_on_with(&self, account: &str) -> Result<(), DeskError> {
        for id in self.open_sessions()? {
            let row = self.history().session(&id)?;
            let stopped = row.error.as_ref().is_some_and(|(code, _)| {
                matches!(
                    code,
                    ErrorCode::CredentialsRefused
                        | ErrorCode::PermissionMissing
                        | ErrorCode::SecretsMissing
                )
            });
            if row.account == account && stopped {
                self.history().set_error(&id, None)?;
                self.history().take_up_again(&id, Some(self.now_millis()))?;
                self.session_changed(&id);
            }
        }
        Ok(())
    }

    /// Puts those that are there in the places that were left empty.
    async fn fill_in_secrets(
        &self,
        row: &AccountRow,
        about: &Description,
        given: &mut BTreeMap<String, String>,
    ) -> Result<(), DeskError> {
        let is_missing = |name: &str| given.get(name).is_none_or(String::is_empty);
        let replaced: Vec<_> = about
            .secrets
            .iter()
            .filter(|spec| !is_missing(spec.name))
            .flat_map(|spec| spec.instead_of)
            .collect();
        let missing: Vec<_> = about
            .secrets
            .iter()
            .map(|spec| spec.name)
            .filter(|name| is_missing(name) && !replaced.contains(&name))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        match self.credentials(row).await {
            Ok((before, _)) => given.extend(
                missing
                    .into_iter()
                    .filter_map(|name| Some((name.to_owned(), before.get(name)?.to_owned()))),
            ),
            // Nothing is there; whoever locked the keyring may still hold some.
            Err(error) if error.code() == ErrorCode::SecretsMissing => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    async fn put_secrets(
        &self,
        name: &str,
        secrets: &BTreeMap<String, String>,
        this_run_only: bool,
    ) -> Result<(), DeskError> {
        let given: BTreeMap<String, Secret> = secrets
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.clone(), Secret::from(value.clone())))
            .collect();
        if !this_run_only {
            let text = Zeroizing::new(
                serde_json::to_vec(secrets).map_err(|e| DeskError::Internal(e.to_string()))?,
            );
            self.keyring()
                .set(&entry(name), &Secret::new(text.to_vec()))
                .await?;
        }
        self.use_secrets(name, given, this_run_only);
        Ok(())
    }

    /// Uses these secrets for an account while this run lasts.
    pub fn use_secrets(&self, name: &str, secrets: BTreeMap<String, Secret>, this_run_only: bool) {
        let state = if this_run_only {
            SecretsState::Run
        } else {
            SecretsState::Keyring
        };
        lock(&self.inner.secrets).insert(name.to_owned(), (Credentials::new(secrets), state));
    }

    /// Takes an account away, and its secrets out of the keyring.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownAccount`], [`ErrorCode::AccountInUse`], [`ErrorCode::NotOffered`] for
    /// *This computer*.
    pub async fn remove_account(&self, name: &str) -> Result<AccountView, DeskError> {
        let view = self.account(name).await?;
        if view.service == Service::Local {
            return Err(DeskError::Refused(ErrorCode::NotOffered));
        }
        if !self.history().remove_account(name)? {
            return Err(DeskError::Refused(ErrorCode::AccountInUse));
        }
        lock(&self.inner.secrets).remove(name);
        // Without a keyring there is nothing in it to take out.
        let _ = self.keyring().delete(&entry(name)).await;
        self.announce(crate::Change::Accounts);
        Ok(view)
    }

    /// Reaches an account's service and proves its credentials without making anything.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownAccount`], [`ErrorCode::SecretsMissing`]; that the service refuses or
    /// is not reached is an answer.
    pub async fn test_account(
        &self,
        name: &str,
    ) -> Result<(AccountView, Option<DeskError>), DeskError> {
        let row = self.account_row(name)?;
        let (tested, error) = match self.connector_of(&row).await?.test().await {
            Ok(services::Tested::Proven) => ("proven", None),
            Ok(services::Tested::Reachable) => ("reachable", None),
            Err(error) if error.code == ErrorCode::ServiceDiffers => ("reachable", Some(error)),
            Err(error) if error.again == Again::Never => ("refused", Some(error)),
            Err(error) => ("unreachable", Some(error)),
        };
        self.history().set_tested(name, tested)?;
        self.announce(crate::Change::Accounts);
        Ok((self.account(name).await?, error.map(DeskError::Step)))
    }

    /// What each service has and takes.
    #[must_use]
    pub fn service_views(&self) -> Vec<ServiceView> {
        Service::ALL
            .into_iter()
            .map(|service| self.service_view(&services::describe(service)))
            .collect()
    }

    fn service_view(&self, about: &Description) -> ServiceView {
        let word = about.service.as_str();
        let inputs = |specs: &[InputSpec]| {
            let views = specs.iter().map(|spec| self.input(about.service, spec));
            views.collect()
        };
        let capabilities = serde_json::to_value(&about.capabilities).unwrap_or_default();
        ServiceView {
            service: about.service,
            name: self.words().say(&format!("service-{word}"), &[]),
            base_url: about.base_url.map(str::to_owned),
            secrets: inputs(about.secrets),
            account_settings: inputs(about.account_settings),
            session_options: inputs(about.session_options),
            signer_options: inputs(about.signer_options),
            capabilities: capabilities
                .as_object()
                .into_iter()
                .flatten()
                .filter_map(|(name, value)| Some((name.clone(), value.as_bool()?)))
                .collect(),
        }
    }

    /// An input with its words.
    fn input(&self, service: Service, spec: &InputSpec) -> InputView {
        let (label, help) = self.words().input(service, spec.name);
        InputView {
            name: spec.name.to_owned(),
            label,
            kind: serde_json::to_value(spec.kind)
                .ok()
                .and_then(|kind| kind.as_str().map(str::to_owned))
                .unwrap_or_default(),
            default: spec.default.map(str::to_owned),
            choices: spec.choices.iter().map(|word| (*word).to_owned()).collect(),
            many: spec.many,
            needed: spec.needed,
            help,
        }
    }

    pub(crate) fn account_row(&self, name: &str) -> Result<AccountRow, DeskError> {
        self.accounts()?
            .into_iter()
            .find(|row| row.name == name)
            .ok_or(DeskError::Refused(ErrorCode::UnknownAccount))
    }

    /// The connector of an account, with its secrets.
    pub(crate) async fn connector_of(
        &self,
        row: &AccountRow,
    ) -> Result<Box<dyn Connector>, DeskError> {
        let mut account = without_secrets(row);
        let service = service_of(row)?;
        if service == Service::Local {
            return self.connector(service, account);
        }
        let (credentials, state) = self.credentials(row).await?;
        account.credentials = credentials;
        let connector = self.connector(service, account.clone())?;
        // Where that does not go through now, it will another time: what was entered works, too.
        let Ok(Some(lasting)) = connector.lasting_secrets().await else {
            return Ok(connector);
        };
        let text = |secret: &Secret| secret.expose_str().map(str::to_owned).unwrap_or_default();
        let kept = lasting
            .iter()
            .map(|(name, it)| ((*name).to_owned(), text(it)));
        let (kept, for_run) = (kept.collect(), state == SecretsState::Run);
        if self.put_secrets(&row.name, &kept, for_run).await.is_err() {
            return Ok(connector);
        }
        account.credentials = self.credentials(row).await?.0;
        self.connector(service, account)
    }

    /// The connector of an account that only plans.
    pub(crate) fn planning_connector(
        &self,
        row: &AccountRow,
    ) -> Result<Box<dyn Connector>, DeskError> {
        self.connector(service_of(row)?, without_secrets(row))
    }

    fn connector(
        &self,
        service: Service,
        account: Account,
    ) -> Result<Box<dyn Connector>, DeskError> {
        Ok(match services::connector(service, account, None) {
            Some(connector) => connector?,
            None => Box::new(Local::new(Arc::new(self.clone()))),
        })
    }

    pub(crate) async fn credentials(
        &self,
        row: &AccountRow,
    ) -> Result<(Credentials, SecretsState), DeskError> {
        if let Some(known) = lock(&self.inner.secrets).get(&row.name) {
            return Ok(known.clone());
        }
        let missing = |why: &str| StepError::new(ErrorCode::SecretsMissing, why);
        let found = match self.keyring().get(&entry(&row.name)).await {
            Ok(Some(found)) => found,
            Ok(None) => return Err(missing("the keyring has no entry of this account").into()),
            Err(error @ SecretsError::Missing(_)) => return Err(missing(&error.to_string()).into()),
            Err(error) => return Err(error.into()),
        };
        // What the parser says of it would show it.
        let secrets: BTreeMap<String, String> = serde_json::from_slice(found.expose())
            .map_err(|_| missing("the keyring's entry of this account cannot be read"))?;
        let secrets = secrets
            .into_iter()
            .map(|(name, value)| (name, Secret::from(value)))
            .collect();
        let known = (Credentials::new(secrets), SecretsState::Keyring);
        lock(&self.inner.secrets).insert(row.name.clone(), known.clone());
        Ok(known)
    }

    fn keyring(&self) -> Keyring {
        Keyring::new(self.history().id())
    }
}

/// An account's entry in the keyring.
fn entry(account: &str) -> String {
    format!("account/{account}")
}

pub(crate) fn service_of(row: &AccountRow) -> Result<Service, DeskError> {
    Service::parse(&row.service).ok_or(DeskError::Refused(ErrorCode::UnknownService))
}

fn without_secrets(row: &AccountRow) -> Account {
    Account {
        name: row.name.clone(),
        base_url: row.base_url.clone(),
        settings: row.settings.clone(),
        credentials: Credentials::default(),
    }
}

fn check_account(name: &str, new: &NewAccount, about: &Description) -> Result<(), DeskError> {
    if name.is_empty() || new.service == Service::Local {
        return Err(DeskError::Refused(ErrorCode::NotOffered));
    }
    check_inputs(about.account_settings, &new.settings)?;
    check_inputs(about.secrets, &new.secrets)?;
    match new.base_url.as_deref().filter(|url| !url.trim().is_empty()) {
        Some(url) => drop(services::check_base_url(url)?),
        None if about.base_url.is_some() => {}
        // Where the service is differs from customer to customer.
        None => return Err(DeskError::Refused(ErrorCode::BaseUrlInvalid)),
    }
    Ok(())
}

/// Whether everything that is set is an input of the service, and has a value that it takes.
pub(crate) fn check_inputs(
    specs: &[InputSpec],
    given: &BTreeMap<String, String>,
) -> Result<(), DeskError> {
    for (name, value) in given {
        let Some(spec) = specs.iter().find(|spec| spec.name == name) else {
            return Err(DeskError::Option {
                code: ErrorCode::UnknownOption,
                name: name.clone(),
                detail: specs.iter().map(|s| s.name).collect::<Vec<_>>().join(", "),
            });
        };
        if !value.is_empty() && !spec.takes(value) {
            return Err(DeskError::Option {
                code: ErrorCode::OptionInvalid,
                name: name.clone(),
                detail: spec.values(),
            });
        }
    }
    Ok(())
}

//! This computer's signing key: from the keyring, from a file behind a passphrase, or made for
//! this run only. Never on disk in plain.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use history::{Authority, Existing, History, write_atomic};
use seal::Identity;
use secrets::{Keyring, Secret, SecretsError};
use serde::{Deserialize, Serialize};
use session::ErrorCode;
use specta::Type;
use time::OffsetDateTime;
use tokio::sync::Mutex as AsyncMutex;

use crate::{DeskError, clock, lock};

/// The key's name in the keyring.
const NAME: &str = "this-computer";
/// The file of the passphrase way, in the data folder.
const FILE: &str = "signing-key.pem";

/// Where the signing key may come from.
#[derive(Default)]
pub struct KeyChoice {
    /// A passphrase was given: the key is in a file that it opens.
    pub passphrase: Option<Secret>,
    /// Where there is no keyring and no passphrase: a key for this run only, rather than none.
    pub run_only: bool,
}

/// Where the signing key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// In the keyring.
    Keyring,
    /// In a file behind a passphrase, which is open.
    Passphrase,
    /// In memory, until this run ends.
    Run,
    /// There is no keyring, or the file's passphrase was not given yet.
    Missing,
    /// The keyring is locked or does not answer.
    Locked,
    /// It will be made with the first signature.
    NotMade,
}

struct Held {
    identity: Arc<Identity>,
    state: KeyState,
}

pub(crate) struct Keys {
    history: History,
    choice: Mutex<KeyChoice>,
    held: AsyncMutex<Option<Held>>,
}

impl Keys {
    pub(crate) fn new(history: History, choice: KeyChoice) -> Self {
        Self {
            history,
            choice: Mutex::new(choice),
            held: AsyncMutex::new(None),
        }
    }

    /// The identity, made on first use.
    pub(crate) async fn identity(
        &self,
        now: OffsetDateTime,
    ) -> Result<(Arc<Identity>, KeyState), DeskError> {
        let mut held = self.held.lock().await;
        if let Some(held) = held.as_ref() {
            return Ok((held.identity.clone(), held.state));
        }
        let (identity, state) = self.find_or_make(now).await?;
        self.remember(&identity, now)?;
        let identity = Arc::new(identity);
        *held = Some(Held {
            identity: identity.clone(),
            state,
        });
        Ok((identity, state))
    }

    /// Where the key is, without making one.
    pub(crate) async fn state(&self) -> KeyState {
        if let Some(held) = self.held.lock().await.as_ref() {
            return held.state;
        }
        let (passphrase, run_only) = self.given();
        if passphrase.is_some() {
            return KeyState::Passphrase;
        }
        match self.keyring().get(NAME).await {
            Ok(Some(_)) => KeyState::Keyring,
            Ok(None) if self.file().exists() => KeyState::Missing,
            Ok(None) => KeyState::NotMade,
            Err(SecretsError::Missing(_)) if run_only && !self.file().exists() => KeyState::Run,
            Err(error) if error.code() == ErrorCode::KeyringMissing => KeyState::Missing,
            Err(_) => KeyState::Locked,
        }
    }

    /// From now on the key is behind this passphrase; it is tried at once.
    pub(crate) async fn use_passphrase(
        &self,
        passphrase: Secret,
        now: OffsetDateTime,
    ) -> Result<(), DeskError> {
        let before = lock(&self.choice).passphrase.replace(passphrase);
        *self.held.lock().await = None;
        let tried = self.identity(now).await;
        if tried.is_err() {
            lock(&self.choice).passphrase = before;
        }
        tried.map(|_| ())
    }

    /// Makes a new identity where the present one is kept, and puts it in its place.
    pub(crate) async fn renew(&self, now: OffsetDateTime) -> Result<(), DeskError> {
        // The old one is opened first: who cannot open it may not replace it either.
        let (_, state) = self.identity(now).await?;
        let mut held = self.held.lock().await;
        let identity = make(now)?;
        match state {
            KeyState::Keyring => {
                let secret = Secret::from(identity.to_secret()?.to_string());
                self.keyring().set(NAME, &secret).await?;
            }
            KeyState::Passphrase => {
                let (passphrase, file) = (self.given().0, self.file());
                let text = passphrase.as_ref().and_then(Secret::expose_str);
                let text = text.ok_or(DeskError::Refused(ErrorCode::PassphraseWrong))?;
                write_atomic(&file, &identity.encrypt(text)?, Existing::Replace)
                    .map_err(|source| unwritable(&file, source))?;
            }
            _ => {}
        }
        // What is kept signs from the next start on in any case; now it does at once.
        *held = None;
        self.remember(&identity, now)?;
        let identity = Arc::new(identity);
        *held = Some(Held { identity, state });
        Ok(())
    }

    /// Notes the certificates, so that what is signed with them is known for ever.
    fn remember(&self, identity: &Identity, now: OffsetDateTime) -> Result<(), DeskError> {
        Ok(self.history.remember_authority(
            &Authority {
                fingerprint: identity.ca_fingerprint(),
                certificate: identity.ca_certificate.clone(),
                leaf: identity.certificate.clone(),
            },
            clock::millis(now),
        )?)
    }

    /// Tries a passphrase that was given from the start, where there is a key for it to open.
    pub(crate) async fn try_passphrase(&self, now: OffsetDateTime) -> Result<(), DeskError> {
        if self.given().0.is_some() && self.file().exists() {
            self.identity(now).await?;
        }
        Ok(())
    }

    /// From now on, without a keyring, a key for this run is made.
    pub(crate) fn use_run_key(&self) {
        lock(&self.choice).run_only = true;
    }

    fn given(&self) -> (Option<Secret>, bool) {
        let choice = lock(&self.choice);
        (choice.passphrase.clone(), choice.run_only)
    }

    fn keyring(&self) -> Keyring {
        Keyring::new(self.history.id())
    }

    fn file(&self) -> PathBuf {
        self.history.folder().join(FILE)
    }

    async fn find_or_make(&self, now: OffsetDateTime) -> Result<(Identity, KeyState), DeskError> {
        let (passphrase, run_only) = self.given();
        if let Some(passphrase) = passphrase {
            let file = self.file();
            // Stretching a passphrase takes its time.
            return tokio::task::spawn_blocking(move || {
                Ok((
                    behind_passphrase(&file, &passphrase, now)?,
                    KeyState::Passphrase,
                ))
            })
            .await
            .map_err(|e| DeskError::Internal(e.to_string()))?;
        }
        match self.keyring().get(NAME).await {
            Ok(Some(secret)) => {
                let text = secret.expose_str().ok_or_else(|| {
                    DeskError::Internal("the keyring's entry is not what Paraph wrote".into())
                })?;
                Ok((Identity::from_secret(text)?, KeyState::Keyring))
            }
            // A key behind a passphrase exists: making another would split this computer in two.
            Ok(None) | Err(SecretsError::Missing(_)) if self.file().exists() => {
                Err(DeskError::Refused(ErrorCode::KeyringMissing))
            }
            Ok(None) => {
                let identity = make(now)?;
                let secret = Secret::from(identity.to_secret()?.to_string());
                self.keyring().set(NAME, &secret).await?;
                Ok((identity, KeyState::Keyring))
            }
            Err(SecretsError::Missing(_)) if run_only => Ok((make(now)?, KeyState::Run)),
            Err(error) => Err(error.into()),
        }
    }
}

fn behind_passphrase(
    file: &std::path::Path,
    passphrase: &Secret,
    now: OffsetDateTime,
) -> Result<Identity, DeskError> {
    let passphrase = passphrase
        .expose_str()
        .ok_or(DeskError::Refused(ErrorCode::PassphraseWrong))?;
    match std::fs::read(file) {
        Ok(bytes) => Ok(Identity::decrypt(&bytes, passphrase)?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let identity = make(now)?;
            write_atomic(file, &identity.encrypt(passphrase)?, Existing::Keep)
                .map_err(|source| unwritable(file, source))?;
            Ok(identity)
        }
        Err(source) => Err(unwritable(file, source)),
    }
}

fn unwritable(file: &std::path::Path, source: std::io::Error) -> DeskError {
    DeskError::History(history::HistoryError::File {
        path: file.display().to_string(),
        source,
    })
}

fn make(now: OffsetDateTime) -> Result<Identity, DeskError> {
    Ok(Identity::make(&computer_name(), now)?)
}

/// What this computer is called; stands in its certificates.
fn computer_name() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .ok()
        .or_else(|| std::env::var("COMPUTERNAME").ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "this computer".to_owned())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[tokio::test]
    async fn a_renewed_key_is_another_behind_the_same_passphrase_and_the_old_one_stays_known() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::open(folder.path()).unwrap();
        let now = datetime!(2026-11-25 20:00 +1);
        let choice = || KeyChoice {
            passphrase: Some(Secret::from("correct horse".to_owned())),
            run_only: false,
        };
        let keys = Keys::new(history.clone(), choice());
        let (old, _) = keys.identity(now).await.unwrap();
        keys.renew(now + time::Duration::days(1)).await.unwrap();
        let (new, state) = keys.identity(now).await.unwrap();
        assert_ne!(old.ca_fingerprint(), new.ca_fingerprint());
        assert_eq!(state, KeyState::Passphrase);
        let again = Keys::new(history.clone(), choice());
        let (read, _) = again.identity(now).await.unwrap();
        assert_eq!(read.fingerprint(), new.fingerprint());
        let known = history.authorities().unwrap();
        assert_eq!(known.len(), 2);
        let newest = history.newest_authority().unwrap().unwrap();
        assert_eq!(newest.fingerprint, new.ca_fingerprint());
    }
}

//! This computer: its signing key, its folders, its accounts.

use crate::api::Computer;
use crate::{Desk, DeskError};

impl Desk {
    /// What the window tells of this computer.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub async fn computer(&self) -> Result<Computer, DeskError> {
        Ok(Computer {
            keys: self.inner.keys.state().await,
            ca_fingerprint: self.history().newest_authority()?.map(|a| a.fingerprint),
            data_folder: self.data_folder().display().to_string(),
            kept_folder: self.kept_folder()?.display().to_string(),
        })
    }

    /// Opens this computer's key with a passphrase, or makes it behind one.
    ///
    /// # Errors
    /// [`session::ErrorCode::PassphraseWrong`] when a key is there and this does not open it.
    pub async fn use_passphrase(&self, passphrase: String) -> Result<(), DeskError> {
        let now = self.now();
        self.inner
            .keys
            .use_passphrase(secrets::Secret::from(passphrase), now)
            .await
    }

    /// Tries the passphrase that was given, where there is a key for it to open.
    ///
    /// # Errors
    /// [`session::ErrorCode::PassphraseWrong`] when it does not.
    pub async fn try_passphrase(&self) -> Result<(), DeskError> {
        self.inner.keys.try_passphrase(self.now()).await
    }

    /// Where there is no keyring, signs with a key that lives while Paraph runs.
    pub fn use_run_key(&self) {
        self.inner.keys.use_run_key();
    }

    /// Where this computer's signing key is.
    pub async fn key_state(&self) -> crate::KeyState {
        self.inner.keys.state().await
    }

    /// The accounts, by name.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn accounts(&self) -> Result<Vec<history::AccountRow>, DeskError> {
        Ok(self.history().accounts()?)
    }
}

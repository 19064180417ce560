//! This computer: its signing key, its folders, its accounts.

use session::ErrorCode;

use crate::api::{Computer, OfficeView};
use crate::clock::rfc3339;
use crate::{Desk, DeskError, opener};

impl Desk {
    /// What the window tells of this computer.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub async fn computer(&self) -> Result<Computer, DeskError> {
        let authority = self.history().newest_authority()?;
        let kept_folder = self.kept_folder()?;
        Ok(Computer {
            keys: self.inner.keys.state().await,
            certificate_until: authority
                .as_ref()
                .and_then(|authority| seal::holds_until(&authority.leaf))
                .map(rfc3339),
            ca_fingerprint: authority.map(|authority| authority.fingerprint),
            data_folder: self.data_folder().display().to_string(),
            kept_usual: kept_folder == self.usual_kept_folder(),
            kept_folder: kept_folder.display().to_string(),
        })
    }

    /// The office, for the window.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn office_view(&self) -> Result<OfficeView, DeskError> {
        let office = self.office()?;
        Ok(OfficeView {
            name: office.name,
            logo: office.logo.map(|logo| history::sha256(&logo.bytes)),
        })
    }

    /// The certificate that those who verify elsewhere may trust, as a PEM file.
    ///
    /// # Errors
    /// [`ErrorCode::NotSealedYet`] when there is none yet.
    pub fn certificate_pem(&self) -> Result<String, DeskError> {
        let authority = self.history().newest_authority()?;
        let authority = authority.ok_or(DeskError::Refused(ErrorCode::NotSealedYet))?;
        Ok(seal::pem_of(&authority.certificate)?)
    }

    /// Makes a new key and certificate for this computer; from now on those sign. What was signed
    /// before still verifies here: the old certificate stays known.
    ///
    /// # Errors
    /// When there is no place for the key, or the history cannot be written.
    pub async fn renew_seal(&self) -> Result<(), DeskError> {
        self.inner.keys.renew(self.now()).await
    }

    /// Opens the folder in which Paraph keeps its data.
    ///
    /// # Errors
    /// When nothing opens it.
    pub fn open_data_folder(&self) -> Result<(), DeskError> {
        opener::path(self.inner.opener.as_ref(), self.data_folder())
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

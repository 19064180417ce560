//! Signing URLs at rest: encrypted with a key from the keyring, bound to their session and signer
//! (`architecture.md`, What is secret). Without a keyring the key lives as long as this run, and
//! the URLs of an earlier run are lost.

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use secrets::{Keyring, Secret};
use services::SigningUrl;
use tokio::sync::Mutex;

use crate::DeskError;

/// The key's name in the keyring.
const NAME: &str = "signing-urls";
/// AES-GCM's nonce, in bytes.
const NONCE: usize = 12;

pub(crate) struct Vault {
    history_id: String,
    key: Mutex<Option<Secret>>,
}

impl Vault {
    pub(crate) fn new(history_id: &str) -> Self {
        Self {
            history_id: history_id.to_owned(),
            key: Mutex::new(None),
        }
    }

    /// The key, made on first use.
    async fn key(&self) -> Result<Secret, DeskError> {
        let mut held = self.key.lock().await;
        if let Some(key) = held.as_ref() {
            return Ok(key.clone());
        }
        let keyring = Keyring::new(&self.history_id);
        let key = match keyring.get(NAME).await {
            Ok(Some(key)) => key,
            Ok(None) => {
                let key = Secret::random(32)?;
                // Without a keyring it is a key for this run.
                let _ = keyring.set(NAME, &key).await;
                key
            }
            Err(_) => Secret::random(32)?,
        };
        *held = Some(key.clone());
        Ok(key)
    }

    pub(crate) async fn seal(
        &self,
        session: &str,
        signer: u16,
        url: &SigningUrl,
    ) -> Result<Vec<u8>, DeskError> {
        let key = self.key().await?;
        let cipher = cipher(&key)?;
        let nonce = rand::random::<[u8; NONCE]>();
        let sealed = cipher
            .encrypt(
                &Nonce::from(nonce),
                Payload {
                    msg: url.expose().as_bytes(),
                    aad: bound_to(session, signer).as_bytes(),
                },
            )
            .map_err(|_| DeskError::Internal("an address could not be encrypted".into()))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// The address, unless its key is gone.
    pub(crate) async fn open(
        &self,
        session: &str,
        signer: u16,
        sealed: &[u8],
    ) -> Result<Option<SigningUrl>, DeskError> {
        let Some((nonce, sealed)) = sealed.split_first_chunk::<NONCE>() else {
            return Ok(None);
        };
        let key = self.key().await?;
        let opened = cipher(&key)?.decrypt(
            &Nonce::from(*nonce),
            Payload {
                msg: sealed,
                aad: bound_to(session, signer).as_bytes(),
            },
        );
        Ok(opened
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .map(SigningUrl::new))
    }
}

fn cipher(key: &Secret) -> Result<Aes256Gcm, DeskError> {
    Aes256Gcm::new_from_slice(key.expose())
        .map_err(|_| DeskError::Internal("the key for addresses has a wrong length".into()))
}

fn bound_to(session: &str, signer: u16) -> String {
    format!("{session}/{signer}")
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn vault() -> Vault {
        let vault = Vault::new("test");
        *vault.key.lock().await = Some(Secret::random(32).unwrap());
        vault
    }

    #[tokio::test]
    async fn an_address_comes_back_only_for_its_own_session_and_signer() {
        let vault = vault().await;
        let url = SigningUrl::new("https://sign.example/secret");
        let sealed = vault.seal("s", 1, &url).await.unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("secret"));
        assert_eq!(vault.open("s", 1, &sealed).await.unwrap(), Some(url));
        assert_eq!(vault.open("s", 2, &sealed).await.unwrap(), None);
        assert_eq!(vault.open("t", 1, &sealed).await.unwrap(), None);
    }

    #[tokio::test]
    async fn an_address_of_another_run_without_keyring_is_lost_and_no_error() {
        let sealed = vault()
            .await
            .seal("s", 1, &SigningUrl::new("https://sign.example/x"))
            .await
            .unwrap();
        assert_eq!(vault().await.open("s", 1, &sealed).await.unwrap(), None);
        assert_eq!(vault().await.open("s", 1, &[1, 2]).await.unwrap(), None);
    }
}

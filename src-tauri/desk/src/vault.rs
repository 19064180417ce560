//! Signing URLs at rest: encrypted with a key from the keyring, bound to their session and signer
//! (`architecture.md`, What is secret). Without a keyring the key lives as long as this run, and
//! the URLs of an earlier run are lost.

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use secrets::{Keyring, Secret, SecretsError};
use services::SigningUrl;
use tokio::sync::Mutex;

use crate::DeskError;

/// The key's name in the keyring.
const NAME: &str = "signing-urls";
/// AES-GCM's nonce, in bytes.
const NONCE: usize = 12;

pub(crate) struct Vault {
    history_id: String,
    keys: Mutex<Keys>,
}

/// The keys at hand.
#[derive(Default)]
struct Keys {
    /// The keyring's own.
    lasting: Option<Secret>,
    /// Made while the keyring could not be had; gone with this run.
    of_this_run: Option<Secret>,
}

impl Vault {
    pub(crate) fn new(history_id: &str) -> Self {
        Self {
            history_id: history_id.to_owned(),
            keys: Mutex::default(),
        }
    }

    /// The key under which to put an address away, made on first use.
    async fn key(&self) -> Result<Secret, DeskError> {
        let mut keys = self.keys.lock().await;
        if let Some(key) = keys.lasting.as_ref().or(keys.of_this_run.as_ref()) {
            return Ok(key.clone());
        }
        let keyring = Keyring::new(&self.history_id);
        let found = match keyring.get(NAME).await {
            Ok(Some(key)) => Some(key),
            Ok(None) => {
                let key = Secret::random(32)?;
                keyring.set(NAME, &key).await.ok().map(|()| key)
            }
            Err(_) => None,
        };
        if found.is_some() {
            keys.lasting.clone_from(&found);
        }
        match found {
            Some(key) => Ok(key),
            None => Ok(keys.of_this_run.insert(Secret::random(32)?).clone()),
        }
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

    /// The address; `None` when its key is gone for good.
    ///
    /// # Errors
    /// That the keyring is locked, where the key is in it.
    pub(crate) async fn open(
        &self,
        session: &str,
        signer: u16,
        sealed: &[u8],
    ) -> Result<Option<SigningUrl>, DeskError> {
        let mut keys = self.keys.lock().await;
        for key in [&keys.lasting, &keys.of_this_run].into_iter().flatten() {
            if let Some(url) = opened(key, session, signer, sealed)? {
                return Ok(Some(url));
            }
        }
        if keys.lasting.is_some() {
            return Ok(None);
        }
        match Keyring::new(&self.history_id).get(NAME).await {
            Ok(Some(key)) => {
                let url = opened(&key, session, signer, sealed)?;
                keys.lasting = Some(key);
                Ok(url)
            }
            Ok(None) | Err(SecretsError::Missing(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// The address, where it was put away under this key for that session and signer.
fn opened(
    key: &Secret,
    session: &str,
    signer: u16,
    sealed: &[u8],
) -> Result<Option<SigningUrl>, DeskError> {
    let Some((nonce, sealed)) = sealed.split_first_chunk::<NONCE>() else {
        return Ok(None);
    };
    let opened = cipher(key)?.decrypt(
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
        vault.keys.lock().await.lasting = Some(Secret::random(32).unwrap());
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

    #[tokio::test]
    async fn addresses_of_before_and_after_the_keyring_came_back_both_open() {
        let vault = Vault::new("test");
        vault.keys.lock().await.of_this_run = Some(Secret::random(32).unwrap());
        let (early, late) = (SigningUrl::new("https://a"), SigningUrl::new("https://b"));
        let early_sealed = vault.seal("s", 1, &early).await.unwrap();
        vault.keys.lock().await.lasting = Some(Secret::random(32).unwrap());
        let late_sealed = vault.seal("s", 1, &late).await.unwrap();
        assert_eq!(
            vault.open("s", 1, &early_sealed).await.unwrap(),
            Some(early)
        );
        assert_eq!(vault.open("s", 1, &late_sealed).await.unwrap(), Some(late));
    }
}

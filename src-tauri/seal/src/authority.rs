//! This computer's keys: a certificate authority and the certificate that signs under it.

use time::OffsetDateTime;
use zeroize::Zeroizing;

use crate::SealError;

/// A certificate authority of this computer and a P-256 certificate under it that signs.
/// Certificates are X.509 in DER, keys are PKCS#8 in DER.
pub struct Identity {
    /// The authority's certificate: what those who verify may trust.
    pub ca_certificate: Vec<u8>,
    /// The authority's private key.
    pub ca_key: Zeroizing<Vec<u8>>,
    /// The certificate that signs.
    pub certificate: Vec<u8>,
    /// Its private key.
    pub key: Zeroizing<Vec<u8>>,
}

impl Identity {
    /// New keys for the computer of that name, valid from shortly before `now`.
    ///
    /// # Errors
    /// [`SealError::Internal`] when the system gives no random numbers.
    pub fn make(computer: &str, now: OffsetDateTime) -> Result<Self, SealError> {
        let _ = (computer, now);
        Err(SealError::Internal("not built".into()))
    }

    /// All four parts as one text for the keyring.
    #[must_use]
    pub fn to_secret(&self) -> Zeroizing<String> {
        Zeroizing::new(String::new())
    }

    /// The identity that [`Self::to_secret`] wrote.
    ///
    /// # Errors
    /// [`SealError::KeyUnreadable`] when the text is something else.
    pub fn from_secret(secret: &str) -> Result<Self, SealError> {
        let _ = secret;
        Err(SealError::Internal("not built".into()))
    }

    /// All four parts as PEM blocks, the keys encrypted under the passphrase.
    ///
    /// # Errors
    /// [`SealError::Internal`] when the keys cannot be encrypted.
    pub fn encrypt(&self, passphrase: &str) -> Result<Vec<u8>, SealError> {
        let _ = passphrase;
        Err(SealError::Internal("not built".into()))
    }

    /// The identity that [`Self::encrypt`] wrote.
    ///
    /// # Errors
    /// [`SealError::PassphraseWrong`]; [`SealError::KeyUnreadable`] when the bytes are something
    /// else.
    pub fn decrypt(bytes: &[u8], passphrase: &str) -> Result<Self, SealError> {
        let _ = (bytes, passphrase);
        Err(SealError::Internal("not built".into()))
    }

    /// SHA-256 of the signing certificate, in lower-case hex.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        String::new()
    }

    /// SHA-256 of the authority's certificate, in lower-case hex.
    #[must_use]
    pub fn ca_fingerprint(&self) -> String {
        String::new()
    }
}

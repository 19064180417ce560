//! This computer's keys: a certificate authority and the certificate that signs under it.

use std::fmt;

use der::Decode as _;
use pkcs8::der::pem;
use pkcs8::{EncryptedPrivateKeyInfo, LineEnding, PrivateKeyInfo};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, SerialNumber,
};
use sha2::{Digest, Sha256};
use time::{Duration, OffsetDateTime};
use zeroize::Zeroizing;

use crate::SealError;

const CERTIFICATE: &str = "CERTIFICATE";
const KEY: &str = "PRIVATE KEY";
const ENCRYPTED_KEY: &str = "ENCRYPTED PRIVATE KEY";

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

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("fingerprint", &self.fingerprint())
            .finish_non_exhaustive()
    }
}

impl Identity {
    /// New keys for the computer of that name, valid from shortly before `now`: the authority for
    /// thirty years, the certificate that signs for ten.
    ///
    /// # Errors
    /// [`SealError::Internal`] when the system gives no random numbers.
    pub fn make(computer: &str, now: OffsetDateTime) -> Result<Self, SealError> {
        let made = || -> Result<Self, rcgen::Error> {
            let ca_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
            let mut ca = certificate_of(&format!("Paraph authority, {computer}"), now, 30);
            ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
            ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
            let ca_certificate = ca.self_signed(&ca_key)?.der().to_vec();

            let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
            let mut leaf = certificate_of(&format!("Paraph on {computer}"), now, 10);
            leaf.is_ca = IsCa::ExplicitNoCa;
            leaf.key_usages = vec![
                KeyUsagePurpose::DigitalSignature,
                KeyUsagePurpose::ContentCommitment,
            ];
            leaf.use_authority_key_identifier_extension = true;
            let issuer = Issuer::from_params(&ca, &ca_key);
            let certificate = leaf.signed_by(&key, &issuer)?.der().to_vec();
            Ok(Self {
                ca_certificate,
                ca_key: Zeroizing::new(ca_key.serialize_der()),
                certificate,
                key: Zeroizing::new(key.serialize_der()),
            })
        };
        made().map_err(|e| SealError::Internal(format!("making keys: {e}")))
    }

    /// All four parts as one text of PEM blocks, for the keyring. Holds the keys in plain.
    ///
    /// # Errors
    /// [`SealError::Internal`] when a part is larger than PEM allows.
    pub fn to_secret(&self) -> Result<Zeroizing<String>, SealError> {
        self.write(KEY, |key| Ok(Zeroizing::new(key.to_vec())))
    }

    /// The identity that [`Self::to_secret`] wrote.
    ///
    /// # Errors
    /// [`SealError::KeyUnreadable`] when the text is something else.
    pub fn from_secret(secret: &str) -> Result<Self, SealError> {
        Self::read(secret, KEY, |der| Ok(Zeroizing::new(der.to_vec())))
    }

    /// All four parts as PEM blocks, the keys encrypted under the passphrase (PKCS#8, PBES2 with
    /// scrypt and AES-256).
    ///
    /// # Errors
    /// [`SealError::Internal`] when the keys cannot be encrypted.
    pub fn encrypt(&self, passphrase: &str) -> Result<Vec<u8>, SealError> {
        let text = self.write(ENCRYPTED_KEY, |key| {
            PrivateKeyInfo::try_from(key)
                .and_then(|info| info.encrypt(pkcs8::rand_core::OsRng, passphrase))
                .map(|document| Zeroizing::new(document.as_bytes().to_vec()))
                .map_err(|e| SealError::Internal(format!("encrypting a key: {e}")))
        })?;
        Ok(text.as_bytes().to_vec())
    }

    /// The identity that [`Self::encrypt`] wrote.
    ///
    /// # Errors
    /// [`SealError::PassphraseWrong`]; [`SealError::KeyUnreadable`] when the bytes are something
    /// else.
    pub fn decrypt(bytes: &[u8], passphrase: &str) -> Result<Self, SealError> {
        let text = std::str::from_utf8(bytes).map_err(unreadable)?;
        Self::read(text, ENCRYPTED_KEY, |der| {
            let document = EncryptedPrivateKeyInfo::try_from(der)
                .map_err(unreadable)?
                .decrypt(passphrase)
                .map_err(|_| SealError::PassphraseWrong)?;
            // A wrong passphrase may decrypt to noise with sound padding.
            PrivateKeyInfo::try_from(document.as_bytes())
                .map_err(|_| SealError::PassphraseWrong)?;
            Ok(Zeroizing::new(document.as_bytes().to_vec()))
        })
    }

    /// SHA-256 of the signing certificate, in lower-case hex.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        hex::encode(Sha256::digest(&self.certificate))
    }

    /// SHA-256 of the authority's certificate, in lower-case hex.
    #[must_use]
    pub fn ca_fingerprint(&self) -> String {
        hex::encode(Sha256::digest(&self.ca_certificate))
    }

    /// The authority's certificate in PEM, for those who verify elsewhere.
    ///
    /// # Errors
    /// [`SealError::Internal`] when it is larger than PEM allows.
    pub fn ca_pem(&self) -> Result<String, SealError> {
        pem_of(&self.ca_certificate)
    }

    fn write(
        &self,
        key_label: &'static str,
        key_bytes: impl Fn(&[u8]) -> Result<Zeroizing<Vec<u8>>, SealError>,
    ) -> Result<Zeroizing<String>, SealError> {
        let mut text = Zeroizing::new(String::with_capacity(4096));
        text.push_str(&block(CERTIFICATE, &self.ca_certificate)?);
        text.push_str(&Zeroizing::new(block(
            key_label,
            &key_bytes(&self.ca_key)?,
        )?));
        text.push_str(&block(CERTIFICATE, &self.certificate)?);
        text.push_str(&Zeroizing::new(block(key_label, &key_bytes(&self.key)?)?));
        Ok(text)
    }

    fn read(
        text: &str,
        key_label: &str,
        key: impl Fn(&[u8]) -> Result<Zeroizing<Vec<u8>>, SealError>,
    ) -> Result<Self, SealError> {
        let mut blocks = Vec::new();
        for part in text.split("-----BEGIN ").skip(1) {
            let part = Zeroizing::new(format!("-----BEGIN {part}"));
            let (label, der) = pem::decode_vec(part.as_bytes()).map_err(unreadable)?;
            blocks.push((label.to_owned(), Zeroizing::new(der)));
        }
        let [
            (a, ca_certificate),
            (b, ca_key),
            (c, certificate),
            (d, leaf_key),
        ] = blocks.as_slice()
        else {
            return Err(SealError::KeyUnreadable("not four PEM blocks".into()));
        };
        if [a.as_str(), b, c, d] != [CERTIFICATE, key_label, CERTIFICATE, key_label] {
            return Err(SealError::KeyUnreadable("PEM blocks of other kinds".into()));
        }
        Ok(Self {
            ca_certificate: ca_certificate.to_vec(),
            ca_key: key(ca_key)?,
            certificate: certificate.to_vec(),
            key: key(leaf_key)?,
        })
    }
}

/// A certificate in DER as PEM.
///
/// # Errors
/// [`SealError::Internal`] when it is larger than PEM allows.
pub fn pem_of(certificate: &[u8]) -> Result<String, SealError> {
    block(CERTIFICATE, certificate)
}

/// Until when a certificate in DER holds; `None` when it cannot be read.
#[must_use]
pub fn holds_until(certificate: &[u8]) -> Option<OffsetDateTime> {
    let read = x509_cert::Certificate::from_der(certificate).ok()?;
    let until = read.tbs_certificate.validity.not_after.to_unix_duration();
    OffsetDateTime::from_unix_timestamp(i64::try_from(until.as_secs()).ok()?).ok()
}

fn certificate_of(common_name: &str, now: OffsetDateTime, years: i64) -> CertificateParams {
    let mut params = CertificateParams::default();
    let mut name = DistinguishedName::new();
    // The upper bound of a common name is 64 characters (RFC 5280).
    name.push(
        DnType::CommonName,
        common_name.chars().take(64).collect::<String>(),
    );
    params.distinguished_name = name;
    // An hour back: clocks of those who verify differ.
    params.not_before = now - Duration::HOUR;
    params.not_after = now.saturating_add(Duration::days(years * 365));
    let mut serial: [u8; 16] = rand::random();
    serial[0] = serial[0] & 0x7f | 0x40;
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    params
}

fn block(label: &'static str, der: &[u8]) -> Result<String, SealError> {
    pem::encode_string(label, LineEnding::LF, der)
        .map_err(|e| SealError::Internal(format!("writing PEM: {e}")))
}

fn unreadable(error: impl fmt::Display) -> SealError {
    SealError::KeyUnreadable(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made() -> Identity {
        Identity::make("Łódź office", time::macros::datetime!(2026-11-25 20:00 UTC)).unwrap()
    }

    fn same(a: &Identity, b: &Identity) -> bool {
        a.ca_certificate == b.ca_certificate
            && a.certificate == b.certificate
            && a.key == b.key
            && a.ca_key == b.ca_key
    }

    #[test]
    fn an_identity_comes_back_from_the_keyring_as_it_went_in() {
        let identity = made();
        let back = Identity::from_secret(&identity.to_secret().unwrap()).unwrap();
        assert!(same(&identity, &back));
        assert_eq!(back.fingerprint().len(), 64);
        assert_ne!(back.fingerprint(), back.ca_fingerprint());
    }

    #[test]
    fn a_passphrase_opens_what_it_closed_and_another_does_not() {
        let identity = made();
        let closed = identity.encrypt("correct horse").unwrap();
        let text = String::from_utf8(closed.clone()).unwrap();
        assert!(!text.contains("BEGIN PRIVATE KEY"));
        assert!(same(
            &identity,
            &Identity::decrypt(&closed, "correct horse").unwrap()
        ));
        assert!(matches!(
            Identity::decrypt(&closed, "wrong horse"),
            Err(SealError::PassphraseWrong)
        ));
        assert!(matches!(
            Identity::decrypt(b"something else", "correct horse"),
            Err(SealError::KeyUnreadable(_))
        ));
    }

    #[test]
    fn debug_output_shows_no_key() {
        let identity = made();
        let shown = format!("{identity:?}");
        assert!(shown.len() < 120, "{shown}");
        assert!(shown.contains(&identity.fingerprint()));
    }
}

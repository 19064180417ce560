//! A value that hides itself.

use std::fmt;

use rand::{TryRngCore, rngs::OsRng};
use zeroize::Zeroizing;

use crate::SecretsError;

/// Bytes that nobody should see: shown as `…` wherever it is printed for debugging, printed and
/// serialised nowhere else, wiped from memory when dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the bytes over.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// New bytes from the operating system's source of randomness.
    ///
    /// # Errors
    /// When the system has none to give.
    pub fn random(length: usize) -> Result<Self, SecretsError> {
        let mut bytes = Zeroizing::new(vec![0; length]);
        OsRng
            .try_fill_bytes(&mut bytes)
            .map_err(|e| SecretsError::Failed(e.to_string()))?;
        Ok(Self(bytes))
    }

    /// The bytes, for the one who needs them.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The bytes as text, where they are text.
    #[must_use]
    pub fn expose_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text.into_bytes())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_show_itself() {
        let secret = Secret::from("hunter2".to_owned());
        assert_eq!(format!("{:?}", Some(&secret)), "Some(…)");
        assert_eq!(secret.expose_str(), Some("hunter2"));
    }

    #[test]
    fn random_secrets_differ() {
        let (a, b) = (Secret::random(32).unwrap(), Secret::random(32).unwrap());
        assert_eq!(a.expose().len(), 32);
        assert_ne!(a.expose(), b.expose());
    }
}

//! The sender's account at a service: where it is, how it is set up, and what proves who asks.

use std::collections::BTreeMap;
use std::fmt;

use secrets::Secret;
use session::ErrorCode;
use url::{Host, Url};

use crate::StepError;

/// An account, with its secrets where they are at hand.
#[derive(Debug, Clone, Default)]
pub struct Account {
    /// What people call it.
    pub name: String,
    /// Where the service is reached, if not at its usual address.
    pub base_url: Option<String>,
    /// What was set, by name; the service's inputs say what there is.
    pub settings: BTreeMap<String, String>,
    /// API keys and the like; empty while the keyring was not asked.
    pub credentials: Credentials,
}

impl Account {
    /// A setting, unless it is empty.
    #[must_use]
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.settings
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}

/// The secrets of an account, by name. Shows itself nowhere.
#[derive(Clone, Default)]
pub struct Credentials(BTreeMap<String, Secret>);

impl Credentials {
    /// These secrets.
    #[must_use]
    pub fn new(secrets: BTreeMap<String, Secret>) -> Self {
        Self(secrets)
    }

    /// The secret of that name as text, unless it is empty or no text.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)?
            .expose_str()
            .filter(|text| !text.is_empty())
    }

    /// Whether there is none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Reads the address of a service: https, or http on this computer's own loopback; no name and
/// password in it, no query.
///
/// # Errors
/// [`ErrorCode::BaseUrlInvalid`].
pub fn check_base_url(text: &str) -> Result<Url, StepError> {
    let invalid = |why: String| StepError::new(ErrorCode::BaseUrlInvalid, why);
    let url = Url::parse(text.trim()).map_err(|e| invalid(e.to_string()))?;
    let loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    match url.scheme() {
        "https" if plain && url.has_host() => Ok(url),
        "http" if plain && loopback => Ok(url),
        scheme => Err(invalid(format!(
            "{scheme}: {}",
            url.host_str().unwrap_or_default()
        ))),
    }
}

/// Whether a browser may be led to an address that a service names: https, or http on loopback.
pub(crate) fn is_service_address(text: &str) -> bool {
    let Ok(mut url) = Url::parse(text.trim()) else {
        return false;
    };
    url.set_query(None);
    url.set_fragment(None);
    check_base_url(url.as_str()).is_ok()
}

/// An id that nobody has, in the shape of a UUID: to see whether a service knows who asks.
pub(crate) fn random_id() -> Result<String, StepError> {
    let id = Secret::random(16)
        .map(|id| hex::encode(id.expose()))
        .map_err(|e| StepError::new(ErrorCode::Internal, e.to_string()))?;
    let part = |from: usize, to: usize| id.get(from..to).unwrap_or_default();
    Ok([
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32),
    ]
    .join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_reached_by_https_or_on_loopback_only() {
        for good in [
            "https://api.example/v1/",
            "http://127.0.0.1:8080/",
            "http://localhost:1/api",
        ] {
            assert!(check_base_url(good).is_ok(), "{good}");
        }
        for bad in [
            "http://api.example/",
            "ftp://api.example/",
            "https://me:secret@api.example/",
            "https://api.example/?key=1",
            "file:///etc/passwd",
            "api.example",
            "http://127.0.0.1.evil.example/",
        ] {
            assert!(check_base_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn credentials_show_their_names_only() {
        let secrets = BTreeMap::from([("app_key".to_owned(), Secret::from("hunter2".to_owned()))]);
        let shown = format!("{:?}", Credentials::new(secrets));
        assert!(shown.contains("app_key") && !shown.contains("hunter2"));
    }
}

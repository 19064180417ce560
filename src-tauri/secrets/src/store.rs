//! The system's store, started by ourselves: `keyring` starts it once for the life of the process,
//! and Paraph must be able to try again after the person has unlocked or installed one.

use std::error::Error as StdError;
use std::sync::Arc;

use keyring::{Entry, Error};
use keyring_core::CredentialStore;

use crate::SecretsError;

/// Starts the store. May take as long as the system likes.
pub(crate) fn start() -> Result<Arc<CredentialStore>, SecretsError> {
    let started: keyring::Result<Arc<CredentialStore>> = start_here();
    started.map_err(|error| match told(error) {
        SecretsError::Failed(cause) => SecretsError::Missing(cause),
        other => other,
    })
}

#[cfg(all(unix, not(target_os = "macos")))]
fn start_here() -> keyring::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

/// Not run.
#[cfg(target_os = "macos")]
fn start_here() -> keyring::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

/// Not run.
#[cfg(windows)]
fn start_here() -> keyring::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

/// The entry of that name, in our own store instead of `keyring`'s.
pub(crate) fn entry(store: &Arc<CredentialStore>, user: &str) -> Result<Entry, SecretsError> {
    let inner = keyring_core::Entry::new_in_store(store, "Paraph", user).map_err(told)?;
    Ok(Entry { inner })
}

/// What a failure of the store means. `NoEntry` is no failure and is handled before.
pub(crate) fn told(error: Error) -> SecretsError {
    match error {
        Error::NoDefaultStore => SecretsError::Missing(error.to_string()),
        Error::NoStorageAccess(cause) => of_cause(cause.as_ref()).unwrap_or(SecretsError::Locked),
        Error::PlatformFailure(cause) => {
            of_cause(cause.as_ref()).unwrap_or_else(|| SecretsError::Failed(cause.to_string()))
        }
        // These hold the secret's bytes; their words do not.
        other => SecretsError::Failed(other.to_string()),
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn of_cause(cause: &(dyn StdError + Send + Sync + 'static)) -> Option<SecretsError> {
    use secret_service::Error as Service;
    let cause = cause.downcast_ref::<Service>()?;
    Some(match cause {
        Service::Locked => SecretsError::Locked,
        Service::Prompt => SecretsError::Cancelled,
        // No default collection: a keyring that was never set up.
        Service::Unavailable | Service::NoResult => SecretsError::Missing(cause.to_string()),
        _ => return None,
    })
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn of_cause(_cause: &(dyn StdError + Send + Sync + 'static)) -> Option<SecretsError> {
    None
}

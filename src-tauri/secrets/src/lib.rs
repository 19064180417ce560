//! Secrets: how they are held in memory, and how they come from the operating system's keyring.
//!
//! * [`Secret`] hides itself from logs and errors and is wiped when it is dropped.
//! * [`Keyring`] gets, sets and deletes them by name.

mod error;
mod keyring;
mod secret;
mod store;

pub use error::SecretsError;
pub use keyring::Keyring;
pub use secret::Secret;

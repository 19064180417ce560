//! The operating system's keyring.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use keyring::{Entry, Error};
use keyring_core::CredentialStore;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use crate::store::{entry, start, told};
use crate::{Secret, SecretsError};

/// How long the keyring may take to answer.
const USUAL_LIMIT: Duration = Duration::from_secs(10);

/// How long until a keyring that failed is asked once more.
const MOMENT: Duration = Duration::from_millis(200);

/// The secrets of one history in the operating system's keyring, as entries `Paraph` /
/// `<history id>/<name>`. Cheap to clone.
///
/// A keyring may ask the person for a password and wait as long as it likes. So every call runs
/// on a thread of its own and is given up after a while, and the next call starts afresh.
#[derive(Clone)]
pub struct Keyring {
    history_id: String,
    limit: Duration,
    started: Arc<Mutex<Option<Arc<CredentialStore>>>>,
}

impl Keyring {
    /// The secrets of the history with that id.
    #[must_use]
    pub fn new(history_id: impl Into<String>) -> Self {
        Self {
            history_id: history_id.into(),
            limit: USUAL_LIMIT,
            started: Arc::default(),
        }
    }

    /// Gives each call that long instead of 10 s.
    #[must_use]
    pub fn with_limit(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    /// The secret of that name; `None` where there is none.
    ///
    /// # Errors
    /// When the keyring is missing, locked or fails.
    pub async fn get(&self, name: &str) -> Result<Option<Secret>, SecretsError> {
        self.call(name, |entry| match entry.get_secret() {
            Ok(bytes) => Ok(Some(Secret::new(bytes))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(told(error)),
        })
        .await
    }

    /// Keeps a secret under that name, in place of an earlier one.
    ///
    /// # Errors
    /// When the keyring is missing, locked or fails.
    pub async fn set(&self, name: &str, secret: &Secret) -> Result<(), SecretsError> {
        let bytes = Zeroizing::new(secret.expose().to_vec());
        self.call(name, move |entry| entry.set_secret(&bytes).map_err(told))
            .await
    }

    /// Deletes the secret of that name, if there is one.
    ///
    /// # Errors
    /// When the keyring is missing, locked or fails.
    pub async fn delete(&self, name: &str) -> Result<(), SecretsError> {
        self.call(name, |entry| match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(told(error)),
        })
        .await
    }

    /// Not one of tokio's blocking threads: the runtime waits for those when it ends, and a
    /// keyring that waits for its password would keep the whole program from ending.
    async fn call<T: Send + 'static>(
        &self,
        name: &str,
        work: impl Fn(&Entry) -> Result<T, SecretsError> + Send + 'static,
    ) -> Result<T, SecretsError> {
        let user = format!("{}/{name}", self.history_id);
        let (answer, answered) = oneshot::channel();
        let known = self.known().clone();
        std::thread::Builder::new()
            .name("keyring".to_owned())
            .spawn(move || {
                let _ = answer.send(run_or_again(known, &user, work));
            })
            .map_err(|e| SecretsError::Failed(e.to_string()))?;
        let (store, result) = match tokio::time::timeout(self.limit, answered).await {
            Ok(Ok((store, result))) => (store, result),
            Ok(Err(_)) => (
                None,
                Err(SecretsError::Failed("its thread ended".to_owned())),
            ),
            Err(_) => (None, Err(SecretsError::TimedOut(self.limit))),
        };
        // After a failure the connection may be stuck or dead: the next call makes a new one.
        *self.known() = store.filter(|_| result.is_ok());
        result
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Option<Arc<CredentialStore>>> {
        self.started.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Outcome<T> = (Option<Arc<CredentialStore>>, Result<T, SecretsError>);

/// Asks once more, over a new connection, where the first was to a keyring that is gone or only
/// just begins: who is told too soon that there is none is asked for secrets that are kept.
fn run_or_again<T>(
    known: Option<Arc<CredentialStore>>,
    user: &str,
    work: impl Fn(&Entry) -> Result<T, SecretsError>,
) -> Outcome<T> {
    let first = run(known, user, &work);
    match first.1 {
        Err(SecretsError::Missing(_) | SecretsError::Failed(_)) => {
            std::thread::sleep(MOMENT);
            run(None, user, &work)
        }
        _ => first,
    }
}

fn run<T>(
    known: Option<Arc<CredentialStore>>,
    user: &str,
    work: impl Fn(&Entry) -> Result<T, SecretsError>,
) -> Outcome<T> {
    let store = match known.map_or_else(start, Ok) {
        Ok(store) => store,
        Err(error) => return (None, Err(error)),
    };
    let result = entry(&store, user).and_then(|entry| work(&entry));
    (Some(store), result)
}

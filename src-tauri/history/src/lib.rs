//! The local history: SQLite for what happened and what is planned, files beside it for what was
//! sent and signed. Secrets are never in it in plain.
//!
//! Times are milliseconds since 1970 in UTC and are passed in; nothing here reads a clock.

mod authorities;
mod documents;
mod drafts;
mod error;
mod events;
mod files;
mod forget;
mod journal;
mod leases;
mod links;
mod listing;
mod place;
mod records;
mod remote;
mod schema;
mod sessions;
mod settings;
mod signers;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use authorities::Authority;
pub use error::HistoryError;
pub use events::{Happened, NewEvent};
pub use files::{Existing, Store, sha256, sha256_of_file, write_atomic};
pub use journal::StepRow;
pub use leases::{Lease, LeaseRow};
pub use links::{LinkEnd, LinkRow};
pub use listing::{AlreadySent, Query};
pub use place::Place;
pub use records::{DocumentRow, NewDocument, NewSession, NewSigner, Person, SessionRow, SignerRow};
pub use remote::{Observation, Scope};
pub use settings::AccountRow;
pub use signers::SignedNow;

/// How long a writer waits for another process's write.
const BUSY: Duration = Duration::from_secs(10);

/// Differs from an earlier one when anything was written meanwhile, by whichever process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// Writes of this connection.
    own: u64,
    /// SQLite's count of the writes of others.
    others: i64,
}

/// An open history. Clones share the connection.
#[derive(Clone)]
pub struct History {
    connection: Arc<Mutex<Connection>>,
    store: Store,
    folder: PathBuf,
    id: String,
    network: bool,
    /// Held while the history is open.
    _taken: Arc<Option<File>>,
}

impl History {
    /// Opens the history in a data folder, makes it when there is none, and brings an older one
    /// to today's version.
    ///
    /// # Errors
    /// [`HistoryError::Newer`], [`HistoryError::Foreign`] and [`HistoryError::Elsewhere`] leave the
    /// file as it was.
    pub fn open(folder: &Path) -> Result<Self, HistoryError> {
        Self::open_at(folder, &Place::of(folder))
    }

    /// Opens the history of a folder of which it is known where it lies.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_at(folder: &Path, place: &Place) -> Result<Self, HistoryError> {
        let path = folder.join("history.sqlite");
        // The store's folder with it, so that its name is safe before anything lies in it.
        files::make_private_folder(folder)
            .and_then(|()| files::make_private_folder(&folder.join("store")))
            .and_then(|()| files::make_private_file(&path))
            .map_err(|source| HistoryError::Folder {
                path: folder.display().to_string(),
                source,
            })?;
        let taken = place::take(folder, place)?;
        let mut connection = Connection::open(path)?;
        connection.busy_timeout(BUSY)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        // Read the version before anything that could write to a file of somebody else's.
        schema::migrate(&mut connection)?;
        // A write-ahead log needs memory that its readers share, which no network drive has.
        let journal = if place.network { "DELETE" } else { "WAL" };
        connection.pragma_update(None, "journal_mode", journal)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        let id = settings::history_id(&mut connection)?;
        Ok(Self {
            connection: Arc::new(Mutex::new(connection)),
            store: Store::new(folder.to_owned()),
            folder: folder.to_owned(),
            id,
            network: place.network,
            _taken: Arc::new(taken),
        })
    }

    /// Whether the data folder lies on another computer.
    #[must_use]
    pub fn on_network(&self) -> bool {
        self.network
    }

    /// The files beside the history.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The id under which this history's secrets stand in the keyring.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Tells whether anything was written since the last call. Costs next to nothing.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn version(&self) -> Result<Version, HistoryError> {
        self.read(|c| {
            Ok(Version {
                own: c.total_changes(),
                others: c.pragma_query_value(None, "data_version", |row| row.get(0))?,
            })
        })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A panic elsewhere leaves no half-done transaction: rusqlite rolls back on drop.
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads.
    fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, HistoryError>,
    ) -> Result<T, HistoryError> {
        work(&self.connection())
    }

    /// Writes in one transaction: all of it is on disk when this returns, or nothing.
    fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, HistoryError>,
    ) -> Result<T, HistoryError> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }
}

/// A stored JSON text as its type.
fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, HistoryError> {
    serde_json::from_str(text).map_err(|e| HistoryError::Record(e.to_string()))
}

/// A value as the JSON text that is stored.
fn to_json<T: serde::Serialize>(value: &T) -> Result<String, HistoryError> {
    serde_json::to_string(value).map_err(|e| HistoryError::Record(e.to_string()))
}

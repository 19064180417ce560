//! The use cases: prepare, send, sign here, keep, look up. The window and the command line are
//! thin over this; neither has a rule of its own.

mod accounts;
#[cfg(test)]
mod accounts_tests;
mod acts;
pub mod api;
mod awake;
mod bench;
#[cfg(all(test, target_os = "linux"))]
mod bus_tests;
mod check;
pub mod clock;
mod close;
mod computer;
mod correct;
mod countdown;
mod deadline;
mod due;
mod engine;
mod error;
mod export;
mod fetched;
mod follow;
mod here;
mod job;
mod keep;
mod kept;
mod keys;
mod language;
mod late;
mod later;
mod log;
mod names;
mod office;
mod opener;
mod outlook;
mod postbacks;
pub mod prepare;
mod receipt;
mod redact;
mod report;
mod sealed;
mod send;
pub mod serve;
mod sessions;
mod stop;
#[cfg(test)]
mod testing;
mod track;
mod vault;
mod verify;
pub mod words;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use history::{History, NewEvent};
use session::Told;
use time::OffsetDateTime;
use tokio::sync::{Notify, broadcast, watch};
use worker::Pool;

pub use accounts::{AccountView, NewAccount, SecretsState};
pub use clock::{Clock, SystemClock};
pub use engine::Decision;
pub use error::DeskError;
pub use export::Exported;
pub use follow::Follow;
pub use keys::{KeyChoice, KeyState};
pub use log::Log;
pub use office::{Logo, LogoKind, Office};
pub use opener::{Opener, SystemOpener};
pub use postbacks::Receiving;
pub use prepare::Preparation;
pub use redact::redact;
pub use sessions::ListQuery;
pub use verify::{FileVerdict, verify_file};

use words::{Args, Words};

/// Something changed that a window may show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The draft.
    Draft,
    /// The session of that id.
    Session(String),
    /// The accounts.
    Accounts,
    /// What is set for this computer, or the office.
    Settings,
    /// How far a session's step is, in bytes.
    Progress {
        /// The session's id.
        session: String,
        /// So many …
        done: u64,
        /// … of so many.
        all: u64,
        /// While it is sent, how many of all documents' bytes are up …
        sent: u64,
        /// … of so many; 0 where nothing is sent.
        whole: u64,
    },
}

/// What a desk is opened with.
pub struct Options {
    /// Where the history and the kept files are.
    pub data_folder: PathBuf,
    /// The program that is started with `--worker` to read and draw PDFs.
    pub worker: PathBuf,
    /// Where this computer's signing key may come from.
    pub keys: KeyChoice,
    /// Opens addresses and files for the person.
    pub opener: Arc<dyn Opener>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// The desk. Clones are the same desk.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

struct Inner {
    history: History,
    workers: Pool,
    keys: keys::Keys,
    opener: Arc<dyn Opener>,
    clock: Arc<dyn Clock>,
    words: Words,
    changes: broadcast::Sender<Change>,
    log: Log,
    /// Passwords of documents that are open now, by SHA-256. Never written anywhere.
    passwords: Mutex<HashMap<String, String>>,
    /// Secrets of accounts that were asked for, and where they are.
    secrets: Mutex<HashMap<String, (services::Credentials, SecretsState)>>,
    /// Encrypts signing URLs.
    vault: vault::Vault,
    /// Work that is called off.
    stops: Mutex<HashMap<String, watch::Sender<bool>>>,
    /// Wakes the tracker.
    tracker: Notify,
    /// What the tracker need not think through again.
    known: Mutex<due::Known>,
    /// The address of this process's signing page, while it is served.
    serving: Mutex<Option<String>>,
    /// Keeps the computer awake.
    awake: awake::Awake,
}

impl Desk {
    /// Opens the desk over a data folder.
    ///
    /// # Errors
    /// When the history cannot be opened.
    pub fn open(options: Options) -> Result<Self, DeskError> {
        let workers = readers(options.worker.clone());
        Self::open_with(options, workers)
    }

    /// Opens the desk with workers that are there already.
    ///
    /// # Errors
    /// When the history cannot be opened.
    pub fn open_with(options: Options, workers: Pool) -> Result<Self, DeskError> {
        let history = History::open(&options.data_folder)?;
        Ok(Self {
            inner: Arc::new(Inner {
                workers,
                keys: keys::Keys::new(history.clone(), options.keys),
                vault: vault::Vault::new(history.id()),
                history,
                opener: options.opener,
                clock: options.clock,
                words: Words::english(),
                log: Log::of(&options.data_folder),
                changes: broadcast::channel(256).0,
                passwords: Mutex::default(),
                secrets: Mutex::default(),
                stops: Mutex::default(),
                tracker: Notify::new(),
                known: Mutex::default(),
                serving: Mutex::default(),
                awake: awake::Awake::default(),
            }),
        })
    }

    /// The words of the person's language.
    #[must_use]
    pub fn words(&self) -> &Words {
        &self.inner.words
    }

    /// An error as a person is told it; noted in the log.
    #[must_use]
    pub fn tell(&self, error: &DeskError) -> Told {
        let told = error.told(&self.inner.words);
        self.inner.log.told(self.now(), &told);
        told
    }

    /// What a person should know from the start, beside the contracts.
    #[must_use]
    pub fn notices(&self) -> Vec<Told> {
        let network = self.history().on_network().then(|| {
            let code = session::ErrorCode::DataFolderShared;
            DeskError::Refused(code).told(&self.inner.words)
        });
        network.into_iter().collect()
    }

    /// What changes from now on.
    #[must_use]
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.inner.changes.subscribe()
    }

    /// The data folder.
    #[must_use]
    pub fn data_folder(&self) -> &Path {
        self.inner.history.folder()
    }

    /// The workers.
    #[must_use]
    pub fn workers(&self) -> &Pool {
        &self.inner.workers
    }

    /// Draws a page (from 1) of a stored document as PNG, at most that wide.
    ///
    /// # Errors
    /// When there is no such document or page, or it cannot be drawn.
    pub async fn draw(&self, sha256: &str, page: u32, width: u32) -> Result<Vec<u8>, DeskError> {
        let path = self
            .history()
            .store()
            .path(sha256)
            .filter(|path| path.is_file())
            .ok_or(DeskError::Refused(session::ErrorCode::FileMissing))?;
        let password = self.password(sha256);
        Ok(self
            .inner
            .workers
            .draw(&path, page, width, password.as_deref())
            .await?)
    }

    /// The text of a page (from 1) of a stored document, with its places.
    ///
    /// # Errors
    /// When the document cannot be read.
    pub async fn page_text(
        &self,
        sha256: &str,
        page: u32,
    ) -> Result<Vec<session::TextLine>, DeskError> {
        let lines = match self.history().text_of(sha256)? {
            Some(lines) => lines,
            None => self.read_stored(sha256).await?.text,
        };
        Ok(lines.into_iter().filter(|line| line.page == page).collect())
    }

    fn history(&self) -> &History {
        &self.inner.history
    }

    fn now(&self) -> OffsetDateTime {
        self.inner.clock.now()
    }

    fn now_millis(&self) -> i64 {
        clock::millis(self.now())
    }

    fn announce(&self, change: Change) {
        // Nobody may be listening.
        let _ = self.inner.changes.send(change);
    }

    fn session_changed(&self, id: &str) {
        // What cannot be erased now is erased at the next start.
        let _ = self.erase_options(id);
        self.announce(Change::Session(id.to_owned()));
    }

    fn event(&self, actor: &str, what: &'static str, args: Args) -> NewEvent {
        let now = self.now();
        NewEvent {
            time: clock::millis(now),
            zone: now.offset().whole_seconds(),
            actor: actor.to_owned(),
            what,
            args,
        }
    }

    fn password(&self, sha256: &str) -> Option<String> {
        lock(&self.inner.passwords).get(sha256).cloned()
    }

    fn remember_password(&self, sha256: &str, password: &str) {
        lock(&self.inner.passwords).insert(sha256.to_owned(), password.to_owned());
    }

    /// Reads a document of the store in a worker.
    async fn read_stored(&self, sha256: &str) -> Result<tags::Document, DeskError> {
        let path = self
            .history()
            .store()
            .path(sha256)
            .ok_or_else(|| DeskError::Internal(format!("{sha256:?} is no digest")))?;
        let password = self.password(sha256);
        Ok(self.inner.workers.read(&path, password.as_deref()).await?)
    }
}

/// Workers for reading and drawing, as many as there are processors, within reason.
#[must_use]
pub fn readers(program: PathBuf) -> Pool {
    let processors = std::thread::available_parallelism().map_or(2, usize::from);
    Pool::new(program, processors.clamp(2, 8), worker::Limits::default())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is behind these locks is whole at every moment.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

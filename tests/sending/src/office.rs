//! The office: data folder, desk, account, simulated service.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use desk::api::Details;
use desk::{Desk, DeskError, KeyChoice, ListQuery, NewAccount, Opener, Options};
use secrets::Secret;
use session::{FindingCode, Session, SignerState, State};
use simulators::signhost::{Signhost, Transaction};
use tempfile::TempDir;
use worker::Pool;

use crate::{Played, TurnedClock};

/// The account's name.
const ACCOUNT: &str = "Office";
/// Who signs, with their addresses.
pub(crate) const SIGNERS: [(&str, &str); 2] = [
    ("Ann Aalto", "ann@example.com"),
    ("Ben Bakker", "ben@example.com"),
];

/// A page with `{{Signer1}}` and `{{Signer2}}`, as a word processor made it.
pub const CONTRACT: &[u8] = include_bytes!("../contract.pdf");

/// The contract as a file on disk.
#[must_use]
pub fn contract(folder: &Path) -> PathBuf {
    let path = folder.join("Lease Harbour Street 12.pdf");
    put(&path, CONTRACT);
    path
}

/// Writes a file, as the person has it.
pub fn put(path: &Path, bytes: &[u8]) {
    history::write_atomic(path, bytes, history::Existing::Replace).expect("a file");
}

/// An opener that opens nothing.
struct Nobody;

impl Opener for Nobody {
    fn open(&self, _: &str) -> std::io::Result<()> {
        Ok(())
    }
}

/// See the module. The desk can be dropped and opened again over the same folder, as after a
/// crash.
pub struct OfficeOf<S: Played> {
    /// The simulated service.
    pub service: S,
    /// The clock of the office, whose turns the service follows with [`OfficeOf::later`].
    pub clock: TurnedClock,
    /// The service's address.
    base_url: String,
    folder: TempDir,
    worker: PathBuf,
    workers: Pool,
    desk: Option<Desk>,
    /// Options of the session.
    pub options: BTreeMap<String, String>,
    /// Signer 2 only after signer 1.
    pub in_order: bool,
    /// After so many days it runs out; none: as the service has it.
    pub expires_days: Option<u32>,
}

/// One that sends with Signhost.
pub type Office = OfficeOf<Signhost>;

/// How sending went.
pub type Sent = Result<Session, DeskError>;

impl<S: Played> OfficeOf<S> {
    /// An office whose PDFs are read by that program.
    pub async fn open(worker: impl Into<PathBuf>, options: S::Options) -> Self {
        let service = S::begin(options);
        let worker = worker.into();
        let workers = desk::readers(worker.clone());
        Self::beside(service, worker, workers).await
    }

    /// A further office at a service that runs already, with workers that are there already.
    pub async fn beside(service: S, worker: PathBuf, workers: Pool) -> Self {
        let base_url = service.address();
        Self::with(service, base_url, worker, workers).await
    }

    /// An office at a service of another process; [`OfficeOf::service`] is one that nobody speaks to.
    pub async fn elsewhere(base_url: String, worker: impl Into<PathBuf>) -> Self {
        let service = S::begin(S::Options::default());
        let worker = worker.into();
        let workers = desk::readers(worker.clone());
        Self::with(service, base_url, worker, workers).await
    }

    async fn with(service: S, base_url: String, worker: PathBuf, workers: Pool) -> Self {
        let mut office = Self {
            service,
            base_url,
            clock: TurnedClock::default(),
            folder: TempDir::new().expect("a folder"),
            worker,
            workers,
            desk: None,
            options: BTreeMap::new(),
            in_order: false,
            expires_days: None,
        };
        if let Some(turner) = office.service.turner() {
            office.clock.turns(turner);
        }
        office.open_desk();
        office.add_account().await;
        office
    }

    /// With everything at once and strictly by the sheet.
    pub async fn usual(worker: impl Into<PathBuf>) -> Self {
        Self::open(worker, S::Options::default()).await
    }

    /// The desk.
    #[must_use]
    pub fn desk(&self) -> Desk {
        self.desk.clone().expect("the desk is open")
    }

    /// The folder of the history.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A folder of the person.
    #[must_use]
    pub fn home(&self) -> &Path {
        self.folder.path()
    }

    /// Closes the desk and opens it anew, as after a crash or a night.
    pub fn reopen(&mut self) {
        self.desk = None;
        self.open_desk();
    }

    /// Lets the desk go without opening another.
    pub fn close(&mut self) {
        self.desk = None;
    }

    /// Opens the desk where it is closed.
    pub fn open_desk(&mut self) {
        if self.desk.is_none() {
            self.desk = Some(self.another_desk());
        }
    }

    /// A further desk over the same folder, as of the command line beside the window.
    #[must_use]
    pub fn another_desk(&self) -> Desk {
        let options = Options {
            data_folder: self.data(),
            worker: self.worker.clone(),
            keys: KeyChoice {
                passphrase: None,
                run_only: true,
            },
            opener: Arc::new(Nobody),
            clock: Arc::new(self.clock.clone()),
        };
        let desk = Desk::open_with(options, self.workers.clone()).expect("the desk opens");
        let secrets = self.service.secrets().into_iter();
        let secrets = secrets.map(|(name, secret)| (name.to_owned(), Secret::from(secret)));
        desk.use_secrets(ACCOUNT, secrets.collect(), true);
        desk
    }

    async fn add_account(&self) {
        self.desk()
            .set_kept_folder(&self.folder.path().join("copies"))
            .expect("the folder");
        self.desk()
            .add_account(NewAccount {
                name: ACCOUNT.into(),
                service: S::SERVICE,
                base_url: Some(self.base_url.clone()),
                settings: S::settings()
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect(),
                secrets: self
                    .service
                    .secrets()
                    .into_iter()
                    .map(|(name, secret)| (name.to_owned(), secret))
                    .collect(),
                replace: false,
                this_run_only: true,
            })
            .await
            .expect("the account");
    }

    /// Tests the account where the service refused it.
    pub async fn test_account(&self) -> Result<(), DeskError> {
        let accounts = self.desk().account_views().await?;
        let refused = accounts
            .iter()
            .any(|account| account.name == ACCOUNT && account.test.as_deref() == Some("refused"));
        if refused {
            self.desk().test_account(ACCOUNT).await?;
        }
        Ok(())
    }

    /// Sends the contract to Ann and Ben.
    pub async fn send(&self) -> Sent {
        self.send_file(&contract(self.folder.path())).await
    }

    /// Sends a file to Ann and Ben.
    pub async fn send_file(&self, file: &Path) -> Sent {
        let desk = self.desk();
        let draft = desk.transient_preparation();
        draft.add_files(&[file.to_owned()]);
        draft.settled().await;
        for (number, (name, email)) in (1..).zip(SIGNERS) {
            draft.set_signer(number, name, email);
        }
        draft.set_account(ACCOUNT);
        draft.set_details(Details {
            title: String::new(),
            reference: None,
            message: None,
            in_order: self.in_order,
            expires_days: self.expires_days,
            remind_days: None,
        });
        for (name, value) in &self.options {
            draft.set_option(name, value);
        }
        for code in [FindingCode::SignerWithoutPlace, FindingCode::AlreadySent] {
            draft.allow(code, true);
        }
        let id = draft.send().await?;
        desk.session(&id)
    }

    /// All sessions, newest change first.
    #[must_use]
    pub fn sessions(&self) -> Vec<Session> {
        let all = ListQuery {
            limit: u32::MAX,
            ..ListQuery::default()
        };
        self.desk().sessions(&all).expect("the list").sessions
    }

    /// Everybody signs who can; where Paraph has to open their pages, it does.
    pub async fn everybody_signs(&self) {
        for session in self.sessions() {
            for signer in &session.signers {
                let number = signer.number;
                if !S::OPENS {
                    self.service.signs(number.into(), None);
                    continue;
                }
                // Not the signer's turn, or signed already.
                if session.state != State::Waiting || signer.state == SignerState::Signed {
                    continue;
                }
                if let Ok(page) = self.desk().signing_link(&session.id, number).await {
                    self.service.signs(number.into(), Some(&page));
                    // What one has signed is what the next signs.
                    let _ = self.desk().check(&session.id, false).await;
                }
            }
        }
    }

    /// Time passes, for the office and for the service, and the desk does what is due.
    pub async fn later(&self, time: Duration) {
        self.clock.turn(time);
        if !self.clock.turns_another() {
            self.service.pass(time);
        }
        self.desk().work_that_is_due().await;
    }

    /// Says that the service saw nothing that its documentation forbids.
    pub fn assert_no_violation(&self) {
        let violations = self.service.forbidden();
        assert!(violations.is_empty(), "{violations:#?}");
    }
}

impl Office {
    /// The one transaction that was started; fails when there is another number of them.
    #[must_use]
    pub fn started(&self) -> Transaction {
        let started: Vec<_> = self
            .service
            .transactions()
            .into_iter()
            .filter(|t| t.starts > 0)
            .collect();
        assert_eq!(started.len(), 1, "transactions started");
        started.into_iter().next().expect("one")
    }
}

//! The office: data folder, desk, account, simulated Signhost.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use desk::api::Details;
use desk::{Desk, DeskError, KeyChoice, ListQuery, NewAccount, Opener, Options};
use secrets::Secret;
use session::{FindingCode, Service, Session};
use simulators::signhost::{self, Signhost, Transaction};
use tempfile::TempDir;
use worker::Pool;

use crate::TurnedClock;

/// The account's name.
const ACCOUNT: &str = "Office";

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
pub struct Office {
    /// The simulated service.
    pub service: Signhost,
    /// The clock of the office, whose turns the service follows with [`Office::later`].
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

/// How sending went.
pub type Sent = Result<Session, DeskError>;

impl Office {
    /// An office whose PDFs are read by that program.
    pub async fn open(worker: impl Into<PathBuf>, options: signhost::Options) -> Self {
        let service = Signhost::start(options).expect("the simulator");
        let worker = worker.into();
        let workers = desk::readers(worker.clone());
        Self::beside(service, worker, workers).await
    }

    /// A further office at a service that runs already, with workers that are there already.
    pub async fn beside(service: Signhost, worker: PathBuf, workers: Pool) -> Self {
        let base_url = service.base_url();
        Self::with(service, base_url, worker, workers).await
    }

    /// An office at a service of another process; [`Office::service`] is one that nobody speaks to.
    pub async fn elsewhere(base_url: String, worker: impl Into<PathBuf>) -> Self {
        let service = Signhost::start(signhost::Options::default()).expect("the simulator");
        let worker = worker.into();
        let workers = desk::readers(worker.clone());
        Self::with(service, base_url, worker, workers).await
    }

    async fn with(service: Signhost, base_url: String, worker: PathBuf, workers: Pool) -> Self {
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
        office.open_desk();
        office.add_account().await;
        office
    }

    /// With everything at once and strictly by the sheet.
    pub async fn usual(worker: impl Into<PathBuf>) -> Self {
        Self::open(worker, signhost::Options::default()).await
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
        if self.desk.is_some() {
            return;
        }
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
        desk.use_secrets(ACCOUNT, secrets(), true);
        self.desk = Some(desk);
    }

    async fn add_account(&self) {
        self.desk()
            .set_kept_folder(&self.folder.path().join("copies"))
            .expect("the folder");
        self.desk()
            .add_account(NewAccount {
                name: ACCOUNT.into(),
                service: Service::Signhost,
                base_url: Some(self.base_url.clone()),
                settings: BTreeMap::new(),
                secrets: BTreeMap::from([
                    ("app_key".into(), "DemoApp k3y".into()),
                    ("user_token".into(), "t0ken".into()),
                ]),
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
        draft.set_signer(1, "Ann Aalto", "ann@example.com");
        draft.set_signer(2, "Ben Bakker", "ben@example.com");
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

    /// Time passes, for the office and for the service, and the desk does what is due.
    pub async fn later(&self, time: Duration) {
        self.clock.turn(time);
        self.service.advance(time.try_into().expect("a short time"));
        self.desk().work_that_is_due().await;
    }

    /// Says that the service saw nothing that its documentation forbids.
    pub fn assert_no_violation(&self) {
        let violations = self.service.violations();
        assert!(violations.is_empty(), "{violations:#?}");
    }
}

fn secrets() -> BTreeMap<String, Secret> {
    BTreeMap::from([
        ("app_key".into(), Secret::from("DemoApp k3y".to_owned())),
        ("user_token".into(), Secret::from("t0ken".to_owned())),
    ])
}

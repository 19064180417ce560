//! What every command works with: the data folder, the desk, the way of answering.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Arc;

use desk::words::Words;
use desk::{Desk, DeskError, KeyChoice, Options, SystemClock, SystemOpener};
use secrets::Secret;

use crate::args::{Accounts, Cli, Command};

pub(crate) struct Context {
    pub(crate) json: bool,
    pub(crate) words: Words,
    /// The password of protected files, when it was given.
    pub(crate) password: Option<String>,
    /// Secrets by account, for this run.
    given: Given,
    /// The secrets of the account that is added.
    new_account: BTreeMap<String, String>,
    data_folder: PathBuf,
}

impl Context {
    /// # Errors
    /// What is wrong with the usage, in words.
    pub(crate) fn new(cli: &Cli) -> Result<Self, String> {
        let wants_password = match &cli.command {
            Command::Tags(args) => args.password_stdin,
            Command::Send(args) => args.password_stdin,
            _ => false,
        };
        if wants_password && cli.secrets_stdin {
            return Err("--password-stdin and --secrets-stdin cannot both have stdin".to_owned());
        }
        let data_folder = match &cli.data_dir {
            Some(folder) => folder.clone(),
            None => default_folder().ok_or("there is no data folder here: give --data-dir")?,
        };
        let adds = matches!(&cli.command, Command::Accounts(Accounts::Add(_)));
        let (given, new_account) = match (cli.secrets_stdin, adds) {
            (true, true) => (Given::new(), one_accounts_secrets()?),
            (true, false) => (secrets_from_stdin()?, BTreeMap::new()),
            (false, _) => Default::default(),
        };
        Ok(Self {
            json: cli.json,
            words: Words::english(),
            password: wants_password.then(password_from_stdin).transpose()?,
            given,
            new_account,
            data_folder,
        })
    }

    /// Opens the desk.
    pub(crate) fn desk(&self) -> Result<Desk, DeskError> {
        let desk = Desk::open(Options {
            data_folder: self.data_folder.clone(),
            worker: worker(),
            keys: KeyChoice {
                passphrase: passphrase(&self.given),
                // Without a keyring a script has nobody to ask: it is told, and signing works.
                run_only: true,
            },
            opener: Arc::new(SystemOpener),
            clock: Arc::new(SystemClock),
        })?;
        for (account, secrets) in &self.given {
            let secrets = secrets
                .iter()
                .map(|(name, value)| (name.clone(), Secret::from(value.clone())))
                .collect();
            desk.use_secrets(account, secrets, true);
        }
        Ok(desk)
    }

    /// The secrets of one account that is being added, from stdin.
    pub(crate) fn account_secrets(&self) -> &BTreeMap<String, String> {
        &self.new_account
    }

    /// Opens the desk only where there is a history: commands that read nothing else make nothing.
    pub(crate) fn desk_if_there(&self) -> Option<Result<Desk, DeskError>> {
        self.data_folder
            .join("history.sqlite")
            .exists()
            .then(|| self.desk())
    }

    /// Workers for reading without a history.
    pub(crate) fn workers(&self) -> worker::Pool {
        desk::readers(worker())
    }
}

/// What reads and draws for this program.
fn worker() -> PathBuf {
    worker::program().unwrap_or_else(|_| PathBuf::from("paraph-cli"))
}

/// The platform's data folder for Paraph.
fn default_folder() -> Option<PathBuf> {
    Some(dirs::data_dir()?.join("Paraph"))
}

fn stdin() -> Result<String, String> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|e| format!("stdin: {e}"))?;
    Ok(text)
}

fn password_from_stdin() -> Result<String, String> {
    Ok(stdin()?.trim_end_matches(['\r', '\n']).to_owned())
}

/// Secrets by account and name, as `--secrets-stdin` gives them for this run. *This computer*
/// may also be called by its service's word.
fn secrets_from_stdin() -> Result<Given, String> {
    let wrong = || "--secrets-stdin takes {\"ACCOUNT\": {\"NAME\": \"SECRET\"}}".to_owned();
    serde_json::from_str(&stdin()?).map_err(|_| wrong())
}

/// The secrets of one account, as `accounts add` takes them.
fn one_accounts_secrets() -> Result<BTreeMap<String, String>, String> {
    serde_json::from_str(&stdin()?)
        .map_err(|_| "--secrets-stdin takes {\"NAME\": \"SECRET\"} here".to_owned())
}

type Given = BTreeMap<String, BTreeMap<String, String>>;

fn passphrase(given: &Given) -> Option<Secret> {
    [session::THIS_COMPUTER, session::Service::Local.as_str()]
        .iter()
        .find_map(|name| given.get(*name)?.get("passphrase"))
        .filter(|text| !text.is_empty())
        .map(|text| Secret::from(text.clone()))
}

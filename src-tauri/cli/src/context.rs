//! What every command works with: the data folder, the desk, the way of answering.

use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Arc;

use desk::words::Words;
use desk::{Desk, DeskError, KeyChoice, Options, SystemClock, SystemOpener};
use secrets::Secret;

use crate::args::{Cli, Command};

pub(crate) struct Context {
    pub(crate) json: bool,
    pub(crate) words: Words,
    /// The password of protected files, when it was given.
    pub(crate) password: Option<String>,
    passphrase: Option<Secret>,
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
        Ok(Self {
            json: cli.json,
            words: Words::english(),
            password: wants_password.then(password_from_stdin).transpose()?,
            passphrase: cli
                .secrets_stdin
                .then(passphrase_from_stdin)
                .transpose()?
                .flatten(),
            data_folder,
        })
    }

    /// Opens the desk.
    pub(crate) fn desk(&self) -> Result<Desk, DeskError> {
        Desk::open(Options {
            data_folder: self.data_folder.clone(),
            worker: program(),
            keys: KeyChoice {
                passphrase: self.passphrase.clone(),
                // Without a keyring a script has nobody to ask: it is told, and signing works.
                run_only: true,
            },
            opener: Arc::new(SystemOpener),
            clock: Arc::new(SystemClock),
        })
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
        desk::readers(program())
    }
}

/// This program, which is its own worker.
fn program() -> PathBuf {
    std::env::current_exe().unwrap_or_else(|_| PathBuf::from("paraph-cli"))
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

/// The passphrase of *This computer*, under its name or under its service's word.
fn passphrase_from_stdin() -> Result<Option<Secret>, String> {
    let wrong = || "--secrets-stdin takes {\"This computer\": {\"passphrase\": \"…\"}}".to_owned();
    let value: serde_json::Value = serde_json::from_str(&stdin()?).map_err(|_| wrong())?;
    let accounts = value.as_object().ok_or_else(wrong)?;
    let ours = [session::THIS_COMPUTER, session::Service::Local.as_str()];
    let secret = ours
        .iter()
        .find_map(|name| accounts.get(*name)?.get("passphrase")?.as_str());
    Ok(secret
        .filter(|text| !text.is_empty())
        .map(|text| Secret::from(text.to_owned())))
}

//! The built `paraph-cli`, in a home of its own, with an account at a simulated service; it can
//! be killed.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use session::Session;

use crate::Played;

/// The account's name.
pub(crate) const ACCOUNT: &str = "Office";
/// Longer than anything takes, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(300);

/// When a process is to die.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interruption {
    /// Not at all.
    None,
    /// That long after its start.
    After(Duration),
    /// That long after the service got so many requests more.
    AtRequest(u64, Duration),
    /// When the disk is to be synced for that time; negative: right after it.
    AtSync(i64),
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// It was killed before its end.
    pub(crate) killed: bool,
    /// The exit code.
    pub(crate) code: Option<i32>,
    /// What it answered.
    pub(crate) json: Value,
    /// What it said beside.
    pub(crate) said: String,
    /// How long it took.
    pub(crate) took: Duration,
}

/// See the module.
pub(crate) struct CommandLine {
    program: PathBuf,
    /// Home and data folder: what a loss of power concerns.
    root: PathBuf,
    /// Where its words go.
    words: PathBuf,
    pub(crate) environment: Vec<(&'static str, String)>,
}

impl CommandLine {
    pub(crate) fn new(program: PathBuf, folder: &Path) -> Self {
        let root = folder.join("root");
        let words = folder.join("words");
        for folder in [&root, &words] {
            std::fs::create_dir_all(folder).expect("a folder");
        }
        Self {
            program,
            root,
            words,
            environment: Vec::new(),
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.root.join("data")
    }

    /// Adds the account.
    pub(crate) fn add_account<S: Played>(&self, service: &S, interruption: Interruption) -> Ended {
        let url = service.address();
        let settings: Vec<String> = S::settings()
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut words = vec![
            "accounts",
            "add",
            "--name",
            ACCOUNT,
            "--service",
            S::SERVICE.as_str(),
            "--base-url",
            &url,
            "--this-run-only",
            "--replace",
        ];
        for setting in &settings {
            words.extend(["--set", setting]);
        }
        self.run_with(&words, &secrets(service), interruption, service)
    }

    /// Runs a command with the account's secrets.
    pub(crate) fn run<S: Played>(
        &self,
        words: &[&str],
        interruption: Interruption,
        service: &S,
    ) -> Ended {
        let secrets = format!("{{{ACCOUNT:?}:{}}}", secrets(service));
        self.run_with(words, &secrets, interruption, service)
    }

    fn run_with<S: Played>(
        &self,
        words: &[&str],
        secrets: &str,
        interruption: Interruption,
        service: &S,
    ) -> Ended {
        let file = |name: &str| self.words.join(name);
        std::fs::write(file("in"), secrets).expect("its input");
        let out = File::create(file("out")).expect("its output");
        let err = File::create(file("err")).expect("its messages");
        let mut command = Command::new(&self.program);
        command
            .args(["--json", "--secrets-stdin"])
            .args(words)
            .env_clear()
            .env("HOME", self.root.join("home"))
            .env("PARAPH_DATA_DIR", self.data())
            .envs(self.environment.iter().map(|(name, value)| (*name, value)))
            .current_dir(&self.root)
            .stdin(File::open(file("in")).expect("its input"))
            .stdout(Stdio::from(out))
            .stderr(Stdio::from(err));
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        let before = service.requests();
        let begun = Instant::now();
        let mut child = command.spawn().expect("paraph-cli starts");
        let (status, killed) = wait(&mut child, interruption, begun, || {
            service.requests() - before
        });
        let read = |name: &str| std::fs::read_to_string(file(name)).unwrap_or_default();
        Ended {
            killed,
            code: status,
            json: serde_json::from_str(&read("out")).unwrap_or_default(),
            said: read("err"),
            took: begun.elapsed(),
        }
    }

    /// The sessions of the history, all that is known of them.
    pub(crate) fn sessions<S: Played>(&self, service: &S) -> Result<Vec<Session>, String> {
        let listed = self.run(&["sessions"], Interruption::None, service);
        let sessions = listed.json.get("sessions").cloned();
        sessions
            .and_then(|sessions| serde_json::from_value(sessions).ok())
            .ok_or_else(|| format!("no list of sessions: {listed:?}"))
    }
}

/// The account's secrets, as the command line takes them.
fn secrets<S: Played>(service: &S) -> String {
    let secrets: std::collections::BTreeMap<_, _> = service.secrets().into_iter().collect();
    serde_json::to_string(&secrets).unwrap_or_default()
}

/// Waits for its end, or ends it: the exit code, and whether it was killed.
fn wait(
    child: &mut Child,
    interruption: Interruption,
    begun: Instant,
    requests: impl Fn() -> u64,
) -> (Option<i32>, bool) {
    let mut at = match interruption {
        Interruption::After(time) => Some(begun + time),
        _ => None,
    };
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            // By a signal: that of the disk that lost power.
            return (status.code(), status.code().is_none());
        }
        if let (None, Interruption::AtRequest(number, then)) = (at, interruption)
            && requests() >= number
        {
            at = Some(Instant::now() + then);
        }
        let over = begun.elapsed() > PATIENCE;
        if over || at.is_some_and(|at| at <= Instant::now()) {
            let _ = child.kill();
            let status = child.wait().ok();
            let killed = status.is_some_and(|status| status.code().is_none());
            return (status.and_then(|status| status.code()), killed && !over);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

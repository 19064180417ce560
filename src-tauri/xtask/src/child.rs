//! Other programs: started with a clean environment, logged, limited in time, ended by their id.

use std::{
    env,
    ffi::OsStr,
    fs::File,
    io::Read,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    repo,
    trouble::{Result, Trouble, While},
};

/// A program that runs in the repository's root and does not take itself for a part of xtask.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(repo::root());
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(is_of_cargo_run) {
            command.env_remove(name);
        }
    }
    command
}

/// Whether `cargo run` sets this for xtask alone.
fn is_of_cargo_run(name: &str) -> bool {
    name.starts_with("CARGO_PKG_")
        || matches!(
            name,
            "CARGO_MANIFEST_DIR"
                | "CARGO_MANIFEST_PATH"
                | "CARGO_BIN_NAME"
                | "CARGO_CRATE_NAME"
                | "CARGO_PRIMARY_PACKAGE"
                | "LD_LIBRARY_PATH"
                | "OUT_DIR"
        )
}

/// The same cargo that runs xtask.
pub(crate) fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// npm, in the folder of the window's sources.
pub(crate) fn npm() -> Command {
    let mut npm = command("npm");
    npm.current_dir(repo::ui())
        .env("NO_COLOR", "1")
        .env_remove("FORCE_COLOR");
    npm
}

/// How a program ended, and all that it wrote.
pub(crate) struct Ended {
    pub(crate) ok: bool,
    /// Standard output and standard error, as they came.
    pub(crate) output: String,
    pub(crate) took: Duration,
}

/// Runs a program to its end, or for as long as `limit`; keeps what it writes in `log`.
pub(crate) fn run_logged(command: &mut Command, log: &Path, limit: Duration) -> Result<Ended> {
    let name = command.get_program().to_string_lossy().into_owned();
    let file = File::create(log).when(format!("writing {}", log.display()))?;
    let twin = file.try_clone().when("opening the log twice")?;
    let begun = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(file)
        .stderr(twin)
        .process_group(0)
        .spawn()
        .when(format!("starting {name}"))?;
    let ok = wait(&mut child, limit).when(format!("waiting for {name}"))?;
    let mut output = read_lossy(log);
    if ok.is_none() {
        output.push_str(&format!("\n{name} was ended after {} s\n", limit.as_secs()));
    }
    Ok(Ended {
        ok: ok == Some(true),
        output,
        took: begun.elapsed(),
    })
}

/// Waits; `None` when the time ran out and the program, with all that it started, was killed.
fn wait(child: &mut Child, limit: Duration) -> std::io::Result<Option<bool>> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        if begun.elapsed() > limit {
            // The whole group: a hanging test leaves a browser behind otherwise.
            let group = format!("kill -s KILL -- -{}", child.id());
            Command::new("sh")
                .args(["-c", &group])
                .stderr(Stdio::null())
                .status()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(30));
    }
}

fn read_lossy(path: &Path) -> String {
    let mut bytes = Vec::new();
    if let Ok(mut file) = File::open(path) {
        let _ = file.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Runs a program whose words go straight to the terminal.
pub(crate) fn run_shown(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().when(format!("starting {name}"))?;
    if status.success() {
        return Ok(());
    }
    let words: Vec<_> = command
        .get_args()
        .map(|word| word.to_string_lossy())
        .collect();
    Err(Trouble::new(format!(
        "`{name} {}` failed ({status})",
        words.join(" ")
    )))
}

/// A program in the background; ended when this goes out of scope.
pub(crate) struct Background(Child);

impl Background {
    /// Starts it so that it also ends when xtask is killed. Its words go nowhere, except to
    /// `take_output` where it `is_heard`.
    pub(crate) fn start(command: &mut Command, is_heard: bool) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut tied = self::command("setpriv");
        tied.args(["--pdeathsig", "KILL"])
            .arg(command.get_program())
            .args(command.get_args());
        for (key, value) in command.get_envs() {
            match value {
                Some(value) => tied.env(key, value),
                None => tied.env_remove(key),
            };
        }
        tied.stdin(Stdio::null()).stderr(Stdio::null());
        // An unread pipe would fill up and hold the program.
        tied.stdout(if is_heard {
            Stdio::piped()
        } else {
            Stdio::null()
        });
        tied.spawn().map(Self).when(format!("starting {name}"))
    }

    /// Its standard output, once.
    pub(crate) fn take_output(&mut self) -> Option<impl Read + use<>> {
        self.0.stdout.take()
    }

    /// Whether it runs still.
    pub(crate) fn is_alive(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Where a program stands on the search path.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_hangs_is_ended_and_that_is_said() {
        let log = env::temp_dir().join(format!("xtask-hang-{}", std::process::id()));
        let mut sleep = command("sleep");
        let ended = run_logged(sleep.arg("60"), &log, Duration::from_millis(100)).unwrap();
        let _ = std::fs::remove_file(log);
        assert!(!ended.ok);
        assert!(ended.output.contains("was ended after"));
        assert!(ended.took < Duration::from_secs(20));
    }

    #[test]
    fn what_cargo_sets_for_xtask_is_not_handed_on() {
        assert!(is_of_cargo_run("CARGO_PKG_NAME"));
        assert!(is_of_cargo_run("CARGO_MANIFEST_DIR"));
        assert!(!is_of_cargo_run("CARGO_TARGET_DIR"));
        assert!(!is_of_cargo_run("CARGO_HOME"));
    }
}

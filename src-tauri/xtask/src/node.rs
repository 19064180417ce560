//! The window's sources: their libraries, and their build.

use std::{process::Command, time::Duration};

use crate::{
    child::{npm, run_logged},
    repo,
    say::say,
    trouble::{Result, Trouble},
};

/// Installs what `package-lock.json` lists, unless exactly that was installed last.
pub(crate) fn install() -> Result<()> {
    let lock = repo::ui().join("package-lock.json");
    let stamp = repo::ui().join("node_modules/.installed-from");
    if repo::is_stamped(&lock, &stamp) {
        return Ok(());
    }
    say("npm ci …");
    done(npm().args(["ci", "--no-audit", "--no-fund"]), "npm-ci")?;
    repo::stamp(&lock, &stamp)
}

/// Builds the window and the signing page; the Rust side takes them from `ui/dist`.
pub(crate) fn build() -> Result<()> {
    say("npm run build …");
    done(npm().args(["run", "build"]), "npm-build")
}

fn done(npm: &mut Command, name: &str) -> Result<()> {
    let log = repo::own("logs")?.join(format!("{name}.txt"));
    let ended = run_logged(npm, &log, Duration::from_secs(900))?;
    if ended.ok {
        return Ok(());
    }
    Err(Trouble::new(format!(
        "{name} failed:\n{}",
        ended.output.trim_end()
    )))
}

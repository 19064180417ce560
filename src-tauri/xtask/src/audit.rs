//! `cargo xtask audit`: licences, doubles and known holes in everything that Paraph is built from.

use std::{
    path::Path,
    process::{Command, ExitCode},
    time::Duration,
};

use crate::{
    child::{command, npm, run_logged},
    lint, node, repo,
    say::say,
    toolchain,
    trouble::Result,
};

/// What is said where a list of known holes cannot be had.
const UNREACHABLE: [&str; 3] = [
    "failed to fetch advisory database",
    "audit endpoint returned an error",
    "was ended after",
];

pub(crate) fn audit() -> Result<ExitCode> {
    toolchain::check()?;
    node::install()?;
    let program = lint::cargo_deny()?;
    let licences = look("deny", &mut lint::deny(&program))?;
    let ok = [licences, rust(&program)?, pages()?];
    Ok(if ok.iter().all(|ok| *ok) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Known holes in the libraries of Rust; false where there are some.
pub(crate) fn rust(cargo_deny: &Path) -> Result<bool> {
    let mut deny = command(cargo_deny);
    deny.args(["--workspace", "check", "--hide-inclusion-graph"])
        .arg("advisories")
        .env("GIT_TERMINAL_PROMPT", "0");
    look("advisories", &mut deny)
}

/// Known holes in what the window is built from and with.
fn pages() -> Result<bool> {
    look("npm-audit", npm().args(["audit", "--audit-level=low"]))
}

/// Lists of known holes are fetched from the network, which not every machine reaches: then that
/// is said, and nothing fails.
fn look(name: &str, check: &mut Command) -> Result<bool> {
    let log = repo::own("logs")?.join(format!("{name}.txt"));
    let ended = run_logged(check, &log, Duration::from_secs(120))?;
    let unreachable = UNREACHABLE.iter().any(|word| ended.output.contains(word));
    let word = if ended.ok {
        "ok".to_owned()
    } else if unreachable {
        "not checked: the list of known holes cannot be reached from here".to_owned()
    } else {
        format!("look at these:\n{}", ended.output.trim_end())
    };
    say(&format!("  {name:<12} {word}"));
    Ok(ended.ok || unreachable)
}

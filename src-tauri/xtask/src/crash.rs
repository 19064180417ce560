//! `cargo xtask crash`: crashes of every sort, and what is left after them (`docs/crash.md`).

use std::{path::Path, process::Command, process::ExitCode};

use crate::{child, node, options::Options, repo, toolchain, trouble::Result};

/// All of it, so many of each service.
const ALL: [&str; 6] = ["--combinations", "4000", "--kills", "300", "--power", "150"];

/// What is tried of each service with every `cargo xtask test`: under five minutes in all on two
/// processors.
pub(crate) const SHARE: [&str; 7] = [
    "--chance",
    "--combinations",
    "200",
    "--kills",
    "30",
    "--power",
    "30",
];

pub(crate) fn crash(options: &Options) -> Result<ExitCode> {
    toolchain::check()?;
    node::install()?;
    node::build()?;
    child::run_shown(child::cargo().args([
        "build",
        "--quiet",
        "-p",
        "paraph-sending",
        "-p",
        "paraph-cli",
    ]))?;
    let folder = repo::target()?.join("debug");
    let mut crash = command(&folder.join("paraph-crash"), &folder.join("paraph-cli"));
    if options.rest.is_empty() {
        crash.args(ALL);
    } else {
        crash.args(&options.rest);
    }
    child::run_shown(&mut crash)?;
    Ok(ExitCode::SUCCESS)
}

/// The program that does it, to that command line.
pub(crate) fn command(crash: &Path, cli: &Path) -> Command {
    let mut command = child::command(crash);
    command.env("PARAPH_CLI", cli);
    command
}

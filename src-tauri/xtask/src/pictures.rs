//! `cargo xtask pictures`: what every screen looks like, light and dark, from the real window.

use std::process::ExitCode;

use crate::{apt, child, node, options::Options, repo, say::say, toolchain, trouble::Result};

pub(crate) fn pictures(options: &Options) -> Result<ExitCode> {
    toolchain::check()?;
    apt::ensure(
        &[apt::TO_RUN, apt::WITHOUT_DISPLAY, apt::TO_TEST].concat(),
        options.yes,
    )?;
    node::install()?;
    node::build()?;
    say("cargo build …");
    child::run_shown(child::cargo().args(["build", "--workspace", "--all-targets"]))?;
    let folder = repo::target()?.join("debug");
    let mut camera = child::command(folder.join("pictures"));
    camera
        .env("PARAPH_BIN", folder.join("paraph"))
        .env("PARAPH_CLI", folder.join("paraph-cli"));
    child::run_shown(&mut camera)?;
    say("The pictures are in pictures/; those of the README in docs/pictures/.");
    Ok(ExitCode::SUCCESS)
}

//! `ui/src/bindings.ts`: the window's commands and their types, made from the Rust side by a test
//! that also tells whether the committed file is the current one.

use std::process::{Command, ExitCode};

use crate::{apt, child, node, options::Options, toolchain, trouble::Result};

/// The test's name, in the package of the window.
const TEST: &str = "the_windows_typescript_is_the_one_made_from_the_commands";

/// Writes the file anew.
pub(crate) fn write(options: &Options) -> Result<ExitCode> {
    toolchain::check()?;
    apt::ensure(apt::TO_RUN, options.yes)?;
    node::install()?;
    node::build()?;
    child::run_shown(test().env("PARAPH_BLESS", "1"))?;
    Ok(ExitCode::SUCCESS)
}

/// The test, built with the same choice of packages as everything else.
pub(crate) fn test() -> Command {
    let mut cargo = child::cargo();
    cargo.args(["test", "--quiet", "--workspace", "--lib", TEST]);
    cargo
}

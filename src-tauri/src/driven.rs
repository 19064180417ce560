//! Whether another program may drive the window. The webview's libraries offer that to whoever
//! sets a variable of the environment: right for tests and measurements, wrong for an office,
//! whose contracts would lie open to any program that started Paraph.

use std::ffi::{OsStr, OsString};
use std::process::{Command, ExitCode};

/// The variables by which the webview's libraries are told to let others in.
const WAYS_IN: [&str; 4] = [
    "TAURI_WEBVIEW_AUTOMATION",
    "WEBKIT_INSPECTOR_SERVER",
    "WEBKIT_INSPECTOR_HTTP_SERVER",
    // Windows. Not run.
    "WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS",
];

/// Debug builds may be driven, and release builds that were made to be measured.
const MAY_BE_DRIVEN: bool = cfg!(any(debug_assertions, feature = "automation"));

/// Where others would be let in and may not, starts Paraph again without; gives back how that
/// ended. A process cannot safely take a variable out of its own environment.
pub(crate) fn start_again_undriven() -> Option<ExitCode> {
    let is_set = |name: &OsStr| std::env::var_os(name).is_some();
    if MAY_BE_DRIVEN || !lets_others_in(is_set) {
        return None;
    }
    let ended = std::env::current_exe().and_then(|program| instead_of_this(undriven(program)));
    Some(ended.unwrap_or_else(|error| {
        eprintln!("Paraph cannot open a window that others cannot drive: {error}");
        ExitCode::FAILURE
    }))
}

fn lets_others_in(is_set: impl Fn(&OsStr) -> bool) -> bool {
    WAYS_IN.iter().any(|name| is_set(name.as_ref()))
}

fn undriven(program: impl Into<OsString>) -> Command {
    let mut again = Command::new(program.into());
    again.args(std::env::args_os().skip(1));
    for name in WAYS_IN {
        again.env_remove(name);
    }
    again
}

/// Becomes that program.
#[cfg(unix)]
fn instead_of_this(mut program: Command) -> std::io::Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    Err(program.exec())
}

/// Runs that program to its end. *Not run.*
#[cfg(not(unix))]
fn instead_of_this(mut program: Command) -> std::io::Result<ExitCode> {
    let status = program.status()?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_in_is_seen_and_is_gone_from_what_is_started_instead() {
        assert!(!lets_others_in(|name| name == "HOME"));
        for way in WAYS_IN {
            assert!(lets_others_in(|name| name == way), "{way}");
            let again = undriven("paraph");
            let gone = again
                .get_envs()
                .any(|(name, value)| name == way && value.is_none());
            assert!(gone, "{way}");
        }
    }
}

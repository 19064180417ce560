//! `cargo xtask lint`: what must hold before any test is worth running.

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Duration,
};

use crate::{
    apt, audit, bindings, child,
    child::{cargo, command, npm, run_logged},
    node,
    options::Options,
    repo,
    say::say,
    toolchain,
    trouble::{Result, Trouble},
};

/// The licence checker, at the version that was tried.
const CARGO_DENY: &str = "0.20.2";

/// One check and how it ended.
pub(crate) struct Check {
    pub(crate) name: &'static str,
    pub(crate) took: Duration,
    /// What it said, when it failed.
    pub(crate) failure: Option<String>,
}

/// Puts every Rust file into the house's format.
pub(crate) fn format() -> Result<ExitCode> {
    child::run_shown(cargo().args(["fmt", "--all"]))?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn lint(options: &Options) -> Result<ExitCode> {
    toolchain::check()?;
    apt::ensure(apt::TO_RUN, options.yes)?;
    node::install()?;
    node::build()?;
    let mut ok = true;
    for check in all() {
        if let Some(failure) = check.failure {
            say(&format!("\n{}:\n{failure}\n", check.name));
            ok = false;
        }
    }
    Ok(if ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// All checks, one after the other; the window must be built already.
pub(crate) fn all() -> Vec<Check> {
    let mut checks = Vec::new();
    let mut note = |check: Check| {
        let word = if check.failure.is_none() {
            "ok"
        } else {
            "FAILED"
        };
        say(&format!(
            "  {:<12} {word:<8} {:>6.1} s",
            check.name,
            check.took.as_secs_f64()
        ));
        checks.push(check);
    };
    note(check("format", cargo().args(["fmt", "--all", "--check"])));
    note(check(
        "svelte-check",
        npm().args(["run", "--silent", "check"]),
    ));
    note(check("eslint", npm().args(["run", "--silent", "lint"])));
    let mut clippy = cargo();
    clippy.args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ]);
    note(check("clippy", &mut clippy));
    match cargo_deny() {
        Ok(program) => {
            note(check("deny", &mut deny(&program)));
            // What is found there is for `audit`: a new hole is no fault of the change.
            if let Err(trouble) = audit::rust(&program) {
                say(&format!("  {:<12} not checked: {trouble}", "advisories"));
            }
        }
        Err(trouble) => note(failed("deny", &trouble)),
    }
    note(check("bindings", &mut bindings::test()));
    checks
}

fn check(name: &'static str, command: &mut Command) -> Check {
    let ended = repo::own("logs").and_then(|logs| {
        run_logged(
            command,
            &logs.join(format!("{name}.txt")),
            Duration::from_secs(2400),
        )
    });
    match ended {
        Ok(ended) => Check {
            name,
            took: ended.took,
            failure: (!ended.ok).then(|| ended.output.trim_end().to_owned()),
        },
        Err(trouble) => failed(name, &trouble),
    }
}

fn failed(name: &'static str, trouble: &Trouble) -> Check {
    Check {
        name,
        took: Duration::ZERO,
        failure: Some(trouble.to_string()),
    }
}

/// What may be linked, and from where.
pub(crate) fn deny(cargo_deny: &Path) -> Command {
    let mut deny = command(cargo_deny);
    deny.args(["--workspace", "check", "--hide-inclusion-graph"]);
    deny.args(["licenses", "bans", "sources"]);
    deny
}

/// The installed cargo-deny, or one built now for these commands alone (about a minute).
pub(crate) fn cargo_deny() -> Result<PathBuf> {
    let tools = repo::own("tools")?;
    let program = tools.join("bin/cargo-deny");
    let version = command(&program).arg("--version").output();
    if version.is_ok_and(|v| {
        String::from_utf8_lossy(&v.stdout)
            .trim()
            .ends_with(CARGO_DENY)
    }) {
        return Ok(program);
    }
    say(&format!("cargo install cargo-deny {CARGO_DENY} …"));
    let mut install = cargo();
    // Unoptimised: it compiles in a third of the time and still answers within seconds.
    install
        .args([
            "install", "--quiet", "--locked", "--debug", "--force", "--root",
        ])
        .arg(&tools);
    install.args(["--version", CARGO_DENY, "cargo-deny"]);
    install
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_TARGET_DIR", tools.join("build"));
    let log = repo::own("logs")?.join("cargo-deny.txt");
    let ended = run_logged(&mut install, &log, Duration::from_secs(1500))?;
    let _ = std::fs::remove_dir_all(tools.join("build"));
    if ended.ok {
        return Ok(program);
    }
    Err(Trouble::new(format!(
        "cargo-deny could not be installed:\n{}",
        ended.output.trim_end()
    )))
}

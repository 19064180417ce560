//! `cargo xtask documents`: the reader against real documents from packages of Debian and PyPI, and its
//! words against pdfium's. Downloads a gigabyte the first time, so `cargo xtask test` leaves it out.

use std::{path::Path, process::ExitCode, time::Duration};

use crate::{
    apt,
    child::{self, command, run_logged},
    options::Options,
    repo,
    say::say,
    toolchain,
    trouble::{Result, Trouble},
};

pub(crate) fn documents(options: &Options) -> Result<ExitCode> {
    toolchain::check()?;
    apt::ensure(&["python3-venv"], options.yes)?;
    let mut build = child::cargo();
    build.args([
        "build",
        "--quiet",
        "--release",
        "-p",
        "tags",
        "--example",
        "read",
    ]);
    child::run_shown(&mut build)?;
    let folder = repo::target()?.join("documents");
    let python = python(&folder)?;
    let mut compare = command(python);
    compare
        .arg(repo::root().join("tests/real/documents.py"))
        .arg(&folder)
        .arg(repo::target()?.join("release/examples/read"));
    child::run_shown(&mut compare)?;
    Ok(ExitCode::SUCCESS)
}

/// The Python of an environment that has the peer.
fn python(folder: &Path) -> Result<std::path::PathBuf> {
    let venv = folder.join("venv");
    let python = venv.join("bin/python");
    let wanted = repo::root().join("tests/real/requirements.txt");
    let stamp = venv.join("installed-from.txt");
    if repo::is_stamped(&wanted, &stamp) {
        return Ok(python);
    }
    say("pip install pypdfium2 …");
    let logs = repo::own("logs")?;
    let limit = Duration::from_secs(600);
    let mut made = command("/usr/bin/python3");
    made.args(["-m", "venv", "--clear"]).arg(&venv);
    let mut filled = command(venv.join("bin/pip"));
    filled
        .args(["install", "--quiet", "--disable-pip-version-check", "-r"])
        .arg(&wanted);
    for (name, step) in [
        ("documents-venv", &mut made),
        ("documents-pip", &mut filled),
    ] {
        let ended = run_logged(step, &logs.join(format!("{name}.txt")), limit)?;
        if !ended.ok {
            let cause = ended.output.trim_end();
            return Err(Trouble::new(format!(
                "{name} failed; pdfium is missing:\n{cause}"
            )));
        }
    }
    repo::stamp(&wanted, &stamp)?;
    Ok(python)
}

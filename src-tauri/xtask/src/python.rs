//! What is had from PyPI, each set in an environment of its own: pyHanko, which judges signatures
//! independently, and the readers that the bench measures beside ours.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    child::{command, run_logged},
    repo,
    say::say,
    trouble::{Result, Trouble},
};

/// The `pyhanko` program of `.venv`, made and filled when it is not there yet.
pub(crate) fn pyhanko() -> Result<PathBuf> {
    let wanted = repo::root().join("tests/requirements.txt");
    environment(&repo::root().join(".venv"), &wanted, "pyhanko")
}

/// The Python that has pdfium and MuPDF. They stand in the target folder: nothing but the bench
/// uses them, and MuPDF's licence (AGPL) allows no linking.
pub(crate) fn bench_peers() -> Result<PathBuf> {
    let wanted = repo::root().join("tests/bench/requirements.txt");
    environment(&repo::own("bench")?.join("venv"), &wanted, "python")
}

/// A program of an environment, which is made and filled as `wanted` says when it is not there yet.
fn environment(venv: &Path, wanted: &Path, program: &str) -> Result<PathBuf> {
    let program = venv.join("bin").join(program);
    let stamp = venv.join("installed-from.txt");
    if program.exists() && repo::is_stamped(wanted, &stamp) {
        return Ok(program);
    }
    say("python3 -m venv, pip install …");
    // Debian's own: it is the one that python3-venv belongs to.
    let debian = Path::new("/usr/bin/python3");
    let python = if debian.exists() {
        debian
    } else {
        Path::new("python3")
    };
    let logs = repo::own("logs")?;
    let limit = Duration::from_secs(600);
    let mut venv_made = command(python);
    venv_made.args(["-m", "venv", "--clear"]).arg(venv);
    let mut filled = command(venv.join("bin/pip"));
    filled
        .args(["install", "--quiet", "--disable-pip-version-check", "-r"])
        .arg(wanted);
    for (name, step) in [("venv", &mut venv_made), ("pip", &mut filled)] {
        let ended = run_logged(step, &logs.join(format!("{name}.txt")), limit)?;
        if !ended.ok {
            let cause = ended.output.trim_end();
            let wanted = wanted.display();
            return Err(Trouble::new(format!(
                "{name} failed; what {wanted} names is missing:\n{cause}"
            )));
        }
    }
    repo::stamp(wanted, &stamp)?;
    Ok(program)
}

//! pyHanko, which judges signatures independently, in an environment of its own.

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
    let venv = repo::root().join(".venv");
    let program = venv.join("bin/pyhanko");
    let wanted = repo::root().join("tests/requirements.txt");
    let stamp = venv.join("installed-from.txt");
    if program.exists() && repo::is_stamped(&wanted, &stamp) {
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
    venv_made.args(["-m", "venv", "--clear"]).arg(&venv);
    let mut filled = command(venv.join("bin/pip"));
    filled
        .args(["install", "--quiet", "--disable-pip-version-check", "-r"])
        .arg(&wanted);
    for (name, step) in [("venv", &mut venv_made), ("pip", &mut filled)] {
        let ended = run_logged(step, &logs.join(format!("{name}.txt")), limit)?;
        if !ended.ok {
            let cause = ended.output.trim_end();
            return Err(Trouble::new(format!(
                "{name} failed; pyHanko is missing:\n{cause}"
            )));
        }
    }
    repo::stamp(&wanted, &stamp)?;
    Ok(program)
}

//! Instructions that reading the contract takes, counted by callgrind: the same on a busy machine
//! as on an idle one. The figure of before is kept in `baseline.json`.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde::{Deserialize, Serialize};

use crate::Result;

/// What is kept from one time to the next.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Baseline {
    /// Of reading the contract once in a new process.
    pub(crate) contract_instructions: u64,
}

/// Growth that is no regression yet, in per cent: hash maps are seeded anew in every process.
pub(crate) const SLACK: f64 = 5.0;

/// Where the figure of before is kept.
fn baseline_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("baseline.json")
}

/// The figure of before.
pub(crate) fn before() -> Option<Baseline> {
    serde_json::from_slice(&fs::read(baseline_file()).ok()?).ok()
}

/// Keeps a figure for the next time.
#[allow(
    clippy::disallowed_methods,
    reason = "a file of the repository, which can be had back from there"
)]
pub(crate) fn keep(baseline: Baseline) -> Result<()> {
    let text = serde_json::to_string_pretty(&baseline)? + "\n";
    Ok(fs::write(baseline_file(), text)?)
}

/// Growth in per cent.
pub(crate) fn growth(before: Baseline, now: Baseline) -> f64 {
    let ratio = now.contract_instructions as f64 / before.contract_instructions as f64;
    (ratio - 1.0) * 100.0
}

/// Counts what `tags::read` takes for that file.
pub(crate) fn count(file: &Path, folder: &Path) -> Result<Baseline> {
    let out = folder.join("callgrind.out");
    let output = Command::new("valgrind")
        .args([
            "--tool=callgrind",
            "--collect-atstart=no",
            "--toggle-collect=tags::read",
        ])
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(env::current_exe()?)
        .arg("once")
        .arg(file)
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let counts = fs::read_to_string(out)?;
    let total = counts
        .lines()
        .find_map(|line| {
            line.strip_prefix("summary:")
                .or(line.strip_prefix("totals:"))
        })
        .and_then(|count| count.trim().parse().ok())
        .filter(|count| *count > 0)
        .ok_or("callgrind did not see tags::read")?;
    Ok(Baseline {
        contract_instructions: total,
    })
}

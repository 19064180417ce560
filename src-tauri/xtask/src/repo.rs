//! Where things stand.

use std::path::{Path, PathBuf};

use crate::{
    child,
    trouble::{Result, Trouble, While},
};

/// The folder with the workspace's `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// The folder of the window's sources.
pub(crate) fn ui() -> PathBuf {
    root().join("ui")
}

/// The folder into which cargo builds, wherever the person has put it.
pub(crate) fn target() -> Result<PathBuf> {
    let answer = child::cargo()
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--offline",
        ])
        .output()
        .when("asking cargo for its target folder")?;
    let facts: serde_json::Value =
        serde_json::from_slice(&answer.stdout).when("reading cargo's answer")?;
    facts
        .get("target_directory")
        .and_then(|folder| folder.as_str())
        .map(PathBuf::from)
        .ok_or_else(|| Trouble::new("cargo does not say where it builds"))
}

/// A folder for what these commands keep between runs: tools and logs.
pub(crate) fn own(name: &str) -> Result<PathBuf> {
    let folder = target()?.join("xtask").join(name);
    std::fs::create_dir_all(&folder).when(format!("making {}", folder.display()))?;
    Ok(folder)
}

/// Copies a file; makes the folder that it is to stand in.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder).when(format!("making {}", folder.display()))?;
    }
    std::fs::copy(from, to).map(drop).when(format!(
        "copying {} to {}",
        from.display(),
        to.display()
    ))
}

/// Copies a file that says what was installed; compared later to see whether that still holds.
pub(crate) fn stamp(from: &Path, to: &Path) -> Result<()> {
    copy(from, to)
}

/// Whether `stamp` was last taken from the file as it is now.
pub(crate) fn is_stamped(from: &Path, to: &Path) -> bool {
    match (std::fs::read(from), std::fs::read(to)) {
        (Ok(now), Ok(then)) => now == then,
        _ => false,
    }
}

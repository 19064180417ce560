//! Papers to sign.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::Stage;

/// The sample lease that ships with Paraph: three pages; signature, date and two initials for
/// each of two signers, one of them in white.
#[must_use]
pub fn lease(stage: &Stage) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let bytes = fs::read(root.join("src-tauri/desk/sample/Sample lease.pdf")).expect("the sample");
    stage.put("Lease Harbour Street 12.pdf", &bytes)
}

/// The same file behind an opening password.
#[must_use]
pub fn encrypted(stage: &Stage, file: &Path, password: &str) -> PathBuf {
    let locked = stage.path("home/Locked.pdf");
    let status = Command::new("qpdf")
        .args(["--encrypt", password, "owner", "256", "--"])
        .args([file, &locked])
        .status()
        .expect("qpdf");
    assert!(status.success());
    locked
}

//! Papers to sign.

use std::{
    fs,
    io::Write,
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

/// Puts bytes into a file.
pub fn write(path: &Path, bytes: &[u8]) {
    fs::File::create(path)
        .and_then(|mut file| file.write_all(bytes))
        .expect("a file");
}

/// A history as a Paraph of later years might leave it; gives its file.
#[must_use]
pub fn newer_history(stage: &Stage) -> PathBuf {
    assert_eq!(stage.cli(&["sessions"]).code, Some(0));
    let file = stage.data().join("history.sqlite");
    let newer = "import sqlite3, sys; history = sqlite3.connect(sys.argv[1]); \
                 history.execute('PRAGMA user_version = 999'); history.close()";
    let status = Command::new("python3")
        .args(["-c", newer])
        .arg(&file)
        .status()
        .expect("python3");
    assert!(status.success());
    file
}

//! For tests of the desk.

use std::path::PathBuf;
use std::sync::Arc;

use tempfile::TempDir;

use crate::{Desk, KeyChoice, Options, SystemClock, SystemOpener};

/// A desk over an empty folder. Its workers are never asked.
pub(crate) fn desk() -> (TempDir, Desk) {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        data_folder: folder.path().to_owned(),
        worker: PathBuf::from("no-worker"),
        keys: KeyChoice::default(),
        opener: Arc::new(SystemOpener),
        clock: Arc::new(SystemClock),
    };
    let desk = Desk::open(options).unwrap();
    (folder, desk)
}

//! What the window's commands work on.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use desk::words::{Args, Words};
use desk::{Desk, Preparation};
use session::{ErrorCode, Told};

use crate::looks::{Looks, Recalled};

/// The desk and its draft, or why they could not be opened: then the window opens all the same
/// and says so.
pub(crate) struct Shell {
    opened: Result<(Desk, Preparation), Told>,
    data_folder: PathBuf,
    /// That the file of the looks was damaged when it was read.
    looks_damaged: AtomicBool,
}

impl Shell {
    /// Opens the desk over that folder.
    pub(crate) fn open(options: desk::Options) -> Self {
        let data_folder = options.data_folder.clone();
        let opened = Desk::open(options).and_then(|desk| {
            let draft = desk.preparation()?;
            Ok((desk, draft))
        });
        let opened = opened.map_err(|error| error.told(&Words::english()));
        Self {
            opened,
            data_folder,
            looks_damaged: AtomicBool::new(false),
        }
    }

    /// The desk.
    pub(crate) fn desk(&self) -> Result<&Desk, Told> {
        self.opened
            .as_ref()
            .map(|(desk, _)| desk)
            .map_err(Clone::clone)
    }

    /// What is being prepared in the window.
    pub(crate) fn draft(&self) -> Result<&Preparation, Told> {
        self.opened
            .as_ref()
            .map(|(_, draft)| draft)
            .map_err(Clone::clone)
    }

    /// Remembers whether the looks had to be laid aside.
    pub(crate) fn note_looks(&self, recalled: Recalled) -> Looks {
        if recalled.damaged {
            self.looks_damaged.store(true, Ordering::Relaxed);
        }
        recalled.looks
    }

    /// That the looks were damaged, told once.
    pub(crate) fn looks_damage(&self) -> Option<Told> {
        let damaged = self.looks_damaged.swap(false, Ordering::Relaxed);
        damaged.then(|| Words::english().told(ErrorCode::LooksDamaged, &Args::new(), None))
    }

    /// Where the looks are, beside the history.
    pub(crate) fn looks_file(&self) -> PathBuf {
        self.data_folder.join("looks.json")
    }
}

/// That something of the window's own could not be written.
pub(crate) fn unwritable(error: &std::io::Error) -> Told {
    let code = match error.kind() {
        std::io::ErrorKind::StorageFull => ErrorCode::DiskFull,
        _ => ErrorCode::FolderUnwritable,
    };
    Words::english().told(code, &Args::new(), Some(error.to_string()))
}

/// That something of the window's own did not work.
pub(crate) fn trouble(detail: &str) -> Told {
    Words::english().told(ErrorCode::Internal, &Args::new(), Some(detail.to_owned()))
}

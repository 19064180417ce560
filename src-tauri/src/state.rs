//! What the window's commands work on.

use std::path::PathBuf;

use desk::words::{Args, Words};
use desk::{Desk, Preparation};
use session::{ErrorCode, Told};

/// The desk and its draft, or why they could not be opened: then the window opens all the same
/// and says so.
pub(crate) struct Shell {
    opened: Result<(Desk, Preparation), Told>,
    data_folder: PathBuf,
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

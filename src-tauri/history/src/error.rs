//! What can go wrong with the history.

use session::ErrorCode;

/// An error of the history or of the files beside it.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// It was written by a newer Paraph and is left alone.
    #[error("the history has version {found}, this program knows {known}")]
    Newer {
        /// Its version.
        found: i64,
        /// The newest version known here.
        known: i64,
    },
    /// The file is no history of Paraph.
    #[error("the file is no history of Paraph (application id {0:#x})")]
    Foreign(i64),
    /// Another computer works with the data folder.
    #[error("the computer {0:?} works with this data folder")]
    Elsewhere(String),
    /// The data folder cannot be used.
    #[error("{path}: {source}")]
    Folder {
        /// Which folder.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// SQLite refused.
    #[error(transparent)]
    Sql(#[from] rusqlite::Error),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// A stored file is not what its name says.
    #[error("the stored file {0} is missing or damaged")]
    StoreDamaged(String),
    /// A record is not what this program writes.
    #[error("a record of the history cannot be read: {0}")]
    Record(String),
    /// No session has this id.
    #[error("no session has the id {0:?}")]
    UnknownSession(String),
    /// A step is not in the state that the change needs.
    #[error("step {step} of session {session} cannot go to {to}")]
    StepOrder {
        /// The session.
        session: String,
        /// The step.
        step: String,
        /// Where it was to go.
        to: &'static str,
    },
}

impl HistoryError {
    /// What a person is told.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Newer { .. } => ErrorCode::HistoryNewer,
            Self::Elsewhere(_) => ErrorCode::DataFolderElsewhere,
            Self::Folder { source, .. } => match source.kind() {
                std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                    ErrorCode::DiskFull
                }
                std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                    ErrorCode::DataFolderUnwritable
                }
                _ => ErrorCode::HistoryUnreadable,
            },
            Self::Foreign(_) | Self::StoreDamaged(_) | Self::Record(_) => {
                ErrorCode::HistoryUnreadable
            }
            Self::Sql(error) if no_room(error) => ErrorCode::DiskFull,
            Self::Sql(error) => match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::DiskFull) => ErrorCode::DiskFull,
                Some(rusqlite::ErrorCode::ReadOnly | rusqlite::ErrorCode::PermissionDenied) => {
                    ErrorCode::DataFolderUnwritable
                }
                _ => ErrorCode::HistoryUnreadable,
            },
            Self::File { source, .. } => match source.kind() {
                std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                    ErrorCode::DiskFull
                }
                _ => ErrorCode::FolderUnwritable,
            },
            Self::UnknownSession(_) => ErrorCode::UnknownSession,
            Self::StepOrder { .. } => ErrorCode::Internal,
        }
    }

    pub(crate) fn file(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::File {
            path: path.display().to_string(),
            source,
        }
    }
}

/// Whether SQLite found no room for the memory that its readers share: that is a file, too, and
/// the first thing that does not fit on a full disk.
fn no_room(error: &rusqlite::Error) -> bool {
    let extended = error.sqlite_error().map(|error| error.extended_code);
    extended == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
}

//! State that survives a restart: named pieces in a folder, each replaced atomically.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Replaces a file by another whole one.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A folder of named pieces, or nothing at all.
#[derive(Debug, Clone, Default)]
pub struct Store {
    folder: Option<PathBuf>,
    sync: bool,
}

impl Store {
    /// Keeps nothing: the state lives as long as the process.
    #[must_use]
    pub fn nowhere() -> Self {
        Self::default()
    }

    /// Keeps the pieces in that folder. `sync`: also through a loss of power.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn in_folder(folder: &Path, sync: bool) -> io::Result<Self> {
        for part in ["sessions", "blobs"] {
            std::fs::create_dir_all(folder.join(part))?;
        }
        Ok(Self {
            folder: Some(folder.to_owned()),
            sync,
        })
    }

    /// Whether anything is kept.
    #[must_use]
    pub fn keeps(&self) -> bool {
        self.folder.is_some()
    }

    /// Replaces a piece. `room` is `sessions` or `blobs`.
    ///
    /// # Errors
    /// When it cannot be written; the former piece stands then.
    pub fn put(&self, room: &str, name: &str, bytes: &[u8]) -> io::Result<()> {
        let Some(folder) = &self.folder else {
            return Ok(());
        };
        let folder = folder.join(room);
        let mut file = NamedTempFile::new_in(&folder)?;
        file.write_all(bytes)?;
        if self.sync {
            file.as_file().sync_all()?;
        }
        file.persist(folder.join(name)).map_err(|e| e.error)?;
        if self.sync {
            std::fs::File::open(&folder)?.sync_all()?;
        }
        Ok(())
    }

    /// Whether there is such a piece.
    #[must_use]
    pub fn has(&self, room: &str, name: &str) -> bool {
        self.folder
            .as_ref()
            .is_some_and(|folder| folder.join(room).join(name).exists())
    }

    /// All pieces of a room by name.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn all(&self, room: &str) -> io::Result<Vec<(String, Vec<u8>)>> {
        let Some(folder) = &self.folder else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder.join(room))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // What a killed process left half written has another name.
            if !name.starts_with('.') {
                found.push((name, std::fs::read(entry.path())?));
            }
        }
        found.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(found)
    }
}

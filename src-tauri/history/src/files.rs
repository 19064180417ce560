//! Files that are either whole or not there: the store beside the history, named by SHA-256, and
//! copies under a person's names.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::HistoryError;

/// SHA-256 of some bytes, in hex.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// SHA-256 of a file, in hex, read piece by piece.
///
/// # Errors
/// When the file cannot be read.
pub fn sha256_of_file(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut digest = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut piece)?;
        match piece.get(..read) {
            Some([]) | None => return Ok(hex::encode(digest.finalize())),
            Some(bytes) => digest.update(bytes),
        }
    }
}

/// What to do when a file of the name is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// Leave it and say so with [`io::ErrorKind::AlreadyExists`].
    Keep,
    /// Put the new one in its place.
    Replace,
}

/// Writes a file so that its name never stands for half of it, also across a power cut: a
/// temporary file beside it, synced, renamed, and the folder synced.
///
/// # Errors
/// When any of it fails; the name then stands for what it stood for before.
pub fn write_atomic(target: &Path, bytes: &[u8], existing: Existing) -> io::Result<()> {
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut temporary = tempfile::Builder::new()
        .prefix(".paraph-")
        .tempfile_in(folder)?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    match existing {
        Existing::Keep => temporary.persist_noclobber(target),
        Existing::Replace => temporary.persist(target),
    }
    .map_err(|failed| failed.error)?;
    sync_folder(folder)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Windows has no call to sync a folder; NTFS journals the rename. *Not run.*
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes a folder and those above it; new ones are for this user only, and are there also after a
/// power cut: what is synced in a folder whose own name is not would be lost with it. The name is
/// synced also where the folder was there, since whoever made it may have died before that.
pub(crate) fn make_private_folder(path: &Path) -> io::Result<()> {
    let above = path.parent().filter(|above| !above.as_os_str().is_empty());
    if let Some(above) = above
        && !above.is_dir()
    {
        make_private_folder(above)?;
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)?;
    match above.map_or(Ok(()), sync_folder) {
        // Not ours, and so not made just now.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        synced => synced,
    }
}

/// Makes an empty file for this user only, unless it is there. What SQLite lays beside it takes
/// its rights.
pub(crate) fn make_private_file(path: &Path) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Files by content: what is in the store never changes.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
}

impl Store {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// The path of a stored file, relative to the data folder.
    #[must_use]
    pub fn relative(sha256: &str) -> String {
        format!("store/{}/{sha256}.pdf", sha256.get(..2).unwrap_or("__"))
    }

    /// Where the file of that digest is, or would be. `None` when it is no digest.
    #[must_use]
    pub fn path(&self, sha256: &str) -> Option<PathBuf> {
        let digest = sha256.len() == 64
            && sha256
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        digest.then(|| self.root.join(Self::relative(sha256)))
    }

    /// Puts bytes into the store and tells their SHA-256.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn put(&self, bytes: &[u8]) -> Result<String, HistoryError> {
        let digest = sha256(bytes);
        let target = self.root.join(Self::relative(&digest));
        let whole = target
            .metadata()
            .is_ok_and(|m| m.len() == bytes.len() as u64)
            && sha256_of_file(&target).is_ok_and(|there| there == digest);
        if whole {
            return Ok(digest);
        }
        let folder = target.parent().unwrap_or(&self.root);
        make_private_folder(folder).map_err(|e| HistoryError::file(folder, e))?;
        write_atomic(&target, bytes, Existing::Replace)
            .map_err(|e| HistoryError::file(&target, e))?;
        Ok(digest)
    }

    /// A new, empty, private file in which something is collected before it is believed. What is
    /// left there by an earlier run is of no use to anybody.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn collect(&self) -> Result<PathBuf, HistoryError> {
        let folder = self.root.join("incoming");
        make_private_folder(&folder).map_err(|e| HistoryError::file(&folder, e))?;
        let file = tempfile::Builder::new()
            .prefix("part-")
            .tempfile_in(&folder)
            .map_err(|e| HistoryError::file(&folder, e))?;
        let (_, path) = file
            .keep()
            .map_err(|e| HistoryError::file(&folder, e.error))?;
        Ok(path)
    }

    /// Lays bytes that are not believed aside, where nobody takes them for a signed copy: the
    /// path. The same bytes are laid there once.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn lay_aside(&self, bytes: &[u8]) -> Result<PathBuf, HistoryError> {
        let folder = self.root.join("doubtful");
        make_private_folder(&folder).map_err(|e| HistoryError::file(&folder, e))?;
        let target = folder.join(format!("{}.bin", sha256(bytes)));
        write_atomic(&target, bytes, Existing::Replace)
            .map_err(|e| HistoryError::file(&target, e))?;
        Ok(target)
    }

    /// Takes away what an earlier run had begun to collect.
    pub fn clear_collected(&self) {
        let Ok(entries) = fs::read_dir(self.root.join("incoming")) else {
            return;
        };
        for entry in entries.flatten() {
            // What cannot be removed is in nobody's way.
            let _ = fs::remove_file(entry.path());
        }
    }

    /// Reads a stored file and checks it against its name.
    ///
    /// # Errors
    /// [`HistoryError::StoreDamaged`] when it is missing or not what its name says.
    pub fn get(&self, digest: &str) -> Result<Vec<u8>, HistoryError> {
        let damaged = || HistoryError::StoreDamaged(digest.to_owned());
        let bytes = fs::read(self.path(digest).ok_or_else(damaged)?).map_err(|_| damaged())?;
        if sha256(&bytes) == digest {
            Ok(bytes)
        } else {
            Err(damaged())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_is_never_overwritten_unless_asked() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.pdf");
        write_atomic(&target, b"one", Existing::Keep).unwrap();
        let again = write_atomic(&target, b"two", Existing::Keep).unwrap_err();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&target).unwrap(), b"one");
        write_atomic(&target, b"two", Existing::Replace).unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"two");
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "no temporary file stays"
        );
    }

    #[test]
    fn a_stored_file_that_was_changed_is_refused_and_can_be_stored_again() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().to_owned());
        let digest = store.put(b"contract").unwrap();
        assert_eq!(store.get(&digest).unwrap(), b"contract");
        let path = store.path(&digest).unwrap();
        write_atomic(&path, b"contracT", Existing::Replace).unwrap();
        assert!(matches!(
            store.get(&digest),
            Err(HistoryError::StoreDamaged(_))
        ));
        store.put(b"contract").unwrap();
        assert_eq!(store.get(&digest).unwrap(), b"contract");
    }

    #[test]
    fn only_a_digest_names_a_stored_file() {
        let store = Store::new(PathBuf::from("/data"));
        for wrong in ["", "../../etc/passwd", &"A".repeat(64), &"a".repeat(63)] {
            assert_eq!(store.path(wrong), None, "{wrong}");
        }
        assert!(store.path(&"a1".repeat(32)).is_some());
    }
}

//! What is kept, for the person: opened in the programs of the system.

use std::path::PathBuf;

use session::{ErrorCode, State};

use crate::here::blocking;
use crate::keep::{Copy, lay_out};
use crate::{Desk, DeskError, names, opener};

/// Where copies lie that were made for looking at them, in the data folder.
const OPENED: &str = "opened";

impl Desk {
    /// Opens the signed copy of a document (from 1) in the person's PDF program: the readable copy
    /// while it is what was kept, else a fresh one.
    ///
    /// # Errors
    /// When nothing is kept, or no copy can be opened.
    pub async fn open_signed(&self, id: &str, document: u32) -> Result<(), DeskError> {
        let index = document.saturating_sub(1) as usize;
        let path = self.readable_copies(id).await?.into_iter().nth(index);
        let path = path.ok_or(DeskError::Refused(ErrorCode::NotKept))?;
        opener::path(self.inner.opener.as_ref(), &path)
    }

    /// Opens a document (from 1) of a session as it was sent in the person's PDF program.
    ///
    /// # Errors
    /// When there is no such document, or nothing opens it.
    pub async fn open_sent(&self, id: &str, document: u32) -> Result<(), DeskError> {
        let index = document.saturating_sub(1) as usize;
        let found = self.history().documents(id)?.into_iter().nth(index);
        let found = found.ok_or(DeskError::Refused(ErrorCode::FileMissing))?;
        self.open_stored(&found.original, &found.name).await
    }

    /// Opens a file of the store in the person's PDF program: a copy under its own name, so that
    /// what is done to it there never touches the store.
    ///
    /// # Errors
    /// When it is not in the store, or nothing opens it.
    pub(crate) async fn open_stored(&self, sha256: &str, name: &str) -> Result<(), DeskError> {
        let store = self.history().store().clone();
        let folder = self
            .data_folder()
            .join(OPENED)
            .join(sha256.get(..12).unwrap_or_default());
        let copy = Copy {
            sha256: sha256.to_owned(),
            name: names::readable(name),
            receipt: false,
        };
        let paths = blocking(move || lay_out(&store, &folder, &[copy])).await?;
        let path = paths
            .first()
            .ok_or(DeskError::Refused(ErrorCode::FileMissing))?;
        opener::path(self.inner.opener.as_ref(), path)
    }

    /// Takes away the copies that were made for looking at them.
    pub(crate) fn clear_opened(&self) {
        // What another program holds open goes the next time.
        let _ = std::fs::remove_dir_all(self.data_folder().join(OPENED));
    }

    /// Opens the receipt in the person's PDF program.
    ///
    /// # Errors
    /// As [`Desk::open_signed`].
    pub async fn open_receipt(&self, id: &str) -> Result<(), DeskError> {
        let path = self.readable_copies(id).await?.pop();
        let path = path.ok_or(DeskError::Refused(ErrorCode::NotKept))?;
        opener::path(self.inner.opener.as_ref(), &path)
    }

    /// Opens the folder in which the readable copies are.
    ///
    /// # Errors
    /// As [`Desk::open_signed`].
    pub async fn show_in_folder(&self, id: &str) -> Result<(), DeskError> {
        let copies = self.readable_copies(id).await?;
        let folder = copies.first().and_then(|path| path.parent());
        let folder = folder.ok_or(DeskError::Refused(ErrorCode::NotKept))?;
        opener::path(self.inner.opener.as_ref(), folder)
    }

    /// The readable copies, documents first and the receipt last. Those that are gone or were
    /// changed are made again, under the names that copies have now.
    async fn readable_copies(&self, id: &str) -> Result<Vec<PathBuf>, DeskError> {
        if self.history().session(id)?.state != State::Kept {
            return Err(DeskError::Refused(ErrorCode::NotKept));
        }
        let kept: Vec<Option<PathBuf>> = self
            .history()
            .documents(id)?
            .into_iter()
            .filter(|document| document.revision.is_some())
            .map(|document| document.kept_path.map(PathBuf::from))
            .collect();
        let folder = kept
            .iter()
            .flatten()
            .find_map(|path| path.parent().map(PathBuf::from));
        let folder = match folder {
            Some(folder) => folder,
            None => self.kept_folder()?,
        };
        let copies = self.copies(id)?;
        let store = self.history().store().clone();
        blocking(move || {
            let mut paths = Vec::new();
            for (index, copy) in copies.into_iter().enumerate() {
                let before = kept.get(index).cloned().flatten();
                let whole = |path: &PathBuf| {
                    history::sha256_of_file(path).is_ok_and(|there| there == copy.sha256)
                };
                match before.filter(whole) {
                    Some(path) => paths.push(path),
                    None => paths.extend(lay_out(&store, &folder, &[copy])?),
                }
            }
            Ok(paths)
        })
        .await
    }
}

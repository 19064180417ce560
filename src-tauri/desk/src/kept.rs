//! What is kept, for the person: opened in the programs of the system.

use std::path::PathBuf;

use session::ErrorCode;

use crate::{Desk, DeskError, opener};

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

    /// The readable copies, documents first and the receipt last; made again where they are gone
    /// or were changed.
    async fn readable_copies(&self, id: &str) -> Result<Vec<PathBuf>, DeskError> {
        let folder = self
            .history()
            .documents(id)?
            .into_iter()
            .find_map(|document| document.kept_path)
            .and_then(|path| PathBuf::from(path).parent().map(PathBuf::from));
        let folder = match folder {
            Some(folder) => folder,
            None => self.kept_folder()?,
        };
        let files = self.export(id, &folder).await?;
        Ok(files
            .into_iter()
            .map(|file| PathBuf::from(file.path))
            .collect())
    }
}

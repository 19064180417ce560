//! Verifying files: changed? who? when?

use std::path::Path;

use serde::Serialize;
use session::{ErrorCode, SignatureVerdict, Summary, Told, Verdict};

use crate::here::blocking;
use crate::{Desk, DeskError};
use worker::Pool;

/// The answer for one file (`cli.md`, Verdict).
#[derive(Debug, Clone, Serialize)]
pub struct FileVerdict {
    /// As it was given.
    pub file: String,
    /// Its signatures, oldest first.
    pub signatures: Vec<SignatureVerdict>,
    /// One word for the whole; `None` when it could not be asked.
    pub summary: Option<Summary>,
    /// Why it could not be asked.
    pub error: Option<Told>,
}

/// Verifies a file, in a worker, against the certificates that this computer trusts (DER).
///
/// # Errors
/// When the file cannot be read or is no PDF.
pub async fn verify_file(
    workers: &Pool,
    path: &Path,
    anchors: &[Vec<u8>],
) -> Result<Verdict, DeskError> {
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy();
    workers
        .verify(path, anchors)
        .await
        .map_err(|error| DeskError::from(error).about(&name))
}

impl Desk {
    /// Verifies the kept copies of a session again, from the store.
    ///
    /// # Errors
    /// [`ErrorCode::NotKept`] when nothing is kept yet.
    pub async fn verify_session(&self, id: &str) -> Result<Vec<(String, Verdict)>, DeskError> {
        let mut answers = Vec::new();
        for document in self.history().documents(id)? {
            let Some(sha256) = document.revision.filter(|_| document.verdict.is_some()) else {
                return Err(DeskError::Refused(ErrorCode::NotKept));
            };
            let verdict = self.verify_stored(&sha256).await?;
            answers.push((document.name, verdict));
        }
        Ok(answers)
    }

    /// Verifies a document of the store, which is first checked to be what its name says.
    pub(crate) async fn verify_stored(&self, sha256: &str) -> Result<Verdict, DeskError> {
        let (store, digest) = (self.history().store().clone(), sha256.to_owned());
        let path = blocking(move || {
            store.get(&digest)?;
            Ok(store.path(&digest))
        })
        .await?;
        let path = path.ok_or_else(|| DeskError::Internal(format!("{sha256:?} is no digest")))?;
        Ok(self.workers().verify(&path, &self.anchors()?).await?)
    }

    /// The certificates that this computer trusts: those made here.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn trusted_certificates(&self) -> Result<Vec<Vec<u8>>, DeskError> {
        self.anchors()
    }
}

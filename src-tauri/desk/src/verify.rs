//! Verifying files: changed? who? when?

use std::path::Path;

use serde::Serialize;
use session::{ErrorCode, SignatureVerdict, Summary, Told, Verdict};

use crate::here::blocking;
use crate::prepare::read_file;
use crate::{Desk, DeskError};

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

/// Verifies a file against the certificates that this computer trusts (DER).
///
/// # Errors
/// When the file cannot be read or is no PDF.
pub async fn verify_file(path: &Path, anchors: Vec<Vec<u8>>) -> Result<Verdict, DeskError> {
    let bytes = read_file(path).await?;
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned();
    blocking(move || Ok(seal::verify(&bytes, None, &anchors)?))
        .await
        .map_err(|error| error.about(&name))
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
            let (store, anchors) = (self.history().store().clone(), self.anchors()?);
            let verdict =
                blocking(move || Ok(seal::verify(&store.get(&sha256)?, None, &anchors)?)).await?;
            answers.push((document.name, verdict));
        }
        Ok(answers)
    }

    /// The certificates that this computer trusts: those made here.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn trusted_certificates(&self) -> Result<Vec<Vec<u8>>, DeskError> {
        self.anchors()
    }
}

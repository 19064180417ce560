//! Signed copies and receipt under a person's names, into a folder of the person's choice.

use std::path::Path;

use serde::Serialize;
use session::{ErrorCode, State};

use crate::here::blocking;
use crate::keep::lay_out;
use crate::{Desk, DeskError};

/// A file that was exported.
#[derive(Debug, Clone, Serialize)]
pub struct Exported {
    /// Where it is.
    pub path: String,
    /// SHA-256, hex.
    pub sha256: String,
    /// `signed` or `receipt`.
    pub kind: &'static str,
}

impl Desk {
    /// Writes the kept files of a session into a folder. Equal files that are there are left;
    /// nothing is overwritten.
    ///
    /// # Errors
    /// [`ErrorCode::NotKept`] when nothing is kept yet, or when the folder cannot be written.
    pub async fn export(&self, session: &str, to: &Path) -> Result<Vec<Exported>, DeskError> {
        if self.history().session(session)?.state != State::Kept {
            return Err(DeskError::Refused(ErrorCode::NotKept));
        }
        let copies = self.copies(session)?;
        let store = self.history().store().clone();
        let folder = to.to_owned();
        blocking(move || {
            let paths = lay_out(&store, &folder, &copies)?;
            Ok(paths
                .iter()
                .zip(&copies)
                .map(|(path, copy)| Exported {
                    path: path.to_string_lossy().into_owned(),
                    sha256: copy.sha256.clone(),
                    kind: if copy.receipt { "receipt" } else { "signed" },
                })
                .collect())
        })
        .await
    }
}

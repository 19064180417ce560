//! The signed files and the receipt (sheet §2, §7): not there yet, empty, cut off, no PDF, gone.

use std::time::Duration;

use session::{ErrorCode, StepOutcome};

use super::Line;
use super::file_id::file_id;
use super::wire::{self, segment};
use crate::came::{discard, not_a_pdf};
use crate::http::Downloaded;
use crate::{Expects, Fetched, FetchedWhat, JobDocument, Left, StepError};

/// Tries where the service says that the file will come (F17).
const TRIES: u32 = 6;
/// The usual time that the service asks for (F17).
const USUAL: Duration = Duration::from_secs(5);
/// Pauses where it does not say so (F17), and after a file that was cut off (F19).
const SPACED: [Duration; 2] = [Duration::from_secs(10), Duration::from_secs(30)];
/// When the next sweep comes by.
const SWEEP: Duration = Duration::from_secs(300);

impl Line<'_> {
    /// E7: the signed copy of a document.
    pub(super) async fn fetch(&self, document: &JobDocument) -> Result<Left, StepError> {
        let id = segment(&file_id(self.job, document));
        let path = format!("{}/file/{id}", self.path()?);
        let what = FetchedWhat::Signed(document.number);
        self.collect(&path, what, ErrorCode::SignedCopyMissing)
            .await
    }

    /// E8: the receipt. It comes a moment after the files (F17, F18).
    pub(super) async fn receipt(&self) -> Result<Left, StepError> {
        let id = self.path()?;
        let id = id.rsplit('/').next().unwrap_or_default();
        let path = format!("file/receipt/{id}");
        self.collect(&path, FetchedWhat::Receipt, ErrorCode::ReceiptMissing)
            .await
    }

    async fn collect(
        &self,
        path: &str,
        what: FetchedWhat,
        missing: ErrorCode,
    ) -> Result<Left, StepError> {
        let (mut promised, mut spaced) = (1, SPACED.iter());
        loop {
            let into = self.bench.collect()?;
            let came = wire::download(self.http, &self.keys, self.bench, path, &into).await;
            let (detail, pause) = match came {
                Ok(Downloaded::File(bytes, kind)) => match not_a_pdf(&into, bytes, &kind) {
                    None => {
                        let mut left = Left::from(StepOutcome::Done);
                        left.fetched = Some(Fetched {
                            what,
                            path: into,
                            expects: Expects::default(),
                        });
                        return Ok(left);
                    }
                    Some(why) => (why, spaced.next().copied()),
                },
                Ok(Downloaded::Answer(answer)) if answer.status == 404 => {
                    match answer.retry_after(self.bench.now()) {
                        Some(asked) => {
                            promised += 1;
                            let pause = if asked.is_zero() { USUAL } else { asked };
                            let more = promised <= TRIES && pause <= SWEEP;
                            ("it is not ready yet".to_owned(), more.then_some(pause))
                        }
                        None => (
                            "there is no such file yet".to_owned(),
                            spaced.next().copied(),
                        ),
                    }
                }
                Ok(Downloaded::Answer(answer)) => return Err(self.refusal(&answer)),
                Err(error) => return Err(error),
            };
            discard(&into);
            match pause {
                Some(pause) => self.bench.wait(pause).await?,
                None => return Err(StepError::later(missing, detail, Some(SWEEP))),
            }
        }
    }
}

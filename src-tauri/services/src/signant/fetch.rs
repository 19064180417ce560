//! The signed document (sheet §3.3, S13 to S18): fetched in the same go in which the signature was
//! seen, since it is deleted soon after. What does not come whole is fetched again at once.

use std::io::Write;
use std::time::Duration;

use session::{ErrorCode, StepOutcome};

use super::Line;
use super::answer::Answered;
use super::contract::Operation;
use super::digest::{Checked, check};
use super::envelope::Value;
use super::posted::Posted;
use crate::{Expects, Fetched, FetchedWhat, JobDocument, Left, Seen, StepError};

/// Tries at once of what does not come whole (S14).
const TRIES: u32 = 5;
/// Pauses where the service says no (S18), in seconds.
const PAUSES: [u64; 3] = [2, 4, 8];

/// What one try gave.
enum Came {
    /// A file; whether its checksum holds.
    File(Vec<u8>, Checked),
    /// Not what was asked for, and why.
    Not(&'static str),
}

impl Line<'_> {
    /// `fetch:N:D`.
    pub(super) async fn fetch(
        &self,
        document: &JobDocument,
        signer: u16,
    ) -> Result<Left, StepError> {
        let posted = Posted::of(self.job, document.number, signer)
            .ok_or_else(|| StepError::new(ErrorCode::SignedCopyMissing, "it was never posted"))?;
        let (mut whole, mut pauses) = (0, PAUSES.iter());
        let mut doubtful = None;
        let why = loop {
            let why = match self.ask(&posted).await {
                Ok(Ok(answer)) => match came(&posted, &answer) {
                    Came::File(bytes, Checked::Other) => {
                        doubtful = Some(bytes);
                        "its checksum is another file's".to_owned()
                    }
                    Came::File(bytes, checked) => {
                        return self.left(&posted, document, &bytes, checked, None);
                    }
                    Came::Not(why) => why.to_owned(),
                },
                Ok(Err(refused)) if refused.is_gone() => {
                    return Err(StepError::new(
                        ErrorCode::SignedCopyLost,
                        format!("posting {}: {}", posted.id, refused.code),
                    ));
                }
                Ok(Err(refused)) => {
                    // Not ready, most likely: no code is published for that.
                    let error = self.refusal(&refused);
                    let Some(pause) = pauses.next() else {
                        break error.detail;
                    };
                    self.bench.wait(Duration::from_secs(*pause)).await?;
                    continue;
                }
                Err(error) => return Err(error),
            };
            whole += 1;
            if whole >= TRIES {
                break why;
            }
        };
        match doubtful {
            // Better than nothing: it is laid aside, and not called the signed copy.
            Some(bytes) => self.left(&posted, document, &bytes, Checked::Other, Some(why)),
            None => Err(StepError::later(ErrorCode::SignedCopyMissing, why, None)),
        }
    }

    async fn ask(
        &self,
        posted: &Posted,
    ) -> Result<Result<Answered, super::answer::Refused>, StepError> {
        let mut parameters = self.keys()?;
        parameters.push(("PostingID", Value::Plain(posted.id.clone())));
        parameters.push(("AttachmentID", Value::Plain(posted.attachment.clone())));
        let progress = |done, all| self.bench.progress(done, all);
        let mut wire = self.wire()?;
        wire.progress = Some(&progress);
        wire.call(Operation::Download, &parameters).await
    }

    fn left(
        &self,
        posted: &Posted,
        document: &JobDocument,
        bytes: &[u8],
        checked: Checked,
        doubt: Option<String>,
    ) -> Result<Left, StepError> {
        let into = self.bench.collect()?;
        let written = || -> std::io::Result<()> {
            let mut file = std::fs::File::create(&into)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        written().map_err(|e| StepError::new(ErrorCode::FileUnreadable, e.kind().to_string()))?;
        let mut left = Left::from(StepOutcome::Done);
        left.fetched = Some(Fetched {
            what: FetchedWhat::Signed(document.number),
            path: into,
            expects: Expects {
                // What was posted; a signature before must live on in it.
                extends: document.signed.clone(),
                doubt,
                ..Expects::default()
            },
        });
        if checked == Checked::None {
            left.seen = Some(Seen {
                events: vec![self.event(posted, "no-checksum")],
                ..Seen::default()
            });
        }
        Ok(left)
    }
}

fn came(posted: &Posted, answer: &Answered) -> Came {
    let echoed = answer.id("AttachmentID");
    if echoed.is_some_and(|id| id != posted.attachment) {
        return Came::Not("it is another attachment's (S17)");
    }
    let Some(bytes) = answer.file("AttachmentFile") else {
        return Came::Not("there is no file in the answer, or none that can be read");
    };
    let checked = check(answer.text("FileHash").as_deref(), &bytes);
    if !bytes.starts_with(b"%PDF") && checked != Checked::Other {
        return Came::Not("what came is no PDF");
    }
    Came::File(bytes, checked)
}

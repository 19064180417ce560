//! What the status of postings says about the session (sheet §3.2, §5).
//!
//! A posting that is gone before its signature was seen (S4) takes nothing with it that lies here.
//! Where nobody has signed anything yet, the session has run out with it; else it goes on, and
//! opening the signer's page makes a new posting, over what was signed before. One that is gone
//! after its signature was seen and before the document was here (S5) is another matter: see
//! `fetch`.

use std::collections::BTreeMap;

use session::SignerState;

use super::Line;
use super::answer::{Answered, Refused};
use super::contract::Operation;
use super::envelope::Value;
use super::posted::{Posted, Stand};
use super::schedule::{LADDER, climbed};
use crate::{Job, JobSigner, Seen, SeenEvent, SeenSigner, SeenState, StepError};

/// What a look at one posting showed.
enum Shown {
    Status(Answered),
    Gone,
}

/// What the answers say, put together.
#[derive(Default)]
struct Sum {
    opened: Vec<u16>,
    unknown: Option<String>,
    rejected: bool,
    gone: bool,
    events: Vec<SeenEvent>,
}

impl Line<'_> {
    /// Asks for every posting that waits for its signer. What is signed is fetched, not asked for.
    pub(super) async fn look(&self) -> Result<Seen, StepError> {
        let mut postings = Posted::all(self.job);
        let mut sum = Sum::default();
        let mut asked = false;
        for posted in &mut postings {
            if posted.stand != Stand::Open {
                continue;
            }
            asked = true;
            match self.status(posted).await? {
                Shown::Status(status) => self.read(posted, &status, &mut sum),
                Shown::Gone => {
                    posted.stand = Stand::Gone;
                    sum.gone = true;
                    sum.events.push(self.event(posted, "posting-gone"));
                }
            }
        }
        if !asked {
            return Ok(Seen::default());
        }
        Ok(self.seen(&postings, sum))
    }

    /// The status of one posting. An answer about another one is asked for once more (S17).
    async fn status(&self, posted: &Posted) -> Result<Shown, StepError> {
        let id = Value::Plain(posted.id.clone());
        let (mut refused, mut foreign) = (0, 0);
        loop {
            let mut parameters = self.keys()?;
            parameters.push(("PostingID", id.clone()));
            match self.wire()?.call(Operation::Status, &parameters).await? {
                Ok(status) if status.id("PostingID").as_deref() == Some(&posted.id) => {
                    return Ok(Shown::Status(status));
                }
                Ok(_) if foreign == 0 => foreign += 1,
                Ok(_) => {
                    return Err(StepError::later(
                        session::ErrorCode::AnswerUnreadable,
                        "the status is another posting's",
                        None,
                    ));
                }
                Err(refusal) if refusal.is_gone() => return Ok(Shown::Gone),
                // A read may be made again (§4).
                Err(_) if refused < 2 => refused += 1,
                Err(refusal) => return Err(self.refusal(&refusal)),
            }
        }
    }

    pub(super) fn refusal(&self, refused: &Refused) -> StepError {
        refused.error(&self.redactor)
    }

    fn read(&self, posted: &mut Posted, status: &Answered, sum: &mut Sum) {
        let signed = status.int("SignatureCount").unwrap_or(0);
        let stamp = status.moment("LastModifiedDateTime").unwrap_or_default();
        let stamp: String = format!("{stamp}/{signed}")
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(60)
            .collect();
        if stamp != posted.stamp {
            // It happened after the last look, so the end is a quarter of an hour after that at
            // the earliest.
            if !posted.stamp.is_empty() {
                posted.alive = posted.asked;
                sum.opened.push(posted.signer);
            }
            posted.stamp = stamp;
        }
        posted.asked = self.bench.now();
        // A refusal has no status of its own (§3.2, S11).
        if status.int("TotalDocsRejected").unwrap_or(0) > 0 {
            posted.stand = Stand::Rejected;
            sum.rejected = true;
            return;
        }
        match status.text("Status").as_deref() {
            Some("Completed") => {
                posted.stand = Stand::Signed;
                sum.events.push(self.event(posted, "document-signed-there"));
            }
            // Still told, no longer to be signed (S6).
            Some("Expired") => {
                posted.stand = Stand::Gone;
                sum.gone = true;
                sum.events.push(self.event(posted, "posting-gone"));
            }
            Some("Sent" | "CompletedPartially") | None => {}
            Some(other) => sum.unknown = Some(self.redactor.clean(other)),
        }
    }

    pub(super) fn event(&self, posted: &Posted, what: &'static str) -> SeenEvent {
        let signer = self.job.signers.iter().find(|s| s.number == posted.signer);
        let document = self.job.document(posted.document);
        let actor = match what {
            "document-signed-there" => format!("signer:{}", posted.signer),
            _ => "service".to_owned(),
        };
        SeenEvent {
            key: format!("{what} {}", posted.id),
            time: None,
            actor,
            what,
            args: BTreeMap::from([
                (
                    "signer".to_owned(),
                    signer.map(|s| s.name.clone()).unwrap_or_default(),
                ),
                (
                    "name".to_owned(),
                    document.map(|d| d.name.clone()).unwrap_or_default(),
                ),
            ]),
        }
    }

    fn seen(&self, postings: &[Posted], sum: Sum) -> Seen {
        let job = self.job;
        let signers: Vec<SeenSigner> = job
            .signers
            .iter()
            .filter_map(|signer| {
                Some(SeenSigner {
                    number: signer.number,
                    state: state_of(job, postings, signer, &sum)?,
                    since: None,
                    reason: None,
                })
            })
            .collect();
        let all_signed = job.signers.iter().all(|signer| {
            signer.state == SignerState::Signed || signed_all(job, postings, signer.number)
        });
        let live = |stand| postings.iter().any(|posted| posted.stand == stand);
        let something_signed =
            live(Stand::Signed) || job.documents.iter().any(|d| d.signed.is_some());
        let state = if sum.rejected {
            SeenState::Declined
        } else if all_signed {
            SeenState::Completed
        } else if sum.gone && !something_signed && !live(Stand::Open) {
            SeenState::Expired
        } else if let Some(word) = sum.unknown {
            SeenState::Unknown(word)
        } else {
            SeenState::Waiting
        };
        let mut memory: BTreeMap<String, String> = postings.iter().map(Posted::entry).collect();
        memory.insert(LADDER.to_owned(), climbed(job));
        Seen {
            state: Some(state),
            signers,
            events: sum.events,
            memory,
            forget_urls: postings
                .iter()
                .filter(|posted| posted.stand != Stand::Open)
                .map(|posted| posted.signer)
                .filter(|signer| {
                    !postings
                        .iter()
                        .any(|other| other.signer == *signer && other.stand == Stand::Open)
                })
                .collect(),
            ..Seen::default()
        }
    }
}

/// Whether a signer has signed every document.
fn signed_all(job: &Job, postings: &[Posted], signer: u16) -> bool {
    job.documents.iter().all(|document| {
        postings.iter().any(|posted| {
            (posted.document, posted.signer) == (document.number, signer)
                && posted.stand == Stand::Signed
        })
    })
}

/// What is new about a signer.
fn state_of(job: &Job, postings: &[Posted], signer: &JobSigner, sum: &Sum) -> Option<SignerState> {
    let own = |stand| {
        postings
            .iter()
            .any(|posted| posted.signer == signer.number && posted.stand == stand)
    };
    if own(Stand::Rejected) {
        return Some(SignerState::Declined);
    }
    if signed_all(job, postings, signer.number) {
        return Some(SignerState::Signed);
    }
    sum.opened
        .contains(&signer.number)
        .then_some(SignerState::Opened)
}

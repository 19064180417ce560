//! The steps that bring a session out: create, copies, metadata, upload, start (sheet §2, §6).

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use session::{ErrorCode, SignerState, StepOutcome};
use sha2::{Digest, Sha256};

use super::answer::Transaction;
use super::file_id::{file_id, remembered};
use super::options::Options;
use super::schedule::READS;
use super::wire::{self, Ask};
use super::{Line, create, look, metadata, places};
use crate::http::{Body, Method};
use crate::{
    Happened, JobDocument, Left, Probed, Seen, SeenEvent, SeenSigner, SigningUrl, StepError,
};

/// The service's id of a session that was made, recorded before anything else is done with it.
const MADE: &str = "service_session";
/// How many creates may have been made, this one included.
const CREATES: &str = "creates";
/// A create whose answer was lost is made again at most twice (F1).
const MOST_CREATES: u32 = 3;
/// A start that is still on its way when its connection breaks is given so long.
const SETTLE: Duration = Duration::from_secs(2);
/// After the first, the second and the third start that the service answered with trouble of its
/// own (5xx), it is so long until it is asked whether that one happened: the questions that a start
/// may cost last through the ten minutes that the trouble may (F10).
const TROUBLED: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_secs(120),
    Duration::from_secs(480),
];
/// How often that was, and when last.
const START_TROUBLE: &str = "start_trouble";
/// The service cannot tell which of two uploads is newer when they come close together (§6).
const TOO_SOON: [Duration; 3] = [
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(15),
];

impl Line<'_> {
    /// E1. An answer that was lost leaves a session behind that was never started and reaches
    /// nobody; it cannot be found again, since there is no list (§2). It is made again with
    /// another reference, and the lost one is told as an event.
    pub(super) async fn create(&self) -> Result<Left, StepError> {
        let job = self.job;
        let tried: u32 = self
            .remembered(CREATES)
            .and_then(|n| n.parse().ok())
            .unwrap_or(0);
        if let Some(id) = self.made() {
            return Ok(self.created(&id, tried, None));
        }
        if tried >= MOST_CREATES {
            return Err(StepError::new(
                ErrorCode::ServiceUnreachable,
                format!("the answer to {tried} requests was lost; none of them reached a signer"),
            ));
        }
        let tried = tried + 1;
        let (body, wrong) = create::request(job, self.account, tried);
        if let Some(wrong) = wrong.first() {
            let option = wrong
                .args
                .get("option")
                .map(String::as_str)
                .unwrap_or_default();
            let why = wrong
                .args
                .get("why")
                .map(String::as_str)
                .unwrap_or_default();
            return Err(StepError::new(
                ErrorCode::OptionInvalid,
                format!("{option}: {why}"),
            ));
        }
        self.bench.remember(CREATES, &tried.to_string())?;
        let answer = self
            .ask(Ask::json(Method::POST, "transaction", &body))
            .await;
        let made = answer.and_then(|answer| {
            let unreadable =
                |why: &str| StepError::later(ErrorCode::AnswerUnreadable, why, None).unknown();
            let it = Transaction::read(&answer.body)
                .ok_or_else(|| unreadable("the answer to create is no JSON"))?;
            let id = it
                .id
                .clone()
                .ok_or_else(|| unreadable("the answer has no id"))?;
            if id.len() > 200 || id.chars().any(char::is_control) {
                return Err(unreadable("the answer's id is none"));
            }
            Ok((id, it))
        });
        match made {
            Ok((id, it)) => {
                self.bench.remember(MADE, &id)?;
                Ok(self.created(&id, tried, Some(&it)))
            }
            Err(error) => {
                if error.happened == Happened::No {
                    self.bench.remember(CREATES, &(tried - 1).to_string())?;
                }
                Err(error)
            }
        }
    }

    fn created(&self, id: &str, tried: u32, it: Option<&Transaction>) -> Left {
        let mut memory = BTreeMap::new();
        for document in &self.job.documents {
            memory.insert(remembered(document.number), file_id(self.job, document));
        }
        let mut seen = it
            .map(|it| look::seen(self.job, it, self.redactor()))
            .unwrap_or_default();
        let urls: Vec<(u16, SigningUrl)> =
            std::mem::take(&mut seen.signing_urls).into_iter().collect();
        for lost in 1..tried {
            let reference = create::reference(self.job, lost);
            seen.events.push(SeenEvent {
                key: format!("orphan {reference}"),
                time: None,
                actor: "paraph".to_owned(),
                what: "orphan-left",
                args: BTreeMap::from([("reference".to_owned(), reference)]),
            });
        }
        Left {
            outcome: StepOutcome::Remote {
                service_session: Some(id.to_owned()),
                memory,
                signing_urls: BTreeMap::new(),
            },
            signing_urls: urls,
            seen: Some(seen),
            fetched: None,
        }
    }

    /// Makes the copy that goes up in a document's place, without the tags.
    pub(super) async fn copy(&self, document: &JobDocument) -> Result<Left, StepError> {
        let edits = places::edits(self.job, document);
        let sha256 = self.bench.copy(document.number, edits).await?;
        Ok(StepOutcome::Copied {
            document: document.number,
            sha256,
        }
        .into())
    }

    /// E2: 202, but any success will do (§2).
    pub(super) async fn metadata(&self, document: &JobDocument) -> Result<Left, StepError> {
        let body = metadata::request(self.job, self.account, document);
        let path = self.file_path(document)?;
        self.ask(Ask::json(Method::PUT, path, &body)).await?;
        Ok(StepOutcome::Done.into())
    }

    /// E3: the same bytes under the same id are the same upload, so that it is repeated freely
    /// (F2). 409 is the one refusal that is only too soon.
    pub(super) async fn upload(&self, document: &JobDocument) -> Result<Left, StepError> {
        const MOST: u64 = 52_428_800;
        let path = self.bench.file(&document.upload)?;
        let bytes = std::fs::metadata(&path)
            .map_err(|e| StepError::new(ErrorCode::FileUnreadable, e.kind().to_string()))?
            .len();
        if bytes > MOST {
            // Refused here rather than after the upload (F27).
            let detail = format!("{} has {bytes} bytes of {MOST}", document.name);
            return Err(StepError::new(ErrorCode::DocumentRefused, detail));
        }
        let digest = hex::decode(&document.upload).map_err(|_| internal("no digest"))?;
        let mut again = false;
        let mut soon = TOO_SOON.iter();
        loop {
            let ask = Ask {
                digest: Some(STANDARD.encode(&digest)),
                ..Ask::new(
                    Method::PUT,
                    self.file_path(document)?,
                    Body::File(&path, "application/pdf"),
                )
            };
            let answer = self.answer(ask).await?;
            match answer.status {
                200..=299 => return Ok(StepOutcome::Done.into()),
                409 => match soon.next() {
                    Some(pause) => self.bench.wait(*pause).await?,
                    None => return Err(self.refusal(&answer)),
                },
                400 if !again => {
                    // The digest may not have fitted: the file is read once more, and sent once
                    // more only where it is what it should be (F3).
                    if hash(&path)? != digest {
                        let detail = format!("{} differs from its digest", document.name);
                        return Err(StepError::new(ErrorCode::FileUnreadable, detail));
                    }
                    again = true;
                }
                _ => return Err(self.refusal(&answer)),
            }
        }
    }

    /// E4. Nobody hears of the session before.
    pub(super) async fn start(&self) -> Result<Left, StepError> {
        let uploaded = |document: &JobDocument| {
            let step = format!("upload:{}", document.number);
            self.job.done.contains(&step)
        };
        if self.job.documents.is_empty() || !self.job.documents.iter().all(uploaded) {
            return Err(internal("a document is not there yet (F6)"));
        }
        let path = format!("{}/start", self.path()?);
        if let Err(error) = self.ask(Ask::new(Method::PUT, path, Body::Empty)).await {
            let trouble = matches!(
                error.code,
                ErrorCode::ServiceFailed | ErrorCode::ServiceBusy
            );
            if trouble && error.happened == Happened::Unknown {
                let (times, _) = self.start_trouble();
                let told = format!("{} {}", times + 1, self.bench.now());
                self.bench.remember(START_TROUBLE, &told)?;
            }
            return Err(error);
        }
        let mut left = Left::from(StepOutcome::Done);
        left.seen = Some(Seen {
            signers: self.invited(),
            ..Seen::default()
        });
        Ok(left)
    }

    /// Who is invited by mail with the start: all at once, or the first in an order (§3,
    /// SignRequestMode).
    fn invited(&self) -> Vec<SeenSigner> {
        let signers = self.job.signers.iter();
        signers
            .take(if self.job.in_order { 1 } else { usize::MAX })
            .filter(|signer| Options::of_signer(self.job, self.account, signer).by_mail())
            .map(|signer| SeenSigner {
                number: signer.number,
                state: SignerState::Invited,
                since: None,
                reason: None,
            })
            .collect()
    }

    /// Whether the start happened: status 5 stays until it does (§4, F5). One read, but none of
    /// the last two: a session that nobody can look at any more must not go out.
    pub(super) async fn was_started(&self) -> Result<Probed, StepError> {
        if self.bench.left(&READS) <= 2 {
            let why = "whether it was started cannot be asked any more within the rules";
            return Err(StepError::new(ErrorCode::AskingBudgetSpent, why));
        }
        let (times, last) = self.start_trouble();
        let pause = times.checked_sub(1).and_then(|times| TROUBLED.get(times));
        let since = self.bench.now().saturating_sub(last);
        let since = Duration::from_millis(u64::try_from(since).unwrap_or(u64::MAX));
        let pause = pause.map_or(Duration::ZERO, |pause| pause.saturating_sub(since));
        if !pause.is_zero() {
            let why = format!("{times} starts were answered with trouble of the service's own");
            return Err(StepError::later(ErrorCode::ServiceFailed, why, Some(pause)));
        }
        self.bench.wait(SETTLE).await?;
        let it = self.read().await?;
        let mut left = Left::from(StepOutcome::Done);
        match it.status {
            Some(5) => Ok(Probed::DidNot),
            Some(10 | 20 | 30 | 40 | 50 | 60 | 70) => {
                let mut seen = look::seen(self.job, &it, self.redactor());
                left.signing_urls = std::mem::take(&mut seen.signing_urls).into_iter().collect();
                left.seen = Some(seen);
                Ok(Probed::Happened(Box::new(left)))
            }
            other => Ok(Probed::Unknown(format!("status {other:?}"))),
        }
    }

    /// How many starts the service answered with trouble of its own, and when the last.
    fn start_trouble(&self) -> (usize, i64) {
        let told = self.remembered(START_TROUBLE).unwrap_or_default();
        let mut numbers = told.split(' ');
        let times = numbers.next().and_then(|n| n.parse().ok()).unwrap_or(0);
        let last = numbers.next().and_then(|n| n.parse().ok()).unwrap_or(0);
        (times, last)
    }

    fn file_path(&self, document: &JobDocument) -> Result<String, StepError> {
        let id = wire::segment(&file_id(self.job, document));
        Ok(format!("{}/file/{id}", self.path()?))
    }

    fn remembered(&self, name: &str) -> Option<&str> {
        self.job
            .memory
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The service's id of the session, once it has one.
    pub(super) fn made(&self) -> Option<String> {
        self.job
            .service_session
            .as_deref()
            .filter(|id| !id.is_empty())
            .or_else(|| self.remembered(MADE))
            .map(str::to_owned)
    }
}

fn internal(detail: &str) -> StepError {
    StepError::new(ErrorCode::Internal, detail)
}

fn hash(path: &Path) -> Result<Vec<u8>, StepError> {
    let failed =
        |e: std::io::Error| StepError::new(ErrorCode::FileUnreadable, e.kind().to_string());
    let mut file = std::fs::File::open(path).map_err(failed)?;
    let mut digest = Sha256::new();
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = file.read(&mut piece).map_err(failed)?;
        if read == 0 {
            return Ok(digest.finalize().to_vec());
        }
        digest.update(piece.get(..read).unwrap_or_default());
    }
}

//! Rest PKI Core, by Lacuna Software: its signature sessions. *Sheet* with a number means a
//! paragraph of the project's fact sheet of it, and rows are those of its table of failures.
//!
//! A session there is one person's, who signs all its documents with a digital certificate. So
//! several signers are a chain: one session for each, in order, each over what the one before
//! signed. It is made when the signer goes to sign, since it lives for four hours only.
//!
//! * `request`, `places`: what makes a session (§3). `upload`: large documents (§12).
//! * `open`: the step that makes it. `tries`: which sessions a signer had (§8).
//! * `look`, `answer`: what an answer says (§4). `fetch`: the signed files (§5, §10).
//! * `postback`: what comes by itself (§11). `schedule`: when it is asked.
//! * `wire`: one request, and what a refusal means (§12).

mod answer;
mod description;
mod fetch;
mod look;
mod open;
mod places;
mod postback;
mod request;
mod schedule;
#[cfg(test)]
mod tests;
mod tries;
mod upload;
mod wire;

use std::sync::OnceLock;

use async_trait::async_trait;
use session::{ErrorCode, FindingCode, PlannedStep, Service, StepOutcome, StepWord, Turn};

use self::answer::Session;
use self::wire::{Ask, Keys};
use crate::http::{Answer, Http, Redactor, Setup, Timeouts, segment};
use crate::{
    Account, Asked, Bench, Connector, Job, JobDocument, JobSigner, Left, Objection, Postback,
    RetryPolicy, Seen, StepError, Tested, check_base_url, random_id,
};

pub use description::description;

/// Where the service is (sheet §1).
const BASE_URL: &str = "https://core.pki.rest/";

/// A step of a session at Rest PKI. Every one is repeatable: a session that was made and is not
/// known reaches nobody, and everything else only reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// `copy:D`: without the tags of signatures, for the first signer.
    Copy(u32),
    /// `key`: whether the service takes the account's key.
    Key,
    /// `session:N:K`: the K-th session for signer N.
    Session(u16, u32),
    /// `fetch:N:D`: document D as signer N signed it.
    Fetch(u16, u32),
    /// `receipt`: written by the desk.
    Receipt,
    /// `keep`: done by the desk.
    Keep,
}

impl Step {
    fn parse(name: &str) -> Option<Self> {
        let mut parts = name.split(':');
        let step = match (parts.next()?, parts.next(), parts.next()) {
            ("copy", Some(document), None) => Self::Copy(document.parse().ok()?),
            ("key", None, None) => Self::Key,
            ("session", Some(signer), Some(number)) => {
                Self::Session(signer.parse().ok()?, number.parse().ok()?)
            }
            ("fetch", Some(signer), Some(document)) => {
                Self::Fetch(signer.parse().ok()?, document.parse().ok()?)
            }
            ("receipt", None, None) => Self::Receipt,
            ("keep", None, None) => Self::Keep,
            _ => return None,
        };
        parts.next().is_none().then_some(step)
    }

    fn planned(self) -> PlannedStep {
        let (name, turn) = match self {
            Self::Copy(document) => (format!("copy:{document}"), Turn::Send),
            Self::Key => ("key".to_owned(), Turn::Send),
            Self::Session(signer, number) => (format!("session:{signer}:{number}"), Turn::Asked),
            Self::Fetch(signer, document) => {
                (format!("fetch:{signer}:{document}"), Turn::Signer(signer))
            }
            Self::Receipt => ("receipt".to_owned(), Turn::AllSigned),
            Self::Keep => ("keep".to_owned(), Turn::AllSigned),
        };
        PlannedStep {
            name,
            word: StepWord::Repeatable,
            turn,
        }
    }
}

/// The connector of one account.
pub struct Restpki {
    account: Account,
    setup: Setup,
    redactor: Redactor,
    http: OnceLock<Http>,
    /// Documents up to that size, in bytes, go in the request itself.
    inline: u64,
}

impl Restpki {
    /// A connector for this account. Without its secrets it plans and checks, but asks nothing.
    ///
    /// # Errors
    /// [`ErrorCode::BaseUrlInvalid`] when its address cannot be used.
    pub fn new(account: Account) -> Result<Self, StepError> {
        Self::with_timeouts(account, Timeouts::default())
    }

    /// The same with other time-outs.
    ///
    /// # Errors
    /// [`ErrorCode::BaseUrlInvalid`] when its address cannot be used.
    pub fn with_timeouts(account: Account, timeouts: Timeouts) -> Result<Self, StepError> {
        let setup = Setup {
            base: check_base_url(account.base_url.as_deref().unwrap_or(BASE_URL))?,
            ca_file: account.setting("ca_file").map(Into::into),
            timeouts,
        };
        Ok(Self {
            redactor: wire::redactor(&account),
            account,
            setup,
            http: OnceLock::new(),
            inline: upload::INLINE,
        })
    }

    fn http(&self) -> Result<&Http, StepError> {
        if self.http.get().is_none() {
            let made = Http::new(&self.setup, self.redactor.clone())?;
            let _ = self.http.set(made);
        }
        self.http
            .get()
            .ok_or_else(|| StepError::new(ErrorCode::Internal, "no client"))
    }

    fn line<'a>(&'a self, job: &'a Job, bench: &'a dyn Bench) -> Result<Line<'a>, StepError> {
        Ok(Line {
            job,
            account: &self.account,
            bench,
            keys: Keys::of(&self.account)?,
            http: self.http()?,
            inline: self.inline,
        })
    }

    /// A read of a session that nobody has: only who is known is told that it is not there (§1).
    async fn prove(&self) -> Result<(), StepError> {
        let keys = Keys::of(&self.account)?;
        let path = format!("api/signature-sessions/{}", random_id()?);
        let answer = wire::ask(self.http()?, &keys, Ask::get(&path)).await?;
        if answer.is_success() || wire::is_code(&answer, "SignatureSessionNotFound") {
            return Ok(());
        }
        match wire::refusal(&answer, &self.redactor, 0) {
            error if error.code == ErrorCode::GoneAtService => Ok(()),
            error => Err(error),
        }
    }
}

/// One session's line to the service, for the time of a step.
struct Line<'a> {
    job: &'a Job,
    account: &'a Account,
    bench: &'a dyn Bench,
    keys: Keys,
    http: &'a Http,
    inline: u64,
}

impl Line<'_> {
    fn redactor(&self) -> &Redactor {
        self.http.redactor()
    }

    /// Asks, and takes any answer.
    async fn answer(&self, ask: Ask<'_>) -> Result<Answer, StepError> {
        wire::ask(self.http, &self.keys, ask).await
    }

    /// Asks, and takes a success.
    async fn ask(&self, ask: Ask<'_>) -> Result<Answer, StepError> {
        let answer = self.answer(ask).await?;
        if answer.is_success() {
            Ok(answer)
        } else {
            Err(self.refusal(&answer))
        }
    }

    fn refusal(&self, answer: &Answer) -> StepError {
        wire::refusal(answer, self.redactor(), self.bench.now())
    }

    /// Reads a session by its id.
    async fn read(&self, id: &str) -> Result<Session, StepError> {
        let path = format!("api/signature-sessions/{}", segment(id));
        let answer = self.ask(Ask::get(&path)).await?;
        Session::read(&answer.body).ok_or_else(|| {
            let said = self.redactor().body(&answer.body);
            StepError::later(ErrorCode::AnswerUnreadable, said, None).unknown()
        })
    }

    /// Makes the copy that goes up in a document's place, without the tags of signatures. What is
    /// signed already goes as it is.
    async fn copy(&self, document: &JobDocument) -> Result<Left, StepError> {
        let path = self.bench.file(&document.original)?;
        let bytes = tokio::fs::read(&path)
            .await
            .map_err(|e| StepError::new(ErrorCode::FileUnreadable, e.kind().to_string()))?;
        if places::is_signed(&bytes) {
            return Ok(StepOutcome::Done.into());
        }
        let edits = places::edits(document);
        let sha256 = self.bench.copy(document.number, edits).await?;
        Ok(StepOutcome::Copied {
            document: document.number,
            sha256,
        }
        .into())
    }
}

/// Whether an address is a signing page's: on the service's own host, or on one that the account
/// names (row 29). Plain http only where the service itself is on loopback.
fn may_open(account: &Account, url: &str) -> bool {
    let Ok(url) = url::Url::parse(url) else {
        return false;
    };
    let own = check_base_url(account.base_url.as_deref().unwrap_or(BASE_URL));
    let beside = own.is_ok_and(|own| own.origin() == url.origin());
    let plain = url.username().is_empty() && url.password().is_none();
    let listed = url.scheme() == "https"
        && url
            .host_str()
            .is_some_and(|host| request::is_page_host(account, host));
    plain && (beside || listed)
}

#[async_trait]
impl Connector for Restpki {
    fn service(&self) -> Service {
        Service::Restpki
    }

    fn plan(&self, job: &Job) -> Vec<PlannedStep> {
        // Copies first: where one cannot be made, nothing has been sent.
        let copies = job
            .documents
            .iter()
            .filter(|document| !places::edits(document).is_empty())
            .map(|document| Step::Copy(document.number));
        let fetches = job.signers.iter().flat_map(|signer| {
            let documents = job.documents.iter();
            documents.map(|document| Step::Fetch(signer.number, document.number))
        });
        copies
            .chain([Step::Key])
            .chain(fetches)
            .chain([Step::Receipt, Step::Keep])
            .map(Step::planned)
            .collect()
    }

    fn check(&self, job: &Job) -> Vec<Objection> {
        let mut wrong = request::objections(job, &self.account);
        for document in &job.documents {
            if places::not_offered(document).next().is_some() {
                wrong.push(
                    Objection::new(FindingCode::PlacesNotOffered)
                        .document(document.number)
                        .arg("name", &document.name),
                );
            }
        }
        wrong
    }

    fn open_step(&self, job: &Job, signer: u16) -> Option<PlannedStep> {
        let number = tries::next_number(job, signer)?;
        Some(Step::Session(signer, number).planned())
    }

    fn opens(&self, job: &Job, signer: u16) -> bool {
        tries::next_number(job, signer).is_some()
    }

    fn retry(&self) -> RetryPolicy {
        schedule::RETRY
    }

    async fn perform(&self, job: &Job, step: &str, bench: &dyn Bench) -> Result<Left, StepError> {
        let unknown = || StepError::new(ErrorCode::Internal, format!("no step is named {step:?}"));
        let document = |number: u32| -> Result<&JobDocument, StepError> {
            job.document(number).ok_or_else(unknown)
        };
        let signer = |number: u16| -> Result<&JobSigner, StepError> {
            let found = job.signers.iter().find(|signer| signer.number == number);
            found.ok_or_else(unknown)
        };
        let line = self.line(job, bench)?;
        match Step::parse(step).ok_or_else(unknown)? {
            Step::Copy(number) => line.copy(document(number)?).await,
            Step::Key => self.prove().await.map(|()| StepOutcome::Done.into()),
            Step::Session(number, which) => line.open(signer(number)?, which).await,
            Step::Fetch(number, which) => line.fetch(signer(number)?, document(which)?).await,
            Step::Receipt | Step::Keep => Ok(StepOutcome::Done.into()),
        }
    }

    async fn look(&self, job: &Job, bench: &dyn Bench, _anyway: bool) -> Result<Seen, StepError> {
        self.line(job, bench)?.look().await
    }

    fn next_look(&self, job: &Job, asked: &Asked, _left: u32) -> Option<i64> {
        schedule::next_look(job, asked)
    }

    fn may_open(&self, url: &str) -> bool {
        may_open(&self.account, url)
    }

    fn postback(&self, headers: &[(String, String)], body: &[u8]) -> Option<Postback> {
        postback::read(&self.account, headers, body)
    }

    async fn whose(&self, document: &str) -> Result<Option<String>, StepError> {
        let keys = Keys::of(&self.account)?;
        let path = format!("api/documents/{}", segment(document));
        let answer = wire::ask(self.http()?, &keys, Ask::get(&path)).await?;
        if !answer.is_success() {
            return Err(wire::refusal(&answer, &self.redactor, 0));
        }
        let value = serde_json::from_slice(&answer.body).unwrap_or_default();
        Ok(postback::session_of(&value))
    }

    async fn test(&self) -> Result<Tested, StepError> {
        self.prove().await.map(|()| Tested::Proven)
    }
}

//! Signhost, by Entrust: its REST interface. *Sheet* with a number means a paragraph of the
//! project's fact sheet of it, and F1 to F30 the failures listed there.
//!
//! * `create`, `receivers`, `options`, `verify`, `words`: the request that makes a transaction (E1).
//! * `places`, `metadata`, `file_id`: where people sign, and what is said of a file (E2).
//! * `send`: the steps until the start (E1 to E4). `fetch`: signed files and receipt (E7, E8).
//!   `cancel`: E6.
//! * `look`, `answer`, `times`: what an answer says (E5). `postback`: what comes by itself.
//! * `schedule`: how often and when it is asked. `wire`: one request, and what a refusal means.

mod answer;
mod cancel;
mod create;
mod description;
mod fetch;
mod file_id;
mod look;
mod metadata;
mod options;
mod places;
mod postback;
mod receivers;
mod schedule;
mod send;
#[cfg(test)]
mod tests;
mod times;
mod verify;
mod wire;
mod words;

use std::sync::OnceLock;

use async_trait::async_trait;
use session::{ErrorCode, FindingCode, PlannedStep, Service, StepOutcome, StepWord, Turn};

use self::answer::Transaction;
use self::wire::{Ask, Keys};
use crate::http::{Answer, Body, Http, Method, Redactor, Setup, Timeouts};
use crate::{
    Account, Allowance, Asked, Bench, Connector, Happened, Job, JobDocument, Left, Objection,
    Postback, Probed, RetryPolicy, Seen, SeenState, StepError, Tested, check_base_url, random_id,
};

pub use description::description;

/// Where the service is (sheet §1).
const BASE_URL: &str = "https://api.signhost.com/api/";

/// A step of a session at Signhost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// `copy:N`: without tags, for the upload. Repeatable: a file that nothing points to.
    Copy(u32),
    /// `create`. Repeatable: a leftover was never started and reaches nobody (F1).
    Create,
    /// `metadata:N`. Repeatable: it overwrites itself.
    Metadata(u32),
    /// `upload:N`. Repeatable: documented as idempotent (§6, F2).
    Upload(u32),
    /// `start`. Probe: the status tells (F5).
    Start,
    /// `fetch:N`. Repeatable: it only reads.
    Fetch(u32),
    /// `receipt`. Repeatable: it only reads.
    Receipt,
    /// `keep`. Done by the desk.
    Keep,
    /// `cancel`. Probe: the status tells (F25).
    Cancel,
}

impl Step {
    fn parse(name: &str) -> Option<Self> {
        let (word, number) = match name.split_once(':') {
            Some((word, number)) => (word, Some(number.parse().ok()?)),
            None => (name, None),
        };
        Some(match (word, number) {
            ("copy", Some(document)) => Self::Copy(document),
            ("create", None) => Self::Create,
            ("metadata", Some(document)) => Self::Metadata(document),
            ("upload", Some(document)) => Self::Upload(document),
            ("start", None) => Self::Start,
            ("fetch", Some(document)) => Self::Fetch(document),
            ("receipt", None) => Self::Receipt,
            ("keep", None) => Self::Keep,
            ("cancel", None) => Self::Cancel,
            _ => return None,
        })
    }

    fn planned(self) -> PlannedStep {
        let (name, word, turn) = match self {
            Self::Copy(n) => (format!("copy:{n}"), StepWord::Repeatable, Turn::Send),
            Self::Create => ("create".to_owned(), StepWord::Repeatable, Turn::Send),
            Self::Metadata(n) => (format!("metadata:{n}"), StepWord::Repeatable, Turn::Send),
            Self::Upload(n) => (format!("upload:{n}"), StepWord::Repeatable, Turn::Send),
            Self::Start => ("start".to_owned(), StepWord::Probe, Turn::Send),
            Self::Fetch(n) => (format!("fetch:{n}"), StepWord::Repeatable, Turn::AllSigned),
            Self::Receipt => ("receipt".to_owned(), StepWord::Repeatable, Turn::AllSigned),
            Self::Keep => ("keep".to_owned(), StepWord::Repeatable, Turn::AllSigned),
            Self::Cancel => ("cancel".to_owned(), StepWord::Probe, Turn::Asked),
        };
        PlannedStep { name, word, turn }
    }
}

/// The connector of one account.
pub struct Signhost {
    account: Account,
    setup: Setup,
    redactor: Redactor,
    http: OnceLock<Http>,
}

impl Signhost {
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
        })
    }
}

/// One session's line to the service, for the time of a step.
struct Line<'a> {
    job: &'a Job,
    account: &'a Account,
    bench: &'a dyn Bench,
    keys: Keys,
    http: &'a Http,
}

impl Line<'_> {
    fn redactor(&self) -> &Redactor {
        self.http.redactor()
    }

    /// Where the transaction is.
    fn path(&self) -> Result<String, StepError> {
        let id = self
            .made()
            .ok_or_else(|| StepError::new(ErrorCode::Internal, "the session was not made yet"))?;
        Ok(format!("transaction/{}", wire::segment(&id)))
    }

    /// Asks, and takes any answer.
    async fn answer(&self, ask: Ask<'_>) -> Result<Answer, StepError> {
        wire::ask(self.http, &self.keys, self.bench, ask).await
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

    /// E5, counted before it leaves. A session that is gone may still have told its end (410 with
    /// a part of it, F23).
    async fn read(&self) -> Result<Transaction, StepError> {
        self.bench.spend(&schedule::READS)?;
        let answer = match self
            .answer(Ask::new(Method::GET, self.path()?, Body::None))
            .await
        {
            Err(error) if error.happened == Happened::No => {
                // Without a connection nothing is asked, however often.
                self.bench.give_back(&schedule::READS);
                return Err(error);
            }
            answer => answer?,
        };
        let it = Transaction::read(&answer.body);
        match (answer.status, it) {
            (200..=299, Some(it)) => Ok(it),
            (200..=299, None) => Err(StepError::later(
                ErrorCode::AnswerUnreadable,
                self.redactor().body(&answer.body),
                None,
            )
            .unknown()),
            // Only ends are told so; anything else there is old.
            (410, Some(it)) if it.status.is_some_and(|status| status >= 30) => Ok(it),
            _ => Err(self.refusal(&answer)),
        }
    }
}

#[async_trait]
impl Connector for Signhost {
    fn service(&self) -> Service {
        Service::Signhost
    }

    fn plan(&self, job: &Job) -> Vec<PlannedStep> {
        let numbers = || job.documents.iter().map(|document| document.number);
        // Copies first: where one cannot be made, nothing has been sent.
        let copies = job
            .documents
            .iter()
            .filter(|document| !places::edits(job, document).is_empty())
            .map(|document| Step::Copy(document.number));
        copies
            .chain([Step::Create])
            .chain(numbers().flat_map(|n| [Step::Metadata(n), Step::Upload(n)]))
            .chain([Step::Start])
            .chain(numbers().map(Step::Fetch))
            .chain([Step::Receipt, Step::Keep])
            .map(Step::planned)
            .collect()
    }

    fn check(&self, job: &Job) -> Vec<Objection> {
        let (_, mut wrong) = create::request(job, &self.account, 1);
        wrong.extend(metadata::own_fields(job).1);
        for document in &job.documents {
            if places::has_initials(document) {
                wrong.push(
                    Objection::new(FindingCode::InitialsEveryPage)
                        .document(document.number)
                        .arg("name", &document.name),
                );
            }
        }
        wrong
    }

    fn cancel_step(&self, _: &Job) -> Option<PlannedStep> {
        Some(Step::Cancel.planned())
    }

    fn retry(&self) -> RetryPolicy {
        schedule::RETRY
    }

    async fn perform(&self, job: &Job, step: &str, bench: &dyn Bench) -> Result<Left, StepError> {
        let unknown = || StepError::new(ErrorCode::Internal, format!("no step is named {step:?}"));
        let document = |number: u32| -> Result<&JobDocument, StepError> {
            job.document(number).ok_or_else(unknown)
        };
        let line = self.line(job, bench)?;
        match Step::parse(step).ok_or_else(unknown)? {
            Step::Copy(number) => line.copy(document(number)?).await,
            Step::Create => line.create().await,
            Step::Metadata(number) => line.metadata(document(number)?).await,
            Step::Upload(number) => line.upload(document(number)?).await,
            Step::Start => line.start().await,
            Step::Fetch(number) => line.fetch(document(number)?).await,
            Step::Receipt => line.receipt().await,
            Step::Keep => Ok(StepOutcome::Done.into()),
            Step::Cancel => line.cancel().await,
        }
    }

    async fn probe(&self, job: &Job, step: &str, bench: &dyn Bench) -> Result<Probed, StepError> {
        let line = self.line(job, bench)?;
        match Step::parse(step) {
            Some(Step::Start) => line.was_started().await,
            Some(Step::Cancel) => line.was_cancelled().await,
            _ => Ok(Probed::Unknown(format!("{step} cannot be asked for"))),
        }
    }

    /// The last read of the five is left alone until the end is near (see `schedule`), unless the
    /// person insists. A session that is gone is an answer, too.
    async fn look(&self, job: &Job, bench: &dyn Bench, anyway: bool) -> Result<Seen, StepError> {
        let line = self.line(job, bench)?;
        let last = bench.left(&schedule::READS) <= 1;
        if last && !anyway && !schedule::near_end(job, bench.now()) {
            return Err(StepError::new(
                ErrorCode::AskingBudgetSpent,
                "the last of five reads is kept for the end",
            ));
        }
        match line.read().await {
            Ok(it) => Ok(look::seen(job, &it, line.redactor())),
            Err(error) if error.code == ErrorCode::GoneAtService => Ok(Seen {
                state: Some(SeenState::Gone),
                reason: Some(error.detail),
                ..Seen::default()
            }),
            Err(error) => Err(error),
        }
    }

    fn next_look(&self, job: &Job, asked: &Asked, left: u32) -> Option<i64> {
        schedule::next_look(job, asked, left)
    }

    fn may_open(&self, url: &str) -> bool {
        let Ok(url) = url::Url::parse(url) else {
            return false;
        };
        let Some(host) = url.host_str() else {
            return false;
        };
        let own = self.account.base_url.as_deref().unwrap_or(BASE_URL);
        let own = crate::check_base_url(own).ok();
        let beside = own.as_ref().is_some_and(|own| {
            own.host_str() == Some(host) && own.port() == url.port() && own.scheme() == url.scheme()
        });
        // Sheet, section 4: `https://view.signhost.com/sign/…`.
        beside || (url.scheme() == "https" && host == "view.signhost.com")
    }

    fn look_allowance(&self) -> Option<Allowance> {
        Some(schedule::READS)
    }

    fn postback(&self, headers: &[(String, String)], body: &[u8]) -> Option<Postback> {
        postback::read(&self.account, headers, body)
    }

    /// One read of an id that nobody has: only who is known is told that it is not there.
    async fn test(&self) -> Result<Tested, StepError> {
        let keys = Keys::of(&self.account)?;
        let id = random_id()?;
        let answer = wire::ask_alone(self.http()?, &keys, &format!("transaction/{id}")).await?;
        match answer.status {
            200..=299 | 404 | 410 => Ok(Tested::Proven),
            _ => Err(wire::refusal(&answer, &self.redactor, 0)),
        }
    }
}

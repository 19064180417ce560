//! Constellation1 eSign: its REST interface. *Sheet* with a number, or a § alone, means a paragraph
//! of the project's fact sheet of it, and *row* a failure listed there (§13).
//!
//! * `setup`: what the sheet leaves open is a setting of the account. `wire`: one call, with its
//!   token, and what a refusal means. `answer`, `date`: what is answered, read leniently.
//! * `create`, `write`, `places`: the request that makes a session, and the copies that go up.
//! * `send`: the steps until the start. `find`: the session, by its id or by our own handle.
//! * `look`: what an answer says of a session. `schedule`: when it is asked.
//! * `fetch`, `files`, `archive`: signed files and receipt. `end`: cancel, delete. `correct`: what was
//!   wrong when it went out. `remind`, `pages`: the signers' invitations and pages. `postback`: what
//!   comes by itself.
//!
//! A contract is a PDF that was seen, so that no document comes from a template alone.
//!
//! Nobody has tried this against the real service: what the sheet calls assumed is written so that
//! a first trial needs a setting and no change of code.

mod answer;
mod archive;
mod correct;
mod create;
mod date;
mod description;
mod end;
mod fetch;
mod files;
mod find;
mod look;
mod pages;
mod places;
mod postback;
mod remind;
mod schedule;
mod send;
mod setup;
#[cfg(test)]
mod tests;
mod wire;
mod write;

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use secrets::Secret;
use session::{ErrorCode, PlannedStep, Service, StepOutcome, StepWord, Turn};

use self::wire::Keys;
use crate::http::{Answer, Http, Redactor, Setup, Timeouts, segment};
use crate::{
    Account, Asked, Bench, Connector, Job, JobDocument, Left, Objection, Postback, Probed,
    RetryPolicy, Seen, SigningUrl, StepError, Tested, check_base_url,
};

pub use description::description;

/// Where the service is (§1).
const BASE_URL: &str = "https://api.esignonline.net/rest";
/// Where its own pages are: on a host of its own for each client (§1).
const UI_HOST: &str = "esignonline.net";
/// Where signers go after signing where nothing was set; the service wants an address (§5.3).
const RETURN_URL: &str = "https://esignonline.net/";
/// Bytes of all documents of a session (§10.1).
const MOST_BYTES: u64 = 100_000_000;
/// Days until a session runs out (§10.1).
const MOST_DAYS: u32 = 90;
/// Paths that are not published (§4).
const FILES: &str = "/v1/sessions/{id}/files";
const ARCHIVED: &str = "/v1/sessions/{id}/archivedfiles";
const INVITES: &str = "/v1/sessions/{id}/inviteurls";

/// §3.3. Documents as integers are large, so that what goes up or comes down has longer.
const TIMEOUTS: Timeouts = Timeouts {
    connect: Duration::from_secs(10),
    silence: Duration::from_secs(60),
    whole: Duration::from_secs(30),
    file: Duration::from_secs(600),
};

/// A step of a session at eSign.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// `copy:N`: with tags of the account's grammar. Repeatable: a file that nothing points to.
    Copy(u32),
    /// `create`. Probe: it is found by our own handle (§10.3).
    Create,
    /// `start`. Probe: the status tells (§10.2).
    Start,
    /// `fetch:N`. Repeatable: it only reads.
    Fetch(u32),
    /// `receipt`. Repeatable: it only reads.
    Receipt,
    /// `keep`. Done by the desk.
    Keep,
    /// `cancel`. Probe: the status tells (§10.2).
    Cancel,
    /// `close:N`, the N-th wish. Probe: the status tells (§10.2).
    Close(u32),
    /// `remind:N:TRY`, or `remind:all:TRY`. Once: people would be mailed twice (§10.2).
    Remind(Option<u16>, u32),
    /// `correct:signers:N`, of the N-th correction. Probe: the signers tell (§10.2).
    CorrectSigners(u32),
    /// `correct:session:N`. Probe: the session tells (§10.2).
    CorrectSession(u32),
    /// `invite:N`: whose address was corrected. Once: people would be mailed twice (§10.2).
    Invite(u32),
}

impl Step {
    fn parse(name: &str) -> Option<Self> {
        let mut parts = name.split(':');
        let word = parts.next()?;
        let mut number = || parts.next().map(str::to_owned);
        let step = match word {
            "copy" => Self::Copy(number()?.parse().ok()?),
            "create" => Self::Create,
            "start" => Self::Start,
            "fetch" => Self::Fetch(number()?.parse().ok()?),
            "receipt" => Self::Receipt,
            "keep" => Self::Keep,
            "cancel" => Self::Cancel,
            "close" => Self::Close(number()?.parse().ok()?),
            "remind" => {
                let signer = match number()?.as_str() {
                    "all" => None,
                    signer => Some(signer.parse().ok()?),
                };
                Self::Remind(signer, number()?.parse().ok()?)
            }
            "correct" => match number()?.as_str() {
                "signers" => Self::CorrectSigners(number()?.parse().ok()?),
                "session" => Self::CorrectSession(number()?.parse().ok()?),
                _ => return None,
            },
            "invite" => Self::Invite(number()?.parse().ok()?),
            _ => return None,
        };
        parts.next().is_none().then_some(step)
    }

    fn planned(self) -> PlannedStep {
        let (name, word, turn) = match self {
            Self::Copy(n) => (format!("copy:{n}"), StepWord::Repeatable, Turn::Send),
            Self::Create => ("create".to_owned(), StepWord::Probe, Turn::Send),
            Self::Start => ("start".to_owned(), StepWord::Probe, Turn::Send),
            Self::Fetch(n) => (format!("fetch:{n}"), StepWord::Repeatable, Turn::AllSigned),
            Self::Receipt => ("receipt".to_owned(), StepWord::Repeatable, Turn::AllSigned),
            Self::Keep => ("keep".to_owned(), StepWord::Repeatable, Turn::AllSigned),
            Self::Cancel => ("cancel".to_owned(), StepWord::Probe, Turn::Asked),
            Self::Close(n) => (format!("close:{n}"), StepWord::Probe, Turn::Asked),
            Self::Remind(signer, tried) => {
                let who = signer.map_or_else(|| "all".to_owned(), |n| n.to_string());
                (format!("remind:{who}:{tried}"), StepWord::Once, Turn::Asked)
            }
            Self::CorrectSigners(n) => {
                (format!("correct:signers:{n}"), StepWord::Probe, Turn::Asked)
            }
            Self::CorrectSession(n) => {
                (format!("correct:session:{n}"), StepWord::Probe, Turn::Asked)
            }
            Self::Invite(n) => (format!("invite:{n}"), StepWord::Once, Turn::Asked),
        };
        PlannedStep { name, word, turn }
    }
}

/// The connector of one account.
pub struct Esign {
    account: Account,
    setup: Setup,
    redactor: Redactor,
    http: OnceLock<Http>,
}

impl Esign {
    /// A connector for this account. Without its secrets it plans and checks, but asks nothing.
    ///
    /// # Errors
    /// [`ErrorCode::BaseUrlInvalid`] when its address cannot be used.
    pub fn new(account: Account) -> Result<Self, StepError> {
        Self::with_timeouts(account, TIMEOUTS)
    }

    /// The same with other time-outs.
    ///
    /// # Errors
    /// [`ErrorCode::BaseUrlInvalid`] when its address cannot be used.
    pub fn with_timeouts(account: Account, timeouts: Timeouts) -> Result<Self, StepError> {
        let setup = Setup {
            base: check_base_url(wire::base_url(&account))?,
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

    async fn line<'a>(&'a self, job: &'a Job, bench: &'a dyn Bench) -> Result<Line<'a>, StepError> {
        let http = self.http()?;
        Ok(Line {
            job,
            account: &self.account,
            bench,
            keys: Keys::of(&self.account, http).await?,
            http,
            ahead: Mutex::new(None),
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
    /// How far the service's clock is ahead of ours, in milliseconds, as it said last.
    ahead: Mutex<Option<i64>>,
}

impl Line<'_> {
    fn redactor(&self) -> &Redactor {
        self.http.redactor()
    }

    fn remembered(&self, name: &str) -> Option<&str> {
        self.job
            .memory
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The service's id of the session, once it has one.
    fn made(&self) -> Option<&str> {
        let known = self.job.service_session.as_deref();
        known
            .filter(|id| !id.is_empty())
            .or_else(|| self.remembered(send::MADE))
    }

    fn id(&self) -> Result<&str, StepError> {
        self.made()
            .ok_or_else(|| StepError::new(ErrorCode::Internal, "the session was not made yet"))
    }

    /// Where a session is, with what follows.
    fn path_of(&self, id: &str, rest: &str) -> String {
        format!("v1/sessions/{}{rest}", segment(id))
    }

    /// Hears from an answer what time it is there (row 49).
    fn hear_the_time(&self, answer: &Answer) {
        let theirs = answer.header("date").and_then(|text| {
            let at = httpdate::parse_http_date(text).ok()?;
            let since = at.duration_since(std::time::UNIX_EPOCH).ok()?;
            i64::try_from(since.as_millis()).ok()
        });
        if let Some(theirs) = theirs {
            let ahead = theirs.saturating_sub(self.bench.now());
            *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some(ahead);
        }
    }

    /// How far the service's clock is ahead, in milliseconds.
    fn ahead(&self) -> i64 {
        self.ahead
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .unwrap_or_default()
    }
}

#[async_trait]
impl Connector for Esign {
    fn service(&self) -> Service {
        Service::Esign
    }

    fn plan(&self, job: &Job) -> Vec<PlannedStep> {
        let numbers = || job.documents.iter().map(|document| document.number);
        // Copies first: where one cannot be made, nothing has been sent.
        let copies = job
            .documents
            .iter()
            .filter(|document| !places::edits(job, &self.account, document).is_empty())
            .map(|document| Step::Copy(document.number));
        copies
            .chain([Step::Create, Step::Start])
            .chain(numbers().map(Step::Fetch))
            .chain([Step::Receipt, Step::Keep])
            .map(Step::planned)
            .collect()
    }

    fn check(&self, job: &Job) -> Vec<Objection> {
        let marker = create::Marker(String::new());
        create::request(job, &self.account, &marker, job.created).1
    }

    fn cancel_step(&self, _: &Job) -> Option<PlannedStep> {
        Some(Step::Cancel.planned())
    }

    fn close_step(&self, job: &Job) -> Option<PlannedStep> {
        // A wish that was heard and had no effect is not taken for the next one.
        let heard = job.done.iter().filter(|name| name.starts_with("close:"));
        let next = u32::try_from(heard.count())
            .unwrap_or(u32::MAX)
            .saturating_add(1);
        Some(Step::Close(next).planned())
    }

    fn cancels_declined(&self) -> bool {
        true
    }

    fn remind_step(&self, job: &Job, signer: Option<u16>) -> Option<PlannedStep> {
        Some(Step::Remind(signer, remind::tries(job) + 1).planned())
    }

    fn correct_steps(&self, job: &Job) -> Vec<PlannedStep> {
        let steps = correct::steps(job, &self.account).into_iter();
        steps.map(Step::planned).collect()
    }

    fn opens(&self, job: &Job, _: u16) -> bool {
        pages::opens(job, &self.account)
    }

    fn retry(&self) -> RetryPolicy {
        schedule::RETRY
    }

    async fn perform(&self, job: &Job, step: &str, bench: &dyn Bench) -> Result<Left, StepError> {
        let unknown = || StepError::new(ErrorCode::Internal, format!("no step is named {step:?}"));
        let document = |number: u32| -> Result<&JobDocument, StepError> {
            job.document(number).ok_or_else(unknown)
        };
        match Step::parse(step).ok_or_else(unknown)? {
            // Without a word to the service.
            Step::Copy(number) => {
                let document = document(number)?;
                let edits = places::edits(job, &self.account, document);
                let sha256 = bench.copy(number, edits).await?;
                let document = number;
                Ok(StepOutcome::Copied { document, sha256 }.into())
            }
            Step::Create => self.line(job, bench).await?.create().await,
            Step::Start => self.line(job, bench).await?.start().await,
            Step::Fetch(number) => {
                let document = document(number)?;
                self.line(job, bench).await?.fetch(document).await
            }
            Step::Receipt => self.line(job, bench).await?.receipt().await,
            Step::Keep => Ok(StepOutcome::Done.into()),
            Step::Cancel => self.line(job, bench).await?.cancel().await,
            Step::Close(_) => self.line(job, bench).await?.close().await,
            Step::Remind(signer, tried) => self.line(job, bench).await?.remind(signer, tried).await,
            Step::CorrectSigners(_) => self.line(job, bench).await?.correct_signers().await,
            Step::CorrectSession(_) => self.line(job, bench).await?.correct_session().await,
            Step::Invite(_) => self.line(job, bench).await?.invite().await,
        }
    }

    async fn probe(&self, job: &Job, step: &str, bench: &dyn Bench) -> Result<Probed, StepError> {
        let line = self.line(job, bench).await?;
        match Step::parse(step) {
            Some(Step::Create) => line.was_created().await,
            Some(Step::Start) => line.was_started().await,
            Some(Step::Cancel) => line.was_cancelled().await,
            Some(Step::Close(_)) => line.was_closed().await,
            Some(Step::CorrectSigners(_)) => line.were_signers_corrected().await,
            Some(Step::CorrectSession(_)) => line.was_session_corrected().await,
            _ => Ok(Probed::Unknown(format!("{step} cannot be asked for"))),
        }
    }

    async fn look(&self, job: &Job, bench: &dyn Bench, _: bool) -> Result<Seen, StepError> {
        self.line(job, bench).await?.look().await
    }

    fn next_look(&self, job: &Job, asked: &Asked, _: u32) -> Option<i64> {
        Some(schedule::next_look(job, asked))
    }

    async fn fresh_url(
        &self,
        job: &Job,
        signer: u16,
        bench: &dyn Bench,
    ) -> Result<Option<SigningUrl>, StepError> {
        self.line(job, bench).await?.page(signer).await.map(Some)
    }

    fn may_open(&self, url: &str) -> bool {
        pages::may_open(&self.account, url)
    }

    fn postback(&self, _: &[(String, String)], body: &[u8]) -> Option<Postback> {
        postback::read(body)
    }

    /// The service encrypts a plain key once; it travels in an address that others write down, so
    /// that it is neither sent again nor kept once a token came for what it became (§2.2).
    async fn lasting_secrets(&self) -> Result<Option<BTreeMap<&'static str, Secret>>, StepError> {
        if self.account.credentials.get("api_key").is_none() {
            return Ok(None);
        }
        let http = self.http()?;
        let keys = Keys::of(&self.account, http).await?;
        keys.token(http).await?;
        Ok(Some(keys.lasting()))
    }

    /// A token, and with another one a list of what nobody has: proves the key and the sender, and
    /// makes nothing.
    async fn test(&self) -> Result<Tested, StepError> {
        let job = Job {
            session: crate::account::random_id()?,
            ..Job::default()
        };
        let line = self.line(&job, &Nobody).await?;
        line.keys.token(line.http).await?;
        line.list().await?;
        Ok(Tested::Proven)
    }
}

/// A bench for a question that belongs to no session: it only knows the time.
struct Nobody;

#[async_trait]
impl Bench for Nobody {
    fn now(&self) -> i64 {
        jiff::Timestamp::now().as_millisecond()
    }

    async fn wait(&self, _: Duration) -> Result<(), StepError> {
        Ok(())
    }

    fn file(&self, sha256: &str) -> Result<std::path::PathBuf, StepError> {
        Err(StepError::new(ErrorCode::FileMissing, sha256))
    }

    fn collect(&self) -> Result<std::path::PathBuf, StepError> {
        Err(StepError::new(ErrorCode::Internal, "no store"))
    }

    async fn copy(&self, _: u32, _: Vec<crate::TagEdit>) -> Result<String, StepError> {
        Err(StepError::new(ErrorCode::Internal, "no store"))
    }

    fn spend(&self, _: &crate::Allowance) -> Result<(), StepError> {
        Ok(())
    }

    fn give_back(&self, _: &crate::Allowance) {}

    fn left(&self, allowance: &crate::Allowance) -> u32 {
        allowance.most
    }

    fn progress(&self, _: u64, _: u64) {}

    fn remember(&self, _: &str, _: &str) -> Result<(), StepError> {
        Ok(())
    }
}

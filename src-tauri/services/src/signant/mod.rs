//! Signant: its instant signature service, by SOAP. *Sheet* with a number means a paragraph of the
//! project's fact sheet of it, and S1 to S28 the failures listed there.
//!
//! A posting there holds one document and lives for a quarter of an hour; nobody is told of it but
//! by us. So **each signer has a posting of their own for each document, made when they go to
//! sign**, one at a time: the quarter of an hour then is theirs alone, one signer who does not come
//! takes nothing from the others, and the next one signs what the one before left, fetched and
//! verified. Several signers could share a posting where no order is asked for; then one of them
//! who is late would cost the others their signatures, which is why they do not.
//!
//! * `description`, `options`: what can be set. `contract`, `envelope`, `xml`: what goes over the
//!   wire and comes back. `answer`, `wire`: one call, and what a refusal means.
//! * `open`: makes a posting. `posted`: what is remembered of it. `look`: what its status says.
//!   `schedule`: when it is asked. `fetch`, `digest`: the signed document.
//! * `wsdl`: whether the service still speaks as is written here.

mod answer;
mod contract;
mod description;
mod digest;
mod envelope;
mod fetch;
mod look;
mod open;
mod options;
mod posted;
mod schedule;
#[cfg(test)]
mod tests;
mod wire;
mod wsdl;
mod xml;

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::Duration;

use async_trait::async_trait;
use secrets::Secret;
use session::{ErrorCode, PlannedStep, Service, SignerState, StepOutcome, StepWord, Turn};

use self::contract::Operation;
use self::envelope::{Names, Value};
use self::posted::{Posted, Stand};
use self::wire::Wire;
use crate::http::{Http, Redactor, Setup, Timeouts};
use crate::{
    Account, Asked, Bench, Connector, Job, JobSigner, Left, Objection, RetryPolicy, Seen,
    SeenEvent, StepError, Tested, check_base_url,
};

pub use description::description;

/// A step of a session at Signant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// `account`: the keys are proven. Repeatable: it only reads.
    Account,
    /// `posting:N:T:D`: the T-th time that signer N goes to sign document D. Repeatable: a
    /// posting whose answer was lost reaches nobody and dies by itself (S1).
    Posting(u32, u16, u32),
    /// `fetch:N:D`. Repeatable: it only reads.
    Fetch(u16, u32),
    /// `cancel`: whether it is signed by now. Repeatable: it only reads; nothing can be taken
    /// back there (§3.4).
    Cancel,
    /// `receipt`. Done by the desk.
    Receipt,
    /// `keep`. Done by the desk.
    Keep,
}

impl Step {
    fn parse(name: &str) -> Option<Self> {
        let mut parts = name.split(':');
        let word = parts.next()?;
        let numbers: Option<Vec<u32>> = parts.map(|part| part.parse().ok()).collect();
        Some(match (word, numbers?.as_slice()) {
            ("account", []) => Self::Account,
            ("posting", [signer, number, document]) => {
                Self::Posting(*document, u16::try_from(*signer).ok()?, *number)
            }
            ("fetch", [signer, document]) => Self::Fetch(u16::try_from(*signer).ok()?, *document),
            ("cancel", []) => Self::Cancel,
            ("receipt", []) => Self::Receipt,
            ("keep", []) => Self::Keep,
            _ => return None,
        })
    }

    fn name(self) -> String {
        match self {
            Self::Account => "account".to_owned(),
            Self::Posting(document, signer, number) => {
                format!("posting:{signer}:{number}:{document}")
            }
            Self::Fetch(signer, document) => format!("fetch:{signer}:{document}"),
            Self::Cancel => "cancel".to_owned(),
            Self::Receipt => "receipt".to_owned(),
            Self::Keep => "keep".to_owned(),
        }
    }

    fn planned(self) -> PlannedStep {
        PlannedStep {
            name: self.name(),
            word: StepWord::Repeatable,
            turn: match self {
                Self::Account => Turn::Send,
                Self::Posting(..) | Self::Cancel => Turn::Asked,
                Self::Fetch(signer, _) => Turn::Signer(signer),
                Self::Receipt | Self::Keep => Turn::AllSigned,
            },
        }
    }
}

/// The connector of one account.
pub struct Signant {
    account: Account,
    names: Names,
    /// The last part of the service's address, behind that of the client.
    path: String,
    setup: Setup,
    http: OnceLock<Http>,
}

impl Signant {
    /// A connector for this account. Without its secrets it plans and checks, but asks nothing.
    ///
    /// # Errors
    /// [`ErrorCode::BaseUrlInvalid`] when its address is missing or cannot be used.
    pub fn new(account: Account) -> Result<Self, StepError> {
        Self::with_timeouts(
            account,
            Timeouts {
                // A document goes up and comes down within one call.
                silence: Duration::from_secs(120),
                whole: Duration::from_secs(300),
                ..Timeouts::default()
            },
        )
    }

    /// The same with other time-outs.
    ///
    /// # Errors
    /// As [`Signant::new`].
    pub fn with_timeouts(account: Account, timeouts: Timeouts) -> Result<Self, StepError> {
        let missing = || {
            StepError::new(
                ErrorCode::BaseUrlInvalid,
                "Signant's address is needed: it ends in /WS/V1/InstantSignatureService.svc",
            )
        };
        let mut base = check_base_url(account.base_url.as_deref().ok_or_else(missing)?)?;
        let full = base.path().trim_matches('/').to_owned();
        // A bare host is led to the usual place.
        let full = if full.is_empty() {
            contract::PATH.to_owned()
        } else {
            full
        };
        let (folder, path) = full.rsplit_once('/').unwrap_or(("", &full));
        base.set_path(folder);
        Ok(Self {
            names: Names::of(&account),
            path: path.to_owned(),
            setup: Setup {
                base,
                ca_file: account.setting("ca_file").map(Into::into),
                timeouts,
            },
            account,
            http: OnceLock::new(),
        })
    }

    fn http(&self) -> Result<&Http, StepError> {
        if self.http.get().is_none() {
            let made = Http::new(&self.setup, self.redactor(&[]))?;
            let _ = self.http.set(made);
        }
        self.http
            .get()
            .ok_or_else(|| StepError::new(ErrorCode::Internal, "no client"))
    }

    /// Keeps the account's secrets and the signers' numbers out of every text.
    fn redactor(&self, signers: &[JobSigner]) -> Redactor {
        let secrets = ["distributor_id", "access_code"]
            .into_iter()
            .filter_map(|name| self.account.credentials.get(name));
        let numbers = signers.iter().filter_map(|signer| signer.option("ssn"));
        Redactor::new(secrets.chain(numbers))
    }

    /// Bytes of an answer that are taken at most.
    fn most(&self) -> u64 {
        const USUAL: u64 = 30;
        let set = self.account.setting("answer_megabytes");
        let megabytes = set.and_then(|text| text.parse().ok()).unwrap_or(USUAL);
        megabytes.clamp(1, 500) * 1_000_000
    }

    fn line<'a>(&'a self, job: &'a Job, bench: &'a dyn Bench) -> Line<'a> {
        Line {
            job,
            account: &self.account,
            names: &self.names,
            bench,
            signant: self,
            redactor: self.redactor(&job.signers),
        }
    }
}

/// One session's line to the service, for the time of a step.
struct Line<'a> {
    job: &'a Job,
    account: &'a Account,
    names: &'a Names,
    bench: &'a dyn Bench,
    signant: &'a Signant,
    redactor: Redactor,
}

impl Line<'_> {
    fn wire(&self) -> Result<Wire<'_>, StepError> {
        Ok(Wire {
            http: self.signant.http()?,
            path: &self.signant.path,
            names: self.names,
            redactor: &self.redactor,
            most: self.signant.most(),
            progress: None,
        })
    }

    fn keys(&self) -> Result<Vec<(&'static str, Value)>, StepError> {
        wire::keys(self.account)
    }

    fn remembered(&self, name: &str) -> Option<&str> {
        let text = self.job.memory.get(name).map(String::as_str);
        text.filter(|text| !text.is_empty())
    }

    /// Looks for the last time before the session is ended here.
    async fn cancel(&self) -> Result<Left, StepError> {
        let mut seen = self.look().await?;
        seen.events.push(SeenEvent {
            key: "ended-here-only".to_owned(),
            time: None,
            actor: "paraph".to_owned(),
            what: "ended-here-only",
            args: BTreeMap::new(),
        });
        let mut left = Left::from(StepOutcome::Done);
        left.seen = Some(seen);
        Ok(left)
    }
}

#[async_trait]
impl Connector for Signant {
    fn service(&self) -> Service {
        Service::Signant
    }

    fn plan(&self, job: &Job) -> Vec<PlannedStep> {
        let fetches = job.signers.iter().flat_map(|signer| {
            job.documents
                .iter()
                .map(|document| Step::Fetch(signer.number, document.number))
        });
        [Step::Account]
            .into_iter()
            .chain(fetches)
            .chain([Step::Receipt, Step::Keep])
            .map(Step::planned)
            .collect()
    }

    fn check(&self, job: &Job) -> Vec<Objection> {
        options::objections(job, &self.account)
    }

    /// Only while a posting waits: there is nothing else to ask about.
    fn cancel_step(&self, job: &Job) -> Option<PlannedStep> {
        let waits = |posted: &Posted| posted.stand == Stand::Open;
        Posted::all(job)
            .iter()
            .any(waits)
            .then(|| Step::Cancel.planned())
    }

    /// The first document that this signer has not signed.
    fn open_step(&self, job: &Job, signer: u16) -> Option<PlannedStep> {
        let document = job.documents.iter().map(|d| d.number).find(|document| {
            let posted = Posted::of(job, *document, signer);
            !posted.is_some_and(|it| it.stand == Stand::Signed)
        })?;
        let number = (1..).find(|number| {
            let name = Step::Posting(document, signer, *number).name();
            !job.done.contains(&name)
        })?;
        Some(Step::Posting(document, signer, number).planned())
    }

    fn opens(&self, job: &Job, signer: u16) -> bool {
        let who = job.signers.iter().find(|one| one.number == signer);
        who.is_some_and(|one| !matches!(one.state, SignerState::Signed | SignerState::Declined))
    }

    fn deadline(&self, job: &Job) -> Option<i64> {
        posted::deadline(job)
    }

    /// A document is fetched as soon as it is signed, though its signer has others to sign.
    fn has_come(&self, job: &Job, step: &str) -> bool {
        let Some(Step::Fetch(signer, document)) = Step::parse(step) else {
            return false;
        };
        Posted::of(job, document, signer).is_some_and(|it| it.stand == Stand::Signed)
    }

    fn retry(&self) -> RetryPolicy {
        schedule::RETRY
    }

    async fn perform(&self, job: &Job, step: &str, bench: &dyn Bench) -> Result<Left, StepError> {
        let unknown = || StepError::new(ErrorCode::Internal, format!("no step is named {step:?}"));
        let line = self.line(job, bench);
        match Step::parse(step).ok_or_else(unknown)? {
            Step::Account => {
                self.prove().await?;
                Ok(StepOutcome::Done.into())
            }
            Step::Posting(document, signer, number) => {
                let document = job.document(document).ok_or_else(unknown)?;
                let signer = job.signers.iter().find(|one| one.number == signer);
                line.open(document, signer.ok_or_else(unknown)?, number)
                    .await
            }
            Step::Fetch(signer, document) => {
                line.fetch(job.document(document).ok_or_else(unknown)?, signer)
                    .await
            }
            Step::Cancel => line.cancel().await,
            Step::Receipt | Step::Keep => Ok(StepOutcome::Done.into()),
        }
    }

    async fn look(&self, job: &Job, bench: &dyn Bench, _anyway: bool) -> Result<Seen, StepError> {
        self.line(job, bench).look().await
    }

    fn next_look(&self, job: &Job, asked: &Asked, _left: u32) -> Option<i64> {
        schedule::next_look(job, asked)
    }

    /// On the service's own host, on Signant's, or on one that the account names.
    fn may_open(&self, url: &str) -> bool {
        let Ok(url) = url::Url::parse(url) else {
            return false;
        };
        let Some(host) = url.host_str() else {
            return false;
        };
        let own = &self.setup.base;
        if url.origin() == own.origin() {
            return true;
        }
        let named = self.account.setting("page_hosts").unwrap_or_default();
        let below = |domain: &str| {
            host == domain
                || host
                    .strip_suffix(domain)
                    .is_some_and(|rest| rest.ends_with('.'))
        };
        url.scheme() == "https"
            && (own.host_str() == Some(host)
                || named.split(',').any(|other| other.trim() == host)
                || ["signant.no", "signant.eu"].into_iter().any(below))
    }

    /// Compares the service's description of itself with what is sent, then proves the keys.
    async fn test(&self) -> Result<Tested, StepError> {
        self.prove().await?;
        let redactor = self.redactor(&[]);
        let wire = Wire {
            http: self.http()?,
            path: &self.path,
            names: &self.names,
            redactor: &redactor,
            most: self.most(),
            progress: None,
        };
        // A service need not describe itself, and then there is nothing to compare.
        let differences = wsdl::differences(&wire).await?.unwrap_or_default();
        if differences.is_empty() {
            return Ok(Tested::Proven);
        }
        Err(StepError::later(
            ErrorCode::ServiceDiffers,
            redactor.clean(&differences.join("; ")),
            None,
        ))
    }
}

impl Signant {
    /// One read of a posting that nobody has: only who is known is told that it is not there.
    async fn prove(&self) -> Result<(), StepError> {
        let id = Secret::random(16)
            .map(|id| hex::encode(id.expose()))
            .map_err(|e| StepError::new(ErrorCode::Internal, e.to_string()))?;
        let part = |from: usize, to: usize| id.get(from..to).unwrap_or_default();
        let id = [
            part(0, 8),
            part(8, 12),
            part(12, 16),
            part(16, 20),
            part(20, 32),
        ]
        .join("-");
        let redactor = self.redactor(&[]);
        let wire = Wire {
            http: self.http()?,
            path: &self.path,
            names: &self.names,
            redactor: &redactor,
            most: self.most(),
            progress: None,
        };
        let mut parameters = wire::keys(&self.account)?;
        parameters.push(("PostingID", Value::Plain(id)));
        match wire.call(Operation::Status, &parameters).await? {
            Ok(_) => Ok(()),
            Err(refused) if refused.is_gone() => Ok(()),
            Err(refused) => Err(StepError {
                code: ErrorCode::CredentialsRefused,
                ..refused.error(&redactor)
            }),
        }
    }
}

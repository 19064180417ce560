//! The trait that every service's module fulfils, and what passes through it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use async_trait::async_trait;
use secrets::Secret;
use session::{ErrorCode, PlannedStep, Service, StepOutcome};

use crate::{Bench, Job, Probed, RetryPolicy, Seen};

/// Where a signer goes to sign. It works like a key, so it shows itself only to [`Self::expose`].
#[derive(Clone, PartialEq, Eq)]
pub struct SigningUrl(String);

impl SigningUrl {
    /// Takes an address over.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// The address, for the one who needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SigningUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// What a step left behind.
#[derive(Debug, Clone)]
pub struct Left {
    /// What is recorded.
    pub outcome: StepOutcome,
    /// Signing URLs that came with it.
    pub signing_urls: Vec<(u16, SigningUrl)>,
    /// What the answer says about the session as a whole.
    pub seen: Option<Seen>,
    /// A file that was fetched: it is not believed before the desk has looked at it.
    pub fetched: Option<Fetched>,
}

impl From<StepOutcome> for Left {
    fn from(outcome: StepOutcome) -> Self {
        Self {
            outcome,
            signing_urls: Vec::new(),
            seen: None,
            fetched: None,
        }
    }
}

/// A file that came from a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// What it is.
    pub what: FetchedWhat,
    /// Where it was collected.
    pub path: PathBuf,
    /// What else a signed copy must show.
    pub expects: Expects,
}

/// What a signed copy must show beside being the contract, newly signed and intact.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expects {
    /// It continues this stored file, by its SHA-256 in hex, byte for byte.
    pub extends: Option<String>,
    /// So many signatures more than that file has, or than the original where it extends none.
    pub added: Option<usize>,
    /// Who must have signed last.
    pub person: Option<Person>,
    /// Why it is not believed, whatever it shows: then it is only laid aside.
    pub doubt: Option<String>,
}

/// Who must have signed, as far as a certificate can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// As the sender wrote it.
    pub name: String,
    /// Where one is known.
    pub email: Option<String>,
    /// The number of a Brazilian taxpayer, eleven digits; where one is known it decides alone.
    pub cpf: Option<String>,
}

impl Person {
    /// Whether a certificate of that subject is this person's. Brazilian certificates write the
    /// CPF behind the name: `ANN EXAMPLE:01234567890`.
    #[must_use]
    pub fn is(&self, subject: &str) -> bool {
        let (name, number) = match subject.rsplit_once(':') {
            Some((name, number)) if number.chars().all(|c| c.is_ascii_digit()) => {
                (name, Some(number))
            }
            _ => (subject, None),
        };
        if let (Some(cpf), Some(number)) = (&self.cpf, number) {
            return cpf == number;
        }
        let same =
            |one: &str, other: &str| session::fold(one.trim()) == session::fold(other.trim());
        same(&self.name, name) || self.email.as_deref().is_some_and(|email| same(email, name))
    }
}

/// What was fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchedWhat {
    /// The signed copy of a document, from 1.
    Signed(u32),
    /// The receipt.
    Receipt,
}

/// Whether a step that went wrong may have happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// Surely not.
    No,
    /// Nobody knows: the answer was lost or cannot be read.
    Unknown,
}

/// Whether the same may be tried again without anything being changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// No: it would go the same way.
    Never,
    /// Yes, by the policy, and not before this time where the service asks for it.
    Later(Option<Duration>),
    /// Yes, once there is a connection: nothing has left this computer.
    Offline,
    /// No: the person called it off.
    Stopped,
}

/// Why a step did not happen, or may not have.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}: {detail}", code.as_str())]
pub struct StepError {
    /// What a person is told.
    pub code: ErrorCode,
    /// Technical detail; holds no secret.
    pub detail: String,
    /// Whether it may have happened.
    pub happened: Happened,
    /// Whether the same may be tried again.
    pub again: Again,
}

impl StepError {
    /// It did not happen, and would not the next time.
    #[must_use]
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            happened: Happened::No,
            again: Again::Never,
        }
    }

    /// It did not happen; the next time it may.
    #[must_use]
    pub fn later(code: ErrorCode, detail: impl Into<String>, after: Option<Duration>) -> Self {
        Self {
            again: Again::Later(after),
            ..Self::new(code, detail)
        }
    }

    /// Nothing left this computer.
    #[must_use]
    pub fn offline(detail: impl Into<String>) -> Self {
        Self {
            again: Again::Offline,
            ..Self::new(ErrorCode::Offline, detail)
        }
    }

    /// The person called it off.
    #[must_use]
    pub fn stopped() -> Self {
        Self {
            again: Again::Stopped,
            ..Self::new(ErrorCode::Stopped, "")
        }
    }

    /// Nobody knows whether it happened.
    #[must_use]
    pub fn unknown(mut self) -> Self {
        self.happened = Happened::Unknown;
        self
    }
}

/// When a session is looked at by itself. Times are milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    /// When the session went out.
    pub sent: i64,
    /// When the service was last asked.
    pub last: Option<i64>,
    /// How often it was asked in all.
    pub times: u32,
    /// When something hinted that there is news (a visited return URL, a postback), since the last
    /// answer.
    pub hint: Option<i64>,
    /// When the last postback came in, if one ever did.
    pub postback: Option<i64>,
}

/// Speaks one service's protocol. Plans are pure; what a step does is bounded and may be cut off
/// at any point, so that its word (`repeatable`, `probe`, `once`) must hold for every cut.
#[async_trait]
pub trait Connector: Send + Sync {
    /// Which service it speaks to.
    fn service(&self) -> Service;

    /// The whole plan, in order; the same session always gives the same plan.
    fn plan(&self, job: &Job) -> Vec<PlannedStep>;

    /// What the service would refuse, or do otherwise than asked; pure.
    fn check(&self, _job: &Job) -> Vec<crate::Objection> {
        Vec::new()
    }

    /// The step that ends the session at the service, if it has one; `reason` is in the job's
    /// memory under `cancel_reason`.
    fn cancel_step(&self, _job: &Job) -> Option<PlannedStep> {
        None
    }

    /// Whether the service still holds a session open that a signer declined, so that it can be
    /// cancelled there.
    fn cancels_declined(&self) -> bool {
        false
    }

    /// The step that finishes the session at the service as it stands: who has not signed is no
    /// longer asked, and what is signed is final. Its name is unique for each wish.
    fn close_step(&self, _job: &Job) -> Option<PlannedStep> {
        None
    }

    /// The step that reminds a signer (`None`: all who are awaited), if the service has one.
    fn remind_step(&self, _job: &Job, _signer: Option<u16>) -> Option<PlannedStep> {
        None
    }

    /// The steps that make a session at the service what the job's wish says, in their order, if
    /// the service has a way; the same wish always gives the same steps. A signer who is signing or
    /// has signed is never changed.
    fn correct_steps(&self, _job: &Job) -> Vec<PlannedStep> {
        Vec::new()
    }

    /// The step that makes a signer's page at the service when the signer goes to sign, where
    /// none waits there before; `None`: nothing is to be made. Its name is unique for each page.
    fn open_step(&self, _job: &Job, _signer: u16) -> Option<PlannedStep> {
        None
    }

    /// Whether a signer's page can be opened from here now although no address of it is kept.
    fn opens(&self, _job: &Job, _signer: u16) -> bool {
        false
    }

    /// The address of a signer's page where it is asked for anew at each visit and never kept.
    ///
    /// # Errors
    /// When it could not be asked.
    async fn fresh_url(
        &self,
        _job: &Job,
        _signer: u16,
        _bench: &dyn Bench,
    ) -> Result<Option<SigningUrl>, StepError> {
        Ok(None)
    }

    /// When what lies at the service is lost unless it was fetched by then, in milliseconds since
    /// 1970; it goes before all other work.
    fn deadline(&self, _job: &Job) -> Option<i64> {
        None
    }

    /// Whether the time for a step of the plan has come before its turn; pure.
    fn has_come(&self, _job: &Job, _step: &str) -> bool {
        false
    }

    /// How its steps are tried again.
    fn retry(&self) -> RetryPolicy {
        RetryPolicy {
            tries: 1,
            first: Duration::ZERO,
            factor: 1,
            longest: Duration::ZERO,
            within: Duration::ZERO,
        }
    }

    /// Does one step of the plan.
    ///
    /// # Errors
    /// When it did not happen, or nobody knows, with what a person is told.
    async fn perform(&self, job: &Job, step: &str, bench: &dyn Bench) -> Result<Left, StepError>;

    /// Asks the service whether a `probe` step whose outcome is unknown happened.
    ///
    /// # Errors
    /// When it could not be asked.
    async fn probe(&self, _job: &Job, step: &str, _bench: &dyn Bench) -> Result<Probed, StepError> {
        Ok(Probed::Unknown(format!("{step} cannot be asked for")))
    }

    /// Asks the service where the session stands. `anyway`: also when the rules' allowance is
    /// spent, because the person insists.
    ///
    /// # Errors
    /// When it could not be asked.
    async fn look(&self, _job: &Job, _bench: &dyn Bench, _anyway: bool) -> Result<Seen, StepError> {
        Ok(Seen::default())
    }

    /// When to look next by itself, if at all; pure.
    fn next_look(&self, _job: &Job, _asked: &Asked, _left: u32) -> Option<i64> {
        None
    }

    /// The allowance that a look spends, where the service counts them.
    fn look_allowance(&self) -> Option<crate::Allowance> {
        None
    }

    /// Whether an address that the service gave is one of its signing pages: https on its own
    /// hosts, or on loopback where the service itself is there.
    fn may_open(&self, _url: &str) -> bool {
        false
    }

    /// Reads a message that the service sent by itself; `None` when it is none. Headers have
    /// lower-case names.
    fn postback(&self, _headers: &[(String, String)], _body: &[u8]) -> Option<crate::Postback> {
        None
    }

    /// Asks to which of our sessions something belongs of which a message told
    /// ([`crate::Find::Ask`]). Asked only for messages that are proven.
    ///
    /// # Errors
    /// When it could not be asked.
    async fn whose(&self, _what: &str) -> Result<Option<String>, StepError> {
        Ok(None)
    }

    /// What is to be kept in the place of the secrets that were entered, where the service turns
    /// them into others once and for all; `None`: those that were entered.
    ///
    /// # Errors
    /// When the service was not reached or does not take them.
    async fn lasting_secrets(&self) -> Result<Option<BTreeMap<&'static str, Secret>>, StepError> {
        Ok(None)
    }

    /// Reaches the service and proves the credentials without making anything.
    ///
    /// # Errors
    /// When it cannot be reached or refuses.
    async fn test(&self) -> Result<crate::Tested, StepError> {
        Ok(crate::Tested::Reachable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_known_by_its_cpf_alone_where_there_is_one_and_else_by_its_name() {
        let mut ann = Person {
            name: "Ann Éxample".into(),
            email: Some("ann@example.org".into()),
            cpf: None,
        };
        assert!(ann.is("ANN EXAMPLE:01234567890"));
        assert!(ann.is("ann éxample") && ann.is("ann@example.org"));
        assert!(!ann.is("Ann Other"));
        ann.cpf = Some("01234567890".into());
        assert!(ann.is("A. EXAMPLE:01234567890"));
        assert!(!ann.is("ANN EXAMPLE:99999999999"));
    }
}

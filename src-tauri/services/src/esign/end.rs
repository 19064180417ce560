//! The session is ended at the service: a draft is deleted, one that is out is cancelled, one that
//! is signed is left alone (§10.4). Or it is closed as it stands, and what is signed is final.

use session::{ErrorCode, SignerState, StepOutcome};

use super::answer::{Said, Session};
use super::wire::{Came, unheard};
use super::{Line, create, look};
use crate::http::{Body, Method, segment};
use crate::{
    CLOSE_ASKED, CLOSE_HEARD, Happened, Job, JobSigner, Left, Probed, Seen, SeenState, StepError,
};

impl Line<'_> {
    /// Ends it. What is left behind says how it ended.
    pub(super) async fn cancel(&self) -> Result<Left, StepError> {
        if self.made().is_none() {
            return Ok(ended(cancelled()));
        }
        let it = match self.session().await {
            // A draft that is not there any more (row 34).
            Err(error) if error.code == ErrorCode::GoneAtService => return Ok(ended(cancelled())),
            it => it?,
        };
        if let Some(seen) = self.is_over(&it) {
            return Ok(ended(seen));
        }
        let id = self.id()?;
        let back = segment(&create::return_url(self.job, self.account));
        let (method, path, body) = if it.code() == Some(look::DRAFT) {
            (Method::DELETE, self.path_of(id, ""), Body::None)
        } else {
            let path = self.path_of(id, &format!("/cancel?returnURL={back}"));
            (Method::PUT, path, Body::Empty)
        };
        let over = self.ask_for_end(method, &path, body).await?;
        Ok(ended(over.unwrap_or_else(cancelled)))
    }

    /// Closes it as it stands (§4, call 10): only where somebody signed is there something to keep.
    pub(super) async fn close(&self) -> Result<Left, StepError> {
        let it = self.session().await?;
        if let Some(seen) = self.is_over(&it) {
            return Ok(ended(seen));
        }
        let known = |one: &JobSigner| one.state == SignerState::Signed;
        if !it.signers.iter().any(look::has_signed) && !self.job.signers.iter().any(known) {
            return Err(StepError::new(ErrorCode::NothingSigned, ""));
        }
        let back = segment(&create::return_url(self.job, self.account));
        let path = self.path_of(self.id()?, &format!("/close?returnURL={back}"));
        let heard = || {
            let now = self.bench.now().to_string();
            self.bench.remember(CLOSE_HEARD, &now)
        };
        let before = self.remembered(CLOSE_ASKED).is_some();
        self.bench.remember(CLOSE_ASKED, "yes")?;
        match self.ask_for_end(Method::PUT, &path, Body::Empty).await {
            Ok(Some(seen)) => return Ok(ended(seen)),
            Ok(None) => heard()?,
            // It was asked before: this no may mean that it is closed by now.
            Err(error) if error.code == ErrorCode::ServiceRefused && before => {
                heard()?;
                return Err(unheard(&error.detail));
            }
            Err(error) => {
                if error.happened == Happened::No && !before {
                    self.bench.remember(CLOSE_ASKED, "")?;
                }
                return Err(error);
            }
        }
        // Its word is believed once it shows: what is fetched before that may lack a signature.
        let mut job = self.job.clone();
        job.memory.insert(CLOSE_ASKED.to_owned(), "yes".to_owned());
        match self.is_over_for(&job, &self.session().await?) {
            Some(seen) => Ok(ended(seen)),
            None => Err(unheard("it said yes, and the session is still out")),
        }
    }

    /// Whether it was closed: the status tells (§10.2).
    pub(super) async fn was_closed(&self) -> Result<Probed, StepError> {
        let over = self.is_over(&self.session().await?);
        Ok(happened(over))
    }

    /// Asks for an end. `None`: the service says that it came; else how it had ended before.
    async fn ask_for_end(
        &self,
        method: Method,
        path: &str,
        body: Body<'_>,
    ) -> Result<Option<Seen>, StepError> {
        let said = match self.call(method, path, body).await? {
            Came::Json(value) => Said::read(&value),
            Came::Nothing => return Err(unheard("the answer was empty")),
            Came::NoSuchCall => {
                return Err(StepError::new(
                    ErrorCode::PathNotOffered,
                    "no call for an end",
                ));
            }
        };
        match said.truth() {
            Some(true) => Ok(None),
            // It ended meanwhile, or it cannot be: as it is now, and no further try (row 32).
            Some(false) => match self.is_over(&self.session().await?) {
                Some(seen) => Ok(Some(seen)),
                None => {
                    let detail = self.redactor().clean(&said.words());
                    Err(StepError::new(ErrorCode::ServiceRefused, detail))
                }
            },
            None => Err(unheard(&self.redactor().clean(&said.words()))),
        }
    }

    /// Whether it was ended: the status tells (row 33).
    pub(super) async fn was_cancelled(&self) -> Result<Probed, StepError> {
        if self.made().is_none() {
            return Ok(Probed::DidNot);
        }
        let over = match self.session().await {
            Err(error) if error.code == ErrorCode::GoneAtService => Some(cancelled()),
            it => self.is_over(&it?),
        };
        Ok(happened(over))
    }

    /// How it ended, if it did; what was declined can still be cancelled (§6).
    fn is_over(&self, it: &Session) -> Option<Seen> {
        self.is_over_for(self.job, it)
    }

    fn is_over_for(&self, job: &Job, it: &Session) -> Option<Seen> {
        let seen = look::seen(job, self.account, it, self.redactor());
        let over = matches!(
            seen.state,
            Some(
                SeenState::Completed | SeenState::Expired | SeenState::Cancelled | SeenState::Gone
            )
        );
        over.then_some(seen)
    }
}

fn cancelled() -> Seen {
    Seen {
        state: Some(SeenState::Cancelled),
        ..Seen::default()
    }
}

fn happened(over: Option<Seen>) -> Probed {
    over.map_or(Probed::DidNot, |seen| {
        Probed::Happened(Box::new(ended(seen)))
    })
}

fn ended(seen: Seen) -> Left {
    let mut left = Left::from(StepOutcome::Done);
    left.seen = Some(seen);
    left
}

//! The session is ended at the service: a draft is deleted, one that is out is cancelled, one that
//! is signed is left alone (§10.4).

use session::{ErrorCode, StepOutcome};

use super::answer::{Said, Session};
use super::wire::{Came, unheard};
use super::{Line, create, look};
use crate::http::{Body, Method, segment};
use crate::{Left, Probed, Seen, SeenState, StepError};

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
        let said = match self.call(method, &path, body).await? {
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
            Some(true) => Ok(ended(cancelled())),
            // It ended meanwhile, or it cannot be: as it is now, and no further try (row 32).
            Some(false) => match self.is_over(&self.session().await?) {
                Some(seen) => Ok(ended(seen)),
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
        Ok(over.map_or(Probed::DidNot, |seen| {
            Probed::Happened(Box::new(ended(seen)))
        }))
    }

    /// How it ended, if it did; what was declined can still be cancelled (§6).
    fn is_over(&self, it: &Session) -> Option<Seen> {
        let seen = look::seen(self.job, self.account, it, self.redactor());
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

fn ended(seen: Seen) -> Left {
    let mut left = Left::from(StepOutcome::Done);
    left.seen = Some(seen);
    left
}

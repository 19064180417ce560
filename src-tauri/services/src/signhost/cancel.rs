//! The session is ended at the service (sheet §2 E6, F25).
//!
//! DELETE of a signed transaction erases its documents, so it is looked at first, within the
//! budget; the read that is kept for the end may be spent on it.

use std::time::Duration;

use serde_json::{Value, json};
use session::{ErrorCode, SignerState, StepOutcome};

use super::answer::Transaction;
use super::create::object;
use super::options::Options;
use super::wire::Ask;
use super::{Line, look};
use crate::http::{Body, Method};
use crate::{Left, Probed, Seen, SeenState, StepError};

/// A refusal while the service is busy is waited for so often …
const BUSY_TRIES: u32 = 6;
/// … and so long each time: a minute in all.
const BUSY: Duration = Duration::from_secs(10);

impl Line<'_> {
    /// Ends it. What is left behind says how it ended: where `seen` says *completed* or that all
    /// have signed, nothing was deleted, and the signed copies are to be fetched.
    pub(super) async fn cancel(&self) -> Result<Left, StepError> {
        if self.made().is_none() {
            return Ok(ended(Seen {
                state: Some(SeenState::Cancelled),
                ..Seen::default()
            }));
        }
        let it = match self.read().await {
            Err(error) if error.code == ErrorCode::GoneAtService => return Ok(ended(gone())),
            read => read?,
        };
        let seen = look::seen(self.job, &it, self.redactor());
        if must_stay(&seen) || is_over(&seen) {
            return Ok(ended(seen));
        }
        let busy = it.status == Some(20);
        for _ in 0..BUSY_TRIES {
            let answer = self.answer(self.delete()?).await?;
            match answer.status {
                200..=299 => return self.deleted(&answer.body),
                404 | 410 => return Ok(ended(gone())),
                400 | 409 if busy => self.bench.wait(BUSY).await?,
                _ => return Err(self.refusal(&answer)),
            }
        }
        Err(StepError::new(
            ErrorCode::ServiceNotFinished,
            "the service is busy with it and could not end it within a minute",
        ))
    }

    /// Whether the DELETE happened. One read.
    pub(super) async fn was_cancelled(&self) -> Result<Probed, StepError> {
        if self.made().is_none() {
            return Ok(Probed::DidNot);
        }
        let it = match self.read().await {
            Err(error) if error.code == ErrorCode::GoneAtService => {
                return Ok(Probed::Happened(Box::new(ended(gone()))));
            }
            read => read?,
        };
        let seen = look::seen(self.job, &it, self.redactor());
        match it.status {
            None if seen.state.is_none() => Ok(Probed::Unknown("no status".to_owned())),
            _ if must_stay(&seen) || is_over(&seen) => Ok(Probed::Happened(Box::new(ended(seen)))),
            _ => Ok(Probed::DidNot),
        }
    }

    fn deleted(&self, body: &[u8]) -> Result<Left, StepError> {
        let it = Transaction::read(body).unwrap_or_default();
        let mut seen = look::seen(self.job, &it, self.redactor());
        match it.status {
            // It was signed in between: what was signed is erased now (§10).
            Some(look::SIGNED) => {
                return Err(StepError::new(
                    ErrorCode::GoneAtService,
                    "it was signed by all in the moment in which it was ended",
                ));
            }
            Some(40 | 50 | 60 | 70) => {}
            // The answer is a success; what it says beside it does not matter.
            _ => seen.state = Some(SeenState::Cancelled),
        }
        Ok(ended(seen))
    }

    fn delete(&self) -> Result<Ask<'static>, StepError> {
        let mut options = Options::of_session(self.job, self.account);
        let notify = options.flag("cancel_notifications", true);
        let reason = self.job.memory.get("cancel_reason").map(|text| text.trim());
        let body = object([
            ("SendNotifications", Some(json!(notify))),
            (
                "Reason",
                reason
                    .filter(|text| !text.is_empty())
                    .map(|text| Value::String(text.to_owned())),
            ),
        ]);
        Ok(Ask {
            body: Body::Bytes(
                body.to_string().into_bytes(),
                "application/json; charset=utf-8",
            ),
            ..Ask::new(Method::DELETE, self.path()?, Body::Empty)
        })
    }
}

/// Whether a DELETE would erase what was signed.
fn must_stay(seen: &Seen) -> bool {
    let all = !seen.signers.is_empty()
        && seen
            .signers
            .iter()
            .all(|signer| signer.state == SignerState::Signed);
    seen.state == Some(SeenState::Completed) || (all && seen.state == Some(SeenState::Processing))
}

fn is_over(seen: &Seen) -> bool {
    matches!(
        seen.state,
        Some(
            SeenState::Declined
                | SeenState::Expired
                | SeenState::Cancelled
                | SeenState::Failed
                | SeenState::Gone
        )
    )
}

fn gone() -> Seen {
    Seen {
        state: Some(SeenState::Gone),
        ..Seen::default()
    }
}

fn ended(seen: Seen) -> Left {
    let mut left = Left::from(StepOutcome::Done);
    left.seen = Some(seen);
    left
}

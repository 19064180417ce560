//! What was wrong when a session went out is corrected: who a signer is and where they are reached,
//! the last day, the reminders. The wish is recorded before anything is asked of the service; its
//! steps go through the journal as all others do, so that a wish is finished after a crash, and
//! none is done twice. Who has begun to sign stays as they are.

use std::collections::BTreeMap;

use history::{NewEvent, SignerRow};
use services::{Again, Connector, Wish};
use session::{CorrectedSigner, Correction, ErrorCode, Session, State, StepOutcome, StepState};

use crate::prepare::is_address;
use crate::words::Args;
use crate::{Desk, DeskError, clock};

/// Under which name a session remembers what is to be corrected …
const WISH: &str = "correction";
/// … and how many corrections there were.
const COUNT: &str = "corrections";

/// What a session has to be told of still.
pub(crate) fn wish(memory: &BTreeMap<String, String>) -> Option<Wish> {
    serde_json::from_str(memory.get(WISH)?).ok()
}

impl Desk {
    /// Corrects a session that is out. A signer whose address changed is invited there, once, where
    /// it is their turn and the service writes to them.
    ///
    /// # Errors
    /// [`ErrorCode::NotOffered`] where the service has no way, [`ErrorCode::SignerActed`] for a
    /// signer who has begun, [`ErrorCode::OptionInvalid`] for what nobody can be called or reached
    /// at, and what goes wrong at the service. What surely did not happen then is not tried again.
    pub async fn correct(&self, id: &str, wanted: &Correction) -> Result<Session, DeskError> {
        let row = self.history().session(id)?;
        if !services::describe(row.service).capabilities.correct {
            return Err(DeskError::Refused(ErrorCode::NotOffered));
        }
        let _held = self.hold_session(id).await?;
        let connector = self.connector_of_session(&row).await?;
        self.must_wait(id)?;
        // What was wished before comes first.
        self.finish_correction(id, connector.as_ref()).await?;
        self.must_wait(id)?;
        let Some(wish) = self.wished(id, wanted)? else {
            return self.session(id);
        };
        let text = serde_json::to_string(&wish).map_err(|e| DeskError::Internal(e.to_string()))?;
        let history = self.history();
        history.remember(id, COUNT, &wish.number.to_string())?;
        history.remember(id, WISH, &text)?;
        let went = self.finish_correction(id, connector.as_ref()).await;
        if let Err(error) = went {
            let row = self.history().session(id)?;
            let dropped = self::wish(&row.memory).is_none();
            if dropped && row.state == State::Waiting && !self.is_begun(id, &wish)? {
                // All is as it was before, and the one who asked is told.
                self.history().set_error(id, None)?;
                self.history().take_up_again(id, None)?;
            }
            // It may stand otherwise by now than is known here.
            self.hint(id, None, false)?;
            self.session_changed(id);
            return Err(error);
        }
        self.session_changed(id);
        self.session(id)
    }

    fn must_wait(&self, id: &str) -> Result<(), DeskError> {
        Err(DeskError::Refused(
            match self.history().session(id)?.state {
                State::Waiting => return Ok(()),
                State::Completed | State::Kept => return Err(self.is_over(id)?),
                state if state.is_ended() => ErrorCode::AlreadyEnded,
                _ => ErrorCode::SessionBusy,
            },
        ))
    }

    /// What differs from how it is known here; `None`: nothing does.
    fn wished(&self, id: &str, wanted: &Correction) -> Result<Option<Wish>, DeskError> {
        let row = self.history().session(id)?;
        let about = services::describe(row.service);
        let number = row.memory.get(COUNT).and_then(|n| n.parse().ok());
        let mut wish = Wish {
            number: number.unwrap_or(0_u32).saturating_add(1),
            remind_days: wanted
                .remind_days
                .filter(|days| Some(*days) != row.remind_days),
            ..Wish::default()
        };
        let invalid = |what: &str| {
            let error = services::StepError::new(ErrorCode::OptionInvalid, what);
            Err(DeskError::Step(error))
        };
        for one in &wanted.signers {
            let now = self.signer(id, one.number)?;
            let name = one.name.split_whitespace().collect::<Vec<_>>().join(" ");
            let email = one.email.trim().to_owned();
            let stays = now.email.as_deref().unwrap_or_default();
            let stays = stays.eq_ignore_ascii_case(&email);
            if stays && now.name == name {
                continue;
            }
            if !now.state.can_be_corrected() {
                return Err(DeskError::Refused(ErrorCode::SignerActed));
            }
            if name.is_empty() {
                return invalid("name: missing");
            }
            let optional = email.is_empty() && !about.capabilities.email_needed;
            if !optional && !is_address(&email) {
                return invalid("email: no address");
            }
            if !stays {
                wish.moved.push(one.number);
            }
            wish.signers.push(CorrectedSigner {
                number: one.number,
                name,
                email,
            });
        }
        if let Some(days) = wanted.expires_days {
            let most = about.limits.expires_days.unwrap_or(u32::MAX);
            if !(1..=most).contains(&days) {
                return invalid("expires_days: range");
            }
            wish.expires = Some(clock::start_of_day(self.now(), i64::from(days) + 1));
        }
        let nothing =
            wish.signers.is_empty() && wish.expires.is_none() && wish.remind_days.is_none();
        Ok((!nothing).then_some(wish))
    }

    /// Does what is left of a correction. The session must be held.
    pub(crate) async fn finish_correction(
        &self,
        id: &str,
        connector: &dyn Connector,
    ) -> Result<(), DeskError> {
        let job = self.job(id, None)?;
        let Some(wish) = &job.wish else {
            return Ok(());
        };
        for step in connector.correct_steps(&job) {
            if self.history().session(id)?.state != State::Waiting {
                return Ok(());
            }
            if self.step_state(id, &step.name)? != Some(StepState::Done) {
                self.history().add_step(id, &step)?;
            }
            let Err(error) = self.do_step(id, connector, &step).await else {
                continue;
            };
            let state = self.step_state(id, &step.name)?;
            let open = matches!(state, Some(StepState::Intended | StepState::Unknown));
            let again = match &error {
                DeskError::Step(error) => matches!(error.again, Again::Later(_) | Again::Offline),
                _ => true,
            };
            // What may have happened is looked for again, and what is half done is finished where
            // that can be; else the one who asked is told, and decides.
            let stays = open || again && self.is_begun(id, wish)?;
            if !stays {
                // In the timeline too: nobody may be there to be told.
                let why = self.tell(&error).message;
                let args = Args::from([("reason".to_owned(), why)]);
                self.history()
                    .note(id, &self.event("paraph", "corrected-not", args))?;
                self.history().remember(id, WISH, "")?;
            }
            return Err(error);
        }
        Ok(self.history().remember(id, WISH, "")?)
    }

    /// Whether something of a wish is done.
    fn is_begun(&self, id: &str, wish: &Wish) -> Result<bool, DeskError> {
        let mut job = self.job(id, None)?;
        job.wish = Some(wish.clone());
        let row = self.history().session(id)?;
        let connector = self.planning_connector(&self.account_row(&row.account)?)?;
        let steps = connector.correct_steps(&job);
        Ok(steps.iter().any(|step| job.done.contains(&step.name)))
    }

    pub(crate) fn step_state(&self, id: &str, name: &str) -> Result<Option<StepState>, DeskError> {
        let steps = self.history().steps(id)?;
        let found = steps.into_iter().find(|step| step.name == name);
        Ok(found.map(|step| step.state))
    }

    /// What a correction means for the timeline; asked before it is recorded.
    pub(crate) fn corrected_events(
        &self,
        id: &str,
        outcome: &StepOutcome,
    ) -> Result<Vec<NewEvent>, DeskError> {
        let StepOutcome::Corrected {
            signers,
            expires,
            remind_days,
        } = outcome
        else {
            return Ok(Vec::new());
        };
        let mut events = Vec::new();
        for one in signers {
            let before = self.signer(id, one.number)?;
            events.push(self.event("sender", "corrected-signer", changes(&before, one)));
        }
        if let Some(at) = expires {
            let args = Args::from([("date".to_owned(), self.day_of(*at))]);
            events.push(self.event("sender", "corrected-expiry", args));
        }
        if let Some(days) = remind_days {
            let args = Args::from([("days".to_owned(), days.to_string())]);
            events.push(self.event("sender", "corrected-reminders", args));
        }
        Ok(events)
    }
}

/// Who a signer was, and what is otherwise.
fn changes(before: &SignerRow, now: &CorrectedSigner) -> Args {
    let renamed = before.name != now.name;
    let moved = before.email.as_deref().unwrap_or_default() != now.email;
    let what = match (renamed, moved) {
        (true, false) => "name",
        (false, true) => "email",
        _ => "both",
    };
    Args::from([
        ("what".to_owned(), what.to_owned()),
        ("signer".to_owned(), before.name.clone()),
        ("name".to_owned(), now.name.clone()),
        ("email".to_owned(), now.email.clone()),
    ])
}

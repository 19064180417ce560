//! A session is finished at its service as it stands: who has not signed is no longer asked, and
//! what the others signed is fetched and kept.

use history::SessionRow;
use services::{Again, Happened};
use session::{ErrorCode, Session, SignerState, State, StepState};

use crate::words::Args;
use crate::{Desk, DeskError};

/// So long, in milliseconds, a service that closes a session may show it as it was before.
const SHOWS: i64 = 24 * 3_600_000;

impl Desk {
    /// Finishes a session before everyone has signed, also one that a signer declined.
    ///
    /// # Errors
    /// [`ErrorCode::NotOffered`] where the service has no way, [`ErrorCode::NothingSigned`] where
    /// nothing could be kept, [`ErrorCode::AlreadySigned`] and [`ErrorCode::AlreadyEnded`] where
    /// there is nothing left to finish, and what goes wrong at the service.
    pub async fn close(&self, id: &str) -> Result<Session, DeskError> {
        let row = self.history().session(id)?;
        if !services::describe(row.service).capabilities.close {
            return Err(DeskError::Refused(ErrorCode::NotOffered));
        }
        let held = self.hold_session(id).await?;
        let row = self.history().session(id)?;
        match row.state {
            State::Waiting | State::Declined => {}
            State::Completed | State::Kept => return Err(self.is_over(id)?),
            state if state.is_ended() => return Err(DeskError::Refused(ErrorCode::AlreadyEnded)),
            _ => return Err(DeskError::Refused(ErrorCode::SessionBusy)),
        }
        let connector = self.connector_of_session(&row).await?;
        let step = connector
            .close_step(&self.job(id, None)?)
            .ok_or(DeskError::Refused(ErrorCode::NotOffered))?;
        self.follow_declined(&row)?;
        self.history().add_step(id, &step)?;
        if let Err(error) = self.do_step(id, connector.as_ref(), &step).await {
            self.not_ended(&row, &step.name, &error).await?;
            return Err(error);
        }
        match self.history().session(id)?.state {
            State::Completed => {
                self.note_closed(id)?;
                // The session tells how fetching went.
                let _ = self.advance(id, &held).await;
            }
            // It had ended otherwise before.
            state if state.is_ended() => {
                self.session_changed(id);
                return Err(DeskError::Refused(ErrorCode::AlreadyEnded));
            }
            _ => {}
        }
        self.session_changed(id);
        self.session(id)
    }

    /// Follows a declined session again before its end is asked for: whatever becomes of the wish,
    /// and of this process, a look then tells how it ended.
    pub(crate) fn follow_declined(&self, row: &SessionRow) -> Result<(), DeskError> {
        if row.state == State::Declined {
            self.history().set_state(&row.id, State::Waiting, &[])?;
        }
        Ok(())
    }

    /// An end that was asked for did not come, or nobody knows: the session is as it was where that
    /// is sure, and is looked at where the service was asked.
    pub(crate) async fn not_ended(
        &self,
        row: &SessionRow,
        step: &str,
        error: &DeskError,
    ) -> Result<(), DeskError> {
        let id = row.id.as_str();
        let open = matches!(
            self.step_state(id, step)?,
            Some(StepState::Intended | StepState::Unknown)
        );
        let asked = match error {
            DeskError::Step(error) => {
                error.happened == Happened::Unknown
                    || error.code == ErrorCode::ServiceRefused
                    || error.again != Again::Never && error.again != Again::Offline
            }
            _ => true,
        };
        let asked = asked || self.is_closing(id)?;
        if self.history().session(id)?.state == State::Waiting && !open {
            // The one who asked is told.
            self.history().set_error(id, None)?;
            self.history().take_up_again(id, None)?;
        }
        if row.state == State::Declined && !open && !asked {
            self.history().set_state(id, State::Declined, &[])?;
        } else {
            self.hint(id, None, false)?;
            if row.state == State::Declined {
                // What cannot be asked now is asked later.
                let _ = self.look(id, false).await;
            }
        }
        self.session_changed(id);
        Ok(())
    }

    /// Why nothing can be done with a session that is completed: it may have been finished before
    /// everyone had signed.
    pub(crate) fn is_over(&self, id: &str) -> Result<DeskError, DeskError> {
        let everyone = self.history().signers(id)?;
        let all = everyone.iter().all(|one| one.state == SignerState::Signed);
        Ok(DeskError::Refused(match all {
            true => ErrorCode::AlreadySigned,
            false => ErrorCode::AlreadyEnded,
        }))
    }

    /// Notes that the sender's wish finished a session, where not everyone had signed, once.
    fn note_closed(&self, id: &str) -> Result<(), DeskError> {
        let everyone = self.history().signers(id)?;
        let signed = everyone.iter().filter(|s| s.state == SignerState::Signed);
        let (signed, all) = (signed.count(), everyone.len());
        let told = self.history().events(id)?;
        let told = told.iter().any(|event| event.what == "closed");
        let ours = self.history().session(id)?;
        if signed < all && !told && ours.memory.contains_key(services::CLOSE_ASKED) {
            let args = Args::from([
                ("signed".to_owned(), signed.to_string()),
                ("all".to_owned(), all.to_string()),
            ]);
            self.history()
                .note(id, &self.event("sender", "closed", args))?;
        }
        Ok(())
    }

    /// Whether the service said not long ago that it closes a session: that may show only later.
    pub(crate) fn is_closing(&self, id: &str) -> Result<bool, DeskError> {
        let memory = self.history().session(id)?.memory;
        let heard = memory.get(services::CLOSE_HEARD);
        let heard = heard.and_then(|text| text.parse::<i64>().ok());
        Ok(heard.is_some_and(|at| self.now_millis() < at.saturating_add(SHOWS)))
    }

    /// A wish whose end this process did not see is settled by a session that is completed.
    pub(crate) fn settle_close(&self, id: &str) -> Result<(), DeskError> {
        for step in self.history().steps(id)? {
            let open = matches!(step.state, StepState::Intended | StepState::Unknown);
            if open && step.name.starts_with("close:") {
                self.history()
                    .decide(id, &step.name, StepState::Done, self.now_millis())?;
                self.note_closed(id)?;
            }
        }
        Ok(())
    }

    /// Whether a session can be finished as it stands.
    pub(crate) fn closable(&self, row: &SessionRow) -> Result<bool, DeskError> {
        let can = services::describe(row.service).capabilities.close;
        if !can || !matches!(row.state, State::Waiting | State::Declined) {
            return Ok(false);
        }
        // Whether the one to whom it was passed on has signed, the service knows.
        let some = |state| matches!(state, SignerState::Signed | SignerState::Delegated);
        Ok(self
            .history()
            .signers(&row.id)?
            .iter()
            .any(|s| some(s.state)))
    }
}

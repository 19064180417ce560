//! A session is finished at its service as it stands: who has not signed is no longer asked, and
//! what the others signed is fetched and kept.

use history::SessionRow;
use session::{ErrorCode, Session, SignerState, State, StepState};

use crate::words::Args;
use crate::{Desk, DeskError};

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
            State::Completed | State::Kept => {
                return Err(DeskError::Refused(ErrorCode::AlreadySigned));
            }
            state if state.is_ended() => return Err(DeskError::Refused(ErrorCode::AlreadyEnded)),
            _ => return Err(DeskError::Refused(ErrorCode::SessionBusy)),
        }
        let connector = self.connector_of_session(&row).await?;
        let step = connector
            .close_step(&self.job(id, None)?)
            .ok_or(DeskError::Refused(ErrorCode::NotOffered))?;
        if row.state == State::Declined {
            // Followed again before it is asked: whatever becomes of the wish, and of this
            // process, a look then tells how it ended.
            self.history().set_state(id, State::Waiting, &[])?;
        }
        self.history().add_step(id, &step)?;
        if let Err(error) = self.do_step(id, connector.as_ref(), &step).await {
            let state = self.step_state(id, &step.name)?;
            let unsure = matches!(state, Some(StepState::Intended | StepState::Unknown));
            if row.state == State::Declined && !unsure {
                self.history().set_state(id, State::Declined, &[])?;
            } else {
                self.hint(id, None, false)?;
            }
            self.session_changed(id);
            return Err(error);
        }
        if self.history().session(id)?.state == State::Completed {
            self.note_closed(id)?;
            // The session tells how fetching went.
            let _ = self.advance(id, &held).await;
        }
        self.session_changed(id);
        self.session(id)
    }

    fn note_closed(&self, id: &str) -> Result<(), DeskError> {
        let everyone = self.history().signers(id)?;
        let signed = everyone.iter().filter(|s| s.state == SignerState::Signed);
        let (signed, all) = (signed.count(), everyone.len());
        if signed < all {
            let args = Args::from([
                ("signed".to_owned(), signed.to_string()),
                ("all".to_owned(), all.to_string()),
            ]);
            self.history()
                .note(id, &self.event("sender", "closed", args))?;
        }
        Ok(())
    }

    /// Whether a session can be finished as it stands.
    pub(crate) fn closable(&self, row: &SessionRow) -> Result<bool, DeskError> {
        let can = services::describe(row.service).capabilities.close;
        if !can || !matches!(row.state, State::Waiting | State::Declined) {
            return Ok(false);
        }
        let everyone = self.history().signers(&row.id)?;
        Ok(everyone.iter().any(|s| s.state == SignerState::Signed))
    }
}

//! Looking at a session because a person asks for it.

use services::StepError;
use session::{ErrorCode, Service, State};

use crate::{Desk, DeskError};

impl Desk {
    /// Looks at a session now: what was interrupted goes on, what ran out ends, the service is
    /// asked within its rules (`anyway`: once beyond them), what is finished is fetched.
    ///
    /// # Errors
    /// When it is unknown, or a step does not happen.
    pub async fn check(&self, id: &str, anyway: bool) -> Result<session::Session, DeskError> {
        let row = self.history().session(id)?;
        if row.service == Service::Local {
            return self.check_here(id).await;
        }
        if row.state.is_ended() {
            // It may have ended here only.
            if row.state == State::Cancelled && row.again.is_some() {
                let _held = self.hold_session(id).await?;
                self.look_after_end(id).await?;
            }
            return self.session(id);
        }
        let held = self.hold_session(id).await?;
        let went = self.check_elsewhere(id, anyway, &held).await;
        self.session_changed(id);
        match went {
            Err(DeskError::Step(StepError {
                code: ErrorCode::AskingBudgetSpent,
                ..
            })) => {
                let mut session = self.session(id)?;
                session
                    .notices
                    .push(ErrorCode::AskingBudgetSpent.as_str().to_owned());
                Ok(session)
            }
            Err(error) => Err(error),
            Ok(()) => self.session(id),
        }
    }

    async fn check_elsewhere(
        &self,
        id: &str,
        anyway: bool,
        held: &crate::engine::Held,
    ) -> Result<(), DeskError> {
        let row = self.history().session(id)?;
        let out = row.service_session.is_some()
            || !services::describe(row.service)
                .capabilities
                .remote_invitation;
        if matches!(row.state, State::Waiting | State::Attention) && out {
            self.look(id, anyway).await?;
        }
        self.advance_if_due(id, held).await
    }
}

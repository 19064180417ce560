//! Signatures that come late. Where a service has no way to end a session, whoever has its page can
//! still sign after the session was cancelled here. As long as that may be it is looked at. A late
//! signature changes nothing about the end: its copy is fetched and laid by it, and that is said.

use history::SessionRow;
use services::Connector;
use session::{Service, SignerState, State};

use crate::track::pause_after;
use crate::words::Args;
use crate::{Desk, DeskError};

/// What happened, and the notice that tells it.
pub(crate) const SIGNED_AFTER_END: &str = "signed-after-end";

impl Desk {
    /// From now on a session that was just cancelled is looked at, where it has ended here only
    /// and may still be signed at its service.
    pub(crate) fn follow_after_end(&self, id: &str) -> Result<(), DeskError> {
        let row = self.history().session(id)?;
        let can_end = services::describe(row.service).capabilities.cancel;
        if row.service == Service::Local || can_end || row.state != State::Cancelled {
            return Ok(());
        }
        let connector = self.planning_connector(&self.account_row(&row.account)?)?;
        self.look_again_after_end(&row, connector.as_ref())
    }

    /// What was cancelled here and is looked at still is looked at when the rules allow it after a
    /// hint, rather than when its time comes.
    pub(crate) fn hint_after_end(&self, id: &str) -> Result<(), DeskError> {
        let row = self.history().session(id)?;
        if row.state != State::Cancelled {
            return Ok(());
        }
        let connector = self.planning_connector(&self.account_row(&row.account)?)?;
        self.look_again_after_end(&row, connector.as_ref())
    }

    fn look_again_after_end(
        &self,
        row: &SessionRow,
        connector: &dyn Connector,
    ) -> Result<(), DeskError> {
        // The tries before count no more.
        self.history().take_up_again(&row.id, None)?;
        if let Some(at) = self.next_look(row, connector)? {
            self.history().take_up_again(&row.id, Some(at))?;
            self.tracker_wakes();
        }
        Ok(())
    }

    /// Looks at it, and fetches what was signed late. The session must be held.
    pub(crate) async fn look_after_end(&self, id: &str) -> Result<(), DeskError> {
        let went = self.ask_after_end(id).await;
        let row = self.history().session(id)?;
        if went.is_err() {
            let tries = row.again.map_or(0, |(_, tries)| tries);
            let at = self.now_millis() + pause_after(tries, false);
            self.history().take_up_again(id, Some(at))?;
            return went;
        }
        let connector = self.connector_of_session(&row).await?;
        let plan = connector.plan(&self.job(id, None)?);
        // The next look first: what cannot be fetched now sets its own time.
        self.look_again_after_end(&row, connector.as_ref())?;
        let fetched = self
            .fetch_what_is_signed(id, connector.as_ref(), &plan)
            .await;
        if fetched.is_ok() {
            self.history().set_error(id, None)?;
            self.lay_by(&row).await?;
        }
        self.session_changed(id);
        fetched
    }

    /// Lets the signed copies be seen, with what verifying them said.
    async fn lay_by(&self, row: &SessionRow) -> Result<(), DeskError> {
        for document in self.history().documents(&row.id)? {
            if document.revision.is_some() && document.verdict.is_none() {
                let number = document.number;
                let verdict = self.check_fetched(row.service, document).await?;
                self.history().set_verdict(&row.id, number, verdict)?;
            }
        }
        Ok(())
    }

    async fn ask_after_end(&self, id: &str) -> Result<(), DeskError> {
        let row = self.history().session(id)?;
        let before = self.history().signers(id)?;
        let connector = self.connector_of_session(&row).await?;
        let lent = self.lend(id, &row.account);
        let seen = connector.look(&self.job(id, None)?, &lent, false).await;
        self.note_seen(id, seen.map_err(DeskError::Step)?).await?;
        for (was, is) in before.iter().zip(self.history().signers(id)?) {
            if was.state != SignerState::Signed && is.state == SignerState::Signed {
                let args = Args::from([("signer".to_owned(), is.name)]);
                self.history()
                    .note(id, &self.event("service", SIGNED_AFTER_END, args))?;
            }
        }
        Ok(())
    }
}

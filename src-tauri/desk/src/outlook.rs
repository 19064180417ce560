//! What lies ahead of a session: when Paraph works on it next by itself, what asking costs, and
//! whose signing page can be opened from here.

use history::{Scope, SessionRow};
use session::{Service, SignerState, State};

use crate::api::Outlook;
use crate::clock::{local, rfc3339};
use crate::{Desk, DeskError};

impl Desk {
    /// What lies ahead of a session.
    ///
    /// # Errors
    /// When it is unknown.
    pub fn outlook(&self, id: &str) -> Result<Outlook, DeskError> {
        let row = self.history().session(id)?;
        let mut outlook = Outlook {
            next: None,
            asks_left: None,
            asks: None,
            pages: self.pages_to_open(id)?,
            correctable: self.correctable(&row)?,
            closable: self.closable(&row)?,
            deadline: self.deadline(&row)?.map(|at| rfc3339(local(at))),
        };
        if row.state.is_ended() {
            return Ok(outlook);
        }
        if row.service != Service::Local {
            outlook.next = self.due(id)?.map(|at| rfc3339(local(at)));
        }
        let connector = self.planning_connector(&self.account_row(&row.account)?)?;
        if let Some(allowance) = connector.look_allowance() {
            let spent = self
                .history()
                .spent(Scope::Session(id), allowance.kind, None)?;
            outlook.asks = Some(allowance.most);
            outlook.asks_left = Some(allowance.most.saturating_sub(spent));
        }
        Ok(outlook)
    }

    /// Signers who have not begun, where the service lets a session that is out be corrected.
    fn correctable(&self, row: &SessionRow) -> Result<Option<Vec<u16>>, DeskError> {
        let can = services::describe(row.service).capabilities.correct;
        if !can || row.state != State::Waiting {
            return Ok(None);
        }
        let signers = self.history().signers(&row.id)?.into_iter();
        let open = signers.filter(|signer| signer.state.can_be_corrected());
        Ok(Some(open.map(|signer| signer.number).collect()))
    }

    /// Signers whose page is opened from here: all who come to this computer, and those to whom
    /// the service writes no mail, each when it is their turn.
    fn pages_to_open(&self, id: &str) -> Result<Vec<u16>, DeskError> {
        let row = self.history().session(id)?;
        if row.state != State::Waiting {
            return Ok(Vec::new());
        }
        let connector = self.planning_connector(&self.account_row(&row.account)?)?;
        let job = self.job(id, None)?;
        let mut pages = Vec::new();
        for signer in self.history().signers(id)? {
            let done = matches!(signer.state, SignerState::Signed | SignerState::Declined);
            let here = row.service == Service::Local
                || signer.url.is_some()
                || connector.opens(&job, signer.number)
                || signer.state == SignerState::Waiting;
            if !done && here && self.turn(id, signer.number).is_ok() {
                pages.push(signer.number);
            }
        }
        Ok(pages)
    }
}

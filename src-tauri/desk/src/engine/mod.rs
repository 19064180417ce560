//! The one engine that does the steps of every session, whatever its service: intention on disk,
//! work, outcome on disk. It does all that can be done without a person and stops there.
//!
//! * `step`: one step, with what is done about an outcome that is unknown.
//! * `resume`: what was interrupted goes on; what a person decided is done.

mod resume;
mod step;

use std::sync::Arc;
use std::time::Duration;

use history::{Lease, SignerRow};
use services::Connector;
use session::{ErrorCode, PlannedStep, Service, SignerState, State, Turn};

use crate::words::Args;
use crate::{Desk, DeskError, clock};

pub use resume::Decision;

/// How often a lease is renewed: a fraction of its life, so that a slow disk does not lose it.
const RENEW: Duration = Duration::from_secs(5);

/// A session that this process works on; others keep away until it is dropped.
pub(crate) struct Held {
    _lease: Arc<Lease>,
    renewing: tokio::task::JoinHandle<()>,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.renewing.abort();
    }
}

impl Desk {
    /// Takes a lease and keeps it alive while the answer lives. `None` when another process has it.
    pub(crate) fn hold(&self, name: &str, detail: &str) -> Result<Option<Held>, DeskError> {
        let Some(lease) = self.history().lease(name, detail, self.now_millis())? else {
            return Ok(None);
        };
        let lease = Arc::new(lease);
        let renewed = Arc::downgrade(&lease);
        let desk = self.clone();
        let renewing = tokio::spawn(async move {
            loop {
                tokio::time::sleep(RENEW).await;
                let Some(lease) = renewed.upgrade() else {
                    return;
                };
                // A lease that was lost is noticed by the next write that needs it.
                let _ = lease.renew(desk.now_millis());
            }
        });
        Ok(Some(Held {
            _lease: lease,
            renewing,
        }))
    }

    /// Takes a session for this process, if no other works on it just now.
    pub(crate) fn try_hold_session(&self, id: &str) -> Result<Option<Held>, DeskError> {
        self.hold(&format!("session:{id}"), "")
    }

    /// Takes a session for this process, waiting a moment for another to be done with it.
    pub(crate) async fn hold_session(&self, id: &str) -> Result<Held, DeskError> {
        self.hold_once_free(&format!("session:{id}"), Duration::from_secs(5))
            .await
    }

    /// Takes the right to record a session that goes out. One has it at a time, so that what
    /// another window or the command line has just sent is seen as sent.
    pub(crate) async fn hold_recording(&self) -> Result<Held, DeskError> {
        self.hold_once_free("recording", Duration::from_secs(60))
            .await
    }

    async fn hold_once_free(&self, name: &str, patience: Duration) -> Result<Held, DeskError> {
        let begun = tokio::time::Instant::now();
        loop {
            if let Some(held) = self.hold(name, "")? {
                return Ok(held);
            }
            if begun.elapsed() >= patience {
                return Err(DeskError::Refused(ErrorCode::SessionBusy));
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Does every step of a session whose turn it is. The session must be held.
    pub(crate) async fn advance(&self, id: &str, _held: &Held) -> Result<(), DeskError> {
        let done = self.advance_steps(id).await;
        match &done {
            Ok(()) => {
                let row = self.history().session(id)?;
                // What a person is to know of it stays.
                if row.error.is_some() && row.state != State::Attention {
                    self.history().set_error(id, None)?;
                }
            }
            // What the step itself did not record, such as secrets that are not at hand.
            Err(error) if self.history().session(id)?.error.is_none() => {
                self.history()
                    .set_error(id, Some((error.code(), &error.to_string())))?;
            }
            Err(_) => {}
        }
        self.session_changed(id);
        done
    }

    async fn advance_steps(&self, id: &str) -> Result<(), DeskError> {
        let row = self.history().session(id)?;
        let connector = self.connector_of_session(&row).await?;
        let connector = connector.as_ref();
        let plan = connector.plan(&self.job(id, None)?);
        if row.state == State::Sending {
            self.run(id, connector, &plan, Turn::Send).await?;
            let service = self
                .words()
                .say(&format!("service-{}", row.service.as_str()), &[]);
            let args = Args::from([
                ("kind".to_owned(), row.service.as_str().to_owned()),
                ("service".to_owned(), service),
            ]);
            let sent = self.event("paraph", "sent", args);
            self.history().set_state(id, State::Waiting, &[sent])?;
        }
        if row.service == Service::Local {
            self.lay_acts(id, connector, &plan).await?;
        }
        self.fetch_what_is_signed(id, connector, &plan).await?;
        if self.history().session(id)?.state == State::Completed {
            self.run(id, connector, &plan, Turn::AllSigned).await?;
        }
        self.finish_correction(id, connector).await?;
        self.blind_now(id, connector)
    }

    /// Does what each signature at a service is followed by, in the order of the plan: its copy is
    /// what the next signer signs.
    pub(crate) async fn fetch_what_is_signed(
        &self,
        id: &str,
        connector: &dyn Connector,
        plan: &[PlannedStep],
    ) -> Result<(), DeskError> {
        let row = self.history().session(id)?;
        if row.service == Service::Local {
            return Ok(());
        }
        let signed = self.signed_by(&row)?;
        for step in plan {
            if is_come(connector, &self.job(id, None)?, &signed, step) {
                self.do_step(id, connector, step).await?;
            }
        }
        Ok(())
    }

    /// Whose signatures are made at the service: all, where it says that it is finished.
    fn signed_by(&self, row: &history::SessionRow) -> Result<Vec<u16>, DeskError> {
        Ok(self
            .history()
            .signers(&row.id)?
            .into_iter()
            .filter(|signer| row.state == State::Completed || signer.state == SignerState::Signed)
            .map(|signer| signer.number)
            .collect())
    }

    /// Whether a session that waits has a copy to fetch that a signer has signed at the service, or
    /// a correction to finish that the sender made.
    pub(crate) fn owed(&self, row: &history::SessionRow) -> Result<bool, DeskError> {
        let waits = row.state == State::Waiting;
        Ok(waits && (crate::correct::wish(&row.memory).is_some() || self.lacks_a_copy(row)?))
    }

    /// Whether a copy that a signer has signed at a service is still to be fetched.
    pub(crate) fn lacks_a_copy(&self, row: &history::SessionRow) -> Result<bool, DeskError> {
        if row.service == Service::Local {
            return Ok(false);
        }
        let signed = self.signed_by(row)?;
        let connector = self.planning_connector(&self.account_row(&row.account)?)?;
        let job = self.job(&row.id, None)?;
        Ok(connector.plan(&job).iter().any(|step| {
            is_come(connector.as_ref(), &job, &signed, step) && !job.done.contains(&step.name)
        }))
    }

    pub(crate) async fn connector_of_session(
        &self,
        row: &history::SessionRow,
    ) -> Result<Box<dyn Connector>, DeskError> {
        let account = self.account_row(&row.account)?;
        self.connector_of(&account).await
    }

    async fn lay_acts(
        &self,
        id: &str,
        connector: &dyn Connector,
        plan: &[PlannedStep],
    ) -> Result<(), DeskError> {
        let mut stuck = None;
        for signer in self.history().signers(id)? {
            // One signer's trouble must not keep the others from signing.
            if let Err(error) = self.lay_act(id, connector, plan, &signer).await {
                stuck.get_or_insert(error);
            }
        }
        stuck.map_or(Ok(()), Err)
    }

    /// Lays what a signer did into every document, and records that it is there.
    async fn lay_act(
        &self,
        id: &str,
        connector: &dyn Connector,
        plan: &[PlannedStep],
        signer: &SignerRow,
    ) -> Result<(), DeskError> {
        let Some(act) = signer.act.as_deref() else {
            return Ok(());
        };
        let act = crate::here::RecordedAct::parse(act)?;
        self.run(id, connector, plan, Turn::Signer(signer.number))
            .await?;
        let mut args = Args::from([
            ("signer".into(), signer.name.clone()),
            ("how".into(), act.how),
        ]);
        args.extend(act.consent.map(|consent| ("consent".into(), consent)));
        let mut signed = self.event(&format!("signer:{}", signer.number), "signed", args);
        (signed.time, signed.zone) = (act.time, act.zone);
        let completed = self.event("paraph", "completed", Args::new());
        self.history()
            .signer_signed(id, signer.number, &signed, &completed)?;
        self.session_changed(id);
        Ok(())
    }

    /// Does the steps of one turn, in order, each that is not done yet.
    async fn run(
        &self,
        id: &str,
        connector: &dyn Connector,
        plan: &[PlannedStep],
        turn: Turn,
    ) -> Result<(), DeskError> {
        for step in plan.iter().filter(|step| step.turn == turn) {
            self.do_step(id, connector, step).await?;
        }
        Ok(())
    }

    /// Ends sessions whose time ran out, where that is for this computer to say. Nothing is asked
    /// of anybody.
    ///
    /// # Errors
    /// When the history cannot be read or written.
    pub fn expire(&self, id: &str) -> Result<bool, DeskError> {
        let row = self.history().session(id)?;
        let over = row.service == Service::Local
            && row.state == State::Waiting
            && row
                .expires
                .is_some_and(|expires| expires <= self.now_millis());
        let ended = over
            && self.history().end_session(
                id,
                State::Expired,
                false,
                &self.event("paraph", "expired", Args::new()),
            )?;
        if ended {
            self.session_changed(id);
        }
        Ok(ended)
    }

    /// Whether this signer may sign now: everyone before has signed, where there is an order.
    pub(crate) fn turn(&self, id: &str, signer: u16) -> Result<(), DeskError> {
        let row = self.history().session(id)?;
        if !row.in_order && !services::describe(row.service).capabilities.chain {
            return Ok(());
        }
        let earlier = self
            .history()
            .signers(id)?
            .into_iter()
            .find(|other| other.number < signer && other.state != SignerState::Signed);
        match earlier {
            None => Ok(()),
            Some(other) => Err(DeskError::NotYourTurn(other.name)),
        }
    }

    pub(crate) fn day_of(&self, millis: i64) -> String {
        clock::day(clock::local(millis))
    }
}

/// Whether the time has come for a step that follows a signature at a service.
fn is_come(
    connector: &dyn Connector,
    job: &services::Job,
    signed: &[u16],
    step: &PlannedStep,
) -> bool {
    match step.turn {
        Turn::Signer(number) => signed.contains(&number) || connector.has_come(job, &step.name),
        Turn::Send | Turn::AllSigned | Turn::Asked => false,
    }
}

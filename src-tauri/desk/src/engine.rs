//! The one engine that does the steps of every session: intention on disk, work, outcome on disk.
//! It does all that can be done without a person and stops there.

use std::sync::Arc;
use std::time::Duration;

use history::{Lease, SignerRow};
use services::local::Local;
use services::{Connector, Outgoing, StepError};
use session::{
    ErrorCode, PlannedStep, Service, SignerState, State, StepOutcome, StepState, StepWord, Turn,
};

use crate::words::Args;
use crate::{Desk, DeskError, clock};

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
    /// The connector of a service.
    pub(crate) fn connector(&self, service: Service) -> Box<dyn Connector> {
        match service {
            Service::Local => Box::new(Local::new(Arc::new(self.clone()))),
        }
    }

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

    /// Takes a session for this process, waiting a moment for another to be done with it.
    pub(crate) async fn hold_session(&self, id: &str) -> Result<Held, DeskError> {
        for _ in 0..50 {
            if let Some(held) = self.hold(&format!("session:{id}"), "")? {
                return Ok(held);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(DeskError::Refused(ErrorCode::SessionBusy))
    }

    /// Does every step of a session whose turn it is. The session must be held.
    pub(crate) async fn advance(&self, id: &str, _held: &Held) -> Result<(), DeskError> {
        let done = self.advance_steps(id).await;
        if done.is_ok() && self.history().session(id)?.error.is_some() {
            self.history().set_error(id, None)?;
        }
        self.session_changed(id);
        done
    }

    async fn advance_steps(&self, id: &str) -> Result<(), DeskError> {
        let connector = self.connector(Service::Local);
        let plan = self.plan_of(id, connector.as_ref())?;
        if self.history().session(id)?.state == State::Sending {
            self.run(id, connector.as_ref(), &plan, Turn::Send).await?;
            let sent = self.event("paraph", "sent", Args::new());
            self.history().set_state(id, State::Waiting, &[sent])?;
        }
        let mut stuck = None;
        for signer in self.history().signers(id)? {
            // One signer's trouble must not keep the others from signing.
            if let Err(error) = self.lay_act(id, connector.as_ref(), &plan, &signer).await {
                stuck.get_or_insert(error);
            }
        }
        if let Some(error) = stuck {
            return Err(error);
        }
        if self.history().session(id)?.state == State::Completed {
            self.run(id, connector.as_ref(), &plan, Turn::AllSigned)
                .await?;
        }
        Ok(())
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
        let args = Args::from([
            ("signer".into(), signer.name.clone()),
            ("how".into(), act.how),
        ]);
        let mut signed = self.event(&format!("signer:{}", signer.number), "signed", args);
        (signed.time, signed.zone) = (act.time, act.zone);
        let completed = self.event("paraph", "completed", Args::new());
        self.history()
            .signer_signed(id, signer.number, &signed, &completed)?;
        self.session_changed(id);
        Ok(())
    }

    fn plan_of(&self, id: &str, connector: &dyn Connector) -> Result<Vec<PlannedStep>, DeskError> {
        let signers: Vec<u16> = self
            .history()
            .signers(id)?
            .iter()
            .map(|s| s.number)
            .collect();
        let documents = self.history().documents(id)?.len();
        Ok(connector.plan(&Outgoing {
            session: id,
            documents: u32::try_from(documents).unwrap_or(u32::MAX),
            signers: &signers,
        }))
    }

    /// Does the steps of one turn, in order, each that is not done yet.
    async fn run(
        &self,
        id: &str,
        connector: &dyn Connector,
        plan: &[PlannedStep],
        turn: Turn,
    ) -> Result<(), DeskError> {
        let recorded = self.history().steps(id)?;
        for step in plan.iter().filter(|step| step.turn == turn) {
            let state = recorded
                .iter()
                .find(|row| row.name == step.name)
                .map(|row| row.state);
            match (state, step.word) {
                (Some(StepState::Done), _) => continue,
                // Begun before, outcome unknown, and not ours to repeat.
                (
                    Some(StepState::Intended | StepState::Unknown),
                    StepWord::Once | StepWord::Probe,
                ) => {
                    return self.needs_a_person(id, &step.name);
                }
                _ => self.perform(id, connector, step).await?,
            }
        }
        Ok(())
    }

    async fn perform(
        &self,
        id: &str,
        connector: &dyn Connector,
        step: &PlannedStep,
    ) -> Result<(), DeskError> {
        self.history().intend(id, &step.name, self.now_millis())?;
        match connector.perform(id, &step.name).await {
            Ok(outcome) => {
                let events = self.events_of(&outcome);
                self.history()
                    .settle(id, &step.name, &outcome, &events, self.now_millis())?;
                self.session_changed(id);
                Ok(())
            }
            Err(error) => {
                self.history().settle_failed(
                    id,
                    &step.name,
                    StepState::Failed,
                    &error.to_string(),
                    self.now_millis(),
                )?;
                self.stopped(id, step, &error)?;
                Err(DeskError::Step(error))
            }
        }
    }

    fn events_of(&self, outcome: &StepOutcome) -> Vec<history::NewEvent> {
        match outcome {
            StepOutcome::Receipt { .. } => {
                vec![self.event("paraph", "receipt-made", Args::new())]
            }
            StepOutcome::Kept { paths, .. } => vec![self.kept_event(paths)],
            StepOutcome::Done | StepOutcome::Prepared { .. } | StepOutcome::Revision { .. } => {
                vec![]
            }
        }
    }

    /// What a failed step means for its session.
    fn stopped(&self, id: &str, step: &PlannedStep, error: &StepError) -> Result<(), DeskError> {
        let state = match step.turn {
            // Nobody can have signed yet: the send failed as a whole.
            Turn::Send => Some(State::Failed),
            Turn::AllSigned if error.code == ErrorCode::SignedCopyBad => Some(State::Attention),
            // What was signed is safe, and the step can be tried again.
            Turn::Signer(_) | Turn::AllSigned => None,
        };
        if let Some(state) = state {
            let detail = Args::from([("detail".into(), self.words_for(error))]);
            let what = if state == State::Failed {
                "failed"
            } else {
                "attention"
            };
            self.history()
                .set_state(id, state, &[self.event("paraph", what, detail)])?;
        }
        self.history()
            .set_error(id, Some((error.code, &error.detail)))?;
        Ok(())
    }

    fn words_for(&self, error: &StepError) -> String {
        self.words().told(error.code, &Args::new(), None).message
    }

    fn needs_a_person(&self, id: &str, step: &str) -> Result<(), DeskError> {
        let detail = Args::from([("detail".into(), step.to_owned())]);
        self.history().set_state(
            id,
            State::Attention,
            &[self.event("paraph", "attention", detail)],
        )?;
        Err(DeskError::Internal(format!(
            "the outcome of {step} is unknown"
        )))
    }

    /// Finishes what a crash interrupted: every session with a step begun, or sent or signed but
    /// not to the end. Says which were touched, and how each went: one's trouble does not keep the
    /// others, and stands in its record too.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub async fn resume_all(&self) -> Result<Vec<(String, Result<(), DeskError>)>, DeskError> {
        let mut touched = Vec::new();
        for id in self.interrupted()? {
            let went = self.resume(&id).await;
            touched.push((id, went));
        }
        Ok(touched)
    }

    /// Finishes what a crash interrupted in one session.
    ///
    /// # Errors
    /// When another process works on it, or a step does not happen.
    pub async fn resume(&self, id: &str) -> Result<(), DeskError> {
        self.history().session(id)?;
        if !self.is_interrupted(id)? {
            return Ok(());
        }
        let held = self.hold_session(id).await?;
        // Another process may have finished it while this one waited.
        if !self.is_interrupted(id)? {
            return Ok(());
        }
        self.history()
            .note(id, &self.event("paraph", "resumed", Args::new()))?;
        self.advance(id, &held).await
    }

    /// Sessions that have work left that needs no person.
    pub(crate) fn interrupted(&self) -> Result<Vec<String>, DeskError> {
        let query = history::Query {
            states: vec![State::Sending, State::Waiting, State::Completed],
            limit: u32::MAX,
            ..history::Query::default()
        };
        let mut found = Vec::new();
        for row in self.history().sessions(&query)? {
            if self.is_interrupted(&row.id)? {
                found.push(row.id);
            }
        }
        Ok(found)
    }

    fn is_interrupted(&self, id: &str) -> Result<bool, DeskError> {
        Ok(match self.history().session(id)?.state {
            State::Sending | State::Completed => true,
            State::Waiting => {
                let signers = self.history().signers(id)?;
                signers
                    .iter()
                    .any(|s| s.act.is_some() && s.state != SignerState::Signed)
            }
            _ => false,
        })
    }

    /// Ends sessions whose time ran out. Nothing is asked of anybody.
    ///
    /// # Errors
    /// When the history cannot be read or written.
    pub fn expire(&self, id: &str) -> Result<bool, DeskError> {
        let row = self.history().session(id)?;
        let over = row.state == State::Waiting
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
        if !row.in_order {
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

//! One step: its intention is committed before its request leaves, its outcome after. What an
//! unknown outcome means is decided by the step's word (`architecture.md`, Crash safety), and by
//! nothing else.

use std::collections::BTreeMap;
use std::time::Duration;

use history::NewEvent;
use services::{Again, Connector, Happened, Left, Probed, StepError};
use session::{ErrorCode, PlannedStep, Service, State, StepOutcome, StepState, StepWord, Turn};

use crate::track::refuses_the_account;
use crate::words::Args;
use crate::{Desk, DeskError, deadline};

/// The first pause before work that was in vain is taken up again by itself …
const TAKE_UP_AGAIN: Duration = Duration::from_secs(15);
/// … and the longest.
const TAKE_UP_AT_LATEST: Duration = Duration::from_secs(15 * 60);
/// So often what is signed and cannot be fetched is tried before a person is asked.
const FETCHES: u32 = 16;
/// What is to be waited for longer is not waited for at the spot: it is taken up again later.
const PATIENCE: Duration = Duration::from_secs(120);

/// What is to be done after a try that did not go well.
enum Next {
    /// Ask whether it happened, or do it again, after this pause.
    After(Duration),
    /// It is given up for now; this is why.
    GiveUp(StepError),
    /// Only a person can say.
    Person(StepError),
}

impl Desk {
    /// Does a step to its end, unless it is done.
    pub(crate) async fn do_step(
        &self,
        id: &str,
        connector: &dyn Connector,
        step: &PlannedStep,
    ) -> Result<(), DeskError> {
        let state = self
            .history()
            .steps(id)?
            .into_iter()
            .find(|row| row.name == step.name)
            .map(|row| row.state);
        let mut unknown = match state {
            Some(StepState::Done) => return Ok(()),
            // Begun by a run that did not get to its end.
            Some(StepState::Intended | StepState::Unknown) => true,
            _ => false,
        };
        let begun = self.now_millis();
        let mut tried = 0;
        loop {
            let gone = if unknown && step.word == StepWord::Probe {
                match self.ask_whether(id, connector, step).await {
                    Ok(Probed::Happened(left)) => return self.settle(id, step, *left).await,
                    Ok(Probed::DidNot) => {
                        unknown = false;
                        continue;
                    }
                    Ok(Probed::Unknown(why)) => {
                        return self.ask_a_person(id, step, &lost(&why));
                    }
                    // It is unknown, and cannot be asked.
                    Err(error) if error.code == ErrorCode::AskingBudgetSpent => {
                        return self.ask_a_person(id, step, &error);
                    }
                    Err(error) => error,
                }
            } else if unknown && step.word == StepWord::Once {
                return self.ask_a_person(id, step, &lost(&step.name));
            } else {
                self.history().intend(id, &step.name, self.now_millis())?;
                match self.perform(id, connector, step).await {
                    Ok(left) => return self.settle(id, step, left).await,
                    Err(error) => {
                        unknown = error.happened == Happened::Unknown;
                        let state = if unknown {
                            StepState::Unknown
                        } else {
                            StepState::Failed
                        };
                        self.history().settle_failed(
                            id,
                            &step.name,
                            state,
                            &error.to_string(),
                            self.now_millis(),
                        )?;
                        error
                    }
                }
            };
            tried += 1;
            let spent = Duration::from_millis(
                u64::try_from(self.now_millis().saturating_sub(begun)).unwrap_or(0),
            );
            match next(connector, step.word, gone, unknown, tried, spent) {
                Next::After(pause) => {
                    self.session_changed(id);
                    self.pause(id, pause).await?;
                }
                Next::GiveUp(error) => {
                    self.gave_up(id, connector, step, &error)?;
                    return Err(DeskError::Step(error));
                }
                Next::Person(error) => return self.ask_a_person(id, step, &error),
            }
        }
    }

    async fn ask_whether(
        &self,
        id: &str,
        connector: &dyn Connector,
        step: &PlannedStep,
    ) -> Result<Probed, StepError> {
        let job = self.job(id, Some(&step.name))?;
        let account = self.history().session(id).map_err(DeskError::from)?.account;
        let lent = self.lend(id, &account);
        self.unless_stopped(id, connector.probe(&job, &step.name, &lent))
            .await
    }

    async fn perform(
        &self,
        id: &str,
        connector: &dyn Connector,
        step: &PlannedStep,
    ) -> Result<Left, StepError> {
        let row = self.history().session(id).map_err(DeskError::from)?;
        if row.service != Service::Local {
            // What the desk does itself, for every service alike.
            match step.name.as_str() {
                "keep" => return Ok(self.keep_copies(id).await?.into()),
                "receipt" if !services::describe(row.service).capabilities.receipt => {
                    return Ok(self.write_receipt(id).await?.into());
                }
                _ => {}
            }
        }
        let mut job = self.job(id, Some(&step.name))?;
        self.open_options(&mut job).await?;
        let lent = self.lend(id, &row.account);
        let mut left = self
            .unless_stopped(id, connector.perform(&job, &step.name, &lent))
            .await?;
        if !matches!(left.outcome, StepOutcome::Copied { .. }) {
            self.was_accepted(&row.account)?;
        }
        if let Some(fetched) = left.fetched.take() {
            left.outcome = self.believe(id, fetched).await?;
        }
        Ok(left)
    }

    /// Work that ends when the person calls it off. Whether it happened is then unknown.
    async fn unless_stopped<T>(
        &self,
        id: &str,
        work: impl Future<Output = Result<T, StepError>>,
    ) -> Result<T, StepError> {
        let stop = self.stop_of(id);
        tokio::select! {
            biased;
            () = stop.called() => Err(StepError::stopped().unknown()),
            done = work => done,
        }
    }

    async fn pause(&self, id: &str, pause: Duration) -> Result<(), DeskError> {
        let stop = self.stop_of(id);
        tokio::select! {
            biased;
            () = stop.called() => Err(DeskError::Step(StepError::stopped())),
            () = self.inner.clock.sleep(pause) => Ok(()),
        }
    }

    async fn settle(&self, id: &str, step: &PlannedStep, left: Left) -> Result<(), DeskError> {
        let mut outcome = left.outcome;
        if !left.signing_urls.is_empty() {
            let mut sealed = BTreeMap::new();
            for (number, url) in &left.signing_urls {
                sealed.insert(*number, self.inner.vault.seal(id, *number, url).await?);
            }
            match &mut outcome {
                StepOutcome::Remote { signing_urls, .. } => signing_urls.append(&mut sealed),
                other => {
                    let done = std::mem::replace(
                        other,
                        StepOutcome::Remote {
                            service_session: None,
                            memory: BTreeMap::new(),
                            signing_urls: sealed,
                        },
                    );
                    if done != StepOutcome::Done {
                        return Err(DeskError::Internal(
                            "a step left a file and addresses at once".into(),
                        ));
                    }
                }
            }
        }
        let events = self.events_of(id, &outcome)?;
        self.history()
            .settle(id, &step.name, &outcome, &events, self.now_millis())?;
        if let Some(seen) = left.seen {
            self.note_seen(id, seen).await?;
        }
        self.session_changed(id);
        Ok(())
    }

    fn events_of(&self, id: &str, outcome: &StepOutcome) -> Result<Vec<NewEvent>, DeskError> {
        Ok(match outcome {
            StepOutcome::Receipt { .. } => {
                let service = self.history().session(id)?.service;
                let what = match services::describe(service).capabilities.receipt {
                    true => "receipt-fetched",
                    false => "receipt-made",
                };
                vec![self.event("paraph", what, Args::new())]
            }
            StepOutcome::Kept { paths, .. } => vec![self.kept_event(paths)],
            StepOutcome::Corrected { .. } => self.corrected_events(id, outcome)?,
            StepOutcome::Done
            | StepOutcome::Prepared { .. }
            | StepOutcome::Remote { .. }
            | StepOutcome::Copied { .. }
            | StepOutcome::Revision { .. } => vec![],
        })
    }

    /// What it means for a session that a step was given up for now.
    fn gave_up(
        &self,
        id: &str,
        connector: &dyn Connector,
        step: &PlannedStep,
        error: &StepError,
    ) -> Result<(), DeskError> {
        let row = self.history().session(id)?;
        let tries = row.again.map_or(0, |(_, tries)| tries);
        let by_itself = matches!(error.again, Again::Offline | Again::Later(_));
        let signed = match step.turn {
            Turn::AllSigned => true,
            Turn::Signer(_) => row.service != Service::Local,
            Turn::Send | Turn::Asked => false,
        };
        let now = self.now_millis();
        let hurry = signed && deadline::presses(connector, &self.job(id, None)?, now);
        let state = match error.again {
            // What comes late does not undo the end.
            _ if row.state.is_ended() => None,
            Again::Stopped => None,
            // It is a draft there; the service's own words tell a person what to mend.
            Again::Never if error.code == ErrorCode::StartRefused => Some(State::Attention),
            Again::Never if step.turn == Turn::Send && !waits_for_the_person(error.code) => {
                Some(State::Failed)
            }
            // Nothing that is signed may be lost by waiting for ever.
            Again::Never if signed && ends_in_attention(error.code) => Some(State::Attention),
            Again::Later(_) if signed && tries >= FETCHES && !hurry => Some(State::Attention),
            _ => None,
        };
        if let Some(state) = state {
            let what = if state == State::Failed {
                "failed"
            } else {
                "attention"
            };
            let detail = Args::from([("detail".into(), self.words_for(error))]);
            self.history()
                .set_state(id, state, &[self.event("paraph", what, detail)])?;
        }
        self.history()
            .set_error(id, Some((error.code, &error.detail)))?;
        if refuses_the_account(error.code) {
            let account = self.history().session(id)?.account;
            self.history().set_tested(&account, "refused")?;
            self.announce(crate::Change::Accounts);
        }
        let by_itself = by_itself || hurry && refuses_the_account(error.code);
        if by_itself && state.is_none() {
            let asked = match error.again {
                Again::Later(Some(asked)) => asked,
                _ => Duration::ZERO,
            };
            let pause = if hurry {
                deadline::pause(tries)
            } else {
                TAKE_UP_AGAIN
                    .saturating_mul(2_u32.saturating_pow(tries.min(10)))
                    .min(TAKE_UP_AT_LATEST)
                    .max(asked)
            };
            let at = now.saturating_add(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX));
            self.history().take_up_again(id, Some(at))?;
            self.tracker_wakes();
        }
        self.session_changed(id);
        Ok(())
    }

    pub(crate) fn words_for(&self, error: &StepError) -> String {
        self.words().told(error.code, &Args::new(), None).message
    }

    fn ask_a_person(
        &self,
        id: &str,
        step: &PlannedStep,
        error: &StepError,
    ) -> Result<(), DeskError> {
        let detail = Args::from([
            ("detail".into(), self.words_for(error)),
            ("step".into(), step.name.clone()),
        ]);
        self.history().set_state(
            id,
            State::Attention,
            &[self.event("paraph", "attention", detail)],
        )?;
        self.history()
            .set_error(id, Some((error.code, &error.detail)))?;
        self.session_changed(id);
        Err(DeskError::Step(error.clone()))
    }
}

/// What is done about a try that did not go well.
fn next(
    connector: &dyn Connector,
    word: StepWord,
    error: StepError,
    unknown: bool,
    tried: u32,
    spent: Duration,
) -> Next {
    if unknown && word == StepWord::Once {
        return Next::Person(error);
    }
    let asked = match error.again {
        Again::Stopped | Again::Offline => return Next::GiveUp(error),
        // A probe is asked at once; it is the asking that may then have to be repeated.
        Again::Never if unknown && word == StepWord::Probe && tried == 1 => {
            return Next::After(Duration::ZERO);
        }
        Again::Never if unknown => return Next::Person(error),
        Again::Never => return Next::GiveUp(error),
        Again::Later(Some(asked)) if asked > PATIENCE => return Next::GiveUp(error),
        Again::Later(asked) => asked,
    };
    match connector
        .retry()
        .pause(tried, spent, asked, rand::random::<f64>())
    {
        Some(pause) => Next::After(pause),
        None => Next::GiveUp(error),
    }
}

fn lost(detail: &str) -> StepError {
    StepError::new(ErrorCode::OutcomeUnknown, detail).unknown()
}

/// What a person can mend, so that the session can then go on where it stopped.
fn waits_for_the_person(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::CredentialsRefused
            | ErrorCode::PermissionMissing
            | ErrorCode::SenderUnknown
            | ErrorCode::PathNotOffered
            | ErrorCode::OutOfCredits
            | ErrorCode::SecretsMissing
            | ErrorCode::KeyringLocked
            | ErrorCode::KeyringMissing
            | ErrorCode::TlsFailed
            | ErrorCode::AskingBudgetSpent
            | ErrorCode::DiskFull
            | ErrorCode::FolderUnwritable
            | ErrorCode::DataFolderUnwritable
    )
}

/// What would lose a signed copy if nobody looked.
fn ends_in_attention(code: ErrorCode) -> bool {
    !waits_for_the_person(code)
}

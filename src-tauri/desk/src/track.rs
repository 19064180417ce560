//! Following sessions at services elsewhere: when to ask, and what an answer means. The rules of
//! each service are its connector's; here they are kept.

use std::collections::BTreeMap;
use std::time::Duration;

use history::{NewEvent, Observation, Scope, SessionRow};
use services::{Again, Asked, Connector, Seen, SeenState};
use session::{ErrorCode, Service, SignerState, State, StepState};

use crate::bench::Lent;
use crate::due::Due;
use crate::words::Args;
use crate::{Desk, DeskError, deadline};

/// The longest time between two looks at the clock: sleep, wake and a changed clock are noticed
/// after at most that long.
const BREATH: Duration = Duration::from_secs(60);
/// The pause between two sessions that are due at once, so that waking up sets off no burst.
const SPACING: Duration = Duration::from_millis(500);
/// A round in which nothing presses is broken off after so many milliseconds, to see whether
/// something does by now.
const ROUND: i64 = 60_000;

/// What tells an address to come back to from one that somebody made up, in a session's memory.
pub(crate) const RETURN_TOKEN: &str = "return_token";

/// What a service's state means here: the state with its events, and what stands in the way.
type Meant = (Option<(State, Vec<NewEvent>)>, Option<(ErrorCode, String)>);

impl Desk {
    /// Asks the service where a session stands and records the answer. The session must be held.
    pub(crate) async fn look(&self, id: &str, anyway: bool) -> Result<(), DeskError> {
        let row = self.history().session(id)?;
        let connector = self.connector_of_session(&row).await?;
        let job = self.job(id, None)?;
        let lent = Lent {
            anyway,
            ..self.lend(id, &row.account)
        };
        match connector.look(&job, &lent, anyway).await {
            Ok(seen) => {
                self.was_accepted(&row.account)?;
                self.note_seen(id, seen).await?;
                self.history().take_up_again(id, None)?;
                if self.history().session(id)?.state == State::Waiting {
                    self.history().set_error(id, None)?;
                }
                // Who insists on the last question knows that it was the last; whatever follows
                // the session hands it to a person then.
                if anyway {
                    return Ok(());
                }
                self.blind_now(id, connector.as_ref())
            }
            Err(error) => {
                // That it could not be asked changes nothing about the session itself.
                let tries = row.again.map_or(0, |(_, tries)| tries);
                let pressed = deadline::presses(connector.as_ref(), &job, self.now_millis())
                    .then(|| i64::try_from(deadline::pause(tries).as_millis()).unwrap_or(i64::MAX));
                if refuses_the_account(error.code) {
                    // Asked once, calmly: the other sessions of the account wait, too.
                    self.history().set_tested(&row.account, "refused")?;
                    self.announce(crate::Change::Accounts);
                    self.history()
                        .set_error(id, Some((error.code, &error.detail)))?;
                    let at = pressed.map(|pause| self.now_millis() + pause);
                    self.history().take_up_again(id, at)?;
                } else if error.code != ErrorCode::AskingBudgetSpent {
                    self.history()
                        .set_error(id, Some((error.code, &error.detail)))?;
                    let counted =
                        connector.look_allowance().is_some() && error.again != Again::Offline;
                    let pause = pressed.unwrap_or_else(|| pause_after(tries, counted));
                    self.history()
                        .take_up_again(id, Some(self.now_millis() + pause))?;
                    self.blind_now(id, connector.as_ref())?;
                }
                self.session_changed(id);
                Err(DeskError::Step(error))
            }
        }
    }

    /// A session that cannot be asked for any more and has not ended is a person's, who may look
    /// at the service's own page: silence would be taken for waiting.
    pub(crate) fn blind_now(&self, id: &str, connector: &dyn Connector) -> Result<(), DeskError> {
        let waits = self.history().session(id)?.state == State::Waiting;
        let Some(allowance) = connector.look_allowance().filter(|_| waits) else {
            return Ok(());
        };
        if !self.is_blind(id, connector)? {
            return Ok(());
        }
        let code = ErrorCode::AskingBudgetSpent;
        let detail = self.words().told(code, &Args::new(), None).message;
        let event = self.event(
            "paraph",
            "attention",
            Args::from([("detail".to_owned(), detail)]),
        );
        self.history().set_state(id, State::Attention, &[event])?;
        let detail = format!(
            "all {} of the kind {:?} are made",
            allowance.most, allowance.kind
        );
        Ok(self.history().set_error(id, Some((code, &detail)))?)
    }

    /// Whether the service may not be asked about a session any more.
    pub(crate) fn is_blind(&self, id: &str, connector: &dyn Connector) -> Result<bool, DeskError> {
        let Some(allowance) = connector.look_allowance() else {
            return Ok(false);
        };
        let spent = self
            .history()
            .spent(Scope::Session(id), allowance.kind, None)?;
        Ok(spent >= allowance.most)
    }

    /// The service took the account's key: sessions that waited because it once had not go on.
    pub(crate) fn was_accepted(&self, account: &str) -> Result<(), DeskError> {
        if self.account_row(account)?.tested.as_deref() == Some("refused") {
            self.history().set_tested(account, "proven")?;
            self.announce(crate::Change::Accounts);
            self.tracker_wakes();
        }
        Ok(())
    }

    /// Records what an answer says about a session.
    pub(crate) async fn note_seen(&self, id: &str, seen: Seen) -> Result<(), DeskError> {
        let now = self.now_millis();
        let mut signing_urls = BTreeMap::new();
        for (number, url) in &seen.signing_urls {
            signing_urls.insert(*number, self.inner.vault.seal(id, *number, url).await?);
        }
        let mut events: Vec<(String, NewEvent)> = seen
            .events
            .into_iter()
            .map(|event| {
                let (time, zone) = event
                    .time
                    .unwrap_or_else(|| (now, self.now().offset().whole_seconds()));
                let recorded = NewEvent {
                    time,
                    zone,
                    actor: event.actor,
                    what: event.what,
                    args: event.args,
                };
                (event.key, recorded)
            })
            .collect();
        if let Some(SeenState::Unknown(word)) = &seen.state {
            let args = Args::from([("word".to_owned(), word.clone())]);
            events.push((
                format!("state:{word}"),
                self.event("service", "service-state-unknown", args),
            ));
        }
        let (mut state, error) =
            self.state_seen(seen.state.as_ref(), seen.closed, seen.reason.as_deref());
        if let Some((State::Declined | State::Completed, told)) = &mut state {
            // What was followed again ended so only once.
            let before = self.history().events(id)?;
            told.retain(|one| !before.iter().any(|other| other.what == one.what));
        }
        if matches!(state, Some((State::Declined, _))) && self.is_closing(id)? {
            state = None;
        }
        self.history().observe(
            id,
            &Observation {
                now,
                asked: seen.state.is_some(),
                state,
                error,
                signers: seen
                    .signers
                    .iter()
                    .map(|signer| (signer.number, signer.state, signer.since))
                    .collect(),
                events,
                expires: seen.expires,
                memory: seen.memory,
                signing_urls,
                forget_urls: seen.forget_urls,
            },
        )?;
        if seen.state.as_ref().is_some_and(is_started) {
            // What the service says settles what was unknown about sending.
            for step in self.history().steps(id)? {
                let open = matches!(step.state, StepState::Intended | StepState::Unknown);
                if open && step.name == "start" {
                    self.history()
                        .decide(id, &step.name, StepState::Done, now)?;
                }
            }
        }
        if seen.state == Some(SeenState::Completed) {
            self.settle_close(id)?;
        }
        self.session_changed(id);
        Ok(())
    }

    /// What a service's state means here, with its event.
    fn state_seen(&self, seen: Option<&SeenState>, closed: bool, reason: Option<&str>) -> Meant {
        let args: Args = reason
            .map(|reason| ("reason".to_owned(), reason.to_owned()))
            .into_iter()
            .collect();
        let state = |state, what| Some((state, vec![self.event("service", what, args.clone())]));
        let detail = |code: ErrorCode| {
            let detail = self.words().told(code, &Args::new(), None).message;
            Args::from([("detail".to_owned(), detail)])
        };
        match seen {
            None | Some(SeenState::NotStarted | SeenState::Unknown(_)) => (None, None),
            Some(SeenState::Waiting | SeenState::Processing) => {
                (Some((State::Waiting, Vec::new())), None)
            }
            Some(SeenState::Completed) => {
                let what = if closed { "closed-there" } else { "completed" };
                (state(State::Completed, what), None)
            }
            Some(SeenState::Declined) => (state(State::Declined, "service-declined"), None),
            Some(SeenState::Expired) => (state(State::Expired, "expired"), None),
            Some(SeenState::Cancelled) => (state(State::Cancelled, "service-cancelled"), None),
            Some(SeenState::Failed) => {
                let code = ErrorCode::DocumentRefused;
                let event = self.event("service", "service-failed", args.clone());
                (
                    Some((State::Failed, vec![event])),
                    Some((code, reason.unwrap_or_default().to_owned())),
                )
            }
            Some(SeenState::Gone) => {
                let code = ErrorCode::GoneAtService;
                let event = self.event("paraph", "attention", detail(code));
                (
                    Some((State::Attention, vec![event])),
                    Some((code, reason.unwrap_or_default().to_owned())),
                )
            }
        }
    }

    /// Follows the sessions at services until dropped: takes up again what was in vain, asks when
    /// the service's rules say so, fetches what is finished.
    pub async fn follow_services(&self) {
        self.history().store().clear_collected();
        // What cannot be read now is erased at the next start.
        let _ = self.erase_all_options();
        // Nobody knows how long nothing was looked at: what may be lost is looked at first.
        for (id, _) in self.deadlines().unwrap_or_default() {
            let _ = self.hint(&id, None, false);
        }
        loop {
            let next = self.work_that_is_due().await;
            self.stay_awake_if_needed().await;
            let pause = next.map_or(BREATH, |at| {
                let millis = u64::try_from(at.saturating_sub(self.now_millis())).unwrap_or(0);
                Duration::from_millis(millis).min(BREATH)
            });
            tokio::select! {
                () = self.inner.tracker.notified() => {}
                () = self.inner.clock.sleep(pause) => {}
            }
        }
    }

    /// Keeps the computer awake while something at a service may be lost soon.
    async fn stay_awake_if_needed(&self) {
        let desk = self.clone();
        // Asking the bus may take a while.
        let _ = tokio::task::spawn_blocking(move || {
            let awake = desk.something_presses();
            let why = desk.words().say("awake-why", &[]);
            desk.inner.awake.keep(awake, &why);
        })
        .await;
    }

    /// Does what is due now, one session after the other, and says when the next is due.
    pub async fn work_that_is_due(&self) -> Option<i64> {
        let version = self.history().version().ok();
        if let Some(next) = self.at_rest(version) {
            return next;
        }
        let mut next: Option<i64> = None;
        let (mut first, begun) = (true, self.now_millis());
        let mut pressing: Option<i64> = None;
        for work in self.all_due().unwrap_or_default() {
            let Due { id, at, presses } = work;
            if at > self.now_millis() {
                next = Some(next.map_or(at, |other| other.min(at)));
                if presses {
                    pressing = Some(pressing.map_or(at, |other| other.min(at)));
                }
                continue;
            }
            if !presses {
                // What may be lost comes first, also when it comes up in the middle of a round.
                let now = self.now_millis();
                if pressing.is_some_and(|at| at <= now) || now - begun > ROUND {
                    next = Some(now);
                    break;
                }
                if !first {
                    self.inner.clock.sleep(SPACING).await;
                }
            }
            first = false;
            // How it went stands in the session.
            let _ = self.follow_session(&id).await;
            if let Ok(Some(at)) = self.due(&id) {
                // What is due again at once waits for the next round.
                let at = at.max(self.now_millis() + 1_000);
                next = Some(next.map_or(at, |other| other.min(at)));
                if presses {
                    pressing = Some(pressing.map_or(at, |other| other.min(at)));
                }
            }
        }
        self.rest(version.filter(|_| first), next);
        next
    }

    /// When a session is to be worked on by itself: taken up again, or looked at.
    pub(crate) fn due(&self, id: &str) -> Result<Option<i64>, DeskError> {
        let row = self.history().session(id)?;
        let account = self.account_row(&row.account)?;
        if account.tested.as_deref() == Some("refused") && !self.presses(&row)? {
            return Ok(None);
        }
        match row.state {
            State::Sending | State::Completed => {
                return Ok(match row.again {
                    Some((at, _)) => Some(at),
                    // Interrupted by a crash, and nothing is known against going on; another
                    // process may just be at it, which its lease tells.
                    None if row.error.is_none() => Some(row.changed + 30_000),
                    None => None,
                });
            }
            // It has ended here only.
            State::Cancelled => return Ok(row.again.map(|(at, _)| at)),
            State::Waiting => {}
            _ => return Ok(None),
        }
        if let Some((at, _)) = row.again {
            return Ok(Some(at));
        }
        // Interrupted by a crash; where it waits for a person its error says so.
        let asked = row.checked.unwrap_or(row.created);
        if row.error.is_none() && self.owed(&row)? {
            return Ok(Some(asked));
        }
        let connector = self.planning_connector(&account)?;
        if self.is_blind(id, connector.as_ref())? {
            return Ok(Some(asked));
        }
        self.next_look(&row, connector.as_ref())
    }

    pub(crate) fn next_look(
        &self,
        row: &SessionRow,
        connector: &dyn Connector,
    ) -> Result<Option<i64>, DeskError> {
        let job = self.job(&row.id, None)?;
        let (left, times) = match connector.look_allowance() {
            Some(allowance) => {
                let spent = self
                    .history()
                    .spent(Scope::Session(&row.id), allowance.kind, None)?;
                (allowance.most.saturating_sub(spent), spent)
            }
            None => (u32::MAX, 0),
        };
        let sent = self
            .history()
            .events(&row.id)?
            .iter()
            .find(|event| event.what == "sent")
            .map_or(row.created, |event| event.time);
        Ok(connector.next_look(
            &job,
            &Asked {
                sent,
                last: row.checked,
                times,
                hint: row.hint,
                postback: row.postback,
            },
            left,
        ))
    }

    /// Works on one session that is due, unless another process does.
    async fn follow_session(&self, id: &str) -> Result<(), DeskError> {
        let Some(held) = self.try_hold_session(id)? else {
            return Ok(());
        };
        // Whoever held it before may have done it.
        if self.due(id)?.is_none_or(|at| at > self.now_millis()) {
            return Ok(());
        }
        let row = self.history().session(id)?;
        if row.state == State::Cancelled {
            return self.look_after_end(id).await;
        }
        // A correction that the service does not take yet keeps nobody from seeing what is signed.
        let is_stuck = row.error.is_some() && crate::correct::wish(&row.memory).is_some();
        if row.state == State::Waiting && (is_stuck || !self.owed(&row)?) {
            let connector = self.planning_connector(&self.account_row(&row.account)?)?;
            if self.is_blind(id, connector.as_ref())? {
                return self.blind_now(id, connector.as_ref());
            }
            self.look(id, false).await?;
        }
        self.advance_if_due(id, &held).await
    }

    /// Goes on with a session that has something to do beside waiting.
    pub(crate) async fn advance_if_due(
        &self,
        id: &str,
        held: &crate::engine::Held,
    ) -> Result<(), DeskError> {
        let row = self.history().session(id)?;
        let due = match row.state {
            State::Sending | State::Completed => true,
            _ => self.owed(&row)?,
        };
        if due {
            self.advance(id, held).await
        } else {
            Ok(())
        }
    }

    /// Something hinted that there is news of a session: a visited return URL, a postback. It is
    /// asked about soon; nothing is concluded from the hint itself. `key` tells a message from
    /// another.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn hint(&self, id: &str, key: Option<&str>, postback: bool) -> Result<bool, DeskError> {
        let news = self.history().hint(id, key, postback, self.now_millis())?;
        if news {
            self.hint_after_end(id)?;
            self.tracker_wakes();
        }
        Ok(news)
    }

    /// A signer came back from a service's page to ours. False when the address is none that was
    /// given out.
    pub(crate) fn came_back(&self, id: &str, token: &str) -> Result<bool, DeskError> {
        let row = self.history().session(id)?;
        let given = row.memory.get(RETURN_TOKEN).map(String::as_str);
        // By digest, so that how long the comparison takes tells nothing.
        if given.map(crate::serve::hash) != Some(crate::serve::hash(token)) {
            return Ok(false);
        }
        self.hint(id, None, false)?;
        Ok(true)
    }

    /// The tracker looks anew at what is due.
    pub(crate) fn tracker_wakes(&self) {
        self.inner.tracker.notify_one();
    }

    /// Whether everyone has signed while the service has not finished (`product.md`: its own
    /// sentence, and no delay of a person).
    pub(crate) fn service_not_finished(&self, row: &SessionRow) -> Result<bool, DeskError> {
        if row.service == Service::Local || row.state != State::Waiting {
            return Ok(false);
        }
        let signers = self.history().signers(&row.id)?;
        Ok(!signers.is_empty() && signers.iter().all(|s| s.state == SignerState::Signed))
    }
}

/// Whether an error is about the account as a whole: every session of it would fare alike.
pub(crate) fn refuses_the_account(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::CredentialsRefused | ErrorCode::PermissionMissing
    )
}

/// How long after a look in vain the next one is made, in milliseconds. One that may have been
/// counted by a service which answers only a few is not repeated until a longer trouble is over.
pub(crate) fn pause_after(tries: u32, counted: bool) -> i64 {
    const MINUTE: u32 = 60;
    let (first, factor, longest) = if counted {
        (60 * MINUTE, 6_u32, 24 * 60 * MINUTE)
    } else {
        (MINUTE, 2, 60 * MINUTE)
    };
    let pause = first.saturating_mul(factor.saturating_pow(tries.min(8)));
    i64::from(pause.min(longest)) * 1_000
}

fn is_started(state: &SeenState) -> bool {
    !matches!(
        state,
        SeenState::NotStarted | SeenState::Unknown(_) | SeenState::Gone
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_that_answers_only_a_few_looks_is_left_alone_through_a_long_outage() {
        let hours = |tries: u32| -> i64 {
            (0..tries).map(|n| pause_after(n, true)).sum::<i64>() / 3_600_000
        };
        assert_eq!((hours(1), hours(2), hours(3)), (1, 7, 31));
        assert_eq!(pause_after(0, false), 60_000);
        assert_eq!(pause_after(30, false), 3_600_000);
    }
}

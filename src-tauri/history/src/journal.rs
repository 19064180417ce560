//! The step journal. A step's intention is on disk before its work begins, and its outcome after:
//! whatever is cut off in between is seen at the next start.

use rusqlite::{Transaction, params};
use session::{PlannedStep, StepOutcome, StepState, StepWord, Summary};

use crate::{History, HistoryError, NewEvent, events, remote, sessions, signers, to_json};

/// A step as it stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRow {
    /// Its name.
    pub name: String,
    /// What may be done when its outcome is unknown.
    pub word: StepWord,
    /// How far it got.
    pub state: StepState,
    /// How often it was begun.
    pub attempts: u32,
}

impl History {
    /// Records the intention to do a step; on disk when this returns. A step that is done cannot
    /// be intended again.
    ///
    /// # Errors
    /// [`HistoryError::StepOrder`] when the step is done or unknown to the session.
    pub fn intend(&self, session: &str, step: &str, now: i64) -> Result<(), HistoryError> {
        self.write(|t| {
            let changed = t.execute(
                "UPDATE step SET state = 'intended', attempts = attempts + 1, intended = ?3
                 WHERE session = ?1 AND name = ?2 AND state <> 'done'",
                params![session, step, now],
            )?;
            expect_one(changed, session, step, "intended")
        })?;
        crash_point(step, "before");
        Ok(())
    }

    /// Records the outcome of a step together with what it left behind and with the events that
    /// it means; all or nothing.
    ///
    /// What was found out later, by asking, about a step whose outcome was unknown is settled too.
    ///
    /// # Errors
    /// [`HistoryError::StepOrder`] when the step was not intended.
    pub fn settle(
        &self,
        session: &str,
        step: &str,
        outcome: &StepOutcome,
        happened: &[NewEvent],
        now: i64,
    ) -> Result<(), HistoryError> {
        crash_point(step, "after");
        self.write(|t| {
            let changed = t.execute(
                "UPDATE step SET state = 'done', settled = ?3, detail = NULL
                 WHERE session = ?1 AND name = ?2 AND state IN ('intended', 'unknown')",
                params![session, step, now],
            )?;
            expect_one(changed, session, step, "done")?;
            apply(t, session, outcome)?;
            happened
                .iter()
                .try_for_each(|event| events::add(t, session, event))
        })
    }

    /// Records that an intended step did not happen, or that nobody knows.
    ///
    /// # Errors
    /// [`HistoryError::StepOrder`] when the step was not intended.
    pub fn settle_failed(
        &self,
        session: &str,
        step: &str,
        state: StepState,
        detail: &str,
        now: i64,
    ) -> Result<(), HistoryError> {
        self.write(|t| {
            let changed = t.execute(
                "UPDATE step SET state = ?3, settled = ?4, detail = ?5
                 WHERE session = ?1 AND name = ?2 AND state IN ('intended', 'unknown')",
                params![session, step, state.as_str(), now, detail],
            )?;
            expect_one(changed, session, step, state.as_str())
        })
    }

    /// Adds a step to a session's plan, at its end; one that is there already stays as it is, unless
    /// it failed or is done: then it can be done again.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn add_step(&self, session: &str, step: &PlannedStep) -> Result<(), HistoryError> {
        self.write(|t| {
            t.execute(
                "INSERT INTO step (session, position, name, word, state)
                 VALUES (?1, (SELECT coalesce(max(position), -1) + 1 FROM step
                   WHERE session = ?1), ?2, ?3, 'planned')
                 ON CONFLICT (session, name) DO UPDATE SET state = 'planned'
                 WHERE state IN ('done', 'failed')",
                params![session, step.name, step.word.as_str()],
            )?;
            Ok(())
        })
    }

    /// Records what a person decided about a step whose outcome is unknown.
    ///
    /// # Errors
    /// [`HistoryError::StepOrder`] when its outcome is not unknown.
    pub fn decide(
        &self,
        session: &str,
        step: &str,
        state: StepState,
        now: i64,
    ) -> Result<(), HistoryError> {
        self.write(|t| {
            let changed = t.execute(
                "UPDATE step SET state = ?3, settled = ?4, detail = 'decided by the sender'
                 WHERE session = ?1 AND name = ?2 AND state IN ('unknown', 'intended')",
                params![session, step, state.as_str(), now],
            )?;
            expect_one(changed, session, step, state.as_str())
        })
    }

    /// The steps of a session, in the order of its plan.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn steps(&self, session: &str) -> Result<Vec<StepRow>, HistoryError> {
        self.read(|c| {
            let mut rows = c.prepare(
                "SELECT name, word, state, attempts FROM step
                 WHERE session = ?1 ORDER BY position",
            )?;
            let found = rows.query_map([session], |r| {
                Ok((
                    r.get::<_, String>(0)?,
                    r.get::<_, String>(1)?,
                    r.get::<_, String>(2)?,
                    r.get::<_, u32>(3)?,
                ))
            })?;
            found
                .map(|row| {
                    let (name, word, state, attempts) = row?;
                    let unreadable = |what: &str| HistoryError::Record(format!("step {what:?}"));
                    Ok(StepRow {
                        word: StepWord::parse(&word).ok_or_else(|| unreadable(&word))?,
                        state: StepState::parse(&state).ok_or_else(|| unreadable(&state))?,
                        name,
                        attempts,
                    })
                })
                .collect()
        })
    }
}

fn expect_one(
    changed: usize,
    session: &str,
    step: &str,
    to: &'static str,
) -> Result<(), HistoryError> {
    if changed == 1 {
        return Ok(());
    }
    Err(HistoryError::StepOrder {
        session: session.to_owned(),
        step: step.to_owned(),
        to,
    })
}

fn apply(t: &Transaction<'_>, session: &str, outcome: &StepOutcome) -> Result<(), HistoryError> {
    match outcome {
        StepOutcome::Done => {}
        StepOutcome::Prepared {
            document,
            sha256,
            places,
        } => {
            t.execute(
                "UPDATE document SET prepared = ?3, places = ?4, revision = ?3
                 WHERE session = ?1 AND number = ?2",
                params![session, document, sha256, to_json(places)?],
            )?;
        }
        StepOutcome::Remote {
            service_session,
            memory,
            signing_urls,
        } => {
            if let Some(id) = service_session {
                t.execute(
                    "UPDATE session SET service_session = ?2 WHERE id = ?1",
                    [session, id],
                )?;
            }
            remote::remember(t, session, memory)?;
            remote::set_urls(t, session, signing_urls)?;
        }
        StepOutcome::Copied { document, sha256 } => {
            t.execute(
                "UPDATE document SET prepared = ?3 WHERE session = ?1 AND number = ?2",
                params![session, document, sha256],
            )?;
        }
        StepOutcome::Revision { document, sha256 } => {
            t.execute(
                "UPDATE document SET revision = ?3 WHERE session = ?1 AND number = ?2",
                params![session, document, sha256],
            )?;
        }
        StepOutcome::Corrected {
            signers: corrected,
            expires,
            remind_days,
        } => {
            for signer in corrected {
                signers::correct(t, session, signer)?;
            }
            t.execute(
                "UPDATE session SET expires = coalesce(?2, expires),
                 remind_days = coalesce(?3, remind_days) WHERE id = ?1",
                params![session, expires, remind_days],
            )?;
            sessions::index_words(t, session)?;
        }
        StepOutcome::Receipt { sha256 } => {
            t.execute(
                "UPDATE session SET receipt = ?2 WHERE id = ?1",
                [session, sha256],
            )?;
        }
        StepOutcome::Kept { verdicts, paths } => {
            for (index, verdict) in verdicts.iter().enumerate() {
                t.execute(
                    "UPDATE document SET verdict = ?3, kept_path = ?4
                     WHERE session = ?1 AND number = ?2",
                    params![
                        session,
                        index as i64 + 1,
                        Summary::as_str(*verdict),
                        paths.get(index)
                    ],
                )?;
            }
            t.execute(
                "UPDATE session SET state = 'kept', error_code = NULL, error_detail = NULL
                 WHERE id = ?1",
                [session],
            )?;
        }
    }
    Ok(())
}

/// In debug builds the process dies here, without any clean-up, when `PARAPH_CRASH_AT` names this
/// point as `<step>:before` or `<step>:after`: the crash tests use it.
fn crash_point(step: &str, side: &str) {
    if cfg!(debug_assertions)
        && std::env::var("PARAPH_CRASH_AT")
            .is_ok_and(|at| at.rsplit_once(':') == Some((step, side)))
    {
        std::process::abort();
    }
}

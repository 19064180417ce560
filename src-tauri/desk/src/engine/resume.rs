//! What was interrupted goes on, and what a person decides about an unknown outcome is done.

use serde::{Deserialize, Serialize};
use services::{Seen, SeenSigner, SeenState};
use session::{
    ErrorCode, PlannedStep, Service, Session, SignerState, State, StepState, StepWord, Turn,
};
use specta::Type;

use super::Held;
use crate::words::Args;
use crate::{Desk, DeskError};

/// A person's decision on a session in attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// It happened: go on behind it.
    Sent,
    /// It did not happen: do it.
    NotSent,
    /// The session is given up.
    Abandoned,
}

impl Decision {
    /// The decision of that word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "sent" => Self::Sent,
            "not-sent" => Self::NotSent,
            "abandoned" => Self::Abandoned,
            _ => return None,
        })
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::NotSent => "not-sent",
            Self::Abandoned => "abandoned",
        }
    }
}

impl Desk {
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
        let row = self.history().session(id)?;
        Ok(match row.state {
            State::Sending | State::Completed => true,
            State::Waiting if row.service == Service::Local => {
                let signers = self.history().signers(id)?;
                signers
                    .iter()
                    .any(|s| s.act.is_some() && s.state != SignerState::Signed)
            }
            State::Waiting => self.owed(&row)?,
            _ => false,
        })
    }

    /// Does what a person decided about a session in attention, and goes on from there.
    ///
    /// # Errors
    /// [`ErrorCode::NotInAttention`]; and what then goes wrong.
    pub async fn resolve(&self, id: &str, decision: Decision) -> Result<Session, DeskError> {
        let held = self.hold_session(id).await?;
        let row = self.history().session(id)?;
        if row.state != State::Attention {
            return Err(DeskError::Refused(ErrorCode::NotInAttention));
        }
        let connector = self.planning_connector(&self.account_row(&row.account)?)?;
        let job = self.job(id, None)?;
        let plan = connector.plan(&job);
        // Whether a correction happened the service tells, whatever is decided: it is asked again.
        let corrections = connector.correct_steps(&job);
        let is_asked = |name: &str| {
            let mut asked = corrections.iter().filter(|s| s.word == StepWord::Probe);
            asked.any(|s| s.name == name)
        };
        let turn_of = |name: &str| plan.iter().find(|s| s.name == name).map(|s| s.turn);
        // What is done again anyway, and would leave a file, nobody can say done.
        let stuck: Vec<_> = self
            .history()
            .steps(id)?
            .into_iter()
            .filter(|s| matches!(s.state, StepState::Intended | StepState::Unknown))
            .filter(|s| s.word != StepWord::Repeatable || turn_of(&s.name) == Some(Turn::Send))
            .filter(|s| !is_asked(&s.name))
            .collect();
        let decided = |word: &str| {
            let args = Args::from([("decision".to_owned(), word.to_owned())]);
            self.event("sender", "decided", args)
        };
        if decision == Decision::Abandoned {
            let decided = decided(decision.as_str());
            self.history().set_state(id, State::Cancelled, &[decided])?;
            self.follow_after_end(id)?;
            self.session_changed(id);
            return self.session(id);
        }
        let settled = match decision {
            Decision::Sent => StepState::Done,
            Decision::NotSent | Decision::Abandoned => StepState::Failed,
        };
        for step in &stuck {
            self.history()
                .decide(id, &step.name, settled, self.now_millis())?;
        }
        if matches!(row.error, Some((ErrorCode::SignedByAnother, _))) {
            self.decide_who_signs(id, decision, &plan)?;
        }
        // Where it stood before: a send that was not finished, or copies that are to be fetched.
        let sending = self
            .history()
            .steps(id)?
            .iter()
            .any(|s| turn_of(&s.name) == Some(Turn::Send) && s.state != StepState::Done);
        let everyone = self.history().signers(id)?;
        // One that was finished before everyone had signed is not waited for again.
        let closed = self.history().events(id)?;
        let closed = closed.iter().any(|event| event.what == "closed-there");
        let signed = closed || everyone.iter().all(|s| s.state == SignerState::Signed);
        let waits = !sending && !signed && stuck.is_empty();
        if decision == Decision::Sent && waits && self.is_blind(id, connector.as_ref())? {
            self.history().note(id, &decided("signed"))?;
            return self.fetch_unasked(id, &held).await;
        }
        let state = match (sending, signed) {
            (true, _) => State::Sending,
            (false, true) => State::Completed,
            (false, false) if stuck.iter().any(|s| turn_of(&s.name) == Some(Turn::Send)) => {
                State::Sending
            }
            (false, false) => State::Waiting,
        };
        let decided = decided(decision.as_str());
        self.history().set_state(id, state, &[decided])?;
        // The session tells how it went on.
        let _ = self.advance(id, &held).await;
        self.session(id)
    }

    /// A person says that all have signed, where the service may not be asked about it any more.
    /// Fetching is no question: signed copies that hold are the proof, and without them the
    /// session stays in attention, which then tells what is missing.
    async fn fetch_unasked(&self, id: &str, held: &Held) -> Result<Session, DeskError> {
        let fetched = self.fetch_signed(id).await;
        if let Err(error) = &fetched {
            self.history().take_up_again(id, None)?;
            if self.history().session(id)?.state == State::Attention {
                self.history()
                    .set_error(id, Some((error.code(), &error.to_string())))?;
            }
            self.session_changed(id);
            return self.session(id);
        }
        let signers = self.history().signers(id)?;
        let seen = Seen {
            state: Some(SeenState::Completed),
            signers: signers
                .iter()
                .map(|signer| SeenSigner {
                    number: signer.number,
                    state: SignerState::Signed,
                    since: None,
                    reason: None,
                })
                .collect(),
            ..Seen::default()
        };
        self.note_seen(id, seen).await?;
        // The session tells how it went on.
        let _ = self.advance(id, held).await;
        self.session(id)
    }

    async fn fetch_signed(&self, id: &str) -> Result<(), DeskError> {
        let row = self.history().session(id)?;
        let connector = self.connector_of_session(&row).await?;
        let plan = connector.plan(&self.job(id, None)?);
        let copies = plan
            .iter()
            .filter(|step| step.turn == Turn::AllSigned && step.name.starts_with("fetch"));
        for step in copies {
            self.do_step(id, connector.as_ref(), step).await?;
        }
        Ok(())
    }

    /// Another person than the one it was sent to seems to have signed. *Sent*: the certificate is
    /// the signer's all the same. *Not sent*: the signer is awaited again, and signs what was
    /// signed before.
    fn decide_who_signs(
        &self,
        id: &str,
        decision: Decision,
        plan: &[PlannedStep],
    ) -> Result<(), DeskError> {
        let done = self.job(id, None)?.done;
        let signers = self.history().signers(id)?;
        let disputed = signers.iter().find(|signer| {
            signer.state == SignerState::Signed
                && plan.iter().any(|step| {
                    step.turn == Turn::Signer(signer.number) && !done.contains(&step.name)
                })
        });
        let Some(number) = disputed.map(|signer| signer.number) else {
            return Ok(());
        };
        if decision == Decision::Sent {
            self.history()
                .remember(id, &services::accepted_name(number), "yes")?;
        } else {
            let now = self.now_millis().to_string();
            self.history()
                .remember(id, &services::refused_name(number), &now)?;
            self.history().await_again(id, number)?;
        }
        Ok(())
    }
}

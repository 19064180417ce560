//! What people do beside the interface: for tests, in-process or by control.

use serde::Deserialize;
use time::OffsetDateTime;
use uuid::Uuid;

use super::life;
use super::service::Sim;
use super::state::{Session, signer_status, status};
use crate::core::lock;

/// Why something cannot be done now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotNow(pub String);

/// Something that is done to a session. `signer` counts from 1.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub(super) enum Act {
    /// A signer looks at the page.
    Open { signer: usize },
    /// A signer signs.
    Sign { signer: usize },
    /// A signer refuses.
    Decline { signer: usize, reason: String },
    /// A signer hands it to another person.
    Delegate {
        signer: usize,
        first: String,
        last: String,
        email: String,
    },
    /// Any state of the session, whatever was before.
    Status { status: i64 },
    /// Any state of a signer.
    SignerStatus { signer: usize, status: i64 },
}

/// Why a page cannot be signed now, in words; `None` when it can.
pub(super) fn closed(session: &Session, index: usize) -> Option<&'static str> {
    let signer = session.signers.get(index)?;
    match signer.status {
        signer_status::COMPLETED => return Some("You have signed."),
        signer_status::DECLINED => return Some("You have declined."),
        signer_status::DELEGATED => return Some("You have passed it on."),
        _ => {}
    }
    if session.status != status::SENT {
        return Some("This document cannot be signed.");
    }
    let earlier = session
        .signers
        .iter()
        .any(|other| other.sequence < signer.sequence && !other.done());
    (session.in_order() && earlier).then_some("Others sign before you.")
}

pub(super) fn open(session: &mut Session, index: usize, now: OffsetDateTime) {
    let Some(signer) = session.signers.get_mut(index) else {
        return;
    };
    if matches!(
        signer.status,
        signer_status::PENDING | signer_status::INVITED
    ) {
        signer.status = signer_status::IN_PROGRESS;
        let words = format!("Opened by {}", signer.name());
        life::log(session, now, words);
    }
}

pub(super) fn decline(session: &mut Session, index: usize, reason: &str, now: OffsetDateTime) {
    let Some(signer) = session.signers.get_mut(index) else {
        return;
    };
    signer.status = signer_status::DECLINED;
    signer.reason = Some(reason.to_owned());
    let words = format!("Declined by {}: {reason}", signer.name());
    life::log(session, now, words);
}

pub(super) fn delegate(
    session: &mut Session,
    index: usize,
    (first, last, email): (String, String, String),
    now: OffsetDateTime,
) {
    let Some(signer) = session.signers.get_mut(index) else {
        return;
    };
    signer.status = signer_status::DELEGATED;
    let mut next = signer.clone();
    next.id = Uuid::new_v4().to_string();
    next.secret = Uuid::new_v4().simple().to_string();
    next.status = signer_status::PENDING;
    next.invited.clear();
    (next.first, next.last, next.email) = (first, last, email);
    let words = format!("{} passed it on to {}", signer.name(), next.name());
    session.signers.push(next);
    life::log(session, now, words);
    life::invite_next(session, now);
}

impl Sim {
    /// Works on a session at the service's time.
    pub(super) fn on<T>(
        &self,
        id: &str,
        work: impl FnOnce(&mut Session, OffsetDateTime) -> T,
    ) -> Result<T, NotNow> {
        let now = self.watch.clock.now();
        let mut state = lock(&self.state);
        self.tick_at(&mut state, now);
        let session = state.sessions.get_mut(id);
        let session = session.ok_or_else(|| NotNow(format!("there is no session {id}")))?;
        let done = work(session, now);
        self.keep(session);
        Ok(done)
    }

    pub(super) fn act(&self, id: &str, act: Act) -> Result<(), NotNow> {
        self.on(id, |session, now| act_on(session, act, now))?
    }
}

fn act_on(session: &mut Session, act: Act, now: OffsetDateTime) -> Result<(), NotNow> {
    let ready = |session: &Session, signer: usize| {
        let index = signer
            .checked_sub(1)
            .filter(|index| *index < session.signers.len())
            .ok_or_else(|| NotNow(format!("there is no signer {signer}")))?;
        match closed(session, index) {
            Some(words) => Err(NotNow(words.to_owned())),
            None => Ok(index),
        }
    };
    match act {
        Act::Open { signer } => {
            let index = ready(session, signer)?;
            open(session, index, now);
        }
        Act::Sign { signer } => {
            let index = ready(session, signer)?;
            open(session, index, now);
            life::signed(session, index, now);
        }
        Act::Decline { signer, reason } => {
            let index = ready(session, signer)?;
            decline(session, index, &reason, now);
        }
        Act::Delegate {
            signer,
            first,
            last,
            email,
        } => {
            let index = ready(session, signer)?;
            delegate(session, index, (first, last, email), now);
        }
        Act::Status { status } => session.status = status,
        Act::SignerStatus { signer, status } => {
            let signer = signer.checked_sub(1);
            if let Some(signer) = signer.and_then(|at| session.signers.get_mut(at)) {
                signer.status = status;
            }
        }
    }
    Ok(())
}

//! Calls 5 and 8 (§9.1).

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::keys::truth;
use super::service::Sim;
use super::state::{Session, State, status};
use super::twist::Twist;
use super::{life, read};
use crate::core::{Call, Judge, Reply};

impl Sim {
    pub(super) fn start(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        call: &Call,
        id: &str,
        now: OffsetDateTime,
    ) -> Reply {
        let twist = state
            .twist
            .take_if(|(number, _)| *number == call.number)
            .map(|(_, twist)| twist);
        let Some(session) = state.sessions.get_mut(id) else {
            return Reply::with(200, "application/json", "null");
        };
        session.start_requests += 1;
        let back = life::query(&call.query, "returnUrl");
        if back.is_none() {
            judge.assume("start.return_url", "§4", "the start names a returnUrl");
        }
        if let Some(reply) = judge.reply() {
            return reply;
        }
        if let Some(Twist::StartFalse { messages }) = &twist {
            return truth(false, json!(messages));
        }
        if !matches!(session.status, status::DRAFT | status::PAUSED) {
            let words = "only a draft or a paused session is started";
            judge.note("start.again", "§10.2", words);
            return truth(false, json!([words]));
        }
        if session.starts_at.is_some() {
            judge.note("start.again", "§10.2", "it is being started already");
            return truth(false, json!(["It is being started."]));
        }
        if now < session.ready {
            let reading = session.documents.iter().filter(|document| document.anchors);
            let words: Vec<String> = reading
                .map(|document| format!("{}: tags are still being read", document.name))
                .collect();
            return truth(false, json!(words));
        }
        if !session.problems.is_empty() {
            return truth(false, json!(session.problems));
        }
        session.return_url = back;
        if let Some(Twist::StartTrueButDraft { seconds }) = twist {
            session.starts_at = Some(now + Duration::seconds(seconds));
        } else {
            sent(session, now);
        }
        let seems = twist != Some(Twist::StartFalseButSent);
        let words = if seems {
            Value::Null
        } else {
            json!(["Something went wrong."])
        };
        truth(seems, words)
    }

    pub(super) fn pause(&self, judge: &mut Judge<'_>, session: &mut Session) -> Reply {
        if session.status != status::SENT {
            judge.note("pause.state", "§6", "only a sent session is paused");
            return truth(false, json!(["The session is not in sent status."]));
        }
        session.status = status::PAUSED;
        read::one(self, session)
    }
}

/// The session goes out.
pub(super) fn sent(session: &mut Session, now: OffsetDateTime) {
    session.status = status::SENT;
    session.starts += 1;
    session.starts_at = None;
    let words = format!("Session sent by {}", session.owner);
    life::log(session, now, words);
    life::invite_next(session, now);
}

//! Reading sessions and documents (§4, §9).

use serde_json::{Value, json};

use super::render;
use super::reply::{api_error, breach};
use super::service::Sim;
use super::state::{State, Status};
use crate::core::{Judge, Reply};

/// An unknown id is 422, not 404 (§12).
fn no_session() -> Reply {
    api_error("SignatureSessionNotFound", "There is no such session.")
}

fn no_document() -> Reply {
    api_error("DocumentNotFound", "There is no such document.")
}

impl Sim {
    pub(super) fn read(&self, state: &mut State, id: &str) -> Result<Reply, Reply> {
        let shown = render::session(self, state, id).ok_or_else(no_session)?;
        Ok(Reply::json(200, &shown))
    }

    /// It would wait for 15 seconds; here it answers at once (§4.3).
    pub(super) fn when_completed(
        &self,
        state: &State,
        judge: &mut Judge<'_>,
        id: &str,
    ) -> Result<Reply, Reply> {
        let session = state.sessions.get(id).ok_or_else(no_session)?;
        if session.status == Status::Pending {
            let words = "nothing is being processed";
            judge.note("poll.pending", "§4.3", words);
            return Err(api_error("BadSignatureSessionOperation", words));
        }
        let all = session.documents.len().max(1);
        let done = session.documents.iter().filter(|one| one.finished).count();
        let progress = if render::over(session) {
            100
        } else {
            done * 100 / all
        };
        let body = json!({ "completed": render::over(session), "progress": progress });
        Ok(Reply::json(200, &body))
    }

    pub(super) fn document_model(&self, state: &mut State, id: &str) -> Result<Reply, Reply> {
        let shown = render::document(self, state, id).ok_or_else(no_document)?;
        Ok(Reply::json(200, &shown))
    }

    pub(super) fn signers(&self, state: &mut State, id: &str) -> Result<Reply, Reply> {
        let shown = render::document(self, state, id).ok_or_else(no_document)?;
        let signers = shown.get("signers").cloned().unwrap_or(Value::Null);
        Ok(Reply::json(200, &signers))
    }

    pub(super) fn unknown(&self, judge: &mut Judge<'_>, words: &str) -> Reply {
        breach(judge, 404, "path.unknown", "§2", words)
    }
}

//! Calls 13, 15 and 27: the signers' invitations and addresses.

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::body::Lean;
use super::keys::answer;
use super::life;
use super::service::Sim;
use super::state::{Session, State, signer_status, status};
use super::twist::Twist;
use crate::core::{Call, Judge, Reply};

/// The client waits so long before it has somebody mailed again (§10.2).
const COOL: Duration = Duration::seconds(60);

impl Sim {
    pub(super) fn invite(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        call: &Call,
        now: OffsetDateTime,
    ) -> Reply {
        let twist = state
            .twist
            .take_if(|(number, _)| *number == call.number)
            .map(|(_, twist)| twist);
        let body = Lean::read(&call.body).unwrap_or(Lean::Null);
        let id = body
            .text("signingSessionId")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let Some(session) = state.sessions.get_mut(&id) else {
            return Reply::with(200, "application/json", "null");
        };
        if body.text("returnURL").is_none() {
            judge.note("invite.return_url", "§4", "returnURL is named");
        }
        if session.status != status::SENT {
            judge.note("invite.state", "§10.2", "only of a sent session");
            return answer("False", json!(["The session is not in sent status."]));
        }
        let title = session.title().to_owned();
        let mut details = Vec::new();
        let mut mails = Vec::new();
        for (one, at) in body
            .list("signerList")
            .unwrap_or_default()
            .iter()
            .zip(0usize..)
        {
            let wanted = one.text("SignerId").unwrap_or_default();
            let Some(signer) = session.signer_of(wanted) else {
                judge.note("invite.signer", "§4", format!("no signer {wanted}"));
                details.push(format!("{wanted} is no signer of this session"));
                continue;
            };
            let missed =
                matches!(twist, Some(Twist::InviteMisses { position }) if position == at + 1);
            if missed {
                details.push(format!("{} could not be invited", signer.email));
                continue;
            }
            if signer.done() || signer.status == signer_status::PENDING {
                judge.note(
                    "invite.turn",
                    "§10.2",
                    format!("{} is not awaited", signer.email),
                );
            }
            if signer.invited.last().is_some_and(|last| now - *last < COOL) {
                let words = format!("{} was mailed within a minute", signer.email);
                judge.note("invite.cool", "§10.2", words);
            }
            signer.invited.push(now);
            mails.push(life::invitation(signer, &title, now));
        }
        session.mails.extend(mails);
        answer("True", json!(details))
    }

    pub(super) fn invite_token(&self, state: &State, id: &str) -> Reply {
        let mut signers = state.sessions.values().flat_map(|session| &session.signers);
        match signers.find(|signer| signer.id == id) {
            Some(signer) => answer(&signer.secret, Value::Null),
            None => Reply::with(200, "application/json", "null"),
        }
    }

    pub(super) fn invite_urls(&self, session: &Session, twist: Option<Twist>) -> Reply {
        if session.status != status::SENT {
            let words = "Error: The session is not in sent status.";
            return Reply::json(200, &json!({ "InviteUrls": [], "Details": words }));
        }
        let urls: Vec<Value> = session
            .signers
            .iter()
            .map(|signer| {
                let url = match &twist {
                    Some(Twist::Url { url }) => url.clone(),
                    _ => self.page_of(signer),
                };
                json!({ "SignerId": signer.id, "EmailAddress": signer.email, "Url": url })
            })
            .collect();
        Reply::json(200, &json!({ "InviteUrls": urls }))
    }

    pub(super) fn page_of(&self, signer: &super::state::Signer) -> String {
        format!(
            "{}/sim/sign/{}?t={}",
            self.origin(),
            signer.id,
            signer.secret
        )
    }
}

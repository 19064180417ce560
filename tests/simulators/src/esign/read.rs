//! Calls 6, 16, 18 and 21: what there is to be seen.

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::service::Sim;
use super::state::{Session, State, status};
use crate::core::{Judge, Reply};

/// The largest page of a list (§10.1).
const PAGE: usize = 50;

/// A date as this service writes it.
pub(super) fn date(sim: &Sim, at: OffsetDateTime) -> String {
    if sim.options.iso_dates {
        at.format(&Rfc3339).unwrap_or_default()
    } else {
        format!("/Date({})/", at.unix_timestamp_nanos() / 1_000_000)
    }
}

/// A SessionResponse with one session (§5.7).
/// One as it shows by now.
pub(super) fn shown(sim: &Sim, session: &Session, now: OffsetDateTime) -> Reply {
    let mut shown = session.clone();
    if session.shows_open_until.is_some_and(|until| now < until) {
        shown.status = status::SENT;
    }
    one(sim, &shown)
}

pub(super) fn one(sim: &Sim, session: &Session) -> Reply {
    Reply::json(
        200,
        &json!({
            "SigningSessionId": session.id, "Sessions": [whole(sim, session)], "Details": null,
        }),
    )
}

fn whole(sim: &Sim, session: &Session) -> Value {
    let signers: Vec<Value> = session
        .signers
        .iter()
        .map(|signer| {
            json!({
                "SignerId": signer.id, "FirstName": signer.first, "LastName": signer.last,
                "EmailAddress": signer.email, "SignerRole": signer.role,
                "Sequence": signer.sequence, "StateCode": 0, "StatusCode": signer.status,
                "DeclinedReason": signer.reason,
            })
        })
        .collect();
    let documents: Vec<Value> = session
        .documents
        .iter()
        .map(|document| {
            json!({
                "DocumentId": document.id, "FileName": document.name,
                "Sequence": document.sequence,
            })
        })
        .collect();
    let mut info = session.info.clone();
    if let (Some(info), Some(at)) = (info.as_object_mut(), session.expires) {
        info.insert("ExpiresOn".into(), date(sim, at).into());
        info.remove("Password");
    }
    json!({
        "Id": session.id, "StatusCode": session.status, "SessionInfo": info,
        "Documents": documents, "Signers": signers,
    })
}

/// The sessions of a transaction that can be found by now, oldest first.
fn of_transaction<'a>(
    state: &'a State,
    transaction: &str,
    now: OffsetDateTime,
) -> Vec<&'a Session> {
    let is_there = |session: &&Session| {
        session.transaction() == transaction
            && session.status != status::DELETED
            && session.appears <= now
    };
    let mut found: Vec<&Session> = state.sessions.values().filter(is_there).collect();
    found.sort_by_key(|session| session.created);
    found
}

impl Sim {
    pub(super) fn log(&self, session: &Session) -> Reply {
        let entries: Vec<Value> = session
            .log
            .iter()
            .map(|entry| {
                json!({
                    "Date": date(self, entry.at), "IPAddress": entry.address,
                    "Description": entry.words,
                })
            })
            .collect();
        Reply::json(200, &json!({ "Actionlog": entries }))
    }

    pub(super) fn list(
        &self,
        state: &State,
        judge: &mut Judge<'_>,
        [user, transaction, size, page]: [&str; 4],
        now: OffsetDateTime,
    ) -> Reply {
        let user = super::life::plain(user);
        let transaction = super::life::plain(transaction);
        let (Ok(size), Ok(page)) = (size.parse::<usize>(), page.parse::<usize>()) else {
            judge.refuse("list.numbers", "§4", "page size and number are numbers");
            return Reply::empty(400);
        };
        if !(1..=PAGE).contains(&size) {
            judge.refuse("list.size", "§10.1", format!("{size} on a page"));
            return Reply::empty(400);
        }
        if let Some(refusal) = self.unknown_user(&user) {
            return refusal;
        }
        let found = of_transaction(state, &transaction, now);
        let all = found.len();
        let page: Vec<Value> = found
            .into_iter()
            .skip(page.saturating_mul(size))
            .take(size)
            .map(|session| {
                json!({
                    "SigningSessionId": session.id, "Title": session.title(),
                    "StatusCode": session.status, "CreatedOn": date(self, session.created),
                })
            })
            .collect();
        Reply::json(200, &json!({ "TotalCount": all, "Sessions": page }))
    }

    /// All of them whole, on one page (call 19).
    pub(super) fn older_list(
        &self,
        state: &State,
        [user, transaction]: [&str; 2],
        now: OffsetDateTime,
    ) -> Reply {
        if let Some(refusal) = self.unknown_user(&super::life::plain(user)) {
            return refusal;
        }
        let found = of_transaction(state, &super::life::plain(transaction), now);
        let found: Vec<Value> = found.into_iter().map(|one| whole(self, one)).collect();
        Reply::json(200, &json!({ "Sessions": found, "Details": null }))
    }

    /// The answer to who is no user here.
    fn unknown_user(&self, user: &String) -> Option<Reply> {
        let known = self.options.users.is_empty() || self.options.users.contains(user);
        let words = "Error: Username not found.";
        let answer = json!({ "TotalCount": 0, "Sessions": [], "Details": words });
        (!known).then(|| Reply::json(200, &answer))
    }

    /// The ids of those in a state (call 21).
    pub(super) fn ids(&self, state: &State, which: &str) -> Reply {
        let wanted = match which {
            "expired" => status::EXPIRED,
            "archived" => status::ARCHIVED,
            _ => status::DELETED,
        };
        let ids: Vec<&str> = state
            .sessions
            .values()
            .filter(|session| session.status == wanted)
            .map(|session| session.id.as_str())
            .take(PAGE)
            .collect();
        Reply::json(200, &json!({ "TotalCount": ids.len(), "SessionIds": ids }))
    }
}

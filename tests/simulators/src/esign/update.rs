//! Calls 7 and 14: a session that is there is changed. Strict: a member that is left out is lost,
//! and a signer who has begun is left alone.

use serde_json::json;
use time::OffsetDateTime;

use super::body::Lean;
use super::create::{asked, is_address, refused};
use super::keys::answer;
use super::service::Sim;
use super::state::{Session, State, signer_status, status};
use super::twist::Twist;
use super::{life, read};
use crate::core::{Call, Judge, Reply};

/// States in which nothing is changed any more (§6).
const CLOSED: [i64; 6] = [
    status::COMPLETED,
    status::CANCELLED,
    status::DELETED,
    status::EXPIRED,
    status::PURGED,
    status::ARCHIVED,
];
/// What a session is known and run by, so that a correction leaves it as it is.
const STAY: [&str; 7] = [
    "TransactionId",
    "Title",
    "UseSequence",
    "SendSignerInvites",
    "AllowDelegation",
    "EmailOptions",
    "Description",
];
/// Signers who may still become another person.
const NOT_BEGUN: [i64; 3] = [
    signer_status::PENDING,
    signer_status::INVITED,
    signer_status::AUTHENTICATION_FAILED,
];

impl Sim {
    /// Call 7, of a session that is out.
    pub(super) fn update(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        call: &Call,
        now: OffsetDateTime,
    ) -> Reply {
        let twist = self.own(state, call);
        let body = Lean::read(&call.body).unwrap_or(Lean::Null);
        self.owner(judge, &body, "userName");
        let null = Lean::Null;
        let asked = body.get("session").unwrap_or(&null);
        let Some(id) = asked.text("Id").map(str::to_ascii_lowercase) else {
            judge.note("update.id", "§5.2", "the session is named by its Id");
            return refused("Error: the session has no Id.");
        };
        let Some(session) = self.open_for_change(state, judge, &id) else {
            return refused("Error: The session cannot be updated.");
        };
        for name in ["Signers", "Documents"] {
            if asked.list(name).is_some_and(|list| !list.is_empty()) {
                judge.note("update.adds", "§4", format!("{name} would be added"));
                return refused("Error: not played.");
            }
        }
        let info = asked.get("SessionInfo").unwrap_or(&null);
        if call.body.windows(7).any(|part| part == b"\"/Date(") {
            judge.note("date.slashes", "§3.2", "the slashes of a date are escaped");
        }
        if info.flag("FirstSigner") == Some(true) {
            judge.note("update.first", "§5.3", "the owner would sign once more");
        }
        let mut kept = info.to_value();
        for name in STAY {
            let before = session.info.get(name).filter(|value| !value.is_null());
            if before != kept.get(name).filter(|value| !value.is_null()) {
                judge.note("update.stays", "§5.3", format!("{name} is another"));
            }
        }
        // It is not shown, so that nobody can read it and write it back.
        if session.info.get("Password") != kept.get("Password") {
            judge.note("update.password", "§5.3", "the session's password is lost");
        }
        let expires = match self.expiry(judge, info.get("ExpiresOn"), now) {
            Ok(expires) => expires,
            Err(reply) => return reply,
        };
        let days = info.int("ReminderFrequencyDays");
        if days.is_some_and(|days| !(1..=30).contains(&days)) {
            judge.note("session.reminder", "§5.3", "more than 30 days become 30");
        }
        if let Some(reply) = judge.reply() {
            return reply;
        }
        if twist == Some(Twist::UpdateIgnored) {
            return read::one(self, session);
        }
        let most = self.options.most_reminder;
        if days.is_some_and(|days| days > most)
            && let Some(days) = kept.get_mut("ReminderFrequencyDays")
        {
            *days = most.into();
        }
        session.info = kept;
        session.expires = expires;
        let words = format!("Session changed by {}", session.owner);
        life::log(session, now, words);
        read::one(self, session)
    }

    /// Call 14.
    pub(super) fn update_signers(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        call: &Call,
        now: OffsetDateTime,
    ) -> Reply {
        let twist = self.own(state, call);
        let body = Lean::read(&call.body).unwrap_or(Lean::Null);
        self.owner(judge, &body, "username");
        let no = |words: &str| answer("False", json!([words]));
        let Some(id) = body.text("signingSessionId").map(str::to_ascii_lowercase) else {
            judge.note("update.id", "§4", "the session is named");
            return no("The session is not named.");
        };
        let Some(session) = self.open_for_change(state, judge, &id) else {
            return no("The session cannot be updated.");
        };
        let list = body.list("signers").unwrap_or_default();
        if list.is_empty() {
            judge.note("update.nobody", "§4", "no signer is named");
        }
        // All or nothing.
        let mut changed = session.clone();
        for one in list {
            if let Some(reply) = self.update_signer(&mut changed, judge, one, now) {
                return reply;
            }
        }
        if let Some(reply) = judge.reply() {
            return reply;
        }
        if twist != Some(Twist::UpdateIgnored) {
            *session = changed;
        }
        Reply::json(200, &json!({ "Signers": list.len(), "Details": null }))
    }

    /// Why one of them is not changed; none: it is.
    fn update_signer(
        &self,
        session: &mut Session,
        judge: &mut Judge<'_>,
        one: &Lean,
        now: OffsetDateTime,
    ) -> Option<Reply> {
        let no = |words: &str| Some(answer("False", json!([words])));
        let wanted = one.text("SignerId").unwrap_or_default();
        let Some(signer) = session.signer_of(wanted) else {
            judge.note("update.signer", "§4", format!("no signer {wanted}"));
            return no("There is no such signer.");
        };
        if !NOT_BEGUN.contains(&signer.status) {
            judge.note("update.begun", "§6", format!("{} has begun", signer.email));
            return no("The signer has begun.");
        }
        let last = one.text("LastName").unwrap_or_default().trim();
        let email = one.text("EmailAddress").unwrap_or_default();
        if last.is_empty() || !is_address(email) {
            let words = "Error: All signers must have a last name and valid email address.";
            judge.note("signer.name_and_email", "§9", words);
            return no(words);
        }
        if one.text("SignerRole") != Some(signer.role.as_str()) {
            judge.note("update.role", "§5.5", "the role is another");
            return no("The role is another.");
        }
        if one.int("Sequence") != Some(signer.sequence) {
            judge.note(
                "update.sequence",
                "§5.5",
                "the place in the order is another",
            );
        }
        for name in ["AuthMethods", "Properties"] {
            if matches!(one.get(name), None | Some(Lean::Null)) {
                judge.note("signer.collections", "§5.5", format!("{name} is missing"));
                let page = "<html>Object reference</html>";
                return Some(Reply::with(500, "text/html", page));
            }
        }
        let request = one.to_value();
        for name in ["AuthMethod", "AuthenticationSettings", "MandateDocUpload"] {
            if asked(signer, name) != request.get(name) {
                judge.note("update.proof", "§5.5", format!("{name} is another"));
            }
        }
        self.encodings(judge, one);
        signer.request = request;
        signer.first = one.text("FirstName").unwrap_or_default().to_owned();
        signer.last = last.to_owned();
        if !signer.email.eq_ignore_ascii_case(email) {
            // Nobody was told at that address.
            signer.invited.clear();
        }
        signer.email = email.to_owned();
        let words = format!("Signer changed to {}, {email}", signer.name());
        life::log(session, now, words);
        None
    }

    fn owner(&self, judge: &mut Judge<'_>, body: &Lean, name: &str) {
        let owner = body.text(name).unwrap_or_default();
        let users = &self.options.users;
        if owner.is_empty() || (!users.is_empty() && !users.iter().any(|user| user == owner)) {
            judge.note("update.owner", "§4", format!("{name} is no user"));
        }
    }

    fn open_for_change<'a>(
        &self,
        state: &'a mut State,
        judge: &mut Judge<'_>,
        id: &str,
    ) -> Option<&'a mut Session> {
        judge.session = Some(id.to_owned());
        let Some(session) = state.sessions.get_mut(id) else {
            judge.note("update.unknown", "§4", format!("no session {id}"));
            return None;
        };
        if CLOSED.contains(&session.status) {
            judge.note("update.state", "§6", "it has ended");
            return None;
        }
        Some(session)
    }
}

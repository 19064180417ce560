//! The service: which operation a request is, the rules for all of them, and what is kept.

use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use hyper::{HeaderMap, Method};
use serde_json::Value;
use time::OffsetDateTime;

use super::keys::answer;
use super::options::Options;
use super::state::{Session, State};
use super::twist::{self, Twist};
use super::{Operation, control, hosted, life, read};
use crate::core::{Call, Judge, Kept, Reply, Service, Trouble, Watch, lock};

/// 100 MB of documents as integers, with what is around them.
const LARGEST: usize = 420_000_000;

/// The simulated service.
pub(super) struct Sim {
    pub(super) options: Options,
    pub(super) watch: Arc<Watch>,
    pub(super) kept: Kept,
    pub(super) state: Mutex<State>,
    /// Where it is served, without a path.
    pub(super) origin: OnceLock<String>,
}

/// The parts of a path below `/rest/v1/`, still encoded; empty ones are none (§1).
fn parts(path: &str) -> Option<Vec<&str>> {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    (parts.next() == Some("rest")).then(|| parts.collect())
}

fn operation(method: &Method, parts: &[&str]) -> Operation {
    match (method.as_str(), parts) {
        ("GET", ["v1", "encrypt", _, _]) => Operation::Encrypt,
        ("GET", ["v1", "gettoken", _]) => Operation::Token,
        ("GET", ["v1", "landingurl"]) => Operation::Landing,
        ("POST", ["v1", "sessions"]) => Operation::Create,
        ("POST", ["v1", "sessions", "updatesession"]) => Operation::Update,
        ("PUT", ["v1", "signers"]) => Operation::UpdateSigners,
        ("PUT", ["v1", "sessions", _, "start"]) => Operation::Start,
        ("PUT", ["v1", "sessions", "EditSession", _]) => Operation::Pause,
        ("PUT", ["v1", "sessions", _, "cancel"]) => Operation::Cancel,
        ("PUT", ["v1", "sessions", _, "close"]) => Operation::Close,
        ("PUT", ["v1", "sessions", _, "purge"]) => Operation::Purge,
        ("PUT", ["v1", "signers", "invite"]) => Operation::Invite,
        ("GET", ["v1", "signers", _, "token"]) => Operation::InviteToken,
        ("GET", ["v1", "sessions", _, "actionlogs"]) => Operation::Log,
        ("GET", ["v1", "sessions", "lite", _, _, _, _, "sortBy"]) => Operation::List,
        ("GET", ["v1", "users", _, "transactions", _]) => Operation::OlderList,
        ("GET", ["v1", "sessions", "expired" | "archived" | "deleted", _, _]) => Operation::Ids,
        ("GET", ["v1", "sessions", _, "files"]) => Operation::Files,
        ("GET", ["v1", "sessions", _, "archivedfiles"]) => Operation::ArchivedFiles,
        ("GET", ["v1", "sessions", _, "inviteurls"]) => Operation::InviteUrls,
        ("GET", ["v1", "sessions", _]) => Operation::Read,
        ("DELETE", ["v1", "sessions", _]) => Operation::Delete,
        _ => Operation::Unknown,
    }
}

impl Sim {
    /// A service with the state that its folder holds.
    pub(super) fn load(options: Options, watch: Arc<Watch>) -> Result<Self, Trouble> {
        let kept = Kept::open(options.state.as_deref(), options.sync)?;
        let mut state = State::default();
        for session in kept.sessions::<Session>()? {
            state.sessions.insert(session.id.clone(), session);
        }
        state.blobs.extend(kept.files()?);
        Ok(Self {
            options,
            watch,
            kept,
            state: Mutex::new(state),
            origin: OnceLock::new(),
        })
    }

    pub(super) fn origin(&self) -> &str {
        self.origin.get().map_or("", String::as_str)
    }

    /// Keeps a session as it is now.
    pub(super) fn keep(&self, session: &Session) {
        self.kept.session(&session.id, session);
    }

    /// Does everything that is due by now.
    pub(super) fn tick_at(&self, state: &mut State, now: OffsetDateTime) {
        for session in state.sessions.values_mut() {
            if life::due(session, now) {
                self.keep(session);
            }
        }
    }

    fn headers(&self, judge: &mut Judge<'_>, call: &Call) {
        if call.path.contains("//") {
            judge.note("path.slashes", "§1", "a double slash");
        }
        let kind = call.header("content-type").unwrap_or_default();
        if !kind.to_ascii_lowercase().starts_with("application/json") {
            judge.note(
                "headers.content_type",
                "§3.3",
                "application/json on every call",
            );
        }
        let sized = call.headers.contains_key("content-length")
            || call.headers.contains_key("transfer-encoding");
        if call.method == Method::PUT && !sized {
            judge.refuse_with(411, "headers.length", "§3.3", "a PUT names its length");
        }
    }

    fn dispatch(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        call: &Call,
        now: OffsetDateTime,
    ) -> Reply {
        let parts = parts(&call.path).unwrap_or_default();
        let asked = operation(&call.method, &parts);
        self.headers(judge, call);
        if let Some((411, words)) = judge.refusal() {
            return Reply::message(411, words);
        }
        let part = |at: usize| parts.get(at).copied().unwrap_or_default();
        match asked {
            Operation::Encrypt => {
                let plain = life::plain(part(2));
                return self.encrypted(judge, &plain, part(3));
            }
            Operation::Token => return self.token(state, judge, call, part(2), now),
            Operation::Unknown => {
                judge.note(
                    "path.unknown",
                    "§4",
                    format!("{} {}", call.method, call.path),
                );
                return Reply::with(404, "text/html", "<html><h1>404</h1></html>");
            }
            Operation::Files | Operation::ArchivedFiles | Operation::InviteUrls
                if !self.options.assumed_paths =>
            {
                return Reply::with(404, "text/html", "<html><h1>404</h1></html>");
            }
            _ => {}
        }
        if let Some(reply) = self.refuses(state, judge, call, now) {
            return reply;
        }
        match asked {
            Operation::Landing => {
                let url = match self.own(state, call) {
                    Some(Twist::Url { url }) => url,
                    _ => format!("{}/Account/LogMeIn?", self.origin()),
                };
                return answer(&url, Value::Null);
            }
            Operation::Create => return self.create(state, judge, call, now),
            Operation::Invite => return self.invite(state, judge, call, now),
            Operation::Update => return self.update(state, judge, call, now),
            Operation::UpdateSigners => return self.update_signers(state, judge, call, now),
            Operation::InviteToken => return self.invite_token(state, part(2)),
            Operation::List => {
                return self.list(state, judge, [part(3), part(4), part(5), part(6)], now);
            }
            Operation::OlderList => return self.older_list(state, [part(2), part(4)], now),
            Operation::Ids => return self.ids(state, part(2)),
            _ => {}
        }
        let id = if asked == Operation::Pause {
            part(3)
        } else {
            part(2)
        };
        let id = id.to_ascii_lowercase();
        judge.session = Some(id.clone());
        if asked == Operation::Start {
            return self.start(state, judge, call, &id, now);
        }
        let twist = self.own(state, call);
        let there = |session: &&mut Session| session.appears <= now;
        // The same as for a refused token (row 35).
        let missing = || Reply::with(200, "application/json", "null");
        let Some(session) = state.sessions.get_mut(&id).filter(there) else {
            return missing();
        };
        if session.status == super::status::DELETED && asked != Operation::Read {
            return missing();
        }
        match asked {
            Operation::Read => read::shown(self, session, now),
            Operation::Pause => self.pause(judge, session),
            Operation::Cancel => self.cancel(judge, session, now),
            Operation::Close => self.close(session, now, twist),
            Operation::Delete => self.delete(judge, session),
            Operation::Purge => self.purge(session, &call.query),
            Operation::Log => self.log(session),
            Operation::InviteUrls => self.invite_urls(session, twist),
            _ => {
                let session = session.clone();
                self.files(state, &session, asked == Operation::ArchivedFiles, twist)
            }
        }
    }

    /// The fault of our own that this request was given.
    pub(super) fn own(&self, state: &mut State, call: &Call) -> Option<Twist> {
        let taken = state.twist.take_if(|(number, _)| *number == call.number);
        taken.map(|(_, twist)| twist)
    }
}

impl Service for Sim {
    fn operation(&self, method: &Method, path: &str, _: &HeaderMap) -> Option<String> {
        let parts = parts(path)?;
        Some(operation(method, &parts).as_str().to_owned())
    }

    fn prepare(&self, twist: &Value, call: &Call) {
        if let Ok(twist) = serde_json::from_value(twist.clone()) {
            lock(&self.state).twist = Some((call.number, twist));
        }
    }

    fn handle(&self, call: &Call) -> Reply {
        let now = self.watch.clock.now();
        let mut state = lock(&self.state);
        let state = &mut *state;
        self.tick_at(state, now);
        let profile = self.options.profile;
        let violations = &self.watch.violations;
        let mut judge = Judge::new(violations, profile, call.number, &call.operation);
        let reply = self.dispatch(state, &mut judge, call, now);
        if let Some(session) = judge.session.as_ref().and_then(|id| state.sessions.get(id)) {
            self.keep(session);
        }
        if call.operation == Operation::Invite.as_str() {
            state
                .sessions
                .values()
                .for_each(|session| self.keep(session));
        }
        self.kept.trouble().unwrap_or(reply)
    }

    fn twist(&self, twist: &Value, _: &Call, reply: Reply) -> Reply {
        match serde_json::from_value(twist.clone()) {
            Ok(twist) => twist::apply(&twist, reply),
            Err(_) => reply,
        }
    }

    fn tick(&self) {
        self.tick_at(&mut lock(&self.state), self.watch.clock.now());
    }

    fn body_limit(&self) -> usize {
        LARGEST
    }

    fn pages(self: Arc<Self>) -> Router {
        hosted::router(self.clone()).merge(control::router(self))
    }
}

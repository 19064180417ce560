//! The service: which operation a request is, the rules for all of them, and what is due.

use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use hyper::{HeaderMap, Method};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::options::Options;
use super::reply::{breach, refused};
use super::state::{Session, State, Status, Webhook};
use super::{Operation, control, hosted, twist};
use crate::core::{Call, Judge, Kept, Reply, Service, Trouble, Watch, lock};

/// The simulated service.
pub(super) struct Sim {
    pub(super) options: Options,
    pub(super) watch: Arc<Watch>,
    pub(super) kept: Kept,
    pub(super) state: Mutex<State>,
    /// Where it is served, without a path.
    pub(super) origin: OnceLock<String>,
    /// Where the blobs are.
    pub(super) blob_origin: OnceLock<String>,
    /// One delivery of webhooks at a time.
    pub(super) delivering: Mutex<()>,
}

/// A path of the interface.
struct Path {
    operation: Operation,
    id: String,
    part: String,
}

/// Takes a path apart (§2): in any case, with or without a slash at its end (§1).
fn path(method: &Method, path: &str) -> Option<Path> {
    let found = |operation: Operation, id: &str, part: &str| {
        let decode = |text: &str| {
            percent_encoding::percent_decode_str(text)
                .decode_utf8_lossy()
                .into_owned()
        };
        Some(Path {
            operation,
            id: decode(id),
            part: decode(part),
        })
    };
    let trimmed = path.trim_matches('/');
    let lower = trimmed.to_ascii_lowercase();
    let parts: Vec<&str> = trimmed.split('/').collect();
    let words: Vec<&str> = lower.split('/').collect();
    let at = |n: usize| parts.get(n).copied().unwrap_or_default();
    match words.first() {
        Some(&"files") => return found(Operation::File, at(1), ""),
        Some(&"blobs") => return found(Operation::Blob, at(1), ""),
        Some(&"api") => {}
        _ => return None,
    }
    match (method.as_str(), words.get(1..).unwrap_or_default()) {
        ("POST", ["signature-sessions"]) => found(Operation::Create, "", ""),
        ("GET", ["signature-sessions", _]) => found(Operation::Read, at(2), ""),
        ("GET", ["signature-sessions", _, "when-completed"]) => {
            found(Operation::WhenCompleted, at(2), "")
        }
        ("GET", ["documents", "keys", _]) => found(Operation::ByKey, at(3), ""),
        ("GET", ["documents", _]) => found(Operation::Document, at(2), ""),
        ("GET", ["documents", _, "signers"]) => found(Operation::Signers, at(2), ""),
        ("POST", ["document-keys"]) => found(Operation::NewKey, "", ""),
        ("POST", ["document-keys", "batch"]) => found(Operation::NewKeys, "", ""),
        ("GET", ["document-keys", _]) => found(Operation::Key, at(2), ""),
        ("POST", ["multipartuploads"]) => found(Operation::UploadBegin, "", ""),
        ("POST", ["multipartuploads", _]) => found(Operation::UploadEnd, at(2), ""),
        ("POST", ["multipartuploads", _, _]) => found(Operation::UploadPart, at(2), at(3)),
        ("GET", ["system", "info"]) => found(Operation::Info, "", ""),
        _ => found(Operation::Unknown, "", ""),
    }
}

impl Sim {
    /// A service with the state that its folder holds.
    pub(super) fn load(options: Options, watch: Arc<Watch>) -> Result<Self, Trouble> {
        let kept = Kept::open(options.state.as_deref(), options.sync)?;
        Ok(Self {
            state: Mutex::new(State::load(&kept)?),
            options,
            watch,
            kept,
            origin: OnceLock::new(),
            blob_origin: OnceLock::new(),
            delivering: Mutex::new(()),
        })
    }

    pub(super) fn origin(&self) -> &str {
        self.origin.get().map_or("", String::as_str)
    }

    pub(super) fn blob_origin(&self) -> &str {
        self.blob_origin.get().map_or("", String::as_str)
    }

    /// Does everything that is due by now.
    pub(super) fn tick_at(&self, state: &mut State, now: OffsetDateTime) {
        let mut finished = Vec::new();
        let fails = state.whims.processing_fails.clone();
        for session in state.sessions.values_mut() {
            finished.extend(advance(
                session,
                now,
                self.options.session_life,
                fails.as_deref(),
            ));
        }
        let webhooks = finished.into_iter().map(|document| Webhook { document });
        state.webhooks.extend(webhooks);
    }

    /// Who asks (§1): by `X-Api-Key` and nothing else.
    fn key(&self, judge: &mut Judge<'_>, call: &Call) -> Option<Reply> {
        if call.header("authorization").is_some() {
            let words = "the key goes in X-Api-Key";
            return Some(breach(judge, 401, "headers.key", "§1", words));
        }
        match call.header("x-api-key") {
            Some(key) if key == self.options.api_key => {}
            Some(_) => return Some(refused(401, "", "The key is not known.")),
            None => return Some(breach(judge, 401, "headers.key", "§1", "no key")),
        }
        if !self.options.permitted {
            return Some(refused(403, "", "The application may not do this."));
        }
        let uuid = |name: &str| {
            let value = call.header(name)?;
            uuid::Uuid::try_parse(value).is_err().then_some(())
        };
        uuid("x-subscription").map(|()| {
            breach(
                judge,
                400,
                "headers.subscription",
                "§1",
                "X-Subscription is no uuid",
            )
        })
    }

    fn dispatch(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        call: &Call,
        path: &Path,
    ) -> Result<Reply, Reply> {
        let now = self.watch.clock.now();
        let id = path.id.as_str();
        match path.operation {
            Operation::File => return self.file(state, judge, call, id),
            Operation::Blob => return Ok(self.blob(state, judge, call, id)),
            Operation::Info => {
                let body = json!({ "productName": "Rest PKI Core", "productVersion": "4.5.2" });
                return Ok(Reply::json(200, &body));
            }
            _ => {}
        }
        if let Some(refusal) = self.key(judge, call) {
            return Err(refusal);
        }
        if call.too_large {
            return Err(refused(413, "", "The request is too large."));
        }
        let accepts = call.header("accept").unwrap_or("*/*");
        if !accepts.contains("json") && !accepts.contains("*/*") {
            judge.note("headers.accept", "§1", "the client takes no JSON");
        }
        match path.operation {
            Operation::Create => self.create(state, judge, call, now),
            Operation::Read => self.read(state, id),
            Operation::WhenCompleted => self.when_completed(state, judge, id),
            Operation::Document => self.document_model(state, id),
            Operation::Signers => self.signers(state, id),
            Operation::ByKey => Ok(self.by_key(state, id)),
            Operation::NewKey => self.new_keys(state, judge, call, false),
            Operation::NewKeys => self.new_keys(state, judge, call, true),
            Operation::Key => Ok(self.key_state(state, id)),
            Operation::UploadBegin => Ok(self.upload_begin(state, judge, call)),
            Operation::UploadPart => self.upload_part(state, judge, call, id, &path.part),
            Operation::UploadEnd => self.upload_end(state, judge, call, id),
            _ => Err(self.unknown(judge, &format!("{} {}", call.method, call.path))),
        }
    }
}

/// Lets a session's time pass; the documents that were finished by it.
fn advance(
    session: &mut Session,
    now: OffsetDateTime,
    life: time::Duration,
    fails: Option<&str>,
) -> Vec<String> {
    let mut finished = Vec::new();
    match session.status {
        Status::Pending if now >= session.created + life => session.status = Status::Expired,
        Status::Processing => {
            if let Some(code) = fails {
                if session.ready.is_some_and(|ready| now >= ready) {
                    session.status = Status::ProcessingError;
                    session.error = Some(code.to_owned());
                }
                return finished;
            }
            for document in &mut session.documents {
                let ready = document.ready.is_some_and(|ready| now >= ready);
                if ready && !document.finished {
                    document.finished = true;
                    finished.push(document.id.clone());
                }
            }
            if session.documents.iter().all(|document| document.finished) {
                session.status = Status::Completed;
            }
        }
        _ => {}
    }
    finished
}

impl Service for Sim {
    fn operation(&self, method: &Method, path_: &str, _: &HeaderMap) -> Option<String> {
        Some(path(method, path_)?.operation.as_str().to_owned())
    }

    fn handle(&self, call: &Call) -> Reply {
        let Some(path) = path(&call.method, &call.path) else {
            return Reply::empty(404);
        };
        let mut state = lock(&self.state);
        self.tick_at(&mut state, self.watch.clock.now());
        let violations = &self.watch.violations;
        let profile = self.options.profile;
        let mut judge = Judge::new(violations, profile, call.number, &call.operation);
        if !path.id.is_empty() && path.operation == Operation::Read {
            judge.session = Some(path.id.clone());
        }
        let reply = self
            .dispatch(&mut state, &mut judge, call, &path)
            .unwrap_or_else(|refusal| refusal);
        self.keep(&state);
        self.kept.trouble().unwrap_or(reply)
    }

    fn twist(&self, twist: &Value, call: &Call, reply: Reply) -> Reply {
        twist::apply(self, twist, call, reply)
    }

    fn tick(&self) {
        {
            let mut state = lock(&self.state);
            self.tick_at(&mut state, self.watch.clock.now());
            self.keep(&state);
        }
        if self.options.deliver {
            self.deliver();
        }
    }

    fn body_limit(&self) -> usize {
        // Base64 in JSON is a third longer.
        self.options.largest * 3 / 2
    }

    fn pages(self: Arc<Self>) -> Router {
        hosted::router(self.clone()).merge(control::router(self))
    }
}

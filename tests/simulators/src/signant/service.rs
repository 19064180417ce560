//! The service: which operation a request is, and the rules for all of them.

use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use hyper::{HeaderMap, Method};
use serde_json::Value;

use super::contract::{Kind, POSTING};
use super::create::CREDENTIALS;
use super::options::Options;
use super::render::Answer;
use super::soap::{self, Members, Spaces, fault};
use super::state::State;
use super::{Operation, PATH, contract, control, hosted, twist, wsdl};
use crate::core::{Call, Judge, Kept, Reply, Service, Trouble, Watch, lock};

/// The simulated service.
pub(super) struct Sim {
    pub(super) options: Options,
    pub(super) watch: Arc<Watch>,
    pub(super) kept: Kept,
    pub(super) state: Mutex<State>,
    /// Where it is served, without a path.
    pub(super) origin: OnceLock<String>,
}

/// The parameters of an operation, in their order (§3). That of the posting has its own name.
const CREATE: &[(&str, Kind)] = &[
    ("DistributorID", Kind::Text),
    ("AccessCode", Kind::Text),
    ("Posting", Kind::Of(&POSTING)),
];
const STATUS: &[(&str, Kind)] = &[
    ("DistributorID", Kind::Text),
    ("AccessCode", Kind::Text),
    ("PostingID", Kind::Guid),
];
const DOWNLOAD: &[(&str, Kind)] = &[
    ("DistributorID", Kind::Text),
    ("AccessCode", Kind::Text),
    ("PostingID", Kind::Guid),
    ("AttachmentID", Kind::Guid),
];

/// The parameters of an operation.
pub(super) fn parameters(operation: Operation) -> &'static [(&'static str, Kind)] {
    match operation {
        Operation::Create => CREATE,
        Operation::Status => STATUS,
        Operation::Download => DOWNLOAD,
        Operation::Unknown => &[],
    }
}

fn of_action(headers: &HeaderMap) -> Operation {
    let action = headers
        .get("soapaction")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let word = action.trim_matches('"').rsplit('/').next();
    Operation::CALLED
        .into_iter()
        .find(|operation| Some(operation.name()) == word)
        .unwrap_or(Operation::Unknown)
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
        })
    }

    pub(super) fn origin(&self) -> &str {
        self.origin.get().map_or("", String::as_str)
    }

    /// Content type, action and length (§1, S19).
    fn headers(&self, judge: &mut Judge<'_>, call: &Call, operation: Operation) -> Option<Reply> {
        if call.method != Method::POST {
            judge.refuse_with(405, "http.method", "§1", call.method.as_str());
            return Some(Reply::empty(405));
        }
        let kind = call.header("content-type").unwrap_or_default();
        let mut parts = kind.split(';').map(str::trim);
        let xml = parts
            .next()
            .is_some_and(|kind| kind.eq_ignore_ascii_case("text/xml"));
        let utf8 = parts.all(|part| {
            let part = part.to_ascii_lowercase().replace('"', "");
            part == "charset=utf-8"
        });
        if !xml || !utf8 {
            judge.refuse_with(415, "http.content_type", "§1", kind);
            return Some(Reply::empty(415));
        }
        let action = call.header("soapaction").unwrap_or_default();
        let service = &self.options.service_namespace;
        let right = format!(
            "\"{service}{}/{}\"",
            self.options.interface,
            operation.name()
        );
        if action.trim_matches('"') != right.trim_matches('"') {
            judge.refuse_with(500, "http.soap_action", "§1", action);
            return Some(fault(
                "ActionNotSupported",
                "The message cannot be processed at the receiver, due to its action.",
            ));
        }
        if action != right {
            judge.note("http.soap_action_quotes", "§1", action);
        }
        if call.too_large {
            judge.refuse_with(413, "http.too_large", "§4", "the request is too large");
            return Some(Reply::empty(413));
        }
        None
    }

    fn call(&self, state: &mut State, judge: &mut Judge<'_>, call: &Call, op: Operation) -> Reply {
        if let Some(refused) = self.headers(judge, call, op) {
            return refused;
        }
        let sent = match self.sent(judge, &call.body, op) {
            Ok(sent) => sent,
            Err(refused) => return refused,
        };
        let known = sent.text("DistributorID") == Some(&self.options.distributor)
            && sent.text("AccessCode") == Some(&self.options.access_code);
        if !known {
            let contract = match op {
                Operation::Create => &contract::CREATED,
                Operation::Status => &contract::STATUS_RESULT,
                _ => &contract::DOWNLOADED,
            };
            let refused = Answer::refused(CREDENTIALS, "unknown distributor or access code");
            return refused.reply(&self.options, op.name(), contract);
        }
        match op {
            Operation::Create => self.create(state, judge, &sent),
            Operation::Status => self.status(state, judge, &sent),
            _ => self.download(state, judge, &sent),
        }
    }

    fn sent(&self, judge: &mut Judge<'_>, body: &[u8], op: Operation) -> Result<Members, Reply> {
        let service = self.options.service_namespace.as_str();
        let named = self.options.posting_parameter.as_str();
        let document = soap::open(judge, body)?;
        let wrapper = soap::wrapper(judge, &document)?;
        if !wrapper.has_tag_name((service, op.name())) {
            let words = format!("{} is not what the action says", wrapper.tag_name().name());
            judge.refuse_with(500, "soap.wrapper", "§2", words);
            return Err(fault("DeserializationFailed", "The wrapper is another."));
        }
        let spaces = Spaces {
            own: service,
            inner: &self.options.model_namespace,
            alias: (named != "Posting").then_some((named, "Posting")),
        };
        soap::read(judge, wrapper, spaces, parameters(op))
    }
}

impl Service for Sim {
    fn operation(&self, method: &Method, path: &str, headers: &HeaderMap) -> Option<String> {
        let described = path == PATH && method == Method::GET;
        if path.starts_with("/x/") || path.starts_with("/_sim/") || described {
            return None;
        }
        let operation = if path == PATH {
            of_action(headers)
        } else {
            Operation::Unknown
        };
        Some(operation.as_str().to_owned())
    }

    fn handle(&self, call: &Call) -> Reply {
        let violations = &self.watch.violations;
        let profile = self.options.profile;
        let mut judge = Judge::new(violations, profile, call.number, &call.operation);
        if call.path == "/favicon.ico" {
            // A browser on the hosted page asks for it by itself.
            return Reply::empty(404);
        }
        if call.path != PATH {
            judge.refuse_with(404, "path.unknown", "§1", &call.path);
            return Reply::empty(404);
        }
        let now = self.watch.clock.now();
        let mut state = lock(&self.state);
        self.sweep(&mut state, now);
        let reply = self.call(&mut state, &mut judge, call, of_action(&call.headers));
        self.keep(&state);
        self.kept.trouble().unwrap_or(reply)
    }

    fn twist(&self, twist: &Value, _call: &Call, reply: Reply) -> Reply {
        twist::apply(twist, reply)
    }

    fn tick(&self) {
        let now = self.watch.clock.now();
        let mut state = lock(&self.state);
        self.sweep(&mut state, now);
        self.keep(&state);
    }

    fn body_limit(&self) -> usize {
        self.options.largest
    }

    fn pages(self: Arc<Self>) -> Router {
        hosted::router(self.clone())
            .merge(wsdl::router(self.clone()))
            .merge(control::router(self))
    }
}

//! The service: which operation a request is, the rules for all of them, and what is kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use hyper::{HeaderMap, Method};
use serde_json::Value;
use time::{Duration, OffsetDateTime};

use super::options::Options;
use super::state::{State, Transaction};
use super::{Operation, control, hosted, rules, twist};
use crate::core::{Call, Judge, Kept, Reply, Service, Trouble, Watch, lock};

/// The simulated service.
pub(super) struct Sim {
    pub(super) options: Options,
    pub(super) watch: Arc<Watch>,
    pub(super) kept: Kept,
    pub(super) state: Mutex<State>,
    /// Where it is served, without a path: for signing links.
    pub(super) origin: OnceLock<String>,
    /// One delivery of postbacks at a time, as the service's queues have it (§8).
    pub(super) delivering: Mutex<()>,
}

/// The parts of a path of the interface.
pub(super) struct Path<'a> {
    pub(super) operation: Operation,
    pub(super) id: &'a str,
    /// The file id as it stands in the path, still encoded.
    pub(super) file: &'a str,
}

/// Takes a path apart (§2). A trailing slash after `transaction` is the same path.
pub(super) fn path<'a>(method: &Method, path: &'a str, headers: &HeaderMap) -> Option<Path<'a>> {
    let rest = path.strip_prefix("/api/")?;
    let parts: Vec<&str> = rest.split('/').collect();
    let pdf = headers
        .get("content-type")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| !kind.to_ascii_lowercase().starts_with("application/json"));
    let (operation, id, file) = match (method.as_str(), parts.as_slice()) {
        ("POST", ["transaction"] | ["transaction", ""]) => (Operation::Create, "", ""),
        ("GET", ["transaction", id]) => (Operation::Read, *id, ""),
        ("DELETE", ["transaction", id]) => (Operation::Cancel, *id, ""),
        ("PUT", ["transaction", id, "start"]) => (Operation::Start, *id, ""),
        ("PUT", ["transaction", id, "file", file]) if pdf => (Operation::Upload, *id, *file),
        ("PUT", ["transaction", id, "file", file]) => (Operation::Metadata, *id, *file),
        ("GET", ["transaction", id, "file", file]) => (Operation::File, *id, *file),
        ("GET", ["file", "receipt", id]) => (Operation::Receipt, *id, ""),
        _ => (Operation::Unknown, "", ""),
    };
    Some(Path {
        operation,
        id,
        file,
    })
}

impl Sim {
    /// A service with the state that its folder holds.
    pub(super) fn load(options: Options, watch: Arc<Watch>) -> Result<Self, Trouble> {
        let kept = Kept::open(options.state.as_deref(), options.sync)?;
        let mut state = State::default();
        for transaction in kept.sessions()? {
            state.insert(transaction);
        }
        // Those that were refused are forgotten with the process.
        state.posts = state.transactions.values().map(|t| t.created).collect();
        for (name, bytes) in kept.files()? {
            let room = if name.starts_with("made-") {
                &mut state.made
            } else {
                &mut state.blobs
            };
            room.insert(name, bytes);
        }
        Ok(Self {
            options,
            watch,
            kept,
            state: Mutex::new(state),
            origin: OnceLock::new(),
            delivering: Mutex::new(()),
        })
    }

    /// The transactions as they would lie in the folder.
    pub(super) fn dump(&self) -> Result<Vec<Vec<u8>>, Trouble> {
        let state = lock(&self.state);
        let transactions = state.transactions.values();
        transactions
            .map(|one| serde_json::to_vec(one).map_err(Trouble::State))
            .collect()
    }

    /// Takes over what [`Sim::dump`] gave, and the documents of the former service: a restart
    /// without a folder.
    pub(super) fn undump(&self, dump: &[Vec<u8>], former: &Self) -> Result<(), Trouble> {
        let mut state = lock(&self.state);
        for bytes in dump {
            state.insert(serde_json::from_slice(bytes).map_err(Trouble::State)?);
        }
        let mut former = lock(&former.state);
        state.blobs = std::mem::take(&mut former.blobs);
        state.made = std::mem::take(&mut former.made);
        state.posts = std::mem::take(&mut former.posts);
        state.bad = std::mem::take(&mut former.bad);
        Ok(())
    }

    pub(super) fn origin(&self) -> &str {
        self.origin.get().map_or("", String::as_str)
    }

    /// Keeps a transaction as it is now.
    pub(super) fn keep(&self, transaction: &Transaction) {
        self.kept.session(&transaction.id, transaction);
    }

    /// Works on a transaction: what is due first, then the work; then it is kept.
    pub(super) fn with<T>(
        &self,
        state: &mut State,
        id: &str,
        work: impl FnOnce(&mut State, &mut Transaction) -> T,
    ) -> Option<T> {
        let mut transaction = state.transactions.remove(id)?;
        let result = work(state, &mut transaction);
        self.run_due(state, &mut transaction, self.watch.clock.now());
        if let Some(at) = transaction.next_due() {
            state.wake.insert((at, id.to_owned()));
        }
        self.keep(&transaction);
        state.transactions.insert(id.to_owned(), transaction);
        Some(result)
    }

    /// Does everything that is due by now.
    pub(super) fn tick_at(&self, state: &mut State, now: OffsetDateTime) {
        while let Some((at, _)) = state.wake.first()
            && *at <= now
            && let Some((_, id)) = state.wake.pop_first()
        {
            // A transaction's other timers that are due are run with it.
            self.with(state, &id, |_, _| ());
        }
    }

    fn limits(&self, state: &mut State, judge: &mut Judge<'_>, call: &Call, now: OffsetDateTime) {
        let since = now - Duration::HOUR;
        if call.method == Method::POST {
            state.posts.retain(|at| *at > since);
            state.posts.push(now);
            if let Some(most) = self.options.posts_per_hour
                && state.posts.len() > most
            {
                let words = format!("more than {most} POSTs in an hour");
                limit(judge, "limits.posts", &words);
            }
        }
        state.bad.retain(|at| *at > since);
        if let Some(most) = self.options.bad_per_hour
            && state.bad.len() > most
        {
            limit(
                judge,
                "limits.bad_requests",
                &format!("more than {most} bad requests an hour"),
            );
        }
    }

    fn dispatch(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        call: &Call,
        path: &Path<'_>,
    ) -> Reply {
        let now = self.watch.clock.now();
        rules::headers::headers(judge, call, path.operation, &self.options);
        if let Some(reply) = judge.reply() {
            return reply;
        }
        if path.operation == Operation::Create {
            return self.create(state, judge, call, now);
        }
        if path.operation == Operation::Unknown {
            let words = format!("{} {}", call.method, call.path);
            judge.refuse_with(404, "path.unknown", "§2", words);
            return judge.reply().unwrap_or_else(|| Reply::empty(404));
        }
        let work = |state: &mut State, transaction: &mut Transaction| match path.operation {
            Operation::Metadata => self.metadata(judge, call, transaction, path.file),
            Operation::Upload => self.upload(state, judge, call, transaction, path.file),
            Operation::Start => self.start(state, judge, call, transaction, now),
            Operation::Read => self.read(judge, transaction, now),
            Operation::Cancel => self.cancel(state, judge, call, transaction, now),
            Operation::Receipt => self.receipt(state, transaction, now),
            _ => self.file(state, judge, transaction, path.file, now),
        };
        // Not known, or another account's: that is 401 there (F12), and nobody else is here.
        self.with(state, path.id, work)
            .unwrap_or_else(|| Reply::message(404, "There is no such transaction."))
    }
}

fn limit(judge: &mut Judge<'_>, rule: &str, words: &str) {
    judge.note(rule, "§7", words);
    if judge.strict() {
        judge.deny(429, words);
    }
}

impl Service for Sim {
    fn operation(&self, method: &Method, path_: &str, headers: &HeaderMap) -> Option<String> {
        let path = path(method, path_, headers)?;
        Some(path.operation.as_str().to_owned())
    }

    fn prepare(&self, twist: &Value, call: &Call) {
        twist::prepare(self, twist, call);
    }

    fn handle(&self, call: &Call) -> Reply {
        let Some(path) = path(&call.method, &call.path, &call.headers) else {
            return Reply::empty(404);
        };
        let now = self.watch.clock.now();
        let mut state = lock(&self.state);
        let state = &mut *state;
        self.tick_at(state, now);
        let violations = &self.watch.violations;
        let profile = self.options.profile;
        let mut judge = Judge::new(violations, profile, call.number, &call.operation);
        if !path.id.is_empty() {
            judge.session = Some(path.id.to_owned());
        }
        self.limits(state, &mut judge, call, now);
        let reply = match judge.reply() {
            Some(reply) => reply,
            None => self.dispatch(state, &mut judge, call, &path),
        };
        if let Some(trouble) = self.kept.trouble() {
            return trouble;
        }
        let waits = reply.headers.iter().any(|(name, _)| name == "Retry-After");
        let bad = (400..500).contains(&reply.status) && ![410, 429].contains(&reply.status);
        if bad && !waits {
            state.bad.push(now);
        }
        reply
    }

    fn twist(&self, twist: &Value, call: &Call, reply: Reply) -> Reply {
        twist::apply(self, twist, call, reply)
    }

    fn tick(&self) {
        let now = self.watch.clock.now();
        self.tick_at(&mut lock(&self.state), now);
        if self.options.deliver {
            self.deliver(now);
        }
    }

    fn body_limit(&self) -> usize {
        rules::files::LARGEST
    }

    fn pages(self: Arc<Self>) -> Router {
        hosted::router(self.clone()).merge(control::router(self))
    }
}

/// How many transactions there are by the given count of their reference.
pub(super) fn by_reference(
    state: &State,
    count: impl Fn(&Transaction) -> u32,
) -> HashMap<String, u32> {
    let mut counts: HashMap<String, u32> = HashMap::new();
    for transaction in state.transactions.values() {
        let reference = transaction.reference().to_owned();
        *counts.entry(reference).or_default() += count(transaction);
    }
    counts
}

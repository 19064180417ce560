//! The simulator in-process: what a test holds in its hand.

use std::sync::Arc;

use serde_json::{Value, json};
use time::Duration;

use super::acts::{Act, NotNow};
use super::options::{Options, WebhookAuth};
use super::service::Sim;
use super::state::{Session, Whims};
use crate::core::pdf::Person;
use crate::core::{Clock, Entry, Faults, Running, Trouble, Turner, Violation, Watch, lock, turner};

/// A simulated Rest PKI Core, serving until it is dropped.
pub struct RestPki {
    sim: Arc<Sim>,
    running: Running,
    /// The host of the blobs.
    _blobs: Running,
}

impl std::fmt::Debug for RestPki {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RestPki")
            .field("origin", &self.origin())
            .finish_non_exhaustive()
    }
}

impl RestPki {
    /// Starts it.
    ///
    /// # Errors
    /// When the port is taken or the folder of its state cannot be used.
    pub fn start(options: Options) -> Result<Self, Trouble> {
        let watch = Watch::with(&options.script);
        let (port, self_ticking) = (options.port, options.self_ticking);
        let sim = Arc::new(Sim::load(options, watch.clone())?);
        watch.keep_in(sim.options.state.as_deref())?;
        let tick = self_ticking.then(|| std::time::Duration::from_millis(100));
        let blobs = Running::start(sim.clone(), watch.clone(), 0, None)?;
        let _ = sim.blob_origin.set(format!("http://{}", blobs.address()));
        let running = Running::start(sim.clone(), watch, port, tick)?;
        let _ = sim.origin.set(format!("http://{}", running.address()));
        Ok(Self {
            sim,
            running,
            _blobs: blobs,
        })
    }

    /// The address for a client.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("{}/", self.origin())
    }

    /// The address without a path.
    #[must_use]
    pub fn origin(&self) -> String {
        self.sim.origin().to_owned()
    }

    /// The key that it takes.
    #[must_use]
    pub fn api_key(&self) -> String {
        self.sim.options.api_key.clone()
    }

    /// Serves until the process ends.
    pub fn wait(self) {
        self.running.wait();
    }

    /// What is to go wrong.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.sim.watch.faults
    }

    /// Changes what is done otherwise than a good service does.
    pub fn whims(&self, change: impl FnOnce(&mut Whims)) {
        change(&mut lock(&self.sim.state).whims);
    }

    /// The service's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.sim.watch.clock
    }

    /// Moves the clock on and does what is due.
    pub fn advance(&self, by: Duration) {
        self.clock().advance(by);
        self.sim
            .tick_at(&mut lock(&self.sim.state), self.clock().now());
    }

    /// Something that moves the clock on as [`RestPki::advance`] does, for whoever waits.
    #[must_use]
    pub fn turner(&self) -> Turner {
        turner(self.sim.watch.clone(), self.sim.clone())
    }

    /// Where the client broke the protocol.
    #[must_use]
    pub fn violations(&self) -> Vec<Violation> {
        self.sim.watch.violations.all()
    }

    /// The requests so far.
    #[must_use]
    pub fn journal(&self) -> Vec<Entry> {
        self.sim.watch.journal.entries()
    }

    /// How often an operation was asked for.
    #[must_use]
    pub fn asked(&self, operation: super::Operation) -> usize {
        let journal = self.journal().into_iter();
        journal
            .filter(|entry| entry.operation == operation.as_str())
            .count()
    }

    /// All sessions, oldest first.
    #[must_use]
    pub fn sessions(&self) -> Vec<Session> {
        let state = lock(&self.sim.state);
        let mut all: Vec<_> = state.sessions.values().cloned().collect();
        all.sort_by_key(|session| session.created);
        all
    }

    /// A session by its id.
    #[must_use]
    pub fn session(&self, id: &str) -> Option<Session> {
        lock(&self.sim.state).sessions.get(id).cloned()
    }

    /// The session whose page has this address.
    #[must_use]
    pub fn at(&self, page: &str) -> Option<Session> {
        let token = page.rsplit('/').next()?;
        lock(&self.sim.state).by_token(token).cloned()
    }

    /// The signer of a session signs with a certificate in a device.
    ///
    /// # Errors
    /// When the session cannot be signed now, or not with this certificate.
    pub fn sign(&self, id: &str, person: &Person) -> Result<(), NotNow> {
        let act = Act::Sign {
            person: person.clone(),
            device: true,
        };
        self.sim.act(id, &act)
    }

    /// The signer of a session leaves by *Cancel*.
    ///
    /// # Errors
    /// When the session is over.
    pub fn cancel(&self, id: &str) -> Result<(), NotNow> {
        self.sim.act(id, &Act::Cancel)
    }

    // ── webhooks ──────────────────────────────────────────────────────────────────────────────

    /// Sends the webhooks that are on their way, once each: what was answered.
    pub async fn deliver_webhooks(&self) -> Vec<u16> {
        let sim = self.sim.clone();
        let sent = tokio::task::spawn_blocking(move || sim.deliver()).await;
        sent.unwrap_or_default()
    }

    /// Loses the webhooks that are on their way: how many.
    pub fn lose_webhooks(&self) -> usize {
        std::mem::take(&mut lock(&self.sim.state).webhooks).len()
    }

    /// The body of a document's webhook.
    #[must_use]
    pub fn webhook(&self, document: &str) -> Option<Value> {
        self.sim.webhook(document)
    }

    /// Sends a webhook of a document, whatever was sent before, with this proof.
    pub async fn post(&self, target: &str, document: &str, auth: WebhookAuth) -> Option<u16> {
        let body = self.webhook(document).unwrap_or_else(|| {
            json!({
                "type": "DocumentSignatureCompleted",
                "document": { "id": document, "status": "Completed" },
            })
        });
        let (sim, target) = (self.sim.clone(), target.to_owned());
        tokio::task::spawn_blocking(move || sim.post(&target, &body, &auth))
            .await
            .ok()?
    }
}

//! The simulator in-process: what a test holds in its hand.

use std::sync::{Arc, Mutex};

use time::Duration;

use super::acts::{Act, NotNow};
use super::keys;
use super::options::Options;
use super::service::Sim;
use super::state::Session;
use crate::core::{
    Clock, Entry, Faults, Running, Service as _, Trouble, Turner, Violation, Watch, lock, turner,
};

/// A simulated eSign, serving until it is dropped. Signers are counted from 1.
pub struct Esign {
    watch: Arc<Watch>,
    sim: Arc<Sim>,
    origin: String,
    running: Mutex<Option<Running>>,
}

impl std::fmt::Debug for Esign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Esign")
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

impl Esign {
    /// Starts it.
    ///
    /// # Errors
    /// When the port is taken or the folder of its state cannot be used.
    pub fn start(options: Options) -> Result<Self, Trouble> {
        let watch = Watch::with(&options.script);
        let sim = Arc::new(Sim::load(options.clone(), watch.clone())?);
        watch.keep_in(options.state.as_deref())?;
        let tick = options
            .self_ticking
            .then(|| std::time::Duration::from_millis(100));
        let running = Running::start(sim.clone(), watch.clone(), options.port, tick)?;
        let origin = format!("http://{}", running.address());
        let _ = sim.origin.set(origin.clone());
        Ok(Self {
            watch,
            sim,
            origin,
            running: Mutex::new(Some(running)),
        })
    }

    /// The address for a client: `http://127.0.0.1:PORT/rest`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("{}/rest", self.origin)
    }

    /// The address without a path.
    #[must_use]
    pub fn origin(&self) -> String {
        self.origin.clone()
    }

    /// Serves until the process ends.
    pub fn wait(self) {
        let running = lock(&self.running).take();
        if let Some(running) = running {
            running.wait();
        }
    }

    /// The account's key, encrypted with that salt: what a client is set up with.
    #[must_use]
    pub fn encrypted_key(&self, salt: &str) -> String {
        keys::encrypt(&self.sim.options.api_key, salt)
    }

    /// What is to go wrong.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.watch.faults
    }

    /// The service's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.watch.clock
    }

    /// Moves the clock on and does what is due.
    pub fn advance(&self, by: Duration) {
        self.watch.clock.advance(by);
        self.sim.tick();
    }

    /// Something that moves the clock on as [`Esign::advance`] does, for whoever waits.
    #[must_use]
    pub fn turner(&self) -> Turner {
        turner(self.watch.clone(), self.sim.clone())
    }

    /// Where the client broke the protocol.
    #[must_use]
    pub fn violations(&self) -> Vec<Violation> {
        self.watch.violations.all()
    }

    /// The requests so far.
    #[must_use]
    pub fn journal(&self) -> Vec<Entry> {
        self.watch.journal.entries()
    }

    /// How many requests of an operation came.
    #[must_use]
    pub fn count(&self, operation: super::Operation) -> usize {
        let journal = self.journal();
        let of = |entry: &&Entry| entry.operation == operation.as_str();
        journal.iter().filter(of).count()
    }

    /// All sessions, oldest first; those that were deleted, too.
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

    /// The bytes that were uploaded as a document, from 1.
    #[must_use]
    pub fn uploaded(&self, id: &str, document: usize) -> Option<Vec<u8>> {
        let state = lock(&self.sim.state);
        let document = state
            .sessions
            .get(id)?
            .documents
            .get(document.checked_sub(1)?)?;
        Some(state.blobs.get(&document.sha256)?.to_vec())
    }

    /// The signing page of a signer.
    #[must_use]
    pub fn sign_url(&self, id: &str, signer: usize) -> Option<String> {
        let session = self.session(id)?;
        Some(self.sim.page_of(session.signer(signer)?))
    }

    /// A signer looks at the page.
    ///
    /// # Errors
    /// When it cannot be now.
    pub fn open(&self, id: &str, signer: usize) -> Result<(), NotNow> {
        self.sim.act(id, Act::Open { signer })
    }

    /// A signer signs.
    ///
    /// # Errors
    /// When it cannot be now.
    pub fn sign(&self, id: &str, signer: usize) -> Result<(), NotNow> {
        self.sim.act(id, Act::Sign { signer })
    }

    /// All who have not, sign in their order.
    ///
    /// # Errors
    /// When it cannot be now.
    pub fn sign_all(&self, id: &str) -> Result<(), NotNow> {
        let session = self.session(id);
        let session = session.ok_or_else(|| NotNow(format!("there is no session {id}")))?;
        let mut open: Vec<(i64, usize)> = session
            .signers
            .iter()
            .zip(1..)
            .filter(|(signer, _)| !signer.done())
            .map(|(signer, number)| (signer.sequence, number))
            .collect();
        open.sort_unstable();
        open.into_iter()
            .try_for_each(|(_, number)| self.sign(id, number))
    }

    /// A signer refuses.
    ///
    /// # Errors
    /// When it cannot be now.
    pub fn decline(&self, id: &str, signer: usize, reason: &str) -> Result<(), NotNow> {
        let reason = reason.to_owned();
        self.sim.act(id, Act::Decline { signer, reason })
    }

    /// A signer hands it to another person.
    ///
    /// # Errors
    /// When it cannot be now.
    pub fn delegate(&self, id: &str, signer: usize, to: [&str; 3]) -> Result<(), NotNow> {
        let [first, last, email] = to.map(str::to_owned);
        let act = Act::Delegate {
            signer,
            first,
            last,
            email,
        };
        self.sim.act(id, act)
    }

    /// Puts a session into any state.
    ///
    /// # Errors
    /// When there is no such session.
    pub fn set_status(&self, id: &str, status: i64) -> Result<(), NotNow> {
        self.sim.act(id, Act::Status { status })
    }

    /// Puts a signer into any state.
    ///
    /// # Errors
    /// When there is no such session.
    pub fn set_signer_status(&self, id: &str, signer: usize, status: i64) -> Result<(), NotNow> {
        self.sim.act(id, Act::SignerStatus { signer, status })
    }
}

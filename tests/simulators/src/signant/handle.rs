//! The simulator in-process: what a test holds in its hand.

use std::sync::{Arc, Mutex};

use time::Duration;

use super::PATH;
use super::life::NotNow;
use super::options::Options;
use super::service::Sim;
use super::state::Posting;
use crate::core::{Clock, Entry, Faults, Running, Trouble, Violation, Watch, lock};

/// A simulated Signant, serving until it is dropped. Recipients are counted from 1.
pub struct Signant {
    sim: Arc<Sim>,
    port: u16,
    running: Mutex<Option<Running>>,
}

impl std::fmt::Debug for Signant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signant")
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

impl Sim {
    pub(super) fn act(&self, id: &str, act: &str, recipient: usize) -> Result<(), NotNow> {
        let now = self.watch.clock.now();
        let mut state = lock(&self.state);
        self.sweep(&mut state, now);
        let posting = state.postings.get_mut(id).ok_or(NotNow::Gone)?;
        if now >= posting.expires {
            return Err(NotNow::Gone);
        }
        let index = recipient.checked_sub(1).ok_or(NotNow::Nobody)?;
        let done = match act {
            "begin" => posting.begin(index, now),
            "sign" => self.sign(posting, index, now),
            "reject" => posting.reject(index, now),
            _ => Err(NotNow::Nobody),
        };
        self.keep(&state);
        done
    }
}

impl Signant {
    /// Starts it.
    ///
    /// # Errors
    /// When the port is taken or the folder of its state cannot be used.
    pub fn start(options: Options) -> Result<Self, Trouble> {
        let watch = Watch::with(&options.script);
        let port = options.port;
        let tick = options
            .self_ticking
            .then(|| std::time::Duration::from_millis(200));
        let sim = Arc::new(Sim::load(options, watch)?);
        sim.watch.keep_in(sim.options.state.as_deref())?;
        let running = Running::start(sim.clone(), sim.watch.clone(), port, tick)?;
        let _ = sim.origin.set(format!("http://{}", running.address()));
        Ok(Self {
            port: running.address().port(),
            sim,
            running: Mutex::new(Some(running)),
        })
    }

    /// The address for a client: `http://127.0.0.1:PORT/WS/V1/InstantSignatureService.svc`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("{}{PATH}", self.origin())
    }

    /// The address without a path.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Serves until the process ends.
    pub fn wait(self) {
        let running = lock(&self.running).take();
        if let Some(running) = running {
            running.wait();
        }
    }

    /// Stops serving: connections end, nobody listens at the port.
    pub fn stop(&self) {
        *lock(&self.running) = None;
    }

    /// Serves again at the same port.
    ///
    /// # Errors
    /// When the port was taken meanwhile.
    pub fn start_again(&self) -> Result<(), Trouble> {
        let running = Running::start(self.sim.clone(), self.sim.watch.clone(), self.port, None)?;
        *lock(&self.running) = Some(running);
        Ok(())
    }

    /// What is to go wrong.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.sim.watch.faults
    }

    /// The service's clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.sim.watch.clock
    }

    /// Moves the clock on.
    pub fn advance(&self, by: Duration) {
        self.sim.watch.clock.advance(by);
    }

    /// Where the client broke the protocol.
    #[must_use]
    pub fn violations(&self) -> Vec<Violation> {
        self.sim.watch.violations.all()
    }

    /// What was asked and answered.
    #[must_use]
    pub fn journal(&self) -> Vec<Entry> {
        self.sim.watch.journal.entries()
    }

    /// The postings that live, oldest first.
    #[must_use]
    pub fn postings(&self) -> Vec<Posting> {
        let mut state = lock(&self.sim.state);
        self.sim.sweep(&mut state, self.sim.watch.clock.now());
        let mut all: Vec<_> = state.postings.values().cloned().collect();
        all.sort_by_key(|posting| posting.created);
        all
    }

    /// Those that are gone.
    #[must_use]
    pub fn gone(&self) -> Vec<Posting> {
        let mut state = lock(&self.sim.state);
        self.sim.sweep(&mut state, self.sim.watch.clock.now());
        state.gone.clone()
    }

    /// A recipient opens the page.
    ///
    /// # Errors
    /// When they cannot.
    pub fn begin(&self, id: &str, recipient: usize) -> Result<(), NotNow> {
        self.sim.act(id, "begin", recipient)
    }

    /// A recipient signs.
    ///
    /// # Errors
    /// When they cannot.
    pub fn sign(&self, id: &str, recipient: usize) -> Result<(), NotNow> {
        self.sim.act(id, "sign", recipient)
    }

    /// A recipient refuses.
    ///
    /// # Errors
    /// When they cannot.
    pub fn reject(&self, id: &str, recipient: usize) -> Result<(), NotNow> {
        self.sim.act(id, "reject", recipient)
    }
}

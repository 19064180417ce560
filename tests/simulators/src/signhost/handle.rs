//! The simulator in-process: what a test holds in its hand.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use time::Duration;

use super::options::Options;
use super::service::{self, Sim};
use super::state::{Mail, MailKind, Transaction};
use crate::core::{Clock, Entry, Faults, Running, Trouble, Violation, Watch, lock};

/// A simulated Signhost, serving until it is dropped. Signers are counted from 1.
pub struct Signhost {
    options: Options,
    watch: Arc<Watch>,
    port: u16,
    parts: Mutex<Parts>,
}

struct Parts {
    sim: Arc<Sim>,
    running: Option<Running>,
}

impl std::fmt::Debug for Signhost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signhost")
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

fn serve(sim: &Arc<Sim>, options: &Options, port: u16) -> Result<Running, Trouble> {
    let tick = options
        .self_ticking
        .then(|| std::time::Duration::from_millis(100));
    let running = Running::start(sim.clone(), sim.watch.clone(), port, tick)?;
    let origin = format!("http://{}", running.address());
    // A restart keeps the port, and with it the origin.
    let _ = sim.origin.set(origin);
    Ok(running)
}

impl Signhost {
    /// Starts it.
    ///
    /// # Errors
    /// When the port is taken or the folder of its state cannot be used.
    pub fn start(options: Options) -> Result<Self, Trouble> {
        let watch = Watch::with(&options.script);
        let sim = Arc::new(Sim::load(options.clone(), watch.clone())?);
        watch.keep_in(options.state.as_deref())?;
        let running = serve(&sim, &options, options.port)?;
        Ok(Self {
            port: running.address().port(),
            options,
            watch,
            parts: Mutex::new(Parts {
                sim,
                running: Some(running),
            }),
        })
    }

    pub(super) fn sim(&self) -> Arc<Sim> {
        lock(&self.parts).sim.clone()
    }

    /// The address for a client, with its slash at the end: `http://127.0.0.1:PORT/api/`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("{}/api/", self.origin())
    }

    /// The address without a path.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Serves until the process ends.
    pub fn wait(self) {
        let running = lock(&self.parts).running.take();
        if let Some(running) = running {
            running.wait();
        }
    }

    // ── restarts ──────────────────────────────────────────────────────────────────────────────

    /// Stops serving: connections end, nobody listens at the port.
    pub fn stop(&self) {
        lock(&self.parts).running = None;
    }

    /// Serves again at the same port, with the state read anew from where it was kept (its folder,
    /// or the same bytes in memory).
    ///
    /// # Errors
    /// When the port was taken meanwhile, or the state cannot be read.
    pub fn start_again(&self) -> Result<(), Trouble> {
        let mut parts = lock(&self.parts);
        parts.running = None;
        let dump = parts.sim.dump()?;
        let sim = Arc::new(Sim::load(self.options.clone(), self.watch.clone())?);
        if self.options.state.is_none() {
            sim.undump(&dump, &parts.sim)?;
        }
        parts.running = Some(serve(&sim, &self.options, self.port)?);
        parts.sim = sim;
        Ok(())
    }

    /// [`Signhost::stop`] and [`Signhost::start_again`].
    ///
    /// # Errors
    /// As [`Signhost::start_again`].
    pub fn restart(&self) -> Result<(), Trouble> {
        self.stop();
        self.start_again()
    }

    // ── faults, clock, what was seen ──────────────────────────────────────────────────────────

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
        self.tick();
    }

    /// Does what is due by the clock.
    pub fn tick(&self) {
        let sim = self.sim();
        sim.tick_at(&mut lock(&sim.state), self.watch.clock.now());
    }

    /// Where the client broke the protocol.
    #[must_use]
    pub fn violations(&self) -> Vec<Violation> {
        self.watch.violations.all()
    }

    /// Forgets the violations so far.
    pub fn forget_violations(&self) {
        self.watch.violations.clear();
    }

    /// The requests so far.
    #[must_use]
    pub fn journal(&self) -> Vec<Entry> {
        self.watch.journal.entries()
    }

    /// How many requests ever came, of any operation.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.watch.journal.count()
    }

    // ── transactions and counts ───────────────────────────────────────────────────────────────

    /// All transactions, oldest first.
    #[must_use]
    pub fn transactions(&self) -> Vec<Transaction> {
        let sim = self.sim();
        let state = lock(&sim.state);
        let mut all: Vec<_> = state.transactions.values().cloned().collect();
        all.sort_by_key(|transaction| transaction.created);
        all
    }

    /// A transaction by its id.
    #[must_use]
    pub fn transaction(&self, id: &str) -> Option<Transaction> {
        let sim = self.sim();
        let state = lock(&sim.state);
        state.transactions.get(id).cloned()
    }

    /// The transactions whose reference begins so: a session's, whatever suffix it tried.
    #[must_use]
    pub fn with_reference(&self, start: &str) -> Vec<Transaction> {
        let mut found: Vec<_> = {
            let sim = self.sim();
            let state = lock(&sim.state);
            let known = state.by_reference.iter();
            let ids = known.filter(|(reference, _)| reference.starts_with(start));
            ids.flat_map(|(_, ids)| ids)
                .filter_map(|id| state.transactions.get(id).cloned())
                .collect()
        };
        found.sort_by_key(|transaction| transaction.created);
        found
    }

    /// How many transactions were made, by reference.
    #[must_use]
    pub fn made(&self) -> HashMap<String, u32> {
        let sim = self.sim();
        service::by_reference(&lock(&sim.state), |_| 1)
    }

    /// How many transactions were ever started, by reference; each counts once.
    #[must_use]
    pub fn started(&self) -> HashMap<String, u32> {
        let sim = self.sim();
        service::by_reference(&lock(&sim.state), |transaction| transaction.starts)
    }

    /// How many start requests reached the service, accepted or not, by reference.
    #[must_use]
    pub fn start_requests(&self) -> HashMap<String, u32> {
        let sim = self.sim();
        service::by_reference(&lock(&sim.state), |transaction| transaction.start_requests)
    }

    /// How many invitations were sent to a signer (by e-mail address), over the transactions
    /// whose reference begins so.
    #[must_use]
    pub fn invitations(&self, reference: &str) -> HashMap<String, u32> {
        let mut counts = HashMap::new();
        for transaction in self.with_reference(reference) {
            let mails = transaction.mails.into_iter();
            for mail in mails.filter(|mail| mail.kind == MailKind::Invitation) {
                *counts.entry(mail.to).or_default() += 1;
            }
        }
        counts
    }

    /// All mails, with the id of the transaction, oldest first.
    #[must_use]
    pub fn mails(&self) -> Vec<(String, Mail)> {
        let transactions = self.transactions().into_iter();
        let mut mails: Vec<_> = transactions
            .flat_map(|t| t.mails.into_iter().map(move |mail| (t.id.clone(), mail)))
            .collect();
        mails.sort_by_key(|(_, mail)| mail.at);
        mails
    }

    /// Reads of a transaction that were accepted.
    #[must_use]
    pub fn reads(&self, id: &str) -> u32 {
        self.transaction(id)
            .map_or(0, |transaction| transaction.reads)
    }

    /// The signing page of a signer.
    #[must_use]
    pub fn sign_url(&self, id: &str, signer: usize) -> Option<String> {
        let transaction = self.transaction(id)?;
        let signer = transaction.signers.get(signer.checked_sub(1)?)?;
        Some(format!("{}/sign/{}", self.origin(), signer.link))
    }

    /// The bytes that were uploaded as a file.
    #[must_use]
    pub fn uploaded(&self, id: &str, file: &str) -> Option<Vec<u8>> {
        let sim = self.sim();
        let state = lock(&sim.state);
        let hash = state.transactions.get(id)?.file(file)?.sha256.as_ref()?;
        Some(state.blobs.get(hash)?.to_vec())
    }
}

//! What every simulated service shares.

pub mod clock;
mod exchange;
pub mod faults;
pub mod journal;
mod kept;
pub mod pdf;
pub mod reply;
pub mod server;
pub mod store;
pub mod violations;
pub mod wire;
pub(crate) mod words;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(crate) use clock::turner;
pub use clock::{Clock, Turner};
pub use faults::{ErrorBody, Fault, FaultBuilder, Faults, Rule, Script};
pub use journal::{Entry, Journal};
pub(crate) use kept::{Base64, Kept};
pub use reply::Reply;
pub use server::{Call, Running, Served, Service, Trouble};
pub use store::Store;
pub use violations::{Judge, Profile, Violation, Violations};

/// What watches a simulated service from outside: it outlives the service's restarts.
#[derive(Debug, Default)]
pub struct Watch {
    /// What the service takes for the time.
    pub clock: Clock,
    /// What was asked and answered.
    pub journal: Journal,
    /// Where the client broke the protocol.
    pub violations: Violations,
    /// What is to go wrong.
    pub faults: Faults,
}

impl Watch {
    /// One that watches for faults from the start.
    pub(crate) fn with(script: &[Rule]) -> Arc<Self> {
        let watch = Self::default();
        for rule in script {
            watch.faults.add(rule.clone());
        }
        Arc::new(watch)
    }

    /// Goes on as a folder says, where there is one, and writes to it: violations and the clock
    /// outlive the process.
    pub(crate) fn keep_in(&self, folder: Option<&Path>) -> Result<(), Trouble> {
        let Some(folder) = folder else {
            return Ok(());
        };
        let violations = folder.join("violations.jsonl");
        self.violations
            .keep_in(&violations)
            .and_then(|()| self.clock.keep_in(&folder.join("clock.json")))
            .map_err(Trouble::Store)
    }
}

/// Locks; a panic elsewhere is no reason for another here.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

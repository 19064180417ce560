//! What every simulated service shares.

pub mod clock;
mod exchange;
pub mod faults;
pub mod journal;
pub mod pdf;
pub mod reply;
pub mod server;
pub mod store;
pub mod violations;
pub mod wire;
pub(crate) mod words;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub(crate) use clock::turner;
pub use clock::{Clock, Turner};
pub use faults::{ErrorBody, Fault, FaultBuilder, Faults, Rule, Script};
pub use journal::{Entry, Journal};
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

/// Locks; a panic elsewhere is no reason for another here.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

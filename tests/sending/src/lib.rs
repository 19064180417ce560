//! An office for tests of sending: a desk in-process with a clock that tests turn, an account at
//! a simulated service, and a contract. And what is done to it: crashes at every await point
//! (`crash`), a command line that is killed (`kill`), a power loss (`power`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what goes wrong here is a failed test"
)]
#![allow(
    clippy::disallowed_methods,
    reason = "a test's own files need outlive nothing"
)]

mod clock;
mod command_line;
mod crash;
mod cut;
mod disk;
mod faults;
mod judge;
mod kill;
mod office;
mod played;
mod spent;

pub use clock::TurnedClock;
pub use crash::{Plan, Report, crash, crash_again};
pub use cut::cut_at;
pub use faults::{Trouble, troubles};
pub use kill::{Interruption, Killed, Kills, kills};
pub use office::{CONTRACT, Office, OfficeOf, Sent, contract, put};
pub use played::{Played, There};
pub use spent::{cpu_seconds, own_cpu_seconds, own_memory};

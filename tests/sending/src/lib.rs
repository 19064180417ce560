//! An office for tests of sending: a desk in-process with a clock that tests turn, an account at
//! a simulated service, and a contract.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what goes wrong here is a failed test"
)]

mod clock;
mod crash;
mod cut;
mod office;

pub use clock::TurnedClock;
pub use crash::{Report, cuts};
pub use cut::cut_at;
pub use office::{CONTRACT, Office, Sent, contract};

//! The services: one trait, and one module for each service that speaks its protocol.

mod capabilities;
mod connector;
pub mod local;

pub use capabilities::{Capabilities, InputSpec, Limits, Others, Reads, SignedOutput};
pub use connector::{Connector, Outgoing, StepError};

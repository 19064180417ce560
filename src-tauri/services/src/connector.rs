//! The trait that every service's module fulfils.

use async_trait::async_trait;
use session::{ErrorCode, PlannedStep, Service, StepOutcome};

use crate::{Capabilities, InputSpec, Limits};

/// What a connector needs to know of a session that goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outgoing<'a> {
    /// The session's id.
    pub session: &'a str,
    /// How many documents it has.
    pub documents: u32,
    /// The signers' numbers, in their order.
    pub signers: &'a [u16],
}

/// Why a step did not happen.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{code:?}: {detail}")]
pub struct StepError {
    /// What a person is told.
    pub code: ErrorCode,
    /// Technical detail.
    pub detail: String,
}

/// Speaks one service's protocol. Plans are pure; what a step does is bounded and may be cut off
/// at any point, so that its word (`repeatable`, `probe`, `once`) must hold for every cut.
#[async_trait]
pub trait Connector: Send + Sync {
    /// Which service it speaks to.
    fn service(&self) -> Service;

    /// What the service can do.
    fn capabilities(&self) -> Capabilities;

    /// What the service takes at most.
    fn limits(&self) -> Limits;

    /// The secrets that an account of this service has.
    fn secrets(&self) -> &'static [InputSpec];

    /// The whole plan, in order; the same session always gives the same plan.
    fn plan(&self, outgoing: &Outgoing<'_>) -> Vec<PlannedStep>;

    /// Does one step of the plan.
    ///
    /// # Errors
    /// When it did not happen, with what a person is told.
    async fn perform(&self, session: &str, step: &str) -> Result<StepOutcome, StepError>;
}

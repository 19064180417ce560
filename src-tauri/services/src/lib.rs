//! The services: one trait, and one module for each service that speaks its protocol.

mod account;
mod bench;
mod came;
mod capabilities;
mod connector;
pub mod http;
mod job;
pub mod local;
mod loose;
mod objection;
mod options;
pub mod restpki;
mod retry;
mod seen;
mod shown;
pub mod signant;
pub mod signhost;
#[cfg(test)]
mod testing;

pub(crate) use account::random_id;
pub use account::{Account, Credentials, check_base_url};
pub use bench::{Allowance, AllowanceOf, Bench, TagEdit};
pub use capabilities::{
    Capabilities, Description, InputKind, InputSpec, Limits, Others, Reads, SignedOutput, Tested,
};
pub use connector::{
    Again, Asked, Connector, Expects, Fetched, FetchedWhat, Happened, Left, Person, SigningUrl,
    StepError,
};
pub use job::{Job, JobDocument, JobSigner, Receiver, accepted_name, refused_name};
pub use objection::Objection;
pub use retry::RetryPolicy;
pub use seen::{Find, Postback, Probed, Seen, SeenEvent, SeenSigner, SeenState};

/// What there is to know of a service before an account is made.
#[must_use]
pub fn describe(service: session::Service) -> Description {
    match service {
        session::Service::Local => local::description(),
        session::Service::Signhost => signhost::description(),
        session::Service::Signant => signant::description(),
        session::Service::Restpki => restpki::description(),
    }
}

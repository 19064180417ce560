//! The services: one trait, and one module for each service that speaks its protocol.

mod account;
mod bench;
mod came;
mod capabilities;
mod connector;
#[cfg(test)]
mod contract;
pub mod esign;
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
pub use job::{
    CLOSE_ASKED, CLOSE_HEARD, Job, JobDocument, JobSigner, Receiver, Wish, accepted_name,
    refused_name,
};
pub use objection::Objection;
pub use retry::RetryPolicy;
pub use seen::{Find, Postback, Probed, Seen, SeenEvent, SeenSigner, SeenState};

/// What there is to know of a service before an account is made.
#[must_use]
pub fn describe(service: session::Service) -> Description {
    match service {
        session::Service::Local => local::description(),
        session::Service::Esign => esign::description(),
        session::Service::Signhost => signhost::description(),
        session::Service::Signant => signant::description(),
        session::Service::Restpki => restpki::description(),
    }
}

/// A connector for an account at a service that is reached over the network; `None` for *This
/// computer*, which is the desk's own. Without time-outs it has those that fit the service.
#[must_use]
pub fn connector(
    service: session::Service,
    account: Account,
    timeouts: Option<http::Timeouts>,
) -> Option<Result<Box<dyn Connector>, StepError>> {
    type Made = Result<Box<dyn Connector>, StepError>;
    fn boxed<C: Connector + 'static>(it: Result<C, StepError>) -> Option<Made> {
        Some(it.map(|it| Box::new(it) as Box<dyn Connector>))
    }
    match (service, timeouts) {
        (session::Service::Local, _) => None,
        (session::Service::Esign, None) => boxed(esign::Esign::new(account)),
        (session::Service::Esign, Some(timeouts)) => {
            boxed(esign::Esign::with_timeouts(account, timeouts))
        }
        (session::Service::Signhost, None) => boxed(signhost::Signhost::new(account)),
        (session::Service::Signhost, Some(timeouts)) => {
            boxed(signhost::Signhost::with_timeouts(account, timeouts))
        }
        (session::Service::Signant, None) => boxed(signant::Signant::new(account)),
        (session::Service::Signant, Some(timeouts)) => {
            boxed(signant::Signant::with_timeouts(account, timeouts))
        }
        (session::Service::Restpki, None) => boxed(restpki::Restpki::new(account)),
        (session::Service::Restpki, Some(timeouts)) => {
            boxed(restpki::Restpki::with_timeouts(account, timeouts))
        }
    }
}

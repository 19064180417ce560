//! Signing services played on loopback, for tests: strict about their protocols, with faults on
//! demand, written from the services' published facts and not from Paraph's connectors.
//!
//! [`core`] holds what every simulator shares: a server over real sockets, a virtual clock, a
//! journal of requests, the list of protocol violations, scripted faults, a folder that survives a
//! restart, a naive PDF reader and a signer. Each service is one module beside it.
//!
//! ```no_run
//! use simulators::signhost::{Operation, Options, Signhost};
//!
//! let service = Signhost::start(Options::default()).unwrap();
//! service.faults().on(Operation::Create).nth(1).drop_after_accept();
//! // … a client talks to `service.base_url()` …
//! assert!(service.violations().is_empty());
//! ```

pub mod core;
pub mod esign;
pub mod restpki;
pub mod signant;
pub mod signhost;

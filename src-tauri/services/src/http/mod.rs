//! One way to speak HTTP with a service: TLS only (plain on loopback), no redirects, bounded
//! answers, streamed files, and errors that say whether a request may have been carried out.
//!
//! * [`Http`]: a client for one account's address.
//! * [`HttpError`]: did it leave this computer, was the answer lost, or could it not be read?
//! * [`Redactor`]: what is cut out of texts that a person or a log may see.
//!
//! Nothing is sent again by this module, and connections are not used again: a connection that the
//! other side closed meanwhile would leave it open whether a request was carried out. A request is
//! called off by dropping its future.

mod body;
mod client;
mod error;
mod redact;
#[cfg(test)]
pub(crate) mod tests;

pub use client::{
    Answer, Body, Downloaded, Http, Method, Request, Setup, Timeouts, segment, use_ring,
};
pub use error::{HttpError, Lost, NotSent, TlsTrouble};
pub use redact::Redactor;

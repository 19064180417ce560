//! What can go wrong with a request, told by what may have become of it.

use std::error::Error as _;
use std::fmt;
use std::io;

use session::ErrorCode;

use crate::{Again, StepError};

/// Why a request was not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The account's certificate file cannot be used.
    #[error("the certificate file cannot be used: {0}")]
    CaFile(String),
    /// The client could not be made, or the request cannot be written down.
    #[error("the request cannot be made: {0}")]
    Request(String),
    /// A file of ours could not be read or written.
    #[error("a file failed: {0}")]
    File(String),
    /// It did not leave this computer.
    #[error("{0}: {1}")]
    NotSent(NotSent, String),
    /// No secure connection came about, so it did not leave this computer.
    #[error("{0}: {1}")]
    Tls(TlsTrouble, String),
    /// It left, or part of it did; the answer was lost.
    #[error("{0}: {1}")]
    Lost(Lost, String),
    /// The answer leads elsewhere, and is not followed.
    #[error("the answer {status} leads to {host}, where Paraph does not follow")]
    Redirected {
        /// The status.
        status: u16,
        /// The host that it names.
        host: String,
    },
}

/// Why a request did not leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotSent {
    /// The host's name is not known here.
    Name,
    /// Nobody listens there, or the network is down.
    Connect,
    /// No connection came about in time.
    Timeout,
    /// The proxy did not let it through.
    Proxy,
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "the service's name cannot be looked up",
            Self::Connect => "no connection",
            Self::Timeout => "no connection in time",
            Self::Proxy => "the proxy does not connect",
        })
    }
}

/// Why there is no secure connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsTrouble {
    /// Nobody whom this computer trusts has issued the certificate.
    UnknownIssuer,
    /// The certificate has run out, or is not valid yet.
    Expired,
    /// The certificate is for another host.
    WrongHost,
    /// Something else.
    Other,
}

impl fmt::Display for TlsTrouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownIssuer => {
                "the certificate's issuer is not trusted; if the office's own proxy looks into \
                 secure connections, its CA belongs into the system or the setting ca_file"
            }
            Self::Expired => {
                "the certificate is not valid today; the clock of this computer may be wrong"
            }
            Self::WrongHost => "the certificate is for another host",
            Self::Other => "no secure connection",
        })
    }
}

/// How an answer was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// Nothing came in time.
    Timeout,
    /// The connection broke before an answer.
    Broken,
    /// The answer was cut off.
    Cut,
    /// The answer is longer than it may be.
    TooLong,
    /// What came is no answer.
    Unreadable,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Timeout => "no answer in time",
            Self::Broken => "the connection broke before an answer",
            Self::Cut => "the answer was cut off",
            Self::TooLong => "the answer is too long",
            Self::Unreadable => "what came is no answer",
        })
    }
}

impl HttpError {
    /// What became of a request whose sending failed. Texts of the library are not passed on
    /// where they could name an address.
    pub(super) fn of_sending(error: reqwest::Error) -> Self {
        let error = error.without_url();
        if let Some(tls) = find::<rustls::Error>(&error) {
            if error.is_connect() {
                return Self::Tls(trouble(tls), tls.to_string());
            }
            return Self::Lost(Lost::Broken, tls.to_string());
        }
        let words = innermost(&error);
        if error.is_builder() {
            return Self::Request(words);
        }
        if error.is_connect() {
            let why = if error.is_timeout() {
                NotSent::Timeout
            } else if error.is_dns() {
                NotSent::Name
            } else if chain(&error).contains("proxy") || chain(&error).contains("tunnel") {
                NotSent::Proxy
            } else {
                NotSent::Connect
            };
            return Self::NotSent(why, words);
        }
        if error.is_timeout() {
            return Self::Lost(Lost::Timeout, words);
        }
        if chain(&error).contains("invalid HTTP") || chain(&error).contains("parse") {
            return Self::Lost(Lost::Unreadable, words);
        }
        Self::Lost(Lost::Broken, words)
    }

    /// What became of an answer whose body could not be read to its end.
    pub(super) fn of_reading(error: reqwest::Error) -> Self {
        Self::Lost(Lost::Cut, innermost(&error.without_url()))
    }
}

impl From<HttpError> for StepError {
    fn from(error: HttpError) -> Self {
        let detail = error.to_string();
        match error {
            HttpError::CaFile(_) => Self::new(ErrorCode::OptionInvalid, detail),
            HttpError::Request(_) => Self::new(ErrorCode::Internal, detail),
            HttpError::File(_) => Self::new(ErrorCode::FileUnreadable, detail),
            HttpError::NotSent(..) => Self::offline(detail),
            // It heals by itself where the clock or the network was at fault, so it is tried again
            // like a missing connection.
            HttpError::Tls(..) => Self {
                again: Again::Offline,
                ..Self::new(ErrorCode::TlsFailed, detail)
            },
            HttpError::Lost(Lost::Timeout | Lost::Broken, _) => {
                Self::later(ErrorCode::ServiceUnreachable, detail, None).unknown()
            }
            HttpError::Lost(..) | HttpError::Redirected { .. } => {
                Self::later(ErrorCode::AnswerUnreadable, detail, None).unknown()
            }
        }
    }
}

fn trouble(error: &rustls::Error) -> TlsTrouble {
    use rustls::CertificateError as Bad;
    let rustls::Error::InvalidCertificate(bad) = error else {
        return TlsTrouble::Other;
    };
    match bad {
        Bad::Expired
        | Bad::ExpiredContext { .. }
        | Bad::NotValidYet
        | Bad::NotValidYetContext { .. } => TlsTrouble::Expired,
        Bad::NotValidForName | Bad::NotValidForNameContext { .. } => TlsTrouble::WrongHost,
        Bad::UnknownIssuer => TlsTrouble::UnknownIssuer,
        _ => TlsTrouble::Other,
    }
}

/// The errors behind an error; an I/O error's inner one, too, which it does not name as its source.
fn behind<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> Vec<&'a (dyn std::error::Error + 'static)> {
    const DEEP: usize = 32;
    let mut all: Vec<&(dyn std::error::Error + 'static)> = vec![error];
    let mut next = 0;
    while let Some(error) = all.get(next).copied() {
        next += 1;
        if all.len() >= DEEP {
            break;
        }
        if let Some(inner) = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            all.push(inner);
        }
        if let Some(source) = error.source() {
            all.push(source);
        }
    }
    all
}

fn find<'a, E: std::error::Error + 'static>(
    error: &'a (dyn std::error::Error + 'static),
) -> Option<&'a E> {
    behind(error)
        .into_iter()
        .find_map(|error| error.downcast_ref())
}

fn innermost(error: &reqwest::Error) -> String {
    behind(error)
        .last()
        .map(ToString::to_string)
        .unwrap_or_else(|| error.source().map(ToString::to_string).unwrap_or_default())
}

fn chain(error: &reqwest::Error) -> String {
    behind(error)
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}

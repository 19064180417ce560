//! The journal: every request that came, what was answered, and which fault was applied.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use hyper::HeaderMap;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{Fault, lock};

/// More entries than a test looks at; older ones are dropped.
const KEPT: usize = 20_000;
/// Headers that hold secrets: the journal has only a hash of them.
const SECRET: [&str; 5] = [
    "authorization",
    "application",
    "cookie",
    "x-api-key",
    "proxy-authorization",
];

/// One request.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Its number, from 1 in the order of arrival.
    pub number: u64,
    /// The service's time, RFC 3339.
    pub at: String,
    /// The operation it was taken for.
    pub operation: String,
    /// Its method.
    pub method: String,
    /// Its path and query as they stood in the request line.
    pub path: String,
    /// Its headers, in lower case; secrets as `sha256:` and the first 16 hex digits.
    pub headers: Vec<(String, String)>,
    /// Size of the body in bytes.
    pub body_bytes: usize,
    /// SHA-256 of the body, hex; empty where there was none.
    pub body_sha256: String,
    /// Whether the service got to see the request (no fault kept it away).
    pub accepted: bool,
    /// What was answered; `None` when the connection was dropped.
    pub status: Option<u16>,
    /// The fault applied.
    pub fault: Option<Fault>,
}

/// The requests so far.
#[derive(Debug, Default)]
pub struct Journal {
    entries: Mutex<VecDeque<Entry>>,
    last: AtomicU64,
}

impl Journal {
    /// The number of the next request.
    pub(crate) fn number(&self) -> u64 {
        self.last.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(crate) fn note(&self, entry: Entry) {
        let mut entries = lock(&self.entries);
        if entries.len() >= KEPT {
            entries.pop_front();
        }
        entries.push_back(entry);
    }

    /// The newest entries (some twenty thousand at most), oldest first.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        lock(&self.entries).iter().cloned().collect()
    }

    /// How many requests ever came.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.last.load(Ordering::Relaxed)
    }

    /// Forgets the entries, not the count.
    pub fn clear(&self) {
        lock(&self.entries).clear();
    }
}

/// The headers for the journal, secrets hidden.
pub(crate) fn redacted(headers: &HeaderMap) -> Vec<(String, String)> {
    let shown = |name: &str, value: &[u8]| {
        if SECRET.contains(&name) {
            let hash = hex::encode(Sha256::digest(value));
            format!("sha256:{}", hash.get(..16).unwrap_or_default())
        } else {
            String::from_utf8_lossy(value).into_owned()
        }
    };
    headers
        .iter()
        .map(|(name, value)| {
            let value = shown(name.as_str(), value.as_bytes());
            (name.as_str().to_owned(), value)
        })
        .collect()
}

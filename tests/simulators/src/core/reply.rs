//! What a simulated service answers.

use bytes::Bytes;
use serde_json::{Value, json};

/// An answer, before faults are applied to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Headers, `Content-Length` not among them.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

impl Reply {
    /// Without a body.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    /// With a body of that type.
    #[must_use]
    pub fn with(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            headers: vec![("Content-Type".into(), content_type.into())],
            body: body.into(),
        }
    }

    /// With JSON.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self::with(status, "application/json; charset=utf-8", body.to_string())
    }

    /// With JSON `{"Message": words}`.
    #[must_use]
    pub fn message(status: u16, words: &str) -> Self {
        Self::json(status, &json!({ "Message": words }))
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The body as JSON, where it is.
    #[must_use]
    pub fn as_json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

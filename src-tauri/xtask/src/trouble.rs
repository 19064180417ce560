//! Why a command could not be carried out.

use std::{fmt, io};

/// A sentence for the person at the terminal: what could not be done, and the cause.
#[derive(Debug)]
pub(crate) struct Trouble(String);

pub(crate) type Result<T> = std::result::Result<T, Trouble>;

impl Trouble {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Puts what was being done before the system's own words.
pub(crate) trait While<T> {
    fn when(self, doing: impl fmt::Display) -> Result<T>;
}

impl<T> While<T> for io::Result<T> {
    fn when(self, doing: impl fmt::Display) -> Result<T> {
        self.map_err(|cause| Trouble(format!("{doing}: {cause}")))
    }
}

impl<T> While<T> for serde_json::Result<T> {
    fn when(self, doing: impl fmt::Display) -> Result<T> {
        self.map_err(|cause| Trouble(format!("{doing}: {cause}")))
    }
}

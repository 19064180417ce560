//! The service's clock: the system's until a test sets it, stops it or moves it on.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use super::{Service, Watch, lock};

/// Moves a service's clock on, for whoever has another clock that turns.
pub type Turner = Arc<dyn Fn(std::time::Duration) + Send + Sync>;

/// What moves a service's clock on and does what is due.
pub(crate) fn turner(watch: Arc<Watch>, service: Arc<dyn Service>) -> Turner {
    Arc::new(move |by| {
        let by = Duration::try_from(by).unwrap_or(Duration::ZERO);
        watch.clock.advance(by);
        service.tick();
    })
}

/// A clock that can be moved. It never goes by itself while it is stopped.
#[derive(Debug, Default)]
pub struct Clock {
    state: Mutex<State>,
    /// Where its state is written after each change.
    file: Mutex<Option<PathBuf>>,
}

#[derive(Debug, Default, Clone, Copy, Serialize, Deserialize)]
struct State {
    ahead: Duration,
    #[serde(with = "time::serde::rfc3339::option")]
    stopped_at: Option<OffsetDateTime>,
}

impl Clock {
    /// Goes on as a file says, and writes every change to it: a killed simulator does not fall
    /// back in time.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn keep_in(&self, path: &Path) -> io::Result<()> {
        match fs::read(path) {
            Ok(bytes) => *lock(&self.state) = serde_json::from_slice(&bytes)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        *lock(&self.file) = Some(path.to_owned());
        Ok(())
    }

    /// The service's time, in UTC.
    #[must_use]
    pub fn now(&self) -> OffsetDateTime {
        let state = lock(&self.state);
        let base = state.stopped_at.unwrap_or_else(OffsetDateTime::now_utc);
        base.saturating_add(state.ahead)
    }

    /// Moves the clock on (a negative time: back).
    pub fn advance(&self, by: Duration) {
        self.change(|state| state.ahead = state.ahead.saturating_add(by));
    }

    /// Sets the clock; it goes on from there unless it is stopped.
    pub fn set(&self, to: OffsetDateTime) {
        let by = to - self.now();
        self.advance(by);
    }

    /// Stops the clock: from now on only [`Clock::advance`] and [`Clock::set`] move it.
    pub fn stop(&self) {
        self.change(|state| {
            state.stopped_at.get_or_insert_with(OffsetDateTime::now_utc);
        });
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let state = {
            let mut state = lock(&self.state);
            change(&mut state);
            *state
        };
        if let Some(path) = &*lock(&self.file) {
            let written =
                serde_json::to_vec(&state).map(|bytes| super::store::replace(path, &bytes));
            // A clock that cannot be kept still goes.
            drop(written);
        }
    }
}

//! The service's clock: the system's until a test sets it, stops it or moves it on.

use std::sync::Mutex;

use time::{Duration, OffsetDateTime};

use super::lock;

/// A clock that can be moved. It never goes by itself while it is stopped.
#[derive(Debug, Default)]
pub struct Clock {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    ahead: Duration,
    stopped_at: Option<OffsetDateTime>,
}

impl Clock {
    /// The service's time, in UTC.
    #[must_use]
    pub fn now(&self) -> OffsetDateTime {
        let state = lock(&self.state);
        let base = state.stopped_at.unwrap_or_else(OffsetDateTime::now_utc);
        base.saturating_add(state.ahead)
    }

    /// Moves the clock on (a negative time: back).
    pub fn advance(&self, by: Duration) {
        let mut state = lock(&self.state);
        state.ahead = state.ahead.saturating_add(by);
    }

    /// Sets the clock; it goes on from there unless it is stopped.
    pub fn set(&self, to: OffsetDateTime) {
        let by = to - self.now();
        self.advance(by);
    }

    /// Stops the clock: from now on only [`Clock::advance`] and [`Clock::set`] move it.
    pub fn stop(&self) {
        let mut state = lock(&self.state);
        if state.stopped_at.is_none() {
            state.stopped_at = Some(OffsetDateTime::now_utc());
        }
    }

    /// How far it is ahead of the system's.
    #[must_use]
    pub fn ahead(&self) -> Duration {
        self.now() - OffsetDateTime::now_utc()
    }
}

//! A clock that does not wait: who sleeps turns it on.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use desk::Clock;
use time::OffsetDateTime;

/// A clock that stands still but for those who sleep by it. Clones are the same clock.
#[derive(Debug, Clone)]
pub struct TurnedClock {
    millis: Arc<AtomicI64>,
}

impl Default for TurnedClock {
    fn default() -> Self {
        // 25 November 2026, 10:00 UTC.
        Self {
            millis: Arc::new(AtomicI64::new(1_795_600_800_000)),
        }
    }
}

impl TurnedClock {
    /// Now, in milliseconds since 1970.
    #[must_use]
    pub fn millis(&self) -> i64 {
        self.millis.load(Ordering::SeqCst)
    }

    /// Turns it on.
    pub fn turn(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.millis.fetch_add(by, Ordering::SeqCst);
    }
}

#[async_trait]
impl Clock for TurnedClock {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.millis()) * 1_000_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    async fn sleep(&self, time: Duration) {
        self.turn(time);
        // Others get their turn, as with a real pause.
        tokio::task::yield_now().await;
    }
}

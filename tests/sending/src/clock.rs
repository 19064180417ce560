//! A clock that does not wait: who sleeps turns it on.

use std::fmt;
use std::sync::atomic::{AtomicI32, AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use desk::Clock;
use simulators::core::Turner;
use time::{OffsetDateTime, UtcOffset};

/// A clock that stands still but for those who sleep by it. Clones are the same clock.
#[derive(Clone)]
pub struct TurnedClock {
    millis: Arc<AtomicI64>,
    zone: Arc<AtomicI32>,
    with: Arc<OnceLock<Turner>>,
}

impl fmt::Debug for TurnedClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TurnedClock").field(&self.millis()).finish()
    }
}

impl Default for TurnedClock {
    fn default() -> Self {
        // 25 November 2026, 10:00 UTC.
        Self {
            millis: Arc::new(AtomicI64::new(1_795_600_800_000)),
            zone: Arc::default(),
            with: Arc::default(),
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
        self.set_by(i64::try_from(by.as_millis()).unwrap_or(i64::MAX));
        if let Some(other) = self.with.get() {
            other(by);
        }
    }

    /// Whenever it is turned on from now on, another one is, too.
    pub(crate) fn turns(&self, other: Turner) {
        let _ = self.with.set(other);
    }

    /// Whether another one is turned with it.
    pub(crate) fn turns_another(&self) -> bool {
        self.with.get().is_some()
    }

    /// Somebody sets it, by so many milliseconds, forth or back.
    pub fn set_by(&self, millis: i64) {
        self.millis.fetch_add(millis, Ordering::SeqCst);
    }

    /// The computer is in another zone now: its offset in hours.
    pub fn move_to_zone(&self, hours: i32) {
        self.zone.store(hours * 3600, Ordering::SeqCst);
    }
}

#[async_trait]
impl Clock for TurnedClock {
    fn now(&self) -> OffsetDateTime {
        let zone = self.zone.load(Ordering::SeqCst);
        let zone = UtcOffset::from_whole_seconds(zone).unwrap_or(UtcOffset::UTC);
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.millis()) * 1_000_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
            .to_offset(zone)
    }

    async fn sleep(&self, time: Duration) {
        self.turn(time);
        // Others get their turn, as with a real pause.
        tokio::task::yield_now().await;
    }
}

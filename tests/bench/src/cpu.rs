//! How much processor time something takes: what other programs do meanwhile counts little.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use serde::Serialize;

fn now() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    let seconds = u64::try_from(now.tv_sec).unwrap_or(0);
    Duration::new(seconds, u32::try_from(now.tv_nsec).unwrap_or(0))
}

/// Processor time of this thread for that work, in milliseconds.
pub(crate) fn milliseconds(work: impl FnOnce()) -> f64 {
    let begun = now();
    work();
    now().saturating_sub(begun).as_secs_f64() * 1e3
}

/// Times of the same work, done again and again.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Times(pub(crate) Vec<f64>);

/// What is reported of them.
#[derive(Debug, Serialize)]
pub(crate) struct Summary {
    min_ms: f64,
    median_ms: f64,
}

impl Times {
    /// The least that it took: what the work itself costs.
    pub(crate) fn min(&self) -> f64 {
        self.0.iter().copied().fold(f64::INFINITY, f64::min)
    }

    pub(crate) fn median(&self) -> f64 {
        median(self.0.clone())
    }

    pub(crate) fn summary(&self) -> Summary {
        Summary {
            min_ms: rounded(self.min()),
            median_ms: rounded(self.median()),
        }
    }

    /// The middle one of the ratios within each round.
    pub(crate) fn paired(&self, other: &Self) -> f64 {
        let pairs = self.0.iter().zip(&other.0);
        median(pairs.map(|(own, other)| own / other.max(1e-9)).collect())
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// With three digits behind the point.
pub(crate) fn rounded(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}

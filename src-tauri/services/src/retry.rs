//! How often and when a request that did not go well is made again. A policy is a value: each
//! service states its own, with the rule that it follows.

use std::time::Duration;

/// When to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// At most so many tries of one step, the first included.
    pub tries: u32,
    /// The pause after the first try.
    pub first: Duration,
    /// Every further pause is that many times longer.
    pub factor: u32,
    /// No pause is longer.
    pub longest: Duration,
    /// No pause begins later than that after the first try.
    pub within: Duration,
}

impl RetryPolicy {
    /// The pause after a try (from 1), or `None` when it was the last. What the service asks for
    /// (`Retry-After`) is never undercut; where it asks for more than the policy has left, this
    /// was the last. `jitter` from 0 to 1 spreads the pause between half of it and the whole, so
    /// that many computers do not come back at once.
    #[must_use]
    pub fn pause(
        &self,
        tried: u32,
        spent: Duration,
        asked: Option<Duration>,
        jitter: f64,
    ) -> Option<Duration> {
        if tried >= self.tries {
            return None;
        }
        let steps = tried.saturating_sub(1).min(16);
        let whole = self
            .first
            .saturating_mul(self.factor.saturating_pow(steps))
            .min(self.longest);
        let share = 0.5 + jitter.clamp(0.0, 1.0) / 2.0;
        let pause = whole.mul_f64(share).max(asked.unwrap_or_default());
        (spent + pause <= self.within).then_some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: RetryPolicy = RetryPolicy {
        tries: 4,
        first: Duration::from_secs(1),
        factor: 4,
        longest: Duration::from_secs(10),
        within: Duration::from_secs(60),
    };

    fn pause(tried: u32, asked: Option<u64>) -> Option<u64> {
        POLICY
            .pause(tried, Duration::ZERO, asked.map(Duration::from_secs), 1.0)
            .map(|d| d.as_secs())
    }

    #[test]
    fn pauses_grow_up_to_the_longest_and_end_with_the_last_try() {
        let pauses: Vec<_> = (1..=4).map(|tried| pause(tried, None)).collect();
        assert_eq!(pauses, [Some(1), Some(4), Some(10), None]);
    }

    #[test]
    fn what_the_service_asks_for_is_never_undercut_and_ends_it_where_it_is_too_long() {
        assert_eq!(pause(1, Some(30)), Some(30));
        assert_eq!(pause(1, Some(61)), None);
    }

    #[test]
    fn jitter_keeps_a_pause_between_half_and_whole() {
        let at = |jitter| POLICY.pause(2, Duration::ZERO, None, jitter).unwrap();
        assert_eq!(at(0.0), Duration::from_secs(2));
        assert_eq!(at(1.0), Duration::from_secs(4));
    }
}

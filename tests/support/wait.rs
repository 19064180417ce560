//! Waiting for what another program does.

use std::{
    future::Future,
    thread,
    time::{Duration, Instant},
};

const STEP: Duration = Duration::from_millis(100);

/// Asks again until there is an answer; panics after `seconds`, saying what was waited for.
#[track_caller]
pub fn until<T>(what: &str, seconds: u64, mut ask: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(
            begun.elapsed().as_secs() < seconds,
            "waited {seconds} s in vain for: {what}"
        );
        thread::sleep(STEP);
    }
}

/// The same where asking takes its time.
pub async fn until_async<T, F>(what: &str, seconds: u64, mut ask: impl FnMut() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(
            begun.elapsed().as_secs() < seconds,
            "waited {seconds} s in vain for: {what}"
        );
        tokio::time::sleep(STEP).await;
    }
}

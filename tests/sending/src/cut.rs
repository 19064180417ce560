//! Cutting work off at a chosen await point, as a crash of the process would.

use std::pin::pin;
use std::task::Poll;

/// Lets work go until it has waited so often, then drops it where it stands: `None`. What it
/// gave when it came to its end before that: `Some`.
pub async fn cut_at<T>(work: impl Future<Output = T>, waits: u32) -> Option<T> {
    let mut work = pin!(work);
    let mut left = waits;
    std::future::poll_fn(move |context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_is_dropped_at_the_await_that_was_chosen() {
        let went = std::cell::Cell::new(0);
        let work = || async {
            for _ in 0..3 {
                went.set(went.get() + 1);
                tokio::task::yield_now().await;
            }
        };
        assert_eq!(cut_at(work(), 1).await, None);
        assert_eq!(went.get(), 2);
        assert_eq!(cut_at(work(), 9).await, Some(()));
    }
}

//! Work that the window goes before: it has to move while hundreds of files are taken in.

use std::sync::OnceLock;

use tokio::runtime::{Builder, Runtime};
use tokio::task::spawn_blocking;

use crate::DeskError;

/// So many at a time; the others wait.
const THREADS: usize = 4;

/// Does work that keeps a processor or a disk busy, after whatever else has to be done.
///
/// # Errors
/// Those of the work; [`DeskError::Internal`] when it broke off.
pub(crate) async fn later<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DeskError> + Send + 'static,
) -> Result<T, DeskError> {
    let working = match threads() {
        Some(threads) => threads.spawn_blocking(work),
        None => spawn_blocking(work),
    };
    working
        .await
        .map_err(|e| DeskError::Internal(e.to_string()))?
}

/// Threads of their own: one that has stepped back cannot come forward again.
fn threads() -> Option<&'static Runtime> {
    static ALL: OnceLock<Option<Runtime>> = OnceLock::new();
    let start = || {
        Builder::new_current_thread()
            .max_blocking_threads(THREADS)
            .thread_name("later")
            .on_thread_start(step_back)
            .build()
            .ok()
    };
    ALL.get_or_init(start).as_ref()
}

/// On Linux niceness is a thread's own; where it is not allowed the window only moves less
/// smoothly.
#[cfg(target_os = "linux")]
fn step_back() {
    let _ = rustix::process::nice(worker::LATER);
}

/// Elsewhere niceness is that of the whole process, or is not there.
#[cfg(not(target_os = "linux"))]
fn step_back() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    #[cfg(target_os = "linux")]
    async fn work_for_later_is_done_behind_the_threads_that_answer() {
        let niceness = || Ok(rustix::process::getpriority_process(None).ok());
        let own = niceness().ok().flatten().unwrap();
        let other = later(niceness).await.ok().flatten().unwrap();
        assert!(other > own, "{other} and {own}");
        assert_eq!(niceness().ok().flatten(), Some(own));
    }

    #[tokio::test]
    async fn work_for_later_that_panics_is_an_error() {
        let broken = later::<()>(|| panic!("broken")).await;
        assert!(matches!(broken, Err(DeskError::Internal(_))));
    }
}

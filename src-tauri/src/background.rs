//! What goes on while the window is open: what was interrupted goes on, the signing page is
//! served, and the window hears what changed.

use std::time::Duration;

use desk::{Change, Desk};
use serde::Serialize;
use tauri::async_runtime::{JoinHandle, block_on, spawn};
use tauri::{AppHandle, Emitter as _, Runtime};
use tokio::sync::Mutex;
use tokio::sync::broadcast::error::RecvError;

/// How often it is tried to serve the signing page while another process does.
const TRY_AGAIN: Duration = Duration::from_secs(2);

/// How long a window whose page is loaded takes to draw it. Workers and servers that start
/// meanwhile would take the processors away from it.
const UNTIL_DRAWN: Duration = Duration::from_millis(300);

/// What goes with `session_changed`.
#[derive(Clone, Serialize)]
struct SessionChanged {
    id: String,
}

/// What goes with `step_progress`: bytes.
#[derive(Clone, Serialize)]
struct StepProgress {
    session: String,
    done: u64,
    all: u64,
    sent: u64,
    whole: u64,
}

/// The tasks of an open window.
pub(crate) struct Background {
    /// What is to work, until the window shows something.
    waiting: Mutex<Option<Desk>>,
    serving: Mutex<Option<JoinHandle<()>>>,
}

impl Background {
    /// The window's page is there: whatever else there is to do begins once it is drawn.
    pub(crate) fn page_is_there(&self) {
        let Some(desk) = block_on(self.waiting.lock()).take() else {
            return;
        };
        *block_on(self.serving.lock()) = Some(spawn(async move {
            tokio::time::sleep(UNTIL_DRAWN).await;
            work(&desk);
            let counts = desk.clone();
            tokio::join!(serve(desk), counts.count_down_on_the_desktop());
        }));
    }

    /// Stops serving, so that the next to serve this data folder need not wait, and takes the
    /// notifications away.
    pub(crate) fn end(&self) {
        block_on(async {
            if let Some(serving) = self.serving.lock().await.take() {
                serving.abort();
                // Ended by the abort; what it held is given back by then.
                let _ = serving.await;
            }
        });
    }
}

/// Has the window told what changes, and the rest wait for its page.
pub(crate) fn start<R: Runtime>(app: &AppHandle<R>, desk: &Desk) -> Background {
    spawn(pass_on(app.clone(), desk.clone()));
    Background {
        waiting: Mutex::new(Some(desk.clone())),
        serving: Mutex::default(),
    }
}

/// Starts the tasks that need no end of their own.
fn work(desk: &Desk) {
    let ahead = desk.clone();
    // Where none can be started the first document says so.
    spawn(async move { ahead.workers().warm().await });
    let others = desk.clone();
    spawn(async move { others.follow_others().await });
    let follower = desk.clone();
    // What goes wrong with a session is recorded with it and shown there.
    spawn(async move {
        let _ = follower.resume_all().await;
        follower.follow_services().await;
    });
}

async fn serve(desk: Desk) {
    loop {
        if let Ok(_served) = desk.serve().await {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(TRY_AGAIN).await;
    }
}

/// Tells the window what changed; it asks for the rest.
async fn pass_on<R: Runtime>(app: AppHandle<R>, desk: Desk) {
    let mut changes = desk.changes();
    let session = |id| app.emit("session_changed", SessionChanged { id });
    loop {
        // A window that is gone needs no news.
        let _ = match changes.recv().await {
            Ok(Change::Draft) => app.emit("draft_changed", ()),
            Ok(Change::Session(id)) => session(id),
            Ok(Change::Accounts) => app.emit("accounts_changed", ()),
            Ok(Change::Settings) => app.emit("settings_changed", ()),
            Ok(Change::Progress {
                session,
                done,
                all,
                sent,
                whole,
            }) => app.emit(
                "step_progress",
                StepProgress {
                    session,
                    done,
                    all,
                    sent,
                    whole,
                },
            ),
            // Too much at once: the draft is asked for again, and the list as with any session.
            Err(RecvError::Lagged(_)) => app
                .emit("draft_changed", ())
                .and_then(|()| session(String::new())),
            Err(RecvError::Closed) => return,
        };
    }
}

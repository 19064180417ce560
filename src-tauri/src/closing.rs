//! Closing the window while a contract lies at a service that deletes it soon: asked once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rfd::{AsyncMessageDialog, MessageButtons, MessageDialogResult, MessageLevel};
use tauri::{Manager as _, Runtime, WebviewWindow, WindowEvent};

use crate::state::Shell;

/// What the person was asked.
#[derive(Default)]
struct Asked {
    /// The question is on the screen.
    now: AtomicBool,
    /// They want to close all the same.
    agreed: AtomicBool,
}

/// From now on the window does not close in silence while something would be lost.
pub(crate) fn guard<R: Runtime>(window: &WebviewWindow<R>) {
    let asked = Arc::new(Asked::default());
    let closing = window.clone();
    window.on_window_event(move |event| {
        let WindowEvent::CloseRequested { api, .. } = event else {
            return;
        };
        if asked.agreed.load(Ordering::Relaxed) || !something_presses(&closing) {
            return;
        }
        api.prevent_close();
        if !asked.now.swap(true, Ordering::Relaxed) {
            ask(&closing, asked.clone());
        }
    });
}

fn something_presses<R: Runtime>(window: &WebviewWindow<R>) -> bool {
    let shell = window.try_state::<Shell>();
    let desk = shell.as_ref().and_then(|shell| shell.desk().ok());
    // A history that cannot be read keeps nobody in.
    desk.is_some_and(|desk| desk.deadlines().is_ok_and(|all| !all.is_empty()))
}

fn ask<R: Runtime>(window: &WebviewWindow<R>, asked: Arc<Asked>) {
    let shell = window.try_state::<Shell>();
    let Some(desk) = shell.as_ref().and_then(|shell| shell.desk().ok()) else {
        return;
    };
    let say = |key: &str| desk.words().say(key, &[]);
    let (stay, close) = (say("close-anyway-stay"), say("close-anyway-close"));
    // Events come on the main thread, to which the dialog belongs.
    let answer = AsyncMessageDialog::new()
        .set_parent(window)
        .set_level(MessageLevel::Warning)
        .set_title(say("close-anyway-title"))
        .set_description(say("close-anyway"))
        .set_buttons(MessageButtons::OkCancelCustom(close.clone(), stay))
        .show();
    let window = window.clone();
    tauri::async_runtime::spawn(async move {
        let closes = match answer.await {
            MessageDialogResult::Ok => true,
            MessageDialogResult::Custom(word) => word == close,
            _ => false,
        };
        asked.agreed.store(closes, Ordering::Relaxed);
        asked.now.store(false, Ordering::Relaxed);
        if closes {
            let _ = window.close();
        }
    });
}

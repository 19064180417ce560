//! The system's file dialogs.

use std::path::PathBuf;

use rfd::{AsyncFileDialog, FileHandle};
use tauri::{AppHandle, Manager as _, Runtime};
use tokio::sync::oneshot;

use crate::window::MAIN;

/// Asks for PDFs; none where the person closes the dialog.
pub(crate) async fn choose_pdfs<R: Runtime>(app: &AppHandle<R>) -> Vec<PathBuf> {
    let chosen = ask(app, |dialog| {
        dialog.add_filter("PDF", &["pdf", "PDF"]).pick_files()
    });
    paths(chosen.await.unwrap_or_default())
}

/// Asks for a folder.
pub(crate) async fn choose_folder<R: Runtime>(app: &AppHandle<R>) -> Option<PathBuf> {
    let chosen = ask(app, |dialog| dialog.pick_folder());
    paths(chosen.await).pop()
}

/// Asks for a picture that can be a logo.
pub(crate) async fn choose_picture<R: Runtime>(app: &AppHandle<R>) -> Option<PathBuf> {
    let endings = ["png", "PNG", "jpg", "JPG", "jpeg", "JPEG"];
    let chosen = ask(app, move |dialog| {
        dialog.add_filter("PNG, JPEG", &endings).pick_file()
    });
    paths(chosen.await).pop()
}

/// Asks where a new file is to be, with a name for it.
pub(crate) async fn choose_new_file<R: Runtime>(app: &AppHandle<R>, name: &str) -> Option<PathBuf> {
    let name = name.to_owned();
    let chosen = ask(app, |dialog| dialog.set_file_name(name).save_file());
    paths(chosen.await).pop()
}

fn paths(chosen: impl IntoIterator<Item = FileHandle>) -> Vec<PathBuf> {
    chosen
        .into_iter()
        .map(|file| file.path().to_owned())
        .collect()
}

/// Shows a dialog over the window. It belongs to the main thread, which shows it and goes on;
/// `None` where the person closes it.
async fn ask<R, T, F>(
    app: &AppHandle<R>,
    show: impl FnOnce(AsyncFileDialog) -> F + Send + 'static,
) -> Option<T>
where
    R: Runtime,
    T: Send + 'static,
    F: Future<Output = Option<T>> + Send + 'static,
{
    let (give, given) = oneshot::channel();
    let window = app.get_webview_window(MAIN);
    let asked = app.run_on_main_thread(move || {
        let mut dialog = AsyncFileDialog::new();
        if let Some(window) = &window {
            dialog = dialog.set_parent(window);
        }
        let chosen = show(dialog);
        tauri::async_runtime::spawn(async move {
            // Nobody waits any more where the window is gone.
            let _ = give.send(chosen.await);
        });
    });
    match asked {
        Ok(()) => given.await.ok().flatten(),
        Err(_) => None,
    }
}

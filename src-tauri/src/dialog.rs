//! The system's file dialog.

use std::path::PathBuf;

use tauri::{AppHandle, Manager as _, Runtime};
use tokio::sync::oneshot;

use crate::window::MAIN;

/// Asks for PDFs; none where the person closes the dialog. The dialog belongs to the main thread,
/// which shows it and goes on.
pub(crate) async fn choose_pdfs<R: Runtime>(app: &AppHandle<R>) -> Vec<PathBuf> {
    let (give, given) = oneshot::channel();
    let window = app.get_webview_window(MAIN);
    let asked = app.run_on_main_thread(move || {
        let mut dialog = rfd::AsyncFileDialog::new().add_filter("PDF", &["pdf", "PDF"]);
        if let Some(window) = &window {
            dialog = dialog.set_parent(window);
        }
        let chosen = dialog.pick_files();
        tauri::async_runtime::spawn(async move {
            let files = chosen.await.unwrap_or_default();
            let _ = give.send(files.iter().map(|file| file.path().to_owned()).collect());
        });
    });
    match asked {
        Ok(()) => given.await.unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

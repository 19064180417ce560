//! Files that were copied in a file manager. The webview is given no paths of them, so the
//! clipboard is read here.

use std::path::PathBuf;

use tauri::{AppHandle, Runtime};

/// The files in the clipboard; none where it holds something else.
#[cfg(target_os = "linux")]
pub(crate) async fn files<R: Runtime>(app: &AppHandle<R>) -> Vec<PathBuf> {
    use std::time::Duration;

    /// The program that has copied may have died, or not answer.
    const PATIENCE: Duration = Duration::from_secs(3);

    let (give, given) = tokio::sync::oneshot::channel();
    let asked = app.run_on_main_thread(move || {
        let clipboard = gtk::Clipboard::get(&gtk::gdk::SELECTION_CLIPBOARD);
        clipboard.request_uris(move |_, addresses| {
            let paths = addresses.iter().filter_map(|address| path(address));
            // Nobody waits any more where it took too long.
            let _ = give.send(paths.collect());
        });
    });
    match asked {
        Ok(()) => match tokio::time::timeout(PATIENCE, given).await {
            Ok(Ok(paths)) => paths,
            _ => Vec::new(),
        },
        Err(_) => Vec::new(),
    }
}

/// Elsewhere files are dropped or chosen. *Not run.*
#[cfg(not(target_os = "linux"))]
pub(crate) async fn files<R: Runtime>(_: &AppHandle<R>) -> Vec<PathBuf> {
    Vec::new()
}

/// The path of a file's address on this computer.
pub(crate) fn path(address: &str) -> Option<PathBuf> {
    let address = tauri::Url::parse(address.trim()).ok()?;
    (address.scheme() == "file").then(|| address.to_file_path().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_files_on_this_computer_are_paths() {
        assert_eq!(
            path("file:///home/ann/Lease%20%C3%BC.pdf"),
            Some(PathBuf::from("/home/ann/Lease ü.pdf"))
        );
        for other in ["https://example.com/a.pdf", "/home/a.pdf", "", "sftp://x/a"] {
            assert_eq!(path(other), None, "{other}");
        }
    }
}

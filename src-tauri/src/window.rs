//! The one window, which never leaves its own pages.

use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager as _, Runtime, Url, WebviewWindowBuilder};

use crate::background::Background;

/// The window's name in `tauri.conf.json` and in its capability.
pub(crate) const MAIN: &str = "main";

/// Opens the window as `tauri.conf.json` describes it.
pub(crate) fn open<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    let about = app
        .config()
        .app
        .windows
        .iter()
        .find(|window| window.label == MAIN);
    let about = about.ok_or(tauri::Error::WindowNotFound)?;
    let window = WebviewWindowBuilder::from_config(app, about)?
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_page_load(|window, page| {
            let background = window.try_state::<Background>();
            if let (PageLoadEvent::Finished, Some(background)) = (page.event(), background) {
                background.page_is_there();
            }
        })
        .build()?;
    #[cfg(target_os = "linux")]
    draw_without_card(&window)?;
    crate::closing::guard(&window);
    Ok(())
}

/// Where there is no graphics card, WebKit would have one imitated by the processor: every shadow
/// and every turn becomes a program to be compiled, which takes seconds and a hundred megabytes.
/// Then it draws by itself.
#[cfg(target_os = "linux")]
fn draw_without_card<R: Runtime>(window: &tauri::WebviewWindow<R>) -> tauri::Result<()> {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};
    let nodes = std::fs::read_dir("/dev/dri")
        .into_iter()
        .flatten()
        .flatten();
    let mut names = nodes.map(|node| node.file_name());
    if names.any(|name| name.as_encoded_bytes().starts_with(b"renderD")) {
        return Ok(());
    }
    window.with_webview(|webview| {
        if let Some(settings) = webview.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// Brings the window to the front.
pub(crate) fn show<R: Runtime>(app: &AppHandle<R>) {
    let Some(window) = app.get_webview_window(MAIN) else {
        return;
    };
    // Where the desktop does not let a program come forward, the files are added all the same.
    let _ = window.unminimize();
    let _ = window.show();
    let _ = window.set_focus();
}

/// Whether the window may show this address: what is built into the program, or in development
/// the pages of Vite.
fn is_own_page(url: &Url) -> bool {
    let host = url.host_str();
    match url.scheme() {
        "tauri" => host == Some("localhost"),
        "http" | "https" if host == Some("tauri.localhost") => true,
        "http" => tauri::is_dev() && host == Some("127.0.0.1") && url.port() == Some(1420),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_shows_its_own_pages_only() {
        for (url, own) in [
            ("tauri://localhost/index.html", true),
            ("http://tauri.localhost/", true),
            ("tauri://elsewhere/", false),
            ("https://example.com/", false),
            ("http://tauri.localhost.example.com/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
            ("paraph://localhost/x", false),
            ("about:blank", false),
        ] {
            assert_eq!(is_own_page(&url.parse().unwrap()), own, "{url}");
        }
    }
}

//! The signing page's files, built from `ui/` and carried in the program.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

#[derive(rust_embed::RustEmbed)]
#[folder = "../../ui/dist"]
#[include = "sign.html"]
#[include = "assets/*"]
struct Page;

/// The page itself.
pub(super) fn page() -> Response {
    file("sign.html")
}

/// One of its files.
pub(super) fn asset(name: &str) -> Response {
    file(&format!("assets/{name}"))
}

fn file(path: &str) -> Response {
    let Some(found) = Page::get(path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    ([(header::CONTENT_TYPE, kind)], found.data.into_owned()).into_response()
}

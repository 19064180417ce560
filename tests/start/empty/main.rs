//! A window of Tauri's with nothing in it: what `cargo xtask bench start` measures Paraph against.

#[allow(
    clippy::disallowed_methods,
    reason = "inside the macro, for a context that is damaged"
)]
fn main() -> tauri::Result<()> {
    let context = tauri::generate_context!("tests/start/empty/tauri.conf.json");
    tauri::Builder::default().run(context)
}

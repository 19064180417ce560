//! Hands the window's settings to Tauri.
fn main() {}

//! How soon the window is there and what it weighs, beside an empty window of Tauri's in the same
//! run: `cargo xtask bench start`. JSON on standard output; `docs/bench.md` says how to read it.
//! Words choose parts: opening, contract, frames.

#![allow(
    clippy::expect_used,
    reason = "what cannot be measured ends the measurement"
)]

mod contract;
mod frames;
mod opening;
mod screen;
mod weight;

use std::{io::Write, path::PathBuf, process::ExitCode};

/// The middle one of some figures.
fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The path in a variable that `cargo xtask bench` sets.
fn path(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let (Some(paraph), Some(empty)) = (path("PARAPH_BIN"), path("PARAPH_EMPTY")) else {
        let _ = writeln!(std::io::stderr(), "run it by `cargo xtask bench start`");
        return ExitCode::from(2);
    };
    let chosen: Vec<String> = std::env::args().skip(1).collect();
    let is_wanted = |part: &str| chosen.is_empty() || chosen.iter().any(|word| word == part);
    let mut figures = serde_json::Map::new();
    if is_wanted("opening") {
        figures.insert("opening".into(), opening::measure(&paraph, &empty));
    }
    if is_wanted("contract") {
        figures.insert("contract".into(), contract::measure().await);
    }
    if is_wanted("frames") {
        figures.insert("frames".into(), frames::measure().await);
    }
    let text = serde_json::to_string_pretty(&figures).unwrap_or_default();
    match writeln!(std::io::stdout(), "{text}") {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

//! How soon the window is there and what it weighs, beside an empty window of Tauri's in the same
//! run: `cargo xtask bench start`. JSON on standard output; `docs/bench.md` says how to read it.

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

use serde_json::json;

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
    let openings = opening::measure(&paraph, &empty);
    let contract = contract::measure().await;
    let frames = frames::measure().await;
    let figures = json!({"opening": openings, "contract": contract, "frames": frames});
    let text = serde_json::to_string_pretty(&figures).unwrap_or_default();
    match writeln!(std::io::stdout(), "{text}") {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

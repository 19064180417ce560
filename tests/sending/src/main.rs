//! `cargo xtask crash`: cuts the sending engine everywhere and looks at what is left.
//!
//! `paraph-crash [COMBINATIONS]`; the same program is the worker that reads PDFs.
#![allow(clippy::print_stdout, reason = "its report")]

use std::process::ExitCode;

fn main() -> ExitCode {
    let first = std::env::args().nth(1);
    if first.as_deref() == Some(worker::FLAG) {
        return worker::run();
    }
    let most = first.and_then(|n| n.parse().ok()).unwrap_or(u32::MAX);
    let program = std::env::current_exe().unwrap_or_default();
    let Ok(runtime) = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    else {
        return ExitCode::FAILURE;
    };
    let report = runtime.block_on(sending::cuts(program, 1, most));
    println!(
        "{} combinations: {} kept, {} need attention, {} failed unsent, {} cut before anything",
        report.tried, report.kept, report.attention, report.failed, report.nothing
    );
    for wrong in &report.wrong {
        println!("WRONG {wrong}");
    }
    if report.wrong.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

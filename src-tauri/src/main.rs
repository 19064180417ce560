//! Paraph: the window; or, started with `--worker`, a process that reads and draws PDFs for it.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    if std::env::args_os()
        .nth(1)
        .is_some_and(|first| first == worker::FLAG)
    {
        return worker::run();
    }
    paraph_window::run()
}

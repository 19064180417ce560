//! `paraph-cli`: the desk from a terminal, for offices that script. Links no Tauri, and works on
//! the same data beside the window.

mod args;
mod commands;
mod context;
mod output;
mod signer;

use std::process::ExitCode;

use clap::Parser as _;

use args::Cli;
use context::Context;

fn main() -> ExitCode {
    if std::env::args_os()
        .nth(1)
        .is_some_and(|first| first == worker::FLAG)
    {
        return worker::run();
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { 2 } else { 0 };
            // Without a terminal there is nobody to tell.
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            output::message(&format!("paraph-cli: {error}"));
            return ExitCode::FAILURE;
        }
    };
    let code = match Context::new(&cli) {
        Ok(context) => runtime.block_on(commands::run(cli.command, &context)),
        Err(usage) => {
            output::message(&usage);
            ExitCode::from(2)
        }
    };
    // A keyring that hangs must not keep the program from ending.
    runtime.shutdown_background();
    code
}

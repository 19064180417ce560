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
        Err(error) if error.use_stderr() && wants_json() => {
            return output::usage(true, &error.to_string());
        }
        // Help, a version, or in colour what is wrong.
        Err(error) => error.exit(),
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
        Err(wrong) => output::usage(cli.json, &wrong),
    };
    // A keyring that hangs must not keep the program from ending.
    runtime.shutdown_background();
    code
}

/// Whether JSON is wanted, as far as a command line says so that is otherwise not understood.
fn wants_json() -> bool {
    std::env::args_os()
        .take_while(|word| word != "--")
        .any(|word| word == "--json")
}

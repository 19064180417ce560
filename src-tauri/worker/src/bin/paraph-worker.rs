//! A worker by itself, for tests and benches; the products start themselves with `--worker`.

use std::process::ExitCode;

fn main() -> ExitCode {
    worker::run()
}

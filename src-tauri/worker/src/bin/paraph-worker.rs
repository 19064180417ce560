//! A worker by itself, for the packages, tests and benches; what is not installed starts itself
//! with `--worker`.

use std::process::ExitCode;

fn main() -> ExitCode {
    worker::run()
}

//! Measurements, as JSON on standard output: `cargo xtask bench NAME`.

mod tags_bench;
mod timing;

use std::{
    env,
    io::{self, Write},
    process::ExitCode,
};

fn main() -> ExitCode {
    let name = env::args().nth(1).unwrap_or_default();
    let result = match name.as_str() {
        "tags" => tags_bench::measure(),
        _ => {
            let _ = writeln!(io::stderr(), "There is no bench “{name}”.");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(figures) => {
            let _ = writeln!(io::stdout(), "{figures:#}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

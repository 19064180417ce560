//! Measurements, as JSON on standard output and as a table on standard error: `cargo xtask bench NAME`.
//! `docs/bench.md` says how to read them.

mod cpu;
mod inputs;
mod instructions;
mod memory;
mod peers;
#[cfg(feature = "pool")]
mod pool;
mod table;
mod tags_bench;

use std::{
    env,
    error::Error,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

/// What a measurement may fail with; whoever runs it reads the words.
type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match obey(&words) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn obey(words: &[&str]) -> Result<ExitCode> {
    match words {
        ["tags", flags @ ..] => tags_bench::measure(&tags_bench::Wanted::parse(flags)?),
        // What the bench starts itself as a process of its own.
        ["once", file] => {
            let peak = memory::read_once(Path::new(file))?;
            writeln!(io::stdout(), "{peak}")?;
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            writeln!(
                io::stderr(),
                "paraph-bench tags [--check | --bless] [--only INPUT]"
            )?;
            Ok(ExitCode::from(2))
        }
    }
}

//! The house's own commands: `cargo xtask run`, `cargo xtask test` and those behind them.
//! Built from the standard library and `serde_json` alone, so that it is there in seconds on a
//! machine which has only Rust, Node and apt.

mod apt;
mod audit;
mod bench;
mod bindings;
mod child;
mod count;
mod crash;
mod display;
mod documents;
mod fuzz;
mod licences;
mod lint;
mod node;
mod options;
mod package;
mod pictures;
mod python;
mod repo;
mod run;
mod say;
mod test;
mod toolchain;
mod trouble;

use std::process::ExitCode;

use options::Options;
use say::say;
use trouble::Result;

const HELP: &str = "\
cargo xtask COMMAND

  run [FILE.pdf]…     install what is missing, build, open Paraph (with those files);
                      without a display: a screenshot in pictures/window.png
  test [--only STAGE] every check and every test; ends with one line that counts
  lint                format, clippy, licences, types and generated files
  fmt                 put Rust files into the house's format
  bindings            write ui/src/bindings.ts from the Rust types
  audit               licences, doubles and known holes in libraries
  package [--check]   a .deb and an .rpm (packages/README.md); --check installs the .deb in a
                      Debian that has nothing else, and looks
  bench [NAME]        measure; NAME: tags, start (docs/bench.md says how to read them),
                      follow (docs/crash.md)
       [--check]      fail where the instructions have grown; --bless keeps them anew
  fuzz [TARGET]…      feed the reader of PDFs what nobody thought of (tests/fuzz)
       [--seconds N]  for each target; --seeds makes the seeds anew
  crash [--combinations N] [--kills N] [--power N] [--seed S]
                      crashes of every sort, and what is left after them (docs/crash.md)
  documents           the reader against real PDFs from Debian packages, and against pdfium
  pictures            screenshots of every screen, light and dark, into pictures/

  --yes               install Debian packages without asking
  --help              this

Stages of `test`: lint, build, crates, ui, page, mutations, crash, and the files of tests/ by name.
";

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(wrong) => {
            say(&format!("{wrong}\n\n{HELP}"));
            return ExitCode::from(2);
        }
    };
    match obey(&options) {
        Ok(code) => code,
        Err(trouble) => {
            say(&format!("\nIt could not be done: {trouble}"));
            ExitCode::FAILURE
        }
    }
}

fn obey(options: &Options) -> Result<ExitCode> {
    match options.command.as_str() {
        "run" => run::run(options),
        "test" => test::test(options),
        "lint" => lint::lint(options),
        "fmt" => lint::format(),
        "audit" => audit::audit(),
        "package" => package::package(options),
        "bindings" => bindings::write(options),
        "bench" => bench::bench(options),
        "crash" => crash::crash(options),
        "pictures" => pictures::pictures(options),
        "fuzz" => fuzz::fuzz(options),
        "documents" => documents::documents(options),
        _ => {
            say(HELP);
            Ok(ExitCode::SUCCESS)
        }
    }
}

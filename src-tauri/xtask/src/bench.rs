//! `cargo xtask bench`: measuring, in the release profile, on this machine.

use std::process::ExitCode;

use crate::{
    child,
    options::Options,
    toolchain,
    trouble::{Result, Trouble},
};

/// What can be measured.
const BENCHES: [&str; 1] = ["tags"];

pub(crate) fn bench(options: &Options) -> Result<ExitCode> {
    toolchain::check()?;
    let chosen: Vec<&str> = match options.rest.as_slice() {
        [] => BENCHES.to_vec(),
        names => names.iter().map(String::as_str).collect(),
    };
    for name in chosen {
        if !BENCHES.contains(&name) {
            let known = BENCHES.join(", ");
            return Err(Trouble::new(format!(
                "there is no bench “{name}”, only: {known}"
            )));
        }
        let mut bench = child::cargo();
        bench.args([
            "run",
            "--quiet",
            "--release",
            "-p",
            "paraph-bench",
            "--",
            name,
        ]);
        child::run_shown(&mut bench)?;
    }
    Ok(ExitCode::SUCCESS)
}

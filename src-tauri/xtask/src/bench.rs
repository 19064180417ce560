//! `cargo xtask bench`: measuring, in the release profile, on this machine.

use std::process::ExitCode;

use crate::{
    apt, child, node,
    options::Options,
    python, repo,
    say::say,
    toolchain,
    trouble::{Result, Trouble},
};

/// What can be measured.
const BENCHES: [&str; 3] = ["tags", "follow", "start"];

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
        match name {
            "follow" => follow()?,
            "start" => start(options)?,
            _ => measure(name, options)?,
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// 500 sessions followed for a month; it answers in JSON.
fn follow() -> Result<()> {
    node::install()?;
    node::build()?;
    let mut bench = child::cargo();
    bench.args(["run", "--quiet", "--release", "-p", "paraph-sending"]);
    bench.args(["--bin", "paraph-follow"]);
    child::run_shown(&mut bench)
}

/// The window, laid out as it is installed, beside an empty one; it answers in JSON.
fn start(options: &Options) -> Result<()> {
    let wanted = [
        apt::TO_RUN,
        apt::WITHOUT_DISPLAY,
        apt::TO_TEST,
        apt::TO_MEASURE,
    ]
    .concat();
    apt::ensure(&wanted, options.yes)?;
    node::install()?;
    node::build()?;
    let features = "paraph/custom-protocol,paraph/automation";
    let mut windows = child::cargo();
    windows.args(["build", "--quiet", "--release", "--features", features]);
    windows.args([
        "-p",
        "paraph",
        "--bin",
        "paraph",
        "--example",
        "empty-window",
    ]);
    windows.args(["-p", "paraph-cli", "--bin", "paraph-cli"]);
    windows.args(["-p", "worker", "--bin", "paraph-worker"]);
    child::run_shown(&mut windows)?;
    let built = repo::target()?.join("release");
    let installed = repo::own("start")?;
    for (program, place) in [
        ("paraph", "bin/paraph"),
        ("paraph-worker", "lib/paraph/paraph-worker"),
        ("examples/empty-window", "bin/empty-window"),
    ] {
        repo::copy(&built.join(program), &installed.join(place))?;
    }
    // Of the whole workspace, as for all tests: another choice would build the libraries anew.
    let mut meter = child::cargo();
    meter.args(["build", "--quiet", "--workspace", "--bin", "paraph-start"]);
    child::run_shown(&mut meter)?;
    let mut bench = child::command(repo::target()?.join("debug/paraph-start"));
    bench
        .env("PARAPH_BIN", installed.join("bin/paraph"))
        .env("PARAPH_EMPTY", installed.join("bin/empty-window"));
    child::run_shown(&mut bench)
}

/// Runs one bench with its peers, its counter of instructions and the worker processes beside it.
fn measure(name: &str, options: &Options) -> Result<()> {
    // Without either the bench goes on and says what it left out.
    if let Err(trouble) = apt::ensure(apt::TO_MEASURE, options.yes) {
        say(&trouble.to_string());
    }
    let peers = python::bench_peers();
    let mut workers = child::cargo();
    workers.args([
        "build",
        "--quiet",
        "--release",
        "-p",
        "worker",
        "--bin",
        "paraph-worker",
    ]);
    child::run_shown(&mut workers)?;
    let mut bench = child::cargo();
    bench.args([
        "run",
        "--quiet",
        "--release",
        "-p",
        "paraph-bench",
        "--features",
        "pool",
        "--",
        name,
    ]);
    bench.args(options.check.then_some("--check"));
    bench.args(options.bless.then_some("--bless"));
    match peers {
        Ok(python) => bench.env("PARAPH_BENCH_PYTHON", python),
        Err(trouble) => bench.env("PARAPH_BENCH_WITHOUT_PEERS", trouble.to_string()),
    };
    child::run_shown(&mut bench)
}

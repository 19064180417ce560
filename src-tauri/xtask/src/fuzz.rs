//! `cargo xtask fuzz`: libFuzzer on the reader of PDFs. The toolchain at hand is enough: the counters
//! that the fuzzer follows are made by LLVM's own pass, and the fuzzer itself comes as a crate.

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::Duration,
};

use crate::{
    apt, child,
    options::Options,
    repo,
    say::say,
    toolchain,
    trouble::{Result, Trouble, While},
};

/// The targets, with what each one's inputs are seeded from besides its own folder.
const TARGETS: [(&str, Option<&str>); 7] = [
    ("read", Some("tests/corpus")),
    ("mended", Some("tests/corpus")),
    ("rewrite", Some("tests/corpus")),
    ("content", None),
    ("cmap", None),
    ("program", None),
    ("grammar", None),
];

/// How long each target runs unless it is told.
const SECONDS: u32 = 60;
/// Building everything with counters, also on a machine that does much else.
const BUILDING: Duration = Duration::from_secs(3 * 3600);

/// What makes rustc count which edges were taken, and show the fuzzer what is compared.
const COUNTERS: &[&str] = &[
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Clink-dead-code",
];

pub(crate) fn fuzz(options: &Options) -> Result<ExitCode> {
    toolchain::check()?;
    apt::ensure(&["build-essential"], options.yes)?;
    if options.seeds {
        child::run_shown(cargo(&["run", "--quiet", "--bin", "seeds"])?.env_remove("RUSTFLAGS"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let known = || TARGETS.map(|(name, _)| name).join(", ");
    for name in &options.rest {
        if TARGETS.iter().all(|(target, _)| target != name) {
            return Err(Trouble::new(format!(
                "there is no target “{name}”, only: {}",
                known()
            )));
        }
    }
    let chosen = |name: &str| options.rest.is_empty() || options.rest.iter().any(|one| one == name);
    say("building the targets with counters; the first time takes minutes");
    let triple = triple()?;
    let mut build = cargo(&["build", "--quiet", "--release", "--target", &triple])?;
    // The program that makes the seeds has no fuzzer in it that would take the counters.
    for (name, _) in TARGETS.into_iter().filter(|(name, _)| chosen(name)) {
        build.args(["--bin", name]);
    }
    build.env("RUSTFLAGS", COUNTERS.join(" "));
    let log = repo::own("logs")?.join("fuzz-build.txt");
    let built = child::run_logged(&mut build, &log, BUILDING)?;
    if !built.ok {
        return Err(Trouble::new(built.output));
    }
    let programs = folder()?.join(triple).join("release");
    let mut all_well = true;
    for (name, more) in TARGETS.into_iter().filter(|(name, _)| chosen(name)) {
        let seconds = options.seconds.unwrap_or(SECONDS);
        all_well &= run(&programs.join(name), name, more, seconds)?;
    }
    Ok(if all_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Runs one target; says whether it found nothing.
fn run(program: &Path, name: &str, more: Option<&str>, seconds: u32) -> Result<bool> {
    let here = repo::root().join("tests/fuzz");
    // What the fuzzer learns is kept from run to run.
    let learned = repo::own(&format!("fuzz/{name}/learned"))?;
    let found = repo::own(&format!("fuzz/{name}/found"))?;
    let mut fuzzer = child::command(program);
    fuzzer.arg(&learned);
    let seeds = [here.join("seeds").join(name), here.join("found").join(name)];
    let seeds = seeds
        .into_iter()
        .chain(more.map(|more| repo::root().join(more)));
    fuzzer.args(seeds.filter(|folder| folder.is_dir()));
    fuzzer
        .arg(format!("-dict={}", here.join("pdf.dict").display()))
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-artifact_prefix={}/", found.display()))
        .args(["-timeout=30", "-rss_limit_mb=2048", "-max_len=65536"])
        .args(["-print_final_stats=1", "-close_fd_mask=1"]);
    say(&format!("{name}: {seconds} s"));
    let log = repo::own("logs")?.join(format!("fuzz-{name}.txt"));
    let patience = Duration::from_secs(u64::from(seconds) + 300);
    let ended = child::run_logged(&mut fuzzer, &log, patience)?;
    if ended.ok {
        let runs = ended.output.lines().rev();
        let runs = runs.filter_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
        let runs = runs.map(str::trim).next().unwrap_or("?").to_owned();
        say(&format!("  nothing found in {runs} runs"));
        return Ok(true);
    }
    let told: Vec<&str> = ended
        .output
        .lines()
        .filter(|line| line.contains("panicked") || line.contains("ERROR: libFuzzer"))
        .collect();
    say(&format!("  {}", told.join("\n  ")));
    say(&format!(
        "  The input is in {}; all that was said, in {}.\n  Keep it as tests/fuzz/found/{name}/NAME: \
         the tests of the crate `tags` read it from then on.",
        found.display(),
        log.display()
    ));
    Ok(false)
}

/// Where the fuzz crate is built.
fn folder() -> Result<PathBuf> {
    repo::own("fuzz/target")
}

/// Cargo, for the fuzz crate.
fn cargo(words: &[&str]) -> Result<Command> {
    let mut cargo = child::cargo();
    cargo.args(words);
    cargo
        .current_dir(repo::root().join("tests/fuzz"))
        .env("CARGO_TARGET_DIR", folder()?);
    Ok(cargo)
}

/// What rustc calls this machine: with it named, build scripts and macros get no counters.
fn triple() -> Result<String> {
    let told = child::command("rustc").arg("-vV").output();
    let told = told.when("asking rustc for this machine's name")?.stdout;
    let told = String::from_utf8_lossy(&told);
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| Trouble::new("rustc does not say what machine this is"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_one_of_the_fuzz_crate() {
        let manifest = std::fs::read_to_string(repo::root().join("tests/fuzz/Cargo.toml")).unwrap();
        for (name, _) in TARGETS {
            let path = format!("path = \"targets/{name}.rs\"");
            assert!(manifest.contains(&path), "{name}");
        }
        assert_eq!(manifest.matches("targets/").count(), TARGETS.len());
    }
}

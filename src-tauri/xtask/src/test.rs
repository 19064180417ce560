//! `cargo xtask test`: every check and every test, stage by stage, and one line that counts.

mod build;

use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

use build::{Built, TestFile};

use crate::{
    apt, child,
    child::{npm, run_logged},
    count,
    count::Count,
    crash, lint, node,
    options::Options,
    python, repo,
    say::say,
    toolchain,
    trouble::Result,
};

/// The package whose tests drive the built programs; each of its files is a stage.
const CROSSING: &str = "paraph-tests";

/// The package of the connectors, whose tests run against strict simulators and …
const CONNECTORS: &str = "services";
/// … against lenient ones: what the public material leaves open may be either way.
const LENIENT: Option<(&str, &str)> = Some(("PARAPH_PLAYED", "lenient"));

/// Test files of crates that take minutes: each is a stage, too, by its package and name.
const LONG: [(&str, &str); 1] = [("tags", "mutations")];

/// How long one runner of tests may take before it is ended and counted as failed: twice what the
/// longest, the browser's, takes on two cores.
const PATIENCE: Duration = Duration::from_secs(1200);

/// What the stages have found so far.
#[derive(Default)]
struct Findings {
    count: Count,
    failures: Vec<(String, String)>,
}

impl Findings {
    /// Takes in how a part of a stage went; its words are kept when it failed.
    fn note(&mut self, name: &str, count: Count, took: Duration, words: &str) {
        let line = format!("{} passed, {} failed", count.passed, count.failed);
        say(&format!(
            "  {name:<28} {line:<24} {:>6.1} s",
            took.as_secs_f64()
        ));
        self.count.add(count);
        if count.failed > 0 {
            self.failures
                .push((name.to_owned(), words.trim_end().to_owned()));
        }
    }

    fn note_trouble(&mut self, name: &str, trouble: &str) {
        self.note(name, Count::one(false), Duration::ZERO, trouble);
    }
}

pub(crate) fn test(options: &Options) -> Result<ExitCode> {
    let begun = Instant::now();
    let mut findings = Findings::default();
    let wanted = |stage: &str| options.only.is_empty() || options.only.iter().any(|o| o == stage);
    match prepare(options) {
        Ok(pyhanko) => stages(&wanted, &pyhanko, &mut findings),
        Err(trouble) => findings.note_trouble("prepare", &trouble.to_string()),
    }
    for (name, words) in &findings.failures {
        say(&format!("\n──── {name}\n{words}"));
    }
    let Count { passed, failed } = findings.count;
    let ran = passed + failed > 0;
    if !ran {
        say(&format!("No stage is called {}.", options.only.join(", ")));
    }
    say(&format!(
        "\nAll of it took {} s.",
        begun.elapsed().as_secs()
    ));
    say(&format!("{passed} passed, {failed} failed"));
    Ok(if ran && failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Everything that must be on the machine; gives back where pyHanko is.
fn prepare(options: &Options) -> Result<PathBuf> {
    toolchain::check()?;
    let packages = [apt::TO_RUN, apt::WITHOUT_DISPLAY, apt::TO_TEST].concat();
    apt::ensure(&packages, options.yes)?;
    node::install()?;
    node::build()?;
    python::pyhanko()
}

fn stages(wanted: &dyn Fn(&str) -> bool, pyhanko: &Path, findings: &mut Findings) {
    if wanted("lint") {
        say("lint");
        for check in lint::all() {
            findings.count.add(Count::one(check.failure.is_none()));
            if let Some(failure) = check.failure {
                findings.failures.push((check.name.to_owned(), failure));
            }
        }
    }
    if wanted("ui") {
        stage("ui", findings, ui);
    }
    if wanted("page") {
        stage("page", findings, page);
    }
    let files = crossing_files();
    let mut built_for = ["build", "crates", "crash"]
        .into_iter()
        .chain(LONG.map(|(_, name)| name))
        .chain(files.iter().map(String::as_str));
    if !built_for.any(wanted) {
        return;
    }
    say("build");
    let built = match build::build() {
        Ok(built) => built,
        Err(trouble) => {
            // None of the Rust tests could run: that is what failed.
            findings.note_trouble("build", &trouble.to_string());
            return;
        }
    };
    let (crossing, crates): (Vec<_>, Vec<_>) = built
        .tests
        .iter()
        .partition(|test| test.package == CROSSING && test.is_file);
    let (long, crates): (Vec<_>, Vec<_>) = crates
        .into_iter()
        .partition(|test| LONG.contains(&(test.package.as_str(), test.name.as_str())));
    if wanted("crates") {
        say("crates");
        for test in crates {
            run_file(test, &built, pyhanko, findings);
            if test.package == CONNECTORS && !test.is_file {
                run_file_with(test, &built, pyhanko, findings, LENIENT);
            }
        }
        let _ = stage_docs(findings);
    }
    if wanted("crash") {
        say("crash");
        run_crashes(&built, findings);
    }
    for test in long
        .into_iter()
        .chain(crossing)
        .filter(|test| wanted(&test.name))
    {
        say(&test.name);
        run_file(test, &built, pyhanko, findings);
    }
}

/// The names of the files in `tests/`, which are stages.
fn crossing_files() -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(repo::root().join("tests")) else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
        .collect()
}

fn stage(name: &str, findings: &mut Findings, run: fn(&mut Findings) -> Result<()>) {
    say(name);
    if let Err(trouble) = run(findings) {
        findings.note_trouble(name, &trouble.to_string());
    }
}

/// Vitest: the window's and the signing page's parts by themselves.
fn ui(findings: &mut Findings) -> Result<()> {
    let report = repo::own("logs")?.join("vitest.json");
    let _ = std::fs::remove_file(&report);
    let mut vitest = npm();
    vitest.args([
        "test",
        "--silent",
        "--",
        "--reporter=default",
        "--reporter=json",
    ]);
    vitest.arg(format!("--outputFile.json={}", report.display()));
    let ended = logged(&mut vitest, "vitest")?;
    let facts = std::fs::read_to_string(&report).unwrap_or_default();
    findings.note(
        "vitest",
        count::vitest(&facts, ended.ok),
        ended.took,
        &ended.output,
    );
    Ok(())
}

/// The window and the signing page in Chromium, their host played by a script.
fn page(findings: &mut Findings) -> Result<()> {
    let ended = logged(npm().args(["run", "--silent", "test:browser"]), "browser")?;
    findings.note(
        "browser",
        count::plain(&ended.output, ended.ok),
        ended.took,
        &ended.output,
    );
    Ok(())
}

/// The examples in doc comments.
fn stage_docs(findings: &mut Findings) -> Result<()> {
    let mut docs = child::cargo();
    docs.args(["test", "--workspace", "--doc", "--quiet"]);
    let ended = logged(&mut docs, "docs")?;
    findings.note(
        "doc comments",
        count::rust(&ended.output, ended.ok),
        ended.took,
        &ended.output,
    );
    Ok(())
}

fn run_file(test: &TestFile, built: &Built, pyhanko: &Path, findings: &mut Findings) {
    run_file_with(test, built, pyhanko, findings, None);
}

/// The same with one more variable, by whose value the run is named.
fn run_file_with(
    test: &TestFile,
    built: &Built,
    pyhanko: &Path,
    findings: &mut Findings,
    way: Option<(&str, &str)>,
) {
    let mut command = child::command(&test.program);
    if let Some((name, value)) = way {
        command.env(name, value);
    }
    command
        .current_dir(&test.folder)
        .env("CARGO_MANIFEST_DIR", &test.folder);
    command.env("PARAPH_PYHANKO", pyhanko);
    for (name, program) in [
        ("PARAPH_BIN", "paraph"),
        ("PARAPH_CLI", "paraph-cli"),
        ("PARAPH_SIMULATOR", "paraph-simulator"),
    ] {
        if let Some(path) = built.programs.get(program) {
            command.env(name, path);
        }
    }
    let name = format!("{} {}", test.package, test.name);
    let name = if test.package == test.name {
        test.name.clone()
    } else {
        name
    };
    let name = match way {
        Some((_, value)) => format!("{name} {value}"),
        None => name,
    };
    match logged(&mut command, &name.replace(' ', "-")) {
        Ok(ended) => {
            let count = count::rust(&ended.output, ended.ok);
            findings.note(&name, count, ended.took, failing_part(&ended.output));
        }
        Err(trouble) => findings.note_trouble(&name, &trouble.to_string()),
    }
}

/// A share of `cargo xtask crash`, the same each time, so that a red run is the change's own.
fn run_crashes(built: &Built, findings: &mut Findings) {
    let (Some(program), Some(cli)) = (
        built.programs.get("paraph-crash"),
        built.programs.get("paraph-cli"),
    ) else {
        findings.note_trouble("crash", "paraph-crash was not built");
        return;
    };
    let mut command = crash::command(program, cli);
    command.args(crash::SHARE).args(["--seed", "1"]);
    match logged(&mut command, "crash") {
        Ok(ended) => {
            let count = Count::one(ended.ok);
            findings.note("crash", count, ended.took, &ended.output);
        }
        Err(trouble) => findings.note_trouble("crash", &trouble.to_string()),
    }
}

/// From the first failure on: the names of the tests that passed help nobody.
fn failing_part(output: &str) -> &str {
    output
        .find("\nfailures:")
        .and_then(|at| output.get(at..))
        .unwrap_or(output)
}

fn logged(command: &mut Command, name: &str) -> Result<child::Ended> {
    run_logged(
        command,
        &repo::own("logs")?.join(format!("{name}.txt")),
        PATIENCE,
    )
}

//! `cargo xtask crash`: cuts the sending engine everywhere, kills the command line, takes the
//! power away, and looks at what is left. The same program is the worker that reads PDFs.
#![allow(clippy::print_stdout, reason = "its report")]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use sending::{Kills, Plan, Played, cpu_seconds};
use session::Service;
use simulators::esign::Esign;
use simulators::restpki::RestPki;
use simulators::signant::Signant;
use simulators::signhost::Signhost;

const USAGE: &str = "\
paraph-crash [--service S] [--combinations N] [--kills N] [--power N] [--seed S] [--chance]
             [--at-once N] [--only NUMBER]
  --service: which one is played, signhost, esign, restpki or signant; all unless said
  --combinations, --kills, --power: so many of each service
  --chance: no grid of every trouble at every await point, combinations by chance alone
  --only: the combination by chance of that number
PARAPH_CLI names the command line that is killed.";

struct Wanted {
    /// None: all that are played.
    service: Option<Service>,
    combinations: u32,
    kills: u32,
    power: u32,
    seed: u64,
    step: u32,
    at_once: usize,
    only: Option<u32>,
}

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1).peekable();
    if words.peek().is_some_and(|first| first == worker::FLAG) {
        return worker::run();
    }
    let Some(wanted) = wanted(words) else {
        println!("{USAGE}");
        return ExitCode::from(2);
    };
    let mut wrong = 0;
    for (service, run) in PLAYED {
        if wanted.service.is_none_or(|one| one == *service) {
            wrong += run(&wanted);
        }
    }
    println!("{wrong} wrong");
    if wrong == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Tries one service and says how much went wrong.
type Run = fn(&Wanted) -> usize;

/// Every service that is played, and what tries it. The deaths of *This computer*, which no
/// service takes part in, are tried in `tests/kills.rs`.
const PLAYED: &[(Service, Run)] = &[
    (Service::Signhost, run::<Signhost>),
    (Service::Esign, run::<Esign>),
    (Service::Restpki, run::<RestPki>),
    (Service::Signant, run::<Signant>),
];

fn wanted(mut words: impl Iterator<Item = String>) -> Option<Wanted> {
    let mut wanted = Wanted {
        service: None,
        combinations: 0,
        kills: 0,
        power: 0,
        seed: 1,
        step: 1,
        at_once: 8,
        only: None,
    };
    while let Some(word) = words.next() {
        if word == "--chance" {
            wanted.step = 0;
            continue;
        }
        let value = words.next()?;
        if word == "--service" {
            let named = Service::parse(&value)?;
            PLAYED.iter().find(|(service, _)| *service == named)?;
            wanted.service = Some(named);
            continue;
        }
        let number: u32 = value.parse().ok()?;
        match word.as_str() {
            "--combinations" => wanted.combinations = number,
            "--kills" => wanted.kills = number,
            "--power" => wanted.power = number,
            "--seed" => wanted.seed = number.into(),
            "--at-once" => wanted.at_once = usize::try_from(number).ok()?,
            "--only" => wanted.only = Some(number),
            _ => return None,
        }
    }
    Some(wanted)
}

/// Tries one service; how much went wrong.
fn run<S: Played>(wanted: &Wanted) -> usize {
    let mut wrong = Vec::new();
    println!("{}, seed {}", S::SERVICE.as_str(), wanted.seed);
    if wanted.combinations > 0 || wanted.only.is_some() {
        wrong.extend(combinations::<S>(wanted));
    }
    for (what, most, power) in [
        ("kills", wanted.kills, false),
        ("power losses", wanted.power, true),
    ] {
        if most > 0 {
            wrong.extend(deaths::<S>(wanted, what, most, power));
        }
    }
    for wrong in &wrong {
        println!("WRONG {wrong}");
    }
    wrong.len()
}

fn combinations<S: Played>(wanted: &Wanted) -> Vec<String> {
    let begun = (Instant::now(), cpu_seconds());
    let Ok(runtime) = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(wanted.at_once + 2)
        .enable_all()
        .build()
    else {
        return vec!["no runtime".to_owned()];
    };
    let plan = Plan {
        worker: std::env::current_exe().unwrap_or_default(),
        most: wanted.combinations,
        seed: wanted.seed,
        step: wanted.step,
        at_once: wanted.at_once,
    };
    let report = match wanted.only {
        Some(number) => runtime.block_on(sending::crash_again::<S>(&plan, number)),
        None => runtime.block_on(sending::crash::<S>(&plan)),
    };
    let how = format!("{} combinations, {} cut", report.tried, report.cut);
    table(&how, &report.ends, begun);
    report.wrong
}

fn deaths<S: Played>(wanted: &Wanted, what: &str, most: u32, power: bool) -> Vec<String> {
    let begun = (Instant::now(), cpu_seconds());
    let Some(program) = std::env::var_os("PARAPH_CLI").map(PathBuf::from) else {
        return vec!["PARAPH_CLI is not set".to_owned()];
    };
    let killed = sending::kills::<S>(&Kills {
        program,
        most,
        seed: wanted.seed,
        power,
        at_once: wanted.at_once,
        from: wanted.only.unwrap_or(0),
    });
    let during: Vec<String> = killed
        .during
        .iter()
        .map(|(command, count)| format!("{command} {count}"))
        .collect();
    let how = format!(
        "{} {what} ({}) in {} contracts",
        killed.deaths,
        during.join(", "),
        killed.contracts
    );
    table(&how, &killed.ends, begun);
    killed.wrong
}

fn table(how: &str, ends: &std::collections::BTreeMap<String, u32>, (since, cpu): (Instant, f64)) {
    let (took, cpu) = (since.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    println!("{how}; {took:.0} s, {cpu:.0} CPU s");
    for (end, count) in ends {
        println!("  {count:>6}  {end}");
    }
}

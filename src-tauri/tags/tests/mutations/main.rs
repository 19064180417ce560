//! Files of the corpus, changed in twenty thousand ways: none makes the reader panic, hang, exhaust
//! its stack or its memory, or say what cannot be.
//!
//! The turns are shared out among child processes, so that one which dies is told from the others.
//! `PARAPH_SEED` makes other changes, `PARAPH_TURNS` more or fewer of them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests, helpers too")]

mod change;
#[path = "../support/counting.rs"]
mod counting;
mod judge;
mod random;

use std::io::{BufRead, BufReader, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use change::{Original, changed};
use random::Random;

const SEED: u64 = 0x5041_5241_5048;
const TURNS: usize = 20_000;
/// What a worker's thread may have, and less than any thread has by default.
const STACK: usize = 768 << 10;
/// Turns after which a file is rewritten and mended, too.
const MORE: usize = 8;
/// No turn takes this long, but for one that hangs.
const PATIENCE: Duration = Duration::from_secs(180);
/// Which of how many parts a child does.
const PART: &str = "PARAPH_PART";

fn setting(name: &str, usual: u64) -> u64 {
    let told = std::env::var(name).ok();
    told.map_or(usual, |told| told.parse().unwrap())
}

fn seed() -> u64 {
    setting("PARAPH_SEED", SEED)
}

fn turns() -> usize {
    usize::try_from(setting("PARAPH_TURNS", TURNS as u64)).unwrap()
}

fn originals() -> Vec<Original> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let entries = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "pdf"));
    paths.sort();
    let name = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
    paths
        .iter()
        .map(|path| Original::new(name(path), std::fs::read(path).unwrap()))
        .collect()
}

fn file(originals: &[Original], turn: usize) -> (String, Vec<u8>) {
    changed(originals, &mut Random::new(seed(), turn))
}

/// Keeps the file of a turn for those who look into it.
fn keep(originals: &[Original], turn: usize) -> PathBuf {
    let (name, bytes) = file(originals, turn);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-turn-{turn}.pdf"));
    #[expect(
        clippy::disallowed_methods,
        reason = "a file that the test alone knows"
    )]
    std::fs::write(&path, bytes).unwrap();
    path
}

/// What a child says on a line of its own: the turn that begins, or what is wrong with it.
fn say(words: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{words}").unwrap();
    out.flush().unwrap();
}

/// A child's work: every so-manieth turn.
fn part(number: usize, of: usize) {
    let originals = originals();
    let mut read = 0;
    for turn in (number..turns()).step_by(of) {
        say(&format!("turn {turn}"));
        let (_, bytes) = file(&originals, turn);
        let judged = catch_unwind(AssertUnwindSafe(|| judge::judge(&bytes, turn % MORE == 0)));
        match judged.unwrap_or_else(|_| Err("it panics".to_owned())) {
            Ok(tags) => read += usize::from(tags > 0),
            Err(fault) => say(&format!("fault {turn} {}", fault.replace('\n', " "))),
        }
    }
    say(&format!("done {read}"));
}

/// What a child found.
#[derive(Default)]
struct Found {
    /// By turn; that the child died or fell silent is one.
    faults: Vec<(usize, String)>,
    /// How many files still had tags.
    read: usize,
}

/// Starts a child and listens to it.
fn watched(number: usize, of: usize) -> Found {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", NAME, "--nocapture"])
        .env(PART, format!("{number}/{of}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let (tell, told) = channel();
    let reader = std::thread::spawn(move || {
        for line in out.lines().map_while(Result::ok) {
            if tell.send(line).is_err() {
                return;
            }
        }
    });
    let (mut found, mut last) = (Found::default(), 0);
    loop {
        let line = match told.recv_timeout(PATIENCE) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => {
                found.faults.push((last, "it hangs".to_owned()));
                break;
            }
            Err(RecvTimeoutError::Disconnected) => {
                found.faults.push((last, "it ends the process".to_owned()));
                break;
            }
        };
        let mut words = line.splitn(3, ' ');
        match (words.next(), words.next(), words.next()) {
            (Some("turn"), Some(turn), None) => last = turn.parse().unwrap(),
            (Some("fault"), Some(turn), Some(fault)) => {
                found.faults.push((turn.parse().unwrap(), fault.to_owned()));
            }
            (Some("done"), Some(read), None) => {
                found.read = read.parse().unwrap();
                break;
            }
            _ => {}
        }
    }
    let _ = child.kill();
    child.wait().unwrap();
    drop(told);
    reader.join().unwrap();
    found
}

const NAME: &str = "no_change_to_a_file_makes_the_reader_fail";

#[test]
fn no_change_to_a_file_makes_the_reader_fail() {
    if let Ok(told) = std::env::var(PART) {
        let (number, of) = told.split_once('/').unwrap();
        let (number, of) = (number.parse().unwrap(), of.parse().unwrap());
        let small = std::thread::Builder::new().stack_size(STACK);
        small
            .spawn(move || part(number, of))
            .unwrap()
            .join()
            .unwrap();
        return;
    }
    let parts = std::thread::available_parallelism().map_or(2, usize::from);
    let watchers: Vec<_> = (0..parts)
        .map(|number| std::thread::spawn(move || watched(number, parts)))
        .collect();
    let (mut faults, mut read) = (Vec::new(), 0);
    for watcher in watchers {
        let found = watcher.join().unwrap();
        faults.extend(found.faults);
        read += found.read;
    }
    if faults.is_empty() {
        let turns = turns();
        assert!(
            3 * read > turns,
            "only {read} of {turns} files still had tags"
        );
        return;
    }
    let originals = originals();
    let told: Vec<_> = faults
        .iter()
        .map(|(turn, fault)| format!("{}: {fault}", keep(&originals, *turn).display()))
        .collect();
    panic!(
        "with seed {}, {} of {} turns are wrong:\n{}",
        seed(),
        faults.len(),
        turns(),
        told.join("\n")
    );
}

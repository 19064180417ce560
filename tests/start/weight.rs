//! What a program and all that it started take of the memory.

use std::{collections::BTreeSet, fs};

use support::Stage;

/// A process and all below it, by id.
fn family(stage: &Stage, first: u32) -> BTreeSet<u32> {
    let mut family = BTreeSet::from([first]);
    loop {
        let before = family.len();
        for id in stage.processes() {
            if parent(id).is_some_and(|parent| family.contains(&parent)) {
                family.insert(id);
            }
        }
        if family.len() == before {
            return family;
        }
    }
}

fn parent(id: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    rest.split_whitespace().nth(1)?.parse().ok()
}

/// The proportional set size of a process and all below it, in KiB, by the processes' names.
pub(crate) fn of(stage: &Stage, first: u32) -> Vec<(String, u64)> {
    family(stage, first)
        .into_iter()
        .filter_map(|id| {
            let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
            let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
            let size = line.split_whitespace().next()?.parse().ok()?;
            let name = fs::read_to_string(format!("/proc/{id}/comm")).ok()?;
            Some((name.trim().to_owned(), size))
        })
        .collect()
}

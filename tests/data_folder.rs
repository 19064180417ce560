//! The data folder in bad weather: a history from a newer program, a folder that cannot be written,
//! a disk that is full. Each is said, and nothing is left half-written.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of a test fails the test"
)]

use std::{fs, path::Path, process::Stdio};

use serde_json::Value;
use support::{Stage, lease, newer_history, paraph_cli};

/// Runs `paraph-cli` where the data folder is mounted so; gives its answer.
fn mounted(stage: &Stage, mount: &str, words: &[&str]) -> Value {
    fs::create_dir_all(stage.data()).expect("the data folder");
    let mut command = stage.command("unshare");
    // Mounts of its own, gone with it.
    command.args(["--mount", "--map-root-user", "sh", "-c"]);
    command.arg(format!("{mount} && exec \"$@\""));
    command.args(["sh".as_ref(), paraph_cli().as_os_str()]);
    command.arg("--json").args(words).stderr(Stdio::piped());
    let output = command.output().expect("unshare");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn code(answer: &Value) -> &str {
    let error = &answer["error"];
    for part in ["message", "meaning", "remedy"] {
        assert!(
            error[part].as_str().is_some_and(|text| text.len() > 10),
            "{answer:#}"
        );
    }
    error["code"].as_str().unwrap_or_default()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_history_from_a_newer_paraph_is_refused_and_left_alone() {
    let stage = Stage::without_keyring();
    let file = newer_history(&stage);
    let before = (fs::read(&file).ok(), names(&stage.data()));
    let refused = stage.cli(&["sessions"]);
    assert_eq!(refused.error(), "history_newer", "{refused:#?}");
    let file = lease(&stage);
    let words = [
        "send",
        "--signer",
        "1:Ann",
        file.to_str().unwrap_or_default(),
    ];
    assert_eq!(stage.cli(&words).error(), "history_newer");
    let after = fs::read(stage.data().join("history.sqlite")).ok();
    assert!(before.0 == after, "the history was changed");
    let mut names = names(&stage.data());
    names.retain(|name| !before.1.contains(name));
    assert!(names.is_empty(), "{names:?}");
}

#[test]
fn a_data_folder_that_is_read_only_is_said_and_stays_as_it_is() {
    let stage = Stage::without_keyring();
    assert!(stage.cli(&["sessions"]).code == Some(0));
    let before = names(&stage.data());
    let data = stage.data().display().to_string();
    let mount = format!("mount --bind {data} {data} && mount -o remount,bind,ro {data}");
    let answer = mounted(&stage, &mount, &["sessions"]);
    assert_eq!(code(&answer), "data_folder_unwritable");
    assert_eq!(names(&stage.data()), before);
    assert!(stage.cli(&["sessions"]).code == Some(0), "writable again");
}

#[test]
fn a_full_disk_is_said_as_that_and_nothing_is_sent() {
    let stage = Stage::without_keyring();
    let file = lease(&stage);
    let data = stage.data().display().to_string();
    let file = file.to_str().unwrap_or_default();
    // The history is there already when something else fills the disk.
    let mount = format!(
        "mount -t tmpfs -o size=1200k none {data} && {} --json sessions > /dev/null &&
         {{ head -c 2m /dev/zero > {data}/other 2> /dev/null || true; }}",
        paraph_cli().display()
    );
    let send = [
        "send",
        "--signer",
        "1:Ann One",
        "--signer",
        "2:Ben Two",
        file,
    ];
    let answer = mounted(&stage, &mount, &send);
    assert_eq!(code(&answer), "disk_full");
}

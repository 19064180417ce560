//! The data folder in bad weather: a history from a newer program, a folder that cannot be written,
//! a disk that is full. Each is said, and nothing is left half-written.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of a test fails the test"
)]

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;
use support::{HttpSigner, Stage, Window, lease, newer_history, paraph, paraph_cli, until, write};

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

/// A program, as it runs on another computer that has the data folder on a network drive: a table
/// of mounts and a host name of its own make it believe so.
fn on(computer: &str, stage: &Stage, program: &Path) -> PathBuf {
    fs::create_dir_all(stage.data()).expect("the data folder");
    let table = stage.path("mountinfo");
    let data = stage.data().canonicalize().expect("the data folder");
    let line = format!(
        "36 35 98:0 / {} rw - nfs files:/office rw\n",
        data.display()
    );
    write(&table, line.as_bytes());
    let script = stage.path(&format!("{computer}-{}", paraph_name(program)));
    let text = format!(
        "#!/bin/sh\nexec unshare --mount --uts --map-root-user sh -c 'hostname {computer} && \
         mount --bind {} /proc/$$/mountinfo && exec {} \"$@\"' sh \"$@\"\n",
        table.display(),
        program.display(),
    );
    write(&script, text.as_bytes());
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("a program");
    script
}

fn paraph_name(program: &Path) -> String {
    let name = program.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn asked(stage: &Stage, program: &Path, words: &[&str]) -> Value {
    let mut command: Command = stage.command(program);
    let output = command
        .arg("--json")
        .args(words)
        .output()
        .expect("a program");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

#[tokio::test]
async fn h01_on_a_network_drive_the_window_and_its_signing_page_work_for_one_computer_at_a_time() {
    let stage = Stage::with_display();
    let ann = on("ann-pc", &stage, &paraph());
    let ben = on("ben-pc", &stage, &paraph_cli());
    let file = lease(&stage);
    let words = [file.to_str().unwrap_or_default()];
    let window = Window::open_program(&stage, &ann, &words, &[]).await;
    window
        .wait_for("notice", "data-code", "data_folder_shared")
        .await;
    window.enter("signer-1-name", "Ann One").await;
    window.enter("signer-2-name", "Ben Two").await;
    window.wait_for("send", "aria-disabled", "false").await;
    window.click("send").await;
    window
        .wait_for("session-state", "data-state", "waiting")
        .await;

    for (signer, name) in [(1_usize, "Ann One"), (2, "Ben Two")] {
        window.click(&format!("open-signing-{signer}")).await;
        let url = until("the browser to be asked for the signing page", 20, || {
            stage.opened().get(signer - 1).cloned()
        });
        let page = HttpSigner::open(&url);
        // While the page is open, the other computer is told so, and changes nothing.
        for words in [&["sessions"][..], &["serve"]] {
            assert_eq!(code(&asked(&stage, &ben, words)), "data_folder_elsewhere");
        }
        let signed = page.sign(name);
        assert_eq!(signed.status, 200, "{signed:?}");
    }
    window.wait_for("session-state", "data-state", "kept").await;
    window.close().await;

    let there = until("the first computer to leave the folder", 20, || {
        let listed = asked(&stage, &ben, &["sessions"]);
        listed["sessions"].is_array().then_some(listed)
    });
    assert_eq!(there["sessions"][0]["state"], "kept", "{there:#}");
    let path = there["sessions"][0]["documents"][0]["signed"]["path"].as_str();
    let signed = stage.data().join(path.unwrap_or_default());
    let verified = asked(&stage, &ben, &["verify", &signed.to_string_lossy()]);
    assert_eq!(verified[0]["summary"], "intact", "{verified:#}");
}

//! Paraph is started while the one before it is still about to end: a person who closes the window
//! and thinks better of it gets a window, and what they opened with it.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of a test fails the test"
)]

use std::{path::Path, thread::sleep, time::Duration};

use support::{Stage, lease, paraph, until};

/// The window's title.
const TITLE: &str = "Paraph";

/// Waits until one Paraph runs beside those that are ending, and shows a window; gives its id.
fn opens(stage: &Stage, before: Option<u32>, what: &str) -> u32 {
    until(what, 30, || {
        let mut running = stage.running(&paraph());
        running.retain(|id| !is_worker(*id));
        let &[only] = running.as_slice() else {
            return None;
        };
        (Some(only) != before && stage.sees_window_of(only)).then_some(only)
    })
}

fn is_worker(id: u32) -> bool {
    let words = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
    words
        .split(|byte| *byte == 0)
        .any(|word| word == b"--worker")
}

/// Ends the first window in this way, and starts the next after each of these waits.
fn started_again(waits: &[u64], end: impl Fn(&Stage, u32)) {
    let stage = Stage::with_display_and_no_keyring();
    let lease = lease(&stage);
    let mut programs = vec![stage.start_app(&[], &[])];
    let mut first = opens(&stage, None, "the first window");
    for wait in waits {
        end(&stage, first);
        sleep(Duration::from_millis(*wait));
        programs.push(stage.start_app(&[Path::new(&lease)], &[]));
        for program in &mut programs {
            let _ = program.ended();
        }
        first = opens(&stage, Some(first), &format!("the next after {wait} ms"));
    }
}

#[test]
fn a_window_that_is_closed_and_started_again_at_once_opens() {
    started_again(&[0, 20, 40, 60, 80, 120, 160, 240], |stage, _| {
        stage.ask_to_close(TITLE);
    });
}

#[test]
fn a_window_that_is_killed_and_started_again_at_once_opens() {
    started_again(&[0, 0, 2, 5, 10, 20, 40], |_, first| {
        let _ = std::process::Command::new("kill")
            .args(["-9", &first.to_string()])
            .status();
    });
}

#[test]
fn a_second_window_that_can_hand_over_to_nobody_says_so_and_ends() {
    let stage = Stage::with_display_and_no_keyring();
    let mut first = stage.start_app(&[], &[]);
    opens(&stage, None, "the first window");
    let nowhere = format!("unix:path={}", stage.path("nowhere").display());
    let mut second = stage.start_app(&[], &[("DBUS_SESSION_BUS_ADDRESS", &nowhere)]);
    let status = until("the second to end", 40, || second.ended());
    assert_eq!(status.code(), Some(1), "{status}");
    assert!(first.ended().is_none());
}

#[test]
fn without_a_display_paraph_says_so_and_ends() {
    let stage = Stage::without_keyring();
    let output = stage.command(paraph()).output();
    let output = output.expect("paraph");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("Is there a display?"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn a_second_launch_finds_the_first_window_of_a_new_data_folder_behind_a_link() {
    let stage = Stage::with_display_and_no_keyring();
    let link = stage.path("link");
    std::os::unix::fs::symlink(stage.path("data"), &link).expect("a link");
    let folder = link.join("Office").display().to_string();
    let environment = [("PARAPH_DATA_DIR", folder.as_str())];
    let mut first = stage.start_app(&[], &environment);
    opens(&stage, None, "the first window");
    let mut second = stage.start_app(&[&lease(&stage)], &environment);
    let status = until("the second to hand over", 40, || second.ended());
    assert!(status.success(), "{status}");
    assert!(first.ended().is_none());
}

//! Paraph is started while the one before it is still about to end: a person who closes the window
//! and thinks better of it gets a window, and what they opened with it.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of a test fails the test"
)]

use std::{path::Path, thread::sleep, time::Duration};

use support::{Program, Stage, lease, until};

/// The window's title.
const TITLE: &str = "Paraph";

/// The window is there, and belongs to `program`.
fn opens(stage: &Stage, program: &mut Program, what: &str) {
    until(what, 30, || {
        if let Some(status) = program.ended() {
            panic!("{what}: it ended instead: {status}");
        }
        stage.sees_window(TITLE).then_some(())
    });
}

/// Ends the first window in this way, and starts the next after each of these waits.
fn started_again(waits: &[u64], end: impl Fn(&Stage, &Program)) {
    let stage = Stage::with_display_and_no_keyring();
    let lease = lease(&stage);
    let mut first = stage.start_app(&[], &[]);
    opens(&stage, &mut first, "the first window");
    for wait in waits {
        end(&stage, &first);
        sleep(Duration::from_millis(*wait));
        let mut next = stage.start_app(&[Path::new(&lease)], &[]);
        until("the one before to end", 30, || first.ended());
        opens(&stage, &mut next, &format!("the next after {wait} ms"));
        first = next;
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
            .args(["-9", &first.id().to_string()])
            .status();
    });
}

#[test]
fn a_second_window_that_can_hand_over_to_nobody_says_so_and_ends() {
    let stage = Stage::with_display_and_no_keyring();
    let mut first = stage.start_app(&[], &[]);
    opens(&stage, &mut first, "the first window");
    let nowhere = format!("unix:path={}", stage.path("nowhere").display());
    let mut second = stage.start_app(&[], &[("DBUS_SESSION_BUS_ADDRESS", &nowhere)]);
    let status = until("the second to end", 40, || second.ended());
    assert_eq!(status.code(), Some(1), "{status}");
    assert!(first.ended().is_none());
}

#[test]
fn without_a_display_paraph_says_so_and_ends() {
    let stage = Stage::without_keyring();
    let output = stage.command(support::paraph()).output();
    let output = output.expect("paraph");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("Is there a display?"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

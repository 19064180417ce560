//! The stage itself: what the other tests stand on.

use support::{Browser, Stage, is_alive};

#[tokio::test]
async fn everything_that_was_started_on_a_stage_is_gone_with_it() {
    let stage = Stage::with_display();
    let mark = stage
        .path("")
        .to_string_lossy()
        .trim_end_matches('/')
        .to_owned();
    let browser = Browser::open(&stage, 800, 600).await;
    browser
        .go("data:text/html,<p data-testid=here>here</p>")
        .await;
    browser.find("here").await;
    let ids = stage.processes();
    assert!(ids.len() > 4, "display, bus, keyring and browser: {ids:?}");
    // Not closed: a test that fails in the middle closes nothing either.
    std::mem::forget(browser);
    drop(stage);
    assert!(!std::path::Path::new(&mark).exists());
    let left: Vec<_> = ids.into_iter().filter(|id| is_alive(*id)).collect();
    assert_eq!(left, [0; 0]);
}

#[test]
fn the_keyring_answers_on_a_stage_that_has_one_and_on_no_other() {
    let owned = |stage: &Stage| {
        let mut ask = stage.command("dbus-send");
        ask.args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.secrets",
        ]);
        ask.args(["/org/freedesktop/secrets", "org.freedesktop.DBus.Peer.Ping"]);
        ask.status().is_ok_and(|status| status.success())
    };
    assert!(owned(&Stage::new()));
    assert!(!owned(&Stage::without_keyring()));
}

#[test]
fn the_browser_that_a_program_opens_is_the_tests_own() {
    let stage = Stage::without_keyring();
    let status = stage
        .command("xdg-open")
        .arg("http://127.0.0.1:1/s/x")
        .status();
    assert!(status.is_ok_and(|status| status.success()));
    assert_eq!(stage.opened(), ["http://127.0.0.1:1/s/x"]);
}

//! Secrets in every weather, against a real keyring: there or not, locked, asked about, slow, and
//! back again. Wherever a key cannot be kept safely it is kept nowhere.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper of a test fails the test"
)]

use std::{fs, path::Path, thread, time::Duration};

use serde_json::json;
use support::{Answer, OFFICE_SECRETS, Stage, Window, lease, until};

/// What must not stand in any file.
const SECRET: &str = "t0ken";

fn add_office(stage: &Stage, more: &[&str]) -> Answer {
    let words = [
        "accounts",
        "add",
        "--name",
        "Office",
        "--service",
        "signhost",
        "--secrets-stdin",
    ];
    let words: Vec<&str> = words.iter().chain(more).copied().collect();
    stage.cli_with(&words, &[], OFFICE_SECRETS)
}

fn accounts(stage: &Stage) -> Vec<String> {
    let listed = stage.cli(&["accounts", "list"]).ok();
    let names = listed.as_array().unwrap().iter();
    names
        .map(|account| account["name"].as_str().unwrap().to_owned())
        .collect()
}

/// Whether those bytes stand in any file of Paraph's.
fn is_on_disk(stage: &Stage, word: &str) -> bool {
    fn search(folder: &Path, word: &[u8]) -> bool {
        fs::read_dir(folder).is_ok_and(|mut entries| {
            entries.any(|entry| {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    return search(&path, word);
                }
                let bytes = fs::read(&path).unwrap_or_default();
                bytes.windows(word.len()).any(|part| part == word)
            })
        })
    }
    let folders = [
        stage.path("data/Paraph"),
        stage.path("config"),
        stage.path("state"),
    ];
    folders.iter().any(|folder| search(folder, word.as_bytes()))
}

#[test]
fn d07_without_a_keyring_an_account_is_refused_offered_for_this_run_and_written_nowhere() {
    let stage = Stage::without_keyring();
    let refused = add_office(&stage, &[]);
    assert_eq!(
        (refused.code, refused.error()),
        (Some(1), "keyring_missing")
    );
    let remedy = refused.json["error"]["remedy"].as_str().unwrap();
    assert!(remedy.contains("this run"), "{remedy}");
    assert_eq!(accounts(&stage), ["This computer"]);
    let added = add_office(&stage, &["--this-run-only"]).ok();
    assert_eq!(added["secrets"], "run", "{added:#}");
    // The next run has to be told again.
    let listed = stage.cli(&["accounts", "list"]).ok();
    let office = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["name"] == "Office")
        .unwrap();
    assert_eq!(office["secrets"], "missing");
    let given =
        json!({"Office": serde_json::from_str::<serde_json::Value>(OFFICE_SECRETS).unwrap()});
    let words = ["--secrets-stdin", "accounts", "list"];
    let listed = stage.cli_with(&words, &[], &given.to_string()).ok();
    let office = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["name"] == "Office")
        .unwrap();
    assert_eq!(office["secrets"], "run");
    assert!(!is_on_disk(&stage, SECRET));
}

#[test]
fn d07_a_question_of_the_keyring_that_is_closed_is_said_and_an_open_keyring_is_found_afterwards() {
    let mut stage = Stage::with_locked_keyring();
    let refused = thread::scope(|scope| {
        let added = scope.spawn(|| add_office(&stage, &[]));
        stage.close_keyring_question();
        added.join().unwrap()
    });
    assert_eq!((refused.code, refused.error()), (Some(1), "keyring_locked"));
    let detail = refused.json["error"]["detail"].as_str().unwrap();
    assert!(detail.contains("closed"), "{detail}");
    assert_eq!(accounts(&stage), ["This computer"]);
    assert!(!is_on_disk(&stage, SECRET));
    stage.unlock_keyring();
    let added = add_office(&stage, &[]).ok();
    assert_eq!(added["secrets"], "keyring", "{added:#}");
    assert!(!is_on_disk(&stage, SECRET));
}

#[test]
fn a_keyring_that_nobody_opens_is_given_up_in_time_and_nothing_is_written() {
    let stage = Stage::with_locked_keyring();
    // The question stays on the screen: nobody is there.
    let refused = add_office(&stage, &[]);
    assert_eq!((refused.code, refused.error()), (Some(1), "keyring_locked"));
    assert_eq!(accounts(&stage), ["This computer"]);
    assert!(!is_on_disk(&stage, SECRET));
}

#[tokio::test]
async fn a_keyring_that_hangs_holds_up_neither_the_window_nor_a_document_and_is_found_again() {
    let stage = Stage::with_display();
    let keyring = stage.keyring();
    stage.signal("STOP", &keyring);
    let window = Window::open(&stage, &[]).await;
    stage.drop_files(&[&lease(&stage)]);
    window.wait_for("document", "data-state", "ready").await;
    window.wait_for("keys-notice", "data-keys", "locked").await;
    stage.signal("CONT", &keyring);
    until_gone(&window, "keys-notice", || window.ask(RETRY)).await;
    window.close().await;
}

/// Presses “try again” in the notice about keys, where it is shown.
const RETRY: &str = "document.querySelector('[data-testid=keys-retry]')?.click()";

async fn until_gone<F: Future<Output = serde_json::Value>>(
    window: &Window,
    id: &str,
    press: impl Fn() -> F,
) {
    for _ in 0..30 {
        if !window.shows(id).await {
            return;
        }
        let _ = press().await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    panic!("“{id}” is still there");
}

#[tokio::test]
async fn d07_without_a_keyring_the_window_offers_a_key_for_this_run_and_writes_none() {
    let stage = Stage::with_display_and_no_keyring();
    let window = Window::open(&stage, &[]).await;
    window.wait_for("keys-notice", "data-keys", "missing").await;
    window.click("keys-use-run").await;
    until_gone(&window, "keys-notice", || window.ask("null")).await;
    assert!(!stage.data().join("signing-key.pem").exists());
    assert!(!is_on_disk(&stage, "PRIVATE KEY"));
    window.close().await;
}

#[tokio::test]
async fn a_key_behind_a_passphrase_is_on_disk_encrypted_and_asked_for_in_the_next_run() {
    let stage = Stage::with_display_and_no_keyring();
    for round in 0..2 {
        let window = Window::open(&stage, &[]).await;
        window.wait_for("keys-notice", "data-keys", "missing").await;
        window.enter("keys-passphrase", "correct horse").await;
        window.click("keys-use-passphrase").await;
        until_gone(&window, "keys-notice", || window.ask("null")).await;
        window.close().await;
        let file = fs::read_to_string(stage.data().join("signing-key.pem")).unwrap();
        assert!(file.contains("ENCRYPTED PRIVATE KEY"), "round {round}");
        assert!(!is_on_disk(&stage, "correct horse"));
    }
    until("the window to be gone", 20, || {
        stage.running(&support::paraph()).is_empty().then_some(())
    });
}

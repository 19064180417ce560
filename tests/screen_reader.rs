//! What a screen reader is told of the real window.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of a test fails the test"
)]

use std::time::Duration;

use support::{Heard, Stage, Window, lease, until_async};

/// What can be used must have a name.
const CONTROLS: &[&str] = &[
    "push button",
    "button",
    "toggle button",
    "link",
    "entry",
    "password text",
    "check box",
    "radio button",
    "combo box",
    "slider",
];

/// What is told once it has come to rest.
async fn heard(stage: &Stage) -> Vec<Heard> {
    until_async("the window to tell of itself", 60, || async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let heard = stage.hear("paraph");
        heard
            .iter()
            .any(|one| one.role == "heading")
            .then_some(heard)
    })
    .await
}

/// Every control has a name.
async fn controls_are_named(stage: &Stage, screen: &str) -> Vec<Heard> {
    let heard = heard(stage).await;
    for one in &heard {
        let control = one.showing && one.focusable && CONTROLS.contains(&one.role.as_str());
        assert!(!control || !one.name.trim().is_empty(), "{screen}: {one:?}");
    }
    heard
}

/// The words and the numbers: what is told and what is seen are spaced differently.
fn words(text: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut last = ' ';
    for letter in text.chars() {
        if letter.is_ascii_digit() != last.is_ascii_digit() {
            spaced.push(' ');
        }
        spaced.push(letter);
        last = letter;
    }
    let words = spaced.split(|letter: char| !letter.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Every control has a name, and every word that is seen is told.
async fn is_read_well(stage: &Stage, window: &Window, screen: &str) {
    let heard = controls_are_named(stage, screen).await;
    let told: String = heard
        .iter()
        .map(|one| format!("{} {} ", one.name, one.text))
        .collect();
    let told = words(&told);
    let seen = window.ask("document.querySelector('main').innerText").await;
    let missed: Vec<String> = words(seen.as_str().unwrap_or_default())
        .into_iter()
        .filter(|word| !told.contains(word))
        .collect();
    assert!(missed.is_empty(), "{screen}: {missed:?} of {heard:#?}");
}

#[tokio::test]
async fn a01_every_control_has_a_name_and_every_word_of_a_contracts_way_is_read() {
    let stage = Stage::with_display();
    let _reader = stage.start_screen_reader();
    let window = Window::open(&stage, &[]).await;
    window.find("add-sample").await;
    is_read_well(&stage, &window, "the empty screen").await;

    let file = lease(&stage);
    let mut second = stage.start_app(&[&file], &[]);
    second.wait();
    window.find("document").await;
    until_async("the lease to be read", 60, || async {
        let states = window.all("document", "data-state").await;
        (states == ["ready"]).then_some(())
    })
    .await;
    window.enter("signer-1-name", "Ann One").await;
    is_read_well(&stage, &window, "Prepare").await;

    window.enter("signer-2-name", "Ben Two").await;
    until_async("the button to be ready", 20, || async {
        let send = window.find("send").await;
        let disabled = send.attr("aria-disabled").await.ok()?;
        (disabled.as_deref() != Some("true")).then_some(())
    })
    .await;
    window.click("send").await;
    window
        .wait_for("session-state", "data-state", "waiting")
        .await;
    is_read_well(&stage, &window, "a session").await;
    window.click("rail-settings").await;
    window.find("name-pattern").await;
    is_read_well(&stage, &window, "Settings").await;
    window.close().await;
}

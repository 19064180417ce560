//! The whole way with Signant in the real window: sent, the signing page made when it is opened,
//! signed there in the browser, the time that is left shown, and the copy fetched by itself.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use serde_json::json;
use simulators::signant::{Options, Signant};
use support::{Browser, Stage, Window, until};

/// While a posting lives: the computer is kept awake, the time is on the desktop, and closing the
/// window is asked about.
async fn the_desktop_counts_down_and_nothing_ends_in_silence(stage: &Stage, window: &Window) {
    let heard = until("the desktop to be told", 40, || {
        let heard = stage.desktop_heard();
        let has = |name: &str| heard.iter().any(|one| one.get(name).is_some());
        (has("inhibits") && has("shown")).then_some(heard)
    });
    let lock = heard.iter().find(|one| one.get("inhibits").is_some());
    let lock = lock.expect("a lock");
    assert_eq!(
        (&lock["inhibits"], &lock["mode"]),
        (&json!("sleep"), &json!("block"))
    );
    let why = lock["why"].as_str().unwrap_or_default();
    assert!(why.starts_with("A contract is being signed"), "{why}");
    let shown = heard.iter().find(|one| one.get("shown").is_some());
    let text = shown.and_then(|one| one["text"].as_str());
    let text = text.expect("a notification");
    assert!(text.starts_with("15 minutes left at least"), "{text}");

    stage.ask_to_close("Paraph");
    let question = "A contract is being signed";
    stage.press_in(question, "Escape");
    until("the question to be gone", 20, || {
        (!stage.sees_window(question)).then_some(())
    });
    assert!(window.shows("deadline").await, "the window is still there");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_signed_within_the_quarter_of_an_hour_is_fetched_without_a_hand_being_moved() {
    let mut stage = Stage::with_display();
    stage.start_desktop();
    let service = Signant::start(Options {
        self_ticking: true,
        settling: time::Duration::seconds(2),
        ..Options::default()
    })
    .expect("the simulator");
    let keys = [
        ("distributor_id", "DEMO-DIST"),
        ("access_code", "demo-code"),
    ];
    let window = stage
        .begin_in_window("signant", &service.base_url(), &keys, &[])
        .await;
    assert!(service.postings().is_empty(), "no time runs before");
    assert!(!window.shows("deadline").await);
    assert!(stage.desktop_heard().is_empty(), "the computer may sleep");

    let browser = Browser::open(&stage, 1000, 900).await;
    for signer in 1..=2 {
        let url = stage.open_signing(&window, signer, &service.origin()).await;
        window.find("deadline").await;
        if signer == 1 {
            the_desktop_counts_down_and_nothing_ends_in_silence(&stage, &window).await;
        }
        browser.go(&url).await;
        browser.click("consent").await;
        browser.click("sign").await;
        until("the signer to have signed", 30, || {
            let postings = service.postings();
            postings
                .iter()
                .filter(|posting| posting.complete())
                .nth(signer - 1)
                .map(drop)
        });
        if signer == 1 {
            // The next one signs what this one left, once it is here.
            window.find("open-signing-2").await;
        }
    }
    assert!(
        browser.address().await.contains("/back/"),
        "the loopback page"
    );
    browser.close().await;

    window.wait_for("session-state", "data-state", "kept").await;
    assert!(!window.shows("deadline").await, "nothing is left there");
    until(
        "the computer to be let go and the notification to go",
        100,
        || {
            let heard = stage.desktop_heard();
            let last = |name: &str| heard.iter().rposition(|one| one.get(name).is_some());
            let over = last("sleeps") > last("inhibits") && last("closed") > last("shown");
            over.then_some(())
        },
    );
    window.close().await;
    assert_eq!(service.violations(), []);
}

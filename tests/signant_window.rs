//! The whole way with Signant in the real window: sent, the signing page made when it is opened,
//! signed there in the browser, the time that is left shown, and the copy fetched by itself.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use simulators::signant::{Options, Signant};
use support::{Browser, Stage, Window, until};

const SECRETS: &str = r#"{"distributor_id":"DEMO-DIST","access_code":"demo-code"}"#;

/// Chooses the account, as a person does.
async fn send_with_office(window: &Window) {
    let _ = window.find("account-choice").await;
    let script = "(() => {
        const choice = document.querySelector('[data-testid=\"account-choice\"]');
        choice.value = 'Office';
        choice.dispatchEvent(new Event('change', {bubbles: true}));
        return choice.value;
    })()";
    assert_eq!(window.ask(script).await, "Office");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_signed_within_the_quarter_of_an_hour_is_fetched_without_a_hand_being_moved() {
    let stage = Stage::with_display();
    let service = Signant::start(Options {
        self_ticking: true,
        settling: time::Duration::seconds(2),
        ..Options::default()
    })
    .expect("the simulator");
    let words = [
        "accounts",
        "add",
        "--name",
        "Office",
        "--service",
        "signant",
        "--base-url",
        &service.base_url(),
        "--secrets-stdin",
    ];
    let _ = stage.cli_with(&words, &[], SECRETS).ok();
    let file = stage.put(
        "Lease Harbour Street 12.pdf",
        include_bytes!("sending/contract.pdf"),
    );
    let window = Window::open(&stage, &[file.to_str().unwrap_or_default()]).await;
    window.find("document").await;
    send_with_office(&window).await;
    for (signer, name) in [(1, "Ann Aalto"), (2, "Ben Bakker")] {
        window.enter(&format!("signer-{signer}-name"), name).await;
    }
    window.wait_for("send", "aria-disabled", "false").await;
    window.click("send").await;
    window
        .wait_for("session-state", "data-state", "waiting")
        .await;
    assert!(service.postings().is_empty(), "no time runs before");
    assert!(!window.shows("deadline").await);

    let browser = Browser::open(&stage, 1000, 900).await;
    for signer in 1..=2 {
        window.click(&format!("open-signing-{signer}")).await;
        let url = until("the browser to be asked for the signing page", 30, || {
            stage.opened().get(signer - 1).cloned()
        });
        assert!(url.starts_with(&service.origin()), "{url}");
        window.find("deadline").await;
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
    window.close().await;
    assert_eq!(service.violations(), []);
}

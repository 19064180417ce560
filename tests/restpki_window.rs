//! The whole way with Rest PKI in the real window: sent, signed by two on the simulated service's
//! page in the browser, one after the other, and seen to be kept without a hand being moved.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use serde_json::json;
use simulators::restpki::{Options, RestPki, Status};
use support::{Browser, Stage, Window, until};

#[tokio::test(flavor = "multi_thread")]
async fn what_two_sign_on_the_services_page_is_seen_in_the_window_by_itself() {
    let stage = Stage::with_display();
    let service = RestPki::start(Options {
        self_ticking: true,
        ..Options::default()
    })
    .expect("the simulator");
    let words = [
        "accounts",
        "add",
        "--name",
        "Office",
        "--service",
        "restpki",
        "--base-url",
        &service.base_url(),
        "--secrets-stdin",
    ];
    let secrets = json!({ "api_key": service.api_key() }).to_string();
    let _ = stage.cli_with(&words, &[], &secrets).ok();
    let file = stage.put(
        "Lease Harbour Street 12.pdf",
        include_bytes!("sending/contract.pdf"),
    );
    let window = Window::open(&stage, &[file.to_str().unwrap_or_default()]).await;
    window.find("document").await;
    let script = "(() => {
        const choice = document.querySelector('[data-testid=\"account-choice\"]');
        const own = choice.matches('select') ? choice : choice.querySelector('select');
        own.value = 'Office';
        own.dispatchEvent(new Event('change', {bubbles: true}));
        return own.value;
    })()";
    assert_eq!(window.ask(script).await, "Office");
    for (signer, name) in [(1, "Ann Aalto"), (2, "Ben Bakker")] {
        window.enter(&format!("signer-{signer}-name"), name).await;
    }
    window.wait_for("send", "aria-disabled", "false").await;
    window.click("send").await;
    window
        .wait_for("session-state", "data-state", "waiting")
        .await;

    let browser = Browser::open(&stage, 1000, 900).await;
    for (signer, name) in [(1, "Ann Aalto"), (2, "Ben Bakker")] {
        window.click(&format!("open-signing-{signer}")).await;
        let url = until("the browser to be asked for the signing page", 30, || {
            stage.opened().get(signer - 1).cloned()
        });
        assert!(url.starts_with(&service.origin()), "{url}");
        browser.go(&url).await;
        browser.enter("name", name).await;
        browser.click("sign").await;
        until("the signer to have signed", 30, || {
            let made = service.sessions().into_iter().nth(signer - 1)?;
            (made.status == Status::Completed).then_some(())
        });
        assert!(
            browser.address().await.contains("/back/"),
            "the loopback page"
        );
    }
    browser.close().await;

    window.wait_for("session-state", "data-state", "kept").await;
    window.close().await;
    assert_eq!(service.violations(), []);
}

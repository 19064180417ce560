//! The whole way with eSign in the real window: sent to the simulated service, signed on its
//! page in the browser, and seen to be kept without a hand being moved.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use serde_json::json;
use simulators::esign::{Esign, Options};
use support::{Browser, Stage, until};

#[tokio::test(flavor = "multi_thread")]
async fn what_signers_sign_on_the_services_page_is_seen_in_the_window_by_itself() {
    let stage = Stage::with_display();
    let service = Esign::start(Options {
        self_ticking: true,
        ..Options::default()
    })
    .expect("the simulator");
    let salt = "Qm7w2LkZ8tR4yX1cVb9nHs3dFg6jPa0e";
    let secrets = json!({ "encrypted_api_key": service.encrypted_key(salt), "salt": salt });
    let set = ["username=sender@example.net", "invite=link"];
    let office = ("Office", "esign");
    let added = stage.add_account(office, &service.base_url(), &set, &secrets.to_string());
    assert_eq!(added.ok()["service"], "esign");
    let window = stage.send_from_window(&["input-here"]).await;

    let browser = Browser::open(&stage, 1000, 900).await;
    for signer in [1, 2] {
        let url = stage.open_signing(&window, signer, &service.origin()).await;
        browser.go(&url).await;
        browser.click("consent").await;
        browser.click("sign").await;
        until("the signer to have signed", 30, || {
            let session = service.sessions().into_iter().next()?;
            session.signer(signer)?.signed.map(drop)
        });
    }
    assert!(
        browser.address().await.contains("/back/"),
        "the loopback page"
    );
    browser.close().await;

    window.wait_for("session-state", "data-state", "kept").await;
    window.close().await;
    assert_eq!(service.violations(), []);
}

//! The whole way with Signhost in the real window: sent to the simulated service, signed on its
//! page in the browser, and seen to be kept without a hand being moved.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use simulators::signhost::{Options, Signhost};
use support::{Browser, Stage, until};

#[tokio::test(flavor = "multi_thread")]
async fn what_signers_sign_on_the_services_page_is_seen_in_the_window_by_itself() {
    let stage = Stage::with_display();
    let service = Signhost::start(Options {
        self_ticking: true,
        after_return: time::Duration::seconds(2),
        ..Options::default()
    })
    .expect("the simulator");
    let keys = [
        ("app_key", "DemoApp k3y"),
        ("user_token", "t0ken"),
        ("postback_secret", "example-secret"),
    ];
    let window = stage
        .begin_in_window("signhost", &service.base_url(), &keys, &["input-here"])
        .await;

    let browser = Browser::open(&stage, 1000, 900).await;
    for (signer, name) in [(1, "Ann Aalto"), (2, "Ben Bakker")] {
        let url = stage.open_signing(&window, signer, &service.origin()).await;
        browser.go(&url).await;
        browser.enter("name", name).await;
        browser.click("consent").await;
        browser.click("sign").await;
        until("the signer to have signed", 30, || {
            let transaction = service.transactions().into_iter().next()?;
            let signer = transaction.signers.get(signer - 1)?;
            signer.signed.map(drop)
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

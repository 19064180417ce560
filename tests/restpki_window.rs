//! The whole way with Rest PKI in the real window: sent, signed by two on the simulated service's
//! page in the browser, one after the other, and seen to be kept without a hand being moved.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use simulators::restpki::{Options, RestPki, Status};
use support::{Browser, Stage, until};

#[tokio::test(flavor = "multi_thread")]
async fn what_two_sign_on_the_services_page_is_seen_in_the_window_by_itself() {
    let stage = Stage::with_display();
    let service = RestPki::start(Options {
        self_ticking: true,
        ..Options::default()
    })
    .expect("the simulator");
    let keys = [("api_key", service.api_key())];
    let keys = keys.each_ref().map(|(name, key)| (*name, key.as_ref()));
    let window = stage
        .begin_in_window("restpki", &service.base_url(), &keys, &[])
        .await;

    let browser = Browser::open(&stage, 1000, 900).await;
    for (signer, name) in [(1, "Ann Aalto"), (2, "Ben Bakker")] {
        let url = stage.open_signing(&window, signer, &service.origin()).await;
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

//! The whole way with eSign in the real window: sent to the simulated service, signed on its
//! page in the browser, and seen to be kept without a hand being moved.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use serde_json::json;
use simulators::esign::{Esign, Options, status};
use support::{Browser, Stage, until, until_async};

const SALT: &str = "Qm7w2LkZ8tR4yX1cVb9nHs3dFg6jPa0e";

fn service() -> Esign {
    Esign::start(Options {
        self_ticking: true,
        ..Options::default()
    })
    .expect("the simulator")
}

/// Adds the account *Office* there.
fn add_office(stage: &Stage, service: &Esign) {
    let secrets = json!({ "encrypted_api_key": service.encrypted_key(SALT), "salt": SALT });
    let (office, set) = (("Office", "esign"), ["username=sender@example.net"]);
    let added = stage.add_account(office, &service.base_url(), &set, &secrets.to_string());
    assert_eq!(added.ok()["service"], "esign");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_address_is_mended_on_the_sessions_page_and_the_signer_is_invited_there() {
    let stage = Stage::with_display();
    let service = service();
    add_office(&stage, &service);
    let window = stage.send_from_window(&[]).await;
    window.click("correct").await;
    window.enter("correct-name-2", "Benjamin Bakker").await;
    window.enter("correct-email-2", "ben@example.org").await;
    window.enter("correct-days", "20").await;
    window.click("correct-save").await;
    until_async("the form to be gone", 30, || async {
        (!window.shows("correct-form").await).then_some(())
    })
    .await;
    let there = service.sessions().remove(0);
    let ben = there.signer(2).expect("a signer");
    assert_eq!(
        (ben.name().as_str(), ben.email.as_str()),
        ("Benjamin Bakker", "ben@example.org")
    );
    assert!(there.expires.is_some());
    let told = |to: &str| there.mails.iter().filter(|mail| mail.to == to).count();
    assert_eq!(told("ben@example.org"), 1);
    assert_eq!(told("signer1@example.com"), 1);
    let page = window.ask("document.body.innerText").await;
    let page = page.as_str().unwrap_or_default();
    assert!(page.contains("Changed by you: Ben Bakker is now"), "{page}");
    window.close().await;
    assert_eq!(service.violations(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_has_signed_is_kept_when_the_sender_does_not_wait_for_the_other() {
    let stage = Stage::with_display();
    let service = service();
    add_office(&stage, &service);
    let window = stage.send_from_window(&[]).await;
    let id = service.sessions().remove(0).id;
    service.sign(&id, 1).expect("it is their turn");
    window.click("check").await;
    window.click("close").await;
    window.click("close-confirm").await;
    until_async("the session to be kept", 60, || async {
        window.shows("open-signed").await.then_some(())
    })
    .await;
    let page = window.ask("document.body.innerText").await;
    let page = page.as_str().unwrap_or_default();
    for said in [
        "Finished without Ben Bakker",
        "Did not sign",
        "1 of 2 had signed",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let there = service.session(&id).expect("the session");
    assert_eq!(there.status, status::COMPLETED);
    window.close().await;
    assert_eq!(service.violations(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_signers_sign_on_the_services_page_is_seen_in_the_window_by_itself() {
    let stage = Stage::with_display();
    let service = service();
    let key = service.encrypted_key(SALT);
    let inputs = [
        ("encrypted_api_key", key.as_str()),
        ("salt", SALT),
        ("username", "sender@example.net"),
        ("invite", "link"),
    ];
    let window = stage
        .begin_in_window("esign", &service.base_url(), &inputs, &["input-here"])
        .await;

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

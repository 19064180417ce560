//! The simulated service's signing page, in the browser that signers use.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use serde_json::json;
use simulators::core::wire;
use simulators::signhost::{Options, Signhost, status};
use support::{Browser, Stage};
use time::Duration;

/// A page to come back to.
fn back(service: &Signhost) -> String {
    format!("{}/sign/back", service.origin())
}

/// A started transaction with two signers, who are told their links by the sender.
fn started(service: &Signhost) -> String {
    let signer = |id: &str, verification: &str| {
        json!({
            "Id": id, "Email": format!("{id}@example.net"), "SendSignRequest": false,
            "ReturnUrl": back(service),
            "Verifications": [{ "Type": "iDIN" }, { "Type": verification }]
        })
    };
    let wish = json!({
        "Reference": "page", "DaysToExpire": 14,
        "Signers": [signer("ada", "Scribble"), signer("ben", "Consent")]
    });
    let call = |method: &str, path: &str, kind: &str, body: &[u8]| {
        let length = body.len().to_string();
        let mut headers = vec![
            ("Application", "APPKey DemoApp k3y"),
            ("Authorization", "APIKey t0ken"),
            ("Accept", "application/vnd.signhost.v1+json"),
            ("User-Agent", "test"),
            ("Content-Length", &length),
        ];
        if !kind.is_empty() {
            headers.push(("Content-Type", kind));
        }
        let url = format!("{}{path}", service.base_url());
        wire::send(&url, method, &headers, body).expect("an answer")
    };
    let body = wish.to_string();
    let made = call("POST", "transaction", "application/json", body.as_bytes());
    let id = made.json()["Id"].as_str().expect("an id").to_owned();
    let pdf = simulators::core::pdf::plain_page("The parties agree.");
    call(
        "PUT",
        &format!("transaction/{id}/file/a.pdf"),
        "application/pdf",
        &pdf,
    );
    let start = call("PUT", &format!("transaction/{id}/start"), "", b"");
    assert_eq!(start.status, 204);
    assert_eq!(service.violations(), []);
    id
}

fn status_of(service: &Signhost, id: &str) -> i64 {
    service.transaction(id).expect("it is known").status
}

#[tokio::test]
async fn signers_sign_and_reject_in_a_browser_and_are_sent_back_before_the_status_changes() {
    let service = Signhost::start(Options {
        after_return: Duration::minutes(1),
        ..Options::default()
    })
    .expect("it starts");
    service.clock().stop();
    let id = started(&service);
    let stage = Stage::without_keyring();
    let browser = Browser::open(&stage, 800, 900).await;

    browser.go(&service.sign_url(&id, 1).expect("a link")).await;
    browser.enter("name", "Łucja Ærø").await;
    browser.click("identified").await;
    browser.click("consent").await;
    browser.click("sign").await;
    browser.find("message").await;
    let address = browser.address().await;
    let told = format!("sh_transactionid={id}&sh_signerid=ada&sh_signerstatus=signed");
    assert_eq!(address, format!("{}?{told}", back(&service)));
    assert_eq!(status_of(&service, &id), status::SIGNERS);
    service.advance(Duration::minutes(1));
    let kept = service.transaction(&id).expect("it is known");
    assert_eq!(kept.signers[0].name.as_deref(), Some("Łucja Ærø"));
    assert!(kept.signers[0].signed.is_some());

    browser.go(&service.sign_url(&id, 2).expect("a link")).await;
    browser.enter("reason", "The price is wrong").await;
    browser.click("reject").await;
    browser.find("message").await;
    service.advance(Duration::minutes(1));
    assert_eq!(status_of(&service, &id), status::REJECTED);
    browser.close().await;
}

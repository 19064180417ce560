//! The whole way with eSign in the real window: sent to the simulated service, signed on its
//! page in the browser, and seen to be kept without a hand being moved.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use serde_json::json;
use simulators::esign::{Esign, Options};
use support::{Browser, Stage, Window, until};

/// Chooses in a list, or ticks a box, as a person does.
async fn choose(window: &Window, within: &str, id: &str, value: &str) {
    let _ = window.find(within).await;
    let script = format!(
        "(() => {{
            const part = document.querySelector('[data-testid=\"{within}\"]');
            part.closest('details')?.setAttribute('open', '');
            const own = `[data-testid=\"{id}\"]`;
            const choice = part.matches(own) ? part : part.querySelector(own);
            if (choice.type === 'checkbox') {{
                if (!choice.checked) choice.click();
                return '{value}';
            }}
            choice.value = '{value}';
            choice.dispatchEvent(new Event('change', {{bubbles: true}}));
            return choice.value;
        }})()"
    );
    assert_eq!(window.ask(&script).await, value, "{id}");
}

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
    let words = [
        "accounts",
        "add",
        "--name",
        "Office",
        "--service",
        "esign",
        "--base-url",
        &service.base_url(),
        "--set",
        "username=sender@example.net",
        "--set",
        "invite=link",
        "--secrets-stdin",
    ];
    let _ = stage.cli_with(&words, &[], &secrets.to_string()).ok();
    let file = stage.put(
        "Lease Harbour Street 12.pdf",
        include_bytes!("sending/contract.pdf"),
    );
    let window = Window::open(&stage, &[file.to_str().unwrap_or_default()]).await;
    window.find("document").await;
    choose(&window, "account-choice", "account-choice", "Office").await;
    choose(&window, "options", "input-here", "yes").await;
    for (signer, name) in [(1, "Ann Aalto"), (2, "Ben Bakker")] {
        window.enter(&format!("signer-{signer}-name"), name).await;
        let mail = format!("signer{signer}@example.com");
        window.enter(&format!("signer-{signer}-email"), &mail).await;
    }
    window.wait_for("send", "aria-disabled", "false").await;
    window.click("send").await;
    window
        .wait_for("session-state", "data-state", "waiting")
        .await;

    let browser = Browser::open(&stage, 1000, 900).await;
    for signer in [1, 2] {
        window.click(&format!("open-signing-{signer}")).await;
        let url = until("the browser to be asked for the signing page", 20, || {
            stage.opened().get(signer - 1).cloned()
        });
        assert!(url.starts_with(&service.origin()), "{url}");
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

//! The whole way with Signhost in the real window: sent to the simulated service, signed on its
//! page in the browser, and seen to be kept without a hand being moved.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use simulators::signhost::{Options, Signhost};
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
    let service = Signhost::start(Options {
        self_ticking: true,
        after_return: time::Duration::seconds(2),
        ..Options::default()
    })
    .expect("the simulator");
    let _ = stage.add_office(&service.base_url());
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
    for (signer, name) in [(1, "Ann Aalto"), (2, "Ben Bakker")] {
        window.click(&format!("open-signing-{signer}")).await;
        let url = until("the browser to be asked for the signing page", 20, || {
            stage.opened().get(signer - 1).cloned()
        });
        assert!(url.starts_with(&service.origin()), "{url}");
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

//! The whole way by keyboard alone, in the real window on a data folder that is new.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use support::{HttpSigner, Stage, Window, until, until_async};

/// Where the focus is once it has come to rest.
async fn rests(window: &Window) -> String {
    let focus = until_async("the focus to be somewhere", 20, || async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        window.focus().await
    })
    .await;
    assert!(focus.shown, "{focus:?}");
    focus.what
}

fn ids(passed: &[support::Focus]) -> Vec<&str> {
    let named = passed.iter().map(|focus| focus.id.as_str());
    named.filter(|id| !id.is_empty()).collect()
}

#[tokio::test]
async fn a_contract_is_added_filled_sent_and_kept_and_settings_are_changed_without_a_mouse() {
    let stage = Stage::with_display();
    let window = Window::open(&stage, &[]).await;
    window.find("add-sample").await;
    let passed = window.reach("Tab", "add-sample").await;
    assert_eq!(
        ids(&passed),
        [
            "rail-prepare",
            "rail-sessions",
            "rail-settings",
            "choose-files",
            "add-sample"
        ]
    );
    window.press("Enter").await;
    window.find("document").await;
    until_async("the sample to be read", 60, || async {
        let states = window.all("document", "data-state").await;
        (states == ["ready"]).then_some(())
    })
    .await;
    assert_eq!(rests(&window).await, "H1 “Prepare”");

    // Signers: by F6 from column to column, then from field to field.
    for column in ["Documents", "Pages", "Signers"] {
        window.press("F6").await;
        let _ = rests(&window).await;
        let within = "document.activeElement.closest('[data-column]')?.getAttribute('aria-label')";
        let label = window.ask(within).await;
        let label = label.as_str().unwrap_or_default().to_owned();
        assert!(label.starts_with(column), "{label}");
    }
    let _ = window.reach("Tab", "signer-1-name").await;
    window.write("Ann One").await;
    let passed = window.reach("Tab", "signer-2-name").await;
    assert_eq!(
        ids(&passed),
        ["signer-1-email", "signer-2-remove", "signer-2-name"]
    );
    window.write("Ben Two").await;
    window.wait_for("send", "aria-disabled", "false").await;
    window.press("Control+Enter").await;
    window
        .wait_for("session-state", "data-state", "waiting")
        .await;
    assert!(rests(&window).await.starts_with("H1"));

    for (signer, name) in [(1_usize, "Ann One"), (2, "Ben Two")] {
        let _ = window.reach("Tab", &format!("open-signing-{signer}")).await;
        window.press("Enter").await;
        let url = until("the browser to be asked for the signing page", 20, || {
            stage.opened().get(signer - 1).cloned()
        });
        let signed = HttpSigner::open(&url).sign(name);
        assert_eq!(signed.status, 200, "{signed:?}");
        until_async("the window to hear of it", 30, || async {
            let states = window.all("session-signer", "data-state").await;
            (states.get(signer - 1)? == "signed").then_some(())
        })
        .await;
        // The button that was pressed is gone.
        assert_eq!(rests(&window).await, "H2 “Signers”");
    }
    window.wait_for("session-state", "data-state", "kept").await;
    let _ = rests(&window).await;
    let _ = window.reach("Shift+Tab", "open-signed").await;
    window.press("Enter").await;
    until("the signed copy to be opened", 20, || {
        stage.opened().get(2).cloned()
    });

    window.press("Control+2").await;
    window.find("session-row").await;
    let _ = rests(&window).await;
    window.press("Down").await;
    assert!(rests(&window).await.contains("Sample lease"));
    window.press("Enter").await;
    window.find("session-state").await;

    window.press("Control+3").await;
    window.find("name-pattern").await;
    assert_eq!(rests(&window).await, "H1 “Settings”");
    let _ = window.reach("Tab", "to-looks").await;
    window.press("Enter").await;
    assert_eq!(rests(&window).await, "H2 “Appearance”");
    let _ = window.reach("Tab", "theme-system").await;
    window.press("Down").await;
    assert_eq!(window.focus().await.expect("the focus").id, "theme-light");
    let _ = window.reach("Tab", "save-report").await;
    window.close().await;
}

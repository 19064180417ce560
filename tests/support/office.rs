//! An office's account at a service that is played, and a contract for two that is sent with it.

use std::path::PathBuf;

use serde_json::Value;

use crate::{Answer, Stage, Window, until, until_async};

/// A page with places for two signers, in the tags that services read or eat.
pub const CONTRACT: &[u8] = include_bytes!("../sending/contract.pdf");

/// The keys of the account *Office*, as a played Signhost takes them.
pub const OFFICE_SECRETS: &str =
    r#"{"app_key":"DemoApp k3y","user_token":"t0ken","postback_secret":"example-secret"}"#;

impl Stage {
    /// Adds an account at the service that is played at that address; `set` are its settings.
    pub fn add_account(
        &self,
        (name, service): (&str, &str),
        base_url: &str,
        set: &[&str],
        secrets: &str,
    ) -> Answer {
        let mut words = vec!["accounts", "add", "--name", name, "--service", service];
        words.extend(["--base-url", base_url, "--secrets-stdin"]);
        words.extend(set.iter().flat_map(|one| ["--set", one]));
        self.cli_with(&words, &[], secrets)
    }

    /// Adds the account *Office* at the Signhost that is played at that address.
    pub fn add_office(&self, base_url: &str) -> Value {
        self.add_account(("Office", "signhost"), base_url, &[], OFFICE_SECRETS)
            .ok()
    }

    /// Sends the contract with an account; `more` are the signers and what else is said.
    pub fn send_with(&self, account: &str, more: &[&str]) -> Answer {
        let file = self.contract();
        let file = file.to_string_lossy();
        let mut words = vec!["send", "--account", account];
        words.extend(more);
        words.push(&file);
        self.cli(&words)
    }

    /// The address of a signer's page, as `open` shows it.
    #[must_use]
    #[track_caller]
    pub fn signing_url(&self, id: &str, signer: &str) -> String {
        let opened = self.cli(&["open", id, "--signer", signer, "--print"]).ok();
        opened["url"].as_str().expect("its address").to_owned()
    }

    /// Sends the contract from the window with *Office*, to two signers with name and e-mail;
    /// `ticked` are options of the session.
    pub async fn send_from_window(&self, ticked: &[&str]) -> Window {
        let file = self.contract();
        let window = Window::open(self, &[file.to_str().unwrap_or_default()]).await;
        window.send_dropped(ticked).await;
        window
    }

    /// The same from the very beginning: the account *Office* is added by its guide in the window,
    /// with what is put into its inputs, the connection is tested, and the contract is let go over
    /// the window.
    pub async fn begin_in_window(
        &self,
        service: &str,
        base_url: &str,
        inputs: &[(&str, &str)],
        ticked: &[&str],
    ) -> Window {
        let file = self.contract();
        let window = Window::open(self, &[]).await;
        window.click("rail-settings").await;
        window.click("add-account").await;
        window.click(&format!("service-{service}")).await;
        window.click("guide-next").await;
        window.enter("account-name", "Office").await;
        // The folded parts, too.
        let _ = window
            .ask("document.querySelectorAll('[data-testid=account-guide] details').forEach((one) => (one.open = true))")
            .await;
        for (name, value) in inputs {
            let id = format!("input-{name}");
            let kind = window.find(&id).await.tag_name().await;
            if kind.is_ok_and(|kind| kind == "select") {
                window.choose(&id, value).await;
            } else {
                window.enter(&id, value).await;
            }
        }
        window.enter("account-address", base_url).await;
        window.click("guide-test").await;
        until_async("the connection to be tested", 60, || async {
            let said = window.all("test-answer", "data-test").await;
            let said = said.first()?;
            assert_ne!(said, "refused");
            ["proven", "reachable"]
                .contains(&said.as_str())
                .then_some(())
        })
        .await;
        window.click("guide-done").await;
        self.drop_files(&[&file]);
        window.send_dropped(ticked).await;
        window
    }

    fn contract(&self) -> PathBuf {
        self.put("Lease Harbour Street 12.pdf", CONTRACT)
    }

    /// Opens a signer's page from the window: its address, which is the service's own.
    pub async fn open_signing(&self, window: &Window, signer: usize, origin: &str) -> String {
        window.click(&format!("open-signing-{signer}")).await;
        let url = until("the browser to be asked for the signing page", 30, || {
            self.opened().get(signer - 1).cloned()
        });
        assert!(url.starts_with(origin), "{url}");
        url
    }
}

impl Window {
    /// Sends the contract that lies in Prepare with *Office*, to two signers with name and e-mail.
    async fn send_dropped(&self, ticked: &[&str]) {
        self.find("document").await;
        self.choose("account-choice", "Office").await;
        for option in ticked {
            self.tick("options", option).await;
        }
        for (signer, name) in [(1, "Ann Aalto"), (2, "Ben Bakker")] {
            self.enter(&format!("signer-{signer}-name"), name).await;
            let mail = format!("signer{signer}@example.com");
            self.enter(&format!("signer-{signer}-email"), &mail).await;
        }
        self.wait_for("send", "aria-disabled", "false").await;
        self.click("send").await;
        self.wait_for("session-state", "data-state", "waiting")
            .await;
    }
}

//! An office's account at a service that is played, and a contract for two that is sent with it.

use serde_json::Value;

use crate::{Answer, Stage, Window, until};

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
        let file = self.put("Lease Harbour Street 12.pdf", CONTRACT);
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
        let file = self.put("Lease Harbour Street 12.pdf", CONTRACT);
        let window = Window::open(self, &[file.to_str().unwrap_or_default()]).await;
        window.find("document").await;
        window.choose("account-choice", "Office").await;
        for option in ticked {
            window.tick("options", option).await;
        }
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
        window
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

//! The signer's browser: Chromium, on the address that Paraph gave to "the system's browser".

use std::path::Path;

use serde_json::json;
use thirtyfour::{Capabilities, action_chain::ActionChain};

use crate::{Stage, test_id, until_async, webdriver::Driven};

/// How a signature is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// By mouse, on the pad.
    Drawn,
    /// By keyboard.
    Typed,
}

/// An open browser.
pub struct Browser(Driven);

impl Browser {
    /// Opens one of this width and height.
    pub async fn open(stage: &Stage, width: u32, height: u32) -> Self {
        let mut capabilities = Capabilities::new();
        capabilities
            .set("browserName", "chrome")
            .expect("capabilities");
        let profile = stage.path("chromium");
        let arguments = [
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--no-first-run".to_owned(),
            format!("--window-size={width},{height}"),
            format!("--user-data-dir={}", profile.display()),
        ];
        let options = json!({"binary": "/usr/bin/chromium", "args": arguments});
        capabilities
            .set("goog:chromeOptions", options)
            .expect("capabilities");
        Self(Driven::start(stage, "chromedriver", &[], capabilities).await)
    }

    /// Goes to an address.
    pub async fn go(&self, url: &str) {
        self.0.driver.goto(url).await.expect("the page");
    }

    /// The address that the page ended up at.
    pub async fn address(&self) -> String {
        self.0
            .driver
            .current_url()
            .await
            .expect("an address")
            .to_string()
    }

    /// Waits until the element is there and seen.
    pub async fn find(&self, id: &str) {
        self.0.find(id).await;
    }

    /// Clicks as soon as the element can be clicked.
    pub async fn click(&self, id: &str) {
        self.0.click(id).await;
    }

    /// Replaces what an entry holds.
    pub async fn enter(&self, id: &str, text: &str) {
        self.0.enter(id, text).await;
    }

    /// What the page's script says to an expression.
    pub async fn ask(&self, expression: &str) -> serde_json::Value {
        self.0.ask(expression).await
    }

    /// Saves what the page shows.
    pub async fn picture(&self, file: &Path) {
        self.0.driver.screenshot(file).await.expect("a picture");
    }

    /// Opens a signing page and signs every place as a person would, until it says that it is done.
    pub async fn sign(&self, url: &str, name: &str, look: Look) {
        self.go(url).await;
        self.find("primary").await;
        for _ in 0..40 {
            if self.0.find_now("done").await.is_some() {
                return;
            }
            self.fill_in(name, look).await;
            let before = self.places_done().await;
            self.click("primary").await;
            until_async("the page to go on after its button", 30, || async {
                let done = self.0.find_now("done").await.is_some();
                (done || self.places_done().await != before || !self.is_complete().await)
                    .then_some(())
            })
            .await;
        }
        panic!("forty times the button was pressed, and the page is not done");
    }

    /// Fills in whatever the place at hand asks for.
    async fn fill_in(&self, name: &str, look: Look) {
        if let Some(consent) = self.0.find_now("consent").await
            && !consent.is_selected().await.unwrap_or(true)
        {
            self.click("consent").await;
        }
        let tab = if look == Look::Typed {
            "tab-type"
        } else {
            "tab-draw"
        };
        if self.0.find_now(tab).await.is_some() {
            self.click(tab).await;
        }
        for (entry, text) in [("typed-name", name), ("initials", "X.Y.")] {
            if let Some(element) = self.0.find_now(entry).await
                && element
                    .prop("value")
                    .await
                    .ok()
                    .flatten()
                    .is_some_and(|value| value.is_empty())
            {
                self.enter(entry, text).await;
            }
        }
        if look == Look::Drawn && self.0.find_now("pad").await.is_some() {
            self.draw().await;
        }
    }

    /// A stroke with two bends on the pad.
    async fn draw(&self) {
        let pad = self.0.find("pad").await;
        pad.scroll_into_view().await.expect("the pad");
        let chain: ActionChain = self.0.driver.action_chain();
        chain
            .move_to_element_center(&pad)
            .move_by_offset(-80, 0)
            .click_and_hold()
            .move_by_offset(40, -20)
            .move_by_offset(40, 30)
            .move_by_offset(60, -25)
            .release()
            .perform()
            .await
            .expect("a stroke");
    }

    async fn places_done(&self) -> usize {
        let places = self
            .0
            .driver
            .find_all(test_id("place"))
            .await
            .unwrap_or_default();
        let mut done = 0;
        for place in places {
            if place
                .attr("data-state")
                .await
                .ok()
                .flatten()
                .is_some_and(|state| state == "done")
            {
                done += 1;
            }
        }
        done
    }

    /// Whether the page still takes a click on its button.
    async fn is_complete(&self) -> bool {
        self.0.find_now("primary").await.is_some()
    }

    /// Closes it.
    pub async fn close(self) {
        self.0.quit().await;
    }
}

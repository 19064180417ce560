//! The signer's browser: Chromium, on the address that Paraph gave to "the system's browser".

use std::{path::Path, time::Duration};

use serde_json::json;
use thirtyfour::{Capabilities, action_chain::ActionChain};

use crate::{Stage, until_async, webdriver::Driven};

/// How a signature is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// By mouse, on the pad.
    Drawn,
    /// By keyboard.
    Typed,
}

/// What the desktop asks programs to look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desktop {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// An open browser.
pub struct Browser(Driven);

impl Browser {
    /// Opens one of this width and height, on a light desktop.
    pub async fn open(stage: &Stage, width: u32, height: u32) -> Self {
        Self::open_as(stage, width, height, Desktop::Light).await
    }

    /// The same on a desktop of this kind.
    pub async fn open_as(stage: &Stage, width: u32, height: u32, desktop: Desktop) -> Self {
        let mut capabilities = Capabilities::new();
        capabilities
            .set("browserName", "chrome")
            .expect("capabilities");
        let profile = stage.path(&format!("chromium-{width}"));
        let scheme = if desktop == Desktop::Dark { 0 } else { 1 };
        let arguments = [
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--no-first-run".to_owned(),
            "--hide-scrollbars".to_owned(),
            format!("--blink-settings=preferredColorScheme={scheme}"),
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
        self.begin(url, name, look).await;
        for _ in 0..40 {
            if self.is_done().await {
                return;
            }
            self.press().await;
        }
        panic!("forty times the button was pressed, and the page is not done");
    }

    /// Opens a signing page, makes a signature, agrees; signs nothing yet.
    pub async fn begin(&self, url: &str, name: &str, look: Look) {
        self.go(url).await;
        self.find("primary").await;
        if look == Look::Typed {
            self.click("tab-type").await;
            self.enter("typed-name", name).await;
        } else {
            self.click("tab-draw").await;
            self.draw().await;
        }
        self.click("consent").await;
    }

    /// Presses the one button, which signs a place or finishes, and waits for what it does.
    pub async fn press(&self) {
        until_async(
            "the button to be ready, or the page to be done",
            90,
            || async {
                if self.is_done().await {
                    return Some(());
                }
                let button = self.0.find_now("primary").await?;
                let disabled = button.attr("aria-disabled").await.ok().flatten();
                (disabled.as_deref() != Some("true")).then_some(())
            },
        )
        .await;
        if self.is_done().await {
            return;
        }
        let before = self.standing().await;
        self.click("primary").await;
        until_async("the page to go on after its button", 60, || async {
            (self.standing().await != before).then_some(())
        })
        .await;
    }

    /// Whether the page says that nothing is left to do.
    pub async fn is_done(&self) -> bool {
        self.0.find_now("done").await.is_some()
    }

    /// Lets pictures come and movements end.
    pub async fn rest(&self) {
        tokio::time::sleep(Duration::from_millis(900)).await;
    }

    /// What changes when a place is signed or all is done.
    async fn standing(&self) -> serde_json::Value {
        self.ask(
            "[...document.querySelectorAll('[data-testid=place], [data-testid=done]')]\
             .map(e => [e.dataset.place, e.dataset.state])
             .concat([document.querySelector('[data-testid=primary]')?.textContent])",
        )
        .await
    }

    /// One stroke on the pad: three loops and a flourish under them.
    async fn draw(&self) {
        let pad = self.0.find("pad").await;
        pad.scroll_into_view().await.expect("the pad");
        let quick = Some(Duration::from_millis(8));
        let chain: ActionChain = self.0.driver.action_chain_with_delay(quick, quick);
        let mut chain = chain
            .move_to_element_center(&pad)
            .move_by_offset(-120, -10)
            .click_and_hold();
        let (mut x, mut y) = (0.0, 0.0);
        for step in 1..=36_u32 {
            let turn = f64::from(step) / 36.0 * 3.0 * std::f64::consts::TAU;
            let (to_x, to_y) = (
                f64::from(step) * 4.6 - 16.0 * turn.sin(),
                (24.0 - f64::from(step) / 3.0) * (turn.cos() - 1.0),
            );
            chain = chain.move_by_offset((to_x - x).round() as i64, (to_y - y).round() as i64);
            (x, y) = (x + (to_x - x).round(), y + (to_y - y).round());
        }
        chain
            .move_by_offset(40, -12)
            .move_by_offset(-60, 34)
            .move_by_offset(-110, 8)
            .move_by_offset(150, -16)
            .release()
            .perform()
            .await
            .expect("a stroke");
    }

    /// Closes it.
    pub async fn close(self) {
        self.0.quit().await;
    }
}

//! Paraph's real window, driven through WebKitGTK's own driver.

use std::path::Path;

use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver, WebElement};

use crate::{Stage, paraph, until_async, webdriver::Driven};

/// The open window.
pub struct Window(Driven);

impl Window {
    /// Opens Paraph with these words on its command line.
    pub async fn open(stage: &Stage, words: &[&str]) -> Self {
        Self::open_with(stage, words, &[]).await
    }

    /// The same with further environment.
    pub async fn open_with(stage: &Stage, words: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::open_program(stage, &paraph(), words, environment).await
    }

    /// The same by a program that runs Paraph.
    pub async fn open_program(
        stage: &Stage,
        program: &Path,
        words: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        let mut capabilities = Capabilities::new();
        let options = json!({"binary": program, "args": words});
        capabilities
            .set("webkitgtk:browserOptions", options)
            .expect("capabilities");
        // Without it the driver waits for ever.
        let mut environment = environment.to_vec();
        environment.push(("TAURI_WEBVIEW_AUTOMATION", "true"));
        let driven = Driven::start(stage, "WebKitWebDriver", &environment, capabilities).await;
        let window = Self(driven);
        window.find("rail-prepare").await;
        window
    }

    /// Waits until the element is there and seen.
    pub async fn find(&self, id: &str) -> WebElement {
        self.0.find(id).await
    }

    /// Whether the element is there and seen now.
    pub async fn shows(&self, id: &str) -> bool {
        self.0.find_now(id).await.is_some()
    }

    /// Clicks as soon as the element can be clicked.
    pub async fn click(&self, id: &str) {
        self.0.click(id).await;
    }

    /// Replaces what an entry holds.
    pub async fn enter(&self, id: &str, text: &str) {
        self.0.enter(id, text).await;
    }

    /// Chooses in a list, as a person does.
    pub async fn choose(&self, id: &str, value: &str) {
        let _ = self.find(id).await;
        // What can be chosen may come a moment after the list.
        let script = format!(
            "(() => {{
                const list = document.querySelector('[data-testid=\"{id}\"]');
                list.value = '{value}';
                list.dispatchEvent(new Event('change', {{bubbles: true}}));
                return list.value;
            }})()"
        );
        until_async(&format!("“{value}” to be chosen in {id}"), 20, || async {
            (self.ask(&script).await == value).then_some(())
        })
        .await;
    }

    /// Ticks a box within a part that may be folded.
    pub async fn tick(&self, within: &str, id: &str) {
        let _ = self.find(within).await;
        let script = format!(
            "(() => {{
                const part = document.querySelector('[data-testid=\"{within}\"]');
                part.closest('details')?.setAttribute('open', '');
                const box = part.querySelector('[data-testid=\"{id}\"]');
                if (!box.checked) box.click();
                return box.checked;
            }})()"
        );
        assert_eq!(self.ask(&script).await, true, "{id}");
    }

    /// What an entry holds.
    pub async fn value(&self, id: &str) -> String {
        self.find(id)
            .await
            .prop("value")
            .await
            .expect("a value")
            .unwrap_or_default()
    }

    /// Waits until the element's attribute has this value.
    pub async fn wait_for(&self, id: &str, attribute: &str, value: &str) {
        until_async(
            &format!("“{id}” to have {attribute} “{value}”"),
            60,
            || async {
                let element = self.0.find_now(id).await?;
                let is = element.attr(attribute).await.ok()??;
                (is == value).then_some(())
            },
        )
        .await;
    }

    /// The values of an attribute over all elements of this id, in the page's order.
    pub async fn all(&self, id: &str, attribute: &str) -> Vec<String> {
        let script = format!(
            "[...document.querySelectorAll('[data-testid=\"{id}\"]')]\
             .map(e => e.getAttribute('{attribute}') ?? '')"
        );
        serde_json::from_value(self.0.ask(&script).await).expect("a list")
    }

    /// What the page's script says to an expression.
    pub async fn ask(&self, expression: &str) -> Value {
        self.0.ask(expression).await
    }

    pub(crate) fn driver(&self) -> &WebDriver {
        &self.0.driver
    }

    /// Saves what the window shows.
    ///
    /// The driver takes it with the next frame, and a page at rest that is drawn without a graphics
    /// card makes none: so it is stirred meanwhile by what is not seen.
    pub async fn picture(&self, file: &Path) {
        self.ask(
            "window.stirring = setInterval(() => {
                const style = document.body.style;
                style.opacity = style.opacity ? '' : '0.9999';
            }, 50)",
        )
        .await;
        self.0.driver.screenshot(file).await.expect("a picture");
        self.ask("(clearInterval(window.stirring), document.body.style.opacity = '')")
            .await;
    }

    /// Closes the window.
    pub async fn close(self) {
        self.0.quit().await;
    }
}

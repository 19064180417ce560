//! Keys, as a person without a mouse presses them.

use serde_json::Value;
use thirtyfour::Key;

use crate::Window;

/// What has the focus: its test id, else its label, else its words; its element; whether a ring is
/// drawn around it or something that stands for it.
const FOCUSED: &str = "(() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const ring = getComputedStyle(at).outlineStyle !== 'none'
        || at.matches('h1, h2, [tabindex=\"-1\"]')
        || getComputedStyle(at, '::after').outlineStyle !== 'none'
        || at.parentElement.matches('.in, .inits');
    const box = at.getBoundingClientRect();
    const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return {id: at.dataset.testid ?? '', element: at.tagName, ring, seen,
        words: at.getAttribute('aria-label') ?? at.textContent.trim().slice(0, 40)};
})()";

/// What has the focus in the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Focus {
    /// Its test id; may be empty.
    pub id: String,
    /// Its element and its words.
    pub what: String,
    /// Whether it can be seen that it has the focus.
    pub shown: bool,
}

impl Window {
    /// Presses a key, or keys at once, such as `Tab` or `Control+Shift+z`.
    pub async fn press(&self, keys: &str) {
        let (held, last) = keys.rsplit_once('+').unwrap_or(("", keys));
        let held: Vec<Key> = held.split('+').filter_map(key).collect();
        let mut chain = self.driver().action_chain();
        for one in &held {
            chain = chain.key_down(one.value());
        }
        chain = match key(last) {
            Some(key) => chain.send_keys(key.value().to_string()),
            None => chain.send_keys(last),
        };
        for one in held.iter().rev() {
            chain = chain.key_up(one.value());
        }
        chain.perform().await.expect("a key");
    }

    /// Types where the focus is.
    pub async fn write(&self, text: &str) {
        let chain = self.driver().action_chain().send_keys(text);
        chain.perform().await.expect("keys");
    }

    /// What has the focus; none where it is nowhere.
    pub async fn focus(&self) -> Option<Focus> {
        let found = self.ask(FOCUSED).await;
        let text = |name: &str| found[name].as_str().unwrap_or_default().to_owned();
        (found != Value::Null).then(|| Focus {
            id: text("id"),
            what: format!("{} “{}”", text("element"), text("words")),
            shown: found["ring"] == true && found["seen"] == true,
        })
    }

    /// Presses a key until the focus is there: what it passed on the way, each with the focus in
    /// sight.
    pub async fn reach(&self, key: &str, id: &str) -> Vec<Focus> {
        let mut passed = Vec::new();
        for _ in 0..90 {
            self.press(key).await;
            // Past the end it is nowhere for one step, as in any page.
            let Some(focus) = self.focus().await else {
                continue;
            };
            assert!(
                focus.shown,
                "the focus is not seen on {focus:?} after {passed:#?}"
            );
            let there = focus.id == id;
            passed.push(focus);
            if there {
                return passed;
            }
        }
        panic!("“{id}” is not reached by {key}: {passed:#?}");
    }
}

fn key(name: &str) -> Option<Key> {
    Some(match name {
        "Control" => Key::Control,
        "Shift" => Key::Shift,
        "Alt" => Key::Alt,
        "Tab" => Key::Tab,
        "Enter" => Key::Enter,
        "Space" => Key::Space,
        "Escape" => Key::Escape,
        "Down" => Key::Down,
        "Right" => Key::Right,
        "F6" => Key::F6,
        "F8" => Key::F8,
        _ => return None,
    })
}

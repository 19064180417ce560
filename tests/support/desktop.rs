//! A stage's desktop: what it is asked to show, and how long it is kept from sleeping.

use serde_json::Value;

use crate::{Stage, until};

/// What stands in for the desktop.
const DESKTOP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/support/desktop.py");
/// What asks a window to close.
const CLOSING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/support/close_window.py");
/// What it was asked for.
const HEARD: &str = "desktop.jsonl";

impl Stage {
    /// Starts what shows notifications and hands out locks against sleep.
    pub fn start_desktop(&mut self) {
        // Debian's own Python: the one that python3-gi belongs to.
        let mut desktop = self.command("/usr/bin/python3");
        desktop.arg(DESKTOP).arg(self.path(HEARD));
        let ready = self.start_and_hear(desktop, "a desktop");
        assert_eq!(ready, "ready");
        // logind is on the system's bus, which here is the only one.
        let bus = self.variable("DBUS_SESSION_BUS_ADDRESS");
        self.set("DBUS_SYSTEM_BUS_ADDRESS", bus);
    }

    /// All that the desktop was asked for, oldest first.
    #[must_use]
    pub fn desktop_heard(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.path(HEARD)).unwrap_or_default();
        let lines = text.lines();
        lines
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect()
    }

    /// Asks a window to close, as its frame's button does; the window is found by its title.
    pub fn ask_to_close(&self, title: &str) {
        let id = self.window_titled(title);
        let mut asking = self.command("/usr/bin/python3");
        let asked = asking.arg(CLOSING).arg(id).status();
        assert!(asked.is_ok_and(|status| status.success()), "{title}");
    }

    /// Presses a key in the window of that title.
    pub fn press_in(&self, title: &str, key: &str) {
        let id = self.window_titled(title);
        self.xdotool(&["windowfocus", &id, "key", key]);
    }

    /// Whether a window of that title is seen now.
    #[must_use]
    pub fn sees_window(&self, title: &str) -> bool {
        self.seek_window(title).is_some()
    }

    /// Whether a window of that process is seen now.
    #[must_use]
    pub fn sees_window_of(&self, process: u32) -> bool {
        self.found(&["--pid", &process.to_string()]).is_some()
    }

    fn window_titled(&self, title: &str) -> String {
        until(&format!("the window “{title}”"), 20, || {
            self.seek_window(title)
        })
    }

    fn seek_window(&self, title: &str) -> Option<String> {
        self.found(&["--name", &format!("^{title}$")])
    }

    fn found(&self, words: &[&str]) -> Option<String> {
        let mut search = self.command("xdotool");
        search.args(["search", "--onlyvisible"]).args(words);
        let found = search.output().ok()?;
        let text = String::from_utf8_lossy(&found.stdout).into_owned();
        // The first is the window; what GTK shows beneath the mouse has its title too.
        text.lines().next().map(str::to_owned)
    }
}

//! A stage's keyring: the real one, open or locked, with its real question on the display.

use std::{fs, io::Write, path::Path, process::Stdio};

use crate::{
    Stage,
    stage::{is_alive, send},
    until,
};

/// What opens the keyring of a stage.
pub(crate) const KEYRING_PASSWORD: &str = "a password";
/// The keyring's program.
const DAEMON: &str = "/usr/bin/gnome-keyring-daemon";
/// Runs the rest of its words with the first as their input. The daemon stops itself (SIGTRAP) once
/// in some thousand starts; a desktop's bus would start it anew.
const STARTED_ANEW_AFTER_A_TRAP: &str =
    r#"until printf %s "$0" | "$@"; [ $? -ne 133 ]; do :; done"#;
/// The window in which the keyring asks for it.
const QUESTION: &str = "/usr/libexec/gcr-prompter";

impl Stage {
    /// A computer with a display, and a keyring that asks for its password.
    #[must_use]
    pub fn with_locked_keyring() -> Self {
        let mut stage = Self::with_display();
        // As it is after a login that knew no password.
        stage.end_keyring();
        let service = format!(
            "[D-BUS Service]\nName=org.gnome.keyring.SystemPrompter\n\
             Exec=/usr/bin/env DISPLAY={} GDK_BACKEND=x11 {QUESTION}\n",
            stage.display()
        );
        let file = stage.path("run/services/org.gnome.keyring.SystemPrompter.service");
        fs::File::create(file)
            .and_then(|mut file| file.write_all(service.as_bytes()))
            .expect("the question's service");
        stage.start_keyring(None);
        stage
    }

    /// Waits for the keyring's question and closes it.
    pub fn close_keyring_question(&self) {
        let question = self.window_of(QUESTION);
        self.xdotool(&["windowfocus", &question, "key", "Escape"]);
    }

    /// Opens the keyring, as the next login does.
    pub fn unlock_keyring(&mut self) {
        self.end_keyring();
        self.start_keyring(Some(KEYRING_PASSWORD));
    }

    /// The keyring's processes.
    #[must_use]
    pub fn keyring(&self) -> Vec<u32> {
        self.running(Path::new(DAEMON))
    }

    fn end_keyring(&self) {
        for id in self.keyring() {
            self.kill(id);
        }
    }

    /// Sends a signal to processes.
    pub fn signal(&self, signal: &str, ids: &[u32]) {
        assert!(!ids.is_empty() && ids.iter().all(|id| is_alive(*id)));
        for id in ids {
            send(signal, *id);
        }
    }

    /// Starts the keyring; with a password it is open.
    pub(crate) fn start_keyring(&mut self, password: Option<&str>) {
        let mut keyring = self.command("sh");
        keyring.args(["-c", STARTED_ANEW_AFTER_A_TRAP]);
        keyring.arg(password.map_or(String::new(), |password| format!("{password}\n")));
        keyring.args([DAEMON, "--foreground", "--components=secrets"]);
        keyring.args(password.map(|_| "--unlock"));
        keyring.arg(format!(
            "--control-directory={}",
            self.path("run").display()
        ));
        keyring.stdout(Stdio::null()).stderr(Stdio::null());
        let keyring = keyring.spawn().expect("sh");
        self.children.push(keyring);
        until("the keyring to answer", 20, || {
            let mut ask = self.command("dbus-send");
            ask.args([
                "--session",
                "--print-reply",
                "--dest=org.freedesktop.DBus",
                "/",
            ]);
            ask.args([
                "org.freedesktop.DBus.NameHasOwner",
                "string:org.freedesktop.secrets",
            ]);
            let answer = ask.output().expect("dbus-send");
            String::from_utf8_lossy(&answer.stdout)
                .contains("boolean true")
                .then_some(())
        });
    }

    /// Waits for a window of that program; gives its id.
    fn window_of(&self, program: &str) -> String {
        until(&format!("a window of {program}"), 20, || {
            let id = *self.running(Path::new(program)).first()?;
            let mut search = self.command("xdotool");
            let found = search
                .args(["search", "--onlyvisible", "--pid", &id.to_string()])
                .output()
                .ok()?;
            let text = String::from_utf8_lossy(&found.stdout).into_owned();
            text.lines().last().map(str::to_owned)
        })
    }
}

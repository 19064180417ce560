//! The ears of a screen reader: what programs tell of their windows (AT-SPI).

use std::{path::Path, process::Stdio};

use serde::Deserialize;

use crate::{Program, Stage, until};

const READER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/support/screen_reader.py");
const LAUNCHER: &str = "/usr/libexec/at-spi-bus-launcher";

/// Something that is told.
#[derive(Debug, Clone, Deserialize)]
pub struct Heard {
    /// What it is.
    pub role: String,
    /// What it is called.
    pub name: String,
    /// What is written in it.
    pub text: String,
    /// Whether it can have the focus.
    pub focusable: bool,
    /// Whether it is on the screen.
    pub showing: bool,
}

impl Stage {
    /// Lets programs that start from now on tell of their windows, as on a desktop with a screen
    /// reader.
    #[must_use]
    pub fn start_screen_reader(&self) -> Program {
        let mut launcher = self.command(Path::new(LAUNCHER));
        launcher.args(["--launch-immediately", "--a11y=1", "--screen-reader=1"]);
        launcher.stdout(Stdio::null()).stderr(Stdio::null());
        let launched = Program::from(launcher.spawn().expect(LAUNCHER));
        until("the bus of the screen reader", 20, || {
            let mut ask = self.command("dbus-send");
            ask.args(["--session", "--print-reply", "--dest=org.a11y.Bus"]);
            ask.args(["/org/a11y/bus", "org.a11y.Bus.GetAddress"]);
            let answer = ask.output().ok()?;
            answer.status.success().then_some(())
        });
        launched
    }

    /// All that the program of that name tells now.
    #[must_use]
    pub fn hear(&self, program: &str) -> Vec<Heard> {
        // Debian's own Python: the one that python3-gi belongs to.
        let mut reader = self.command("/usr/bin/python3");
        let output = reader.arg(READER).arg(program).output().expect("python3");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
            panic!("{error}: {}", String::from_utf8_lossy(&output.stderr));
        })
    }
}

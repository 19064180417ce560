//! A display and a session bus where the machine has none.

use std::{
    env,
    io::{BufRead, BufReader, Read},
    path::Path,
    thread,
    time::{Duration, Instant},
};

use crate::{
    child::{Background, command},
    trouble::{Result, Trouble, While},
};

/// Whether windows can be opened as things are.
pub(crate) fn is_there() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| env::var_os(name).is_some_and(|v| !v.is_empty()))
}

/// A virtual display, ended with this value.
pub(crate) struct Display {
    _server: Background,
    /// What `DISPLAY` is to be.
    pub(crate) name: String,
}

impl Display {
    pub(crate) fn start() -> Result<Self> {
        let mut command = command("Xvfb");
        // The server looks for a free number itself and tells it on standard output.
        command.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1280x800x24",
            // Else it begins anew when its last program ends, and the next finds no display.
            "-noreset",
            "-nolisten",
            "tcp",
        ]);
        let (server, number) = start_and_hear(&mut command, "Xvfb")?;
        Ok(Self {
            _server: server,
            name: format!(":{number}"),
        })
    }
}

/// A session bus, ended with this value.
pub(crate) struct Bus {
    _daemon: Background,
    /// What `DBUS_SESSION_BUS_ADDRESS` is to be.
    pub(crate) address: String,
}

impl Bus {
    pub(crate) fn start() -> Result<Self> {
        let mut command = command("dbus-daemon");
        command.args(["--session", "--nofork", "--nopidfile", "--print-address=1"]);
        let (daemon, address) = start_and_hear(&mut command, "dbus-daemon")?;
        Ok(Self {
            _daemon: daemon,
            address,
        })
    }
}

/// Starts a server and reads the one line in which it says where it is.
fn start_and_hear(command: &mut std::process::Command, name: &str) -> Result<(Background, String)> {
    let mut server = Background::start(command, true)?;
    let mut line = String::new();
    if let Some(output) = server.take_output() {
        BufReader::new(output)
            .read_line(&mut line)
            .when(format!("listening to {name}"))?;
    }
    let line = line.trim().to_owned();
    if line.is_empty() {
        return Err(Trouble::new(format!("{name} did not start")));
    }
    Ok((server, line))
}

/// Takes the display's picture once its window is drawn and rests; fails when it stays empty.
pub(crate) fn picture_when_drawn(
    display: &str,
    file: &Path,
    rest: Duration,
    window: &mut Background,
) -> Result<()> {
    let begun = Instant::now();
    let mut last = Vec::new();
    let mut same_since = Instant::now();
    while begun.elapsed() < Duration::from_secs(90) {
        if !window.is_alive() {
            return Err(Trouble::new("Paraph ended before its window was drawn"));
        }
        let taken = command("import")
            .args(["-display", display, "-window", "root"])
            .arg(file)
            .output()
            .when("starting import (imagemagick)")?;
        let picture = read(file);
        if !taken.status.success() || picture != last {
            same_since = Instant::now();
            last = picture;
        } else if same_since.elapsed() >= rest && colours(file)? > 32 {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(300));
    }
    Err(Trouble::new("the window stayed empty for 90 s"))
}

fn read(file: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Ok(mut file) = std::fs::File::open(file) {
        let _ = file.read_to_end(&mut bytes);
    }
    bytes
}

/// How many colours a picture has; an empty window has one or two.
fn colours(file: &Path) -> Result<u64> {
    let output = command("identify")
        .args(["-format", "%k"])
        .arg(file)
        .output()
        .when("starting identify")?;
    Ok(String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .unwrap_or(0))
}

//! A person's computer for one test: home, session bus, unlocked keyring, display and browser,
//! all of its own, all gone when the test is over.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use crate::{keyring::KEYRING_PASSWORD, until};

/// Every process of a stage has this in its environment: by it they are found and ended.
const MARK: &str = "PARAPH_TEST_STAGE";

/// The display's memory, as a file in the stage's folder.
pub(crate) const SCREEN: &str = "Xvfb_screen0";

/// What stands in for the desktop's "open this in the browser": it notes the address.
const BROWSER_OPENER: &str = "#!/bin/sh\nprintf '%s\\n' \"$1\" >> \"$PARAPH_TEST_STAGE/opened\"\n";

/// A session bus that starts nothing by itself but what a stage names in a folder of its own.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=FOLDER</listen>
  <auth>EXTERNAL</auth>
  <servicedir>FOLDER/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// See the module.
pub struct Stage {
    folder: TempDir,
    environment: Vec<(String, String)>,
    pub(crate) children: Vec<Child>,
}

impl Default for Stage {
    fn default() -> Self {
        Self::new()
    }
}

impl Stage {
    /// A computer with a session bus and an unlocked keyring, without a display.
    #[must_use]
    pub fn new() -> Self {
        let mut stage = Self::without_keyring();
        stage.start_keyring(Some(KEYRING_PASSWORD));
        stage
    }

    /// A computer with a session bus on which no keyring answers, and without a display.
    #[must_use]
    pub fn without_keyring() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("paraph-")
            .tempdir()
            .expect("a folder");
        let mut stage = Self {
            folder,
            environment: Vec::new(),
            children: Vec::new(),
        };
        stage.furnish();
        stage.start_bus();
        stage
    }

    /// A computer with everything.
    #[must_use]
    pub fn with_display() -> Self {
        let mut stage = Self::new();
        stage.start_display();
        stage
    }

    /// A computer with a display and no keyring.
    #[must_use]
    pub fn with_display_and_no_keyring() -> Self {
        let mut stage = Self::without_keyring();
        stage.start_display();
        stage
    }

    /// The display's name, as programs want it in their environment; empty without one.
    #[must_use]
    pub fn display(&self) -> &str {
        let display = self.environment.iter().find(|(name, _)| name == "DISPLAY");
        display.map_or("", |(_, value)| value)
    }

    /// A path in the folder of this computer.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Paraph's data folder.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.path("data/Paraph")
    }

    /// The person's folder for signed copies.
    #[must_use]
    pub fn copies(&self) -> PathBuf {
        self.path("home/Documents/Paraph")
    }

    /// Puts a file onto this computer; gives its path back.
    #[must_use]
    pub fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path("home").join(name);
        fs::File::create(&path)
            .and_then(|mut file| file.write_all(bytes))
            .expect("a file");
        path
    }

    /// The addresses that the browser was asked to open, oldest first.
    #[must_use]
    pub fn opened(&self) -> Vec<String> {
        let text = fs::read_to_string(self.path("opened")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// A program that runs on this computer.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        // When the test's process dies, so do its programs.
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL"]).arg(program.as_ref());
        for name in [
            "WAYLAND_DISPLAY",
            "DISPLAY",
            "BROWSER",
            "XDG_CURRENT_DESKTOP",
            "PARAPH_CRASH_AT",
        ] {
            command.env_remove(name);
        }
        command.envs(self.environment.iter().map(|(key, value)| (key, value)));
        command
            .current_dir(self.path("home"))
            .stdin(Stdio::null())
            .process_group(0);
        command
    }

    /// The processes of this computer that run `program`, by id.
    #[must_use]
    pub fn running(&self, program: &Path) -> Vec<u32> {
        let program = fs::canonicalize(program).unwrap_or_else(|_| program.to_path_buf());
        self.processes()
            .into_iter()
            .filter(|id| fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|exe| exe == program))
            .collect()
    }

    /// Kills a process as a power cut would.
    pub fn kill(&self, id: u32) {
        kill(id);
        until("the killed process to be gone", 10, || {
            (!is_alive(id)).then_some(())
        });
    }

    pub(crate) fn variable(&self, name: &str) -> String {
        let found = self.environment.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.environment.push((name.to_owned(), value.into()));
    }

    fn furnish(&mut self) {
        for name in [
            "home/Documents",
            "config",
            "data",
            "cache",
            "state",
            "run/services",
            "bin",
            "tmp",
        ] {
            fs::create_dir_all(self.path(name)).expect("a folder");
        }
        fs::set_permissions(self.path("run"), fs::Permissions::from_mode(0o700)).expect("0700");
        let opener = self.path("bin/xdg-open");
        fs::File::create(&opener)
            .and_then(|mut file| file.write_all(BROWSER_OPENER.as_bytes()))
            .expect("a script");
        fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).expect("0755");
        fs::File::create(self.path("config/user-dirs.dirs"))
            .and_then(|mut file| file.write_all(b"XDG_DOCUMENTS_DIR=\"$HOME/Documents\"\n"))
            .expect("the desktop's folders");
        for (variable, name) in [
            (MARK, ""),
            ("HOME", "home"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_RUNTIME_DIR", "run"),
            ("TMPDIR", "tmp"),
            ("PARAPH_DATA_DIR", "data/Paraph"),
        ] {
            let path = self.path(name);
            self.set(variable, path.to_string_lossy().trim_end_matches('/'));
        }
        let path = std::env::var("PATH").unwrap_or_default();
        self.set("PATH", format!("{}:{path}", self.path("bin").display()));
        self.set("LANG", "C.UTF-8");
    }

    fn start_bus(&mut self) {
        let config = self.path("bus.xml");
        let text = BUS.replace("FOLDER", &self.path("run").to_string_lossy());
        fs::File::create(&config)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .expect("the bus's configuration");
        let mut bus = self.command("dbus-daemon");
        bus.arg(format!("--config-file={}", config.display()));
        bus.args(["--nofork", "--nopidfile", "--print-address=1"])
            .stderr(Stdio::null());
        let address = self.start_and_hear(bus, "a session bus");
        self.set("DBUS_SESSION_BUS_ADDRESS", address);
    }

    pub(crate) fn start_display(&mut self) {
        let mut server = self.command("Xvfb");
        // It looks for a free number itself and tells it.
        server.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1400x900x24",
            // Else it begins anew when its last program ends, and the next finds no display.
            "-noreset",
            "-nolisten",
            "tcp",
            "-fbdir",
        ]);
        server.arg(self.path("")).stderr(Stdio::null());
        let number = self.start_and_hear(server, "a display");
        self.set("DISPLAY", format!(":{number}"));
    }

    /// Starts a server and reads the line in which it says where it is.
    pub(crate) fn start_and_hear(&mut self, mut command: Command, what: &str) -> String {
        let mut child = command.stdout(Stdio::piped()).spawn().expect(what);
        let mut line = String::new();
        let output = child.stdout.take().expect("its output");
        BufReader::new(output)
            .read_line(&mut line)
            .expect("its first line");
        self.children.push(child);
        assert!(!line.trim().is_empty(), "{what} did not start");
        line.trim().to_owned()
    }

    /// All processes of this computer, by id.
    #[must_use]
    pub fn processes(&self) -> Vec<u32> {
        let mark = format!("{MARK}={}", self.folder.path().display());
        let Ok(entries) = fs::read_dir("/proc") else {
            return Vec::new();
        };
        entries
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .filter(|id: &u32| {
                let environment = fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
                environment
                    .split(|byte| *byte == 0)
                    .any(|line| line == mark.as_bytes())
            })
            .collect()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // The programs' own children too (a browser has a dozen), and those born meanwhile.
        for _ in 0..20 {
            let processes = self.processes();
            if processes.is_empty() {
                break;
            }
            processes.into_iter().for_each(kill);
            for child in &mut self.children {
                let _ = child.try_wait();
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        for child in &mut self.children {
            let _ = child.wait();
        }
    }
}

fn kill(id: u32) {
    send("KILL", id);
}

/// Sends a signal; a process that is gone already takes none.
pub(crate) fn send(signal: &str, id: u32) {
    let _ = Command::new("sh")
        .args(["-c", &format!("kill -s {signal} {id}")])
        .stderr(Stdio::null())
        .status();
}

/// Whether a process runs still. A zombie counts as gone: it holds nothing any more.
#[must_use]
pub fn is_alive(id: u32) -> bool {
    let state = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    state
        .rsplit_once(')')
        .is_some_and(|(_, rest)| !rest.trim_start().starts_with('Z'))
}

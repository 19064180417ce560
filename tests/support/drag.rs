//! A real drop: files dragged with the mouse from another program's window (XDND), and files
//! copied in another program.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Stdio},
};

use crate::{Program, Stage, until};

const CLIPBOARD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/support/clipboard_owner.py");
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/support/drag_source.py");

/// Files that are held over Paraph's window.
pub struct Drag<'a> {
    stage: &'a Stage,
    source: Child,
    output: BufReader<ChildStdout>,
}

impl Drag<'_> {
    /// Lets go of them.
    pub fn let_go(&self) {
        self.stage.xdotool(&["mouseup", "1"]);
    }

    /// Waits until the window has taken them.
    pub fn end(mut self) {
        let mut line = String::new();
        self.output
            .read_line(&mut line)
            .expect("the end of the drag");
        assert_eq!(line.trim(), "ended");
        let _ = self.source.kill();
        let _ = self.source.wait();
    }
}

impl Stage {
    /// Copies files as a file manager does; they lie in the clipboard while what is given lives.
    #[must_use]
    pub fn copy_files(&self, files: &[&Path]) -> Program {
        let mut owner = self.command("/usr/bin/python3");
        owner.arg(CLIPBOARD).args(files).env("NO_AT_BRIDGE", "1");
        let mut owner = owner.stdout(Stdio::piped()).spawn().expect("python3");
        let mut line = String::new();
        let output = owner.stdout.take().expect("its output");
        BufReader::new(output)
            .read_line(&mut line)
            .expect("its first line");
        assert_eq!(line.trim(), "held");
        Program::from(owner)
    }

    /// Drags files, or what is given as an address, onto Paraph's window and lets go in its middle.
    pub fn drop_files(&self, files: &[&Path]) {
        let drag = self.drag_over(files);
        drag.let_go();
        drag.end();
    }

    /// Drags files over the middle of Paraph's window and holds them there.
    pub fn drag_over(&self, files: &[&Path]) -> Drag<'_> {
        // Debian's own Python: the one that python3-gi belongs to.
        let mut source = self.command("/usr/bin/python3");
        source
            .arg(SOURCE)
            .args(files)
            .env("NO_AT_BRIDGE", "1")
            .stdout(Stdio::piped());
        let mut source = source.spawn().expect("the window to drag from");
        let mut output = BufReader::new(source.stdout.take().expect("its output"));
        let mut line = String::new();
        output.read_line(&mut line).expect("its first line");
        assert_eq!(line.trim(), "shown");
        let target = self.window_named("^Paraph$");
        let from = self.window_named("^paraph-drag-source$");
        // Side by side, without a window manager's help.
        self.xdotool(&["windowmove", &target, "0", "0"]);
        self.xdotool(&["windowmove", &from, "1270", "10"]);
        self.xdotool(&["windowraise", &from]);
        // Steps with rests between them: without, the drop is not seen.
        let path = [
            (1330, 40),
            (1320, 44),
            (1300, 60),
            (900, 300),
            (520, 420),
            (524, 423),
            (528, 426),
        ];
        let mut words = Vec::new();
        for (step, (x, y)) in path.iter().enumerate() {
            words.extend(["mousemove".to_owned(), x.to_string(), y.to_string()]);
            words.extend(["sleep".to_owned(), "0.25".to_owned()]);
            if step == 0 {
                words.extend(["mousedown".to_owned(), "1".to_owned()]);
                words.extend(["sleep".to_owned(), "0.2".to_owned()]);
            }
        }
        self.xdotool(&words.iter().map(String::as_str).collect::<Vec<_>>());
        Drag {
            stage: self,
            source,
            output,
        }
    }

    /// Waits for a window of this name; gives its id.
    pub(crate) fn window_named(&self, name: &str) -> String {
        until(&format!("a window named {name}"), 20, || {
            let mut search = self.command("xdotool");
            let found = search
                .args(["search", "--onlyvisible", "--name", name])
                .output()
                .ok()?;
            let text = String::from_utf8_lossy(&found.stdout).into_owned();
            text.lines().last().map(str::to_owned)
        })
    }

    /// Presses a key in Paraph's window.
    pub fn press(&self, key: &str) {
        let window = self.window_named("^Paraph$");
        self.xdotool(&["windowfocus", "--sync", &window, "key", key]);
    }

    /// Opens the menu of a place in Paraph's window, in pixels, and takes its last line.
    pub fn take_last_of_menu(&self, x: u32, y: u32) {
        let _ = self.window_named("^Paraph$");
        let (x, y) = (x.to_string(), y.to_string());
        self.xdotool(&["mousemove", &x, &y, "click", "3", "sleep", "1"]);
        self.xdotool(&["key", "Up", "sleep", "0.3", "key", "Return"]);
    }

    pub(crate) fn xdotool(&self, words: &[&str]) {
        let status = self
            .command("xdotool")
            .args(words)
            .status()
            .expect("xdotool");
        assert!(status.success(), "xdotool {words:?}");
    }
}

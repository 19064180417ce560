//! A program in the background.

use std::{
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
};

use crate::{Stage, paraph};

/// A running program; killed when this goes out of scope.
pub struct Program(Child);

impl From<Child> for Program {
    fn from(child: Child) -> Self {
        Self(child)
    }
}

impl Program {
    /// Waits until it has ended by itself.
    pub fn wait(&mut self) {
        let _ = self.0.wait();
    }

    /// Its process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// How it ended; `None` while it runs.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.0.try_wait().ok().flatten()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[track_caller]
fn start(mut command: Command) -> Program {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    Program(command.spawn().expect("a program"))
}

impl Stage {
    /// Starts Paraph's window with these files, and leaves it alone.
    #[must_use]
    #[track_caller]
    pub fn start_app(&self, files: &[&Path], environment: &[(&str, &str)]) -> Program {
        let mut app = self.command(paraph());
        app.args(files).envs(environment.iter().copied());
        start(app)
    }

    /// Starts a program of this path, and leaves it alone.
    #[must_use]
    #[track_caller]
    pub fn start(&self, program: &Path) -> Program {
        start(self.command(program))
    }
}

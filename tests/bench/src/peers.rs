//! Readers written in other languages, each in its Python wheel: a process that stays and is told
//! what to extract, so that none of its start is measured.

use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use crate::Result;

/// Their names.
pub(crate) const PEERS: [&str; 2] = ["pdfium", "mupdf"];

/// The process that extracts.
pub(crate) struct Peers {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Peers {
    /// Starts it by the Python that `PARAPH_BENCH_PYTHON` names.
    pub(crate) fn start() -> Result<Self> {
        let python = env::var_os("PARAPH_BENCH_PYTHON").ok_or_else(|| {
            env::var("PARAPH_BENCH_WITHOUT_PEERS")
                .unwrap_or_else(|_| "not installed: run `cargo xtask bench`".to_owned())
        })?;
        let mut child = Command::new(python)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("peers.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let stdin = child.stdin.take().ok_or("no pipe")?;
        let stdout = child.stdout.take().ok_or("no pipe")?;
        Ok(Self {
            child,
            stdin,
            stdout: BufReader::new(stdout),
        })
    }

    /// Processor time of one extraction, in milliseconds.
    pub(crate) fn extract(&mut self, peer: &str, files: &[PathBuf]) -> Result<f64> {
        let mut line = peer.to_owned();
        for file in files {
            line.push('\t');
            line.push_str(file.to_str().ok_or("a path that is no text")?);
        }
        writeln!(self.stdin, "{line}")?;
        let mut answer = String::new();
        self.stdout.read_line(&mut answer)?;
        let (seconds, characters) = answer
            .trim_end()
            .split_once('\t')
            .ok_or_else(|| format!("{peer} gave up"))?;
        if characters == "0" {
            return Err(format!("{peer} found no text").into());
        }
        Ok(seconds.parse::<f64>()? * 1e3)
    }
}

impl Drop for Peers {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

//! `paraph-cli` on a stage.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader, Write},
    process::Stdio,
};

use serde_json::Value;

use crate::{Program, Stage, paraph_cli};

/// What the command line answered.
#[derive(Debug)]
pub struct Answer {
    /// The exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// Standard output, read as JSON; null when it is none.
    pub json: Value,
    /// Standard error.
    pub told: String,
}

impl Answer {
    /// The JSON of a command that went well.
    #[must_use]
    #[track_caller]
    pub fn ok(self) -> Value {
        assert_eq!(self.code, Some(0), "{self:#?}");
        self.json
    }

    /// The error's code word, wherever it stands.
    #[must_use]
    pub fn error(&self) -> &str {
        self.json
            .pointer("/error/code")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }
}

impl Stage {
    /// Runs `paraph-cli --json` with these words.
    pub fn cli<S: AsRef<OsStr>>(&self, words: &[S]) -> Answer {
        self.cli_with(words, &[], "")
    }

    /// The same with further environment and something on standard input.
    pub fn cli_with<S: AsRef<OsStr>>(
        &self,
        words: &[S],
        environment: &[(&str, &str)],
        input: &str,
    ) -> Answer {
        let mut command = self.command(paraph_cli());
        command
            .arg("--json")
            .args(words)
            .envs(environment.iter().copied());
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("paraph-cli");
        let mut stdin = child.stdin.take().expect("its input");
        // It may not read its input at all.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().expect("its answer");
        Answer {
            code: output.status.code(),
            json: serde_json::from_slice(&output.stdout).unwrap_or(Value::Null),
            told: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Starts `paraph-cli serve` and waits until it says where it is.
    #[must_use]
    pub fn serve(&self) -> Serving {
        self.serve_with(&[])
    }

    /// The same with further environment.
    #[must_use]
    pub fn serve_with(&self, environment: &[(&str, &str)]) -> Serving {
        self.serve_knowing(None, environment)
    }

    /// The same with secrets for this run.
    #[must_use]
    pub fn serve_knowing(&self, secrets: Option<&str>, environment: &[(&str, &str)]) -> Serving {
        let mut command = self.command(paraph_cli());
        command
            .args(["--json", "serve"])
            .args(secrets.map(|_| "--secrets-stdin"))
            .envs(environment.iter().copied());
        command.stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("paraph-cli serve");
        let mut stdin = child.stdin.take().expect("its input");
        // It may not read its input at all.
        let _ = stdin.write_all(secrets.unwrap_or_default().as_bytes());
        drop(stdin);
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        let mut text = String::new();
        let url = loop {
            let read = output.read_line(&mut text).expect("a line");
            assert!(read > 0, "serve ended before it said where it is: {text}");
            if let Ok(json) = serde_json::from_str::<Value>(&text) {
                break json["url"].as_str().expect("its url").to_owned();
            }
        };
        Serving {
            program: Program::from(child),
            url,
        }
    }
}

/// A signing page's server in the background; killed when this goes out of scope.
pub struct Serving {
    /// The program.
    pub program: Program,
    /// Where it is.
    pub url: String,
}

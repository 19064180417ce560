//! For tests of connectors: a server that answers by a script of raw bytes, and a bench without a
//! desk.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use session::ErrorCode;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::{Allowance, Bench, StepError, TagEdit};

/// What the server got.
#[derive(Debug, Clone, Default)]
pub(crate) struct Got {
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Got {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// What the server does with one connection.
#[derive(Debug, Clone)]
pub(crate) enum Does {
    /// Reads the request and writes these bytes, then closes.
    Says(Vec<u8>),
    /// Reads the request and closes.
    Drops,
    /// Reads the request and never answers.
    Sleeps,
    /// Writes these bytes over and over.
    Endless(Vec<u8>),
}

/// An answer with its length.
pub(crate) fn says(status: u16, headers: &str, body: &str) -> Does {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\n{headers}\r\n");
    Does::Says(format!("{head}{body}").into_bytes())
}

/// A JSON answer.
pub(crate) fn json(status: u16, body: &str) -> Does {
    says(status, "Content-Type: application/json\r\n", body)
}

/// A server on loopback that follows its script, one line for each connection.
pub(crate) struct Server {
    pub(crate) port: u16,
    got: Arc<Mutex<Vec<Got>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    pub(crate) async fn start(script: Vec<Does>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let got = Arc::new(Mutex::new(Vec::new()));
        let seen = got.clone();
        let task = tokio::spawn(async move {
            for does in script {
                let Ok((stream, _)) = listener.accept().await else {
                    return;
                };
                serve(stream, does, &seen).await;
            }
        });
        Self { port, got, task }
    }

    pub(crate) fn base(&self) -> String {
        format!("http://127.0.0.1:{}/api/", self.port)
    }

    pub(crate) fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }

    /// The request lines without the version.
    pub(crate) fn lines(&self) -> Vec<String> {
        let lines = self.got();
        lines
            .into_iter()
            .map(|got| got.line.replace(" HTTP/1.1", ""))
            .collect()
    }
}

async fn serve(mut stream: TcpStream, does: Does, seen: &Mutex<Vec<Got>>) {
    let Some(got) = read(&mut stream).await else {
        return;
    };
    seen.lock().unwrap().push(got);
    match does {
        Does::Says(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Does::Drops => {}
        Does::Sleeps => std::future::pending().await,
        Does::Endless(bytes) => while stream.write_all(&bytes).await.is_ok() {},
    }
}

async fn read(stream: &mut TcpStream) -> Option<Got> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|part| part == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let mut got = Got {
        line: lines.next()?.to_owned(),
        ..Got::default()
    };
    for line in lines {
        if let Some((name, value)) = line.split_once(':') {
            got.headers
                .push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    let length: usize = got
        .header("content-length")
        .map_or(0, |n| n.parse().unwrap());
    got.body = bytes.split_off(end);
    while got.body.len() < length {
        if stream.read_buf(&mut got.body).await.ok()? == 0 {
            return None;
        }
    }
    Some(got)
}

/// A bench whose waiting takes no time.
pub(crate) struct TestBench {
    folder: tempfile::TempDir,
    pub(crate) now: i64,
    pub(crate) waited: Mutex<Vec<u64>>,
    pub(crate) spent: Mutex<BTreeMap<&'static str, u32>>,
    pub(crate) memory: Mutex<BTreeMap<String, String>>,
    pub(crate) progress: Mutex<Vec<(u64, u64)>>,
    pub(crate) copies: Mutex<Vec<(u32, Vec<TagEdit>)>>,
    /// What copies are made of, where it matters.
    pub(crate) copied: Mutex<Option<Vec<u8>>>,
    /// Is told of every wait, such as a service's clock.
    pub(crate) turn: Mutex<Option<Turn>>,
}

/// Something that is told how long is waited.
pub(crate) type Turn = Arc<dyn Fn(Duration) + Send + Sync>;

impl TestBench {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            now: 1_795_600_000_000,
            waited: Mutex::default(),
            spent: Mutex::default(),
            memory: Mutex::default(),
            progress: Mutex::default(),
            copies: Mutex::default(),
            copied: Mutex::default(),
            turn: Mutex::default(),
        }
    }

    /// Puts bytes where [`Bench::file`] finds them: their digest.
    pub(crate) fn put(&self, bytes: &[u8]) -> String {
        let digest = hex::encode(Sha256::digest(bytes));
        self.write(&digest, bytes);
        digest
    }

    pub(crate) fn write(&self, digest: &str, bytes: &[u8]) {
        let mut file = std::fs::File::create(self.folder.path().join(digest)).unwrap();
        std::io::Write::write_all(&mut file, bytes).unwrap();
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    pub(crate) fn waits(&self) -> Vec<u64> {
        self.waited.lock().unwrap().clone()
    }

    pub(crate) fn spend_all(&self, allowance: &Allowance, but: u32) {
        self.spent
            .lock()
            .unwrap()
            .insert(allowance.kind, allowance.most - but);
    }
}

#[async_trait]
impl Bench for TestBench {
    fn now(&self) -> i64 {
        self.now
    }

    async fn wait(&self, time: Duration) -> Result<(), StepError> {
        self.waited.lock().unwrap().push(time.as_secs());
        let turn = self.turn.lock().unwrap().clone();
        if let Some(turn) = turn {
            turn(time);
        }
        Ok(())
    }

    fn file(&self, sha256: &str) -> Result<PathBuf, StepError> {
        Ok(self.folder.path().join(sha256))
    }

    fn collect(&self) -> Result<PathBuf, StepError> {
        let file = tempfile::NamedTempFile::new_in(self.folder.path()).unwrap();
        Ok(file.into_temp_path().keep().unwrap())
    }

    async fn copy(&self, document: u32, edits: Vec<TagEdit>) -> Result<String, StepError> {
        self.copies.lock().unwrap().push((document, edits));
        let made = self.copied.lock().unwrap().clone();
        Ok(self.put(&made.unwrap_or_else(|| b"%PDF-1.4 copy %%EOF".to_vec())))
    }

    fn give_back(&self, allowance: &Allowance) {
        let mut spent = self.spent.lock().unwrap();
        if let Some(count) = spent.get_mut(allowance.kind) {
            *count -= 1;
        }
    }

    fn spend(&self, allowance: &Allowance) -> Result<(), StepError> {
        if self.left(allowance) == 0 {
            return Err(StepError::new(ErrorCode::AskingBudgetSpent, allowance.kind));
        }
        *self
            .spent
            .lock()
            .unwrap()
            .entry(allowance.kind)
            .or_default() += 1;
        Ok(())
    }

    fn left(&self, allowance: &Allowance) -> u32 {
        let spent = self.spent.lock().unwrap().get(allowance.kind).copied();
        allowance.most - spent.unwrap_or_default()
    }

    fn progress(&self, done: u64, all: u64) {
        self.progress.lock().unwrap().push((done, all));
    }

    fn remember(&self, name: &str, value: &str) -> Result<(), StepError> {
        self.memory
            .lock()
            .unwrap()
            .insert(name.to_owned(), value.to_owned());
        Ok(())
    }
}

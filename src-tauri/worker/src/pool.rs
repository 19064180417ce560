//! The side that asks: keeps workers warm, gives each request a time, and replaces the dead.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use session::ErrorCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Semaphore;

use crate::wire::{self, Answer, Request};
use crate::{FLAG, Failure, Limits, WorkerError};

/// A small set of workers. Reading and drawing have workers of their own, so that pictures come
/// while many files are read. Cheap to clone; clones share the workers.
///
/// Dropping a request's future cancels it: its worker is ended, and replaced when next needed.
#[derive(Clone)]
pub struct Pool {
    shared: Arc<Shared>,
}

struct Shared {
    program: PathBuf,
    limits: Limits,
    readers: Lane,
    drawers: Lane,
    alive: Pids,
}

/// Workers for one kind of request: those that wait, and how many there may be.
struct Lane {
    permits: Semaphore,
    idle: Mutex<Vec<Worker>>,
}

type Pids = Arc<Mutex<BTreeSet<u32>>>;

struct Worker {
    // Kept because dropping it ends the process.
    child: Child,
    stdin: ChildStdin,
    stdout: ChildStdout,
    /// The file it was last asked about, which it may have parsed still.
    last: Option<PathBuf>,
    _listed: Listed,
}

/// A worker's line in the list of living ones.
struct Listed {
    pid: u32,
    alive: Pids,
}

impl Drop for Listed {
    fn drop(&mut self) {
        lock(&self.alive).remove(&self.pid);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pool {
    /// A pool of that many readers and half as many drawers, each the given program started with
    /// [`FLAG`]. Workers are started when first needed, or by [`Pool::warm`].
    #[must_use]
    pub fn new(program: PathBuf, size: usize, limits: Limits) -> Self {
        let size = size.max(1);
        let readers = Lane::new(size);
        let drawers = Lane::new(size.div_ceil(2));
        let shared = Shared {
            program,
            limits,
            readers,
            drawers,
            alive: Pids::default(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// Starts one worker of each kind ahead of the first request.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub async fn warm(&self) -> Result<(), WorkerError> {
        for lane in [&self.shared.readers, &self.shared.drawers] {
            let Ok(_permit) = lane.permits.acquire().await else {
                continue;
            };
            let worker = self.shared.worker(lane, Path::new(""))?;
            lock(&lane.idle).push(worker);
        }
        Ok(())
    }

    /// Reads a PDF.
    ///
    /// # Errors
    /// [`WorkerError::Refused`] says what is wrong with the file; the others that reading it came
    /// to no end.
    pub async fn read(
        &self,
        path: &Path,
        password: Option<&str>,
    ) -> Result<tags::Document, WorkerError> {
        let request = Request::Read {
            password: password.map(str::to_owned),
        };
        let most = self.shared.limits.read;
        match self
            .shared
            .ask(&self.shared.readers, path, &request, most)
            .await?
        {
            (Answer::Document(document), _) => Ok(*document),
            _ => Err(WorkerError::Died),
        }
    }

    /// Verifies the signatures of a PDF against the authorities (DER) that are trusted.
    ///
    /// # Errors
    /// As [`Pool::read`]; a bad signature is an answer, no error.
    pub async fn verify(
        &self,
        path: &Path,
        authorities: &[Vec<u8>],
    ) -> Result<session::Verdict, WorkerError> {
        let request = Request::Verify {
            authorities: authorities.to_vec(),
        };
        let most = self.shared.limits.read;
        match self
            .shared
            .ask(&self.shared.readers, path, &request, most)
            .await?
        {
            (Answer::Verdict(verdict), _) => Ok(verdict),
            _ => Err(WorkerError::Died),
        }
    }

    /// Draws a page (from 1) as a PNG of that width, less where it would be larger than the caps
    /// of [`crate::Drawer::draw`].
    ///
    /// # Errors
    /// [`WorkerError::Refused`] when the page cannot be drawn whole; the others when drawing it
    /// came to no end.
    pub async fn draw(
        &self,
        path: &Path,
        page: u32,
        width_px: u32,
        password: Option<&str>,
    ) -> Result<Vec<u8>, WorkerError> {
        let request = Request::Draw {
            password: password.map(str::to_owned),
            page,
            width_px,
        };
        let most = self.shared.limits.draw;
        match self
            .shared
            .ask(&self.shared.drawers, path, &request, most)
            .await?
        {
            (Answer::Picture, png) => Ok(png),
            _ => Err(WorkerError::Died),
        }
    }

    /// The process ids of the living workers.
    #[must_use]
    pub fn pids(&self) -> Vec<u32> {
        lock(&self.shared.alive).iter().copied().collect()
    }
}

impl Shared {
    /// One request to one worker of that lane.
    async fn ask(
        &self,
        lane: &Lane,
        path: &Path,
        request: &Request,
        most: Duration,
    ) -> Result<(Answer, Vec<u8>), WorkerError> {
        let message = wire::frame(request, &wire::path_bytes(path))
            .map_err(|e| Failure::new(ErrorCode::Internal, e.to_string()))?;
        let Ok(_permit) = lane.permits.acquire().await else {
            return Err(WorkerError::Died);
        };
        let mut worker = self.worker(lane, path)?;
        // A worker that does not answer is dropped here, which ends it.
        let answer = match tokio::time::timeout(most, worker.exchange(&message)).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => return Err(WorkerError::Died),
            Err(_) => return Err(WorkerError::TimedOut(most)),
        };
        worker.last = Some(path.to_owned());
        lock(&lane.idle).push(worker);
        match answer {
            (Answer::Failed(failure), _) => Err(failure.into()),
            answer => Ok(answer),
        }
    }

    /// A waiting worker that is alive, best the one that knows the file; else a new one.
    fn worker(&self, lane: &Lane, path: &Path) -> Result<Worker, WorkerError> {
        let mut idle = lock(&lane.idle);
        idle.retain_mut(|worker| matches!(worker.child.try_wait(), Ok(None)));
        let knows = idle
            .iter()
            .position(|worker| worker.last.as_deref() == Some(path));
        let waiting = match knows {
            Some(at) => Some(idle.swap_remove(at)),
            None => idle.pop(),
        };
        drop(idle);
        waiting.map_or_else(|| self.start().map_err(WorkerError::NotStarted), Ok)
    }

    fn start(&self) -> io::Result<Worker> {
        // The pool keeps the wall clock; this is for a worker whose pool is no longer there.
        let cpu = self.limits.read.max(self.limits.draw).as_secs() + 5;
        let mut child = Command::new(&self.program)
            .args([FLAG, &self.limits.memory.to_string(), &cpu.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let missing = || io::Error::from(io::ErrorKind::BrokenPipe);
        let stdin = child.stdin.take().ok_or_else(missing)?;
        let stdout = child.stdout.take().ok_or_else(missing)?;
        let pid = child.id().ok_or_else(missing)?;
        lock(&self.alive).insert(pid);
        let listed = Listed {
            pid,
            alive: Arc::clone(&self.alive),
        };
        Ok(Worker {
            child,
            stdin,
            stdout,
            last: None,
            _listed: listed,
        })
    }
}

impl Lane {
    fn new(size: usize) -> Self {
        Self {
            permits: Semaphore::new(size),
            idle: Mutex::default(),
        }
    }
}

impl Worker {
    async fn exchange(&mut self, message: &[u8]) -> io::Result<(Answer, Vec<u8>)> {
        self.stdin.write_all(message).await?;
        self.stdin.flush().await?;
        let mut start = [0; 8];
        self.stdout.read_exact(&mut start).await?;
        let (head_len, body_len) = wire::lengths(start)?;
        let mut head = vec![0; head_len];
        self.stdout.read_exact(&mut head).await?;
        let mut body = vec![0; body_len];
        self.stdout.read_exact(&mut body).await?;
        Ok((serde_json::from_slice(&head)?, body))
    }
}

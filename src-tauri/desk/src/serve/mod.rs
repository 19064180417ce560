//! The loopback server of the signing page for sessions on this computer. One for each data
//! folder, on 127.0.0.1 and a port from the system.

mod act;
mod assets;
mod guard;
mod routes;

use std::sync::Arc;
use std::time::Duration;

use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use session::ErrorCode;
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::{Desk, DeskError, lock};

/// The lease under which a data folder's page is served.
const LEASE: &str = "serving";
/// Connections at one time; more wait.
const CONNECTIONS: usize = 64;
/// How long a request's head may take.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How often the calendar is looked at.
const MINUTE: Duration = Duration::from_secs(60);

/// A served signing page; it ends when this is dropped.
pub struct Served {
    /// Its address, without a path.
    pub url: String,
    desk: Desk,
    tasks: Vec<tokio::task::JoinHandle<()>>,
    _held: crate::engine::Held,
}

impl Drop for Served {
    fn drop(&mut self) {
        *lock(&self.desk.inner.serving) = None;
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// What opens a link, and the hash of it that is kept.
pub(crate) fn mint() -> (String, [u8; 32]) {
    let token = hex::encode(rand::random::<[u8; 32]>());
    let hash = hash(&token);
    (token, hash)
}

pub(crate) fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

impl Desk {
    /// Serves the signing page until the answer is dropped. What was interrupted goes on first.
    ///
    /// # Errors
    /// [`ErrorCode::AlreadyServing`] when another process does, for this data folder.
    pub async fn serve(&self) -> Result<Served, DeskError> {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .map_err(internal)?;
        let port = listener.local_addr().map_err(internal)?.port();
        let host = format!("127.0.0.1:{port}");
        let url = format!("http://{host}");
        let held = self
            .hold(LEASE, &url)?
            .ok_or(DeskError::Refused(ErrorCode::AlreadyServing))?;
        *lock(&self.inner.serving) = Some(url.clone());
        let router = routes::router(self.clone(), &host);
        let tasks = vec![
            tokio::spawn(accept(listener, router)),
            tokio::spawn(watch_calendar(self.clone())),
        ];
        Ok(Served {
            url,
            desk: self.clone(),
            tasks,
            _held: held,
        })
    }

    /// The address of the server for this data folder, in whichever process it runs.
    pub(crate) async fn server(&self) -> Result<String, DeskError> {
        if let Some(ours) = lock(&self.inner.serving).clone() {
            return Ok(ours);
        }
        let not_serving = || DeskError::Refused(ErrorCode::NotServing);
        let holder = self
            .history()
            .lease_holder(LEASE, self.now_millis())?
            .ok_or_else(not_serving)?;
        // A lease may outlive its holder for a moment: the page itself has the last word.
        services::http::use_ring();
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(3))
            .no_proxy()
            .build()
            .map_err(internal)?;
        let answer = client.get(format!("{}/alive", holder.detail)).send().await;
        match answer {
            Ok(answer) if answer.status().is_success() => Ok(holder.detail),
            _ => Err(not_serving()),
        }
    }

    /// Where another process says that it serves the pages; not asked whether it still does.
    pub(crate) fn served_elsewhere(&self) -> Option<String> {
        let holder = self.history().lease_holder(LEASE, self.now_millis());
        holder.ok().flatten().map(|holder| holder.detail)
    }

    /// Whether the signing page of this data folder is served by any process.
    pub async fn is_served(&self) -> bool {
        self.server().await.is_ok()
    }
}

fn internal(error: impl std::fmt::Display) -> DeskError {
    DeskError::Internal(error.to_string())
}

pub(crate) async fn accept(listener: TcpListener, router: axum::Router) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = room.clone().acquire_owned().await else {
            return;
        };
        // A connection that fails at once is the other side's affair.
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            let _place = place;
            let _ = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD_TIME)
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

/// Ends sessions whose time ran out, while this process runs.
async fn watch_calendar(desk: Desk) {
    loop {
        for id in desk.open_sessions().unwrap_or_default() {
            // Tried again in a minute.
            let _ = desk.expire(&id);
        }
        tokio::time::sleep(MINUTE).await;
    }
}

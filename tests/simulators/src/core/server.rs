//! A real server on loopback, in a thread and runtime of its own: a test's paused or blocked
//! runtime does not stop it, and its end takes all connections with it.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use bytes::Bytes;
use hyper::{HeaderMap, Method};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::sync::oneshot;

use super::{Reply, Watch, exchange};

/// Why a simulator does not start.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The port or the thread could not be had.
    #[error("the server does not start")]
    Server(#[source] io::Error),
    /// The folder of its state cannot be used.
    #[error("the state cannot be kept or read")]
    Store(#[source] io::Error),
    /// What lies in the folder is no state.
    #[error("the state cannot be understood")]
    State(#[source] serde_json::Error),
}

/// A request as a simulated service sees it.
#[derive(Debug)]
pub struct Call {
    /// Its number in the journal.
    pub number: u64,
    /// The operation it was taken for.
    pub operation: String,
    /// The method.
    pub method: Method,
    /// The path as it stood in the request line, without the query.
    pub path: String,
    /// The query as it stood there, without its question mark.
    pub query: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// The body was longer than the service takes; `body` is empty.
    pub too_large: bool,
    /// A fault changed the body on its way: its digest is not the client's doing.
    pub corrupted: bool,
}

impl Call {
    /// A header's value, where it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// A simulated service.
pub trait Service: Send + Sync + 'static {
    /// The name of the operation that method, path and headers ask for; `None` when they are not
    /// of the service's interface but of its pages.
    fn operation(&self, method: &Method, path: &str, headers: &HeaderMap) -> Option<String>;

    /// Is told of a fault of the service's own before the request is handled.
    fn prepare(&self, _twist: &Value, _call: &Call) {}

    /// Answers a request.
    fn handle(&self, call: &Call) -> Reply;

    /// Applies a fault of the service's own to an answer.
    fn twist(&self, twist: &Value, call: &Call, reply: Reply) -> Reply;

    /// Does what is due by the clock.
    fn tick(&self);

    /// The longest body taken, in bytes.
    fn body_limit(&self) -> usize;

    /// The hosted pages and the control interface.
    fn pages(self: Arc<Self>) -> Router;
}

/// A simulator that serves, whichever service it plays.
pub trait Served {
    /// The address for a client.
    fn base_url(&self) -> String;

    /// Serves until the process ends.
    fn wait(self: Box<Self>);
}

/// A running server; it stops when this is dropped.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    runtime: tokio::runtime::Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Serves on 127.0.0.1; port 0 is any free one. `tick` is how often the service looks at the
    /// clock by itself; without, only when it is asked something.
    ///
    /// # Errors
    /// When the port is taken or no thread can be had.
    pub fn start<S: Service>(
        service: Arc<S>,
        watch: Arc<Watch>,
        port: u16,
        tick: Option<Duration>,
    ) -> Result<Self, Trouble> {
        let listener = TcpListener::bind(("127.0.0.1", port)).map_err(Trouble::Server)?;
        listener.set_nonblocking(true).map_err(Trouble::Server)?;
        let address = listener.local_addr().map_err(Trouble::Server)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(Trouble::Server)?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("simulator".into())
            .spawn(move || {
                runtime.spawn(accept(listener, service.clone(), watch));
                if let Some(every) = tick {
                    runtime.spawn(async move {
                        loop {
                            tokio::time::sleep(every).await;
                            let service = service.clone();
                            // It may deliver, and wait for the receiver.
                            let _ = tokio::task::spawn_blocking(move || service.tick()).await;
                        }
                    });
                }
                // An error says that the handle is gone, which stops as well.
                let _ = runtime.block_on(stopped);
                runtime.shutdown_timeout(Duration::from_secs(1));
            })
            .map_err(Trouble::Server)?;
        Ok(Self {
            address,
            runtime: handle,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// The address it listens at.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its runtime, for work that must not block the caller's.
    #[must_use]
    pub fn runtime(&self) -> &tokio::runtime::Handle {
        &self.runtime
    }

    /// Waits until the server ends by itself, which it does not.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn accept<S: Service>(listener: TcpListener, service: Arc<S>, watch: Arc<Watch>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
    let pages = service.clone().pages();
    loop {
        // A connection that fails at once is the other side's affair.
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let _ = stream.set_nodelay(true);
        let exchange = exchange::Exchange {
            service: service.clone(),
            watch: watch.clone(),
            pages: pages.clone(),
        };
        tokio::spawn(async move {
            let answer = hyper::service::service_fn(|request| exchange.answer(request));
            // Dropped connections end in an error here, as they are meant to.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), answer)
                .await;
        });
    }
}

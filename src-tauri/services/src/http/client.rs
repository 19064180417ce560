//! The client of one account's address.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Certificate, Client, Response, Url, redirect, retry};
use tokio::io::AsyncWriteExt;
use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};

pub use reqwest::Method;

use super::{HttpError, Lost, Redactor, body};

/// How long is waited for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection, with the look-up of the name and TLS.
    pub connect: Duration,
    /// For the next piece of what is sent or answered.
    pub silence: Duration,
    /// For a request and its answer as a whole.
    pub whole: Duration,
    /// For the same where a file goes up or comes down.
    pub file: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            silence: Duration::from_secs(60),
            whole: Duration::from_secs(90),
            file: Duration::from_secs(30 * 60),
        }
    }
}

/// How a client is set up.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Where the service is: https, or http on loopback (see [`crate::check_base_url`]).
    pub base: Url,
    /// Further certificates (PEM) to trust beside the system's.
    pub ca_file: Option<PathBuf>,
    /// How long is waited.
    pub timeouts: Timeouts,
}

/// A request. Its path is joined to the client's address.
pub struct Request<'a> {
    /// The method.
    pub method: Method,
    /// What follows the address, each segment percent-encoded already.
    pub path: &'a str,
    /// Headers; their values are shown nowhere.
    pub headers: &'a [(&'static str, &'a str)],
    /// What is sent.
    pub body: Body<'a>,
    /// Bytes of the answer that are taken at most.
    pub most: u64,
    /// Told how many bytes have gone up or come down, of how many.
    pub progress: Option<&'a (dyn Fn(u64, u64) + Send + Sync)>,
}

/// What is sent.
pub enum Body<'a> {
    /// Nothing, and nothing said about it.
    None,
    /// Nothing, said as `Content-Length: 0`.
    Empty,
    /// These bytes, of that type.
    Bytes(Vec<u8>, &'static str),
    /// That file, of that type.
    File(&'a Path, &'static str),
}

/// An answer.
#[derive(Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as far as it was taken.
    pub body: Vec<u8>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({}, {} bytes)", self.status, self.body.len())
    }
}

impl Answer {
    /// Whether the service did what was asked.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A header's text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// How long the service asks to wait (`Retry-After`: seconds, or a date), seen from `now` in
    /// milliseconds since 1970. A day at most.
    #[must_use]
    pub fn retry_after(&self, now: i64) -> Option<Duration> {
        const LONGEST: Duration = Duration::from_secs(86_400);
        let text = self.header("retry-after")?.trim();
        if let Ok(seconds) = text.parse::<u64>() {
            return Some(Duration::from_secs(seconds).min(LONGEST));
        }
        let at = httpdate::parse_http_date(text).ok()?;
        let at = at.duration_since(std::time::UNIX_EPOCH).ok()?;
        let now = Duration::from_millis(u64::try_from(now).ok()?);
        Some(at.saturating_sub(now).min(LONGEST))
    }
}

/// A file that came.
#[derive(Debug)]
pub enum Downloaded {
    /// It was written to the path; so many bytes, with the content type.
    File(u64, String),
    /// The service answered something else than success.
    Answer(Answer),
}

/// A client for one account's address.
pub struct Http {
    client: Client,
    base: Url,
    timeouts: Timeouts,
    redactor: Redactor,
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Http({})", self.base.host_str().unwrap_or_default())
    }
}

impl Http {
    /// A client. The system's proxy is used, but never for this computer itself; the system's
    /// certificates are trusted, and those of the account's file.
    ///
    /// # Errors
    /// When the certificate file cannot be used.
    pub fn new(setup: &Setup, redactor: Redactor) -> Result<Self, HttpError> {
        use_ring();
        let mut builder = Client::builder()
            .user_agent(concat!("Paraph/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .connect_timeout(setup.timeouts.connect)
            .pool_max_idle_per_host(0)
            .http1_only();
        if setup.base.scheme() == "http" {
            // Nothing is encrypted, so the system's certificates need not be read.
            builder = builder.no_proxy().tls_certs_only([]);
        } else {
            builder = builder.https_only(true);
            if is_loopback(&setup.base) {
                builder = builder.no_proxy();
            }
        }
        if let Some(path) = &setup.ca_file {
            let certificates = certificates(path)?;
            if setup.base.scheme() == "https" {
                builder = builder.tls_certs_merge(certificates);
            }
        }
        let client = builder
            .build()
            .map_err(|e| HttpError::Request(e.without_url().to_string()))?;
        Ok(Self {
            client,
            base: setup.base.clone(),
            timeouts: setup.timeouts,
            redactor,
        })
    }

    /// What cleans texts of this account's answers.
    #[must_use]
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// Sends a request and reads its answer, whatever its status.
    ///
    /// # Errors
    /// When there is no whole answer, or one that leads elsewhere.
    pub async fn send(&self, request: Request<'_>) -> Result<Answer, HttpError> {
        let end = Instant::now() + self.whole(&request);
        let most = request.most;
        let response = self.start(&request, end).await?;
        self.read(response, most, end).await
    }

    /// Sends a request and writes the body of a successful answer into a file.
    ///
    /// # Errors
    /// When there is no whole answer, one that leads elsewhere, or the file cannot be written.
    pub async fn download(
        &self,
        request: Request<'_>,
        into: &Path,
    ) -> Result<Downloaded, HttpError> {
        let end = Instant::now() + self.timeouts.file;
        let response = self.start(&request, end).await?;
        self.save(response, &request, into, end).await
    }

    /// Fetches a file by a link that the service gave: joined to the client's address where it is
    /// relative, else https at any host (http on loopback where the service itself is there). The
    /// request's headers go to the service's own origin only. Leads on to another place are
    /// followed, a few of them, without any header.
    ///
    /// # Errors
    /// When there is no whole answer, one that leads where nobody follows, or the file cannot be
    /// written.
    pub async fn download_link(
        &self,
        request: Request<'_>,
        into: &Path,
    ) -> Result<Downloaded, HttpError> {
        const LEADS: u32 = 3;
        let end = Instant::now() + self.timeouts.file;
        let mut url = self
            .base
            .join(request.path)
            .map_err(|_| HttpError::Request("the link is none".into()))?;
        let mut bare = Request {
            headers: &[],
            body: Body::None,
            ..request
        };
        if url.origin() == self.base.origin() {
            bare.headers = request.headers;
        }
        for _ in 0..=LEADS {
            if !self.may_fetch(&url) {
                let host = self.redactor.clean(url.host_str().unwrap_or("nowhere"));
                return Err(HttpError::Redirected { status: 200, host });
            }
            let response = self.respond(url.clone(), &bare, end).await?;
            if !response.status().is_redirection() {
                return self.save(response, &bare, into, end).await;
            }
            let refused = self.redirected(&response);
            let location = response.headers().get(LOCATION);
            let location = location.and_then(|location| location.to_str().ok());
            let Some(next) = location.and_then(|location| url.join(location).ok()) else {
                return Err(refused);
            };
            url = next;
            bare.headers = &[];
        }
        Err(HttpError::Lost(
            Lost::Unreadable,
            "the link leads on and on".into(),
        ))
    }

    /// Whether a link leads to the service's own origin.
    #[must_use]
    pub fn is_own(&self, link: &str) -> bool {
        let url = self.base.join(link);
        url.is_ok_and(|url| url.origin() == self.base.origin())
    }

    /// Whether a file may be fetched there.
    fn may_fetch(&self, url: &Url) -> bool {
        let plain = url.username().is_empty() && url.password().is_none() && url.has_host();
        let here = self.base.scheme() == "http" && url.scheme() == "http" && is_loopback(url);
        plain && (url.scheme() == "https" || here)
    }

    /// Writes the body of a successful answer into a file.
    async fn save(
        &self,
        mut response: Response,
        request: &Request<'_>,
        into: &Path,
        end: Instant,
    ) -> Result<Downloaded, HttpError> {
        const ERROR_BODY: u64 = 64 * 1024;
        let failed = |e: std::io::Error| HttpError::File(e.kind().to_string());
        if !response.status().is_success() {
            return Ok(Downloaded::Answer(
                self.read(response, ERROR_BODY, end).await?,
            ));
        }
        let all = response.content_length().unwrap_or_default();
        if all > request.most {
            return Err(too_long(request.most));
        }
        let kind = response
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let mut file = tokio::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(into)
            .await
            .map_err(failed)?;
        let mut done = 0;
        while let Some(piece) = self.piece(&mut response, end).await? {
            done += piece.len() as u64;
            if done > request.most {
                return Err(too_long(request.most));
            }
            file.write_all(&piece).await.map_err(failed)?;
            if let Some(progress) = request.progress {
                progress(done, all.max(done));
            }
        }
        file.flush().await.map_err(failed)?;
        file.sync_all().await.map_err(failed)?;
        Ok(Downloaded::File(done, kind))
    }

    fn whole(&self, request: &Request<'_>) -> Duration {
        match request.body {
            Body::File(..) => self.timeouts.file,
            _ => self.timeouts.whole,
        }
    }

    /// The account's address and the path with exactly one slash between them.
    fn url(&self, path: &str) -> Result<Url, HttpError> {
        let base = self.base.as_str().trim_end_matches('/');
        let url = format!("{base}/{}", path.trim_start_matches('/'));
        let url = Url::parse(&url).map_err(|e| HttpError::Request(e.to_string()))?;
        if url.origin() != self.base.origin() {
            return Err(HttpError::Request("the path leads to another host".into()));
        }
        Ok(url)
    }

    async fn start(&self, request: &Request<'_>, end: Instant) -> Result<Response, HttpError> {
        let url = self.url(request.path)?;
        let response = self.respond(url, request, end).await?;
        if response.status().is_redirection() {
            return Err(self.redirected(&response));
        }
        Ok(response)
    }

    fn redirected(&self, response: &Response) -> HttpError {
        HttpError::Redirected {
            status: response.status().as_u16(),
            host: self.leads_to(response),
        }
    }

    /// Sends a request and waits for the head of its answer, wherever that may lead.
    async fn respond(
        &self,
        url: Url,
        request: &Request<'_>,
        end: Instant,
    ) -> Result<Response, HttpError> {
        let mut headers = HeaderMap::new();
        for (name, value) in request.headers {
            let mut value = HeaderValue::from_str(value)
                .map_err(|_| HttpError::Request(format!("{name} cannot be sent")))?;
            value.set_sensitive(true);
            headers.insert(HeaderName::from_static(name), value);
        }
        let mut call = self.client.request(request.method.clone(), url);
        let mut sent = None;
        match &request.body {
            Body::None => {}
            Body::Empty => {
                headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
            }
            Body::Bytes(bytes, kind) => {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
                call = call.body(bytes.clone());
            }
            Body::File(path, kind) => {
                let (body, length, told) = body::from_file(path).await?;
                headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
                headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
                call = call.body(body);
                sent = Some((length, told));
            }
        }
        let answering = call.headers(headers).send();
        let begins = Instant::now() + self.timeouts.connect + self.timeouts.silence;
        let response = match sent {
            None => timeout_at(begins.min(end), answering)
                .await
                .map_err(|_| no_answer())?
                .map_err(HttpError::of_sending)?,
            Some((length, told)) => {
                self.watched(answering, length, told, request.progress, end)
                    .await?
            }
        };
        Ok(response)
    }

    /// Waits for the answer to an upload for as long as the upload moves.
    async fn watched(
        &self,
        answering: impl Future<Output = reqwest::Result<Response>>,
        length: u64,
        mut told: watch::Receiver<u64>,
        progress: Option<&(dyn Fn(u64, u64) + Send + Sync)>,
        end: Instant,
    ) -> Result<Response, HttpError> {
        tokio::pin!(answering);
        let mut moving = true;
        let mut silent = Instant::now() + self.timeouts.silence + self.timeouts.connect;
        loop {
            tokio::select! {
                answer = &mut answering => return answer.map_err(HttpError::of_sending),
                changed = told.changed(), if moving => {
                    moving = changed.is_ok();
                    silent = Instant::now() + self.timeouts.silence;
                    if let (true, Some(progress)) = (moving, progress) {
                        progress(*told.borrow_and_update(), length);
                    }
                }
                () = tokio::time::sleep_until(silent.min(end)) => return Err(no_answer()),
            }
        }
    }

    async fn read(
        &self,
        mut response: Response,
        most: u64,
        end: Instant,
    ) -> Result<Answer, HttpError> {
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        let mut body = Vec::new();
        while let Some(piece) = self.piece(&mut response, end).await? {
            if body.len() as u64 + piece.len() as u64 > most {
                return Err(too_long(most));
            }
            body.extend_from_slice(&piece);
        }
        Ok(Answer {
            status,
            headers,
            body,
        })
    }

    async fn piece(
        &self,
        response: &mut Response,
        end: Instant,
    ) -> Result<Option<impl AsRef<[u8]> + std::ops::Deref<Target = [u8]> + use<>>, HttpError> {
        let left = end.saturating_duration_since(Instant::now());
        timeout(self.timeouts.silence.min(left), response.chunk())
            .await
            .map_err(|_| no_answer())?
            .map_err(HttpError::of_reading)
    }

    fn leads_to(&self, response: &Response) -> String {
        let location = response
            .headers()
            .get(LOCATION)
            .and_then(|location| location.to_str().ok())
            .unwrap_or_default();
        let host = self.base.join(location).ok();
        let host = host.as_ref().and_then(Url::host_str).unwrap_or("nowhere");
        self.redactor.clean(host)
    }
}

/// Makes ring the program's provider of cryptography for TLS. Every client of the HTTP library
/// wants one, also one that speaks no TLS; whoever calls this first is as good as any other.
pub fn use_ring() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

fn no_answer() -> HttpError {
    HttpError::Lost(Lost::Timeout, "the time for it ran out".into())
}

fn too_long(most: u64) -> HttpError {
    HttpError::Lost(Lost::TooLong, format!("more than {most} bytes"))
}

fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

fn certificates(path: &Path) -> Result<Vec<Certificate>, HttpError> {
    let pem = std::fs::read(path).map_err(|e| HttpError::CaFile(e.kind().to_string()))?;
    let certificates = Certificate::from_pem_bundle(&pem)
        .map_err(|_| HttpError::CaFile("it holds no certificate in PEM".into()))?;
    if certificates.is_empty() {
        return Err(HttpError::CaFile("it holds no certificate in PEM".into()));
    }
    Ok(certificates)
}

/// A part of an address: everything but letters, digits and `-._~` is percent-encoded.
#[must_use]
pub fn segment(text: &str) -> String {
    const KEPT: percent_encoding::AsciiSet = percent_encoding::NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'.')
        .remove(b'_')
        .remove(b'~');
    percent_encoding::utf8_percent_encode(text, &KEPT).to_string()
}

//! One request: the fault for it, the service's answer, the entry in the journal.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::{HeaderMap, Method, Request, Response, header};
use sha2::{Digest as _, Sha256};
use time::format_description::well_known::Rfc3339;
use tower::util::ServiceExt as _;

use super::journal::{Entry, redacted};
use super::{Call, ErrorBody, Fault, Reply, Service, Watch};

/// How much is read beyond the service's limit, to answer before the connection ends.
const GRACE: usize = 1 << 20;
/// So that what was sent before a connection breaks off has left.
const LEAVE: Duration = Duration::from_millis(5);

/// Ends the connection without a word.
#[derive(Debug, thiserror::Error)]
#[error("the connection is dropped")]
pub(crate) struct Dropped;

pub(crate) struct Exchange<S> {
    pub(crate) service: Arc<S>,
    pub(crate) watch: Arc<Watch>,
    pub(crate) pages: Router,
}

/// A request's head, kept for the journal.
struct Head {
    number: u64,
    operation: String,
    method: Method,
    target: String,
    headers: HeaderMap,
}

impl<S: Service> Exchange<S> {
    pub(crate) async fn answer(
        &self,
        request: Request<Incoming>,
    ) -> Result<Response<Body>, Dropped> {
        let path = request.uri().path().to_owned();
        let operation = self
            .service
            .operation(request.method(), &path, request.headers());
        let Some(operation) = operation else {
            let request = request.map(Body::new);
            return self
                .pages
                .clone()
                .oneshot(request)
                .await
                .map_err(|e| match e {});
        };
        let (parts, body) = request.into_parts();
        let head = Head {
            number: self.watch.journal.number(),
            operation,
            method: parts.method,
            target: parts.uri.to_string(),
            headers: parts.headers,
        };
        let fault = self.watch.faults.pick(&head.operation, &head.target);
        if fault == Some(Fault::DropBefore) {
            self.note(&head, &Bytes::new(), false, None, fault);
            return Err(Dropped);
        }
        let limit = self.service.body_limit();
        let read = Limited::new(body, limit + GRACE).collect().await;
        let (mut body, too_large) = match read {
            Ok(read) => {
                let body = read.to_bytes();
                let large = body.len() > limit;
                (if large { Bytes::new() } else { body }, large)
            }
            Err(error) if error.is::<http_body_util::LengthLimitError>() => (Bytes::new(), true),
            // The client went away within its request: it was never there.
            Err(_) => {
                self.note(&head, &Bytes::new(), false, None, fault);
                return Err(Dropped);
            }
        };
        let corrupted = fault == Some(Fault::CorruptBody) && !body.is_empty();
        if corrupted {
            body = corrupt(&body);
        }
        let kept_away = match &fault {
            Some(Fault::Status { accepted, .. }) => !accepted,
            Some(Fault::Redirect { .. }) => true,
            _ => false,
        };
        if kept_away {
            let reply = instead(fault.as_ref()).unwrap_or_else(|| Reply::empty(500));
            self.note(&head, &body, false, Some(reply.status), fault);
            return Ok(response(reply));
        }
        let call = Call {
            number: head.number,
            operation: head.operation.clone(),
            method: head.method.clone(),
            path,
            query: head
                .target
                .split_once('?')
                .map_or("", |(_, q)| q)
                .to_owned(),
            headers: head.headers.clone(),
            body,
            too_large,
            corrupted,
        };
        if let Some(Fault::Own { twist }) = &fault {
            self.service.prepare(twist, &call);
        }
        let reply = self.service.handle(&call);
        if fault == Some(Fault::DropAfter) {
            self.note(&head, &call.body, true, None, fault);
            return Err(Dropped);
        }
        let reply = match &fault {
            Some(Fault::Own { twist }) => self.service.twist(twist, &call, reply),
            other => instead(other.as_ref()).unwrap_or(reply),
        };
        self.note(&head, &call.body, true, Some(reply.status), fault.clone());
        deliver(reply, fault).await
    }

    fn note(
        &self,
        head: &Head,
        body: &Bytes,
        accepted: bool,
        status: Option<u16>,
        fault: Option<Fault>,
    ) {
        let hash = (!body.is_empty()).then(|| hex::encode(Sha256::digest(body)));
        self.watch.journal.note(Entry {
            number: head.number,
            at: self.watch.clock.now().format(&Rfc3339).unwrap_or_default(),
            operation: head.operation.clone(),
            method: head.method.to_string(),
            path: head.target.clone(),
            headers: redacted(&head.headers),
            body_bytes: body.len(),
            body_sha256: hash.unwrap_or_default(),
            accepted,
            status,
            fault,
        });
    }
}

/// One byte in the middle becomes another.
fn corrupt(body: &Bytes) -> Bytes {
    let mut bytes = body.to_vec();
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes.get_mut(middle) {
        *byte ^= 0x20;
    }
    bytes.into()
}

/// The reply that a fault puts in the place of the service's.
fn instead(fault: Option<&Fault>) -> Option<Reply> {
    match fault? {
        Fault::Status {
            status,
            retry_after,
            body,
            ..
        } => {
            let reply = error(*status, *body);
            Some(match retry_after {
                Some(value) => reply.header("Retry-After", value),
                None => reply,
            })
        }
        Fault::Redirect { location } => Some(Reply::empty(302).header("Location", location)),
        Fault::Body { content_type, body } => Some(Reply::with(200, content_type, body.clone())),
        _ => None,
    }
}

fn error(status: u16, body: ErrorBody) -> Reply {
    let words = format!("The service answers {status}.");
    let problem = |kind: &str| {
        let body = serde_json::json!({
            "type": kind, "title": words, "status": status, "detail": "Scripted.",
        });
        Reply::with(status, "application/problem+json", body.to_string())
    };
    match body {
        ErrorBody::Empty => Reply::empty(status),
        ErrorBody::Html => {
            let page = format!("<!doctype html><html><body><h1>{status}</h1></body></html>");
            Reply::with(status, "text/html", page)
        }
        ErrorBody::Text => Reply::with(status, "text/plain", words),
        ErrorBody::Problem => problem("https://tools.ietf.org/html/rfc7231"),
        ErrorBody::Legacy => Reply::message(status, &words),
        ErrorBody::LowerCase => Reply::json(status, &serde_json::json!({ "message": words })),
        ErrorBody::OutOfCredits => {
            problem("https://api.signhost.com/problem/subscription/out-of-credits")
        }
    }
}

fn response(reply: Reply) -> Response<Body> {
    with_body(reply.status, &reply.headers, None, Body::from(reply.body))
}

fn with_body(
    status: u16,
    headers: &[(String, String)],
    length: Option<usize>,
    body: Body,
) -> Response<Body> {
    let mut builder = Response::builder().status(status);
    for (name, value) in headers {
        builder = builder.header(name, value);
    }
    if let Some(length) = length {
        builder = builder.header(header::CONTENT_LENGTH, length);
    }
    builder.body(body).unwrap_or_else(|_| {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = hyper::StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}

/// Sends the reply as the fault has it.
async fn deliver(mut reply: Reply, fault: Option<Fault>) -> Result<Response<Body>, Dropped> {
    match fault {
        Some(Fault::Delay { millis }) => {
            tokio::time::sleep(Duration::from_millis(millis)).await;
            Ok(response(reply))
        }
        Some(Fault::ContentType { content_type }) => {
            set_type(&mut reply, &content_type);
            Ok(response(reply))
        }
        Some(Fault::CutReply { bytes }) => {
            let whole = reply.body.len();
            if whole == 0 {
                return Err(Dropped);
            }
            let part = reply
                .body
                .slice(..bytes.unwrap_or(whole / 2).min(whole - 1));
            let body = Body::from_stream(stream::unfold(Some(part), |part| async move {
                match part {
                    Some(part) => Some((Ok(part), None)),
                    None => {
                        tokio::time::sleep(LEAVE).await;
                        Some((Err(Dropped), None))
                    }
                }
            }));
            Ok(with_body(reply.status, &reply.headers, Some(whole), body))
        }
        Some(Fault::Endless {
            content_type,
            bytes,
        }) => {
            if let Some(content_type) = content_type {
                set_type(&mut reply, &content_type);
            }
            let filler = Bytes::from(vec![b' '; 64 * 1024]);
            let left = bytes.unwrap_or(u64::MAX);
            let start = (reply.body.clone(), left);
            let body = stream::unfold(start, move |(next, left)| {
                let filler = filler.clone();
                async move {
                    if left == 0 {
                        return None;
                    }
                    let next = if next.is_empty() {
                        filler.clone()
                    } else {
                        next
                    };
                    let size = usize::try_from(left).unwrap_or(usize::MAX).min(next.len());
                    let left = left - size as u64;
                    Some((Ok::<_, Dropped>(next.slice(..size)), (Bytes::new(), left)))
                }
            });
            let body = Body::from_stream(body);
            Ok(with_body(reply.status, &reply.headers, None, body))
        }
        Some(Fault::SlowBody { millis, piece }) => {
            let whole = reply.body.len();
            let pause = Duration::from_millis(millis);
            let body = stream::unfold(reply.body.clone(), move |mut rest| async move {
                if rest.is_empty() {
                    return None;
                }
                tokio::time::sleep(pause).await;
                let next = rest.split_to(piece.clamp(1, rest.len()));
                Some((Ok::<_, Dropped>(next), rest))
            });
            let body = Body::from_stream(body);
            Ok(with_body(reply.status, &reply.headers, Some(whole), body))
        }
        _ => Ok(response(reply)),
    }
}

fn set_type(reply: &mut Reply, content_type: &str) {
    reply
        .headers
        .retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
    reply
        .headers
        .push(("Content-Type".into(), content_type.into()));
}

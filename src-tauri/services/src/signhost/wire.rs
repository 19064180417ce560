//! One request to Signhost: its headers (sheet §1), its allowances (§7), and what its refusal
//! means (§7, F9 to F13).

use secrets::Secret;
use session::ErrorCode;

use super::answer::complaint;
use super::schedule::{BAD, POSTS};
pub(super) use crate::http::segment;
use crate::http::{Answer, Body, Downloaded, Http, Method, Redactor, Request};
use crate::{Account, Bench, StepError};

/// Bytes of a JSON answer that are taken at most.
const JSON: u64 = 4 * 1024 * 1024;
/// Bytes of a signed file that are taken at most: what may be uploaded (§6), with what signatures
/// and seals add.
const FILE: u64 = 4 * 52_428_800;

const ACCEPT: &str = "application/vnd.signhost.v1+json";
const ACCEPT_FILE: &str = "application/pdf, application/vnd.signhost.v1+json";
/// The `type` of the one problem that is told by it (§7).
const OUT_OF_CREDITS: &str = "https://api.signhost.com/problem/subscription/out-of-credits";

/// The headers that prove who asks. The app key may hold a space and is sent as it is (§1).
pub(super) struct Keys {
    application: Secret,
    authorization: Secret,
}

impl Keys {
    /// From the account's secrets.
    pub(super) fn of(account: &Account) -> Result<Self, StepError> {
        let get = |name: &str| {
            account
                .credentials
                .get(name)
                .ok_or_else(|| StepError::new(ErrorCode::SecretsMissing, name))
        };
        Ok(Self {
            application: format!("APPKey {}", get("app_key")?).into(),
            authorization: format!("APIKey {}", get("user_token")?).into(),
        })
    }
}

/// Cleans texts of this account's answers.
pub(super) fn redactor(account: &Account) -> Redactor {
    Redactor::new(
        [
            "app_key",
            "user_token",
            "postback_secret",
            "postback_authorization",
        ]
        .into_iter()
        .filter_map(|name| account.credentials.get(name)),
    )
}

/// What is asked.
pub(super) struct Ask<'a> {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) body: Body<'a>,
    /// The SHA-256 of the body, in base64, where it is told (§6).
    pub(super) digest: Option<String>,
}

impl<'a> Ask<'a> {
    pub(super) fn new(method: Method, path: impl Into<String>, body: Body<'a>) -> Self {
        Self {
            method,
            path: path.into(),
            body,
            digest: None,
        }
    }

    /// With a JSON body.
    pub(super) fn json(method: Method, path: impl Into<String>, body: &serde_json::Value) -> Self {
        let bytes = body.to_string().into_bytes();
        Self::new(
            method,
            path,
            Body::Bytes(bytes, "application/json; charset=utf-8"),
        )
    }
}

/// Sends what is asked and gives the answer, whatever its status.
pub(super) async fn ask(
    http: &Http,
    keys: &Keys,
    bench: &dyn Bench,
    ask: Ask<'_>,
) -> Result<Answer, StepError> {
    allowed(bench, &ask.method)?;
    let digest = ask.digest.map(|digest| format!("SHA-256={digest}"));
    let mut headers = head(keys, ACCEPT);
    if let Some(digest) = &digest {
        headers.push(("digest", digest));
    }
    let progress = |done, all| bench.progress(done, all);
    let answer = http
        .send(Request {
            method: ask.method,
            path: &ask.path,
            headers: &headers,
            body: ask.body,
            most: JSON,
            progress: Some(&progress),
        })
        .await?;
    counted(bench, &answer);
    Ok(answer)
}

/// Fetches a file.
pub(super) async fn download(
    http: &Http,
    keys: &Keys,
    bench: &dyn Bench,
    path: &str,
    into: &std::path::Path,
) -> Result<Downloaded, StepError> {
    allowed(bench, &Method::GET)?;
    let progress = |done, all| bench.progress(done, all);
    let answer = http
        .download(
            Request {
                method: Method::GET,
                path,
                headers: &head(keys, ACCEPT_FILE),
                body: Body::None,
                most: FILE,
                progress: Some(&progress),
            },
            into,
        )
        .await?;
    if let Downloaded::Answer(answer) = &answer {
        counted(bench, answer);
    }
    Ok(answer)
}

/// A read that counts for nobody: the proof of an account.
pub(super) async fn ask_alone(http: &Http, keys: &Keys, path: &str) -> Result<Answer, StepError> {
    Ok(http
        .send(Request {
            method: Method::GET,
            path,
            headers: &head(keys, ACCEPT),
            body: Body::None,
            most: JSON,
            progress: None,
        })
        .await?)
}

fn head<'a>(keys: &'a Keys, accept: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        (
            "application",
            keys.application.expose_str().unwrap_or_default(),
        ),
        (
            "authorization",
            keys.authorization.expose_str().unwrap_or_default(),
        ),
        ("accept", accept),
    ]
}

fn allowed(bench: &dyn Bench, method: &Method) -> Result<(), StepError> {
    if bench.left(&BAD) == 0 {
        // So many refusals in an hour may get the account blocked (§7): something is wrong that
        // more requests do not heal.
        return Err(StepError::later(
            ErrorCode::ServiceBusy,
            "the account had as many refused requests in an hour as the service allows",
            BAD.within,
        ));
    }
    if *method == Method::POST {
        return bench.spend(&POSTS).map_err(|error| StepError {
            code: ErrorCode::ServiceBusy,
            ..error
        });
    }
    Ok(())
}

/// A bad request can only be counted when it was answered.
fn counted(bench: &dyn Bench, answer: &Answer) {
    if matches!(answer.status, 400..=403 | 405..=407 | 411..=428) {
        let _ = bench.spend(&BAD);
    }
}

/// What a refusal means. Never by its words: by its status, and the `type` of a problem (§7).
pub(super) fn refusal(answer: &Answer, redactor: &Redactor, now: i64) -> StepError {
    let (kind, words) = complaint(&answer.body);
    let words = words.map_or_else(
        || redactor.body(&answer.body),
        |words| redactor.clean(&words),
    );
    let detail = format!("{} {words}", answer.status).trim_end().to_owned();
    let after = answer.retry_after(now);
    let later = |code| StepError::later(code, detail.clone(), after);
    match answer.status {
        402 => StepError::new(ErrorCode::OutOfCredits, detail),
        _ if kind.as_deref() == Some(OUT_OF_CREDITS) => {
            StepError::new(ErrorCode::OutOfCredits, detail)
        }
        // A limit that is over is not documented with a status; 403 with a time is taken so (§7).
        429 => later(ErrorCode::ServiceBusy),
        403 if after.is_some() => later(ErrorCode::ServiceBusy),
        401 | 403 => StepError::new(ErrorCode::CredentialsRefused, detail),
        404 | 410 => StepError::new(ErrorCode::GoneAtService, detail),
        // The service gave up waiting for the request: it may have had it all (F9).
        408 => later(ErrorCode::ServiceUnreachable).unknown(),
        409 => later(ErrorCode::ServiceBusy),
        413 => StepError::new(ErrorCode::DocumentRefused, detail),
        400..=499 => StepError::new(ErrorCode::ServiceRefused, detail),
        // A gateway's error does not say how far the request came (F10).
        503 => later(ErrorCode::ServiceBusy).unknown(),
        500..=599 => later(ErrorCode::ServiceFailed).unknown(),
        _ => later(ErrorCode::AnswerUnreadable).unknown(),
    }
}

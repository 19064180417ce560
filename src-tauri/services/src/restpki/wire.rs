//! One request to Rest PKI: its headers (sheet §1), and what its refusal means (§12, §13).

use std::path::Path;
use std::time::Duration;

use secrets::Secret;
use serde_json::Value;
use session::ErrorCode;

use crate::http::{Answer, Body, Downloaded, Http, Method, Redactor, Request};
use crate::loose::Loose;
use crate::{Account, Bench, StepError};

/// Bytes of a JSON answer that are taken at most.
const JSON: u64 = 4 * 1024 * 1024;
/// What a signature, its appearance and the service's marks add to a document, at most.
const GROWTH: u64 = 20 * 1024 * 1024;
/// The longest pause that the service may ask for (§13, row 14).
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// What proves who asks, and for which subscription.
pub(super) struct Keys {
    key: Secret,
    subscription: Option<String>,
}

impl Keys {
    /// From the account's secrets.
    pub(super) fn of(account: &Account) -> Result<Self, StepError> {
        let key = account
            .credentials
            .get("api_key")
            .ok_or_else(|| StepError::new(ErrorCode::SecretsMissing, "api_key"))?;
        Ok(Self {
            // It holds a pipe, and is sent as it is.
            key: key.trim().to_owned().into(),
            subscription: account.setting("subscription").map(str::to_owned),
        })
    }

    fn key(&self) -> &str {
        self.key.expose_str().unwrap_or_default()
    }
}

/// Cleans texts of this account's answers.
pub(super) fn redactor(account: &Account) -> Redactor {
    Redactor::new(
        ["api_key", "postback_secret"]
            .into_iter()
            .filter_map(|name| account.credentials.get(name)),
    )
}

/// What is asked.
pub(super) struct Ask<'a> {
    pub(super) method: Method,
    pub(super) path: &'a str,
    pub(super) body: Body<'a>,
    /// The language of the signing page, where one is made.
    pub(super) language: Option<&'static str>,
    /// Told how far an upload is.
    pub(super) progress: Option<&'a (dyn Fn(u64, u64) + Send + Sync)>,
}

impl<'a> Ask<'a> {
    /// A read.
    pub(super) fn get(path: &'a str) -> Self {
        Self::new(Method::GET, path, Body::None)
    }

    /// Any request.
    pub(super) fn new(method: Method, path: &'a str, body: Body<'a>) -> Self {
        Self {
            method,
            path,
            body,
            language: None,
            progress: None,
        }
    }

    /// A JSON body.
    pub(super) fn post(path: &'a str, body: &Value) -> Self {
        let bytes = body.to_string().into_bytes();
        Self::new(Method::POST, path, Body::Bytes(bytes, "application/json"))
    }
}

/// Sends what is asked and gives the answer, whatever its status.
pub(super) async fn ask(http: &Http, keys: &Keys, ask: Ask<'_>) -> Result<Answer, StepError> {
    let mut headers = vec![("x-api-key", keys.key()), ("accept", "application/json")];
    headers.extend(ask.language.map(|word| ("accept-language", word)));
    if ask.method == Method::POST {
        headers.extend(
            keys.subscription
                .as_deref()
                .map(|id| ("x-subscription", id)),
        );
    }
    Ok(http
        .send(Request {
            method: ask.method,
            path: ask.path,
            headers: &headers,
            body: ask.body,
            most: JSON,
            progress: ask.progress,
        })
        .await?)
}

/// Fetches a file by a link of an answer. The key goes along only where `keyed`, and never to
/// another origin (§5).
pub(super) async fn download(
    http: &Http,
    keys: &Keys,
    bench: &dyn Bench,
    link: &str,
    keyed: bool,
    sent: u64,
    into: &Path,
) -> Result<Downloaded, StepError> {
    let progress = |done, all| bench.progress(done, all);
    let headers = [("x-api-key", keys.key())];
    Ok(http
        .download_link(
            Request {
                method: Method::GET,
                path: link,
                headers: if keyed { &headers } else { &[] },
                body: Body::None,
                most: sent.saturating_mul(2).saturating_add(GROWTH),
                progress: Some(&progress),
            },
            into,
        )
        .await?)
}

/// The code of an API error, and what it says (§12).
pub(super) fn complaint(answer: &Answer) -> (Option<String>, Option<String>) {
    let value: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let it = Loose::new(&value);
    let text = |name| it.text(name).map(str::to_owned);
    (
        text("code"),
        text("message").or_else(|| text("exceptionCode")),
    )
}

/// Whether an answer is the API error of that code.
pub(super) fn is_code(answer: &Answer, code: &str) -> bool {
    answer.status == 422
        && complaint(answer)
            .0
            .is_some_and(|own| own.eq_ignore_ascii_case(code))
}

/// What a refusal means.
pub(super) fn refusal(answer: &Answer, redactor: &Redactor, now: i64) -> StepError {
    let (code, words) = complaint(answer);
    let said = match (&code, words) {
        (Some(code), Some(words)) => redactor.clean(&format!("{code}: {words}")),
        (Some(code), None) => redactor.clean(code),
        (None, Some(words)) => redactor.clean(&words),
        (None, None) => redactor.body(&answer.body),
    };
    let detail = format!("{} {said}", answer.status).trim_end().to_owned();
    let after = answer.retry_after(now).map(|pause| pause.min(LONGEST));
    let later = |code| StepError::later(code, detail.clone(), after);
    let never = |code| StepError::new(code, detail.clone());
    // How a limit of the subscription looks is not published (§12).
    let folded = session::fold(&said);
    let limit = ["limit", "quota", "credit"]
        .iter()
        .any(|word| folded.contains(word));
    match (answer.status, code.as_deref().unwrap_or_default()) {
        (402, _) => never(ErrorCode::OutOfCredits),
        (403 | 422, _) if limit => never(ErrorCode::OutOfCredits),
        (401, _) => never(ErrorCode::CredentialsRefused),
        (403, _) => never(ErrorCode::PermissionMissing),
        (404 | 410, _) | (422, "SignatureSessionNotFound" | "DocumentNotFound") => {
            never(ErrorCode::GoneAtService)
        }
        // The service gave up waiting for the request: it may have had it all.
        (408, _) => later(ErrorCode::ServiceUnreachable).unknown(),
        (409, _) | (422, "BackgroundProcessing") => later(ErrorCode::ServiceBusy),
        (413, _) => never(ErrorCode::DocumentRefused),
        (
            422,
            "InvalidPdf" | "ProtectedPdfError" | "CannotApplyPdfMarks" | "FileDownloadFailed",
        ) => never(ErrorCode::DocumentRefused),
        (422, "SecurityContextNotFound" | "PdfAConversionNotAvailable") => {
            never(ErrorCode::OptionInvalid)
        }
        (422, "StorageUnavailable" | "TimestampingUnavailable") => later(ErrorCode::ServiceFailed),
        // Not accepted, so that it may be sent again (row 14).
        (429, _) => later(ErrorCode::ServiceBusy),
        (400..=499, _) => never(ErrorCode::ServiceRefused),
        (503, _) => later(ErrorCode::ServiceBusy).unknown(),
        (500..=599, _) => later(ErrorCode::ServiceFailed).unknown(),
        _ => later(ErrorCode::AnswerUnreadable).unknown(),
    }
}

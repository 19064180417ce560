//! One call to eSign: the token before it (§2), its headers (§3.3), and what a refusal means (§9).

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use secrets::Secret;
use serde_json::Value;
use session::ErrorCode;

use super::answer::Said;
use super::{BASE_URL, Line};
use crate::http::{Answer, Body, Downloaded, Http, Method, Redactor, Request, segment};
use crate::loose::without_mark;
use crate::{Account, Again, Happened, StepError};

/// Bytes of a JSON answer that are taken at most, files aside.
const JSON: u64 = 4 * 1024 * 1024;
/// What the service asks to wait for is honoured so far (row 17).
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// Tries of a call that may be repeated: the second with a new token (§2.2).
const TRIES: u32 = 2;

/// What proves who asks: sent for a token and for nothing else.
#[derive(Debug)]
pub(super) struct Keys {
    encrypted: Secret,
    salt: String,
}

impl Keys {
    /// The account's encrypted key. Where it has only a plain one still, the service encrypts it
    /// first, as its way of doing so is not public (§2.1).
    pub(super) async fn of(account: &Account, http: &Http) -> Result<Self, StepError> {
        let get = |name: &str| account.credentials.get(name);
        if let (Some(encrypted), Some(salt)) = (get("encrypted_api_key"), get("salt")) {
            return Ok(Self {
                encrypted: encrypted.to_owned().into(),
                salt: salt.trim().to_owned(),
            });
        }
        let plain = get("api_key")
            .ok_or_else(|| StepError::new(ErrorCode::SecretsMissing, "encrypted_api_key, salt"))?;
        if plain.contains('/') {
            let why = "a key with a slash cannot be encrypted by the service: ask the vendor for \
                       the encrypted key and its salt";
            return Err(StepError::new(ErrorCode::SecretsMissing, why));
        }
        let salt = Secret::random(24)
            .map(|bytes| hex::encode(bytes.expose()))
            .map_err(|e| StepError::new(ErrorCode::Internal, e.to_string()))?;
        let path = format!("v1/encrypt/{}/{salt}", segment(plain));
        let answer = send(http, Method::GET, &path, None, Body::None).await;
        let answer = answer.map_err(before)?;
        let said = said(http.redactor(), &answer).map_err(before)?;
        let encrypted = said.as_ref().and_then(Said::token);
        let encrypted = encrypted.ok_or_else(|| {
            let words = said.as_ref().map(Said::words).unwrap_or_default();
            complaint(http.redactor(), &words).unwrap_or_else(|| {
                StepError::new(ErrorCode::CredentialsRefused, "the key was not encrypted")
            })
        })?;
        Ok(Self {
            encrypted: encrypted.to_owned().into(),
            salt,
        })
    }

    /// As an account keeps them.
    pub(super) fn lasting(self) -> BTreeMap<&'static str, Secret> {
        let salt = Secret::from(self.salt);
        BTreeMap::from([("encrypted_api_key", self.encrypted), ("salt", salt)])
    }

    /// A new token, for one call (§2.2). What goes wrong here means that the call itself never
    /// left.
    pub(super) async fn token(&self, http: &Http) -> Result<(Secret, Answer), StepError> {
        let path = format!("v1/gettoken/{}", segment(&self.salt));
        let answer = send(http, Method::GET, &path, Some(&self.encrypted), Body::None).await;
        let answer = answer.map_err(before)?;
        if matches!(answer.status, 401 | 403) {
            let detail = format!("{} to the request for a token", answer.status);
            return Err(StepError::new(ErrorCode::CredentialsRefused, detail));
        }
        let said = said(http.redactor(), &answer).map_err(before)?;
        if let Some(token) = said.as_ref().and_then(Said::token) {
            return Ok((token.to_owned().into(), answer));
        }
        let words = said.as_ref().map(|said| {
            let value = said.value.clone().unwrap_or_default();
            format!("{value} {}", said.details.join("; "))
        });
        let words = words.unwrap_or_default();
        Err(complaint(http.redactor(), &words).unwrap_or_else(|| {
            let detail = http
                .redactor()
                .clean(&format!("no token was given: {words}"));
            StepError::new(ErrorCode::CredentialsRefused, detail)
        }))
    }
}

/// What goes wrong with a call that comes before the one that matters.
fn before(error: StepError) -> StepError {
    StepError {
        happened: Happened::No,
        ..error
    }
}

/// Cleans texts of this account's answers.
pub(super) fn redactor(account: &Account) -> Redactor {
    Redactor::new(
        ["api_key", "encrypted_api_key", "salt"]
            .into_iter()
            .filter_map(|name| account.credentials.get(name)),
    )
}

/// Where the service is.
pub(super) fn base_url(account: &Account) -> &str {
    account.base_url.as_deref().unwrap_or(BASE_URL)
}

async fn send(
    http: &Http,
    method: Method,
    path: &str,
    authorization: Option<&Secret>,
    body: Body<'_>,
) -> Result<Answer, StepError> {
    sending(http, method, path, authorization, body, None).await
}

async fn sending(
    http: &Http,
    method: Method,
    path: &str,
    authorization: Option<&Secret>,
    body: Body<'_>,
    progress: Option<&(dyn Fn(u64, u64) + Send + Sync)>,
) -> Result<Answer, StepError> {
    let headers = head(authorization, &body);
    Ok(http
        .send(Request {
            method,
            path,
            headers: &headers,
            body,
            most: JSON,
            progress,
        })
        .await?)
}

/// The bare value, without a word for a scheme; the type on every call, also on those without a
/// body (§2.1, §3.3).
fn head<'a>(authorization: Option<&'a Secret>, body: &Body<'_>) -> Vec<(&'static str, &'a str)> {
    let mut headers = vec![("accept", "application/json")];
    if matches!(body, Body::None | Body::Empty) {
        headers.push(("content-type", "application/json"));
    }
    if let Some(secret) = authorization {
        headers.push(("authorization", secret.expose_str().unwrap_or_default()));
    }
    headers
}

/// A success's JSON; `None`: `null` or nothing, which a refused token is answered with.
fn json(redactor: &Redactor, answer: &Answer) -> Result<Option<Value>, StepError> {
    let body = without_mark(&answer.body);
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    match serde_json::from_slice(body) {
        Ok(Value::Null) => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(_) => {
            let text: String = redactor.body(body).chars().take(200).collect();
            Err(StepError::later(ErrorCode::AnswerUnreadable, text, None).unknown())
        }
    }
}

fn said(redactor: &Redactor, answer: &Answer) -> Result<Option<Said>, StepError> {
    if answer.is_success() {
        Ok(json(redactor, answer)?.map(|value| Said::read(&value)))
    } else {
        Err(refusal(redactor, answer, 0))
    }
}

/// What a published text means (§9); others say nothing that Paraph acts on.
pub(super) fn complaint(redactor: &Redactor, words: &str) -> Option<StepError> {
    let folded = words.to_ascii_lowercase();
    let has = |part: &str| folded.contains(part);
    let code = if has("invalid api key")
        || has("invalid user account information")
        || is_token_trouble(&folded)
    {
        ErrorCode::CredentialsRefused
    } else if has("username not found") {
        ErrorCode::SenderUnknown
    } else if has("did not upload") {
        ErrorCode::DocumentRefused
    } else if has("error:") {
        ErrorCode::ServiceRefused
    } else {
        return None;
    };
    Some(StepError::new(code, redactor.clean(words)))
}

fn is_token_trouble(folded: &str) -> bool {
    folded.contains("invalid token") || folded.contains("bad token information")
}

/// What a status other than success means (§3.3).
pub(super) fn refusal(redactor: &Redactor, answer: &Answer, now: i64) -> StepError {
    let body = redactor.body(&answer.body);
    let detail = format!("{} {body}", answer.status).trim_end().to_owned();
    let after = answer.retry_after(now).map(|after| after.min(LONGEST_WAIT));
    let later = |code| StepError::later(code, detail.clone(), after);
    match answer.status {
        401 | 403 => StepError::new(ErrorCode::CredentialsRefused, detail),
        408 => later(ErrorCode::ServiceUnreachable).unknown(),
        413 => StepError::new(ErrorCode::DocumentRefused, detail),
        429 => later(ErrorCode::ServiceBusy),
        400..=499 => StepError::new(ErrorCode::ServiceRefused, detail),
        // A gateway's error does not say how far the request came.
        503 => later(ErrorCode::ServiceBusy).unknown(),
        500..=599 => later(ErrorCode::ServiceFailed).unknown(),
        _ => later(ErrorCode::AnswerUnreadable).unknown(),
    }
}

/// What came of a call.
#[derive(Debug)]
pub(super) enum Came {
    /// JSON.
    Json(Value),
    /// The token was not accepted, as far as one can tell: the same is said of what is not there.
    Nothing,
    /// The service has no such call.
    NoSuchCall,
}

impl Line<'_> {
    /// A call that is made once, with its own token.
    pub(super) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Body<'_>,
    ) -> Result<Came, StepError> {
        let (token, given) = self.keys.token(self.http).await?;
        self.hear_the_time(&given);
        let progress = |done, all| self.bench.progress(done, all);
        let answer = sending(self.http, method, path, Some(&token), body, Some(&progress)).await?;
        self.came(&answer)
    }

    fn came(&self, answer: &Answer) -> Result<Came, StepError> {
        match answer.status {
            200..=299 => {}
            401 | 403 => return Ok(Came::Nothing),
            404 | 405 => return Ok(Came::NoSuchCall),
            _ => return Err(refusal(self.redactor(), answer, self.bench.now())),
        }
        let Some(value) = json(self.redactor(), answer)? else {
            return Ok(Came::Nothing);
        };
        let words = Said::read(&value).words().to_ascii_lowercase();
        Ok(if is_token_trouble(&words) {
            Came::Nothing
        } else {
            Came::Json(value)
        })
    }

    /// A read: once more with a new token where the first was not accepted (§2.2). `None`: not
    /// accepted twice.
    pub(super) async fn get(&self, path: &str) -> Result<Option<Value>, StepError> {
        for _ in 0..TRIES {
            match self.call(Method::GET, path, Body::None).await? {
                Came::Json(value) => return Ok(Some(value)),
                Came::Nothing => {}
                Came::NoSuchCall => return Err(not_offered(path)),
            }
        }
        Ok(None)
    }

    /// A read into a file, which is not looked into. `most`: bytes that are taken at most.
    pub(super) async fn download(&self, path: &str, most: u64) -> Result<PathBuf, StepError> {
        let progress = |done, all| self.bench.progress(done, all);
        for _ in 0..TRIES {
            let (token, _) = self.keys.token(self.http).await?;
            let into = self.bench.collect()?;
            let headers = head(Some(&token), &Body::None);
            let request = Request {
                method: Method::GET,
                path,
                headers: &headers,
                body: Body::None,
                most,
                progress: Some(&progress),
            };
            match self.http.download(request, &into).await? {
                Downloaded::File(bytes, _) if bytes > 4 || !is_null(&into) => return Ok(into),
                Downloaded::File(..) => {}
                Downloaded::Answer(answer) => match answer.status {
                    401 | 403 => {}
                    404 | 405 => return Err(not_offered(path)),
                    _ => return Err(refusal(self.redactor(), &answer, self.bench.now())),
                },
            }
            crate::came::discard(&into);
        }
        Err(self.not_accepted())
    }

    pub(super) fn not_accepted(&self) -> StepError {
        StepError::new(
            ErrorCode::CredentialsRefused,
            "two new tokens were not accepted",
        )
    }
}

fn is_null(path: &std::path::Path) -> bool {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    matches!(text.trim(), "" | "null")
}

/// The path is one that the vendor has not published, or the address is none of eSign's (§4).
fn not_offered(path: &str) -> StepError {
    let plain = path.split('?').next().unwrap_or_default();
    StepError::new(ErrorCode::PathNotOffered, format!("no call at {plain}"))
}

/// A write whose answer tells nothing: it may have happened (§10.2).
pub(super) fn unheard(what: &str) -> StepError {
    StepError::later(ErrorCode::AnswerUnreadable, what, None).unknown()
}

/// Whether asking again may help.
pub(super) fn may_have_happened(error: &StepError) -> bool {
    error.happened == Happened::Unknown && error.again != Again::Stopped
}

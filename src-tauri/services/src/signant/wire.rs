//! One call: its headers (sheet §1), and what a refusal or a fault means (§4).

use session::ErrorCode;

use super::answer::{Answered, Envelope, Refused};
use super::contract::Operation;
use super::envelope::{self, Names, Value};
use crate::http::{Answer, Body, Http, Method, Redactor, Request};
use crate::{Account, StepError};

/// Bytes of a description of the service that are taken at most.
const DESCRIPTION: u64 = 4 << 20;

/// What proves who asks; both travel in the body of every call (§1).
pub(super) fn keys(account: &Account) -> Result<Vec<(&'static str, Value)>, StepError> {
    let get = |secret: &str| {
        account
            .credentials
            .get(secret)
            .map(|text| Value::Text(text.to_owned()))
            .ok_or_else(|| StepError::new(ErrorCode::SecretsMissing, secret))
    };
    Ok(vec![
        ("DistributorID", get("distributor_id")?),
        ("AccessCode", get("access_code")?),
    ])
}

/// Where a call goes.
pub(super) struct Wire<'a> {
    pub(super) http: &'a Http,
    /// What follows the client's address.
    pub(super) path: &'a str,
    pub(super) names: &'a Names,
    pub(super) redactor: &'a Redactor,
    /// Bytes of an answer that are taken at most.
    pub(super) most: u64,
    /// Told how far an answer is.
    pub(super) progress: Option<&'a (dyn Fn(u64, u64) + Send + Sync)>,
}

impl Wire<'_> {
    /// Calls; what the service itself refuses is an answer.
    pub(super) async fn call(
        &self,
        operation: Operation,
        parameters: &[(&str, Value)],
    ) -> Result<Result<Answered, Refused>, StepError> {
        let body = envelope::request(self.names, operation, parameters)
            .map_err(|error| StepError::new(ErrorCode::Internal, error.to_string()))?;
        let action = format!("\"{}\"", self.names.action(operation));
        let answer = self
            .http
            .send(Request {
                method: Method::POST,
                path: self.path,
                headers: &[("soapaction", &action), ("accept", "text/xml")],
                body: Body::Bytes(body, "text/xml; charset=utf-8"),
                most: self.most,
                progress: self.progress,
            })
            .await?;
        if !answer.is_success() && answer.status != 500 {
            return Err(self.refusal(&answer));
        }
        match Envelope::read(self.names, operation, &answer.body) {
            Ok(Envelope::Answer(it)) => Ok(Ok(it)),
            Ok(Envelope::Refused(refused)) => Ok(Err(refused)),
            Ok(Envelope::Fault(code, words)) => Err(self.fault(&code, &words)),
            Err(_) if answer.status == 500 => Err(self.refusal(&answer)),
            Err(error) => {
                Err(
                    StepError::later(ErrorCode::AnswerUnreadable, error.to_string(), None)
                        .unknown(),
                )
            }
        }
    }

    /// The description of the service, or one of its schemas: `query` is `wsdl` or `xsd=xsd0`.
    pub(super) async fn description(&self, query: &str) -> Result<Answer, StepError> {
        Ok(self
            .http
            .send(Request {
                method: Method::GET,
                path: &format!("{}?{query}", self.path),
                headers: &[("accept", "text/xml")],
                body: Body::None,
                most: DESCRIPTION,
                progress: None,
            })
            .await?)
    }

    /// Only a fault inside the service may pass; the others are mistakes that repeating does not
    /// mend, although the status says 500 (§4).
    fn fault(&self, code: &str, words: &str) -> StepError {
        let detail = format!("{code}: {}", self.redactor.clean(words));
        match code {
            "ActionNotSupported" | "DeserializationFailed" | "Client" | "VersionMismatch" => {
                StepError::new(ErrorCode::ServiceRefused, detail)
            }
            _ => StepError::later(ErrorCode::ServiceFailed, detail, None).unknown(),
        }
    }

    fn refusal(&self, answer: &Answer) -> StepError {
        let detail = format!("{} {}", answer.status, self.redactor.body(&answer.body));
        let detail = detail.trim_end().to_owned();
        let later = |code| StepError::later(code, detail.clone(), answer.retry_after(0));
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
}

//! Refusals in the service's shape (§12, `ErrorModelV2`).

use serde_json::json;

use crate::core::{Judge, Reply};

/// An API error: 422 with its code.
pub(super) fn api_error(code: &str, words: &str) -> Reply {
    refused(422, code, words)
}

/// Any status with a code.
pub(super) fn refused(status: u16, code: &str, words: &str) -> Reply {
    let body = json!({
        "code": code,
        "message": words,
        "detail": null,
        "details": null,
        "validationResults": null,
    });
    Reply::json(status, &body)
}

/// What breaks a published rule: a violation, and a refusal.
pub(super) fn breach(
    judge: &mut Judge<'_>,
    status: u16,
    rule: &str,
    at: &str,
    words: &str,
) -> Reply {
    judge.note(rule, at, words);
    let code = if status == 422 { "InvalidRequest" } else { "" };
    refused(status, code, words)
}

/// What breaks a rule that is assumed: as [`breach`] where the profile is strict, else nothing.
pub(super) fn assumed(
    judge: &mut Judge<'_>,
    status: u16,
    rule: &str,
    at: &str,
    words: &str,
) -> Result<(), Reply> {
    if judge.strict() {
        return Err(breach(judge, status, rule, at, words));
    }
    Ok(())
}

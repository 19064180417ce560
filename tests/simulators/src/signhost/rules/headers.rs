//! Headers, sheet §1.

use crate::core::{Call, Judge};
use crate::signhost::{Operation, Options};

/// The vendor's own type.
const VENDOR: &str = "application/vnd.signhost.v1+json";

/// Judges the headers of every call.
pub(in crate::signhost) fn headers(
    judge: &mut Judge<'_>,
    call: &Call,
    operation: Operation,
    options: &Options,
) {
    credential(judge, call, "application", "APPKey ", &options.app_key);
    credential(judge, call, "authorization", "APIKey ", &options.user_token);
    accept(judge, call, operation);
    lengths(judge, call, operation);
    if call.header("user-agent").is_none() {
        judge.note("headers.no_user_agent", "§1", "no User-Agent");
    }
}

fn credential(judge: &mut Judge<'_>, call: &Call, name: &str, prefix: &str, secret: &str) {
    let Some(value) = call.header(name) else {
        let words = format!("no {name} header");
        judge.refuse_with(401, "headers.credential_missing", "§1", words);
        return;
    };
    match value.strip_prefix(prefix) {
        None => {
            let words = format!("the {name} header does not begin with {prefix:?}");
            judge.refuse_with(401, "headers.credential_prefix", "§1", words);
        }
        // A wrong key is no breach of the protocol.
        Some(given) if given != secret => judge.deny(401, "Unknown key."),
        Some(_) => {}
    }
}

/// Whether the Accept header names the version of the interface.
pub(in crate::signhost) fn versioned(call: &Call) -> bool {
    accepted(call)
        .iter()
        .any(|one| one == VENDOR || one == "application/json;version=1")
}

fn accepted(call: &Call) -> Vec<String> {
    let values = call.headers.get_all("accept").iter();
    let values = values.filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .map(|one| {
            one.split_whitespace()
                .collect::<String>()
                .to_ascii_lowercase()
        })
        .collect()
}

fn accept(judge: &mut Judge<'_>, call: &Call, operation: Operation) {
    let accepted = accepted(call);
    let fetches = matches!(operation, Operation::File | Operation::Receipt);
    let as_pdf = fetches && accepted.iter().any(|one| one == "application/pdf");
    if !versioned(call) && !as_pdf {
        let words = format!("Accept does not name {VENDOR}");
        judge.note("headers.accept_version", "§1", words);
    }
    let possible = accepted.is_empty()
        || accepted.iter().any(|one| {
            let one = one.split(';').next().unwrap_or_default();
            [VENDOR, "application/json", "*/*", "application/*"].contains(&one)
                || (fetches && one == "application/pdf")
        });
    if !possible {
        let words = "nothing that the service sends is accepted";
        judge.refuse_with(406, "headers.accept_impossible", "§1", words);
    }
}

fn lengths(judge: &mut Judge<'_>, call: &Call, operation: Operation) {
    let has_type = call.header("content-type").is_some();
    if call.body.is_empty() && !call.too_large {
        if has_type {
            let words = "a Content-Type without a body";
            judge.note("headers.content_type_without_body", "§1", words);
        }
        let writes = matches!(operation, Operation::Start | Operation::Cancel);
        if writes && call.header("content-length").is_none() {
            let words = "no Content-Length: 0 on a PUT or DELETE without a body";
            judge.note("headers.content_length_missing", "§1", words);
            if judge.strict() {
                judge.deny(411, "Length required.");
            }
        }
    } else if call.header("content-length").is_none() {
        let words = "a body without a Content-Length";
        judge.note("headers.content_length_missing", "§1", words);
    }
    let json = matches!(operation, Operation::Create | Operation::Cancel);
    if json && !call.body.is_empty() {
        let kind = call.header("content-type").unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            let words = format!("the body is JSON, its type says {kind:?}");
            judge.frown("headers.content_type", "§1", words);
        }
    }
}

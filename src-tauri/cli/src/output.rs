//! Answers: one JSON value, or text for people, on stdout; everything else on stderr.

use std::io::Write as _;
use std::process::ExitCode;

use desk::DeskError;
use desk::words::{Args, Words, dashed};
use serde::Serialize;
use serde_json::{Value, json};
use session::{ErrorCode, Session, State, Told};

use crate::context::Context;

/// Wrong usage.
const USAGE: u8 = 2;

/// Needs attention: a person must decide.
pub(crate) const ATTENTION: u8 = 3;

/// A line for people, on stderr.
pub(crate) fn message(text: &str) {
    // A reader who is gone is no failure of ours.
    let _ = writeln!(std::io::stderr(), "{}", plain(text));
}

/// A line of the answer, on stdout.
pub(crate) fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{}", plain(text));
    let _ = out.flush();
}

/// Without what would steer a terminal: names and reasons are other people's words.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => c,
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// The answer as JSON.
pub(crate) fn value(value: &impl Serialize) {
    match serde_json::to_string(value) {
        Ok(text) => line(&text),
        Err(error) => message(&error.to_string()),
    }
}

/// An error that left nothing recorded.
pub(crate) fn failure(context: &Context, error: &DeskError) -> ExitCode {
    let told = error.told(&context.words);
    if context.json {
        let mut body = json!(told);
        if let (DeskError::Preflight(findings), Value::Object(body)) = (error, &mut body) {
            body.insert("findings".to_owned(), json!(findings));
        }
        value(&json!({ "error": body }));
    } else {
        print_told(&context.words, &told);
        if let DeskError::Preflight(findings) = error {
            for finding in findings {
                message(&finding_line(&context.words, finding));
                message(&format!("    {}", finding.remedy));
                if finding.code.can_be_allowed() {
                    let code = finding.code.as_str();
                    let allow = context.words.say("cli-finding-allow", &[("code", code)]);
                    message(&format!("    {allow}"));
                }
            }
        }
    }
    ExitCode::FAILURE
}

/// Wrong usage: what is wrong with it alone, or as the detail of an error where JSON is wanted.
pub(crate) fn usage(json: bool, wrong: &str) -> ExitCode {
    let wrong = wrong.trim_end();
    if json {
        let detail = Some(wrong.to_owned());
        let told = Words::english().told(ErrorCode::Usage, &Args::new(), detail);
        value(&json!({ "error": told }));
    } else {
        message(wrong);
    }
    ExitCode::from(USAGE)
}

/// An error in its three parts, for people.
pub(crate) fn print_told(words: &Words, told: &Told) {
    message(&told.message);
    message(&told.meaning);
    message(&told.remedy);
    if let Some(detail) = &told.detail {
        message(&format!("{}: {detail}", words.say("cli-detail", &[])));
    }
}

/// A finding, for people.
pub(crate) fn finding_line(words: &Words, finding: &session::Finding) -> String {
    let severity = serde_json::to_value(finding.severity).unwrap_or_default();
    let severity = severity.as_str().unwrap_or_default();
    words.say(
        "cli-finding-line",
        &[("severity", severity), ("message", &finding.message)],
    )
}

/// A session as the answer; its state decides the exit code.
pub(crate) fn session(context: &Context, session: &Session) -> ExitCode {
    if context.json {
        value(session);
    } else {
        print_session(context, session);
    }
    session_code(session)
}

/// What a session's state means for the exit code.
pub(crate) fn session_code(session: &Session) -> ExitCode {
    match session.state {
        State::Attention => ExitCode::from(ATTENTION),
        _ if session.error.is_some() => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}

fn print_session(context: &Context, session: &Session) {
    let words = &context.words;
    let say = |key: &str| words.say(key, &[]);
    line(&session.title);
    line(&format!(
        "{}  {}",
        session.id,
        say(&format!("state-{}", session.state.as_str()))
    ));
    let fact = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            line(&format!("{}: {value}", say(key)));
        }
    };
    fact("cli-reference", session.reference.as_deref());
    fact("cli-account", Some(&session.account));
    fact("cli-created", Some(&session.created));
    fact("cli-changed", Some(&session.changed));
    fact("cli-expires", session.expires.as_deref());
    line(&format!("{}:", say("cli-signers")));
    for signer in &session.signers {
        let number = signer.number.to_string();
        let state = say(&format!("signer-state-{}", dashed(signer.state.as_str())));
        let args = [
            ("number", number.as_str()),
            ("name", &signer.name),
            ("state", &state),
        ];
        line(&format!("  {}", words.say("cli-signer-line", &args)));
    }
    line(&format!("{}:", say("cli-documents")));
    for document in &session.documents {
        line(&format!("  {}  SHA-256 {}", document.name, document.sha256));
        if let Some(signed) = &document.signed {
            let copy = say("cli-signed-copy");
            line(&format!(
                "    {copy}: {}  SHA-256 {}",
                signed.path, signed.sha256
            ));
        }
    }
    if let Some(receipt) = &session.receipt {
        line(&format!("{}: {}", say("cli-receipt"), receipt.path));
    }
    line(&format!("{}:", say("cli-events")));
    for event in &session.events {
        line(&format!("  {}  {}", event.time, event.text));
    }
    if let Some(error) = &session.error {
        print_told(words, error);
    }
}

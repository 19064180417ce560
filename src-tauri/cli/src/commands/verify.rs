//! `verify`: changed? who? when?

use std::process::ExitCode;

use desk::{Desk, DeskError, FileVerdict, verify_file};
use session::{LaterChanges, SignatureVerdict, TimeSource, Trusted};

use crate::context::Context;
use crate::output;

pub(crate) async fn run(
    context: &Context,
    files: &[std::path::PathBuf],
) -> Result<ExitCode, DeskError> {
    // A history that cannot be opened is no reason not to look at a file: then nobody is vouched for.
    let anchors = match context.desk_if_there().map(trusted) {
        Some(Ok(anchors)) => anchors,
        Some(Err(error)) => {
            output::print_told(&context.words, &error.told(&context.words));
            Vec::new()
        }
        None => Vec::new(),
    };
    let workers = context.workers();
    let mut verdicts = Vec::new();
    for path in files {
        let file = path.to_string_lossy().into_owned();
        verdicts.push(match verify_file(&workers, path, &anchors).await {
            Ok(verdict) => FileVerdict {
                file,
                signatures: verdict.signatures,
                summary: Some(verdict.summary),
                error: None,
            },
            Err(error) => FileVerdict {
                file,
                signatures: Vec::new(),
                summary: None,
                error: Some(error.told(&context.words)),
            },
        });
    }
    if context.json {
        output::value(&verdicts);
    } else {
        verdicts.iter().for_each(|verdict| print(context, verdict));
    }
    let failed = verdicts.iter().any(|verdict| verdict.error.is_some());
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn trusted(desk: Result<Desk, DeskError>) -> Result<Vec<Vec<u8>>, DeskError> {
    desk?.trusted_certificates()
}

fn print(context: &Context, verdict: &FileVerdict) {
    let words = &context.words;
    output::line(&verdict.file);
    if let Some(error) = &verdict.error {
        output::print_told(words, error);
    }
    if let Some(summary) = verdict.summary {
        let key = format!("cli-verify-{}", desk::words::dashed(summary.as_str()));
        output::line(&format!("  {}", words.say(&key, &[])));
    }
    for signature in &verdict.signatures {
        print_signature(context, signature);
    }
}

fn print_signature(context: &Context, signature: &SignatureVerdict) {
    let words = &context.words;
    let field = [("field", signature.field.as_str())];
    output::line(&format!("  {}", words.say("cli-verify-signature", &field)));
    let changed = match (signature.unchanged, signature.later_changes) {
        (None, _) => "changed-unknown",
        (Some(false), _) => "changed-yes",
        (Some(true), LaterChanges::None) => "changed-no",
        (Some(true), LaterChanges::SignaturesOnly) => "changed-signatures-only",
        (Some(true), LaterChanges::FormFilling) => "changed-form-filling",
        (Some(true), LaterChanges::Content) => "changed-content",
    };
    let who = match (&signature.signed_by, signature.trusted) {
        (None, _) => "who-missing",
        (Some(_), Trusted::Yes) => "who-yes",
        (Some(_), Trusted::No) => "who-no",
        (Some(_), Trusted::Unknown) => "who-unknown",
    };
    let when = match (&signature.time, signature.time_source) {
        (Some(_), TimeSource::Timestamp) => "when-timestamp",
        (Some(_), TimeSource::Signer) => "when-signer",
        _ => "when-none",
    };
    let args = [
        ("signer", signature.signed_by.as_deref().unwrap_or_default()),
        ("when", signature.time.as_deref().unwrap_or_default()),
    ];
    for (question, answer) in [("changed", changed), ("who", who), ("when", when)] {
        let question = words.say(&format!("cli-verify-{question}"), &[]);
        let answer = words.say(&format!("cli-verify-{answer}"), &args);
        output::line(&format!("    {question} {answer}"));
    }
}

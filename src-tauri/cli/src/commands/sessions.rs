//! Commands about recorded sessions.

use std::path::Path;
use std::process::ExitCode;

use desk::{Decision, DeskError, ListQuery};
use serde_json::json;
use session::{CorrectedSigner, Correction, Session, SignerState, State};

use crate::args::{CorrectArgs, SessionsArgs};
use crate::context::Context;
use crate::output;

pub(crate) fn list(context: &Context, args: SessionsArgs) -> Result<ExitCode, DeskError> {
    let page = context.desk()?.sessions(&ListQuery {
        search: args.search,
        states: args.states,
        account: args.account,
        from: args.from,
        to: args.to,
        limit: args.limit.max(1),
        after: args.after,
    })?;
    if context.json {
        output::value(&page);
        return Ok(ExitCode::SUCCESS);
    }
    let words = &context.words;
    if page.sessions.is_empty() {
        let any = page.counts.values().any(|count| *count > 0);
        let key = if any {
            "cli-no-session-matches"
        } else {
            "cli-no-sessions"
        };
        output::message(&words.say(key, &[]));
    }
    for session in &page.sessions {
        let signed = session
            .signers
            .iter()
            .filter(|s| s.state == SignerState::Signed)
            .count();
        let (signed, count) = (signed.to_string(), session.signers.len().to_string());
        let progress = words.say("cli-signed-of", &[("signed", &signed), ("count", &count)]);
        let state = words.say(&format!("state-{}", session.state.as_str()), &[]);
        output::line(&format!(
            "{}  {}  {state}  {progress}  {}",
            session.id, session.changed, session.title
        ));
    }
    if let Some(next) = &page.next {
        output::message(&words.say("cli-more", &[("cursor", next)]));
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn show(context: &Context, id: &str) -> Result<ExitCode, DeskError> {
    let session = context.desk()?.session(id)?;
    output::session(context, &session);
    // The question was answered, whatever the answer.
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn open(
    context: &Context,
    id: &str,
    signer: Option<u16>,
    print: bool,
) -> Result<ExitCode, DeskError> {
    let desk = context.desk()?;
    let signer = match signer {
        Some(signer) => signer,
        None => desk.next_signer(id)?,
    };
    if print {
        let url = desk.signing_link(id, signer).await?;
        answer_url(context, Some(&url));
        return Ok(ExitCode::SUCCESS);
    }
    let opened = desk.open_signing(id, signer).await?;
    if context.json {
        answer_url(
            context,
            Some(&opened.url)
                .filter(|_| !opened.opened)
                .map(String::as_str),
        );
    } else if opened.opened {
        let session = desk.session(id)?;
        let name = session
            .signers
            .iter()
            .find(|s| s.number == signer)
            .map(|s| s.name.as_str());
        let args = [("signer", name.unwrap_or_default())];
        output::line(&context.words.say("cli-opened", &args));
    } else {
        output::line(
            &context
                .words
                .say("cli-open-by-hand", &[("url", &opened.url)]),
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn answer_url(context: &Context, url: Option<&str>) {
    if context.json {
        output::value(&json!({ "url": url }));
    } else if let Some(url) = url {
        output::line(url);
    }
}

pub(crate) async fn resume(context: &Context, ids: Vec<String>) -> Result<ExitCode, DeskError> {
    let desk = context.desk()?;
    for id in &ids {
        desk.session(id)?;
    }
    let mut failed = false;
    let mut went = Vec::new();
    if ids.is_empty() {
        went = desk.resume_all().await?;
    } else {
        for id in ids {
            let done = desk.resume(&id).await;
            went.push((id, done));
        }
    }
    let mut touched = Vec::new();
    for (id, done) in went {
        if let Err(error) = done {
            failed = true;
            output::print_told(&context.words, &desk.tell(&error));
        }
        touched.push(desk.session(&id)?);
    }
    if touched.is_empty() && !context.json {
        output::message(&context.words.say("cli-nothing-to-resume", &[]));
    }
    Ok(answer_all(context, &touched, failed))
}

pub(crate) async fn resolve(
    context: &Context,
    id: &str,
    decision: Decision,
) -> Result<ExitCode, DeskError> {
    let session = context.desk()?.resolve(id, decision).await?;
    Ok(output::session(context, &session))
}

pub(crate) async fn check(
    context: &Context,
    ids: Vec<String>,
    anyway: bool,
) -> Result<ExitCode, DeskError> {
    let desk = context.desk()?;
    for id in &ids {
        desk.session(id)?;
    }
    let ids = if ids.is_empty() {
        desk.open_sessions()?
    } else {
        ids
    };
    let mut failed = false;
    let mut answers = Vec::new();
    for id in &ids {
        match desk.check(id, anyway).await {
            Ok(session) => answers.push(session),
            Err(error) => {
                failed = true;
                output::print_told(&context.words, &desk.tell(&error));
                answers.push(desk.session(id)?);
            }
        }
    }
    if ids.is_empty() && !context.json {
        output::message(&context.words.say("cli-nothing-open", &[]));
    }
    Ok(answer_all(context, &answers, failed))
}

fn answer_all(context: &Context, sessions: &[Session], failed: bool) -> ExitCode {
    if context.json {
        output::value(&sessions);
    } else {
        for session in sessions {
            output::session(context, session);
        }
    }
    let attention = sessions
        .iter()
        .any(|session| session.state == State::Attention);
    match (attention, failed) {
        (true, _) => ExitCode::from(output::ATTENTION),
        (false, true) => ExitCode::FAILURE,
        (false, false) => ExitCode::SUCCESS,
    }
}

pub(crate) async fn close(context: &Context, id: &str) -> Result<ExitCode, DeskError> {
    let session = context.desk()?.close(id).await?;
    Ok(output::session(context, &session))
}

pub(crate) async fn cancel(
    context: &Context,
    id: &str,
    reason: Option<&str>,
) -> Result<ExitCode, DeskError> {
    let session = context.desk()?.cancel(id, reason).await?;
    if !context.json && session.state == State::Cancelled {
        output::message(
            &context
                .words
                .say("cli-cancelled", &[("title", &session.title)]),
        );
    }
    output::session(context, &session);
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn remind(
    context: &Context,
    id: &str,
    signer: Option<u16>,
) -> Result<ExitCode, DeskError> {
    let session = context.desk()?.remind(id, signer).await?;
    Ok(output::session(context, &session))
}

pub(crate) async fn correct(context: &Context, args: CorrectArgs) -> Result<ExitCode, DeskError> {
    let signers = args.signers.into_iter().map(|signer| CorrectedSigner {
        number: signer.number,
        name: signer.name,
        email: signer.email,
    });
    let wanted = Correction {
        signers: signers.collect(),
        expires_days: args.expires_days,
        remind_days: args.remind_days,
    };
    let session = context.desk()?.correct(&args.id, &wanted).await?;
    Ok(output::session(context, &session))
}

pub(crate) async fn export(context: &Context, id: &str, to: &Path) -> Result<ExitCode, DeskError> {
    let files = context.desk()?.export(id, to).await?;
    if context.json {
        output::value(&json!({ "files": files }));
    } else {
        for file in &files {
            output::line(&file.path);
        }
    }
    Ok(ExitCode::SUCCESS)
}

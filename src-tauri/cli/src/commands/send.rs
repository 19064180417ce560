//! `send`: the same draft as the window's, from arguments.

use std::path::Path;
use std::process::ExitCode;

use desk::DeskError;
use desk::api::Details;
use session::{DraftState, ErrorCode, Field, FindingCode, Origin};

use crate::args::SendArgs;
use crate::context::Context;
use crate::output;

pub(crate) async fn run(context: &Context, args: SendArgs) -> Result<ExitCode, DeskError> {
    let desk = context.desk()?;
    let account = args.account.as_deref().unwrap_or(session::THIS_COMPUTER);
    if !desk.accounts()?.iter().any(|known| known.name == account) {
        return Err(DeskError::Refused(ErrorCode::UnknownAccount));
    }
    for (at, signer) in args.signers.iter().enumerate() {
        if args
            .signers
            .iter()
            .take(at)
            .any(|other| other.number == signer.number)
        {
            let wrong = format!("--signer {}: given twice", signer.number);
            return Ok(output::usage(context.json, &wrong));
        }
    }
    let draft = desk.transient_preparation();
    draft.add_files(&args.files);
    draft.settled().await;
    if let Some(password) = &context.password {
        let locked = ErrorCode::PasswordNeeded.as_str();
        for document in draft.draft().documents {
            if document.error.is_some_and(|error| error.code == locked) {
                draft.unlock_document(&document.id, password);
            }
        }
        draft.settled().await;
    }
    if let Some(aside) = draft.view()?.aside {
        output::message(&format!("{} {}", aside.message, aside.names.join(", ")));
    }
    for document in draft.draft().documents {
        if let (DraftState::Unreadable, Some(error)) = (document.state, &document.error) {
            output::print_told(&context.words, error);
        }
    }
    for signer in &args.signers {
        draft.set_signer(signer.number, &signer.name, &signer.email);
    }
    for field in &args.fields {
        let documents = draft.draft().documents;
        let file = std::path::absolute(&field.file).unwrap_or_default();
        let document = documents.iter().find(|document| {
            document
                .path
                .as_deref()
                .is_some_and(|path| file == Path::new(path))
        });
        let document = document.ok_or(DeskError::Refused(ErrorCode::FieldInvalid))?;
        let on_page = document
            .pages
            .iter()
            .any(|page| page.number == field.page && page.takes(&field.rect));
        if !on_page {
            return Err(DeskError::Refused(ErrorCode::FieldInvalid));
        }
        draft.add_field(
            &document.id,
            Field {
                kind: field.kind,
                signer: field.signer,
                page: field.page,
                rect: field.rect,
                origin: Origin::Hand,
                text: None,
            },
        );
    }
    draft.set_account(account);
    for (name, value) in &args.set {
        draft.set_option(name, value);
    }
    for (number, name, value) in &args.signer_set {
        if !args.signers.iter().any(|signer| signer.number == *number) {
            return Err(DeskError::Refused(ErrorCode::UnknownSigner));
        }
        draft.set_signer_option(*number, name, value);
    }
    draft.set_receivers(args.receivers);
    draft.set_details(Details {
        title: args.title.unwrap_or_default(),
        reference: args.reference,
        message: args.message,
        in_order: args.in_order,
        expires_days: args.expires_days,
        remind_days: args.remind_days,
    });
    for word in &args.allow {
        let code = FindingCode::ALL.iter().find(|code| code.as_str() == word);
        let Some(code) = code else {
            let wrong = format!("--allow {word}: no finding has this code");
            return Ok(output::usage(context.json, &wrong));
        };
        draft.allow(*code, true);
    }
    let id = draft.send().await?;
    let session = desk.session(&id)?;
    if !context.json {
        let args = [("title", session.title.as_str()), ("id", &session.id)];
        output::message(&context.words.say("cli-sent", &args));
    }
    Ok(output::session(context, &session))
}

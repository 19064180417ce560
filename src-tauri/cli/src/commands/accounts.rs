//! `accounts`: the sender's credentials at services.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::process::ExitCode;

use desk::{AccountView, DeskError, NewAccount};
use serde_json::json;
use services::InputSpec;

use crate::args::AccountArgs;
use crate::context::Context;
use crate::output;

pub(crate) async fn list(context: &Context) -> Result<ExitCode, DeskError> {
    let accounts = context.desk()?.account_views().await?;
    if context.json {
        output::value(&accounts);
    } else {
        for account in &accounts {
            print(context, account);
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn add(context: &Context, args: AccountArgs) -> Result<ExitCode, DeskError> {
    let mut secrets = context.account_secrets().clone();
    if secrets.is_empty() {
        match asked_for(services::describe(args.service).secrets) {
            Some(given) => secrets = given,
            // A script has nobody who could type them.
            None if !args.replace => {
                let how = context.words.say("cli-account-secrets-how", &[]);
                return Ok(output::usage(context.json, &how));
            }
            None => {}
        }
    }
    let account = context
        .desk()?
        .add_account(NewAccount {
            name: args.name,
            service: args.service,
            base_url: args.base_url,
            settings: args.set.into_iter().collect(),
            secrets,
            replace: args.replace,
            this_run_only: args.this_run_only,
        })
        .await?;
    answer(context, &account);
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn test(context: &Context, name: &str) -> Result<ExitCode, DeskError> {
    let desk = context.desk()?;
    let (account, error) = desk.test_account(name).await?;
    let told = error.map(|error| desk.tell(&error));
    if context.json {
        let mut value = json!(account);
        if let (Some(told), Some(value)) = (&told, value.as_object_mut()) {
            value.insert("error".to_owned(), json!(told));
        }
        output::value(&value);
    } else {
        print(context, &account);
        if let Some(told) = &told {
            output::print_told(&context.words, told);
        }
    }
    Ok(match told {
        None => ExitCode::SUCCESS,
        Some(_) => ExitCode::FAILURE,
    })
}

pub(crate) async fn remove(context: &Context, name: &str) -> Result<ExitCode, DeskError> {
    let account = context.desk()?.remove_account(name).await?;
    answer(context, &account);
    Ok(ExitCode::SUCCESS)
}

fn answer(context: &Context, account: &AccountView) {
    if context.json {
        output::value(account);
    } else {
        print(context, account);
    }
}

fn print(context: &Context, account: &AccountView) {
    let words = &context.words;
    let secrets = json!(account.secrets);
    let secrets = secrets.as_str().unwrap_or_default();
    let service = words.say(&format!("service-{}", account.service.as_str()), &[]);
    let secrets = words.say(&format!("account-secrets-{secrets}"), &[]);
    let test = account.test.as_deref().unwrap_or("none");
    let test = words.say(&format!("account-test-{test}"), &[]);
    output::line(&format!("{}  {service}  ({secrets}; {test})", account.name));
}

/// Asks for secrets on a terminal; `None` where there is none.
fn asked_for(specs: &[InputSpec]) -> Option<BTreeMap<String, String>> {
    if !std::io::stdin().is_terminal() {
        return None;
    }
    let mut given = BTreeMap::new();
    for spec in specs {
        let secret = rpassword::prompt_password(format!("{}: ", spec.name)).ok()?;
        given.insert(spec.name.to_owned(), secret);
    }
    Some(given)
}

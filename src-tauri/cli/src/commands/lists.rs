//! `services`, `codes`, `accounts list`: what there is.

use std::process::ExitCode;

use desk::words::{key_of_error, key_of_finding};
use desk::{DeskError, KeyState};
use serde_json::{Value, json};
use services::local;
use session::{ErrorCode, FindingCode, Service};

use crate::context::Context;
use crate::output;

pub(crate) fn services(context: &Context, only: Option<&str>) -> Result<ExitCode, DeskError> {
    if only.is_some_and(|word| word != Service::Local.as_str()) {
        return Err(DeskError::Refused(ErrorCode::UnknownService));
    }
    let name = context.words.say("service-local", &[]);
    if context.json {
        output::value(&json!([{
            "service": Service::Local,
            "name": name,
            "secrets": local::SECRETS,
            "account_settings": [],
            "session_options": [],
            "signer_options": [],
            "capabilities": local::capabilities(),
            "limits": local::limits(),
        }]));
    } else {
        output::line(&format!("{}  {name}", Service::Local.as_str()));
        output::line(&format!(
            "  {}",
            context.words.say("service-local-note", &[])
        ));
        for secret in local::SECRETS {
            output::line(&format!("  {}: {}", secret.name, secret.help));
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn codes(context: &Context) -> ExitCode {
    let findings = FindingCode::ALL.iter().map(|code| {
        let words = context.words.of_finding_code(*code);
        json!({
            "code": code.as_str(), "kind": "finding", "severity": code.severity(),
            "can_be_allowed": code.can_be_allowed(), "message": words.message,
            "meaning": null, "remedy": words.remedy,
            "key": key_of_finding(*code), "cures": code.cures(),
        })
    });
    let nobody = [("name", "…"), ("signer", "…")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    let errors = ErrorCode::ALL.iter().map(|code| {
        let told = context.words.told(*code, &nobody, None);
        json!({
            "code": code.as_str(), "kind": "error", "severity": "error",
            "can_be_allowed": false, "message": told.message,
            "meaning": told.meaning, "remedy": told.remedy,
            "key": key_of_error(*code), "cures": [],
        })
    });
    let all: Vec<Value> = findings.chain(errors).collect();
    if context.json {
        output::value(&all);
    } else {
        for code in all {
            let part = |name: &str| code.get(name).and_then(Value::as_str).unwrap_or_default();
            output::line(&format!("{}  ({})", part("code"), part("severity")));
            output::line(&format!("    {}", part("message")));
            output::line(&format!("    {}", part("remedy")));
        }
    }
    ExitCode::SUCCESS
}

pub(crate) async fn accounts(context: &Context) -> Result<ExitCode, DeskError> {
    let desk = context.desk()?;
    let secrets = match desk.key_state().await {
        KeyState::Keyring | KeyState::NotMade => "keyring",
        KeyState::Passphrase | KeyState::Run => "run",
        KeyState::Missing | KeyState::Locked => "missing",
    };
    let accounts = desk.accounts()?;
    if context.json {
        let accounts: Vec<Value> = accounts
            .iter()
            .map(|account| {
                json!({
                    "name": account.name, "service": account.service,
                    "base_url": account.base_url, "settings": {},
                    "secrets": secrets, "test": null,
                })
            })
            .collect();
        output::value(&accounts);
    } else {
        for account in accounts {
            let state = context
                .words
                .say(&format!("account-secrets-{secrets}"), &[]);
            output::line(&format!("{}  ({state})", account.name));
        }
    }
    Ok(ExitCode::SUCCESS)
}

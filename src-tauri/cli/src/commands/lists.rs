//! `services`, `codes`: what there is.

use std::process::ExitCode;

use desk::DeskError;
use desk::words::{key_of_error, key_of_finding};
use serde_json::{Value, json};
use session::{ErrorCode, FindingCode, Service};

use crate::context::Context;
use crate::output;

pub(crate) fn services(context: &Context, only: Option<&str>) -> Result<ExitCode, DeskError> {
    let known = match only {
        Some(word) => {
            vec![Service::parse(word).ok_or(DeskError::Refused(ErrorCode::UnknownService))?]
        }
        None => Service::ALL.to_vec(),
    };
    if context.json {
        let all: Vec<Value> = known.into_iter().map(|one| as_json(context, one)).collect();
        output::value(&all);
        return Ok(ExitCode::SUCCESS);
    }
    for service in known {
        let about = services::describe(service);
        let word = service.as_str();
        let name = context.words.say(&format!("service-{word}"), &[]);
        output::line(&format!("{word}  {name}"));
        let note = context.words.say(&format!("service-{word}-note"), &[]);
        output::line(&format!("  {note}"));
        let groups = [
            ("cli-inputs-secrets", about.secrets),
            ("cli-inputs-account", about.account_settings),
            ("cli-inputs-session", about.session_options),
            ("cli-inputs-signer", about.signer_options),
        ];
        for (heading, inputs) in groups {
            if !inputs.is_empty() {
                output::line(&format!("  {}", context.words.say(heading, &[])));
            }
            for input in inputs {
                let choices = if input.choices.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", input.choices.join(", "))
                };
                let (_, help) = context.words.input(service, input.name);
                output::line(&format!("    {}: {help}{choices}", input.name));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn as_json(context: &Context, service: Service) -> Value {
    let mut about = json!(services::describe(service));
    if let Value::Object(about) = &mut about {
        let name = context
            .words
            .say(&format!("service-{}", service.as_str()), &[]);
        about.insert("name".to_owned(), json!(name));
        let inputs = about.values_mut().filter_map(Value::as_array_mut).flatten();
        for input in inputs.filter_map(Value::as_object_mut) {
            let Some(name) = input.get("name").and_then(Value::as_str) else {
                continue;
            };
            let (_, help) = context.words.input(service, name);
            input.insert("help".to_owned(), json!(help));
        }
    }
    about
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

//! What a client has to hold to, by the sheet's paragraphs.

pub(super) mod create;
pub(super) mod files;
pub(super) mod headers;
pub(super) mod metadata;
pub(super) mod signers;
mod verifications;

use serde_json::{Map, Value};

use crate::core::Judge;

/// Languages that the service speaks (sheet §3).
const LANGUAGES: [&str; 7] = [
    "de-DE", "en-US", "es-ES", "fr-FR", "it-IT", "pl-PL", "nl-NL",
];
/// The longest subject of a mail (sheet §3.1, §3.2).
const SUBJECT: usize = 64;

/// The body as an object, or a refusal.
pub(super) fn object(judge: &mut Judge<'_>, body: &[u8]) -> Option<Map<String, Value>> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(map)) => {
            nulls(judge, &map);
            Some(map)
        }
        Ok(_) => {
            judge.refuse("json.no_object", "§1", "the body is JSON but no object");
            None
        }
        Err(error) => {
            judge.refuse(
                "json.invalid",
                "§1",
                format!("the body is no JSON: {error}"),
            );
            None
        }
    }
}

/// "Unused optional properties are omitted; do not send null"; a `Context` is the client's own.
fn nulls(judge: &mut Judge<'_>, map: &Map<String, Value>) {
    for (name, value) in map {
        match value {
            Value::Null => judge.note("json.null", "§1", format!("{name} is null")),
            Value::Object(inner) if !name.eq_ignore_ascii_case("Context") => nulls(judge, inner),
            Value::Array(list) => {
                for item in list {
                    if let Value::Object(inner) = item {
                        nulls(judge, inner);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The object with its names as the sheet spells them. Names in another case are understood all
/// the same, and unknown ones ignored; both are violations.
fn names(
    judge: &mut Judge<'_>,
    what: &str,
    section: &str,
    map: &Map<String, Value>,
    known: &[&str],
) -> Map<String, Value> {
    let mut read = Map::new();
    for (name, value) in map {
        let same = known.iter().find(|k| k.eq_ignore_ascii_case(name));
        match same {
            Some(known) => {
                if known != name {
                    let words = format!("{what}: {name} is spelt {known}");
                    judge.note("json.case", "§1", words);
                }
                if !value.is_null() {
                    read.insert((*known).to_owned(), value.clone());
                }
            }
            None => {
                let words = format!("{what}: nothing is called {name}");
                judge.note("json.unknown_name", section, words);
            }
        }
    }
    read
}

/// Refuses members that are not of their type: `kind` says of which they are.
fn types(
    judge: &mut Judge<'_>,
    what: &str,
    map: &Map<String, Value>,
    kind: &str,
    members: &[&str],
) {
    for name in members {
        let Some(value) = map.get(*name) else {
            continue;
        };
        let right = match kind {
            "text" => value.is_string(),
            "switch" => value.is_boolean(),
            "number" => value.is_i64(),
            "list" => value.is_array(),
            _ => value.is_object(),
        };
        if !right {
            let rule = if *name == "Context" {
                "context.no_object"
            } else {
                "json.type"
            };
            judge.refuse(rule, "§3", format!("{what}: {name} is no {kind}"));
        }
    }
}

fn text<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    map.get(name)?.as_str()
}

fn language(judge: &mut Judge<'_>, what: &str, map: &Map<String, Value>) {
    if let Some(language) = text(map, "Language")
        && !LANGUAGES.contains(&language)
    {
        let words = format!("{what}: the service does not speak {language}");
        judge.frown("language.unknown", "§3", words);
    }
}

/// An address as a mail server would take it, roughly.
fn email(judge: &mut Judge<'_>, what: &str, address: Option<&str>) {
    let valid = address.is_some_and(|address| {
        let plain = !address.chars().any(|c| c.is_whitespace() || c.is_control());
        let halves = address.rsplit_once('@');
        plain && halves.is_some_and(|(name, host)| !name.is_empty() && dotted(host))
    });
    if !valid {
        judge.refuse("email.invalid", "§3.1", format!("{what}: no valid e-mail"));
    }
}

fn dotted(host: &str) -> bool {
    host.split('.').count() > 1
        && host.split('.').all(|part| !part.is_empty())
        && !host.contains(['@', ',', ';', '<', '>', '(', ')', '"'])
}

fn subject(judge: &mut Judge<'_>, what: &str, section: &str, subject: Option<&str>) {
    let Some(subject) = subject else { return };
    if subject.chars().count() > SUBJECT {
        let words = format!("{what}: a subject has at most {SUBJECT} characters");
        judge.refuse("subject.long", section, words);
    }
    if subject.chars().any(char::is_control) {
        let words = format!("{what}: control characters in the subject");
        judge.refuse("subject.control", section, words);
    }
}

/// Messages are plain text (sheet §3.1): anything like `<b>` or `</p>` is markup.
fn plain(judge: &mut Judge<'_>, what: &str, section: &str, message: Option<&str>) {
    let markup = |message: &str| {
        message.match_indices('<').any(|(at, _)| {
            let after = message.get(at + 1..).unwrap_or_default();
            let name = after.strip_prefix('/').unwrap_or(after);
            let begins = name.starts_with(|c: char| c.is_ascii_alphabetic());
            begins && after.contains('>') && !message.get(..at).unwrap_or_default().ends_with('<')
        })
    };
    if message.is_some_and(markup) {
        judge.note(
            "message.html",
            section,
            format!("{what}: markup in the message"),
        );
    }
}

/// What a cancellation may say (sheet §2, E6).
pub(super) fn cancel(judge: &mut Judge<'_>, body: &Map<String, Value>) -> Map<String, Value> {
    let read = names(
        judge,
        "cancel",
        "§2",
        body,
        &["SendNotifications", "Reason"],
    );
    types(judge, "cancel", &read, "switch", &["SendNotifications"]);
    types(judge, "cancel", &read, "text", &["Reason"]);
    read
}

//! File metadata, sheet §5.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{names, object, types};
use crate::core::{Call, Judge};
use crate::signhost::state::Transaction;

const KNOWN: [&str; 6] = [
    "DisplayName",
    "DisplayOrder",
    "Description",
    "SetParaph",
    "Signers",
    "FormSets",
];
const TYPES: [&str; 7] = [
    "Seal",
    "Signature",
    "Check",
    "Radio",
    "SingleLine",
    "Number",
    "Date",
];
const LOCATION: [&str; 9] = [
    "Search",
    "Occurence",
    "Top",
    "Right",
    "Bottom",
    "Left",
    "Width",
    "Height",
    "PageNumber",
];

/// Judges the metadata of a file; it, with names as the sheet spells them.
pub(in crate::signhost) fn metadata(
    judge: &mut Judge<'_>,
    call: &Call,
    transaction: &Transaction,
    file: &str,
) -> Option<Value> {
    let body = object(judge, &call.body)?;
    let read = names(judge, "metadata", "§5", &body, &KNOWN);
    types(
        judge,
        "metadata",
        &read,
        "text",
        &["DisplayName", "Description"],
    );
    types(judge, "metadata", &read, "number", &["DisplayOrder"]);
    types(judge, "metadata", &read, "switch", &["SetParaph"]);
    types(judge, "metadata", &read, "object", &["Signers", "FormSets"]);
    let sets = read.get("FormSets").and_then(Value::as_object);
    let elsewhere = elsewhere(transaction, file);
    let mut defined: HashSet<&str> = HashSet::from([file]);
    for (name, fields) in sets.into_iter().flatten() {
        if name != file {
            key(judge, "form set", name);
        }
        if elsewhere.contains(name.as_str()) {
            let words = format!("the form set {name} stands in another file already");
            judge.refuse("metadata.form_set_twice", "§5", words);
        }
        defined.insert(name);
        match fields {
            Value::Object(fields) => form_set(judge, name, fields),
            _ => judge.refuse(
                "json.type",
                "§5",
                format!("the form set {name} is no object"),
            ),
        }
    }
    let given = signers(judge, transaction, &read);
    for name in &given {
        if !defined.contains(name.as_str()) && !elsewhere.contains(name.as_str()) {
            let words = format!("the form set {name} is given to a signer, but defined nowhere");
            judge.frown("metadata.form_set_undefined", "§5", words);
        }
    }
    for (name, _) in sets.into_iter().flatten() {
        if !given.contains(name) {
            let words = format!("the form set {name} is given to no signer");
            judge.note("metadata.form_set_unused", "§5", words);
        }
    }
    Some(Value::Object(read))
}

/// The form sets that the other files define.
fn elsewhere<'a>(transaction: &'a Transaction, file: &str) -> HashSet<&'a str> {
    let others = transaction.files.iter().filter(|other| other.id != file);
    let sets = others.filter_map(|other| other.metadata.as_ref()?.get("FormSets")?.as_object());
    sets.flat_map(|sets| sets.keys().map(String::as_str))
        .collect()
}

/// The form sets that are given to signers.
fn signers(
    judge: &mut Judge<'_>,
    transaction: &Transaction,
    read: &Map<String, Value>,
) -> HashSet<String> {
    let mut given = HashSet::new();
    let signers = read.get("Signers").and_then(Value::as_object);
    for (id, signer) in signers.into_iter().flatten() {
        if !transaction.signers.iter().any(|known| known.id == *id) {
            let words = format!("the transaction has no signer {id}");
            judge.refuse("metadata.signer_unknown", "§5", words);
        }
        let Value::Object(signer) = signer else {
            judge.refuse("json.type", "§5", format!("the signer {id} is no object"));
            continue;
        };
        let signer = names(judge, "signer", "§5", signer, &["FormSets"]);
        types(judge, "signer", &signer, "list", &["FormSets"]);
        let sets = signer.get("FormSets").and_then(Value::as_array);
        for set in sets.into_iter().flatten() {
            match set {
                Value::String(name) => drop(given.insert(name.clone())),
                _ => judge.refuse("json.type", "§5", "the name of a form set is no text"),
            }
        }
    }
    given
}

fn key(judge: &mut Judge<'_>, what: &str, name: &str) {
    let right = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() || !name.chars().all(right) {
        let words = format!("{what} {name:?}: only a-z, A-Z, 0-9 and _");
        judge.refuse("metadata.key_characters", "§5", words);
    }
}

fn form_set(judge: &mut Judge<'_>, set: &str, fields: &Map<String, Value>) {
    for (name, field) in fields {
        key(judge, "field", name);
        let what = format!("field {set}.{name}");
        let Value::Object(field) = field else {
            judge.refuse("json.type", "§5", format!("{what} is no object"));
            continue;
        };
        let field = names(judge, &what, "§5", field, &["Type", "Location", "Value"]);
        let kind = field
            .get("Type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if !TYPES.contains(&kind) {
            let words = format!("{what}: no type {kind:?}");
            judge.refuse("field.type", "§5", words);
        }
        if kind == "Seal" {
            let words = format!("{what}: the service has a type Seal and does nothing with it");
            judge.note("field.type_not_usable", "§5", words);
        }
        let value = field.get("Value");
        if kind == "Check" && value.is_none() {
            judge.refuse("field.check_value", "§5", format!("{what} has no Value"));
        }
        if value.is_some_and(|value| value.is_array() || value.is_object()) {
            let words = format!("{what}: a Value is text, number or switch");
            judge.refuse("field.value", "§5", words);
        }
        match field.get("Location") {
            Some(Value::Object(location)) => place(judge, &what, location),
            _ => judge.refuse("field.location", "§5", format!("{what} has no Location")),
        }
    }
}

fn place(judge: &mut Judge<'_>, what: &str, location: &Map<String, Value>) {
    let mut location = location.clone();
    if location.remove("Occurrence").is_some() {
        let words = format!("{what}: the wire spells Occurence");
        judge.note("field.occurrence_spelling", "§5", words);
    }
    let location = names(judge, what, "§5", &location, &LOCATION);
    for (name, value) in &location {
        let right = if name == "Search" {
            value.as_str().is_some_and(|words| !words.is_empty())
        } else {
            value.is_i64()
        };
        if !right {
            let words = format!("{what}: {name} is {value}");
            judge.refuse("field.location_type", "§5", words);
        }
    }
    let has = |name: &str| location.contains_key(name);
    let number = |name: &str| location.get(name).and_then(Value::as_i64);
    if !has("Search") && !has("PageNumber") {
        let words = format!("{what}: neither Search nor PageNumber");
        judge.refuse("field.page_missing", "§5", words);
    }
    for name in ["PageNumber", "Occurence", "Width", "Height"] {
        if number(name).is_some_and(|number| number < 1) {
            let words = format!("{what}: {name} is less than 1");
            judge.refuse("field.location_range", "§5", words);
        }
    }
    for (size, one, other) in [("Width", "Left", "Right"), ("Height", "Top", "Bottom")] {
        if has(size) && has(one) && has(other) {
            let words = format!("{what}: {size} with both {one} and {other}");
            judge.frown("field.overdetermined", "§5", words);
        }
    }
}

//! Faults of this service's own.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::core::{Fault, Reply};

/// What goes wrong, beside the faults that every service has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "twist", rename_all = "snake_case")]
pub enum Twist {
    /// The answer is written otherwise: case, types, dates, members (row 20).
    Odd,
    /// Signers are shown without names and addresses, as in the sheet's own example (§11).
    Nameless,
    /// The answer has a mark of its encoding in front, or something behind (row 19).
    Around {
        /// In front.
        before: String,
        /// Behind.
        after: String,
    },
    /// A start is answered with these words, and nothing happens (rows 5 to 7).
    StartFalse {
        /// The words.
        messages: Vec<String>,
    },
    /// A start is answered with "False" and happens all the same (row 9).
    StartFalseButSent,
    /// A start is answered with "True" and happens only then (row 10).
    StartTrueButDraft {
        /// Seconds of the service's clock.
        seconds: i64,
    },
    /// A close is answered with "True" and happens, and shows only then.
    CloseShowsLate {
        /// Seconds of the service's clock.
        seconds: i64,
    },
    /// A create is answered by a gateway, and the session is there only then (row 13).
    CreateLate {
        /// Seconds of the service's clock.
        seconds: i64,
    },
    /// One create makes two sessions (row 14).
    CreateTwice,
    /// A create is answered with an id of zeros (row 15).
    ZeroGuid {
        /// Why.
        details: String,
    },
    /// One of several signers is not invited (row 36).
    InviteMisses {
        /// Which in the list, from 1.
        position: usize,
    },
    /// A change is answered as if it were made, and is not.
    UpdateIgnored,
    /// Every address that the service names is that one (row 46).
    Url {
        /// The address.
        url: String,
    },
    /// Signed files have these names (row 45).
    FileNames {
        /// The names, in the documents' order.
        names: Vec<String>,
    },
    /// The answer says another time (row 49).
    Clock {
        /// The `Date` header.
        date: String,
    },
}

impl From<Twist> for Fault {
    fn from(twist: Twist) -> Self {
        Self::Own {
            twist: json!(twist),
        }
    }
}

pub(super) fn apply(twist: &Twist, reply: Reply) -> Reply {
    match twist {
        Twist::Odd => match reply.as_json() {
            Some(value) => Reply::json(reply.status, &odd(value)),
            None => reply,
        },
        Twist::Nameless => match reply.as_json() {
            Some(value) => Reply::json(reply.status, &nameless(value)),
            None => reply,
        },
        Twist::Around { before, after } => {
            let mut body = before.clone().into_bytes();
            body.extend_from_slice(&reply.body);
            body.extend_from_slice(after.as_bytes());
            Reply::with(reply.status, "application/json", body)
        }
        Twist::CreateLate { .. } => Reply::with(504, "text/html", "<html>Gateway Timeout</html>"),
        Twist::Clock { date } => reply.header("Date", date),
        _ => reply,
    }
}

fn nameless(value: Value) -> Value {
    match value {
        Value::Array(all) => Value::Array(all.into_iter().map(nameless).collect()),
        Value::Object(members) => {
            let names = ["FirstName", "LastName", "EmailAddress"];
            let rest = members
                .into_iter()
                .filter(|(name, _)| !names.contains(&name.as_str()));
            Value::Object(rest.map(|(name, one)| (name, nameless(one))).collect())
        }
        other => other,
    }
}

/// The same said otherwise.
fn odd(value: Value) -> Value {
    match value {
        Value::String(text) if text == "True" => Value::Bool(true),
        Value::String(text) if text == "False" => Value::Bool(false),
        Value::String(text) => match super::life::date(&text) {
            Some(at) if text.starts_with("/Date(") => {
                let format = time::format_description::well_known::Rfc3339;
                Value::String(at.format(&format).unwrap_or_default())
            }
            _ => Value::String(text),
        },
        Value::Array(all) => Value::Array(all.into_iter().map(odd).collect()),
        Value::Object(members) => {
            let mut odd_members: Map<String, Value> = members
                .into_iter()
                .map(|(name, value)| {
                    let value = match (name.as_str(), value) {
                        ("Details", Value::Array(list)) => {
                            let words = list.into_iter().map(|words| json!({ "Message": words }));
                            Value::Array(words.collect())
                        }
                        (_, value) => odd(value),
                    };
                    let mut name = name;
                    if let Some(first) = name.get_mut(0..1) {
                        first.make_ascii_lowercase();
                    }
                    (name, value)
                })
                .collect();
            odd_members.insert("neverSeen".into(), json!({ "deep": [null, 1] }));
            Value::Object(odd_members)
        }
        other => other,
    }
}

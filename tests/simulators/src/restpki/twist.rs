//! Faults of the service's own.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::service::Sim;
use crate::core::pdf::plain_page;
use crate::core::{Call, Fault, Reply, lock};

/// What comes in a file's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileAs {
    /// Half of it.
    Truncated,
    /// A page of HTML, with 200.
    Html,
    /// Nothing.
    Empty,
    /// Another contract, not signed.
    Other,
    /// The document as it was sent, not signed.
    Unsigned,
}

/// What is different in an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "twist", rename_all = "snake_case")]
pub enum Twist {
    /// A member has another value; made where it is missing in the last step.
    Set {
        /// Where, as a JSON pointer.
        pointer: String,
        /// The value.
        value: Value,
    },
    /// A member is missing.
    Remove {
        /// Where, as a JSON pointer.
        pointer: String,
    },
    /// A file is not what it should be.
    File {
        /// What it is.
        r#as: FileAs,
    },
    /// A header is missing.
    WithoutHeader {
        /// Which.
        name: String,
    },
    /// An API error instead, with this code; what was asked is done.
    Code {
        /// The status.
        status: u16,
        /// The code.
        code: String,
    },
}

impl Twist {
    /// A member of that pointer has another value.
    #[must_use]
    pub fn set(pointer: &str, value: impl Into<Value>) -> Self {
        Self::Set {
            pointer: pointer.to_owned(),
            value: value.into(),
        }
    }

    /// The member of that pointer is missing.
    #[must_use]
    pub fn remove(pointer: &str) -> Self {
        Self::Remove {
            pointer: pointer.to_owned(),
        }
    }

    /// An API error with that code.
    #[must_use]
    pub fn code(status: u16, code: &str) -> Self {
        Self::Code {
            status,
            code: code.to_owned(),
        }
    }
}

impl From<Twist> for Fault {
    fn from(twist: Twist) -> Self {
        Self::Own {
            twist: serde_json::to_value(twist).unwrap_or_default(),
        }
    }
}

/// The member's parent and its name.
fn parent<'a>(body: &'a mut Value, pointer: &'a str) -> Option<(&'a mut Value, &'a str)> {
    let (parent, name) = pointer.rsplit_once('/')?;
    Some((body.pointer_mut(parent)?, name))
}

fn put(body: &mut Value, pointer: &str, value: Option<Value>) {
    match (parent(body, pointer), value) {
        (Some((Value::Object(map), name)), Some(value)) => {
            map.insert(name.to_owned(), value);
        }
        (Some((Value::Object(map), name)), None) => {
            map.remove(name);
        }
        (Some((Value::Array(list), name)), value) => {
            let index = name.parse().unwrap_or(usize::MAX);
            match (list.get_mut(index), value) {
                (Some(one), Some(value)) => *one = value,
                (Some(_), None) => drop(list.remove(index)),
                (None, _) => {}
            }
        }
        _ => {}
    }
}

pub(super) fn apply(sim: &Sim, twist: &Value, call: &Call, mut reply: Reply) -> Reply {
    let Ok(twist) = serde_json::from_value::<Twist>(twist.clone()) else {
        return Reply::empty(500);
    };
    let changed = |reply: &Reply, pointer: &str, value: Option<Value>| {
        let mut body = reply.as_json().unwrap_or_default();
        put(&mut body, pointer, value);
        Reply::json(reply.status, &body)
    };
    match twist {
        Twist::Set { pointer, value } => changed(&reply, &pointer, Some(value)),
        Twist::Remove { pointer } => changed(&reply, &pointer, None),
        Twist::WithoutHeader { name } => {
            reply
                .headers
                .retain(|(one, _)| !one.eq_ignore_ascii_case(&name));
            reply
        }
        Twist::Code { status, code } => super::reply::refused(status, &code, "Scripted."),
        Twist::File { r#as } => match r#as {
            FileAs::Truncated => {
                let half = reply.body.len() / 2;
                Reply::with(200, "application/pdf", reply.body.slice(..half))
            }
            FileAs::Html => Reply::with(200, "text/html", "<!doctype html><p>Expired"),
            FileAs::Empty => Reply::with(200, "application/pdf", ""),
            FileAs::Other => Reply::with(200, "application/pdf", plain_page("Another contract.")),
            FileAs::Unsigned => {
                let token = call.path.rsplit('/').next().unwrap_or_default();
                let state = lock(&sim.state);
                let link = state.links.get(token);
                let sent = link.and_then(|link| state.document(&link.document));
                let bytes = sent.map(|(_, document)| document.original.clone());
                Reply::with(200, "application/pdf", bytes.unwrap_or_default())
            }
        },
    }
}

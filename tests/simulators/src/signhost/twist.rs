//! Faults of this service's own: answers that a careful client survives (§11).

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::service::Sim;
use super::state::status;
use crate::core::{Call, Fault, Reply, lock, pdf};

/// How the reason of a cancellation is spelt (§4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelSpelling {
    /// `CancellationReason` alone.
    DoubleL,
    /// Both.
    Both,
}

/// What is wrong with an accepted answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "twist", rename_all = "snake_case")]
pub enum Twist {
    /// Only `Id` and `Status` (F29).
    Minimal,
    /// A status that may be none that is known.
    Status {
        /// The status.
        status: i64,
    },
    /// An activity more for each signer.
    Activity {
        /// Its code.
        code: i64,
    },
    /// A verification more for each signer, with a member that is an object.
    Verification {
        /// Its type.
        kind: String,
    },
    /// Lists and objects are null (F20).
    NullLists,
    /// No signing links.
    NoSignUrls,
    /// The other spelling.
    CancelSpelling {
        /// Which.
        spelling: CancelSpelling,
    },
    /// Names of members in another case.
    LowerCaseNames,
    /// Members that nobody knows.
    UnknownMembers,
    /// The body is cut in half, and the length says so (F19).
    Truncated,
    /// No bytes with 200.
    EmptyFile,
    /// An HTML page with 200.
    HtmlFile,
    /// The file as it was uploaded.
    UnsignedOriginal,
    /// A well-made PDF, but of something else.
    OtherDocument,
    /// 404 with Retry-After (F17).
    NotYet {
        /// Its seconds.
        retry_after: u64,
    },
    /// 404 without Retry-After.
    NotFound,
    /// The transaction started is stuck in 20 (F8).
    Stuck,
    /// The transaction started fails: 70 after its processing (F7).
    FailsAfterStart,
}

/// Tells the transaction that is being started what becomes of it.
pub(super) fn prepare(sim: &Sim, twist: &Value, call: &Call) {
    let becomes = match Twist::deserialize(twist) {
        Ok(Twist::Stuck) => status::PROCESSING,
        Ok(Twist::FailsAfterStart) => status::FAILED,
        _ => return,
    };
    if let Some(id) = call.path.split('/').nth(3) {
        // No such transaction: the request is refused anyway.
        let _ = sim.on(id, |_, transaction, _| transaction.fated = Some(becomes));
    }
}

impl From<Twist> for Fault {
    fn from(twist: Twist) -> Self {
        Self::Own {
            twist: serde_json::to_value(twist).unwrap_or_default(),
        }
    }
}

/// Applies a twist to an answer; answers that are not concerned stay as they are.
pub(super) fn apply(sim: &Sim, twist: &Value, call: &Call, reply: Reply) -> Reply {
    let Ok(twist) = Twist::deserialize(twist) else {
        return Reply::message(500, "the script has no such twist");
    };
    let half = reply.body.slice(..reply.body.len() / 2);
    match twist {
        Twist::Truncated => Reply {
            body: half,
            ..reply
        },
        Twist::EmptyFile => Reply {
            body: Bytes::new(),
            ..reply
        },
        Twist::HtmlFile => Reply::with(200, "text/html", "<!doctype html><p>Please wait"),
        Twist::OtherDocument => Reply {
            body: pdf::plain_page("Another document").into(),
            ..reply
        },
        Twist::UnsignedOriginal => Reply {
            body: original(sim, call).unwrap_or_default(),
            ..reply
        },
        Twist::NotYet { retry_after } => {
            let reply = Reply::message(404, "Not yet.");
            reply.header("Retry-After", &retry_after.to_string())
        }
        Twist::NotFound => Reply::message(404, "There is no such file."),
        of_json => {
            let Some(mut body) = reply.as_json().filter(Value::is_object) else {
                return reply;
            };
            edit(&of_json, &mut body);
            Reply {
                body: body.to_string().into(),
                ..reply
            }
        }
    }
}

fn edit(twist: &Twist, body: &mut Value) {
    match twist {
        Twist::Minimal => *body = json!({ "Id": body["Id"], "Status": body["Status"] }),
        Twist::Status { status } => body["Status"] = json!(status),
        Twist::Activity { code } => {
            let activity = json!({
                "Id": uuid::Uuid::new_v4().to_string(), "Code": code, "Activity": "Something new",
                "Info": null, "CreatedDateTime": body["ModifiedDateTime"],
            });
            add(body, "Activities", &activity);
        }
        Twist::Verification { kind } => {
            let verification = json!({ "Type": kind, "Attributes": { "a": [1, { "b": null }] } });
            add(body, "Verifications", &verification);
        }
        Twist::NullLists => {
            for signer in body["Signers"].as_array_mut().into_iter().flatten() {
                for name in ["Activities", "Verifications", "Authentications"] {
                    signer[name] = Value::Null;
                }
            }
            for name in ["Receivers", "Files"] {
                body[name] = Value::Null;
            }
        }
        Twist::NoSignUrls => {
            for signer in body["Signers"].as_array_mut().into_iter().flatten() {
                signer["SignUrl"] = Value::Null;
            }
        }
        Twist::CancelSpelling { spelling } => {
            body["CancellationReason"] = body["CancelationReason"].clone();
            if let (CancelSpelling::DoubleL, Some(body)) = (spelling, body.as_object_mut()) {
                body.remove("CancelationReason");
            }
        }
        Twist::LowerCaseNames => lower(body),
        Twist::UnknownMembers => {
            body["Novelty"] = json!({ "Deep": [[[{}]]] });
            for signer in body["Signers"].as_array_mut().into_iter().flatten() {
                signer["Novelty"] = json!(1.5e300);
            }
        }
        _ => {}
    }
}

fn add(body: &mut Value, list: &str, item: &Value) {
    for signer in body["Signers"].as_array_mut().into_iter().flatten() {
        if let Some(list) = signer[list].as_array_mut() {
            list.push(item.clone());
        }
    }
}

/// The first letter of each name; ids and file names stay.
fn lower(value: &mut Value) {
    match value {
        Value::Object(map) => {
            let members = std::mem::take(map);
            for (name, mut value) in members {
                if name != "Files" && name != "Context" {
                    lower(&mut value);
                }
                let mut letters = name.chars();
                let first = letters.next().map(|c| c.to_ascii_lowercase());
                map.insert(first.into_iter().chain(letters).collect(), value);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(lower),
        _ => {}
    }
}

fn original(sim: &Sim, call: &Call) -> Option<Bytes> {
    let mut parts = call.path.split('/').skip(3);
    let id = parts.next()?;
    let file = percent_encoding::percent_decode_str(parts.nth(1)?);
    let file = file.decode_utf8().ok()?;
    let state = lock(&sim.state);
    let hash = state.transactions.get(id)?.file(&file)?.sha256.clone()?;
    state.blobs.get(&hash).cloned()
}

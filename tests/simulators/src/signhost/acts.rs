//! What people and the service do beside the interface: for tests, in-process or by control.

use serde::Deserialize;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::service::Sim;
use super::state::{State, Transaction, status};
use super::{hosted, life, postbacks};
use crate::core::lock;

/// Why something cannot be done now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotNow(pub String);

/// Something that is done to a transaction. `signer` counts from 1.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub(super) enum Act {
    /// A signer looks at the page.
    Open { signer: usize },
    /// A signer signs; the status changes at once.
    Sign { signer: usize },
    /// A signer rejects.
    Reject { signer: usize, reason: String },
    /// A signer hands it to another person.
    Delegate {
        signer: usize,
        name: String,
        email: String,
        reason: String,
    },
    /// The mail to a signer comes back (999).
    Bounce { signer: usize },
    /// The mail to a receiver comes back (999).
    BounceReceiver { receiver: usize },
    /// Any activity of a signer.
    Activity { signer: usize, code: i64 },
    /// The time is up.
    Expire,
    /// The service gives up.
    Fail { why: String },
    /// Any status, whatever was before.
    Status { status: i64 },
    /// A postback of it as it is now.
    Post,
}

/// A postback that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "post", rename_all = "snake_case")]
pub(super) enum Odd {
    /// Of that transaction and status, with the right checksum: late or out of order.
    Status { transaction: String, status: i64 },
    /// With a checksum made with another secret.
    Forged { transaction: String, status: i64 },
    /// Without a checksum.
    Unsigned { transaction: String, status: i64 },
    /// As the legacy interface makes it: a top-level `File`, another checksum (§8).
    Legacy {
        transaction: String,
        file: String,
        status: i64,
    },
    /// No bytes: what registering an address in the portal causes (§8).
    Empty,
    /// No JSON.
    Text,
}

impl Sim {
    /// Works on a transaction by its id, at the service's time.
    pub(super) fn on<T>(
        &self,
        id: &str,
        work: impl FnOnce(&mut State, &mut Transaction, OffsetDateTime) -> T,
    ) -> Result<T, NotNow> {
        let now = self.watch.clock.now();
        let mut state = lock(&self.state);
        self.tick_at(&mut state, now);
        self.with(&mut state, id, |state, t| work(state, t, now))
            .ok_or_else(|| NotNow(format!("there is no transaction {id}")))
    }

    pub(super) fn act(&self, id: &str, act: Act) -> Result<(), NotNow> {
        self.on(id, |state, t, now| self.act_on(state, t, act, now))?
    }

    fn act_on(
        &self,
        state: &mut State,
        t: &mut Transaction,
        act: Act,
        now: OffsetDateTime,
    ) -> Result<(), NotNow> {
        let ready = |t: &Transaction, signer: usize| {
            let index = index(t, signer)?;
            match hosted::closed(t, index) {
                Some(words) => Err(NotNow(words.to_owned())),
                None => Ok(index),
            }
        };
        match act {
            Act::Open { signer } => {
                let index = ready(t, signer)?;
                hosted::open(self, state, t, index, now);
            }
            Act::Sign { signer } => {
                let index = ready(t, signer)?;
                hosted::open(self, state, t, index, now);
                self.acted(state, t, index, None, now);
            }
            Act::Reject { signer, reason } => {
                let index = ready(t, signer)?;
                hosted::open(self, state, t, index, now);
                self.acted(state, t, index, Some(reason), now);
            }
            Act::Delegate {
                signer,
                name,
                email,
                reason,
            } => {
                let index = ready(t, signer)?;
                let signer = t.signers.get_mut(index);
                if let Some(signer) = signer {
                    if signer.flag("AllowDelegation") != Some(true) {
                        return Err(NotNow("delegation was not allowed".into()));
                    }
                    signer.delegate = Some([name, email, reason]);
                }
                self.activity(state, t, index, 204, None, now);
            }
            Act::Bounce { signer } => {
                let index = index(t, signer)?;
                self.activity(state, t, index, 999, None, now);
            }
            Act::Activity { signer, code } => {
                let index = index(t, signer)?;
                self.activity(state, t, index, code, None, now);
            }
            Act::BounceReceiver { receiver } => {
                let index = receiver.wrapping_sub(1);
                let receiver = t.receivers.get_mut(index);
                let receiver = receiver.ok_or_else(|| NotNow("no such receiver".into()))?;
                let list = receiver.activities.get_or_insert_default();
                list.push(life::new_activity(999, None, now));
                self.post(state, t, now);
            }
            Act::Expire => self.set_status(state, t, status::EXPIRED, now),
            Act::Fail { why } => {
                t.failure = Some(why);
                self.set_status(state, t, status::FAILED, now);
            }
            Act::Status { status } => self.force_status(state, t, status, now),
            Act::Post => self.post(state, t, now),
        }
        Ok(())
    }

    /// Sends a postback that is not as it should be; what was answered.
    pub(super) fn post_odd(&self, odd: &Odd, target: &str) -> Option<u16> {
        let body = |id: &str, status: i64, secret: Option<&str>| {
            let state = lock(&self.state);
            let known = state.transactions.get(id);
            let mut body = known.map_or_else(
                || json!({ "Id": id }),
                |t| super::render::transaction(t, self.origin()),
            );
            body["Status"] = json!(status);
            if let Some(secret) = secret {
                body["Checksum"] = Value::String(postbacks::checksum(id, status, secret));
            }
            body.to_string()
        };
        let secret = self.options.postback_secret.as_str();
        let body = match odd {
            Odd::Status {
                transaction,
                status,
            } => body(transaction, *status, Some(secret)),
            Odd::Forged {
                transaction,
                status,
            } => body(transaction, *status, Some("another secret")),
            Odd::Unsigned {
                transaction,
                status,
            } => body(transaction, *status, None),
            Odd::Legacy {
                transaction: id,
                file,
                status,
            } => {
                let sum = postbacks::legacy_checksum(id, file, *status, secret);
                let body = json!({
                    "Id": id, "Status": status, "File": { "Id": file }, "Checksum": sum,
                });
                body.to_string()
            }
            Odd::Empty => String::new(),
            Odd::Text => "This is no JSON.".to_owned(),
        };
        self.send_raw(target, body.as_bytes(), true)
    }
}

fn index(t: &Transaction, signer: usize) -> Result<usize, NotNow> {
    let index = signer.wrapping_sub(1);
    if index < t.signers.len() {
        Ok(index)
    } else {
        Err(NotNow(format!("there is no signer {signer}")))
    }
}

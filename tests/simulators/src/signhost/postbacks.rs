//! Postbacks, §8: what is told to the client's server, in a queue for each address.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha1::{Digest as _, Sha1};
use time::{Duration, OffsetDateTime};

use super::people::Delivered;
use super::render;
use super::service::Sim;
use super::state::{Letter, MailKind, Postback, State, Transaction};
use crate::core::{lock, wire};

/// A queue is dropped after that long (§7: two days).
const DROPPED: Duration = Duration::days(2);
/// After so many failures the account gets a mail.
const FAILURES: u32 = 5;

/// The checksum of the current interface: lower-case hex of SHA-1 over `{Id}||{Status}|{secret}`.
pub(super) fn checksum(id: &str, status: i64, secret: &str) -> String {
    hex::encode(Sha1::digest(format!("{id}||{status}|{secret}")))
}

/// The checksum of the legacy interface, whose transactions have one top-level `File`.
pub(super) fn legacy_checksum(id: &str, file: &str, status: i64, secret: &str) -> String {
    hex::encode(Sha1::digest(format!("{id}|{file}|{status}|{secret}")))
}

impl Sim {
    /// Queues what is to be told of a transaction as it is now: a copy for each address.
    pub(super) fn post(&self, state: &mut State, t: &mut Transaction, at: OffsetDateTime) {
        // Where nothing is delivered, nothing is made.
        let dynamic = self.options.postback_target.as_ref().and_then(|_| {
            let url = t.request.get("PostbackUrl");
            url.and_then(Value::as_str)
        });
        let dynamic = dynamic.map(|url| (url.to_owned(), false));
        let portal = self.options.portal_target.clone().map(|url| (url, true));
        let targets: Vec<_> = dynamic.into_iter().chain(portal).collect();
        for (url, global) in targets {
            state.last_postback += 1;
            let mut body = render::transaction(t, self.origin());
            if global {
                let sum = checksum(&t.id, t.status, &self.options.postback_secret);
                body["Checksum"] = json!(sum);
            }
            t.postbacks.push(Postback {
                number: state.last_postback,
                url,
                global,
                status: t.status,
                body: body.to_string(),
                tries: 0,
                made: at,
                not_before: at,
            });
        }
    }

    /// Delivers what may go out by now, in order, one at a time for each address; an address
    /// that does not answer with 2xx holds up its queue.
    pub(super) fn deliver(&self, now: OffsetDateTime) -> Vec<Delivered> {
        let _one_at_a_time = lock(&self.delivering);
        let mut delivered = Vec::new();
        for (url, queue) in self.queues() {
            for (id, postback) in queue {
                if now - postback.made > DROPPED {
                    self.settle(&id, postback.number, None, now);
                    continue;
                }
                if postback.not_before > now {
                    break;
                }
                let target = if postback.global {
                    Some(url.clone())
                } else {
                    self.options.postback_target.clone()
                };
                let Some(target) = target else { break };
                let status = self.send(&target, &postback);
                let done = status.is_some_and(|status| (200..300).contains(&status));
                self.settle(&id, postback.number, (!done).then_some(postback.tries), now);
                delivered.push(Delivered {
                    transaction: id,
                    number: postback.number,
                    status: postback.status,
                    answered: status,
                });
                if !done {
                    break;
                }
            }
        }
        delivered
    }

    /// The postbacks on their way, by address and in order.
    fn queues(&self) -> BTreeMap<String, Vec<(String, Postback)>> {
        let state = lock(&self.state);
        let mut queues: BTreeMap<String, Vec<(String, Postback)>> = BTreeMap::new();
        for (id, transaction) in &state.transactions {
            for postback in &transaction.postbacks {
                let queue = queues.entry(postback.url.clone()).or_default();
                queue.push((id.clone(), postback.clone()));
            }
        }
        for queue in queues.values_mut() {
            queue.sort_by_key(|(_, postback)| postback.number);
        }
        queues
    }

    fn send(&self, target: &str, postback: &Postback) -> Option<u16> {
        self.send_raw(target, postback.body.as_bytes(), postback.global)
    }

    /// Posts bytes as the service posts; the header wins over the body's checksum.
    pub(super) fn send_raw(&self, target: &str, body: &[u8], global: bool) -> Option<u16> {
        let length = body.len().to_string();
        let mut headers = vec![
            ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Length", &length),
            ("User-Agent", "Signhost postback"),
        ];
        let read: Value = serde_json::from_slice(body).unwrap_or_default();
        if let Some(sum) = read.get("Checksum").and_then(Value::as_str) {
            headers.push(("Checksum", sum));
        }
        if let (true, Some(value)) = (global, &self.options.postback_authorization) {
            headers.push(("Authorization", value));
        }
        let answer = wire::send(target, "POST", &headers, body);
        answer.ok().map(|answer| answer.status)
    }

    /// Takes a postback off its queue, or sets when it is tried again: within minutes first, then
    /// less and less often.
    fn settle(&self, id: &str, number: u64, failed: Option<u32>, now: OffsetDateTime) {
        let mut state = lock(&self.state);
        let options = &self.options;
        self.with(&mut state, id, |_, transaction| {
            let Some(tries) = failed else {
                transaction.postbacks.retain(|p| p.number != number);
                return;
            };
            let wait = Duration::minutes(2) * 2i32.pow(tries.min(9));
            for postback in &mut transaction.postbacks {
                if postback.number == number {
                    postback.tries += 1;
                    postback.not_before = now + wait;
                }
            }
            if tries + 1 == FAILURES {
                let (kind, to) = (MailKind::Account, &options.sender);
                let letter = Letter {
                    to,
                    id: "",
                    subject: "Postbacks fail",
                    words: "",
                };
                transaction.mail(kind, letter, now);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0b6f0f53-6d0c-4f0e-9a53-9f0f8b1c2d3e";

    #[test]
    fn checksums_are_those_of_the_published_vectors() {
        let new = checksum(ID, 30, "example-secret");
        assert_eq!(new, "12766753ba390b8ad7dbb0f90612fb9ed3c27309");
        let legacy = legacy_checksum(ID, "contract.pdf", 30, "example-secret");
        assert_eq!(legacy, "8431535dd0da284fdd9150359140d2fefcb899fc");
    }
}

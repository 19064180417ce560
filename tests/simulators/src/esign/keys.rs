//! Keys and tokens (§2): calls 1 and 2, and the check of every other call's token.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use uuid::Uuid;

use super::options::Refused;
use super::service::Sim;
use super::state::State;
use crate::core::{Call, Judge, Reply};

/// A transform that can be undone and is not the vendor's, which is not public (§12.2).
pub(super) fn encrypt(plain: &str, salt: &str) -> String {
    let stream = keystream(salt);
    let bytes: Vec<u8> = plain.bytes().zip(stream).map(|(a, b)| a ^ b).collect();
    STANDARD.encode(bytes)
}

fn decrypt(text: &str, salt: &str) -> Option<String> {
    let bytes = STANDARD.decode(text).ok()?;
    let plain = bytes.into_iter().zip(keystream(salt)).map(|(a, b)| a ^ b);
    String::from_utf8(plain.collect()).ok()
}

fn keystream(salt: &str) -> impl Iterator<Item = u8> + use<> {
    let salt = salt.to_owned();
    (0u32..).flat_map(move |block| Sha256::digest(format!("{salt}:{block}")).to_vec())
}

/// A RequestResponse (§5.6).
pub(super) fn answer(value: &str, details: Value) -> Reply {
    Reply::json(200, &json!({ "ReturnValue": value, "Details": details }))
}

pub(super) fn truth(yes: bool, details: Value) -> Reply {
    answer(if yes { "True" } else { "False" }, details)
}

/// Letters and digits (§2.1).
fn is_salt(salt: &str) -> bool {
    !salt.is_empty() && salt.bytes().all(|b| b.is_ascii_alphanumeric())
}

impl Sim {
    pub(super) fn encrypted(&self, judge: &mut Judge<'_>, plain: &str, salt: &str) -> Reply {
        if !is_salt(salt) {
            judge.refuse("salt.letters", "§2.1", "a salt is of letters and digits");
        }
        if plain.contains('/') {
            judge.refuse_with(
                404,
                "encrypt.slash",
                "§2.2",
                "a slash cannot travel in a path",
            );
        }
        judge
            .reply()
            .unwrap_or_else(|| answer(&encrypt(plain, salt), Value::Null))
    }

    pub(super) fn token(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        call: &Call,
        salt: &str,
        now: OffsetDateTime,
    ) -> Reply {
        if !is_salt(salt) {
            judge.refuse("salt.letters", "§2.1", "a salt is of letters and digits");
        }
        if let Some(reply) = judge.reply() {
            return reply;
        }
        let given = call.header("authorization").unwrap_or_default();
        if decrypt(given, salt).as_deref() != Some(&self.options.api_key) {
            let words = "Error: Invalid API key";
            return Reply::json(200, &json!({ "ReturnValue": null, "Details": words }));
        }
        let token = STANDARD.encode(Uuid::new_v4().as_bytes().repeat(2));
        state
            .tokens
            .insert(token.clone(), (now + self.options.token_ttl, 0));
        answer(&token, Value::Null)
    }

    /// The answer to a call whose token is not accepted.
    pub(super) fn refuses(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        call: &Call,
        now: OffsetDateTime,
    ) -> Option<Reply> {
        let given = call.header("authorization").unwrap_or_default();
        if given.is_empty() || given.contains(' ') {
            let words = "Authorization carries the bare token";
            judge.note("authorization.bare", "§2.1", words);
        }
        let good = match state.tokens.get_mut(given) {
            Some((end, used)) => {
                *used += 1;
                if *used > 1 {
                    let words = "a new token is fetched before every request";
                    judge.note("token.again", "§2.1", words);
                }
                *end > now && !(self.options.token_single_use && *used > 1)
            }
            None => false,
        };
        (!good).then(|| match self.options.refused {
            Refused::Null => Reply::with(200, "application/json", "null"),
            Refused::Unauthorized => Reply::with(401, "text/html", "<html>401</html>"),
            Refused::Words => Reply::json(
                200,
                &json!({ "ReturnValue": null, "Details": "Error: Invalid token" }),
            ),
        })
    }

    /// Whether a token that came in a page's address is good.
    pub(super) fn knows(&self, state: &State, token: &str, now: OffsetDateTime) -> bool {
        state.tokens.get(token).is_some_and(|(end, _)| *end > now)
    }
}

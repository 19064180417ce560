//! Document keys (§9).

use serde_json::{Value, json};
use uuid::Uuid;

use super::create::{members, metadata, object};
use super::render;
use super::reply::breach;
use super::service::Sim;
use super::state::{Key, State};
use crate::core::{Call, Judge, Reply};

/// Sixteen capital letters and digits.
pub(super) fn new_key() -> String {
    let hex = Uuid::new_v4().simple().to_string().to_uppercase();
    hex.chars().take(16).collect()
}

/// In groups of four.
pub(super) fn formatted(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    let groups = letters
        .chunks(4)
        .map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join("-")
}

impl Sim {
    pub(super) fn new_keys(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        call: &Call,
        several: bool,
    ) -> Result<Reply, Reply> {
        let body = object(judge, call)?;
        members(judge, &body, &["count", "provisionalMetadata"])?;
        metadata(judge, body.get("provisionalMetadata"))?;
        let count = match body.get("count").and_then(Value::as_u64) {
            _ if !several => 1,
            Some(count @ 1..=100) => count,
            _ => return Err(breach(judge, 400, "keys.count", "§9", "1 to 100 keys")),
        };
        let data = body.get("provisionalMetadata").cloned().unwrap_or_default();
        let mut made = Vec::new();
        for _ in 0..count {
            let key = new_key();
            made.push(json!({ "key": key, "formattedKey": formatted(&key) }));
            let known = Key {
                metadata: data.clone(),
                document: None,
            };
            state.keys.insert(key, known);
        }
        Ok(match (several, made.pop()) {
            (false, Some(one)) => Reply::json(200, &one),
            (_, last) => {
                made.extend(last);
                Reply::json(200, &Value::Array(made))
            }
        })
    }

    pub(super) fn key_state(&self, state: &State, key: &str) -> Reply {
        let key = key.replace('-', "").to_uppercase();
        let known = state.keys.get(&key);
        let signed = known
            .and_then(|known| state.document(known.document.as_deref()?))
            .filter(|(_, document)| document.finished);
        Reply::json(
            200,
            &json!({
                "found": known.is_some(),
                "formattedKey": formatted(&key),
                "hasDocument": signed.is_some(),
                "provisionalMetadata": known.map(|known| known.metadata.clone()),
            }),
        )
    }

    /// Not found is 200 with `found: false`.
    pub(super) fn by_key(&self, state: &mut State, key: &str) -> Reply {
        let key = key.replace('-', "").to_uppercase();
        let id = state
            .keys
            .get(&key)
            .and_then(|known| known.document.clone());
        let found = id.and_then(|id| {
            let (_, document) = state.document(&id)?;
            document.finished.then_some(id)
        });
        let document = found
            .as_ref()
            .and_then(|id| render::document(self, state, id));
        Reply::json(
            200,
            &json!({ "found": document.is_some(), "document": document }),
        )
    }
}

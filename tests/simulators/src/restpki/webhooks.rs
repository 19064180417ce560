//! Webhooks (§11): one for each finished document, nothing else, and no signature.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::options::{Server, WebhookAuth};
use super::render;
use super::service::Sim;
use crate::core::{lock, wire};

impl Sim {
    /// Sends those that are on their way, once each; what was answered.
    pub(super) fn deliver(&self) -> Vec<u16> {
        let _one = lock(&self.delivering);
        let Some(target) = &self.options.webhook_target else {
            return Vec::new();
        };
        let waiting = {
            let mut state = lock(&self.state);
            let waiting = std::mem::take(&mut state.webhooks);
            self.keep(&state);
            waiting
        };
        waiting
            .iter()
            .filter_map(|webhook| {
                let body = self.webhook(&webhook.document)?;
                self.post(target, &body, &self.options.webhook_auth)
            })
            .collect()
    }

    /// The body of a document's webhook.
    pub(super) fn webhook(&self, document: &str) -> Option<Value> {
        let mut state = lock(&self.state);
        let mut shown = render::document(self, &mut state, document)?;
        let map = shown.as_object_mut()?;
        if self.options.server == Server::Old {
            map.insert("status".into(), json!("Completed"));
        }
        if !self.options.webhook_metadata {
            map.remove("metadata");
            map.remove("signers");
        }
        Some(json!({ "type": "DocumentSignatureCompleted", "document": shown }))
    }

    pub(super) fn post(&self, target: &str, body: &Value, auth: &WebhookAuth) -> Option<u16> {
        let body = body.to_string();
        let length = body.len().to_string();
        let name = if self.options.webhook_authentication_header {
            "Authentication"
        } else {
            "Authorization"
        };
        let proof = match auth {
            WebhookAuth::None => None,
            WebhookAuth::Basic(user, password) => {
                let pair = STANDARD.encode(format!("{user}:{password}"));
                Some((name, format!("Basic {pair}")))
            }
            WebhookAuth::Bearer(token) => Some((name, format!("Bearer {token}"))),
            WebhookAuth::ApiKey(key) => Some(("X-Api-Key", key.clone())),
        };
        let mut headers = vec![
            ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Length", length.as_str()),
        ];
        headers.extend(proof.iter().map(|(name, value)| (*name, value.as_str())));
        let answer = wire::send(target, "POST", &headers, body.as_bytes());
        answer.ok().map(|answer| answer.status)
    }
}

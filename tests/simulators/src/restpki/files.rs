//! Files by their links (§5): self-authorising, short-lived, perhaps at another host.

use super::service::Sim;
use super::state::{State, Which};
use crate::core::{Call, Judge, Reply};

const DENIED: &str = "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>";

impl Sim {
    pub(super) fn file(
        &self,
        state: &State,
        judge: &mut Judge<'_>,
        call: &Call,
        token: &str,
    ) -> Result<Reply, Reply> {
        let keyed = call.headers.contains_key("x-api-key");
        let denied = || Reply::with(403, "application/xml", DENIED);
        let Some(link) = state.links.get(token) else {
            return Err(denied());
        };
        if self.options.files_need_key && !keyed {
            return Err(Reply::empty(401));
        }
        if keyed && !self.options.files_need_key && judge.strict() {
            let words = "the key goes along where the link alone is enough";
            judge.note("files.key", "§5", words);
        }
        let now = self.watch.clock.now();
        if now > link.at + self.options.link_life {
            return Err(denied());
        }
        if self.options.blob_host {
            let to = format!("{}/blobs/{token}?sig=s3cr3t", self.blob_origin());
            return Ok(Reply::empty(302).header("Location", &to));
        }
        self.bytes_of(state, token).ok_or_else(denied)
    }

    /// At the other host nobody may see the key.
    pub(super) fn blob(
        &self,
        state: &State,
        judge: &mut Judge<'_>,
        call: &Call,
        token: &str,
    ) -> Reply {
        let secret = ["x-api-key", "authorization", "cookie"];
        if secret.iter().any(|name| call.headers.contains_key(*name)) {
            judge.note("files.key_abroad", "§5", "the key went to another host");
        }
        self.bytes_of(state, token)
            .unwrap_or_else(|| Reply::with(403, "application/xml", DENIED))
    }

    fn bytes_of(&self, state: &State, token: &str) -> Option<Reply> {
        let link = state.links.get(token)?;
        let (_, document) = state.document(&link.document)?;
        let bytes = match link.which {
            Which::Original => Some(document.original.clone()),
            Which::Marked => document.marked.clone(),
            Which::Signed => document.signed.clone(),
        };
        Some(Reply::with(200, "application/pdf", bytes?))
    }
}

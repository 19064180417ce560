//! E2 and E3: a file's metadata and its PDF (§5, §6).

use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::rules;
use super::service::Sim;
use super::state::{State, Transaction, status};
use crate::core::{Call, Judge, Reply};

/// Documents of a transaction, by subscription (§6).
const DOCUMENTS: usize = 6;

impl Sim {
    pub(super) fn metadata(
        &self,
        judge: &mut Judge<'_>,
        call: &Call,
        transaction: &mut Transaction,
        segment: &str,
    ) -> Reply {
        let id = rules::files::file_id(judge, segment);
        writable(judge, transaction, &id);
        let metadata = rules::metadata::metadata(judge, call, transaction, &id);
        let late = transaction.file(&id).is_some_and(|f| f.sha256.is_some());
        if late {
            let words = format!("the metadata of {id} comes after its PDF");
            judge.frown("order.metadata_after_pdf", "§2", words);
        }
        if let Some(reply) = judge.reply() {
            return reply;
        }
        let file = transaction.file_mut(&id);
        file.late_metadata = late;
        file.metadata = metadata;
        Reply::message(202, "Accepted.")
    }

    pub(super) fn upload(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        call: &Call,
        transaction: &mut Transaction,
        segment: &str,
    ) -> Reply {
        let id = rules::files::file_id(judge, segment);
        writable(judge, transaction, &id);
        let kind = call.header("content-type").unwrap_or_default();
        if !kind.eq_ignore_ascii_case("application/pdf") {
            let words = format!("a PDF with the type {kind:?}");
            judge.refuse("upload.content_type", "§1", words);
        }
        if call.too_large {
            let words = "larger than 50 MB";
            judge.refuse_with(413, "upload.large", "§6", words);
        } else {
            rules::files::digest(judge, call);
        }
        if call.body.is_empty() && !call.too_large {
            judge.refuse("upload.empty", "§2", "an upload without a body");
        }
        if let Some(reply) = judge.reply() {
            return reply;
        }
        let hash = hex::encode(Sha256::digest(&call.body));
        self.kept.file(&hash, &call.body);
        state.blobs.insert(hash.clone(), call.body.clone());
        let file = transaction.file_mut(&id);
        let new = file.sha256.is_none();
        file.sha256 = Some(hash);
        file.uploads += 1;
        match (new, self.options.replaced_status) {
            (true, _) => Reply::json(201, &json!({ "Message": "Created." })),
            (false, 204) => Reply::empty(204),
            (false, replaced) => Reply::json(replaced, &json!({ "Message": "Replaced." })),
        }
    }
}

/// After start nothing is changed any more, and there are so many documents at most.
fn writable(judge: &mut Judge<'_>, transaction: &Transaction, id: &str) {
    if transaction.status != status::DOCUMENT || transaction.starts > 0 {
        let words = format!("{id} is changed in status {}", transaction.status);
        judge.refuse("order.changed_after_start", "§6", words);
    }
    if transaction.file(id).is_none() && transaction.files.len() >= DOCUMENTS {
        let words = format!("more than {DOCUMENTS} documents");
        judge.frown("upload.documents_many", "§6", words);
    }
}

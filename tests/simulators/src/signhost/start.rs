//! E4: start (§2, §4, F5 to F7).

use std::sync::Arc;

use time::OffsetDateTime;

use super::place;
use super::service::Sim;
use super::state::{Due, State, Timer, Transaction, status};
use crate::core::pdf::{self, Facts};
use crate::core::{Call, Judge, Reply};

/// Pages of a document (§6).
const PAGES: usize = 500;

impl Sim {
    pub(super) fn start(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        call: &Call,
        transaction: &mut Transaction,
        now: OffsetDateTime,
    ) -> Reply {
        transaction.start_requests += 1;
        if !call.body.is_empty() {
            judge.note("start.body", "§2", "a start has no body");
        }
        if transaction.starts > 0 {
            judge.note("start.repeated", "§11 F5", "started a second time");
            if self.options.second_start_accepted {
                return Reply::empty(204);
            }
            return Reply::message(400, "The transaction was started before.");
        }
        if transaction.over() {
            judge.refuse("start.ended", "§4", "the transaction has ended");
        }
        if !transaction.files.iter().any(|file| file.sha256.is_some()) {
            judge.refuse("start.no_file", "§11 F6", "started without a file");
        }
        for file in &transaction.files {
            if file.sha256.is_none() {
                let words = format!("metadata for {}, but no PDF under that id", file.id);
                judge.frown("order.metadata_without_pdf", "§2", words);
            }
        }
        one_means_all(judge, transaction);
        if let Some(reply) = judge.reply() {
            return reply;
        }
        transaction.starts += 1;
        let failure = self.place_all(state, judge, transaction);
        let seal_only = transaction.signers.is_empty();
        transaction.becomes = match (&failure, transaction.fated.take()) {
            (Some(_), _) => status::FAILED,
            (None, Some(fated)) => fated,
            (None, None) if seal_only => status::SIGNED,
            (None, None) => status::SIGNERS,
        };
        transaction.failure = failure;
        self.set_status(state, transaction, status::PROCESSING, now);
        transaction.timers.push(Timer {
            at: now + self.options.processing,
            due: Due::Processed,
        });
        Reply::empty(204)
    }

    fn place_all(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        transaction: &mut Transaction,
    ) -> Option<String> {
        let mut files = std::mem::take(&mut transaction.files);
        let mut failure = None;
        for file in &mut files {
            let Some(facts) = file.sha256.as_deref().and_then(|hash| facts(state, hash)) else {
                continue;
            };
            if facts.pages.len() > PAGES {
                let words = format!("{}: more than {PAGES} pages", file.id);
                judge.note("upload.pages_many", "§6", words.clone());
                failure.get_or_insert(words);
            }
            if let Some(why) = place::place(judge, transaction, file, &facts) {
                failure.get_or_insert(why);
            }
        }
        transaction.files = files;
        failure
    }
}

/// What is in an uploaded PDF; the same bytes are read once.
fn facts(state: &mut State, hash: &str) -> Option<Arc<Facts>> {
    if let Some(known) = state.facts.get(hash) {
        return Some(known.clone());
    }
    let facts = Arc::new(pdf::read(state.blobs.get(hash)?));
    state.facts.insert(hash.to_owned(), facts.clone());
    Some(facts)
}

/// "If one signer gets a Signature field, all must" (§5).
fn one_means_all(judge: &mut Judge<'_>, transaction: &Transaction) {
    let has = |id: &str| {
        let mut files = transaction.files.iter();
        files.any(|file| place::has_signature_field(file, id))
    };
    let signers = transaction.signers.iter();
    let (with, without): (Vec<_>, Vec<_>) = signers.partition(|signer| has(&signer.id));
    if let (false, Some(one)) = (with.is_empty(), without.first()) {
        let words = format!("a signer has a Signature field, {} has none", one.id);
        judge.frown("field.one_means_all", "§5", words);
    }
}

//! E7 and E8: the signed file and the receipt (§2, §7, F17, F18, F24).

use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use time::{Duration, OffsetDateTime};

use super::render;
use super::rules;
use super::service::Sim;
use super::state::{Signer, State, Transaction, status};
use crate::core::pdf::{self, SignError, SignedBy};
use crate::core::{Judge, Reply};

/// How long signed files are kept (§7).
const FILES: Duration = Duration::days(30);
/// What is made is kept in memory for this many files, so that a second fetch gives the same.
const KEPT: usize = 256;

impl Sim {
    pub(super) fn file(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        transaction: &mut Transaction,
        segment: &str,
        now: OffsetDateTime,
    ) -> Reply {
        let id = rules::files::file_id(judge, segment);
        if let Some(reply) = judge.reply() {
            return reply;
        }
        if let Some(reply) = gone(transaction, now) {
            return reply;
        }
        let known = transaction.file(&id).filter(|file| file.sha256.is_some());
        let Some(file) = known.cloned() else {
            return Reply::message(404, "There is no such file.");
        };
        if let Some(reply) = not_yet(transaction, self.options.file_after, now) {
            return reply;
        }
        let hash = file.sha256.clone().unwrap_or_default();
        let source = state.blobs.get(&hash).cloned().unwrap_or_default();
        let (of, part) = if self.options.cheap_files {
            (
                hash.clone(),
                format!("{:?}{:?}", file.places, file.initials),
            )
        } else {
            (transaction.id.clone(), id.clone())
        };
        let signed = self.made(state, &of, &part, || {
            let signers = transaction.signers.iter().zip(1u16..);
            let signers: Vec<SignedBy> = signers
                .map(|(signer, number)| SignedBy {
                    number,
                    name: signer.name.clone().unwrap_or_else(|| signer.email().into()),
                    at: signer.signed.unwrap_or(now),
                    spots: file
                        .places
                        .get(&number)
                        .map(|placed| placed.iter().map(|p| p.spot).collect())
                        .unwrap_or_default(),
                    initials: initials(signer),
                    initials_at: file.initials.get(&number).cloned().unwrap_or_default(),
                })
                .collect();
            let signed = pdf::sign(&source, &signers)?;
            let seals = signers.is_empty()
                || transaction.request.get("Seal") == Some(&serde_json::Value::Bool(true));
            if seals {
                pdf::seal(&signed, now)
            } else {
                Ok(signed)
            }
        });
        match signed {
            Ok(bytes) => {
                transaction.file_mut(&id).fetched = true;
                Reply::with(200, "application/pdf", bytes)
            }
            Err(error) => Reply::message(500, &error.to_string()),
        }
    }

    pub(super) fn receipt(
        &self,
        state: &mut State,
        transaction: &mut Transaction,
        now: OffsetDateTime,
    ) -> Reply {
        if let Some(reply) = gone(transaction, now) {
            return reply;
        }
        if transaction.status != status::SIGNED {
            // The one error that is documented as plain text, too (E8).
            return Reply::with(404, "text/plain", "There is no receipt.");
        }
        let after = self.options.file_after + self.options.receipt_after;
        if let Some(reply) = not_yet(transaction, after, now) {
            return reply;
        }
        let receipt = self.made(state, &transaction.id, "\0receipt", || {
            let ended = transaction.ended.unwrap_or(now);
            if self.options.cheap_files {
                return Ok(pdf::plain_page(&format!("Receipt of {}", transaction.id)));
            }
            pdf::receipt(&words(transaction), ended)
        });
        match receipt {
            Ok(bytes) => {
                transaction.receipt_fetched = true;
                Reply::with(200, "application/pdf", bytes)
            }
            Err(error) => Reply::message(500, &error.to_string()),
        }
    }

    /// What was made before, or is made now.
    fn made(
        &self,
        state: &mut State,
        id: &str,
        part: &str,
        make: impl FnOnce() -> Result<Vec<u8>, SignError>,
    ) -> Result<Bytes, SignError> {
        let part = hex::encode(Sha256::digest(part));
        let name = format!("made-{id}-{}", part.get(..16).unwrap_or_default());
        if let Some(made) = state.made.get(&name) {
            return Ok(made.clone());
        }
        let made = Bytes::from(make()?);
        self.kept.file(&name, &made);
        if state.made.len() >= KEPT && !self.kept.keeps() {
            state.made.clear();
        }
        state.made.insert(name, made.clone());
        Ok(made)
    }
}

/// The first letters of a name.
fn initials(signer: &Signer) -> String {
    let name = signer.name.as_deref().unwrap_or_else(|| signer.email());
    let words = name.split_whitespace();
    words.filter_map(|word| word.chars().next()).collect()
}

fn gone(transaction: &Transaction, now: OffsetDateTime) -> Option<Reply> {
    let old = transaction.ended.is_some_and(|ended| now >= ended + FILES);
    (old || transaction.erased).then(|| Reply::message(410, "The documents are erased."))
}

/// 404 with Retry-After while the file may still come, without where it never will.
fn not_yet(transaction: &Transaction, after: Duration, now: OffsetDateTime) -> Option<Reply> {
    if transaction.over() && transaction.status != status::SIGNED {
        return Some(Reply::message(404, "There is no signed file."));
    }
    let there = transaction.ended.is_some_and(|ended| now >= ended + after);
    (!there).then(|| Reply::message(404, "Not yet.").header("Retry-After", "5"))
}

fn words(transaction: &Transaction) -> seal::Receipt {
    let documents = transaction.files.iter().map(|file| seal::ReceiptDocument {
        name: file.id.clone(),
        rows: pdf::receipt_rows(&[("SHA-256", file.sha256.clone().unwrap_or_default())]),
    });
    let signers = transaction
        .signers
        .iter()
        .map(|signer| seal::ReceiptSigner {
            name: signer.name.clone().unwrap_or_else(|| signer.email().into()),
            rows: pdf::receipt_rows(&[
                ("E-mail", signer.email().to_owned()),
                (
                    "Signed",
                    signer.signed.map(render::time).unwrap_or_default(),
                ),
            ]),
        });
    seal::Receipt {
        language: "en".into(),
        title: "Receipt".into(),
        summary: "All have signed.".into(),
        facts: pdf::receipt_rows(&[
            ("Transaction", transaction.id.clone()),
            ("Reference", transaction.reference().to_owned()),
        ]),
        documents_heading: "Documents".into(),
        documents: documents.collect(),
        signers_heading: "Signers".into(),
        signers: signers.collect(),
        page_label: "{page} / {pages}".into(),
        ..seal::Receipt::default()
    }
}

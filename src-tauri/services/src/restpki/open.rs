//! The session of the service that a signer's page belongs to, made when the signer goes to sign
//! (sheet §3, §8).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use session::{ErrorCode, StepOutcome};
use tokio::io::AsyncWriteExt;

use super::request::{self, REFERENCE, Sent, Wishes};
use super::tries::{self, Stood, Try};
use super::wire::{self, Ask};
use super::{Line, answer, may_open};
use crate::came::discard;
use crate::http::{Body, Method};
use crate::loose::Loose;
use crate::{Happened, JobSigner, Left, Seen, SeenEvent, SeenState, SigningUrl, StepError};

/// A larger request is sent from a file.
const IN_MEMORY: usize = 1024 * 1024;
/// Under which name they are counted.
const FAILED: &str = "failed_creates";
/// Answers of 500 to one create: it may be the document that the service cannot bear (row 16).
const MOST_500: u32 = 2;

impl Line<'_> {
    /// Makes the session. An answer that was lost leaves one behind whose page nobody knows: it
    /// runs out by itself, and another is made (row 1).
    pub(super) async fn open(&self, signer: &JobSigner, number: u32) -> Result<Left, StepError> {
        let (wishes, wrong) = request::wishes(self.job, self.account, signer);
        if let Some(wrong) = wrong.first() {
            let arg = |name: &str| wrong.args.get(name).map_or("", String::as_str);
            let detail = format!("{}: {}", arg("option"), arg("why"));
            return Err(StepError::new(ErrorCode::OptionInvalid, detail));
        }
        let mut all = tries::of(self.job, signer.number);
        let mut before = Seen::default();
        if all.iter().any(|one| one.is_open(self.bench.now())) {
            // The address of the page before is lost or old; what was signed on it is not.
            let was_gone = all.last().is_some_and(|last| last.stood == Stood::Gone);
            before = self.look().await?;
            all = tries::noted(&before, signer.number);
            let word = all.iter().find_map(|one| match &one.stood {
                Stood::Unknown(word) => Some(word),
                _ => None,
            });
            if let Some(word) = word {
                // It may be a word for signed: nobody may have to sign twice.
                let word = self.redactor().clean(word);
                let why = format!("a page stands at “{word}”, which may mean that it is signed");
                return Err(StepError::later(ErrorCode::AnswerUnreadable, why, None));
            }
            let ends = match before.state {
                Some(SeenState::Completed | SeenState::Processing | SeenState::Failed) => true,
                // It may be signed, and be known again: a person is told before another is made.
                Some(SeenState::Gone) => !was_gone,
                _ => false,
            };
            if ends || !before.signers.is_empty() {
                let mut left = Left::from(StepOutcome::Done);
                left.seen = Some(before);
                return Ok(left);
            }
        }
        let counter = format!("creates:{}:{number}", signer.number);
        let asked = self.counted(&counter) + 1;
        let reference = request::reference(self.job, signer.number, number, asked);
        let sent = self.sources(signer, &wishes, &reference).await?;
        let body = request::body(self.job, signer, &wishes, &reference, &sent);
        self.bench.remember(&counter, &asked.to_string())?;
        match self.create(&body, &wishes).await {
            Ok((id, page)) => {
                all.push(Try {
                    id: id.clone(),
                    number,
                    made: self.bench.now(),
                    stood: Stood::Pending,
                    busy: None,
                    heard: self.bench.now(),
                });
                let mut left = self.made(signer, number, asked, id, &all);
                left.signing_urls = vec![(signer.number, SigningUrl::new(page))];
                if let Some(seen) = &mut left.seen {
                    seen.events.splice(0..0, before.events);
                }
                Ok(left)
            }
            Err(error) => {
                if error.happened == Happened::No {
                    self.bench.remember(&counter, &(asked - 1).to_string())?;
                }
                Err(error)
            }
        }
    }

    fn counted(&self, name: &str) -> u32 {
        let text = self.job.memory.get(name);
        text.and_then(|text| text.parse().ok()).unwrap_or(0)
    }

    fn made(&self, signer: &JobSigner, number: u32, asked: u32, id: String, tries: &[Try]) -> Left {
        let mut memory = tries::memory(signer.number, tries);
        memory.insert(FAILED.to_owned(), String::new());
        let orphans = (1..asked).map(|lost| {
            let reference = request::reference(self.job, signer.number, number, lost);
            SeenEvent {
                key: format!("orphan {reference}"),
                time: None,
                actor: "paraph".to_owned(),
                what: "orphan-left",
                args: BTreeMap::from([("reference".to_owned(), reference)]),
            }
        });
        Left {
            outcome: StepOutcome::Remote {
                service_session: Some(id),
                memory,
                signing_urls: BTreeMap::new(),
            },
            signing_urls: Vec::new(),
            seen: Some(Seen {
                events: orphans.collect(),
                ..Seen::default()
            }),
            fetched: None,
        }
    }

    /// What this signer signs: the copies of the first round, then what the one before signed.
    fn base(&self, signer: &JobSigner) -> Result<Vec<(u32, PathBuf)>, StepError> {
        let first = self.job.signers.first().map(|first| first.number) == Some(signer.number);
        let before = || StepError::new(ErrorCode::NotYourTurn, "a signed copy is not here yet");
        self.job
            .documents
            .iter()
            .map(|document| {
                let digest = match first {
                    true => &document.upload,
                    false => document.signed.as_ref().ok_or_else(before)?,
                };
                Ok((document.number, self.bench.file(digest)?))
            })
            .collect()
    }

    async fn sources(
        &self,
        signer: &JobSigner,
        wishes: &Wishes,
        reference: &str,
    ) -> Result<Vec<Sent<'_>>, StepError> {
        let base = self.base(signer)?;
        let mut keys = if wishes.keys {
            self.keys(base.len(), reference).await?.into_iter()
        } else {
            Vec::new().into_iter()
        };
        let mut sent = Vec::new();
        for (number, path) in base {
            let Some(document) = self.job.document(number) else {
                continue;
            };
            let bytes = tokio::fs::metadata(&path)
                .await
                .map_err(|e| StepError::new(ErrorCode::FileUnreadable, e.kind().to_string()))?
                .len();
            sent.push(Sent {
                document,
                source: self.source(&path, bytes).await?,
                bytes,
                key: keys.next(),
            });
        }
        Ok(sent)
    }

    /// Keys for the documents, allocated before the create (§9); each try takes new ones.
    async fn keys(&self, count: usize, reference: &str) -> Result<Vec<String>, StepError> {
        let body = json!({ "count": count, "provisionalMetadata": { REFERENCE: [reference] } });
        let answer = self
            .ask(Ask::post("api/document-keys/batch", &body))
            .await?;
        let value: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
        let keys = list
            .iter()
            .filter_map(|one| Loose::new(one).text("key"))
            .map(str::to_owned);
        let keys: Vec<String> = keys.collect();
        if keys.len() != count {
            let why = format!("{} document keys of {count}", keys.len());
            return Err(StepError::later(ErrorCode::AnswerUnreadable, why, None));
        }
        Ok(keys)
    }

    async fn create(&self, body: &Value, wishes: &Wishes) -> Result<(String, String), StepError> {
        let bytes = body.to_string().into_bytes();
        let progress = |done, all| self.bench.progress(done, all);
        let file = if bytes.len() > IN_MEMORY {
            let path = self.bench.collect()?;
            write(&path, &bytes).await?;
            Some(path)
        } else {
            None
        };
        let body = match &file {
            Some(path) => Body::File(path, "application/json"),
            None => Body::Bytes(bytes, "application/json"),
        };
        let mut ask = Ask::new(Method::POST, "api/signature-sessions", body);
        ask.language = Some(wishes.language);
        ask.progress = Some(&progress);
        let answer = wire::ask(self.http, &self.keys, ask).await;
        if let Some(path) = &file {
            discard(path);
        }
        let answer = answer?;
        if !answer.is_success() {
            let error = self.refusal(&answer);
            return Err(match answer.status {
                500 => self.failed_again(error)?,
                _ => error,
            });
        }
        let Some((id, page)) = answer::made(&answer.body) else {
            let why = "the answer to create has no session or no page";
            return Err(StepError::later(ErrorCode::AnswerUnreadable, why, None).unknown());
        };
        if !may_open(self.account, &page) {
            // Nobody is led there (row 29); the session runs out by itself.
            let why = "the signing page is not on the service's own hosts";
            return Err(StepError::new(ErrorCode::AnswerUnreadable, why));
        }
        Ok((id, page))
    }

    /// A 500 is not always over in a moment: after another one nothing is tried by itself.
    fn failed_again(&self, error: StepError) -> Result<StepError, StepError> {
        let times = self.counted(FAILED) + 1;
        if times < MOST_500 {
            self.bench.remember(FAILED, &times.to_string())?;
            return Ok(error);
        }
        self.bench.remember(FAILED, "")?;
        Ok(StepError::new(ErrorCode::ServiceFailed, error.detail))
    }
}

async fn write(path: &Path, bytes: &[u8]) -> Result<(), StepError> {
    let failed =
        |e: std::io::Error| StepError::new(ErrorCode::FolderUnwritable, e.kind().to_string());
    let mut file = tokio::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(path)
        .await
        .map_err(failed)?;
    file.write_all(bytes).await.map_err(failed)?;
    file.flush().await.map_err(failed)
}

//! What the answers about a signer's sessions say about ours (sheet §4).

use std::collections::BTreeMap;

use session::{ErrorCode, SignerState};

use super::Line;
use super::answer::Session;
use super::tries::{self, FRESH, Stood, Try};
use super::wire::{self, Ask};
use crate::http::segment;
use crate::loose::Loose;
use crate::{JobSigner, Seen, SeenEvent, SeenSigner, SeenState, StepError};

/// A service that is busy for longer is told to the sender (row 6).
pub(super) const SLOW: i64 = 30 * 60_000;

impl Line<'_> {
    /// Asks about the sessions of the signer who is awaited, as long as news of them may come.
    pub(super) async fn look(&self) -> Result<Seen, StepError> {
        let mut seen = Seen::default();
        let Some(signer) = tries::awaited(self.job) else {
            seen.state = Some(SeenState::Completed);
            return Ok(seen);
        };
        let now = self.bench.now();
        let mut all = tries::of(self.job, signer.number);
        let newest = all.last().map(|one| one.number);
        let mut asked = false;
        // The newest first: what an older one says matters only where it was signed.
        for one in all.iter_mut().rev().filter(|one| one.is_open(now)) {
            let is_newest = Some(one.number) == newest;
            asked = true;
            match self.session(&one.id).await {
                Ok(it) => self.note(&mut seen, signer, one, &it, is_newest, now),
                Err(error) if error.code == ErrorCode::GoneAtService => {
                    one.stood = Stood::Gone;
                    one.heard = now;
                    if is_newest {
                        seen.state = Some(SeenState::Gone);
                        seen.reason = Some(error.detail);
                        seen.forget_urls.push(signer.number);
                    }
                }
                // The newest one's trouble is the session's.
                Err(error) if is_newest => return Err(error),
                Err(_) => {}
            }
        }
        if asked {
            // What an earlier page says is an answer, too.
            seen.state.get_or_insert(SeenState::Waiting);
        }
        seen.memory = tries::memory(signer.number, &all);
        Ok(seen)
    }

    /// One session. Where the service is busy with it, its own long wait is used once (§4.3).
    pub(super) async fn session(&self, id: &str) -> Result<Session, StepError> {
        let it = self.read(id).await?;
        if it.stands() != Stood::Processing {
            return Ok(it);
        }
        let path = format!("api/signature-sessions/{}/when-completed", segment(id));
        match self.answer(Ask::get(&path)).await {
            Ok(answer) if answer.is_success() => {
                let value = serde_json::from_slice(&answer.body).unwrap_or_default();
                let done = Loose::new(&value).flag("completed") == Some(true);
                if done {
                    return self.read(id).await;
                }
            }
            // Not being processed after all, or not yet (row 20): the next look tells.
            Ok(answer)
                if wire::is_code(&answer, "BadSignatureSessionOperation")
                    || wire::is_code(&answer, "BackgroundProcessing") => {}
            Ok(answer) if matches!(answer.status, 401 | 403 | 429) => {
                return Err(self.refusal(&answer));
            }
            // That the wait was cut short tells nothing.
            Ok(_) | Err(_) => {}
        }
        Ok(it)
    }

    fn note(
        &self,
        seen: &mut Seen,
        signer: &JobSigner,
        one: &mut Try,
        it: &Session,
        is_newest: bool,
        now: i64,
    ) {
        let stands = it.stands();
        let event = |what: &'static str, more: &[(&str, String)]| {
            let mut args = BTreeMap::from([("signer".to_owned(), signer.name.clone())]);
            args.extend(more.iter().map(|(k, v)| ((*k).to_owned(), v.clone())));
            SeenEvent {
                key: format!("{} {what}", one.id),
                time: None,
                actor: "service".to_owned(),
                what,
                args,
            }
        };
        let mut busy = one.busy;
        match &stands {
            Stood::Completed => {
                let before = seen.signers.iter().any(|own| own.number == signer.number);
                if before {
                    seen.events.push(event("signed-twice", &[]));
                } else {
                    self.signed(seen, signer, it);
                    seen.events.extend(certificate(&one.id, signer, it, self));
                }
            }
            Stood::Processing => {
                let since = *busy.get_or_insert(now);
                if now - since >= SLOW {
                    seen.events.push(event("processing-slow", &[]));
                }
                seen.state.get_or_insert(SeenState::Processing);
                seen.forget_urls.push(signer.number);
            }
            Stood::Pending => {
                if is_newest {
                    seen.state.get_or_insert(SeenState::Waiting);
                    if now - one.made >= FRESH {
                        seen.forget_urls.push(signer.number);
                    }
                }
            }
            Stood::Over if it.is("ProcessingError") => {
                let code = it.error.as_deref().unwrap_or("ProcessingError");
                let code = self.redactor().clean(code);
                if is_newest {
                    seen.state = Some(SeenState::Failed);
                    seen.reason = Some(code);
                }
            }
            Stood::Over | Stood::Gone => {
                let left = it.is("UserCancelled");
                let what = if left { "page-left" } else { "page-ran-out" };
                if left || is_newest {
                    seen.events.push(event(what, &[]));
                }
                if is_newest {
                    seen.state.get_or_insert(SeenState::Waiting);
                    seen.forget_urls.push(signer.number);
                }
            }
            Stood::Unknown(word) => {
                if is_newest {
                    let word = self.redactor().clean(word);
                    seen.state.get_or_insert(SeenState::Unknown(word));
                }
            }
        }
        one.busy = busy;
        one.stood = stands;
        one.heard = now;
    }

    fn signed(&self, seen: &mut Seen, signer: &JobSigner, it: &Session) {
        let when = it.documents.iter().filter_map(|document| {
            let at: jiff::Timestamp = document.signed_at.as_deref()?.parse().ok()?;
            Some(at.as_millisecond())
        });
        seen.signers.push(SeenSigner {
            number: signer.number,
            state: SignerState::Signed,
            since: when.max(),
            reason: None,
        });
        let all = self
            .job
            .signers
            .iter()
            .all(|other| other.number == signer.number || other.state == SignerState::Signed);
        seen.state = Some(if all {
            SeenState::Completed
        } else {
            SeenState::Waiting
        });
        seen.forget_urls.push(signer.number);
        if self.job.option("document_keys") == Some("yes") {
            let keyed = it
                .documents
                .iter()
                .filter_map(|document| Some((document.name.as_deref()?, document.key.as_deref()?)));
            seen.events.extend(keyed.map(|(name, key)| SeenEvent {
                key: format!("document key {key}"),
                time: None,
                actor: "service".to_owned(),
                what: "document-key",
                args: BTreeMap::from([
                    ("name".to_owned(), self.redactor().clean(name)),
                    ("key".to_owned(), self.redactor().clean(key)),
                ]),
            }));
        }
    }
}

/// Whose certificate signed, as the service tells it: part of the evidence.
fn certificate(id: &str, signer: &JobSigner, it: &Session, line: &Line<'_>) -> Option<SeenEvent> {
    let certificate = it.signer.as_ref()?;
    let clean = |text: &Option<String>| {
        let text = text.as_deref().unwrap_or("…");
        line.redactor().clean(text)
    };
    Some(SeenEvent {
        key: format!("{id} certificate"),
        time: None,
        actor: format!("signer:{}", signer.number),
        what: "signed-with-certificate",
        args: BTreeMap::from([
            ("signer".to_owned(), signer.name.clone()),
            ("subject".to_owned(), clean(&certificate.subject)),
            ("issuer".to_owned(), clean(&certificate.issuer)),
        ]),
    })
}

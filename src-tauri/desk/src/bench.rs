//! What the desk lends a connector while it does a step: files, counters, the clock, and the
//! person's wish to stop.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use async_trait::async_trait;
use history::Scope;
use services::{Allowance, AllowanceOf, Bench, StepError, TagEdit};
use session::{ErrorCode, State};

use crate::here::blocking;
use crate::{Desk, DeskError};

/// The desk's side of a step of one session.
pub(crate) struct Lent<'a> {
    pub(crate) desk: &'a Desk,
    pub(crate) session: &'a str,
    pub(crate) account: &'a str,
    /// Whether the person insists on a request that the rules do not allow any more.
    pub(crate) anyway: bool,
    /// While the session goes out: bytes that went up with earlier steps, and of all documents.
    pub(crate) bytes: OnceLock<(u64, u64)>,
}

impl Lent<'_> {
    fn scope(&self, of: AllowanceOf) -> Scope<'_> {
        match of {
            AllowanceOf::Session => Scope::Session(self.session),
            AllowanceOf::Account => Scope::Account(self.account),
        }
    }

    fn since(&self, allowance: &Allowance) -> Option<i64> {
        let within = i64::try_from(allowance.within?.as_millis()).unwrap_or(i64::MAX);
        Some(self.desk.now_millis().saturating_sub(within))
    }
}

#[async_trait]
impl Bench for Lent<'_> {
    fn now(&self) -> i64 {
        self.desk.now_millis()
    }

    async fn wait(&self, time: Duration) -> Result<(), StepError> {
        self.desk.inner.clock.sleep(time).await;
        Ok(())
    }

    fn file(&self, sha256: &str) -> Result<PathBuf, StepError> {
        self.desk
            .history()
            .store()
            .path(sha256)
            .filter(|path| path.is_file())
            .ok_or_else(|| StepError::new(ErrorCode::FileMissing, sha256))
    }

    fn collect(&self) -> Result<PathBuf, StepError> {
        Ok(self
            .desk
            .history()
            .store()
            .collect()
            .map_err(DeskError::from)?)
    }

    async fn copy(&self, document: u32, edits: Vec<TagEdit>) -> Result<String, StepError> {
        Ok(self.desk.upload_copy(self.session, document, edits).await?)
    }

    fn spend(&self, allowance: &Allowance) -> Result<(), StepError> {
        let most = if self.anyway {
            u32::MAX
        } else {
            allowance.most
        };
        let counted = self
            .desk
            .history()
            .spend(
                self.scope(allowance.of),
                allowance.kind,
                most,
                self.since(allowance),
                self.desk.now_millis(),
            )
            .map_err(DeskError::from)?;
        if counted {
            return Ok(());
        }
        Err(StepError::later(
            ErrorCode::AskingBudgetSpent,
            format!("{} of {} are made", allowance.kind, allowance.most),
            allowance.within,
        ))
    }

    fn give_back(&self, allowance: &Allowance) {
        // Where that fails, one too many is counted, which breaks no rule.
        let _ = self
            .desk
            .history()
            .give_back(self.scope(allowance.of), allowance.kind);
    }

    fn left(&self, allowance: &Allowance) -> u32 {
        let spent = self
            .desk
            .history()
            .spent(
                self.scope(allowance.of),
                allowance.kind,
                self.since(allowance),
            )
            .unwrap_or(u32::MAX);
        allowance.most.saturating_sub(spent)
    }

    fn progress(&self, done: u64, all: u64) {
        let bytes = || self.desk.bytes_of(self.session).unwrap_or_default();
        let (before, whole) = *self.bytes.get_or_init(bytes);
        self.desk.announce(crate::Change::Progress {
            session: self.session.to_owned(),
            done,
            all,
            sent: (before + done).min(whole),
            whole,
        });
    }

    fn remember(&self, name: &str, value: &str) -> Result<(), StepError> {
        Ok(self
            .desk
            .history()
            .remember(self.session, name, value)
            .map_err(DeskError::from)?)
    }
}

impl Desk {
    /// What is lent for work within the service's rules.
    pub(crate) fn lend<'a>(&'a self, session: &'a str, account: &'a str) -> Lent<'a> {
        Lent {
            desk: self,
            session,
            account,
            anyway: false,
            bytes: OnceLock::new(),
        }
    }

    /// While a session goes out: the bytes of its documents that are up, and of all of them.
    fn bytes_of(&self, session: &str) -> Result<(u64, u64), DeskError> {
        if self.history().session(session)?.state != State::Sending {
            return Ok((0, 0));
        }
        let job = self.job(session, None)?;
        let is_up = |number: u32| job.done.contains(&format!("upload:{number}"));
        let up = job.documents.iter().filter(|d| is_up(d.number));
        Ok((
            up.map(|document| document.bytes).sum(),
            job.documents.iter().map(|document| document.bytes).sum(),
        ))
    }

    /// Makes the copy of a document that goes to a service in the original's place.
    async fn upload_copy(
        &self,
        session: &str,
        number: u32,
        edits: Vec<TagEdit>,
    ) -> Result<String, DeskError> {
        let document = self.document(session, number)?;
        let tags = self.read_stored(&document.original).await?.tags;
        let store = self.history().store().clone();
        let password = self.password(&document.original);
        blocking(move || {
            let mut plan = tags::Plan::default();
            for edit in edits {
                if !edit.is_tag {
                    plan.additions.extend(edit.text.map(|text| tags::Addition {
                        page: edit.page,
                        rect: edit.rect,
                        text,
                        ink: tags::Ink::White,
                    }));
                    continue;
                }
                let tag = tags
                    .iter()
                    .find(|tag| tag.page == edit.page && near(&tag.rect, &edit.rect))
                    .ok_or_else(|| {
                        DeskError::Internal(format!("no tag stands there on page {}", edit.page))
                    })?;
                plan.replacements.push(tags::Replacement {
                    tag: tag.clone(),
                    text: edit.text,
                });
            }
            let source = store.get(&document.original)?;
            let limits = tags::Limits::default();
            let copy = tags::rewrite(&source, password.as_deref(), &plan, &limits);
            let copy = copy.map_err(|e| {
                DeskError::Step(StepError::new(ErrorCode::CannotPrepare, e.to_string()))
            })?;
            Ok(store.put(&copy)?)
        })
        .await
    }
}

/// Whether two rectangles are the same but for rounding.
fn near(one: &session::Rect, other: &session::Rect) -> bool {
    const ROUNDING: f64 = 0.5;
    [
        one.x0 - other.x0,
        one.y0 - other.y0,
        one.x1 - other.x1,
        one.y1 - other.y1,
    ]
    .iter()
    .all(|difference| difference.abs() < ROUNDING)
}

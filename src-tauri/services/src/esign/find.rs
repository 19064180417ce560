//! The session at the service: by its id, or by our own handle, which is the only way to find one
//! whose answer was lost (§10.3).

use serde_json::Value;
use session::ErrorCode;

use super::answer::{Listed, Said, Session, guid, listed};
use super::{Line, setup, wire};
use crate::StepError;
use crate::http::segment;

/// Sessions on a page of a list (§10.1).
const PAGE: i64 = 50;
/// Pages that are read at most: our handle is on very few sessions.
const PAGES: i64 = 20;

impl Line<'_> {
    /// The session as it is now. What is not there is answered like a token that is not accepted
    /// (row 35), so that something else is asked before it is taken for gone.
    pub(super) async fn session(&self) -> Result<Session, StepError> {
        let path = self.path_of(self.id()?, "");
        let Some(value) = self.get(&path).await? else {
            self.list().await?;
            return Err(StepError::new(
                ErrorCode::GoneAtService,
                "the service knows no session of this id",
            ));
        };
        let it = Session::read(&value).ok_or_else(|| self.no_session(&value))?;
        let ours = guid(self.id()?);
        if it.id.is_some() && ours.is_some() && it.id != ours {
            let why = "the answer is about another session";
            return Err(StepError::later(ErrorCode::AnswerUnreadable, why, None).unknown());
        }
        Ok(it)
    }

    /// Why an answer holds no session.
    pub(super) fn no_session(&self, value: &Value) -> StepError {
        let words = Said::read(value).words();
        wire::complaint(self.redactor(), &words).unwrap_or_else(|| {
            let detail = self.redactor().clean(&format!("no session: {words}"));
            StepError::later(ErrorCode::AnswerUnreadable, detail, None).unknown()
        })
    }

    /// The sessions with our handle, oldest first as far as that can be told.
    pub(super) async fn list(&self) -> Result<Vec<Listed>, StepError> {
        let user = segment(setup::username(self.account)?);
        let handle = segment(&self.job.session);
        let mut found: Vec<Listed> = Vec::new();
        for page in 0..PAGES {
            let path = format!(
                "v1/sessions/lite/{user}/{handle}/{PAGE}/{page}/sortBy?colName=Title&sortOrder=asc"
            );
            let value = match self.get(&path).await {
                // An older service has the older list (§4).
                Err(error) if error.code == ErrorCode::PathNotOffered && page == 0 => {
                    let older = format!("v1/users/{user}/transactions/{handle}");
                    let value = self.get(&older).await?;
                    return Ok(sorted(listed(&value.ok_or_else(|| self.not_accepted())?).0));
                }
                value => value?.ok_or_else(|| self.not_accepted())?,
            };
            let words = Said::read(&value).words();
            if let Some(error) = wire::complaint(self.redactor(), &words) {
                return Err(error);
            }
            let (more, all) = listed(&value);
            let last = more.is_empty();
            found.extend(more);
            let count = i64::try_from(found.len()).unwrap_or(i64::MAX);
            if last || count >= all.unwrap_or(count) {
                break;
            }
        }
        Ok(sorted(found))
    }
}

/// By when they were made, where all say so; else as they were listed.
fn sorted(mut found: Vec<Listed>) -> Vec<Listed> {
    if found.iter().all(|one| one.created.is_some()) {
        found.sort_by_key(|one| one.created);
    }
    found
}

//! A large document goes up in parts before the session is made, and is named by a token (sheet
//! §12, Large files). Where that fails it goes in the request itself, if it is not too large.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use session::ErrorCode;
use tokio::io::AsyncReadExt;

use super::Line;
use super::request::Source;
use super::wire::Ask;
use crate::http::{Body, Method, segment};
use crate::loose::Loose;
use crate::{Again, StepError};

/// What goes in the request itself (§12: where the vendor's own clients change over).
pub(super) const INLINE: u64 = 5 * 1024 * 1024;
/// What still does where parts do not work; no limit is published.
const FALLBACK: u64 = 30 * 1024 * 1024;
/// Tries of a part (§13, row 31).
const TRIES: u32 = 3;
/// The least and the largest size of a part that are believed.
const PART: std::ops::RangeInclusive<i64> = 1024..=64 * 1024 * 1024;

impl Line<'_> {
    /// Brings a document's bytes to where the request can name them.
    pub(super) async fn source(&self, path: &Path, bytes: u64) -> Result<Source, StepError> {
        if bytes <= self.inline {
            return inline(path).await;
        }
        match self.in_parts(path, bytes).await {
            Ok(token) => Ok(Source::Blob(token)),
            Err(error) if error.again == Again::Stopped || error.again == Again::Offline => {
                Err(error)
            }
            // It is the account that is refused, or the document, and not the way.
            Err(error)
                if matches!(
                    error.code,
                    ErrorCode::CredentialsRefused
                        | ErrorCode::PermissionMissing
                        | ErrorCode::OutOfCredits
                        | ErrorCode::DocumentRefused
                        | ErrorCode::FileUnreadable
                ) =>
            {
                Err(error)
            }
            Err(_) if bytes <= FALLBACK => inline(path).await,
            Err(error) => Err(error),
        }
    }

    async fn in_parts(&self, path: &Path, bytes: u64) -> Result<String, StepError> {
        let unreadable = |why: &str| StepError::later(ErrorCode::AnswerUnreadable, why, None);
        let begin = Ask::new(Method::POST, "api/MultipartUploads", Body::Empty);
        let answer = self.ask(begin).await?;
        let value: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let it = Loose::new(&value);
        let token = it.text("blobToken").map(str::to_owned);
        let token = token.ok_or_else(|| unreadable("the upload has no token"))?;
        let size = it.int("partSize").filter(|size| PART.contains(size));
        let size = size.and_then(|size| usize::try_from(size).ok());
        let size = size.ok_or_else(|| unreadable("the upload's parts have no size"))?;
        let way = format!("api/MultipartUploads/{}", segment(&token));

        let mut file = tokio::fs::File::open(path).await.map_err(failed)?;
        let (mut tags, mut done) = (Vec::new(), 0_u64);
        loop {
            let mut part = Vec::new();
            let limit = u64::try_from(size).unwrap_or(u64::MAX);
            let mut piece = (&mut file).take(limit);
            piece.read_to_end(&mut part).await.map_err(failed)?;
            if part.is_empty() {
                break;
            }
            done = done.saturating_add(u64::try_from(part.len()).unwrap_or(0));
            tags.push(self.part(&format!("{way}/{}", tags.len()), part).await?);
            self.bench.progress(done, bytes);
        }
        self.ask(Ask::post(&way, &json!({ "partETags": tags })))
            .await?;
        Ok(token)
    }

    /// One part; the tag that its answer carries, word for word.
    async fn part(&self, way: &str, part: Vec<u8>) -> Result<String, StepError> {
        let mut tried = 1;
        loop {
            let body = Body::Bytes(part.clone(), "application/octet-stream");
            match self.ask(Ask::new(Method::POST, way, body)).await {
                Ok(answer) => {
                    let tag = answer.header("etag").filter(|tag| !tag.is_empty());
                    return tag.map(str::to_owned).ok_or_else(|| {
                        let why = "a part was answered without its tag";
                        StepError::later(ErrorCode::AnswerUnreadable, why, None)
                    });
                }
                Err(error) if tried < TRIES && matches!(error.again, Again::Later(_)) => {
                    tried += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

async fn inline(path: &Path) -> Result<Source, StepError> {
    let bytes = tokio::fs::read(path).await.map_err(failed)?;
    Ok(Source::Inline(STANDARD.encode(bytes)))
}

fn failed(error: std::io::Error) -> StepError {
    StepError::new(ErrorCode::FileUnreadable, error.kind().to_string())
}

//! What *This computer* does itself: prepares, signs and keeps. The connector plans these steps
//! and the engine calls them; each can be cut off anywhere and done again.

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use history::{DocumentRow, SignerRow};
use seal::{Act, Look, Mark, Picture, Place};
use serde::{Deserialize, Serialize};
use services::StepError;
use services::local::Here;
use session::{ErrorCode, Field, Origin, PlaceInCopy, StepOutcome, TextLine};

use crate::api::MarkLook;
use crate::words::Words;
use crate::{Desk, DeskError, clock};

/// What a signer did on the signing page, as the history holds it until it is in every document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RecordedAct {
    /// Milliseconds since 1970 in UTC.
    pub(crate) time: i64,
    /// Offset in seconds that held then.
    pub(crate) zone: i32,
    /// `drawn`, `typed` or `uploaded`: how the signature itself was made.
    pub(crate) how: String,
    /// What was agreed to, in the words that the signer read.
    #[serde(default)]
    pub(crate) consent: Option<String>,
    /// PNG files in Base64, for the marks that are pictures.
    #[serde(default)]
    pub(crate) pictures: Vec<String>,
    /// What goes where.
    pub(crate) marks: Vec<RecordedMark>,
}

/// What goes into a place.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RecordedMark {
    /// The document, from 1.
    pub(crate) document: u32,
    /// The place's form field.
    pub(crate) field: String,
    /// What it looks like.
    pub(crate) look: MarkLook,
}

/// What a prepared copy is made of.
pub(crate) struct CopyOf {
    /// SHA-256 of the original in the store.
    pub(crate) original: String,
    /// The signers' numbers.
    pub(crate) signers: Vec<u16>,
    /// The document's places to sign.
    pub(crate) fields: Vec<Field>,
    /// Its lines of text.
    pub(crate) text: Vec<TextLine>,
}

impl RecordedAct {
    pub(crate) fn parse(text: &str) -> Result<Self, DeskError> {
        serde_json::from_str(text).map_err(|e| DeskError::Internal(e.to_string()))
    }
}

/// The pictures that came with an act.
///
/// # Errors
/// [`seal::SealError::PictureUnusable`] for one that is no picture.
pub(crate) fn pictures(given: &[String]) -> Result<Vec<Picture>, DeskError> {
    let read = |text: &String| {
        let file = STANDARD
            .decode(text)
            .map_err(|e| seal::SealError::PictureUnusable(e.to_string()))?;
        Ok(Picture::read(&file)?)
    };
    given.iter().map(read).collect()
}

impl Desk {
    /// A document (from 1) of a session.
    pub(crate) fn document(&self, session: &str, number: u32) -> Result<DocumentRow, DeskError> {
        self.history()
            .documents(session)?
            .into_iter()
            .find(|document| document.number == number)
            .ok_or_else(|| DeskError::Internal(format!("session {session} has no such document")))
    }

    pub(crate) fn signer(&self, session: &str, number: u16) -> Result<SignerRow, DeskError> {
        self.history()
            .signers(session)?
            .into_iter()
            .find(|signer| signer.number == number)
            .ok_or(DeskError::Refused(ErrorCode::UnknownSigner))
    }

    async fn prepare_copy(&self, session: &str, number: u32) -> Result<StepOutcome, DeskError> {
        let document = self.document(session, number)?;
        let signers = self.history().signers(session)?;
        let text = self.history().document_text(session, number)?;
        let (sha256, places) = self
            .make_copy(CopyOf {
                original: document.original,
                signers: signers.iter().map(|signer| signer.number).collect(),
                fields: document.fields,
                text,
            })
            .await?;
        Ok(StepOutcome::Prepared {
            document: number,
            sha256,
            places,
        })
    }

    /// Makes the prepared copy of a document and puts it into the store. The same source, signers
    /// and fields always give the same copy.
    pub(crate) async fn make_copy(
        &self,
        of: CopyOf,
    ) -> Result<(String, Vec<PlaceInCopy>), DeskError> {
        // A place of a number that nobody has was allowed by the sender: it stays as it is.
        let places: Vec<Place> = of
            .fields
            .iter()
            .filter(|field| of.signers.contains(&field.signer))
            .map(|field| Place {
                signer: field.signer,
                kind: field.kind,
                page: field.page,
                rect: field.rect,
                covers_tag: field.origin == Origin::Tag,
                form_field: (field.origin == Origin::FormField)
                    .then(|| field.text.clone())
                    .flatten(),
            })
            .collect();
        let password = self.password(&of.original);
        let store = self.history().store().clone();
        blocking(move || {
            let source = store.get(&of.original)?;
            let prepare = |source: &[u8]| {
                let password = password.as_deref();
                seal::prepare_beside(source, password, &of.signers, &places, &of.text)
            };
            let prepared = match prepare(&source) {
                // What was read after a repair is signed as it was read.
                Err(seal::SealError::Damaged(why)) => {
                    let mended = tags::mended(&source, &tags::Limits::default())
                        .map_err(|_| seal::SealError::Damaged(why))?;
                    prepare(&mended)?
                }
                other => other?,
            };
            Ok((store.put(&prepared.bytes)?, prepared.fields))
        })
        .await
    }

    async fn sign_document(
        &self,
        session: &str,
        number: u16,
        document: u32,
    ) -> Result<StepOutcome, DeskError> {
        let signer = self.signer(session, number)?;
        let act = signer
            .act
            .as_deref()
            .ok_or_else(|| DeskError::Internal(format!("signer {number} has not acted")))?;
        let act = RecordedAct::parse(act)?;
        let row = self.document(session, document)?;
        let base = row
            .revision
            .ok_or_else(|| DeskError::Internal("the document has no prepared copy".into()))?;
        let (identity, _) = self.identity().await?;
        let reason = match &act.consent {
            Some(consent) => consent.clone(),
            None => self.consent(session, self.words())?,
        };
        let store = self.history().store().clone();
        let places = row.places;
        let sha256 = blocking(move || {
            let revision = store.get(&base)?;
            let time = clock::with_zone(act.time, act.zone);
            let caption = format!("{} · {}", signer.name, clock::moment(time));
            let pictures = pictures(&act.pictures)?;
            let marks = act.marks.iter().filter(|mark| mark.document == document);
            let marks = marks.map(|mark| {
                Ok::<_, DeskError>(Mark {
                    field: mark.field.clone(),
                    look: look(&mark.look, &pictures)?,
                })
            });
            let marks = marks.collect::<Result<_, _>>()?;
            let signed = seal::sign(
                &revision,
                &places,
                &Act {
                    signer: number,
                    name: &signer.name,
                    time,
                    reason: &reason,
                    caption: &caption,
                    marks,
                },
                &identity,
            )?;
            Ok(store.put(&signed)?)
        })
        .await?;
        Ok(StepOutcome::Revision { document, sha256 })
    }

    /// What the signers of a session agree to, word for word.
    pub(crate) fn consent(&self, session: &str, words: &Words) -> Result<String, DeskError> {
        let documents = self.history().documents(session)?.len().to_string();
        Ok(words.say("consent", &[("documents", &documents)]))
    }

    pub(crate) async fn identity(
        &self,
    ) -> Result<(std::sync::Arc<seal::Identity>, crate::KeyState), DeskError> {
        self.inner.keys.identity(self.now()).await
    }
}

/// A place of a prepared copy as the signing page names it.
pub(crate) fn place_id(document: u32, place: &PlaceInCopy) -> String {
    format!("{document}:{}", place.id)
}

pub(crate) fn look(look: &MarkLook, pictures: &[Picture]) -> Result<Look, DeskError> {
    Ok(match look {
        MarkLook::Ink { strokes, aspect } => Look::Ink {
            strokes: strokes.clone(),
            aspect: *aspect,
        },
        MarkLook::Typed(text) => Look::Typed(text.clone()),
        MarkLook::Date(text) => Look::Text(text.clone()),
        MarkLook::Picture(number) => {
            let picture = pictures.get(usize::from(*number));
            let missing = || DeskError::Refused(ErrorCode::ActIncomplete);
            Look::Picture(picture.ok_or_else(missing)?.clone())
        }
    })
}

/// Work that keeps a processor busy, off the threads that answer.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DeskError> + Send + 'static,
) -> Result<T, DeskError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| DeskError::Internal(e.to_string()))?
}

#[async_trait]
impl Here for Desk {
    async fn prepare(&self, session: &str, document: u32) -> Result<StepOutcome, StepError> {
        Ok(self.prepare_copy(session, document).await?)
    }

    async fn sign(
        &self,
        session: &str,
        signer: u16,
        document: u32,
    ) -> Result<StepOutcome, StepError> {
        Ok(self.sign_document(session, signer, document).await?)
    }

    async fn receipt(&self, session: &str) -> Result<StepOutcome, StepError> {
        Ok(self.write_receipt(session).await?)
    }

    async fn keep(&self, session: &str) -> Result<StepOutcome, StepError> {
        Ok(self.keep_copies(session).await?)
    }
}

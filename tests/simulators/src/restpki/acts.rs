//! What people do beside the interface: on the page, in-process, or by control.

use serde::Deserialize;
use serde_json::Value;
use time::OffsetDateTime;

use super::document_rules::is_signed;
use super::service::Sim;
use super::state::{Session, State, Status};
use crate::core::lock;
use crate::core::pdf::{self, Person};

/// Why something cannot be done now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotNow(pub String);

/// Something that is done to a session.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub(super) enum Act {
    /// The signer signs with this certificate, which is in a device or not.
    Sign {
        person: Person,
        #[serde(default)]
        device: bool,
    },
    /// The signer leaves by *Cancel*.
    Cancel,
    /// Its time is up.
    Expire,
}

fn not_now(words: impl Into<String>) -> NotNow {
    NotNow(words.into())
}

/// Why the page cannot be used now; `None` when it can.
pub(super) fn closed(session: &Session) -> Option<&'static str> {
    match session.status {
        Status::Pending => None,
        Status::Processing | Status::Completed => Some("You have signed."),
        Status::UserCancelled => Some("You have left this session."),
        Status::Expired => Some("This session has expired."),
        Status::ProcessingError => Some("The documents could not be processed."),
    }
}

/// Whether a certificate has what was asked for (§3.1): all must hold.
fn fits(session: &Session, person: &Person, device: bool) -> Result<(), NotNow> {
    let list = session.request.get("certificateRequirements");
    for one in list.and_then(Value::as_array).into_iter().flatten() {
        let argument = one
            .get("argument")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let digits: String = argument.chars().filter(char::is_ascii_digit).collect();
        let good = match one.get("type").and_then(Value::as_str) {
            Some("Cpf") => person.cpf.as_deref() == Some(digits.as_str()),
            Some("CryptoDevice") => device,
            _ => true,
        };
        if !good {
            return Err(not_now("This certificate cannot be used here."));
        }
    }
    Ok(())
}

impl Sim {
    /// Works on a session by its id, at the service's time.
    pub(super) fn act(&self, id: &str, act: &Act) -> Result<(), NotNow> {
        let now = self.watch.clock.now();
        let mut state = lock(&self.state);
        self.tick_at(&mut state, now);
        let done = self.act_on(&mut state, id, act, now);
        self.tick_at(&mut state, now);
        self.keep(&state);
        done
    }

    fn act_on(
        &self,
        state: &mut State,
        id: &str,
        act: &Act,
        now: OffsetDateTime,
    ) -> Result<(), NotNow> {
        let whims = state.whims.clone();
        let session = state
            .sessions
            .get_mut(id)
            .ok_or_else(|| not_now(format!("there is no session {id}")))?;
        if let Some(words) = closed(session) {
            return Err(not_now(words));
        }
        let (person, device) = match act {
            Act::Cancel => {
                session.status = Status::UserCancelled;
                return Ok(());
            }
            Act::Expire => {
                session.status = Status::Expired;
                return Ok(());
            }
            Act::Sign { person, device } => (person, *device),
        };
        fits(session, person, device)?;
        let background = if session.flag("enableBackgroundProcessing") {
            self.options.background
        } else {
            time::Duration::ZERO
        };
        let count = i32::try_from(session.documents.len()).unwrap_or(1).max(1);
        for (document, turn) in session.documents.iter_mut().zip(1..) {
            if document.pdf_a && !self.options.pdf_a {
                document.ready = None;
            } else {
                document.ready = Some(now + background * turn / count);
            }
            if self.options.marks && !is_signed(&document.original) {
                document.marked = Some(marked(&document.original)?.into());
            }
            let base = document.marked.as_ref().unwrap_or(&document.original);
            let base = whims.signs_instead.as_ref().unwrap_or(base);
            let base = if whims.rewrites {
                rewritten(base)?
            } else {
                base.to_vec()
            };
            let signed = pdf::sign_as(&base, person, document.spot, now);
            document.signed = Some(signed.map_err(|e| not_now(e.to_string()))?.into());
            document.signed_at = Some(now);
        }
        session.signer = Some(person.clone());
        session.ready = Some(now + background);
        session.status = Status::Processing;
        if session
            .documents
            .iter()
            .any(|document| document.ready.is_none())
        {
            session.status = Status::ProcessingError;
            session.error = Some("PdfAConversionNotAvailable".into());
        }
        Ok(())
    }
}

/// With the service's marks in its footer: an incremental update that adds an empty object is
/// enough to be other bytes.
fn marked(bytes: &[u8]) -> Result<Vec<u8>, NotNow> {
    let mut document = lopdf::Document::load_mem(bytes).map_err(|e| not_now(e.to_string()))?;
    document.add_object(lopdf::Object::string_literal("validation mark"));
    let mut out = Vec::new();
    document
        .save_to(&mut out)
        .map_err(|e| not_now(e.to_string()))?;
    Ok(out)
}

/// Written anew, as a careless tool does: what was signed before is not as it was.
fn rewritten(bytes: &[u8]) -> Result<Vec<u8>, NotNow> {
    marked(bytes)
}

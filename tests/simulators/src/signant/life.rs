//! A posting's life (§5): it goes a quarter of an hour after the last thing that happened to it,
//! with the signed document.

use time::{Duration, OffsetDateTime};

use super::service::Sim;
use super::state::{Posting, State};
use crate::core::pdf::{self, SignedBy, Spot};

/// How long a posting lives after it was made, begun or signed.
const LIFE: Duration = Duration::minutes(15);

/// Why somebody could not act.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    /// There is no such posting any more.
    #[error("there is no such posting")]
    Gone,
    /// There is no such recipient.
    #[error("there is no such recipient")]
    Nobody,
    /// They have signed, or somebody has refused.
    #[error("it is signed or refused")]
    Over,
    /// The document cannot be signed.
    #[error("{0}")]
    Document(String),
}

impl Posting {
    /// What happens moves the end.
    fn touch(&mut self, now: OffsetDateTime) {
        self.modified = now;
        self.expires = now + LIFE;
    }

    pub(super) fn begins(now: OffsetDateTime) -> OffsetDateTime {
        now + LIFE
    }

    fn open(&self, index: usize) -> Result<(), NotNow> {
        let one = self.recipients.get(index).ok_or(NotNow::Nobody)?;
        if one.signed.is_some() || self.rejected() {
            return Err(NotNow::Over);
        }
        Ok(())
    }

    pub(super) fn begin(&mut self, index: usize, now: OffsetDateTime) -> Result<(), NotNow> {
        self.open(index)?;
        if let Some(one) = self.recipients.get_mut(index)
            && one.begun.is_none()
        {
            one.begun = Some(now);
            self.touch(now);
        }
        Ok(())
    }

    pub(super) fn reject(&mut self, index: usize, now: OffsetDateTime) -> Result<(), NotNow> {
        self.open(index)?;
        if let Some(one) = self.recipients.get_mut(index) {
            one.rejected = Some(now);
        }
        self.modified = now;
        Ok(())
    }
}

impl Sim {
    pub(super) fn sign(
        &self,
        posting: &mut Posting,
        index: usize,
        now: OffsetDateTime,
    ) -> Result<(), NotNow> {
        posting.open(index)?;
        let before = posting.signed_file.as_ref().unwrap_or(&posting.file);
        let name = posting
            .recipients
            .get(index)
            .map(|one| one.name.clone())
            .unwrap_or_default();
        let signed = if self.options.really_sign {
            let number = pdf::read(before).form.len() + 1;
            let spots = vec![Spot {
                page: 1,
                rect: [
                    36.0,
                    24.0 + 40.0 * (number - 1) as f64,
                    216.0,
                    60.0 + 40.0 * (number - 1) as f64,
                ],
            }];
            let by = SignedBy {
                number: u16::try_from(number).unwrap_or(u16::MAX),
                name,
                at: now,
                spots: if posting.widget { spots } else { Vec::new() },
                initials: String::new(),
                initials_at: Vec::new(),
            };
            pdf::sign(before, &[by]).map_err(|error| NotNow::Document(error.to_string()))?
        } else {
            let mut bytes = before.to_vec();
            bytes.extend_from_slice(format!("\n% signed by {name}\n%%EOF\n").as_bytes());
            bytes
        };
        posting.signed_file = Some(signed.into());
        if let Some(one) = posting.recipients.get_mut(index) {
            one.signed = Some(now);
        }
        posting.touch(now);
        posting.shown_from = now + self.options.settling;
        Ok(())
    }

    /// Takes away what has lived its time, and the window in which it still says so.
    pub(super) fn sweep(&self, state: &mut State, now: OffsetDateTime) {
        let window = self.options.expired_window;
        let gone: Vec<String> = state
            .postings
            .values()
            .filter(|posting| now >= posting.expires + window)
            .map(|posting| posting.id.clone())
            .collect();
        for id in gone {
            state.gone.extend(state.postings.remove(&id));
        }
    }
}

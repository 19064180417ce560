//! What the sender does with a session that is out: open its signing page, cancel, look.

use session::{ErrorCode, Session, SignerState, State};

use crate::api::OpenedSigning;
use crate::words::Args;
use crate::{Desk, DeskError, opener, serve};

impl Desk {
    /// Mints a link to a signer's signing page. An earlier one of the same signer ends.
    ///
    /// # Errors
    /// [`ErrorCode::NotServing`] when nobody serves the page, and when the signer cannot sign now.
    pub async fn signing_link(&self, id: &str, signer: u16) -> Result<String, DeskError> {
        self.expire(id)?;
        let row = self.history().session(id)?;
        let who = self.signer(id, signer)?;
        match row.state {
            State::Waiting => {}
            State::Completed | State::Kept => {
                return Err(DeskError::Refused(ErrorCode::AlreadySigned));
            }
            State::Sending => return Err(DeskError::Refused(ErrorCode::SessionBusy)),
            _ => return Err(DeskError::Refused(ErrorCode::AlreadyEnded)),
        }
        if who.act.is_some() || who.state == SignerState::Signed {
            return Err(DeskError::Refused(ErrorCode::AlreadySigned));
        }
        self.turn(id, signer)?;
        let server = self.server().await?;
        let (token, hash) = serve::mint();
        self.history()
            .add_link(&hash, id, signer, self.now_millis())?;
        let args = Args::from([("signer".to_owned(), who.name)]);
        self.history()
            .note(id, &self.event("sender", "link-made", args))?;
        self.session_changed(id);
        Ok(format!("{server}/s/{token}"))
    }

    /// Opens a signer's signing page in the system browser.
    ///
    /// # Errors
    /// As [`Desk::signing_link`]; a browser that does not open is no error.
    pub async fn open_signing(&self, id: &str, signer: u16) -> Result<OpenedSigning, DeskError> {
        let url = self.signing_link(id, signer).await?;
        let server = self.server().await?;
        let opened = opener::page(self.inner.opener.as_ref(), &server, &url).is_ok();
        Ok(OpenedSigning { url, opened })
    }

    /// The first signer who has not signed, for those who do not say which.
    ///
    /// # Errors
    /// When the session is unknown or everyone has signed.
    pub fn next_signer(&self, id: &str) -> Result<u16, DeskError> {
        self.history().session(id)?;
        self.history()
            .signers(id)?
            .iter()
            .find(|signer| signer.state != SignerState::Signed)
            .map(|signer| signer.number)
            .ok_or(DeskError::Refused(ErrorCode::AlreadySigned))
    }

    /// Ends a session before everyone has signed.
    ///
    /// # Errors
    /// [`ErrorCode::AlreadyEnded`], [`ErrorCode::AlreadySigned`], or when a signature is being
    /// made just now.
    pub async fn cancel(&self, id: &str, reason: Option<&str>) -> Result<Session, DeskError> {
        self.history().session(id)?;
        let held = self.hold_session(id).await?;
        let everyone = self.history().signers(id)?;
        if everyone.iter().all(|s| s.state == SignerState::Signed) {
            return Err(DeskError::Refused(ErrorCode::AlreadySigned));
        }
        match self.history().session(id)?.state {
            State::Completed | State::Kept => {
                return Err(DeskError::Refused(ErrorCode::AlreadySigned));
            }
            state if state.is_ended() => return Err(DeskError::Refused(ErrorCode::AlreadyEnded)),
            _ => {}
        }
        let reason = reason.map(str::trim).filter(|text| !text.is_empty());
        let args = reason
            .map(|text| ("reason".to_owned(), text.to_owned()))
            .into_iter()
            .collect();
        let event = self.event("sender", "cancelled", args);
        // It is ours now: a signature that lies there is one that could not be finished.
        let ended = self
            .history()
            .end_session(id, State::Cancelled, true, &event)?;
        drop(held);
        self.session_changed(id);
        if ended {
            self.session(id)
        } else {
            Err(DeskError::Refused(ErrorCode::SessionBusy))
        }
    }

    /// Looks at a session now: what was interrupted goes on, what ran out ends.
    ///
    /// # Errors
    /// When it is unknown, or a step does not happen.
    pub async fn check(&self, id: &str) -> Result<Session, DeskError> {
        self.history().session(id)?;
        self.expire(id)?;
        let advanced = self.resume(id).await;
        self.history().set_checked(id, self.now_millis())?;
        self.session_changed(id);
        advanced?;
        self.session(id)
    }
}

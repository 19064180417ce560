//! What the sender does with a session that is out: open its signing page, cancel, look.

use history::{SessionRow, SignerRow};
use session::{ErrorCode, Service, Session, SignerState, State};

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
        if row.service != Service::Local {
            return self.link_at_service(row, &who).await;
        }
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

    /// The address of a signer's page at a service: as it was kept, or as the service gives it
    /// again within its rules.
    async fn link_at_service(&self, row: SessionRow, who: &SignerRow) -> Result<String, DeskError> {
        match row.state {
            State::Waiting | State::Attention => {}
            State::Completed | State::Kept => return Err(self.is_over(&row.id)?),
            State::Sending => return Err(DeskError::Refused(ErrorCode::SessionBusy)),
            _ => return Err(DeskError::Refused(ErrorCode::AlreadyEnded)),
        }
        if who.state == SignerState::Signed {
            return Err(DeskError::Refused(ErrorCode::AlreadySigned));
        }
        self.turn(&row.id, who.number)?;
        let planning = self.planning_connector(&self.account_row(&row.account)?)?;
        let made = planning.open_step(&self.job(&row.id, None)?, who.number);
        let kept = match made {
            None => self.kept_url(&row.id, who).await?,
            Some(_) => None,
        };
        if made.is_none() && kept.is_none() && who.url.is_some() {
            // Its key is gone: it is as good as none.
            self.history().forget_url(&row.id, who.number)?;
        }
        let url = match kept {
            Some(url) => url,
            None => self.url_at_service(&row, who.number).await?,
        };
        if !planning.may_open(url.expose()) {
            return Err(DeskError::Step(services::StepError::new(
                ErrorCode::AnswerUnreadable,
                "the signing page is not on the service's own hosts",
            )));
        }
        let args = Args::from([("signer".to_owned(), who.name.clone())]);
        self.history()
            .note(&row.id, &self.event("sender", "link-shown", args))?;
        self.session_changed(&row.id);
        Ok(url.expose().to_owned())
    }

    /// Gets the address of a signer's page from the service: the page is made, or asked for.
    async fn url_at_service(
        &self,
        row: &SessionRow,
        number: u16,
    ) -> Result<services::SigningUrl, DeskError> {
        let id = row.id.as_str();
        let held = self.hold_session(id).await?;
        if self.lacks_a_copy(&self.history().session(id)?)? {
            // What the signer before signed is what this one signs, also where a person is asked
            // about it.
            self.advance(id, &held).await?;
        }
        let connector = self.connector_of_session(row).await?;
        // Another process may have made it while this one waited.
        let mut made = false;
        // Where making it shows that this one is signed by now, the signer goes on with the next
        // document; there are no more pages than documents.
        for _ in 0..=self.history().documents(id)?.len() {
            let Some(step) = connector.open_step(&self.job(id, None)?, number) else {
                break;
            };
            made = true;
            self.history().add_step(id, &step)?;
            self.do_step(id, connector.as_ref(), &step).await?;
            let state = self.history().session(id)?.state;
            // What a person is to know of it stays.
            if state == State::Waiting {
                self.history().set_error(id, None)?;
            }
            self.tracker_wakes();
            if self.signer(id, number)?.state == SignerState::Signed {
                return Err(DeskError::Refused(ErrorCode::AlreadySigned));
            }
            // A refusal may have shown, or that the time has run out.
            if state.is_ended() {
                return Err(DeskError::Refused(ErrorCode::AlreadyEnded));
            }
            if self.signer(id, number)?.url.is_some() {
                break;
            }
        }
        if !made {
            let lent = self.lend(id, &row.account);
            let job = self.job(id, None)?;
            if let Some(url) = connector.fresh_url(&job, number, &lent).await? {
                self.was_accepted(&row.account)?;
                return Ok(url);
            }
            if self.signer(id, number)?.url.is_none()
                && let Err(error) = self.look(id, false).await
            {
                return Err(match error.code() {
                    ErrorCode::AskingBudgetSpent => DeskError::Refused(ErrorCode::UrlLost),
                    _ => error,
                });
            }
        }
        self.kept_url(id, &self.signer(id, number)?)
            .await?
            .ok_or(DeskError::Refused(ErrorCode::NoSigningUrl))
    }

    async fn kept_url(
        &self,
        id: &str,
        who: &SignerRow,
    ) -> Result<Option<services::SigningUrl>, DeskError> {
        match &who.url {
            Some(sealed) => self.inner.vault.open(id, who.number, sealed).await,
            None => Ok(None),
        }
    }

    /// Opens a signer's signing page in the system browser.
    ///
    /// # Errors
    /// As [`Desk::signing_link`]; a browser that does not open is no error.
    pub async fn open_signing(&self, id: &str, signer: u16) -> Result<OpenedSigning, DeskError> {
        let url = self.signing_link(id, signer).await?;
        let opener = self.inner.opener.as_ref();
        let opened = if self.history().session(id)?.service == Service::Local {
            opener::page(opener, &self.server().await?, &url).is_ok()
        } else {
            // Checked to be on the service's own hosts.
            opener.open(&url).is_ok()
        };
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

    /// Ends a session before everyone has signed: at the service too, where it is out and the
    /// service has a way. What is signed by all already is fetched instead.
    ///
    /// # Errors
    /// [`ErrorCode::AlreadyEnded`], [`ErrorCode::AlreadySigned`], when a signature is being made
    /// just now, and what goes wrong at the service.
    pub async fn cancel(&self, id: &str, reason: Option<&str>) -> Result<Session, DeskError> {
        let row = self.history().session(id)?;
        if row.service != Service::Local {
            // What this process is doing for it ends now.
            self.call_off(id, true);
        }
        let held = self.hold_session(id).await;
        self.call_off(id, false);
        let held = held?;
        let everyone = self.history().signers(id)?;
        let row = self.history().session(id)?;
        match row.state {
            State::Completed if row.service != Service::Local => {
                // The session tells how that went.
                let _ = self.advance(id, &held).await;
                return Err(self.is_over(id)?);
            }
            State::Completed | State::Kept => return Err(self.is_over(id)?),
            State::Declined if row.service != Service::Local => {
                return self.cancel_declined(&row, reason, &held).await;
            }
            state if state.is_ended() => return Err(DeskError::Refused(ErrorCode::AlreadyEnded)),
            _ => {}
        }
        let reason = reason.map(str::trim).filter(|text| !text.is_empty());
        if row.service == Service::Local {
            if everyone.iter().all(|s| s.state == SignerState::Signed) {
                return Err(DeskError::Refused(ErrorCode::AlreadySigned));
            }
        } else if self.cancel_at_service(id, reason, &held).await? {
            return self.session(id);
        }
        // It is ours now: a signature that lies there is one that could not be finished.
        let event = self.event("sender", "cancelled", reasoned(reason));
        let ended = self
            .history()
            .end_session(id, State::Cancelled, true, &event)?;
        if ended {
            self.follow_after_end(id)?;
        }
        drop(held);
        self.session_changed(id);
        if ended {
            self.session(id)
        } else {
            Err(DeskError::Refused(ErrorCode::SessionBusy))
        }
    }

    /// Ends at the service what a signer declined, where it goes on there.
    async fn cancel_declined(
        &self,
        row: &SessionRow,
        reason: Option<&str>,
        held: &crate::engine::Held,
    ) -> Result<Session, DeskError> {
        let id = row.id.as_str();
        let connector = self.planning_connector(&self.account_row(&row.account)?)?;
        let step = connector
            .cancel_step(&self.job(id, None)?)
            .filter(|_| connector.cancels_declined())
            .ok_or(DeskError::Refused(ErrorCode::AlreadyEnded))?;
        // Without its secrets nothing is asked, and it stays declined.
        self.connector_of_session(row).await?;
        self.follow_declined(row)?;
        let reason = reason.map(str::trim).filter(|text| !text.is_empty());
        match self.cancel_at_service(id, reason, held).await {
            Ok(true) => {}
            // There is nothing left there that could be ended.
            Ok(false) => {
                let event = self.event("sender", "cancelled", reasoned(reason));
                self.history().set_state(id, State::Cancelled, &[event])?;
                self.session_changed(id);
            }
            Err(error) => {
                if self.history().session(id)?.state == State::Waiting {
                    self.not_ended(row, &step.name, &error).await?;
                }
                return Err(error);
            }
        }
        self.session(id)
    }

    /// True when the service has ended the session and that is recorded; false when there is
    /// nothing to end there.
    async fn cancel_at_service(
        &self,
        id: &str,
        reason: Option<&str>,
        held: &crate::engine::Held,
    ) -> Result<bool, DeskError> {
        let row = self.history().session(id)?;
        self.history()
            .remember(id, "cancel_reason", reason.unwrap_or_default())?;
        let Some(step) = self
            .planning_connector(&self.account_row(&row.account)?)?
            .cancel_step(&self.job(id, None)?)
        else {
            if row.service_session.is_some() {
                self.history()
                    .note(id, &self.event("paraph", "ended-here-only", Args::new()))?;
            }
            return Ok(false);
        };
        let connector = self.connector_of_session(&row).await?;
        self.history().add_step(id, &step)?;
        self.do_step(id, connector.as_ref(), &step).await?;
        match self.history().session(id)?.state {
            State::Completed => {
                // Signed before the wish arrived: fetched, and never deleted before that.
                let _ = self.advance(id, held).await;
                Err(self.is_over(id)?)
            }
            state if state.is_ended() => {
                let event = self.event("sender", "cancelled", reasoned(reason));
                if state == State::Cancelled {
                    self.history().note(id, &event)?;
                }
                self.session_changed(id);
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Reminds a signer, or all who are awaited, where the service has a way.
    ///
    /// # Errors
    /// [`ErrorCode::NotOffered`], [`ErrorCode::UnknownSigner`], and what goes wrong at the service.
    pub async fn remind(&self, id: &str, signer: Option<u16>) -> Result<Session, DeskError> {
        let row = self.history().session(id)?;
        if let Some(number) = signer {
            self.signer(id, number)?;
        }
        let account = self.account_row(&row.account)?;
        let step = self
            .planning_connector(&account)?
            .remind_step(&self.job(id, None)?, signer)
            .ok_or(DeskError::Refused(ErrorCode::NotOffered))?;
        match row.state {
            State::Waiting => {}
            State::Completed | State::Kept => return Err(self.is_over(id)?),
            state if state.is_ended() => return Err(DeskError::Refused(ErrorCode::AlreadyEnded)),
            _ => return Err(DeskError::Refused(ErrorCode::SessionBusy)),
        }
        let _held = self.hold_session(id).await?;
        let connector = self.connector_of(&account).await?;
        self.history().add_step(id, &step)?;
        self.do_step(id, connector.as_ref(), &step).await?;
        self.history()
            .note(id, &self.event("sender", "reminded", Args::new()))?;
        self.session_changed(id);
        self.session(id)
    }

    /// Looks at a session of this computer now: what was interrupted goes on, what ran out ends.
    pub(crate) async fn check_here(&self, id: &str) -> Result<Session, DeskError> {
        self.expire(id)?;
        let advanced = self.resume(id).await;
        self.history().set_checked(id, self.now_millis())?;
        self.session_changed(id);
        advanced?;
        self.session(id)
    }
}

fn reasoned(reason: Option<&str>) -> Args {
    reason
        .map(|text| ("reason".to_owned(), text.to_owned()))
        .into_iter()
        .collect()
}

//! Invitations are sent again (call 13): as a reminder, or to an address that was corrected. Never
//! by themselves: people would be mailed twice.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;
use session::{ErrorCode, SignerState, StepOutcome};

use super::answer::{Said, Session, Signer};
use super::wire::{self, Came, unheard};
use super::{Line, create, look};
use crate::http::{Body, Method};
use crate::{Allowance, AllowanceOf, Job, Left, Seen, SeenEvent, StepError};

/// How often somebody asked for it.
const TRIES: &str = "reminds";
/// Nobody is mailed twice within a minute (§10.2).
const COOL: Allowance = Allowance {
    kind: "invite",
    of: AllowanceOf::Session,
    most: 1,
    within: Some(Duration::from_secs(60)),
};

pub(super) fn tries(job: &Job) -> u32 {
    let tries = job.memory.get(TRIES).and_then(|n| n.parse().ok());
    tries.unwrap_or(0)
}

impl Line<'_> {
    /// Reminds a signer, or all who are awaited now.
    pub(super) async fn remind(&self, signer: Option<u16>, tried: u32) -> Result<Left, StepError> {
        let it = self.session().await?;
        let seen = look::seen(self.job, self.account, &it, self.redactor());
        let list = self.awaited(&it, &seen, |number| signer.is_none_or(|one| one == number));
        if list.is_empty() {
            let why = "nobody is awaited whom the service has invited";
            return Err(StepError::new(ErrorCode::NotYourTurn, why));
        }
        self.bench.spend(&COOL).map_err(|error| {
            let why = "an invitation went out less than a minute ago";
            StepError {
                again: crate::Again::Never,
                ..StepError::new(ErrorCode::ServiceBusy, format!("{why}: {}", error.detail))
            }
        })?;
        self.bench.remember(TRIES, &tried.to_string())?;
        self.write_to(&list).await?;
        Ok(StepOutcome::Done.into())
    }

    /// Invites those whose address was corrected, each where they are by now, once. Those whose
    /// turn it is not are invited by the service when it is.
    pub(super) async fn invite(&self) -> Result<Left, StepError> {
        let mut left = Left::from(StepOutcome::Done);
        let Some(wish) = &self.job.wish else {
            return Ok(left);
        };
        let it = self.session().await?;
        let mut seen = look::seen(self.job, self.account, &it, self.redactor());
        let list = self.awaited(&it, &seen, |number| wish.moved.contains(&number));
        if list.is_empty() {
            return Ok(left);
        }
        if it.code() == Some(look::PAUSED) {
            let why = "the session is paused at the service, which invites nobody meanwhile";
            return Err(StepError::new(ErrorCode::ServiceRefused, why));
        }
        // Within a minute of another it is waited for.
        self.bench.spend(&COOL)?;
        self.write_to(&list).await?;
        for one in &list {
            seen.events.push(SeenEvent {
                key: format!(
                    "invited {} {}",
                    wish.number,
                    one.id.as_deref().unwrap_or("")
                ),
                time: None,
                actor: "service".to_owned(),
                what: "invited",
                args: BTreeMap::from([("signer".to_owned(), self.redactor().clean(&one.name))]),
            });
        }
        left.seen = Some(seen);
        Ok(left)
    }

    /// Those of them whom the service has asked and who have not answered.
    fn awaited<'a>(
        &'a self,
        it: &'a Session,
        seen: &Seen,
        of: impl Fn(u16) -> bool,
    ) -> Vec<&'a Signer> {
        let awaited = |state: SignerState| {
            matches!(
                state,
                SignerState::Invited | SignerState::Opened | SignerState::LockedOut
            )
        };
        seen.signers
            .iter()
            .filter(|one| awaited(one.state) && of(one.number))
            .filter_map(|one| self.signer_id(it, one.number))
            .collect()
    }

    async fn write_to(&self, list: &[&Signer]) -> Result<(), StepError> {
        let signers: Vec<_> = list
            .iter()
            .map(|one| {
                json!({
                    "SignerId": one.id, "Sequence": one.sequence.unwrap_or(1),
                    "FirstName": one.first, "LastName": one.last, "EmailAddress": one.email,
                    "StateCode": one.state_code.unwrap_or(0), "StatusCode": one.status.unwrap_or(1),
                })
            })
            .collect();
        let body = json!({
            "signerList": signers, "signingSessionId": self.id()?,
            "returnURL": create::return_url(self.job, self.account),
        });
        let body = Body::Bytes(body.to_string().into_bytes(), "application/json");
        let value = match self.call(Method::PUT, "v1/signers/invite", body).await? {
            Came::Json(value) => value,
            Came::Nothing => return Err(unheard("the answer was empty")),
            Came::NoSuchCall => {
                return Err(StepError::new(
                    ErrorCode::PathNotOffered,
                    "no call at invite",
                ));
            }
        };
        let said = Said::read(&value);
        if said.details.is_empty() && said.truth() != Some(false) {
            return Ok(());
        }
        // Some may have been mailed, so nothing is repeated (row 36).
        let detail = self.redactor().clean(&said.details.join("; "));
        let known = wire::complaint(self.redactor(), &said.words());
        Err(known.unwrap_or_else(|| StepError::new(ErrorCode::ServiceRefused, detail)))
    }
}

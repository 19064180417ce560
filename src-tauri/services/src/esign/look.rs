//! What an answer says about a session: states, signers, events (§6).

use std::collections::BTreeMap;

use session::{ErrorCode, SignerState};

use super::answer::{Session, Signer, Status, guid};
use super::{Line, create, date, places};
use crate::http::Redactor;
use crate::loose::Loose;
use crate::{
    Account, CLOSE_ASKED, Job, JobSigner, Seen, SeenEvent, SeenSigner, SeenState, StepError,
};

/// Made, not started.
pub(super) const DRAFT: i64 = 1;
/// With the signers.
pub(super) const SENT: i64 = 2;
/// Signed by all.
pub(super) const COMPLETED: i64 = 3;
/// Taken back for editing.
pub(super) const PAUSED: i64 = 6;
/// Its documents are gone.
pub(super) const PURGED: i64 = 8;
/// Signed by all, some time ago.
pub(super) const ARCHIVED: i64 = 9;
/// A signer signed …
const SIGNED: i64 = 4;
/// … or passed it on …
const DELEGATED: i64 = 7;
/// … or refused.
const DECLINED: i64 = 6;
/// Entries of an action log that are told.
const ENTRIES: usize = 500;

/// Whether it has left the sender's hands; a paused one is started again.
pub(super) fn is_out(it: &Session) -> bool {
    it.code()
        .is_some_and(|code| ![DRAFT, PAUSED].contains(&code))
}

/// The state of a session; a refusal by one signer is the whole's (§6: the owner decides, and can
/// still cancel).
fn state(it: &Session) -> Option<SeenState> {
    Some(match it.status.as_ref()? {
        Status::Known(DRAFT) => SeenState::NotStarted,
        Status::Known(SENT | PAUSED) if declined(it).is_some() => SeenState::Declined,
        Status::Known(SENT | PAUSED) => SeenState::Waiting,
        Status::Known(COMPLETED | ARCHIVED) => SeenState::Completed,
        // A session that is deleted was a draft, or had ended.
        Status::Known(4 | 5) => SeenState::Cancelled,
        Status::Known(7) => SeenState::Expired,
        Status::Known(PURGED) => SeenState::Gone,
        Status::Known(other) => SeenState::Unknown(other.to_string()),
        Status::Other(word) => SeenState::Unknown(word.chars().take(60).collect()),
    })
}

/// The signer who refused, if one did.
pub(super) fn declined(it: &Session) -> Option<&Signer> {
    it.signers.iter().find(|one| one.status == Some(DECLINED))
}

/// What a session says about ours.
pub(super) fn seen(job: &Job, account: &Account, it: &Session, redactor: &Redactor) -> Seen {
    let mut seen = Seen {
        state: state(it),
        expires: it.expires,
        ..Seen::default()
    };
    match seen.state {
        Some(SeenState::Declined) => {
            let reason = declined(it).and_then(|one| one.reason.as_deref());
            seen.reason = reason.map(|text| redactor.clean(text));
        }
        Some(SeenState::Gone) => {
            seen.reason = Some("the service has deleted the documents (purged)".to_owned());
        }
        _ => {}
    }
    let all = matches!(seen.state, Some(SeenState::Completed));
    for (place, signer) in job.signers.iter().enumerate() {
        let theirs = find(job, account, it, signer, place);
        if let Some(id) = theirs.and_then(|one| one.id.clone()) {
            let key = remembered(signer.number);
            if job.memory.get(&key) != Some(&id) {
                seen.memory.insert(key, id);
            }
        }
        let state = match theirs.map(stands) {
            _ if all => at_the_end(job, it, signer, theirs),
            // Nobody was written to, whatever the service calls it.
            Some(SignerState::Invited) if !create::by_mail(job, account) => SignerState::Waiting,
            Some(state) => state,
            None => continue,
        };
        let reason = theirs.and_then(|one| one.reason.as_deref());
        seen.signers.push(SeenSigner {
            number: signer.number,
            state,
            since: None,
            reason: reason.map(|text| redactor.clean(text)),
        });
        seen.closed |= all && state != SignerState::Signed;
        if state == SignerState::Delegated {
            let to = theirs.and_then(|from| delegates(it, from).next());
            let to = to.map(|one| redactor.clean(&one.name));
            seen.events.push(SeenEvent {
                key: format!("delegated {}", signer.number),
                time: None,
                actor: format!("signer:{}", signer.number),
                what: "passed-on",
                args: BTreeMap::from([
                    ("signer".to_owned(), signer.name.clone()),
                    ("to".to_owned(), to.unwrap_or_else(|| "…".to_owned())),
                ]),
            });
        }
    }
    if it.code() == Some(PAUSED) {
        seen.events.push(SeenEvent {
            key: "paused".to_owned(),
            time: None,
            actor: "service".to_owned(),
            what: "paused-there",
            args: BTreeMap::new(),
        });
    }
    seen
}

/// The name under which a signer's id at the service is remembered.
pub(super) fn remembered(number: u16) -> String {
    format!("signer:{number}")
}

/// Our signer in their list: by the id that is remembered, else by role and address, else by one
/// of them alone.
pub(super) fn find<'a>(
    job: &Job,
    account: &Account,
    it: &'a Session,
    signer: &JobSigner,
    place: usize,
) -> Option<&'a Signer> {
    let id = job.memory.get(&remembered(signer.number));
    let known = id.and_then(|id| it.signers.iter().find(|one| one.id.as_ref() == Some(id)));
    let same = |one: &Option<String>, other: &str| {
        one.as_deref()
            .is_some_and(|one| one.trim().eq_ignore_ascii_case(other.trim()))
    };
    let email = signer.email.as_deref().unwrap_or_default();
    let role = places::role(job, account, signer);
    let only = |fits: &dyn Fn(&Signer) -> bool| {
        let mut all = it.signers.iter().filter(|one| fits(one));
        let one = all.next()?;
        all.next().is_none().then_some(one)
    };
    known
        .or_else(|| {
            it.signers
                .iter()
                .find(|one| same(&one.role, &role) && same(&one.email, email))
        })
        .or_else(|| only(&|one| same(&one.role, &role)))
        .or_else(|| only(&|one| same(&one.email, email)))
        .or_else(|| {
            let one = it.signers.get(place)?;
            let nameless = one.role.is_none() && one.email.is_none();
            (it.signers.len() == job.signers.len() && nameless).then_some(one)
        })
}

/// To whom a signer has passed it on: somebody else with the same role.
fn delegates<'a>(it: &'a Session, from: &'a Signer) -> impl Iterator<Item = &'a Signer> {
    it.signers
        .iter()
        .filter(|one| from.role.is_some() && one.role == from.role && one.id != from.id)
}

/// Whether a signer has signed.
pub(super) fn has_signed(it: &Signer) -> bool {
    it.status == Some(SIGNED)
}

/// Where a signer stands in a session that is completed. Whom it shows as not having signed has
/// not: it was closed without them. Of whom it shows nothing it is not known; a service completes
/// by itself what all have signed, and what it closed for us leaves the others as they were.
fn at_the_end(job: &Job, it: &Session, ours: &JobSigner, theirs: Option<&Signer>) -> SignerState {
    let unsaid = match job.memory.contains_key(CLOSE_ASKED) {
        true => ours.state,
        false => SignerState::Signed,
    };
    let Some(theirs) = theirs else {
        return unsaid;
    };
    match theirs.status {
        Some(DELEGATED) => {
            let others: Vec<_> = delegates(it, theirs).map(|one| one.status).collect();
            if others.contains(&Some(SIGNED)) {
                SignerState::Signed
            } else if others.iter().all(|status| status.is_some_and(is_known)) && !others.is_empty()
            {
                SignerState::Delegated
            } else {
                unsaid
            }
        }
        Some(status) if is_known(status) => stands(theirs),
        _ => unsaid,
    }
}

/// Whether the sheet knows a signer's status of that number (§6).
fn is_known(status: i64) -> bool {
    (1..=8).contains(&status)
}

fn stands(it: &Signer) -> SignerState {
    match it.status {
        Some(2) => SignerState::Invited,
        Some(3) => SignerState::Opened,
        Some(SIGNED) => SignerState::Signed,
        Some(DECLINED) => SignerState::Declined,
        Some(DELEGATED) => SignerState::Delegated,
        Some(8) => SignerState::LockedOut,
        _ => SignerState::Waiting,
    }
}

impl Line<'_> {
    /// Where the session stands, with the newest of its action log.
    pub(super) async fn look(&self) -> Result<Seen, StepError> {
        let it = match self.session().await {
            Ok(it) => it,
            Err(error) if error.code == ErrorCode::GoneAtService => {
                return Ok(Seen {
                    state: Some(SeenState::Gone),
                    reason: Some(error.detail),
                    ..Seen::default()
                });
            }
            Err(error) => return Err(error),
        };
        let mut seen = seen(self.job, self.account, &it, self.redactor());
        let now = digest(&it);
        if self.remembered(STOOD) != Some(&now) {
            // Without it the session is known all the same.
            if let Ok(events) = self.log().await {
                seen.events.splice(0..0, events);
            }
            seen.memory.insert(STOOD.to_owned(), now);
        }
        Ok(seen)
    }

    /// The action log as events, oldest first.
    async fn log(&self) -> Result<Vec<SeenEvent>, StepError> {
        let path = self.path_of(self.id()?, "/actionlogs");
        let value = self.get(&path).await?.unwrap_or_default();
        let it = Loose::new(&value);
        let entries = ["Actionlog", "ActionLogs"].into_iter().find_map(|name| {
            let list = it.get(name);
            list.is_list().then_some(list)
        });
        let entries = entries.unwrap_or(it).items().take(ENTRIES);
        Ok(entries
            .enumerate()
            .filter_map(|(place, entry)| self.entry(place, entry))
            .collect())
    }

    /// Members are not published: whatever holds a date, and whatever tells what was done (§11).
    fn entry(&self, place: usize, entry: Loose<'_>) -> Option<SeenEvent> {
        let members = entry.value()?.as_object()?;
        let find = |parts: &[&str]| {
            members.iter().find_map(|(name, value)| {
                let name = name.to_ascii_lowercase();
                let fits = parts.iter().any(|part| name.contains(part));
                value.as_str().filter(|_| fits)
            })
        };
        let words = self.redactor().clean(find(&["desc", "action"])?);
        let time = find(&["date", "time"]).and_then(date::moment);
        Some(SeenEvent {
            key: format!("log {place} {}", time.unwrap_or_default()),
            time: time.map(|at| (at, 0)),
            actor: "service".to_owned(),
            what: "service-log",
            args: BTreeMap::from([("words".to_owned(), words)]),
        })
    }

    /// The id of a signer there.
    pub(super) fn signer_id<'a>(&'a self, it: &'a Session, number: u16) -> Option<&'a Signer> {
        let (place, signer) = self
            .job
            .signers
            .iter()
            .enumerate()
            .find(|(_, signer)| signer.number == number)?;
        find(self.job, self.account, it, signer, place)
            .filter(|one| one.id.as_deref().and_then(guid).is_some())
    }
}

/// How it stood when its action log was read last.
const STOOD: &str = "stood";

fn digest(it: &Session) -> String {
    let signers: Vec<String> = it
        .signers
        .iter()
        .map(|one| one.status.unwrap_or_default().to_string())
        .collect();
    format!("{:?} {}", it.status, signers.join(" "))
}

//! What was wrong when a session went out is corrected: its signers (call 14), its last day and its
//! reminders (call 7). Neither call is ever repeated blindly: the session is read before, so that
//! only what differs is sent, and after, as only what it shows counts (§10.2). A signer who is at
//! it, or through with it, is never touched.
//!
//! Whether a member that is left out is kept or lost is not published, so that what can be read of
//! the session goes back as it was read.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Map, Value, json};
use session::{CorrectedSigner, ErrorCode, StepOutcome};

use super::answer::{Said, Session, Signer};
use super::create::{self, Marker, set};
use super::setup::{self, WireProfile};
use super::wire::{self, Came, unheard};
use super::{Line, MOST_DAYS, Step, date, look, write};
use crate::http::{Body, Method};
use crate::options::Options;
use crate::{Account, Job, JobSigner, Left, Probed, SeenEvent, StepError, Wish};

/// Signers who have not begun: not asked, invited, locked out (§6).
const NOT_BEGUN: [i64; 3] = [1, 2, 8];
/// Until what the service took shows, in seconds from one look to the next.
const SHOWS: [u64; 3] = [0, 2, 5];
/// Members of `SessionInfo` that go back as they were read (§5.3). Not `FirstSigner`, which would
/// add the owner once more.
const INFO: [&str; 17] = [
    "TransactionId",
    "Title",
    "ReturnURL",
    "UseSequence",
    "AllowDelegation",
    "CopyTo",
    "EmailOptions",
    "Description",
    "SendSignerInvites",
    "SendSessionRedirectUrl",
    "ExpiresOn",
    "ReminderFrequencyDays",
    "ClientID",
    "OwnerID",
    "OwnerName",
    "OwnerEmail",
    "OwnerSignature",
];

/// The steps of a wish. The invitation follows the address at once, whatever becomes of the rest.
pub(super) fn steps(job: &Job, account: &Account) -> Vec<Step> {
    let Some(wish) = &job.wish else {
        return Vec::new();
    };
    let mut steps = Vec::new();
    if !wish.signers.is_empty() {
        steps.push(Step::CorrectSigners(wish.number));
    }
    if !wish.moved.is_empty() && create::by_mail(job, account) {
        steps.push(Step::Invite(wish.number));
    }
    if wish.expires.is_some() || wish.remind_days.is_some() {
        steps.push(Step::CorrectSession(wish.number));
    }
    steps
}

impl Line<'_> {
    fn wish(&self) -> Result<&Wish, StepError> {
        let wish = self.job.wish.as_ref();
        wish.ok_or_else(|| StepError::new(ErrorCode::Internal, "nothing is to be corrected"))
    }

    /// The wish, with what the service can do.
    fn sound_wish(&self) -> Result<&Wish, StepError> {
        let wish = self.wish()?;
        let range = 1..=create::MOST_REMIND;
        match wish.remind_days {
            Some(days) if !range.contains(&days) => {
                let detail = "remind_days: range";
                Err(StepError::new(ErrorCode::OptionInvalid, detail))
            }
            _ => Ok(wish),
        }
    }

    /// Makes the signers who they are to be.
    pub(super) async fn correct_signers(&self) -> Result<Left, StepError> {
        // All of it, before anybody is written to.
        let wish = self.sound_wish()?;
        let it = self.session().await?;
        let wrong = self.wrong(&it, wish, Absent::Differs)?;
        if wrong.is_empty() {
            return Ok(corrected(wish));
        }
        may_change(&it)?;
        for (signer, theirs) in &wrong {
            if !theirs.status.is_some_and(|code| NOT_BEGUN.contains(&code)) {
                let detail = format!("signer {}", signer.number);
                return Err(StepError::new(ErrorCode::SignerActed, detail));
            }
        }
        let signers = wrong
            .iter()
            .map(|(signer, theirs)| self.as_they_are_to_be(signer, theirs))
            .collect::<Result<Vec<_>, _>>()?;
        let body = json!({
            "username": setup::username(self.account)?, "signingSessionId": self.id()?,
            "signers": signers,
        });
        let body = Body::Bytes(body.to_string().into_bytes(), "application/json");
        let said = self.told(Method::PUT, "v1/signers", body).await?;
        for pause in pauses(&said) {
            self.bench.wait(Duration::from_secs(*pause)).await?;
            let now = self.session().await.map_err(StepError::unknown)?;
            // Not every service shows what it took.
            let absent = if refuses(&said) {
                Absent::Differs
            } else {
                Absent::Fits
            };
            if self.wrong(&now, wish, absent)?.is_empty() {
                return Ok(corrected(wish));
            }
        }
        Err(self.not_taken(&said))
    }

    /// Whether the signers are who they are to be.
    pub(super) async fn were_signers_corrected(&self) -> Result<Probed, StepError> {
        let wish = self.wish()?;
        let wrong = self
            .wrong(&self.session().await?, wish, Absent::Differs)?
            .len();
        Ok(match wrong {
            0 => Probed::Happened(Box::new(corrected(wish))),
            _ => Probed::DidNot,
        })
    }

    /// The signers of the wish who are not yet as they are to be.
    fn wrong<'a>(
        &'a self,
        it: &'a Session,
        wish: &'a Wish,
        absent: Absent,
    ) -> Result<Vec<(&'a CorrectedSigner, &'a Signer)>, StepError> {
        let mut wrong = Vec::new();
        for signer in &wish.signers {
            let theirs = self.signer_id(it, signer.number).ok_or_else(|| {
                let detail = format!("the service does not show signer {}", signer.number);
                StepError::new(ErrorCode::UnknownSigner, detail)
            })?;
            if !is_as_wished(signer, theirs, absent) {
                wrong.push((signer, theirs));
            }
        }
        Ok(wrong)
    }

    /// A signer for the service: with all that was asked of them, in the role and at the place that
    /// they have there.
    fn as_they_are_to_be(
        &self,
        signer: &CorrectedSigner,
        theirs: &Signer,
    ) -> Result<Value, StepError> {
        let unknown = || StepError::new(ErrorCode::UnknownSigner, signer.number.to_string());
        let mut place = (1..).zip(&self.job.signers);
        let found = place.find(|(_, one)| one.number == signer.number);
        let (place, ours) = found.ok_or_else(unknown)?;
        let mut one = JobSigner {
            name: signer.name.clone(),
            email: Some(signer.email.clone()),
            ..ours.clone()
        };
        // A family name that was named on its own belongs to the name before.
        one.options
            .retain(|name, last| name != "last_name" || one.name.ends_with(last.trim()));
        let wire = WireProfile::of(self.account);
        let mut options = Options::of_signer(self.job, self.account, &one);
        let value = create::signer(self.job, self.account, &wire, &one, place, &mut options);
        if let Some(wrong) = options.wrong.first() {
            let arg = |name: &str| wrong.args.get(name).cloned().unwrap_or_default();
            let detail = format!("{}: {}", arg("option"), arg("why"));
            return Err(StepError::new(ErrorCode::OptionInvalid, detail));
        }
        let Value::Object(mut members) = value else {
            return Err(unknown());
        };
        set(&mut members, "SignerId", theirs.id.clone().map(Value::from));
        set(
            &mut members,
            "SignerRole",
            theirs.role.clone().map(Value::from),
        );
        set(&mut members, "Sequence", theirs.sequence.map(Value::from));
        Ok(Value::Object(members))
    }

    /// Gives the session another last day, and other reminders.
    pub(super) async fn correct_session(&self) -> Result<Left, StepError> {
        let wish = self.sound_wish()?;
        let before = self.session().await?;
        if self.is_session_as_wished(&before, wish) {
            return Ok(self.session_corrected(&before, wish));
        }
        may_change(&before)?;
        let body = self.session_body(&before, wish)?;
        let file = Body::File(&body, "application/json");
        let said = self
            .told(Method::POST, "v1/sessions/updatesession", file)
            .await;
        crate::came::discard(&body);
        let said = said?;
        for pause in pauses(&said) {
            self.bench.wait(Duration::from_secs(*pause)).await?;
            let now = self.session().await.map_err(StepError::unknown)?;
            // The service may make something else of it in silence (row 31).
            let moved = (now.expires, now.reminder) != (before.expires, before.reminder);
            if self.is_session_as_wished(&now, wish) || moved && !refuses(&said) {
                return Ok(self.session_corrected(&now, wish));
            }
        }
        Err(self.not_taken(&said))
    }

    /// Whether the session has the last day and the reminders that it is to have.
    pub(super) async fn was_session_corrected(&self) -> Result<Probed, StepError> {
        let wish = self.wish()?;
        let it = self.session().await?;
        Ok(if self.is_session_as_wished(&it, wish) {
            Probed::Happened(Box::new(self.session_corrected(&it, wish)))
        } else {
            Probed::DidNot
        })
    }

    fn is_session_as_wished(&self, it: &Session, wish: &Wish) -> bool {
        let expires = self.expires(wish);
        let days = wish.remind_days.map(i64::from);
        (expires.is_none() || it.expires == expires) && (days.is_none() || it.reminder == days)
    }

    fn expires(&self, wish: &Wish) -> Option<i64> {
        let wished = wish.expires?;
        Some(date::expires_on(wished, self.bench.now(), MOST_DAYS))
    }

    /// What is recorded is what the service shows.
    fn session_corrected(&self, it: &Session, wish: &Wish) -> Left {
        let theirs = it.reminder.and_then(|days| i32::try_from(days).ok());
        let remind_days = wish.remind_days.map(|days| theirs.unwrap_or(days));
        let mut seen = look::seen(self.job, self.account, it, self.redactor());
        if let Some(days) = remind_days.filter(|days| Some(*days) != wish.remind_days) {
            seen.events.push(SeenEvent {
                key: format!("reminders-differ {}", wish.number),
                time: None,
                actor: "service".to_owned(),
                what: "reminders-differ",
                args: BTreeMap::from([("days".to_owned(), days.to_string())]),
            });
        }
        let expires = wish.expires.and(it.expires.or(self.expires(wish)));
        let mut left = Left::from(StepOutcome::Corrected {
            signers: Vec::new(),
            expires,
            remind_days,
        });
        left.seen = Some(seen);
        left
    }

    /// The request as a file: with the session as it stands there, and in it what is corrected.
    fn session_body(&self, it: &Session, wish: &Wish) -> Result<PathBuf, StepError> {
        let marker = Marker::new()?;
        let now = self.bench.now();
        let mut options = Options::of_session(self.job, self.account);
        let ours = create::info(self.job, self.account, &marker, now, &mut options);
        let mut info = match ours {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        info.remove("FirstSigner");
        let theirs = it.info.as_object();
        for (name, value) in theirs.into_iter().flatten() {
            let Some(known) = INFO.iter().find(|one| one.eq_ignore_ascii_case(name)) else {
                continue;
            };
            match value {
                Value::Null => {}
                Value::String(text) if text.is_empty() => {}
                Value::String(text) if *known == "ExpiresOn" => {
                    set(
                        &mut info,
                        known,
                        date::moment(text).map(|at| marker.date(at)),
                    );
                }
                value => set(&mut info, known, Some(value.clone())),
            }
        }
        let expires = self.expires(wish).map(|at| marker.date(at));
        set(&mut info, "ExpiresOn", expires);
        let days = wish.remind_days.map(Value::from);
        set(&mut info, "ReminderFrequencyDays", days);
        let key = self.account.setting("user_key").unwrap_or("userName");
        let value = json!({
            key: setup::username(self.account)?,
            "session": { "Id": self.id()?, "SessionInfo": info },
        });
        let failed =
            |e: std::io::Error| StepError::new(ErrorCode::FileUnreadable, e.kind().to_string());
        let into = self.bench.collect()?;
        let wire = WireProfile::of(self.account);
        write::body(&value, &marker, &[], &wire, &into).map_err(failed)?;
        Ok(into)
    }

    /// A write, and what is said to it.
    async fn told(&self, method: Method, path: &str, body: Body<'_>) -> Result<Said, StepError> {
        match self.call(method, path, body).await? {
            Came::Json(value) => Ok(Said::read(&value)),
            Came::Nothing => Err(unheard("the answer to the correction was empty")),
            Came::NoSuchCall => {
                let detail = format!("no call at {path}");
                Err(StepError::new(ErrorCode::PathNotOffered, detail))
            }
        }
    }

    /// It was answered, and the session shows that nothing came of it.
    fn not_taken(&self, said: &Said) -> StepError {
        let words = said.details.join("; ");
        wire::complaint(self.redactor(), &said.words()).unwrap_or_else(|| {
            let detail = match words.is_empty() {
                true => "the service shows the session as it was before".to_owned(),
                false => self.redactor().clean(&words),
            };
            StepError::new(ErrorCode::ServiceRefused, detail)
        })
    }
}

/// What a name or an address means that the session does not show: that a signer has them is
/// attested for requests alone (§11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Absent {
    /// It may be another.
    Differs,
    /// It is as it was just sent.
    Fits,
}

fn is_as_wished(signer: &CorrectedSigner, theirs: &Signer, absent: Absent) -> bool {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    // Which of the words is the family name, the service may see otherwise.
    let whole = words(&format!("{} {}", theirs.first, theirs.last));
    let whole = if whole.is_empty() {
        words(&theirs.name)
    } else {
        whole
    };
    let email = theirs.email.as_deref().unwrap_or_default().trim();
    let is_hidden = |text: &str| text.is_empty() && absent == Absent::Fits;
    (is_hidden(&whole) || whole == words(&signer.name))
        && (is_hidden(email) || email.eq_ignore_ascii_case(signer.email.trim()))
}

/// Only what is out and was refused by nobody is corrected (§6).
fn may_change(it: &Session) -> Result<(), StepError> {
    let code = match it.code() {
        Some(look::SENT | look::PAUSED) if look::declined(it).is_none() => return Ok(()),
        Some(look::COMPLETED | look::ARCHIVED) => ErrorCode::AlreadySigned,
        Some(look::DRAFT) | None => ErrorCode::ServiceRefused,
        Some(_) => ErrorCode::AlreadyEnded,
    };
    let detail = format!("the service shows the session as {:?}", it.status);
    Err(StepError::new(code, detail))
}

fn corrected(wish: &Wish) -> Left {
    Left::from(StepOutcome::Corrected {
        signers: wish.signers.clone(),
        expires: None,
        remind_days: None,
    })
}

fn refuses(said: &Said) -> bool {
    said.truth() == Some(false) || !said.details.is_empty()
}

/// What is refused is looked at once.
fn pauses(said: &Said) -> &'static [u64] {
    match refuses(said) {
        true => SHOWS.get(..1).unwrap_or_default(),
        false => &SHOWS,
    }
}

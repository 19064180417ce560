//! The steps that bring a session out: create exactly once (§10.3), start with the vendor's advice
//! on retries (§9.1).

use std::collections::BTreeMap;
use std::time::Duration;

use session::{ErrorCode, StepOutcome};

use super::answer::{Listed, Said, Session, guid};
use super::create::{self, Marker};
use super::setup::WireProfile;
use super::wire::{self, Came, may_have_happened, unheard};
use super::{Line, MOST_BYTES, look, places, write};
use crate::http::{Body, Method, segment};
use crate::{Happened, Left, Probed, Seen, SeenEvent, StepError};

/// The service's id of a session that was made, recorded before anything else is done with it.
pub(super) const MADE: &str = "service_session";
/// How many creates may have been made, this one included.
const CREATES: &str = "creates";
/// A create that no look found is made again once (§10.3).
const MOST_CREATES: u32 = 2;
/// From one look for a lost session to the next: 3, 8 and 15 s after (§10.3).
const LOOKS: [u64; 3] = [3, 5, 7];
/// The service said that it started, and it does not show.
const STARTED: &str = "started";

/// Until tags are read, after the making (§9.1).
const TAGS: Duration = Duration::from_secs(2);
/// Pauses between tries of a start (§9.1).
const PAUSES: [u64; 5] = [2, 3, 5, 8, 12];
/// Documents that take longer to be read get twice that (§9.1).
const LARGE: u64 = 10_000_000;
const MANY_TAGS: usize = 50;
/// Starts that are made anew at once because the token was not accepted (§9.1).
const TOKENS: u32 = 2;
/// Until a start shows: 15 s in all (§9.1).
const CONFIRM: [u64; 5] = [0, 1, 2, 4, 8];
/// A clock that is further off is told (row 49).
const CLOCK: i64 = 5 * 60 * 1000;

impl Line<'_> {
    /// Makes the session. Any answer that tells nothing leaves it to a look for our handle.
    pub(super) async fn create(&self) -> Result<Left, StepError> {
        if let Some(id) = self.made() {
            let id = id.to_owned();
            return self.created(&id).await;
        }
        let tried: u32 = self
            .remembered(CREATES)
            .and_then(|n| n.parse().ok())
            .unwrap_or(0);
        if tried >= MOST_CREATES {
            return Err(StepError::new(
                ErrorCode::ServiceUnreachable,
                format!("the answer to {tried} requests was lost; none of them reached a signer"),
            ));
        }
        let path = self.body()?;
        let went = self.make(&path, tried).await;
        crate::came::discard(&path);
        match went {
            Ok(id) => self.created(&id).await,
            Err(error) => {
                if error.happened == Happened::No {
                    self.bench.remember(CREATES, &tried.to_string())?;
                }
                Err(error)
            }
        }
    }

    /// Writes the request into a file of its own.
    fn body(&self) -> Result<std::path::PathBuf, StepError> {
        let failed =
            |e: std::io::Error| StepError::new(ErrorCode::FileUnreadable, e.kind().to_string());
        let marker = Marker::new()?;
        let mut all = 0;
        let mut files = Vec::new();
        for document in &self.job.documents {
            let path = self.bench.file(&document.upload)?;
            all += path.metadata().map_err(failed)?.len();
            if all > MOST_BYTES {
                // Refused here rather than after the upload (row 23).
                let detail = format!("{}: {all} bytes of {MOST_BYTES}", document.name);
                return Err(StepError::new(ErrorCode::DocumentRefused, detail));
            }
            files.push((document.number, path));
        }
        let now = self.bench.now();
        let (value, wrong) = create::request(self.job, self.account, &marker, now);
        if let Some(wrong) = wrong.iter().find(|wrong| create::stops(wrong)) {
            let arg = |name: &str| wrong.args.get(name).cloned().unwrap_or_default();
            let detail = format!("{}: {}", arg("option"), arg("why"));
            return Err(StepError::new(ErrorCode::OptionInvalid, detail));
        }
        let into = self.bench.collect()?;
        let wire = WireProfile::of(self.account);
        write::body(&value, &marker, &files, &wire, &into).map_err(failed)?;
        Ok(into)
    }

    /// The POST, and the id that came.
    async fn make(&self, body: &std::path::Path, tried: u32) -> Result<String, StepError> {
        self.bench.remember(CREATES, &(tried + 1).to_string())?;
        let body = Body::File(body, "application/json");
        let value = match self.call(Method::POST, "v1/sessions", body).await? {
            Came::Json(value) => value,
            // It may have been stored all the same (§10.3).
            Came::Nothing => return Err(unheard("the answer to create was empty")),
            Came::NoSuchCall => {
                let detail = "no call at v1/sessions";
                return Err(StepError::new(ErrorCode::PathNotOffered, detail));
            }
        };
        let id = value
            .as_object()
            .and_then(|members| {
                let found = members
                    .iter()
                    .find(|(name, _)| name.eq_ignore_ascii_case("SigningSessionId"));
                found.and_then(|(_, id)| id.as_str())
            })
            .and_then(guid);
        let Some(id) = id else {
            let said = Said::read(&value);
            let words = said.words();
            if let Some(error) = wire::complaint(self.redactor(), &words) {
                return Err(error);
            }
            let told = value.get("SigningSessionId").is_some() || said.truth() == Some(false);
            let detail = self
                .redactor()
                .clean(&format!("no session was made: {words}"));
            return Err(if told {
                StepError::new(ErrorCode::ServiceRefused, detail)
            } else {
                unheard(&detail)
            });
        };
        self.bench.remember(MADE, &id)?;
        Ok(id)
    }

    /// What a made session leaves behind; a twin of it goes.
    async fn created(&self, id: &str) -> Result<Left, StepError> {
        let mut seen = Seen::default();
        let id = match self.list().await {
            Ok(found) => self.without_twins(id, &found, &mut seen).await?,
            // Looked for once more before the start.
            Err(_) => id.to_owned(),
        };
        if self.ahead().abs() > CLOCK {
            seen.events.push(SeenEvent {
                key: "clock".to_owned(),
                time: None,
                actor: "paraph".to_owned(),
                what: "clock-differs",
                args: BTreeMap::from([("minutes".to_owned(), (self.ahead() / 60_000).to_string())]),
            });
        }
        Ok(self.made_as(&id, seen))
    }

    fn made_as(&self, id: &str, seen: Seen) -> Left {
        Left {
            outcome: StepOutcome::Remote {
                service_session: Some(id.to_owned()),
                memory: BTreeMap::new(),
                signing_urls: BTreeMap::new(),
            },
            signing_urls: Vec::new(),
            seen: Some(seen),
            fetched: None,
        }
    }

    /// Keeps the oldest of several sessions with our handle; the others are deleted where they are
    /// drafts, which reached nobody (row 14). The id that is kept.
    async fn without_twins(
        &self,
        known: &str,
        found: &[Listed],
        seen: &mut Seen,
    ) -> Result<String, StepError> {
        let out = |one: &&Listed| one.status.is_some_and(|code| code != look::DRAFT);
        let kept = found.iter().find(out).or(found.first());
        let kept = kept.map_or(known, |one| one.id.as_str()).to_owned();
        if kept != known {
            self.bench.remember(MADE, &kept)?;
        }
        for twin in found.iter().filter(|one| one.id != kept && !out(one)) {
            let path = self.path_of(&twin.id, "");
            // Where that does not go through, the draft stays, and reaches nobody.
            let _ = self.call(Method::DELETE, &path, Body::None).await;
            seen.events.push(SeenEvent {
                key: format!("twin {}", twin.id),
                time: None,
                actor: "paraph".to_owned(),
                what: "twin-deleted",
                args: BTreeMap::new(),
            });
        }
        Ok(kept)
    }

    /// Whether a create happened whose answer was lost.
    pub(super) async fn was_created(&self) -> Result<Probed, StepError> {
        if let Some(id) = self.made() {
            let id = id.to_owned();
            return Ok(Probed::Happened(Box::new(self.created(&id).await?)));
        }
        for pause in LOOKS {
            self.bench.wait(Duration::from_secs(pause)).await?;
            let found = self.list().await?;
            if let Some(first) = found.first() {
                let mut seen = Seen::default();
                self.bench.remember(MADE, &first.id)?;
                let id = self.without_twins(&first.id, &found, &mut seen).await?;
                return Ok(Probed::Happened(Box::new(self.made_as(&id, seen))));
            }
        }
        Ok(Probed::DidNot)
    }

    /// Brings it out. Nobody hears of the session before.
    pub(super) async fn start(&self) -> Result<Left, StepError> {
        self.bench.remember(STARTED, "")?;
        let mut seen = Seen::default();
        let id = self.id()?.to_owned();
        if let Ok(found) = self.list().await {
            // One that came late (row 13).
            self.without_twins(&id, &found, &mut seen).await?;
        }
        let tagged = self.job.documents.iter().any(places::has_tags);
        if tagged {
            self.bench.wait(TAGS).await?;
        }
        if let Some(left) = self.is_out(&mut seen).await? {
            return Ok(left);
        }
        let mut messages = Vec::new();
        let mut pauses = self.pauses().into_iter();
        let mut tokens = 0;
        loop {
            match self.try_start().await {
                Ok(Some(true)) => {
                    self.bench.remember(STARTED, "yes")?;
                    return self.confirm(seen).await;
                }
                Ok(Some(false)) => latest(&mut messages, &[]),
                Ok(None) if tokens < TOKENS => {
                    tokens += 1;
                    if let Some(left) = self.is_out(&mut seen).await? {
                        return Ok(left);
                    }
                    continue;
                }
                Ok(None) => return Err(self.not_accepted()),
                Err(Refused::Said(words)) => latest(&mut messages, &words),
                // What was lost may have been a yes that shows late (rows 8 and 10).
                Err(Refused::Error(error)) if may_have_happened(&error) => {
                    if let Some(left) = self.shows(&mut seen).await.map_err(StepError::unknown)? {
                        return Ok(left);
                    }
                }
                Err(Refused::Error(error)) => return Err(error),
            }
            // Whatever was answered, the status decides (row 9).
            if let Some(left) = self.is_out(&mut seen).await? {
                return Ok(left);
            }
            match pauses.next() {
                Some(pause) => self.bench.wait(pause).await?,
                None => break,
            }
        }
        if messages.is_empty() {
            let why = "the service did not answer the start, and shows a draft";
            return Err(StepError::later(ErrorCode::ServiceUnreachable, why, None));
        }
        let detail = self.redactor().words(&messages.join("\n"));
        Err(StepError::new(ErrorCode::StartRefused, detail))
    }

    /// One PUT. `None`: the token was not accepted.
    async fn try_start(&self) -> Result<Option<bool>, Refused> {
        let id = self.id().map_err(Refused::Error)?;
        let back = segment(&create::return_url(self.job, self.account));
        let path = self.path_of(id, &format!("/start?returnUrl={back}"));
        let came = self.call(Method::PUT, &path, Body::Empty).await;
        let value = match came.map_err(Refused::Error)? {
            Came::Json(value) => value,
            Came::Nothing => return Ok(None),
            Came::NoSuchCall => {
                let error = StepError::new(ErrorCode::PathNotOffered, "no call at start");
                return Err(Refused::Error(error));
            }
        };
        let said = Said::read(&value);
        match said.truth() {
            Some(true) => Ok(Some(true)),
            Some(false) if said.details.is_empty() => Ok(Some(false)),
            Some(false) => Err(Refused::Said(said.details)),
            None => {
                let words = said.words();
                let known = wire::complaint(self.redactor(), &words);
                Err(Refused::Error(known.unwrap_or_else(|| unheard(&words))))
            }
        }
    }

    /// What is left behind where it is out already, or has ended; `None` for what can be started.
    async fn is_out(&self, seen: &mut Seen) -> Result<Option<Left>, StepError> {
        let it = self.session().await?;
        Ok(look::is_out(&it).then(|| self.started(&it, std::mem::take(seen))))
    }

    fn started(&self, it: &Session, before: Seen) -> Left {
        let mut seen = look::seen(self.job, self.account, it, self.redactor());
        seen.events.splice(0..0, before.events);
        // The service may make something else of it in silence (row 31).
        let asked = self.job.remind_days.map(i64::from).filter(|days| *days > 0);
        let theirs = it.reminder.filter(|_| asked.is_some());
        if let Some(days) = theirs.filter(|days| Some(*days) != asked) {
            seen.events.push(SeenEvent {
                key: "reminders-differ".to_owned(),
                time: None,
                actor: "service".to_owned(),
                what: "reminders-differ",
                args: BTreeMap::from([("days".to_owned(), days.to_string())]),
            });
        }
        let mut left = Left::from(StepOutcome::Done);
        left.seen = Some(seen);
        left
    }

    /// The service says that it started; it is out when it shows so (row 10).
    async fn confirm(&self, mut seen: Seen) -> Result<Left, StepError> {
        match self.shows(&mut seen).await {
            Ok(Some(left)) => return Ok(left),
            Ok(None) => {}
            Err(error) if matches!(error.again, crate::Again::Later(_)) => {}
            Err(error) => return Err(error.unknown()),
        }
        let why = "the service said that the session is out, and shows a draft";
        Err(StepError::new(ErrorCode::OutcomeUnknown, why).unknown())
    }

    /// Whether it is out, as far as that shows by the time that a start may take to show (row 10).
    async fn shows(&self, seen: &mut Seen) -> Result<Option<Left>, StepError> {
        let mut last = Ok(None);
        for pause in CONFIRM {
            self.bench.wait(Duration::from_secs(pause)).await?;
            last = self.is_out(seen).await;
            match &last {
                Ok(None) => {}
                Err(error) if matches!(error.again, crate::Again::Later(_)) => {}
                _ => break,
            }
        }
        last
    }

    /// Whether the start happened: the status tells. Never a second start where the service said
    /// that the first one went through.
    pub(super) async fn was_started(&self) -> Result<Probed, StepError> {
        if let Some(left) = self.shows(&mut Seen::default()).await? {
            return Ok(Probed::Happened(Box::new(left)));
        }
        Ok(if self.remembered(STARTED).is_some() {
            Probed::Unknown("the service said that it started, and shows a draft".to_owned())
        } else {
            Probed::DidNot
        })
    }

    /// Pauses between tries, spread by a fifth either way.
    fn pauses(&self) -> Vec<Duration> {
        let documents = &self.job.documents;
        let large = documents.iter().any(|document| document.bytes > LARGE);
        let tags: usize = documents.iter().map(|document| document.fields.len()).sum();
        let last = PAUSES.last().copied().unwrap_or_default();
        let more = if large || tags > MANY_TAGS {
            vec![last; 3]
        } else {
            Vec::new()
        };
        let spread = u64::try_from(self.bench.now().rem_euclid(41)).unwrap_or(20);
        PAUSES
            .into_iter()
            .chain(more)
            .map(|seconds| Duration::from_millis(seconds * (800 + spread * 10)))
            .collect()
    }
}

/// Why a start did not go through.
enum Refused {
    /// The service says why; it may only be too soon.
    Said(Vec<String>),
    /// Something else.
    Error(StepError),
}

/// Only the latest words are told (row 7).
fn latest(messages: &mut Vec<String>, words: &[String]) {
    messages.clear();
    if words.is_empty() {
        messages.push("the service does not say why".to_owned());
    }
    messages.extend(words.iter().cloned());
}

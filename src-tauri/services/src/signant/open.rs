//! A posting is made when its signer goes to sign (sheet §3.1): its quarter of an hour begins
//! then. It is asked for first where one is there already, so that never two live at a time.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use session::{ErrorCode, StepOutcome};

use super::Line;
use super::answer::Answered;
use super::contract::Operation;
use super::envelope::{Members, Value, text};
use super::options;
use super::posted::{LIFE, Posted, Stand};
use super::schedule::LADDER;
use crate::{Happened, JobDocument, JobSigner, Left, Seen, SeenEvent, SigningUrl, StepError};

/// A create whose answer was lost is made again at most twice (S1) within the life of a posting:
/// what was made before that has died by itself (§5).
const MOST_CREATES: u32 = 3;

impl Line<'_> {
    /// `posting:N:T:D`.
    pub(super) async fn open(
        &self,
        document: &JobDocument,
        signer: &JobSigner,
        number: u32,
    ) -> Result<Left, StepError> {
        let (key_d, key_n) = (document.number, signer.number);
        let before = Posted::of(self.job, key_d, key_n);
        let mut seen = Seen::default();
        if before.as_ref().is_some_and(|it| it.stand == Stand::Open) {
            seen = self.look().await?;
            let gone = format!(
                "posting-gone {}",
                before.map(|it| it.id).unwrap_or_default()
            );
            let goes_on = seen.state == Some(crate::SeenState::Waiting)
                && seen.events.iter().any(|event| event.key == gone);
            if !goes_on {
                // It still waits, and its address is kept; or there is nothing left to sign.
                let mut left = Left::from(StepOutcome::Done);
                left.seen = Some(seen);
                return Ok(left);
            }
        }
        let counted = format!("creates:{key_d}:{key_n}:{number}");
        let asked = self.bench.now();
        let told = self.remembered(&counted).unwrap_or_default();
        let (count, last) = told.split_once(' ').unwrap_or((told, ""));
        let last = last.parse().unwrap_or(asked);
        let tried = match count.parse::<u32>() {
            Ok(count) if (last..=last + LIFE).contains(&asked) => count,
            _ => 0,
        };
        if tried >= MOST_CREATES {
            return Err(StepError::new(
                ErrorCode::ServiceUnreachable,
                format!(
                    "the answer to {tried} requests was lost; nobody was led to what they made"
                ),
            ));
        }
        let parameters = self.posting(document, signer)?;
        self.bench
            .remember(&counted, &format!("{} {asked}", tried + 1))?;
        let made = match self.wire()?.call(Operation::Create, &parameters).await {
            Ok(Ok(made)) => made,
            Ok(Err(refused)) => return Err(self.refusal(&refused)),
            Err(error) => {
                if error.happened == Happened::No {
                    self.bench.remember(&counted, &format!("{tried} {asked}"))?;
                }
                return Err(error);
            }
        };
        let now = self.bench.now();
        let (posted, url) = self.made(&made, document, signer, now)?;
        seen.events.extend((1..=tried).map(|lost| SeenEvent {
            key: format!("orphan {counted} {lost}"),
            time: None,
            actor: "paraph".to_owned(),
            what: "orphan-left",
            args: BTreeMap::from([("reference".to_owned(), self.title(document))]),
        }));
        let mut memory = std::mem::take(&mut seen.memory);
        memory.extend([posted.entry(), (LADDER.to_owned(), String::new())]);
        seen.forget_urls.clear();
        Ok(Left {
            outcome: StepOutcome::Remote {
                // The first one stands for the session.
                service_session: Some(self.job.service_session.clone().unwrap_or(posted.id)),
                memory,
                signing_urls: BTreeMap::new(),
            },
            signing_urls: vec![(signer.number, url)],
            seen: Some(seen),
            fetched: None,
        })
    }

    /// Reads what a create says. The ids are remembered before anything else is looked at.
    fn made(
        &self,
        made: &Answered,
        document: &JobDocument,
        signer: &JobSigner,
        now: i64,
    ) -> Result<(Posted, SigningUrl), StepError> {
        let unreadable =
            |why: &str| StepError::later(ErrorCode::AnswerUnreadable, why, None).unknown();
        let id = made.id("PostingID");
        let id = id.ok_or_else(|| unreadable("the answer has no PostingID"))?;
        let attachment = made.id("AttachmentID");
        let attachment = attachment.ok_or_else(|| unreadable("the answer has no AttachmentID"))?;
        let mut posted = Posted {
            document: document.number,
            signer: signer.number,
            id,
            attachment,
            stand: Stand::Made,
            alive: now,
            asked: now,
            stamp: String::new(),
        };
        let (key, text) = posted.entry();
        self.bench.remember(&key, &text)?;
        posted.stand = Stand::Open;
        // By name; by place only where there are as many as were asked for (S24).
        let urls = made.sign_urls();
        let named = urls.iter().find(|(name, _)| *name == signer.name);
        let only = || urls.first().filter(|_| urls.len() == 1);
        let (_, url) = named
            .or_else(only)
            .ok_or_else(|| unreadable("the answer has no address for the signer"))?;
        if !crate::account::is_service_address(url) {
            return Err(unreadable("the address for the signer is none to go to"));
        }
        Ok((posted, SigningUrl::new(url.as_str())))
    }

    fn title(&self, document: &JobDocument) -> String {
        if self.job.documents.len() == 1 {
            return self.job.title.clone();
        }
        format!("{} – {}", self.job.title, document.name)
    }

    /// The parameters of a create: the file as the signer before left it, else as it was sent.
    pub(super) fn posting(
        &self,
        document: &JobDocument,
        signer: &JobSigner,
    ) -> Result<Vec<(&str, Value)>, StepError> {
        let (wanted, mut wrong) = options::wanted(self.job, self.account);
        let (person, more) = options::person(signer);
        wrong.extend(more);
        if let Some(wrong) = wrong.first() {
            let of = |name: &str| wrong.args.get(name).map_or("", String::as_str);
            let detail = format!("{}: {}", of("option"), of("why"));
            return Err(StepError::new(ErrorCode::OptionInvalid, detail));
        }
        let file = document.signed.as_ref().unwrap_or(&document.upload);
        let path = self.bench.file(file)?;
        let bytes = std::fs::read(&path)
            .map_err(|e| StepError::new(ErrorCode::FileUnreadable, e.kind().to_string()))?;
        if !bytes.starts_with(b"%PDF") {
            return Err(StepError::new(ErrorCode::NotAPdf, document.name.clone()));
        }
        let plain = |text: &str| Value::Plain(text.to_owned());
        let attachment: Members = vec![
            ("ActionType", plain("Sign")),
            ("File", Value::Plain(STANDARD.encode(bytes))),
            ("FileName", Value::Text(document.name.clone())),
        ];
        let mut recipient: Members = vec![("Name", Value::Text(signer.name.clone()))];
        recipient.extend(text("Email", signer.email.clone()));
        recipient.extend(text("SSN", person.ssn));
        let born = person.born.map(|day| format!("{day}T00:00:00"));
        recipient.extend(text("DateOfBirthRequired", born));
        let number = |age: Option<i64>| age.map(|age| age.to_string());
        recipient.extend(text("MinimumAge", number(person.minimum_age)));
        recipient.extend(text("MaximumAge", number(person.maximum_age)));
        let action = if wanted.back.is_some() {
            "Redirect"
        } else {
            "NoAction"
        };
        let mut posting: Members = vec![
            ("AfterSignAction", plain(action)),
            ("AttachmentToSign", Value::Members(attachment)),
            (
                "Recipients",
                Value::List("InstantPostingRecipient", vec![recipient]),
            ),
            ("Title", Value::Text(self.title(document))),
            (
                "UseWidget",
                plain(if wanted.widget { "true" } else { "false" }),
            ),
        ];
        posting.extend(text("AfterSignRedirectUrl", wanted.back));
        posting.extend(text("AfterSignRedirectDelay", number(wanted.delay)));
        posting.extend(text("AfterSignRedirectCaption", wanted.caption));
        posting.extend(text("CancelUrl", wanted.cancel));
        posting.extend(text("Description", wanted.description));
        posting.extend(text("DistributorSystemID", Some(wanted.system)));
        let mut parameters: Vec<(&str, Value)> = self.keys()?;
        parameters.push((self.names.posting.as_str(), Value::Members(posting)));
        Ok(parameters)
    }
}

//! CreateInstantPosting (§3.1).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use uuid::Uuid;

use super::contract::CREATED;
use super::render::Answer;
use super::service::Sim;
use super::soap::{Members, escape};
use super::state::{Posting, Recipient, State};
use crate::core::{Judge, Reply};

/// Codes of the simulator's own (§4: only 4008 is published).
pub(super) const CREDENTIALS: i32 = 9001;
const MISSING: i32 = 9002;
const NOT_A_PDF: i32 = 9003;

impl Sim {
    pub(super) fn create(&self, state: &mut State, judge: &mut Judge<'_>, sent: &Members) -> Reply {
        let answer = match sent.one("Posting") {
            None => Answer::refused(MISSING, "Posting is missing"),
            Some(posting) => match self.posting(judge, posting) {
                Err(refused) => refused,
                Ok(posting) => {
                    judge.session = Some(posting.id.clone());
                    let answer = self.created(&posting);
                    state.postings.insert(posting.id.clone(), posting);
                    answer
                }
            },
        };
        answer.reply(&self.options, "CreateInstantPosting", &CREATED)
    }

    fn created(&self, posting: &Posting) -> Answer {
        let origin = self.origin();
        let urls = posting.recipients.iter().map(|one| {
            format!(
                "<a:UrlToSigning><a:Name>{}</a:Name><a:Url>{origin}/x/{}</a:Url></a:UrlToSigning>",
                escape(&one.name),
                one.link
            )
        });
        Answer::new()
            .set("AttachmentID", &posting.attachment)
            .set("PostingID", &posting.id)
            .set("SignUrls", urls.collect::<String>())
            .set("Success", "true")
    }

    fn posting(&self, judge: &mut Judge<'_>, sent: &Members) -> Result<Posting, Answer> {
        let mut wrong = None;
        let mut refuse = |judge: &mut Judge<'_>, rule: &str, code: i32, words: &str| {
            judge.note(rule, "§3.1", words);
            wrong.get_or_insert_with(|| Answer::refused(code, words));
        };
        let text = |name: &str| {
            sent.text(name)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let title = text("Title").unwrap_or_default();
        if title.is_empty() {
            refuse(judge, "posting.title", MISSING, "Title is missing");
        }
        let after = text("AfterSignAction").unwrap_or_default();
        if after.is_empty() {
            refuse(
                judge,
                "posting.after_sign",
                MISSING,
                "AfterSignAction is missing",
            );
        }
        let (redirect, cancel) = (text("AfterSignRedirectUrl"), text("CancelUrl"));
        if after == "Redirect" && redirect.is_none() {
            refuse(
                judge,
                "posting.redirect",
                MISSING,
                "Redirect needs AfterSignRedirectUrl",
            );
        }
        if after == "CloseWindow" {
            // It works only in a window that another one has opened.
            judge.note("posting.close_window", "§3.1", "nobody opened the window");
        }
        let (caption, delay) = (
            text("AfterSignRedirectCaption"),
            sent.int("AfterSignRedirectDelay"),
        );
        if caption.is_some() && delay.is_some() {
            refuse(
                judge,
                "posting.delay_or_caption",
                MISSING,
                "a caption is for no delay",
            );
        }
        if cancel
            .as_ref()
            .is_some_and(|url| !url.starts_with("https://"))
        {
            refuse(
                judge,
                "posting.cancel_https",
                MISSING,
                "CancelUrl must be https",
            );
        }
        if sent.text("UseWidget").is_none() {
            refuse(judge, "posting.widget", MISSING, "UseWidget is missing");
        }
        let empty = Members::default();
        let attachment = sent.one("AttachmentToSign").unwrap_or(&empty);
        if attachment.text("ActionType") != Some("Sign") {
            refuse(
                judge,
                "attachment.action",
                MISSING,
                "ActionType must be Sign",
            );
        }
        let file_name = attachment.text("FileName").unwrap_or_default().to_owned();
        if file_name.is_empty() {
            refuse(judge, "attachment.name", MISSING, "FileName is missing");
        }
        let plain: String = attachment
            .text("File")
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        let file = STANDARD.decode(plain).unwrap_or_default();
        if !file.starts_with(b"%PDF") {
            refuse(judge, "attachment.pdf", NOT_A_PDF, "File is no PDF");
        }
        let recipients: Vec<Recipient> = sent.many("Recipients").iter().map(recipient).collect();
        let mut names: Vec<&str> = recipients.iter().map(|one| one.name.as_str()).collect();
        names.sort_unstable();
        if recipients.is_empty() || names.first().is_some_and(|name| name.trim().is_empty()) {
            refuse(judge, "recipient.name", MISSING, "a recipient has no name");
        }
        if names.windows(2).any(|two| two.first() == two.last()) {
            judge.note("recipient.twice", "§3.1", "two recipients have one name");
        }
        if let Some(refused) = wrong {
            return Err(refused);
        }
        let now = self.watch.clock.now();
        Ok(Posting {
            id: Uuid::new_v4().to_string(),
            attachment: Uuid::new_v4().to_string(),
            title,
            description: text("Description"),
            system: text("DistributorSystemID"),
            after_sign: after,
            redirect,
            caption,
            delay,
            cancel,
            widget: sent.flag("UseWidget"),
            recipients,
            file_name,
            file: file.into(),
            signed_file: None,
            created: now,
            modified: now,
            expires: Posting::begins(now),
            shown_from: now,
            reads: 0,
            downloads: 0,
        })
    }
}

fn recipient(sent: &Members) -> Recipient {
    let text = |name: &str| {
        sent.text(name)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    Recipient {
        name: text("Name").unwrap_or_default(),
        email: text("Email"),
        ssn: text("SSN"),
        minimum_age: sent.int("MinimumAge"),
        maximum_age: sent.int("MaximumAge"),
        date_of_birth: text("DateOfBirthRequired").map(|date| date.chars().take(10).collect()),
        link: Uuid::new_v4().simple().to_string(),
        begun: None,
        signed: None,
        rejected: None,
    }
}

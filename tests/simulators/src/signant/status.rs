//! GetPostingStatus (§3.2).

use super::contract::STATUS_RESULT;
use super::render::{Answer, moment};
use super::service::Sim;
use super::soap::Members;
use super::state::{Posting, State};
use crate::core::{Judge, Reply};

/// The one code that is published: the posting is not known (§4).
pub(super) const UNKNOWN: i32 = 4008;

impl Sim {
    pub(super) fn status(&self, state: &mut State, judge: &mut Judge<'_>, sent: &Members) -> Reply {
        let id = sent.text("PostingID").unwrap_or_default();
        judge.session = Some(id.to_owned());
        let answer = match state.postings.get_mut(id) {
            None => Answer::refused(UNKNOWN, "posting unknown"),
            Some(posting) => {
                posting.reads += 1;
                self.told(posting)
            }
        };
        answer.reply(&self.options, "GetPostingStatus", &STATUS_RESULT)
    }

    fn told(&self, posting: &Posting) -> Answer {
        let now = self.watch.clock.now();
        let shown = now >= posting.shown_from;
        let signatures = if shown { posting.signatures() } else { 0 };
        let all = posting.recipients.len();
        let status = if now >= posting.expires {
            "Expired"
        } else if signatures == all {
            "Completed"
        } else if signatures > 0 {
            // Also with a refusal, when somebody else has signed (assumed).
            "CompletedPartially"
        } else {
            "Sent"
        };
        let complete = usize::from(signatures == all);
        let at = |at| moment(self.options.times, at);
        let mut answer = Answer::new()
            .set("Activated", "true")
            .set("ActiveToDateTime", at(posting.expires))
            .set("CreatedDateTime", at(posting.created))
            .set("DefaultLanguage", "NOR")
            .set("LastModifiedDateTime", at(posting.modified))
            .set("PostingID", &posting.id)
            .set("PostingType", "InstantSign")
            .set("SignatureCount", signatures.to_string())
            .set("Status", status)
            .set("Success", "true")
            .set("Title", &posting.title)
            .set("ToBeSignedCount", all.to_string())
            .set(
                "TotalDocsRejected",
                u8::from(posting.rejected()).to_string(),
            )
            .set("TotalDocsSigned", complete.to_string())
            .set("TotalDocsToSign", "1")
            .set("WillBeDeletedDateTime", at(posting.expires));
        if let Some(description) = &posting.description {
            answer = answer.set("Description", description);
        }
        if complete == 1 {
            answer = answer.set("CompletedDateTime", at(posting.modified));
        }
        answer
    }
}

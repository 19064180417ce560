//! DownloadInstantAttachment (§3.3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};

use super::contract::DOWNLOADED;
use super::options::HashText;
use super::render::Answer;
use super::service::Sim;
use super::soap::Members;
use super::state::{Posting, State};
use super::status::UNKNOWN;
use crate::core::{Judge, Reply};

const NO_ATTACHMENT: i32 = 9004;
const NOT_COMPLETED: i32 = 9005;

/// The hash of a file as it is written.
pub(super) fn hash(style: HashText, file: &[u8]) -> String {
    let digest = Md5::digest(file);
    let hex = hex::encode(digest);
    match style {
        HashText::Lower => hex,
        HashText::Upper => hex.to_uppercase(),
        HashText::Dashed => {
            let bytes = digest.iter().map(|byte| format!("{byte:02X}"));
            bytes.collect::<Vec<_>>().join("-")
        }
        HashText::Base64 => STANDARD.encode(digest),
        HashText::Empty => String::new(),
    }
}

impl Sim {
    pub(super) fn download(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        sent: &Members,
    ) -> Reply {
        let id = sent.text("PostingID").unwrap_or_default();
        judge.session = Some(id.to_owned());
        let now = self.watch.clock.now();
        let answer = match state.postings.get_mut(id) {
            None => Answer::refused(UNKNOWN, "posting unknown"),
            Some(posting) if now >= posting.expires => Answer::refused(UNKNOWN, "posting expired"),
            Some(posting) => {
                if sent.text("AttachmentID") == Some(&posting.attachment) {
                    let shown = now >= posting.shown_from;
                    self.file(judge, posting, shown)
                } else {
                    judge.note(
                        "download.attachment",
                        "§3.3",
                        "another posting's attachment",
                    );
                    Answer::refused(NO_ATTACHMENT, "attachment unknown")
                }
            }
        };
        answer.reply(&self.options, "DownloadInstantAttachment", &DOWNLOADED)
    }

    fn file(&self, judge: &mut Judge<'_>, posting: &mut Posting, shown: bool) -> Answer {
        let partial = self.options.partial_download && posting.signatures() > 0;
        let ready = shown && (posting.complete() || partial);
        let Some(file) = posting.signed_file.clone().filter(|_| ready) else {
            if posting.signatures() == 0 {
                judge.note("download.early", "§5", "nobody has signed yet");
            }
            return Answer::refused(NOT_COMPLETED, "not completed yet");
        };
        posting.downloads += 1;
        Answer::new()
            .set("AttachmentFile", STANDARD.encode(&file))
            .set("AttachmentID", &posting.attachment)
            .set("FileHash", hash(self.options.hash, &file))
            .set("FileName", &posting.file_name)
            .set("Success", "true")
    }
}

//! The draft as the window shows it.

use super::Preparation;
use crate::DeskError;
use crate::api::{DraftView, FindingView};

impl Preparation {
    /// The draft with everything that pre-flight found, and whether it could go out.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn view(&self) -> Result<DraftView, DeskError> {
        let found = self.preflight()?;
        let words = self.desk().words();
        let (draft, sending) = {
            let current = self.current();
            (current.draft.clone(), current.sending)
        };
        let mut blocked_by = None;
        let stopping = found.iter().filter(|f| f.stops(&draft)).count();
        if let Some(first) = found.iter().find(|f| f.stops(&draft)) {
            blocked_by = Some(if stopping == 1 {
                first.finding.message.clone()
            } else {
                let count = stopping.to_string();
                let more = words.say("blocked-by-findings", &[("count", &count)]);
                format!("{} {more}", first.finding.message)
            });
        }
        Ok(DraftView {
            can_send: blocked_by.is_none() && !sending,
            send_label: words.say("sign-here", &[]),
            blocked_by,
            account_note: words.say("service-local-note", &[]),
            sending,
            findings: found
                .into_iter()
                .map(|f| FindingView {
                    can_allow: f.finding.code.can_be_allowed(),
                    document: f.document,
                    finding: f.finding,
                })
                .collect(),
            draft,
        })
    }
}

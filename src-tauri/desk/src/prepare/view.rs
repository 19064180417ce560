//! The draft as the window shows it.

use std::collections::BTreeMap;

use session::{Draft, FindingCode, Service};

use super::Preparation;
use super::preflight::Found;
use crate::DeskError;
use crate::accounts::service_of;
use crate::api::{DraftView, FindingView, Folded};
use crate::words::Words;

/// So many findings of one kind are better told on one line.
const FOLD: usize = 4;

impl Preparation {
    /// The draft with everything that pre-flight found, and whether it could go out.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn view(&self) -> Result<DraftView, DeskError> {
        let found = self.preflight()?;
        let words = self.desk().words();
        let (draft, sending, done, can_redo, gathering, aside) = {
            let current = self.current();
            let aside = current.aside.as_ref().map(|aside| aside.say(words));
            (
                current.draft.clone(),
                current.sending,
                current.done(words),
                !current.undone.is_empty(),
                current.gathering > 0,
                aside,
            )
        };
        // With hundreds of documents this is asked for often, and goes to another process.
        let draft = seen(draft);
        let service = self
            .desk()
            .account_row(&draft.account)
            .and_then(|row| service_of(&row))
            .unwrap_or(Service::Local);
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
            folded: folded(&found, words),
            done,
            can_redo,
            gathering,
            aside,
            can_send: blocked_by.is_none() && !sending,
            send_label: words.say(
                if service == Service::Local {
                    "sign-here"
                } else {
                    "send"
                },
                &[],
            ),
            blocked_by,
            account_note: words.say(&format!("service-{}-note", service.as_str()), &[]),
            service,
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

/// A draft without what was read of its documents and is told by fields and findings.
fn seen(mut draft: Draft) -> Draft {
    for document in &mut draft.documents {
        document.tags.clear();
        document.form_fields.clear();
        document.findings.clear();
        document.marks.clear();
    }
    draft
}

/// What is said on one line of the kinds that were found many times.
fn folded(found: &[Found], words: &Words) -> Vec<Folded> {
    let mut kinds = BTreeMap::<FindingCode, Vec<&Found>>::new();
    for item in found {
        kinds.entry(item.finding.code).or_default().push(item);
    }
    let many = kinds
        .into_iter()
        .filter(|(_, of_kind)| of_kind.len() >= FOLD);
    many.filter_map(|(code, of_kind)| {
        let mut args = of_kind.first()?.finding.args.clone();
        args.insert("count".to_owned(), of_kind.len().to_string());
        Some(Folded {
            code,
            count: u32::try_from(of_kind.len()).unwrap_or(u32::MAX),
            message: words.many(code, &args)?,
        })
    })
    .collect()
}

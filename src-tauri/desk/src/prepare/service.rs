//! What the chosen service would refuse, miss, or do otherwise than the documents ask.

use services::{Capabilities, Limits, Others};
use session::{Draft, DraftDocument, FieldKind, Finding, FindingCode, Service, Severity};

use super::preflight::Found;
use crate::words::Words;
use crate::{Desk, DeskError};

/// What pre-flight knows of the service of a draft's account.
pub(super) struct Rules {
    pub(super) service: Service,
    /// As people call it.
    pub(super) name: String,
    pub(super) capabilities: Capabilities,
    pub(super) limits: Limits,
}

impl Desk {
    /// The rules of the service that an account is at; none where there is no such account, which
    /// Send refuses anyway.
    pub(super) fn rules_of(&self, account: &str) -> Result<Option<Rules>, DeskError> {
        let accounts = self.history().accounts()?;
        let found = accounts.into_iter().find(|one| one.name == account);
        Ok(found
            .and_then(|account| Some(Rules::of(Service::parse(&account.service)?, self.words()))))
    }
}

impl Desk {
    /// What the connector of a draft's account objects to.
    pub(super) fn objections(&self, draft: &Draft) -> Vec<Found> {
        let connector = self
            .account_row(&draft.account)
            .and_then(|row| self.planning_connector(&row));
        // An account that is not there any more is another finding's matter.
        let Ok(connector) = connector else {
            return Vec::new();
        };
        let documents: Vec<_> = draft
            .documents
            .iter()
            .filter(|document| document.sha256.is_some())
            .collect();
        connector
            .check(&self.job_of_draft(draft))
            .into_iter()
            .map(|objection| {
                let about = objection
                    .document
                    .and_then(|number| documents.get(number.checked_sub(1)? as usize));
                let mut finding = Finding::new(objection.code);
                finding.signer = objection.signer;
                finding.args = objection.args;
                if let Some(document) = about {
                    finding = finding.arg("name", &document.name);
                }
                Found {
                    document: about.map(|document| document.id.clone()),
                    finding,
                }
            })
            .collect()
    }
}

impl Rules {
    /// Those that a service states.
    pub(super) fn of(service: Service, words: &Words) -> Self {
        let about = services::describe(service);
        Self {
            service,
            name: words.say(&format!("service-{}", service.as_str()), &[]),
            capabilities: about.capabilities,
            limits: about.limits,
        }
    }

    /// What the service would make of this draft.
    pub(super) fn on(&self, draft: &Draft) -> Vec<Found> {
        let mut found = self.of_the_whole(draft);
        for document in &draft.documents {
            let about = self.of_document(document);
            found.extend(about.into_iter().map(|finding| Found {
                document: Some(document.id.clone()),
                finding,
            }));
        }
        found
    }

    fn finding(&self, code: FindingCode) -> Finding {
        Finding::new(code).arg("service", &self.name)
    }

    fn of_the_whole(&self, draft: &Draft) -> Vec<Found> {
        let mut findings = Vec::new();
        let counted = [
            (
                FindingCode::DocumentsTooMany,
                draft.documents.len(),
                self.limits.documents,
            ),
            (
                FindingCode::SignersTooMany,
                draft.signers.len(),
                self.limits.signers,
            ),
        ];
        for (code, count, most) in counted {
            if let Some(most) = most.filter(|most| count > *most as usize) {
                let finding = self.finding(code).arg("count", count.to_string());
                findings.push(finding.arg("most", most.to_string()));
            }
        }
        let bytes = draft.documents.iter().map(|document| document.bytes).sum();
        if let Some(most) = self.limits.session_bytes.filter(|most| bytes > *most) {
            findings.push(self.size(FindingCode::DocumentsTooLarge, bytes, most));
        }
        if self.capabilities.email_needed {
            let nameless = draft.signers.iter().filter(|s| s.email.trim().is_empty());
            findings.extend(nameless.map(|signer| {
                self.finding(FindingCode::SignerEmailMissing)
                    .signer(signer.number)
            }));
        }
        let whole = |finding| Found {
            document: None,
            finding,
        };
        findings.into_iter().map(whole).collect()
    }

    fn of_document(&self, document: &DraftDocument) -> Vec<Finding> {
        let mut findings = Vec::new();
        let limits = &self.limits;
        if let Some(most) = limits.document_bytes.filter(|most| document.bytes > *most) {
            let finding = self.size(FindingCode::DocumentTooLarge, document.bytes, most);
            findings.push(finding.arg("name", &document.name));
        }
        let pages = document.pages.len();
        if let Some(most) = limits.pages.filter(|most| pages > *most as usize) {
            let finding = self
                .finding(FindingCode::DocumentTooLong)
                .arg("name", &document.name)
                .arg("pages", pages.to_string());
            findings.push(finding.arg("most", most.to_string()));
        }
        // Here what others have signed stays as it is.
        if !document.signed_by.is_empty() && self.service != Service::Local {
            let finding = self.finding(FindingCode::SignedMayBreak);
            findings.push(
                finding
                    .arg("name", &document.name)
                    .arg("who", document.signed_by.join(", ")),
            );
        }
        findings.extend(self.too_many_places(document));
        findings.extend(self.unread_tags(document));
        findings
    }

    fn size(&self, code: FindingCode, bytes: u64, most: u64) -> Finding {
        let megabytes = |bytes: u64| format!("{:.1}", bytes as f64 / 1e6);
        self.finding(code)
            .arg("megabytes", megabytes(bytes))
            .arg("most", megabytes(most))
    }

    /// Where the mark of a signer without a place would be put.
    pub(super) fn without_place(&self, mut finding: Finding) -> Finding {
        if finding.code == FindingCode::SignerWithoutPlace
            && let Some(place) = self.capabilities.without_place
        {
            finding = finding.arg("service", &self.name).arg("otherwise", place);
        }
        finding
    }

    fn too_many_places(&self, document: &DraftDocument) -> Vec<Finding> {
        let Some(most) = self.limits.signatures else {
            return Vec::new();
        };
        let places = document
            .fields
            .iter()
            .filter(|field| field.kind == FieldKind::Signature);
        let mut of_signer = std::collections::BTreeMap::<u16, Vec<_>>::new();
        for field in places {
            of_signer.entry(field.signer).or_default().push(field);
        }
        let mut findings = Vec::new();
        for (signer, places) in of_signer {
            // The first one that is too many is where to look.
            let Some(first) = places.get(most as usize) else {
                continue;
            };
            let finding = self
                .finding(FindingCode::PlacesTooMany)
                .at(first.page, Some(first.rect))
                .signer(signer)
                .arg("name", &document.name)
                .arg("count", places.len().to_string());
            findings.push(finding.arg("most", most.to_string()));
        }
        findings
    }

    fn unread_tags(&self, document: &DraftDocument) -> Vec<Finding> {
        let reads = &self.capabilities.reads;
        // Whoever is told every place anyway has nothing that could be missed.
        if *reads == services::Reads::EVERYTHING {
            return Vec::new();
        }
        let unread = document
            .tags
            .iter()
            .filter(|tag| tag.visibility.gives_place() && !reads.tag(tag));
        unread
            .map(|tag| {
                let (how, severity) = match reads.others {
                    Others::Field => ("field", Severity::Info),
                    Others::Rewritten => ("rewritten", Severity::Info),
                    Others::Left => ("left", Severity::Warning),
                };
                let mut finding = self
                    .finding(FindingCode::TagDialect)
                    .at(tag.page, Some(tag.rect))
                    .signer(tag.signer)
                    .arg("text", &tag.text)
                    .arg("how", how);
                finding.severity = severity;
                finding
            })
            .collect()
    }
}

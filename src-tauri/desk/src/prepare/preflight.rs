//! Pre-flight over the draft as a whole: what would go wrong if it went out now. Pure but for the
//! question what was sent before.

use std::collections::BTreeSet;

use history::NewSigner;
use session::{Draft, DraftDocument, DraftState, Finding, FindingCode, Severity};

use super::service::Rules;
use super::{Current, Preparation, cures, overlaps, reading};
use crate::words::Words;
use crate::{Desk, DeskError};

/// A finding and the draft document that it is about.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) document: Option<String>,
    pub(crate) finding: Finding,
}

impl Found {
    /// Whether it stops the send of this draft.
    pub(crate) fn stops(&self, draft: &Draft) -> bool {
        let code = self.finding.code;
        self.finding.severity == Severity::Error
            && !(code.can_be_allowed() && draft.allowed.iter().any(|a| a == code.as_str()))
    }
}

impl Preparation {
    /// Everything that pre-flight finds, in words, the worst first.
    pub(crate) fn preflight(&self) -> Result<Vec<Found>, DeskError> {
        let account = self.current().draft.account.clone();
        let rules = self.desk().rules_of(&account)?;
        self.preflight_by(rules.as_ref())
    }

    /// Pre-flight by the rules of a service.
    pub(super) fn preflight_by(&self, rules: Option<&Rules>) -> Result<Vec<Found>, DeskError> {
        let (mut found, draft) = {
            let current = self.current();
            (of_documents(&current), current.draft.clone())
        };
        found.extend(of_signers(&draft, rules));
        if let Some(rules) = rules {
            for item in &mut found {
                item.finding = rules.without_place(item.finding.clone());
            }
        }
        found.extend(self.desk().objections(&draft));
        found.extend(self.desk().sent_before(&draft)?);
        let words = self.desk().words();
        Ok(told(found, &draft, words))
    }
}

/// What is found in a file by itself, in words and with cures.
#[must_use]
pub fn findings_of(read: &tags::Document, words: &Words) -> Vec<Finding> {
    let mut document = DraftDocument::new("file", "");
    reading::fill(&mut document, read.clone());
    let found = in_document(&document).collect();
    let draft = Draft {
        documents: vec![document],
        ..Draft::new("")
    };
    let told = told(found, &draft, words);
    told.into_iter().map(|item| item.finding).collect()
}

/// What reading a document found and is not seen to yet.
fn in_document(document: &DraftDocument) -> impl Iterator<Item = Found> {
    let read = document.findings.iter().cloned();
    let open = read.filter(|finding| !cures::is_mended(finding, document));
    open.chain(overlaps::of(document)).map(|finding| Found {
        document: Some(document.id.clone()),
        finding,
    })
}

/// Weighs findings against one another, the worst first, with words and cures.
fn told(mut found: Vec<Found>, draft: &Draft, words: &Words) -> Vec<Found> {
    let somebody_has_none = found.iter().any(|f| {
        let code = f.finding.code;
        matches!(
            code,
            FindingCode::SignerWithoutPlace | FindingCode::NoSigner
        )
    });
    for item in &mut found {
        // The missing place may well be on the page that cannot be read.
        if item.finding.code == FindingCode::PageUnreadable && somebody_has_none {
            item.finding.severity = Severity::Error;
        }
        let cures = cures::of(item, draft);
        item.finding = words.finding(item.finding.clone());
        item.finding.cures = cures.into_iter().map(|cure| words.offer(cure)).collect();
    }
    found.sort_by_key(|f| f.finding.severity);
    found
}

fn of_documents(current: &Current) -> Vec<Found> {
    let documents = &current.draft.documents;
    let mut found = Vec::new();
    if documents.is_empty() {
        found.push(Found {
            document: None,
            finding: Finding::new(FindingCode::NoDocument),
        });
    }
    for (index, document) in documents.iter().enumerate() {
        let about = |code| Found {
            document: Some(document.id.clone()),
            finding: Finding::new(code).arg("name", &document.name),
        };
        match document.state {
            DraftState::Reading => found.push(about(FindingCode::DocumentReading)),
            DraftState::Unreadable => {
                let mut unreadable = about(FindingCode::DocumentUnreadable);
                if let Some(error) = &document.error {
                    unreadable.finding = unreadable
                        .finding
                        .arg("code", &error.code)
                        .arg("why", &error.message)
                        .arg("cure", &error.remedy);
                }
                found.push(unreadable);
            }
            DraftState::Ready => {}
        }
        if current.changed.contains(&document.id) {
            found.push(about(FindingCode::DocumentChanged));
        }
        if current.gone.contains(&document.id) {
            found.push(about(FindingCode::DocumentGone));
        }
        let twin = documents
            .iter()
            .take(index)
            .find(|other| same(other, document));
        if let Some(other) = twin {
            let mut twice = about(FindingCode::DocumentTwice);
            twice.finding = twice.finding.arg("other", &other.name);
            found.push(twice);
        }
        found.extend(in_document(document));
    }
    found
}

fn same(one: &DraftDocument, other: &DraftDocument) -> bool {
    one.sha256.is_some() && one.sha256 == other.sha256
}

fn of_signers(draft: &Draft, rules: Option<&Rules>) -> Vec<Found> {
    let whole = |finding| Found {
        document: None,
        finding,
    };
    let mut found = Vec::new();
    let with_place: BTreeSet<u16> = draft
        .documents
        .iter()
        .flat_map(|d| &d.fields)
        .map(|field| field.signer)
        .collect();
    if draft.signers.is_empty() && draft.documents.iter().any(|d| d.state == DraftState::Ready) {
        found.push(whole(Finding::new(FindingCode::NoSigner)));
    }
    for signer in &draft.signers {
        let about = |code| whole(Finding::new(code).signer(signer.number));
        if signer.name.trim().is_empty() {
            found.push(about(FindingCode::SignerNameMissing));
        }
        if let Some(letter) = seal::undrawable(&signer.name) {
            let finding = Finding::new(FindingCode::SignerNameUndrawn)
                .signer(signer.number)
                .arg("name", signer.name.trim())
                .arg("letter", letter.to_string())
                .arg("code", format!("U+{:04X}", u32::from(letter)));
            found.push(whole(finding));
        }
        if !signer.email.trim().is_empty() && !is_address(signer.email.trim()) {
            found.push(about(FindingCode::SignerEmailInvalid));
        }
        if !with_place.contains(&signer.number) {
            found.push(about(FindingCode::SignerWithoutPlace));
        }
    }
    let known: BTreeSet<u16> = draft.signers.iter().map(|signer| signer.number).collect();
    for document in &draft.documents {
        let strangers: BTreeSet<u16> = document
            .fields
            .iter()
            .map(|field| field.signer)
            .filter(|number| !known.contains(number))
            .collect();
        for number in strangers {
            let mut finding = Finding::new(FindingCode::TagWithoutSigner).signer(number);
            if let Some(field) = document.fields.iter().find(|field| field.signer == number) {
                finding = finding.at(field.page, Some(field.rect));
            }
            found.push(Found {
                document: Some(document.id.clone()),
                finding,
            });
        }
    }
    let gap = known
        .last()
        .is_some_and(|last| usize::from(*last) != known.len());
    if gap {
        found.push(whole(Finding::new(FindingCode::NumbersGap)));
    }
    found.extend(rules.map(|rules| rules.on(draft)).into_iter().flatten());
    found
}

/// Whether a text has the shape of an e-mail address; whether it exists only a mail can tell.
pub(crate) fn is_address(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else {
        return false;
    };
    !name.is_empty()
        && !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c))
        && !name.contains('@')
        && host.split('.').count() > 1
        && host.split('.').all(|label| !label.is_empty())
}

/// A draft's signers as the history knows people.
pub(crate) fn people(draft: &Draft) -> Vec<NewSigner> {
    draft
        .signers
        .iter()
        .map(|signer| NewSigner {
            number: signer.number,
            name: signer.name.trim().to_owned(),
            email: Some(signer.email.trim().to_owned()).filter(|email| !email.is_empty()),
            options: signer.options.clone(),
        })
        .collect()
}

impl Desk {
    fn sent_before(&self, draft: &Draft) -> Result<Vec<Found>, DeskError> {
        let people: Vec<_> = people(draft)
            .into_iter()
            .filter(|person| !person.folded().is_empty())
            .collect();
        let originals: Vec<&str> = draft
            .documents
            .iter()
            .filter_map(|d| d.sha256.as_deref())
            .collect();
        if people.is_empty() || originals.is_empty() {
            return Ok(Vec::new());
        }
        let mut found: Vec<Found> = Vec::new();
        for earlier in self.history().already_sent(&originals, &people)? {
            let Some(document) = draft
                .documents
                .iter()
                .find(|d| d.sha256.as_deref() == Some(&earlier.original))
            else {
                continue;
            };
            let finding = Finding::new(FindingCode::AlreadySent)
                .arg("name", &document.name)
                .arg("who", &earlier.signer)
                .arg("when", self.day_of(earlier.created))
                .arg("session", &earlier.session);
            let told = found.iter().any(|other| {
                other.document.as_deref() == Some(&document.id)
                    && other.finding.args.get("who") == finding.args.get("who")
            });
            if !told {
                found.push(Found {
                    document: Some(document.id.clone()),
                    finding,
                });
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use session::{DraftSigner, Field, FieldKind, Origin, Rect};

    use super::*;

    fn document(id: &str, sha256: &str, signers: &[u16]) -> DraftDocument {
        DraftDocument {
            sha256: Some(sha256.into()),
            state: DraftState::Ready,
            fields: (0..)
                .map(|at| f64::from(at) * 20.0)
                .zip(signers)
                .map(|(y, signer)| Field {
                    kind: FieldKind::Signature,
                    signer: *signer,
                    page: 2,
                    rect: Rect::new(0.0, y, 9.0, y + 9.0),
                    origin: Origin::Tag,
                    text: None,
                })
                .collect(),
            ..DraftDocument::new(id, format!("{id}.pdf"))
        }
    }

    fn draft(documents: Vec<DraftDocument>, signers: &[(u16, &str, &str)]) -> Draft {
        Draft {
            documents,
            signers: signers
                .iter()
                .map(|(number, name, email)| DraftSigner {
                    number: *number,
                    name: (*name).into(),
                    email: (*email).into(),
                    by_hand: true,
                    options: Default::default(),
                })
                .collect(),
            ..Draft::new("d")
        }
    }

    fn codes(draft: Draft) -> Vec<FindingCode> {
        let current = Current {
            draft,
            changed: HashSet::new(),
            gone: HashSet::new(),
            sending: false,
            undo: Vec::new(),
            undone: Vec::new(),
            gathering: 0,
            aside: None,
        };
        let mut found = of_documents(&current);
        found.extend(of_signers(&current.draft, None));
        found.into_iter().map(|f| f.finding.code).collect()
    }

    #[test]
    fn a_draft_in_which_every_signer_has_a_name_and_a_place_finds_nothing() {
        let whole = draft(
            vec![document("a", "1", &[1, 2])],
            &[(1, "Ann", ""), (2, "Zoë", "z@x.example")],
        );
        assert_eq!(codes(whole), []);
    }

    #[test]
    fn what_is_missing_is_found_before_anything_leaves() {
        use FindingCode::{
            NoDocument, NoSigner, NumbersGap, SignerEmailInvalid, SignerNameMissing,
            SignerWithoutPlace, TagWithoutSigner,
        };
        assert_eq!(codes(draft(vec![], &[])), [NoDocument]);
        let document = || vec![document("a", "1", &[1])];
        assert_eq!(codes(draft(document(), &[])), [NoSigner, TagWithoutSigner]);
        assert_eq!(
            codes(draft(document(), &[(1, " ", "")])),
            [SignerNameMissing]
        );
        assert_eq!(
            codes(draft(document(), &[(1, "Ann", "ann")])),
            [SignerEmailInvalid]
        );
        assert_eq!(
            codes(draft(document(), &[(1, "Ann", ""), (3, "Ben", "")])),
            [SignerWithoutPlace, NumbersGap]
        );
    }

    #[test]
    fn two_documents_with_the_same_content_are_found_whatever_their_names() {
        let twice = vec![
            document("a", "1", &[1]),
            document("b", "1", &[]),
            document("c", "2", &[]),
        ];
        assert_eq!(
            codes(draft(twice, &[(1, "Ann", "")])),
            [FindingCode::DocumentTwice]
        );
    }

    #[test]
    fn an_allowed_error_no_longer_stops_and_one_that_cannot_be_allowed_does() {
        let mut allowing = draft(vec![], &[]);
        allowing.allowed = vec!["signer_without_place".into(), "no_document".into()];
        let found = |code| Found {
            document: None,
            finding: Finding::new(code),
        };
        assert!(!found(FindingCode::SignerWithoutPlace).stops(&allowing));
        assert!(found(FindingCode::NoDocument).stops(&allowing));
        assert!(
            !found(FindingCode::DocumentTwice).stops(&allowing),
            "a warning never stops"
        );
    }

    #[test]
    fn an_address_has_a_name_and_a_host_with_a_point() {
        for good in ["a@b.example", "zoë.ł@bücher.example", "a+b@x.y.z"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "a",
            "a@",
            "@b.example",
            "a@b",
            "a b@c.example",
            "a@b..example",
            "a@b@c.d",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}

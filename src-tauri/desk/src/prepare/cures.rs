//! What one click may do about a finding, and doing it.

use session::{
    Cure, Draft, DraftDocument, ErrorCode, Field, FieldKind, Finding, FindingCode, Origin, Rect,
    Spot,
};

use super::preflight::Found;
use super::undo::Undo;
use super::{Current, Preparation, cards, free};
use crate::DeskError;
use crate::api::Take;

/// What one click may do about a finding of this draft, the best first.
pub(super) fn of(found: &Found, draft: &Draft) -> Vec<Cure> {
    let finding = &found.finding;
    let document = found
        .document
        .as_deref()
        .and_then(|id| draft.documents.iter().find(|document| document.id == id));
    match finding.code {
        FindingCode::TagNearMiss
        | FindingCode::TagClipped
        | FindingCode::TagOffPage
        | FindingCode::TagHiddenLayer => document
            .and_then(|document| meant(finding, document))
            .map(|place| Cure::MakePlace { place })
            .into_iter()
            .collect(),
        FindingCode::TagCovered | FindingCode::PlacesOverlap => document
            .and_then(|document| place_of(finding, document))
            .map(|place| Cure::DropPlace { place })
            .into_iter()
            .collect(),
        FindingCode::DocumentXfa => vec![Cure::PrintAnew, Cure::RemoveDocument],
        FindingCode::DocumentFormValues | FindingCode::DocumentJavascript => {
            vec![Cure::PrintAnew]
        }
        FindingCode::DocumentUnreadable
        | FindingCode::DocumentCertified
        | FindingCode::SignedMayBreak
        | FindingCode::DocumentTwice
        | FindingCode::DocumentTooLarge
        | FindingCode::DocumentTooLong => vec![Cure::RemoveDocument],
        FindingCode::DocumentChanged => vec![Cure::TakeNew, Cure::TakeShown],
        FindingCode::DocumentGone => vec![Cure::TakeShown, Cure::RemoveDocument],
        FindingCode::NoSigner => vec![Cure::AddSigner { signer: 1 }],
        FindingCode::SignerWithoutPlace => {
            let Some(signer) = finding.signer else {
                return Vec::new();
            };
            let given = stranger(draft, signer).map(|from| Cure::Renumber { from, to: signer });
            let found = free::page_for_signing(draft).map(|_| Cure::PlaceSigner { signer });
            let rest = found.into_iter().chain([Cure::RemoveSigner { signer }]);
            given.into_iter().chain(rest).collect()
        }
        FindingCode::TagWithoutSigner => {
            let Some(signer) = finding.signer else {
                return Vec::new();
            };
            let given = without_place(draft).map(|to| Cure::Renumber { from: signer, to });
            given
                .into_iter()
                .chain([Cure::AddSigner { signer }])
                .collect()
        }
        FindingCode::NumbersGap => vec![Cure::CloseGap],
        FindingCode::AlreadySent => {
            let session = finding.args.get("session").cloned();
            let see = session.map(|session| Cure::OpenSession { session });
            see.into_iter().chain([Cure::RemoveDocument]).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a person has seen to it already: made the place that a finding asks for, or taken out
/// the one that it warns of.
pub(super) fn is_mended(finding: &Finding, document: &DraftDocument) -> bool {
    match finding.code {
        FindingCode::TagNearMiss
        | FindingCode::TagClipped
        | FindingCode::TagOffPage
        | FindingCode::TagHiddenLayer => meant(finding, document).is_some_and(|place| {
            let by_hand = document.fields.iter().filter(|f| f.origin == Origin::Hand);
            by_hand
                .filter(|field| field.page == place.page)
                .any(|field| field.rect.intersection(&place.rect).is_some())
        }),
        FindingCode::TagCovered => place_of(finding, document).is_none(),
        _ => false,
    }
}

/// The place that a tag without one was meant to be; one outside the page is moved inside.
fn meant(finding: &Finding, document: &DraftDocument) -> Option<Spot> {
    let page = document
        .pages
        .iter()
        .find(|page| Some(page.number) == finding.page)?;
    let rect = inside(finding.rect?, page.crop)?;
    Some(Spot {
        kind: match finding.args.get("kind").map(String::as_str) {
            Some("initial") => FieldKind::Initial,
            Some("date") => FieldKind::Date,
            _ => FieldKind::Signature,
        },
        signer: finding.signer?,
        page: page.number,
        rect,
    })
}

/// The nearest rectangle of the same size within a page, or of the page's size where it is larger.
fn inside(rect: Rect, page: Rect) -> Option<Rect> {
    let along = |from: f64, to: f64, low: f64, high: f64| {
        let size = (to - from).min(high - low);
        let start = from.max(low).min(high - size);
        (start, start + size)
    };
    let (x0, x1) = along(rect.x0, rect.x1, page.x0, page.x1);
    let (y0, y1) = along(rect.y0, rect.y1, page.y0, page.y1);
    Some(Rect { x0, y0, x1, y1 }).filter(Rect::is_finite)
}

/// The place that a finding is about.
fn place_of(finding: &Finding, document: &DraftDocument) -> Option<Spot> {
    let is_meant = |field: &&Field| {
        Some(field.page) == finding.page
            && Some(field.rect) == finding.rect
            && Some(field.signer) == finding.signer
    };
    document.fields.iter().find(is_meant).map(Spot::from)
}

/// A higher number whose places are nobody's yet: it has no card, or one on which nothing is
/// written.
fn stranger(draft: &Draft, than: u16) -> Option<u16> {
    let named = |number| {
        let cards = draft.signers.iter();
        cards
            .filter(|signer| signer.number == number)
            .any(|signer| !signer.name.trim().is_empty() || !signer.email.trim().is_empty())
    };
    let numbers = draft.documents.iter().flat_map(|d| &d.fields);
    numbers
        .map(|field| field.signer)
        .filter(|number| *number > than && !named(*number))
        .min()
}

/// A signer who has no place yet.
fn without_place(draft: &Draft) -> Option<u16> {
    let has_place = |number| {
        let fields = draft.documents.iter().flat_map(|d| &d.fields);
        fields.into_iter().any(|field| field.signer == number)
    };
    let numbers = draft.signers.iter().map(|signer| signer.number);
    numbers.filter(|number| !has_place(*number)).min()
}

impl Preparation {
    /// Does what a finding offers. `document` is the one that the finding is about. What was done
    /// can be taken back as long as nothing else changes, but for the choice between a file and
    /// what was read of it.
    ///
    /// # Errors
    /// When a place is looked for and the page has no room, or its text cannot be read.
    pub async fn cure(&self, document: Option<&str>, cure: &Cure) -> Result<(), DeskError> {
        if let Cure::PlaceSigner { signer } = cure {
            return self.place_signer(*signer).await;
        }
        match (document, cure) {
            (Some(id), Cure::TakeNew) => self.settle_changed(id, Take::New),
            (Some(id), Cure::TakeShown) => self.settle_changed(id, Take::Shown),
            // The window shows these; the draft stays as it is.
            (_, Cure::PrintAnew | Cure::OpenSession { .. }) => {}
            _ => self.mend(document, cure, cure),
        }
        Ok(())
    }

    /// Changes the draft by a cure, and notes as which one that may be taken back.
    fn mend(&self, document: Option<&str>, cure: &Cure, told: &Cure) {
        self.change(|current| {
            let before = current.draft.clone();
            apply(current, document, cure);
            if self.for_window {
                cards::follow_fields(&mut current.draft);
            }
            if current.draft != before {
                current.note(Undo::Cure {
                    before: Box::new(before),
                    cure: told.clone(),
                });
            }
        });
    }

    /// Makes a place on a free spot where the others sign.
    async fn place_signer(&self, signer: u16) -> Result<(), DeskError> {
        let no_room = || DeskError::Refused(ErrorCode::NoFreeSpot);
        let draft = self.draft();
        let (document, page) = free::page_for_signing(&draft).ok_or_else(no_room)?;
        let sha256 = document.sha256.as_deref().ok_or_else(no_room)?;
        let lines = self.desk().page_text(sha256, page.number).await?;
        let rect = free::spot(page, &lines, &document.fields).ok_or_else(no_room)?;
        let place = Spot {
            kind: FieldKind::Signature,
            signer,
            page: page.number,
            rect,
        };
        let told = Cure::PlaceSigner { signer };
        self.mend(Some(&document.id), &Cure::MakePlace { place }, &told);
        Ok(())
    }
}

fn apply(current: &mut Current, document: Option<&str>, cure: &Cure) {
    match cure {
        Cure::AddSigner { signer } => cards::open(&mut current.draft, *signer),
        Cure::RemoveSigner { signer } => current.draft.signers.retain(|s| s.number != *signer),
        Cure::Renumber { from, to } => {
            give_places(&mut current.draft, |number| {
                if number == *from { *to } else { number }
            });
            let is_blank = |s: &session::DraftSigner| s.name.is_empty() && s.email.is_empty();
            current
                .draft
                .signers
                .retain(|s| s.number != *from || !is_blank(s));
        }
        Cure::CloseGap => close_gap(&mut current.draft),
        Cure::MakePlace { place } => {
            if let Some(document) = document.and_then(|id| current.document(id)) {
                document.fields.push(Field {
                    kind: place.kind,
                    signer: place.signer,
                    page: place.page,
                    rect: place.rect,
                    origin: Origin::Hand,
                    text: None,
                });
            }
        }
        Cure::DropPlace { place } => {
            if let Some(document) = document.and_then(|id| current.document(id)) {
                let fields = &mut document.fields;
                if let Some(at) = fields.iter().position(|field| Spot::from(field) == *place) {
                    fields.remove(at);
                }
            }
        }
        Cure::RemoveDocument => current
            .draft
            .documents
            .retain(|one| Some(one.id.as_str()) != document),
        Cure::PlaceSigner { .. }
        | Cure::TakeNew
        | Cure::TakeShown
        | Cure::PrintAnew
        | Cure::OpenSession { .. } => {}
    }
}

/// Numbers signers and their places 1, 2, 3… in their order.
fn close_gap(draft: &mut Draft) {
    let mut numbers: Vec<u16> = draft.signers.iter().map(|signer| signer.number).collect();
    numbers.extend(
        draft
            .documents
            .iter()
            .flat_map(|d| &d.fields)
            .map(|f| f.signer),
    );
    numbers.sort_unstable();
    numbers.dedup();
    let new = |number: u16| {
        let at = numbers.binary_search(&number).unwrap_or_default();
        u16::try_from(at + 1).unwrap_or(number)
    };
    for signer in &mut draft.signers {
        signer.number = new(signer.number);
    }
    give_places(draft, new);
}

fn give_places(draft: &mut Draft, to: impl Fn(u16) -> u16) {
    for field in draft.documents.iter_mut().flat_map(|d| &mut d.fields) {
        field.signer = to(field.signer);
    }
}

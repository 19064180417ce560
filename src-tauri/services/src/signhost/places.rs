//! Which places the service finds by itself and which it is told (sheet §5).
//!
//! The service takes fields from the metadata, else the tags `{{SignerN}}` of the text, else PDF
//! fields named `Signature-x_y`, else the top right of page 1; and where one signer gets a
//! signature field, all must. So there are two ways and nothing between:
//!
//! * **Found**: every place to sign is one that the service finds by itself. The document goes up
//!   as it is, but for tags that must not be found.
//! * **Told**: as soon as one place has to be told, all are, as fields of the metadata, and every
//!   tag is taken out of the copy that goes up, so that no place is there twice.
//!
//! The signer's number in a tag is the position in the list of signers ([assumed], §5); where our
//! numbers have a gap, the places are told.

use session::{Dialect, Field, FieldKind, Origin, Page, Rect, Tag};

use crate::shown::{shown, shown_size};
use crate::{Job, JobDocument, TagEdit};

/// The suggested size of a signature, in points (§5).
const SIGNATURE: (f64, f64) = (140.0, 70.0);
/// The least size of a date.
const DATE: (f64, f64) = (80.0, 16.0);
/// From the edges of a page, where a place has none of its own.
const MARGIN: f64 = 20.0;

/// A field of the metadata: a rectangle of whole points, measured from the top left of the page as
/// it is shown (CropBox, turned). The sheet has the unit (§5); that pages are measured so is
/// [assumed].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) signer: u16,
    pub(super) kind: FieldKind,
    pub(super) page: u32,
    pub(super) left: i64,
    pub(super) top: i64,
    pub(super) width: i64,
    pub(super) height: i64,
}

/// Whether all places are told.
pub(super) fn are_told(job: &Job) -> bool {
    let signatures = || {
        job.documents.iter().flat_map(|document| {
            document
                .fields
                .iter()
                .filter(|field| field.kind == FieldKind::Signature)
                .map(move |field| (document, field))
        })
    };
    let dates = || {
        job.documents
            .iter()
            .flat_map(|document| &document.fields)
            .any(|field| field.kind == FieldKind::Date)
    };
    let one_document_both_ways = || {
        job.documents.iter().any(|document| {
            let has = |origin| document.fields.iter().any(|field| field.origin == origin);
            has(Origin::Tag) && has(Origin::FormField)
        })
    };
    !super::metadata::own_fields(job).0.is_empty()
        || dates()
        || signatures().any(|(document, field)| !is_found(document, field))
        || (has_gap(job) && signatures().next().is_some())
        || one_document_both_ways()
}

/// Whether a signer's number differs from the position.
fn has_gap(job: &Job) -> bool {
    job.signers
        .iter()
        .zip(1..)
        .any(|(signer, position)| signer.number != position)
}

/// Whether the service finds this place by itself.
fn is_found(document: &JobDocument, field: &Field) -> bool {
    match field.origin {
        Origin::Hand => false,
        Origin::FormField => true,
        Origin::Tag => match document.tags.iter().find(|tag| stands_at(tag, field)) {
            Some(tag) => is_read(tag),
            None => field.text.as_deref() == Some(&exact(field.signer)),
        },
    }
}

/// Whether the service reads this tag: written to the letter, in its own brackets.
fn is_read(tag: &Tag) -> bool {
    tag.kind == FieldKind::Signature
        && tag.dialect == Dialect::Brace
        && tag.exact
        && tag.text == exact(tag.signer)
}

fn exact(signer: u16) -> String {
    format!("{{{{Signer{signer}}}}}")
}

fn stands_at(tag: &Tag, field: &Field) -> bool {
    tag.page == field.page
        && tag.signer == field.signer
        && tag.kind == field.kind
        && near(&tag.rect, &field.rect)
}

fn near(one: &Rect, other: &Rect) -> bool {
    const ROUNDING: f64 = 0.5;
    [
        one.x0 - other.x0,
        one.y0 - other.y0,
        one.x1 - other.x1,
        one.y1 - other.y1,
    ]
    .iter()
    .all(|difference| difference.abs() < ROUNDING)
}

/// What is changed in the copy of a document that goes up; nothing: it goes up as it is.
pub(super) fn edits(job: &Job, document: &JobDocument) -> Vec<TagEdit> {
    let told = are_told(job);
    let removed = |page, rect| TagEdit {
        page,
        rect,
        text: None,
        is_tag: true,
    };
    let mut edits: Vec<TagEdit> = document
        .tags
        .iter()
        .filter(|tag| {
            let field = document.fields.iter().find(|field| stands_at(tag, field));
            match field {
                // Its place was taken out: the service must not find it.
                None => told || is_read(tag),
                Some(field) => told || field.kind == FieldKind::Initial,
            }
        })
        .map(|tag| removed(tag.page, tag.rect))
        .collect();
    for field in &document.fields {
        let known = document.tags.iter().any(|tag| stands_at(tag, field));
        let goes = told || field.kind == FieldKind::Initial;
        if field.origin == Origin::Tag && !known && goes {
            edits.push(removed(field.page, field.rect));
        }
    }
    edits
}

/// The fields that a document's metadata tells.
pub(super) fn marks(job: &Job, document: &JobDocument) -> Vec<Mark> {
    if !are_told(job) {
        return Vec::new();
    }
    let mut marks: Vec<Mark> = document
        .fields
        .iter()
        .filter(|field| field.kind != FieldKind::Initial)
        .map(|field| mark(field, page_of(document, field.page)))
        .collect();
    if job
        .documents
        .first()
        .is_some_and(|first| first.number == document.number)
    {
        // A signer without any place gets one where the service would put it, the top right of
        // page 1: all must have a field (§5).
        let without = job
            .signers
            .iter()
            .filter(|signer| !has_place(job, signer.number));
        let page = page_of(document, 1);
        for (signer, row) in without.zip(0_u16..) {
            marks.push(corner(signer.number, page, row));
        }
    }
    marks
}

fn has_place(job: &Job, signer: u16) -> bool {
    let own = super::metadata::own_fields(job).0;
    own.iter().any(|own| own.signer == signer && own.signs())
        || job
            .documents
            .iter()
            .flat_map(|document| &document.fields)
            .any(|field| field.kind == FieldKind::Signature && field.signer == signer)
}

/// Whether signers put their initials on every page of it: the service has no initials at a place
/// (§5, `SetParaph`).
pub(super) fn has_initials(document: &JobDocument) -> bool {
    document
        .fields
        .iter()
        .any(|field| field.kind == FieldKind::Initial)
}

fn page_of(document: &JobDocument, number: u32) -> Option<&Page> {
    document
        .page_boxes
        .iter()
        .find(|page| page.number == number)
}

fn corner(signer: u16, page: Option<&Page>, row: u16) -> Mark {
    let (width, _) = shown_size(page);
    let (w, h) = SIGNATURE;
    Mark {
        signer,
        kind: FieldKind::Signature,
        page: 1,
        left: whole((width - MARGIN - w).max(0.0)),
        top: whole(MARGIN + f64::from(row) * (h + 10.0)),
        width: whole(w),
        height: whole(h),
    }
}

/// A place by hand or of a form field is told as it is. A tag is as low as its letters; the
/// signature stands on its foot, in the suggested size.
fn mark(field: &Field, page: Option<&Page>) -> Mark {
    let (width, height) = shown_size(page);
    let at = shown(&field.rect, page);
    let (least_w, least_h) = match (field.origin, field.kind) {
        (Origin::Tag, FieldKind::Date) => DATE,
        (Origin::Tag, _) => SIGNATURE,
        _ => (1.0, 1.0),
    };
    let w = (at.x1 - at.x0).max(least_w).min(width);
    let h = (at.y1 - at.y0).max(least_h).min(height);
    // Measured from the top: the foot of the place is its `y1`.
    let left = at.x0.min(width - w).max(0.0);
    let top = (at.y1 - h).min(height - h).max(0.0);
    Mark {
        signer: field.signer,
        kind: field.kind,
        page: field.page,
        left: whole(left),
        top: whole(top),
        width: whole(w).max(1),
        height: whole(h).max(1),
    }
}

/// Whole points; no page is as large as the bound.
fn whole(points: f64) -> i64 {
    const LARGEST: f64 = 1_000_000.0;
    if !points.is_finite() {
        return 0;
    }
    #[expect(clippy::cast_possible_truncation)] // it is within the bound
    let points = points.round().clamp(0.0, LARGEST) as i64;
    points
}

#[cfg(test)]
mod tests {
    use session::Visibility;

    use super::*;
    use crate::job::example;

    fn page(rotation: u16) -> Page {
        Page {
            number: 1,
            width: 600.0,
            height: 800.0,
            rotation,
            has_text: true,
            crop: Rect::new(10.0, 20.0, 610.0, 820.0),
        }
    }

    fn field(signer: u16, kind: FieldKind, origin: Origin, text: &str) -> Field {
        Field {
            kind,
            signer,
            page: 1,
            rect: Rect::new(110.0, 120.0, 180.0, 131.0),
            origin,
            text: Some(text.to_owned()),
        }
    }

    fn tag(signer: u16, dialect: Dialect, exact: bool, text: &str) -> Tag {
        Tag {
            kind: FieldKind::Signature,
            signer,
            page: 1,
            rect: Rect::new(110.0, 120.0, 180.0, 131.0),
            text: text.to_owned(),
            dialect,
            exact,
            visibility: Visibility::Visible,
        }
    }

    fn job(signers: &[u16], fields: Vec<Field>) -> Job {
        let mut job = example(1, signers);
        job.documents[0].page_boxes = vec![page(0)];
        job.documents[0].fields = fields;
        job
    }

    const SIGN: FieldKind = FieldKind::Signature;

    #[test]
    fn exact_tags_and_form_fields_are_left_to_the_service() {
        for (origin, text) in [
            (Origin::Tag, "{{Signer1}}"),
            (Origin::FormField, "Signature-1_1"),
        ] {
            let job = job(&[1], vec![field(1, SIGN, origin, text)]);
            assert!(!are_told(&job));
            assert!(edits(&job, &job.documents[0]).is_empty());
            assert!(marks(&job, &job.documents[0]).is_empty());
        }
    }

    #[test]
    fn one_place_that_the_service_does_not_find_has_all_told_and_every_tag_taken_out() {
        for (origin, text) in [(Origin::Tag, "<<Signer2>>"), (Origin::Hand, "")] {
            let mut job = job(
                &[1, 2],
                vec![
                    field(1, SIGN, Origin::Tag, "{{Signer1}}"),
                    field(2, SIGN, origin, text),
                ],
            );
            job.documents[0].tags = vec![tag(1, Dialect::Brace, true, "{{Signer1}}")];
            let document = &job.documents[0];
            let signers: Vec<_> = marks(&job, document).iter().map(|m| m.signer).collect();
            assert_eq!(signers, [1, 2]);
            let tags = if origin == Origin::Tag { 2 } else { 1 };
            assert_eq!(edits(&job, document).len(), tags);
        }
    }

    #[test]
    fn a_tag_with_hidden_characters_is_not_taken_for_an_exact_one() {
        let mut job = job(&[1], vec![field(1, SIGN, Origin::Tag, "{{Signer1}}")]);
        job.documents[0].tags = vec![tag(1, Dialect::Brace, false, "{{Signer1}}")];
        assert!(are_told(&job));
    }

    #[test]
    fn numbers_with_a_gap_have_all_places_told() {
        let job = job(&[1, 3], vec![field(3, SIGN, Origin::Tag, "{{Signer3}}")]);
        assert!(are_told(&job));
        let signers: Vec<_> = marks(&job, &job.documents[0])
            .iter()
            .map(|m| m.signer)
            .collect();
        assert_eq!(signers, [3, 1], "the one without a place gets the corner");
    }

    #[test]
    fn a_tag_whose_place_was_taken_out_is_not_left_for_the_service_to_find() {
        let mut job = job(
            &[1],
            vec![field(1, SIGN, Origin::FormField, "Signature-1_1")],
        );
        job.documents[0].fields[0].rect = Rect::new(0.0, 0.0, 9.0, 9.0);
        job.documents[0].tags = vec![tag(1, Dialect::Brace, true, "{{Signer1}}")];
        assert!(!are_told(&job));
        assert_eq!(edits(&job, &job.documents[0]).len(), 1);
    }

    #[test]
    fn dates_are_told_and_initials_are_asked_for_on_every_page() {
        let one = job(
            &[1],
            vec![field(1, FieldKind::Date, Origin::Tag, "<<Date1>>")],
        );
        assert!(are_told(&one));
        assert_eq!(marks(&one, &one.documents[0])[0].kind, FieldKind::Date);
        let other = job(
            &[1],
            vec![field(1, FieldKind::Initial, Origin::Tag, "<<Initial1>>")],
        );
        assert!(!are_told(&other) && has_initials(&other.documents[0]));
        assert_eq!(edits(&other, &other.documents[0]).len(), 1);
    }

    #[test]
    fn a_tags_signature_stands_on_its_foot_within_the_page() {
        let job = job(&[1], vec![field(1, SIGN, Origin::Tag, "<<Signer1>>")]);
        let mark = marks(&job, &job.documents[0])[0];
        assert_eq!((mark.left, mark.top), (100, 700 - 70));
        assert_eq!((mark.width, mark.height), (140, 70));
    }
}

//! Where a signature is drawn (sheet §3.3): at the signer's first place, told in points from the
//! left and the foot of the page. The tags of signatures are taken out of the copy that the first
//! signer gets; from then on no byte is touched.

use serde_json::{Value, json};
use session::{Field, FieldKind, Origin};

use crate::shown::{shown, shown_size};
use crate::{JobDocument, TagEdit};

/// The size of a drawn signature at a tag, which is as low as its letters, in points.
const AT_A_TAG: (f64, f64) = (150.0, 44.0);

/// The place of a signer's signature in a document.
pub(super) fn place(document: &JobDocument, signer: u16) -> Option<&Field> {
    document
        .fields
        .iter()
        .find(|field| field.kind == FieldKind::Signature && field.signer == signer)
}

/// The `position` of a signer's visual representation; pages are measured as they are shown
/// (assumed, as the sheet does not say).
pub(super) fn position(document: &JobDocument, signer: u16) -> Option<Value> {
    let field = place(document, signer)?;
    let page = document
        .page_boxes
        .iter()
        .find(|page| page.number == field.page);
    let (width, height) = shown_size(page);
    let at = shown(&field.rect, page);
    let (least_w, least_h) = match field.origin {
        Origin::Tag => AT_A_TAG,
        Origin::Hand | Origin::FormField => (1.0, 1.0),
    };
    let w = (at.x1 - at.x0).max(least_w).min(width);
    let h = (at.y1 - at.y0).max(least_h).min(height);
    let left = at.x0.min(width - w).max(0.0);
    // `shown` measures from the top, the service from the foot.
    let bottom = (height - at.y1).min(height - h).max(0.0);
    Some(json!({
        "pageNumber": field.page,
        "measurementUnits": "PdfPoints",
        "manual": {
            "left": rounded(left),
            "bottom": rounded(bottom),
            "width": rounded(w),
            "height": rounded(h),
        },
    }))
}

fn rounded(points: f64) -> f64 {
    (points * 100.0).round() / 100.0
}

/// What is taken out of the copy of a document: every tag of a signature.
pub(super) fn edits(document: &JobDocument) -> Vec<TagEdit> {
    let taken_out = |page, rect| TagEdit {
        page,
        rect,
        text: None,
        is_tag: true,
    };
    document
        .tags
        .iter()
        .filter(|tag| tag.kind == FieldKind::Signature && tag.visibility.gives_place())
        .map(|tag| taken_out(tag.page, tag.rect))
        .collect()
}

/// Whether somebody signed the file already: then it goes as it is, since any change would break
/// that signature. A signature's byte range is never compressed away.
pub(super) fn is_signed(bytes: &[u8]) -> bool {
    const MARK: &[u8] = b"/ByteRange";
    bytes.windows(MARK.len()).any(|part| part == MARK)
}

/// Places at which something is asked for that the service cannot ask for.
pub(super) fn not_offered(document: &JobDocument) -> impl Iterator<Item = &Field> {
    document
        .fields
        .iter()
        .filter(|field| field.kind != FieldKind::Signature)
}

#[cfg(test)]
mod tests {
    use session::{Page, Rect};

    use super::*;
    use crate::job::example;

    fn document(origin: Origin, rect: Rect, rotation: u16) -> JobDocument {
        let mut document = example(1, &[1]).documents.remove(0);
        document.page_boxes = vec![Page {
            number: 1,
            width: 600.0,
            height: 800.0,
            rotation,
            has_text: true,
            crop: Rect::new(0.0, 0.0, 600.0, 800.0),
        }];
        document.fields = vec![Field {
            kind: FieldKind::Signature,
            signer: 1,
            page: 1,
            rect,
            origin,
            text: None,
        }];
        document
    }

    fn manual(document: &JobDocument) -> [f64; 4] {
        let position = position(document, 1).unwrap();
        ["left", "bottom", "width", "height"].map(|name| position["manual"][name].as_f64().unwrap())
    }

    #[test]
    fn a_drawn_signature_stands_on_the_foot_of_its_tag_and_fills_a_place_by_hand() {
        let rect = Rect::new(100.0, 120.0, 170.0, 131.0);
        assert_eq!(
            manual(&document(Origin::Tag, rect, 0)),
            [100.0, 120.0, 150.0, 44.0]
        );
        assert_eq!(
            manual(&document(Origin::Hand, rect, 0)),
            [100.0, 120.0, 70.0, 11.0]
        );
    }

    #[test]
    fn it_stays_on_the_page_and_follows_its_turn() {
        let corner = Rect::new(560.0, 790.0, 590.0, 799.0);
        assert_eq!(
            manual(&document(Origin::Tag, corner, 0)),
            [450.0, 756.0, 150.0, 44.0]
        );
        let rect = Rect::new(100.0, 120.0, 170.0, 131.0);
        let [left, bottom, width, height] = manual(&document(Origin::Hand, rect, 90));
        assert_eq!((width, height), (11.0, 70.0));
        assert_eq!((left, bottom), (120.0, 600.0 - 170.0));
    }

    #[test]
    fn there_is_no_position_without_a_place() {
        let document = document(Origin::Hand, Rect::new(0.0, 0.0, 9.0, 9.0), 0);
        assert_eq!(position(&document, 2), None);
    }
}

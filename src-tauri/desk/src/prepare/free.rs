//! A free spot on a page, for a place that no tag gives.

use session::{
    Draft, DraftDocument, DraftState, Field, FieldKind, FindingCode, Page, Rect, TextLine,
};

/// A signature's size in points.
const SIZE: (f64, f64) = (150.0, 40.0);
/// How far from the edges of the page.
const MARGIN: f64 = 54.0;
/// How far from words and other places.
const GAP: f64 = 6.0;
/// How far apart the spots are that are tried.
const STEP: f64 = 12.0;

/// The document and the page on which a further signature stands best: the last page on which
/// somebody signs, else the last page. Only a page that can be read, so that words are seen.
pub(super) fn page_for_signing(draft: &Draft) -> Option<(&DraftDocument, &Page)> {
    let ready = || {
        let documents = draft.documents.iter().rev();
        documents.filter(|one| one.state == DraftState::Ready)
    };
    let signed = ready().find_map(|document| {
        let signatures = document.fields.iter().filter(|f| is_signature(f));
        let last = signatures.map(|field| field.page).max()?;
        let page = document.pages.iter().find(|page| page.number == last)?;
        Some((document, page))
    });
    let last = || ready().find_map(|document| Some((document, document.pages.last()?)));
    signed.or_else(last).filter(|(document, page)| {
        let unreadable = document.findings.iter().any(|finding| {
            finding.code == FindingCode::PageUnreadable && finding.page == Some(page.number)
        });
        page.has_text && !unreadable
    })
}

fn is_signature(field: &Field) -> bool {
    field.kind == FieldKind::Signature
}

/// The spot that is nearest to the other signatures, else the lowest one.
pub(super) fn spot(page: &Page, lines: &[TextLine], fields: &[Field]) -> Option<Rect> {
    let fields: Vec<&Field> = fields.iter().filter(|f| f.page == page.number).collect();
    let taken: Vec<Rect> = lines
        .iter()
        .map(|line| line.rect)
        .chain(fields.iter().map(|field| field.rect))
        .collect();
    let is_free = |spot: &Rect| {
        let wide = Rect {
            x0: spot.x0 - GAP,
            y0: spot.y0 - GAP,
            x1: spot.x1 + GAP,
            y1: spot.y1 + GAP,
        };
        taken.iter().all(|rect| rect.intersection(&wide).is_none())
    };
    let away = |spot: &Rect| {
        let signatures = fields.iter().filter(|f| is_signature(f));
        let distance = |field: &&Field| {
            let middle = |a: f64, b: f64| (a + b) / 2.0;
            let x = middle(spot.x0, spot.x1) - middle(field.rect.x0, field.rect.x1);
            let y = middle(spot.y0, spot.y1) - middle(field.rect.y0, field.rect.y1);
            x.hypot(y)
        };
        let nearest = signatures.map(distance).min_by(f64::total_cmp);
        nearest.unwrap_or(spot.y0 - page.crop.y0)
    };
    let free = spots(page).filter(is_free);
    free.min_by(|a, b| away(a).total_cmp(&away(b)))
}

/// The spots to try, from the lowest up and from left to right.
fn spots(page: &Page) -> impl Iterator<Item = Rect> {
    // On a page that lies on its side, what is seen as wide is high.
    let turned = page.rotation % 180 == 90;
    let (width, height) = if turned { (SIZE.1, SIZE.0) } else { SIZE };
    let crop = page.crop;
    let steps = |from: f64, to: f64| {
        // No page is larger than 200 inches; beyond that nothing is tried.
        let count = ((to - from) / STEP).floor().clamp(-1.0, 1200.0) as i32;
        (0..=count).map(move |at| from + STEP * f64::from(at))
    };
    let columns = move || steps(crop.x0 + MARGIN, crop.x1 - MARGIN - width);
    steps(crop.y0 + MARGIN, crop.y1 - MARGIN - height)
        .flat_map(move |y| columns().map(move |x| Rect::new(x, y, x + width, y + height)))
}

#[cfg(test)]
mod tests {
    use session::Origin;

    use super::*;

    fn page(rotation: u16) -> Page {
        Page {
            number: 1,
            width: 595.0,
            height: 842.0,
            rotation,
            has_text: true,
            crop: Rect::new(0.0, 0.0, 595.0, 842.0),
        }
    }

    fn line(rect: Rect) -> TextLine {
        TextLine {
            page: 1,
            text: "words".to_owned(),
            rect,
        }
    }

    fn signature(rect: Rect) -> Field {
        Field {
            kind: FieldKind::Signature,
            signer: 1,
            page: 1,
            rect,
            origin: Origin::Tag,
            text: None,
        }
    }

    #[test]
    fn a_further_signature_stands_beside_the_others_and_over_no_words() {
        let first = signature(Rect::new(60.0, 200.0, 160.0, 215.0));
        let words = line(Rect::new(60.0, 150.0, 540.0, 190.0));
        let found = spot(
            &page(0),
            std::slice::from_ref(&words),
            std::slice::from_ref(&first),
        )
        .unwrap();
        assert!(found.intersection(&words.rect).is_none(), "{found:?}");
        assert!(found.intersection(&first.rect).is_none(), "{found:?}");
        assert!((150.0..290.0).contains(&found.y0), "{found:?}");
    }

    #[test]
    fn without_other_signatures_the_lowest_free_spot_is_taken() {
        let foot = line(Rect::new(54.0, 50.0, 540.0, 70.0));
        let found = spot(&page(0), &[foot], &[]).unwrap();
        assert!((70.0..100.0).contains(&found.y0), "{found:?}");
    }

    #[test]
    fn a_page_full_of_words_has_no_spot_and_one_on_its_side_has_a_turned_one() {
        let all = line(Rect::new(0.0, 0.0, 595.0, 842.0));
        assert_eq!(spot(&page(0), &[all], &[]), None);
        let found = spot(&page(90), &[], &[]).unwrap();
        assert!(found.height() > found.width());
    }

    #[test]
    fn a_page_of_absurd_size_is_not_searched_for_ever() {
        let huge = Page {
            crop: Rect::new(-1e300, -1e300, 1e300, 1e300),
            ..page(0)
        };
        // What it is worth matters less than that there is an answer.
        let _ = spot(&huge, &[], &[]);
        let none = Page {
            crop: Rect::new(0.0, 0.0, 1.0, 1.0),
            ..page(0)
        };
        assert_eq!(spot(&none, &[], &[]), None);
    }
}

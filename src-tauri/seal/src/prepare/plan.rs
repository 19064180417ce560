//! What becomes of each place: which field, where, and how large.

use lopdf::{Document, ObjectId};
use session::{FieldKind, PlaceInCopy, Rect, TextLine};

use super::Place;
use crate::grow::grow;
use crate::view::View;
use crate::{SealError, pdf};

/// Around a tag, so that nothing of its glyphs shows beside the ground.
const GROUND_MARGIN: f64 = 1.0;

/// What becomes of a place.
pub(super) struct Planned {
    pub(super) field: PlaceInCopy,
    pub(super) view: View,
    pub(super) existing: bool,
}

/// What the places are planned against.
pub(super) struct Pages<'a> {
    pub(super) document: &'a Document,
    pub(super) ids: &'a [ObjectId],
    pub(super) fields: &'a [pdf::FormField],
    pub(super) text: &'a [TextLine],
}

/// Plans a field for each place, and an invisible one for each signer without any.
pub(super) fn plan(
    pages: &Pages<'_>,
    signers: &[u16],
    places: &[Place],
    signed_before: bool,
) -> Result<Vec<Planned>, SealError> {
    let (document, fields) = (pages.document, pages.fields);
    let views = views(document, pages.ids);
    let view_of = |page: u32| {
        let view = (page as usize).checked_sub(1).and_then(|at| views.get(at));
        view.copied().ok_or(SealError::PlaceInvalid { page })
    };
    let signing: Vec<Option<usize>> = signers.iter().map(|s| signing_place(*s, places)).collect();
    // Every place keeps others off from the start; a place that grew does so at its new size.
    let mut taken = Vec::with_capacity(places.len());
    for place in places {
        let (view, page) = (view_of(place.page)?, place.page);
        if !place.rect.is_finite() {
            return Err(SealError::PlaceInvalid { page });
        }
        let (width, height) = view.size();
        let seen = view
            .seen(place.rect)
            .intersection(&Rect::new(0.0, 0.0, width, height));
        let seen = seen
            .filter(Rect::is_finite)
            .ok_or(SealError::PlaceInvalid { page })?;
        taken.push((place.page, seen));
    }
    let mut plan = Vec::new();
    for (at, place) in places.iter().enumerate() {
        let view = view_of(place.page)?;
        let signs = signing.contains(&Some(at));
        let (mut rect, mut ground, mut id) = (place.rect, None, String::new());
        if let Some(name) = &place.form_field {
            let known = fields.iter().find(|f| f.name == *name && f.kind == b"Sig");
            let free = known.filter(|field| field.signature(document).is_none());
            let field = free.ok_or_else(|| SealError::FieldGone(name.clone()))?;
            let own = field
                .widgets
                .first()
                .and_then(|w| document.get_dictionary(*w).ok());
            rect = own
                .and_then(|w| pdf::rect(document, pdf::value(document, w, b"Rect")))
                .unwrap_or(rect);
            id.clone_from(name);
        } else {
            if signed_before && place.kind == FieldKind::Date && !signs {
                continue;
            }
            let Some((_, tag)) = taken.get(at).copied() else {
                continue;
            };
            let others: Vec<Rect> = taken
                .iter()
                .enumerate()
                .filter(|(other, (page, _))| *other != at && *page == place.page)
                .map(|(_, (_, seen))| *seen)
                .collect();
            // The line that the tag stands in is no obstacle to its own place.
            let beside: Vec<Rect> = pages
                .text
                .iter()
                .filter(|line| line.page == place.page && line.rect.is_finite())
                .map(|line| view.seen(line.rect))
                .filter(|line| line.intersection(&tag).is_none())
                .collect();
            let grown = grow(tag, place.kind, view.size(), &others, &beside);
            if let Some(entry) = taken.get_mut(at) {
                entry.1 = grown;
            }
            rect = view.user(grown);
            ground = place.covers_tag.then(|| {
                let m = GROUND_MARGIN;
                view.user(Rect::new(tag.x0 - m, tag.y0 - m, tag.x1 + m, tag.y1 + m))
            });
        }
        let field = PlaceInCopy {
            id,
            signer: place.signer,
            kind: place.kind,
            page: place.page,
            rect,
            ground,
            signature_field: signs || signed_before || place.form_field.is_some(),
        };
        plan.push(Planned {
            field,
            view,
            existing: place.form_field.is_some(),
        });
    }
    for (signer, place) in signers.iter().zip(&signing) {
        if place.is_none() {
            let field = PlaceInCopy {
                id: String::new(),
                signer: *signer,
                kind: FieldKind::Signature,
                page: 1,
                rect: Rect::new(0.0, 0.0, 0.0, 0.0),
                ground: None,
                signature_field: true,
            };
            plan.push(Planned {
                field,
                view: view_of(1)?,
                existing: false,
            });
        }
    }
    Ok(plan)
}

/// The place whose field carries the signer's signature.
fn signing_place(signer: u16, places: &[Place]) -> Option<usize> {
    let own = || {
        places
            .iter()
            .enumerate()
            .filter(|(_, place)| place.signer == signer)
    };
    own()
        .find(|(_, place)| place.form_field.is_some())
        .or_else(|| own().find(|(_, place)| place.kind == FieldKind::Signature))
        .or_else(|| own().next())
        .map(|(at, _)| at)
}

/// How each page is seen.
pub(crate) fn views(document: &Document, pages: &[ObjectId]) -> Vec<View> {
    let view = |id: &ObjectId| {
        let page = document.get_dictionary(*id).cloned().unwrap_or_default();
        let (crop, turn) = pdf::page_frame(document, &page);
        View::new(crop, turn)
    };
    pages.iter().map(view).collect()
}

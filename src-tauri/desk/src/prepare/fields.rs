//! Places put on pages by hand, moved, resized, given to another signer and taken out.

use session::{DraftDocument, ErrorCode, Field, Origin, Spot};

use super::undo::Undo;
use super::{Current, Preparation};
use crate::DeskError;

/// The highest number that a signer may have.
const MOST_SIGNERS: u16 = 999;

impl Preparation {
    /// Puts a place on a page, where `before` is none; changes one; or takes one out, where `after`
    /// is none. What is not there any more is left alone: somebody was quicker.
    ///
    /// # Errors
    /// [`ErrorCode::FieldInvalid`] when the place would be on no page, or would have no size.
    pub fn set_field(
        &self,
        document: &str,
        before: Option<Spot>,
        after: Option<Spot>,
    ) -> Result<(), DeskError> {
        let mut done = Ok(());
        self.change(|current| {
            done = set(current, document, before, after);
            self.follow_fields(current);
        });
        done
    }
}

fn set(
    current: &mut Current,
    id: &str,
    before: Option<Spot>,
    after: Option<Spot>,
) -> Result<(), DeskError> {
    let invalid = || DeskError::Refused(ErrorCode::FieldInvalid);
    let Some(document) = current.document(id) else {
        return Ok(());
    };
    if let Some(spot) = after
        && !takes(document, &spot)
    {
        return Err(invalid());
    }
    let fields = &mut document.fields;
    let at = match before {
        Some(spot) => match fields.iter().position(|field| Spot::from(field) == spot) {
            None => return Ok(()),
            found => found,
        },
        None => None,
    };
    let old = at.and_then(|at| fields.get(at)).cloned();
    let new = match (&old, after) {
        (_, None) => None,
        (Some(field), Some(spot)) => Some(changed(field, spot).ok_or_else(invalid)?),
        (None, Some(spot)) => Some(by_hand(spot)),
    };
    if old == new {
        return Ok(());
    }
    exchange(fields, old.as_ref(), new.clone());
    current.note(Undo::Field {
        document: id.to_owned(),
        before: old,
        after: new,
    });
    Ok(())
}

/// Whether a place is on a page of the document, and is somebody's.
fn takes(document: &DraftDocument, spot: &Spot) -> bool {
    let mut pages = document.pages.iter();
    (1..=MOST_SIGNERS).contains(&spot.signer)
        && pages.any(|page| page.number == spot.page && page.takes(&spot.rect))
}

fn by_hand(spot: Spot) -> Field {
    Field {
        kind: spot.kind,
        signer: spot.signer,
        page: spot.page,
        rect: spot.rect,
        origin: Origin::Hand,
        text: None,
    }
}

/// A field as it is wanted. One of the document's form stays where the form has it; one of a tag is
/// by hand once it has left its tag.
fn changed(field: &Field, spot: Spot) -> Option<Field> {
    let moved = field.page != spot.page || field.rect != spot.rect;
    match field.origin {
        Origin::FormField if moved => None,
        Origin::Tag if moved => Some(by_hand(spot)),
        _ => Some(Field {
            kind: spot.kind,
            signer: spot.signer,
            page: spot.page,
            rect: spot.rect,
            ..field.clone()
        }),
    }
}

/// Puts one field in another's place.
pub(super) fn exchange(fields: &mut Vec<Field>, old: Option<&Field>, new: Option<Field>) {
    let at = old.and_then(|old| fields.iter().position(|field| field == old));
    match (at, new) {
        (Some(at), Some(new)) => {
            if let Some(field) = fields.get_mut(at) {
                *field = new;
            }
        }
        (Some(at), None) => {
            fields.remove(at);
        }
        (None, Some(new)) => fields.push(new),
        (None, None) => {}
    }
}

#[cfg(test)]
mod tests {
    use session::{Draft, DraftState, FieldKind, Page, Rect};

    use super::*;
    use crate::testing::desk;

    fn spot(signer: u16, y: f64) -> Spot {
        Spot {
            kind: FieldKind::Signature,
            signer,
            page: 1,
            rect: Rect::new(60.0, y, 220.0, y + 44.0),
        }
    }

    fn field(origin: Origin, signer: u16, y: f64) -> Field {
        Field {
            origin,
            text: (origin != Origin::Hand).then(|| "there before".to_owned()),
            ..by_hand(spot(signer, y))
        }
    }

    /// The window's draft, with a tag's place and a form's.
    fn prepared() -> (tempfile::TempDir, crate::Desk, Preparation) {
        let (folder, desk) = desk();
        let document = DraftDocument {
            state: DraftState::Ready,
            pages: vec![Page {
                number: 1,
                width: 595.0,
                height: 842.0,
                rotation: 0,
                has_text: true,
                crop: Rect::new(0.0, 0.0, 595.0, 842.0),
            }],
            fields: vec![
                field(Origin::Tag, 1, 100.0),
                field(Origin::FormField, 2, 200.0),
            ],
            ..DraftDocument::new("lease", "lease.pdf")
        };
        let draft = Draft {
            documents: vec![document],
            ..Draft::new("d")
        };
        desk.history().save_draft(&draft, 1).unwrap();
        let preparation = desk.preparation().unwrap();
        (folder, desk, preparation)
    }

    fn fields(preparation: &Preparation) -> Vec<Field> {
        preparation.draft().documents[0].fields.clone()
    }

    #[tokio::test]
    async fn a_place_is_put_moved_given_and_taken_out_by_hand_and_each_is_taken_back() {
        let (_folder, _desk, preparation) = prepared();
        let mut states = vec![fields(&preparation)];
        let steps = [
            (None, Some(spot(3, 400.0))),
            (Some(spot(3, 400.0)), Some(spot(3, 410.5))),
            (Some(spot(3, 410.5)), Some(spot(2, 410.5))),
            (Some(spot(2, 410.5)), None),
        ];
        for (before, after) in steps {
            preparation.set_field("lease", before, after).unwrap();
            states.push(fields(&preparation));
            let is_there = |spot| states.last().unwrap().contains(&by_hand(spot));
            assert_eq!(after.is_some_and(is_there), after.is_some());
            assert!(preparation.view().unwrap().done.is_some());
        }
        for state in states.iter().rev() {
            assert_eq!(&fields(&preparation), state);
            preparation.undo();
        }
        for state in &states {
            assert_eq!(&fields(&preparation), state);
            preparation.redo();
        }
    }

    #[tokio::test]
    async fn what_was_taken_back_is_done_again_only_while_nothing_else_was_done() {
        let (_folder, _desk, preparation) = prepared();
        let can_redo = || preparation.view().unwrap().can_redo;
        assert!(!can_redo());
        preparation
            .set_field("lease", None, Some(spot(3, 400.0)))
            .unwrap();
        preparation.undo();
        assert!(can_redo());
        preparation
            .set_field("lease", None, Some(spot(4, 500.0)))
            .unwrap();
        let after = fields(&preparation);
        assert!(!can_redo());
        preparation.redo();
        assert_eq!(fields(&preparation), after);
    }

    #[tokio::test]
    async fn a_signer_whose_first_place_is_put_by_hand_gets_a_card() {
        let (_folder, _desk, preparation) = prepared();
        preparation
            .set_field("lease", None, Some(spot(7, 400.0)))
            .unwrap();
        let signers = preparation.draft().signers;
        assert!(signers.iter().any(|signer| signer.number == 7));
    }

    #[tokio::test]
    async fn a_place_on_no_page_without_size_or_of_nobody_is_refused() {
        let (_folder, _desk, preparation) = prepared();
        let before = fields(&preparation);
        let elsewhere = Spot {
            page: 2,
            ..spot(1, 400.0)
        };
        let flat = Spot {
            rect: Rect::new(60.0, 400.0, 60.0, 440.0),
            ..spot(1, 400.0)
        };
        let nowhere = Spot {
            rect: Rect::new(f64::NAN, 400.0, 160.0, 440.0),
            ..spot(1, 400.0)
        };
        for wrong in [
            elsewhere,
            flat,
            nowhere,
            spot(0, 400.0),
            spot(1000, 400.0),
            spot(1, 2000.0),
        ] {
            let refused = preparation.set_field("lease", None, Some(wrong));
            assert!(matches!(
                refused,
                Err(DeskError::Refused(ErrorCode::FieldInvalid))
            ));
        }
        assert_eq!(fields(&preparation), before);
    }

    #[tokio::test]
    async fn a_place_of_the_form_stays_where_it_is_and_one_of_a_tag_leaves_its_tag() {
        let (_folder, _desk, preparation) = prepared();
        let moved = preparation.set_field("lease", Some(spot(2, 200.0)), Some(spot(2, 230.0)));
        assert!(moved.is_err());
        preparation
            .set_field("lease", Some(spot(2, 200.0)), Some(spot(1, 200.0)))
            .unwrap();
        preparation
            .set_field("lease", Some(spot(1, 100.0)), Some(spot(1, 130.0)))
            .unwrap();
        let [tag, form] = &fields(&preparation)[..] else {
            panic!("two fields");
        };
        assert_eq!((tag.origin, tag.text.as_deref()), (Origin::Hand, None));
        assert_eq!((form.origin, form.signer), (Origin::FormField, 1));
        assert!(form.text.is_some());
    }

    #[tokio::test]
    async fn what_is_not_there_any_more_is_left_alone() {
        let (_folder, _desk, preparation) = prepared();
        let before = fields(&preparation);
        preparation
            .set_field("lease", Some(spot(9, 9.0)), None)
            .unwrap();
        preparation
            .set_field("gone", None, Some(spot(1, 300.0)))
            .unwrap();
        assert_eq!(fields(&preparation), before);
        assert_eq!(preparation.view().unwrap().done, None);
    }
}

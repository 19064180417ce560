//! Signer cards: one for each number that the fields name, and those added by hand.

use std::collections::BTreeMap;

use session::{Draft, DraftSigner};

/// The largest signer number of a tag (`tags.md`).
const LARGEST: u16 = 999;

/// Makes the cards fit the fields: every number has one; an untouched card whose number is gone
/// goes too. What a person typed is never thrown away.
pub(super) fn follow_fields(draft: &mut Draft) {
    let numbers: Vec<u16> = draft
        .documents
        .iter()
        .flat_map(|d| &d.fields)
        .map(|field| field.signer)
        .collect();
    for number in &numbers {
        if !draft.signers.iter().any(|signer| signer.number == *number) {
            draft.signers.push(card(*number, false));
        }
    }
    draft.signers.retain(|signer| {
        signer.by_hand
            || !signer.name.is_empty()
            || !signer.email.is_empty()
            || numbers.contains(&signer.number)
    });
    draft.signers.sort_by_key(|signer| signer.number);
}

pub(super) fn add(draft: &mut Draft) {
    let number = (1..=LARGEST).find(|n| !draft.signers.iter().any(|s| s.number == *n));
    if let Some(number) = number {
        open(draft, number);
    }
}

/// Makes a card for a number that has none.
pub(super) fn open(draft: &mut Draft, number: u16) {
    let is_there = draft.signers.iter().any(|signer| signer.number == number);
    if !is_there && (1..=LARGEST).contains(&number) {
        draft.signers.push(card(number, true));
        draft.signers.sort_by_key(|signer| signer.number);
    }
}

pub(super) fn set(draft: &mut Draft, number: u16, name: &str, email: &str) {
    open(draft, number);
    if let Some(signer) = draft
        .signers
        .iter_mut()
        .find(|signer| signer.number == number)
    {
        name.clone_into(&mut signer.name);
        email.clone_into(&mut signer.email);
    }
}

pub(super) fn remove(draft: &mut Draft, number: u16) {
    draft.signers.retain(|signer| signer.number != number);
    follow_fields(draft);
}

fn card(number: u16, by_hand: bool) -> DraftSigner {
    DraftSigner {
        number,
        name: String::new(),
        email: String::new(),
        by_hand,
        options: BTreeMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use session::{DraftDocument, Field, FieldKind, Origin, Rect};

    use super::*;

    fn draft(numbers: &[u16]) -> Draft {
        let field = |signer: &u16| Field {
            kind: FieldKind::Signature,
            signer: *signer,
            page: 1,
            rect: Rect::new(0.0, 0.0, 9.0, 9.0),
            origin: Origin::Tag,
            text: None,
        };
        let document = DraftDocument {
            fields: numbers.iter().map(field).collect(),
            ..DraftDocument::new("a", "a.pdf")
        };
        Draft {
            documents: vec![document],
            ..Draft::new("d")
        }
    }

    fn numbers(draft: &Draft) -> Vec<u16> {
        draft.signers.iter().map(|signer| signer.number).collect()
    }

    #[test]
    fn every_number_in_the_tags_has_one_card_in_order() {
        let mut draft = draft(&[7, 2, 7]);
        follow_fields(&mut draft);
        assert_eq!(numbers(&draft), [2, 7]);
    }

    #[test]
    fn a_card_goes_with_its_last_tag_unless_somebody_wrote_on_it() {
        let mut draft = draft(&[1, 2, 3]);
        follow_fields(&mut draft);
        set(&mut draft, 2, "Ben", "");
        add(&mut draft);
        draft.documents.clear();
        follow_fields(&mut draft);
        assert_eq!(numbers(&draft), [2, 4]);
    }

    #[test]
    fn a_card_that_tags_name_comes_back_empty_when_it_is_removed() {
        let mut draft = draft(&[1]);
        set(&mut draft, 1, "Ann", "a@x.example");
        remove(&mut draft, 1);
        assert_eq!(
            (numbers(&draft), draft.signers[0].name.as_str()),
            (vec![1], "")
        );
    }
}

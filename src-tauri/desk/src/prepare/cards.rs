//! Signer cards: one for each number that the fields name, and those added by hand.

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
        draft.signers.push(card(number, true));
        draft.signers.sort_by_key(|signer| signer.number);
    }
}

pub(super) fn set(draft: &mut Draft, number: u16, name: &str, email: &str) {
    if !(1..=LARGEST).contains(&number) {
        return;
    }
    if !draft.signers.iter().any(|signer| signer.number == number) {
        draft.signers.push(card(number, true));
        draft.signers.sort_by_key(|signer| signer.number);
    }
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
    }
}

//! Whether a signed copy is to be kept, asked of files.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests, helpers too")]

mod support;

use lopdf::{Object, dictionary};
use seal::{acceptable, verify};
use session::{LaterChanges, Summary, Verdict};
use support::{anchors, classic, decimal, place, signed_by, updated, whole_way};

/// Signed with an algorithm that is not known here, with one that is, and time stamped.
static TIMESTAMPED: &[u8] = include_bytes!("files/timestamped.pdf");

fn judged(bytes: &[u8]) -> Verdict {
    verify(bytes, None, &anchors()).unwrap()
}

/// Signed here by two on its first page.
fn signed_here(source: &[u8]) -> Vec<u8> {
    let places = [1, 2].map(|signer| {
        let x = 72.0 + 250.0 * f64::from(signer - 1);
        place(signer, session::FieldKind::Signature, 1, x, 60.0)
    });
    let prepared = seal::prepare(source, None, &[1, 2], &places).unwrap();
    let half = signed_by(&prepared.bytes, &prepared.fields, 1, support::identity());
    signed_by(&half, &prepared.fields, 2, support::identity())
}

fn answer(source: &[u8], signed: &[u8]) -> Result<(), String> {
    acceptable(Some(&judged(source)), &judged(signed), 2)
}

/// Somebody's note on the first page.
fn noted(bytes: &[u8]) -> Vec<u8> {
    updated(bytes, |update, page| {
        let note = update.new_document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "FreeText",
            "Rect" => vec![50.into(), 50.into(), 250.into(), 90.into()],
            "Contents" => Object::string_literal("The rent is 1 a year"),
        });
        update.opt_clone_object_to_new_document(page).unwrap();
        let page = update.new_document.get_dictionary_mut(page).unwrap();
        match page.get_mut(b"Annots").and_then(Object::as_array_mut) {
            Ok(annotations) => annotations.push(note.into()),
            Err(_) => page.set("Annots", vec![note.into()]),
        }
    })
}

#[test]
fn what_cannot_be_checked_here_is_followed_and_does_not_stop_the_keeping() {
    let words = |verdict: &Verdict| -> Vec<_> {
        let words = verdict.signatures.iter();
        words.map(|s| (s.unchanged, s.later_changes)).collect()
    };
    let (none, signing) = (LaterChanges::None, LaterChanges::SignaturesOnly);
    let before = judged(TIMESTAMPED);
    assert_eq!(before.summary, Summary::Unknown);
    let mut expected = vec![(None, signing), (Some(true), signing), (None, none)];
    assert_eq!(words(&before), expected);
    let signed = signed_here(TIMESTAMPED);
    let after = judged(&signed);
    assert_eq!(after.summary, Summary::Unknown);
    expected[2].1 = signing;
    expected.extend([(Some(true), signing), (Some(true), none)]);
    assert_eq!(words(&after), expected);
    assert_eq!(answer(TIMESTAMPED, &signed), Ok(()));
}

#[test]
fn a_document_that_came_broken_or_changed_is_kept_as_it_came() {
    let mut broken = TIMESTAMPED.to_vec();
    let word = broken.windows(7).position(|w| w == b"A lease").unwrap();
    broken[word] = b'B';
    assert_eq!(judged(&broken).summary, Summary::Broken);
    assert_eq!(answer(&broken, &signed_here(&broken)), Ok(()));
    let changed = noted(&whole_way(&classic(0)).1);
    assert_eq!(judged(&changed).summary, Summary::IntactThenChanged);
    assert_eq!(answer(&changed, &signed_here(&changed)), Ok(()));
}

#[test]
fn a_copy_changed_after_our_signatures_is_not_kept() {
    for source in [classic(0), decimal(), TIMESTAMPED.to_vec()] {
        let signed = signed_here(&source);
        assert_eq!(answer(&source, &signed), Ok(()));
        assert!(answer(&source, &noted(&signed)).is_err());
        let again = seal::prepare(&signed, None, &[3], &[]).unwrap().bytes;
        assert!(answer(&source, &again).is_err(), "an empty field after us");
        let at = signed.len() - 700;
        let mut flipped = signed.clone();
        flipped[at] ^= 1;
        assert!(
            verify(&flipped, None, &anchors())
                .map_err(|e| e.to_string())
                .and_then(|now| acceptable(Some(&judged(&source)), &now, 2))
                .is_err()
        );
    }
}

#[test]
fn a_copy_whose_earlier_signature_suffered_is_not_kept() {
    // The page written anew with what 32 bits hold of its numbers, and then signed.
    let rounded = updated(TIMESTAMPED, |update, page| {
        update.opt_clone_object_to_new_document(page).unwrap();
    });
    let refused = answer(TIMESTAMPED, &signed_here(&rounded)).unwrap_err();
    assert!(refused.contains("Ed25519"), "{refused}");
    // Signed over another document than the one that came.
    assert!(answer(TIMESTAMPED, &signed_here(&classic(0))).is_err());
}

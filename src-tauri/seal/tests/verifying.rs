//! Verifying what was signed here, elsewhere, and tampered with.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests, helpers too"
)]

mod support;

use lopdf::{Object, Stream, dictionary};
use seal::{Identity, verify};
use session::{Covers, LaterChanges, SignatureVerdict, Summary, TimeSource, Trusted, Verdict};
use support::{NOW, anchors, classic, identity, modern, places, signed_by, updated, whole_way};

fn judged(bytes: &[u8]) -> Verdict {
    verify(bytes, None, &anchors()).unwrap()
}

fn first(verdict: &Verdict) -> &SignatureVerdict {
    verdict.signatures.first().unwrap()
}

#[test]
fn two_signatures_of_this_computer_are_intact_and_trusted() {
    for source in [classic(0), modern()] {
        let verdict = judged(&whole_way(&source).2);
        assert_eq!(verdict.summary, Summary::Intact);
        let [ada, ben] = verdict.signatures.as_slice() else {
            panic!("{verdict:?}")
        };
        assert_eq!(
            (ada.field.as_str(), ada.covers),
            ("Signature-1_1", Covers::Revision)
        );
        assert_eq!(ada.later_changes, LaterChanges::FormFilling);
        assert_eq!(
            (ben.covers, ben.later_changes),
            (Covers::WholeFile, LaterChanges::None)
        );
        for signature in [ada, ben] {
            assert_eq!(signature.unchanged, Some(true));
            assert_eq!(signature.trusted, Trusted::Yes);
            assert_eq!(signature.time_source, TimeSource::Signer);
            assert_eq!(signature.problems, Vec::<String>::new());
        }
        assert_eq!(ada.time.as_deref(), Some("2026-11-25T20:14:05+01:00"));
        assert_eq!(ada.signed_by.as_deref(), Some("Paraph on desk-7"));
    }
}

#[test]
fn an_unsigned_document_is_said_to_be_unsigned() {
    assert_eq!(judged(&classic(0)).summary, Summary::Unsigned);
    assert_eq!(
        judged(&whole_way(&classic(0)).0.bytes).summary,
        Summary::Unsigned
    );
}

/// V01: content added later is told apart from a later lawful signature.
#[test]
fn v01_content_added_after_signing_is_told_from_a_later_signature() {
    let (_, half, full) = whole_way(&classic(0));
    assert_eq!(judged(&full).summary, Summary::Intact);
    let more = updated(&half, |update, page| {
        let id = update
            .new_document
            .add_object(Stream::new(dictionary! {}, b"0 0 9 9 re f".to_vec()));
        update.opt_clone_object_to_new_document(page).unwrap();
        let page = update.new_document.get_dictionary_mut(page).unwrap();
        let old = page.get(b"Contents").unwrap().clone();
        page.set("Contents", vec![old, id.into()]);
    });
    let verdict = judged(&more);
    assert_eq!(verdict.summary, Summary::IntactThenChanged);
    assert_eq!(first(&verdict).unchanged, Some(true));
    assert_eq!(first(&verdict).later_changes, LaterChanges::Content);
    assert_eq!(first(&verdict).problems, ["page_changed"]);
}

#[test]
fn a_number_changed_by_less_than_32_bits_tell_is_content() {
    let (_, half, full) = whole_way(&support::decimal());
    assert_eq!(judged(&full).summary, Summary::Intact);
    // The library writes the page again with what 32 bits hold of its numbers.
    let rounded = updated(&half, |update, page| {
        update.opt_clone_object_to_new_document(page).unwrap();
    });
    let verdict = judged(&rounded);
    assert_eq!(first(&verdict).later_changes, LaterChanges::Content);
    assert_eq!(first(&verdict).problems, ["page_changed"]);
}

#[test]
fn a_replaced_content_stream_is_content() {
    let (_, _, full) = whole_way(&classic(0));
    let replaced = updated(&full, |update, page| {
        let before = update.get_prev_documents();
        let id = before
            .get_dictionary(page)
            .unwrap()
            .get(b"Contents")
            .unwrap()
            .as_reference()
            .unwrap();
        update
            .new_document
            .set_object(id, Stream::new(dictionary! {}, b"0 0 9 9 re f".to_vec()));
    });
    assert_eq!(judged(&replaced).summary, Summary::IntactThenChanged);
}

#[test]
fn a_note_on_the_page_is_content() {
    let (_, _, full) = whole_way(&classic(0));
    let noted = updated(&full, |update, page| {
        let note = update.new_document.add_object(dictionary! {
            "Type" => "Annot",
            "Subtype" => "FreeText",
            "Rect" => vec![50.into(), 50.into(), 250.into(), 90.into()],
            "Contents" => Object::string_literal("The rent is 1 a year"),
        });
        update.opt_clone_object_to_new_document(page).unwrap();
        let page = update.new_document.get_dictionary_mut(page).unwrap();
        page.get_mut(b"Annots")
            .unwrap()
            .as_array_mut()
            .unwrap()
            .push(note.into());
    });
    let verdict = judged(&noted);
    assert_eq!(verdict.summary, Summary::IntactThenChanged);
    assert_eq!(first(&verdict).problems, ["annotation_added"]);
}

#[test]
fn a_signature_field_that_shows_something_and_is_not_signed_is_content() {
    let (_, _, full) = whole_way(&classic(0));
    let over = support::place(3, session::FieldKind::Signature, 1, 72.0, 600.0);
    let prepared = seal::prepare(&full, None, &[3], &[over]).unwrap();
    assert_eq!(judged(&prepared.bytes).summary, Summary::IntactThenChanged);
    let signed = seal::sign(
        &prepared.bytes,
        &prepared.fields,
        &support::act(3, "Cy Example", support::marks(&prepared.fields, 3)),
        identity(),
    );
    assert_eq!(judged(&signed.unwrap()).summary, Summary::Intact);
}

#[test]
fn a_new_look_for_a_signature_that_was_made_is_content() {
    let (_, half, _) = whole_way(&classic(0));
    let repainted = updated(&half, |update, _| {
        let before = update.get_prev_documents();
        let (id, _) = before
            .objects
            .iter()
            .find(|(_, o)| o.as_dict().is_ok_and(|d| d.has(b"V") && d.has(b"AP")))
            .unwrap();
        let id = *id;
        let look = update.new_document.add_object(Stream::new(
            dictionary! { "Type" => "XObject", "Subtype" => "Form" },
            Vec::new(),
        ));
        update.opt_clone_object_to_new_document(id).unwrap();
        let field = update.new_document.get_dictionary_mut(id).unwrap();
        field.set("AP", dictionary! { "N" => look });
    });
    let verdict = judged(&repainted);
    assert_eq!(verdict.summary, Summary::IntactThenChanged, "{verdict:?}");
}

#[test]
fn a_date_or_initials_of_one_who_signed_cannot_be_filled_anew() {
    let (_, half, full) = whole_way(&classic(0));
    for (bytes, name) in [
        (&half, "Date-1_1"),
        (&full, "Date-1_1"),
        (&full, "Initial-1_1"),
    ] {
        let refilled = updated(bytes, |update, _| {
            let named = |o: &Object| {
                let name_of = o
                    .as_dict()
                    .and_then(|d| d.get(b"T"))
                    .and_then(Object::as_str);
                name_of.is_ok_and(|own| own == name.as_bytes())
            };
            let before = update.get_prev_documents();
            let id = *before.objects.iter().find(|(_, o)| named(o)).unwrap().0;
            update.opt_clone_object_to_new_document(id).unwrap();
            let field = update.new_document.get_dictionary_mut(id).unwrap();
            field.set("V", Object::string_literal("1 January 1999"));
        });
        let verdict = judged(&refilled);
        assert_eq!(verdict.summary, Summary::IntactThenChanged, "{name}");
        assert!(
            first(&verdict)
                .problems
                .contains(&"field_locked".to_owned()),
            "{verdict:?}"
        );
    }
}

/// The contract with a text field of its own, which says what the rent is.
fn with_rent() -> Vec<u8> {
    updated(&classic(0), |update, page| {
        let new = &mut update.new_document;
        let field = new.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Widget", "FT" => "Tx",
            "T" => Object::string_literal("Rent"), "V" => Object::string_literal("900"),
            "Rect" => vec![72.into(), 500.into(), 172.into(), 514.into()],
        });
        let form = new.add_object(dictionary! { "Fields" => vec![field.into()] });
        let root = new.trailer.get(b"Root").unwrap().as_reference().unwrap();
        for (id, key, value) in [
            (root, "AcroForm", Object::from(form)),
            (page, "Annots", vec![field.into()].into()),
        ] {
            update.opt_clone_object_to_new_document(id).unwrap();
            let dict = update.new_document.get_dictionary_mut(id).unwrap();
            dict.set(key, value);
        }
    })
}

/// The text field filled anew.
fn with_rent_of(bytes: &[u8], rent: &str) -> Vec<u8> {
    updated(bytes, |update, _| {
        let is_rent = |o: &Object| {
            let name = o.as_dict().and_then(|d| d.get(b"T"));
            name.and_then(Object::as_str)
                .is_ok_and(|name| name == b"Rent")
        };
        let mut objects = update.get_prev_documents().objects.iter();
        let id = *objects.find(|(_, o)| is_rent(o)).unwrap().0;
        update.opt_clone_object_to_new_document(id).unwrap();
        let field = update.new_document.get_dictionary_mut(id).unwrap();
        field.set("V", Object::string_literal(rent));
    })
}

#[test]
fn a_field_filled_behind_the_last_signers_back_is_a_change_and_before_is_none() {
    let (prepared, half, full) = whole_way(&with_rent());
    let behind = judged(&with_rent_of(&full, "9000"));
    assert_eq!(behind.summary, Summary::IntactThenChanged);
    for signature in &behind.signatures {
        assert_eq!(signature.later_changes, LaterChanges::FormFilling);
    }
    let between = with_rent_of(&half, "950");
    let signed = signed_by(&between, &prepared.fields, 2, identity());
    assert_eq!(judged(&signed).summary, Summary::Intact);
}

#[test]
fn metadata_alone_changes_nothing_that_is_read() {
    let (_, _, full) = whole_way(&classic(0));
    let dated = updated(&full, |update, _| {
        let info = update
            .get_prev_documents()
            .trailer
            .get(b"Info")
            .unwrap()
            .as_reference()
            .unwrap();
        update.opt_clone_object_to_new_document(info).unwrap();
        let info = update.new_document.get_dictionary_mut(info).unwrap();
        info.set("ModDate", Object::string_literal("D:20261126"));
    });
    assert_eq!(judged(&dated).summary, Summary::Intact);
    let titled = updated(&full, |update, _| {
        let info = update
            .get_prev_documents()
            .trailer
            .get(b"Info")
            .unwrap()
            .as_reference()
            .unwrap();
        update.opt_clone_object_to_new_document(info).unwrap();
        let info = update.new_document.get_dictionary_mut(info).unwrap();
        info.set("Title", Object::string_literal("Another lease"));
    });
    assert_eq!(judged(&titled).summary, Summary::IntactThenChanged);
}

/// V03: an intact file of a certificate that nobody here knows.
#[test]
fn v03_an_intact_signature_of_an_unknown_certificate_is_unchanged_and_not_vouched_for() {
    let stranger = Identity::make("elsewhere", NOW - time::Duration::DAY).unwrap();
    let prepared = seal::prepare(&classic(0), None, &[1, 2], &places()).unwrap();
    let signed = signed_by(&prepared.bytes, &prepared.fields, 1, &stranger);
    let verdict = judged(&signed);
    assert_eq!(verdict.summary, Summary::Intact);
    assert_eq!(first(&verdict).unchanged, Some(true));
    assert_eq!(first(&verdict).trusted, Trusted::Unknown);
}

#[test]
fn a_certificate_that_only_claims_this_computers_authority_is_not_trusted() {
    let pretender = Identity::make("desk-7", NOW - time::Duration::DAY).unwrap();
    let prepared = seal::prepare(&classic(0), None, &[1, 2], &places()).unwrap();
    let signed = signed_by(&prepared.bytes, &prepared.fields, 1, &pretender);
    assert_eq!(first(&judged(&signed)).trusted, Trusted::No);
}

#[test]
fn a_certificate_that_was_not_valid_at_the_time_is_not_vouched_for() {
    let late = Identity::make("desk-8", NOW + time::Duration::DAY).unwrap();
    let prepared = seal::prepare(&classic(0), None, &[1, 2], &places()).unwrap();
    let signed = signed_by(&prepared.bytes, &prepared.fields, 1, &late);
    let verdict = verify(&signed, None, std::slice::from_ref(&late.ca_certificate)).unwrap();
    assert_eq!(first(&verdict).unchanged, Some(true));
    assert_eq!(first(&verdict).trusted, Trusted::Unknown);
    assert_eq!(first(&verdict).problems, ["certificate_expired"]);
}

/// Where the gap of the first signature begins and ends.
fn gap(bytes: &[u8]) -> std::ops::Range<usize> {
    let opening = b"/Contents<30";
    let from = bytes
        .windows(opening.len())
        .position(|w| w == opening)
        .unwrap()
        + opening.len()
        - 3;
    let to = from + bytes[from..].iter().position(|b| *b == b'>').unwrap() + 1;
    from..to
}

#[test]
fn no_changed_byte_leaves_a_file_intact() {
    let prepared = seal::prepare(&classic(0), None, &[1, 2], &places()).unwrap();
    let signed = signed_by(&prepared.bytes, &prepared.fields, 1, identity());
    let gap = gap(&signed);
    for at in (0..signed.len()).step_by(41).filter(|at| !gap.contains(at)) {
        let mut changed = signed.clone();
        changed[at] ^= 1;
        if let Ok(verdict) = verify(&changed, None, &anchors()) {
            assert_ne!(verdict.summary, Summary::Intact, "byte {at}");
        }
    }
    let mut changed = signed.clone();
    let text = changed.windows(5).position(|w| w == b"Lease").unwrap();
    changed[text] ^= 1;
    assert_eq!(judged(&changed).summary, Summary::Broken);
}

#[test]
fn a_cut_file_is_never_intact_and_never_a_panic() {
    let (_, _, full) = whole_way(&modern());
    for length in (0..full.len()).step_by(997) {
        if let Ok(verdict) = verify(&full[..length], None, &anchors()) {
            let whole = verdict.signatures.len() == 2 && verdict.summary == Summary::Intact;
            assert!(!whole, "{length}");
        }
    }
}

#[test]
fn a_byte_range_that_leaves_something_out_is_broken() {
    let (_, half, _) = whole_way(&classic(0));
    let at = half.windows(12).position(|w| w == b"/ByteRange[0").unwrap();
    let end = at + half[at..].iter().position(|b| *b == b']').unwrap();
    let text = String::from_utf8(half[at..end].to_vec()).unwrap();
    let numbers: Vec<usize> = text["/ByteRange[".len()..]
        .split_whitespace()
        .map(|n| n.parse().unwrap())
        .collect();
    for patched in [
        format!(
            "/ByteRange[0 {} {} {}",
            numbers[1] - 1,
            numbers[2],
            numbers[3]
        ),
        format!(
            "/ByteRange[0 {} {} {}",
            numbers[1],
            numbers[2] + 1,
            numbers[3] - 1
        ),
        format!(
            "/ByteRange[1 {} {} {}",
            numbers[1] - 1,
            numbers[2],
            numbers[3]
        ),
        format!(
            "/ByteRange[0 {} {} {}",
            numbers[1],
            numbers[2],
            numbers[3] + 1
        ),
        format!("/ByteRange[0 {} {}", numbers[1], numbers[2]),
    ] {
        let mut changed = half.clone();
        let padded = format!("{patched:<width$}", width = end - at);
        changed[at..end].copy_from_slice(padded.as_bytes());
        let verdict = judged(&changed);
        assert_eq!(verdict.summary, Summary::Broken, "{patched}");
    }
}

#[test]
fn bytes_that_belong_to_no_revision_are_told() {
    let (_, half, _) = whole_way(&classic(0));
    let with = |tail: &[u8]| judged(&[half.as_slice(), tail].concat());
    let blank = with(b"\n\n");
    assert_eq!(
        (blank.summary, first(&blank).covers),
        (Summary::Intact, Covers::Revision)
    );
    let appended = with(b"\n% something more");
    assert_eq!(appended.summary, Summary::IntactThenChanged);
    assert_eq!(first(&appended).later_changes, LaterChanges::Content);
}

#[test]
fn a_signature_moved_into_another_document_is_broken() {
    let (_, half, _) = whole_way(&classic(0));
    let mut document = lopdf::Document::load_mem(&half).unwrap();
    document.delete_pages(&[2]);
    let mut moved = Vec::new();
    document.save_to(&mut moved).unwrap();
    assert_eq!(judged(&moved).summary, Summary::Broken);
}

#[test]
fn what_is_no_pdf_is_an_error_and_no_verdict() {
    assert!(matches!(
        verify(b"hello", None, &[]),
        Err(seal::SealError::NotAPdf)
    ));
    assert!(matches!(
        verify(b"", None, &[]),
        Err(seal::SealError::NotAPdf)
    ));
}

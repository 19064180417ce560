//! Preparing and signing.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests, helpers too"
)]

mod support;

use lopdf::{Document, Object};
use seal::{Look, Mark, Sameness, SealError, prepare, same_content, sign};
use session::{FieldKind, Rect, Summary};
use support::{
    act, anchors, classic, identity, marks, modern, place, places, scribble, signed_by, whole_way,
};

#[test]
fn every_step_only_appends() {
    for source in [classic(0), modern()] {
        let (prepared, half, full) = whole_way(&source);
        assert!(!prepared.rewritten);
        assert!(prepared.bytes.starts_with(&source));
        assert!(half.starts_with(&prepared.bytes));
        assert!(full.starts_with(&half));
        assert_eq!(same_content(&source, None, &full).unwrap(), Sameness::Same);
    }
}

#[test]
fn a_number_that_was_not_touched_is_written_again_digit_by_digit() {
    let source = support::decimal();
    let (_, _, full) = whole_way(&source);
    let added = String::from_utf8_lossy(&full[source.len()..]).into_owned();
    for number in ["594.95996", "841.91998"] {
        assert!(added.contains(&format!(" {number}")), "{added}");
    }
    assert!(
        !added.contains("841.92") && !added.contains("Decimal"),
        "{added}"
    );
}

#[test]
fn a_document_written_anew_keeps_its_numbers() {
    // A table that leads astray is mended by reading, and the document written anew.
    let mut source = support::decimal();
    let at = source.len() - source.iter().rev().position(|b| *b == b'f').unwrap() + 1;
    source[at] ^= 1;
    let prepared = prepare(&source, None, &[1, 2], &places()).unwrap();
    assert!(prepared.rewritten);
    let written = String::from_utf8_lossy(&prepared.bytes).into_owned();
    assert!(written.contains(" 841.91998") && !written.contains("841.92"));
}

#[test]
fn each_place_becomes_a_field_and_the_first_signature_place_signs() {
    let prepared = prepare(&classic(0), None, &[1, 2], &places()).unwrap();
    let ids: Vec<_> = prepared.fields.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "Initial-1_1",
            "Signature-1_1",
            "Date-1_1",
            "Initial-2_1",
            "Signature-2_1",
            "Date-2_1"
        ]
    );
    let signing: Vec<_> = prepared
        .fields
        .iter()
        .filter(|f| f.signature_field)
        .map(|f| f.id.as_str())
        .collect();
    assert_eq!(signing, ["Signature-1_1", "Signature-2_1"]);
    for (place, field) in places().iter().zip(&prepared.fields) {
        let ground = field.ground.unwrap();
        assert_eq!(
            ground.union(&place.rect),
            ground,
            "the ground covers the tag"
        );
        assert_eq!(
            field.rect.union(&place.rect),
            field.rect,
            "the field holds the tag"
        );
    }
}

#[test]
fn a_signer_without_a_place_signs_all_the_same() {
    let only_first = [place(1, FieldKind::Signature, 2, 72.0, 198.0)];
    let prepared = prepare(&classic(0), None, &[1, 2], &only_first).unwrap();
    let invisible = prepared.fields.iter().find(|f| f.signer == 2).unwrap();
    assert!(invisible.signature_field && !invisible.visible());
    let half = signed_by(&prepared.bytes, &prepared.fields, 2, identity());
    let full = signed_by(&half, &prepared.fields, 1, identity());
    let verdict = seal::verify(&full, None, &anchors()).unwrap();
    assert_eq!(
        (verdict.signatures.len(), verdict.summary),
        (2, Summary::Intact)
    );
}

#[test]
fn a_place_on_no_page_is_refused() {
    for wrong in [
        place(1, FieldKind::Signature, 3, 72.0, 198.0),
        place(1, FieldKind::Signature, 0, 72.0, 198.0),
        place(1, FieldKind::Signature, 1, 2000.0, 198.0),
        place(1, FieldKind::Signature, 1, f64::NAN, 198.0),
    ] {
        let refused = prepare(&classic(0), None, &[1], &[wrong]).map(|p| p.fields);
        assert!(
            matches!(refused, Err(SealError::PlaceInvalid { .. })),
            "{refused:?}"
        );
    }
}

#[test]
fn a_mark_that_is_missing_empty_or_foreign_is_refused() {
    let prepared = prepare(&classic(0), None, &[1, 2], &places()).unwrap();
    let all = marks(&prepared.fields, 1);
    let attempt = |marks| {
        sign(
            &prepared.bytes,
            &prepared.fields,
            &act(1, "Ada", marks),
            identity(),
        )
    };
    assert!(
        matches!(attempt(all[1..].to_vec()), Err(SealError::MarkMissing(f)) if f == "Initial-1_1")
    );
    let mut empty = all.clone();
    empty[1].look = Look::Ink {
        strokes: vec![vec![]],
        aspect: 3.0,
    };
    assert!(matches!(attempt(empty), Err(SealError::MarkMissing(_))));
    let mut foreign = all;
    foreign.push(Mark {
        field: "Signature-2_1".into(),
        look: scribble(),
    });
    assert!(matches!(attempt(foreign), Err(SealError::MarkForeign(_))));
}

#[test]
fn nobody_signs_twice() {
    let (prepared, half, _) = whole_way(&classic(0));
    let again = act(1, "Ada", marks(&prepared.fields, 1));
    let refused = sign(&half, &prepared.fields, &again, identity());
    assert!(matches!(refused, Err(SealError::FieldGone(_))));
}

#[test]
fn a_typed_name_without_a_glyph_is_refused_and_a_drawn_one_is_not() {
    let prepared = prepare(
        &classic(0),
        None,
        &[1],
        &[place(1, FieldKind::Signature, 1, 72.0, 198.0)],
    );
    let prepared = prepared.unwrap();
    let name = "Ada \u{10fffd}";
    let with = |look| {
        let marks = vec![Mark {
            field: "Signature-1_1".into(),
            look,
        }];
        sign(
            &prepared.bytes,
            &prepared.fields,
            &act(1, name, marks),
            identity(),
        )
    };
    assert!(matches!(
        with(Look::Typed(name.into())),
        Err(SealError::NoGlyph('\u{10fffd}'))
    ));
    assert!(with(scribble()).is_ok());
}

#[test]
fn what_cannot_be_drawn_is_told_before_exactly_as_signing_would() {
    let place = place(1, FieldKind::Signature, 1, 72.0, 198.0);
    let prepared = prepare(&classic(0), None, &[1], &[place]).unwrap();
    for text in [
        "Ada Łódź",
        " محمد علي ",
        "Ada \u{10fffd}",
        "\u{10fffd}",
        "山\u{3000}田",
        "a\u{303}\u{489}\u{20dd}",
        "😀",
        "\u{202e}Ada\u{2066}",
    ] {
        for look in [Look::Typed(text.into()), Look::Text(text.into())] {
            let before = match seal::can_draw(&look) {
                Ok(()) => None,
                Err(SealError::NoGlyph(c)) => Some(c),
                Err(other) => panic!("{text}: {other}"),
            };
            let field = "Signature-1_1".into();
            let act = act(1, text, vec![Mark { field, look }]);
            let signed = match sign(&prepared.bytes, &prepared.fields, &act, identity()) {
                Ok(_) => None,
                Err(SealError::NoGlyph(c)) => Some(c),
                Err(other) => panic!("{text}: {other}"),
            };
            assert_eq!(before, signed, "{text}");
        }
    }
    assert!(seal::can_draw(&scribble()).is_ok());
}

#[test]
fn what_is_typed_can_be_read_out_of_the_signed_file() {
    let (_, _, full) = whole_way(&classic(0));
    let document = Document::load_mem(&full).unwrap();
    let date = document
        .objects
        .values()
        .filter_map(|o| o.as_dict().ok())
        .find(|d| {
            d.get(b"T")
                .and_then(Object::as_str)
                .is_ok_and(|t| t == b"Date-1_1")
        })
        .unwrap();
    assert_eq!(
        date.get(b"V").unwrap().as_str().unwrap(),
        b"25 November 2026"
    );
    let font = |o: &Object| {
        o.as_dict()
            .is_ok_and(|d| d.has_type(b"Font") && d.has(b"ToUnicode") && d.has(b"DescendantFonts"))
    };
    assert!(document.objects.values().any(font));
}

#[test]
fn a_document_that_others_signed_gets_signature_fields_only() {
    let (_, _, theirs) = whole_way(&classic(0));
    let more: Vec<_> = places().into_iter().filter(|p| p.signer == 1).collect();
    let moved: Vec<_> = more
        .into_iter()
        .map(|mut p| {
            p.rect = Rect::new(p.rect.x0, 500.0, p.rect.x1, 511.0);
            p
        })
        .collect();
    let prepared = prepare(&theirs, None, &[1], &moved).unwrap();
    assert!(prepared.signed_before && prepared.bytes.starts_with(&theirs));
    let ids: Vec<_> = prepared.fields.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(
        ids,
        ["Initial-1_2", "Signature-1_2"],
        "a date stands in the caption"
    );
    assert!(prepared.fields.iter().all(|f| f.signature_field));
    let signed = signed_by(&prepared.bytes, &prepared.fields, 1, identity());
    let verdict = seal::verify(&signed, None, &anchors()).unwrap();
    assert_eq!(
        (verdict.signatures.len(), verdict.summary),
        (4, Summary::Intact)
    );
}

#[test]
fn a_signature_field_of_the_document_is_used_as_it_is() {
    let other = [place(9, FieldKind::Signature, 1, 72.0, 198.0)];
    let source = prepare(&classic(0), None, &[9], &other).unwrap().bytes;
    let mut own = place(1, FieldKind::Signature, 1, 72.0, 198.0);
    own.form_field = Some("Signature-9_1".into());
    let prepared = prepare(&source, None, &[1], &[own]).unwrap();
    assert_eq!(prepared.fields.len(), 1);
    assert_eq!(prepared.fields[0].id, "Signature-9_1");
    let signed = signed_by(&prepared.bytes, &prepared.fields, 1, identity());
    let verdict = seal::verify(&signed, None, &anchors()).unwrap();
    assert_eq!(
        (verdict.signatures.len(), verdict.summary),
        (1, Summary::Intact)
    );
}

#[test]
fn a_field_that_looks_like_a_signature_to_come_is_not_taken_for_it() {
    let other = [place(9, FieldKind::Signature, 1, 72.0, 198.0)];
    let source = prepare(&classic(0), None, &[9], &other).unwrap().bytes;
    let source = support::updated(&source, |update, _| {
        let mut objects = update.get_prev_documents().objects.iter();
        let is_field = |o: &Object| o.as_dict().is_ok_and(|d| d.has(b"T"));
        let id = *objects.find(|(_, o)| is_field(o)).unwrap().0;
        update.opt_clone_object_to_new_document(id).unwrap();
        let field = update.new_document.get_dictionary_mut(id).unwrap();
        let zeros = Object::String(vec![0; 9000], lopdf::StringFormat::Hexadecimal);
        field.set("Contents", zeros);
        let unknown = Object::Integer(9_999_999_999);
        let range = vec![0.into(), unknown.clone(), unknown.clone(), unknown];
        field.set("ByteRange", range);
    });
    let mut own = place(1, FieldKind::Signature, 1, 72.0, 198.0);
    own.form_field = Some("Signature-9_1".into());
    let prepared = prepare(&source, None, &[1], &[own]).unwrap();
    let signed = signed_by(&prepared.bytes, &prepared.fields, 1, identity());
    let verdict = seal::verify(&signed, None, &anchors()).unwrap();
    assert_eq!(verdict.summary, Summary::Intact, "{verdict:?}");
}

#[test]
fn a_page_lost_or_changed_is_not_the_same_content() {
    let (_, _, full) = whole_way(&classic(0));
    let other = {
        let mut document = support::contract(90);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    };
    assert_eq!(
        same_content(&other, None, &full).unwrap(),
        Sameness::Page(1)
    );
    let mut short = Document::load_mem(&classic(0)).unwrap();
    short.delete_pages(&[2]);
    let mut bytes = Vec::new();
    short.save_to(&mut bytes).unwrap();
    assert_eq!(
        same_content(&bytes, None, &full).unwrap(),
        Sameness::PageCount { sent: 1, signed: 2 }
    );
}

#[test]
fn the_same_act_gives_the_same_bytes() {
    let (prepared, half, _) = whole_way(&classic(0));
    assert_eq!(
        signed_by(&prepared.bytes, &prepared.fields, 1, identity()),
        half
    );
}

#[test]
fn a_closed_document_is_prepared_without_its_password_and_an_open_one_without_being_asked() {
    for password in ["", "let me in"] {
        let mut document = support::contract(0);
        let version = lopdf::EncryptionVersion::V2 {
            document: &document,
            owner_password: "owner",
            user_password: password,
            key_length: 128,
            permissions: lopdf::Permissions::all(),
        };
        let state = lopdf::EncryptionState::try_from(version).unwrap();
        document.encrypt(&state).unwrap();
        let mut source = Vec::new();
        document.save_to(&mut source).unwrap();
        if !password.is_empty() {
            let closed = prepare(&source, None, &[1], &places()[..3]);
            assert!(matches!(closed, Err(SealError::PasswordNeeded)));
            let wrong = prepare(&source, Some("no"), &[1], &places()[..3]);
            assert!(matches!(wrong, Err(SealError::PasswordWrong)));
        }
        let prepared = prepare(&source, Some(password), &[1], &places()[..3]).unwrap();
        assert!(prepared.rewritten);
        let signed = signed_by(&prepared.bytes, &prepared.fields, 1, identity());
        assert_eq!(
            same_content(&source, Some(password), &signed).unwrap(),
            Sameness::Same
        );
        let verdict = seal::verify(&signed, None, &anchors()).unwrap();
        assert_eq!(verdict.summary, Summary::Intact);
    }
}

/// A PNG of a slanted line, with a remark in it.
fn picture() -> Vec<u8> {
    let (width, height) = (120, 40);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgba);
    let remark = "taken at 52.37 N 4.90 E";
    encoder
        .add_text_chunk("Comment".into(), remark.into())
        .unwrap();
    let pixel = |at: u32| {
        let (x, y) = (at % width, at / width);
        let ink = (x / 3).abs_diff(y) < 4;
        [20, 34, 92, if ink { 255 } else { 0 }]
    };
    let pixels: Vec<u8> = (0..width * height).flat_map(pixel).collect();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    file
}

#[test]
fn a_picture_of_a_signature_stands_in_the_file_without_what_else_its_file_held() {
    let places = [place(1, FieldKind::Signature, 1, 72.0, 198.0)];
    let prepared = prepare(&classic(0), None, &[1], &places).unwrap();
    let picture = seal::Picture::read(&picture()).unwrap();
    let marks = vec![Mark {
        field: "Signature-1_1".into(),
        look: Look::Picture(picture),
    }];
    let act = act(1, "Ada Example", marks);
    let signed = sign(&prepared.bytes, &prepared.fields, &act, identity()).unwrap();
    let document = Document::load_mem(&signed).unwrap();
    let is_picture = |o: &&Object| {
        o.as_stream().is_ok_and(|s| {
            s.dict
                .get(b"Subtype")
                .and_then(Object::as_name)
                .is_ok_and(|name| name == b"Image")
        })
    };
    let found: Vec<_> = document.objects.values().filter(is_picture).collect();
    assert!(!found.is_empty());
    for object in found {
        let dict = &object.as_stream().unwrap().dict;
        assert_eq!(dict.get(b"Width").unwrap().as_i64().unwrap(), 120);
        assert_eq!(dict.get(b"Height").unwrap().as_i64().unwrap(), 40);
    }
    assert!(!signed.windows(5).any(|w| w == b"52.37"));
    let verdict = seal::verify(&signed, None, &anchors());
    assert!(verdict.is_ok());
}

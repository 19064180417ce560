//! Documents of many producers (`tests/corpus`): each is signed soundly, or refused with a reason.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests, helpers too")]

mod support;

use std::path::{Path, PathBuf};

use seal::{Sameness, prepare, same_content, verify};
use session::{ErrorCode, FieldKind, LaterChanges, Summary, Trusted};
use support::{anchors, identity, place, signed_by};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus")
}

#[test]
fn every_document_is_signed_by_two_or_refused_with_a_reason() {
    let mut signed = 0;
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "pdf") {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let source = std::fs::read(&path).unwrap();
        let places = [
            place(1, FieldKind::Signature, 1, 72.0, 60.0),
            place(1, FieldKind::Date, 1, 72.0, 20.0),
            place(2, FieldKind::Signature, 1, 260.0, 60.0),
        ];
        let prepared = match prepare(&source, None, &[1, 2], &places) {
            Ok(prepared) => prepared,
            Err(error) => {
                // A small page does not hold the places that are asked for here.
                let expected = [
                    ErrorCode::PasswordNeeded,
                    ErrorCode::PdfDamaged,
                    ErrorCode::FieldInvalid,
                ];
                assert!(expected.contains(&error.code()), "{name}: {error}");
                continue;
            }
        };
        assert!(
            prepared.rewritten || prepared.bytes.starts_with(&source),
            "{name}"
        );
        let half = signed_by(&prepared.bytes, &prepared.fields, 1, identity());
        let full = signed_by(&half, &prepared.fields, 2, identity());
        assert_eq!(
            same_content(&source, None, &full).unwrap(),
            Sameness::Same,
            "{name}"
        );
        let verdict = verify(&full, None, &anchors()).unwrap();
        assert_eq!(verdict.summary, Summary::Intact, "{name}: {verdict:?}");
        let ours = verdict
            .signatures
            .iter()
            .filter(|s| s.trusted == Trusted::Yes);
        assert_eq!(ours.count(), 2, "{name}: {verdict:?}");
        signed += 1;
    }
    assert!(signed > 20, "{signed}");
}

#[test]
fn a_signature_made_elsewhere_is_unchanged_and_not_vouched_for() {
    let source = std::fs::read(folder().join("signed-1.pdf")).unwrap();
    let verdict = verify(&source, None, &anchors()).unwrap();
    assert_eq!(verdict.summary, Summary::Intact);
    let [theirs] = verdict.signatures.as_slice() else {
        panic!("{verdict:?}")
    };
    assert_eq!(theirs.signed_by.as_deref(), Some("Corpus test signer"));
    assert_eq!(
        (theirs.unchanged, theirs.trusted),
        (Some(true), Trusted::Unknown)
    );
    assert_eq!(theirs.later_changes, LaterChanges::None);
}

//! The objects of the copy: those that do not change keep their bytes, pages and their contents are
//! changed alone.

use std::collections::BTreeMap;

use lopdf::{Document as Pdf, Object};
use tags::{Limits, RewriteError};

use crate::files::{FONT, content, pages, pdf, stream, two_byte_font};
use crate::steps::{corpus, files, other, plan, removed, rewrite, swapped, texts};

const TAG: &str = "BT /F1 10 Tf 60 700 Td (<<Signer1>>) Tj ET";

fn tree(pages: &str, more: &[(u32, String)]) -> Vec<u8> {
    let mut objects = vec![
        (1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()),
        (2, format!("<</Type/Pages{pages}>>")),
        (4, stream("", TAG)),
    ];
    objects.extend(two_byte_font());
    objects.extend_from_slice(more);
    pdf(&objects)
}

#[test]
fn pages_that_stand_inside_the_tree_become_objects_of_their_own() {
    let page = format!("<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<{FONT}>>>>");
    let nested = format!("<</Type/Pages/Kids[{page}]>>");
    for file in [
        tree(&format!("/MediaBox[0 0 595 842]/Kids[{page}{page}]"), &[]),
        tree(&format!("/MediaBox[0 0 595 842]/Kids[{nested}{page}]"), &[]),
        tree(
            "/MediaBox[0 0 595 842]/Kids 5 0 R",
            &[(5, format!("[{page}{nested}]"))],
        ),
    ] {
        assert_eq!(texts(&file), ["<<Signer1>>", "<<Signer1>>"]);
        assert_eq!(texts(&swapped(&file)), ["{{Signer1}}", "{{Signer1}}"]);
        let mut plan = plan(&file, |_| None);
        plan.truncate(1);
        assert_eq!(texts(&rewrite(&file, &plan).unwrap()), ["<<Signer1>>"]);
    }
}

#[test]
fn a_list_of_contents_that_pages_share_is_left_to_the_others() {
    let page = |n: u32| {
        (
            n,
            format!("<</Type/Page/Parent 2 0 R/Contents 7 0 R/Resources<<{FONT}>>>>"),
        )
    };
    let list = (7, "[4 0 R 8 0 R]".to_owned());
    let file = tree(
        "/MediaBox[0 0 595 842]/Kids[5 0 R 6 0 R]",
        &[page(5), page(6), list, (8, stream("", "0 0 5 5 re f"))],
    );
    let mut plan = plan(&file, |tag| Some(other(tag)));
    plan.remove(0);
    let copy = rewrite(&file, &plan).unwrap();
    assert_eq!(texts(&copy), ["<<Signer1>>", "{{Signer1}}"]);
    assert!(content(&copy, 1).contains("(<<Signer1>>)"));
}

#[test]
fn resources_that_pages_inherit_are_left_to_the_others() {
    let page = |n: u32| (n, "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>".to_owned());
    let kids = format!("/MediaBox[0 0 595 842]/Kids[5 0 R 6 0 R]/Resources<<{FONT}>>");
    let file = tree(&kids, &[page(5), page(6)]);
    let mut plan = plan(&file, |tag| Some(other(tag)));
    plan.remove(0);
    let copy = rewrite(&file, &plan).unwrap();
    assert_eq!(texts(&copy), ["<<Signer1>>", "{{Signer1}}"]);
    let pdf = Pdf::load_mem(&copy).unwrap();
    assert!(!pdf.get_dictionary((5, 0)).unwrap().has(b"Resources"));
}

#[test]
fn objects_that_do_not_change_keep_their_bytes() {
    let odd = "<</A [ 1.50  +2. -.5 00.1 841.890013 ]/B#41 (a\\(b\\051) % why\n/C<414 2>/D null >>";
    let file = pages(&[TAG], &[(60, odd.to_owned())], "/Extra 60 0 R", "");
    let copy = swapped(&file);
    let whole = format!("60 0 obj\n{odd}\nendobj\n").into_bytes();
    assert!(copy.windows(whole.len()).any(|bytes| bytes == whole));
    // The page itself changes; its numbers do not.
    let file = pages(
        &[TAG],
        &[],
        "/MediaBox[0 0 595.2760009765 841.8901000977]",
        "",
    );
    let copy = String::from_utf8_lossy(&swapped(&file)).into_owned();
    assert!(
        copy.contains("/MediaBox [0 0 595.2760009765 841.8901000977]"),
        "{copy}"
    );
}

/// The values of all objects but the old file's own tables.
fn values(pdf: &Pdf) -> BTreeMap<(u32, u16), &Object> {
    let is_table = |object: &Object| {
        let types = [&b"XRef"[..], b"ObjStm", b"Linearized"];
        object.type_name().is_ok_and(|name| types.contains(&name))
            || object.as_dict().is_ok_and(|dict| dict.has(b"Linearized"))
    };
    let objects = pdf.objects.iter();
    objects
        .filter(|(_, object)| !is_table(object))
        .map(|(id, object)| (*id, object))
        .collect()
}

fn without_length(object: &Object) -> Object {
    let mut object = object.clone();
    if let Object::Stream(stream) = &mut object {
        stream.dict.remove(b"Length");
        stream.start_position = None;
        stream.allows_compression = true;
    }
    object
}

#[test]
fn all_other_objects_of_the_corpus_have_their_values_and_few_change() {
    let mut compared = 0;
    for (name, file) in files() {
        let (Ok(was), copy) = (Pdf::load_mem(&file), removed(&file)) else {
            continue;
        };
        if was.was_encrypted() || was.is_encrypted() || was.xref_recovery.is_some() {
            continue;
        }
        let tags = texts(&file).len();
        let is = Pdf::load_mem(&copy).unwrap();
        let (old, new) = (values(&was), values(&is));
        let mut changed = 0;
        for (id, object) in &new {
            let before = old.get(id).map(|object| without_length(object));
            if before.as_ref() != Some(&without_length(object)) {
                changed += 1;
            }
            compared += 1;
        }
        // For each tag at most its page, its content, its annotation and what these stand in.
        assert!(
            changed <= 6 * tags,
            "{name}: {changed} objects for {tags} tags"
        );
    }
    assert!(compared > 1000, "{compared}");
}

#[test]
fn a_file_that_a_password_opens_is_written_plain() {
    let file = corpus("enc_known_pw-0.pdf");
    let document = tags::read(&file, Some("lease"), &Limits::default()).unwrap();
    let plan: Vec<_> = document
        .tags
        .into_iter()
        .map(|tag| tags::Replacement {
            text: Some(other(&tag)),
            tag,
        })
        .collect();
    assert!(!plan.is_empty());
    let plan = plan.into();
    let by = |password| tags::rewrite(&file, password, &plan, &Limits::default());
    let copy = by(Some("lease")).unwrap();
    assert_eq!(texts(&copy).len(), plan.replacements.len());
    let wrong = by(Some("wrong")).unwrap_err();
    assert_eq!(wrong, RewriteError::Read(tags::ReadError::PasswordWrong));
}

#[test]
fn a_damaged_file_is_mended_with_its_numbers_as_they_stood() {
    let file = pages(
        &[TAG],
        &[],
        "/MediaBox[0 0 595.2760009765 841.8901000977]",
        "",
    );
    let damaged = String::from_utf8(file)
        .unwrap()
        .replace("startxref", "startxxxx");
    let mended = tags::mended(damaged.as_bytes(), &Limits::default()).unwrap();
    let mended = String::from_utf8_lossy(&mended).into_owned();
    assert!(mended.contains("[0 0 595.2760009765 841.8901000977]"));
}

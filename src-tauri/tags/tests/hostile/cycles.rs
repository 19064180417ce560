//! References that lead back to where they began.

use crate::build::{File, page, read_small, tag, texts};

fn all(file: &File) -> [Vec<u8>; 2] {
    [file.end(""), file.torn()]
}

#[test]
fn a_page_tree_that_holds_itself_is_walked_once() {
    let content = tag(60, 700, 1);
    let mut file = page(content.as_bytes(), "", "", "");
    file.object(2, "<</Type/Pages/Kids[2 0 R 5 0 R 3 0 R]/Parent 5 0 R>>")
        .object(5, "<</Type/Pages/Kids[2 0 R 5 0 R 3 0 R]/Parent 2 0 R>>");
    for file in all(&file) {
        let outcome = read_small(file);
        assert_eq!(texts(&outcome), ["<<Signer1>>"]);
        assert_eq!(outcome.unwrap().pages.len(), 1);
    }
}

#[test]
fn forms_that_draw_one_another_end() {
    let dict =
        "/Type/XObject/Subtype/Form/Resources<</XObject<</X 10 0 R/Y 11 0 R>>/Font<</F 9 0 R>>>>";
    let mut file = page(b"/X Do", "", "/XObject<</X 10 0 R>>", "");
    let content = format!("/Y Do /X Do {}", tag(60, 700, 1));
    file.stream(10, dict, content.as_bytes())
        .stream(11, dict, b"/X Do /Y Do");
    for file in all(&file) {
        assert_eq!(texts(&read_small(file)), ["<<Signer1>>"]);
    }
}

#[test]
fn fonts_maps_and_resources_that_name_themselves_end() {
    let mut file = page(tag(60, 700, 1).replace("/F ", "/G ").as_bytes(), "", "", "");
    file.object(
        3,
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources 6 0 R>>",
    )
    .object(6, "<</Resources 6 0 R/Font 7 0 R/XObject 6 0 R>>")
    .object(7, "<</G 10 0 R>>")
    .object(
        10,
        "<</Type/Font/Subtype/Type0/Encoding 11 0 R/ToUnicode 11 0 R/DescendantFonts[10 0 R]>>",
    )
    .stream(
        11,
        "/UseCMap 11 0 R",
        b"1 begincodespacerange <00><ff> endcodespacerange 1 beginbfrange <00><7f><0000> endbfrange",
    );
    for file in all(&file) {
        assert_eq!(texts(&read_small(file)), ["<<Signer1>>"]);
    }
}

#[test]
fn lengths_and_references_that_lead_to_themselves_end() {
    let mut file = page(b"", "", "", "");
    file.object(
        3,
        "<</Type/Page/Parent 2 0 R/Contents 5 0 R/MediaBox 6 0 R/Rotate 6 0 R/Resources 7 0 R>>",
    )
    .object(5, "<</Length 5 0 R>>\nstream\nq Q\nendstream")
    .object(6, "7 0 R")
    .object(7, "6 0 R");
    for file in all(&file) {
        assert!(texts(&read_small(file)).is_empty());
    }
}

#[test]
fn fields_annotations_and_name_trees_that_hold_themselves_end() {
    let catalog = "/AcroForm<</Fields[10 0 R]/DR 10 0 R>>/Names<</EmbeddedFiles 12 0 R/JavaScript 12 0 R>>\
                   /OCProperties<</OCGs[13 0 R]/D<</OFF[13 0 R]>>>>";
    let content = format!("/OC /L BDC EMC {}", tag(60, 700, 1));
    let more = "/Properties<</L 13 0 R>>";
    let mut file = page(content.as_bytes(), "/Annots[11 0 R 10 0 R]", more, catalog);
    file.object(
        10,
        "<</T(a)/FT/Tx/Kids[10 0 R 11 0 R]/Parent 11 0 R/Subtype/Widget/Rect[0 0 9 9]/V 10 0 R>>",
    )
    .object(
        11,
        "<</T(b)/Kids[10 0 R]/Parent 10 0 R/Subtype/Widget/AP<</N 11 0 R>>/Rect[0 0 9 9]>>",
    )
    .object(12, "<</Kids[12 0 R 12 0 R]/Names[(a) 12 0 R]>>")
    .object(13, "<</Type/OCMD/OCGs 13 0 R/VE[13 0 R]>>");
    for file in all(&file) {
        assert_eq!(texts(&read_small(file)), ["<<Signer1>>"]);
    }
}

#[test]
fn object_streams_that_extend_or_hold_themselves_end() {
    let mut file = page(tag(60, 700, 1).as_bytes(), "", "", "");
    file.stream(
        20,
        "/Type/ObjStm/N 1/First 5/Extends 21 0 R",
        b"21 0 <</A 20 0 R>>",
    )
    .stream(
        21,
        "/Type/ObjStm/N 1/First 5/Extends 20 0 R",
        b"20 0 <</A 21 0 R>>",
    );
    for file in all(&file) {
        assert_eq!(texts(&read_small(file)), ["<<Signer1>>"]);
    }
}

#[test]
fn sections_of_a_table_that_follow_one_another_in_a_circle_end() {
    let mut file = page(tag(60, 700, 1).as_bytes(), "", "", "").end("/Prev 99999999");
    let start = file
        .windows(4)
        .position(|four| four == b"xref")
        .unwrap()
        .to_string();
    let at = file
        .windows(8)
        .position(|eight| eight == b"99999999")
        .unwrap();
    let own = format!("{start:<8}");
    file.splice(at..at + 8, own.into_bytes());
    assert_eq!(texts(&read_small(file)), ["<<Signer1>>"]);
}

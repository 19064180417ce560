//! What nests without end.

use crate::build::{page, read_small, tag, texts};

const DEEP: usize = 100_000;

#[test]
fn arrays_and_dictionaries_of_any_depth_leave_the_stack_alone() {
    for (open, close) in [("[", "]"), ("<</A", ">>"), ("[<</A[", "]>>]"), ("(", ")")] {
        for closed in [true, false] {
            let mut deep = open.repeat(DEEP);
            if closed {
                deep += &close.repeat(DEEP);
            }
            let content = format!("{} {deep}", tag(60, 700, 1));
            let mut file = page(content.as_bytes(), "", "", "");
            file.object(20, &deep);
            for file in [file.end(""), file.torn()] {
                assert_eq!(texts(&read_small(file)), ["<<Signer1>>"], "{open}");
            }
            let trailer = page(b"", "", "", "").end(&format!("/Deep {deep}"));
            assert!(read_small(trailer).is_ok(), "{open}");
        }
    }
}

#[test]
fn states_and_sections_of_any_depth_are_followed() {
    let tag = tag(60, 700, 1);
    for (open, close) in [
        ("q ", "Q "),
        ("/A BMC ", "EMC "),
        ("/A <</B/C>> BDC ", "EMC "),
        ("BT ", "ET "),
    ] {
        let content = [open.repeat(DEEP), tag.clone(), close.repeat(DEEP)].concat();
        let file = page(content.as_bytes(), "", "", "").end("");
        assert_eq!(texts(&read_small(file)), ["<<Signer1>>"], "{open}");
    }
}

#[test]
fn a_page_tree_of_any_depth_is_walked() {
    let mut file = page(tag(60, 700, 1).as_bytes(), "", "", "");
    let depth = 20_000;
    file.object(2, "<</Type/Pages/Kids[100 0 R]/MediaBox[0 0 595 842]>>");
    for number in 100..100 + depth {
        file.object(number, format!("<</Type/Pages/Kids[{} 0 R]>>", number + 1));
    }
    file.object(100 + depth, "<</Type/Pages/Kids[3 0 R]>>");
    for file in [file.end(""), file.torn()] {
        assert_eq!(texts(&read_small(file)), ["<<Signer1>>"]);
    }
}

#[test]
fn forms_and_fields_of_any_depth_are_followed_as_far_as_the_limit() {
    let depth = 5000;
    let catalog = "/AcroForm<</Fields[10000 0 R]>>";
    let content = format!("/X Do {}", tag(60, 700, 1));
    let mut file = page(content.as_bytes(), "", "/XObject<</X 100 0 R>>", catalog);
    for number in 100..100 + depth {
        let next = format!("/XObject<</X {} 0 R>>", number + 1);
        let dict = format!("/Type/XObject/Subtype/Form/Resources<<{next}>>");
        file.stream(number, &dict, b"/X Do");
    }
    for number in 10_000..10_000 + depth {
        let kid = format!("<</T({number})/FT/Tx/Kids[{} 0 R]>>", number + 1);
        file.object(number, kid);
    }
    for file in [file.end(""), file.torn()] {
        assert_eq!(texts(&read_small(file)), ["<<Signer1>>"]);
    }
}

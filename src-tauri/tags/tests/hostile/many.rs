//! A million of everything.

use std::fmt::Write;

use tags::{Limits, ReadError};

use crate::build::{packed, page, read, read_within, tag, texts};

const MILLION: usize = 1_000_000;

#[test]
fn a_million_objects_are_read() {
    let mut file = page(tag(60, 700, 1).as_bytes(), "", "", "");
    for number in 0..MILLION as u32 {
        file.object(100 + number, "1");
    }
    assert_eq!(texts(&read(file.end(""))), ["<<Signer1>>"]);
    assert_eq!(texts(&read(file.torn())), ["<<Signer1>>"]);
}

#[test]
fn a_million_tags_are_more_than_a_reading_takes() {
    let mut content = String::new();
    for at in 0..MILLION {
        content += &tag(at % 500, at / 500 % 800, at % 9 + 1);
    }
    let mut file = page(b"", "", "", "");
    file.stream(4, "/Filter/FlateDecode", &packed(content.as_bytes(), 1));
    assert_eq!(read(file.end("")), Err(ReadError::TooLarge("glyphs")));
}

#[test]
fn as_many_tags_as_a_page_holds_are_read() {
    let mut content = String::new();
    for at in 0..20_000 {
        content += &tag(at % 9 * 66, at / 9 * 11, at % 9 + 1);
    }
    let outcome = read(page(content.as_bytes(), "/MediaBox[0 0 600 25000]", "", "").end(""));
    assert!(outcome.unwrap().tags.len() >= 10_000);
}

#[test]
fn a_million_pages_are_more_than_a_reading_takes() {
    let mut file = page(b"", "", "", "");
    file.object(
        2,
        format!("<</Type/Pages/Kids[{}]>>", "3 0 R ".repeat(MILLION)),
    );
    assert_eq!(read(file.end("")), Err(ReadError::TooLarge("pages")));
    file.object(
        2,
        format!("<</Type/Pages/Kids[{}]>>", "<</Type/Page>>".repeat(MILLION)),
    );
    assert_eq!(read(file.end("")), Err(ReadError::TooLarge("pages")));
}

#[test]
fn page_tree_nodes_that_share_their_kids_do_not_multiply() {
    let mut file = page(b"", "", "", "");
    let nodes = 4000;
    let kids: String = (0..nodes)
        .map(|node| format!("{} 0 R ", 100 + node))
        .collect();
    file.object(2, "<</Type/Pages/Kids 10 0 R>>");
    file.object(10, format!("[{kids} 3 0 R]"));
    for node in 0..nodes {
        file.object(100 + node, "<</Type/Pages/Kids 10 0 R>>");
    }
    let outcome = read(file.end(""));
    assert!(matches!(outcome, Err(ReadError::TooLarge(_))) || outcome.unwrap().pages.len() == 1,);
}

#[test]
fn a_million_annotations_and_fields_are_read() {
    let widgets = "10 0 R ".repeat(MILLION);
    let catalog = format!("/AcroForm<</Fields[{widgets}]>>");
    let annotations = format!("/Annots[{widgets}]");
    let mut file = page(tag(60, 700, 1).as_bytes(), &annotations, "", &catalog);
    file.object(
        10,
        "<</Subtype/Widget/FT/Sig/T(Signature-2_1)/Rect[9 9 99 99]>>",
    );
    let outcome = read(file.end(""));
    assert_eq!(texts(&outcome), ["<<Signer1>>"]);
    assert_eq!(outcome.unwrap().fields.len(), 1);
}

#[test]
fn names_of_fields_do_not_multiply() {
    let name = "x".repeat(1 << 20);
    let mut fields = String::new();
    for number in 0..20_000 {
        write!(fields, "<</T({number})/FT/Sig/V 11 0 R/Rect[0 0 9 9]>>").unwrap();
    }
    let catalog = "/AcroForm<</Fields[10 0 R]>>";
    let mut file = page(b"", "", "", catalog);
    file.object(10, format!("<</T({name})/Kids[{fields}]>>"));
    file.object(11, format!("<</Type/Sig/Contents<00>/Name({name})>>"));
    let document = read(file.end("")).unwrap();
    assert_eq!(document.fields.len(), 20_000);
    assert!(document.signed_by.len() <= 1000 && document.signed);
}

#[test]
fn entries_of_a_table_that_all_lead_to_one_large_object_are_not_read_each() {
    for end in ["]", ""] {
        same_place(end);
    }
}

fn same_place(end_of_array: &str) {
    let mut file = page(tag(60, 700, 1).as_bytes(), "", "", "");
    let large = format!("[{}{end_of_array}", "0 ".repeat(MILLION));
    file.object(20, large);
    let end = file.end("");
    let torn = file.torn();
    // The same table with more lines, all of them for the same place.
    let at = torn
        .windows(8)
        .position(|eight| eight == b"20 0 obj")
        .unwrap();
    let mut lines = String::new();
    for _ in 0..100_000 {
        writeln!(lines, "{at:010} 00000 n ").unwrap();
    }
    let table = end.windows(5).position(|five| five == b"xref\n").unwrap();
    let mut all = end[..table].to_vec();
    let rest = String::from_utf8(end[table..].to_vec()).unwrap();
    let rest = rest.replace("trailer", &format!("100 100000\n{lines}trailer"));
    all.extend_from_slice(rest.as_bytes());
    let outcome = read(all);
    assert!(
        matches!(outcome, Err(ReadError::TooLarge(_))) || texts(&outcome) == ["<<Signer1>>"],
        "{:?}",
        outcome.map(|document| document.tags)
    );
}

#[test]
fn encrypted_objects_that_end_together_are_not_copied_each() {
    let mut file = page(b"", "", "", "").end("/Encrypt<</Filter/Standard/V 1/R 2/O()/U()/P 0>>");
    for number in 100..20_000 {
        file.extend_from_slice(format!("\n{number} 0 obj [").as_bytes());
    }
    file.extend_from_slice(&b" 0".repeat(MILLION));
    file.extend_from_slice(b"\nendobj");
    let outcome = read(file);
    assert!(outcome.is_err(), "{outcome:?}");
}

#[test]
fn streams_whose_lengths_are_all_wrong_are_mended_in_one_go() {
    let mut file = page(tag(60, 700, 1).as_bytes(), "", "", "");
    for number in 0..200_000 {
        file.object(100 + number, "<</Length 9>>stream\nendstream");
    }
    assert_eq!(texts(&read(file.end(""))), ["<<Signer1>>"]);
}

#[test]
fn lines_that_might_go_on_in_the_next_cost_no_more_than_others() {
    let mut content = String::from("BT /F 1 Tf 1 TL 0 900 Td ");
    for _ in 0..60_000 {
        content += "(<<) Tj T* ";
    }
    let (outcome, cost) = read_within(
        page(content.as_bytes(), "", "", "").end(""),
        Limits::default(),
    );
    assert!(outcome.is_ok());
    assert!(cost.asked < 40_000_000, "{}", cost.asked);
}

#[test]
fn arrays_of_arrays_hold_no_more_than_one_may() {
    let array = format!("[{}]", "[]".repeat(1000));
    let content = format!("{} {}", format!("[{array}]").repeat(4000), tag(60, 700, 1));
    let (outcome, cost) = read_within(
        page(content.as_bytes(), "", "", "").end(""),
        Limits::default(),
    );
    assert_eq!(texts(&outcome), ["<<Signer1>>"]);
    assert!(cost.peak < 100 << 20, "{}", cost.peak);
}

#[test]
fn links_are_looked_at_and_not_kept() {
    let mut file = page(tag(60, 700, 1).as_bytes(), "/Annots 8 0 R", "", "");
    let links: String = (0..100_000)
        .map(|at| format!("{} 0 R ", 100 + at))
        .collect();
    file.object(8, format!("[{links}]"));
    for at in 0..100_000 {
        let link = "/Rect[60 700 90 712]/Border[0 0 1]/C[1 0 0]/A<</S/GoTo/D(section.1.2.3)>>";
        file.object(100 + at, format!("<</Type/Annot/Subtype/Link{link}>>"));
    }
    let (outcome, cost) = read_within(file.end(""), Limits::default());
    assert_eq!(texts(&outcome), ["<<Signer1>>"]);
    // Kept, they take three times as much.
    assert!(cost.peak < 40 << 20, "{} bytes were held", cost.peak);
}

#[test]
fn a_link_that_shows_something_is_read() {
    let mut file = page(b"", "/Annots[8 0 R]", "", "");
    file.object(
        8,
        "<</Type/Annot/Subtype/Link/Rect[60 700 260 712]/AP<</N 10 0 R>>>>",
    )
    .stream(
        10,
        "/Subtype/Form/BBox[0 0 200 12]/Resources<</Font<</F 9 0 R>>>>",
        tag(0, 2, 1).as_bytes(),
    );
    assert_eq!(texts(&read(file.end(""))), ["<<Signer1>>"]);
}

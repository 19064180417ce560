//! Small files written out by hand, one behaviour each.

use std::fmt::Write;

use lopdf::{Document as Pdf, Object};
use session::Tag;
use tags::RewriteError;

use crate::files::{FONT, FORM, content, form, one, pages, pdf, stream, two_byte_font};
use crate::steps::{other, plan, read, removed, rewrite, swapped, texts};

/// Where a word stands on the first page that has it.
fn x_of(bytes: &[u8], word: &str) -> f64 {
    let document = read(bytes);
    let line = document.text.iter().find(|line| line.text == word);
    line.unwrap_or_else(|| panic!("no {word} in {:?}", document.text))
        .rect
        .x0
}

#[test]
fn a_tag_alone_is_replaced_by_text_on_its_baseline_in_its_size() {
    let file = one("BT /F1 10 Tf 60 700 Td (<<Signer1>>) Tj ET");
    let (was, is) = (
        read(&file).tags.remove(0),
        read(&swapped(&file)).tags.remove(0),
    );
    assert_eq!((is.text.as_str(), is.exact), ("{{Signer1}}", true));
    assert_eq!((is.rect.x0, is.visibility), (was.rect.x0, was.visibility));
    assert!(
        is.rect.x1 <= was.rect.x1 + 0.01,
        "{:?} {:?}",
        was.rect,
        is.rect
    );
    // Ascent and descent of the two faces: 0.75 and 0.25, 0.905 and 0.212.
    assert!((is.rect.y0 - 697.88).abs() < 0.01 && (is.rect.y1 - 709.05).abs() < 0.01);
}

#[test]
fn what_else_stands_in_the_string_stays_in_its_place() {
    for show in [
        "(Please sign <<Signer1>> here) Tj",
        "[(Please sign <<Si) -20 (gner1) 15.5 (>>) 3 ( here)] TJ",
        "(Please sign <<Signer1>> here) '",
        "3 0.5 (Please sign <<Signer1>> here) \"",
        "<506c65617365207369676e203c3c5369676e6572313e3e2068657265> Tj",
        "2 Tc 4 Tw 80 Tz (Please sign \\<<Signer1>\\076 here) Tj",
        "/F3 10 Tf <0050006c0065006100730065002000730069 0067006e0020003c003c005300690067 \
         006e0065007200310020003e003e002000680065 00720065> Tj",
        "(Please sign <<Sig) Tj /F2 11 Tf (ner) Tj 1 0 0 rg /F1 10 Tf (1>>) Tj ( here) Tj",
    ] {
        let content_of = format!("BT /F1 10 Tf 12 TL 60 700 Td {show} (!) Tj ET");
        let file = one(&content_of);
        assert_eq!(read(&file).tags.len(), 1, "{show}");
        let gone = removed(&file);
        assert_eq!(texts(&gone), [""; 0], "{show}");
        let swapped = swapped(&file);
        assert_eq!(texts(&swapped), ["{{Signer1}}"], "{show}");
        let line: String = read(&swapped)
            .text
            .iter()
            .map(|line| line.text.as_str())
            .collect();
        assert!(
            line.starts_with("Please sign") && line.ends_with("here!"),
            "{line}"
        );
        // The end of the line tells whether anything moved.
        let end = |bytes: &[u8]| {
            let ends = read(bytes).text.into_iter().map(|line| line.rect.x1);
            ends.fold(0.0, f64::max)
        };
        assert!((end(&file) - end(&gone)).abs() < 0.001, "{show}");
        assert!((end(&file) - end(&swapped)).abs() < 0.001, "{show}");
    }
}

#[test]
fn only_the_operators_of_the_tag_change() {
    let before = "q 1 0 0 1 0 0 cm % (<<Signer1>>) Tj\n BT/F1 10 Tf 60 700 Td(A <<Signer1>>";
    let between =
        " BT /F1 10 Tf 60 600 Td <61> Tj [(b)]TJ ET\n\n 0 0 5. 5.00 re f BT /F1 9 Tf 60 500 Td";
    let file = one(&format!("{before}B)Tj ET{between}(<<Date2>>) Tj ET  Q "));
    let content_of = |bytes: &[u8]| content(bytes, 1);
    assert_eq!(
        content_of(&removed(&file)).trim_end(),
        format!(
            "q 1 0 0 1 0 0 cm % (<<Signer1>>) Tj\n BT/F1 10 Tf 60 700 Td [(A )-5782 (B)] TJ  ET{between} [-5004 ] TJ  ET  Q"
        )
    );
    let swapped = content_of(&swapped(&file));
    assert!(swapped.starts_with("q 1 0 0 1 0 0 cm % (<<Signer1>>) Tj\n BT/F1 10 Tf 60 700 Td [(A )] TJ /Paraph1 10 Tf ({{Signer1}}) Tj /F1 10 Tf  ["), "{swapped}");
    assert!(
        swapped.contains(&format!("(B)] TJ  ET{between}")),
        "{swapped}"
    );
}

#[test]
fn letters_that_were_drawn_one_by_one_all_go() {
    let mut drawn = String::new();
    for (at, c) in "<<Signer1>>"
        .chars()
        .enumerate()
        .collect::<Vec<_>>()
        .iter()
        .rev()
    {
        write!(
            drawn,
            "BT /F{} 10 Tf {} 700 Td ({c}) Tj ET ",
            1 + at % 2,
            60 + 6 * at
        )
        .unwrap();
    }
    let file = one(&drawn);
    assert_eq!(texts(&file), ["<<Signer1>>"]);
    assert_eq!(texts(&swapped(&file)), ["{{Signer1}}"]);
    let gone = removed(&file);
    assert!(read(&gone).text.is_empty(), "{:?}", read(&gone).text);
}

#[test]
fn spaces_within_a_tag_go_with_it() {
    let file = one("BT /F1 10 Tf 60 700 Td (<< Signer 1 >>) Tj ET");
    let swapped = swapped(&file);
    assert_eq!(texts(&swapped), ["{{Signer1}}"]);
    assert!(!read(&removed(&file)).pages[0].has_text);
}

#[test]
fn a_tag_printed_twice_goes_twice_and_comes_back_once() {
    let tag = "(<<Signer1>>) Tj ET";
    let file = one(&format!(
        "BT /F1 10 Tf 60 700 Td {tag} BT /F1 10 Tf 60.3 700 Td {tag}"
    ));
    let swapped = swapped(&file);
    assert_eq!(content(&swapped, 1).matches("{{Signer1}}").count(), 1);
    assert!(!content(&swapped, 1).contains("<<"));
    assert_eq!(texts(&removed(&file)), [""; 0]);
}

#[test]
fn only_the_tags_of_the_plan_go() {
    let file = one("BT /F1 10 Tf 60 700 Td (<<Signer1>> and <<Signer2>>, <<Signer1>>) Tj ET");
    let mut plan = plan(&file, |_| None);
    plan.truncate(1);
    let copy = rewrite(&file, &plan).unwrap();
    assert_eq!(texts(&copy), ["<<Signer2>>", "<<Signer1>>"]);
}

#[test]
fn text_that_would_be_wider_than_the_tag_is_squeezed_into_its_place() {
    let file = one("BT /F1 10 Tf 60 700 Td (a <<Date1>> b) Tj ET");
    let plan = plan(&file, |_| Some("{{a much longer text 1}}".to_owned()));
    let copy = rewrite(&file, &plan).unwrap();
    let line = read(&copy).text.remove(0);
    assert_eq!(line.text, "a {{a much longer text 1}} b");
    assert!((line.rect.x1 - read(&file).text[0].rect.x1).abs() < 0.001);
}

#[test]
fn a_form_that_is_drawn_elsewhere_too_gets_a_copy_for_the_use_that_changes() {
    let forms = [(10, form("Sign <<Signer1>> here"))];
    let drawn = "q 1 0 0 1 60 700 cm /X Do Q q 1 0 0 1 60 500 cm /X Do Q";
    let file = pages(&[drawn, "/X Do"], &forms, "", "");
    let mut plan = plan(&file, |tag| Some(other(tag)));
    assert_eq!(plan.len(), 3);
    plan.truncate(1);
    let copy = rewrite(&file, &plan).unwrap();
    assert_eq!(texts(&copy), ["{{Signer1}}", "<<Signer1>>", "<<Signer1>>"]);
    assert_eq!(
        content(&copy, 1).trim_end(),
        "q 1 0 0 1 60 700 cm /ParaphForm1 Do  Q q 1 0 0 1 60 500 cm /X Do Q"
    );
    assert_eq!(content(&copy, 2).trim_end(), "/X Do");
}

#[test]
fn a_form_changes_in_its_place_when_all_its_uses_do() {
    let forms = [(10, form("Sign <<Signer1>> here"))];
    let file = pages(&["/X Do", "q 2 0 0 2 60 500 cm /X Do Q"], &forms, "", "");
    let copy = swapped(&file);
    assert_eq!(texts(&copy), ["{{Signer1}}", "{{Signer1}}"]);
    let pdf = Pdf::load_mem(&copy).unwrap();
    let is_form = |object: &&Object| {
        object
            .as_stream()
            .is_ok_and(|stream| stream.dict.has(b"BBox"))
    };
    assert_eq!(pdf.objects.values().filter(is_form).count(), 1);
    assert_eq!(content(&copy, 1).trim_end(), "/X Do");
}

#[test]
fn forms_within_forms_are_copied_as_far_as_the_change_reaches() {
    let outer = format!("{FORM}/Resources<<{FONT}/XObject<</X 10 0 R>>>>");
    let forms = [
        (10, form("<<Signer1>>")),
        (11, stream(&outer, "/X Do q 1 0 0 1 0 30 cm /X Do Q")),
    ];
    let file = pages(&["/Y Do", "/Y Do /X Do"], &forms, "", "");
    let mut plan = plan(&file, |_| None);
    assert_eq!(
        plan.iter().map(|one| one.tag.page).collect::<Vec<_>>(),
        [1, 1, 2, 2]
    );
    plan.truncate(1);
    let copy = rewrite(&file, &plan).unwrap();
    assert_eq!(texts(&copy).len(), 3);
    assert_eq!(content(&copy, 2).trim_end(), "/Y Do /X Do");
}

#[test]
fn annotations_change_in_their_appearance_and_their_value() {
    let field = |number: u32, more: &str| {
        let place = format!("/Rect[60 {number}0 260 {number}2]/F 4");
        format!("<</Type/Annot/Subtype/Widget/FT/Tx/T(f{number})/V(<<Initial3>>){place}{more}>>")
    };
    let objects = [
        (10, form("<<Initial3>>")),
        (12, field(50, "/AP<</N 10 0 R>>")),
        (13, field(60, "/AP<</N 10 0 R>>")),
        (14, field(70, "/DA(/F1 10 Tf 0 g)")),
    ];
    let catalog = format!("/AcroForm<</Fields[12 0 R 13 0 R 14 0 R]/DR<<{FONT}>>>>");
    let file = pages(&[""], &objects, "/Annots[12 0 R 13 0 R 14 0 R]", &catalog);
    let mut plan = plan(&file, |tag| Some(other(tag)));
    assert_eq!(plan.len(), 3);
    // The last one from the top stays.
    plan.truncate(2);
    let copy = rewrite(&file, &plan).unwrap();
    assert_eq!(
        texts(&copy),
        ["{{Initial3}}", "{{Initial3}}", "<<Initial3>>"]
    );
    let pdf = Pdf::load_mem(&copy).unwrap();
    let value = |id| {
        pdf.get_dictionary((id, 0))
            .unwrap()
            .get(b"V")
            .unwrap()
            .clone()
    };
    let value = |id| lopdf::decode_text_string(&value(id)).unwrap();
    assert_eq!(
        [12, 13, 14].map(value),
        ["<<Initial3>>", "{{Initial3}}", "{{Initial3}}"]
    );
}

#[test]
fn an_operator_that_goes_on_in_the_next_stream_is_rewritten() {
    let mut objects = vec![
        (1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()),
        (
            2,
            "<</Type/Pages/Kids[3 0 R]/MediaBox[0 0 595 842]>>".to_owned(),
        ),
        (
            3,
            format!("<</Type/Page/Contents[4 0 R 5 0 R]/Resources<<{FONT}>>>>"),
        ),
        (4, stream("", "BT /F1 10 Tf 60 700 Td [(<<Sig)")),
        (5, stream("", "(ner1>>)] TJ (x) Tj ET")),
    ];
    objects.extend(two_byte_font());
    let file = pdf(&objects);
    assert_eq!(texts(&swapped(&file)), ["{{Signer1}}"]);
    assert!((x_of(&removed(&file), "x") - 117.82).abs() < 0.01);
}

#[test]
fn a_stream_that_cannot_be_decoded_stays_on_its_page() {
    let mut objects = vec![
        (1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()),
        (
            2,
            "<</Type/Pages/Kids[3 0 R]/MediaBox[0 0 595 842]>>".to_owned(),
        ),
        (
            3,
            format!("<</Type/Page/Contents[4 0 R 5 0 R]/Resources<<{FONT}>>>>"),
        ),
        (4, stream("/Filter/NoSuchDecode", "abc")),
        (5, stream("", "BT /F1 10 Tf 60 700 Td (<<Signer1>>) Tj ET")),
    ];
    objects.extend(two_byte_font());
    let copy = swapped(&pdf(&objects));
    let pdf = Pdf::load_mem(&copy).unwrap();
    let page = pdf.get_dictionary((3, 0)).unwrap();
    let contents = page.get(b"Contents").unwrap().as_array().unwrap();
    assert_eq!(contents[0], Object::Reference((4, 0)));
    assert_eq!(
        pdf.get_object((4, 0)).unwrap().as_stream().unwrap().content,
        b"abc"
    );
}

#[test]
fn a_stream_that_other_pages_use_is_left_to_them() {
    let tag = stream("", "BT /F1 10 Tf 60 700 Td (<<Signer1>>) Tj ET");
    let page = format!("<</Type/Page/Contents 4 0 R/MediaBox[0 0 595 842]/Resources<<{FONT}>>>>");
    let mut objects = vec![
        (1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()),
        (2, "<</Type/Pages/Kids[3 0 R 5 0 R]>>".to_owned()),
        (3, page.clone()),
        (4, tag),
        (5, page),
    ];
    objects.extend(two_byte_font());
    let file = pdf(&objects);
    let mut plan = plan(&file, |_| None);
    plan.remove(0);
    let copy = rewrite(&file, &plan).unwrap();
    assert_eq!(
        read(&copy)
            .tags
            .iter()
            .map(|tag| tag.page)
            .collect::<Vec<_>>(),
        [1]
    );
}

#[test]
fn what_is_replaced_is_not_left_behind_in_the_file() {
    let file = one("BT /F1 10 Tf 60 700 Td (<<Signer1>>) Tj ET");
    let copy = removed(&file);
    assert!(!copy.windows(6).any(|six| six == b"Signer"));
}

#[test]
fn a_plan_that_does_not_fit_the_file_is_refused() {
    let file = one("BT /F1 10 Tf 60 700 Td (<<Signer1>>) Tj ET");
    let good = plan(&file, |_| Some("\u{7b7e}".to_owned()));
    assert_eq!(
        rewrite(&file, &good).unwrap_err(),
        RewriteError::NoGlyph('\u{7b7e}')
    );
    for change in [
        |tag: &mut Tag| tag.page = 2,
        |tag: &mut Tag| tag.signer = 2,
        |tag: &mut Tag| tag.rect = session::Rect::new(0.0, 0.0, 50.0, 10.0),
    ] {
        let mut plan = plan(&file, |_| None);
        change(&mut plan[0].tag);
        let error = rewrite(&file, &plan).unwrap_err();
        assert!(matches!(error, RewriteError::NotFound { .. }), "{error}");
    }
    let once = plan(&file, |_| None);
    let twice = [once.clone(), once].concat();
    assert!(matches!(
        rewrite(&file, &twice),
        Err(RewriteError::NotFound { .. })
    ));
}

#[test]
fn a_text_that_readers_would_take_instead_of_the_glyphs_goes_too() {
    let spoken = "/Span <</MCID 0 /ActualText (<<Signer1>>) /Lang (en)>> BDC";
    let file = one(&format!(
        "{spoken} BT /F1 10 Tf 60 700 Td (<<Signer1>>) Tj ET EMC"
    ));
    let copy = removed(&file);
    assert!(content(&copy, 1).starts_with("/Span <</MCID 0  /Lang (en)>> BDC"));
}

#[test]
fn text_that_alone_clips_what_comes_behind_is_not_taken_away() {
    let file = one("BT 7 Tr /F1 10 Tf 60 700 Td (<<Signer1>>) Tj ET 0 0 500 800 re f");
    let error = rewrite(&file, &plan(&file, |_| None)).unwrap_err();
    assert!(matches!(error, RewriteError::Unsupported { .. }), "{error}");
    // Other letters clip in its place.
    assert_eq!(texts(&swapped(&file)), ["{{Signer1}}"]);
}

#[test]
fn text_that_clips_goes_where_other_text_clips_too_or_nothing_is_clipped() {
    for content in [
        "BT 7 Tr /F1 10 Tf 60 700 Td (Sign <<Signer1>>) Tj ET 0 0 500 800 re f",
        "q BT 7 Tr /F1 10 Tf 60 700 Td (<<Signer1>>) Tj ET Q 0 0 500 800 re f",
        "BT 5 Tr /F1 10 Tf 60 700 Td (<<Signer1>>) Tj ET 0 0 500 800 re n",
    ] {
        let file = one(content);
        assert_eq!(texts(&removed(&file)), [""; 0], "{content}");
        assert_eq!(texts(&swapped(&file)), ["{{Signer1}}"], "{content}");
    }
    let spaces = "BT 7 Tr /F1 10 Tf 60 700 Td ( <<Signer1>> ) Tj ET 0 0 500 800 re f";
    let file = one(spaces);
    assert!(rewrite(&file, &plan(&file, |_| None)).is_err());
}

#[test]
fn a_tag_over_two_lines_goes_from_both_and_new_text_stands_on_the_first() {
    let file =
        one("BT /F1 10 Tf 12 TL 60 700 Td (Sign here: <<Sig) Tj T* (ner1>> and go on) Tj ET");
    assert_eq!(texts(&file), ["<<Signer1>>"]);
    let copy = swapped(&file);
    assert_eq!(texts(&copy), ["{{Signer1}}"]);
    let lines: Vec<_> = read(&copy).text.into_iter().map(|line| line.text).collect();
    assert_eq!(lines, ["Sign here: {{Signer1}}", "and go on"]);
    let lines: Vec<_> = read(&removed(&file))
        .text
        .into_iter()
        .map(|line| line.text.trim().to_owned())
        .collect();
    assert_eq!(lines, ["Sign here:", "and go on"]);
}

#[test]
fn many_tags_of_one_page_are_rewritten_in_one_go() {
    let mut drawn = String::new();
    for number in 0..1500 {
        let (x, y) = (20 + number % 10 * 55, 830 - number / 10 * 5);
        write!(
            drawn,
            "BT /F1 4 Tf {x} {y} Td (<<Signer{}>>) Tj ET ",
            number % 999 + 1
        )
        .unwrap();
    }
    let file = one(&drawn);
    assert_eq!(texts(&file).len(), 1500);
    assert_eq!(texts(&removed(&file)), [""; 0]);
    let copy = swapped(&file);
    assert!(texts(&copy).iter().all(|text| text.starts_with("{{")));
    assert_eq!(texts(&copy).len(), 1500);
}

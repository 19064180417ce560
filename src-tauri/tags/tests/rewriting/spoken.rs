//! Texts that are not drawn and speak of a tag: they change with it.

use lopdf::{Document as Pdf, Object, decode_text_string};

use crate::files::{content, form, one, pages};
use crate::steps::{other, plan, removed, rewrite, swapped, texts};

const TAG: &str = "BT /F1 10 Tf 60 700 Td (<<Signer1>>) Tj ET";

/// The text of an entry of an object.
fn text(bytes: &[u8], number: u32, key: &[u8]) -> String {
    let pdf = Pdf::load_mem(bytes).unwrap();
    let value = pdf.get_dictionary((number, 0)).unwrap().get(key).unwrap();
    decode_text_string(value).unwrap()
}

#[test]
fn the_text_of_a_section_says_what_is_drawn_now() {
    let file = one(&format!(
        "/Span <</MCID 0 /ActualText (<<Signer1>>) /Lang (en)>> BDC {TAG} EMC"
    ));
    assert!(content(&removed(&file), 1).starts_with("/Span <</MCID 0  /Lang (en)>> BDC"));
    let copy = content(&swapped(&file), 1);
    assert!(
        copy.starts_with("/Span <</MCID 0 /ActualText ({{Signer1}}) /Lang (en)>> BDC"),
        "{copy}"
    );
    let file = one(&format!(
        "/Span <</ActualText (Here: <<Signer1>>!)>> BDC {TAG} EMC"
    ));
    let copy = content(&removed(&file), 1);
    assert!(
        copy.starts_with("/Span <</ActualText (Here: !)>> BDC"),
        "{copy}"
    );
}

#[test]
fn texts_of_sections_that_hold_pieces_of_a_tag_go() {
    let file = one(
        "BT /F1 10 Tf 60 700 Td /Span <</ActualText (<<Sig)>> BDC (<<Sig) Tj EMC \
         /Span <</ActualText (ner1>>)>> BDC (ner1>>) Tj EMC ET",
    );
    for copy in [removed(&file), swapped(&file)] {
        assert!(!content(&copy, 1).contains("ActualText"));
    }
    assert_eq!(texts(&swapped(&file)), ["{{Signer1}}"]);
}

#[test]
fn a_section_around_the_use_of_a_form_and_sections_in_sections_change_too() {
    let forms = [(10, form("<<Signer1>>"))];
    let drawn = "/Span <</ActualText (<<Signer1>>)>> BDC /P <</ActualText <FEFF00AB005300690067006E0065007200310020BB>>> BDC /X Do EMC EMC";
    let file = pages(&[drawn], &forms, "", "");
    let copy = removed(&file);
    assert!(
        !content(&copy, 1).contains("ActualText"),
        "{}",
        content(&copy, 1)
    );
    assert_eq!(texts(&copy), [""; 0]);
}

#[test]
fn a_named_property_list_is_left_to_others_and_one_of_its_own_takes_its_place() {
    let named = [(30, "<</MCID 0/ActualText(<<Signer1>>)>>".to_owned())];
    let drawn = format!("/Span /P1 BDC {TAG} EMC /Span /P1 BDC EMC");
    let file = pages(&[&drawn], &named, "", "");
    let file = String::from_utf8(file)
        .unwrap()
        .replace("/XObject<<", "/Properties<</P1 30 0 R>>/XObject<<");
    // Offsets are off by now, as in many a file.
    let copy = swapped(file.as_bytes());
    let drawn = content(&copy, 1);
    assert!(drawn.starts_with("/Span /ParaphText1 BDC"), "{drawn}");
    assert!(drawn.contains("/Span /P1 BDC EMC"), "{drawn}");
    assert_eq!(text(&copy, 30, b"ActualText"), "<<Signer1>>");
    let copy = String::from_utf8_lossy(&copy).into_owned();
    assert!(copy.contains("({{Signer1}})"), "{copy}");
}

#[test]
fn structure_elements_that_speak_of_the_tag_change() {
    let more = [
        (
            40,
            "<</Type/StructTreeRoot/K 42 0 R/ParentTree 41 0 R>>".to_owned(),
        ),
        (
            41,
            "<</Kids[<</Nums[3[43 0 R 44 0 R]]/Limits[3 3]>>]>>".to_owned(),
        ),
        (
            42,
            "<</Type/StructElem/S/P/P 40 0 R/K[43 0 R 44 0 R]/Alt(Sign at <<Signer1>>)>>"
                .to_owned(),
        ),
        (
            43,
            "<</Type/StructElem/S/Span/P 42 0 R/K 0/ActualText(<<Signer1>>)>>".to_owned(),
        ),
        (
            44,
            "<</Type/StructElem/S/Span/P 42 0 R/K 1/ActualText(<<Signer1>> again)>>".to_owned(),
        ),
    ];
    let drawn =
        format!("/Span<</MCID 0>>BDC {TAG} EMC /Span<</MCID 1>>BDC BT /F1 9 Tf (x) Tj ET EMC");
    let file = pages(
        &[&drawn],
        &more,
        "/StructParents 3",
        "/StructTreeRoot 40 0 R",
    );
    let copy = swapped(&file);
    assert_eq!(text(&copy, 43, b"ActualText"), "{{Signer1}}");
    assert_eq!(text(&copy, 42, b"Alt"), "Sign at {{Signer1}}");
    assert_eq!(text(&copy, 44, b"ActualText"), "<<Signer1>> again");
}

#[test]
fn values_of_the_field_and_of_the_fields_above_it_change() {
    let objects = [
        (10, form("<<Initial3>>")),
        (11, form("<< initial3 >>")),
        (12, "<</FT/Tx/T(a)/Kids[13 0 R]/V(<<Initial3>>)/DV(see \u{ab}Initial3\u{bb})/RV(<p>&lt;&lt;Initial3&gt;&gt;</p>)>>".replace('\u{ab}', "\\253").replace('\u{bb}', "\\273")),
        (13, "<</Type/Annot/Subtype/Widget/Parent 12 0 R/Rect[60 500 260 520]/F 4/AP<</N 10 0 R/D 11 0 R/R 10 0 R>>>>".to_owned()),
    ];
    let catalog = "/AcroForm<</Fields[12 0 R]>>";
    let file = pages(&[""], &objects, "/Annots[13 0 R]", catalog);
    let copy = removed(&file);
    assert_eq!(texts(&copy), [""; 0]);
    assert_eq!(text(&copy, 12, b"V"), "");
    assert_eq!(text(&copy, 12, b"DV"), "see ");
    assert_eq!(text(&copy, 12, b"RV"), "<p></p>");
    let pdf = Pdf::load_mem(&copy).unwrap();
    let appearances = pdf.get_dictionary((13, 0)).unwrap().get(b"AP").unwrap();
    assert!(!appearances.as_dict().unwrap().has(b"D"));
    let swapped = rewrite(&file, &plan(&file, |tag| Some(other(tag)))).unwrap();
    assert_eq!(text(&swapped, 12, b"RV"), "<p>{{Initial3}}</p>");
}

#[test]
fn the_other_annotation_of_a_list_that_holds_them_itself_stays() {
    let annotation = |y: u32| {
        let appearance = "/AP<</N 10 0 R>>";
        format!(
            "<</Type/Annot/Subtype/Stamp/Rect[60 {y} 360 {}]/F 4{appearance}/Contents(<<Signer1>>)>>",
            y + 50
        )
    };
    let list = format!("[{}{}]", annotation(600), annotation(400));
    let file = pages(
        &[""],
        &[(10, form("<<Signer1>>"))],
        &format!("/Annots{list}"),
        "",
    );
    let mut plan = plan(&file, |tag| Some(other(tag)));
    assert_eq!(plan.len(), 2);
    plan.truncate(1);
    let copy = rewrite(&file, &plan).unwrap();
    assert_eq!(texts(&copy), ["{{Signer1}}", "<<Signer1>>"]);
    let pdf = Pdf::load_mem(&copy).unwrap();
    let contents: Vec<_> = pdf
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok()?.get(b"Contents").ok())
        .filter(|value| matches!(value, Object::String(..)))
        .map(|value| decode_text_string(value).unwrap())
        .collect();
    assert!(
        contents.contains(&"{{Signer1}}".to_owned())
            && contents.contains(&"<<Signer1>>".to_owned())
    );
}

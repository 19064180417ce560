//! The reader against small files written out by hand, one behaviour each.

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::sync::atomic::AtomicBool;
    use std::time::Instant;

    use session::{FieldKind, Finding, FindingCode, Rect, Visibility};
    use tags::{Document, Limits, ReadError};

    /// A PDF of numbered objects; object 1 is the catalog.
    fn pdf(objects: &[(u32, String)]) -> Vec<u8> {
        let (mut file, mut table) = ("%PDF-1.7\n".to_owned(), String::new());
        for (number, body) in objects {
            writeln!(table, "{number} 1\n{:010} 00000 n ", file.len()).unwrap();
            writeln!(file, "{number} 0 obj\n{body}\nendobj").unwrap();
        }
        let start = file.len();
        let size = objects.iter().map(|(number, _)| number + 1).max().unwrap();
        let first = "0 1\n0000000000 65535 f ";
        write!(
            file,
            "xref\n{first}\n{table}trailer <</Root 1 0 R /Size {size}>>\n"
        )
        .unwrap();
        write!(file, "startxref\n{start}\n%%EOF").unwrap();
        file.into_bytes()
    }

    fn stream(dict: &str, data: &str) -> String {
        format!(
            "<<{dict}/Length {}>>\nstream\n{data}\nendstream",
            data.len()
        )
    }

    const FONT: &str = "/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>";

    /// One A4 page with that content; more objects from 10 on, more page and catalog entries.
    fn page(content: &str, more: &[(u32, String)], page: &str, catalog: &str) -> Vec<u8> {
        let resources = format!("<<{FONT}/XObject<</X 10 0 R>>/Properties<</L 11 0 R>>>>");
        let mut objects = vec![
            (1, format!("<</Type/Catalog/Pages 2 0 R{catalog}>>")),
            (
                2,
                "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>".to_owned(),
            ),
            (
                3,
                format!("<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources {resources}{page}>>"),
            ),
            (4, stream("", content)),
        ];
        objects.extend_from_slice(more);
        pdf(&objects)
    }

    fn read(bytes: &[u8]) -> Document {
        tags::read(bytes, None, &Limits::default()).unwrap()
    }

    fn content(content: &str) -> Document {
        read(&page(content, &[], "", ""))
    }

    /// Text of 10 points at a place.
    fn at(x: i32, y: i32, text: &str) -> String {
        format!("BT /F1 10 Tf {x} {y} Td ({text}) Tj ET ")
    }

    fn texts(document: &Document) -> Vec<&str> {
        document.tags.iter().map(|tag| tag.text.as_str()).collect()
    }

    fn seen(document: &Document) -> Vec<Visibility> {
        document.tags.iter().map(|tag| tag.visibility).collect()
    }

    fn finding(document: &Document, code: FindingCode) -> Option<&Finding> {
        document
            .findings
            .iter()
            .find(|finding| finding.code == code)
    }

    #[test]
    fn what_is_no_pdf_is_told_from_what_is_damaged() {
        let error = |bytes: &[u8]| tags::read(bytes, None, &Limits::default()).unwrap_err();
        assert_eq!(error(b""), ReadError::Empty);
        assert_eq!(
            error(b"PK\x03\x04 a word processor's file"),
            ReadError::NotAPdf
        );
        assert!(matches!(
            error(b"%PDF-1.7\nnothing else"),
            ReadError::Damaged(_)
        ));
    }

    #[test]
    fn a_file_beyond_the_limits_is_refused_by_the_limit_that_it_breaks() {
        let file = page(&at(60, 700, "<<Signer1>>"), &[], "", "");
        let error = |limits: &Limits<'_>| tags::read(&file, None, limits).unwrap_err();
        let limits = Limits {
            max_bytes: 100,
            ..Limits::default()
        };
        assert_eq!(error(&limits), ReadError::TooLarge("bytes"));
        let limits = Limits {
            max_operations: 5,
            ..Limits::default()
        };
        assert_eq!(error(&limits), ReadError::TooLarge("operations"));
        let limits = Limits {
            max_pages: 0,
            ..Limits::default()
        };
        assert_eq!(error(&limits), ReadError::TooLarge("pages"));
        let limits = Limits {
            max_glyphs: 3,
            ..Limits::default()
        };
        assert_eq!(error(&limits), ReadError::TooLarge("glyphs"));
    }

    #[test]
    fn a_reading_ends_when_the_caller_gives_up_or_its_time_is_over() {
        let file = page(&at(60, 700, "<<Signer1>>"), &[], "", "");
        let cancel = AtomicBool::new(true);
        let limits = Limits {
            cancel: Some(&cancel),
            ..Limits::default()
        };
        assert_eq!(
            tags::read(&file, None, &limits).unwrap_err(),
            ReadError::Cancelled
        );
        let limits = Limits {
            deadline: Some(Instant::now()),
            ..Limits::default()
        };
        assert_eq!(
            tags::read(&file, None, &limits).unwrap_err(),
            ReadError::Cancelled
        );
    }

    #[test]
    fn a_form_that_draws_itself_is_drawn_once() {
        let dict = format!(
            "/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<<{FONT}/XObject<</X 10 0 R>>>>"
        );
        let form = stream(
            &dict,
            &format!("{} /X Do /X Do", at(60, 700, "<<Signer1>>")),
        );
        let document = read(&page("/X Do", &[(10, form)], "", ""));
        assert_eq!(texts(&document), ["<<Signer1>>"]);
    }

    #[test]
    fn forms_that_draw_forms_without_end_are_refused() {
        let mut forms: Vec<(u32, String)> = (10..40)
            .map(|number| {
                let dict = format!(
                    "/Type/XObject/Subtype/Form/Resources<</XObject<</X {} 0 R>>>>",
                    number + 1
                );
                (number, stream(&dict, "/X Do /X Do /X Do"))
            })
            .collect();
        forms.push((40, stream("/Type/XObject/Subtype/Form", "")));
        let limits = Limits {
            max_operations: 1_000_000,
            ..Limits::default()
        };
        let error = tags::read(&page("/X Do", &forms, "", ""), None, &limits).unwrap_err();
        assert_eq!(error, ReadError::TooLarge("operations"));
    }

    #[test]
    fn pieces_are_read_where_they_stand_and_not_as_they_were_drawn() {
        let pieces = [at(87, 700, "ner1>>"), at(60, 700, "<<"), at(72, 700, "Sig")].concat();
        let document = content(&pieces);
        assert_eq!(texts(&document), ["<<Signer1>>"]);
        let rect = document.tags[0].rect;
        assert!(
            (rect.x0 - 60.0).abs() < 0.1 && (rect.y0 - 697.5).abs() < 0.1,
            "{rect:?}"
        );
        assert!((rect.height() - 10.0).abs() < 0.1, "{rect:?}");
    }

    #[test]
    fn a_piece_that_is_raised_or_larger_belongs_to_its_tag() {
        let raised = "BT /F1 10 Tf 60 700 Td (<<Sig) Tj 3 Ts (ner) Tj 0 Ts /F1 13 Tf (1>>) Tj ET";
        assert_eq!(texts(&content(raised)), ["<<Signer1>>"]);
    }

    #[test]
    fn cells_of_a_table_are_not_read_as_one_tag() {
        assert_eq!(
            texts(&content(
                &[at(60, 700, "<<Sign"), at(130, 700, "er1>>")].concat()
            )),
            [""; 0]
        );
    }

    #[test]
    fn letters_that_are_spaced_out_are_one_tag_beside_text_that_is_not() {
        let spaced = "BT /F1 10 Tf 14 Tc 200 700 Td (<<Signer1>>) Tj ET ";
        let document = content(&[at(60, 700, "Signed by the tenant:"), spaced.to_owned()].concat());
        assert_eq!(texts(&document), ["<<Signer1>>"]);
    }

    #[test]
    fn a_tag_printed_twice_for_boldness_is_one() {
        let shifted = "BT /F1 10 Tf 60.3 700 Td (<<Signer1>>) Tj ET ";
        let document = content(&[at(60, 700, "<<Signer1>>"), shifted.to_owned()].concat());
        assert_eq!(texts(&document), ["<<Signer1>>"]);
    }

    #[test]
    fn a_tag_that_goes_on_in_the_next_line_is_one_and_is_told() {
        let document =
            content(&[at(400, 700, "here: <<Sign"), at(60, 686, "er1>> and on")].concat());
        assert_eq!(texts(&document), ["<<Signer1>>"]);
        assert!(finding(&document, FindingCode::TagLineBroken).is_some());
    }

    #[test]
    fn a_near_miss_is_told_with_its_place_and_what_was_meant() {
        let document = content(&at(60, 700, "Sign: <<Signer2>"));
        let miss = finding(&document, FindingCode::TagNearMiss).unwrap();
        assert_eq!(
            (miss.args["text"].as_str(), miss.page),
            ("<<Signer2>", Some(1))
        );
        assert_eq!(miss.args["suggestion"], "<<Signer2>>");
        assert!(miss.rect.unwrap().x0 > 80.0);
        assert!(document.tags.is_empty());
    }

    #[test]
    fn white_is_white_only_on_white() {
        let tag = at(60, 700, "<<Signer1>>");
        assert_eq!(seen(&content(&tag)), [Visibility::Visible]);
        assert_eq!(seen(&content(&format!("1 g {tag}"))), [Visibility::White]);
        assert_eq!(
            seen(&content(&format!("0 0 0 0 k {tag}"))),
            [Visibility::White]
        );
        let on_black = format!("0 g 50 690 200 30 re f 1 g {tag}");
        assert_eq!(seen(&content(&on_black)), [Visibility::Visible]);
        let black_on_black = format!("0 g 50 690 200 30 re f {tag}");
        assert_eq!(seen(&content(&black_on_black)), [Visibility::White]);
    }

    #[test]
    fn what_hides_a_tag_is_told() {
        let tag = at(60, 700, "<<Signer1>>");
        for (stream, visibility, code) in [
            (format!("3 Tr {tag}"), Visibility::Invisible, None),
            (
                format!("{tag} 0.9 g 50 690 200 30 re f"),
                Visibility::Covered,
                Some(FindingCode::TagCovered),
            ),
            (
                format!("0 0 10 10 re W n {tag}"),
                Visibility::Clipped,
                Some(FindingCode::TagClipped),
            ),
            (
                at(900, 700, "<<Signer1>>"),
                Visibility::OffPage,
                Some(FindingCode::TagOffPage),
            ),
            (
                format!("0.2 0 0 0.2 0 0 cm {tag}"),
                Visibility::Tiny,
                Some(FindingCode::TagTiny),
            ),
        ] {
            let document = content(&stream);
            assert_eq!(seen(&document), [visibility], "{stream}");
            if let Some(code) = code {
                assert_eq!(
                    finding(&document, code).unwrap().signer,
                    Some(1),
                    "{stream}"
                );
            }
        }
    }

    #[test]
    fn a_tag_in_a_layer_that_is_off_is_told() {
        let layer = [(11, "<</Type/OCG/Name(Notes)>>".to_owned())];
        let catalog = "/OCProperties<</OCGs[11 0 R]/D<</OFF[11 0 R]>>>>";
        let stream = format!(
            "/OC /L BDC {} EMC {}",
            at(60, 700, "<<Signer1>>"),
            at(60, 600, "<<Date1>>")
        );
        let document = read(&page(&stream, &layer, "", catalog));
        assert_eq!(
            seen(&document),
            [Visibility::HiddenLayer, Visibility::Visible]
        );
        assert!(finding(&document, FindingCode::TagHiddenLayer).is_some());
    }

    #[test]
    fn only_a_page_that_shows_something_unread_is_unreadable() {
        let blank = content("0 g 60 60 200 1 re f");
        assert!(finding(&blank, FindingCode::PageUnreadable).is_none());
        assert!(!blank.pages[0].has_text);
        let image = stream("/Type/XObject/Subtype/Image/Width 1/Height 1", "x");
        let scan = read(&page("595 0 0 842 0 0 cm /X Do", &[(10, image)], "", ""));
        let unreadable = finding(&scan, FindingCode::PageUnreadable).unwrap();
        assert_eq!(
            (unreadable.page, unreadable.args["reason"].as_str()),
            (Some(1), "scan")
        );
    }

    #[test]
    fn a_page_whose_content_cannot_be_decoded_is_not_taken_for_a_blank_one() {
        let objects = vec![
            (1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()),
            (
                2,
                "<</Type/Pages/Kids[3 0 R]/MediaBox[0 0 595 842]>>".to_owned(),
            ),
            (3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>".to_owned()),
        ];
        for content in [
            stream("/Filter/NoSuchDecode", "abc"),
            "<</Length 5%5".to_owned(),
        ] {
            let mut objects = objects.clone();
            objects.push((4, content));
            let document = read(&pdf(&objects));
            let unreadable = finding(&document, FindingCode::PageUnreadable).unwrap();
            assert_eq!(unreadable.args["reason"], "damaged");
        }
    }

    #[test]
    fn a_page_that_cannot_be_loaded_keeps_its_number() {
        let objects = [
            (1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()),
            (
                2,
                "<</Type/Pages/Kids[3 0 R 5 0 R]/MediaBox[0 0 595 842]>>".to_owned(),
            ),
            (3, "<</Type/Page/MediaBox[0 0 5%5 84".to_owned()),
            (4, stream("", &at(60, 700, "<<Signer1>>"))),
            (
                5,
                format!("<</Type/Page/Contents 4 0 R/Resources<<{FONT}>>>>"),
            ),
        ];
        let document = read(&pdf(&objects));
        assert_eq!((document.pages.len(), document.tags[0].page), (2, 2));
        let unreadable = finding(&document, FindingCode::PageUnreadable).unwrap();
        assert_eq!(
            (unreadable.page, unreadable.args["reason"].as_str()),
            (Some(1), "damaged")
        );
    }

    #[test]
    fn objects_that_nest_without_end_do_not_exhaust_the_stack() {
        let deep = "[".repeat(200_000);
        let document = read(&page(&deep, &[(12, deep.clone())], "", ""));
        assert!(document.tags.is_empty());
    }

    #[test]
    fn a_line_set_to_full_width_keeps_its_tag_together() {
        let wide = "BT /F1 10 Tf 16 Tw 60 700 Td (<< Signer 1 >>) Tj ET";
        assert_eq!(texts(&content(wide)), ["<< Signer 1 >>"]);
    }

    #[test]
    fn a_page_has_the_size_of_its_crop_box_and_its_own_rotation() {
        let document = read(&page(
            "",
            &[],
            "/CropBox[10 20 310 420]/Rotate -90/UserUnit 2",
            "",
        ));
        let page = &document.pages[0];
        assert_eq!(
            (page.width, page.height, page.rotation),
            (300.0, 400.0, 270)
        );
        assert_eq!(page.crop, Rect::new(10.0, 20.0, 310.0, 420.0));
    }

    #[test]
    fn signature_fields_say_their_signer_by_their_name() {
        let fields = [
            (12, "<</FT/Sig/T(form)/Kids[13 0 R 14 0 R]>>".to_owned()),
            (
                13,
                "<</T(Signature-2_1)/Parent 12 0 R/Subtype/Widget/Rect[10 10 90 40]>>".to_owned(),
            ),
            (
                14,
                "<</T(Boss)/Parent 12 0 R/Kids[15 0 R]/V<</Type/Sig/Name(Ann)/Contents<00>>>>>"
                    .to_owned(),
            ),
            (
                15,
                "<</Subtype/Widget/Parent 14 0 R/Rect[90 60 10 90]/P 3 0 R>>".to_owned(),
            ),
        ];
        let catalog = "/AcroForm<</Fields[12 0 R]>>";
        let document = read(&page("", &fields, "/Annots[13 0 R]", catalog));
        let told: Vec<_> = document
            .fields
            .iter()
            .map(|f| (f.name.as_str(), f.signer, f.index, f.page, f.signed))
            .collect();
        assert_eq!(
            told,
            [
                ("form.Signature-2_1", Some(2), Some(1), Some(1), false),
                ("form.Boss", None, None, Some(1), true),
            ]
        );
        assert_eq!(
            document.fields[1].rect,
            Some(Rect::new(10.0, 60.0, 90.0, 90.0))
        );
        assert_eq!(
            (document.signed, document.signed_by),
            (true, vec!["Ann".to_owned()])
        );
    }

    #[test]
    fn a_filled_field_without_an_appearance_is_read_as_a_viewer_shows_it() {
        let field = "<</Subtype/Widget/FT/Tx/T(a)/V(<<Initial3>>)/DA(/Helv 10 Tf 0 g)/Rect[60 500 200 520]>>";
        let catalog = "/AcroForm<</Fields[12 0 R]>>";
        let document = read(&page(
            "",
            &[(12, field.to_owned())],
            "/Annots[12 0 R]",
            catalog,
        ));
        assert_eq!(document.tags[0].kind, FieldKind::Initial);
        let inside = document.tags[0]
            .rect
            .intersection(&Rect::new(60.0, 500.0, 200.0, 520.0));
        assert_eq!(inside, Some(document.tags[0].rect));
        let values = finding(&document, FindingCode::DocumentFormValues).unwrap();
        assert_eq!(values.args["count"], "1");
    }

    #[test]
    fn a_font_that_is_not_embedded_is_read_by_its_character_collection() {
        let objects = [
            (1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()),
            (2, "<</Type/Pages/Kids[3 0 R]/MediaBox[0 0 595 842]>>".to_owned()),
            (3, "<</Type/Page/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>".to_owned()),
            (4, stream("", &at(60, 700, "<<Signer1>>"))),
            (5, "<</Type/Font/Subtype/Type0/Encoding/90ms-RKSJ-H/DescendantFonts[6 0 R]>>".to_owned()),
            (6, "<</Type/Font/Subtype/CIDFontType0/DW 500/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>>>".to_owned()),
        ];
        assert_eq!(texts(&read(&pdf(&objects))), ["<<Signer1>>"]);
    }

    #[test]
    fn a_field_that_nobody_may_change_is_no_live_form() {
        let field = "<</Subtype/Widget/FT/Tx/Ff 1/T(a)/V(x)/Rect[60 500 200 520]>>";
        let catalog = "/AcroForm<</Fields[12 0 R]>>";
        let document = read(&page(
            "",
            &[(12, field.to_owned())],
            "/Annots[12 0 R]",
            catalog,
        ));
        assert!(finding(&document, FindingCode::DocumentFormValues).is_none());
    }

    #[test]
    fn a_script_is_told_wherever_it_stands() {
        let script = "<</S/JavaScript/JS(app.beep\\(\\))>>";
        let tree = |names: &str| format!("/Names<</JavaScript<</Kids[<</Names[{names}]>>]>>>>");
        let note = |action: &str| {
            format!("/Annots[<</Subtype/Widget/FT/Btn/T(b)/Rect[0 0 9 9]{action}>>]")
        };
        let told = |on_page: &str, in_catalog: &str| {
            let document = read(&page("", &[], on_page, in_catalog));
            finding(&document, FindingCode::DocumentJavascript).is_some()
        };
        let page_entries = [
            format!("/AA<</O {script}>>"),
            note(&format!("/A {script}")),
            note(&format!("/AA<</K {script}>>")),
            note(&format!("/A<</S/GoTo/Next[<</S/Named/Next {script}>>]>>")),
        ];
        for entry in &page_entries {
            assert!(told(entry, ""), "{entry}");
        }
        let catalog_entries = [
            tree(&format!("(a) {script}")),
            format!("/OpenAction {script}"),
            format!("/AA<</WC {script}>>"),
            format!("/AcroForm<</Fields[<</FT/Tx/T(a)/AA<</C {script}>>>>]>>"),
        ];
        for entry in &catalog_entries {
            assert!(told("", entry), "{entry}");
        }
        assert!(!told(&note("/A<</S/URI/URI(x)>>"), &tree("")));
    }

    #[test]
    fn a_document_crosses_a_pipe_unchanged() {
        let document = content(&[at(60, 700, "<< Signer1 >>"), at(60, 600, "<<Date>>")].concat());
        let text = serde_json::to_string(&document).unwrap();
        assert_eq!(serde_json::from_str::<Document>(&text).unwrap(), document);
    }
}

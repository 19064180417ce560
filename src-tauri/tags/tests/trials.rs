//! Trials: what has gone wrong for people elsewhere, and must not here. Each is a kind of fault,
//! kept as a test.

#![allow(clippy::unwrap_used, reason = "tests, helpers too")]

#[path = "support/file.rs"]
mod file;

use file::{File, page};
use session::{FindingCode, Rect};
use tags::{Document, Limits};

fn read(bytes: &[u8]) -> Document {
    tags::read(bytes, None, &Limits::default()).unwrap()
}

/// Lines of text from the top of a page down, each 40 points below the one before; in a font that
/// has every character.
fn lines(lines: &[&str]) -> Vec<u8> {
    let mut content = String::new();
    for (at, line) in lines.iter().enumerate() {
        content += &format!("BT /U 10 Tf 60 {} Td <", 780 - 40 * at);
        for unit in line.encode_utf16() {
            content += &format!("{unit:04x}");
        }
        content += "> Tj ET ";
    }
    content.into_bytes()
}

const EVERY_CHARACTER: &[u8] = b"1 begincodespacerange <0000> <ffff> endcodespacerange
1 beginbfrange <0000> <ffff> <0000> endbfrange";

/// So many pages, with the lines of each.
fn pages(pages: &[&[&str]]) -> Vec<u8> {
    let mut file = File::new();
    file.object(1, "<</Type/Catalog/Pages 2 0 R>>")
        .object(
            3,
            "<</Type/Font/Subtype/Type0/Encoding/Identity-H/ToUnicode 4 0 R/DescendantFonts[<<\
             /Subtype/CIDFontType2/DW 600>>]>>",
        )
        .stream(4, "", EVERY_CHARACTER);
    let mut kids = String::new();
    for (number, own) in (10..).step_by(2).zip(pages) {
        kids += &format!("{number} 0 R ");
        file.object(
            number,
            format!(
                "<</Type/Page/Parent 2 0 R/Contents {} 0 R/Resources<</Font<</U 3 0 R>>>>>>",
                number + 1
            ),
        )
        .stream(number + 1, "", &lines(own));
    }
    file.object(
        2,
        format!("<</Type/Pages/Kids[{kids}]/MediaBox[0 0 595 842]>>"),
    );
    file.end("")
}

#[test]
fn t02_each_near_miss_is_listed_with_page_place_and_correction() {
    let misses = [
        ("<Signer1>>", "<<Signer1>>"),
        ("<<Signer2>", "<<Signer2>>"),
        ("{{Initial3}", "{{Initial3}}"),
        ("{Date4}}", "{{Date4}}"),
        ("<<Signer>>", "<<Signer1>>"),
        ("{{Signer}}", "{{Signer1}}"),
        ("<<Signer0>>", "<<Signer1>>"),
        ("<<Signer007>>", "<<Signer7>>"),
        ("<<Signer1 2>>", "<<Signer12>>"),
        (">>Signer5<<", "<<Signer5>>"),
        ("<<Signer6}}", "<<Signer6>>"),
    ];
    let written: Vec<&str> = misses.iter().map(|(written, _)| *written).collect();
    let document = read(&pages(&[&["A contract."], &written]));
    assert_eq!(document.tags, []);
    let found: Vec<_> = document
        .findings
        .iter()
        .filter(|finding| finding.code == FindingCode::TagNearMiss)
        .map(|finding| {
            (
                finding.args["text"].as_str(),
                finding.args["suggestion"].as_str(),
            )
        })
        .collect();
    assert_eq!(found, misses);
    for (at, finding) in document.findings.iter().enumerate() {
        assert_eq!(finding.page, Some(2));
        let baseline = 780.0 - 40.0 * at as f64;
        let place = finding.rect.unwrap();
        let inside = place.y0 < baseline && baseline < place.y1 && place.x0 >= 59.0;
        assert!(inside, "{place:?}");
    }
}

#[test]
fn t02_a_tolerated_form_is_a_tag_and_its_finding_says_how_services_read_it() {
    let forms = [
        ("<< Signer 1 >>", "<<Signer1>>"),
        ("<<SIGNER2>>", "<<Signer2>>"),
        ("{{initials3}}", "{{Initial3}}"),
        ("\u{ab}Signer4\u{bb}", "<<Signer4>>"),
        ("\u{ff1c}\u{ff1c}Signer5\u{ff1e}\u{ff1e}", "<<Signer5>>"),
        ("\u{ff5b}\u{ff5b}Date\u{ff16}\u{ff5d}\u{ff5d}", "{{Date6}}"),
        ("<<Sig\u{ad}ner7>>", "<<Signer7>>"),
    ];
    let written: Vec<&str> = forms.iter().map(|(written, _)| *written).collect();
    let document = read(&pages(&[&written]));
    let signers: Vec<u16> = document.tags.iter().map(|tag| tag.signer).collect();
    assert_eq!(signers, [1, 2, 3, 4, 5, 6, 7]);
    assert!(document.tags.iter().all(|tag| !tag.exact));
    let told: Vec<_> = document
        .findings
        .iter()
        .filter(|finding| finding.code == FindingCode::TagInexact)
        .map(|finding| (finding.signer, finding.args["suggestion"].as_str()))
        .collect();
    let expected = (1..)
        .zip(forms)
        .map(|(signer, (_, plain))| (Some(signer), plain));
    assert_eq!(told, expected.collect::<Vec<_>>());
    // Written to the letter, it has none.
    let exact = read(&pages(&[&["<<Signer1>>", "{{Initial2}}"]]));
    assert_eq!((exact.tags.len(), exact.findings.len()), (2, 0));
}

#[test]
fn t05_a_word_like_a_tags_name_is_a_word_and_one_signers_tags_are_two_places() {
    let sentence: &[&str] = &["Signer1 pays the rent, and so does Signer 1."];
    let with_tag: &[&str] = &["Signer1 signs here:", "<<Signer1>>"];
    let nothing: &[&str] = &["Terms."];
    let bytes = pages(&[
        sentence, with_tag, nothing, nothing, sentence, nothing, with_tag,
    ]);
    let before = bytes.clone();
    let document = read(&bytes);
    let places: Vec<_> = document
        .tags
        .iter()
        .map(|tag| (tag.signer, tag.page))
        .collect();
    assert_eq!(places, [(1, 2), (1, 7)]);
    assert_eq!(document.findings, []);
    assert_eq!(bytes, before);
}

/// A page with that content, in Helvetica.
fn drawn(content: &str) -> Document {
    read(&page(content.as_bytes(), "", "", "").end(""))
}

/// The tags of a page: signer, page, box.
fn places(document: &Document) -> Vec<(u16, u32, Rect)> {
    let tags = document.tags.iter();
    tags.map(|tag| (tag.signer, tag.page, tag.rect)).collect()
}

#[test]
fn t07_a_tag_in_three_pieces_with_kerning_and_a_pen_move_is_found_once() {
    let whole = places(&drawn("BT /F 10 Tf 60 700 Td (<<Signer1>>) Tj ET"));
    assert_eq!(whole.len(), 1);
    // The same letters on the same spots: kerned, the pen moved in the middle, in another order.
    let (left, middle, right) = (
        "[(<) -30 (<) 30 (Sig)] TJ",
        "[(n) 15 (er) -15 (1)] TJ",
        "(>>) Tj",
    );
    let at = |x: f64, show: &str| format!("1 0 0 1 {x} 700 Tm {show} ");
    let (x, y) = (60.0 + 11.68 + 14.45, 60.0 + 11.68 + 14.45 + 20.01);
    for pieces in [
        [at(60.0, left), at(x, middle), at(y, right)],
        [at(y, right), at(60.0, left), at(x, middle)],
        [at(x, middle), at(y, right), at(60.0, left)],
    ] {
        let content = format!("BT /F 10 Tf {} ET", pieces.concat());
        let found = places(&drawn(&content));
        let [(1, 1, rect)] = found.as_slice() else {
            unreachable!("{found:?}")
        };
        assert!((rect.x0 - whole[0].2.x0).abs() < 0.5 && (rect.x1 - whole[0].2.x1).abs() < 0.5);
    }
}

#[test]
fn t07_a_number_is_neither_doubled_nor_cut() {
    let signers = |content: &str| -> Vec<u16> {
        let document = drawn(&format!("BT /F 10 Tf 60 700 Td {content} ET"));
        document.tags.iter().map(|tag| tag.signer).collect()
    };
    assert_eq!(signers("(<<Signer) Tj (1) Tj (1) Tj (>>) Tj"), [11]);
    assert_eq!(signers("[(<<Signer) 20 (1) -20 (1>>)] TJ"), [11]);
    // Printed twice on one spot, as for bold.
    let twice = "(<<Signer) Tj (1) Tj -5.56 0 Td (1) Tj";
    let bold = "1 0 0 1 60 700 Tm (<<Signer1>>) Tj 1 0 0 1 60.2 700 Tm (<<Signer1>>) Tj";
    assert_eq!(signers(bold), [1], "{twice}");
    // The rest of a number in the next cell of a table, or in the next row, is none of it.
    assert_eq!(signers("(<<Signer1>>) Tj 90 0 Td (1>>) Tj"), [1]);
    assert_eq!(signers("(<<Signer1) Tj 90 0 Td (1>>) Tj"), [0_u16; 0]);
}

#[test]
fn p06_a_form_that_only_one_program_shows_is_told_and_others_are_not() {
    let xfa = "/AcroForm<</Fields[]/XFA 10 0 R>>/NeedsRendering true";
    let please_wait = b"BT /F 10 Tf 60 700 Td (Please wait...) Tj ET";
    let mut dynamic = page(please_wait, "", "", xfa);
    dynamic.stream(10, "", b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>");
    let codes = |bytes: &[u8]| -> Vec<FindingCode> {
        let document = read(bytes);
        document
            .findings
            .iter()
            .map(|finding| finding.code)
            .collect()
    };
    assert_eq!(codes(&dynamic.end("")), [FindingCode::DocumentXfa]);
    // One that has real fields, too, is shown by every program.
    let fixed = "/AcroForm<</Fields[11 0 R]/XFA 10 0 R>>";
    let mut fixed = page(b"", "/Annots[11 0 R]", "", fixed);
    fixed
        .stream(10, "", b"<xdp:xdp/>")
        .object(11, "<</Subtype/Widget/FT/Tx/T(a)/Rect[9 9 99 29]>>");
    assert_eq!(codes(&fixed.end("")), []);
}

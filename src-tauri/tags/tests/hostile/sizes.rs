//! Numbers that no file means.

use crate::build::{page, read_small, tag, texts};

const NUMBERS: [&str; 12] = [
    "0",
    "-1",
    "2147483647",
    "-2147483648",
    "4294967296",
    "9223372036854775807",
    "99999999999999999999999999",
    "-99999999999999999999999999",
    "0.0000000000000000000000001",
    "1e308",
    "NaN",
    "Inf",
];

fn is_finite(file: Vec<u8>, what: &str) {
    let Ok(document) = read_small(file) else {
        return;
    };
    let rects = document.tags.iter().map(|tag| tag.rect);
    let lines = document.text.iter().map(|line| line.rect);
    let fields = document.fields.iter().filter_map(|field| field.rect);
    for rect in rects.chain(lines).chain(fields) {
        assert!(rect.is_finite(), "{what}: {rect:?}");
    }
    for page in &document.pages {
        assert!(
            page.crop.is_finite() && page.width > 0.0,
            "{what}: {page:?}"
        );
    }
}

#[test]
fn no_number_of_a_content_stream_gives_a_box_that_is_none() {
    for number in NUMBERS {
        let operators = [
            format!("{number} 0 0 {number} 0 0 cm"),
            format!("1 0 0 1 {number} {number} cm "),
            format!("{number} {number} {number} {number} {number} {number} cm 1 0 0 1 5 5 cm"),
            format!("{number} Tc {number} Tw {number} TL {number} Ts"),
            format!("{number} Tz"),
            format!("{number} {number} {number} {number} re W n"),
            format!("{number} {number} {number} {number} re f"),
            format!("{number} Tr {number} g {number} i {number} w"),
            format!("BT /F {number} Tf {number} {number} Td [(<<Sig) {number} (ner1>>)] TJ ET"),
            format!("BT /F 9 Tf {number} 0 0 {number} 1 1 Tm (<<Signer1>>) Tj ET"),
            format!("BI /W {number} /H {number} /BPC {number} /CS /RGB ID x EI"),
        ];
        for operator in operators {
            let content = format!("{operator} {}", tag(60, 700, 1));
            is_finite(page(content.as_bytes(), "", "", "").end(""), &operator);
        }
    }
}

#[test]
fn no_number_of_a_dictionary_gives_a_box_that_is_none() {
    for number in NUMBERS {
        let entries = [
            format!("/MediaBox[0 0 {number} {number}]"),
            format!("/MediaBox[{number} {number} 10 10]/CropBox[{number} 0 {number} 9]"),
            format!("/Rotate {number}/UserUnit {number}"),
            format!("/Annots[<</Subtype/Widget/FT/Sig/T(Signature-1_1)/Rect[0 0 {number} 9]>>]"),
            format!(
                "/Annots[<</Subtype/FreeText/Contents(<<Signer1>>)/DA(/F {number} Tf)/Rect[0 0 {number} 9]>>]"
            ),
            format!("/Annots[<</Subtype/Stamp/Rect[0 0 9 {number}]/AP<</N 10 0 R>>>>]"),
        ];
        for entry in entries {
            let content = tag(60, 700, 1);
            let mut file = page(content.as_bytes(), &entry, "", "");
            let dict = format!("/Subtype/Form/BBox[0 0 {number} 1]/Matrix[{number} 0 0 1 0 0]");
            file.stream(10, &dict, content.as_bytes());
            is_finite(file.end(""), &entry);
        }
    }
}

#[test]
fn no_number_of_a_font_gives_a_box_that_is_none() {
    for number in NUMBERS {
        let descriptor = format!(
            "/FontDescriptor<</Ascent {number}/Descent {number}/Flags {number}/MissingWidth {number}>>"
        );
        let fonts = [
            format!("/Subtype/Type1/BaseFont/A/FirstChar {number}/Widths[{number}]{descriptor}"),
            format!("/Subtype/Type1/BaseFont/A/Encoding<</Differences[{number}/A/B/C]>>"),
            format!(
                "/Subtype/Type3/FontMatrix[{number} 0 0 {number} 0 0]/FontBBox[0 0 {number} {number}]/Widths[{number}]/FirstChar 0"
            ),
            format!(
                "/Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</DW {number}/W[{number} {number} {number} 0[{number}]]>>]"
            ),
            format!(
                "/Subtype/Type0/Encoding/Identity-V/DescendantFonts[<</DW2[{number} {number}]/W2[0 {number} {number} 1 2]>>]"
            ),
        ];
        for font in fonts {
            let mut file = page(tag(60, 700, 1).as_bytes(), "", "", "");
            file.object(9, format!("<</Type/Font{font}>>"));
            is_finite(file.end(""), &font);
        }
    }
}

#[test]
fn no_number_of_the_files_own_structure_takes_memory() {
    for number in NUMBERS {
        let content = tag(60, 700, 1);
        let mut file = page(content.as_bytes(), "", "", "");
        file.object(
            2,
            format!("<</Type/Pages/Kids[3 0 R]/Count {number}/MediaBox[0 0 595 842]>>"),
        );
        let params = format!(
            "/Predictor 12/Columns {number}/Colors {number}/BitsPerComponent {number}/EarlyChange {number}"
        );
        for filter in [
            "FlateDecode",
            "LZWDecode",
            "RunLengthDecode",
            "ASCII85Decode",
        ] {
            file.stream(
                10,
                &format!("/Filter/{filter}/DecodeParms<<{params}>>"),
                b"x\x9c\x03\0",
            );
            file.object(
                3,
                "<</Type/Page/Contents[4 0 R 10 0 R]/Resources<</Font<</F 9 0 R>>>>>>",
            );
            for file in [file.end(""), file.torn()] {
                assert_eq!(
                    texts(&read_small(file)),
                    ["<<Signer1>>"],
                    "{number} {filter}"
                );
            }
        }
        let trailer = format!("/Size {number}/Prev {number}/XRefStm {number}");
        let _ = read_small(file.end(&trailer));
        let dict = format!("/Type/ObjStm/N {number}/First {number}");
        file.stream(11, &dict, b"20 0 null");
        assert!(read_small(file.torn()).is_ok(), "{number}");
        for widths in [
            format!("[1 {number} 1]"),
            format!("[{number} {number} {number}]"),
        ] {
            let mut torn = file.torn();
            let at = torn.len();
            let dict =
                format!("/Type/XRef/W{widths}/Size {number}/Index[0 {number}]/Root 1 0 R/Length 4");
            torn.extend_from_slice(
                format!(
                    "\n30 0 obj <<{dict}>> stream\nabcd\nendstream endobj\nstartxref\n{}\n%%EOF",
                    at + 1
                )
                .as_bytes(),
            );
            let _ = read_small(torn);
        }
        let table = format!(
            "xref\n{number} {number}\n0000000000 65535 f \ntrailer <</Root 1 0 R>>\nstartxref\n"
        );
        let mut torn = file.torn();
        let at = torn.len();
        torn.extend_from_slice(format!("{table}{at}\n%%EOF").as_bytes());
        let _ = read_small(torn);
    }
}

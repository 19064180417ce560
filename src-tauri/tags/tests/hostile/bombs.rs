//! Streams that are packed too well.

use tags::{Limits, ReadError};

use crate::build::{Outcome, narrow, packed, page, read_by, read_small, read_within, tag, texts};

/// Decoded, it is beyond what is allowed here.
const BOMB: usize = 20 << 20;

fn read(file: Vec<u8>) -> Outcome {
    read_by(narrow(), file)
}

#[test]
fn a_bomb_is_refused_by_the_usual_limits_too() {
    let mut file = page(b"", "", "", "");
    file.stream(4, "/Filter/FlateDecode", &packed(&vec![b' '; 260 << 20], 1));
    let outcome = read_by(Limits::default(), file.end(""));
    assert_eq!(outcome, Err(ReadError::TooLarge("decoded")));
}

#[test]
fn a_page_that_is_packed_too_well_is_refused() {
    for times in [1, 2] {
        let filters = "/FlateDecode".repeat(times);
        let mut file = page(b"", "", "", "");
        file.object(
            3,
            "<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<<>>>>",
        );
        let bomb = packed(&vec![b' '; BOMB], times);
        file.stream(5, &format!("/Filter[{filters}]"), &bomb);
        for file in [file.end(""), file.torn()] {
            assert_eq!(read(file), Err(ReadError::TooLarge("decoded")));
        }
    }
}

#[test]
fn many_streams_together_are_no_larger_than_one_may_be() {
    let mut file = page(b"", "", "", "");
    let parts = "5 0 R ".repeat(40);
    file.object(
        3,
        format!("<</Type/Page/Parent 2 0 R/Contents[{parts}]/Resources<<>>>>"),
    );
    file.stream(5, "/Filter/FlateDecode", &packed(&vec![b' '; 1 << 20], 1));
    assert_eq!(read(file.end("")), Err(ReadError::TooLarge("decoded")));
}

/// A file whose objects from 100 on are in an object stream with those bytes.
fn in_object_stream(members: &[u8], count: usize, first: usize, streams: u32) -> Vec<u8> {
    let mut file = page(tag(60, 700, 1).as_bytes(), "", "", "");
    let members = packed(members, 1);
    for number in 0..streams {
        let dict = format!("/Type/ObjStm/N {count}/First {first}/Filter/FlateDecode");
        file.stream(20 + number, &dict, &members);
    }
    file.torn()
}

#[test]
fn object_streams_that_are_packed_too_well_are_refused_or_left_out() {
    // Each is small enough; all of them are not.
    let blank = vec![b' '; 2 << 20];
    let outcome = read(in_object_stream(&blank, 0, 0, 20));
    assert_eq!(outcome, Err(ReadError::TooLarge("decoded")));
    // Few bytes, many objects.
    let mut zeros = b"100 0 [".to_vec();
    zeros.extend(b"0 ".repeat(2 << 20));
    let outcome = read(in_object_stream(&zeros, 1, 6, 1));
    assert_eq!(outcome, Err(ReadError::TooLarge("memory")));
}

#[test]
fn a_cross_reference_stream_that_is_packed_too_well_is_refused_or_mended() {
    let mut file = page(tag(60, 700, 1).as_bytes(), "", "", "").torn();
    let at = file.len();
    let lines = packed(&vec![0; BOMB], 1);
    let dict = "/Type/XRef/W[1 4 2]/Size 40000000/Root 1 0 R/Filter/FlateDecode";
    file.extend_from_slice(
        format!("\n50 0 obj <<{dict}/Length {}>> stream\n", lines.len()).as_bytes(),
    );
    file.extend_from_slice(&lines);
    file.extend_from_slice(format!("\nendstream endobj\nstartxref\n{}\n%%EOF", at + 1).as_bytes());
    let outcome = read(file);
    assert!(
        matches!(outcome, Err(ReadError::TooLarge(_))) || texts(&outcome) == ["<<Signer1>>"],
        "{outcome:?}"
    );
}

fn with_font(font: &str, more: &[(u32, &str, &[u8])]) -> Vec<u8> {
    let content = b"BT /F1 10 Tf 60 700 Td (<<Signer1>>) Tj ET";
    let mut file = page(content, "", "", "");
    let resources = "/Font<</F1 10 0 R>>";
    file.object(
        3,
        format!("<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<{resources}>>>>"),
    );
    file.object(10, font);
    for (number, dict, data) in more {
        file.stream(*number, dict, data);
    }
    file.end("")
}

#[test]
fn what_belongs_to_a_font_is_no_larger_than_anything_else() {
    let bomb = packed(&vec![b' '; BOMB], 1);
    let simple = "<</Type/Font/Subtype/TrueType/BaseFont/A/ToUnicode 11 0 R>>";
    let embedded = "<</Type/Font/Subtype/TrueType/BaseFont/A/FontDescriptor<</FontFile2 11 0 R>>>>";
    let composite = "<</Type/Font/Subtype/Type0/Encoding 11 0 R/DescendantFonts[<<>>]>>";
    let mapped = "<</Type/Font/Subtype/Type0/DescendantFonts[<</CIDToGIDMap 11 0 R>>]>>";
    let drawn = "<</Type/Font/Subtype/Type3/CharProcs<</a 11 0 R>>>>";
    for font in [simple, embedded, composite, mapped, drawn] {
        let file = with_font(font, &[(11, "/Filter/FlateDecode", &bomb)]);
        assert_eq!(read(file), Err(ReadError::TooLarge("decoded")), "{font}");
    }
}

#[test]
fn a_character_map_of_millions_of_lines_is_read_as_far_as_one_may_be() {
    let line = b"1 beginbfchar <0041> <0041> endbfchar ";
    let map = packed(&line.repeat(100_000), 1);
    let font = "<</Type/Font/Subtype/TrueType/BaseFont/A/ToUnicode 11 0 R>>";
    let outcome = read(with_font(font, &[(11, "/Filter/FlateDecode", &map)]));
    assert_eq!(texts(&outcome), ["<<Signer1>>"]);
    let mut map = b"1 beginbfrange ".to_vec();
    for code in 0..210_000_u32 {
        map.extend_from_slice(format!("<{code:08x}><{code:08x}><0041>").as_bytes());
    }
    let outcome = read(with_font(
        font,
        &[(11, "/Filter/FlateDecode", &packed(&map, 1))],
    ));
    assert!(outcome.is_ok(), "{outcome:?}");
}

#[test]
fn fonts_without_number_do_not_fill_the_memory() {
    // Each claims a width for every code there is.
    let fonts = 3000;
    let mut file = page(b"", "", "", "");
    let (mut names, mut content) = (String::new(), String::new());
    for number in 0..fonts {
        let id = 20 + number;
        names += &format!("/F{number} {id} 0 R");
        content += &format!("/F{number} 1 Tf ");
        file.object(
            id,
            "<</Type/Font/Subtype/Type0/Encoding/UniJIS-UTF16-H/DescendantFonts[15 0 R]>>",
        );
    }
    file.object(
        15,
        "<</W[0 65535 500]/W2[0 65535 1 2 3]/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)>>>>",
    );
    file.object(
        3,
        format!("<</Type/Page/Contents 4 0 R/Resources<</Font<<{names}>>>>>>"),
    );
    file.stream(4, "", content.as_bytes());
    assert_eq!(read(file.end("")), Err(ReadError::TooLarge("memory")));
}

#[test]
fn an_image_is_never_decoded() {
    let dict = "/Type/XObject/Subtype/Image/Width 30000/Height 30000/ColorSpace/DeviceRGB\
                /BitsPerComponent 8/Filter/FlateDecode";
    let content = format!("q 500 0 0 500 0 0 cm /X Do Q {}", tag(60, 700, 1));
    let mut file = page(content.as_bytes(), "", "/XObject<</X 10 0 R>>", "");
    file.stream(10, dict, &packed(&vec![0; BOMB], 1));
    assert_eq!(texts(&read_small(file.end(""))), ["<<Signer1>>"]);
}

#[test]
fn what_comes_between_two_filters_is_counted_too() {
    let mut between: Vec<u8> = tag(60, 700, 1)
        .bytes()
        .flat_map(|byte| format!("{byte:02x}").into_bytes())
        .collect();
    between.push(b'>');
    between.resize(4 << 20, b' ');
    let mut file = page(b"", "", "", "");
    file.stream(
        10,
        "/Filter[/FlateDecode/ASCIIHexDecode]",
        &packed(&between, 1),
    );
    let contents = |times: usize| {
        let parts = "10 0 R ".repeat(times);
        format!("<</Type/Page/Contents[{parts}]/Resources<</Font<</F 9 0 R>>>>>>")
    };
    let once = file.object(3, contents(1)).end("");
    assert_eq!(texts(&read(once)), ["<<Signer1>>"]);
    let often = file.object(3, contents(100)).end("");
    assert_eq!(read(often), Err(ReadError::TooLarge("decoded")));
}

#[test]
fn the_memory_that_a_caller_allows_is_not_passed() {
    let content = "BT /F 1 Tf (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ET ".repeat(8000);
    let file = page(content.as_bytes(), "", "", "").end("");
    let most = 32 << 20;
    let limits = Limits {
        max_memory: most,
        ..Limits::default()
    };
    let size = file.len();
    let (outcome, cost) = read_within(file, limits);
    assert_eq!(outcome, Err(ReadError::TooLarge("memory")));
    assert!(cost.peak <= most + 3 * size + (1 << 20), "{}", cost.peak);
}

#[test]
fn a_form_drawn_again_and_again_is_decoded_as_often_as_the_limit_allows() {
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Filter/FlateDecode";
    let content = b"/X Do ".repeat(100_000);
    let mut file = page(&content, "", "/XObject<</X 10 0 R>>", "");
    file.stream(10, form, &packed(&vec![b' '; 1 << 20], 1));
    assert_eq!(read(file.end("")), Err(ReadError::TooLarge("decoded")));
}

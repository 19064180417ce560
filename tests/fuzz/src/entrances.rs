//! Where bytes enter, one function for each target. What is a part of a file is wrapped in a small
//! file around it, so that everything comes in by the one way that there is.

use tags::{Document, Limits, ReadError, Replacement, RewriteError};

/// Enough for every file of this size; a reading that needs more is one that hangs.
fn limits() -> Limits<'static> {
    Limits {
        max_decoded: 16 << 20,
        max_memory: 128 << 20,
        max_operations: 2_000_000,
        ..Limits::default()
    }
}

/// The fuzzer ends at every panic, also at one of a library that is caught: this lets it be caught.
/// One that is not caught ends the run all the same.
pub fn let_panics_be_caught() {
    drop(std::panic::take_hook());
}

/// A whole file.
pub fn read(bytes: &[u8]) {
    look_at(bytes);
}

/// A whole file, written anew.
pub fn mended(bytes: &[u8]) {
    if let Ok(sound) = tags::mended(bytes, &limits()) {
        // What was mended can be read.
        let again = tags::read(&sound, None, &limits());
        let fine = matches!(
            &again,
            Ok(_) | Err(ReadError::TooLarge(_) | ReadError::Damaged(_))
        );
        assert!(fine, "{again:?}");
    }
}

/// A whole file whose tags are taken away, or written otherwise.
pub fn rewrite(bytes: &[u8]) {
    let Some(document) = look_at(bytes) else {
        return;
    };
    for text in [None, Some("{{Signer1}}".to_owned())] {
        let tags = document.tags.iter().take(20).cloned();
        let plan: Vec<_> = tags
            .map(|tag| Replacement {
                tag,
                text: text.clone(),
            })
            .collect();
        let copy = tags::rewrite(bytes, None, &plan.into(), &limits());
        assert_ne!(copy, Err(RewriteError::Read(ReadError::Cancelled)));
    }
}

/// The content stream of a page that has fonts, forms, images and layers to name.
pub fn content(bytes: &[u8]) {
    look_at(&page(bytes, &[]));
}

/// A character map: of a font with one-byte codes, and of one with codes as the map has them.
pub fn cmap(bytes: &[u8]) {
    look_at(&page(SHOWN, &[(11, "", bytes)]));
}

/// A font program: by whatever name, for simple and for composite fonts.
pub fn program(bytes: &[u8]) {
    look_at(&page(SHOWN, &[(12, "", bytes)]));
}

/// A line of text, in UTF-16: whatever is found in it is a tag.
pub fn grammar(bytes: &[u8]) {
    let mut content = b"BT /U 9 Tf 60 700 Td <".to_vec();
    for byte in bytes.get(..bytes.len().min(2000) & !1).unwrap_or_default() {
        content.extend_from_slice(format!("{byte:02x}").as_bytes());
    }
    content.extend_from_slice(b"> Tj ET");
    look_at(&page(&content, &[]));
}

/// Reads a file, and looks at what comes out.
fn look_at(bytes: &[u8]) -> Option<Document> {
    let document = tags::read(bytes, None, &limits()).ok()?;
    assert!(!document.pages.is_empty(), "no page and no error");
    for tag in &document.tags {
        assert!(
            tag.rect.is_finite() && (1..=999).contains(&tag.signer),
            "{tag:?}"
        );
        assert!(
            tag.page as usize <= document.pages.len() && tag.page > 0,
            "{tag:?}"
        );
        let digits: String = tag.signer.to_string();
        let written = tag.text.chars().filter(|c| !c.is_whitespace());
        assert!(written.count() > digits.len() + 4, "{tag:?}");
    }
    for line in &document.text {
        assert!(line.rect.is_finite(), "{line:?}");
    }
    Some(document)
}

/// All codes of one byte, and some of two.
const SHOWN: &[u8] =
    b"BT 60 700 Td /S 9 Tf (<<Signer1>> \\000\\001\\377) Tj /T 9 Tf (abc<<Signer2>>) Tj \
/C 9 Tf <003c0001ff00> Tj /K 9 Tf (<<Signer3>>) Tj <0001> Tj /V 9 Tf (<<Date1>>) Tj /X Do ET";

/// The map of all codes to the characters of the same numbers.
const ALL: &[u8] = b"1 begincodespacerange <0000> <ffff> endcodespacerange
1 beginbfrange <0000> <ffff> <0000> endbfrange";

/// A file of one page; `given` takes the place of streams that it has.
fn page(content: &[u8], given: &[(u32, &str, &[u8])]) -> Vec<u8> {
    let fonts = "/F 5 0 R/S 6 0 R/T 7 0 R/C 8 0 R/K 9 0 R/V 10 0 R/U 13 0 R";
    let descriptor = "/FontDescriptor<</Flags 4/FontFile 12 0 R>>";
    let objects = [
        (1, "<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[15 0 R]/D<</OFF[15 0 R]>>>>>>".to_owned()),
        (2, "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>".to_owned()),
        (
            3,
            format!(
                "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<<{fonts}>>\
                 /XObject<</X 14 0 R/I 16 0 R>>/Properties<</L 15 0 R>>\
                 /ExtGState<</G<</ca .5/CA 0/Font[6 0 R 9]>>>>/ColorSpace<</P[/Pattern]>>>>>>"
            ),
        ),
        (5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned()),
        (6, format!("<</Type/Font/Subtype/Type1/BaseFont/A/ToUnicode 11 0 R{descriptor}>>")),
        (
            7,
            "<</Type/Font/Subtype/TrueType/BaseFont/B/Encoding/WinAnsiEncoding\
             /FontDescriptor<</Flags 32/FontFile2 12 0 R>>/FirstChar 0/Widths[500 600]>>"
                .to_owned(),
        ),
        (
            8,
            "<</Type/Font/Subtype/Type0/BaseFont/C/Encoding/Identity-H/ToUnicode 11 0 R/DescendantFonts\
             [<</Subtype/CIDFontType2/CIDToGIDMap/Identity/FontDescriptor<</FontFile2 12 0 R>>>>]>>"
                .to_owned(),
        ),
        (
            9,
            "<</Type/Font/Subtype/Type0/BaseFont/D/Encoding 11 0 R/DescendantFonts\
             [<</Subtype/CIDFontType0/FontDescriptor<</FontFile3 12 0 R>>\
             /CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>>>]>>"
                .to_owned(),
        ),
        (
            10,
            "<</Type/Font/Subtype/Type0/BaseFont/E/Encoding/90ms-RKSJ-V/DescendantFonts\
             [<</Subtype/CIDFontType0/W2[0[1 2 3]]>>]>>"
                .to_owned(),
        ),
        (
            13,
            "<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/ToUnicode 17 0 R/DescendantFonts\
             [<</Subtype/CIDFontType2/DW 500>>]>>"
                .to_owned(),
        ),
        (15, "<</Type/OCG/Name(L)>>".to_owned()),
    ];
    let form = "/Type/XObject/Subtype/Form/BBox[0 0 500 800]/Matrix[1 0 0 1 5 5]";
    let streams: [(u32, &str, &[u8]); 6] = [
        (4, "", content),
        (11, "", ALL),
        (12, "", b""),
        (14, form, b"BT /F 9 Tf 60 600 Td (<<Signer9>>) Tj ET /X Do"),
        (16, "/Type/XObject/Subtype/Image/Width 1/Height 1", b"x"),
        (17, "", ALL),
    ];
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = Vec::new();
    for (number, body) in &objects {
        table.push((*number, file.len()));
        file.extend_from_slice(format!("{number} 0 obj\n{body}\nendobj\n").as_bytes());
    }
    for stream in streams {
        let (number, dict, data) = *given
            .iter()
            .find(|one| one.0 == stream.0)
            .unwrap_or(&stream);
        table.push((number, file.len()));
        let head = format!("{number} 0 obj\n<<{dict}/Length {}>>\nstream\n", data.len());
        file.extend_from_slice(head.as_bytes());
        file.extend_from_slice(data);
        file.extend_from_slice(b"\nendstream\nendobj\n");
    }
    table.sort_unstable();
    let start = file.len();
    file.extend_from_slice(b"xref\n0 1\n0000000000 65535 f \n");
    for (number, at) in table {
        file.extend_from_slice(format!("{number} 1\n{at:010} 00000 n \n").as_bytes());
    }
    let trailer = format!("trailer <</Root 1 0 R/Size 18>>\nstartxref\n{start}\n%%EOF");
    file.extend_from_slice(trailer.as_bytes());
    file
}

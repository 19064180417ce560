//! Small files, written out object by object.

use std::fmt::Write;

use lopdf::Document as Pdf;

/// A PDF of numbered objects; object 1 is the catalog.
pub(crate) fn pdf(objects: &[(u32, String)]) -> Vec<u8> {
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

pub(crate) fn stream(dict: &str, data: &str) -> String {
    format!(
        "<<{dict}/Length {}>>\nstream\n{data}\nendstream",
        data.len()
    )
}

pub(crate) const FONT: &str = "/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>\
    /F2<</Type/Font/Subtype/Type1/BaseFont/Courier-Bold/Encoding/WinAnsiEncoding>>/F3 20 0 R>>";

/// Two-byte codes that are the characters themselves, each 600 wide.
pub(crate) fn two_byte_font() -> [(u32, String); 3] {
    let map = "1 begincodespacerange <0000> <ffff> endcodespacerange \
        1 beginbfrange <0020> <007e> <0020> endbfrange";
    let descendant = "<</Type/Font/Subtype/CIDFontType2/BaseFont/Some/DW 600\
        /CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>";
    let font = "<</Type/Font/Subtype/Type0/BaseFont/Some/Encoding/Identity-H\
        /DescendantFonts[21 0 R]/ToUnicode 22 0 R>>";
    [
        (20, font.to_owned()),
        (21, descendant.to_owned()),
        (22, stream("", map)),
    ]
}

/// A4 pages with these contents; more objects from 10 on; more page and catalog entries.
pub(crate) fn pages(
    contents: &[&str],
    more: &[(u32, String)],
    page: &str,
    catalog: &str,
) -> Vec<u8> {
    let resources = format!("<<{FONT}/XObject<</X 10 0 R/Y 11 0 R>>>>");
    let kids: String = (0..contents.len())
        .map(|at| format!("{} 0 R ", 100 + at))
        .collect();
    let tree = format!("<</Type/Pages/Kids[{kids}]/MediaBox[0 0 595.276 841.8901]>>");
    let mut objects = vec![
        (1, format!("<</Type/Catalog/Pages 2 0 R{catalog}>>")),
        (2, tree),
    ];
    for (at, content) in (0..).zip(contents) {
        let contents = format!("/Contents {} 0 R", 200 + at);
        let body = format!("<</Type/Page/Parent 2 0 R{contents}/Resources {resources}{page}>>");
        objects.push((100 + at, body));
        objects.push((200 + at, stream("", content)));
    }
    objects.extend(two_byte_font());
    objects.extend_from_slice(more);
    objects.sort();
    pdf(&objects)
}

pub(crate) fn one(content: &str) -> Vec<u8> {
    pages(&[content], &[], "", "")
}

/// The decoded content of a page, the streams joined.
pub(crate) fn content(bytes: &[u8], page: u32) -> String {
    let pdf = Pdf::load_mem(bytes).unwrap();
    let id = pdf.get_pages()[&page];
    String::from_utf8_lossy(&pdf.get_page_content(id)).into_owned()
}

pub(crate) const FORM: &str = "/Type/XObject/Subtype/Form/BBox[0 0 300 50]";

pub(crate) fn form(text: &str) -> String {
    let dict = format!("{FORM}/Resources<<{FONT}>>");
    stream(&dict, &format!("BT /F1 10 Tf 5 5 Td ({text}) Tj ET"))
}

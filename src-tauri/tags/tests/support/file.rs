//! PDFs written out by hand.

#![allow(dead_code, reason = "not every test asks for everything")]

use std::collections::BTreeMap;
use std::io::Write;

/// A PDF of numbered objects; object 1 is the catalog.
pub(crate) struct File {
    bytes: Vec<u8>,
    /// Where each object stands; one that is written again takes the place of the first.
    table: BTreeMap<u32, usize>,
}

impl File {
    pub(crate) fn new() -> Self {
        Self {
            bytes: b"%PDF-1.7\n".to_vec(),
            table: BTreeMap::new(),
        }
    }

    pub(crate) fn object(&mut self, number: u32, body: impl AsRef<[u8]>) -> &mut Self {
        self.table.insert(number, self.bytes.len());
        writeln!(self.bytes, "{number} 0 obj").unwrap();
        self.bytes.extend_from_slice(body.as_ref());
        self.bytes.extend_from_slice(b"\nendobj\n");
        self
    }

    pub(crate) fn stream(&mut self, number: u32, dict: &str, data: &[u8]) -> &mut Self {
        let mut body = format!("<<{dict}/Length {}>>\nstream\n", data.len()).into_bytes();
        body.extend_from_slice(data);
        body.extend_from_slice(b"\nendstream");
        self.object(number, body)
    }

    /// With a cross-reference table; `trailer` holds more entries.
    pub(crate) fn end(&self, trailer: &str) -> Vec<u8> {
        let mut file = self.bytes.clone();
        let start = file.len();
        file.extend_from_slice(b"xref\n0 1\n0000000000 65535 f \n");
        for (number, at) in &self.table {
            write!(file, "{number} 1\n{at:010} 00000 n \n").unwrap();
        }
        let size = self
            .table
            .last_key_value()
            .map_or(1, |(number, _)| number + 1);
        let root = if trailer.contains("/Root") {
            ""
        } else {
            "/Root 1 0 R"
        };
        writeln!(file, "trailer <<{root}/Size {size}{trailer}>>").unwrap();
        write!(file, "startxref\n{start}\n%%EOF").unwrap();
        file
    }

    /// Without one, so that it has to be mended.
    pub(crate) fn torn(&self) -> Vec<u8> {
        let mut file = self.bytes.clone();
        file.extend_from_slice(b"trailer <</Root 1 0 R>>\n%%EOF");
        file
    }
}

pub(crate) const FONT: &str = "/Font<</F 9 0 R>>";

/// Catalog, page tree, one page with its content (object 4) and a font (object 9). `page` and
/// `resources` hold more entries.
pub(crate) fn page(content: &[u8], page: &str, resources: &str, catalog: &str) -> File {
    let mut file = File::new();
    file.object(1, format!("<</Type/Catalog/Pages 2 0 R{catalog}>>"))
        .object(
            2,
            "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        )
        .object(
            3,
            format!(
                "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<{FONT}{resources}>>{page}>>"
            ),
        )
        .stream(4, "", content)
        .object(9, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
    file
}

/// A tag at a place.
pub(crate) fn tag(x: usize, y: usize, signer: usize) -> String {
    format!("BT /F 10 Tf {x} {y} Td (<<Signer{signer}>>) Tj ET ")
}

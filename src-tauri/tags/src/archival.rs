//! Whether a file says that it keeps to PDF/A.

use lopdf::Object;

use crate::limits::Budget;
use crate::objects::{decode, get};
use crate::pdf::Pdf;

/// Metadata beyond this size is not looked at, in bytes.
const METADATA: usize = 1 << 20;

/// Which part and level of PDF/A the file's metadata claim, such as `2b`.
pub(crate) fn archival(pdf: &dyn Pdf, budget: &Budget<'_>) -> Option<String> {
    let Object::Stream(stream) = get(pdf, pdf.catalog()?, b"Metadata")? else {
        return None;
    };
    if pdf.encoded(stream).len() > METADATA {
        return None;
    }
    let xml = decode(pdf, stream, budget).ok()??;
    claimed(&String::from_utf8_lossy(
        xml.get(..xml.len().min(METADATA))?,
    ))
}

fn claimed(xmp: &str) -> Option<String> {
    // An attribute or an element: between the name and its value stands `="` or `>`.
    let value = |name: &str| {
        let (_, behind) = xmp.split_once(name)?;
        let behind = behind.trim_start_matches(|c: char| c.is_whitespace() || "=\"'>".contains(c));
        behind.chars().next().filter(char::is_ascii_alphanumeric)
    };
    let part = value("pdfaid:part").filter(char::is_ascii_digit)?;
    let level = value("pdfaid:conformance").map(|level| level.to_ascii_lowercase());
    Some(std::iter::once(part).chain(level).collect())
}

#[cfg(test)]
mod tests {
    use super::claimed;

    #[test]
    fn part_and_level_are_read_from_attributes_and_from_elements() {
        let attributes = r#"<rdf:Description pdfaid:part="2" pdfaid:conformance="B"/>"#;
        assert_eq!(claimed(attributes).as_deref(), Some("2b"));
        let elements = "<pdfaid:part>1</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>";
        assert_eq!(claimed(elements).as_deref(), Some("1a"));
        assert_eq!(
            claimed("<pdfaid:part>4</pdfaid:part>").as_deref(),
            Some("4")
        );
        assert_eq!(claimed("<dc:title>About pdfaid</dc:title>"), None);
    }
}

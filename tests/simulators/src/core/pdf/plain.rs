//! Pages of plain text: a PDF made without any library, and a page more for one that is there.

use lopdf::dictionary;

/// A page with a line of text (ASCII, no parentheses).
#[must_use]
pub fn plain_page(words: &str) -> Vec<u8> {
    let content = format!("BT /F1 12 Tf 72 720 Td ({words}) Tj ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
         /Resources<</Font<</F1 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    let mut pdf = "%PDF-1.7\n".to_owned();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let (size, start) = (objects.len() + 1, pdf.len());
    pdf.push_str(&format!(
        "xref\n0 {size}\n{table}trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    ));
    pdf.into_bytes()
}

/// The document with one more page of these lines (what is not ASCII is left out): how a service
/// that signs without certificates shows that it was signed. `None` where it cannot be read.
#[must_use]
pub fn with_page(source: &[u8], lines: &[String]) -> Option<Vec<u8>> {
    let mut document = lopdf::Document::load_mem(source).ok()?;
    let mut content = "BT /F1 12 Tf 16 TL 72 720 Td".to_owned();
    for line in lines {
        let line: String = line
            .chars()
            .filter(|c| (c.is_ascii_graphic() || *c == ' ') && !"()\\".contains(*c))
            .collect();
        content.push_str(&format!(" ({line}) Tj T*"));
    }
    content.push_str(" ET");
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
        "Encoding" => "WinAnsiEncoding",
    });
    let content = lopdf::Stream::new(lopdf::Dictionary::new(), content.into_bytes());
    let content = document.add_object(content);
    let root = document
        .catalog()
        .ok()?
        .get(b"Pages")
        .ok()?
        .as_reference()
        .ok()?;
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => root,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Contents" => content,
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    });
    let pages = document.get_dictionary_mut(root).ok()?;
    let count = pages.get(b"Count").ok()?.as_i64().ok()?;
    pages.set("Count", count + 1);
    pages
        .get_mut(b"Kids")
        .ok()?
        .as_array_mut()
        .ok()?
        .push(page.into());
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).ok()?;
    Some(bytes)
}

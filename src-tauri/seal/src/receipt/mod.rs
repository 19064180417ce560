//! The receipt: the evidence of a session as a PDF. All words come from the caller.

mod flow;
mod tree;
mod wrap;
mod write;

use time::OffsetDateTime;

use self::flow::{Column, Flow};
use self::tree::Means;
use crate::SealError;
use crate::draw::fonts::Style;
use crate::draw::picture::Picture;

/// A label and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptRow {
    /// What it is.
    pub label: String,
    /// What it says.
    pub value: String,
    /// Set in a fixed-width font: digests and ids.
    pub fixed_width: bool,
}

/// A document of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptDocument {
    /// Its file name.
    pub name: String,
    /// Particulars: pages, SHA-256 of the original and of the signed copy.
    pub rows: Vec<ReceiptRow>,
}

/// A signer and what that person did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptSigner {
    /// The name.
    pub name: String,
    /// Particulars: e-mail, how identified, what was consented to.
    pub rows: Vec<ReceiptRow>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptEvent {
    /// When, with zone, as it is to be shown.
    pub time: String,
    /// Who.
    pub actor: String,
    /// What.
    pub what: String,
}

/// Whose receipt it is.
#[derive(Debug, Clone)]
pub struct ReceiptOffice {
    /// The office's name; also what its logo is called for those who do not see it.
    pub name: String,
    /// Its logo.
    pub logo: Option<Picture>,
}

/// A file inside the receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptFile {
    /// What it is called.
    pub name: String,
    /// What it holds.
    pub description: String,
    /// Its kind, such as `application/json`.
    pub mime_type: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// What stands in a receipt. Empty lists are left out with their headings.
#[derive(Debug, Clone, Default)]
pub struct Receipt {
    /// Whose it is; stands at the top of the first page.
    pub office: Option<ReceiptOffice>,
    /// When it is written.
    pub written: Option<OffsetDateTime>,
    /// BCP 47, for screen readers.
    pub language: String,
    /// The title line.
    pub title: String,
    /// A line or two under the title.
    pub summary: String,
    /// Particulars of the session: its title, id, when completed.
    pub facts: Vec<ReceiptRow>,
    /// Heading over the documents.
    pub documents_heading: String,
    /// The documents.
    pub documents: Vec<ReceiptDocument>,
    /// Heading over the signers.
    pub signers_heading: String,
    /// The signers.
    pub signers: Vec<ReceiptSigner>,
    /// Heading over the events.
    pub events_heading: String,
    /// The names of the columns of time, actor and what happened.
    pub event_columns: [String; 3],
    /// What happened, oldest first.
    pub events: Vec<ReceiptEvent>,
    /// Heading over the last paragraph.
    pub note_heading: String,
    /// How to check it, fingerprint of the certificate: rows, then words.
    pub note_rows: Vec<ReceiptRow>,
    /// Words under them.
    pub note: String,
    /// At the foot of each page, left; the PDF's title too.
    pub footer: String,
    /// Page number at the foot, with `{page}` and `{pages}`, for example "Page {page} of {pages}".
    pub page_label: String,
    /// The same for machines.
    pub attachment: Option<ReceiptFile>,
}

/// Where values begin, right of their labels.
const VALUES: f32 = 142.0;

/// Lays the receipt out on A4 pages. Seal the result with [`crate::seal`]. A character that no
/// font draws is written as its number, for a receipt there must be.
///
/// # Errors
/// [`SealError::Internal`] when the page cannot be drawn.
pub fn receipt(content: &Receipt) -> Result<Vec<u8>, SealError> {
    let mut flow = Flow::new();
    if let Some(office) = &content.office
        && (office.logo.is_some() || !office.name.is_empty())
    {
        flow.office(&office.name, office.logo.as_ref())?;
    }
    let title = Means::Heading(1, content.title.clone());
    flow.stop(&content.title);
    flow.text(&content.title, title, Style::Strong, 21.0, flow::INK)?;
    flow.space(7.0);
    for line in content.summary.lines() {
        flow.text(line, Means::Paragraph, Style::Plain, 9.5, flow::SOFT)?;
        flow.space(2.0);
    }
    flow.space(12.0);
    rows(&mut flow, &content.facts)?;
    if !content.documents.is_empty() {
        flow.heading(&content.documents_heading)?;
        for document in &content.documents {
            block(&mut flow, &document.name, &document.rows)?;
        }
    }
    if !content.signers.is_empty() {
        flow.heading(&content.signers_heading)?;
        for signer in &content.signers {
            block(&mut flow, &signer.name, &signer.rows)?;
        }
    }
    if !content.events.is_empty() {
        flow.heading(&content.events_heading)?;
        events(&mut flow, content)?;
    }
    if !content.note.is_empty() || !content.note_rows.is_empty() {
        flow.heading(&content.note_heading)?;
        rows(&mut flow, &content.note_rows)?;
        flow.space(3.0);
        for paragraph in content.note.lines() {
            flow.text(paragraph, Means::Paragraph, Style::Plain, 8.5, flow::SOFT)?;
            flow.space(3.0);
        }
    }
    write::write(content, &flow)
}

/// A document or a signer: the name, and what is known.
fn block(flow: &mut Flow, name: &str, list: &[ReceiptRow]) -> Result<(), SealError> {
    flow.keep(46.0);
    let heading = Means::Heading(3, name.to_owned());
    flow.text(name, heading, Style::Strong, 10.5, flow::TEXT)?;
    flow.space(4.0);
    rows(flow, list)?;
    flow.space(9.0);
    Ok(())
}

/// Labels and their values.
fn rows(flow: &mut Flow, list: &[ReceiptRow]) -> Result<(), SealError> {
    if list.is_empty() {
        return Ok(());
    }
    flow.begin_table();
    for row in list {
        let (style, size) = if row.fixed_width {
            (Style::Fixed, 8.2)
        } else {
            (Style::Plain, 9.0)
        };
        flow.row(&[
            Column {
                text: &row.label,
                means: Means::RowHeader,
                style: Style::Plain,
                size: 9.0,
                from: 0.0,
                to: VALUES - 10.0,
                colour: flow::SOFT,
            },
            Column {
                text: &row.value,
                means: Means::Cell,
                style,
                size,
                from: VALUES,
                to: flow::MEASURE,
                colour: flow::TEXT,
            },
        ])?;
        flow.space(2.5);
    }
    flow.end_table();
    Ok(())
}

/// What happened, in three columns.
fn events(flow: &mut Flow, content: &Receipt) -> Result<(), SealError> {
    const SPANS: [(f32, f32); 3] = [(0.0, 132.0), (VALUES, 240.0), (250.0, flow::MEASURE)];
    flow.begin_table();
    if content.event_columns.iter().all(|name| !name.is_empty()) {
        let names = content.event_columns.iter().zip(SPANS);
        let cells: Vec<_> = names
            .map(|(text, (from, to))| Column {
                text,
                means: Means::ColumnHeader,
                style: Style::Strong,
                size: 8.5,
                from,
                to,
                colour: flow::TEXT,
            })
            .collect();
        flow.head(&cells)?;
    }
    for event in &content.events {
        let texts = [&event.time, &event.actor, &event.what];
        let colours = [flow::SOFT, flow::TEXT, flow::TEXT];
        let cells: Vec<_> = texts
            .into_iter()
            .zip(SPANS)
            .zip(colours)
            .map(|((text, (from, to)), colour)| Column {
                text,
                means: Means::Cell,
                style: Style::Plain,
                size: 8.5,
                from,
                to,
                colour,
            })
            .collect();
        flow.row(&cells)?;
        flow.hairline();
    }
    flow.end_table();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long() -> Receipt {
        let row = |label: &str, value: String, fixed_width| ReceiptRow {
            label: label.into(),
            value,
            fixed_width,
        };
        Receipt {
            language: "en".into(),
            title: "Receipt".into(),
            summary: "Lease, Example Street 7".into(),
            documents_heading: "Documents".into(),
            documents: (0..12)
                .map(|n| ReceiptDocument {
                    name: format!("annex {n} {}", "long ".repeat(40)),
                    rows: vec![row("SHA-256", "0123456789abcdef".repeat(12), true)],
                })
                .collect(),
            office: Some(ReceiptOffice {
                name: "Notaris de Vries & Łuczak".into(),
                logo: None,
            }),
            events_heading: "What happened".into(),
            event_columns: ["When", "Who", "What"].map(str::to_owned),
            footer: "Receipt: Lease".into(),
            attachment: Some(ReceiptFile {
                name: "events.json".into(),
                description: "What happened, for machines".into(),
                mime_type: "application/json".into(),
                bytes: b"{\"events\":[]}".to_vec(),
            }),
            events: (0..60)
                .map(|n| ReceiptEvent {
                    time: format!("{n}"),
                    actor: "Ada Example".into(),
                    what: "opened the page ".repeat(6),
                })
                .collect(),
            page_label: "Page {page} of {pages}".into(),
            ..Receipt::default()
        }
    }

    #[test]
    fn a_long_receipt_breaks_into_numbered_pages_and_loses_no_words() {
        let bytes = receipt(&long()).unwrap();
        let document = lopdf::Document::load_mem(&bytes).unwrap();
        let pages: Vec<u32> = document.get_pages().keys().copied().collect();
        assert!(pages.len() > 3, "{}", pages.len());
        let text = document.extract_text(&pages).unwrap();
        assert!(
            text.contains(&format!("Page 2 of {}", pages.len())),
            "{text}"
        );
        assert_eq!(text.matches("Ada Example").count(), 60);
        // The columns are named again wherever the table goes on.
        let with_events = pages
            .iter()
            .filter(|page| {
                document
                    .extract_text(&[**page])
                    .unwrap()
                    .contains("Ada Example")
            })
            .count();
        assert!(with_events > 1);
        assert_eq!(text.matches("Who").count(), with_events);
    }

    #[test]
    fn a_receipt_says_what_its_parts_are_to_those_who_do_not_see_it() {
        let bytes = receipt(&long()).unwrap();
        let document = lopdf::Document::load_mem(&bytes).unwrap();
        let catalog = document.catalog().unwrap();
        assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"en");
        let marked = catalog.get_deref(b"MarkInfo", &document).unwrap();
        let marked = marked.as_dict().unwrap().get(b"Marked").unwrap();
        assert!(marked.as_bool().unwrap());
        let preferences = catalog.get_deref(b"ViewerPreferences", &document).unwrap();
        let shown = preferences.as_dict().unwrap().get(b"DisplayDocTitle");
        assert!(shown.unwrap().as_bool().unwrap());
        let said = catalog.get_deref(b"Metadata", &document).unwrap();
        let said = said.as_stream().unwrap();
        let said = said.decompressed_content().unwrap_or(said.content.clone());
        assert!(String::from_utf8_lossy(&said).contains("pdfuaid:part"));
        let count = |kind: &[u8]| {
            let elements = document.objects.values().filter_map(|o| o.as_dict().ok());
            let is_kind = |d: &&lopdf::Dictionary| {
                d.get(b"S")
                    .and_then(lopdf::Object::as_name)
                    .is_ok_and(|name| name == kind)
            };
            elements.filter(is_kind).count()
        };
        assert_eq!(count(b"H1"), 1);
        // The events' table, and one for each document.
        assert_eq!(count(b"Table"), 13);
        assert_eq!(count(b"TH"), 12 + 3);
        assert_eq!(count(b"TR"), 12 + 1 + 60);
    }

    #[test]
    fn a_file_inside_a_receipt_can_be_taken_out_again() {
        let bytes = receipt(&long()).unwrap();
        let document = lopdf::Document::load_mem(&bytes).unwrap();
        let inside = document.objects.values().find_map(|o| {
            let stream = o.as_stream().ok()?;
            let kind = stream.dict.get(b"Type").and_then(lopdf::Object::as_name);
            (kind.ok()? == b"EmbeddedFile").then(|| stream.decompressed_content().ok())?
        });
        assert_eq!(inside.unwrap(), b"{\"events\":[]}");
    }

    #[test]
    fn a_name_that_no_font_draws_is_spelled_and_no_reason_to_have_no_receipt() {
        let content = Receipt {
            title: "\u{10fffd}".into(),
            ..Receipt::default()
        };
        let document = lopdf::Document::load_mem(&receipt(&content).unwrap()).unwrap();
        assert!(document.extract_text(&[1]).unwrap().contains("U+10FFFD"));
    }
}

//! The receipt: the evidence of a session as a PDF. All words come from the caller.

mod flow;

use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::{Document, SerializeSettings};

use self::flow::{Column, Flow, TALL, WIDE};
use crate::SealError;
use crate::draw::fonts::Style;

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

/// What stands in a receipt. Empty lists are left out with their headings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
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
    /// What happened, oldest first.
    pub events: Vec<ReceiptEvent>,
    /// Heading over the last paragraph.
    pub note_heading: String,
    /// How to check it, fingerprint of the certificate: rows, then words.
    pub note_rows: Vec<ReceiptRow>,
    /// Words under them.
    pub note: String,
    /// At the foot of each page, left.
    pub footer: String,
    /// Page number at the foot, with `{page}` and `{pages}`, for example "Page {page} of {pages}".
    pub page_label: String,
}

/// Where values begin, right of their labels.
const VALUES: f32 = 128.0;

/// Lays the receipt out on A4 pages. Seal the result with [`crate::seal`]. A character that no
/// font draws is written as its number, for a receipt there must be.
///
/// # Errors
/// [`SealError::Internal`] when the page cannot be drawn.
pub fn receipt(content: &Receipt) -> Result<Vec<u8>, SealError> {
    let mut flow = Flow::new();
    flow.text(&content.title, Style::Strong, 21.0, flow::INK)?;
    flow.space(7.0);
    for line in content.summary.lines() {
        flow.text(line, Style::Plain, 9.5, flow::SOFT)?;
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
        for event in &content.events {
            let cell = |text, from, to, colour| Column {
                text,
                style: Style::Plain,
                size: 8.5,
                from,
                to,
                colour,
            };
            flow.row(&[
                cell(&event.time, 0.0, 118.0, flow::SOFT),
                cell(&event.actor, VALUES, 236.0, flow::TEXT),
                cell(&event.what, 246.0, flow::MEASURE, flow::TEXT),
            ])?;
            flow.hairline();
        }
    }
    if !content.note.is_empty() || !content.note_rows.is_empty() {
        flow.heading(&content.note_heading)?;
        rows(&mut flow, &content.note_rows)?;
        flow.space(3.0);
        for paragraph in content.note.lines() {
            flow.text(paragraph, Style::Plain, 8.5, flow::SOFT)?;
            flow.space(3.0);
        }
    }
    write(content, flow)
}

fn block(flow: &mut Flow, name: &str, list: &[ReceiptRow]) -> Result<(), SealError> {
    flow.keep(46.0);
    flow.text(name, Style::Strong, 10.5, flow::TEXT)?;
    flow.space(4.0);
    rows(flow, list)?;
    flow.space(9.0);
    Ok(())
}

fn rows(flow: &mut Flow, list: &[ReceiptRow]) -> Result<(), SealError> {
    for row in list {
        let (style, size) = if row.fixed_width {
            (Style::Fixed, 8.2)
        } else {
            (Style::Plain, 9.0)
        };
        flow.row(&[
            Column {
                text: &row.label,
                style: Style::Plain,
                size: 9.0,
                from: 0.0,
                to: VALUES - 10.0,
                colour: flow::SOFT,
            },
            Column {
                text: &row.value,
                style,
                size,
                from: VALUES,
                to: flow::MEASURE,
                colour: flow::TEXT,
            },
        ])?;
        flow.space(2.5);
    }
    Ok(())
}

fn write(content: &Receipt, flow: Flow) -> Result<Vec<u8>, SealError> {
    let internal = |what: String| SealError::Internal(format!("laying out the receipt: {what}"));
    let mut document = Document::new_with(SerializeSettings::default());
    let mut metadata = Metadata::new()
        .title(content.title.clone())
        .creator("Paraph".into());
    if !content.language.is_empty() {
        metadata = metadata.language(content.language.clone());
    }
    document.set_metadata(metadata);
    let pages = flow.finish();
    let count = pages.len();
    for (number, marks) in (1..).zip(pages) {
        let settings = PageSettings::from_wh(WIDE, TALL).ok_or_else(|| internal("page".into()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for mark in &marks {
            mark.draw(&mut surface);
        }
        let label = content
            .page_label
            .replace("{pages}", &count.to_string())
            .replace("{page}", &i32::to_string(&number));
        for mark in flow::foot(&content.footer, &label)? {
            mark.draw(&mut surface);
        }
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|e| internal(format!("{e:?}")))
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
            events_heading: "What happened".into(),
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

//! The receipt's pages as a PDF that says what it means (PDF/UA-1), with a file inside.

use krilla::configure::{Accessibility, Configuration, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::Point;
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ContentTag, Identifier, SpanTag};
use krilla::{Document, SerializeSettings};
use time::OffsetDateTime;

use super::Receipt;
use super::flow::{self, Flow, Mark, Placed, Sense, TALL, WIDE};
use super::tree::Element;
use crate::SealError;

/// Writes the pages. Where a font keeps it from being PDF/UA it is written without that claim, for
/// a receipt there must be.
pub(super) fn write(content: &Receipt, flow: &Flow) -> Result<Vec<u8>, SealError> {
    let claims = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish();
    if let Ok(configuration) = claims
        && let Ok(bytes) = written(content, flow, configuration)
    {
        return Ok(bytes);
    }
    written(content, flow, Configuration::default())
}

fn written(
    content: &Receipt,
    flow: &Flow,
    configuration: Configuration,
) -> Result<Vec<u8>, SealError> {
    let internal = |what: String| SealError::Internal(format!("laying out the receipt: {what}"));
    let mut document = Document::new_with(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    });
    document.set_metadata(metadata(content));
    let count = flow.pages.len();
    let mut drawn = Vec::new();
    for (number, placed) in (1..).zip(&flow.pages) {
        let settings = PageSettings::from_wh(WIDE, TALL).ok_or_else(|| internal("page".into()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        draw(&mut surface, placed, &mut drawn);
        let label = content
            .page_label
            .replace("{pages}", &count.to_string())
            .replace("{page}", &i32::to_string(&number));
        draw(
            &mut surface,
            &flow::foot(&content.footer, &label)?,
            &mut drawn,
        );
        surface.finish();
        page.finish();
    }
    let mut outline = Outline::new();
    for stop in &flow.stops {
        let at = XyzDestination::new(stop.page, Point::from_xy(0.0, (stop.y - 12.0).max(0.0)));
        outline.push_child(OutlineNode::new(stop.title.clone(), at));
    }
    document.set_outline(outline);
    document.set_tag_tree(flow.tree.tags(&drawn, &content.language));
    if let Some(file) = &content.attachment {
        let embedded = EmbeddedFile {
            path: file.name.clone(),
            mime_type: MimeType::new(&file.mime_type),
            description: Some(file.description.clone()),
            association_kind: AssociationKind::Data,
            data: file.bytes.clone().into(),
            modification_date: content.written.map(date),
            compress: Some(true),
            location: None,
        };
        document
            .embed_file(embedded)
            .ok_or_else(|| internal("two files of one name".into()))?;
    }
    document.finish().map_err(|e| internal(format!("{e:?}")))
}

/// Draws marks, telling for each run of one sense what it belongs to.
fn draw(surface: &mut Surface<'_>, placed: &[Placed], drawn: &mut Vec<(Element, Identifier)>) {
    for run in placed.chunk_by(|one, next| one.sense == next.sense) {
        let Some(first) = run.first() else { continue };
        let tag = match (first.sense, &first.mark) {
            (Sense::Nothing(kind), _) => ContentTag::Artifact(Artifact::with_kind(kind)),
            (Sense::Part(_), Mark::Text { .. }) => ContentTag::Span(SpanTag::empty()),
            (Sense::Part(_), _) => ContentTag::Other,
        };
        let identifier = surface.start_tagged(tag);
        for Placed { mark, .. } in run {
            mark.draw(surface);
        }
        surface.end_tagged();
        if let Sense::Part(element) = first.sense {
            drawn.push((element, identifier));
        }
    }
}

fn metadata(content: &Receipt) -> Metadata {
    let mut metadata = Metadata::new()
        .title(content.footer.clone())
        .description(content.summary.clone())
        .creator("Paraph".into());
    if !content.language.is_empty() {
        metadata = metadata.language(content.language.clone());
    }
    if let Some(office) = &content.office
        && !office.name.is_empty()
    {
        metadata = metadata.authors(vec![office.name.clone()]);
    }
    if let Some(time) = content.written {
        metadata = metadata.creation_date(date(time));
    }
    metadata
}

fn date(time: OffsetDateTime) -> DateTime {
    let (hours, minutes, _) = time.offset().as_hms();
    DateTime::new(u16::try_from(time.year()).unwrap_or_default())
        .month(u8::from(time.month()))
        .day(time.day())
        .hour(time.hour())
        .minute(time.minute())
        .second(time.second())
        .utc_offset_hour(hours)
        .utc_offset_minute(minutes.unsigned_abs())
}

//! Contracts made in the test, and people who sign them.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::sync::OnceLock;

use lopdf::{Dictionary, Document, IncrementalDocument, Object, ObjectId, Stream, dictionary};
use seal::{Act, Identity, Look, Mark, Place, PlaceInCopy, Prepared};
use session::{FieldKind, Rect};
use time::OffsetDateTime;
use time::macros::datetime;

pub(crate) const NOW: OffsetDateTime = datetime!(2026-11-25 20:13:05 +1);

/// This computer.
pub(crate) fn identity() -> &'static Identity {
    static MADE: OnceLock<Identity> = OnceLock::new();
    MADE.get_or_init(|| Identity::make("desk-7", NOW - time::Duration::DAY).unwrap())
}

/// What this computer trusts.
pub(crate) fn anchors() -> Vec<Vec<u8>> {
    vec![identity().ca_certificate.clone()]
}

/// A contract of two pages with two tags on the last; the page is turned for display.
pub(crate) fn contract(turn: i64) -> Document {
    let mut document = Document::with_version("1.6");
    let pages = document.new_object_id();
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
    });
    let kids: Vec<Object> = (1..=2)
        .map(|number| {
            let text = format!(
                "BT /F1 12 Tf 72 700 Td (Lease, page {number}) Tj 0 -500 Td (<<Signer1>>) Tj \
                 250 0 Td (<<Signer2>>) Tj ET"
            );
            let content = document.add_object(Stream::new(Dictionary::new(), text.into_bytes()));
            let page = document.add_object(dictionary! {
                "Type" => "Page",
                "Parent" => pages,
                "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
                "Rotate" => turn,
                "Contents" => content,
                "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
            });
            page.into()
        })
        .collect();
    let root = dictionary! { "Type" => "Pages", "Count" => 2, "Kids" => kids };
    document.objects.insert(pages, root.into());
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let info = document.add_object(dictionary! { "Title" => Object::string_literal("Lease") });
    document.trailer.set("Info", info);
    let id = Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", vec![id.clone(), id]);
    document.reference_table.cross_reference_type = lopdf::xref::XrefType::CrossReferenceTable;
    document
}

/// The same with a classic cross-reference table.
pub(crate) fn classic(turn: i64) -> Vec<u8> {
    let mut bytes = Vec::new();
    contract(turn).save_to(&mut bytes).unwrap();
    bytes
}

/// The same with object streams and a cross-reference stream.
pub(crate) fn modern() -> Vec<u8> {
    let mut bytes = Vec::new();
    contract(0).save_modern(&mut bytes).unwrap();
    bytes
}

/// The same with decimals that 32 bits do not hold: on the pages, as Chromium writes A4, in the
/// catalog, in a form that stands in it, and in a signature field of its own, `Own`.
pub(crate) fn decimal() -> Vec<u8> {
    const STAND_IN: [i64; 2] = [111_111_111, 222_222_222];
    const WRITTEN: [&str; 2] = ["594.95996", "841.91998"];
    let corners = || vec![0.into(), 0.into(), STAND_IN[0].into(), STAND_IN[1].into()];
    let mut document = contract(0);
    let pages: Vec<ObjectId> = document.page_iter().collect();
    let own = document.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "P" => pages[0],
        "T" => Object::string_literal("Own"), "DA" => STAND_IN[1],
        "Rect" => vec![72.into(), 600.into(), 172.into(), 630.into()],
    });
    for page in &pages {
        let page = document.get_dictionary_mut(*page).unwrap();
        page.set("MediaBox", corners());
    }
    let first = document.get_dictionary_mut(pages[0]).unwrap();
    first.set("Annots", vec![own.into()]);
    let catalog = document.catalog_mut().unwrap();
    catalog.set("Measure", corners());
    let form = dictionary! { "Fields" => vec![own.into()], "Measure" => corners() };
    catalog.set("AcroForm", form);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    for (stand_in, written) in STAND_IN.iter().zip(WRITTEN) {
        let stand_in = stand_in.to_string();
        let places: Vec<usize> = (0..bytes.len())
            .filter(|at| bytes[*at..].starts_with(stand_in.as_bytes()))
            .collect();
        for at in places {
            bytes[at..at + written.len()].copy_from_slice(written.as_bytes());
        }
    }
    bytes
}

pub(crate) fn place(signer: u16, kind: FieldKind, page: u32, x: f64, y: f64) -> Place {
    let rect = Rect::new(x, y, x + 70.0, y + 11.0);
    Place {
        signer,
        kind,
        page,
        rect,
        covers_tag: true,
        form_field: None,
    }
}

/// Signatures on page 2 for both, initials on page 1, a date for each.
pub(crate) fn places() -> Vec<Place> {
    (1..=2u16)
        .flat_map(|signer| {
            let x = 72.0 + 250.0 * f64::from(signer - 1);
            [
                place(signer, FieldKind::Initial, 1, x, 198.0),
                place(signer, FieldKind::Signature, 2, x, 198.0),
                place(signer, FieldKind::Date, 2, x, 120.0),
            ]
        })
        .collect()
}

pub(crate) fn scribble() -> Look {
    let wave = |i: u8| {
        let t = f32::from(i) / 40.0;
        [0.1 + 0.8 * t, 0.5 + 0.3 * (t * 15.0).sin()]
    };
    Look::Ink {
        strokes: vec![(0..=40).map(wave).collect()],
        aspect: 3.0,
    }
}

/// A mark for every visible field of the signer.
pub(crate) fn marks(fields: &[PlaceInCopy], signer: u16) -> Vec<Mark> {
    let look = |field: &PlaceInCopy| match field.kind {
        FieldKind::Signature => scribble(),
        FieldKind::Initial => Look::Typed("AE".into()),
        FieldKind::Date => Look::Text("25 November 2026".into()),
    };
    let own = fields.iter().filter(|f| f.signer == signer && f.visible());
    own.map(|f| Mark {
        field: f.id.clone(),
        look: look(f),
    })
    .collect()
}

pub(crate) fn act<'a>(signer: u16, name: &'a str, marks: Vec<Mark>) -> Act<'a> {
    let time = NOW + time::Duration::minutes(i64::from(signer));
    Act {
        signer,
        name,
        time,
        reason: "I agree",
        caption: name,
        marks,
    }
}

pub(crate) fn signed_by(
    bytes: &[u8],
    fields: &[PlaceInCopy],
    signer: u16,
    identity: &Identity,
) -> Vec<u8> {
    let name = ["", "Ada Łódź", "Ben Example"][usize::from(signer)];
    seal::sign(
        bytes,
        fields,
        &act(signer, name, marks(fields, signer)),
        identity,
    )
    .unwrap()
}

/// Prepared, signed by the first, signed by both.
pub(crate) fn whole_way(source: &[u8]) -> (Prepared, Vec<u8>, Vec<u8>) {
    let prepared = seal::prepare(source, None, &[1, 2], &places()).unwrap();
    let half = signed_by(&prepared.bytes, &prepared.fields, 1, identity());
    let full = signed_by(&half, &prepared.fields, 2, identity());
    (prepared, half, full)
}

/// Somebody else's update: `change` is given the update and the page's object.
pub(crate) fn updated(
    bytes: &[u8],
    change: impl FnOnce(&mut IncrementalDocument, ObjectId),
) -> Vec<u8> {
    let document = Document::load_mem(bytes).unwrap();
    let page = document.page_iter().next().unwrap();
    let mut update = IncrementalDocument::create_from(bytes.to_vec(), document);
    for key in ["Type", "W", "Index", "Filter", "DecodeParms", "Length"] {
        update.new_document.trailer.remove(key.as_bytes());
    }
    change(&mut update, page);
    let mut changed = Vec::new();
    update.save_to(&mut changed).unwrap();
    changed
}

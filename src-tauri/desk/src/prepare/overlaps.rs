//! Places that lie over one another.

use std::collections::BTreeMap;

use session::{DraftDocument, Field, Finding, FindingCode};

/// How much of the smaller of two places the other may cover.
const SHARED: f64 = 0.3;

/// A finding for each place that lies over an earlier one.
pub(super) fn of(document: &DraftDocument) -> Vec<Finding> {
    let mut pages = BTreeMap::<u32, Vec<(usize, &Field)>>::new();
    for (at, field) in document.fields.iter().enumerate() {
        pages.entry(field.page).or_default().push((at, field));
    }
    let mut findings = Vec::new();
    for mut fields in pages.into_values() {
        // From the bottom up, so that only those which begin below its top are compared.
        fields.sort_by(|(_, a), (_, b)| a.rect.y0.total_cmp(&b.rect.y0));
        let mut over: Vec<(usize, &Field, &Field)> = Vec::new();
        for (index, (at, field)) in fields.iter().enumerate() {
            let above = fields.iter().skip(index + 1);
            let near = above.take_while(|(_, other)| other.rect.y0 < field.rect.y1);
            for (other_at, other) in near.filter(|(_, other)| overlap(field, other)) {
                let (first, second) = if at < other_at {
                    (*field, (*other_at, *other))
                } else {
                    (*other, (*at, *field))
                };
                over.push((second.0, second.1, first));
            }
        }
        over.sort_by_key(|(at, ..)| *at);
        over.dedup_by_key(|(at, ..)| *at);
        findings.extend(over.into_iter().map(|(_, field, below)| {
            let other = if below.signer == field.signer {
                "self".to_owned()
            } else {
                below.signer.to_string()
            };
            Finding::new(FindingCode::PlacesOverlap)
                .at(field.page, Some(field.rect))
                .signer(field.signer)
                .arg("other", other)
        }));
    }
    findings
}

fn overlap(one: &Field, other: &Field) -> bool {
    let area = |field: &Field| field.rect.width() * field.rect.height();
    let shared = one.rect.intersection(&other.rect);
    shared.is_some_and(|rect| rect.width() * rect.height() > SHARED * area(one).min(area(other)))
}

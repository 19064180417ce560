//! Where signatures are placed: metadata fields, else tags, else PDF fields, else the top right
//! of page 1 (§5).

use serde_json::Value;

use super::state::{File, Placed, PlacedBy, Transaction};
use crate::core::Judge;
use crate::core::pdf::{Facts, Spot};

/// A signature's size where none is given.
const SIZE: (f64, f64) = (140.0, 70.0);
/// Signature fields of a signer in a document.
const MOST: usize = 10;

/// Places every signer's marks in a file. Why the transaction fails, where it does.
pub(super) fn place(
    judge: &mut Judge<'_>,
    transaction: &Transaction,
    file: &mut File,
    facts: &Facts,
) -> Option<String> {
    if let Some(why) = &facts.unusable {
        return Some(format!("{}: {why}", file.id));
    }
    let mut failure = None;
    for (index, signer) in transaction.signers.iter().enumerate() {
        let number = u16::try_from(index + 1).unwrap_or(u16::MAX);
        let mut spots = fields(judge, file, &signer.id, facts);
        for spot in &spots {
            if let Some(tag) = facts.tags.iter().find(|tag| tag.spot.overlaps(&spot.spot)) {
                let words = format!(
                    "{}: a field and the tag of signer {} for one place on page {}",
                    file.id, tag.signer, spot.spot.page
                );
                judge.note("places.tag_and_field", "§5", words);
            }
        }
        if spots.is_empty() {
            let tags = facts.tags.iter().filter(|tag| tag.signer == number);
            spots = tags
                .map(|tag| at_corner(facts, tag.spot, PlacedBy::Tag))
                .collect();
        }
        if spots.is_empty() {
            let own = facts.fields.iter().filter(|field| field.signer == number);
            spots = own
                .map(|field| Placed {
                    spot: on_page(facts, field.spot),
                    by: PlacedBy::PdfField,
                })
                .collect();
        }
        if spots.is_empty() {
            spots.push(top_right(facts, index));
        }
        if spots.len() > MOST {
            let words = format!(
                "{}: {} signature fields of signer {number}, {MOST} at most",
                file.id,
                spots.len()
            );
            judge.note("places.many", "§5", words.clone());
            failure.get_or_insert(words);
        }
        file.places.insert(number, spots);
        if set_paraph(file) {
            let pages = facts.pages.iter().zip(1u32..);
            let at = pages.map(|(page, number)| foot(facts, *page, number, index));
            file.initials.insert(number, at.collect());
        }
    }
    failure
}

/// What a signer fills into the fields that are no signatures: form set, field, value. Ticks get
/// the value that the metadata gives them.
pub(super) fn filled(file: &File, signer: &str) -> Vec<(String, String, Value)> {
    let metadata = file.metadata.as_ref().filter(|_| !file.late_metadata);
    let Some(metadata) = metadata else {
        return Vec::new();
    };
    let given = metadata.pointer("/Signers").and_then(|s| s.get(signer));
    let given = given.and_then(|signer| signer.get("FormSets")?.as_array());
    let names = given.into_iter().flatten().filter_map(Value::as_str);
    let sets = names.filter_map(|name| Some((name, metadata.get("FormSets")?.get(name)?)));
    let fields = sets.flat_map(|(name, set)| {
        let fields = set.as_object().into_iter().flatten();
        fields.map(move |(field, what)| (name, field, what))
    });
    let fillable = fields.filter(|(.., what)| kind(what) != Some("Signature"));
    fillable
        .map(|(name, field, what)| {
            let value = what.get("Value").cloned();
            let value = value.unwrap_or_else(|| Value::String(format!("{field} filled")));
            (name.to_owned(), field.clone(), value)
        })
        .collect()
}

/// Initials on every page (§5, `SetParaph`).
fn set_paraph(file: &File) -> bool {
    let metadata = file.metadata.as_ref().filter(|_| !file.late_metadata);
    metadata.and_then(|metadata| metadata.get("SetParaph")) == Some(&Value::Bool(true))
}

/// At the foot of a page, from the right.
fn foot(facts: &Facts, page: [f64; 4], number: u32, index: usize) -> Spot {
    let [_, y0, x1, _] = page;
    let right = x1 - 10.0 - index as f64 * 46.0;
    let rect = [right - 40.0, y0 + 10.0, right, y0 + 30.0];
    on_page(facts, Spot { page: number, rect })
}

/// Whether the metadata gives the signer a signature field anywhere.
pub(super) fn has_signature_field(file: &File, signer: &str) -> bool {
    own_fields(file, signer).any(|field| kind(field) == Some("Signature"))
}

fn kind(field: &Value) -> Option<&str> {
    field.get("Type")?.as_str()
}

fn own_fields<'a>(file: &'a File, signer: &str) -> impl Iterator<Item = &'a Value> {
    let metadata = file.metadata.as_ref().filter(|_| !file.late_metadata);
    let sets = metadata
        .and_then(|metadata| metadata.get("Signers")?.get(signer)?.get("FormSets"))
        .and_then(Value::as_array);
    let fields = sets.into_iter().flatten().filter_map(move |set| {
        let set = metadata?.get("FormSets")?.get(set.as_str()?)?;
        set.as_object()
    });
    fields.flat_map(|set| set.values())
}

fn fields(judge: &mut Judge<'_>, file: &File, signer: &str, facts: &Facts) -> Vec<Placed> {
    let mut placed = Vec::new();
    for field in own_fields(file, signer) {
        let Some(location) = field.get("Location") else {
            continue;
        };
        let found = located(location, facts);
        if found.is_none() {
            let words = format!("{}: nowhere to be found: {location}", file.id);
            judge.note("field.not_found", "§5", words);
        }
        if kind(field) == Some("Signature") {
            placed.extend(found.map(|spot| Placed {
                spot,
                by: PlacedBy::Field,
            }));
        }
    }
    placed
}

/// The place that a `Location` means; points, from the page's or the found words' edges.
fn located(location: &Value, facts: &Facts) -> Option<Spot> {
    let number = |name: &str| location.get(name)?.as_i64().map(|n| n as f64);
    let page = location.get("PageNumber").and_then(Value::as_i64);
    let page = page.and_then(|page| u32::try_from(page).ok());
    let (page, [x0, y0, x1, y1]) = match location.get("Search").and_then(Value::as_str) {
        Some(words) => {
            let nth = location.get("Occurence").and_then(Value::as_u64);
            let nth = usize::try_from(nth.unwrap_or(1).max(1) - 1).ok()?;
            let pages = facts.texts.iter().zip(1u32..);
            let found = pages
                .filter(|(_, number)| page.is_none_or(|page| page == *number))
                .flat_map(|(text, number)| text.find(words).into_iter().map(move |f| (number, f)));
            let (page, found) = found.into_iter().nth(nth)?;
            (page, found.rect)
        }
        None => {
            let page = page?;
            (page, *facts.pages.get(page.checked_sub(1)? as usize)?)
        }
    };
    let width = number("Width").unwrap_or(SIZE.0);
    let height = number("Height").unwrap_or(SIZE.1);
    let (left, right) = match (number("Left"), number("Right")) {
        (Some(left), Some(right)) => (x0 + left, x1 - right),
        (None, Some(right)) => (x1 - right - width, x1 - right),
        (left, None) => (x0 + left.unwrap_or(0.0), x0 + left.unwrap_or(0.0) + width),
    };
    let (bottom, top) = match (number("Top"), number("Bottom")) {
        (Some(top), Some(bottom)) => (y0 + bottom, y1 - top),
        (None, Some(bottom)) => (y0 + bottom, y0 + bottom + height),
        (top, None) => (y1 - top.unwrap_or(0.0) - height, y1 - top.unwrap_or(0.0)),
    };
    let rect = [left, bottom, right, top];
    Some(on_page(facts, Spot { page, rect }))
}

/// A signature of the usual size that begins at the lower left corner of a place.
fn at_corner(facts: &Facts, spot: Spot, by: PlacedBy) -> Placed {
    let [x, y, ..] = spot.rect;
    let rect = [x, y, x + SIZE.0, y + SIZE.1];
    let spot = on_page(
        facts,
        Spot {
            page: spot.page,
            rect,
        },
    );
    Placed { spot, by }
}

/// Side by side from the right, for the signers that have no place.
fn top_right(facts: &Facts, index: usize) -> Placed {
    let [x0, _, x1, y1] = facts
        .pages
        .first()
        .copied()
        .unwrap_or([0.0, 0.0, 595.0, 842.0]);
    let down = (index as f64 * (SIZE.1 + 6.0)) % 700.0;
    let (right, top) = (x1 - 10.0, y1 - 10.0 - down);
    let rect = [(right - SIZE.0).max(x0), top - SIZE.1, right, top];
    Placed {
        spot: on_page(facts, Spot { page: 1, rect }),
        by: PlacedBy::Default,
    }
}

/// Moved and cut so that it lies on its page.
fn on_page(facts: &Facts, spot: Spot) -> Spot {
    let index = spot.page.saturating_sub(1) as usize;
    let Some([x0, y0, x1, y1]) = facts.pages.get(index).copied() else {
        return spot;
    };
    let [a, b, c, d] = spot.rect;
    let (width, height) = ((c - a).clamp(1.0, x1 - x0), (d - b).clamp(1.0, y1 - y0));
    let (left, bottom) = (a.clamp(x0, x1 - width), b.clamp(y0, y1 - height));
    Spot {
        page: spot.page,
        rect: [left, bottom, left + width, bottom + height],
    }
}

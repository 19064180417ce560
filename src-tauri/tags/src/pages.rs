//! The page tree: pages in order with what they inherit.

use std::collections::HashMap;
use std::sync::LazyLock;

use lopdf::{Dictionary, Object, ObjectId};
use session::{Page, Rect};

use crate::ReadError;
use crate::limits::Budget;
use crate::objects::{dict, get_number, is_lost, number, rect, resolve};
use crate::pdf::Pdf;

/// What is known of a page that could not be loaded.
static NOTHING: LazyLock<Dictionary> = LazyLock::new(Dictionary::new);

/// US Letter, which readers take where no MediaBox is given.
const LETTER: Rect = Rect {
    x0: 0.0,
    y0: 0.0,
    x1: 612.0,
    y1: 792.0,
};

/// A page with what it inherits from the nodes above it.
#[derive(Debug, Clone)]
pub(crate) struct PageNode<'a> {
    pub(crate) id: Option<ObjectId>,
    pub(crate) dict: &'a Dictionary,
    pub(crate) resources: Option<&'a Dictionary>,
    /// The file has it and it could not be loaded: it is empty here, and keeps its number.
    pub(crate) lost: bool,
    /// Size of a unit of user space in points, 1 but for very large sheets.
    pub(crate) user_unit: f64,
    /// Number, size and rotation; `has_text` is not known yet.
    pub(crate) session: Page,
}

/// What a node hands down.
#[derive(Clone, Copy, Default)]
struct Inherited<'a> {
    media: Option<Rect>,
    crop: Option<Rect>,
    rotate: Option<f64>,
    resources: Option<&'a Dictionary>,
}

impl<'a> Inherited<'a> {
    fn below(self, pdf: &'a dyn Pdf, node: &'a Dictionary) -> Self {
        let own = |key: &[u8]| node.get(key).ok().map(|value| resolve(pdf, value));
        Self {
            media: own(b"MediaBox").and_then(|o| rect(pdf, o)).or(self.media),
            crop: own(b"CropBox").and_then(|o| rect(pdf, o)).or(self.crop),
            rotate: own(b"Rotate").and_then(number).or(self.rotate),
            resources: own(b"Resources")
                .and_then(|o| dict(pdf, o))
                .or(self.resources),
        }
    }
}

/// The pages in order, and whether the page tree was of no use, so that they had to be looked for.
pub(crate) fn pages<'a>(
    pdf: &'a dyn Pdf,
    budget: &Budget<'_>,
) -> Result<(Vec<PageNode<'a>>, bool), ReadError> {
    let root = pdf.catalog().and_then(|catalog| catalog.get(b"Pages").ok());
    let listed = match root {
        Some(root) => walk(pdf, vec![(root, None)], budget)?,
        None => Vec::new(),
    };
    if listed.iter().any(|page| !page.lost) {
        return Ok((listed, false));
    }
    let loose = pdf
        .objects()
        .into_iter()
        .filter(|(_, object)| is_page(object));
    let loose = walk(
        pdf,
        loose.map(|(id, object)| (object, Some(id))).rev().collect(),
        budget,
    )?;
    if loose.iter().all(|page| page.lost) {
        return Err(ReadError::Damaged("no pages".to_owned()));
    }
    Ok((loose, true))
}

/// Whether an object says that it is a page.
pub(crate) fn is_page(object: &Object) -> bool {
    object.as_dict().is_ok_and(|dict| dict.has_type(b"Page"))
}

/// Goes through nodes from the last to the first. A node met twice is not gone into again, so that
/// a cycle ends; a page that one node lists twice is shown twice.
fn walk<'a>(
    pdf: &'a dyn Pdf,
    roots: Vec<(&'a Object, Option<ObjectId>)>,
    budget: &Budget<'_>,
) -> Result<Vec<PageNode<'a>>, ReadError> {
    let mut found = Vec::new();
    // Where each was met first: the list of kids, by address.
    let mut seen: HashMap<ObjectId, usize> = HashMap::new();
    // An explicit stack: the depth of a page tree is the file's to choose.
    let mut stack: Vec<_> = roots
        .into_iter()
        .map(|(object, id)| (object, id, Inherited::default(), 0))
        .collect();
    while let Some((object, id, inherited, list)) = stack.pop() {
        budget.spend_operations(1)?;
        let id = id.or_else(|| object.as_reference().ok());
        let before = id.and_then(|id| seen.insert(id, list));
        let lost = id.is_some_and(|id| is_lost(pdf, id));
        let node = if lost {
            Some(&*NOTHING)
        } else {
            dict(pdf, object)
        };
        let Some(node) = node else { continue };
        let below = inherited.below(pdf, node);
        let kids = node.get(b"Kids").ok().map(|kids| resolve(pdf, kids));
        // What a node is shows by what it holds: its type is often missing and sometimes wrong.
        let shows = node.has(b"Contents");
        if let Some(Object::Array(kids)) = kids
            && !(node.has_type(b"Page") && shows)
        {
            if before.is_none() {
                let size = size_of::<(&Object, Option<ObjectId>, Inherited<'_>, usize)>();
                budget.hold(kids.len() * size)?;
                let list = kids.as_ptr().addr();
                stack.extend(kids.iter().rev().map(|kid| (kid, None, below, list)));
            }
            continue;
        }
        if before.is_some_and(|before| before != list) {
            continue;
        }
        if (node.has_type(b"Pages") || node.has_type(b"Catalog")) && !shows {
            continue;
        }
        if found.len() >= budget.limits().max_pages {
            return Err(ReadError::TooLarge("pages"));
        }
        let user_unit = get_number(pdf, node, b"UserUnit").filter(|unit| *unit > 0.0);
        let mut page = page(node, id, below, user_unit.unwrap_or(1.0), found.len());
        page.lost = lost;
        found.push(page);
    }
    Ok(found)
}

fn page<'a>(
    dict: &'a Dictionary,
    id: Option<ObjectId>,
    inherited: Inherited<'a>,
    user_unit: f64,
    before: usize,
) -> PageNode<'a> {
    let real = |rect: &Rect| rect.is_finite() && rect.width() > 0.0 && rect.height() > 0.0;
    let media = inherited.media.filter(real).unwrap_or(LETTER);
    let crop = inherited
        .crop
        .filter(real)
        .and_then(|crop| crop.intersection(&media));
    let crop = crop.unwrap_or(media);
    let quarters = (inherited.rotate.unwrap_or(0.0) / 90.0)
        .round()
        .rem_euclid(4.0);
    PageNode {
        id,
        dict,
        resources: inherited.resources,
        lost: false,
        user_unit,
        session: Page {
            number: u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1),
            width: crop.width(),
            height: crop.height(),
            rotation: 90 * quarters as u16,
            has_text: false,
            crop,
        },
    }
}

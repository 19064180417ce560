//! Rewriting tags in a copy: their glyphs go, other text may come in their place, and nothing else
//! changes.
//!
//! In the order of the work: `promote` (pages become objects of their own), `survey` (which bytes of which
//! streams show the tags), `operator`, `writing` and `spoken` (those operators anew), `streams` and `values`
//! (the objects of the copy), `adding` (text where no tag was), `save` and `verbatim`, `proof` (the copy is read
//! again and compared).

mod adding;
mod error;
mod font;
mod operator;
mod plan;
mod promote;
mod proof;
mod save;
mod spoken;
mod streams;
mod survey;
mod values;
mod verbatim;
mod writing;

pub use error::RewriteError;
pub use plan::{Addition, Ink, Plan, Replacement};
pub(crate) use save::{Choice, save};

use lopdf::ObjectId;

use crate::limits::{Budget, Limits};
use crate::objects::get_dict;
use crate::open::{self, Opened};
use crate::{fields, pages};

/// Writes a copy of a PDF in which tags are replaced, removed or added.
///
/// What else is drawn stays as it is: content streams change in the tags' own operators alone, and
/// a form that is also used elsewhere gets a copy of its own. The copy is a file of its own without
/// older revisions, and without what nothing in the file leads to, so that nothing of a tag is left
/// in its bytes; objects that do not change keep their bytes. An encrypted file, which `password`
/// opens where it needs one, is written without encryption, since who gets the copy has to read it.
///
/// The copy is read again before it is given out: all glyphs but those of the plan are where they
/// were, all other objects have their values, all other tags and fields are the same, and new text
/// that is a tag is found as one.
///
/// # Errors
/// As [`crate::read`]; [`RewriteError::Signed`] for a signed file; see [`RewriteError`] for tags
/// that cannot be rewritten.
pub fn rewrite(
    bytes: &[u8],
    password: Option<&str>,
    plan: &Plan,
    limits: &Limits<'_>,
) -> Result<Vec<u8>, RewriteError> {
    let font = font::NewFont::new()?;
    for text in plan.texts() {
        font.encode(text)?;
    }
    let budget = Budget::new(limits);
    let Opened {
        mut pdf,
        about,
        held,
    } = open::open(bytes, password, &budget)?;
    let mut changed = promote::pages(&mut pdf, &plan.pages(), &budget)?;
    let last = promote::last(&pdf)?;
    let font_id = last + 1;
    let (expected, objects, keep_all) = {
        let (pages, looked_for) = pages::pages(&pdf, &budget)?;
        let form = fields::read(&pdf, &pages, &budget)?;
        if !form.signed_by.is_empty() || is_certified(&pdf) {
            return Err(RewriteError::Signed);
        }
        let mut survey = survey::survey(&pdf, &pages, plan, &font, (font_id, 0), &budget)?;
        let mut objects = streams::Objects::new(font_id + font::OBJECTS);
        streams::build(&pdf, &pages, &survey, &mut objects, &budget)?;
        let texts = adding::add(
            &pdf,
            &pages,
            plan,
            &font,
            (font_id, 0),
            &mut objects,
            &budget,
        )?;
        for (page, added) in texts {
            survey.changes.entry(page).or_default().added.extend(added);
        }
        if plan.texts().next().is_some() {
            objects.set.extend(font.objects(font_id));
        }
        let expected = proof::Expected {
            changes: survey.changes,
            tags: survey.tags,
            fields: form.fields,
        };
        (expected, objects, looked_for)
    };
    changed.extend(objects.set.keys().copied());
    pdf.objects.extend(objects.set);
    // Pages that nothing leads to are looked for among all objects.
    let kept = (!keep_all).then(|| streams::reachable(&pdf));
    let idle = streams::idle(&pdf, &objects.replaced);
    let keeps = |id: ObjectId| match &kept {
        Some(kept) => kept.contains(&id),
        None => !idle.contains(&id),
    };
    // The bytes of a damaged file are not where it says.
    let mut take_bytes = !about.repaired;
    loop {
        let choice = save::Choice {
            keeps: &keeps,
            is_unchanged: &|id| take_bytes && !changed.contains(&id),
        };
        // A copy is about as large as its file.
        budget.hold(bytes.len())?;
        let copy = save::save(bytes, &pdf, &choice, &budget);
        let copy = copy.map_err(|error| RewriteError::Unwritable(error.to_string()))?;
        let more = copy.len().saturating_sub(bytes.len());
        budget.hold(more)?;
        let found = match proof::objects(&pdf, &copy, &keeps, &left(limits, &budget)) {
            Ok(found) => found,
            Err(_) if take_bytes => {
                budget.free(bytes.len() + more);
                take_bytes = false;
                continue;
            }
            Err(error) => return Err(error),
        };
        drop(pdf);
        budget.free(held);
        budget.hold(found.held)?;
        proof::pages(
            bytes,
            password,
            &found.pdf,
            &expected,
            &left(limits, &budget),
        )?;
        budget.free(found.held);
        drop(found);
        let again = crate::read(&copy, None, &left(limits, &budget))?;
        proof::tags(&expected.tags, &again.tags, plan)?;
        if again.fields != expected.fields {
            return Err(RewriteError::Unproven("the form's fields".to_owned()));
        }
        return Ok(copy);
    }
}

/// The limits, with no more memory than is not held already.
fn left<'l>(limits: &Limits<'l>, budget: &Budget<'_>) -> Limits<'l> {
    Limits {
        max_memory: budget.memory_left(),
        ..limits.clone()
    }
}

/// Whether the catalog names a signature that forbids changes.
fn is_certified(pdf: &lopdf::Document) -> bool {
    let catalog = pdf.catalog().ok();
    let permissions = catalog.and_then(|catalog| get_dict(pdf, catalog, b"Perms"));
    permissions.is_some_and(|permissions| permissions.has(b"DocMDP"))
}

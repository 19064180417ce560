//! Rewriting tags in a copy: their glyphs go, other text may come in their place, and nothing else
//! changes.
//!
//! In the order of the work: `survey` (which bytes of which streams show the tags), `operator` and
//! `writing` (those operators anew), `streams` and `values` (the objects of the copy), `save`, `proof` (the
//! copy is read again and compared).

mod error;
mod font;
mod operator;
mod proof;
mod save;
mod streams;
mod survey;
mod values;
mod writing;

use session::Tag;

pub use error::RewriteError;

use crate::limits::{Budget, Limits};
use crate::open::{self, Opened};
use crate::{fields, pages};

/// The highest number that an object of the file may have, so that there is room for new ones.
const LAST_OBJECT: u32 = u32::MAX / 2;

/// What becomes of a tag.
#[derive(Debug, Clone, PartialEq)]
pub struct Replacement {
    /// The tag, as [`crate::read`] found it in the same bytes.
    pub tag: Tag,
    /// What stands there instead: characters of ASCII and Latin-1, drawn on the tag's baseline in
    /// its size, direction and colour, and squeezed where they would be wider than the tag. `None`
    /// only takes the tag away.
    pub text: Option<String>,
}

/// Writes a copy of a PDF in which tags are replaced or removed.
///
/// What else is drawn stays as it is: content streams change in the tags' own operators alone, and
/// a form that is also used elsewhere gets a copy of its own. An encrypted file that opens without
/// a password is written without encryption. The copy is read again before it is given out.
///
/// # Errors
/// As [`crate::read`] without a password; [`RewriteError::Signed`] for a signed file; see
/// [`RewriteError`] for tags that cannot be rewritten.
pub fn rewrite(
    bytes: &[u8],
    plan: &[Replacement],
    limits: &Limits<'_>,
) -> Result<Vec<u8>, RewriteError> {
    let font = font::NewFont::new()?;
    for text in plan.iter().filter_map(|one| one.text.as_deref()) {
        font.encode(text)?;
    }
    let budget = Budget::new(limits);
    let Opened { mut pdf, .. } = open::open(bytes, None, &budget)?;
    let (changes, tags, form, objects) = {
        let (pages, _) = pages::pages(&pdf, &budget)?;
        let form = fields::read(&pdf, &pages, &budget)?;
        if !form.signed_by.is_empty() {
            return Err(RewriteError::Signed);
        }
        let last = pdf.objects.keys().map(|id| id.0).max().unwrap_or(0);
        let last = last.max(pdf.max_id);
        if last > LAST_OBJECT {
            return Err(RewriteError::Unwritable(
                "no object numbers left".to_owned(),
            ));
        }
        let font_id = last + 1;
        let survey = survey::survey(&pdf, &pages, plan, &font, (font_id, 0), &budget)?;
        let mut objects = streams::Objects::new(font_id + font::OBJECTS);
        streams::build(&pdf, &pages, &survey, &mut objects, &budget)?;
        if plan.iter().any(|one| one.text.is_some()) {
            objects.set.extend(font.objects(font_id));
        }
        (survey.changes, survey.tags, form.fields, objects)
    };
    pdf.objects.extend(objects.set);
    streams::sweep(&mut pdf, &objects.replaced);
    let copy = save::save(bytes, &pdf)?;
    drop(pdf);
    proof::shown(bytes, &copy, &changes, limits)?;
    let again = crate::read(&copy, None, limits)?;
    proof::tags(&tags, &again.tags, plan)?;
    if again.fields != form {
        return Err(RewriteError::Unproven("the form's fields".to_owned()));
    }
    Ok(copy)
}

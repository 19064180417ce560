//! PDF bytes in; pages, tags, fields, findings and text out.
//!
//! [`read`] is a pure function of its arguments: it touches no file, clock or network, and is bounded
//! by [`Limits`] in memory, depth and work whatever the bytes are. The modules in the order of the
//! work: `open` (bytes to objects: repairs, passwords), `pages` (the page tree), `page` (what a page
//! shows, operator by operator, with `content`, `lexer` and `font`), `text` (glyphs to lines by where
//! they stand, lines to tags by the grammar), `fields` (the form), `findings` (the file as a whole).
//!
//! [`rewrite`](rewrite()) writes a copy in which tags are replaced, removed or added.

mod archival;
mod content;
mod document;
mod error;
mod fields;
mod findings;
mod font;
mod guard;
mod lazy;
mod lexer;
mod limits;
mod matrix;
mod mend;
mod objects;
mod open;
mod page;
mod pages;
mod pdf;
mod rewrite;
mod text;
mod unreadable;

use lazy::Trouble;
use limits::Budget;
use open::About;
use pdf::Pdf;
use session::{Finding, FindingCode, TextLine};

pub use document::Document;
pub use error::ReadError;
pub use limits::Limits;
pub use rewrite::{Addition, Ink, Plan, Replacement, RewriteError, rewrite};

/// Reads a PDF.
///
/// `password` is tried only where the file does not open without one.
///
/// # Errors
/// When the bytes are no PDF that can be opened within the limits; what is wrong inside a file that
/// opens is told by the findings of the [`Document`] instead.
pub fn read(
    bytes: &[u8],
    password: Option<&str>,
    limits: &Limits<'_>,
) -> Result<Document, ReadError> {
    if let Some(document) = read_lazily(bytes, password, limits)? {
        return Ok(document);
    }
    let budget = Budget::new(limits);
    let opened = open::open(bytes, password, &budget)?;
    gather(&opened.pdf, &opened.about, bytes.len(), &budget)
}

/// Reads a sound file, object by object as they are wanted; `None` where it needs to be mended.
fn read_lazily(
    bytes: &[u8],
    password: Option<&str>,
    limits: &Limits<'_>,
) -> Result<Option<Document>, ReadError> {
    let budget = Budget::new(limits);
    let Some(pdf) = lazy::Lazy::open(bytes, password, &budget)? else {
        return Ok(None);
    };
    let document = gather(&pdf, &pdf.about(), bytes.len(), &budget);
    match (document, pdf.trouble()) {
        (_, Some(Trouble::Over(error))) => Err(error),
        (_, Some(Trouble::Damage)) | (Err(ReadError::Damaged(_)), _) => Ok(None),
        (document, None) => document.map(Some),
    }
}

/// All that the objects tell.
fn gather(
    pdf: &dyn Pdf,
    about: &About,
    bytes: usize,
    budget: &Budget<'_>,
) -> Result<Document, ReadError> {
    let (mut pages, looked_for) = pages::pages(pdf, budget)?;
    let form = fields::read(pdf, &pages, budget)?;
    let layers = page::Layers::read(pdf);
    let mut fonts = page::Fonts::default();
    let mut document = Document {
        findings: findings::whole(pdf, about, looked_for, &form, bytes, &pages, budget),
        signed: !form.signed_by.is_empty(),
        needs_password: about.needed_password,
        ..Document::default()
    };
    for node in &mut pages {
        budget.go_on()?;
        let shown = page::show(pdf, node, &layers, &mut fonts, budget)?;
        node.session.has_text = !shown.glyphs.is_empty();
        let lines = text::lines(&shown.glyphs);
        let matches = text::find(node, &shown, &lines);
        document.tags.extend(matches.tags);
        document.findings.extend(matches.findings);
        document
            .findings
            .extend(unreadable::unreadable(node, &shown));
        let before = document.text.len();
        let order = text::reading_order(&lines);
        let ordered = order.iter().filter_map(|at| lines.get(*at));
        document.text.extend(ordered.filter_map(|line| {
            Some(TextLine {
                page: node.session.number,
                text: line.text(),
                rect: line.rect()?,
            })
        }));
        let of_page = document.text.get(before..).unwrap_or_default().iter();
        let held = of_page.map(|line| line.text.len() + size_of::<TextLine>());
        budget.hold(held.sum())?;
        if shown.doubtful {
            let doubtful = Finding::new(FindingCode::TextMappingDoubtful);
            document
                .findings
                .push(doubtful.at(node.session.number, None));
        }
    }
    document.pages = pages.into_iter().map(|node| node.session).collect();
    document.fields = form.fields;
    document.signed_by = form.signed_by;
    Ok(document)
}

/// The file as [`read`] took it, written anew: for those who need a sound file where a damaged one
/// was read after a repair.
///
/// # Errors
/// As [`read`]; [`ReadError::EncryptionUnknown`] for an encrypted file, which is not written anew
/// without its protection.
pub fn mended(bytes: &[u8], limits: &Limits<'_>) -> Result<Vec<u8>, ReadError> {
    let budget = limits::Budget::new(limits);
    let opened = open::open(bytes, None, &budget)?;
    if opened.about.encrypted {
        return Err(ReadError::EncryptionUnknown(
            "damaged and encrypted".to_owned(),
        ));
    }
    let choice = rewrite::Choice {
        keeps: &|_| true,
        is_unchanged: &|_| false,
    };
    let sound = rewrite::save(bytes, &opened.pdf, &choice, &budget);
    sound.map_err(|error| ReadError::Damaged(error.to_string()))
}

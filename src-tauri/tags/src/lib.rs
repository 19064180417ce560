//! PDF bytes in; pages, tags, fields, findings and text out.
//!
//! [`read`] is a pure function of its arguments: it touches no file, clock or network, and is bounded
//! by [`Limits`] in memory, depth and work whatever the bytes are. What a tag is stands in
//! `session::Tag`; how text becomes tags is told by the modules in the order of the work:
//!
//! `open` (bytes to objects, repairs, passwords) → `pages` (the page tree).

mod document;
mod error;
mod limits;
mod objects;
mod open;
mod pages;

pub use document::Document;
pub use error::ReadError;
pub use limits::Limits;

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
    let budget = limits::Budget::new(limits);
    let opened = open::open(bytes, password, &budget)?;
    let pages = pages::pages(&opened.pdf, &budget)?;
    Ok(Document {
        pages: pages.iter().map(|page| page.session.clone()).collect(),
        needs_password: opened.needed_password,
        ..Document::default()
    })
}

//! Drawing: fonts, lines of text, ink, and what a field looks like.

pub(crate) mod appearance;
pub(crate) mod fonts;
pub(crate) mod ink;
pub(crate) mod line;
pub(crate) mod picture;

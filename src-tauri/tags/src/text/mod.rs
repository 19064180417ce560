//! From glyphs to lines, and from lines to tags.

mod grammar;
mod line;
mod lines;
mod matching;
mod order;
mod visibility;

pub(crate) use lines::lines;
pub(crate) use matching::{Spot, find, same_spot, spots, words};
pub(crate) use order::reading_order;

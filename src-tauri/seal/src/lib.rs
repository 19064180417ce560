//! Everything about PDF signatures made on this computer: the keys, the prepared copy, signing,
//! verifying, and the receipt. Bytes in, bytes out: no disk, no clock; the time is passed in.
//! (One exception: a name with characters that the shipped fonts lack is looked up among the
//! fonts of the system.)
//!
//! The way of a document: [`prepare_beside`] appends one update with a form field for every place,
//! [`sign`] appends one update for each signer, [`verify`] and [`same_content`] judge the result,
//! [`acceptable`] says whether to keep it, [`receipt`] lays out the evidence, and [`seal`] signs
//! it.

mod acceptable;
mod authority;
mod cms_make;
mod draw;
mod error;
mod exact;
mod grow;
mod oid;
mod pdf;
mod prepare;
mod receipt;
mod same;
mod sign;
mod update;
mod verify;
mod view;

pub use acceptable::acceptable;
pub use authority::{Identity, holds_until, pem_of};
pub use draw::appearance::{can_draw, undrawable};
pub use draw::picture::Picture;
pub use error::SealError;
pub use prepare::{Place, Prepared, prepare, prepare_beside};
pub use receipt::{
    Receipt, ReceiptDocument, ReceiptEvent, ReceiptFile, ReceiptOffice, ReceiptRow, ReceiptSigner,
    receipt,
};
pub use same::{Sameness, same_content};
pub use session::PlaceInCopy;
pub use sign::{Act, Look, Mark, seal, sign};
pub use verify::verify;

//! What a service sees in an uploaded PDF, and the PDFs it gives back. A reader of its own, naive
//! on purpose: what it finds is what a service would find, not what Paraph hopes for.

mod person;
mod plain;
mod read;
mod sign;
mod text;

use serde::{Deserialize, Serialize};

pub use person::{Person, people_ca_certificate, sign_as};
pub use plain::{plain_page, with_page};
pub use read::{Facts, SignatureField, TextTag, read};
pub use sign::{SignError, SignedBy, ca_certificate, receipt, receipt_rows, seal, sign};
pub use text::{Found, PageText};

/// A place on a page, in points from the lower left corner, y upwards.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Page, from 1.
    pub page: u32,
    /// Left, bottom, right, top.
    pub rect: [f64; 4],
}

impl Spot {
    /// Whether two places share ground.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let ([a0, b0, a1, b1], [c0, d0, c1, d1]) = (self.rect, other.rect);
        self.page == other.page && a0 < c1 && c0 < a1 && b0 < d1 && d0 < b1
    }
}

//! Files that were made to do harm: each ends in a typed error or in a document, on a small stack,
//! within the memory that it may have.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests, helpers too"
)]

mod bombs;
mod build;
mod cancel;
#[path = "../support/counting.rs"]
mod counting;
mod cycles;
mod depth;
mod encrypted;
#[path = "../support/file.rs"]
mod file;
mod many;
mod sizes;

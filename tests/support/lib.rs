//! Support for the tests that cross crates: a stage on which the built programs run, and hands
//! and eyes for the window, the browser, the command line and the signed files.
//!
//! Everything here fails the test by panicking, with the place in the test where it happened.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a helper of a test fails the test"
)]

mod browser;
mod cli;
mod desktop;
mod drag;
mod http;
mod judge;
mod keyring;
mod keys;
mod office;
mod program;
mod programs;
mod sample;
mod screen;
mod screen_reader;
mod signer;
mod stage;
mod wait;
mod webdriver;
mod window;

pub use browser::{Browser, Desktop, Look};
pub use cli::{Answer, Serving};
pub use drag::Drag;
pub use http::{Reply, exchange};
pub use judge::{Judgement, is_sound_pdf, nss_says_valid, pyhanko, sha256};
pub use keys::Focus;
pub use office::{CONTRACT, OFFICE_SECRETS};
pub use program::Program;
pub use programs::{paraph, paraph_cli};
pub use sample::{encrypted, lease, newer_history, write};
pub use screen::Screen;
pub use screen_reader::Heard;
pub use signer::HttpSigner;
pub use stage::{Stage, is_alive};
pub use wait::{until, until_async};
pub use webdriver::test_id;
pub use window::Window;

//! Whoever gives up gets an answer soon, also while a file is still being loaded.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tags::{Limits, ReadError};

use crate::build::{page, tag};

/// Much to load, and much to read.
fn file() -> Vec<u8> {
    let content = tag(60, 700, 1).repeat(20_000);
    let mut file = page(content.as_bytes(), "", "", "");
    for number in 0..300_000 {
        file.object(100 + number, "[0 0 0 0 0 0 0 0 0 0]");
    }
    file.torn()
}

#[test]
fn a_reading_ends_soon_after_its_caller_gives_up() {
    let file = file();
    let cancel = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(20));
            cancel.store(true, Ordering::Relaxed);
        });
        let limits = Limits {
            cancel: Some(&cancel),
            ..Limits::default()
        };
        assert_eq!(tags::read(&file, None, &limits), Err(ReadError::Cancelled));
    });
}

#[test]
fn a_reading_ends_soon_after_its_time_is_over() {
    let limits = Limits {
        deadline: Some(Instant::now() + Duration::from_millis(20)),
        ..Limits::default()
    };
    assert_eq!(
        tags::read(&file(), None, &limits),
        Err(ReadError::Cancelled)
    );
}

//! How files that were made to do harm are read.

use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use lopdf::{Dictionary, Stream};
use tags::{Document, Limits, ReadError};

use crate::counting::{Cost, counted};
pub(crate) use crate::file::{File, page, tag};

/// Less than any thread has by default.
const STACK: usize = 512 << 10;
/// No case takes this long, but for one that hangs.
const PATIENCE: Duration = Duration::from_secs(900);

/// Bytes packed by Flate, so many times over.
pub(crate) fn packed(bytes: &[u8], times: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..times {
        let mut stream = Stream::new(Dictionary::new(), bytes);
        stream.compress().unwrap();
        bytes = stream.content;
    }
    bytes
}

pub(crate) type Outcome = Result<Document, ReadError>;

/// Reads a file on a small stack, counting.
pub(crate) fn read_within(file: Vec<u8>, limits: Limits<'static>) -> (Outcome, Cost) {
    let (tell, told) = channel();
    std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || {
            let limits = Limits {
                deadline: limits.deadline.or(Some(Instant::now() + PATIENCE / 2)),
                ..limits
            };
            let counted = counted(|| tags::read(&file, None, &limits));
            let _ = tell.send(counted);
        })
        .unwrap();
    let (outcome, cost) = told
        .recv_timeout(PATIENCE)
        .expect("the reading hangs or dies");
    assert_ne!(outcome, Err(ReadError::Cancelled), "the reading hangs");
    (outcome, cost)
}

/// Bounds that a small file can break.
pub(crate) fn narrow() -> Limits<'static> {
    Limits {
        max_decoded: 16 << 20,
        max_memory: 64 << 20,
        ..Limits::default()
    }
}

/// Reads a file by such limits, and holds it to what they allow.
pub(crate) fn read_by(limits: Limits<'static>, file: Vec<u8>) -> Outcome {
    // The library copies the file, mending copies it again, and a stream that is decoded is there
    // up to three times; 16 MiB are for what every reading takes.
    let most = 3 * file.len() + limits.max_memory + 3 * limits.max_decoded + (16 << 20);
    let (outcome, cost) = read_within(file, limits);
    assert!(cost.peak <= most, "{} bytes were held: {most}", cost.peak);
    outcome
}

/// By the usual limits.
pub(crate) fn read(file: Vec<u8>) -> Outcome {
    read_by(Limits::default(), file)
}

/// As [`read`], for a file that is small whatever it claims: an ordinary reading's memory is enough.
pub(crate) fn read_small(file: Vec<u8>) -> Outcome {
    let most = file.len() * 5 / 2 + (64 << 20);
    let (outcome, cost) = read_within(file, Limits::default());
    assert!(cost.peak <= most, "{} bytes were held: {most}", cost.peak);
    outcome
}

pub(crate) fn texts(outcome: &Outcome) -> Vec<&str> {
    let document = outcome.as_ref().unwrap();
    document.tags.iter().map(|tag| tag.text.as_str()).collect()
}

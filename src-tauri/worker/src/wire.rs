//! How pool and worker speak: over pipes, one request and one answer at a time.
//!
//! A frame is the length of its head (4 bytes, big end first), the length of its body (4 bytes),
//! the head (JSON) and the body (raw bytes: a path or a picture).

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Failure;

/// No frame is longer than this: the other side may be a process taken over by a hostile file.
const MAX_HEAD: u32 = 256 << 20;
const MAX_BODY: u32 = 128 << 20;

/// What a worker is asked. The file's path is the frame's body, because a path need not be text.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Request {
    /// Read the file.
    Read { password: Option<String> },
    /// Verify its signatures against the authorities (DER) that are trusted.
    Verify { authorities: Vec<Vec<u8>> },
    /// Draw a page (from 1), that wide.
    Draw {
        password: Option<String>,
        page: u32,
        width_px: u32,
    },
}

/// What a worker answers.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    /// What reading found.
    Document(Box<tags::Document>),
    /// What verifying found.
    Verdict(session::Verdict),
    /// The page; the PNG is the frame's body.
    Picture,
    /// It could not be done.
    Failed(Failure),
}

/// One message as bytes.
pub(crate) fn frame(head: &impl Serialize, body: &[u8]) -> io::Result<Vec<u8>> {
    let head = serde_json::to_vec(head)?;
    let mut bytes = Vec::with_capacity(8 + head.len() + body.len());
    bytes.extend_from_slice(&length(head.len(), MAX_HEAD)?.to_be_bytes());
    bytes.extend_from_slice(&length(body.len(), MAX_BODY)?.to_be_bytes());
    bytes.extend_from_slice(&head);
    bytes.extend_from_slice(body);
    Ok(bytes)
}

fn length(len: usize, most: u32) -> io::Result<u32> {
    u32::try_from(len)
        .ok()
        .filter(|len| *len <= most)
        .ok_or_else(too_long)
}

/// The two lengths at the start of a frame.
pub(crate) fn lengths(start: [u8; 8]) -> io::Result<(usize, usize)> {
    let [a, b, c, d, e, f, g, h] = start;
    let head = u32::from_be_bytes([a, b, c, d]);
    let body = u32::from_be_bytes([e, f, g, h]);
    if head > MAX_HEAD || body > MAX_BODY {
        return Err(too_long());
    }
    Ok((head as usize, body as usize))
}

fn too_long() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "a message between processes is too long",
    )
}

/// Reads one message; `None` where the other side has closed the pipe between two.
pub(crate) fn receive<T: DeserializeOwned>(
    from: &mut impl Read,
) -> io::Result<Option<(T, Vec<u8>)>> {
    let mut start = [0; 8];
    match from.read_exact(&mut start) {
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let (head_len, body_len) = lengths(start)?;
    let mut head = vec![0; head_len];
    from.read_exact(&mut head)?;
    let mut body = vec![0; body_len];
    from.read_exact(&mut body)?;
    Ok(Some((serde_json::from_slice(&head)?, body)))
}

/// Writes one message.
pub(crate) fn send(to: &mut impl Write, head: &impl Serialize, body: &[u8]) -> io::Result<()> {
    to.write_all(&frame(head, body)?)?;
    to.flush()
}

/// A path as bytes.
pub(crate) fn path_bytes(path: &Path) -> Vec<u8> {
    path.as_os_str().as_encoded_bytes().to_vec()
}

/// The path of those bytes.
#[cfg(unix)]
pub(crate) fn path_of(bytes: Vec<u8>) -> io::Result<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Ok(std::ffi::OsString::from_vec(bytes).into())
}

/// The path of those bytes.
#[cfg(not(unix))]
pub(crate) fn path_of(bytes: Vec<u8>) -> io::Result<PathBuf> {
    String::from_utf8(bytes)
        .map(PathBuf::from)
        .map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))
}

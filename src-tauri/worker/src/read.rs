//! Reading a file: opening it, then what `tags` finds in its bytes.

use std::io::{self, Read};
use std::path::Path;

use session::ErrorCode;

use crate::Failure;

/// Reads the PDF at that path.
///
/// # Errors
/// Says by its code whether the file, its password or the PDF is at fault.
pub fn read_file(
    path: &Path,
    password: Option<&str>,
    limits: &tags::Limits<'_>,
) -> Result<tags::Document, Failure> {
    let bytes = load(path, limits.max_bytes)?;
    tags::read(&bytes, password, limits).map_err(|e| Failure::new(e.code(), e.to_string()))
}

/// Verifies the signatures of the PDF at that path against the authorities (DER) that are trusted.
///
/// # Errors
/// As [`read_file`]; a bad signature is an answer, no error.
pub fn verify_file(path: &Path, authorities: &[Vec<u8>]) -> Result<session::Verdict, Failure> {
    let bytes = load(path, tags::Limits::default().max_bytes)?;
    seal::verify(&bytes, None, authorities).map_err(|e| Failure::new(e.code(), e.to_string()))
}

/// The bytes of a regular file. Anything else that a path may name (a folder, a pipe that never
/// ends) is refused before it is read, and so is a file of more than
/// that many bytes.
///
/// # Errors
/// Says by its code what the path names instead.
pub fn load(path: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    let of = |e: io::Error| match e.kind() {
        io::ErrorKind::NotFound => Failure::new(ErrorCode::FileMissing, e.to_string()),
        io::ErrorKind::OutOfMemory => Failure::new(ErrorCode::PdfTooLarge, e.to_string()),
        _ => Failure::new(ErrorCode::FileUnreadable, e.to_string()),
    };
    let about = std::fs::metadata(path).map_err(of)?;
    if about.is_dir() {
        return Err(Failure::new(ErrorCode::FileIsFolder, "it is a folder"));
    }
    if !about.is_file() {
        return Err(Failure::new(
            ErrorCode::FileUnreadable,
            "it is no regular file",
        ));
    }
    if about.len() > most as u64 {
        return Err(Failure::new(
            ErrorCode::PdfTooLarge,
            format!("{} bytes", about.len()),
        ));
    }
    let mut bytes = Vec::new();
    bytes
        .try_reserve_exact(usize::try_from(about.len()).unwrap_or(usize::MAX))
        .map_err(|e| Failure::new(ErrorCode::PdfTooLarge, e.to_string()))?;
    // The file may grow meanwhile, and some files do not say how long they are.
    let read = std::fs::File::open(path)
        .and_then(|file| file.take(most as u64 + 1).read_to_end(&mut bytes))
        .map_err(of)?;
    if read > most {
        let why = format!("more than {most} bytes");
        return Err(Failure::new(ErrorCode::PdfTooLarge, why));
    }
    if bytes.is_empty() {
        return Err(Failure::new(ErrorCode::FileEmpty, "it has no bytes"));
    }
    Ok(bytes)
}

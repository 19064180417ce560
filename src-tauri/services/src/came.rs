//! What came when a file was asked for: whether it is a whole PDF.

use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// Takes away what came and is of no use.
pub(crate) fn discard(path: &Path) {
    // It lies among the desk's temporary files, which are cleared anyway.
    let _ = std::fs::remove_file(path);
}

/// Why what came is no whole PDF.
pub(crate) fn not_a_pdf(path: &Path, bytes: u64, kind: &str) -> Option<String> {
    const END: u64 = 2048;
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("text/html") || kind.eq_ignore_ascii_case("application/json") {
        return Some(format!("what came is {kind}"));
    }
    if bytes == 0 {
        return Some("what came is empty".to_owned());
    }
    let read = || -> std::io::Result<(Vec<u8>, Vec<u8>)> {
        let mut file = std::fs::File::open(path)?;
        let mut head = Vec::new();
        (&mut file).take(1024).read_to_end(&mut head)?;
        file.seek(SeekFrom::Start(bytes.saturating_sub(END)))?;
        let mut tail = Vec::new();
        file.take(END).read_to_end(&mut tail)?;
        Ok((head, tail))
    };
    let Ok((head, tail)) = read() else {
        return Some("what came cannot be read".to_owned());
    };
    let has = |bytes: &[u8], mark: &[u8]| bytes.windows(mark.len()).any(|part| part == mark);
    if !has(&head, b"%PDF-") {
        return Some("what came is no PDF".to_owned());
    }
    if !has(&tail, b"%%EOF") {
        return Some("what came is cut off".to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_pdf_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        let why = |bytes: &[u8], kind: &str| {
            std::io::Write::write_all(&mut std::fs::File::create(&path).unwrap(), bytes).unwrap();
            not_a_pdf(&path, bytes.len() as u64, kind)
        };
        let whole = b"%PDF-1.4\n1 0 obj\n%%EOF\n";
        assert_eq!(why(whole, "application/pdf"), None);
        assert_eq!(why(whole, ""), None);
        assert!(why(whole, "text/html; charset=utf-8").is_some());
        for cut in 0..whole.len() - 1 {
            let cut = &whole[..cut];
            if !cut.ends_with(b"%%EOF") {
                assert!(why(cut, "application/pdf").is_some(), "{cut:?}");
            }
        }
        assert!(why(b"<html>%%EOF", "application/pdf").is_some());
    }
}

//! Signed files that come as a zip (§5.8): only its PDFs, in their order. Entries are read one by
//! one, so that neither their number nor what they say of themselves takes memory; no path is
//! taken from their names.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;

use zip::ZipReadOptions;
use zip::read::{Config, OwnedZipFileEntry};
use zip::unstable::read::ZipIterable;

use super::files::{Entry, MOST, TEXT};

/// Bytes that a file may unfold to: what a session takes, and as much for what is drawn on it.
const LARGEST: u64 = 2 * super::MOST_BYTES;

/// Whether bytes begin as a zip does, also one without a file.
pub(super) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// The PDFs of a zip. `None`: it cannot be read, or holds more files than any session has.
pub(super) fn list(path: &Path) -> Option<Vec<Entry>> {
    let mut found = Vec::new();
    walk(path, |entry, file| {
        if !begins_as_pdf(entry, file) {
            return None;
        }
        let name = entry.as_ref().name().unwrap_or_default().into_owned();
        let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
        found.push(Entry {
            id: None,
            name: last.chars().take(TEXT).collect(),
            is_pdf: true,
        });
        None::<()>
    })?;
    Some(found)
}

/// Writes one of its PDFs, counted from 0; whether it was there, and whole.
pub(super) fn extract(path: &Path, index: usize, into: &Path) -> bool {
    let mut at = 0;
    let wanted = walk(path, |entry, file| {
        if !begins_as_pdf(entry, file) {
            return None;
        }
        at += 1;
        (at > index).then(|| unfold(entry, file, into))
    });
    wanted.flatten().flatten().is_some()
}

/// Goes through the files of a zip until something is found. `None`: it cannot be read.
fn walk<T>(
    path: &Path,
    mut visit: impl FnMut(&OwnedZipFileEntry, &mut BufReader<File>) -> Option<T>,
) -> Option<Option<T>> {
    let open = || File::open(path).map(BufReader::new).ok();
    let mut archive = ZipIterable::try_new(open()?, Config::default()).ok()?;
    if archive.len() > MOST {
        return None;
    }
    let mut contents = open()?;
    for entry in archive.files().ok()? {
        let found = visit(&entry.ok()?.into(), &mut contents);
        if found.is_some() {
            return Some(found);
        }
    }
    Some(None)
}

fn begins_as_pdf(entry: &OwnedZipFileEntry, file: &mut BufReader<File>) -> bool {
    let mut head = Vec::new();
    let read = entry
        .as_ref()
        .with_reader(file, ZipReadOptions::new())
        .map(|it| it.take(5).read_to_end(&mut head));
    matches!(read, Ok(Ok(_))) && head == b"%PDF-"
}

/// Writes a file as it was before it was folded. `None`: it is damaged, or larger than it may be,
/// whatever it says of its size.
fn unfold(entry: &OwnedZipFileEntry, file: &mut BufReader<File>, into: &Path) -> Option<()> {
    let out = File::options().write(true).truncate(true).open(into).ok()?;
    let mut out = BufWriter::new(out);
    let entry = entry.as_ref();
    let mut it = entry.with_reader(file, ZipReadOptions::new()).ok()?;
    let written = std::io::copy(&mut (&mut it).take(LARGEST + 1), &mut out).ok()?;
    out.flush().ok()?;
    (written <= LARGEST).then_some(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::path::PathBuf;

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipWriter};

    use super::super::files::{self, Contents};
    use super::*;

    /// Two PDFs of the same name, with sizes only behind them: written by Python's `zipfile` to a
    /// stream, as web servers do.
    const STREAMED: &[u8] = include_bytes!("tests/streamed.zip");

    fn put(bytes: &[u8]) -> (tempfile::TempDir, PathBuf, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let (path, into) = (folder.path().join("f"), folder.path().join("i"));
        File::create(&path).unwrap().write_all(bytes).unwrap();
        File::create(&into).unwrap();
        (folder, path, into)
    }

    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let folded = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, bytes) in files {
            zip.start_file(*name, folded).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn files_of_a_zip_are_found_in_their_order_also_where_two_have_the_same_name() {
        let (_folder, path, into) = put(STREAMED);
        let Some(Contents::List(all)) = files::contents(&path) else {
            panic!("no list");
        };
        let names: Vec<_> = all.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["lease.pdf", "lease.pdf"]);
        for (index, bytes) in [(0, b"%PDF-1.4 first"), (1, b"%PDF-1.4 other")] {
            assert!(files::extract(&path, index, &into));
            assert_eq!(std::fs::read(&into).unwrap(), bytes);
        }
        assert!(!files::extract(&path, 2, &into));
    }

    #[test]
    fn only_pdfs_of_a_zip_count_and_names_lose_their_paths() {
        let bytes = zip(&[
            ("__MACOSX/._a.pdf", b"\0\x05\x16\x07"),
            ("../../etc/a.pdf", b"%PDF-1"),
            ("C:\\temp\\b.pdf", b"%PDF-2"),
            ("read me.txt", b"hello"),
        ]);
        let (folder, path, into) = put(&bytes);
        let names: Vec<_> = list(&path)
            .unwrap()
            .into_iter()
            .map(|one| one.name)
            .collect();
        assert_eq!(names, ["a.pdf", "b.pdf"]);
        assert!(extract(&path, 1, &into));
        assert_eq!(std::fs::read(&into).unwrap(), b"%PDF-2");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_zip_that_unfolds_without_end_or_holds_files_without_number_is_refused() {
        let mut large = b"%PDF-1.4".to_vec();
        large.resize(usize::try_from(LARGEST).unwrap() + 1, 0);
        let bytes = zip(&[("bomb.pdf", &large)]);
        assert!(bytes.len() < 1_000_000);
        let (_folder, path, into) = put(&bytes);
        assert_eq!(list(&path).unwrap().len(), 1);
        assert!(!extract(&path, 0, &into));

        let names: Vec<String> = (0..=MOST).map(|n| n.to_string()).collect();
        let many: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), &b"%PDF-"[..])).collect();
        let (_folder, path, _) = put(&zip(&many));
        assert_eq!(list(&path), None);
    }

    #[test]
    fn a_damaged_zip_is_no_list_or_gives_no_file() {
        let whole = zip(&[("a.pdf", b"%PDF-1.4 the contract as it was signed")]);
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0xff;
            for bytes in [&whole[..at], &damaged] {
                let (_folder, path, into) = put(bytes);
                let all = list(&path).unwrap_or_default();
                assert!(all.len() < 2);
                if extract(&path, 0, &into) {
                    let got = std::fs::read(&into).unwrap();
                    assert_eq!(got, b"%PDF-1.4 the contract as it was signed", "{at}");
                }
            }
        }
    }
}

//! Folders that were given: walked for their PDFs, the rest named.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::reading::file_name;
use crate::api::Aside;
use crate::words::Words;

/// Folders within folders that are looked into.
const DEEPEST: usize = 12;
/// PDFs that are taken at once.
const MOST_FILES: usize = 1_000;
/// Entries that are looked at.
const MOST_ENTRIES: usize = 20_000;
/// Names of what was left that are kept.
const MOST_NAMES: usize = 50;

/// What was found in what was given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Gathered {
    /// What becomes a document each.
    pub(crate) files: Vec<PathBuf>,
    /// Names of what is no PDF, the first of them.
    pub(crate) left: Vec<String>,
    /// How many there are.
    pub(crate) left_count: u32,
    /// Whether there was more than anybody means.
    pub(crate) too_many: bool,
    /// The folders that were walked.
    pub(crate) folders: Vec<String>,
    entries: usize,
}

impl Gathered {
    /// Files that were given themselves.
    pub(super) fn of_files(files: Vec<PathBuf>) -> Self {
        Self {
            files,
            ..Self::default()
        }
    }

    /// Whether there is something to say beside the documents.
    pub(crate) fn says_something(&self) -> bool {
        self.left_count > 0 || self.too_many || (!self.folders.is_empty() && self.files.is_empty())
    }

    /// The same, with names of what else was given and is not taken.
    pub(super) fn without(mut self, names: Vec<String>) -> Self {
        let count = u32::try_from(names.len()).unwrap_or(u32::MAX);
        self.left_count = self.left_count.saturating_add(count);
        self.left.extend(names);
        self.left.truncate(MOST_NAMES);
        self
    }

    /// What is said of it.
    pub(super) fn say(&self, words: &Words) -> Aside {
        let folders = self.folders.join(", ");
        let count = self.left_count.to_string();
        let message = if self.left_count > 0 {
            words.say("aside-left", &[("count", &count)])
        } else if self.files.is_empty() {
            words.say("aside-none", &[("folder", &folders)])
        } else {
            String::new()
        };
        let most = MOST_FILES.to_string();
        let more = self.too_many;
        let more = more.then(|| words.say("aside-too-many", &[("most", &most)]));
        let parts = [Some(message), more].into_iter().flatten();
        let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
        Aside {
            message: parts.join(" "),
            names: self.left.clone(),
            count: self.left_count,
        }
    }

    fn leave(&mut self, path: &Path) {
        self.left_count = self.left_count.saturating_add(1);
        if self.left.len() < MOST_NAMES {
            self.left.push(file_name(path));
        }
    }
}

/// Whether what is given as a file is an address of the web.
pub(super) fn is_link(path: &Path) -> bool {
    let text = path.to_string_lossy();
    text.starts_with("https://") || text.starts_with("http://")
}

/// Whether something given has to be walked first.
pub(super) fn has_folder(paths: &[PathBuf]) -> bool {
    paths.iter().any(|path| path.is_dir())
}

/// Walks the folders among what was given, in the order given and by name within. A file that was
/// given itself is always taken: what is wrong with it is said of it.
pub(super) fn gather(paths: &[PathBuf]) -> Gathered {
    let mut gathered = Gathered::default();
    for path in paths {
        if path.is_dir() {
            gathered.folders.push(file_name(path));
            walk(path, 0, &mut gathered);
        } else {
            gathered.files.push(path.clone());
        }
    }
    gathered
}

fn walk(folder: &Path, depth: usize, gathered: &mut Gathered) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return gathered.leave(folder);
    };
    let mut entries: Vec<_> = entries.filter_map(Result::ok).take(MOST_ENTRIES).collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        gathered.entries += 1;
        if gathered.entries > MOST_ENTRIES || gathered.files.len() >= MOST_FILES {
            gathered.too_many = true;
            return;
        }
        let path = entry.path();
        // Hidden files and what word processors leave while they are open are nobody's contracts.
        let name = file_name(&path);
        if name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        let Ok(kind) = entry.file_type() else {
            gathered.leave(&path);
            continue;
        };
        // A link may lead back to where it came from; only files are taken through one.
        if kind.is_dir() && depth < DEEPEST {
            walk(&path, depth + 1, gathered);
        } else if path.is_file() && is_pdf(&path) {
            gathered.files.push(path);
        } else {
            gathered.leave(&path);
        }
    }
}

/// By its ending; a file without one by its first bytes.
fn is_pdf(path: &Path) -> bool {
    match path.extension() {
        Some(ending) => ending.eq_ignore_ascii_case("pdf"),
        None => {
            let mut start = [0; 5];
            File::open(path).is_ok_and(|mut file| file.read_exact(&mut start).is_ok())
                && &start == b"%PDF-"
        }
    }
}

#[cfg(test)]
mod tests {
    use history::{Existing, write_atomic};

    use super::*;

    fn names(gathered: &Gathered) -> Vec<String> {
        gathered.files.iter().map(|path| file_name(path)).collect()
    }

    #[test]
    fn the_pdfs_of_a_folder_are_taken_in_order_and_the_rest_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("b more");
        std::fs::create_dir(&inner).unwrap();
        for (path, bytes) in [
            ("c.pdf", "x"),
            ("a.PDF", "x"),
            ("letter.docx", "x"),
            ("scan", "%PDF-1.7"),
            ("notes", "x"),
            (".hidden.pdf", "x"),
            ("~$letter.docx", "x"),
            ("b more/deep.pdf", "x"),
            ("b more/photo.jpg", "x"),
        ] {
            write_atomic(&folder.path().join(path), bytes.as_bytes(), Existing::Keep).unwrap();
        }
        let single = folder.path().join("letter.docx");
        let found = gather(&[folder.path().to_owned(), single]);
        assert_eq!(
            names(&found),
            ["a.PDF", "deep.pdf", "c.pdf", "scan", "letter.docx"],
            "a file that was given itself is taken as it is"
        );
        assert_eq!(found.left, ["photo.jpg", "letter.docx", "notes"]);
        assert!(found.says_something());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_back_and_a_pipe_neither_loop_nor_hang() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("again")).unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let found = gather(&[folder.path().to_owned()]);
        assert_eq!((found.files.len(), found.left_count), (0, 2));
    }

    #[test]
    fn a_link_is_named_and_not_taken_for_a_file() {
        assert!(is_link(Path::new("https://www.example.com/contract.pdf")));
        assert!(!is_link(Path::new("/home/ann/https:/contract.pdf")));
        let link = "https://www.example.com/contract.pdf".to_owned();
        let found = Gathered::of_files(Vec::new()).without(vec![link.clone()]);
        assert_eq!((found.left.as_slice(), found.left_count), (&[link][..], 1));
        assert!(found.says_something());
    }

    #[test]
    fn an_empty_folder_is_said_to_hold_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let found = gather(&[folder.path().to_owned()]);
        assert!(found.says_something() && found.left_count == 0);
    }
}

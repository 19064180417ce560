//! What the program was started with, here or by a second launch.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::clipboard;

/// The command line of the window: `paraph [--data-dir DIR] [FILE.pdf…]`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// Where the history and the kept files are, if not in the usual place.
    pub(crate) data_folder: Option<PathBuf>,
    /// Files to be added to the draft.
    pub(crate) files: Vec<PathBuf>,
}

impl Arguments {
    /// Understands the words behind the program's name, as given in that folder. Options that are
    /// not known are passed over: desktops and drivers add their own.
    pub(crate) fn parse(words: impl IntoIterator<Item = OsString>, folder: &Path) -> Self {
        let mut arguments = Self::default();
        let mut words = words.into_iter();
        let mut only_files = false;
        while let Some(word) = words.next() {
            let text = word.to_string_lossy();
            if only_files || !text.starts_with('-') {
                // Some desktops hand over addresses of files.
                let file = clipboard::path(&text).unwrap_or_else(|| folder.join(&word));
                arguments.files.push(file);
            } else if text == "--" {
                only_files = true;
            } else if text == "--data-dir" {
                arguments.data_folder = words.next().map(|dir| folder.join(dir));
            } else if let Some(dir) = text.strip_prefix("--data-dir=") {
                arguments.data_folder = Some(folder.join(dir));
            }
        }
        arguments
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Arguments {
        Arguments::parse(words.iter().map(OsString::from), Path::new("/home/ann"))
    }

    #[test]
    fn files_are_taken_from_the_folder_where_they_were_named() {
        assert_eq!(
            parse(&["a.pdf", "/elsewhere/b c.pdf", "file:///d%20e.pdf"]).files,
            [
                PathBuf::from("/home/ann/a.pdf"),
                PathBuf::from("/elsewhere/b c.pdf"),
                PathBuf::from("/d e.pdf")
            ]
        );
    }

    #[test]
    fn the_data_folder_may_be_named_in_either_way() {
        let named = Some(PathBuf::from("/home/ann/d"));
        assert_eq!(parse(&["--data-dir", "d", "a.pdf"]).data_folder, named);
        assert_eq!(parse(&["a.pdf", "--data-dir=d"]).data_folder, named);
        assert_eq!(parse(&["--data-dir", "d", "a.pdf"]).files.len(), 1);
    }

    #[test]
    fn unknown_options_are_no_files() {
        assert_eq!(parse(&["--gapplication-service", "a.pdf"]).files.len(), 1);
        assert_eq!(
            parse(&["--", "-a.pdf"]).files,
            [PathBuf::from("/home/ann/-a.pdf")]
        );
    }
}

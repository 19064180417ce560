//! What all these tests do.

use std::path::{Path, PathBuf};
use std::process::Command;

use session::{Dialect, FieldKind, Tag};
use tags::{Document, Limits, Plan, Replacement, RewriteError};

pub(crate) fn read(bytes: &[u8]) -> Document {
    tags::read(bytes, None, &Limits::default()).unwrap()
}

pub(crate) fn texts(bytes: &[u8]) -> Vec<String> {
    read(bytes).tags.into_iter().map(|tag| tag.text).collect()
}

/// The tag in the other dialect.
pub(crate) fn other(tag: &Tag) -> String {
    let word = match tag.kind {
        FieldKind::Signature => "Signer",
        FieldKind::Initial => "Initial",
        FieldKind::Date => "Date",
    };
    match tag.dialect {
        Dialect::Angle => format!("{{{{{word}{}}}}}", tag.signer),
        _ => format!("<<{word}{}>>", tag.signer),
    }
}

pub(crate) fn plan(bytes: &[u8], mut text: impl FnMut(&Tag) -> Option<String>) -> Vec<Replacement> {
    let tags = read(bytes).tags.into_iter();
    tags.map(|tag| Replacement {
        text: text(&tag),
        tag,
    })
    .collect()
}

pub(crate) fn rewrite(bytes: &[u8], plan: &[Replacement]) -> Result<Vec<u8>, RewriteError> {
    rewrite_by(bytes, &plan.to_vec().into())
}

pub(crate) fn rewrite_by(bytes: &[u8], plan: &Plan) -> Result<Vec<u8>, RewriteError> {
    tags::rewrite(bytes, None, plan, &Limits::default())
}

/// All tags in the other dialect.
pub(crate) fn swapped(bytes: &[u8]) -> Vec<u8> {
    rewrite(bytes, &plan(bytes, |tag| Some(other(tag)))).unwrap()
}

/// All tags taken away.
pub(crate) fn removed(bytes: &[u8]) -> Vec<u8> {
    rewrite(bytes, &plan(bytes, |_| None)).unwrap()
}

/// A file of the corpus.
pub(crate) fn corpus(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    std::fs::read(folder.join(name)).unwrap()
}

/// Every file of the corpus that holds tags and is not signed.
pub(crate) fn files() -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let names = std::fs::read_dir(folder).unwrap().filter_map(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        name.ends_with(".pdf").then_some(name)
    });
    let mut files: Vec<_> = names.map(|name| (name.clone(), corpus(&name))).collect();
    files.retain(|(_, bytes)| {
        let document = tags::read(bytes, None, &Limits::default());
        document.is_ok_and(|document| !document.signed && !document.tags.is_empty())
    });
    files.sort();
    assert!(files.len() > 25, "{}", files.len());
    files
}

/// Runs a program on a file; `None` where it is not installed.
pub(crate) fn run(program: &str, arguments: &[&str], file: &[u8], dir: &Path) -> Option<Vec<u8>> {
    let path = dir.join("file.pdf");
    #[expect(
        clippy::disallowed_methods,
        reason = "a file that the test alone knows"
    )]
    std::fs::write(&path, file).unwrap();
    let path = path.to_str().unwrap();
    let arguments = arguments
        .iter()
        .map(|one| if *one == "FILE" { path } else { one });
    match Command::new(program).args(arguments).output() {
        Ok(output) => Some(output.stdout),
        Err(_) => {
            eprintln!("{program} is not installed: not compared");
            None
        }
    }
}

//! Rewrites every tag of PDFs and says how it went: `<<Signer1>>` becomes `{{Signer1}}` and the
//! other way about, or, with `--remove`, nothing.
//!
//! `cargo run -p tags --example rewrite -- [--remove] FOLDER FILE…` writes the copies to FOLDER.

use std::path::Path;

use session::Dialect;
use tags::{Limits, Replacement};

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let remove = arguments.first().is_some_and(|first| first == "--remove");
    if remove {
        arguments.remove(0);
    }
    let Some((folder, files)) = arguments.split_first() else {
        return;
    };
    let (mut right, mut wrong) = (0, 0);
    for file in files {
        let Ok(bytes) = std::fs::read(file) else {
            continue;
        };
        let document = match tags::read(&bytes, None, &Limits::default()) {
            Ok(document) => document,
            Err(error) => {
                println!("{file}: not read: {error}");
                continue;
            }
        };
        let plan: Vec<Replacement> = document
            .tags
            .into_iter()
            .map(|tag| Replacement {
                text: (!remove).then(|| other(&tag)),
                tag,
            })
            .collect();
        if plan.is_empty() {
            continue;
        }
        match tags::rewrite(&bytes, &plan, &Limits::default()) {
            Ok(copy) => {
                right += 1;
                let name = Path::new(file).file_name().unwrap_or_default();
                if let Err(error) = std::fs::write(Path::new(folder).join(name), copy) {
                    println!("{file}: {error}");
                }
            }
            Err(error) => {
                wrong += 1;
                println!("{file}: {error}");
            }
        }
    }
    println!("{right} rewritten, {wrong} not");
}

fn other(tag: &session::Tag) -> String {
    let word = match tag.kind {
        session::FieldKind::Signature => "Signer",
        session::FieldKind::Initial => "Initial",
        session::FieldKind::Date => "Date",
    };
    match tag.dialect {
        Dialect::Angle => format!("{{{{{word}{}}}}}", tag.signer),
        _ => format!("<<{word}{}>>", tag.signer),
    }
}

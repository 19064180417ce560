//! Makes the seeds of the targets that take a part of a file: out of `tests/corpus`, the smallest
//! of each kind, and lines of text that are tags, or nearly.

use std::collections::BTreeMap;
use std::io::Result;
use std::path::{Path, PathBuf};

use lopdf::{Dictionary, Document, Object};

/// Larger ones teach the fuzzer little.
const MOST: usize = 6 << 10;
/// Seeds of one target.
const SEEDS: usize = 40;

const LINES: [&str; 24] = [
    "<<Signer1>>",
    "{{Initial2}} and {{Date999}}",
    "<< Signer 1 >>",
    "\u{ab}Signer3\u{bb}",
    "\u{ff1c}\u{ff1c}Signer\u{ff11}\u{ff1e}\u{ff1e}",
    "&lt;&lt;Signer1&gt;&gt;",
    "<Signer1>>",
    "<<Signer1>",
    "<<Signer>>",
    "<<Signer0>>",
    "<<Signer01>>",
    "<<Signer1 2>>",
    "<<Signer1000>>",
    ">>Signer1<<",
    "<{Signer1}>",
    "<<<Signer1>>>",
    "<<si\u{ad}gner1>>",
    "<<\u{200b}Signer1\u{feff}>>",
    "<<Initials4>>",
    "<<\u{fb01}>>",
    "<<Sig\u{0131}ner1>>",
    "{{Signer1>>",
    "Signer1",
    "<<Signer1>><<Signer2>>",
];

fn main() -> Result<()> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found: BTreeMap<&str, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
    for entry in std::fs::read_dir(here.join("../corpus"))? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        // The first of each kind is enough.
        let kind = name
            .rsplit_once('-')
            .map_or(&*name, |(kind, _)| kind)
            .to_owned();
        let Ok(pdf) = Document::load_mem(&std::fs::read(&path)?) else {
            continue;
        };
        for (target, bytes) in parts(&pdf) {
            let seeds = found.entry(target).or_default();
            let known = seeds.values().any(|seed| *seed == bytes);
            let smaller = seeds.get(&kind).is_none_or(|seed| bytes.len() < seed.len());
            if !known && smaller && (16..MOST).contains(&bytes.len()) {
                seeds.insert(kind.clone(), bytes);
            }
        }
    }
    let lines = LINES.iter().enumerate().map(|(at, line)| {
        let units = line.encode_utf16().flat_map(u16::to_be_bytes);
        (format!("{at:02}"), units.collect())
    });
    found.insert("grammar", lines.collect());
    for (target, seeds) in found {
        let folder: PathBuf = here.join("seeds").join(target);
        std::fs::create_dir_all(&folder)?;
        let mut seeds: Vec<_> = seeds.into_iter().collect();
        seeds.sort_by_key(|(_, bytes)| bytes.len());
        for (name, bytes) in seeds.into_iter().take(SEEDS) {
            std::fs::write(folder.join(name), bytes)?;
        }
    }
    Ok(())
}

/// The streams that are seeds, with the target that each is for.
fn parts(pdf: &Document) -> Vec<(&'static str, Vec<u8>)> {
    let mut parts = Vec::new();
    for id in pdf.page_iter() {
        parts.push(("content", pdf.get_page_content(id)));
    }
    let dicts = pdf.objects.values().filter_map(|object| match object {
        Object::Dictionary(dict) => Some(dict),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    });
    for dict in dicts {
        for (key, target) in [
            ("ToUnicode", "cmap"),
            ("Encoding", "cmap"),
            ("FontFile", "program"),
            ("FontFile2", "program"),
            ("FontFile3", "program"),
        ] {
            parts.extend(stream(pdf, dict, key).map(|bytes| (target, bytes)));
        }
    }
    parts
}

fn stream(pdf: &Document, dict: &Dictionary, key: &str) -> Option<Vec<u8>> {
    let stream = dict.get_deref(key.as_bytes(), pdf).ok()?.as_stream().ok()?;
    stream.get_plain_content().ok()
}

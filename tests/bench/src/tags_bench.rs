//! Reading tags, against the plain text extraction of the library that it stands on: both on the
//! same files in the same run, so that the ratio means the same on every machine.

use std::{
    fs, hint, io,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use crate::timing::{median_of, milliseconds};

const RUNS: usize = 7;

/// Measures the sample and every file of the corpus.
pub(crate) fn measure() -> io::Result<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = pdfs(&root.join("src-tauri/desk/sample"))?;
    files.extend(pdfs(&root.join("tests/corpus"))?);
    let mut rows = Vec::new();
    let mut ratios = Vec::new();
    for file in files {
        let bytes = fs::read(&file)?;
        let limits = tags::Limits::default();
        let ours = median_of(RUNS, || {
            let _ = hint::black_box(tags::read(hint::black_box(&bytes), None, &limits));
        });
        let theirs = median_of(RUNS, || {
            let _ = hint::black_box(plain_text(hint::black_box(&bytes)));
        });
        let ratio = ours.as_secs_f64() / theirs.as_secs_f64().max(1e-9);
        ratios.push(ratio);
        rows.push(json!({
            "file": file.file_name().map(|name| name.to_string_lossy()),
            "bytes": bytes.len(),
            "tags_read_ms": milliseconds(ours),
            "lopdf_extract_text_ms": milliseconds(theirs),
            "ratio": rounded(ratio),
        }));
    }
    ratios.sort_by(f64::total_cmp);
    Ok(json!({
        "bench": "tags",
        "runs": RUNS,
        "files": rows,
        "median_ratio": ratios.get(ratios.len() / 2).copied().map(rounded),
        "worst_ratio": ratios.last().copied().map(rounded),
    }))
}

fn plain_text(bytes: &[u8]) -> lopdf::Result<String> {
    let pdf = lopdf::Document::load_mem(bytes)?;
    let pages: Vec<u32> = pdf.get_pages().keys().copied().collect();
    pdf.extract_text(&pages)
}

fn rounded(ratio: f64) -> f64 {
    (ratio * 100.0).round() / 100.0
}

/// The PDFs of a folder, by name; none where there is no such folder.
fn pdfs(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    let mut files = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|kind| kind == "pdf"));
    files.sort();
    Ok(files)
}

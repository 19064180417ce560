//! Prints what reading each of the files given finds, as `paraph-cli --json tags` does.

use std::io::Write;

use serde_json::{Value, json};
use sha2::Digest;

fn main() -> std::io::Result<()> {
    let files: Vec<Value> = std::env::args().skip(1).map(|path| read(&path)).collect();
    let text = serde_json::to_string_pretty(&files)?;
    writeln!(std::io::stdout(), "{text}")
}

fn read(path: &str) -> Value {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return json!({"file": path, "error": {"code": error.to_string()}}),
    };
    let mut file = json!({
        "file": path, "sha256": hex::encode(sha2::Sha256::digest(&bytes)), "bytes": bytes.len(),
        "error": null, "pages": [], "tags": [], "fields": [], "findings": [],
    });
    let read = tags::read(&bytes, None, &tags::Limits::default());
    file["peak_bytes"] = json!(peak());
    match read {
        Ok(document) => {
            file["pages"] = json!(document.pages);
            file["tags"] = json!(document.tags);
            file["fields"] = json!(document.fields);
            file["findings"] = json!(document.findings);
            if std::env::var_os("TEXT").is_some() {
                file["text"] = json!(document.text);
            }
        }
        Err(error) => {
            let code = error.code().as_str();
            file["error"] = json!({"code": code, "message": error.to_string()});
        }
    }
    file
}

/// The most memory that this process has held so far, where the system tells.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes << 10)
}

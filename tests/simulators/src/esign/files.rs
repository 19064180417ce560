//! Calls 25 and 26: signed files (§5.8).

use std::io::{Cursor, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::options::FilesAs;
use super::service::Sim;
use super::state::{Document, Session, State, status};
use super::twist::Twist;
use crate::core::{Reply, pdf};

impl Sim {
    pub(super) fn files(
        &self,
        state: &State,
        session: &Session,
        archived: bool,
        twist: Option<Twist>,
    ) -> Reply {
        let wanted = if archived {
            status::ARCHIVED
        } else {
            status::COMPLETED
        };
        if session.status == status::PURGED {
            let words = "Error: The documents of this session were purged.";
            return Reply::json(200, &json!({ "Documents": [], "Details": words }));
        }
        if session.status != wanted {
            return Reply::json(200, &json!({ "Documents": [] }));
        }
        let named = |at: usize, name: &str| {
            match &twist {
                Some(Twist::FileNames { names }) => names.get(at).cloned(),
                _ => None,
            }
            .unwrap_or_else(|| name.to_owned())
        };
        let mut files = Vec::new();
        for (document, at) in session.documents.iter().zip(0usize..) {
            let signed = signed(state, session, document);
            files.push((document.id.clone(), named(at, &document.name), signed));
        }
        if self.options.certificate {
            let page = pdf::plain_page(&format!("Certificate of session {}", session.id));
            files.push((
                session.id.clone(),
                "Certificate of Authenticity.pdf".into(),
                page,
            ));
        }
        let list = |key: &str, bytes: fn(&[u8]) -> Value| {
            let files: Vec<Value> = files
                .iter()
                .map(|(id, name, file)| {
                    json!({ "DocumentId": id, "FileName": name, "FileBytes": bytes(file) })
                })
                .collect();
            Reply::json(200, &json!({ key: files }))
        };
        match self.options.files_as {
            FilesAs::Array => list("Documents", |bytes| json!(bytes)),
            FilesAs::Base64 => list("SessionFiles", |bytes| json!(STANDARD.encode(bytes))),
            FilesAs::Raw => {
                let first = files.into_iter().next().map(|(.., bytes)| bytes);
                Reply::with(200, "application/pdf", first.unwrap_or_default())
            }
            FilesAs::Zip => match zipped(&files) {
                Ok(bytes) => Reply::with(200, "application/zip", bytes),
                Err(error) => Reply::message(500, &error.to_string()),
            },
        }
    }
}

fn zipped(files: &[(String, String, Vec<u8>)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for ((_, name, bytes), at) in files.iter().zip(1..) {
        let name = format!("{at:02}/{name}");
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The document with a page that says who signed it: nothing is signed digitally.
fn signed(state: &State, session: &Session, document: &Document) -> Vec<u8> {
    let source = state
        .blobs
        .get(&document.sha256)
        .cloned()
        .unwrap_or_default();
    let mut lines = vec!["signed (simulated)".to_owned(), document.name.clone()];
    for signer in &session.signers {
        lines.push(format!("{}, {}", signer.name(), signer.email));
    }
    pdf::with_page(&source, &lines).unwrap_or_else(|| pdf::plain_page("signed (simulated)"))
}

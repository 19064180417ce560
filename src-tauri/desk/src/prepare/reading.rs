//! Reading a draft's documents: the file into the store, the store's copy through a worker. One
//! document's trouble is that document's alone.

use std::path::{Path, PathBuf};

use session::{DraftDocument, DraftState, ErrorCode, Field, Origin, Told};

use super::{Preparation, SAMPLE};
use crate::here::blocking;
use crate::later::later;
use crate::{Desk, DeskError};

/// Files above this size are refused unread, in bytes.
const LARGEST_FILE: usize = 256 << 20;

/// Where a document's bytes come from.
pub(super) enum From {
    /// A file of the person's.
    File(PathBuf),
    /// Bytes that Paraph ships.
    Bytes(&'static [u8]),
    /// The store.
    Store(String),
}

/// A file's name for people.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// Reads a person's file whole, with a clear error for everything that it may be instead.
///
/// # Errors
/// [`DeskError::File`] with the file's name.
pub async fn read_file(path: &Path) -> Result<Vec<u8>, DeskError> {
    let path = path.to_owned();
    blocking(move || load(&path)).await
}

fn load(path: &Path) -> Result<Vec<u8>, DeskError> {
    worker::load(path, LARGEST_FILE).map_err(|failure| DeskError::File {
        code: failure.code,
        name: file_name(path),
        detail: failure.detail,
    })
}

/// The document's places to sign: tags that give one, and unsigned signature fields of a signer.
fn fields_of(read: &tags::Document) -> Vec<Field> {
    let from_tags = read
        .tags
        .iter()
        .filter(|tag| tag.visibility.gives_place())
        .map(|tag| Field {
            kind: tag.kind,
            signer: tag.signer,
            page: tag.page,
            rect: tag.rect,
            origin: Origin::Tag,
            text: Some(tag.text.clone()),
        });
    let from_form = read
        .fields
        .iter()
        .filter(|field| !field.signed)
        .filter_map(|field| {
            Some(Field {
                kind: session::FieldKind::Signature,
                signer: field.signer?,
                page: field.page?,
                rect: field.rect?,
                origin: Origin::FormField,
                text: Some(field.name.clone()),
            })
        });
    from_tags.chain(from_form).collect()
}

struct Taken {
    sha256: String,
    bytes: u64,
}

impl Preparation {
    /// Reads in the background everything that was not read to the end.
    pub(crate) fn read_again(&self) {
        self.lock_again();
        for document in self.draft().documents {
            if document.state != DraftState::Reading {
                continue;
            }
            let from = match (document.sha256, document.path) {
                (Some(sha256), _) => From::Store(sha256),
                (None, Some(path)) => From::File(path.into()),
                (None, None) => From::Bytes(SAMPLE),
            };
            self.start_reading(document.id, from, None);
        }
    }

    /// Documents whose password was forgotten with the last run are closed again.
    fn lock_again(&self) {
        let closed = |document: &DraftDocument| {
            let open = document
                .sha256
                .as_deref()
                .is_some_and(|sha256| self.desk().password(sha256).is_some());
            document.needs_password && document.state == DraftState::Ready && !open
        };
        for document in self.draft().documents.iter().filter(|d| closed(d)) {
            let needed = DeskError::Refused(ErrorCode::PasswordNeeded);
            self.unreadable(&document.id, document.sha256.as_deref(), &needed);
        }
    }

    /// Waits until no document is being read any more.
    pub async fn settled(&self) {
        let mut changes = self.desk().changes();
        while self.is_reading() {
            // A missed message is no harm: the draft is looked at again.
            let _ = tokio::time::timeout(std::time::Duration::from_secs(1), changes.recv()).await;
        }
    }

    fn is_reading(&self) -> bool {
        let current = self.current();
        let mut documents = current.draft.documents.iter();
        current.gathering > 0 || documents.any(|d| d.state == DraftState::Reading)
    }

    pub(super) fn start_reading(&self, id: String, from: From, password: Option<String>) {
        let preparation = self.clone();
        tokio::spawn(async move { preparation.read(&id, from, password).await });
    }

    async fn read(&self, id: &str, from: From, password: Option<String>) {
        let desk = self.desk();
        let taken = match desk.take_in(from).await {
            Ok(taken) => taken,
            Err(error) => return self.unreadable(id, None, &error),
        };
        // From here on the bytes are safe, whatever becomes of the file.
        self.note_read(|current| {
            if let Some(document) = current.document(id) {
                document.sha256 = Some(taken.sha256.clone());
                document.bytes = taken.bytes;
            }
        });
        if let Some(password) = &password {
            desk.remember_password(&taken.sha256, password);
        }
        match desk.read_stored(&taken.sha256).await {
            Ok(read) => self.note_read(|current| {
                if let Some(document) = current.document(id) {
                    fill(document, read);
                    current.was_read();
                }
                self.follow_fields(current);
            }),
            Err(error) => self.unreadable(id, Some(&taken.sha256), &error),
        }
    }

    fn unreadable(&self, id: &str, sha256: Option<&str>, error: &DeskError) {
        self.note_read(|current| {
            let mut told: Option<Told> = None;
            if let Some(document) = current.document(id) {
                let name = document.name.clone();
                let about = DeskError::File {
                    code: error.code(),
                    name,
                    detail: match error {
                        DeskError::File { detail, .. } => detail.clone(),
                        other => other.to_string(),
                    },
                };
                told = Some(about.told(self.desk().words()));
                document.sha256 = sha256.map(str::to_owned);
                document.state = DraftState::Unreadable;
                document.error = told.clone();
                document.fields.clear();
                document.findings.clear();
            }
            if told.is_some() {
                current.was_read();
                self.follow_fields(current);
            }
        });
    }
}

impl Desk {
    async fn take_in(&self, from: From) -> Result<Taken, DeskError> {
        let store = self.history().store().clone();
        later(move || {
            let bytes = match from {
                From::File(path) => load(&path)?,
                From::Bytes(bytes) => bytes.to_vec(),
                From::Store(sha256) => store.get(&sha256)?,
            };
            Ok(Taken {
                bytes: bytes.len() as u64,
                sha256: store.put(&bytes)?,
            })
        })
        .await
    }
}

pub(super) fn fill(document: &mut DraftDocument, read: tags::Document) {
    let by_hand: Vec<Field> = document
        .fields
        .iter()
        .filter(|f| f.origin == Origin::Hand)
        .cloned()
        .collect();
    document.fields = fields_of(&read).into_iter().chain(by_hand).collect();
    document.state = DraftState::Ready;
    document.error = None;
    document.marks = marks_of(&read);
    document.pages = read.pages;
    document.tags = read.tags;
    document.form_fields = read.fields;
    document.findings = read.findings;
    document.signed_by = read.signed_by;
    document.needs_password = read.needs_password;
}

/// The ASCII punctuation of a document's text outside of its tags, each character once: a service
/// may take some for the ends of a tag.
fn marks_of(read: &tags::Document) -> String {
    let mut counts = std::collections::BTreeMap::<char, usize>::new();
    let punctuation =
        |text: &str| -> Vec<char> { text.chars().filter(char::is_ascii_punctuation).collect() };
    for mark in read.text.iter().flat_map(|line| punctuation(&line.text)) {
        *counts.entry(mark).or_default() += 1;
    }
    for mark in read.tags.iter().flat_map(|tag| punctuation(&tag.text)) {
        if let Some(count) = counts.get_mut(&mark) {
            *count = count.saturating_sub(1);
        }
    }
    let left = counts.into_iter().filter(|(_, count)| *count > 0);
    left.map(|(mark, _)| mark).collect()
}

#[cfg(test)]
mod tests {
    use session::{Dialect, FieldKind, Rect, Tag, TextLine, Visibility};

    use super::*;

    #[test]
    fn punctuation_is_told_unless_it_stands_in_tags_alone() {
        let rect = Rect::new(0.0, 0.0, 1.0, 1.0);
        let read = |text: &str| tags::Document {
            text: vec![TextLine {
                page: 1,
                text: text.to_owned(),
                rect,
            }],
            tags: vec![Tag {
                kind: FieldKind::Signature,
                signer: 1,
                page: 1,
                rect,
                text: "<<Signer1>>".to_owned(),
                dialect: Dialect::Angle,
                exact: true,
                visibility: Visibility::Visible,
            }],
            ..tags::Document::default()
        };
        assert_eq!(marks_of(&read("Rent, and <<Signer1>>")), ",");
        assert_eq!(marks_of(&read("a < b <<Signer1>> #")), "#<");
    }
}

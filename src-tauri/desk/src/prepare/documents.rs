//! The documents of a draft: every entrance adds them by the same call.

use std::path::PathBuf;

use session::{DraftDocument, DraftState};

use crate::DeskError;
use crate::api::Take;

use super::gather::{Gathered, gather, has_folder, is_link};
use super::undo::Undo;
use super::{Preparation, reading};

/// The sample contract that Paraph ships.
pub(crate) const SAMPLE: &[u8] = include_bytes!("../../sample/Sample lease.pdf");
/// What it is called.
const SAMPLE_NAME: &str = "Sample lease.pdf";

impl Preparation {
    /// Adds files, in their order, and the PDFs of folders. Comes back at once; each document
    /// appears as being read and becomes ready, or says what is wrong with it. What folders hold
    /// beside PDFs is named ([`crate::api::Aside`]).
    pub fn add_files(&self, paths: &[PathBuf]) {
        let whole = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
        // A browser's link can be dropped like a file; nothing is fetched for it.
        let (links, files): (Vec<&PathBuf>, _) = paths.iter().partition(|path| is_link(path));
        let links: Vec<String> = links
            .iter()
            .map(|link| link.display().to_string())
            .collect();
        let paths: Vec<PathBuf> = files.into_iter().map(whole).collect();
        if !has_folder(&paths) {
            return self.take(Gathered::of_files(paths).without(links));
        }
        self.alter(|current| current.gathering += 1);
        let preparation = self.clone();
        // A drive may be slow, and a folder large.
        tokio::spawn(async move {
            let walk = move || gather(&paths).without(links);
            let walked = tokio::task::spawn_blocking(walk).await;
            preparation.take(walked.unwrap_or_default());
            preparation.alter(|current| {
                current.gathering = current.gathering.saturating_sub(1);
            });
        });
    }

    fn take(&self, gathered: Gathered) {
        let added: Vec<_> = gathered
            .files
            .iter()
            .map(|path| {
                let document = self.new_document(&reading::file_name(path), Some(path));
                (document.id.clone(), document, path.clone())
            })
            .collect();
        self.show(|current| {
            current.went_on();
            if gathered.says_something() {
                current.aside = Some(gathered);
            }
            current
                .draft
                .documents
                .extend(added.iter().map(|(_, document, _)| document.clone()));
        });
        // They are read while the draft is saved.
        for (id, _, path) in added {
            self.start_reading(id, reading::From::File(path), None);
        }
        self.save();
    }

    /// Puts away what was said of the folders that were given.
    pub fn put_aside_away(&self) {
        self.alter(|current| current.aside = None);
    }

    /// Adds the sample contract.
    pub fn add_sample(&self) {
        let document = self.new_document(SAMPLE_NAME, None);
        let id = document.id.clone();
        self.change(|current| current.draft.documents.push(document));
        self.start_reading(id, reading::From::Bytes(SAMPLE), None);
    }

    /// Takes a document out.
    pub fn remove_document(&self, id: &str) {
        self.change(|current| {
            let signers = current.draft.signers.clone();
            let documents = &mut current.draft.documents;
            if let Some(place) = documents.iter().position(|document| document.id == id) {
                let document = Box::new(documents.remove(place));
                current.note(Undo::LeftOut {
                    document,
                    place,
                    signers,
                });
            }
            self.follow_fields(current);
        });
    }

    /// Opens a document as it was read in the person's PDF program.
    ///
    /// # Errors
    /// When it was not read, or nothing opens it.
    pub async fn open_document(&self, id: &str) -> Result<(), DeskError> {
        let documents = self.draft().documents;
        let document = documents.iter().find(|document| document.id == id);
        let stored = document.and_then(|one| Some((one.sha256.as_deref()?, one.name.as_str())));
        let (sha256, name) = stored.ok_or(DeskError::Refused(session::ErrorCode::FileMissing))?;
        self.desk.open_stored(sha256, name).await
    }

    /// Moves a document to a place in the order, from 0.
    pub fn move_document(&self, id: &str, to: usize) {
        self.change(|current| {
            let documents = &mut current.draft.documents;
            if let Some(from) = documents.iter().position(|document| document.id == id) {
                let document = documents.remove(from);
                documents.insert(to.min(documents.len()), document);
            }
        });
    }

    /// Reads a document again with a password.
    pub fn unlock_document(&self, id: &str, password: &str) {
        let Some(document) = self.begin_again(id) else {
            return;
        };
        let from = match (document.sha256, document.path) {
            (Some(sha256), _) => reading::From::Store(sha256),
            (None, Some(path)) => reading::From::File(path.into()),
            (None, None) => return,
        };
        self.start_reading(id.to_owned(), from, Some(password.to_owned()));
    }

    /// Decides which content of a changed file goes out.
    pub fn settle_changed(&self, id: &str, take: Take) {
        match take {
            Take::Shown => self.change(|current| {
                current.changed.remove(id);
                current.gone.remove(id);
                // What is shown is in the store; the file is no longer asked.
                if let Some(document) = current.document(id) {
                    document.path = None;
                }
            }),
            Take::New => {
                let Some(path) = self.begin_again(id).and_then(|document| document.path) else {
                    return;
                };
                self.start_reading(id.to_owned(), reading::From::File(path.into()), None);
            }
        }
    }

    fn new_document(&self, name: &str, path: Option<&PathBuf>) -> DraftDocument {
        DraftDocument {
            path: path.map(|path| path.to_string_lossy().into_owned()),
            ..DraftDocument::new(self.desk.new_id(), name)
        }
    }

    /// Marks a document as being read, and gives it as it was.
    fn begin_again(&self, id: &str) -> Option<DraftDocument> {
        let mut before = None;
        self.change(|current| {
            current.changed.remove(id);
            current.gone.remove(id);
            if let Some(document) = current.document(id) {
                before = Some(document.clone());
                document.state = DraftState::Reading;
                document.error = None;
            }
        });
        before
    }
}

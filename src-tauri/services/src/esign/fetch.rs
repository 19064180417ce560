//! The signed files and the receipt (§5.8): not there yet, archived, purged, not offered, no PDF.

use std::path::PathBuf;
use std::time::Duration;

use session::{ErrorCode, StepOutcome};

use super::answer::Session;
use super::files::{self, Contents, Entry};
use super::{ARCHIVED, FILES, Line, look, setup};
use crate::came::{discard, not_a_pdf};
use crate::{Expects, Fetched, FetchedWhat, JobDocument, Left, StepError};

/// When the next sweep comes by.
const SWEEP: Duration = Duration::from_secs(300);
/// Bytes of an action log that are taken at most.
const LOG: u64 = 16 * 1024 * 1024;

/// What the call for files gave.
struct Arrived {
    path: PathBuf,
    contents: Contents,
}

impl Line<'_> {
    /// The signed copy of a document.
    pub(super) async fn fetch(&self, document: &JobDocument) -> Result<Left, StepError> {
        let it = self.session().await?;
        let arrived = self.files(&it).await?;
        let place = self
            .job
            .documents
            .iter()
            .position(|one| one.number == document.number)
            .unwrap_or_default();
        let path = match &arrived.contents {
            Contents::Pdf if self.job.documents.len() == 1 => arrived.path,
            Contents::Pdf => {
                discard(&arrived.path);
                let why = "one PDF came for several documents";
                return Err(StepError::new(ErrorCode::SignedCopyMissing, why));
            }
            Contents::List(all) => {
                let index = chosen(all, &it, self.job.documents.len())
                    .get(place)
                    .copied();
                self.extract(&arrived, index.flatten(), &document.name)?
            }
        };
        let bytes = path.metadata().map(|about| about.len()).unwrap_or_default();
        if let Some(why) = not_a_pdf(&path, bytes, "") {
            discard(&path);
            return Err(missing(&why));
        }
        Ok(left(FetchedWhat::Signed(document.number), path))
    }

    /// The certificate where one is among the files, else the action log as it comes.
    pub(super) async fn receipt(&self) -> Result<Left, StepError> {
        if let Some(path) = self.certificate().await? {
            return Ok(left(FetchedWhat::Receipt, path));
        }
        let path = self.path_of(self.id()?, "/actionlogs");
        let path = self.download(&path, LOG).await?;
        Ok(left(FetchedWhat::Receipt, path))
    }

    async fn certificate(&self) -> Result<Option<PathBuf>, StepError> {
        let it = self.session().await?;
        let arrived = match self.files(&it).await {
            Ok(arrived) => arrived,
            // The log is to be had all the same.
            Err(error) if error.code == ErrorCode::PathNotOffered => return Ok(None),
            Err(error) => return Err(error),
        };
        let Contents::List(all) = &arrived.contents else {
            discard(&arrived.path);
            return Ok(None);
        };
        let taken = chosen(all, &it, self.job.documents.len());
        let other = all
            .iter()
            .enumerate()
            .find(|(index, entry)| entry.is_pdf && !taken.contains(&Some(*index)));
        let Some((index, _)) = other else {
            discard(&arrived.path);
            return Ok(None);
        };
        let path = self.extract(&arrived, Some(index), "certificate")?;
        let bytes = path.metadata().map(|about| about.len()).unwrap_or_default();
        Ok(not_a_pdf(&path, bytes, "").is_none().then_some(path))
    }

    /// The files of a session; those that are archived are somewhere else (row 55).
    async fn files(&self, it: &Session) -> Result<Arrived, StepError> {
        if it.code() == Some(look::PURGED) {
            let why = "the service has deleted the documents (purged)";
            return Err(StepError::new(ErrorCode::GoneAtService, why));
        }
        let usual = [("path.files", FILES), ("path.archived", ARCHIVED)];
        let archived = it.code() == Some(look::ARCHIVED);
        let order = if archived { [1, 0] } else { [0, 1] };
        for (name, path) in order.into_iter().filter_map(|at| usual.get(at)) {
            let path = setup::path(self.account, name, path, self.id()?);
            let arrived = match self.download(&path, self.most()).await {
                Ok(path) => path,
                Err(error)
                    if error.code == ErrorCode::PathNotOffered && *name == "path.archived" =>
                {
                    continue;
                }
                Err(error) => return Err(error),
            };
            match files::contents(&arrived) {
                Some(Contents::List(all)) if all.is_empty() => discard(&arrived),
                Some(contents) => {
                    return Ok(Arrived {
                        path: arrived,
                        contents,
                    });
                }
                None => {
                    discard(&arrived);
                    return Err(missing("what came is neither a PDF nor a list of files"));
                }
            }
        }
        Err(missing("the service has no files of it yet"))
    }

    fn extract(
        &self,
        arrived: &Arrived,
        index: Option<usize>,
        name: &str,
    ) -> Result<PathBuf, StepError> {
        let into = self.bench.collect()?;
        let found = index.is_some_and(|index| files::extract(&arrived.path, index, &into));
        discard(&arrived.path);
        if found {
            return Ok(into);
        }
        discard(&into);
        Err(missing(&format!("{name} is not among the files")))
    }

    /// As integers a file is four times its size; what is drawn on it adds to that.
    fn most(&self) -> u64 {
        const LEAST: u64 = 64 * 1024 * 1024;
        const MOST: u64 = 8 * super::MOST_BYTES;
        let sent: u64 = self
            .job
            .documents
            .iter()
            .map(|document| document.bytes)
            .sum();
        sent.saturating_mul(8).clamp(LEAST, MOST)
    }
}

/// Which file is which document's: by their ids, else by their order, never by their names, which
/// people change (§5.8). A certificate without an id stands aside.
fn chosen(all: &[Entry], it: &Session, documents: usize) -> Vec<Option<usize>> {
    let by_id = |id: &String| {
        all.iter().position(|entry| {
            entry
                .id
                .as_deref()
                .is_some_and(|own| !own.is_empty() && own.eq_ignore_ascii_case(id))
        })
    };
    let known: Vec<Option<usize>> = it.documents.iter().map(by_id).collect();
    if known.len() == documents && known.iter().all(Option::is_some) {
        return known;
    }
    let is_certificate = |entry: &Entry| entry.name.to_ascii_lowercase().contains("certificate");
    let aside = all.len().saturating_sub(documents);
    let some_aside = all.iter().filter(|entry| is_certificate(entry)).count() == aside;
    (0..all.len())
        .filter(|index| !(some_aside && all.get(*index).is_some_and(is_certificate)))
        .take(documents)
        .map(Some)
        .collect()
}

fn left(what: FetchedWhat, path: PathBuf) -> Left {
    let mut left = Left::from(StepOutcome::Done);
    left.fetched = Some(Fetched {
        what,
        path,
        expects: Expects::default(),
    });
    left
}

fn missing(why: &str) -> StepError {
    StepError::later(ErrorCode::SignedCopyMissing, why, Some(SWEEP))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, name: &str) -> Entry {
        Entry {
            id: Some(id.to_owned()),
            name: name.to_owned(),
            is_pdf: true,
        }
    }

    #[test]
    fn files_are_told_apart_by_id_else_by_order_and_never_by_name() {
        let it = Session {
            documents: vec!["d1".into(), "D2".into()],
            ..Session::default()
        };
        let all = [entry("c", "x"), entry("d2", "y"), entry("d1", "z")];
        assert_eq!(chosen(&all, &it, 2), [Some(2), Some(1)]);
        let nameless = [entry("", "Certificate.pdf"), entry("", "y"), entry("", "z")];
        assert_eq!(chosen(&nameless, &it, 2), [Some(1), Some(2)]);
        let ours = [entry("", "Certificate of origin.pdf"), entry("", "y")];
        assert_eq!(chosen(&ours, &it, 2), [Some(0), Some(1)]);
    }
}

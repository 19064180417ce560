//! The signed files (sheet §5): by links that are read anew each time and never kept, whole, and
//! signed by the right person.

use std::time::Duration;

use session::{ErrorCode, StepOutcome};

use super::answer::{Certificate, File, Session};
use super::request::{cpf_of, names};
use super::tries::{self, Stood};
use super::{Line, wire};
use crate::came::{discard, not_a_pdf};
use crate::http::Downloaded;
use crate::{Expects, Fetched, FetchedWhat, JobDocument, JobSigner, Left, Person, StepError};

/// Tries where what came is cut off or no PDF (row 10).
const TRIES: u32 = 3;
/// Between them.
const PAUSE: Duration = Duration::from_secs(3);
/// When it is tried again where it is not there.
const LATER: Duration = Duration::from_secs(60);

/// Why a file did not come.
enum Trouble {
    /// The link works no more.
    Link(String),
    /// What came is not it.
    Bad(String),
    /// Something else.
    Other(StepError),
}

impl Line<'_> {
    /// A document as this signer signed it.
    pub(super) async fn fetch(
        &self,
        signer: &JobSigner,
        document: &JobDocument,
    ) -> Result<Left, StepError> {
        let all = tries::of(self.job, signer.number);
        let signed = all.iter().find(|one| one.stood == Stood::Completed);
        let id = signed.or(all.last()).map(|one| one.id.as_str());
        let id = id.ok_or_else(|| StepError::new(ErrorCode::Internal, "no session was made"))?;
        let mut renewed = false;
        let mut tried = 0;
        let mut it = self.read(id).await?;
        loop {
            let file = self.file(&it, document)?;
            let detail = match self.came(&file, document).await {
                Ok(path) => {
                    let mut left = Left::from(StepOutcome::Done);
                    left.fetched = Some(Fetched {
                        what: FetchedWhat::Signed(document.number),
                        path,
                        expects: self.expects(signer, document, it.signer.as_ref())?,
                    });
                    return Ok(left);
                }
                Err(Trouble::Link(why)) if renewed => why,
                Err(Trouble::Link(_)) => {
                    renewed = true;
                    it = self.read(id).await?;
                    continue;
                }
                Err(Trouble::Bad(why)) => {
                    tried += 1;
                    if tried < TRIES {
                        self.bench.wait(PAUSE).await?;
                        it = self.read(id).await?;
                        continue;
                    }
                    why
                }
                Err(Trouble::Other(error)) => return Err(error),
            };
            return Err(missing(detail));
        }
    }

    /// The file of a document, once the session and the document are finished, exactly (row 11).
    fn file(&self, it: &Session, document: &JobDocument) -> Result<File, StepError> {
        if it.stands() != Stood::Completed {
            return Err(missing("the session is not finished"));
        }
        let name = names(self.job).remove(&document.number).unwrap_or_default();
        let only = self.job.documents.len() == 1;
        let found = it.document(&name, only);
        let found = found.ok_or_else(|| missing("the session does not show the document"))?;
        let file = found.signed.clone().filter(|_| found.completed);
        file.ok_or_else(|| missing("the document has no signed file"))
    }

    /// Fetches a file, first by its link alone. The key goes along only where that is not enough
    /// and the link is the service's own (§5).
    async fn came(
        &self,
        file: &File,
        document: &JobDocument,
    ) -> Result<std::path::PathBuf, Trouble> {
        let into = self.bench.collect().map_err(Trouble::Other)?;
        let mut keyed = false;
        let came = loop {
            let came = wire::download(
                self.http,
                &self.keys,
                self.bench,
                &file.link,
                keyed,
                document.bytes,
                &into,
            )
            .await;
            match came {
                Ok(Downloaded::Answer(answer))
                    if matches!(answer.status, 401 | 403)
                        && !keyed
                        && self.http.is_own(&file.link) =>
                {
                    keyed = true;
                }
                other => break other,
            }
        };
        let trouble = match came {
            Ok(Downloaded::File(bytes, kind)) => {
                match (not_a_pdf(&into, bytes, &kind), file.length) {
                    // A page in the file's place is how some hosts say that a link is over.
                    (Some(why), _) if kind.contains("html") => Trouble::Link(why),
                    (Some(why), _) => Trouble::Bad(why),
                    (None, Some(length)) if length != bytes => {
                        Trouble::Bad(format!("{bytes} bytes came of {length}"))
                    }
                    (None, _) => return Ok(into),
                }
            }
            Ok(Downloaded::Answer(answer)) if matches!(answer.status, 401 | 403 | 404 | 410) => {
                Trouble::Link(format!("the link is answered with {}", answer.status))
            }
            Ok(Downloaded::Answer(answer)) => Trouble::Other(StepError::later(
                ErrorCode::SignedCopyMissing,
                format!("the link is answered with {}", answer.status),
                answer.retry_after(self.bench.now()),
            )),
            Err(error) => Trouble::Other(error),
        };
        discard(&into);
        Err(trouble)
    }

    /// What the file must show: from the second signer on it continues what was signed before,
    /// with one signature more (§10), and the right person made it.
    fn expects(
        &self,
        signer: &JobSigner,
        document: &JobDocument,
        told: Option<&Certificate>,
    ) -> Result<Expects, StepError> {
        let first = self.job.signers.first().map(|first| first.number) == Some(signer.number);
        let accepted = self
            .job
            .memory
            .get(&crate::accepted_name(signer.number))
            .is_some_and(|text| !text.is_empty());
        Ok(Expects {
            extends: document.signed.clone().filter(|_| !first),
            added: Some(1),
            person: match accepted {
                true => None,
                false => Some(person(signer, told)?),
            },
            ..Expects::default()
        })
    }
}

/// Who must have signed. What the service tells of the certificate beside its subject counts too:
/// a CPF that is asked for must be the one, and an address that is the signer's is enough.
fn person(signer: &JobSigner, told: Option<&Certificate>) -> Result<Person, StepError> {
    let cpf = cpf_of(signer);
    let subject = told.and_then(|told| told.subject.clone());
    if let (Some(own), Some(other)) = (&cpf, told.and_then(|told| told.cpf.as_ref()))
        && own != other
    {
        let detail = format!(
            "{} has signed instead of {}",
            subject.as_deref().unwrap_or("somebody"),
            signer.name
        );
        return Err(StepError::new(ErrorCode::SignedByAnother, detail));
    }
    let same = |one: &str, other: &str| session::fold(one.trim()) == session::fold(other.trim());
    let by_address = match (&signer.email, told.and_then(|told| told.email.as_ref())) {
        (Some(own), Some(other)) => same(own, other),
        _ => false,
    };
    Ok(match subject {
        // The file must then be signed by the certificate that the service told of.
        Some(subject) if by_address && cpf.is_none() => Person {
            name: subject.split(':').next().unwrap_or_default().to_owned(),
            email: signer.email.clone(),
            cpf: None,
        },
        _ => Person {
            name: signer.name.clone(),
            email: signer.email.clone(),
            cpf,
        },
    })
}

fn missing(detail: impl Into<String>) -> StepError {
    StepError::later(ErrorCode::SignedCopyMissing, detail, Some(LATER))
}

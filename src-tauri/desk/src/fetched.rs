//! What comes back from a service is not believed before it was looked at: a file that is whole, a
//! PDF, signed, another one than was sent, and the contract that was sent.

use std::collections::BTreeMap;
use std::path::Path;

use history::DocumentRow;
use services::{Expects, Fetched, FetchedWhat, Person, SignedOutput, StepError};
use session::{ErrorCode, StepOutcome, Summary, Verdict};

use crate::here::blocking;
use crate::{Desk, DeskError};

/// The share of the words of a page sent that must stand on the same page of the signed copy.
/// Tags are replaced by marks, and a reader may tear a word.
const WORDS_KEPT: f64 = 0.8;
/// How far a page's size may differ, in points.
const SIZE: f64 = 1.0;

impl Desk {
    /// Looks at a fetched file; where it holds it goes into the store, else aside.
    pub(crate) async fn believe(
        &self,
        session: &str,
        fetched: Fetched,
    ) -> Result<StepOutcome, StepError> {
        let path = fetched.path.clone();
        let believed = match fetched.what {
            FetchedWhat::Signed(number) => {
                self.believe_signed(session, number, &path, &fetched.expects)
                    .await
            }
            FetchedWhat::Receipt => self.believe_receipt(&path).await,
        };
        let store = self.history().store().clone();
        let kept = believed.is_ok();
        let laid = blocking(move || {
            let bytes = std::fs::read(&path)
                .map_err(|e| DeskError::Internal(format!("what was fetched: {e}")))?;
            let digest = if kept {
                Some(store.put(&bytes)?)
            } else {
                if !bytes.is_empty() {
                    store.lay_aside(&bytes)?;
                }
                None
            };
            // A leftover is cleared away at the next start.
            let _ = std::fs::remove_file(&path);
            Ok(digest)
        })
        .await?;
        believed?;
        let sha256 =
            laid.ok_or_else(|| StepError::new(ErrorCode::Internal, "nothing was stored"))?;
        Ok(match fetched.what {
            FetchedWhat::Signed(document) => StepOutcome::Revision { document, sha256 },
            FetchedWhat::Receipt => StepOutcome::Receipt { sha256 },
        })
    }

    /// A receipt is a PDF, or the service's log as JSON.
    async fn believe_receipt(&self, path: &Path) -> Result<(), StepError> {
        if is_json(path) {
            return Ok(());
        }
        match self.workers().read(path, None).await {
            Ok(document) if !document.pages.is_empty() => Ok(()),
            Ok(_) => Err(doubt(ErrorCode::ReceiptMissing, "the receipt has no pages")),
            Err(error) => Err(doubt(ErrorCode::ReceiptMissing, &error.to_string())),
        }
    }

    async fn believe_signed(
        &self,
        session: &str,
        number: u32,
        path: &Path,
        expects: &Expects,
    ) -> Result<(), StepError> {
        let document = self.document(session, number)?;
        let row = self.history().session(session).map_err(DeskError::from)?;
        let output = services::describe(row.service).capabilities.signed_output;
        self.holds(&document, path, output, expects).await.map(drop)
    }

    /// Whether a file is the signed copy of a document; what verifying it said.
    pub(crate) async fn holds(
        &self,
        document: &DocumentRow,
        path: &Path,
        output: SignedOutput,
        expects: &Expects,
    ) -> Result<Summary, StepError> {
        let bad = |why: String| {
            doubt(
                ErrorCode::SignedCopyBad,
                &format!("{}: {why}", document.name),
            )
        };
        if let Some(why) = expects.doubt.clone() {
            return Err(bad(why));
        }
        let sent = [Some(&document.original), document.prepared.as_ref()];
        let digest = {
            let path = path.to_owned();
            blocking(move || {
                history::sha256_of_file(&path).map_err(|e| DeskError::Internal(e.to_string()))
            })
            .await?
        };
        if sent.into_iter().flatten().any(|sha256| *sha256 == digest) {
            return Err(bad("it is the file that was sent, unsigned".into()));
        }
        let signed = self
            .workers()
            .read(path, None)
            .await
            .map_err(|e| bad(e.to_string()))?;
        let original = self.read_stored(&document.original).await?;
        same_contract(&original, &signed).map_err(bad)?;
        let anchors = self.anchors()?;
        let verdict = self
            .workers()
            .verify(path, &anchors)
            .await
            .map_err(|e| bad(e.to_string()))?;
        if output == SignedOutput::Plain {
            return Ok(verdict.summary);
        }
        let base = expects.extends.as_ref().unwrap_or(&document.original);
        let before = self.verify_stored(base).await.ok();
        newly_signed(before.as_ref(), &verdict, expects.added).map_err(bad)?;
        if let Some(base) = expects.extends.clone() {
            let (store, path) = (self.history().store().clone(), path.to_owned());
            let continues = blocking(move || continues(&path, &store.get(&base)?)).await?;
            if !continues {
                return Err(bad("it does not continue what was signed before".into()));
            }
        }
        if let Some(person) = &expects.person {
            signed_by(&verdict, person)?;
        }
        Ok(verdict.summary)
    }
}

/// Whether a file is a JSON list or object that holds something.
fn is_json(path: &Path) -> bool {
    const MOST: u64 = 16 * 1024 * 1024;
    if path.metadata().is_ok_and(|about| about.len() > MOST) {
        return false;
    }
    let bytes = std::fs::read(path).unwrap_or_default();
    match serde_json::from_slice(&bytes) {
        Ok(serde_json::Value::Object(members)) => !members.is_empty(),
        Ok(serde_json::Value::Array(all)) => !all.is_empty(),
        _ => false,
    }
}

/// It is fetched again later; the service may not have been ready.
fn doubt(code: ErrorCode, why: &str) -> StepError {
    StepError::later(code, why, None)
}

/// Whether every page that was sent is there, in its place, in its size, with its words.
fn same_contract(sent: &tags::Document, signed: &tags::Document) -> Result<(), String> {
    if signed.pages.len() < sent.pages.len() {
        return Err(format!(
            "it has {} pages instead of {}",
            signed.pages.len(),
            sent.pages.len()
        ));
    }
    for (before, after) in sent.pages.iter().zip(&signed.pages) {
        let differs = (before.width - after.width).abs() > SIZE
            || (before.height - after.height).abs() > SIZE;
        if differs {
            return Err(format!("page {} has another size", before.number));
        }
        let (all, kept) = words_kept(
            &words_of(sent, before.number),
            words_of(signed, before.number),
        );
        #[allow(clippy::cast_precision_loss, reason = "words on a page")]
        if (kept as f64) < all as f64 * WORDS_KEPT {
            return Err(format!(
                "page {} is not the page that was sent",
                before.number
            ));
        }
    }
    Ok(())
}

/// The words of a page and how often each stands there; tags are none.
fn words_of(document: &tags::Document, page: u32) -> BTreeMap<String, usize> {
    let mut words = BTreeMap::new();
    for line in document.text.iter().filter(|line| line.page == page) {
        for word in line.text.split(|c: char| !c.is_alphanumeric()) {
            let folded = session::fold(word);
            let tag = ["signer", "initial", "date"].iter().any(|kind| {
                folded
                    .strip_prefix(kind)
                    .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()))
            });
            if !folded.is_empty() && !tag {
                *words.entry(folded).or_insert(0) += 1;
            }
        }
    }
    words
}

fn words_kept(sent: &BTreeMap<String, usize>, signed: BTreeMap<String, usize>) -> (usize, usize) {
    let all = sent.values().sum();
    let kept = sent
        .iter()
        .map(|(word, count)| signed.get(word).copied().unwrap_or(0).min(*count))
        .sum();
    (all, kept)
}

/// Whether there are signatures that were not there before, and all hold.
fn newly_signed(
    before: Option<&Verdict>,
    now: &Verdict,
    added: Option<usize>,
) -> Result<(), String> {
    let earlier = before.map_or(0, |verdict| verdict.signatures.len());
    if now.signatures.len() <= earlier {
        return Err("it holds no new signature".into());
    }
    if let Some(added) = added.filter(|added| now.signatures.len() != earlier + added) {
        return Err(format!(
            "it holds {} signatures instead of {}",
            now.signatures.len(),
            earlier + added
        ));
    }
    match now.summary {
        Summary::Broken => Err("a signature does not hold".into()),
        Summary::IntactThenChanged => Err("it was changed after it was signed".into()),
        Summary::Unsigned => Err("it is not signed".into()),
        // A signature of a kind that cannot be checked here is kept and told as such.
        Summary::Intact | Summary::Unknown => Ok(()),
    }
}

/// Whether a file begins with these bytes and goes on behind them.
fn continues(path: &Path, base: &[u8]) -> Result<bool, DeskError> {
    let failed = |e: std::io::Error| DeskError::Internal(format!("what was fetched: {e}"));
    let mut file = std::fs::File::open(path).map_err(failed)?;
    let longer = file.metadata().map_err(failed)?.len() > base.len() as u64;
    let mut part = [0_u8; 1 << 16];
    for expected in base.chunks(part.len()) {
        let Some(part) = part.get_mut(..expected.len()) else {
            return Ok(false);
        };
        match std::io::Read::read_exact(&mut file, part) {
            Ok(()) if part == expected => {}
            Ok(()) => return Ok(false),
            Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(false),
            Err(e) => return Err(failed(e)),
        }
    }
    Ok(longer)
}

/// Whether the newest signature is that person's; where the certificate names nobody it is not
/// for us to say.
fn signed_by(verdict: &Verdict, person: &Person) -> Result<(), StepError> {
    let newest = verdict.signatures.last();
    match newest.and_then(|signature| signature.signed_by.as_deref()) {
        Some(subject) if !person.is(subject) => Err(StepError::new(
            ErrorCode::SignedByAnother,
            format!("{subject} has signed instead of {}", person.name),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use session::{Page, Rect, TextLine};

    use super::*;

    fn document(pages: &[&str]) -> tags::Document {
        let rect = Rect::new(0.0, 0.0, 595.0, 842.0);
        tags::Document {
            pages: (1..)
                .zip(pages)
                .map(|(number, _)| Page {
                    number,
                    width: 595.0,
                    height: 842.0,
                    rotation: 0,
                    has_text: true,
                    crop: rect,
                })
                .collect(),
            text: (1..)
                .zip(pages)
                .map(|(page, text)| TextLine {
                    page,
                    text: (*text).to_owned(),
                    rect,
                })
                .collect(),
            ..tags::Document::default()
        }
    }

    #[test]
    fn a_signed_copy_may_lose_its_tags_and_gain_marks_and_pages() {
        let sent = document(&["Lease of the house at 4 Elm Street {{Signer1}}", "Page two"]);
        let signed = document(&[
            "Lease of the house at 4 Elm Street Signed by Ann",
            "Page two",
            "Certificate",
        ]);
        assert_eq!(same_contract(&sent, &signed), Ok(()));
    }

    #[test]
    fn only_a_file_that_goes_on_behind_the_earlier_one_continues_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        let continues_with = |bytes: &[u8]| {
            std::io::Write::write_all(&mut std::fs::File::create(&path).unwrap(), bytes).unwrap();
            continues(&path, b"signed once").unwrap()
        };
        assert!(continues_with(b"signed once, signed twice"));
        assert!(!continues_with(b"signed once"));
        assert!(!continues_with(b"signed o"));
        assert!(!continues_with(b"signed 0nce, signed twice"));
    }

    #[test]
    fn another_contract_of_the_same_length_is_refused() {
        let sent = document(&["Lease of the house at 4 Elm Street"]);
        let other = document(&["Purchase order for forty chairs and tables"]);
        assert!(same_contract(&sent, &other).is_err());
        assert!(same_contract(&document(&["a b", "c d"]), &document(&["a b"])).is_err());
    }
}

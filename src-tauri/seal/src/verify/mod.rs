//! Verifying: is it unchanged, who signed, and what came later?
//!
//! The stable words in [`SignatureVerdict::problems`]:
//!
//! | word | says |
//! |---|---|
//! | `byte_range_invalid` | the signed range is not all of the file but the signature itself |
//! | `not_in_signed_revision` | the signed bytes do not hold this signature |
//! | `digest_mismatch` | the signed bytes were changed |
//! | `signature_mismatch` | the signature does not fit the certificate |
//! | `content_type_mismatch`, `certificate_mismatch` | a signed attribute contradicts the rest |
//! | `format_unknown`, `cms_unreadable`, `algorithm_unknown` | cannot be checked here |
//! | `certificate_missing`, `attributes_missing` | cannot be checked: it is not all there |
//! | `timestamp_not_checked`, `document_timestamp_not_checked` | the time stamp was not looked at |
//! | `certificate_expired` | the certificate was not valid at the time given |
//! | `structure_damaged` | what came later cannot be told from damage |
//! | `field_locked` | a field that the signature locks was changed |
//! | `certification_forbids` | the author allowed nothing to come later |
//! | `bytes_appended` | bytes follow that belong to no revision |
//! | `annotation_added`, `object_changed`, `object_removed`, `page_changed`, `catalog_changed`, `form_changed`, `signature_changed` | what came later |

mod chain;
mod cms_check;
mod later;
mod range;

use lopdf::{Dictionary, Document, Object};
use session::{Covers, LaterChanges, SignatureVerdict, Summary, TimeSource, Trusted, Verdict};
use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime, Time, UtcOffset};

use crate::exact::Exact;
use crate::{SealError, pdf};

/// More signatures than a document carries; further ones are said to be unchecked.
const MAX_SIGNATURES: usize = 64;

/// Judges every signature of a PDF. `anchors` are certificates in DER that this computer trusts.
///
/// # Errors
/// When the bytes are no PDF or cannot be opened. A bad signature is an answer, no error.
pub fn verify(
    bytes: &[u8],
    password: Option<&str>,
    anchors: &[Vec<u8>],
) -> Result<Verdict, SealError> {
    let mut document = pdf::open(bytes, password)?;
    let exact = Exact::new();
    exact.keep(&mut document, bytes);
    let fields = pdf::form_fields(&document);
    let mut judged = Vec::new();
    for field in &fields {
        let Some(signature) = field.signature(&document) else {
            continue;
        };
        let file = File {
            bytes,
            password,
            document: &document,
            exact: &exact,
            anchors,
        };
        judged.push(if judged.len() < MAX_SIGNATURES {
            file.judge(&field.name, signature)
        } else {
            (usize::MAX, unchecked(&field.name, "too_many_signatures"))
        });
    }
    judged.sort_by_key(|(end, _)| *end);
    let signatures: Vec<_> = judged.into_iter().map(|(_, verdict)| verdict).collect();
    let summary = summary(&signatures);
    Ok(Verdict {
        signatures,
        summary,
    })
}

fn summary(signatures: &[SignatureVerdict]) -> Summary {
    // Who signs last vouches for what the others filled in; nobody vouches for what comes then.
    let last = signatures.last().map(|s| s.later_changes);
    let any = |test: fn(&SignatureVerdict) -> bool| signatures.iter().any(test);
    if signatures.is_empty() {
        Summary::Unsigned
    } else if any(|s| s.unchanged == Some(false)) {
        Summary::Broken
    } else if any(|s| s.unchanged.is_none()) {
        Summary::Unknown
    } else if any(|s| s.later_changes == LaterChanges::Content)
        || last == Some(LaterChanges::FormFilling)
    {
        Summary::IntactThenChanged
    } else {
        Summary::Intact
    }
}

fn unchecked(field: &str, problem: &str) -> SignatureVerdict {
    SignatureVerdict {
        field: field.to_owned(),
        unchanged: None,
        covers: Covers::Revision,
        signed_by: None,
        issuer: None,
        trusted: Trusted::Unknown,
        time: None,
        time_source: TimeSource::None,
        later_changes: LaterChanges::None,
        problems: vec![problem.to_owned()],
    }
}

/// A file whose signatures are judged.
struct File<'a> {
    bytes: &'a [u8],
    password: Option<&'a str>,
    document: &'a Document,
    /// With this, decimals are compared by their digits.
    exact: &'a Exact,
    anchors: &'a [Vec<u8>],
}

impl File<'_> {
    /// The end of the signed range, and the verdict.
    fn judge(&self, name: &str, signature: &Dictionary) -> (usize, SignatureVerdict) {
        let mut verdict = unchecked(name, "");
        verdict.problems.clear();
        let claimed = claimed_time(pdf::value(self.document, signature, b"M"));
        let Some(range) = range::signed(self.document, signature, self.bytes) else {
            verdict.unchanged = Some(false);
            verdict.problems.push("byte_range_invalid".into());
            return (usize::MAX, verdict);
        };
        let format = match pdf::value(self.document, signature, b"SubFilter") {
            Object::Name(name) => name.as_slice(),
            _ => &[],
        };
        let strict = match format {
            b"ETSI.CAdES.detached" => true,
            b"adbe.pkcs7.detached" => false,
            b"ETSI.RFC3161" => {
                verdict
                    .problems
                    .push("document_timestamp_not_checked".into());
                self.look_after(&range, signature, name, &mut verdict);
                return (range.end, verdict);
            }
            _ => {
                verdict.problems.push("format_unknown".into());
                self.look_after(&range, signature, name, &mut verdict);
                return (range.end, verdict);
            }
        };
        let checked = cms_check::check(&range.contents, &range.parts(self.bytes), strict);
        verdict.unchanged = checked.unchanged;
        verdict
            .problems
            .extend(checked.problems.iter().map(|p| (*p).to_owned()));
        let time = claimed.or(checked.signing_time);
        if let Some(time) = time {
            verdict.time = time.format(&Rfc3339).ok();
            verdict.time_source = TimeSource::Signer;
        }
        if let Some(signer) = &checked.signer {
            verdict.signed_by = Some(signer.subject.clone());
            verdict.issuer = Some(signer.issuer.clone());
            // Trust in a certificate says nothing of a signature that does not fit it.
            if checked.unchanged == Some(true) {
                let (trusted, problem) = chain::judge(signer, &checked.others, self.anchors, time);
                verdict.trusted = trusted;
                verdict.problems.extend(problem.map(str::to_owned));
            }
        }
        self.look_after(&range, signature, name, &mut verdict);
        (range.end, verdict)
    }

    /// How far the signature reaches, and what came later.
    fn look_after(
        &self,
        range: &range::Signed,
        signature: &Dictionary,
        name: &str,
        verdict: &mut SignatureVerdict,
    ) {
        let rest = self.bytes.get(range.end..).unwrap_or_default();
        if rest.is_empty() {
            verdict.covers = Covers::WholeFile;
            return;
        }
        let mut content = |problem: &str| {
            verdict.later_changes = LaterChanges::Content;
            verdict.problems.push(problem.to_owned());
        };
        let signed = self.bytes.get(..range.end).and_then(|old| {
            let mut document = pdf::open(old, self.password).ok()?;
            self.exact.keep(&mut document, old);
            Some(document)
        });
        let Some(old) = signed else {
            return content("structure_damaged");
        };
        if old.xref_recovery.is_some() || self.document.xref_recovery.is_some() {
            return content("structure_damaged");
        }
        let held = pdf::form_fields(&old).iter().any(|field| {
            field.name == name
                && field
                    .signature(&old)
                    .is_some_and(|old_signature| later::equal_dicts(old_signature, signature))
        });
        if !held {
            verdict.unchanged = Some(false);
            verdict.problems.push("not_in_signed_revision".into());
            return;
        }
        if self.document.xref_start < range.end && !rest.iter().all(u8::is_ascii_whitespace) {
            return content("bytes_appended");
        }
        let (level, problems) = later::changes(&old, self.document, signature);
        verdict.later_changes = level;
        let forbids = pdf::certification(&old)
            .is_some_and(|(allowed, by)| allowed == 1 && later::equal_dicts(by, signature));
        if forbids && level != LaterChanges::None {
            verdict.later_changes = LaterChanges::Content;
            verdict.problems.push("certification_forbids".into());
        }
        verdict
            .problems
            .extend(problems.into_iter().map(str::to_owned));
    }
}

/// The time in a PDF date string: `D:YYYYMMDDHHmmSSOHH'mm'`, all after the year optional.
fn claimed_time(object: &Object) -> Option<OffsetDateTime> {
    let text = pdf::text(object);
    let text = text.strip_prefix("D:").unwrap_or(&text);
    let number = |range: std::ops::Range<usize>, missing: u8| match text.get(range) {
        Some(digits) => digits.parse::<u8>().ok(),
        None => Some(missing),
    };
    let year: i32 = text.get(..4)?.parse().ok()?;
    let month = Month::try_from(number(4..6, 1)?).ok()?;
    let date = Date::from_calendar_date(year, month, number(6..8, 1)?).ok()?;
    let time = Time::from_hms(number(8..10, 0)?, number(10..12, 0)?, number(12..14, 0)?).ok()?;
    let zone = text.get(14..).unwrap_or_default();
    let sign = match zone.chars().next() {
        Some('+') => 1,
        Some('-') => -1,
        _ => 0,
    };
    let digits: Vec<i8> = zone
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|n| n.parse().ok())
        .collect();
    let part = |at: usize| digits.get(at).copied().unwrap_or(0).checked_mul(sign);
    let offset = UtcOffset::from_hms(part(0)?, part(1)?, 0).ok()?;
    Some(date.with_time(time).assume_offset(offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claimed_time_is_read_with_its_zone_and_without() {
        let read = |text: &str| {
            claimed_time(&Object::string_literal(text)).and_then(|t| t.format(&Rfc3339).ok())
        };
        assert_eq!(
            read("D:20261125201305+01'30'").unwrap(),
            "2026-11-25T20:13:05+01:30"
        );
        assert_eq!(
            read("D:20261125201305-03'00").unwrap(),
            "2026-11-25T20:13:05-03:00"
        );
        assert_eq!(read("D:20261125201305Z").unwrap(), "2026-11-25T20:13:05Z");
        assert_eq!(read("D:2026").unwrap(), "2026-01-01T00:00:00Z");
        assert_eq!(read("D:20261399"), None);
        assert_eq!(read("yesterday"), None);
    }
}

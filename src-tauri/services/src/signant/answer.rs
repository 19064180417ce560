//! What the service answers (sheet §3, §4): members in any order, unknown ones ignored, values
//! that stand for nothing taken as nothing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use session::ErrorCode;

use super::contract::{Operation, UNKNOWN_POSTING};
use super::envelope::Names;
use super::xml::{Element, XmlError};
use crate::StepError;
use crate::http::Redactor;

/// The result of an operation.
pub(super) struct Answered {
    result: Element,
    model: String,
}

/// A refusal of the service's own: `Success` is false (§4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) code: i64,
    pub(super) message: String,
}

impl Refused {
    /// Whether the posting is not there (any more).
    pub(super) fn is_gone(&self) -> bool {
        self.code == UNKNOWN_POSTING
    }

    /// As an error that no repeating mends.
    pub(super) fn error(&self, redactor: &Redactor) -> StepError {
        let code = if self.is_gone() {
            ErrorCode::GoneAtService
        } else {
            ErrorCode::ServiceRefused
        };
        let message = redactor.clean(&self.message);
        StepError::new(
            code,
            format!("{} {message}", self.code).trim_end().to_owned(),
        )
    }
}

/// An envelope that came.
pub(super) enum Envelope {
    Answer(Answered),
    Refused(Refused),
    /// A SOAP fault: its code without a prefix, and its words.
    Fault(String, String),
}

impl Envelope {
    /// Reads one.
    pub(super) fn read(names: &Names, operation: Operation, body: &[u8]) -> Result<Self, XmlError> {
        const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
        let none = || XmlError::Malformed("it is no answer to what was asked".to_owned());
        let root = Element::read(body)?;
        if root.name != "Envelope" {
            return Err(none());
        }
        let inside = root.child(SOAP, "Body").ok_or_else(none)?;
        if let Some(fault) = inside.child(SOAP, "Fault") {
            let of = |name: &str| fault.child("", name).map(|one| one.text.trim());
            let code = of("faultcode").unwrap_or_default();
            let code = code.rsplit(':').next().unwrap_or_default();
            let words = of("faultstring").unwrap_or_default();
            return Ok(Self::Fault(code.to_owned(), words.to_owned()));
        }
        let name = operation.name();
        let result = inside
            .child(&names.service, &format!("{name}Response"))
            .and_then(|outer| outer.child(&names.service, &format!("{name}Result")))
            .ok_or_else(none)?
            .clone();
        let it = Answered {
            result,
            model: names.model.clone(),
        };
        match it.text("Success").as_deref() {
            Some("true" | "1") => Ok(Self::Answer(it)),
            // Whatever else stands there means nothing then (S3).
            Some("false" | "0") => Ok(Self::Refused(Refused {
                code: it.int("ErrorCode").unwrap_or_default(),
                message: it.text("Message").unwrap_or_default(),
            })),
            _ => Err(none()),
        }
    }
}

impl Answered {
    fn member(&self, name: &str) -> Option<&Element> {
        self.result
            .child(&self.model, name)
            .filter(|member| !member.is_nil())
    }

    /// A text that is not empty.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let text = self.member(name)?.text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    pub(super) fn int(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok()
    }

    /// An id, in lower case; that of nothing is none (§2).
    pub(super) fn id(&self, name: &str) -> Option<String> {
        let id = self.text(name)?.to_ascii_lowercase();
        let id = id.trim_matches(['{', '}']);
        let is_id = id.len() == 36 && id.chars().all(|c| c == '-' || c.is_ascii_hexdigit());
        let is_something = id.chars().any(|c| !matches!(c, '-' | '0'));
        (is_id && is_something).then(|| id.to_owned())
    }

    /// Each signer's name and address (§3.1).
    pub(super) fn sign_urls(&self) -> Vec<(String, String)> {
        let list = self.member("SignUrls").map(|list| list.children.as_slice());
        list.unwrap_or_default()
            .iter()
            .filter_map(|one| {
                let of = |name: &str| {
                    one.child(&self.model, name)
                        .map(|e| e.text.trim().to_owned())
                };
                Some((of("Name").unwrap_or_default(), of("Url")?))
            })
            .collect()
    }

    /// The bytes of the file; `None` where they cannot be read or there are none (S14, S16).
    pub(super) fn file(&self, name: &str) -> Option<Vec<u8>> {
        let plain: String = self.member(name)?.text.split_ascii_whitespace().collect();
        STANDARD
            .decode(plain)
            .ok()
            .filter(|bytes| !bytes.is_empty())
    }

    /// A time as it stands there; that of nothing is none (S22). It is compared, and never
    /// reckoned with: nobody says in which zone it is.
    pub(super) fn moment(&self, name: &str) -> Option<String> {
        self.text(name)
            .filter(|text| !text.starts_with("0001-01-01"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Account;

    fn read(result: &str) -> Envelope {
        let body = format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>\
             <GetPostingStatusResponse xmlns='http://tempuri.org/'><GetPostingStatusResult \
             xmlns:a='http://schemas.datacontract.org/2004/07/Signant.Common.Models' \
             xmlns:i='http://www.w3.org/2001/XMLSchema-instance'>{result}\
             </GetPostingStatusResult></GetPostingStatusResponse></s:Body></s:Envelope>"
        );
        let names = Names::of(&Account::default());
        Envelope::read(&names, Operation::Status, body.as_bytes()).unwrap()
    }

    #[test]
    fn s3_a_refusal_is_not_taken_for_a_posting_that_was_sent() {
        let refused = read(
            "<a:ErrorCode>4008</a:ErrorCode><a:Status>Sent</a:Status>\
             <a:PostingID>00000000-0000-0000-0000-000000000000</a:PostingID>\
             <a:Success>false</a:Success>",
        );
        assert!(matches!(refused, Envelope::Refused(it) if it.is_gone()));
    }

    #[test]
    fn s22_values_that_stand_for_nothing_are_nothing() {
        let Envelope::Answer(it) = read(
            "<a:Success>true</a:Success><a:Message i:nil='true'/>\
             <a:LastModifiedDateTime>0001-01-01T00:00:00</a:LastModifiedDateTime>\
             <a:PostingID>00000000-0000-0000-0000-000000000000</a:PostingID>\
             <a:AttachmentID>{6F0C1E52-7a1d-4a44-9b57-2d7b52a00001}</a:AttachmentID>",
        ) else {
            panic!("no answer")
        };
        assert_eq!(
            (it.text("Message"), it.moment("LastModifiedDateTime")),
            (None, None)
        );
        assert_eq!(it.id("PostingID"), None);
        let id = it.id("AttachmentID");
        assert_eq!(id.as_deref(), Some("6f0c1e52-7a1d-4a44-9b57-2d7b52a00001"));
    }

    #[test]
    fn an_answer_that_does_not_say_whether_it_went_well_is_none() {
        let names = Names::of(&Account::default());
        for body in ["<html/>", "<Envelope><Body/></Envelope>", "<Envelope/>"] {
            assert!(Envelope::read(&names, Operation::Status, body.as_bytes()).is_err());
        }
    }
}

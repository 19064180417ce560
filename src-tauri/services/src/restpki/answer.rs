//! What Rest PKI answers about a session, read leniently: members of old and of new servers, nulls
//! and missing lists taken as nothing (sheet §4).

use serde_json::Value;

use super::tries::Stood;
use crate::loose::Loose;

/// A session (§4), as far as Paraph uses it.
#[derive(Debug, Clone, Default)]
pub(super) struct Session {
    /// The word of its status, as it came.
    pub(super) status: Option<String>,
    /// Why it could not be finished.
    pub(super) error: Option<String>,
    /// The certificate that signed.
    pub(super) signer: Option<Certificate>,
    /// Its documents.
    pub(super) documents: Vec<Document>,
}

/// Who signed, as the service tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Certificate {
    /// The subject's common name, else what is shown of it.
    pub(super) subject: Option<String>,
    /// The address in it.
    pub(super) email: Option<String>,
    /// The CPF in it, eleven digits.
    pub(super) cpf: Option<String>,
    /// Who issued it.
    pub(super) issuer: Option<String>,
}

/// A document of a session.
#[derive(Debug, Clone, Default)]
pub(super) struct Document {
    /// Its name there.
    pub(super) name: Option<String>,
    /// Its key, as people read it.
    pub(super) key: Option<String>,
    /// Whether it is finished, exactly.
    pub(super) completed: bool,
    /// When it was signed.
    pub(super) signed_at: Option<String>,
    /// The signed file.
    pub(super) signed: Option<File>,
}

/// A file.
#[derive(Debug, Clone, Default)]
pub(super) struct File {
    /// Where it is. It works like a key.
    pub(super) link: String,
    /// Its size in bytes, where it is told.
    pub(super) length: Option<u64>,
}

impl Session {
    /// A session from an answer's body; `None` when it is none.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let value: Value = serde_json::from_slice(body).ok()?;
        let it = Loose::new(&value);
        if !it.is_object() {
            return None;
        }
        let text = |name| it.text(name).map(str::to_owned);
        let signer = it.get("signerCertificate");
        Some(Self {
            status: text("status"),
            error: text("processingErrorCode"),
            signer: signer.is_object().then(|| certificate(signer)),
            documents: it.list("documents").map(document).collect(),
        })
    }

    /// Where it stands. Only the exact words count, whatever their case; a missing one is as good
    /// as an unknown one (§13, row 22).
    pub(super) fn stands(&self) -> Stood {
        let word = self.status.as_deref().unwrap_or("…");
        match word.to_ascii_lowercase().as_str() {
            "pending" => Stood::Pending,
            "processing" => Stood::Processing,
            "completed" => Stood::Completed,
            "usercancelled" | "expired" | "processingerror" => Stood::Over,
            _ => Stood::Unknown(word.chars().take(60).collect()),
        }
    }

    /// Whether its status is this word.
    pub(super) fn is(&self, word: &str) -> bool {
        self.status
            .as_deref()
            .is_some_and(|own| own.eq_ignore_ascii_case(word))
    }

    /// The document of that name; where there is only one it needs none.
    pub(super) fn document(&self, name: &str, only: bool) -> Option<&Document> {
        let named = self
            .documents
            .iter()
            .find(|document| document.name.as_deref() == Some(name));
        match (named, self.documents.as_slice()) {
            (Some(found), _) => Some(found),
            (None, [one]) if only => Some(one),
            _ => None,
        }
    }
}

fn certificate(it: Loose<'_>) -> Certificate {
    let text = |name| it.text(name).map(str::to_owned);
    let common = it.get("subjectName").text("commonName").map(str::to_owned);
    let cpf = it.get("pkiBrazil").text("cpf").map(|text| {
        let digits = text.chars().filter(char::is_ascii_digit);
        digits.collect::<String>()
    });
    Certificate {
        subject: common.or_else(|| text("subjectDisplayName")),
        email: text("emailAddress"),
        cpf: cpf.filter(|digits| digits.len() == 11),
        issuer: text("issuerDisplayName"),
    }
}

fn document(it: Loose<'_>) -> Document {
    let text = |name| it.text(name).map(str::to_owned);
    let completed = it
        .text("status")
        .is_some_and(|word| word.eq_ignore_ascii_case("Completed"));
    Document {
        name: it.get("originalFile").text("name").map(str::to_owned),
        key: text("formattedKey").or_else(|| text("key")),
        completed,
        signed_at: text("dateSigned"),
        signed: file(it.get("signedFile")),
    }
}

/// New servers tell `url`, old ones `location` (§4).
fn file(it: Loose<'_>) -> Option<File> {
    let link = it.text("url").or_else(|| it.text("location"))?;
    Some(File {
        link: link.to_owned(),
        length: it
            .int("length")
            .and_then(|length| u64::try_from(length).ok())
            .filter(|length| *length > 0),
    })
}

/// What an answer to a create says: the service's id, and the page.
pub(super) fn made(body: &[u8]) -> Option<(String, String)> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let it = Loose::new(&value);
    let id = it.text("sessionId").or_else(|| it.text("id"))?;
    let fits = id.len() <= 100 && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let page = it.text("redirectUrl")?;
    fits.then(|| (id.to_owned(), page.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stands(status: &str) -> Stood {
        let body = format!(r#"{{"status":{status},"documents":null}}"#);
        Session::read(body.as_bytes()).unwrap().stands()
    }

    #[test]
    fn row_22_only_the_exact_words_count_and_every_other_is_kept_as_it_is() {
        assert_eq!(stands("\"COMPLETED\""), Stood::Completed);
        assert_eq!(stands("\"Pending\""), Stood::Pending);
        assert_eq!(stands("\"UserCancelled\""), Stood::Over);
        for odd in ["Complete", "Signed", "Completed2"] {
            let word = Stood::Unknown(odd.to_owned());
            assert_eq!(stands(&format!("\"{odd}\"")), word);
        }
        for missing in ["null", "\"\"", "7"] {
            assert_eq!(stands(missing), Stood::Unknown("…".to_owned()));
        }
    }

    #[test]
    fn row_30_files_of_old_and_of_new_servers_are_read() {
        let of = |file: &str| {
            let body = format!(r#"{{"documents":[{{"signedFile":{file}}}]}}"#);
            let read = Session::read(body.as_bytes()).unwrap();
            read.documents[0].signed.clone()
        };
        let old = of(r#"{"location":"/f/1","contentType":"application/pdf","length":7}"#).unwrap();
        assert_eq!((old.link.as_str(), old.length), ("/f/1", Some(7)));
        let new = of(r#"{"url":"https://b/1","mimeType":"application/pdf","length":0}"#).unwrap();
        assert_eq!((new.link.as_str(), new.length), ("https://b/1", None));
        assert!(of("null").is_none() && of(r#"{"name":"x"}"#).is_none());
    }

    #[test]
    fn a_create_is_answered_with_an_id_and_a_page_or_not_at_all() {
        let good = br#"{"sessionId":"0b6f-1","redirectUrl":"https://p"}"#;
        assert_eq!(made(good), Some(("0b6f-1".into(), "https://p".into())));
        for bad in [
            r#"{"sessionId":"x"}"#,
            r#"{"redirectUrl":"https://p"}"#,
            r#"{"sessionId":"../x","redirectUrl":"https://p"}"#,
            r#"{"sessionId":"x","redirectUrl":""}"#,
            "[]",
            "",
        ] {
            assert_eq!(made(bad.as_bytes()), None, "{bad}");
        }
    }
}

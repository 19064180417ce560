//! The request that makes a session (sheet §3), and what is wrong with what it is made of. Only
//! listed members are sent, none is null.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::description::LANGUAGES;
use super::places;
use crate::options::{Options, address};
use crate::{Account, Job, JobDocument, JobSigner, Objection};

/// The longest return address and callback argument (§3.1).
const LONG: usize = 1024;
/// The longest name and value of metadata (§3.1).
const METADATA: (usize, usize) = (50, 500);
/// Under which name documents carry what they belong to.
pub(super) const REFERENCE: &str = "paraph-ref";

/// Where a document's bytes are.
pub(super) enum Source {
    /// In the request, in base64.
    Inline(String),
    /// Uploaded before, under this token.
    Blob(String),
}

/// What is set for a signer's session.
#[derive(Debug, Default)]
pub(super) struct Wishes {
    pub(super) language: &'static str,
    pub(super) keys: bool,
    pub(super) return_url: Option<String>,
    device: bool,
    downloads: bool,
    visible: bool,
    visible_text: String,
    pdf_a: bool,
    cpf: Option<String>,
    security_context: Option<String>,
    metadata: BTreeMap<String, Vec<String>>,
}

/// Reads what is set for a signer, and what of it cannot be used.
pub(super) fn wishes(job: &Job, account: &Account, signer: &JobSigner) -> (Wishes, Vec<Objection>) {
    let mut options = Options::of_signer(job, account, signer);
    let here = options.flag("here", true);
    let elsewhere = options.https("return_url");
    let return_url = match &job.return_url {
        Some(own) if here => Some(own.clone()),
        _ => elsewhere.filter(|_| !here),
    };
    let security_context = uuid(&mut options, "security_context");
    uuid(&mut options, "subscription");
    let cpf = options.own("cpf").and_then(|text| {
        let cpf = cpf(text);
        if cpf.is_none() {
            options.object("cpf", text, "cpf");
        }
        cpf
    });
    let language = options.choice("language", LANGUAGES, "pt-BR");
    let wishes = Wishes {
        language,
        keys: options.flag("document_keys", false),
        return_url: return_url.filter(|url| url.chars().count() <= LONG),
        device: options.flag("device", false),
        downloads: options.flag("downloads", false),
        visible: options.flag("visible", true),
        visible_text: options
            .any("visible_text")
            .unwrap_or("{{signerName}}")
            .to_owned(),
        pdf_a: options.flag("pdf_a", false),
        cpf,
        security_context,
        metadata: metadata(&mut options),
    };
    (wishes, options.wrong)
}

/// Everything that is wrong with what is set, once each.
pub(super) fn objections(job: &Job, account: &Account) -> Vec<Objection> {
    let mut once: Vec<Objection> = Vec::new();
    for signer in &job.signers {
        for objection in wishes(job, account, signer).1 {
            if !once.contains(&objection) {
                once.push(objection);
            }
        }
    }
    once
}

/// The CPF that a signer's certificate must have, eleven digits.
pub(super) fn cpf_of(signer: &JobSigner) -> Option<String> {
    signer.option("cpf").and_then(cpf)
}

/// The digits of a CPF whose check digits are right.
fn cpf(text: &str) -> Option<String> {
    let punctuation = |c: char| matches!(c, '.' | '-' | ' ');
    let digits: String = text.chars().filter(|c| !punctuation(*c)).collect();
    let numbers: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    if numbers.len() != 11 || digits.len() != 11 {
        return None;
    }
    let check = |count: u32| {
        let weighed = numbers.iter().zip((2..=count + 1).rev());
        let sum: u32 = weighed.map(|(number, weight)| number * weight).sum();
        sum * 10 % 11 % 10
    };
    let right = numbers.get(9) == Some(&check(9)) && numbers.get(10) == Some(&check(10));
    let all_alike = numbers.iter().all(|number| Some(number) == numbers.first());
    (right && !all_alike).then_some(digits)
}

fn uuid(options: &mut Options<'_>, name: &str) -> Option<String> {
    let text = options.account.setting(name)?.trim();
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    let hex = text.chars().all(|c| c == '-' || c.is_ascii_hexdigit());
    if groups == [8, 4, 4, 4, 12] && hex {
        return Some(text.to_owned());
    }
    options.object(name, text, "uuid");
    None
}

/// `name=value` with `|` between them (§3.1: letters, digits, `-`, `_`, spaces in a name).
fn metadata(options: &mut Options<'_>) -> BTreeMap<String, Vec<String>> {
    let text = options.job.option("metadata").unwrap_or_default();
    let mut read: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for pair in text.split('|').filter(|pair| !pair.trim().is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (name.trim(), value.trim());
        let fits = |c: char| c.is_alphanumeric() || "-_ ".contains(c);
        let good = !name.is_empty()
            && name.chars().all(fits)
            && name.chars().count() <= METADATA.0
            && value.chars().count() <= METADATA.1
            && !name.eq_ignore_ascii_case(REFERENCE);
        if !good {
            options.object("metadata", pair, "choice");
            continue;
        }
        read.entry(name.to_owned())
            .or_default()
            .push(value.to_owned());
    }
    read
}

/// What a session is known by: our session, the signer, the how-manieth try. It goes as the
/// callback argument and with every document (§13).
pub(super) fn reference(job: &Job, signer: u16, number: u32, request: u32) -> String {
    let own = format!("{}:{signer}:{number}", job.session);
    if request > 1 {
        format!("{own}:{request}")
    } else {
        own
    }
}

/// The names under which documents go: those of the files, made different from one another, since
/// they tell them apart in the answers (§4).
pub(super) fn names(job: &Job) -> BTreeMap<u32, String> {
    const LONGEST: usize = 120;
    let mut taken: Vec<String> = Vec::new();
    job.documents
        .iter()
        .map(|document| {
            let kept = |c: char| !c.is_control() && !r#"/\:*?"<>|"#.contains(c);
            let clean: String = document.name.chars().filter(|c| kept(*c)).collect();
            let stem = clean.strip_suffix(".pdf").unwrap_or(&clean).trim();
            let stem: String = stem.chars().take(LONGEST).collect();
            let stem = if stem.is_empty() {
                "document".to_owned()
            } else {
                stem
            };
            let mut name = format!("{stem}.pdf");
            let mut n = 1;
            while taken.contains(&session::fold(&name)) {
                n += 1;
                name = format!("{stem} ({n}).pdf");
            }
            taken.push(session::fold(&name));
            (document.number, name)
        })
        .collect()
}

/// A document of the request.
pub(super) struct Sent<'a> {
    pub(super) document: &'a JobDocument,
    pub(super) source: Source,
    /// Its size in bytes.
    pub(super) bytes: u64,
    pub(super) key: Option<String>,
}

/// The body of the request.
pub(super) fn body(
    job: &Job,
    signer: &JobSigner,
    wishes: &Wishes,
    reference: &str,
    sent: &[Sent<'_>],
) -> Value {
    let names = names(job);
    let first = job.signers.first().map(|first| first.number) == Some(signer.number);
    let mut metadata = wishes.metadata.clone();
    metadata.insert(REFERENCE.to_owned(), vec![reference.to_owned()]);
    let documents: Vec<Value> = sent
        .iter()
        .map(|one| {
            let name = names.get(&one.document.number).cloned().unwrap_or_default();
            let mut file = Map::new();
            file.insert("name".into(), json!(name));
            file.insert("mimeType".into(), json!("application/pdf"));
            file.insert("length".into(), json!(one.bytes));
            match &one.source {
                Source::Inline(content) => file.insert("content".into(), json!(content)),
                Source::Blob(token) => file.insert("blobToken".into(), json!(token)),
            };
            let mut document = Map::new();
            document.insert("file".into(), Value::Object(file));
            document.insert("signatureType".into(), json!("Pdf"));
            if let Some(key) = &one.key {
                document.insert("documentKey".into(), json!(key));
            }
            // Rewriting a signed file would break the earlier signatures.
            let pdf_a = wishes.pdf_a && first;
            if let Some(options) = pdf_options(one.document, signer, wishes, pdf_a) {
                document.insert("pdfSignatureOptions".into(), options);
            }
            Value::Object(document)
        })
        .collect();
    let mut requirements = Vec::new();
    if let Some(cpf) = &wishes.cpf {
        requirements.push(json!({ "type": "Cpf", "argument": cpf }));
    }
    if wishes.device {
        requirements.push(json!({ "type": "CryptoDevice" }));
    }
    let mut body = Map::new();
    match &wishes.return_url {
        Some(url) => drop(body.insert("returnUrl".into(), json!(url))),
        None => drop(body.insert("enableBackgroundProcessing".into(), json!(true))),
    }
    if let Some(context) = &wishes.security_context {
        body.insert("securityContextId".into(), json!(context));
    }
    body.insert("callbackArgument".into(), json!(reference));
    body.insert("disableDownloads".into(), json!(!wishes.downloads));
    body.insert("documentMetadata".into(), json!(metadata));
    if !requirements.is_empty() {
        body.insert("certificateRequirements".into(), json!(requirements));
    }
    body.insert("documents".into(), json!(documents));
    Value::Object(body)
}

fn pdf_options(
    document: &JobDocument,
    signer: &JobSigner,
    wishes: &Wishes,
    pdf_a: bool,
) -> Option<Value> {
    let mut options = Map::new();
    let position = places::position(document, signer.number).filter(|_| wishes.visible);
    if let Some(position) = position {
        let visual = json!({
            "text": { "text": wishes.visible_text, "includeSigningTime": true },
            "position": position,
        });
        options.insert("visualRepresentation".into(), visual);
    }
    if pdf_a {
        options.insert("convertToPdfA".into(), json!(true));
    }
    (!options.is_empty()).then_some(Value::Object(options))
}

/// Whether an account's list of further hosts names this one.
pub(super) fn is_page_host(account: &Account, host: &str) -> bool {
    account
        .setting("page_hosts")
        .into_iter()
        .flat_map(|list| list.split(','))
        .map(|name| name.trim())
        // Written as an address, its host is meant.
        .map(|name| match url::Url::parse(name) {
            Ok(url) if address(name, false) => url.host_str().unwrap_or_default().to_owned(),
            _ => name.to_owned(),
        })
        .any(|name| !name.is_empty() && name.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::example;

    #[test]
    fn a_cpf_is_taken_with_or_without_punctuation_and_only_where_its_check_digits_are_right() {
        for good in ["012.345.678-90", "01234567890"] {
            assert_eq!(cpf(good).as_deref(), Some("01234567890"));
        }
        for bad in [
            "1234567890",
            "01234567891",
            "11111111111",
            "0123456789O",
            "",
        ] {
            assert_eq!(cpf(bad), None, "{bad}");
        }
    }

    #[test]
    fn documents_of_one_name_go_under_different_names_without_paths() {
        let mut job = example(4, &[1]);
        for (document, name) in job.documents.iter_mut().zip([
            "../../Lease.pdf",
            "lease.pdf",
            "....Lease.pdf",
            "\u{7}/\\.pdf",
        ]) {
            document.name = name.into();
        }
        let names: Vec<_> = names(&job).into_values().collect();
        let expected = [
            "....Lease.pdf",
            "lease.pdf",
            "....Lease (2).pdf",
            "document.pdf",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn what_cannot_be_used_is_said_once_and_for_whom() {
        let mut job = example(1, &[1, 2]);
        job.signers[1]
            .options
            .insert("cpf".into(), "11111111111".into());
        job.options.insert("metadata".into(), "a b=1|c/d=2".into());
        let mut account = Account::default();
        account
            .settings
            .insert("security_context".into(), "none".into());
        let wrong = objections(&job, &account);
        let told: Vec<_> = wrong
            .iter()
            .map(|one| (one.args["option"].as_str(), one.signer))
            .collect();
        assert!(told.contains(&("cpf", Some(2))), "{told:?}");
        assert!(told.contains(&("security_context", None)), "{told:?}");
        assert_eq!(
            told.iter().filter(|(name, _)| *name == "metadata").count(),
            1
        );
    }
}

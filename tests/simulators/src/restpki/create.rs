//! Making a session (§3), and the rules for its members; those of a document are in
//! `document_rules`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::document_rules::Wish;
use super::reply::{api_error, assumed, breach};
use super::service::Sim;
use super::state::{Document, Session, State, Status};
use crate::core::{Call, Judge, Reply};

const MEMBERS: &[&str] = &[
    "returnUrl",
    "securityContextId",
    "callbackArgument",
    "enableBackgroundProcessing",
    "disableDownloads",
    "documentMetadata",
    "documents",
    "certificateRequirements",
    "pdfSignatureOptions",
    "cmsSignatureOptions",
];

/// The JSON object that a request has to be.
pub(super) fn object(judge: &mut Judge<'_>, call: &Call) -> Result<Map<String, Value>, Reply> {
    let kind = call.header("content-type").unwrap_or_default();
    if call.body.is_empty() || !kind.starts_with("application/json") {
        return Err(breach(judge, 415, "body.type", "§1", "the body is no JSON"));
    }
    match serde_json::from_slice(&call.body) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(breach(
            judge,
            400,
            "body.json",
            "§12",
            "the body is no object",
        )),
    }
}

/// Whether all members are known, and none is null (§3.1).
pub(super) fn members(
    judge: &mut Judge<'_>,
    object: &Map<String, Value>,
    known: &[&str],
) -> Result<(), Reply> {
    for (name, value) in object {
        if !known.contains(&name.as_str()) {
            let words = format!("{name} is not known");
            assumed(judge, 400, "body.unknown_member", "§3.1", &words)?;
        }
        if value.is_null() {
            let words = format!("{name} is null");
            assumed(judge, 400, "body.null", "§3.1", &words)?;
        }
    }
    Ok(())
}

/// Names and values of metadata (§3.1).
pub(super) fn metadata(
    judge: &mut Judge<'_>,
    value: Option<&Value>,
) -> Result<BTreeMap<String, Vec<String>>, Reply> {
    let Some(value) = value else {
        return Ok(BTreeMap::new());
    };
    let refuse = |judge: &mut Judge<'_>, words: String| {
        breach(judge, 400, "metadata.limits", "§3.1", &words)
    };
    let Some(map) = value.as_object() else {
        return Err(refuse(judge, "metadata is no object".into()));
    };
    let mut read = BTreeMap::new();
    for (name, values) in map {
        let fits = |c: char| c.is_alphanumeric() || "-_ ".contains(c);
        if name.is_empty() || name.chars().count() > 50 || !name.chars().all(fits) {
            return Err(refuse(judge, format!("{name:?} is no name")));
        }
        let texts = values.as_array().map(|list| {
            let texts = list.iter().map(|one| one.as_str().map(str::to_owned));
            texts.collect::<Option<Vec<_>>>()
        });
        match texts {
            Some(Some(texts)) if texts.iter().all(|text| text.chars().count() <= 500) => {
                read.insert(name.clone(), texts);
            }
            _ => return Err(refuse(judge, format!("{name}: no array of short texts"))),
        }
    }
    Ok(read)
}

fn text<'a>(
    judge: &mut Judge<'_>,
    body: &'a Map<String, Value>,
    name: &str,
) -> Result<Option<&'a str>, Reply> {
    let Some(value) = body.get(name).filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    match value.as_str() {
        Some(text) if text.chars().count() <= 1024 => Ok(Some(text)),
        _ => {
            let words = format!("{name} is no text of 1024 characters");
            Err(breach(judge, 400, "body.text", "§3.1", &words))
        }
    }
}

fn requirements(judge: &mut Judge<'_>, value: Option<&Value>) -> Result<(), Reply> {
    let Some(value) = value else { return Ok(()) };
    let list = value.as_array().cloned().unwrap_or_default();
    for one in &list {
        let argument = one.get("argument").and_then(Value::as_str);
        let digits = argument.map(|text| text.chars().filter(char::is_ascii_digit).count());
        let good = match one.get("type").and_then(Value::as_str) {
            Some("CryptoDevice") => argument.is_none(),
            Some("Cpf") => digits == Some(11),
            _ => false,
        };
        if !good {
            let words = format!("{one} is no requirement");
            return Err(breach(judge, 400, "requirements.kind", "§3.1", &words));
        }
    }
    if list.is_empty() {
        assumed(judge, 400, "requirements.empty", "§3.1", "an empty list")?;
    }
    Ok(())
}

impl Sim {
    pub(super) fn create(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        call: &Call,
        now: OffsetDateTime,
    ) -> Result<Reply, Reply> {
        let body = object(judge, call)?;
        members(judge, &body, MEMBERS)?;
        let language = call.header("accept-language");
        if language.is_some_and(|word| !["pt-BR", "pt", "en-US", "en"].contains(&word)) {
            assumed(judge, 400, "headers.language", "§1", "another language")?;
        }
        let back = text(judge, &body, "returnUrl")?;
        text(judge, &body, "callbackArgument")?;
        if let Some(back) = back
            && (back.contains('#')
                || !(back.starts_with("http://") || back.starts_with("https://")))
        {
            assumed(
                judge,
                400,
                "return_url.shape",
                "§4.2",
                "it has a fragment or no scheme",
            )?;
        }
        let background = body
            .get("enableBackgroundProcessing")
            .and_then(Value::as_bool);
        if back.is_none() && background != Some(true) {
            let words = "neither returnUrl nor background processing";
            assumed(judge, 422, "session.no_return", "§7", words)?;
        }
        if let Some(context) = text(judge, &body, "securityContextId")? {
            if Uuid::try_parse(context).is_err() {
                return Err(breach(judge, 400, "context.uuid", "§3.1", "no uuid"));
            }
            if !self
                .options
                .security_contexts
                .iter()
                .any(|one| one == context)
            {
                return Err(api_error(
                    "SecurityContextNotFound",
                    "There is no such context.",
                ));
            }
        }
        requirements(judge, body.get("certificateRequirements"))?;
        let common = metadata(judge, body.get("documentMetadata"))?;
        let list = body.get("documents").and_then(Value::as_array);
        let Some(list) = list.filter(|list| !list.is_empty()) else {
            let words = "documents that the user uploads are not played";
            return Err(breach(judge, 422, "documents.none", "§3.1", words));
        };
        let usual = body.get("pdfSignatureOptions");
        let mut documents: Vec<Document> = Vec::new();
        for one in list {
            let wish = self.document(state, judge, one, usual)?;
            if documents.iter().any(|other| other.name == wish.name) {
                let words = "two documents have one name: answers cannot be told apart";
                assumed(judge, 400, "documents.same_name", "§4", words)?;
            }
            documents.push(self.made(wish, &common));
        }
        let id = Uuid::new_v4().to_string();
        for document in &documents {
            let key = state.keys.entry(document.key.clone()).or_default();
            key.document = Some(document.id.clone());
        }
        let mut request = Value::Object(body);
        if let Some(list) = request.get_mut("documents").and_then(Value::as_array_mut) {
            for one in list {
                if let Some(content) = one.pointer_mut("/file/content") {
                    *content = json!("…");
                }
            }
        }
        let token = format!("{}_{}", Uuid::new_v4().simple(), Uuid::new_v4());
        let url = format!("{}/signature-session/{token}", self.origin());
        let session = Session {
            id: id.clone(),
            token,
            created: now,
            request,
            status: Status::Pending,
            error: None,
            signer: None,
            documents,
            ready: None,
        };
        state.sessions.insert(id.clone(), session);
        Ok(Reply::json(
            200,
            &json!({ "sessionId": id, "redirectUrl": url }),
        ))
    }

    fn made(&self, wish: Wish, common: &BTreeMap<String, Vec<String>>) -> Document {
        let mut metadata = common.clone();
        metadata.extend(wish.metadata);
        Document {
            id: wish.id.unwrap_or_else(|| Uuid::new_v4().to_string()),
            key: wish.key.unwrap_or_else(super::keys::new_key),
            name: wish.name,
            metadata,
            original: wish.bytes,
            marked: None,
            signed: None,
            signed_at: None,
            ready: None,
            finished: false,
            spot: wish.spot,
            pdf_a: wish.pdf_a,
        }
    }
}

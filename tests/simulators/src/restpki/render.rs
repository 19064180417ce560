//! Sessions and documents as the service shows them (§4, §9).

use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::keys::formatted;
use super::options::Server;
use super::service::Sim;
use super::state::{Document, Link, Session, State, Status, Which};
use crate::core::pdf::Person;

fn time(at: Option<OffsetDateTime>) -> Value {
    at.and_then(|at| at.format(&Rfc3339).ok())
        .map_or(Value::Null, Value::String)
}

/// A session, with links that are made anew.
pub(super) fn session(sim: &Sim, state: &mut State, id: &str) -> Option<Value> {
    let session = state.sessions.get(id)?.clone();
    let documents: Vec<Value> = session
        .documents
        .iter()
        .map(|document| {
            let status = match (session.status, document.finished) {
                (_, true) => "Completed",
                (Status::Processing, _) => "Processing",
                (Status::ProcessingError, _) => "ProcessingError",
                _ => "PendingSignature",
            };
            let mut shown = summary(sim, state, document);
            shown.insert("status".into(), json!(status));
            shown.insert("dateSigned".into(), time(document.signed_at));
            Value::Object(shown)
        })
        .collect();
    Some(json!({
        "id": session.id,
        "status": session.status.as_str(),
        "processingErrorCode": session.error,
        "callbackArgument": session.text("callbackArgument"),
        "signerCertificate": session.signer.as_ref().map(certificate),
        "documents": documents,
    }))
}

fn summary(sim: &Sim, state: &mut State, document: &Document) -> Map<String, Value> {
    let kind = if sim.options.server == Server::Old {
        "Pades"
    } else {
        "Pdf"
    };
    let original = file(sim, state, document, Which::Original);
    let marked = file(sim, state, document, Which::Marked);
    let signed = file(sim, state, document, Which::Signed);
    let Value::Object(shown) = json!({
        "id": document.id,
        "key": document.key,
        "formattedKey": formatted(&document.key),
        "originalFile": original,
        "markedFile": marked,
        "signedFile": signed,
        "signatureType": kind,
        "availableUntil": null,
    }) else {
        return Map::new();
    };
    shown
}

/// A document by itself: no status (§9).
pub(super) fn document(sim: &Sim, state: &mut State, id: &str) -> Option<Value> {
    let (session, document) = state.document(id)?;
    let (document, signer) = (document.clone(), session.signer.clone());
    let mut shown = summary(sim, state, &document);
    let signers: Vec<Value> = signer
        .filter(|_| document.finished)
        .iter()
        .map(|person| json!({ "certificate": certificate(person), "date": time(document.signed_at) }))
        .collect();
    shown.insert("signers".into(), json!(signers));
    shown.insert("metadata".into(), json!(document.metadata));
    Some(Value::Object(shown))
}

/// What is told of a certificate (§4).
pub(super) fn certificate(person: &Person) -> Value {
    json!({
        "subjectName": { "commonName": person.common_name() },
        "subjectDisplayName": person.name,
        "subjectIdentifier": person.cpf,
        "emailAddress": person.email,
        "issuerDisplayName": "AC Simulada",
        "pkiBrazil": person.cpf.as_ref().map(|cpf| json!({
            "certificateType": "A3", "cpf": cpf, "cnpj": null, "responsavel": person.name,
        })),
    })
}

fn file(sim: &Sim, state: &mut State, document: &Document, which: Which) -> Value {
    let bytes = match which {
        Which::Original => Some(&document.original),
        Which::Marked => document.marked.as_ref(),
        Which::Signed => document.signed.as_ref().filter(|_| document.finished),
    };
    let Some(bytes) = bytes else {
        return Value::Null;
    };
    let token = Uuid::new_v4().simple().to_string();
    let origin = if sim.options.relative_links {
        ""
    } else {
        sim.origin()
    };
    let url = format!("{origin}/files/{token}");
    let link = Link {
        document: document.id.clone(),
        which,
        at: sim.watch.clock.now(),
    };
    state.links.insert(token, link);
    let mut shown = Map::new();
    shown.insert("name".into(), json!(document.name));
    shown.insert("length".into(), json!(bytes.len()));
    if sim.options.server != Server::Old {
        shown.insert("mimeType".into(), json!("application/pdf"));
        shown.insert("url".into(), json!(url));
        shown.insert("content".into(), Value::Null);
        shown.insert("blobToken".into(), Value::Null);
    }
    if sim.options.server != Server::New {
        shown.insert("contentType".into(), json!("application/pdf"));
        shown.insert("location".into(), json!(url));
    }
    Value::Object(shown)
}

/// Whether a session is over.
pub(super) fn over(session: &Session) -> bool {
    !matches!(session.status, Status::Pending | Status::Processing)
}

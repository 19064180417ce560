//! Rest PKI's rules, each with a near twin that is right, its pages, links and webhooks.
#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use simulators::core::Profile;
use simulators::core::pdf::{Person, plain_page, sign_as};
use simulators::core::wire::{self, Answer};
use simulators::restpki::{Operation, Options, RestPki, Server, Status};
use time::Duration;

fn start(options: Options) -> RestPki {
    RestPki::start(options).unwrap()
}

fn call(service: &RestPki, method: &str, path: &str, more: &[(&str, &str)], body: &[u8]) -> Answer {
    let key = service.api_key();
    let length = body.len().to_string();
    let mut headers = vec![("X-Api-Key", key.as_str()), ("Accept", "application/json")];
    if method == "POST" {
        headers.push(("Content-Length", &length));
    }
    headers.retain(|(name, _)| !more.iter().any(|(n, _)| n.eq_ignore_ascii_case(name)));
    headers.extend(more.iter().filter(|(_, value)| !value.is_empty()));
    let url = format!("{}{path}", service.base_url());
    wire::send(&url, method, &headers, body).unwrap()
}

fn post(service: &RestPki, path: &str, body: &Value) -> Answer {
    let headers = [("Content-Type", "application/json")];
    call(service, "POST", path, &headers, body.to_string().as_bytes())
}

fn wish() -> Value {
    json!({
        "returnUrl": "http://localhost:1/back/7Qk2",
        "callbackArgument": "env-81:1:1",
        "disableDownloads": true,
        "documentMetadata": { "acme-ref": ["env-81:1:1"] },
        "certificateRequirements": [{ "type": "Cpf", "argument": "01234567890" }],
        "documents": [{
            "signatureType": "Pdf",
            "file": {
                "name": "lease.pdf", "mimeType": "application/pdf",
                "content": STANDARD.encode(plain_page("The parties agree.")),
            },
            "pdfSignatureOptions": { "visualRepresentation": {
                "text": { "text": "{{signerName}}", "includeSigningTime": true },
                "position": {
                    "pageNumber": 1, "measurementUnits": "PdfPoints",
                    "manual": { "left": 72.0, "bottom": 72.0, "width": 150.0, "height": 40.0 },
                },
            } },
        }],
    })
}

fn made(service: &RestPki) -> (String, String) {
    let answer = post(service, "api/signature-sessions", &wish());
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text = |name: &str| answer.json()[name].as_str().unwrap().to_owned();
    (text("sessionId"), text("redirectUrl"))
}

fn read(service: &RestPki, id: &str) -> Value {
    call(
        service,
        "GET",
        &format!("api/signature-sessions/{id}"),
        &[],
        b"",
    )
    .json()
}

fn ann() -> Person {
    Person::named("Ann Aalto").cpf("01234567890")
}

/// A rule, what breaks it, and a near twin that does not; the status in strict and in lenient.
type Case = (&'static str, [u16; 2], fn(&mut Value), fn(&mut Value));

#[test]
fn each_rule_of_a_create_is_told_from_its_near_twin() {
    let cases: &[Case] = &[
        (
            "body.unknown_member",
            [400, 200],
            |w| w["colour"] = json!(1),
            |_| {},
        ),
        (
            "body.null",
            [400, 200],
            |w| w["securityContextId"] = Value::Null,
            |_| {},
        ),
        (
            "body.text",
            [400, 400],
            |w| w["callbackArgument"] = json!("x".repeat(1025)),
            |w| w["callbackArgument"] = json!("x".repeat(1024)),
        ),
        (
            "metadata.limits",
            [400, 400],
            |w| w["documentMetadata"] = json!({ "a": "no array" }),
            |w| w["documentMetadata"] = json!({ "a_b-c 1": ["x".repeat(500)] }),
        ),
        (
            "metadata.limits",
            [400, 400],
            |w| w["documentMetadata"] = json!({ "a/b": ["x"] }),
            |w| w["documentMetadata"] = json!({ "a b": [] }),
        ),
        (
            "return_url.shape",
            [400, 200],
            |w| w["returnUrl"] = json!("http://localhost/#x"),
            |w| w["returnUrl"] = json!("http://localhost/?x=1"),
        ),
        (
            "session.no_return",
            [422, 200],
            |w| drop(w.as_object_mut().unwrap().remove("returnUrl")),
            |w| {
                w.as_object_mut().unwrap().remove("returnUrl");
                w["enableBackgroundProcessing"] = json!(true);
            },
        ),
        (
            "requirements.kind",
            [400, 400],
            |w| w["certificateRequirements"] = json!([{ "type": "Cpf", "argument": "123" }]),
            |w| w["certificateRequirements"] = json!([{ "type": "CryptoDevice" }]),
        ),
        (
            "documents.none",
            [422, 422],
            |w| w["documents"] = json!([]),
            |_| {},
        ),
        (
            "documents.same_name",
            [400, 200],
            |w| {
                let one = w["documents"][0].clone();
                w["documents"].as_array_mut().unwrap().push(one);
            },
            |w| {
                let mut one = w["documents"][0].clone();
                one["file"]["name"] = json!("annex.pdf");
                w["documents"].as_array_mut().unwrap().push(one);
            },
        ),
        (
            "documents.type",
            [422, 200],
            |w| {
                drop(
                    w["documents"][0]
                        .as_object_mut()
                        .unwrap()
                        .remove("signatureType"),
                )
            },
            |_| {},
        ),
        (
            "file.sources",
            [400, 400],
            |w| w["documents"][0]["file"]["blobToken"] = json!("x"),
            |_| {},
        ),
        (
            "file.name",
            [400, 400],
            |w| w["documents"][0]["file"]["name"] = json!(" "),
            |w| w["documents"][0]["file"]["name"] = json!("Vertrag Ü.pdf"),
        ),
        (
            "file.base64",
            [400, 400],
            |w| w["documents"][0]["file"]["content"] = json!("%%%"),
            |_| {},
        ),
        (
            "file.length",
            [400, 400],
            |w| w["documents"][0]["file"]["length"] = json!(1),
            |w| {
                let length = plain_page("The parties agree.").len();
                w["documents"][0]["file"]["length"] = json!(length);
            },
        ),
        (
            "keys.unknown",
            [422, 422],
            |w| w["documents"][0]["documentKey"] = json!("AAAABBBBCCCCDDDD"),
            |_| {},
        ),
        (
            "visual.page",
            [422, 422],
            |w| {
                let visual = &mut w["documents"][0]["pdfSignatureOptions"]["visualRepresentation"];
                visual["position"]["pageNumber"] = json!(2);
            },
            |_| {},
        ),
        (
            "visual.rect",
            [422, 422],
            |w| {
                let visual = &mut w["documents"][0]["pdfSignatureOptions"]["visualRepresentation"];
                visual["position"]["manual"]["left"] = json!(600.0);
            },
            |w| {
                let visual = &mut w["documents"][0]["pdfSignatureOptions"]["visualRepresentation"];
                visual["position"]["manual"] =
                    json!({ "right": 20.0, "top": 20.0, "width": 90.0, "height": 30.0 });
            },
        ),
    ];
    for (rule, statuses, wrong, right) in cases {
        for (profile, status) in [Profile::Strict, Profile::Lenient]
            .into_iter()
            .zip(statuses)
        {
            let service = start(Options {
                profile,
                ..Options::default()
            });
            let mut twin = wish();
            right(&mut twin);
            let answer = post(&service, "api/signature-sessions", &twin);
            assert_eq!(answer.status, 200, "{rule}: {}", answer.text());
            assert_eq!(service.violations(), [], "{rule}");
            let mut body = wish();
            wrong(&mut body);
            let answer = post(&service, "api/signature-sessions", &body);
            assert_eq!(answer.status, *status, "{rule}: {}", answer.text());
            let noted = service.violations().iter().any(|one| one.rule == *rule);
            assert_eq!(noted, *status != 200, "{rule}: {:#?}", service.violations());
        }
    }
}

#[test]
fn the_key_goes_in_its_header_and_nowhere_else() {
    let service = start(Options::default());
    let key = service.api_key();
    let path = "API/Signature-Sessions/0b6f0f53-6d0c-4f0e-9a53-9f0f8b1c2d3e/";
    let known = call(&service, "GET", path, &[], b"");
    assert_eq!(known.status, 422);
    assert_eq!(known.json()["code"], "SignatureSessionNotFound");
    let other = call(&service, "GET", path, &[("X-Api-Key", "office|00")], b"");
    assert_eq!(other.status, 401);
    assert_eq!(service.violations(), [], "a wrong key is no breach");
    let bearer = format!("Bearer {key}");
    let odd = call(
        &service,
        "GET",
        path,
        &[("X-Api-Key", ""), ("Authorization", &bearer)],
        b"",
    );
    assert_eq!((odd.status, service.violations().len()), (401, 1));
}

#[test]
fn the_page_signs_really_and_comes_back_or_not() {
    let service = start(Options::default());
    for (button, status, comes_back) in [
        ("sign", Status::Completed, true),
        ("sign-stay", Status::Completed, false),
        ("cancel", Status::UserCancelled, true),
        ("close", Status::Pending, false),
    ] {
        let (id, page) = made(&service);
        let form = format!("do={button}&name=Ann+Aalto&cpf=01234567890");
        let length = form.len().to_string();
        let headers = [
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Content-Length", length.as_str()),
        ];
        let answer = wire::send(&format!("{page}/act"), "POST", &headers, form.as_bytes()).unwrap();
        let back = format!("http://localhost:1/back/7Qk2?signatureSessionId={id}");
        let expected = comes_back.then_some(back.as_str());
        assert_eq!(answer.header("location"), expected, "{button}");
        let session = service.session(&id).unwrap();
        assert_eq!(session.status, status, "{button}");
        let signed = session.documents[0].signed.as_ref();
        assert_eq!(signed.is_some(), status == Status::Completed);
        if let Some(signed) = signed {
            assert!(signed.starts_with(&session.documents[0].original));
        }
    }
    let (id, _) = made(&service);
    assert!(service.sign(&id, &Person::named("Ann")).is_err(), "no CPF");
}

#[test]
fn a_second_signature_continues_the_first_and_both_hold() {
    let first = sign_as(
        &plain_page("x"),
        &ann(),
        None,
        time::OffsetDateTime::now_utc(),
    )
    .unwrap();
    let ben = Person::named("Ben Bakker");
    let second = sign_as(&first, &ben, None, time::OffsetDateTime::now_utc()).unwrap();
    assert!(second.starts_with(&first));
    let verdict = seal::verify(&second, None, &[]);
    let names: Vec<_> = verdict
        .unwrap()
        .signatures
        .into_iter()
        .map(|one| (one.signed_by.unwrap_or_default(), one.unchanged))
        .collect();
    let expected = [
        ("ANN AALTO:01234567890".to_owned(), Some(true)),
        ("Ben Bakker".to_owned(), Some(true)),
    ];
    assert_eq!(names, expected);
}

#[test]
fn sessions_and_links_run_out_by_the_clock() {
    let service = start(Options::default());
    service.clock().stop();
    let (id, _) = made(&service);
    service.sign(&id, &ann()).unwrap();
    let shown = read(&service, &id);
    let link = shown["documents"][0]["signedFile"]["url"]
        .as_str()
        .unwrap()
        .to_owned();
    let fetch = |link: &str| wire::send(link, "GET", &[], b"").unwrap();
    assert!(fetch(&link).body.starts_with(b"%PDF-"));
    service.advance(Duration::minutes(11));
    assert_eq!(fetch(&link).status, 403);
    let (id, page) = made(&service);
    service.advance(Duration::hours(4));
    assert_eq!(read(&service, &id)["status"], "Expired");
    assert!(
        wire::send(&page, "GET", &[], b"")
            .unwrap()
            .text()
            .contains("expired")
    );
    assert_eq!(service.violations(), []);
}

#[test]
fn documents_are_finished_one_after_the_other_in_the_background() {
    let service = start(Options {
        background: Duration::minutes(2),
        ..Options::default()
    });
    service.clock().stop();
    let mut body = wish();
    body["enableBackgroundProcessing"] = json!(true);
    let mut other = body["documents"][0].clone();
    other["file"]["name"] = json!("annex.pdf");
    body["documents"].as_array_mut().unwrap().push(other);
    let answer = post(&service, "api/signature-sessions", &body);
    let id = answer.json()["sessionId"].as_str().unwrap().to_owned();
    let wait = format!("api/signature-sessions/{id}/when-completed");
    let early = call(&service, "GET", &wait, &[], b"");
    assert_eq!(early.json()["code"], "BadSignatureSessionOperation");
    assert_eq!(service.violations()[0].rule, "poll.pending");
    service.sign(&id, &ann()).unwrap();
    service.advance(Duration::seconds(61));
    let states = |shown: &Value| [0, 1].map(|n| shown["documents"][n]["status"].clone());
    assert_eq!(states(&read(&service, &id)), ["Completed", "Processing"]);
    assert_eq!(
        call(&service, "GET", &wait, &[], b"").json(),
        json!({ "completed": false, "progress": 50 })
    );
    service.advance(Duration::seconds(60));
    assert_eq!(read(&service, &id)["status"], "Completed");
}

#[test]
fn old_and_new_servers_name_a_file_differently() {
    for (server, url, location, kind) in [
        (Server::Old, false, true, "Pades"),
        (Server::Both, true, true, "Pdf"),
        (Server::New, true, false, "Pdf"),
    ] {
        let service = start(Options {
            server,
            ..Options::default()
        });
        let (id, _) = made(&service);
        let shown = read(&service, &id);
        let file = &shown["documents"][0]["originalFile"];
        assert_eq!(
            (file.get("url").is_some(), file.get("location").is_some()),
            (url, location)
        );
        assert_eq!(shown["documents"][0]["signatureType"], kind);
        assert_eq!(shown["documents"][0]["signedFile"], Value::Null);
    }
}

#[test]
fn an_upload_in_parts_wants_every_part_in_its_size_and_its_tag() {
    let service = start(Options {
        part_size: 400,
        ..Options::default()
    });
    let pdf = plain_page("The parties agree.");
    let begun = call(&service, "POST", "Api/MultipartUploads", &[], b"").json();
    let token = begun["blobToken"].as_str().unwrap().to_owned();
    let way = format!("Api/MultipartUploads/{token}");
    let mut tags = Vec::new();
    for (number, part) in pdf.chunks(400).enumerate() {
        let kind = [("Content-Type", "application/octet-stream")];
        let answer = call(&service, "POST", &format!("{way}/{number}"), &kind, part);
        tags.push(answer.header("etag").unwrap().to_owned());
    }
    let mut short = tags.clone();
    short.pop();
    let refused = post(&service, &way, &json!({ "partETags": short }));
    assert_eq!(refused.status, 422);
    assert_eq!(service.violations()[0].rule, "upload.etags");
    assert_eq!(
        post(&service, &way, &json!({ "partETags": tags })).status,
        200
    );
    let mut body = wish();
    body["documents"][0]["file"] = json!({ "name": "lease.pdf", "blobToken": token });
    assert_eq!(post(&service, "api/signature-sessions", &body).status, 200);
    assert_eq!(service.sessions()[0].documents[0].original, pdf);
}

#[test]
fn a_document_key_is_found_once_its_document_is_signed() {
    let service = start(Options::default());
    let keys = post(&service, "api/document-keys/batch", &json!({ "count": 2 })).json();
    let key = keys[0]["key"].as_str().unwrap().to_owned();
    let mut body = wish();
    body["documents"][0]["documentKey"] = json!(key);
    let made = post(&service, "api/signature-sessions", &body).json();
    let found = |key: &str| {
        let path = format!("api/documents/keys/{key}");
        call(&service, "GET", &path, &[], b"").json()["found"].clone()
    };
    assert_eq!(found(&key), false);
    service
        .sign(made["sessionId"].as_str().unwrap(), &ann())
        .unwrap();
    assert_eq!(found(keys[0]["formattedKey"].as_str().unwrap()), true);
    assert_eq!(found("NONE"), false);
    let state = call(
        &service,
        "GET",
        &format!("api/document-keys/{key}"),
        &[],
        b"",
    )
    .json();
    assert_eq!(state["hasDocument"], true);
    assert_eq!(service.violations(), []);
    assert_eq!(service.asked(Operation::NewKeys), 1);
}

#[test]
fn everything_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let service = || {
        start(Options {
            state: Some(folder.path().to_owned()),
            marks: true,
            ..Options::default()
        })
    };
    let first = service();
    let ((signed, _), (open, page)) = (made(&first), made(&first));
    first.sign(&signed, &ann()).unwrap();
    assert_eq!(read(&first, &signed)["status"], "Completed");
    let wrong = json!({ "colour": 1 });
    assert_eq!(post(&first, "api/signature-sessions", &wrong).status, 400);
    drop(first);
    let second = service();
    assert_eq!(second.violations().len(), 1);
    let document = &second.session(&signed).unwrap().documents[0];
    let marked = document.marked.as_ref().unwrap();
    assert!(document.signed.as_ref().unwrap().starts_with(marked));
    let shown = read(&second, &signed);
    let link = shown["documents"][0]["signedFile"]["url"].as_str().unwrap();
    let file = wire::send(link, "GET", &[], b"").unwrap();
    assert_eq!(Some(&file.body[..]), document.signed.as_deref());
    assert_eq!(second.at(&page).unwrap().id, open);
    second.sign(&open, &ann()).unwrap();
    assert_eq!(service().session(&open).unwrap().status, Status::Completed);
}

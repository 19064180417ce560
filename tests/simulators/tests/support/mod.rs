//! A client that is exact about what it sends, and documents for it.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::expect_used, reason = "a test ends where it cannot go on")]

pub(crate) mod judge;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use simulators::core::wire::{self, Answer};
use simulators::core::{Profile, Violation};
use simulators::signhost::{Options, Signhost};

pub(crate) const VENDOR: &str = "application/vnd.signhost.v1+json";

/// Headers that every call has.
pub(crate) const COMMON: [(&str, &str); 4] = [
    ("Application", "APPKey DemoApp k3y"),
    ("Authorization", "APIKey t0ken"),
    ("Accept", VENDOR),
    ("User-Agent", "test"),
];

pub(crate) fn strict() -> Signhost {
    Signhost::start(Options::default()).expect("it starts")
}

pub(crate) fn lenient() -> Signhost {
    let profile = Profile::Lenient;
    Signhost::start(Options {
        profile,
        ..Options::default()
    })
    .expect("it starts")
}

pub(crate) fn call(
    service: &Signhost,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Answer {
    try_call(service, method, path, headers, body).expect("an answer")
}

pub(crate) fn try_call(
    service: &Signhost,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> std::io::Result<Answer> {
    let url = format!("{}{path}", service.base_url());
    let length = body.len().to_string();
    let mut all = COMMON.to_vec();
    if method != "GET" {
        all.push(("Content-Length", &length));
    }
    // A header that is given stands in the place of the common one; an empty one is left out.
    all.retain(|(name, _)| !headers.iter().any(|(n, _)| n.eq_ignore_ascii_case(name)));
    all.extend(headers.iter().filter(|(_, value)| !value.is_empty()));
    wire::send(&url, method, &all, body)
}

pub(crate) fn put_json(service: &Signhost, method: &str, path: &str, body: &Value) -> Answer {
    let body = body.to_string();
    let headers = [("Content-Type", "application/json; charset=utf-8")];
    call(service, method, path, &headers, body.as_bytes())
}

/// The sheet's composed create (§10).
pub(crate) fn wish() -> Value {
    json!({
        "Seal": false, "Reference": "order-7731#1", "DaysToExpire": 14,
        "SendEmailNotifications": false, "Language": "en-US",
        "PostbackUrl": "https://hooks.example.net/sh",
        "Signers": [{
            "Id": "buyer", "Email": "b@example.net", "SendSignRequest": false,
            "SendSignConfirmation": false, "Language": "en-US",
            "ReturnUrl": "https://shop.example.net/back/9f2c",
            "Verifications": [{
                "Type": "Scribble", "RequireHandsignature": true, "ScribbleName": "The buyer"
            }]
        }]
    })
}

/// Two signers who are invited by mail.
pub(crate) fn invited() -> Value {
    let signer = |id: &str| {
        json!({
            "Id": id, "Email": format!("{id}@example.net"), "SendSignRequest": true,
            "SignRequestMessage": "Please sign.", "DaysToRemind": 3,
            "Verifications": [{ "Type": "Consent" }]
        })
    };
    json!({
        "Reference": "invited", "DaysToExpire": 14, "SignRequestMode": 2,
        "Signers": [signer("ada"), signer("ben")]
    })
}

pub(crate) fn create(service: &Signhost, wish: &Value) -> String {
    let answer = put_json(service, "POST", "transaction", wish);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["Id"].as_str().expect("an id").to_owned()
}

pub(crate) fn upload(service: &Signhost, id: &str, file: &str, pdf: &[u8]) -> Answer {
    let digest = format!("SHA-256={}", STANDARD.encode(Sha256::digest(pdf)));
    let headers = [("Content-Type", "application/pdf"), ("Digest", &digest)];
    call(
        service,
        "PUT",
        &format!("transaction/{id}/file/{file}"),
        &headers,
        pdf,
    )
}

pub(crate) fn metadata(service: &Signhost, id: &str, file: &str, metadata: &Value) -> Answer {
    put_json(
        service,
        "PUT",
        &format!("transaction/{id}/file/{file}"),
        metadata,
    )
}

pub(crate) fn start(service: &Signhost, id: &str) -> Answer {
    call(service, "PUT", &format!("transaction/{id}/start"), &[], b"")
}

pub(crate) fn read(service: &Signhost, id: &str) -> Answer {
    call(service, "GET", &format!("transaction/{id}"), &[], b"")
}

pub(crate) fn cancel(service: &Signhost, id: &str) -> Answer {
    call(service, "DELETE", &format!("transaction/{id}"), &[], b"")
}

pub(crate) fn file(service: &Signhost, id: &str, file: &str) -> Answer {
    call(
        service,
        "GET",
        &format!("transaction/{id}/file/{file}"),
        &[],
        b"",
    )
}

pub(crate) fn receipt(service: &Signhost, id: &str) -> Answer {
    call(service, "GET", &format!("file/receipt/{id}"), &[], b"")
}

/// Created, metadata and PDF sent, started.
pub(crate) fn started(service: &Signhost, wish: &Value, pdf: &[u8]) -> String {
    let id = create(service, wish);
    assert_eq!(
        metadata(
            service,
            &id,
            "order.pdf",
            &json!({ "DisplayName": "Order" })
        )
        .status,
        202
    );
    assert_eq!(upload(service, &id, "order.pdf", pdf).status, 201);
    assert_eq!(start(service, &id).status, 204);
    id
}

pub(crate) fn rules(violations: &[Violation]) -> Vec<&str> {
    violations
        .iter()
        .map(|violation| violation.rule.as_str())
        .collect()
}

/// A PDF with a page for each text; a line for each line of it.
pub(crate) fn pdf(pages: &[&str]) -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        String::new(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    let mut kids = String::new();
    for text in pages {
        let mut content = "BT /F1 12 Tf 14 TL 72 720 Td".to_owned();
        for line in text.lines() {
            let line = line
                .replace('\\', "\\\\")
                .replace('(', "\\(")
                .replace(')', "\\)");
            content.push_str(&format!(" ({line}) Tj T*"));
        }
        content.push_str(" ET");
        objects.push(format!(
            "<</Length {}>>stream\n{content}\nendstream",
            content.len()
        ));
        let stream = objects.len();
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {stream} 0 R\
             /Resources<</Font<</F1 3 0 R>>>>>>"
        ));
        kids.push_str(&format!("{} 0 R ", objects.len()));
    }
    objects[1] = format!("<</Type/Pages/Kids[{kids}]/Count {}>>", pages.len());
    let mut pdf = "%PDF-1.7\n".to_owned();
    let mut table = "0000000000 65535 f \n".to_owned();
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let (size, at) = (objects.len() + 1, pdf.len());
    pdf.push_str(&format!(
        "xref\n0 {size}\n{table}trailer\n<</Size {size}/Root 1 0 R>>\n"
    ));
    pdf.push_str(&format!("startxref\n{at}\n%%EOF\n"));
    pdf.into_bytes()
}

/// A contract with the first signer's tag.
pub(crate) fn contract() -> Vec<u8> {
    pdf(&["The parties agree.\nSigned by\n{{Signer1}}"])
}

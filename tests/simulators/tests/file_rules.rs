//! Every rule of files, order, headers and limits, with near twins that are right.

#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use simulators::core::wire;
use simulators::signhost::{Options, Signhost};
use support::*;
use time::Duration;

#[test]
fn digests_are_those_of_the_published_vectors() {
    let pdf = b"%PDF-1.4\n%demo\n";
    let sha256 = "G3O4tSPhdZuwyf2mxdLy4PKXmWjUVqvujIAzID60KkA=";
    let sha512 =
        "eU7Fx8eQcBi2seZTVlOtv3zXOAWmoFPHyi7MJuAnnauyo3GwT+4vHAab6NTXTAzfJ0RpMOYusFCjhr8Q0bWyvg==";
    let hex = STANDARD.encode(hex::encode(Sha256::digest(pdf)));
    for (digest, statuses, broken) in [
        (format!("SHA-256={sha256}"), [201, 201], ""),
        (format!("SHA-512={sha512}"), [201, 201], ""),
        (format!("SHA256={sha256}"), [400, 201], "digest.token"),
        (format!("SHA-256={hex}"), [400, 400], "digest.form"),
        (format!("SHA-512={sha256}"), [400, 400], "digest.form"),
        (
            format!("SHA-256={}", sha256.replace('G', "H")),
            [400, 400],
            "digest.mismatch",
        ),
        (
            "MD5=1B2M2Y8AsgTpgAmY7PhCfg==".into(),
            [400, 400],
            "digest.withdrawn",
        ),
        (
            "SHA-1=2jmj7l5rSw0yVb/vlWAYkK/YBwk=".into(),
            [400, 400],
            "digest.withdrawn",
        ),
    ] {
        for (service, status) in [strict(), lenient()].iter().zip(statuses) {
            let id = create(service, &wish());
            let path = format!("transaction/{id}/file/a.pdf");
            let headers = [
                ("Content-Type", "application/pdf"),
                ("Digest", digest.as_str()),
            ];
            let answer = call(service, "PUT", &path, &headers, pdf);
            assert_eq!(answer.status, status, "{digest}");
            assert_eq!(
                rules(&service.violations())
                    .first()
                    .copied()
                    .unwrap_or_default(),
                broken
            );
        }
    }
}

#[test]
fn uploads_are_new_then_replaced_and_limited() {
    let service = strict();
    let id = create(&service, &wish());
    assert_eq!(upload(&service, &id, "a.pdf", &contract()).status, 201);
    assert_eq!(upload(&service, &id, "a.pdf", &contract()).status, 200);
    let largest = vec![b' '; 52_428_800];
    assert_eq!(upload(&service, &id, "a.pdf", &largest).status, 200);
    assert_eq!(service.violations(), []);
    let larger = vec![b' '; 52_428_801];
    assert_eq!(upload(&service, &id, "a.pdf", &larger).status, 413);
    assert_eq!(rules(&service.violations()), ["upload.large"]);
    for n in 2..=6 {
        assert_eq!(
            upload(&service, &id, &format!("{n}.pdf"), &contract()).status,
            201
        );
    }
    assert_eq!(upload(&service, &id, "7.pdf", &contract()).status, 400);
    assert_eq!(
        rules(&service.violations()),
        ["upload.large", "upload.documents_many"]
    );
}

#[test]
fn file_ids_are_escaped_and_come_back_as_they_were() {
    let service = strict();
    let name = "a b#é+ü%.pdf";
    let id = create(&service, &wish());
    let escaped = "a%20b%23%C3%A9%2B%C3%BC%25.pdf";
    assert_eq!(metadata(&service, &id, escaped, &json!({})).status, 202);
    assert_eq!(upload(&service, &id, escaped, &contract()).status, 201);
    assert_eq!(start(&service, &id).status, 204);
    assert_eq!(
        read(&service, &id).json()["Files"][name]["DisplayName"],
        name
    );
    service.sign_all(&id).unwrap();
    assert_eq!(file(&service, &id, escaped).status, 200);
    assert_eq!(service.violations(), []);
    for (bad, rule) in [
        ("a%7Cb.pdf", "file_id.characters"),
        ("a%2Fb.pdf", "file_id.characters"),
        ("a%0Ab.pdf", "file_id.characters"),
        ("100%.pdf", "file_id.encoding"),
        (&"x".repeat(256), "file_id.long"),
    ] {
        assert_eq!(file(&service, &id, bad).status, 400, "{bad}");
        assert_eq!(rules(&service.violations()), [rule]);
        service.forget_violations();
    }
    assert_eq!(file(&service, &id, &"x".repeat(255)).status, 404);
    assert_eq!(service.violations(), []);
}

#[test]
fn metadata_comes_before_its_pdf_under_the_same_id() {
    let service = strict();
    let id = create(&service, &wish());
    upload(&service, &id, "a.pdf", &contract());
    assert_eq!(metadata(&service, &id, "a.pdf", &json!({})).status, 400);
    assert_eq!(rules(&service.violations()), ["order.metadata_after_pdf"]);
    service.forget_violations();
    metadata(&service, &id, "A.pdf", &json!({}));
    assert_eq!(start(&service, &id).status, 400);
    assert_eq!(rules(&service.violations()), ["order.metadata_without_pdf"]);
    service.forget_violations();
    upload(&service, &id, "A.pdf", &contract());
    assert_eq!(start(&service, &id).status, 204);
    assert_eq!(service.violations(), []);
}

#[test]
fn a_start_needs_a_file_and_comes_once_and_ends_all_changes() {
    let service = strict();
    let id = create(&service, &wish());
    assert_eq!(start(&service, &id).status, 400);
    upload(&service, &id, "a.pdf", &contract());
    assert_eq!(start(&service, &id).status, 204);
    assert_eq!(start(&service, &id).status, 400);
    assert_eq!(upload(&service, &id, "a.pdf", &contract()).status, 400);
    assert_eq!(metadata(&service, &id, "b.pdf", &json!({})).status, 400);
    let changed = "order.changed_after_start";
    let broken = ["start.no_file", "start.repeated", changed, changed];
    assert_eq!(rules(&service.violations()), broken);
    assert_eq!(service.started()["order-7731#1"], 1);
    assert_eq!(service.start_requests()["order-7731#1"], 3);
}

#[test]
fn each_rule_of_the_headers_is_told_from_its_near_twin() {
    let service = strict();
    let id = create(&service, &wish());
    let path = format!("transaction/{id}");
    type Headers = &'static [(&'static str, &'static str)];
    let cases: [(&str, &str, Headers, u16, &[&str]); 11] = [
        ("GET", "", &[], 200, &[]),
        (
            "GET",
            "",
            &[("Application", "")],
            401,
            &["headers.credential_missing"],
        ),
        (
            "GET",
            "",
            &[("Application", "AppKey DemoApp k3y")],
            401,
            &["headers.credential_prefix"],
        ),
        ("GET", "", &[("Authorization", "APIKey other")], 401, &[]),
        (
            "GET",
            "",
            &[("Accept", "application/json")],
            200,
            &["headers.accept_version"],
        ),
        (
            "GET",
            "",
            &[("User-Agent", "")],
            200,
            &["headers.no_user_agent"],
        ),
        (
            "GET",
            "",
            &[("Content-Type", "application/json")],
            200,
            &["headers.content_type_without_body"],
        ),
        (
            "DELETE",
            "",
            &[("Content-Length", "")],
            411,
            &["headers.content_length_missing"],
        ),
        (
            "PUT",
            "/start",
            &[("Content-Length", "")],
            411,
            &["headers.content_length_missing"],
        ),
        (
            "GET",
            "/file/a.pdf",
            &[(
                "Accept",
                "application/pdf, application/vnd.signhost.v1+json",
            )],
            404,
            &[],
        ),
        (
            "GET",
            "/file/a.pdf",
            &[("Accept", "text/html")],
            406,
            &["headers.accept_version", "headers.accept_impossible"],
        ),
    ];
    for (method, more, headers, status, broken) in cases {
        let answer = call(&service, method, &format!("{path}{more}"), headers, b"");
        assert_eq!(answer.status, status, "{method} {more} {headers:?}");
        assert_eq!(
            rules(&service.violations()),
            broken,
            "{method} {more} {headers:?}"
        );
        service.forget_violations();
    }
}

#[test]
fn the_sixth_read_is_one_too_many() {
    for (service, sixth) in [(strict(), 429), (lenient(), 200)] {
        let id = create(&service, &wish());
        for _ in 0..5 {
            assert_eq!(read(&service, &id).status, 200);
        }
        assert_eq!(service.violations(), []);
        assert_eq!(read(&service, &id).status, sixth);
        assert_eq!(rules(&service.violations()), ["limits.reads"]);
        assert_eq!(service.reads(&id), 6);
    }
}

#[test]
fn posts_and_bad_requests_are_limited_by_the_hour() {
    let service = Signhost::start(Options {
        posts_per_hour: Some(2),
        bad_per_hour: Some(2),
        ..Options::default()
    })
    .unwrap();
    let post = |n: u32| {
        let mut wish = wish();
        wish["Reference"] = json!(n.to_string());
        put_json(&service, "POST", "transaction", &wish).status
    };
    assert_eq!((post(1), post(2), post(3)), (200, 200, 429));
    service.advance(Duration::hours(1));
    assert_eq!(post(4), 200);
    assert_eq!(rules(&service.violations()), ["limits.posts"]);
    service.forget_violations();
    let unknown = || read(&service, "none").status;
    assert_eq!(
        (unknown(), unknown(), unknown(), unknown()),
        (404, 404, 404, 429)
    );
    assert_eq!(rules(&service.violations()), ["limits.bad_requests"]);
}

#[test]
fn a_signed_transaction_is_erased_only_after_all_was_fetched() {
    let service = strict();
    let id = started(&service, &wish(), &contract());
    service.sign_all(&id).unwrap();
    file(&service, &id, "order.pdf");
    assert_eq!(cancel(&service, &id).status, 200);
    assert_eq!(rules(&service.violations()), ["cancel.before_fetched"]);
}

#[test]
fn what_the_interface_does_not_have_is_told() {
    let service = strict();
    for path in ["transactions", "transaction/a/b", "file/x"] {
        assert_eq!(call(&service, "GET", path, &[], b"").status, 404);
    }
    assert_eq!(rules(&service.violations()), ["path.unknown"; 3]);
    service.forget_violations();
    let body = wish().to_string();
    let headers = [("Content-Type", "application/json")];
    assert_eq!(
        call(&service, "POST", "transaction/", &headers, body.as_bytes()).status,
        200
    );
    assert_eq!(service.violations(), []);
    let beside = wire::send(&service.origin(), "GET", &[], b"").unwrap();
    assert_eq!(beside.status, 404);
}

//! A transaction's way from its making to its end.

#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

mod support;

use serde_json::json;
use simulators::core::pdf::ca_certificate;
use simulators::signhost::{MailKind, Options, PlacedBy, Signhost, status};
use support::*;
use time::Duration;

#[test]
fn the_composed_example_is_answered_as_the_sheet_shows() {
    let service = strict();
    let answer = put_json(&service, "POST", "transaction", &wish());
    let body = answer.json();
    assert_eq!((answer.status, &body["Status"]), (200, &json!(5)));
    for (name, value) in [
        ("Reference", json!("order-7731#1")),
        ("DaysToExpire", json!(14)),
        ("Files", json!({})),
        ("Receivers", json!([])),
        ("Context", json!(null)),
        ("CanceledDateTime", json!(null)),
    ] {
        assert_eq!(body[name], value, "{name}");
    }
    let signer = &body["Signers"][0];
    assert_eq!(signer["Activities"], json!([]));
    assert_eq!(signer["Verifications"][0]["Type"], "Scribble");
    assert!(
        signer["SignUrl"]
            .as_str()
            .unwrap()
            .starts_with("http://127.0.0.1:")
    );
    let made = body["CreatedDateTime"].as_str().unwrap();
    assert_eq!((made.len(), &made[27..]), (33, "+01:00"));
    assert_eq!(service.violations(), []);
}

#[test]
fn one_signer_signs_and_file_and_receipt_are_really_signed() {
    let service = strict();
    let id = started(&service, &wish(), &contract());
    assert_eq!(read(&service, &id).json()["Status"], 10);
    let waiting = file(&service, &id, "order.pdf");
    assert_eq!(
        (waiting.status, waiting.header("retry-after")),
        (404, Some("5"))
    );

    service.sign(&id, 1).unwrap();
    let body = read(&service, &id).json();
    assert_eq!(body["Status"], 30);
    let activities = body["Signers"][0]["Activities"].as_array().unwrap().iter();
    let codes: Vec<_> = activities.map(|a| a["Code"].as_i64().unwrap()).collect();
    assert_eq!(codes, [103, 105, 203]);

    let signed = file(&service, &id, "order.pdf");
    assert_eq!(
        (signed.status, signed.header("content-type")),
        (200, Some("application/pdf"))
    );
    let anchors = [ca_certificate().unwrap()];
    for (bytes, count) in [(&signed.body, 1), (&receipt(&service, &id).body, 1)] {
        let verdict = seal::verify(bytes, None, &anchors).unwrap();
        assert_eq!(verdict.signatures.len(), count);
        assert_eq!(verdict.signatures[0].unchanged, Some(true));
        assert_eq!(verdict.signatures[0].trusted, session::Trusted::Yes);
    }
    assert_eq!(
        file(&service, &id, "order.pdf").body,
        signed.body,
        "the same again"
    );
    let kept = service.transaction(&id).unwrap();
    let history: Vec<_> = kept.history.iter().map(|(status, _)| *status).collect();
    assert_eq!(history, [5, 20, 10, 20, 30]);
    assert!(kept.all_fetched());
    assert_eq!(cancel(&service, &id).json()["Status"], 30);
    assert_eq!(file(&service, &id, "order.pdf").status, 410);
    assert_eq!(service.violations(), []);
}

#[test]
fn invited_signers_come_one_after_the_other_and_are_reminded() {
    let service = strict();
    let id = started(&service, &invited(), &contract());
    let invited = |service: &Signhost| service.invitations("invited");
    assert_eq!(invited(&service).get("ada@example.net"), Some(&1));
    assert_eq!(invited(&service).get("ben@example.net"), None);
    assert!(service.sign(&id, 2).is_err(), "not the second one's turn");
    service.advance(Duration::days(4));
    let reminders = service
        .mails()
        .iter()
        .filter(|(_, m)| m.kind == MailKind::Reminder)
        .count();
    assert_eq!(reminders, 1);
    service.sign(&id, 1).unwrap();
    assert_eq!(service.transaction(&id).unwrap().status, status::SIGNERS);
    assert_eq!(invited(&service).get("ben@example.net"), Some(&1));
    service.sign(&id, 2).unwrap();
    assert_eq!(service.transaction(&id).unwrap().status, status::SIGNED);
    assert_eq!(service.violations(), []);
}

#[test]
fn a_rejection_an_expiry_and_a_cancellation_end_it_for_good() {
    let service = strict();
    let rejected = started(&service, &invited(), &contract());
    service.reject(&rejected, 1, "the price").unwrap();
    let body = read(&service, &rejected).json();
    assert_eq!(body["Status"], 40);
    assert_eq!(body["Signers"][0]["RejectReason"], "the price");
    assert!(service.sign(&rejected, 1).is_err());

    let mut other = invited();
    other["Reference"] = json!("other");
    let cancelled = started(&service, &other, &contract());
    let body = json!({ "SendNotifications": true, "Reason": "withdrawn" });
    let answer = put_json(
        &service,
        "DELETE",
        &format!("transaction/{cancelled}"),
        &body,
    );
    assert_eq!(answer.json()["Status"], 60);
    assert_eq!(answer.json()["CancelationReason"], "withdrawn");
    assert!(
        service
            .mails()
            .iter()
            .any(|(_, mail)| mail.kind == MailKind::Cancelled)
    );

    let mut third = invited();
    third["Reference"] = json!("third");
    let expired = started(&service, &third, &contract());
    service.advance(Duration::days(15));
    assert_eq!(read(&service, &expired).json()["Status"], 50);
    assert_eq!(read(&service, &rejected).json()["Status"], 40);
    assert_eq!(read(&service, &cancelled).json()["Status"], 60);
    assert_eq!(service.violations(), []);
}

#[test]
fn places_come_from_fields_then_tags_then_the_top_right() {
    let service = strict();
    let mut wish = invited();
    let id = create(&service, &wish);
    upload(&service, &id, "order.pdf", &contract());
    start(&service, &id);
    let kept = service.transaction(&id).unwrap();
    let places = &kept.files[0].places;
    assert_eq!(places[&1][0].by, PlacedBy::Tag);
    assert_eq!(places[&1][0].spot.rect[0].round(), 72.0);
    assert_eq!(places[&2][0].by, PlacedBy::Default);

    wish["Reference"] = json!("by field");
    let id = create(&service, &wish);
    let field = |top: i64| {
        json!({ "sign": { "Type": "Signature", "Location": {
            "PageNumber": 1, "Left": 300, "Top": top, "Width": 140, "Height": 70
        } } })
    };
    let given = json!({
        "Signers": { "ada": { "FormSets": ["a"] }, "ben": { "FormSets": ["b"] } },
        "FormSets": { "a": field(100), "b": field(300) }
    });
    assert_eq!(metadata(&service, &id, "order.pdf", &given).status, 202);
    upload(&service, &id, "order.pdf", &pdf(&["Nothing to see"]));
    assert_eq!(start(&service, &id).status, 204);
    let kept = service.transaction(&id).unwrap();
    let placed = &kept.files[0].places[&2][0];
    assert_eq!(placed.by, PlacedBy::Field);
    assert_eq!(placed.spot.rect, [300.0, 472.0, 440.0, 542.0]);
    assert_eq!(service.violations(), []);
}

#[test]
fn a_document_that_cannot_be_used_fails_after_start() {
    let service = strict();
    let many = "{{Signer1}}\n".repeat(11);
    let ten = "{{Signer1}}\n".repeat(10);
    for (name, pdf, becomes) in [
        ("broken", b"%PDF-1.4\n%demo\n".to_vec(), 70),
        ("eleven", pdf(&[&many]), 70),
        ("ten", pdf(&[&ten]), 10),
    ] {
        let mut wish = wish();
        wish["Reference"] = json!(name);
        let id = started(&service, &wish, &pdf);
        assert_eq!(service.transaction(&id).unwrap().status, becomes, "{name}");
    }
    assert_eq!(rules(&service.violations()), ["places.many"]);
}

#[test]
fn everything_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    for state in [None, Some(folder.path().to_owned())] {
        let service = Signhost::start(Options {
            state,
            ..Options::default()
        })
        .unwrap();
        let id = started(&service, &invited(), &contract());
        let before = read(&service, &id).json();
        service.stop();
        assert!(try_call(&service, "GET", &format!("transaction/{id}"), &[], b"").is_err());
        service.start_again().unwrap();
        assert_eq!(read(&service, &id).json(), before);
        assert_eq!(service.reads(&id), 2);
        service.sign_all(&id).unwrap();
        let signed = file(&service, &id, "order.pdf").body;
        service.restart().unwrap();
        assert_eq!(file(&service, &id, "order.pdf").body, signed);
        assert_eq!(service.started()["invited"], 1);
        assert_eq!(service.invitations("invited")["ada@example.net"], 1);
    }
}

#[test]
fn processing_and_files_take_their_time() {
    let service = Signhost::start(Options {
        processing: Duration::seconds(20),
        file_after: Duration::seconds(5),
        receipt_after: Duration::seconds(5),
        ..Options::default()
    })
    .unwrap();
    service.clock().stop();
    let id = started(&service, &wish(), &contract());
    assert_eq!(service.transaction(&id).unwrap().status, status::PROCESSING);
    service.advance(Duration::seconds(20));
    service.sign(&id, 1).unwrap();
    assert_eq!(service.transaction(&id).unwrap().status, status::PROCESSING);
    service.advance(Duration::seconds(21));
    assert_eq!(service.transaction(&id).unwrap().status, status::SIGNED);
    let file_then_receipt = || {
        let file = file(&service, &id, "order.pdf");
        (file.status, receipt(&service, &id).status)
    };
    assert_eq!(file_then_receipt(), (404, 404));
    service.advance(Duration::seconds(5));
    assert_eq!(file_then_receipt(), (200, 404));
    service.advance(Duration::seconds(5));
    assert_eq!(file_then_receipt(), (200, 200));
    assert_eq!(service.violations(), []);
}

//! What goes wrong when it is told to.

#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

mod support;

use serde_json::json;
use simulators::core::{ErrorBody, Fault, Rule, wire};
use simulators::signhost::{CancelSpelling, Operation, Twist};
use support::*;

fn post(service: &simulators::signhost::Signhost) -> std::io::Result<wire::Answer> {
    let headers = [("Content-Type", "application/json")];
    try_call(
        service,
        "POST",
        "transaction",
        &headers,
        wish().to_string().as_bytes(),
    )
}

#[test]
fn a_reply_lost_after_acceptance_leaves_a_transaction_and_one_before_none() {
    let service = strict();
    service
        .faults()
        .on(Operation::Create)
        .nth(1)
        .drop_before_accept();
    service
        .faults()
        .on(Operation::Create)
        .nth(2)
        .drop_after_accept();
    assert!(post(&service).is_err());
    assert_eq!(service.transactions().len(), 0);
    assert!(post(&service).is_err());
    assert_eq!(service.made()["order-7731#1"], 1);
    assert_eq!(post(&service).unwrap().status, 200);
    let journal = service.journal();
    let seen: Vec<_> = journal.iter().map(|e| (e.accepted, e.status)).collect();
    assert_eq!(seen, [(false, None), (true, None), (true, Some(200))]);
    assert_eq!(service.requests(), 3);
}

#[test]
fn secrets_stand_in_the_journal_as_hashes_only() {
    let service = strict();
    create(&service, &wish());
    let journal = serde_json::to_string(&service.journal()).unwrap();
    assert!(!journal.contains("k3y") && !journal.contains("t0ken"));
    assert!(journal.contains("sha256:"));
}

#[test]
fn a_reply_is_cut_within_its_announced_length() {
    let service = strict();
    service.faults().on(Operation::Create).nth(1).cut_reply();
    let error = post(&service).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
    assert_eq!(service.made()["order-7731#1"], 1);
}

#[test]
fn a_status_is_answered_in_each_shape_without_acceptance() {
    for (body, kind, contains) in [
        (ErrorBody::Empty, None, ""),
        (ErrorBody::Html, Some("text/html"), "<h1>503</h1>"),
        (ErrorBody::Text, Some("text/plain"), "503"),
        (
            ErrorBody::Problem,
            Some("application/problem+json"),
            "\"type\"",
        ),
        (
            ErrorBody::Legacy,
            Some("application/json; charset=utf-8"),
            "\"Message\"",
        ),
        (
            ErrorBody::LowerCase,
            Some("application/json; charset=utf-8"),
            "\"message\"",
        ),
        (
            ErrorBody::OutOfCredits,
            Some("application/problem+json"),
            "out-of-credits",
        ),
    ] {
        let service = strict();
        service
            .faults()
            .on(Operation::Create)
            .status_with(503, Some("7"), body);
        let answer = post(&service).unwrap();
        assert_eq!(
            (answer.status, answer.header("retry-after")),
            (503, Some("7"))
        );
        assert_eq!(answer.header("content-type"), kind);
        assert!(answer.text().contains(contains), "{}", answer.text());
        assert_eq!(service.transactions().len(), 0);
    }
    let service = strict();
    service
        .faults()
        .on(Operation::Create)
        .status_after_accept(502);
    assert_eq!(post(&service).unwrap().status, 502);
    assert_eq!(service.transactions().len(), 1);
}

#[test]
fn rules_fire_by_their_count_their_path_and_their_seed() {
    let service = strict();
    service
        .faults()
        .on(Operation::Read)
        .nth(2)
        .times(2)
        .status(500);
    let id = create(&service, &wish());
    let statuses: Vec<_> = (0..4).map(|_| read(&service, &id).status).collect();
    assert_eq!(statuses, [200, 500, 500, 200]);
    assert_eq!(service.reads(&id), 2);
    service.faults().clear();
    service.faults().on_any().path("/file/receipt/").status(418);
    assert_eq!(receipt(&service, &id).status, 418);
    assert_eq!(file(&service, &id, "a.pdf").status, 404);
    let pattern = |seed: u64| {
        let service = lenient();
        service
            .faults()
            .on(Operation::Read)
            .probability(0.5, seed)
            .status(500);
        let id = create(&service, &wish());
        (0..32)
            .map(|_| read(&service, &id).status == 500)
            .collect::<Vec<_>>()
    };
    assert_eq!(pattern(1), pattern(1));
    assert_ne!(pattern(1), pattern(2));
    let hits = pattern(3).iter().filter(|hit| **hit).count();
    assert!((6..=26).contains(&hits), "{hits}");
}

#[test]
fn an_upload_that_changes_on_its_way_is_no_violation() {
    let service = strict();
    service.faults().on(Operation::Upload).nth(1).corrupt_body();
    let id = create(&service, &wish());
    assert_eq!(upload(&service, &id, "a.pdf", &contract()).status, 400);
    assert_eq!(upload(&service, &id, "a.pdf", &contract()).status, 201);
    assert_eq!(service.violations(), []);
}

#[test]
fn answers_are_twisted() {
    let service = lenient();
    let id = started(&service, &wish(), &contract());
    let twisted = |twist: Twist| {
        service.faults().clear();
        service.faults().on(Operation::Read).fault(twist);
        let answer = read(&service, &id);
        assert_eq!(answer.status, 200);
        answer.json()
    };
    assert_eq!(twisted(Twist::Minimal), json!({ "Id": id, "Status": 10 }));
    assert_eq!(twisted(Twist::Status { status: 77 })["Status"], 77);
    let activities = twisted(Twist::Activity { code: 4711 });
    assert_eq!(activities["Signers"][0]["Activities"][0]["Code"], 4711);
    let kind = "Palm Reading".to_owned();
    let verified = twisted(Twist::Verification { kind });
    assert_eq!(
        verified["Signers"][0]["Verifications"][1]["Type"],
        "Palm Reading"
    );
    let nulls = twisted(Twist::NullLists);
    assert_eq!(
        (&nulls["Files"], &nulls["Signers"][0]["Activities"]),
        (&json!(null), &json!(null))
    );
    assert_eq!(
        twisted(Twist::NoSignUrls)["Signers"][0]["SignUrl"],
        json!(null)
    );
    assert_eq!(twisted(Twist::LowerCaseNames)["status"], 10);
    assert!(twisted(Twist::UnknownMembers)["Novelty"].is_object());
    let reason = json!({ "Reason": "late" });
    put_json(&service, "DELETE", &format!("transaction/{id}"), &reason);
    let spelling = CancelSpelling::DoubleL;
    let other = twisted(Twist::CancelSpelling { spelling });
    assert_eq!(other["CancellationReason"], "late");
    assert!(other.get("CancelationReason").is_none());
    let spelling = CancelSpelling::Both;
    let both = twisted(Twist::CancelSpelling { spelling });
    assert_eq!(both["CancellationReason"], both["CancelationReason"]);
}

#[test]
fn files_come_empty_cut_off_unsigned_or_as_something_else() {
    let service = strict();
    let id = started(&service, &wish(), &contract());
    service.sign_all(&id).unwrap();
    let whole = file(&service, &id, "order.pdf").body;
    let fault = |fault: Fault| {
        service.faults().clear();
        service.faults().on(Operation::File).fault(fault);
        let path = format!("transaction/{id}/file/order.pdf");
        try_call(&service, "GET", &path, &[], b"")
    };
    let twist = |twist: Twist| fault(twist.into()).unwrap();
    assert_eq!(twist(Twist::EmptyFile).body, b"");
    assert!(twist(Twist::HtmlFile).text().starts_with("<!doctype html>"));
    assert_eq!(twist(Twist::Truncated).body, whole[..whole.len() / 2]);
    assert_eq!(twist(Twist::UnsignedOriginal).body, contract());
    let other = lopdf::Document::load_mem(&twist(Twist::OtherDocument).body).unwrap();
    assert_eq!(other.get_pages().len(), 1);
    let waiting = twist(Twist::NotYet { retry_after: 3 });
    assert_eq!(
        (waiting.status, waiting.header("retry-after")),
        (404, Some("3"))
    );
    assert_eq!(twist(Twist::NotFound).header("retry-after"), None);
    assert!(fault(Fault::CutReply { bytes: None }).is_err());
    let content_type = "application/octet-stream".to_owned();
    let typed = fault(Fault::ContentType { content_type }).unwrap();
    assert_eq!(
        typed.header("content-type"),
        Some("application/octet-stream")
    );
    let long = fault(Fault::Endless {
        content_type: None,
        bytes: Some(3_000_000),
    });
    assert_eq!(long.unwrap().body.len(), 3_000_000);
    let slow = fault(Fault::SlowBody {
        millis: 1,
        piece: whole.len() / 3,
    });
    assert_eq!(slow.unwrap().body, whole);
    let location = "http://other.example.net/".to_owned();
    let elsewhere = fault(Fault::Redirect { location }).unwrap();
    assert_eq!(
        (
            elsewhere.status,
            elsewhere.header("location").unwrap().len()
        ),
        (302, 25)
    );
}

#[test]
fn a_script_is_read_from_json() {
    let script = json!([
        { "on": "create", "nth": 1, "fault": "drop_after" },
        { "on": "upload", "nth": 2, "fault": "status", "status": 409 },
        { "on": "read", "probability": 0.1, "seed": 7, "fault": "own",
          "twist": { "twist": "status", "status": 70 } },
        { "path": "/receipt/", "times": 2, "fault": "own",
          "twist": { "twist": "not_yet", "retry_after": 5 } },
        { "fault": "delay", "millis": 10 }
    ]);
    let rules: Vec<Rule> = serde_json::from_value(script).unwrap();
    let mut create = Rule::new(Some("create"), Fault::DropAfter);
    create.nth = Some(1);
    assert_eq!(rules[0], create);
    assert_eq!(rules[2].fault, Twist::Status { status: 70 }.into());
    let again: Vec<Rule> = serde_json::from_value(serde_json::to_value(&rules).unwrap()).unwrap();
    assert_eq!(again, rules);
}

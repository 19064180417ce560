//! What the sheet leaves open, as options; and what becomes of a transaction in the end.

#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

mod support;

use serde_json::json;
use simulators::core::pdf::ca_certificate;
use simulators::signhost::{Operation, Options, Signhost, Twist, status};
use support::*;
use time::Duration;

fn with(edit: impl FnOnce(&mut Options)) -> Signhost {
    let mut options = Options::default();
    edit(&mut options);
    Signhost::start(options).unwrap()
}

#[test]
fn a_second_start_may_be_answered_as_the_first_and_is_told_all_the_same() {
    let service = with(|options| options.second_start_accepted = true);
    let id = started(&service, &wish(), &contract());
    assert_eq!(start(&service, &id).status, 204);
    assert_eq!(rules(&service.violations()), ["start.repeated"]);
    assert_eq!(service.started()["order-7731#1"], 1);
}

#[test]
fn a_cancellation_may_be_refused_while_processing_and_gone_after_the_end() {
    let service = with(|options| {
        options.cancel_refused_while_processing = true;
        options.cancel_after_end_gone = true;
        options.processing = Duration::seconds(9);
    });
    let id = started(&service, &wish(), &contract());
    assert_eq!(cancel(&service, &id).status, 400);
    service.advance(Duration::seconds(9));
    assert_eq!(cancel(&service, &id).status, 200);
    assert_eq!(cancel(&service, &id).status, 410);
    assert_eq!(file(&service, &id, "order.pdf").status, 410);
    assert_eq!(service.violations(), []);
}

#[test]
fn an_end_above_30_may_be_gone_and_metadata_is_gone_after_three_months() {
    let service = with(|options| options.gone_above_30 = true);
    let id = started(&service, &wish(), &contract());
    service.expire(&id).unwrap();
    let answer = read(&service, &id);
    assert_eq!((answer.status, &answer.json()["Status"]), (410, &json!(50)));
    assert_eq!(answer.json()["Signers"], json!(null));

    let service = strict();
    let id = started(&service, &wish(), &contract());
    service.sign_all(&id).unwrap();
    assert_eq!(file(&service, &id, "order.pdf").status, 200);
    service.advance(Duration::days(30));
    assert_eq!(file(&service, &id, "order.pdf").status, 410);
    assert_eq!(receipt(&service, &id).status, 410);
    assert_eq!(read(&service, &id).status, 200);
    service.advance(Duration::days(60));
    assert_eq!(read(&service, &id).status, 410);
    assert_eq!(service.violations(), []);
}

#[test]
fn an_upload_may_be_replaced_without_a_body() {
    let service = with(|options| options.replaced_status = 204);
    let id = create(&service, &wish());
    upload(&service, &id, "a.pdf", &contract());
    let again = upload(&service, &id, "a.pdf", &contract());
    assert_eq!((again.status, again.body.len()), (204, 0));
}

#[test]
fn a_seal_without_signers_is_signed_after_start() {
    let service = strict();
    let mut wish = wish();
    wish["Seal"] = json!(true);
    wish["Signers"] = json!([]);
    let id = started(&service, &wish, &contract());
    assert_eq!(service.transaction(&id).unwrap().status, status::SIGNED);
    let signed = file(&service, &id, "order.pdf").body;
    let verdict = seal::verify(&signed, None, &[ca_certificate().unwrap()]).unwrap();
    assert_eq!(verdict.signatures.len(), 1);
}

#[test]
fn a_start_may_be_stuck_or_fail_later() {
    let service = strict();
    let outcome = |twist: Twist, reference: &str| {
        service.faults().clear();
        service.faults().on(Operation::Start).fault(twist);
        let mut wish = wish();
        wish["Reference"] = json!(reference);
        let id = started(&service, &wish, &contract());
        service.advance(Duration::hours(1));
        service.transaction(&id).unwrap().status
    };
    assert_eq!(outcome(Twist::Stuck, "stuck"), status::PROCESSING);
    assert_eq!(outcome(Twist::FailsAfterStart, "fails"), status::FAILED);
}

#[test]
fn cheap_files_are_pdfs_too() {
    let service = with(|options| options.cheap_files = true);
    let mut bodies = Vec::new();
    for reference in ["one", "two"] {
        let mut wish = wish();
        wish["Reference"] = json!(reference);
        let id = started(&service, &wish, &contract());
        service.sign_all(&id).unwrap();
        bodies.push((
            file(&service, &id, "order.pdf").body,
            receipt(&service, &id).body,
        ));
    }
    assert_eq!(bodies[0].0, bodies[1].0);
    assert_ne!(bodies[0].1, bodies[1].1);
    for (signed, receipt) in &bodies {
        let verdict = seal::verify(signed, None, &[ca_certificate().unwrap()]).unwrap();
        assert_eq!(verdict.signatures[0].unchanged, Some(true));
        assert_eq!(
            lopdf::Document::load_mem(receipt)
                .unwrap()
                .get_pages()
                .len(),
            1
        );
    }
}

#[test]
fn initials_stand_on_every_page_where_they_are_wanted() {
    let service = strict();
    let id = create(&service, &wish());
    metadata(&service, &id, "a.pdf", &json!({ "SetParaph": true }));
    upload(&service, &id, "a.pdf", &pdf(&["One", "Two", "Three"]));
    start(&service, &id);
    let initials = service.transaction(&id).unwrap().files[0].initials[&1].clone();
    let pages: Vec<_> = initials.iter().map(|spot| spot.page).collect();
    assert_eq!(pages, [1, 2, 3]);
    service.sign_all(&id).unwrap();
    let signed = file(&service, &id, "a.pdf");
    assert_eq!(signed.status, 200, "{}", signed.text());
    let verdict = seal::verify(&signed.body, None, &[ca_certificate().unwrap()]).unwrap();
    assert_eq!(verdict.signatures[0].unchanged, Some(true));
    assert_eq!(service.violations(), []);
}

#[test]
fn what_a_signer_fills_in_comes_back_in_the_context() {
    let service = strict();
    let mut wish = wish();
    wish["Signers"][0]["Context"] = json!({ "mine": 1 });
    let id = create(&service, &wish);
    let at = json!({ "PageNumber": 1, "Left": 10, "Top": 10 });
    let given = json!({
        "Signers": { "buyer": { "FormSets": ["set"] } },
        "FormSets": { "set": {
            "place": { "Type": "SingleLine", "Location": at },
            "agree": { "Type": "Check", "Value": "yes", "Location": at }
        } }
    });
    metadata(&service, &id, "a.pdf", &given);
    upload(&service, &id, "a.pdf", &contract());
    start(&service, &id);
    service.sign_all(&id).unwrap();
    let context = &read(&service, &id).json()["Signers"][0]["Context"];
    let filled = json!({ "place": "place filled", "agree": "yes" });
    assert_eq!(context, &json!({ "mine": 1, "set": filled }));
    assert_eq!(service.violations(), []);
}

#[test]
fn with_mode_0_nobody_is_invited_and_with_mode_1_everybody_at_once() {
    for (mode, invited_at_once) in [(0, 0), (1, 2), (2, 1)] {
        let service = strict();
        let mut wish = invited();
        wish["SignRequestMode"] = json!(mode);
        let id = started(&service, &wish, &contract());
        assert_eq!(
            service.invitations("invited").len(),
            invited_at_once,
            "mode {mode}"
        );
        assert_eq!(service.sign(&id, 2).is_ok(), mode != 2, "mode {mode}");
    }
}

#[test]
fn delegation_and_bounces_are_activities() {
    let service = strict();
    let mut wish = invited();
    wish["Signers"][0]["AllowDelegation"] = json!(true);
    wish["Receivers"] = json!([{ "Name": "Cy", "Email": "cy@example.net", "Message": "Yours." }]);
    let id = started(&service, &wish, &contract());
    service
        .delegate(&id, 1, ["Dee", "dee@example.net", "away"])
        .unwrap();
    service.bounce(&id, 1).unwrap();
    assert_eq!(
        read(&service, &id).json()["Receivers"][0]["Activities"],
        json!(null)
    );
    service.bounce_receiver(&id, 1).unwrap();
    let body = read(&service, &id).json();
    let codes = |list: &serde_json::Value| -> Vec<_> {
        let list = list.as_array().unwrap().iter();
        list.map(|a| a["Code"].as_i64().unwrap()).collect()
    };
    assert_eq!(codes(&body["Signers"][0]["Activities"]), [101, 204, 999]);
    assert_eq!(codes(&body["Receivers"][0]["Activities"]), [999]);
    assert_eq!(body["Signers"][0]["DelegateSignerName"], "Dee");
    service.sign(&id, 1).unwrap();
    assert!(
        service
            .delegate(&id, 2, ["Eve", "eve@example.net", ""])
            .is_err()
    );
}

#[test]
fn violations_and_the_clock_outlive_the_process_where_there_is_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let open = || with(|options| options.state = Some(folder.path().to_owned()));
    let service = open();
    assert_eq!(start(&service, &create(&service, &wish())).status, 400);
    service.advance(Duration::days(2));
    drop(service);
    let service = open();
    assert!(service.clock().now() > time::OffsetDateTime::now_utc() + Duration::days(1));
    assert_eq!(rules(&service.violations()), ["start.no_file"]);
    service.forget_violations();
    drop(service);
    assert_eq!(open().violations(), []);
}

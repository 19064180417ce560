//! The whole way with Signant by `paraph-cli`, against the simulated service.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::time::Instant;

use serde_json::Value;
use simulators::core::wire;
use simulators::signant::{Operation, Options, Signant, Twist};
use support::Stage;

const SECRETS: &str = r#"{"distributor_id":"DEMO-DIST","access_code":"demo-code"}"#;
const FORM: &[(&str, &str)] = &[("Content-Type", "application/x-www-form-urlencoded")];

fn service() -> Signant {
    Signant::start(Options::default()).expect("the simulator")
}

fn stage_at(service: &Signant) -> Stage {
    let stage = Stage::new();
    let added = stage
        .add_account(("Office", "signant"), &service.base_url(), &[], SECRETS)
        .ok();
    assert_eq!(added["service"], "signant", "{added:#}");
    stage
}

fn send(stage: &Stage, more: &[&str]) -> Value {
    stage.send_with("Office", more).ok()
}

const TWO: &[&str] = &["--signer", "1:Ann Aalto", "--signer", "2:Ben Bakker"];

fn id(session: &Value) -> String {
    session["id"].as_str().expect("its id").to_owned()
}

/// What a signer does in the browser.
fn sign(url: &str) {
    let shown = wire::send(url, "GET", &[], b"").expect("the page");
    assert_eq!(shown.status, 200, "{}", shown.text());
    let body = b"consent=on&birth=1980-12-31";
    let length = body.len().to_string();
    let headers = [FORM, &[("Content-Length", &length)]].concat();
    let signed = wire::send(&format!("{url}/sign"), "POST", &headers, body).expect("it is signed");
    assert!(matches!(signed.status, 200 | 303), "{}", signed.text());
}

fn check(stage: &Stage, id: &str) -> Value {
    stage.cli(&["check", id]).json[0].clone()
}

#[test]
fn what_two_sign_one_after_the_other_is_kept_with_an_evidence_file() {
    let service = service();
    let stage = stage_at(&service);
    let tested = stage.cli(&["accounts", "test", "Office"]).ok();
    assert_eq!(tested["test"], "proven", "{tested:#}");
    let session = send(&stage, TWO);
    assert_eq!(session["state"], "waiting", "{session:#}");
    assert!(
        service.postings().is_empty(),
        "no quarter of an hour runs yet"
    );
    let id = id(&session);
    let early = stage.cli(&["open", &id, "--signer", "2", "--print"]);
    assert_eq!((early.code, early.error()), (Some(1), "not_your_turn"));

    sign(&stage.signing_url(&id, "1"));
    let first = check(&stage, &id);
    assert_eq!(first["state"], "waiting", "{first:#}");
    assert_eq!(first["signers"][0]["state"], "signed");
    assert!(first["documents"][0]["signed"].is_object() || first["service_session_id"].is_string());

    sign(&stage.signing_url(&id, "2"));
    let kept = check(&stage, &id);
    assert_eq!(kept["state"], "kept", "{kept:#}");
    assert_eq!(kept["documents"][0]["signed"]["verdict"], "intact");
    assert!(kept["receipt"]["path"].is_string());
    let to = stage.path("out");
    let exported = stage
        .cli(&["export", &id, "--to", &to.to_string_lossy()])
        .ok();
    let signed = exported["files"][0]["path"].as_str().expect("a path");
    let verified = stage.cli(&["verify", signed]).ok();
    let signatures = verified[0]["signatures"].as_array().expect("signatures");
    assert_eq!(signatures.len(), 2, "{verified:#}");
    assert_eq!(service.violations(), []);
    let again = stage.cli(&["remind", &id]);
    assert_eq!((again.code, again.error()), (Some(1), "not_offered"));
}

#[test]
fn whoever_watches_fetches_the_document_soon_after_it_is_signed() {
    let service = service();
    let stage = stage_at(&service);
    let id = id(&send(
        &stage,
        &["--signer", "1:Ann Aalto", "--allow", "tag_without_signer"],
    ));
    let url = stage.signing_url(&id, "1");
    sign(&url);
    let begun = Instant::now();
    service
        .faults()
        .on(Operation::Download)
        .times(2)
        .fault(Twist::CutFile);
    let watched = stage.cli(&["watch", "--until-idle"]);
    assert_eq!(watched.code, Some(0), "{watched:#?}");
    let shown = stage.cli(&["show", &id]).ok();
    assert_eq!(
        shown["state"],
        "kept",
        "{shown:#} after {:?}",
        begun.elapsed()
    );
    assert_eq!(service.violations(), []);
}

#[test]
fn a_posting_that_nobody_signs_runs_out_and_can_be_sent_again_as_new() {
    let service = service();
    let stage = stage_at(&service);
    let session = send(&stage, TWO);
    let id = id(&session);
    let _ = stage.signing_url(&id, "1");
    service.advance(time::Duration::minutes(16));
    let gone = check(&stage, &id);
    assert_eq!(gone["state"], "expired", "{gone:#}");
    let late = stage.cli(&["open", &id, "--signer", "1", "--print"]);
    assert_eq!((late.code, late.error()), (Some(1), "already_ended"));
    let anew = send(&stage, TWO);
    assert_eq!(anew["state"], "waiting");
}

#[test]
fn what_was_signed_before_is_safe_when_the_next_posting_runs_out_and_the_page_is_made_anew() {
    let service = service();
    let stage = stage_at(&service);
    let id = id(&send(&stage, TWO));
    sign(&stage.signing_url(&id, "1"));
    check(&stage, &id);
    let before = stage.signing_url(&id, "2");
    service.advance(time::Duration::minutes(16));
    assert_eq!(check(&stage, &id)["state"], "waiting");
    let anew = stage.signing_url(&id, "2");
    assert_ne!(anew, before);
    sign(&anew);
    assert_eq!(check(&stage, &id)["state"], "kept");
    assert_eq!(service.violations(), []);
}

#[test]
fn several_documents_are_signed_on_one_page_each_one_after_the_other_and_kept_together() {
    let service = service();
    let stage = stage_at(&service);
    let annex = simulators::core::pdf::plain_page("Annex to the lease");
    let annex = stage.put("Annex.pdf", &annex);
    let annex = annex.to_string_lossy();
    let one = ["--signer", "1:Ann Aalto", "--allow", "tag_without_signer"];
    let id = id(&send(&stage, &[&one[..], &[&*annex]].concat()));
    let first = stage.signing_url(&id, "1");
    assert_eq!(stage.signing_url(&id, "1"), first, "the same page again");
    sign(&first);
    // Nobody has looked since; opening again leads on to the next document.
    let second = stage.signing_url(&id, "1");
    assert_ne!(second, first);
    assert_eq!(service.postings().len(), 2);
    sign(&second);
    let over = stage.cli(&["open", &id, "--signer", "1", "--print"]);
    assert_eq!((over.code, over.error()), (Some(1), "already_signed"));
    let kept = check(&stage, &id);
    assert_eq!(kept["state"], "kept", "{kept:#}");
    for document in kept["documents"].as_array().expect("documents") {
        assert_eq!(document["signed"]["verdict"], "intact");
    }
    assert_eq!(service.postings().len(), 2, "one for each document");
    assert_eq!(service.violations(), []);
}

#[test]
fn another_contract_in_the_signed_copys_place_is_refused_told_and_written_nowhere() {
    let service = service();
    let stage = stage_at(&service);
    let id = id(&send(
        &stage,
        &["--signer", "1:Ann Aalto", "--allow", "tag_without_signer"],
    ));
    sign(&stage.signing_url(&id, "1"));
    service
        .faults()
        .on(Operation::Download)
        .fault(Twist::OtherFile);
    let _ = check(&stage, &id);
    let shown = stage.cli(&["show", &id]).json;
    assert_eq!(shown["error"]["code"], "signed_copy_bad", "{shown:#}");
    assert_eq!(shown["documents"][0]["signed"], Value::Null);
    assert!(!stage.copies().exists());
    // The right one is taken as soon as it comes.
    service.faults().clear();
    assert_eq!(check(&stage, &id)["state"], "kept");
}

#[test]
fn what_is_signed_after_a_cancel_here_is_fetched_laid_by_it_and_told() {
    let service = service();
    let stage = stage_at(&service);
    let id = id(&send(&stage, TWO));
    let url = stage.signing_url(&id, "1");
    let cancelled = stage.cli(&["cancel", &id]).ok();
    assert_eq!(cancelled["state"], "cancelled", "{cancelled:#}");
    sign(&url);
    let late = check(&stage, &id);
    assert_eq!(late["state"], "cancelled", "{late:#}");
    assert_eq!(late["signers"][0]["state"], "signed");
    assert_eq!(late["documents"][0]["signed"]["verdict"], "intact");
    assert_eq!(late["notices"], serde_json::json!(["signed_after_end"]));
    assert_eq!(service.violations(), []);
}

#[test]
fn a_document_that_is_lost_at_the_service_needs_a_person_and_says_so() {
    let service = service();
    let stage = stage_at(&service);
    let id = id(&send(
        &stage,
        &["--signer", "1:Ann Aalto", "--allow", "tag_without_signer"],
    ));
    sign(&stage.signing_url(&id, "1"));
    service.faults().on(Operation::Download).status(503);
    let seen = check(&stage, &id);
    assert_eq!(seen["state"], "completed", "{seen:#}");
    service.faults().clear();
    service.advance(time::Duration::minutes(16));
    let lost = stage.cli(&["check", &id]);
    assert_eq!(lost.code, Some(3), "{lost:#?}");
    assert_eq!(lost.json[0]["state"], "attention");
    assert_eq!(lost.json[0]["error"]["code"], "signed_copy_lost");
}

#[test]
fn a_refusal_is_declined_and_a_wrong_key_is_refused_before_anything_is_recorded_as_out() {
    let service = service();
    let stage = stage_at(&service);
    let id = id(&send(&stage, TWO));
    let url = stage.signing_url(&id, "1");
    let headers = [FORM, &[("Content-Length", "0")]].concat();
    wire::send(&format!("{url}/reject"), "POST", &headers, b"").expect("refused");
    assert_eq!(check(&stage, &id)["state"], "declined");

    let wrong = r#"{"distributor_id":"DEMO-DIST","access_code":"other"}"#;
    let account = ("Wrong", "signant");
    let _ = stage
        .add_account(account, &service.base_url(), &[], wrong)
        .ok();
    let tested = stage.cli(&["accounts", "test", "Wrong"]);
    assert_eq!(
        (tested.code, tested.error()),
        (Some(1), "credentials_refused")
    );
    let nowhere = stage.cli_with(
        &[
            "accounts",
            "add",
            "--name",
            "N",
            "--service",
            "signant",
            "--secrets-stdin",
        ],
        &[],
        SECRETS,
    );
    assert_eq!(
        (nowhere.code, nowhere.error()),
        (Some(1), "base_url_invalid")
    );
}

#[test]
fn an_identity_number_reaches_the_service_and_lies_nowhere_in_plain() {
    let service = service();
    let stage = stage_at(&service);
    let number = "01017012345";
    let own = [
        "--signer",
        "1:Ann Aalto",
        "--allow",
        "tag_without_signer",
        "--signer-set",
        "1.ssn=01017012345",
        "--signer-set",
        "1.ssn_allowed=yes",
        "--signer-set",
        "1.minimum_age=18",
    ];
    let id = id(&send(&stage, &own));
    let holds = || holds_anywhere(&stage.path(""), number.as_bytes());
    assert_eq!(holds(), Vec::<String>::new());
    let url = stage.signing_url(&id, "1");
    assert_eq!(
        service.postings()[0].recipients[0].ssn.as_deref(),
        Some(number)
    );
    sign(&url);
    assert_eq!(check(&stage, &id)["state"], "kept");
    let shown = stage.cli(&["show", &id]).ok().to_string();
    assert!(!shown.contains(number) && !shown.contains("ssn"), "{shown}");
    assert_eq!(holds(), Vec::<String>::new());
    // Not even sealed, once the session has ended.
    assert_eq!(
        holds_anywhere(&stage.path("data"), b"\"ssn\":\"sealed:"),
        Vec::<String>::new()
    );
    assert_eq!(service.violations(), []);
}

/// The files below a folder that hold these bytes.
fn holds_anywhere(folder: &std::path::Path, wanted: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = std::fs::read(&path)
                && bytes.windows(wanted.len()).any(|part| part == wanted)
            {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

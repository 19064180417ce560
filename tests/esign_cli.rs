//! The whole way with eSign by `paraph-cli`, against the simulated service.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use simulators::core::wire;
use simulators::esign::{Esign, Operation, Options, status};
use support::{CONTRACT, Stage};

const SALT: &str = "Qm7w2LkZ8tR4yX1cVb9nHs3dFg6jPa0e";

fn service() -> Esign {
    Esign::start(Options {
        self_ticking: true,
        tag_delay: time::Duration::seconds(3),
        ..Options::default()
    })
    .expect("the simulator")
}

fn add(stage: &Stage, service: &Esign, secrets: &Value) -> Value {
    let (set, secrets) = (["username=sender@example.net"], secrets.to_string());
    stage
        .add_account(("Office", "esign"), &service.base_url(), &set, &secrets)
        .ok()
}

fn add_office(stage: &Stage, service: &Esign) -> Value {
    let secrets = json!({ "encrypted_api_key": service.encrypted_key(SALT), "salt": SALT });
    add(stage, service, &secrets)
}

fn send(stage: &Stage, more: &[&str]) -> Value {
    let words = [
        "--signer",
        "1:Ann Aalto <ann@example.com>",
        "--signer",
        "2:Ben Bakker <ben@example.com>",
        "--expires-days",
        "30",
    ];
    stage.send_with("Office", &[&words, more].concat()).ok()
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().expect(name).to_owned()
}

/// Signs on the hosted page, as a browser without scripts does.
fn sign_on(page: &str) {
    let shown = wire::send(page, "GET", &[], b"").expect("the page");
    assert_eq!(shown.status, 200, "{}", shown.text());
    assert!(shown.text().contains("Lease Harbour Street 12"));
    let act = page.replace("?t=", "/sign?t=");
    let body = b"consent=on";
    let length = body.len().to_string();
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Content-Length", &*length),
    ];
    let signed = wire::send(&act, "POST", &headers, body).expect("an answer");
    assert_eq!(signed.status, 303, "{}", signed.text());
}

#[test]
fn an_account_is_proven_with_an_encrypted_or_a_plain_key_and_neither_is_shown() {
    let (stage, service) = (Stage::new(), service());
    let added = add_office(&stage, &service);
    assert_eq!(added["service"], "esign");
    assert_eq!(
        stage.cli(&["accounts", "test", "Office"]).ok()["test"],
        "proven"
    );
    let _ = stage.cli(&["accounts", "remove", "Office"]).ok();
    let _ = add(&stage, &service, &json!({ "api_key": "sim-api-key" }));
    assert_eq!(
        stage.cli(&["accounts", "test", "Office"]).ok()["test"],
        "proven"
    );
    // It travels in an address once only, whatever is done with the account after.
    let session = send(&stage, &[]);
    assert_eq!(session["state"], "waiting", "{session:#}");
    let _ = stage.cli(&["check", &text(&session, "id")]).ok();
    assert_eq!(service.count(Operation::Encrypt), 1);
    let _ = stage.cli(&["cancel", &text(&session, "id")]).ok();
    let listed = stage.cli(&["accounts", "list"]);
    let shown = format!("{}{}", listed.json, listed.told);
    assert!(
        !shown.contains("sim-api-key") && !shown.contains(SALT),
        "{shown}"
    );
    let mut other = vec!["accounts", "add", "--name", "Other", "--service", "esign"];
    let base = service.base_url();
    other.extend(["--base-url", &base, "--set", "username=sender@example.net"]);
    other.push("--secrets-stdin");
    let _ = stage
        .cli_with(&other, &[], &json!({ "api_key": "another" }).to_string())
        .ok();
    let tested = stage.cli(&["accounts", "test", "Other"]);
    assert_eq!(tested.json["test"], "refused", "{tested:#?}");
    assert_eq!(service.violations(), []);
}

#[test]
fn a_wrong_address_is_corrected_and_a_signer_that_is_none_is_refused() {
    let (stage, service) = (Stage::new(), service());
    add_office(&stage, &service);
    let session = send(&stage, &[]);
    let id = text(&session, "id");
    let signer = "2:Benjamin Bakker <ben@example.org>";
    let words = ["correct", &id, "--signer", signer, "--remind-days", "4"];
    let corrected = stage.cli(&words).ok();
    assert_eq!(corrected["signers"][1]["email"], "ben@example.org");
    let there = service.sessions().remove(0);
    let ben = there.signer(2).expect("a signer");
    assert_eq!(ben.email, "ben@example.org");
    let told = |to: &str| there.mails.iter().filter(|mail| mail.to == to).count();
    assert_eq!(told("ben@example.org"), 1);
    let wrong = stage.cli(&["correct", &id, "--signer", "9:Nobody <no@example.org>"]);
    assert_eq!(wrong.code, Some(1));
    assert_eq!(wrong.json["error"]["code"], "unknown_signer");
    let nothing = stage.cli(&["correct", &id]);
    assert_eq!((nothing.code, nothing.error()), (Some(2), "usage"));
    assert_eq!(service.violations(), []);
}

#[test]
fn a_session_is_finished_without_who_has_not_signed_and_what_is_signed_is_kept() {
    let (stage, service) = (Stage::new(), service());
    add_office(&stage, &service);
    let session = send(&stage, &[]);
    let id = text(&session, "id");
    let none = stage.cli(&["close", &id]);
    assert_eq!(none.code, Some(1));
    assert_eq!(none.json["error"]["code"], "nothing_signed");
    let there = text(&session, "service_session_id");
    service.sign(&there, 1).expect("it is their turn");
    let closed = stage.cli(&["close", &id]).ok();
    assert_eq!(closed["state"], "kept", "{closed:#}");
    assert_eq!(closed["signers"][0]["state"], "signed");
    assert_ne!(closed["signers"][1]["state"], "signed");
    assert_eq!(stage.cli(&["close", &id]).code, Some(1));
    assert_eq!(service.violations(), []);
}

#[test]
fn what_is_sent_with_links_is_signed_on_the_services_pages_and_kept_with_its_audit_trail() {
    let (stage, service) = (Stage::new(), service());
    add_office(&stage, &service);
    let session = send(
        &stage,
        &[
            "--set",
            "invite=link",
            "--in-order",
            "--message",
            "Please sign.",
        ],
    );
    assert_eq!(session["state"], "waiting", "{session:#}");
    assert_eq!(session["signers"][0]["state"], "waiting");
    let steps: Vec<_> = session["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .map(|step| text(step, "name"))
        .collect();
    assert_eq!(steps[..3], ["copy:1", "create", "start"]);
    assert!(session["documents"][0]["sent_sha256"].is_string());
    let there = service
        .session(&text(&session, "service_session_id"))
        .expect("it");
    assert!(there.mails.is_empty());
    assert!(there.documents[0].eaten.is_empty(), "{:?}", there.documents);
    let roles: Vec<_> = there.documents[0]
        .fields
        .iter()
        .map(|f| f.role.as_str())
        .collect();
    assert!(
        roles.contains(&"Seller 1") && roles.contains(&"Seller 2"),
        "{roles:?}"
    );

    let id = text(&session, "id");
    let early = stage.cli(&["open", &id, "--signer", "2", "--print"]);
    assert_eq!((early.code, early.error()), (Some(1), "not_your_turn"));
    for signer in ["1", "2"] {
        let opened = stage
            .cli(&["open", &id, "--signer", signer, "--print"])
            .ok();
        sign_on(&text(&opened, "url"));
        let _ = stage.cli(&["check", &id]).ok();
    }
    let kept = stage.cli(&["show", &id]).ok();
    assert_eq!(kept["state"], "kept", "{kept:#}");
    // eSign draws its signatures: there is none that could be verified, and that is said.
    assert_eq!(kept["documents"][0]["signed"]["verdict"], "unsigned");
    let receipt = stage.data().join(text(&kept["receipt"], "path"));
    let log: Value = serde_json::from_slice(&std::fs::read(receipt).expect("it")).expect("JSON");
    assert!(
        log["Actionlog"]
            .to_string()
            .contains("Signed by Ben Bakker")
    );
    let readable = std::fs::read_dir(stage.copies()).expect("copies");
    let names: Vec<_> = readable
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    assert!(
        names.iter().any(|name| name.ends_with(".json")),
        "{names:?}"
    );
    let shown = kept.to_string();
    let page = service.sign_url(&there.id, 1).expect("a page");
    let secret = page.split("?t=").last().unwrap_or_default();
    assert!(!shown.contains(secret));
    assert_eq!(service.violations(), []);
}

#[test]
fn people_are_mailed_reminded_and_told_of_the_end() {
    let (stage, service) = (Stage::new(), service());
    add_office(&stage, &service);
    let session = send(&stage, &[]);
    assert_eq!(session["signers"][0]["state"], "invited", "{session:#}");
    let (id, there) = (text(&session, "id"), text(&session, "service_session_id"));
    service.advance(time::Duration::hours(1));
    let reminded = stage.cli(&["remind", &id, "--signer", "2"]).ok();
    assert_eq!(reminded["state"], "waiting");
    let again = stage.cli(&["remind", &id]);
    assert_eq!((again.code, again.error()), (Some(1), "service_busy"));
    let mails = service.session(&there).expect("it").mails;
    assert_eq!(
        mails
            .iter()
            .filter(|mail| mail.to == "ben@example.com")
            .count(),
        2
    );
    let cancelled = stage.cli(&["cancel", &id, "--reason", "Withdrawn"]).ok();
    assert_eq!(cancelled["state"], "cancelled", "{cancelled:#}");
    assert_eq!(
        service.session(&there).expect("it").status,
        status::CANCELLED
    );
    assert_eq!(service.violations(), []);
}

#[test]
fn another_contract_in_the_signed_copys_place_is_refused_told_and_written_nowhere() {
    let (stage, service) = (Stage::new(), service());
    add_office(&stage, &service);
    let session = send(&stage, &[]);
    let (id, there) = (text(&session, "id"), text(&session, "service_session_id"));
    service.sign_all(&there).expect("it is signed");
    let other = simulators::core::pdf::plain_page("Another contract.");
    let body = json!({ "Documents": [{ "FileName": "../lease.pdf", "FileBytes": other }] });
    service
        .faults()
        .on(Operation::Files)
        .fault(simulators::core::Fault::Body {
            content_type: "application/json".into(),
            body: body.to_string(),
        });
    let _ = stage.cli(&["check", &id]);
    let shown = stage.cli(&["show", &id]).json;
    assert_eq!(shown["error"]["code"], "signed_copy_bad", "{shown:#}");
    assert_eq!(shown["documents"][0]["signed"], Value::Null);
    assert!(!stage.copies().exists());
    // The right one is taken as soon as it comes.
    service.faults().clear();
    let kept = stage.cli(&["check", &id]).ok();
    assert_eq!(kept[0]["state"], "kept", "{kept:#}");
}

/// S01: the answer to the create is lost, and the session is found again by its own reference.
#[test]
fn a_session_whose_creates_answer_was_lost_is_found_again_and_sent_once() {
    let (stage, service) = (Stage::new(), service());
    add_office(&stage, &service);
    service
        .faults()
        .on(Operation::Create)
        .nth(1)
        .drop_after_accept();
    let session = send(&stage, &[]);
    assert_eq!(session["state"], "waiting", "{session:#}");
    assert_eq!(service.count(Operation::Create), 1);
    let all = service.sessions();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].transaction(), text(&session, "id"));
    assert_eq!(session["service_session_id"], json!(all[0].id));
    assert_eq!(all[0].starts, 1);
    assert_eq!(service.violations(), []);
}

#[test]
fn a_declined_contract_tells_why_and_can_still_be_cancelled() {
    let (stage, service) = (Stage::new(), service());
    add_office(&stage, &service);
    let session = send(&stage, &[]);
    let (id, there) = (text(&session, "id"), text(&session, "service_session_id"));
    service
        .decline(&there, 2, "Wrong rent")
        .expect("it is declined");
    let checked = stage.cli(&["check", &id]).ok();
    assert_eq!(checked[0]["state"], "declined", "{checked:#}");
    assert!(checked.to_string().contains("Wrong rent"));
    let cancelled = stage.cli(&["cancel", &id]).ok();
    assert_eq!(cancelled["state"], "cancelled", "{cancelled:#}");
    assert_eq!(
        service.session(&there).expect("it").status,
        status::CANCELLED
    );
    assert_eq!(service.violations(), []);
}

#[test]
fn what_the_service_says_against_a_start_is_told_and_a_person_decides() {
    let (stage, service) = (Stage::new(), service());
    add_office(&stage, &service);
    let words = vec!["Ann Aalto has no licence".to_owned()];
    service
        .faults()
        .on(Operation::Start)
        .times(6)
        .fault(simulators::esign::Twist::StartFalse { messages: words });
    let file = stage.put("Lease Harbour Street 12.pdf", CONTRACT);
    let sent = stage.cli(&[
        "send",
        "--account",
        "Office",
        "--signer",
        "1:Ann Aalto <ann@example.com>",
        "--signer",
        "2:Ben Bakker <ben@example.com>",
        &file.to_string_lossy(),
    ]);
    assert_eq!(sent.code, Some(3), "{sent:#?}");
    assert_eq!(sent.json["state"], "attention");
    assert_eq!(sent.error(), "start_refused");
    assert!(
        sent.json["error"]["detail"]
            .to_string()
            .contains("Ann Aalto has no licence")
    );
    let id = text(&sent.json, "id");
    let went = stage.cli(&["resolve", &id, "--as", "not-sent"]).ok();
    assert_eq!(went["state"], "waiting", "{went:#}");
    assert_eq!(service.sessions().len(), 1);
    assert_eq!(service.violations(), []);
}

//! The whole way with Signhost by `paraph-cli`, against the simulated service.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use simulators::core::wire;
use simulators::signhost::{Options, Signhost};
use support::{OFFICE_SECRETS, Stage, until};

fn service() -> Signhost {
    Signhost::start(Options {
        self_ticking: true,
        ..Options::default()
    })
    .expect("the simulator")
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

fn id(session: &Value) -> String {
    session["id"].as_str().expect("its id").to_owned()
}

#[test]
fn an_account_is_added_tested_listed_and_removed_and_its_secrets_are_shown_nowhere() {
    let (stage, service) = (Stage::new(), service());
    let added = stage.add_office(&service.base_url());
    assert_eq!(added["service"], "signhost");
    assert_eq!(added["secrets"], "keyring");
    let tested = stage.cli(&["accounts", "test", "Office"]).ok();
    assert_eq!(tested["test"], "proven", "{tested:#}");
    let taken = stage.cli_with(
        &[
            "accounts",
            "add",
            "--name",
            "Office",
            "--service",
            "signhost",
            "--secrets-stdin",
        ],
        &[],
        OFFICE_SECRETS,
    );
    assert_eq!((taken.code, taken.error()), (Some(1), "account_taken"));
    let far = stage.cli_with(
        &[
            "accounts",
            "add",
            "--name",
            "Far",
            "--service",
            "signhost",
            "--base-url",
            "http://api.example.net/",
            "--secrets-stdin",
        ],
        &[],
        OFFICE_SECRETS,
    );
    assert_eq!((far.code, far.error()), (Some(1), "base_url_invalid"));

    let session = send(&stage, &[]);
    let in_use = stage.cli(&["accounts", "remove", "Office"]);
    assert_eq!((in_use.code, in_use.error()), (Some(1), "account_in_use"));
    let _ = stage.cli(&["cancel", &id(&session)]).ok();
    let _ = stage.cli(&["accounts", "remove", "Office"]).ok();
    let listed = stage.cli(&["accounts", "list"]);
    assert!(!listed.json.to_string().contains("t0ken") && !listed.told.contains("t0ken"));
    assert_eq!(listed.ok().as_array().map(Vec::len), Some(1));
    assert_eq!(service.violations(), []);
}

#[test]
fn what_is_sent_signed_and_checked_is_kept_and_a_second_send_is_refused() {
    let (stage, service) = (Stage::new(), service());
    stage.add_office(&service.base_url());
    let session = send(
        &stage,
        &["--reference", "HS12", "--message", "Please sign."],
    );
    assert_eq!(session["state"], "waiting", "{session:#}");
    assert_eq!(session["signers"][0]["state"], "invited");
    let steps: Vec<_> = session["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .map(|s| s["name"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(steps[..4], ["create", "metadata:1", "upload:1", "start"]);

    let file = stage.path("home/Lease Harbour Street 12.pdf");
    let again = stage.cli(&[
        "send",
        "--account",
        "Office",
        "--signer",
        "1:Ann Aalto <ann@example.com>",
        "--signer",
        "2:Ben Bakker <ben@example.com>",
        &file.to_string_lossy(),
    ]);
    assert_eq!((again.code, again.error()), (Some(1), "preflight"));
    assert!(again.json.to_string().contains("already_sent"));

    let id = id(&session);
    let remind = stage.cli(&["remind", &id]);
    assert_eq!((remind.code, remind.error()), (Some(1), "not_offered"));
    let transaction = session["service_session_id"].as_str().expect("its id");
    service.sign_all(transaction).expect("they sign");
    let checked = stage.cli(&["check", &id]).ok();
    assert_eq!(checked[0]["state"], "kept", "{checked:#}");
    assert!(checked[0]["receipt"]["path"].is_string());
    assert_eq!(checked[0]["documents"][0]["signed"]["verdict"], "intact");
    assert_eq!(service.violations(), []);
}

#[test]
fn cancelling_ends_the_session_at_the_service_with_its_reason() {
    let (stage, service) = (Stage::new(), service());
    stage.add_office(&service.base_url());
    let session = send(&stage, &[]);
    let cancelled = stage
        .cli(&[
            "cancel",
            &id(&session),
            "--reason",
            "The order was withdrawn",
        ])
        .ok();
    assert_eq!(cancelled["state"], "cancelled", "{cancelled:#}");
    let transaction = session["service_session_id"].as_str().expect("its id");
    let there = service.transaction(transaction).expect("it is known");
    assert_eq!(there.status, simulators::signhost::status::CANCELLED);
    assert_eq!(
        there.cancel_reason.as_deref(),
        Some("The order was withdrawn")
    );
    let again = stage.cli(&["cancel", &id(&session)]);
    assert_eq!((again.code, again.error()), (Some(1), "already_ended"));
    assert_eq!(service.violations(), []);
}

#[test]
fn the_sixth_question_is_not_asked_unless_the_person_insists() {
    let (stage, service) = (Stage::new(), service());
    stage.add_office(&service.base_url());
    let session = send(&stage, &[]);
    let transaction = session["service_session_id"].as_str().expect("its id");
    let mut spent = json!(null);
    for _ in 0..6 {
        spent = stage.cli(&["check", &id(&session)]).ok();
    }
    assert_eq!(
        spent[0]["notices"],
        json!(["asking_budget_spent"]),
        "{spent:#}"
    );
    // The last one is kept for the end.
    assert_eq!(service.reads(transaction), 4);
    let _ = stage.cli(&["check", &id(&session), "--anyway"]).ok();
    assert_eq!(service.reads(transaction), 5);
    assert_eq!(service.violations(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postback_makes_paraph_ask_and_a_forged_one_does_not() {
    let stage = Stage::new();
    let service = service();
    stage.add_office(&service.base_url());
    let session = send(&stage, &[]);
    let transaction = session["service_session_id"].as_str().expect("its id");
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port")
        .port();
    let address = format!("127.0.0.1:{port}");
    let mut listening = stage.command(support::paraph_cli());
    listening.args(["--json", "postbacks", "--listen", &address]);
    listening
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    let _listening = support::Program::from(listening.spawn().expect("paraph-cli postbacks"));
    let target = format!("http://{address}/hook");
    until("it listens", 30, || {
        wire::send(&target, "POST", &[("Content-Length", "0")], b"").ok()
    });

    let reads = service.reads(transaction);
    let answered = service.post_forged(&target, transaction, 30).await;
    assert_eq!(answered, Some(200));
    service.sign_all(transaction).expect("they sign");
    let answered = service.post_status(&target, transaction, 30).await;
    assert_eq!(answered, Some(200));
    until("it is kept", 120, || {
        let shown = stage.cli(&["show", &id(&session)]).json;
        (shown["state"] == "kept").then_some(())
    });
    assert_eq!(service.reads(transaction), reads + 1, "one question");
    assert_eq!(service.violations(), []);
}

//! The whole way with Rest PKI by `paraph-cli`, against the simulated service.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use simulators::core::pdf::Person;
use simulators::core::wire;
use simulators::restpki::{Options, RestPki, WebhookAuth};
use support::{Stage, until};

fn service() -> RestPki {
    RestPki::start(Options {
        self_ticking: true,
        ..Options::default()
    })
    .expect("the simulator")
}

fn add_account(stage: &Stage, service: &RestPki) -> Value {
    let secrets = json!({ "api_key": service.api_key(), "postback_secret": "hook-s3cr3t" });
    let account = ("Cartório", "restpki");
    stage
        .add_account(account, &service.base_url(), &[], &secrets.to_string())
        .ok()
}

fn send(stage: &Stage, more: &[&str]) -> Value {
    let words = [
        "--signer",
        "1:Ann Aalto",
        "--signer",
        "2:Ben Bakker <ben@example.com>",
    ];
    stage.send_with("Cartório", &[&words, more].concat()).ok()
}

fn id(session: &Value) -> String {
    session["id"].as_str().expect("its id").to_owned()
}

/// Presses a button on the hosted page; where the browser is sent.
fn press(page: &str, button: &str, name: &str) -> Option<String> {
    let form = format!("do={button}&name={}", name.replace(' ', "+"));
    let length = form.len().to_string();
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Content-Length", length.as_str()),
    ];
    let answer = wire::send(&format!("{page}/act"), "POST", &headers, form.as_bytes());
    let answer = answer.expect("an answer");
    assert!(matches!(answer.status, 200 | 303), "{}", answer.text());
    answer.header("location").map(str::to_owned)
}

fn check(stage: &Stage, id: &str) -> Value {
    stage.cli(&["check", id]).ok()[0].clone()
}

fn steps(session: &Value) -> Vec<(String, String)> {
    let steps = session["steps"].as_array().expect("steps").iter();
    let word = |step: &Value, name: &str| step[name].as_str().unwrap_or_default().to_owned();
    steps
        .map(|step| (word(step, "name"), word(step, "state")))
        .collect()
}

#[test]
fn an_account_is_added_tested_and_listed_and_its_key_is_shown_nowhere() {
    let (stage, service) = (Stage::new(), service());
    let added = add_account(&stage, &service);
    assert_eq!(
        (&added["service"], &added["secrets"]),
        (&json!("restpki"), &json!("keyring"))
    );
    let tested = stage.cli(&["accounts", "test", "Cartório"]).ok();
    assert_eq!(tested["test"], "proven", "{tested:#}");
    let listed = stage.cli(&["accounts", "list"]);
    let key = service.api_key();
    assert!(!listed.json.to_string().contains(&key) && !listed.told.contains(&key));
    let about = stage.cli(&["services", "restpki"]).ok();
    let can = about
        .pointer("/0/capabilities")
        .or_else(|| about.get("capabilities"));
    let can = can.expect("its capabilities");
    assert_eq!(
        (&can["chain"], &can["cancel"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(service.violations(), []);
}

#[test]
fn two_sign_one_after_the_other_and_the_contract_is_kept_with_a_receipt_by_paraph() {
    let (stage, service) = (Stage::new(), service());
    add_account(&stage, &service);
    let session = send(&stage, &[]);
    let id = id(&session);
    assert_eq!(session["state"], "waiting", "{session:#}");
    assert_eq!(session["service_session_id"], Value::Null);
    assert!(
        service.sessions().is_empty(),
        "none before a signer goes to sign"
    );
    assert_eq!(
        steps(&session)[..2]
            .iter()
            .map(|(name, _)| name.as_str())
            .collect::<Vec<_>>(),
        ["copy:1", "key"]
    );

    let early = stage.cli(&["open", &id, "--signer", "2", "--print"]);
    assert_eq!((early.code, early.error()), (Some(1), "not_your_turn"));
    let page = stage.signing_url(&id, "1");
    assert!(page.starts_with(&service.origin()), "{page}");
    assert_eq!(stage.signing_url(&id, "1"), page, "the same page again");
    assert_eq!(
        press(&page, "sign", "Ann Aalto"),
        None,
        "nobody serves a page to return to"
    );
    let checked = check(&stage, &id);
    assert_eq!(checked["state"], "waiting", "{checked:#}");
    assert_eq!(checked["signers"][0]["state"], "signed");
    assert!(steps(&checked).contains(&("fetch:1:1".into(), "done".into())));

    let page = stage.signing_url(&id, "2");
    press(&page, "sign", "Ben Bakker");
    let kept = check(&stage, &id);
    assert_eq!(kept["state"], "kept", "{kept:#}");
    assert_eq!(kept["documents"][0]["signed"]["verdict"], "intact");
    assert!(kept["receipt"]["path"].is_string());
    let sessions = service.sessions();
    assert_eq!(kept["service_session_id"], sessions[1].id.as_str());
    let second = &sessions[1].documents[0].original;
    assert_eq!(
        Some(second),
        sessions[0].documents[0].signed.as_ref(),
        "a chain"
    );
    let text = String::from_utf8_lossy(&sessions[0].documents[0].original).into_owned();
    assert!(!text.contains("{{Signer"), "the tags are taken out");
    let told = kept.to_string();
    for secret in [service.api_key(), "signature-session/".to_owned()] {
        assert!(!told.contains(&secret), "{told}");
    }

    let folder = stage.copies();
    let out = stage
        .cli(&["export", &id, "--to", &folder.to_string_lossy()])
        .ok();
    let signed = out["files"].as_array().expect("files").iter();
    let signed = signed
        .clone()
        .find(|file| file["kind"] == "signed")
        .expect("one");
    let path = signed["path"].as_str().expect("a path");
    let verdict = stage.cli(&["verify", path]).ok();
    let names: Vec<_> = (0..2)
        .map(|n| verdict[0]["signatures"][n]["signed_by"].clone())
        .collect();
    assert_eq!(names, [json!("Ann Aalto"), json!("Ben Bakker")]);
    assert_eq!(service.violations(), []);
}

#[test]
fn leaving_the_page_is_no_refusal_and_cancelling_ends_it_here_only() {
    let (stage, service) = (Stage::new(), service());
    add_account(&stage, &service);
    let session = send(&stage, &[]);
    let id = id(&session);
    let page = stage.signing_url(&id, "1");
    press(&page, "cancel", "");
    let checked = check(&stage, &id);
    assert_eq!(checked["state"], "waiting", "{checked:#}");
    assert_eq!(checked["signers"][0]["state"], "waiting");
    assert_ne!(stage.signing_url(&id, "1"), page, "another page");

    let remind = stage.cli(&["remind", &id]);
    assert_eq!((remind.code, remind.error()), (Some(1), "not_offered"));
    let cancelled = stage.cli(&["cancel", &id]).ok();
    assert_eq!(cancelled["state"], "cancelled");
    let again = stage.cli(&["open", &id, "--signer", "1", "--print"]);
    assert_eq!((again.code, again.error()), (Some(1), "already_ended"));
    assert_eq!(service.violations(), []);
}

#[test]
fn another_contract_signed_in_its_place_is_refused_told_and_written_nowhere() {
    let (stage, service) = (Stage::new(), service());
    add_account(&stage, &service);
    let id = id(&send(&stage, &[]));
    let other = simulators::core::pdf::plain_page("Another contract.");
    service.whims(|whims| whims.signs_instead = Some(other.into()));
    press(&stage.signing_url(&id, "1"), "sign", "Ann Aalto");
    let _ = stage.cli(&["check", &id]);
    let shown = stage.cli(&["show", &id]).json;
    assert_eq!(shown["error"]["code"], "signed_copy_bad", "{shown:#}");
    assert_eq!(shown["documents"][0]["signed"], Value::Null);
    assert!(!stage.copies().exists());
    let next = stage.cli(&["open", &id, "--signer", "2", "--print"]);
    assert_eq!(next.code, Some(1), "nobody signs over it: {next:#?}");
}

#[test]
fn what_is_signed_after_a_cancel_here_is_fetched_laid_by_it_and_told() {
    let (stage, service) = (Stage::new(), service());
    add_account(&stage, &service);
    let id = id(&send(&stage, &[]));
    let page = stage.signing_url(&id, "1");
    let cancelled = stage.cli(&["cancel", &id]).ok();
    assert_eq!(cancelled["state"], "cancelled", "{cancelled:#}");
    let quiet = check(&stage, &id);
    assert_eq!(quiet["state"], "cancelled");
    assert_eq!(quiet["notices"], json!([]), "{quiet:#}");

    press(&page, "sign", "Ann Aalto");
    let late = check(&stage, &id);
    assert_eq!(late["state"], "cancelled", "{late:#}");
    assert_eq!(late["signers"][0]["state"], "signed");
    assert_eq!(late["notices"], json!(["signed_after_end"]));
    assert!(late["documents"][0]["signed"]["sha256"].is_string());
    let told = late["events"].as_array().expect("events").iter();
    let told = told.filter(|event| event["what"] == "signed-after-end");
    assert_eq!(told.count(), 1);

    // Nobody else is led to sign what was cancelled, and nothing more is asked.
    let second = stage.cli(&["open", &id, "--signer", "2", "--print"]);
    assert_eq!((second.code, second.error()), (Some(1), "already_ended"));
    let asked = service.journal().len();
    assert_eq!(check(&stage, &id)["state"], "cancelled");
    assert_eq!(service.journal().len(), asked);
    assert_eq!(service.violations(), []);
}

#[test]
fn row_27_what_another_person_signed_is_not_taken_and_needs_attention() {
    let (stage, service) = (Stage::new(), service());
    add_account(&stage, &service);
    let session = send(&stage, &[]);
    let id = id(&session);
    press(&stage.signing_url(&id, "1"), "sign", "Somebody Else");
    let checked = stage.cli(&["check", &id]);
    assert_eq!(checked.code, Some(3), "{checked:#?}");
    let checked = &checked.json[0];
    assert_eq!(checked["state"], "attention", "{checked:#}");
    assert_eq!(checked["error"]["code"], "signed_by_another");
    assert_eq!(checked["documents"][0]["signed"], Value::Null);

    // The right person signs anew.
    let again = stage.cli(&["resolve", &id, "--as", "not-sent"]).ok();
    assert_eq!(again["state"], "waiting", "{again:#}");
    assert_eq!(again["signers"][0]["state"], "waiting");
    press(&stage.signing_url(&id, "1"), "sign", "Ann Aalto");
    assert_eq!(check(&stage, &id)["signers"][0]["state"], "signed");

    // A name that is written otherwise is the sender's to take.
    press(&stage.signing_url(&id, "2"), "sign", "B. Bakker Neto");
    let checked = stage.cli(&["check", &id]);
    assert_eq!(checked.code, Some(3), "{checked:#?}");
    let taken = stage.cli(&["resolve", &id, "--as", "sent"]).ok();
    assert_eq!(taken["state"], "kept", "{taken:#}");
}

#[test]
fn row_28_a_signature_that_breaks_the_one_before_is_not_taken() {
    let (stage, service) = (Stage::new(), service());
    add_account(&stage, &service);
    let id = id(&send(&stage, &[]));
    press(&stage.signing_url(&id, "1"), "sign", "Ann Aalto");
    let first = check(&stage, &id)["documents"][0]["signed"]["sha256"].clone();
    service.whims(|whims| whims.rewrites = true);
    press(&stage.signing_url(&id, "2"), "sign", "Ben Bakker");
    let checked = stage.cli(&["check", &id]);
    let session = &checked.json[0];
    assert_ne!(session["state"], "kept", "{session:#}");
    assert_eq!(session["error"]["code"], "signed_copy_bad", "{session:#}");
    assert_eq!(
        session["documents"][0]["signed"]["sha256"], first,
        "the first stands"
    );
}

#[test]
fn row_23_a_signer_at_this_computer_comes_back_and_a_made_up_address_leads_nowhere() {
    let (stage, service) = (Stage::new(), service());
    add_account(&stage, &service);
    let id = id(&send(&stage, &[]));
    let _serving = stage.serve();
    let page = stage.signing_url(&id, "1");
    let back = press(&page, "sign", "Ann Aalto").expect("a way back");
    let made = service.at(&page).expect("its session");
    assert!(back.contains("/back/") && back.ends_with(&format!("?signatureSessionId={}", made.id)));
    let get = |url: &str| wire::send(url, "GET", &[], b"").expect("an answer").text();
    // The id that the address names is not looked at.
    let forged = back.replace(&made.id, "0b6f0f53-6d0c-4f0e-9a53-9f0f8b1c2d3e");
    assert!(get(&forged).contains("close this page"));
    let reads = service.asked(simulators::restpki::Operation::Read);
    let (start, _) = back.rsplit_once('/').expect("a token");
    assert!(get(&format!("{start}/made-up")).contains("leads nowhere"));
    assert_eq!(service.asked(simulators::restpki::Operation::Read), reads);
    let checked = check(&stage, &id);
    assert_eq!(checked["signers"][0]["state"], "signed", "{checked:#}");
    assert_eq!(service.violations(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn row_25_a_message_of_the_service_makes_paraph_ask_and_a_forged_one_does_not() {
    let (stage, service) = (Stage::new(), service());
    add_account(&stage, &service);
    let id = id(&send(&stage, &[]));
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
    let page = stage.signing_url(&id, "1");
    let made = service.at(&page).expect("its session");
    let document = made.documents[0].id.clone();
    service
        .sign(&made.id, &Person::named("Ann Aalto"))
        .expect("she signs");
    let reads = || service.asked(simulators::restpki::Operation::Read);
    let before = reads();
    let forged = WebhookAuth::Bearer("guessed".into());
    assert_eq!(service.post(&target, &document, forged).await, Some(200));
    assert_eq!(reads(), before, "nothing is asked");
    let good = WebhookAuth::Bearer("hook-s3cr3t".into());
    for _ in 0..2 {
        assert_eq!(
            service.post(&target, &document, good.clone()).await,
            Some(200)
        );
    }
    until("the first signature is here", 60, || {
        let shown = stage.cli(&["show", &id]).json;
        steps(&shown)
            .contains(&("fetch:1:1".into(), "done".into()))
            .then_some(())
    });
    assert_eq!(service.violations(), []);
}

//! The connector against a scripted server. F1 to F30 are the failures of the sheet's §11; those
//! that are told from bytes alone are tested beside what reads them.

mod failures;
mod requests;
mod simulated;

use std::collections::BTreeMap;

use secrets::Secret;
use session::{SignerState, StepWord, Turn};

use super::*;
use crate::testing::{Does, Server, TestBench, json, says};
use crate::{Again, Credentials, Happened, JobSigner, SeenState, StepError};

const ID: &str = "0b6f0f53-6d0c-4f0e-9a53-9f0f8b1c2d3e";
const PDF: &[u8] = b"%PDF-1.4\n%demo\n";

fn account(base: &str) -> Account {
    let secret = |text: &str| Secret::from(text.to_owned());
    Account {
        name: "office".into(),
        base_url: Some(base.into()),
        settings: BTreeMap::new(),
        credentials: Credentials::new(BTreeMap::from([
            ("app_key".to_owned(), secret("DemoApp k3y-of-demo")),
            ("user_token".to_owned(), secret("t0ken-of-user")),
        ])),
    }
}

/// A session of one document and these signers, made at the service where `made`.
fn job(bench: &TestBench, signers: &[u16], made: bool) -> Job {
    let mut job = crate::job::example(1, signers);
    job.session = "order-7731".into();
    job.created = bench.now;
    for signer in &mut job.signers {
        signer.email = Some(format!("s{}@example.net", signer.number));
    }
    job.documents[0].upload = bench.put(PDF);
    job.documents[0].name = "order.pdf".into();
    job.done = vec!["upload:1".into()];
    job.service_session = made.then(|| ID.to_owned());
    job
}

fn status(status: i64) -> Does {
    json(200, &format!(r#"{{"Id":"{ID}","Status":{status}}}"#))
}

/// Does a step against a server with that script.
async fn perform(
    script: Vec<Does>,
    job: &Job,
    step: &str,
    bench: &TestBench,
) -> (Result<Left, StepError>, Server) {
    let server = Server::start(script).await;
    let it = connector(&server);
    (it.perform(job, step, bench).await, server)
}

fn connector(server: &Server) -> Signhost {
    let timeouts = Timeouts {
        silence: std::time::Duration::from_millis(300),
        ..Timeouts::default()
    };
    Signhost::with_timeouts(account(&server.base()), timeouts).unwrap()
}

#[test]
fn the_plan_sends_metadata_before_its_file_and_starts_last() {
    let mut job = crate::job::example(2, &[1]);
    let it = Signhost::new(Account::default()).unwrap();
    let names =
        |job: &Job| -> Vec<String> { it.plan(job).into_iter().map(|step| step.name).collect() };
    let usual = [
        "create",
        "metadata:1",
        "upload:1",
        "metadata:2",
        "upload:2",
        "start",
        "fetch:1",
        "fetch:2",
        "receipt",
        "keep",
    ];
    assert_eq!(names(&job), usual);
    job.documents[1].fields = vec![session::Field {
        kind: session::FieldKind::Signature,
        signer: 1,
        page: 1,
        rect: session::Rect::new(1.0, 1.0, 9.0, 9.0),
        origin: session::Origin::Tag,
        text: Some("<<Signer1>>".into()),
    }];
    assert_eq!(names(&job)[0], "copy:2");
    for step in it.plan(&job) {
        assert!(Step::parse(&step.name).is_some_and(|read| read.planned() == step));
        let word = if step.name == "start" {
            StepWord::Probe
        } else {
            StepWord::Repeatable
        };
        assert_eq!(step.word, word, "{}", step.name);
        let after = ["fetch:1", "fetch:2", "receipt", "keep"].contains(&step.name.as_str());
        assert_eq!(step.turn == Turn::AllSigned, after, "{}", step.name);
    }
    assert_eq!(it.cancel_step(&job).unwrap().word, StepWord::Probe);
    assert_eq!(it.remind_step(&job, None), None);
    for wrong in ["", "copy", "copy:x", "create:1", "start:1", "sign:1"] {
        assert_eq!(Step::parse(wrong), None, "{wrong}");
    }
}

#[tokio::test]
async fn an_account_is_proven_by_a_read_of_an_id_that_nobody_has() {
    for (status, proven) in [
        (404, Some(Tested::Proven)),
        (401, None),
        (403, None),
        (500, None),
    ] {
        let server = Server::start(vec![json(status, r#"{"Message":"m"}"#)]).await;
        assert_eq!(connector(&server).test().await.ok(), proven, "{status}");
        let line = &server.lines()[0];
        assert!(
            line.starts_with("GET /api/transaction/") && line.len() == 57,
            "{line}"
        );
    }
}

#[tokio::test]
async fn without_secrets_nothing_is_asked() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], false);
    let it = Signhost::new(Account::default()).unwrap();
    let error = it.perform(&job, "create", &bench).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::SecretsMissing);
}

#[tokio::test]
async fn no_secret_and_no_signing_address_is_in_an_error() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    let text = r#"{"Message":"key DemoApp k3y-of-demo of t0ken-of-user at https://view.signhost.com/sign/abc"}"#;
    let (error, _server) = perform(vec![json(400, text)], &job, "metadata:1", &bench).await;
    let shown = format!("{:?}", error.unwrap_err());
    for secret in ["k3y-of-demo", "t0ken-of-user", "sign/abc"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    let shown = format!("{:?}", account("https://api.example/"));
    assert!(
        !shown.contains("k3y") && !shown.contains("t0ken"),
        "{shown}"
    );
}

#[test]
fn every_option_that_is_listed_is_read() {
    let source = [
        include_str!("../create.rs"),
        include_str!("../verify.rs"),
        include_str!("../options.rs"),
        include_str!("../metadata.rs"),
        include_str!("../cancel.rs"),
        include_str!("../mod.rs"),
        include_str!("../postback.rs"),
        include_str!("../receivers.rs"),
    ]
    .concat();
    let it = description();
    let all = [it.account_settings, it.session_options, it.signer_options].concat();
    for spec in all {
        let name = spec.name.trim_start_matches("authentication_");
        assert!(source.contains(name), "{}", spec.name);
        if let Some(default) = spec.default {
            assert!(spec.takes(default), "{}", spec.name);
        }
    }
}

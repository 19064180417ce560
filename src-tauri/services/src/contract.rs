//! What every connector keeps to, whatever its service: one set of tests run over all of them. A
//! new connector is added to [`connectors`] and has nothing more to do here.

use std::collections::{BTreeMap, BTreeSet};

use secrets::Secret;
use session::{
    CorrectedSigner, Dialect, ErrorCode, Field, FieldKind, Origin, Page, Rect, Service,
    SignerState, StepOutcome, Tag, Turn, Visibility,
};

use crate::http::Timeouts;
use crate::job::example;
use crate::testing::{Does, Server, TestBench, json, says};
use crate::{
    Account, Asked, Connector, Credentials, Description, Happened, Job, SeenState, StepError, Wish,
    describe,
};

/// A connector of every service that speaks over the network, for an account at that address.
fn connectors(base: &str) -> Vec<Box<dyn Connector>> {
    let timeouts = Timeouts {
        connect: std::time::Duration::from_secs(2),
        silence: std::time::Duration::from_millis(300),
        ..Timeouts::default()
    };
    Service::ALL
        .into_iter()
        .filter_map(|service| {
            let account = account(&describe(service), base);
            crate::connector(service, account, Some(timeouts))
        })
        .map(|connector| connector.unwrap())
        .collect()
}

/// Of every secret a value that no text has by accident.
fn secret_of(name: &str) -> String {
    format!("s3cr3t-{name}-0f1e2d3c4b5a")
}

fn account(about: &Description, base: &str) -> Account {
    let secrets = about.secrets.iter().map(|spec| {
        let value = Secret::from(secret_of(spec.name));
        (spec.name.to_owned(), value)
    });
    Account {
        name: "office".into(),
        base_url: Some(base.to_owned()),
        settings: BTreeMap::new(),
        credentials: Credentials::new(secrets.collect()),
    }
}

/// The service's id of the session, as far as it is known here.
const KNOWN: &str = "5b0c2d8e-3a7d-4f5e-9c11-2f1f0a9d7b10";

/// A session with everything that a plan may depend on: tags, places, two documents, two signers.
fn rich(bench: &TestBench) -> Job {
    let mut job = example(2, &[1, 2]);
    job.session = "0b6f0f53-6d0c-4f0e-9a53-9f0f8b1c2d3e".into();
    (job.created, job.now) = (bench.now, bench.now);
    job.service_session = Some(KNOWN.into());
    let stored = bench.put(include_bytes!("../../../tests/corpus/plain-1.pdf"));
    for document in &mut job.documents {
        document.original.clone_from(&stored);
        document.upload.clone_from(&stored);
        document.bytes = 1_000;
        document.page_boxes = vec![Page {
            number: 1,
            width: 612.0,
            height: 792.0,
            rotation: 0,
            has_text: true,
            crop: Rect::new(0.0, 0.0, 612.0, 792.0),
        }];
        for signer in [1, 2] {
            let rect = Rect::new(100.0, 100.0 * f64::from(signer), 180.0, 120.0);
            let text = format!("<<Signer{signer}>>");
            document.fields.push(Field {
                kind: FieldKind::Signature,
                signer,
                page: 1,
                rect,
                origin: Origin::Tag,
                text: Some(text.clone()),
            });
            document.tags.push(Tag {
                kind: FieldKind::Signature,
                signer,
                page: 1,
                rect,
                text,
                dialect: Dialect::Angle,
                exact: true,
                visibility: Visibility::Visible,
            });
        }
    }
    for signer in &mut job.signers {
        signer.email = Some(format!("s{}@example.net", signer.number));
    }
    job.wish = Some(Wish {
        number: 1,
        signers: vec![CorrectedSigner {
            number: 1,
            name: "Ann Aalto".into(),
            email: "ann@example.net".into(),
        }],
        moved: vec![1],
        expires: Some(bench.now + 10 * 86_400_000),
        remind_days: Some(3),
    });
    job
}

/// Every step that a connector has for a session, those that are asked for included.
fn steps(it: &dyn Connector, job: &Job) -> Vec<session::PlannedStep> {
    let asked = [
        it.open_step(job, 1),
        it.cancel_step(job),
        it.close_step(job),
        it.remind_step(job, None),
    ];
    it.plan(job)
        .into_iter()
        .chain(asked.into_iter().flatten())
        .chain(it.correct_steps(job))
        .collect()
}

const BASE: &str = "http://127.0.0.1:9/api/";

#[test]
fn a_plan_is_pure_and_its_names_are_unique() {
    let bench = TestBench::new();
    for it in connectors(BASE) {
        let (word, job) = (it.service().as_str(), rich(&bench));
        let plan = it.plan(&job);
        assert_eq!(plan, it.plan(&job), "{word}");
        let steps = steps(it.as_ref(), &job);
        let names: BTreeSet<_> = steps.iter().map(|step| &step.name).collect();
        assert_eq!(names.len(), steps.len(), "{word}: {steps:?}");
        for step in &steps {
            let parts = |c: char| c.is_ascii_alphanumeric() || ":-_".contains(c);
            assert!(step.name.chars().all(parts), "{word}: {}", step.name);
        }
        // What has been learnt meanwhile does not change what was planned.
        let mut later = job.clone();
        later.done = plan.iter().map(|step| step.name.clone()).collect();
        later.attempt = 3;
        assert_eq!(it.plan(&later), plan, "{word}");
    }
}

#[test]
fn what_is_out_is_corrected_where_the_service_is_said_to_have_a_way_and_only_when_asked() {
    let bench = TestBench::new();
    for it in connectors(BASE) {
        let (word, mut job) = (it.service().as_str(), rich(&bench));
        let can = describe(it.service()).capabilities.correct;
        assert_eq!(!it.correct_steps(&job).is_empty(), can, "{word}");
        job.wish = None;
        assert!(it.correct_steps(&job).is_empty(), "{word}");
    }
}

#[test]
fn what_is_out_is_finished_as_it_stands_where_the_service_is_said_to_have_a_way() {
    let bench = TestBench::new();
    for it in connectors(BASE) {
        let (word, mut job) = (it.service().as_str(), rich(&bench));
        let can = describe(it.service()).capabilities.close;
        let step = it.close_step(&job);
        assert_eq!(step.is_some(), can, "{word}");
        if let Some(first) = step {
            // A wish that is done stands in the way of no other.
            job.done.push(first.name.clone());
            assert_ne!(it.close_step(&job), Some(first), "{word}");
        }
    }
}

#[test]
fn a_plan_sends_first_and_keeps_last_and_every_signed_copy_is_fetched() {
    let bench = TestBench::new();
    for it in connectors(BASE) {
        let word = it.service().as_str();
        let plan = it.plan(&rich(&bench));
        let place = |turn: Turn| match turn {
            Turn::Send => 0,
            Turn::Signer(number) => i32::from(number),
            Turn::AllSigned => i32::MAX,
            Turn::Asked => panic!("{word}: nobody asked yet"),
        };
        let order: Vec<_> = plan.iter().map(|step| place(step.turn)).collect();
        assert!(order.is_sorted(), "{word}: {plan:?}");
        assert_eq!(order.first(), Some(&0), "{word}");
        assert_eq!(
            plan.last().map(|step| step.name.as_str()),
            Some("keep"),
            "{word}"
        );
        let fetches = |document: &str| {
            plan.iter().any(|step| {
                step.name.starts_with("fetch") && step.name.ends_with(&format!(":{document}"))
            })
        };
        assert!(fetches("1") && fetches("2"), "{word}: {plan:?}");
        let signers = plan.iter().filter_map(|step| match step.turn {
            Turn::Signer(number) => Some(number),
            _ => None,
        });
        let signers: BTreeSet<_> = signers.collect();
        if describe(it.service()).capabilities.chain {
            assert_eq!(signers, BTreeSet::from([1, 2]), "{word}");
        }
    }
}

#[test]
fn what_is_listed_can_be_set_and_what_is_set_by_nobody_is_no_objection() {
    let bench = TestBench::new();
    for it in connectors(BASE) {
        let (word, about) = (it.service().as_str(), describe(it.service()));
        assert_eq!(about.service, it.service());
        let usual = about
            .base_url
            .is_none_or(|url| crate::check_base_url(url).is_ok());
        assert!(usual, "{word}");
        for list in [
            about.secrets,
            about.account_settings,
            about.session_options,
            about.signer_options,
        ] {
            let names: BTreeSet<_> = list.iter().map(|spec| spec.name).collect();
            assert_eq!(names.len(), list.len(), "{word}");
            for spec in list {
                let default = spec.default.is_none_or(|default| spec.takes(default));
                assert!(default, "{word} {}", spec.name);
            }
        }
        let job = rich(&bench);
        let options: Vec<_> = it
            .check(&job)
            .into_iter()
            .filter(|objection| objection.code == session::FindingCode::OptionInvalid)
            .collect();
        assert_eq!(options, [], "{word}");
        assert_eq!(it.check(&job), it.check(&job), "{word}");
    }
}

#[test]
fn nobodys_browser_is_led_to_another_host() {
    for it in connectors("https://api.service.example/v1/") {
        for page in [
            "https://evil.example/sign/x",
            "https://api.service.example.evil.example/sign/x",
            "https://api.service.example@evil.example/",
            "http://api.service.example/sign/x",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:text/html,x",
            "//api.service.example/x",
            "",
        ] {
            assert!(!it.may_open(page), "{}: {page}", it.service().as_str());
        }
    }
}

#[test]
fn what_is_no_message_of_the_service_is_none_and_what_is_forged_is_not_proven() {
    for it in connectors(BASE) {
        let word = it.service().as_str();
        for body in ["", " ", "{}", "[]", "null", "<a/>", "\u{0}", "{\"Id\":1"] {
            assert_eq!(it.postback(&[], body.as_bytes()), None, "{word}: {body:?}");
        }
    }
}

#[tokio::test]
async fn without_its_secrets_a_connector_plans_and_asks_nothing() {
    let bench = TestBench::new();
    for service in Service::ALL {
        let mut account = account(&describe(service), BASE);
        account.credentials = Credentials::default();
        let Some(it) = crate::connector(service, account, None) else {
            continue;
        };
        let (it, job) = (it.unwrap(), rich(&bench));
        assert!(!it.plan(&job).is_empty());
        let error = it.test().await.unwrap_err();
        assert_eq!(
            error.code,
            ErrorCode::SecretsMissing,
            "{}",
            service.as_str()
        );
        assert_eq!(error.happened, Happened::No);
    }
}

/// Does every step once against a server that answers each request so.
async fn against(does: &Does, index: usize, bench: &TestBench) -> Vec<(String, Outcome)> {
    let server = Server::start(vec![does.clone(); 200]).await;
    let all = connectors(&server.base());
    let it = all[index].as_ref();
    let mut job = rich(bench);
    job.memory
        .insert("cancel_reason".into(), "withdrawn".into());
    let mut outcomes = Vec::new();
    // One that never ends costs its time with every request; two of them show what it comes to.
    let endless = matches!(does, Does::Endless(_));
    for step in steps(it, &job).into_iter().filter(|_| !endless) {
        let done = it.perform(&job, &step.name, bench).await;
        let done = done.map(|left| left.outcome);
        outcomes.push((
            format!("{} {}", it.service().as_str(), step.name),
            Outcome::Step(done),
        ));
    }
    let seen = it.look(&job, bench, true).await;
    outcomes.push((
        format!("{} look", it.service().as_str()),
        Outcome::Look(seen),
    ));
    let test = it.test().await;
    outcomes.push((
        format!("{} test", it.service().as_str()),
        Outcome::Test(test.map(drop)),
    ));
    outcomes
}

#[derive(Debug)]
enum Outcome {
    Step(Result<StepOutcome, StepError>),
    Look(Result<crate::Seen, StepError>),
    Test(Result<(), StepError>),
}

impl Outcome {
    fn error(&self) -> Option<&StepError> {
        match self {
            Self::Step(Err(error)) | Self::Look(Err(error)) | Self::Test(Err(error)) => Some(error),
            _ => None,
        }
    }
}

/// Answers that no service gives, or none that means anything. Some repeat what they were asked
/// with.
fn bad_answers(about: &Description) -> Vec<(&'static str, Does)> {
    let secrets = about.secrets.iter();
    let echo: String = secrets
        .map(|spec| format!("key {} of ", secret_of(spec.name)))
        .collect();
    let echo = format!("{echo} https://pages.example/sign/t0ken-in-an-address");
    let message = serde_json::json!({ "message": echo, "Message": echo, "code": echo }).to_string();
    vec![
        ("drops", Does::Drops),
        ("nothing", says(200, "", "")),
        ("garbage", json(200, "{\"Id\": \"0b6f")),
        (
            "html",
            says(
                200,
                "Content-Type: text/html\r\n",
                "<!doctype html><p>Hello",
            ),
        ),
        ("list", json(200, "[]")),
        ("null", json(200, "null")),
        ("refused", json(401, &message)),
        ("forbidden", json(403, &message)),
        ("bad", json(400, &message)),
        ("odd", json(422, &message)),
        ("trouble", json(500, &message)),
        (
            "gateway",
            says(502, "Content-Type: text/html\r\n", "<html>Bad Gateway"),
        ),
        ("teapot", says(418, "", "short and stout")),
        (
            "abroad",
            says(302, "Location: https://evil.example/x\r\n", ""),
        ),
        (
            "plain",
            says(307, "Location: http://evil.example/x\r\n", ""),
        ),
        (
            "endless",
            Does::Endless(
                b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\n\r\n[[[[[[".to_vec(),
            ),
        ),
    ]
}

/// What is wrong with what came of an answer; `None` when nothing is.
fn wrong(name: &str, what: &str, outcome: &Outcome) -> Option<&'static str> {
    let shown = format!("{outcome:?}");
    if shown.contains("s3cr3t-") {
        return Some("a secret is told");
    }
    if shown.contains("t0ken-in-an-address") {
        return Some("an address is told that works like a key");
    }
    match outcome {
        Outcome::Look(Ok(seen)) => {
            use SeenState::{Cancelled, Completed, Declined, Expired, Failed};
            let over = matches!(
                seen.state,
                Some(Completed | Declined | Expired | Cancelled | Failed)
            );
            let signed = |one: &crate::SeenSigner| one.state == SignerState::Signed;
            if over || seen.signers.iter().any(signed) {
                return Some("an end or a signature is seen");
            }
            (!seen.signing_urls.is_empty()).then_some("a signing page is seen")
        }
        Outcome::Step(Ok(StepOutcome::Remote {
            service_session: Some(id),
            ..
        })) => (id != KNOWN).then_some("a session was made"),
        Outcome::Test(Ok(())) => ["refused", "forbidden", "drops"]
            .contains(&what)
            .then_some("the account is proven"),
        Outcome::Test(Err(error)) if what == "refused" => {
            let right =
                error.code == ErrorCode::CredentialsRefused && error.happened == Happened::No;
            (!right).then_some("the refusal is not told as one")
        }
        _ => {
            let lost = ["drops", "garbage", "cut"].contains(&what);
            let surely = outcome.error().is_some_and(|error| {
                error.happened == Happened::No && error.code == ErrorCode::Offline
            });
            (lost && surely && !name.is_empty()).then_some("it is said to have stayed here")
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_service_answers_nothing_is_concluded_from_it_and_no_secret_is_told() {
    let mut all = Vec::new();
    for (index, it) in connectors(BASE).iter().enumerate() {
        for (what, does) in bad_answers(&describe(it.service())) {
            let bench = TestBench::new();
            for (name, outcome) in against(&does, index, &bench).await {
                if let Some(wrong) = wrong(&name, what, &outcome) {
                    all.push(format!("{name}, {what}: {wrong}: {outcome:?}"));
                }
            }
        }
    }
    assert!(all.is_empty(), "{all:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_never_left_this_computer_did_not_happen() {
    let bench = TestBench::new();
    // Nobody listens there.
    for it in connectors("http://127.0.0.1:1/api/") {
        let job = rich(&bench);
        for step in steps(it.as_ref(), &job) {
            if let Err(error) = it.perform(&job, &step.name, &bench).await {
                assert_eq!(
                    error.happened,
                    Happened::No,
                    "{} {}",
                    it.service().as_str(),
                    step.name
                );
            }
        }
        let error = it.test().await.unwrap_err();
        assert_eq!(
            error.again,
            crate::Again::Offline,
            "{}",
            it.service().as_str()
        );
    }
}

#[test]
fn when_to_look_depends_on_the_session_alone() {
    let bench = TestBench::new();
    for it in connectors(BASE) {
        let job = rich(&bench);
        let asked = Asked {
            sent: bench.now,
            ..Asked::default()
        };
        let next = it.next_look(&job, &asked, u32::MAX);
        assert_eq!(next, it.next_look(&job, &asked, u32::MAX));
        assert!(
            next.is_none_or(|at| at >= bench.now),
            "{}",
            it.service().as_str()
        );
    }
}

#[test]
fn a_step_that_nobody_planned_is_none() {
    let bench = TestBench::new();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for it in connectors(BASE) {
        for name in [
            "",
            "nonsense",
            "create:x",
            "fetch:0:0",
            "keep:1",
            "session:9:9:9",
        ] {
            let job = rich(&bench);
            let done = runtime.block_on(it.perform(&job, name, &bench));
            assert!(done.is_err(), "{} {name}", it.service().as_str());
        }
    }
}

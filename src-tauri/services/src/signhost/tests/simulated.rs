//! The connector against the strict simulator of Signhost, over real sockets: every violation of
//! the protocol that it lists is a failure.

use simulators::signhost::{Operation, Options, Signhost as Service, status};

use super::*;
use crate::FetchedWhat;

const PAGE: &[u8] = include_bytes!("../../../../../tests/corpus/plain-1.pdf");

fn account_of(service: &Service) -> Account {
    let secret = |text: &str| Secret::from(text.to_owned());
    Account {
        name: "office".into(),
        base_url: Some(service.base_url()),
        settings: BTreeMap::new(),
        credentials: Credentials::new(BTreeMap::from([
            ("app_key".to_owned(), secret("DemoApp k3y")),
            ("user_token".to_owned(), secret("t0ken")),
            ("postback_secret".to_owned(), secret("example-secret")),
        ])),
    }
}

/// What the desk does, without a desk: one session with its history in memory.
struct Sent {
    service: Service,
    it: Signhost,
    bench: TestBench,
    job: Job,
}

impl Sent {
    fn new(options: Options, signers: &[u16]) -> Self {
        let service = Service::start(options).unwrap();
        let it = Signhost::new(account_of(&service)).unwrap();
        let bench = TestBench::new();
        let mut job = job(&bench, signers, false);
        job.done.clear();
        job.documents[0].upload = bench.put(PAGE);
        Self {
            service,
            it,
            bench,
            job,
        }
    }

    /// Does a step as the engine would: again where that is allowed, asking first where it must.
    async fn step(&mut self, name: &str) -> Result<Left, StepError> {
        let word = Step::parse(name).unwrap().planned().word;
        for _ in 0..5 {
            let error = match self.it.perform(&self.job, name, &self.bench).await {
                Ok(left) => return Ok(self.settle(name, left)),
                Err(error) => error,
            };
            self.job
                .memory
                .extend(self.bench.memory.lock().unwrap().clone());
            if error.happened == Happened::Unknown && word == StepWord::Probe {
                match self.it.probe(&self.job, name, &self.bench).await? {
                    Probed::Happened(left) => return Ok(self.settle(name, *left)),
                    Probed::DidNot => {}
                    Probed::Unknown(_) => return Err(error),
                }
            } else if !matches!(error.again, Again::Later(_)) {
                return Err(error);
            }
        }
        panic!("{name} does not end")
    }

    fn settle(&mut self, name: &str, left: Left) -> Left {
        self.job.done.push(name.to_owned());
        self.job
            .memory
            .extend(self.bench.memory.lock().unwrap().clone());
        match &left.outcome {
            StepOutcome::Remote {
                service_session,
                memory,
                ..
            } => {
                self.job.service_session.clone_from(service_session);
                self.job.memory.extend(memory.clone());
            }
            StepOutcome::Copied { sha256, .. } => self.job.documents[0].upload.clone_from(sha256),
            _ => {}
        }
        left
    }

    async fn run(&mut self, turn: Turn) {
        for step in self.it.plan(&self.job) {
            if step.turn == turn && step.name != "keep" {
                self.step(&step.name).await.unwrap();
            }
        }
    }

    fn id(&self) -> String {
        self.job.service_session.clone().unwrap()
    }

    async fn look(&self) -> Seen {
        self.it.look(&self.job, &self.bench, false).await.unwrap()
    }

    fn clean(&self) {
        let violations = self.service.violations();
        assert!(violations.is_empty(), "{violations:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_goes_out_is_signed_and_its_copies_come_back() {
    let mut sent = Sent::new(Options::default(), &[1, 2]);
    sent.job.in_order = true;
    sent.run(Turn::Send).await;
    assert_eq!(sent.look().await.state, Some(SeenState::Waiting));
    sent.service.open(&sent.id(), 1).unwrap();
    sent.service.sign_all(&sent.id()).unwrap();
    let seen = sent.look().await;
    assert_eq!(seen.state, Some(SeenState::Completed));
    assert!(
        seen.signers
            .iter()
            .all(|signer| signer.state == SignerState::Signed)
    );
    assert!(seen.events.iter().any(|event| event.what == "opened"));
    let left = sent.step("fetch:1").await.unwrap().fetched.unwrap();
    assert_eq!(left.what, FetchedWhat::Signed(1));
    assert_ne!(std::fs::read(left.path).unwrap(), PAGE);
    sent.step("receipt").await.unwrap().fetched.unwrap();
    sent.clean();
    assert_eq!(sent.service.start_requests().values().sum::<u32>(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn places_by_hand_go_as_fields_and_every_signer_has_one() {
    use session::{Field, FieldKind, Origin, Page, Rect};
    let mut sent = Sent::new(Options::default(), &[1, 4]);
    let document = &mut sent.job.documents[0];
    document.page_boxes = vec![Page {
        number: 1,
        width: 612.0,
        height: 792.0,
        rotation: 0,
        has_text: true,
        crop: Rect::new(0.0, 0.0, 612.0, 792.0),
    }];
    document.fields = [FieldKind::Signature, FieldKind::Date]
        .map(|kind| Field {
            kind,
            signer: 4,
            page: 1,
            rect: Rect::new(100.0, 100.0, 240.0, 170.0),
            origin: Origin::Hand,
            text: None,
        })
        .to_vec();
    sent.run(Turn::Send).await;
    sent.clean();
    let transaction = sent.service.transaction(&sent.id()).unwrap();
    let places = &transaction.files[0].places;
    assert_eq!(places[&2][0].spot.rect, [100.0, 100.0, 240.0, 170.0]);
    assert_eq!(transaction.status, status::SIGNERS);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_option_is_taken_by_a_strict_service() {
    let mut sent = Sent::new(Options::default(), &[1]);
    sent.it
        .account
        .settings
        .insert("postback_url".into(), "https://h.example/x".into());
    for (name, value) in [
        ("seal", "yes"),
        ("context", r#"{"a":1}"#),
        ("paraph", "yes"),
        ("display_names", "Order"),
        ("descriptions", "Read"),
        ("receiver_subject", "Signed"),
        (
            "receivers_own",
            r#"[{"Email":"archive@example.net","Language":"pl-PL","Context":{"a":1}}]"#,
        ),
    ] {
        sent.job.options.insert(name.into(), value.into());
    }
    sent.job.receivers = vec![crate::Receiver {
        name: "Archive".into(),
        email: "archive@example.net".into(),
    }];
    for (name, value) in [
        ("authentications", "PhoneNumber"),
        ("phone", "+31612345678"),
        (
            "verifications",
            "iDIN,iDeal,eHerkenning,itsme Identification,SURFnet,Email,OpenID Providers,Onfido,DigiD,PhoneNumber,Scribble",
        ),
        ("iban", "NL91ABNA0417164300"),
        ("openid_provider", "p"),
        ("onfido_workflow", "w"),
        ("subject", "Please"),
        ("message", "Hello\nthere"),
        ("intro", "**x**"),
        ("expires", "2026-12-24T17:00:00+01:00"),
        ("reference", "R"),
        ("context", "{}"),
        ("return_url", "https://office.example/back"),
    ] {
        sent.job.signers[0]
            .options
            .insert(name.into(), value.into());
    }
    assert_eq!(sent.it.check(&sent.job), []);
    sent.run(Turn::Send).await;
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_answer_is_lost_there_is_one_start_and_the_session_goes_out() {
    for operation in [
        Operation::Create,
        Operation::Metadata,
        Operation::Upload,
        Operation::Start,
    ] {
        for way in 0..6 {
            let mut sent = Sent::new(Options::default(), &[1]);
            let fault = sent.service.faults().on(operation).nth(1);
            match way {
                0 => fault.drop_after_accept(),
                1 => fault.drop_before_accept(),
                2 => fault.cut_reply(),
                3 => fault.status(503),
                4 => fault.status_after_accept(502),
                _ => fault.garbage_json(),
            }
            sent.run(Turn::Send).await;
            let id = sent.id();
            let started: u32 = sent.service.started().values().sum();
            assert_eq!(started, 1, "{operation:?} {way}");
            assert_eq!(
                sent.service.transaction(&id).unwrap().status,
                status::SIGNERS
            );
            sent.clean();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_cancelled_once_and_a_signed_one_not_at_all() {
    let mut sent = Sent::new(Options::default(), &[1]);
    sent.job
        .memory
        .insert("cancel_reason".into(), "withdrawn".into());
    sent.run(Turn::Send).await;
    sent.service
        .faults()
        .on(Operation::Cancel)
        .nth(1)
        .drop_after_accept();
    let left = sent.step("cancel").await.unwrap();
    let seen = left.seen.unwrap();
    assert_eq!(seen.state, Some(SeenState::Cancelled));
    assert_eq!(seen.reason.as_deref(), Some("withdrawn"));
    sent.clean();

    let mut sent = Sent::new(Options::default(), &[1]);
    sent.run(Turn::Send).await;
    sent.service.sign_all(&sent.id()).unwrap();
    let left = sent.step("cancel").await.unwrap();
    assert_eq!(left.seen.unwrap().state, Some(SeenState::Completed));
    sent.step("fetch:1").await.unwrap();
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_and_its_reason_are_seen_also_when_the_service_forgot_the_rest() {
    let mut sent = Sent::new(
        Options {
            gone_above_30: true,
            ..Options::default()
        },
        &[1],
    );
    sent.run(Turn::Send).await;
    sent.service.reject(&sent.id(), 1, "wrong price").unwrap();
    let seen = sent.look().await;
    assert_eq!(seen.state, Some(SeenState::Declined));
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_proven_by_the_simulator_and_a_wrong_token_is_not() {
    let service = Service::start(Options::default()).unwrap();
    let account = account_of(&service);
    assert_eq!(
        Signhost::new(account.clone())
            .unwrap()
            .test()
            .await
            .unwrap(),
        Tested::Proven
    );
    assert!(service.violations().is_empty());
    let mut wrong = account;
    wrong.credentials = Credentials::new(BTreeMap::from([
        ("app_key".to_owned(), Secret::from("DemoApp k3y".to_owned())),
        ("user_token".to_owned(), Secret::from("other".to_owned())),
    ]));
    let error = Signhost::new(wrong).unwrap().test().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::CredentialsRefused);
}

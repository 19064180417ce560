//! The connector against the strict simulator of Signant, over real sockets: every violation of
//! the protocol that it lists is a failure. S1 to S28 are the failures of the sheet's §7; those
//! that are told from bytes alone are tested beside what reads them.

mod failures;
mod hostile;
mod judged;
mod requests;
mod whole;

use std::collections::BTreeMap;

use secrets::Secret;
use session::SignerState;
use simulators::signant::{Operation as Op, Options, Posting, Signant as Service, Twist};

use super::*;
use crate::testing::TestBench;
use crate::{Again, Credentials, Happened, SeenState, SigningUrl};

const PAGE: &[u8] = include_bytes!("../../../../../tests/corpus/plain-1.pdf");

fn account_at(base: &str) -> Account {
    let secret = |text: &str| Secret::from(text.to_owned());
    Account {
        name: "office".into(),
        base_url: Some(base.into()),
        settings: BTreeMap::new(),
        credentials: Credentials::new(BTreeMap::from([
            ("distributor_id".to_owned(), secret("DEMO-DIST")),
            ("access_code".to_owned(), secret("demo-code")),
        ])),
    }
}

/// What the desk does, without a desk: one session with its history in memory.
struct Way {
    service: Service,
    it: Signant,
    bench: TestBench,
    job: Job,
    /// Where each signer goes.
    urls: BTreeMap<u16, SigningUrl>,
    state: Option<SeenState>,
    events: Vec<SeenEvent>,
}

impl Way {
    fn new(options: Options, documents: u32, signers: &[u16]) -> Self {
        let service = Service::start(options).unwrap();
        service.clock().stop();
        let it = connector(&service);
        let bench = TestBench::new();
        let mut job = crate::job::example(documents, signers);
        for document in &mut job.documents {
            document.upload = bench.put(PAGE);
            document.original.clone_from(&document.upload);
        }
        Self {
            service,
            it,
            bench,
            job,
            urls: BTreeMap::new(),
            state: None,
            events: Vec::new(),
        }
    }

    fn usual() -> Self {
        Self::new(Options::default(), 1, &[1])
    }

    /// Both clocks go on.
    fn pass(&mut self, seconds: i64) {
        self.bench.now += seconds * 1_000;
        self.service.advance(time::Duration::seconds(seconds));
    }

    /// Does a step as the engine would: again where that is allowed.
    async fn step(&mut self, name: &str) -> Result<Left, StepError> {
        for _ in 0..4 {
            let done = self.it.perform(&self.job, name, &self.bench).await;
            let remembered = std::mem::take(&mut *self.bench.memory.lock().unwrap());
            self.job.memory.extend(remembered);
            match done {
                Ok(left) => {
                    self.settle(name, &left);
                    return Ok(left);
                }
                Err(error) if matches!(error.again, Again::Later(_)) => {
                    if !name.starts_with("posting") {
                        return Err(error);
                    }
                }
                Err(error) => return Err(error),
            }
        }
        panic!("{name} does not end")
    }

    fn settle(&mut self, name: &str, left: &Left) {
        self.job.done.push(name.to_owned());
        if let StepOutcome::Remote {
            service_session,
            memory,
            ..
        } = &left.outcome
        {
            self.job.service_session.clone_from(service_session);
            self.job.memory.extend(memory.clone());
        }
        self.urls.extend(left.signing_urls.iter().cloned());
        if let Some(seen) = &left.seen {
            self.note(seen);
        }
        if let Some(fetched) = &left.fetched {
            let crate::FetchedWhat::Signed(number) = fetched.what else {
                panic!("a receipt")
            };
            let digest = self.bench.put(&std::fs::read(&fetched.path).unwrap());
            let document = self.job.documents.iter_mut().find(|d| d.number == number);
            document.unwrap().signed = Some(digest);
        }
    }

    fn note(&mut self, seen: &Seen) {
        self.job.memory.extend(seen.memory.clone());
        for signer in &seen.signers {
            let own = self
                .job
                .signers
                .iter_mut()
                .find(|s| s.number == signer.number);
            own.unwrap().state = signer.state;
        }
        for number in &seen.forget_urls {
            self.urls.remove(number);
        }
        if seen.state.is_some() {
            self.state.clone_from(&seen.state);
            self.job.hint = None;
        }
        self.events.extend(seen.events.clone());
    }

    /// A signer goes to sign.
    async fn open(&mut self, signer: u16) -> Result<Left, StepError> {
        let step = self.it.open_step(&self.job, signer).unwrap();
        self.step(&step.name).await
    }

    async fn try_look(&mut self) -> Result<Option<SeenState>, StepError> {
        let seen = self.it.look(&self.job, &self.bench, false).await?;
        self.note(&seen);
        Ok(seen.state)
    }

    async fn look(&mut self) -> Option<SeenState> {
        self.try_look().await.unwrap()
    }

    /// Does what is owed after a look, as the engine does.
    async fn fetch(&mut self) -> Result<u32, StepError> {
        let mut fetched = 0;
        for step in self.it.plan(&self.job) {
            if self.it.has_come(&self.job, &step.name) && !self.job.done.contains(&step.name) {
                self.step(&step.name).await?;
                fetched += 1;
            }
        }
        Ok(fetched)
    }

    /// The posting that lives; there is never a second one.
    fn posting(&self) -> Posting {
        let living = self.service.postings();
        assert_eq!(living.len(), 1);
        living.into_iter().next().unwrap()
    }

    fn sign(&self) {
        self.service.sign(&self.posting().id, 1).unwrap();
    }

    fn told(&self, what: &str) -> usize {
        self.events
            .iter()
            .filter(|event| event.what == what)
            .count()
    }

    fn clean(&self) {
        let violations = self.service.violations();
        assert!(violations.is_empty(), "{violations:#?}");
    }
}

fn connector(service: &Service) -> Signant {
    let timeouts = Timeouts {
        connect: Duration::from_millis(500),
        silence: Duration::from_millis(500),
        ..Timeouts::default()
    };
    Signant::with_timeouts(account_at(&service.base_url()), timeouts).unwrap()
}

#[test]
fn every_step_is_read_back_by_its_name_and_can_be_repeated() {
    let it = Signant::new(account_at("https://sign.example/x.svc")).unwrap();
    let job = crate::job::example(2, &[1, 3]);
    let names: Vec<_> = it.plan(&job).into_iter().map(|step| step.name).collect();
    let wanted = [
        "account",
        "fetch:1:1",
        "fetch:1:2",
        "fetch:3:1",
        "fetch:3:2",
        "receipt",
        "keep",
    ];
    assert_eq!(names, wanted);
    let open = it.open_step(&job, 3).unwrap();
    assert_eq!(
        (open.name.as_str(), open.turn),
        ("posting:3:1:1", Turn::Asked)
    );
    for step in it.plan(&job).into_iter().chain([open]) {
        assert!(Step::parse(&step.name).is_some_and(|read| read.planned() == step));
        assert_eq!(step.word, StepWord::Repeatable);
    }
    assert_eq!(it.cancel_step(&job), None);
    for wrong in [
        "",
        "posting",
        "posting:1:1",
        "fetch:1",
        "fetch:x:1",
        "keep:1",
    ] {
        assert_eq!(Step::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn a_bare_host_is_led_to_the_usual_place_and_without_an_address_there_is_no_connector() {
    for (base, folder, path) in [
        (
            "https://t.example",
            "https://t.example/WS/V1",
            "InstantSignatureService.svc",
        ),
        ("https://t.example/a/b.svc", "https://t.example/a", "b.svc"),
        ("https://t.example/b.svc", "https://t.example/", "b.svc"),
    ] {
        let it = Signant::new(account_at(base)).unwrap();
        assert_eq!((it.setup.base.as_str(), it.path.as_str()), (folder, path));
    }
    let error = Signant::new(Account::default()).err().unwrap();
    assert_eq!(error.code, ErrorCode::BaseUrlInvalid);
}

#[test]
fn a_signing_page_is_opened_only_on_hosts_of_the_service() {
    let mut account = account_at("https://test3.signant.no/WS/V1/InstantSignatureService.svc");
    account
        .settings
        .insert("page_hosts".into(), "sign.office.example, b.example".into());
    let it = Signant::new(account).unwrap();
    for good in [
        "https://test3.signant.no/x/1",
        "https://sign.signant.no/x/1",
        "https://signant.eu/x",
        "https://b.example/x",
    ] {
        assert!(it.may_open(good), "{good}");
    }
    for bad in [
        "http://test3.signant.no/x/1",
        "https://evilsignant.no/x",
        "https://signant.no.evil.example/",
        "javascript:alert(1)",
        "x",
    ] {
        assert!(!it.may_open(bad), "{bad}");
    }
}

#[test]
fn every_option_that_is_listed_is_read_and_takes_its_default() {
    let source = [
        include_str!("../options.rs"),
        include_str!("../envelope.rs"),
        include_str!("../mod.rs"),
    ]
    .concat();
    let it = description();
    let all = [
        it.secrets,
        it.account_settings,
        it.session_options,
        it.signer_options,
    ]
    .concat();
    for spec in all {
        assert!(
            source.contains(&format!("\"{}\"", spec.name)),
            "{}",
            spec.name
        );
        assert!(
            spec.default.is_none_or(|default| spec.takes(default)),
            "{}",
            spec.name
        );
    }
}

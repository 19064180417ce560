//! The connector against the strict simulator of Rest PKI, over real sockets. Rows are those of
//! the sheet's table of failures (§13); those that are told from bytes alone are tested beside
//! what reads them.

mod create;
mod files;
mod hostile;
mod sessions;

use std::collections::BTreeMap;

use secrets::Secret;
use session::{ErrorCode, SignerState, StepOutcome, StepWord, Turn};
use simulators::core::pdf::Person as Holder;
use simulators::restpki::{Operation, Options, RestPki as Service, Twist};

use super::*;
use crate::testing::TestBench;
use crate::{Again, Credentials, Happened, SeenEvent, SeenState};

const PAGE: &[u8] = include_bytes!("../../../../../tests/corpus/plain-1.pdf");
const HOUR: i64 = 3_600_000;
const CPF: &str = "01234567890";

fn account_of(service: &Service) -> Account {
    let secrets = [
        ("api_key", service.api_key()),
        ("postback_secret", "hook-s3cr3t".to_owned()),
    ];
    Account {
        name: "office".into(),
        base_url: Some(service.base_url()),
        settings: BTreeMap::new(),
        credentials: Credentials::new(
            secrets
                .into_iter()
                .map(|(name, value)| (name.to_owned(), Secret::from(value)))
                .collect(),
        ),
    }
}

/// What the desk does, without a desk: one session with its history in memory.
struct Chain {
    service: Service,
    it: Restpki,
    bench: TestBench,
    job: Job,
    pages: BTreeMap<u16, String>,
    events: Vec<SeenEvent>,
}

impl Chain {
    fn new(options: Options, signers: &[u16]) -> Self {
        Self::with_documents(options, signers, 1)
    }

    fn with_documents(options: Options, signers: &[u16], documents: u32) -> Self {
        let service = Service::start(options).unwrap();
        let it = Restpki::new(account_of(&service)).unwrap();
        let bench = TestBench::new();
        let mut job = crate::job::example(documents, signers);
        job.session = "order-7731".into();
        job.created = bench.now;
        job.now = bench.now;
        let stored = bench.put(PAGE);
        for document in &mut job.documents {
            document.original.clone_from(&stored);
            document.upload.clone_from(&stored);
            document.bytes = u64::try_from(PAGE.len()).unwrap();
        }
        Self {
            service,
            it,
            bench,
            job,
            pages: BTreeMap::new(),
            events: Vec::new(),
        }
    }

    /// The holder of a certificate that is right for a signer.
    fn holder(&self, signer: u16) -> Holder {
        Holder::named(&format!("Signer {signer}"))
    }

    fn remembered(&mut self) {
        self.job
            .memory
            .extend(self.bench.memory.lock().unwrap().clone());
        self.job.memory.retain(|_, value| !value.is_empty());
    }

    /// Does a step as the engine would: again where that is allowed.
    async fn step(&mut self, name: &str) -> Result<Left, StepError> {
        let most = self.it.retry().tries;
        let mut tried = 0;
        loop {
            tried += 1;
            let done = self.it.perform(&self.job, name, &self.bench).await;
            self.remembered();
            match done {
                Ok(left) => return Ok(self.settle(name, left)),
                Err(error) if tried < most && matches!(error.again, Again::Later(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn settle(&mut self, name: &str, left: Left) -> Left {
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
        for (number, url) in &left.signing_urls {
            self.pages.insert(*number, url.expose().to_owned());
            self.signer(*number).url_kept = true;
        }
        self.events
            .extend(left.seen.iter().flat_map(|seen| seen.events.clone()));
        if let Some(fetched) = &left.fetched
            && let crate::FetchedWhat::Signed(document) = fetched.what
        {
            let bytes = std::fs::read(&fetched.path).unwrap();
            let digest = self.bench.put(&bytes);
            let index = usize::try_from(document - 1).unwrap();
            self.job.documents[index].signed = Some(digest);
        }
        left
    }

    fn signer(&mut self, number: u16) -> &mut JobSigner {
        let all = self.job.signers.iter_mut();
        all.into_iter().find(|one| one.number == number).unwrap()
    }

    /// The address of a signer's page: the one that is kept, or a new one.
    async fn open(&mut self, signer: u16) -> Result<String, StepError> {
        if let Some(step) = self.it.open_step(&self.job, signer) {
            self.step(&step.name).await?;
        }
        Ok(self.pages[&signer].clone())
    }

    /// The service's session of a signer's newest page.
    async fn opened(&mut self, signer: u16) -> String {
        let page = self.open(signer).await.unwrap();
        self.service.at(&page).unwrap().id
    }

    async fn look(&mut self) -> Seen {
        let seen = self.it.look(&self.job, &self.bench, false).await.unwrap();
        self.job.memory.extend(seen.memory.clone());
        for one in &seen.signers {
            self.signer(one.number).state = one.state;
        }
        for number in &seen.forget_urls {
            self.signer(*number).url_kept = false;
        }
        self.events.extend(seen.events.clone());
        seen
    }

    /// Opens, signs and fetches for one signer.
    async fn sign(&mut self, signer: u16) {
        let id = self.opened(signer).await;
        self.service.sign(&id, &self.holder(signer)).unwrap();
        self.look().await;
        for step in self.it.plan(&self.job) {
            if step.turn == Turn::Signer(signer) {
                self.step(&step.name).await.unwrap();
            }
        }
    }

    /// Time goes by, here and there.
    fn pass(&mut self, millis: i64) {
        self.bench.now += millis;
        self.job.now += millis;
        self.service.advance(time::Duration::milliseconds(millis));
    }

    fn signed(&self, document: usize) -> Vec<u8> {
        let digest = self.job.documents[document].signed.as_ref().unwrap();
        std::fs::read(self.bench.folder().join(digest)).unwrap()
    }

    fn told(&self, what: &str) -> usize {
        let mut keys: Vec<_> = self
            .events
            .iter()
            .filter(|event| event.what == what)
            .map(|event| &event.key)
            .collect();
        // The desk records each once.
        keys.sort();
        keys.dedup();
        keys.len()
    }

    fn clean(&self) {
        let violations = self.service.violations();
        assert!(violations.is_empty(), "{violations:#?}");
    }
}

fn told(error: &StepError) -> (ErrorCode, Happened, bool) {
    (
        error.code,
        error.happened,
        matches!(error.again, Again::Later(_)),
    )
}

#[test]
fn the_plan_is_a_chain_of_fetches_and_every_name_is_read_back() {
    let it = Restpki::new(Account::default()).unwrap();
    let job = crate::job::example(2, &[1, 3]);
    let plan = it.plan(&job);
    let names: Vec<_> = plan.iter().map(|step| step.name.as_str()).collect();
    let expected = [
        "key",
        "fetch:1:1",
        "fetch:1:2",
        "fetch:3:1",
        "fetch:3:2",
        "receipt",
        "keep",
    ];
    assert_eq!(names, expected);
    assert_eq!(plan[3].turn, Turn::Signer(3));
    let open = it.open_step(&job, 1).unwrap();
    assert_eq!(
        (open.name.as_str(), open.turn),
        ("session:1:1", Turn::Asked)
    );
    for step in plan.iter().chain([&open]) {
        assert_eq!(step.word, StepWord::Repeatable);
        assert_eq!(
            Step::parse(&step.name).map(Step::planned).as_ref(),
            Some(step)
        );
    }
    for wrong in ["", "copy", "fetch:1", "session:1", "key:1", "fetch:1:2:3"] {
        assert_eq!(Step::parse(wrong), None, "{wrong}");
    }
    assert_eq!(it.cancel_step(&job), None);
    assert_eq!(it.remind_step(&job, None), None);
}

#[test]
fn every_option_that_is_listed_is_read() {
    let source = [
        include_str!("../request.rs"),
        include_str!("../mod.rs"),
        include_str!("../wire.rs"),
        include_str!("../look.rs"),
    ]
    .concat();
    let it = description();
    let all = [it.account_settings, it.session_options, it.signer_options].concat();
    for spec in all {
        assert!(
            source.contains(&format!("\"{}\"", spec.name)),
            "{}",
            spec.name
        );
        if let Some(default) = spec.default {
            assert!(spec.takes(default), "{}", spec.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_proven_by_a_read_of_a_session_that_nobody_has() {
    let mut chain = Chain::new(Options::default(), &[1]);
    assert_eq!(chain.it.test().await.unwrap(), Tested::Proven);
    chain.step("key").await.unwrap();
    chain.clean();
    let mut wrong = account_of(&chain.service);
    let other = [("api_key".to_owned(), Secret::from("office|00".to_owned()))];
    wrong.credentials = Credentials::new(BTreeMap::from(other));
    let error = Restpki::new(wrong).unwrap().test().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::CredentialsRefused);
    assert_eq!(error.again, Again::Never);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_secrets_nothing_is_asked() {
    let chain = Chain::new(Options::default(), &[1]);
    let it = Restpki::new(Account::default()).unwrap();
    let error = it
        .perform(&chain.job, "key", &chain.bench)
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::SecretsMissing);
    assert!(chain.service.journal().is_empty());
}

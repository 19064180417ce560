//! The connector against the strict simulator of eSign, over real sockets, and against a scripted
//! server where no simulator would say such things. Rows are the failures of the sheet's §13; those
//! that are told from bytes alone are tested beside what reads them.

mod calls;
mod close;
mod correct;
mod ends;
mod files;
mod hostile;
mod sending;
mod signers;

use std::collections::BTreeMap;

use secrets::Secret;
use session::{Field, FieldKind, Origin, Rect, SignerState};
use simulators::core::pdf::plain_page;
use simulators::core::{ErrorBody, Fault, Profile};
use simulators::esign::{
    Esign as Service, FilesAs, Operation, Options, Refused, Serializer, Twist, signer_status,
    status,
};

use super::*;
use crate::testing::{Does, Server, TestBench, json, says};
use crate::{Again, Credentials, FetchedWhat, Happened, Receiver, SeenState};

const SALT: &str = "Qm7w2LkZ8tR4yX1cVb9nHs3dFg6jPa0e";

fn account(base: &str, encrypted: &str) -> Account {
    let secret = |text: &str| Secret::from(text.to_owned());
    Account {
        name: "office".into(),
        base_url: Some(base.into()),
        settings: BTreeMap::from([("username".to_owned(), "sender@example.net".to_owned())]),
        credentials: Credentials::new(BTreeMap::from([
            ("encrypted_api_key".to_owned(), secret(encrypted)),
            ("salt".to_owned(), secret(SALT)),
        ])),
    }
}

fn account_of(service: &Service) -> Account {
    account(&service.base_url(), &service.encrypted_key(SALT))
}

fn short() -> Timeouts {
    Timeouts {
        silence: Duration::from_millis(400),
        whole: Duration::from_secs(2),
        file: Duration::from_secs(2),
        ..TIMEOUTS
    }
}

/// A place to sign by hand, for each of these.
fn place(signer: u16) -> Field {
    Field {
        kind: FieldKind::Signature,
        signer,
        page: 1,
        rect: Rect::new(60.0, 100.0, 200.0, 120.0),
        origin: Origin::Hand,
        text: None,
    }
}

/// What the desk does, without a desk: one session with its history in memory.
struct Sent {
    service: Service,
    it: Esign,
    bench: TestBench,
    job: Job,
}

impl Sent {
    /// A contract for these signers, whose copy has a tag for each.
    fn new(options: Options, signers: &[u16]) -> Self {
        let service = Service::start(options).unwrap();
        let it = Esign::with_timeouts(account_of(&service), short()).unwrap();
        let mut bench = TestBench::new();
        bench.now = jiff::Timestamp::now().as_millisecond();
        *bench.turn.lock().unwrap() = Some(service.turner());
        let mut job = crate::job::example(1, signers);
        job.session = "0199a000-0000-7000-8000-000000000001".into();
        job.created = bench.now;
        for signer in &mut job.signers {
            signer.name = format!("First{0} Last{0}", signer.number);
            signer.email = Some(format!("s{}@example.net", signer.number));
        }
        job.documents[0].fields = signers.iter().map(|signer| place(*signer)).collect();
        job.documents[0].upload = bench.put(&plain_page("Lease"));
        let tags: Vec<String> = signers
            .iter()
            .map(|signer| format!("<sig_req_Seller {signer}>"))
            .collect();
        *bench.copied.lock().unwrap() = Some(plain_page(&format!("Lease {}", tags.join(" "))));
        Self {
            service,
            it,
            bench,
            job,
        }
    }

    fn usual(signers: &[u16]) -> Self {
        Self::new(Options::default(), signers)
    }

    fn memory(&mut self) {
        let memory = self.bench.memory.lock().unwrap().clone();
        self.job.memory.extend(memory);
    }

    /// Does a step as the engine would: again where that is allowed, asking first where it must.
    async fn step(&mut self, name: &str) -> Result<Left, StepError> {
        let word = Step::parse(name).unwrap().planned().word;
        for _ in 0..6 {
            let went = self.it.perform(&self.job, name, &self.bench).await;
            self.memory();
            let error = match went {
                Ok(left) => return Ok(self.settle(name, left)),
                Err(error) => error,
            };
            if error.happened == Happened::Unknown && word == StepWord::Probe {
                let probed = self.it.probe(&self.job, name, &self.bench).await;
                self.memory();
                match probed? {
                    Probed::Happened(left) => return Ok(self.settle(name, *left)),
                    Probed::DidNot => {}
                    Probed::Unknown(_) => return Err(error),
                }
            } else if !matches!(error.again, Again::Later(_)) || word == StepWord::Once {
                return Err(error);
            }
        }
        panic!("{name} does not end")
    }

    fn settle(&mut self, name: &str, left: Left) -> Left {
        self.job.done.push(name.to_owned());
        match &left.outcome {
            StepOutcome::Remote {
                service_session,
                memory,
                ..
            } => {
                self.job.service_session.clone_from(service_session);
                self.job.memory.extend(memory.clone());
            }
            StepOutcome::Corrected { signers, .. } => {
                for signer in &mut self.job.signers {
                    if let Some(now) = signers.iter().find(|one| one.number == signer.number) {
                        signer.name.clone_from(&now.name);
                        signer.email = Some(now.email.clone());
                    }
                }
            }
            StepOutcome::Copied { sha256, .. } => self.job.documents[0].upload.clone_from(sha256),
            _ => {}
        }
        if let Some(seen) = &left.seen {
            self.job.memory.extend(seen.memory.clone());
        }
        left
    }

    async fn send(&mut self) -> Result<Left, StepError> {
        let mut last = None;
        for step in self.it.plan(&self.job) {
            if step.turn == Turn::Send {
                last = Some(self.step(&step.name).await?);
            }
        }
        Ok(last.unwrap())
    }

    fn id(&self) -> String {
        self.job.service_session.clone().unwrap()
    }

    async fn look(&mut self) -> Seen {
        let seen = self.it.look(&self.job, &self.bench, false).await.unwrap();
        self.job.memory.extend(seen.memory.clone());
        seen
    }

    fn clean(&self) {
        let violations = self.service.violations();
        assert!(violations.is_empty(), "{violations:#?}");
    }

    /// Sessions there are, and how often the one of ours was started.
    fn counts(&self) -> (usize, u32) {
        let all = self.service.sessions();
        let alive = all.iter().filter(|one| one.status != status::DELETED);
        (alive.count(), all.iter().map(|one| one.starts).sum())
    }
}

#[test]
fn the_plan_makes_copies_first_and_starts_last() {
    let mut job = crate::job::example(2, &[1]);
    let it = Esign::new(Account::default()).unwrap();
    let names =
        |job: &Job| -> Vec<String> { it.plan(job).into_iter().map(|step| step.name).collect() };
    let usual = ["create", "start", "fetch:1", "fetch:2", "receipt", "keep"];
    assert_eq!(names(&job), usual);
    job.documents[1].fields = vec![place(1)];
    assert_eq!(names(&job)[0], "copy:2");
    for step in it.plan(&job) {
        assert_eq!(Step::parse(&step.name).unwrap().planned(), step);
        let word = match step.name.as_str() {
            "create" | "start" => StepWord::Probe,
            _ => StepWord::Repeatable,
        };
        assert_eq!(step.word, word, "{}", step.name);
    }
    assert_eq!(it.cancel_step(&job).unwrap().word, StepWord::Probe);
    let remind = it.remind_step(&job, Some(2)).unwrap();
    assert_eq!(
        (remind.name.as_str(), remind.word),
        ("remind:2:1", StepWord::Once)
    );
    job.memory.insert("reminds".into(), "1".into());
    assert_eq!(it.remind_step(&job, None).unwrap().name, "remind:all:2");
    for wrong in [
        "",
        "copy",
        "copy:x",
        "create:1",
        "start:1",
        "remind",
        "remind:1",
        "remind:x:1",
    ] {
        assert_eq!(Step::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn every_option_that_is_listed_is_read() {
    let source = [
        include_str!("../create.rs"),
        include_str!("../setup.rs"),
        include_str!("../places.rs"),
        include_str!("../pages.rs"),
        include_str!("../fetch.rs"),
        include_str!("../mod.rs"),
    ]
    .concat();
    let it = description();
    for spec in [it.account_settings, it.session_options, it.signer_options].concat() {
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

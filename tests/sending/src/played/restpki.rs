//! Rest PKI Core: each signer has a session of their own there, over what the one before signed,
//! made when they go to sign. What lies there is put together to one session.

use std::collections::BTreeSet;
use std::time::Duration;

use session::{Service, State};
use simulators::core::pdf::Person;
use simulators::core::{Entry, Fault, Faults, Turner, Violation};
use simulators::restpki::{FileAs, Operation, Options, RestPki, Server, Status, Twist};

use super::{Played, There, keep_the_offices_time};
use crate::faults::{Often, Trouble, add, befalls, of_the_line};
use crate::office::SIGNERS;

impl Played for RestPki {
    const SERVICE: Service = Service::Restpki;
    const OPENS: bool = true;

    type Options = Options;

    fn often(by_itself: bool) -> Options {
        Options {
            self_ticking: by_itself,
            ..Options::default()
        }
    }

    fn begin(options: Options) -> Self {
        let by_itself = options.self_ticking;
        let service = Self::start(options).expect("the simulator");
        if !by_itself {
            keep_the_offices_time(service.clock());
        }
        service
    }

    fn secrets(&self) -> Vec<(&'static str, String)> {
        vec![("api_key", self.api_key())]
    }

    fn address(&self) -> String {
        self.base_url()
    }

    fn to_fail(&self) -> &Faults {
        self.faults()
    }

    fn asked(&self) -> Vec<Entry> {
        self.journal()
    }

    fn forbidden(&self) -> Vec<Violation> {
        // Where the link alone was refused, the key is tried (fact sheet, section 5).
        let refused: Vec<u64> = self
            .journal()
            .into_iter()
            .filter(|entry| matches!(entry.status, Some(401 | 403)))
            .map(|entry| entry.number)
            .collect();
        let told =
            |one: &Violation| one.rule == "files.key" && refused.contains(&(one.request - 1));
        let mut all = self.violations();
        all.retain(|one| !told(one));
        all
    }

    fn pass(&self, time: Duration) {
        self.advance(time.try_into().expect("a short time"));
    }

    fn turner(&self) -> Option<Turner> {
        Some(self.turner())
    }

    fn there(&self) -> Vec<There> {
        let sessions = self.sessions();
        if sessions.is_empty() {
            return Vec::new();
        }
        // Nobody is told; nobody may have to sign twice.
        let signed = sessions
            .iter()
            .filter(|one| matches!(one.status, Status::Processing | Status::Completed));
        let invited: Vec<String> = signed
            .filter_map(|one| Some(one.signer.as_ref()?.name.clone()))
            .collect();
        let completed: BTreeSet<&str> = sessions
            .iter()
            .filter(|one| one.status == Status::Completed)
            .filter_map(|one| Some(one.signer.as_ref()?.name.as_str()))
            .collect();
        // Of two that were made within one moment either may be the one that is followed.
        let failed = |one: &simulators::restpki::Session| one.status == Status::ProcessingError;
        let end = match completed.len() == SIGNERS.len() {
            true => Some(State::Completed),
            false if sessions.iter().any(failed) => Some(State::Failed),
            false => None,
        };
        vec![There {
            id: None,
            starts: 1,
            end,
            invited,
            may_be_asked: true,
            lost: false,
            gone: false,
        }]
    }

    fn signs(&self, signer: usize, page: Option<&str>) {
        let session = page.and_then(|page| self.at(page));
        let who = signer.checked_sub(1).and_then(|at| SIGNERS.get(at));
        if let (Some(session), Some((name, _))) = (session, who) {
            // Signed already, or over.
            let _ = self.sign(&session.id, &Person::named(name));
        }
    }

    fn operations() -> Vec<&'static str> {
        [Operation::Create, Operation::Read, Operation::File]
            .map(Operation::as_str)
            .to_vec()
    }

    fn own_troubles() -> Vec<Trouble<Self>> {
        let mut all = Vec::new();
        for (operation, what, twist) in of_the_answer() {
            for often in [Often::Once, Often::Always] {
                let fault = Fault::from(twist.clone());
                add(&mut all, operation.as_str(), what, often, fault);
            }
        }
        // Where the service is busy with what was signed, it is waited for by another call.
        let code = |code| Fault::from(Twist::code(422, code));
        let more = [
            ("not being processed", code("BadSignatureSessionOperation")),
            ("still being processed", code("BackgroundProcessing")),
            ("no such session", code("SignatureSessionNotFound")),
        ];
        for (what, fault) in of_the_line().into_iter().chain(more) {
            let wait = Operation::WhenCompleted.as_str();
            let waits: Trouble<Self> = befalls(wait, what, Often::Always, fault);
            all.push(waits.where_set_up(|o| o.background = time::Duration::minutes(2)));
        }
        all.extend(of_the_account());
        all
    }
}

/// What this service may answer.
fn of_the_answer() -> Vec<(Operation, &'static str, Twist)> {
    use Operation::{Create, File, Read};
    let none = serde_json::Value::Null;
    let mut all = vec![
        (Create, "no page", Twist::remove("/redirectUrl")),
        (Create, "no id", Twist::remove("/sessionId")),
        (
            Create,
            "a page elsewhere",
            Twist::set("/redirectUrl", "https://elsewhere.example/x"),
        ),
        (
            Create,
            "a bad document although it was done",
            Twist::code(422, "InvalidPdf"),
        ),
        (
            Create,
            "a code of tomorrow although it was done",
            Twist::code(422, "Tomorrow"),
        ),
        (
            Read,
            "no such session",
            Twist::code(422, "SignatureSessionNotFound"),
        ),
        (
            Read,
            "being processed",
            Twist::code(422, "BackgroundProcessing"),
        ),
        (Read, "a status of tomorrow", Twist::set("/status", "Weird")),
        (Read, "no status", Twist::remove("/status")),
        (Read, "no documents", Twist::set("/documents", none.clone())),
        (
            Read,
            "no signed file",
            Twist::set("/documents/0/signedFile", none),
        ),
        (Read, "no certificate", Twist::remove("/signerCertificate")),
    ];
    for (what, r#as) in [
        ("cut in half", FileAs::Truncated),
        ("HTML", FileAs::Html),
        ("no bytes", FileAs::Empty),
        ("another document", FileAs::Other),
        ("as it was sent", FileAs::Unsigned),
    ] {
        all.push((File, what, Twist::File { r#as }));
    }
    all
}

/// How the account may be set up there, and what takes its time.
fn of_the_account() -> Vec<Trouble<RestPki>> {
    let slow = Trouble::<RestPki>::slow;
    vec![
        slow("documents are finished after 2 minutes", |o| {
            o.background = time::Duration::minutes(2);
        }),
        slow("documents are finished after a day", |o| {
            o.background = time::Duration::days(1);
        }),
        Trouble::new("documents cannot be processed", |service: &RestPki| {
            service.whims(|whims| whims.processing_fails = Some("CertificateRevoked".to_owned()));
        }),
        slow("the service's marks are added first", |o| o.marks = true),
        slow("files lie at another host", |o| o.blob_host = true),
        slow("links are relative", |o| o.relative_links = true),
        slow("links want the key", |o| o.files_need_key = true),
        slow("a link is good for no time", |o| {
            o.link_life = time::Duration::ZERO;
        }),
        slow("a session is good for ten minutes", |o| {
            o.session_life = time::Duration::minutes(10);
        }),
        slow("members of then", |o| o.server = Server::Old),
        slow("members of today alone", |o| o.server = Server::New),
    ]
}

//! Constellation1 eSign. Its clock goes with the office's: a session that comes late, or tags that
//! are being read, are waited for.

use std::time::Duration;

use session::{Service, State};
use simulators::core::{Entry, Fault, Faults, Turner, Violation};
use simulators::esign::{Esign, FilesAs, Operation, Options, Refused, Twist, status};

use super::{Played, There, keep_the_offices_time};
use crate::faults::{Often, Trouble, add};

/// Letters and digits, as the service wants it.
const SALT: &str = "Qm7w2LkZ8tR4yX1cVb9nHs3dFg6jPa0e";

/// What the engine asks for on its way.
const ASKED: [Operation; 9] = [
    Operation::Token,
    Operation::Create,
    Operation::List,
    Operation::Start,
    Operation::Read,
    Operation::Log,
    Operation::Files,
    Operation::Cancel,
    Operation::Delete,
];

impl Played for Esign {
    const SERVICE: Service = Service::Esign;
    const OPENS: bool = false;

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
        vec![
            ("encrypted_api_key", self.encrypted_key(SALT)),
            ("salt", SALT.to_owned()),
        ]
    }

    fn settings() -> Vec<(&'static str, &'static str)> {
        vec![("username", "sender@example.net")]
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
        self.violations()
    }

    fn pass(&self, time: Duration) {
        self.advance(time.try_into().expect("a short time"));
    }

    fn turner(&self) -> Option<Turner> {
        Some(self.turner())
    }

    fn there(&self) -> Vec<There> {
        let sessions = self.sessions().into_iter();
        sessions
            .map(|session| There {
                starts: session.starts,
                end: match session.status {
                    status::COMPLETED | status::ARCHIVED => Some(State::Completed),
                    status::CANCELLED | status::DELETED => Some(State::Cancelled),
                    status::EXPIRED => Some(State::Expired),
                    _ => None,
                },
                invited: session
                    .mails
                    .iter()
                    .filter(|mail| mail.kind == "invitation")
                    .map(|mail| mail.to.clone())
                    .collect(),
                may_be_asked: true,
                id: Some(session.id),
                lost: false,
                gone: false,
            })
            .collect()
    }

    fn signs(&self, signer: usize, _: Option<&str>) {
        for session in self.sessions() {
            // Not started, not the signer's turn, or signed already.
            let _ = self.sign(&session.id, signer);
        }
    }

    fn operations() -> Vec<&'static str> {
        ASKED.map(Operation::as_str).to_vec()
    }

    fn own_troubles() -> Vec<Trouble<Self>> {
        let mut all = Vec::new();
        for (operation, what, fault) in of_the_answer() {
            for often in [Often::Once, Often::Always] {
                add(&mut all, operation.as_str(), what, often, fault.clone());
            }
        }
        all.extend(of_the_account());
        all
    }
}

/// What this service may answer.
fn of_the_answer() -> Vec<(Operation, &'static str, Fault)> {
    use Operation::{Create, Start};
    let words = |text: &str| text.to_owned();
    let mut all: Vec<(Operation, &'static str, Fault)> = vec![
        (
            Start,
            "not ready",
            Twist::StartFalse {
                messages: vec![words("lease.pdf: tags are still being read")],
            }
            .into(),
        ),
        (
            Start,
            "False although it is sent",
            Twist::StartFalseButSent.into(),
        ),
        (
            Start,
            "True and sent after 5 s",
            Twist::StartTrueButDraft { seconds: 5 }.into(),
        ),
        (
            Start,
            "True and sent after 12 s",
            Twist::StartTrueButDraft { seconds: 12 }.into(),
        ),
        (
            Create,
            "there after 10 s",
            Twist::CreateLate { seconds: 10 }.into(),
        ),
        (
            Create,
            "there after 10 minutes",
            Twist::CreateLate { seconds: 600 }.into(),
        ),
        (Create, "made twice", Twist::CreateTwice.into()),
        (
            Create,
            "an id of zeros",
            Twist::ZeroGuid {
                details: words("Error: something"),
            }
            .into(),
        ),
    ];
    let json = |body: &str| Fault::Body {
        content_type: words("application/json"),
        body: words(body),
    };
    for operation in ASKED {
        all.push((operation, "null although it was done", json("null")));
        all.push((
            operation,
            "a refused token although it was done",
            json("{\"ReturnValue\":null,\"Details\":\"Error: Invalid token\"}"),
        ));
        all.push((operation, "written otherwise", Twist::Odd.into()));
        let around = Twist::Around {
            before: words("\u{feff}"),
            after: String::new(),
        };
        all.push((operation, "a mark in front", around.into()));
        let around = Twist::Around {
            before: String::new(),
            after: words("<!-- served -->"),
        };
        all.push((operation, "something behind", around.into()));
    }
    all
}

/// How the account may be set up there, and what takes its time.
fn of_the_account() -> Vec<Trouble<Esign>> {
    let slow = Trouble::<Esign>::slow;
    vec![
        slow("tags are read for 8 s", |o| {
            o.tag_delay = time::Duration::seconds(8);
        }),
        slow("tags are read for 5 minutes", |o| {
            o.tag_delay = time::Duration::minutes(5);
        }),
        slow("refused tokens are 401", |o| {
            o.refused = Refused::Unauthorized;
        }),
        slow("refused tokens are said in words", |o| {
            o.refused = Refused::Words;
        }),
        slow("a token is good for one call", |o| {
            o.token_single_use = true;
        }),
        slow("files as base64, with a certificate", |o| {
            o.files_as = FilesAs::Base64;
            o.certificate = true;
        }),
        slow("the file itself", |o| {
            o.files_as = FilesAs::Raw;
        }),
        slow("dates as ISO 8601", |o| {
            o.iso_dates = true;
        }),
    ]
}

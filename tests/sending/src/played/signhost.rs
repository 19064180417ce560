//! Signhost.

use std::time::Duration;

use session::{Service, State};
use simulators::core::{Entry, Fault, Faults, Violation};
use simulators::signhost::{MailKind, Operation, Options, Signhost, Twist, status};

use super::{Played, There};
use crate::faults::{Often, Trouble, add};

/// Questions about a transaction (fact sheet, section 7).
const READS: u32 = 5;

impl Played for Signhost {
    const SERVICE: Service = Service::Signhost;
    const OPENS: bool = false;

    type Options = Options;

    fn often(by_itself: bool) -> Options {
        Options {
            self_ticking: by_itself,
            cheap_files: true,
            posts_per_hour: None,
            bad_per_hour: None,
            ..Options::default()
        }
    }

    fn begin(options: Options) -> Self {
        Self::start(options).expect("the simulator")
    }

    fn secrets(&self) -> Vec<(&'static str, String)> {
        vec![
            ("app_key", "DemoApp k3y".to_owned()),
            ("user_token", "t0ken".to_owned()),
        ]
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

    fn requests(&self) -> u64 {
        self.requests()
    }

    fn forbidden(&self) -> Vec<Violation> {
        self.violations()
    }

    fn pass(&self, time: Duration) {
        self.advance(time.try_into().expect("a short time"));
    }

    fn there(&self) -> Vec<There> {
        let transactions = self.transactions().into_iter();
        transactions
            .map(|transaction| There {
                starts: transaction.starts,
                end: match transaction.status {
                    status::SIGNED => Some(State::Completed),
                    status::REJECTED => Some(State::Declined),
                    status::EXPIRED => Some(State::Expired),
                    status::CANCELLED => Some(State::Cancelled),
                    status::FAILED => Some(State::Failed),
                    _ => None,
                },
                invited: transaction
                    .mails
                    .iter()
                    .filter(|mail| mail.kind == MailKind::Invitation)
                    .map(|mail| mail.to.clone())
                    .collect(),
                may_be_asked: transaction.reads < READS,
                id: Some(transaction.id),
                lost: false,
                gone: false,
            })
            .collect()
    }

    fn signs(&self, signer: usize, _: Option<&str>) {
        for transaction in self.transactions() {
            // Not started, not the signer's turn, or signed already.
            let _ = self.sign(&transaction.id, signer);
        }
    }

    fn operations() -> Vec<&'static str> {
        Operation::ALL.map(Operation::as_str).to_vec()
    }

    fn own_troubles() -> Vec<Trouble<Self>> {
        let mut all = Vec::new();
        for (operation, what, twist) in of_the_answer() {
            for often in [Often::Once, Often::Always] {
                add(
                    &mut all,
                    operation.as_str(),
                    what,
                    often,
                    twist.clone().into(),
                );
            }
        }
        add(
            &mut all,
            Operation::Upload.as_str(),
            "a byte changes on its way",
            Often::Once,
            Fault::CorruptBody,
        );
        all.push(Trouble::<Self>::slow(
            "the service is busy for two minutes",
            |o| {
                o.processing = time::Duration::minutes(2);
            },
        ));
        all.push(Trouble::<Self>::slow("files come after 20 minutes", |o| {
            o.file_after = time::Duration::minutes(20);
        }));
        all.push(Trouble::<Self>::slow(
            "the receipt comes after two hours",
            |o| {
                o.receipt_after = time::Duration::hours(2);
            },
        ));
        all.push(Trouble::<Self>::slow(
            "a second start is answered as done",
            |o| {
                o.second_start_accepted = true;
            },
        ));
        all.push(Trouble::<Self>::slow("ends are told with 410", |o| {
            o.gone_above_30 = true;
            o.cancel_after_end_gone = true;
            o.cancel_refused_while_processing = true;
        }));
        all
    }
}

/// What this service may answer.
fn of_the_answer() -> Vec<(Operation, &'static str, Twist)> {
    use Operation::{Cancel, Create, File, Read, Receipt, Start};
    let mut all = vec![
        (Start, "it gets stuck in 20", Twist::Stuck),
        (Start, "it fails afterwards", Twist::FailsAfterStart),
        (File, "as it was sent", Twist::UnsignedOriginal),
    ];
    for operation in [Create, Read, Cancel] {
        all.push((operation, "id and status alone", Twist::Minimal));
        all.push((operation, "null for lists", Twist::NullLists));
        all.push((operation, "no addresses", Twist::NoSignUrls));
        all.push((operation, "names in lower case", Twist::LowerCaseNames));
        all.push((operation, "members of tomorrow", Twist::UnknownMembers));
        all.push((operation, "status 15", Twist::Status { status: 15 }));
    }
    for operation in [File, Receipt] {
        all.push((operation, "cut in half", Twist::Truncated));
        all.push((operation, "no bytes", Twist::EmptyFile));
        all.push((operation, "HTML", Twist::HtmlFile));
        all.push((operation, "not yet", Twist::NotYet { retry_after: 5 }));
        all.push((operation, "not there", Twist::NotFound));
    }
    all.push((File, "another document", Twist::OtherDocument));
    all
}

//! Signant: each signer has a posting of their own, made when they go to sign, which lives for a
//! quarter of an hour. What lies there is put together to one session.

use std::time::Duration;

use session::{Service, State};
use simulators::core::{Entry, Faults, Violation};
use simulators::signant::{Operation, Options, Posting, Signant, Twist};

use super::{Played, There, keep_the_offices_time};
use crate::faults::{Often, Trouble, add};

impl Played for Signant {
    const SERVICE: Service = Service::Signant;
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
        vec![
            ("distributor_id", "DEMO-DIST".to_owned()),
            ("access_code", "demo-code".to_owned()),
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

    fn forbidden(&self) -> Vec<Violation> {
        self.violations()
    }

    fn pass(&self, time: Duration) {
        self.advance(time.try_into().expect("a short time"));
    }

    fn there(&self) -> Vec<There> {
        let (live, gone) = (self.postings(), self.gone());
        if live.is_empty() && gone.is_empty() {
            return Vec::new();
        }
        let signed = |posting: &Posting| -> Vec<String> {
            let recipients = posting.recipients.iter();
            let signed = recipients.filter(|recipient| recipient.signed.is_some());
            signed.map(|recipient| recipient.name.clone()).collect()
        };
        // Signed, and gone before it could be fetched: that has to be signed again.
        let lost = |posting: &&Posting| posting.downloads == 0 && !signed(posting).is_empty();
        let there = gone.iter().filter(|posting| !lost(posting));
        let who: Vec<String> = live.iter().chain(there).flat_map(signed).collect();
        let mut each = who.clone();
        each.sort();
        each.dedup();
        let end = match each.len() {
            2.. => Some(State::Completed),
            0 if live.is_empty() => Some(State::Expired),
            _ => None,
        };
        vec![There {
            id: None,
            starts: 1,
            end,
            // Nobody is told; nobody may have to sign twice.
            invited: who,
            may_be_asked: true,
            lost: gone.iter().any(|posting| lost(&posting)),
            gone: gone.iter().any(|posting| !signed(posting).is_empty()),
        }]
    }

    fn signs(&self, _: usize, page: Option<&str>) {
        let Some(page) = page else {
            return;
        };
        for posting in self.postings() {
            for (number, recipient) in (1..).zip(&posting.recipients) {
                if page.contains(&recipient.link) {
                    // Signed already.
                    let _ = self.sign(&posting.id, number);
                }
            }
        }
    }

    fn operations() -> Vec<&'static str> {
        Operation::CALLED.map(Operation::as_str).to_vec()
    }

    fn own_troubles() -> Vec<Trouble<Self>> {
        let mut all = Vec::new();
        for operation in Operation::CALLED {
            for (what, twist) in [
                ("written otherwise", Twist::Odd),
                ("entities", Twist::Entities),
                (
                    "a SOAP fault",
                    Twist::Fault {
                        code: "Server".to_owned(),
                    },
                ),
                (
                    "no word of success",
                    Twist::Without {
                        name: "Success".to_owned(),
                    },
                ),
            ] {
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
        }
        let cut = Twist::CutFile;
        for often in [Often::Once, Often::Always] {
            let download = Operation::Download.as_str();
            add(
                &mut all,
                download,
                "the file is cut",
                often,
                cut.clone().into(),
            );
        }
        all.push(Trouble::<Self>::slow("a status settles slowly", |o| {
            o.settling = time::Duration::seconds(30);
        }));
        all
    }
}

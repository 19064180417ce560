//! The engine cut at every await point, under every fault of the service; then opened again, and
//! looked at: nothing twice, nothing lost.

use std::path::PathBuf;
use std::time::Duration;

use session::{Session, State};
use simulators::core::ErrorBody;
use simulators::signhost::{self, Operation, Signhost};
use worker::Pool;

use crate::{Office, cut_at};

/// How often the rest of a life is tried after the cut before it must have come to its end.
const ROUNDS: u32 = 80;

/// What was tried and what was found.
#[derive(Debug, Default)]
pub struct Report {
    /// Combinations of a fault and a cut.
    pub tried: u32,
    /// How the sessions ended.
    pub kept: u32,
    /// In *needs attention*.
    pub attention: u32,
    /// Failed before anybody was told.
    pub failed: u32,
    /// Cut before anything was recorded.
    pub nothing: u32,
    /// What must not be, each with its combination.
    pub wrong: Vec<String>,
}

/// Every fault, by its number: name and how it is laid.
fn faults() -> Vec<(String, Box<dyn Fn(&Signhost)>)> {
    let mut all: Vec<(String, Box<dyn Fn(&Signhost)>)> =
        vec![("no fault".to_owned(), Box::new(|_: &Signhost| {}))];
    let operations = [
        Operation::Create,
        Operation::Metadata,
        Operation::Upload,
        Operation::Start,
        Operation::Read,
        Operation::File,
        Operation::Receipt,
    ];
    for operation in operations {
        let name = operation.as_str();
        let mut add = |what: &str, lay: Box<dyn Fn(&Signhost)>| {
            all.push((format!("{name}: {what}"), lay));
        };
        add(
            "the answer is lost",
            Box::new(move |s| s.faults().on(operation.as_str()).nth(1).drop_after_accept()),
        );
        add(
            "the request is lost",
            Box::new(move |s| {
                s.faults()
                    .on(operation.as_str())
                    .nth(1)
                    .drop_before_accept()
            }),
        );
        add(
            "the answer is cut",
            Box::new(move |s| s.faults().on(operation.as_str()).nth(1).cut_reply()),
        );
        add(
            "500",
            Box::new(move |s| s.faults().on(operation.as_str()).nth(1).status(500)),
        );
        add(
            "502 in HTML although it was done",
            Box::new(move |s| {
                s.faults()
                    .on(operation.as_str())
                    .nth(1)
                    .status_after_accept(502);
            }),
        );
        add(
            "503 with Retry-After",
            Box::new(move |s| {
                s.faults().on(operation.as_str()).nth(1).status_with(
                    503,
                    Some("3"),
                    ErrorBody::default(),
                );
            }),
        );
        add(
            "no JSON",
            Box::new(move |s| s.faults().on(operation.as_str()).nth(1).garbage_json()),
        );
    }
    all
}

/// Tries combinations of a fault and an await point: every `step`-th, at most so many.
pub async fn cuts(worker: PathBuf, step: u32, most: u32) -> Report {
    let workers = desk::readers(worker.clone());
    let mut report = Report::default();
    let mut waits = 0;
    // By await point, then by fault, so that a share of it sees every fault.
    loop {
        let mut any = false;
        for (name, lay) in faults() {
            if report.tried >= most {
                return report;
            }
            let went = once(&worker, &workers, &name, &lay, waits, &mut report).await;
            any |= went;
        }
        if !any {
            return report;
        }
        waits += step;
    }
}

/// One combination. False when the life came to its end before the cut.
async fn once(
    worker: &PathBuf,
    workers: &Pool,
    name: &str,
    lay: &dyn Fn(&Signhost),
    waits: u32,
    report: &mut Report,
) -> bool {
    let service = Signhost::start(signhost::Options::default()).expect("the simulator");
    let mut office = Office::beside(service, worker.clone(), workers.clone()).await;
    lay(&office.service);
    report.tried += 1;
    let cut = cut_at(life(&office), waits).await.is_none();
    // The process is dead; another begins.
    office.close();
    office.service.faults().clear();
    office.open_desk();
    let found = rest_of_life(&office).await;
    judge(&office, found, &format!("{name}, cut at {waits}"), report);
    cut
}

/// Send, sign, fetch.
async fn life(office: &Office) {
    let Ok(session) = office.send().await else {
        return;
    };
    sign(office);
    for _ in 0..3 {
        // What goes wrong here is what the rest must mend.
        let _ = office.desk().check(&session.id, false).await;
    }
}

fn sign(office: &Office) {
    for transaction in office.service.transactions() {
        // Not started, or signed already.
        let _ = office.service.sign_all(&transaction.id);
    }
}

async fn rest_of_life(office: &Office) -> Option<Session> {
    let desk = office.desk();
    for _ in 0..ROUNDS {
        let _ = desk.resume_all().await;
        let listed = desk
            .sessions(&desk::ListQuery::default())
            .expect("the list");
        let session = listed.sessions.into_iter().next()?;
        if session.state.is_ended() || session.state == State::Attention {
            return Some(session);
        }
        sign(office);
        office.later(Duration::from_secs(12 * 3600)).await;
    }
    let listed = desk
        .sessions(&desk::ListQuery::default())
        .expect("the list");
    listed.sessions.into_iter().next()
}

fn judge(office: &Office, session: Option<Session>, name: &str, report: &mut Report) {
    let mut wrong = |what: String| report.wrong.push(format!("{name}: {what}"));
    let transactions = office.service.transactions();
    let started: Vec<_> = transactions.iter().filter(|t| t.starts > 0).collect();
    let starts: u32 = transactions.iter().map(|t| t.starts).sum();
    if starts > 1 {
        wrong(format!("{starts} starts"));
    }
    for transaction in &transactions {
        for (who, times) in office.service.invitations(transaction.reference()) {
            if times > 1 {
                wrong(format!("{who} was invited {times} times"));
            }
        }
    }
    for violation in office.service.violations() {
        wrong(format!("the service saw {violation:?}"));
    }
    let Some(session) = session else {
        if !transactions.is_empty() {
            wrong("the session is lost".to_owned());
        }
        report.nothing += 1;
        return;
    };
    if let Some(started) = started.first()
        && session.service_session_id.as_deref() != Some(&started.id)
        && session.state != State::Attention
    {
        wrong("it follows another transaction than the one that was started".to_owned());
    }
    match session.state {
        State::Kept => {
            report.kept += 1;
            let whole = session.documents.iter().all(|d| d.signed.is_some());
            if !whole || session.receipt.is_none() {
                wrong("kept without its files".to_owned());
            }
        }
        State::Attention => {
            report.attention += 1;
            if session.error.is_none() {
                wrong("needs attention without a reason".to_owned());
            }
        }
        State::Failed if started.is_empty() => report.failed += 1,
        other => wrong(format!("ended as {other:?}: {:?}", session.error)),
    }
}

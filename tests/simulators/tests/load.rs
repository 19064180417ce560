//! Many clients at once, with everything going wrong at times: nothing is counted twice or lost.

#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

mod support;

use serde_json::json;
use simulators::core::ErrorBody;
use simulators::signhost::{Options, Signhost, status};
use support::*;

const CLIENTS: usize = 4;
const RUNS: usize = 25;

/// A client that repeats until it is answered, as none should with a real service.
fn run(service: &Signhost, reference: &str) {
    let again = |method: &str, path: &str, kind: &str, body: &[u8]| {
        for _ in 0..50 {
            let headers = [("Content-Type", kind)];
            if let Ok(answer) = try_call(service, method, path, &headers, body)
                && answer.status < 500
            {
                return answer;
            }
        }
        unreachable!("fifty faults in a row");
    };
    let mut wish = wish();
    wish["Reference"] = json!(reference);
    let json = "application/json";
    let made = again("POST", "transaction", json, wish.to_string().as_bytes());
    let id = made.json()["Id"].as_str().unwrap().to_owned();
    let file = format!("transaction/{id}/file/a.pdf");
    again("PUT", &file, "application/pdf", &contract());
    again("PUT", &format!("transaction/{id}/start"), "", b"");
    service.sign_all(&id).unwrap();
    assert_eq!(again("GET", &file, "", b"").status, 200);
    assert_eq!(service.transaction(&id).unwrap().status, status::SIGNED);
}

#[test]
fn many_clients_at_once_with_faults_lose_and_double_nothing() {
    let service = Signhost::start(Options {
        posts_per_hour: None,
        bad_per_hour: None,
        cheap_files: true,
        ..Options::default()
    })
    .unwrap();
    let faults = service.faults();
    faults.on_any().probability(0.1, 1).drop_before_accept();
    faults.on_any().probability(0.1, 2).drop_after_accept();
    faults
        .on_any()
        .probability(0.1, 4)
        .status_with(503, Some("0"), ErrorBody::Html);
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let service = &service;
            scope.spawn(move || {
                for n in 0..RUNS {
                    run(service, &format!("{client}-{n}"));
                }
            });
        }
    });
    let lost = |entry: &simulators::core::Entry| entry.accepted && entry.status.is_none();
    let journal = service.journal();
    let creates = journal.iter().filter(|entry| entry.operation == "create");
    let orphans = creates.filter(|entry| lost(entry)).count();
    assert!(orphans > 0);
    assert_eq!(service.transactions().len(), CLIENTS * RUNS + orphans);
    assert!(service.started().values().all(|starts| *starts == 1));
    assert_eq!(service.started().len(), CLIENTS * RUNS);
    // What was repeated blindly is told.
    let violations = service.violations();
    let repeated = rules(&violations)
        .iter()
        .filter(|rule| **rule == "create.reference_repeated")
        .count();
    assert_eq!(repeated, orphans);
}

//! A session's life in the history.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use history::{History, NewDocument, NewEvent, NewSession, NewSigner, Query, SignedNow};
use session::{
    Draft, PlannedStep, Service, SignerState, State, StepOutcome, StepState, StepWord, Turn,
};

fn event(what: &'static str, time: i64) -> NewEvent {
    NewEvent {
        time,
        zone: 3600,
        actor: "sender".into(),
        what,
        args: BTreeMap::new(),
    }
}

fn signer(number: u16, name: &str, email: Option<&str>) -> NewSigner {
    NewSigner {
        number,
        name: name.into(),
        email: email.map(str::to_owned),
        options: BTreeMap::new(),
    }
}

fn add(history: &History, id: &str, title: &str, created: i64, signers: &[NewSigner]) {
    let step = |name: &str, turn| PlannedStep {
        name: name.into(),
        word: StepWord::Repeatable,
        turn,
    };
    history
        .add_session(&NewSession {
            id,
            title,
            reference: None,
            message: None,
            service: Service::Local,
            expires_days: None,
            remind_days: None,
            options: &BTreeMap::new(),
            receivers: &[],
            account: "This computer",
            created,
            expires: None,
            in_order: false,
            signers,
            documents: &[NewDocument {
                name: format!("{title}.pdf"),
                sha256: history.store().put(title.as_bytes()).unwrap(),
                path: None,
                pages: vec![],
                text: vec![],
                tags: vec![],
                fields: vec![],
            }],
            plan: &[
                step("prepare:1", Turn::Send),
                step("sign:1:1", Turn::Signer(1)),
            ],
            events: &[event("created", created)],
        })
        .unwrap();
}

fn history() -> (tempfile::TempDir, History) {
    let folder = tempfile::tempdir().unwrap();
    let history = History::open(folder.path()).unwrap();
    (folder, history)
}

#[test]
fn a_draft_becomes_a_session_once() {
    let (_folder, history) = history();
    history.save_draft(&Draft::new("a"), 1).unwrap();
    add(&history, "a", "Lease", 2, &[signer(1, "Ann", None)]);
    assert_eq!(history.newest_draft().unwrap(), None);
    let again = history.add_session(&NewSession {
        id: "a",
        title: "Lease",
        reference: None,
        message: None,
        service: Service::Local,
        expires_days: None,
        remind_days: None,
        options: &BTreeMap::new(),
        receivers: &[],
        account: "This computer",
        created: 3,
        expires: None,
        in_order: false,
        signers: &[],
        documents: &[],
        plan: &[],
        events: &[],
    });
    assert!(again.is_err());
}

#[test]
fn a_step_goes_from_planned_by_intended_to_done_and_no_other_way() {
    let (_folder, history) = history();
    add(&history, "a", "Lease", 1, &[signer(1, "Ann", None)]);
    let sha = history.store().put(b"copy").unwrap();
    let outcome = StepOutcome::Revision {
        document: 1,
        sha256: sha.clone(),
    };
    assert!(
        history.settle("a", "prepare:1", &outcome, &[], 2).is_err(),
        "not intended"
    );
    history.intend("a", "prepare:1", 2).unwrap();
    history.intend("a", "prepare:1", 3).unwrap();
    history
        .settle("a", "prepare:1", &outcome, &[event("sent", 4)], 4)
        .unwrap();
    assert!(history.intend("a", "prepare:1", 5).is_err(), "done is done");
    let steps = history.steps("a").unwrap();
    assert_eq!((steps[0].state, steps[0].attempts), (StepState::Done, 2));
    assert_eq!(steps[1].state, StepState::Planned);
    assert_eq!(
        history.documents("a").unwrap()[0].revision.as_deref(),
        Some(sha.as_str())
    );
    assert_eq!(history.session("a").unwrap().changed, 4);
}

#[test]
fn what_is_recorded_is_there_when_the_history_is_opened_again() {
    let (folder, history) = history();
    let id = history.id().to_owned();
    add(&history, "a", "Lease", 1, &[signer(1, "Ann", None)]);
    history.intend("a", "prepare:1", 2).unwrap();
    drop(history);
    let again = History::open(folder.path()).unwrap();
    assert_eq!(again.id(), id);
    assert_eq!(again.steps("a").unwrap()[0].state, StepState::Intended);
    assert_eq!(again.events("a").unwrap().len(), 1);
}

#[test]
fn an_act_is_recorded_once_and_its_link_ends_with_it() {
    let (_folder, history) = history();
    add(
        &history,
        "a",
        "Lease",
        1,
        &[signer(1, "Ann", None), signer(2, "Ben", None)],
    );
    history.set_state("a", State::Waiting, &[]).unwrap();
    history.add_link(&[7; 32], "a", 1, 2).unwrap();
    assert!(history.record_act("a", 1, "{}").unwrap());
    assert!(!history.record_act("a", 1, "{}").unwrap());
    assert!(history.link(&[7; 32]).unwrap().unwrap().ended.is_some());
    let cancelled = history
        .end_session("a", State::Expired, false, &event("expired", 3))
        .unwrap();
    assert!(!cancelled, "a signature is on its way");
    let signed = |number, time| {
        history
            .signer_signed(
                "a",
                number,
                &event("signed", time),
                &event("completed", time),
            )
            .unwrap()
    };
    assert_eq!(signed(1, 4), SignedNow::Waiting);
    assert_eq!(
        history.signers("a").unwrap()[0].act,
        None,
        "what was drawn is forgotten"
    );
    assert_eq!(signed(2, 5), SignedNow::All);
    assert_eq!(
        signed(2, 6),
        SignedNow::All,
        "the same again changes nothing"
    );
    assert_eq!(history.session("a").unwrap().state, State::Completed);
    let what: Vec<_> = history
        .events("a")
        .unwrap()
        .into_iter()
        .map(|e| e.what)
        .collect();
    assert_eq!(what, ["created", "signed", "signed", "completed"]);
}

#[test]
fn a_decline_ends_the_session_and_every_link() {
    let (_folder, history) = history();
    add(
        &history,
        "a",
        "Lease",
        1,
        &[signer(1, "Ann", None), signer(2, "Ben", None)],
    );
    history.set_state("a", State::Waiting, &[]).unwrap();
    history.add_link(&[1; 32], "a", 1, 2).unwrap();
    history.add_link(&[2; 32], "a", 2, 2).unwrap();
    assert!(
        history
            .signer_declined("a", 2, &event("declined", 3))
            .unwrap()
    );
    assert!(
        !history
            .signer_declined("a", 2, &event("declined", 3))
            .unwrap()
    );
    assert_eq!(history.session("a").unwrap().state, State::Declined);
    assert_eq!(
        history.signers("a").unwrap()[1].state,
        SignerState::Declined
    );
    for hash in [[1; 32], [2; 32]] {
        assert!(history.link(&hash).unwrap().unwrap().ended.is_some());
    }
}

#[test]
fn a_newer_link_ends_the_earlier_one_only_while_nobody_has_opened_it() {
    let (_folder, history) = history();
    add(&history, "a", "Lease", 1, &[signer(1, "Ann", None)]);
    history.add_link(&[1; 32], "a", 1, 2).unwrap();
    history.add_link(&[2; 32], "a", 1, 3).unwrap();
    assert!(history.link(&[1; 32]).unwrap().unwrap().ended.is_some());
    assert!(history.link(&[2; 32]).unwrap().unwrap().ended.is_none());
    assert_eq!(history.link(&[3; 32]).unwrap(), None);
    let opened = history.link(&[2; 32]).unwrap().unwrap();
    assert!(
        history
            .link_opened(&[2; 32], &opened, &event("opened", 4))
            .unwrap()
    );
    assert!(
        !history
            .link_opened(&[2; 32], &opened, &event("opened", 5))
            .unwrap()
    );
    history.add_link(&[4; 32], "a", 1, 6).unwrap();
    assert!(history.link(&[2; 32]).unwrap().unwrap().ended.is_none());
}

#[test]
fn sessions_are_listed_newest_change_first_page_by_page() {
    let (_folder, history) = history();
    for n in 0..5 {
        add(
            &history,
            &format!("s{n}"),
            &format!("Lease {n}"),
            n,
            &[signer(1, "Ann", None)],
        );
    }
    history.note("s1", &event("checked", 100)).unwrap();
    let mut query = Query {
        limit: 2,
        ..Query::default()
    };
    let mut seen = Vec::new();
    loop {
        let page = history.sessions(&query).unwrap();
        let Some(last) = page.last() else { break };
        query.after = Some((last.changed, last.id.clone()));
        seen.extend(page.into_iter().map(|s| s.id));
    }
    assert_eq!(seen, ["s1", "s4", "s3", "s2", "s0"]);
}

#[test]
fn a_session_is_found_by_the_beginning_of_a_word_without_accents() {
    let (_folder, history) = history();
    add(
        &history,
        "a",
        "Lease Harbour Street",
        1,
        &[signer(1, "Zoë Łukasz", Some("z@x.example"))],
    );
    add(&history, "b", "House rules", 2, &[signer(1, "Ann", None)]);
    let find = |text: &str| {
        let query = Query {
            search: Some(text.into()),
            limit: 9,
            ..Query::default()
        };
        history
            .sessions(&query)
            .unwrap()
            .into_iter()
            .map(|s| s.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(find("zoe"), ["a"]);
    assert_eq!(find("LUK harb"), ["a"]);
    assert_eq!(find("z@x.example"), ["a"]);
    assert_eq!(find("rules.pdf"), ["b"]);
    assert_eq!(find("\" OR *"), Vec::<String>::new());
    assert_eq!(find("  "), ["b", "a"]);
}

#[test]
fn counts_are_of_the_whole_filter_with_zeros() {
    let (_folder, history) = history();
    add(&history, "a", "Lease", 1, &[signer(1, "Ann", None)]);
    let query = Query {
        states: vec![State::Kept],
        ..Query::default()
    };
    let counts = history.session_counts(&query).unwrap();
    assert_eq!(counts.len(), State::ALL.len());
    assert!(counts.contains(&(State::Sending, 1)) && counts.contains(&(State::Kept, 0)));
}

#[test]
fn the_same_content_to_the_same_person_is_remembered() {
    let (_folder, history) = history();
    add(
        &history,
        "a",
        "Lease",
        1,
        &[signer(1, "Zoë", None), signer(2, "B", Some("b@x.example"))],
    );
    let original = history.documents("a").unwrap()[0].original.clone();
    let sent = |people: &[NewSigner]| history.already_sent(&[&original], people).unwrap();
    assert_eq!(sent(&[signer(1, "ZOE", None)])[0].session, "a");
    assert_eq!(
        sent(&[signer(7, "Other", Some("B@X.example"))])[0].signer,
        "B"
    );
    assert!(sent(&[signer(1, "Ann", None)]).is_empty());
    history
        .end_session("a", State::Cancelled, true, &event("cancelled", 2))
        .unwrap();
    assert!(
        sent(&[signer(1, "Zoë", None)]).is_empty(),
        "a cancelled one does not count"
    );
}

#[test]
fn on_a_network_drive_one_computer_at_a_time_works_without_a_log_that_needs_shared_memory() {
    let folder = tempfile::tempdir().unwrap();
    let place = |computer: &str| history::Place {
        network: true,
        computer: computer.to_owned(),
    };
    let ann = History::open_at(folder.path(), &place("ann-pc")).unwrap();
    assert!(ann.on_network());
    ann.set_setting("a", "b").unwrap();
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(
        !names.iter().any(|name| name.ends_with("-wal")),
        "{names:?}"
    );
    let before = std::fs::read(folder.path().join("history.sqlite")).unwrap();
    let refused = History::open_at(folder.path(), &place("ben-pc")).map(drop);
    assert_eq!(
        refused.unwrap_err().code(),
        session::ErrorCode::DataFolderElsewhere
    );
    let after = std::fs::read(folder.path().join("history.sqlite")).unwrap();
    assert!(before == after, "the refused one changed the history");
    // A second process of the same computer is welcome.
    let other = History::open_at(folder.path(), &place("ann-pc")).unwrap();
    assert_eq!(other.setting("a").unwrap().as_deref(), Some("b"));
    drop((ann, other));
    let ben = History::open_at(folder.path(), &place("ben-pc")).unwrap();
    assert_eq!(ben.setting("a").unwrap().as_deref(), Some("b"));
}

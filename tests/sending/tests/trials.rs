//! Trials drawn from public reports of what went wrong in products like this one: given, when,
//! then. Each stands for a kind of fault.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::time::Duration;

use desk::{DeskError, NewAccount};
use sending::{CONTRACT, Office, contract, put};
use session::{ErrorCode, FindingCode, Service, Session, SignerState, State};
use simulators::signhost::{Operation, Options, Twist};

const WORKER: &str = env!("CARGO_BIN_EXE_paraph-crash");
const HOUR: Duration = Duration::from_secs(3600);

async fn sent(office: &Office) -> Session {
    let session = office.send().await.unwrap();
    assert_eq!(session.state, State::Waiting, "{:?}", session.error);
    session
}

async fn checked(office: &Office, id: &str) -> Session {
    office.desk().check(id, false).await.unwrap()
}

fn whats(session: &Session) -> Vec<&str> {
    session.events.iter().map(|e| e.what.as_str()).collect()
}

#[tokio::test]
async fn t01_a_signer_whose_place_cannot_be_read_stops_the_send_until_it_is_allowed() {
    let office = Office::usual(WORKER).await;
    let desk = office.desk();
    let path = office.home().join("no tags.pdf");
    let bare = String::from_utf8_lossy(CONTRACT)
        .replace("{{Signer1}}", "           ")
        .replace("{{Signer2}}", "           ");
    put(&path, bare.as_bytes());
    let draft = desk.transient_preparation();
    draft.add_files(&[path]);
    draft.settled().await;
    draft.set_account("Office");
    draft.set_signer(1, "Ann Aalto", "ann@example.com");
    draft.set_signer(2, "Ben Bakker", "ben@example.com");
    let refused = draft.send().await.unwrap_err();
    let DeskError::Preflight(findings) = refused else {
        panic!("{refused}");
    };
    let places: Vec<_> = findings
        .iter()
        .filter(|f| f.code == FindingCode::SignerWithoutPlace)
        .collect();
    assert_eq!(places.len(), 2, "{findings:#?}");
    assert!(
        places[0].message.contains("top right of page 1"),
        "{}",
        places[0].message
    );
    assert!(office.service.transactions().is_empty());

    draft.allow(FindingCode::SignerWithoutPlace, true);
    let session = desk.session(&draft.send().await.unwrap()).unwrap();
    assert_eq!(session.state, State::Waiting, "{:?}", session.error);
    assert!(whats(&session).contains(&"allowed"));
}

#[tokio::test]
async fn s03_a_double_click_and_a_second_window_make_one_session_and_no_false_warning() {
    let office = Office::usual(WORKER).await;
    let desk = office.desk();
    let draft = desk.transient_preparation();
    draft.add_files(&[contract(office.home())]);
    draft.settled().await;
    draft.set_account("Office");
    draft.set_signer(1, "Ann Aalto", "ann@example.com");
    draft.set_signer(2, "Ben Bakker", "ben@example.com");
    let (one, two, three) = tokio::join!(draft.send(), draft.send(), draft.send());
    let went: Vec<_> = [one, two, three].into_iter().collect();
    let made: Vec<_> = went.iter().filter_map(|w| w.as_ref().ok()).collect();
    assert_eq!(made.len(), 1, "{went:?}");
    for refused in went.iter().filter_map(|w| w.as_ref().err()) {
        assert_ne!(refused.code(), ErrorCode::Preflight, "{refused}");
    }
    assert_eq!(office.service.transactions().len(), 1);
    office.assert_no_violation();
}

/// A draft of the contract to Ann and Ben, in a window or a command line of its own.
async fn drafted(desk: &desk::Desk, office: &Office) -> desk::Preparation {
    let draft = desk.transient_preparation();
    draft.add_files(&[contract(office.home())]);
    draft.settled().await;
    draft.set_account("Office");
    draft.set_signer(1, "Ann Aalto", "ann@example.com");
    draft.set_signer(2, "Ben Bakker", "ben@example.com");
    draft
}

#[tokio::test(flavor = "multi_thread")]
async fn s03_the_same_contract_sent_from_two_places_at_the_same_moment_goes_out_once() {
    for _ in 0..5 {
        let office = Office::usual(WORKER).await;
        let other = office.another_desk();
        let one = drafted(&office.desk(), &office).await;
        let two = drafted(&other, &office).await;
        let (one, two) = tokio::join!(
            tokio::spawn(async move { one.send().await }),
            tokio::spawn(async move { two.send().await }),
        );
        let went = [one.unwrap(), two.unwrap()];
        let refused: Vec<_> = went.iter().filter_map(|w| w.as_ref().err()).collect();
        let [DeskError::Preflight(findings)] = refused.as_slice() else {
            panic!("one goes out, one is told that it has: {went:?}");
        };
        assert!(findings.iter().all(|f| f.code == FindingCode::AlreadySent));
        assert_eq!(office.service.transactions().len(), 1);
        office.assert_no_violation();
    }
}

#[tokio::test]
async fn s05_a_name_with_umlaut_dash_quotes_and_emoji_is_the_same_everywhere() {
    let office = Office::usual(WORKER).await;
    let name = "Müller – “Mietvertrag” ’27 🏠";
    let path = office.home().join(format!("{name}.pdf"));
    put(&path, CONTRACT);
    let session = office.send_file(&path).await.unwrap();
    assert_eq!(session.title, name);
    let transaction = office.started();
    let file = &transaction.files[0];
    let shown = file
        .metadata
        .as_ref()
        .and_then(|m| m["DisplayName"].as_str().map(str::to_owned));
    assert!(shown.unwrap().starts_with(name));
    office.service.sign_all(&transaction.id).unwrap();
    let session = checked(&office, &session.id).await;
    assert_eq!(session.state, State::Kept, "{:?}", session.error);
    let copies: Vec<_> = std::fs::read_dir(office.home().join("copies"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(
        copies
            .iter()
            .any(|copy| copy.contains("Müller – “Mietvertrag” ’27 🏠")),
        "{copies:?}"
    );
    office.assert_no_violation();
}

#[tokio::test]
async fn s06_a_lapsed_sign_in_is_asked_for_once_and_tracking_goes_on_after_it() {
    let mut office = Office::usual(WORKER).await;
    let mut ids = Vec::new();
    for _ in 0..15 {
        ids.push(sent(&office).await.id);
    }
    office.reopen();
    office.service.faults().on_any().status(401);
    let before = office.service.requests();
    for _ in 0..10 {
        office.later(12 * HOUR).await;
    }
    assert_eq!(office.service.requests() - before, 1, "asked once, calmly");
    let account = office.desk().account("Office").await.unwrap();
    assert_eq!(account.test.as_deref(), Some("refused"));

    office.service.faults().clear();
    for transaction in office.service.transactions() {
        office.service.sign_all(&transaction.id).unwrap();
    }
    let secrets = BTreeMap::from([
        ("app_key".to_owned(), "DemoApp k3y".to_owned()),
        ("user_token".to_owned(), "t0ken".to_owned()),
    ]);
    office
        .desk()
        .give_secrets("Office", &secrets, true)
        .await
        .unwrap();
    for _ in 0..60 {
        office.later(6 * HOUR).await;
    }
    for id in ids {
        let session = office.desk().session(&id).unwrap();
        assert_eq!(
            session.state,
            State::Kept,
            "{:?} {:?}",
            session.error,
            session.events
        );
    }
}

#[tokio::test]
async fn k01_all_have_signed_and_the_service_has_not_finished_is_said_as_that() {
    let office = Office::open(
        WORKER,
        Options {
            processing: time::Duration::hours(30),
            ..Options::default()
        },
    )
    .await;
    let session = office.send().await.unwrap();
    office.service.advance(time::Duration::hours(31));
    let transaction = office.started();
    office.service.sign(&transaction.id, 1).unwrap();
    office.service.advance(time::Duration::hours(31));
    office.service.sign(&transaction.id, 2).unwrap();
    office.clock.turn(HOUR);
    let session = checked(&office, &session.id).await;
    assert_eq!(session.state, State::Waiting, "{:?}", session.error);
    assert!(
        session
            .signers
            .iter()
            .all(|s| s.state == SignerState::Signed)
    );
    assert_eq!(session.notices, ["service_not_finished"]);
}

#[tokio::test]
async fn k02_no_session_is_asked_more_often_than_the_rule_and_waking_sets_off_no_burst() {
    let office = Office::usual(WORKER).await;
    let mut ids = Vec::new();
    for _ in 0..12 {
        ids.push(sent(&office).await.id);
    }
    for _ in 0..30 {
        // A working day of looks, then a night's sleep.
        for _ in 0..8 {
            office.later(HOUR).await;
        }
        let (asked, woken) = (office.service.requests(), office.clock.millis());
        office.later(16 * HOUR).await;
        let took = (office.clock.millis() - woken) as u64 - 16 * 3_600_000;
        let requests = office.service.requests() - asked;
        // Half a second lies between two.
        assert!(
            requests <= 1 + took / 500,
            "{requests} requests in {took} ms after waking"
        );
    }
    for transaction in office.service.transactions() {
        assert!(transaction.reads <= 5, "{} reads", transaction.reads);
    }
    office.assert_no_violation();
}

#[tokio::test]
async fn k04_who_signs_after_midnight_has_signed_on_that_day_with_its_zone() {
    let office = Office::usual(WORKER).await;
    let session = sent(&office).await;
    // 00:30 in Amsterdam on the 26th is the evening of the 25th in UTC.
    office
        .service
        .clock()
        .set(time::macros::datetime!(2026-11-25 23:30 UTC));
    office.service.sign_all(&office.started().id).unwrap();
    let session = checked(&office, &session.id).await;
    let signed: Vec<_> = session
        .events
        .iter()
        .filter(|e| e.actor == "signer:1" && e.time.starts_with("2026-11-26T00:30"))
        .collect();
    assert!(!signed.is_empty(), "{:#?}", session.events);
    assert!(signed.iter().all(|e| e.time.ends_with("+01:00")));
}

#[tokio::test]
async fn k07_several_steps_between_two_checks_are_all_told_once_and_in_order() {
    let office = Office::usual(WORKER).await;
    let session = sent(&office).await;
    let id = office.started().id;
    for signer in [1, 2] {
        office.service.open(&id, signer).unwrap();
        office.service.sign(&id, signer).unwrap();
    }
    let session = checked(&office, &session.id).await;
    let of = |signer: &str| -> Vec<String> {
        session
            .events
            .iter()
            .filter(|e| e.actor == signer)
            .map(|e| e.what.clone())
            .collect()
    };
    for signer in ["signer:1", "signer:2"] {
        let told = of(signer);
        let mut once = told.clone();
        once.dedup();
        assert_eq!(told, once, "told once");
        assert!(told.len() >= 2, "{signer}: {told:?}");
    }
    let position = |actor: &str| session.events.iter().rposition(|e| e.actor == actor);
    assert!(position("signer:1") < position("signer:2"));
    let again = office.desk().check(&session.id, false).await.unwrap();
    assert_eq!(again.events.len(), session.events.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn k09_a_forged_return_address_changes_nothing_but_makes_paraph_ask() {
    let mut office = Office::usual(WORKER).await;
    office.options.insert("here".to_owned(), "yes".to_owned());
    let served = office.desk().serve().await.unwrap();
    let session = sent(&office).await;
    let back = office.started().signers[0].request["ReturnUrl"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(back.starts_with(&served.url), "{back}");
    let reads = office.service.reads(&office.started().id);
    let forged = format!("{back}?sh_signerstatus=signed&sh_transactionid=x");
    let answer = simulators::core::wire::send(&forged, "GET", &[], b"").unwrap();
    assert_eq!(answer.status, 200);
    let session = office.desk().session(&session.id).unwrap();
    assert_eq!(session.state, State::Waiting);
    assert!(
        session
            .signers
            .iter()
            .all(|s| s.state == SignerState::Waiting)
    );
    for _ in 0..5 {
        office.later(Duration::from_secs(20)).await;
    }
    assert_eq!(
        office.service.reads(&office.started().id),
        reads + 1,
        "it asks, once"
    );
    let session = office.desk().session(&session.id).unwrap();
    assert!(
        session
            .signers
            .iter()
            .all(|s| s.state != SignerState::Signed)
    );

    let unknown = format!("{}/back/{}/0123", served.url, session.id);
    let answer = simulators::core::wire::send(&unknown, "GET", &[], b"").unwrap();
    assert_eq!(answer.status, 404);
}

/// The first fetch of the signed file goes wrong like this; the next ones do not.
async fn fetched_wrongly(twist: Twist) {
    let office = Office::usual(WORKER).await;
    let session = sent(&office).await;
    let id = office.started().id;
    office.service.sign_all(&id).unwrap();
    office
        .service
        .faults()
        .on(Operation::File)
        .fault(twist.clone());
    let found = office.desk().check(&session.id, false).await;
    let session = office.desk().session(&session.id).unwrap();
    assert_eq!(session.state, State::Completed, "{twist:?}: {found:?}");
    assert!(session.documents[0].signed.is_none(), "{twist:?}");
    let error = session.error.clone().unwrap();
    let codes = [
        ErrorCode::SignedCopyBad,
        ErrorCode::SignedCopyMissing,
        ErrorCode::ServiceUnreachable,
        ErrorCode::AnswerUnreadable,
    ];
    assert!(
        codes.iter().any(|c| c.as_str() == error.code),
        "{twist:?}: {error:?}"
    );
    office.service.faults().clear();
    for _ in 0..10 {
        office.later(HOUR).await;
    }
    let session = office.desk().session(&session.id).unwrap();
    assert_eq!(session.state, State::Kept, "{twist:?}: {:?}", session.error);
    office.assert_no_violation();
}

#[tokio::test]
async fn f01_an_empty_html_or_cut_off_copy_is_refused_said_and_fetched_again() {
    for twist in [Twist::EmptyFile, Twist::HtmlFile, Twist::Truncated] {
        fetched_wrongly(twist).await;
    }
}

#[tokio::test]
async fn f06_a_copy_that_is_what_was_sent_or_another_contract_is_never_called_signed() {
    for twist in [Twist::UnsignedOriginal, Twist::OtherDocument] {
        fetched_wrongly(twist).await;
    }
}

#[tokio::test]
async fn t10_tags_and_signers_that_do_not_match_are_named_before_anything_leaves() {
    let office = Office::usual(WORKER).await;
    let desk = office.desk();
    for (numbers, code) in [
        (vec![1], FindingCode::TagWithoutSigner),
        (vec![1, 2, 3], FindingCode::SignerWithoutPlace),
    ] {
        let draft = desk.transient_preparation();
        draft.add_files(&[contract(office.home())]);
        draft.settled().await;
        draft.set_account("Office");
        for number in numbers {
            draft.set_signer(number, "Somebody", &format!("p{number}@example.com"));
        }
        let DeskError::Preflight(findings) = draft.send().await.unwrap_err() else {
            panic!("pre-flight stops it");
        };
        assert!(
            findings
                .iter()
                .any(|f| f.code == code && f.signer.is_some()),
            "{findings:#?}"
        );
    }
    assert_eq!(office.service.requests(), 0);
}

#[tokio::test]
async fn d07_without_a_keyring_secrets_are_for_this_run_only_and_never_on_disk() {
    let office = Office::usual(WORKER).await;
    let secret = "s3cr3t-that-nobody-sees";
    let account = |this_run_only| NewAccount {
        name: "Second".into(),
        service: Service::Signhost,
        base_url: Some(office.service.base_url()),
        settings: BTreeMap::new(),
        secrets: BTreeMap::from([
            ("app_key".into(), "DemoApp k3y".into()),
            ("user_token".into(), secret.into()),
        ]),
        replace: false,
        this_run_only,
    };
    let view = office.desk().add_account(account(true)).await.unwrap();
    assert_eq!(view.secrets, desk::SecretsState::Run);
    let (view, error) = office.desk().test_account("Second").await.unwrap();
    assert_eq!(view.test.as_deref(), Some("refused"));
    assert!(!error.unwrap().to_string().contains(secret));
    let mut folders = vec![office.data()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            let found = bytes.windows(secret.len()).any(|w| w == secret.as_bytes());
            assert!(!found, "{}", path.display());
        }
    }
}

//! The failures of Signhost's fact sheet (section 11) that are the engine's to bear; those that
//! are the connector's stand beside it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use sending::Office;
use session::{ErrorCode, SignerState, State};
use simulators::signhost::{Operation, Options, Twist};

const WORKER: &str = env!("CARGO_BIN_EXE_paraph-crash");
const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn f18_a_session_without_its_receipt_is_not_kept_until_the_receipt_is_there() {
    let office = Office::usual(WORKER).await;
    let session = office.send().await.unwrap();
    office.service.sign_all(&office.started().id).unwrap();
    office
        .service
        .faults()
        .on(Operation::Receipt)
        .fault(Twist::NotYet { retry_after: 60 });
    // That it is not there yet stands in the session.
    let _ = office.desk().check(&session.id, false).await;
    let waiting = office.desk().session(&session.id).unwrap();
    assert_eq!(waiting.state, State::Completed);
    assert!(waiting.receipt.is_none() && waiting.error.is_some());

    office.service.faults().clear();
    for _ in 0..6 {
        office.later(HOUR).await;
    }
    let kept = office.desk().session(&session.id).unwrap();
    assert_eq!(kept.state, State::Kept, "{:?}", kept.error);
    assert!(kept.receipt.is_some());
    office.assert_no_violation();
}

#[tokio::test]
async fn f20_what_is_told_late_or_twice_undoes_nothing_and_is_recorded_once() {
    let office = Office::usual(WORKER).await;
    let session = office.send().await.unwrap();
    let id = office.started().id;
    office.service.open(&id, 1).unwrap();
    office.service.sign(&id, 1).unwrap();
    let seen = office.desk().check(&session.id, false).await.unwrap();
    assert_eq!(seen.signers[0].state, SignerState::Signed);
    // Invited and opened once more, after the signature, and a code that nobody knows.
    for code in [101, 103, 105, 777] {
        office.service.activity(&id, 1, code).unwrap();
    }
    let seen = office.desk().check(&session.id, false).await.unwrap();
    assert_eq!(seen.signers[0].state, SignerState::Signed);
    assert_eq!(seen.state, State::Waiting);
    let again = office.desk().check(&session.id, false).await.unwrap();
    assert_eq!(again.events, seen.events);
}

#[tokio::test(flavor = "multi_thread")]
async fn f15_a_forged_return_address_that_says_signed_proves_nothing() {
    let mut office = Office::usual(WORKER).await;
    office.options.insert("here".to_owned(), "yes".to_owned());
    let _served = office.desk().serve().await.unwrap();
    let session = office.send().await.unwrap();
    let transaction = office.started();
    let back = transaction.signers[0].request["ReturnUrl"]
        .as_str()
        .unwrap();
    let forged = format!(
        "{back}?sh_signerstatus=signed&sh_transactionid={}",
        transaction.id
    );
    let answer = simulators::core::wire::send(&forged, "GET", &[], b"").unwrap();
    assert_eq!(answer.status, 200);
    office.later(HOUR).await;
    let session = office.desk().session(&session.id).unwrap();
    assert_eq!(session.state, State::Waiting);
    assert!(
        session
            .signers
            .iter()
            .all(|s| s.state != SignerState::Signed)
    );
    office.assert_no_violation();
}

#[tokio::test]
async fn f22_where_no_postback_ever_comes_the_questions_that_are_left_find_the_end() {
    let office = Office::usual(WORKER).await;
    let session = office.send().await.unwrap();
    let id = office.started().id;
    office.later(HOUR).await;
    office.service.sign_all(&id).unwrap();
    for _ in 0..32 {
        office.later(24 * HOUR).await;
    }
    let session = office.desk().session(&session.id).unwrap();
    assert_eq!(session.state, State::Kept, "{:?}", session.error);
    assert!(office.service.reads(&id) <= 5);
    office.assert_no_violation();
}

#[tokio::test(flavor = "multi_thread")]
async fn f21_a_message_without_a_right_checksum_is_answered_well_and_changes_nothing() {
    let office = Office::usual(WORKER).await;
    let session = office.send().await.unwrap();
    let id = office.started().id;
    let receiver = office
        .desk()
        .receive_postbacks("127.0.0.1:0".parse().unwrap())
        .await
        .unwrap();
    let target = format!("http://{}/hook", receiver.address);
    let before = office.desk().session(&session.id).unwrap();
    for answered in [
        office.service.post_empty(&target).await,
        office.service.post_text(&target).await,
        office.service.post_forged(&target, &id, 30).await,
        office.service.post_forged(&target, &id, 60).await,
    ] {
        assert_eq!(answered, Some(200));
    }
    let after = office.desk().session(&session.id).unwrap();
    assert_eq!(after.state, State::Waiting);
    assert_eq!(after.signers, before.signers);
    let desk = office.desk();
    let elsewhere = desk.receive_postbacks("0.0.0.0:0".parse().unwrap()).await;
    let refused = elsewhere.err().map(|error| error.code());
    assert_eq!(refused, Some(ErrorCode::BaseUrlInvalid));
}

#[tokio::test]
async fn f26_the_second_link_is_given_out_once_the_first_signer_has_signed() {
    let mut office = Office::usual(WORKER).await;
    office.in_order = true;
    office
        .options
        .insert("invite".to_owned(), "link".to_owned());
    let session = office.send().await.unwrap();
    let desk = office.desk();
    let id = office.started().id;
    assert!(desk.signing_link(&session.id, 1).await.is_ok());
    let early = desk.signing_link(&session.id, 2).await.unwrap_err();
    assert_eq!(early.code(), ErrorCode::NotYourTurn);
    office.service.sign(&id, 1).unwrap();
    let _ = desk.check(&session.id, false).await.unwrap();
    let link = desk.signing_link(&session.id, 2).await.unwrap();
    assert_eq!(Some(link), office.service.sign_url(&id, 2));
    let used = desk.signing_link(&session.id, 1).await.unwrap_err();
    assert_eq!(used.code(), ErrorCode::AlreadySigned);
    office.assert_no_violation();
}

#[tokio::test]
async fn f28_the_five_questions_are_counted_across_restarts() {
    let mut office = Office::open(
        WORKER,
        Options {
            reads: None,
            ..Options::default()
        },
    )
    .await;
    let session = office.send().await.unwrap();
    let id = office.started().id;
    for _ in 0..8 {
        let asked = office.desk().check(&session.id, false).await.unwrap();
        assert_eq!(asked.state, State::Waiting);
        office.reopen();
    }
    // The last one is kept for the end.
    assert_eq!(office.service.reads(&id), 4);
    let spent = office.desk().check(&session.id, false).await.unwrap();
    assert_eq!(spent.notices, ["asking_budget_spent"]);
    let _ = office.desk().check(&session.id, true).await.unwrap();
    assert_eq!(office.service.reads(&id), 5);
}

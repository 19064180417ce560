//! Five questions are allowed about a session: what becomes of it when they are spent.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use desk::Decision;
use sending::Office;
use session::{ErrorCode, Session, SignerState, State};
use simulators::signhost::{Operation, Twist};

const WORKER: &str = env!("CARGO_BIN_EXE_paraph-crash");

fn code(session: &Session) -> Option<&str> {
    session.error.as_ref().map(|error| error.code.as_str())
}

/// A session about which no question is left.
async fn spent(office: &Office) -> Session {
    let session = office.send().await.unwrap();
    for _ in 0..4 {
        office.desk().check(&session.id, false).await.unwrap();
    }
    let asked = office.desk().check(&session.id, true).await.unwrap();
    assert_eq!(asked.state, State::Waiting);
    office.desk().work_that_is_due().await;
    office.desk().session(&session.id).unwrap()
}

#[tokio::test]
async fn after_the_last_question_a_session_that_still_waits_needs_a_person() {
    let office = Office::usual(WORKER).await;
    let session = spent(&office).await;
    assert_eq!(session.state, State::Attention);
    assert_eq!(code(&session), Some(ErrorCode::AskingBudgetSpent.as_str()));
    assert_eq!(office.service.reads(&office.started().id), 5);
}

#[tokio::test]
async fn the_last_question_that_brings_the_end_needs_nobody() {
    let office = Office::usual(WORKER).await;
    let session = office.send().await.unwrap();
    for _ in 0..4 {
        office.desk().check(&session.id, false).await.unwrap();
    }
    office.service.sign_all(&office.started().id).unwrap();
    let session = office.desk().check(&session.id, true).await.unwrap();
    assert_eq!(session.state, State::Kept, "{:?}", session.error);
}

#[tokio::test]
async fn who_says_that_all_have_signed_gets_the_copies_without_a_question() {
    let office = Office::usual(WORKER).await;
    let session = spent(&office).await;
    let id = office.started().id;
    office.service.sign_all(&id).unwrap();
    let session = office
        .desk()
        .resolve(&session.id, Decision::Sent)
        .await
        .unwrap();
    assert_eq!(session.state, State::Kept, "{:?}", session.error);
    assert!(session.documents.iter().all(|d| d.signed.is_some()));
    assert!(session.receipt.is_some());
    let signed = |s: &session::Signer| s.state == SignerState::Signed;
    assert!(session.signers.iter().all(signed));
    assert_eq!(office.service.reads(&id), 5);
    office.assert_no_violation();
}

#[tokio::test]
async fn who_says_so_too_early_is_told_what_is_missing_and_may_say_it_again() {
    let office = Office::usual(WORKER).await;
    let session = spent(&office).await;
    let id = office.started().id;
    let desk = office.desk();
    let early = desk.resolve(&session.id, Decision::Sent).await.unwrap();
    assert_eq!(early.state, State::Attention);
    assert_eq!(code(&early), Some(ErrorCode::SignedCopyMissing.as_str()));
    assert!(early.signers.iter().all(|s| s.state != SignerState::Signed));
    // A copy that is not the signed one is no proof, either.
    office.service.sign_all(&id).unwrap();
    let wrong = Twist::UnsignedOriginal;
    office.service.faults().on(Operation::File).fault(wrong);
    let unsigned = desk.resolve(&session.id, Decision::Sent).await.unwrap();
    assert_eq!(unsigned.state, State::Attention);
    assert_eq!(code(&unsigned), Some(ErrorCode::SignedCopyBad.as_str()));
    assert!(
        unsigned
            .signers
            .iter()
            .all(|s| s.state != SignerState::Signed)
    );

    office.service.faults().clear();
    let kept = desk.resolve(&session.id, Decision::Sent).await.unwrap();
    assert_eq!(kept.state, State::Kept, "{:?}", kept.error);
    office.assert_no_violation();
}

#[tokio::test]
async fn copies_that_were_being_fetched_when_it_ended_are_fetched_anew() {
    let mut office = Office::usual(WORKER).await;
    let session = spent(&office).await;
    office.service.sign_all(&office.started().id).unwrap();
    for cut in 0..60 {
        let desk = office.desk();
        sending::cut_at(desk.resolve(&session.id, Decision::Sent), cut).await;
        drop(desk);
        office.reopen();
        let now = office.desk().session(&session.id).unwrap();
        if now.state != State::Attention {
            break;
        }
    }
    let _ = office.desk().resume_all().await;
    let kept = office.desk().session(&session.id).unwrap();
    assert_eq!(kept.state, State::Kept, "{:?}", kept.error);
    assert!(kept.documents.iter().all(|d| d.signed.is_some()));
}

#[tokio::test]
async fn f05_a_start_answered_with_5xx_for_minutes_goes_out_once_when_that_is_over() {
    let office = Office::usual(WORKER).await;
    office.service.faults().on(Operation::Start).status(503);
    // That it is not out yet stands in the session.
    let _ = office.send().await;
    let session = office.sessions().remove(0);
    assert_eq!(session.state, State::Sending, "{:?}", session.error);
    for _ in 0..12 {
        office.later(Duration::from_secs(30)).await;
    }
    let session = office.desk().session(&session.id).unwrap();
    assert_eq!(session.state, State::Sending, "{:?}", session.error);

    office.service.faults().clear();
    for _ in 0..10 {
        office.later(Duration::from_secs(60)).await;
    }
    let session = office.desk().session(&session.id).unwrap();
    assert_eq!(session.state, State::Waiting, "{:?}", session.error);
    assert_eq!(office.started().starts, 1);
    office.assert_no_violation();
}

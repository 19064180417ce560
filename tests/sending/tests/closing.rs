//! A session at a simulated eSign is finished before everyone has signed: what is signed is kept,
//! whatever is lost or cut off on the way.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use sending::{OfficeOf, cut_at};
use session::{ErrorCode, Session, SignerState, State};
use simulators::esign::{Esign, Operation, Options, Twist, status};

const WORKER: &str = env!("CARGO_BIN_EXE_paraph-crash");
const HOUR: Duration = Duration::from_secs(3600);

type Office = OfficeOf<Esign>;

/// A session that is out, and its id at the service; signer 1 has signed, and Paraph knows.
async fn half_signed(office: &Office) -> (String, String) {
    let session = office.send().await.unwrap();
    assert_eq!(session.state, State::Waiting, "{:?}", session.error);
    let there = session.service_session_id.unwrap();
    office.service.sign(&there, 1).unwrap();
    let session = office.desk().check(&session.id, false).await.unwrap();
    assert_eq!(session.signers[0].state, SignerState::Signed);
    (session.id, there)
}

/// The same, and then signer 2 has declined.
async fn half_declined(office: &Office) -> (String, String) {
    let (id, there) = half_signed(office).await;
    office.service.decline(&there, 2, "Wrong rent").unwrap();
    let session = office.desk().check(&id, false).await.unwrap();
    assert_eq!(session.state, State::Declined);
    (id, there)
}

async fn office() -> Office {
    Office::open(WORKER, Options::default()).await
}

fn kept_without_ben(session: &Session) {
    assert_eq!(session.state, State::Kept, "{:?}", session.error);
    let signers = session.signers.iter().map(|one| one.state);
    let signed = signers.filter(|state| *state == SignerState::Signed);
    assert_eq!(signed.count(), 1);
    assert!(session.documents[0].signed.is_some());
    assert!(session.receipt.is_some());
}

fn told<'a>(session: &'a Session, what: &str) -> Vec<&'a str> {
    let events = session.events.iter();
    events
        .filter(|event| event.what == what)
        .map(|event| event.text.as_str())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_has_signed_is_kept_and_nobody_is_said_to_have_signed_who_has_not() {
    let office = office().await;
    let (id, there) = half_signed(&office).await;
    assert!(office.desk().outlook(&id).unwrap().closable);
    let session = office.desk().close(&id).await.unwrap();
    kept_without_ben(&session);
    assert_eq!(
        told(&session, "closed"),
        ["Finished by you as it stood: 1 of 2 had signed"]
    );
    assert_eq!(told(&session, "closed-there").len(), 1);
    assert!(told(&session, "completed").is_empty());
    assert!(!office.desk().outlook(&id).unwrap().closable);
    // Nobody can sign any more, and nothing is left to finish.
    assert!(office.service.sign(&there, 2).is_err());
    let again = office.desk().close(&id).await.unwrap_err();
    assert_eq!(again.code(), ErrorCode::AlreadyEnded);
    let again = office.desk().cancel(&id, None).await.unwrap_err();
    assert_eq!(again.code(), ErrorCode::AlreadyEnded);
    office.assert_no_violation();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_others_signed_is_kept_although_one_declined() {
    let office = office().await;
    let (id, _) = half_declined(&office).await;
    assert!(office.desk().outlook(&id).unwrap().closable);
    let session = office.desk().close(&id).await.unwrap();
    kept_without_ben(&session);
    assert_eq!(session.signers[1].state, SignerState::Declined);
    office.assert_no_violation();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_signature_the_session_stays_out_and_the_sender_is_told() {
    let office = office().await;
    let id = office.send().await.unwrap().id;
    assert!(!office.desk().outlook(&id).unwrap().closable);
    let refused = office.desk().close(&id).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::NothingSigned);
    let session = office.desk().session(&id).unwrap();
    assert_eq!((session.state, &session.error), (State::Waiting, &None));
    assert_eq!(office.service.count(Operation::Close), 0);
    office.desk().cancel(&id, None).await.unwrap();
    let refused = office.desk().close(&id).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::AlreadyEnded);
    office.assert_no_violation();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_session_that_the_service_does_not_close_stays_declined() {
    let office = office().await;
    let (id, there) = half_declined(&office).await;
    office.service.set_status(&there, status::PAUSED).unwrap();
    let refused = office.desk().close(&id).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::ServiceRefused);
    assert_eq!(office.desk().session(&id).unwrap().state, State::Declined);
    office.assert_no_violation();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_only_passed_it_on_is_not_said_to_have_signed() {
    for delegate_signs in [false, true] {
        let office = office().await;
        let (id, there) = half_signed(&office).await;
        let dora = ["Dora Dahl", "", "dora@example.com"];
        office.service.delegate(&there, 2, dora).unwrap();
        if delegate_signs {
            office.service.sign(&there, 3).unwrap();
        }
        let session = match office.desk().close(&id).await {
            Ok(session) => session,
            Err(error) => panic!("{error}"),
        };
        assert_eq!(session.state, State::Kept, "{:?}", session.error);
        let stands = match delegate_signs {
            true => SignerState::Signed,
            false => SignerState::Delegated,
        };
        assert_eq!(session.signers[1].state, stands);
        let everyone = told(&session, "completed").len();
        assert_eq!(everyone, usize::from(delegate_signs));
        office.assert_no_violation();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_session_that_was_closed_there_is_fetched_when_it_is_to_be_cancelled() {
    let office = office().await;
    let (id, there) = half_declined(&office).await;
    office
        .service
        .set_status(&there, status::COMPLETED)
        .unwrap();
    let refused = office.desk().cancel(&id, None).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::AlreadyEnded);
    kept_without_ben(&office.desk().session(&id).unwrap());
    office.assert_no_violation();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ended_otherwise_is_not_said_to_be_finished() {
    for end in [status::EXPIRED, status::CANCELLED] {
        let office = office().await;
        let (id, there) = half_signed(&office).await;
        office.service.set_status(&there, end).unwrap();
        let refused = office.desk().close(&id).await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::AlreadyEnded);
        assert!(office.desk().session(&id).unwrap().state.is_ended());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_close_whose_answer_is_lost_is_the_senders_all_the_same() {
    let office = office().await;
    let (id, _) = half_signed(&office).await;
    let lost = office.service.faults().on(Operation::Close).nth(1);
    lost.drop_after_accept();
    let session = office.desk().close(&id).await.unwrap();
    kept_without_ben(&session);
    assert_eq!(told(&session, "closed").len(), 1);
    assert_eq!(told(&session, "closed-there").len(), 1);
    office.assert_no_violation();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_that_does_not_show_yet_is_waited_for_and_nothing_is_lost() {
    for declined in [false, true] {
        let office = office().await;
        let (id, _) = match declined {
            true => half_declined(&office).await,
            false => half_signed(&office).await,
        };
        let faults = office.service.faults();
        let seconds = 900;
        faults
            .on(Operation::Close)
            .fault(Twist::CloseShowsLate { seconds });
        office.desk().close(&id).await.unwrap_err();
        faults.clear();
        for _ in 0..4 {
            office.later(HOUR / 4).await;
        }
        let session = office.desk().session(&id).unwrap();
        kept_without_ben(&session);
        assert_eq!(told(&session, "closed").len(), 1, "{declined}");
        assert!(told(&session, "service-declined").len() <= 1);
    }
}

#[tokio::test]
async fn another_service_offers_no_such_end() {
    let office = sending::Office::usual(WORKER).await;
    let id = office.send().await.unwrap().id;
    let refused = office.desk().close(&id).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::NotOffered);
}

/// Cuts a close off at every place, and lets Paraph go on alone: how many were kept then, and how
/// many still waited because the service had never heard of it.
async fn cut_everywhere(declined: bool, lost: Option<bool>, step: usize) -> (u32, u32) {
    let mut office = office().await;
    let (mut kept, mut open) = (0, 0);
    for at in (0..400).step_by(step) {
        let (id, there) = match declined {
            true => half_declined(&office).await,
            false => half_signed(&office).await,
        };
        if let Some(accepted) = lost {
            let fault = office.service.faults().on(Operation::Close).nth(1);
            if accepted {
                fault.drop_after_accept();
            } else {
                fault.drop_before_accept();
            }
        }
        let cut = cut_at(office.desk().close(&id), at).await;
        office.close();
        office.service.faults().clear();
        office.open_desk();
        let _ = office.desk().resume_all().await;
        for _ in 0..4 {
            office.later(HOUR / 4).await;
        }
        let session = office.desk().session(&id).unwrap();
        let closed = office.service.session(&there).unwrap().status == status::COMPLETED;
        if closed {
            kept += 1;
            kept_without_ben(&session);
            assert_eq!(told(&session, "closed").len(), 1, "{at}");
        } else {
            open += 1;
            let stays = if declined {
                State::Declined
            } else {
                State::Waiting
            };
            assert_eq!(session.state, stays, "{at}: {:?}", session.error);
            // Asked for once more it is done.
            kept_without_ben(&office.desk().close(&id).await.unwrap());
        }
        office.assert_no_violation();
        if cut.is_some() {
            break;
        }
    }
    (kept, open)
}

#[tokio::test(flavor = "multi_thread")]
async fn wherever_a_close_is_cut_off_what_is_signed_is_kept_or_the_session_waits_as_before() {
    for declined in [false, true] {
        let (kept, open) = cut_everywhere(declined, None, 2).await;
        // How many requests are made between two waits depends on the machine.
        assert!(kept > 2 && kept + open > 5, "{kept} {open}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_and_a_lost_answer_together_lose_no_signature() {
    for accepted in [true, false] {
        let (kept, _) = cut_everywhere(false, Some(accepted), 5).await;
        assert!(kept > 1, "{accepted}: {kept}");
    }
}

//! What was wrong when a session went out is corrected at a simulated eSign: once, whatever is lost
//! or cut off on the way.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use desk::{Decision, ListQuery};
use sending::{OfficeOf, cut_at};
use session::{CorrectedSigner, Correction, ErrorCode, Session, SignerState, State};
use simulators::esign::{Esign, Operation, Options};

const WORKER: &str = env!("CARGO_BIN_EXE_paraph-crash");
const HOUR: Duration = Duration::from_secs(3600);

type Office = OfficeOf<Esign>;

async fn sent() -> (Office, String) {
    let office = Office::open(WORKER, Options::default()).await;
    let session = office.send().await.unwrap();
    assert_eq!(session.state, State::Waiting, "{:?}", session.error);
    office.later(HOUR).await;
    (office, session.id)
}

/// Ann is Anne, at this address.
fn anne(email: &str) -> Correction {
    Correction {
        signers: vec![CorrectedSigner {
            number: 1,
            name: "Anne Aalto".into(),
            email: email.into(),
        }],
        ..Correction::default()
    }
}

fn there(office: &Office) -> simulators::esign::Session {
    let all = office.service.sessions();
    assert_eq!(all.len(), 1);
    all.into_iter().next().unwrap()
}

/// How often somebody was invited at that address.
fn invited(office: &Office, email: &str) -> usize {
    let mails = there(office).mails.into_iter();
    mails
        .filter(|mail| mail.kind == "invitation" && mail.to == email)
        .count()
}

fn said(session: &Session, what: &str) -> Vec<String> {
    let events = session.events.iter();
    events
        .filter(|event| event.what.starts_with(what))
        .map(|event| event.text.clone())
        .collect()
}

fn found(office: &Office, search: &str) -> usize {
    let query = ListQuery {
        search: Some(search.to_owned()),
        ..ListQuery::default()
    };
    office.desk().sessions(&query).unwrap().sessions.len()
}

#[tokio::test]
async fn a_wrong_address_is_mended_without_sending_anew_and_the_signer_is_invited_there_once() {
    let (office, id) = sent().await;
    assert_eq!(found(&office, "anne@example.org"), 0);
    let wish = Correction {
        expires_days: Some(20),
        remind_days: Some(4),
        ..anne("anne@example.org")
    };
    let session = office.desk().correct(&id, &wish).await.unwrap();
    assert_eq!(session.state, State::Waiting);
    assert_eq!(session.signers[0].name, "Anne Aalto");
    assert_eq!(
        session.signers[0].email.as_deref(),
        Some("anne@example.org")
    );
    assert_eq!(session.signers[1].name, "Ben Bakker");
    let at_service = there(&office);
    assert_eq!(at_service.signers[0].email, "anne@example.org");
    assert_eq!(at_service.info["ReminderFrequencyDays"], 4);
    assert_eq!(invited(&office, "anne@example.org"), 1);
    assert_eq!(invited(&office, "ben@example.com"), 1);
    assert_eq!(
        said(&session, "corrected-signer"),
        ["Changed by you: Ann Aalto is now Anne Aalto, at anne@example.org"]
    );
    assert_eq!(
        said(&session, "corrected-reminders"),
        ["Changed by you: reminders go out every 4 days"]
    );
    assert_eq!(said(&session, "corrected-expiry").len(), 1);
    assert_eq!(
        said(&session, "invited"),
        ["Anne Aalto was invited by mail"]
    );
    assert_eq!(session.expires.as_deref(), Some("2026-12-16T00:00:00Z"));
    assert_eq!(found(&office, "anne@example.org"), 1);

    // The same once more changes nothing.
    let requests = office.service.journal().len();
    let again = office.desk().correct(&id, &anne("anne@example.org")).await;
    assert_eq!(again.unwrap().events, session.events);
    assert_eq!(office.service.journal().len(), requests);

    office.everybody_signs().await;
    let kept = office.desk().check(&id, false).await.unwrap();
    assert_eq!(kept.state, State::Kept, "{:?}", kept.error);
    office.assert_no_violation();
}

#[tokio::test]
async fn who_has_signed_stays_and_what_nobody_can_be_reached_at_is_refused_here() {
    let (office, id) = sent().await;
    let desk = office.desk();
    office.service.sign(&there(&office).id, 1).unwrap();
    // Not known here yet: the service says so.
    let refused = desk.correct(&id, &anne("a@example.org")).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::SignerActed);
    let session = desk.check(&id, false).await.unwrap();
    assert_eq!(session.signers[0].state, SignerState::Signed);
    assert_eq!(session.signers[0].email.as_deref(), Some("ann@example.com"));
    let requests = office.service.journal().len();
    let refused = desk.correct(&id, &anne("a@example.org")).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::SignerActed);
    for (name, email) in [("", "b@example.org"), ("Ben", "nowhere"), ("Ben", "")] {
        let mut wish = anne(email);
        (wish.signers[0].number, wish.signers[0].name) = (2, name.into());
        let refused = desk.correct(&id, &wish).await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::OptionInvalid, "{name} {email}");
    }
    let far = Correction {
        expires_days: Some(91),
        ..Correction::default()
    };
    let refused = desk.correct(&id, &far).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::OptionInvalid);
    assert_eq!(
        office.service.journal().len(),
        requests,
        "nothing was asked"
    );
    desk.cancel(&id, None).await.unwrap();
    let refused = desk.correct(&id, &anne("a@example.org")).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::AlreadyEnded);
    office.assert_no_violation();
}

#[tokio::test]
async fn a_correction_that_surely_did_not_happen_leaves_all_as_it_was() {
    let (office, id) = sent().await;
    office
        .service
        .faults()
        .on(Operation::Token)
        .drop_before_accept();
    office
        .desk()
        .correct(&id, &anne("anne@example.org"))
        .await
        .unwrap_err();
    office.service.faults().clear();
    let session = office.desk().session(&id).unwrap();
    assert_eq!((session.state, session.error), (State::Waiting, None));
    for _ in 0..3 {
        office.later(HOUR).await;
    }
    let session = office.desk().session(&id).unwrap();
    assert_eq!(session.signers[0].email.as_deref(), Some("ann@example.com"));
    assert_eq!(there(&office).signers[0].email, "ann@example.com");
    office.assert_no_violation();
}

#[tokio::test]
async fn a_correction_whose_answer_is_lost_is_read_back_when_the_service_can_be_asked_again() {
    for accepted in [true, false] {
        let (mut office, id) = sent().await;
        let faults = office.service.faults();
        let lost = faults.on(Operation::UpdateSigners).nth(1);
        if accepted {
            lost.drop_after_accept();
        } else {
            lost.drop_before_accept();
        }
        // The read before goes through; then the line is down.
        let down = faults.on(Operation::Read).nth(2).times(1_000);
        down.drop_before_accept();
        let email = "anne@example.org";
        office.desk().correct(&id, &anne(email)).await.unwrap_err();
        let session = office.desk().session(&id).unwrap();
        assert!(session.error.is_some(), "{accepted}");
        assert_eq!(session.signers[0].email.as_deref(), Some("ann@example.com"));
        office.service.faults().clear();
        office.reopen();
        for _ in 0..3 {
            office.later(HOUR).await;
        }
        let session = office.desk().session(&id).unwrap();
        assert_eq!((session.state, &session.error), (State::Waiting, &None));
        assert_eq!(session.signers[0].email.as_deref(), Some(email));
        assert_eq!(there(&office).signers[0].email, email);
        assert_eq!(invited(&office, email), 1, "{accepted}");
        let requests = if accepted { 1 } else { 2 };
        assert_eq!(office.service.count(Operation::UpdateSigners), requests);
        office.assert_no_violation();
    }
}

#[tokio::test]
async fn an_invitation_whose_answer_is_lost_is_a_persons_to_decide_and_the_correction_stands() {
    for (decision, mails) in [(Decision::Sent, 1), (Decision::NotSent, 2)] {
        let (office, id) = sent().await;
        let faults = office.service.faults();
        faults.on(Operation::Invite).nth(1).drop_after_accept();
        let email = "anne@example.org";
        let error = office.desk().correct(&id, &anne(email)).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::ServiceUnreachable);
        let session = office.desk().session(&id).unwrap();
        assert_eq!(session.state, State::Attention);
        assert_eq!(session.signers[0].email.as_deref(), Some(email));
        office.later(HOUR).await;
        assert_eq!(invited(&office, email), 1, "not by itself");
        let session = office.desk().resolve(&id, decision).await.unwrap();
        assert_eq!(session.state, State::Waiting, "{:?}", session.error);
        assert_eq!(invited(&office, email), mails);
        office.later(HOUR).await;
        assert_eq!(invited(&office, email), mails);
        office.assert_no_violation();
    }
}

#[tokio::test]
async fn another_service_offers_no_correction() {
    let office = sending::Office::usual(WORKER).await;
    let session = office.send().await.unwrap();
    let refused = office
        .desk()
        .correct(&session.id, &anne("a@b.example"))
        .await;
    assert_eq!(refused.unwrap_err().code(), ErrorCode::NotOffered);
}

/// What a cut leaves behind is finished by Paraph alone, but for an invitation of which nobody can
/// know: a person says what the service's own page shows.
async fn finished(office: &Office, id: &str, email: &str) -> Session {
    for _ in 0..4 {
        let _ = office.desk().resume_all().await;
        let session = office.desk().session(id).unwrap();
        if session.state == State::Attention {
            let decision = match invited(office, email) {
                0 => Decision::NotSent,
                _ => Decision::Sent,
            };
            let _ = office.desk().resolve(id, decision).await;
        }
        office.later(HOUR / 4).await;
    }
    office.desk().session(id).unwrap()
}

async fn cut_everywhere(trouble: Option<(Operation, bool)>, step: usize) -> (u32, u32) {
    let (mut office, id) = sent().await;
    let (mut changed, mut unchanged) = (0, 0);
    for at in (0..400).step_by(step) {
        let email = format!("anne{at}@example.org");
        let before = office.desk().session(&id).unwrap().signers[0].email.clone();
        if let Some((operation, accepted)) = trouble {
            let fault = office.service.faults().on(operation).nth(1);
            if accepted {
                fault.drop_after_accept();
            } else {
                fault.drop_before_accept();
            }
        }
        let cut = cut_at(office.desk().correct(&id, &anne(&email)), at).await;
        office.close();
        office.service.faults().clear();
        office.open_desk();
        let session = finished(&office, &id, &email).await;
        assert_eq!(session.state, State::Waiting, "{at}: {:?}", session.error);
        let ours = session.signers[0].email.clone();
        assert_eq!(
            ours.as_deref(),
            Some(there(&office).signers[0].email.as_str()),
            "{at}"
        );
        if ours.as_deref() == Some(email.as_str()) {
            changed += 1;
            assert_eq!(invited(&office, &email), 1, "{at}");
            let told = said(&session, "corrected-signer");
            let told = told.iter().filter(|text| text.contains(&email));
            assert_eq!(told.count(), 1, "{at}");
        } else {
            unchanged += 1;
            assert_eq!(ours, before, "{at}");
            assert_eq!(invited(&office, &email), 0, "{at}");
        }
        office.assert_no_violation();
        if cut.is_some() {
            break;
        }
    }
    (changed, unchanged)
}

#[tokio::test(flavor = "multi_thread")]
async fn wherever_a_correction_is_cut_off_it_is_made_once_or_not_at_all() {
    let (changed, unchanged) = cut_everywhere(None, 1).await;
    // How often it waits depends on how quickly the service's answers come.
    assert!(
        changed > 2 && changed + unchanged > 5,
        "{changed} {unchanged}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_and_a_lost_answer_together_lose_and_double_nothing() {
    for (operation, accepted) in [
        (Operation::UpdateSigners, true),
        (Operation::UpdateSigners, false),
        (Operation::Invite, true),
        (Operation::Read, false),
    ] {
        let (changed, _) = cut_everywhere(Some((operation, accepted)), 3).await;
        assert!(changed > 1, "{operation:?} {accepted}");
    }
}

#[tokio::test]
async fn a_correction_that_the_service_does_not_take_keeps_nobody_from_seeing_who_signs() {
    let (mut office, id) = sent().await;
    // The answer is lost, so that the wish stays; then the service fails at it.
    let faults = office.service.faults();
    faults
        .on(Operation::UpdateSigners)
        .nth(1)
        .drop_before_accept();
    let down = faults.on(Operation::Read).nth(2).times(3);
    down.drop_before_accept();
    let wish = anne("anne@example.org");
    office.desk().correct(&id, &wish).await.unwrap_err();
    office.service.faults().clear();
    let failing = office.service.faults().on(Operation::UpdateSigners);
    failing.times(1_000).status(500);
    office.reopen();
    office.service.sign(&there(&office).id, 2).unwrap();
    for _ in 0..6 {
        office.later(HOUR).await;
    }
    let session = office.desk().session(&id).unwrap();
    assert_eq!(session.signers[1].state, SignerState::Signed);
    office.assert_no_violation();
}

//! What comes after a session was cancelled here, at a service that cannot end it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use sending::{OfficeOf, Played as _};
use session::State;
use simulators::restpki::{Options, RestPki};

const WORKER: &str = env!("CARGO_BIN_EXE_paraph-crash");

#[tokio::test]
async fn a_message_of_a_late_signature_is_followed_at_once_rather_than_at_the_next_look() {
    for told in [false, true] {
        let office = OfficeOf::<RestPki>::open(WORKER, Options::default()).await;
        let desk = office.desk();
        let id = office.send().await.unwrap().id;
        let page = desk.signing_link(&id, 1).await.unwrap();
        // An hour later it is asked only every ten minutes.
        for _ in 0..7 {
            office.later(Duration::from_secs(600)).await;
        }
        desk.cancel(&id, None).await.unwrap();
        office.later(Duration::from_secs(30)).await;
        office.service.signs(1, Some(&page));
        office.later(Duration::from_secs(20)).await;
        if told {
            let document = office.service.at(&page).unwrap().documents[0].id.clone();
            let body = office.service.webhook(&document).unwrap().to_string();
            assert!(desk.postback(&[], body.as_bytes()).await.unwrap());
            assert!(
                !desk.postback(&[], body.as_bytes()).await.unwrap(),
                "the same message hints only once"
            );
        }
        office.later(Duration::from_secs(10)).await;
        let session = desk.session(&id).unwrap();
        assert_eq!(session.state, State::Cancelled);
        let late = session.notices.iter().any(|one| one == "signed_after_end");
        assert_eq!(late, told, "{:?}", session.events);
        assert_eq!(session.documents[0].signed.is_some(), told);
        office.assert_no_violation();
    }
}

#[tokio::test]
async fn a_message_about_what_has_really_ended_makes_nobody_ask() {
    let office =
        OfficeOf::<simulators::esign::Esign>::open(WORKER, simulators::esign::Options::default())
            .await;
    let desk = office.desk();
    let session = office.send().await.unwrap();
    desk.cancel(&session.id, None).await.unwrap();
    let requests = office.service.journal().len();
    let there = &office.service.sessions()[0].id;
    let body =
        format!(r#"{{"Data":{{"SigningSessionId":"{there}","Type":"SessionStatus","Status":4}}}}"#);
    assert!(!desk.postback(&[], body.as_bytes()).await.unwrap());
    for _ in 0..3 {
        office.later(Duration::from_secs(3600)).await;
    }
    assert_eq!(office.service.journal().len(), requests);
}

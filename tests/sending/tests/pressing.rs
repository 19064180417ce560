//! What lies at a service for minutes only goes before everything else.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use sending::{OfficeOf, Played};
use session::SignerState;
use simulators::signant::{Operation, Signant};

const WORKER: &str = env!("CARGO_BIN_EXE_paraph-crash");

#[tokio::test]
async fn what_is_signed_and_soon_gone_is_asked_for_although_the_key_was_refused_for_a_moment() {
    for refused in [Operation::Status, Operation::Download] {
        let office = OfficeOf::<Signant>::usual(WORKER).await;
        let session = office.send().await.unwrap();
        let page = office.desk().signing_link(&session.id, 1).await.unwrap();
        office.service.signs(1, Some(&page));
        office.service.faults().on(refused).times(3).status(401);
        for _ in 0..20 {
            office.later(Duration::from_secs(20)).await;
        }
        let seen = office.desk().session(&session.id).unwrap();
        assert_eq!(seen.signers[0].state, SignerState::Signed, "{refused:?}");
        let fetched: u32 = office
            .service
            .postings()
            .iter()
            .map(|one| one.downloads)
            .sum();
        assert!(fetched > 0, "{refused:?}: it was not fetched");
        assert!(seen.error.is_none(), "{refused:?}: {:?}", seen.error);
        office.assert_no_violation();
    }
}

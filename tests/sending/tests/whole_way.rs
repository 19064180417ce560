//! From Send to kept, at a simulated Signhost.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use sending::Office;
use session::{SignerState, State};

const WORKER: &str = env!("CARGO_BIN_EXE_paraph-crash");

#[tokio::test]
async fn a_contract_goes_out_once_is_signed_by_both_and_kept_with_its_receipt() {
    let office = Office::usual(WORKER).await;
    let session = office.send().await.unwrap();
    assert_eq!(session.state, State::Waiting, "{:?}", session.error);
    let transaction = office.started();
    assert_eq!(
        session.service_session_id.as_deref(),
        Some(transaction.id.as_str())
    );
    office.service.sign_all(&transaction.id).unwrap();
    let session = office.desk().check(&session.id, false).await.unwrap();
    assert_eq!(session.state, State::Kept, "{:?}", session.error);
    assert!(
        session
            .signers
            .iter()
            .all(|s| s.state == SignerState::Signed)
    );
    assert!(session.documents.iter().all(|d| d.signed.is_some()));
    assert!(session.receipt.is_some());
    office.assert_no_violation();
}

#[tokio::test]
async fn what_is_signed_elsewhere_comes_by_itself() {
    let office = Office::usual(WORKER).await;
    let session = office.send().await.unwrap();
    office.service.sign_all(&office.started().id).unwrap();
    for _ in 0..40 {
        office.later(Duration::from_secs(12 * 3600)).await;
    }
    let session = office.desk().session(&session.id).unwrap();
    assert_eq!(session.state, State::Kept, "{:?}", session.error);
    office.assert_no_violation();
}

#[tokio::test]
async fn the_page_of_a_signer_who_signs_here_is_had_from_what_was_kept() {
    let mut office = Office::usual(WORKER).await;
    office.options.insert("here".to_owned(), "yes".to_owned());
    let session = office.send().await.unwrap();
    let transaction = office.started();
    let reads = office.service.reads(&transaction.id);
    let url = office.desk().signing_link(&session.id, 1).await.unwrap();
    assert_eq!(Some(url), office.service.sign_url(&transaction.id, 1));
    assert_eq!(
        office.service.reads(&transaction.id),
        reads,
        "no question is spent"
    );
}

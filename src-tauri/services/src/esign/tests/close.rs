//! A session is finished as it stands (call 10; §10.2: only after it was read).

use super::*;

/// Out, and signer 1 has signed.
async fn half_signed() -> Sent {
    let mut sent = Sent::usual(&[1, 2]);
    sent.send().await.unwrap();
    sent.service.sign(&sent.id(), 1).unwrap();
    sent
}

fn seen(left: Left) -> Seen {
    left.seen.unwrap()
}

fn states(seen: &Seen) -> Vec<SignerState> {
    seen.signers.iter().map(|one| one.state).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_not_signed_is_not_told_to_have_and_what_is_signed_is_fetched() {
    let mut sent = half_signed().await;
    let seen = seen(sent.step("close:1").await.unwrap());
    assert_eq!(seen.state, Some(SeenState::Completed));
    assert!(seen.closed);
    assert_eq!(states(&seen)[0], SignerState::Signed);
    assert_ne!(states(&seen)[1], SignerState::Signed);
    let there = sent.service.session(&sent.id()).unwrap();
    assert_eq!(there.status, status::COMPLETED);
    sent.step("fetch:1").await.unwrap();
    let looked = sent.look().await;
    assert!(looked.closed);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_signature_nothing_is_finished() {
    let mut sent = Sent::usual(&[1, 2]);
    sent.send().await.unwrap();
    let error = sent.step("close:1").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NothingSigned);
    assert_eq!(sent.service.count(Operation::Close), 0);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_session_is_finished_with_the_signatures_of_the_others() {
    let mut sent = half_signed().await;
    sent.service.decline(&sent.id(), 2, "Wrong rent").unwrap();
    let seen = seen(sent.step("close:1").await.unwrap());
    assert_eq!(seen.state, Some(SeenState::Completed));
    assert_eq!(states(&seen), [SignerState::Signed, SignerState::Declined]);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ended_meanwhile_shows_as_it_is_and_is_not_asked_for() {
    let mut signed = half_signed().await;
    signed.service.sign(&signed.id(), 2).unwrap();
    let seen = seen(signed.step("close:1").await.unwrap());
    assert_eq!(seen.state, Some(SeenState::Completed));
    assert!(!seen.closed);
    assert_eq!(signed.service.count(Operation::Close), 0);
    signed.clean();

    let mut cancelled = half_signed().await;
    cancelled
        .service
        .set_status(&cancelled.id(), status::CANCELLED)
        .unwrap();
    let left = cancelled.step("close:1").await.unwrap();
    assert_eq!(self::seen(left).state, Some(SeenState::Cancelled));
    cancelled.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_close_whose_answer_is_lost_is_looked_for() {
    for accepted in [true, false] {
        let mut sent = half_signed().await;
        let fault = sent.service.faults().on(Operation::Close).nth(1);
        if accepted {
            fault.drop_after_accept();
        } else {
            fault.drop_before_accept();
        }
        let seen = seen(sent.step("close:1").await.unwrap());
        assert_eq!(seen.state, Some(SeenState::Completed));
        let requests = if accepted { 1 } else { 2 };
        assert_eq!(sent.service.count(Operation::Close), requests);
        sent.clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_does_not_close_is_told_in_its_own_words() {
    let mut sent = half_signed().await;
    sent.service.set_status(&sent.id(), status::PAUSED).unwrap();
    let error = sent.step("close:1").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::ServiceRefused);
    assert!(error.detail.contains("Only a sent session"), "{error}");
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_nobody_knows_tells_nothing_about_who_signed() {
    // It was completed by the service itself, which does that when all have signed …
    let mut sent = half_signed().await;
    sent.service.set_signer_status(&sent.id(), 2, 11).unwrap();
    sent.service
        .set_status(&sent.id(), status::COMPLETED)
        .unwrap();
    let looked = sent.look().await;
    assert_eq!(states(&looked), [SignerState::Signed, SignerState::Signed]);
    assert!(!looked.closed);

    // … or by ours, which leaves everyone as they are known to be.
    let mut sent = half_signed().await;
    sent.service.set_signer_status(&sent.id(), 2, 11).unwrap();
    let seen = seen(sent.step("close:1").await.unwrap());
    assert_ne!(states(&seen)[1], SignerState::Signed);
    assert!(seen.closed);
}

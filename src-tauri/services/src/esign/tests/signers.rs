//! What becomes of signers (rows 25, 26, 36 to 40, 46).

use super::*;

async fn sent(link: bool) -> Sent {
    let mut sent = Sent::usual(&[1, 2]);
    if link {
        sent.job.options.insert("invite".into(), "link".into());
    }
    sent.job.options.insert("delegation".into(), "yes".into());
    sent.send().await.unwrap();
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn row_25_and_26_a_tag_of_another_dialect_is_never_left_for_the_service_to_eat() {
    let mut raw = Sent::usual(&[1]);
    *raw.bench.copied.lock().unwrap() = Some(plain_page("Lease <<Signer1>>"));
    assert_eq!(raw.send().await.unwrap_err().code, ErrorCode::StartRefused);
    assert_eq!(raw.service.sessions()[0].documents[0].eaten, ["<Signer1"]);

    let mut sent = sent(false).await;
    let there = sent.service.session(&sent.id()).unwrap();
    assert!(there.documents[0].eaten.is_empty());
    let roles: Vec<_> = there.documents[0]
        .fields
        .iter()
        .map(|f| f.role.as_str())
        .collect();
    assert_eq!(roles, ["Seller 1", "Seller 2"]);
    assert_eq!(sent.look().await.signers.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_without_places_is_not_searched_for_tags() {
    let mut sent = Sent::usual(&[1]);
    sent.job.documents[0].fields.clear();
    sent.send().await.unwrap();
    let there = sent.service.session(&sent.id()).unwrap();
    assert!(!there.documents[0].anchors);
    assert!(sent.bench.waits().is_empty() || sent.bench.waits() == [0]);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_36_people_are_reminded_once_and_who_was_missed_is_told() {
    let mut sent = sent(false).await;
    sent.service.advance(time::Duration::hours(1));
    let step = sent.it.remind_step(&sent.job, None).unwrap();
    sent.step(&step.name).await.unwrap();
    assert_eq!(sent.service.session(&sent.id()).unwrap().mails.len(), 4);
    // Not twice within a minute.
    let step = sent.it.remind_step(&sent.job, Some(1)).unwrap();
    assert_eq!(step.name, "remind:1:2");
    let error = sent.step(&step.name).await.unwrap_err();
    assert_eq!(
        (error.code, error.happened),
        (ErrorCode::ServiceBusy, Happened::No)
    );

    sent.bench.spent.lock().unwrap().clear();
    sent.service.advance(time::Duration::hours(1));
    let fault = sent.service.faults().on(Operation::Invite).nth(1);
    fault.fault(Twist::InviteMisses { position: 2 });
    let error = sent.step("remind:all:2").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::ServiceRefused);
    assert_eq!(error.detail, "s2@example.net could not be invited");
    assert_eq!(sent.service.count(Operation::Invite), 2);

    sent.bench.spent.lock().unwrap().clear();
    sent.service.advance(time::Duration::hours(1));
    sent.service
        .faults()
        .on(Operation::Invite)
        .drop_after_accept();
    let error = sent.step("remind:1:3").await.unwrap_err();
    assert_eq!(error.happened, Happened::Unknown);
    assert_eq!(
        sent.service.count(Operation::Invite),
        3,
        "nothing is repeated"
    );
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_reminded_whose_turn_it_is_not() {
    let mut sent = Sent::usual(&[1, 2]);
    sent.job.in_order = true;
    sent.send().await.unwrap();
    sent.service.advance(time::Duration::hours(1));
    let error = sent.step("remind:2:1").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotYourTurn);
    sent.step("remind:all:1").await.unwrap();
    let there = sent.service.session(&sent.id()).unwrap();
    let told: Vec<_> = there.signers.iter().map(|one| one.invited.len()).collect();
    assert_eq!(told, [2, 0]);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_37_and_38_unknown_states_are_told_and_nothing_final_is_concluded_from_them() {
    let mut sent = sent(false).await;
    sent.service.set_status(&sent.id(), 42).unwrap();
    assert_eq!(
        sent.look().await.state,
        Some(SeenState::Unknown("42".into()))
    );
    sent.service.set_status(&sent.id(), status::DRAFT).unwrap();
    assert_eq!(sent.look().await.state, Some(SeenState::NotStarted));
    sent.service.set_status(&sent.id(), status::SENT).unwrap();
    assert_eq!(sent.look().await.state, Some(SeenState::Waiting));
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_39_a_refusal_has_its_reason_as_one_clean_line() {
    let mut sent = sent(false).await;
    sent.service
        .decline(&sent.id(), 2, "Wrong\n\u{7}rent")
        .unwrap();
    let seen = sent.look().await;
    assert_eq!(seen.state, Some(SeenState::Declined));
    assert_eq!(seen.reason.as_deref(), Some("Wrong rent"));
    assert_eq!(seen.signers[1].state, SignerState::Declined);
    assert_eq!(seen.signers[0].state, SignerState::Invited);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_40_a_signer_who_passes_it_on_is_followed_by_id() {
    let mut sent = sent(false).await;
    sent.service
        .delegate(&sent.id(), 1, ["Del", "Egate", "d@example.net"])
        .unwrap();
    let seen = sent.look().await;
    assert_eq!(seen.signers[0].state, SignerState::Delegated);
    let event = seen
        .events
        .iter()
        .find(|event| event.what == "passed-on")
        .unwrap();
    assert_eq!(event.args["to"], "Del Egate");
    sent.service.sign_all(&sent.id()).unwrap();
    let seen = sent.look().await;
    assert_eq!(seen.state, Some(SeenState::Completed));
    assert!(
        seen.signers
            .iter()
            .all(|one| one.state == SignerState::Signed)
    );
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signer_who_fails_to_prove_who_they_are_is_locked_out() {
    let mut sent = sent(false).await;
    let failed = signer_status::AUTHENTICATION_FAILED;
    sent.service
        .set_signer_status(&sent.id(), 2, failed)
        .unwrap();
    assert_eq!(sent.look().await.signers[1].state, SignerState::LockedOut);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_asked_for_at_each_visit_and_where_links_are_given_nobody_is_mailed() {
    let mut sent = sent(true).await;
    assert!(sent.it.opens(&sent.job, 1));
    assert!(sent.service.session(&sent.id()).unwrap().mails.is_empty());
    assert!(
        sent.look()
            .await
            .signers
            .iter()
            .all(|s| s.state == SignerState::Waiting)
    );
    for signer in [1, 2] {
        let url = sent
            .it
            .fresh_url(&sent.job, signer, &sent.bench)
            .await
            .unwrap();
        let own = sent.service.sign_url(&sent.id(), signer.into());
        assert_eq!(url.map(|url| url.expose().to_owned()), own);
    }
    assert_eq!(sent.service.count(Operation::InviteUrls), 2);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_senders_page_is_logged_in_by_a_new_token_each_time() {
    let mut sent = sent(false).await;
    assert!(!sent.it.opens(&sent.job, 1));
    sent.job.options.insert("opens".into(), "sender".into());
    assert!(sent.it.opens(&sent.job, 1));
    let mut seen = Vec::new();
    for _ in 0..2 {
        let url = sent
            .it
            .fresh_url(&sent.job, 1, &sent.bench)
            .await
            .unwrap()
            .unwrap();
        let url = url.expose().to_owned();
        assert!(url.starts_with(&format!("{}/Account/LogMeIn?token=", sent.service.origin())));
        let page = simulators::core::wire::send(&url, "GET", &[], b"").unwrap();
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(page.text().contains("First2 Last2"));
        seen.push(url);
    }
    assert_ne!(seen[0], seen[1]);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_46_no_page_elsewhere_is_opened_and_its_address_is_not_shown() {
    for url in [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://evil.example/k3y",
        "http://client.esignonline.net/k3y",
    ] {
        let mut sent = sent(true).await;
        sent.service
            .faults()
            .on(Operation::InviteUrls)
            .fault(Twist::Url { url: url.into() });
        sent.service
            .faults()
            .on(Operation::Landing)
            .fault(Twist::Url { url: url.into() });
        for opens in ["signer", "sender"] {
            sent.job.options.insert("opens".into(), opens.into());
            let error = sent
                .it
                .fresh_url(&sent.job, 1, &sent.bench)
                .await
                .unwrap_err();
            assert_eq!(error.code, ErrorCode::AnswerUnreadable, "{url}");
            assert!(!format!("{error:?}").contains("k3y"));
        }
    }
}

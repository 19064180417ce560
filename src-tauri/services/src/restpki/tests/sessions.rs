//! Sessions: how they go well, and what becomes of those that do not.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn two_signers_sign_two_documents_one_after_the_other_each_over_what_was_signed() {
    let mut chain = Chain::with_documents(Options::default(), &[1, 2], 2);
    chain.step("key").await.unwrap();
    chain.sign(1).await;
    let first = [chain.signed(0), chain.signed(1)];
    assert!(first[0].starts_with(PAGE) && first[0].len() > PAGE.len());
    chain.sign(2).await;
    for (index, before) in first.iter().enumerate() {
        assert!(chain.signed(index).starts_with(before), "{index}");
    }
    let states: Vec<_> = chain.job.signers.iter().map(|one| one.state).collect();
    assert_eq!(states, [SignerState::Signed, SignerState::Signed]);
    assert_eq!(chain.told("signed-with-certificate"), 2);
    assert_eq!(chain.service.sessions().len(), 2);
    chain.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_signature_completes_the_session_and_the_first_does_not() {
    let mut chain = Chain::new(Options::default(), &[1, 2]);
    let id = chain.opened(1).await;
    chain.service.sign(&id, &chain.holder(1)).unwrap();
    let seen = chain.look().await;
    assert_eq!(seen.state, Some(SeenState::Waiting));
    assert_eq!(seen.signers[0].state, SignerState::Signed);
    assert!(seen.signers[0].since.is_some());
    chain.step("fetch:1:1").await.unwrap();
    let id = chain.opened(2).await;
    chain.service.sign(&id, &chain.holder(2)).unwrap();
    assert_eq!(chain.look().await.state, Some(SeenState::Completed));
    chain.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_02_a_second_click_gets_the_same_page() {
    let mut chain = Chain::new(Options::default(), &[1]);
    let page = chain.open(1).await.unwrap();
    assert_eq!(chain.open(1).await.unwrap(), page);
    chain.pass(3 * HOUR);
    assert_ne!(chain.open(1).await.unwrap(), page);
    assert_eq!(chain.service.sessions().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_on_a_page_whose_address_was_lost_is_found_before_another_page_is_made() {
    let mut chain = Chain::new(Options::default(), &[1, 2]);
    let id = chain.opened(1).await;
    chain.service.sign(&id, &chain.holder(1)).unwrap();
    // As after a crash, where its key lived with the process.
    chain.signer(1).url_kept = false;
    let step = chain.it.open_step(&chain.job, 1).unwrap();
    let left = chain.step(&step.name).await.unwrap();
    let seen = left.seen.unwrap();
    assert_eq!(seen.signers[0].state, SignerState::Signed);
    assert!(left.signing_urls.is_empty());
    assert_eq!(chain.service.sessions().len(), 1);
    chain.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_whose_address_was_lost_and_that_nobody_signed_is_followed_by_another() {
    let mut chain = Chain::new(Options::default(), &[1]);
    let page = chain.open(1).await.unwrap();
    chain.signer(1).url_kept = false;
    assert_ne!(chain.open(1).await.unwrap(), page);
    assert_eq!(chain.service.sessions().len(), 2);
    chain.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_the_service_does_not_know_just_now_is_a_persons_before_another_is_made() {
    let mut chain = Chain::new(Options::default(), &[1]);
    let id = chain.opened(1).await;
    chain.service.sign(&id, &chain.holder(1)).unwrap();
    chain.signer(1).url_kept = false;
    let unknown = Twist::code(422, "SignatureSessionNotFound");
    let read = chain.service.faults().on(Operation::Read).nth(1);
    read.fault(unknown);
    let step = chain.it.open_step(&chain.job, 1).unwrap();
    let seen = chain.step(&step.name).await.unwrap().seen.unwrap();
    assert_eq!(seen.state, Some(SeenState::Gone));
    assert_eq!(chain.look().await.state, Some(SeenState::Completed));
    assert_eq!(chain.service.sessions().len(), 1);
    chain.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_at_a_word_that_nobody_knows_is_followed_by_no_other_while_it_may_be_signed() {
    let mut chain = Chain::new(Options::default(), &[1]);
    let id = chain.opened(1).await;
    chain.service.sign(&id, &chain.holder(1)).unwrap();
    chain.signer(1).url_kept = false;
    let reads = chain.service.faults().on(Operation::Read).times(1);
    reads.fault(Twist::set("/status", "Weird"));
    let step = chain.it.open_step(&chain.job, 1).unwrap();
    let seen = chain.step(&step.name).await.unwrap().seen.unwrap();
    assert_eq!(seen.state, Some(SeenState::Completed));
    assert_eq!(chain.service.sessions().len(), 1);
    chain.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_at_a_word_that_nobody_knows_is_asked_about_after_a_day_too_and_followed_by_no_other()
 {
    for signed in [true, false] {
        let mut chain = Chain::new(Options::default(), &[1]);
        let id = chain.opened(1).await;
        if signed {
            chain.service.sign(&id, &chain.holder(1)).unwrap();
        }
        chain.signer(1).url_kept = false;
        chain.pass(12 * 3_600_000);
        let odd = chain.service.faults().on(Operation::Read);
        odd.fault(Twist::set("/status", "Weird"));
        let seen = chain.look().await;
        assert_eq!(seen.state, Some(SeenState::Unknown("Weird".into())));
        chain.pass(13 * 3_600_000);
        if signed {
            chain.service.faults().clear();
        }
        let step = chain.it.open_step(&chain.job, 1).unwrap();
        let done = chain.it.perform(&chain.job, &step.name, &chain.bench).await;
        match done {
            Ok(left) => assert_eq!(left.seen.unwrap().state, Some(SeenState::Completed)),
            Err(error) => {
                assert_eq!(error.code, ErrorCode::AnswerUnreadable);
                assert!(!signed && error.detail.contains("Weird"), "{error}");
            }
        }
        assert_eq!(chain.service.sessions().len(), 1);
        chain.clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_the_service_did_not_know_once_is_asked_for_again() {
    let mut chain = Chain::new(Options::default(), &[1]);
    let id = chain.opened(1).await;
    chain.service.sign(&id, &chain.holder(1)).unwrap();
    let unknown = Twist::code(422, "SignatureSessionNotFound");
    chain
        .service
        .faults()
        .on(Operation::Read)
        .nth(1)
        .fault(unknown);
    assert_eq!(chain.look().await.state, Some(SeenState::Gone));
    assert_eq!(chain.look().await.state, Some(SeenState::Completed));
    chain.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_is_found_by_one_who_could_not_ask_for_longer_than_a_day() {
    let mut chain = Chain::new(Options::default(), &[1]);
    let id = chain.opened(1).await;
    chain.service.sign(&id, &chain.holder(1)).unwrap();
    chain.pass(30 * HOUR);
    assert!(
        chain
            .it
            .next_look(&chain.job, &Asked::default(), 0)
            .unwrap()
            < chain.job.now
    );
    assert_eq!(chain.look().await.state, Some(SeenState::Completed));
    chain.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_nobody_signed_for_a_day_is_asked_about_once_more_and_never_again() {
    let mut chain = Chain::new(Options::default(), &[1]);
    chain.open(1).await.unwrap();
    chain.pass(30 * HOUR);
    for _ in 0..3 {
        chain.look().await;
    }
    assert_eq!(chain.service.asked(Operation::Read), 1);
    chain.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_03_leaving_the_page_is_no_refusal_and_the_next_click_makes_another() {
    let mut chain = Chain::new(Options::default(), &[1]);
    let id = chain.opened(1).await;
    chain.service.cancel(&id).unwrap();
    for _ in 0..2 {
        let seen = chain.look().await;
        assert!(seen.signers.is_empty());
        assert!(seen.state.is_none_or(|state| state == SeenState::Waiting));
    }
    assert_eq!(chain.told("page-left"), 1);
    let other = chain.opened(1).await;
    assert_ne!(other, id);
    chain.service.sign(&other, &chain.holder(1)).unwrap();
    assert_eq!(chain.look().await.state, Some(SeenState::Completed));
    chain.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_04_a_signature_of_somebody_who_never_came_back_is_found_by_asking() {
    let mut chain = Chain::new(Options::default(), &[1]);
    let id = chain.opened(1).await;
    let asked = Asked {
        sent: chain.job.created,
        ..Asked::default()
    };
    let next = chain.it.next_look(&chain.job, &asked, 0).unwrap();
    assert_eq!(next - chain.bench.now, 60_000);
    chain.service.sign(&id, &chain.holder(1)).unwrap();
    assert_eq!(chain.look().await.signers[0].state, SignerState::Signed);
    let made = chain.service.session(&id).unwrap();
    assert!(made.flag("disableDownloads"), "or they take it and leave");
}

#[tokio::test(flavor = "multi_thread")]
async fn row_05_one_who_comes_back_before_signing_is_still_awaited_with_the_same_page() {
    let mut chain = Chain::new(Options::default(), &[1]);
    let page = chain.open(1).await.unwrap();
    assert_eq!(chain.look().await.state, Some(SeenState::Waiting));
    assert_eq!(chain.open(1).await.unwrap(), page);
    assert_eq!(chain.service.asked(Operation::WhenCompleted), 0);
    chain.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_06_while_documents_are_being_finished_nothing_is_signed_yet() {
    let options = Options {
        background: time::Duration::minutes(40),
        ..Options::default()
    };
    let mut chain = Chain::with_documents(options, &[1], 2);
    let id = chain.opened(1).await;
    chain.service.sign(&id, &chain.holder(1)).unwrap();
    let seen = chain.look().await;
    assert_eq!(seen.state, Some(SeenState::Processing));
    assert!(seen.signers.is_empty());
    assert_eq!(chain.service.asked(Operation::WhenCompleted), 1);
    assert_eq!(chain.it.open_step(&chain.job, 1), None, "it is signed");
    // One is finished, the other is not.
    chain.pass(30 * 60_000);
    assert_eq!(chain.look().await.state, Some(SeenState::Processing));
    assert_eq!(chain.told("processing-slow"), 1);
    chain.pass(15 * 60_000);
    assert_eq!(chain.look().await.state, Some(SeenState::Completed));
    chain.step("fetch:1:1").await.unwrap();
    chain.step("fetch:1:2").await.unwrap();
    chain.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_07_what_the_service_cannot_finish_has_failed_with_its_code() {
    let mut chain = Chain::new(Options::default(), &[1]);
    chain
        .service
        .whims(|whims| whims.processing_fails = Some("CertificateRevoked".into()));
    let id = chain.opened(1).await;
    chain.service.sign(&id, &chain.holder(1)).unwrap();
    let seen = chain.look().await;
    assert_eq!(seen.state, Some(SeenState::Failed));
    assert_eq!(seen.reason.as_deref(), Some("CertificateRevoked"));
}

#[tokio::test(flavor = "multi_thread")]
async fn row_08_a_page_that_ran_out_is_followed_by_another() {
    let mut chain = Chain::new(Options::default(), &[1]);
    let id = chain.opened(1).await;
    chain.pass(5 * HOUR);
    let seen = chain.look().await;
    assert_eq!(seen.state, Some(SeenState::Waiting));
    assert_eq!(chain.told("page-ran-out"), 1);
    assert_ne!(chain.opened(1).await, id);
    chain.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_15_a_service_in_trouble_changes_nothing_about_the_session() {
    let mut chain = Chain::new(Options::default(), &[1]);
    chain.open(1).await.unwrap();
    for status in [500, 502, 503, 504] {
        chain
            .service
            .faults()
            .on(Operation::Read)
            .times(1)
            .status(status);
        let error = chain.it.look(&chain.job, &chain.bench, false).await;
        let error = error.unwrap_err();
        assert!(matches!(error.again, Again::Later(_)), "{status}");
    }
    chain.service.faults().clear();
    assert_eq!(chain.look().await.state, Some(SeenState::Waiting));
}

#[tokio::test(flavor = "multi_thread")]
async fn row_17_a_session_that_the_service_does_not_know_is_gone() {
    let mut chain = Chain::new(Options::default(), &[1]);
    chain.open(1).await.unwrap();
    let gone = Twist::code(422, "SignatureSessionNotFound");
    chain.service.faults().on(Operation::Read).fault(gone);
    assert_eq!(chain.look().await.state, Some(SeenState::Gone));
}

#[tokio::test(flavor = "multi_thread")]
async fn row_20_a_long_wait_that_is_refused_leaves_it_to_the_next_look() {
    let options = Options {
        background: time::Duration::minutes(1),
        ..Options::default()
    };
    for code in ["BadSignatureSessionOperation", "BackgroundProcessing"] {
        let mut chain = Chain::new(options.clone(), &[1]);
        let id = chain.opened(1).await;
        chain.service.sign(&id, &chain.holder(1)).unwrap();
        chain
            .service
            .faults()
            .on(Operation::WhenCompleted)
            .times(1)
            .fault(Twist::code(422, code));
        assert_eq!(chain.look().await.state, Some(SeenState::Processing));
        chain.pass(60_000);
        assert_eq!(chain.look().await.state, Some(SeenState::Completed));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_21_an_answer_that_cannot_be_read_tells_nothing() {
    for way in 0..5 {
        let mut chain = Chain::new(Options::default(), &[1]);
        chain.open(1).await.unwrap();
        let fault = chain.service.faults().on(Operation::Read).times(1);
        match way {
            0 => fault.garbage_json(),
            1 => fault.cut_reply(),
            2 => fault.status_with(200, None, simulators::core::ErrorBody::Html),
            3 => fault.status_with(200, None, simulators::core::ErrorBody::Empty),
            _ => fault.fault(simulators::core::Fault::Endless {
                content_type: None,
                bytes: None,
            }),
        }
        let error = chain.it.look(&chain.job, &chain.bench, false).await;
        let error = error.unwrap_err();
        assert_eq!(error.code, ErrorCode::AnswerUnreadable, "{way}");
        assert!(matches!(error.again, Again::Later(_)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_22_a_word_that_nobody_knows_is_kept_and_asked_about_slowly() {
    let mut chain = Chain::new(Options::default(), &[1]);
    let id = chain.opened(1).await;
    chain.service.sign(&id, &chain.holder(1)).unwrap();
    for (pointer, value) in [("/status", "Complete"), ("/status", "Signed")] {
        let faults = chain.service.faults();
        faults
            .on(Operation::Read)
            .times(1)
            .fault(Twist::set(pointer, value));
        let seen = chain.look().await;
        assert_eq!(seen.state, Some(SeenState::Unknown(value.into())));
        assert!(seen.signers.is_empty());
        let asked = Asked {
            last: Some(chain.bench.now),
            ..Asked::default()
        };
        let next = chain.it.next_look(&chain.job, &asked, 0).unwrap();
        assert_eq!(next - chain.bench.now, 600_000);
    }
    let faults = chain.service.faults();
    faults
        .on(Operation::Read)
        .times(1)
        .fault(Twist::remove("/status"));
    assert!(chain.look().await.signers.is_empty());
    assert_eq!(chain.look().await.state, Some(SeenState::Completed));
}

#[tokio::test(flavor = "multi_thread")]
async fn row_24_a_status_that_goes_back_does_not_undo_a_signature() {
    let mut chain = Chain::new(Options::default(), &[1]);
    let id = chain.opened(1).await;
    chain.service.sign(&id, &chain.holder(1)).unwrap();
    assert_eq!(chain.look().await.state, Some(SeenState::Completed));
    let back = Twist::set("/status", "Processing");
    chain
        .service
        .faults()
        .on(Operation::Read)
        .times(3)
        .fault(back);
    let error = chain.step("fetch:1:1").await.unwrap_err();
    assert_eq!(
        told(&error),
        (ErrorCode::SignedCopyMissing, Happened::No, true)
    );
    assert_eq!(chain.signer(1).state, SignerState::Signed);
    chain.step("fetch:1:1").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_26_of_two_pages_that_were_signed_one_counts_and_the_other_is_told() {
    let mut chain = Chain::new(Options::default(), &[1]);
    let old = chain.opened(1).await;
    chain.pass(3 * HOUR + 1_000);
    let new = chain.opened(1).await;
    for id in [&old, &new] {
        chain.service.sign(id, &chain.holder(1)).unwrap();
    }
    let seen = chain.look().await;
    assert_eq!(seen.signers.len(), 1);
    assert_eq!(seen.state, Some(SeenState::Completed));
    assert_eq!(chain.told("signed-twice"), 1);
    chain.step("fetch:1:1").await.unwrap();
    chain.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_26_an_earlier_page_that_is_signed_late_counts() {
    let mut chain = Chain::new(Options::default(), &[1]);
    let old = chain.opened(1).await;
    chain.pass(3 * HOUR + 1_000);
    let new = chain.opened(1).await;
    chain.service.cancel(&new).unwrap();
    chain.service.sign(&old, &chain.holder(1)).unwrap();
    assert_eq!(chain.look().await.state, Some(SeenState::Completed));
    chain.step("fetch:1:1").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_25_a_message_leads_to_our_session_also_where_it_does_not_say_to_which() {
    for metadata in [true, false] {
        let options = Options {
            webhook_metadata: metadata,
            ..Options::default()
        };
        let mut chain = Chain::new(options, &[1]);
        let id = chain.opened(1).await;
        chain.service.sign(&id, &chain.holder(1)).unwrap();
        let document = chain.service.session(&id).unwrap().documents[0].id.clone();
        let body = chain.service.webhook(&document).unwrap().to_string();
        let headers = [("x-api-key".to_owned(), "hook-s3cr3t".to_owned())];
        let message = chain.it.postback(&headers, body.as_bytes()).unwrap();
        assert_eq!(message.proven, Some(true));
        let session = match message.find {
            crate::Find::OurSession(id) => Some(id),
            crate::Find::Ask(what) => chain.it.whose(&what).await.unwrap(),
            crate::Find::ServiceSession(_) => None,
        };
        assert_eq!(session.as_deref(), Some("order-7731"), "{metadata}");
        assert!(chain.it.whose("no-such-document").await.is_err());
        chain.clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_answer_is_lost_the_chain_goes_on_and_each_signs_once() {
    for operation in [Operation::Create, Operation::Read, Operation::File] {
        for way in 0..6 {
            let mut chain = Chain::new(Options::default(), &[1, 2]);
            let fault = chain.service.faults().on(operation).nth(1);
            match way {
                0 => fault.drop_after_accept(),
                1 => fault.drop_before_accept(),
                2 => fault.cut_reply(),
                3 => fault.status(503),
                4 => fault.status_after_accept(502),
                _ => fault.status(500),
            }
            for signer in [1, 2] {
                let id = chain.opened(signer).await;
                chain.service.sign(&id, &chain.holder(signer)).unwrap();
                // The desk looks again after a while.
                for _ in 0..2 {
                    let done = chain.it.look(&chain.job, &chain.bench, false).await;
                    if done.is_ok() {
                        break;
                    }
                }
                chain.look().await;
                let step = format!("fetch:{signer}:1");
                if chain.step(&step).await.is_err() {
                    chain.step(&step).await.unwrap();
                }
            }
            let signed = chain.service.sessions().into_iter();
            let signed = signed.filter(|session| session.signer.is_some()).count();
            assert_eq!(signed, 2, "{operation:?} {way}");
            chain.clean();
        }
    }
}

//! The failures of the sheet's §7, by their numbers.

use simulators::core::{ErrorBody, Fault};
use simulators::signant::Options;
use time::Duration as Time;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn s1_a_create_whose_answer_was_lost_is_made_again_and_the_newest_address_handed_out() {
    let mut way = Way::usual();
    way.service
        .faults()
        .on(Op::Create)
        .nth(1)
        .drop_after_accept();
    way.open(1).await.unwrap();
    let made = way.service.postings();
    assert_eq!(made.len(), 2);
    let newest = &made[1].recipients[0].link;
    let handed = way.urls[&1].expose();
    let one = handed.ends_with(newest) || handed.ends_with(&made[0].recipients[0].link);
    assert!(one && way.job.service_session.is_some());
    let known = made
        .iter()
        .find(|posting| Some(&posting.id) == way.job.service_session.as_ref());
    assert!(handed.ends_with(&known.unwrap().recipients[0].link));
    assert_eq!(way.told("orphan-left"), 1);
    way.clean();

    let mut way = Way::usual();
    way.service.faults().on(Op::Create).drop_after_accept();
    let error = way.open(1).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::ServiceUnreachable);
    assert_eq!(way.service.postings().len(), 3, "two more and no further");

    way.service.faults().clear();
    assert!(way.open(1).await.is_err());
    // What was made before has died by itself.
    way.pass(16 * 60);
    way.open(1).await.unwrap();
    assert!(way.urls.contains_key(&1));
}

#[tokio::test(flavor = "multi_thread")]
async fn s2_a_refused_create_is_told_with_the_services_words_and_not_repeated() {
    let mut way = Way::usual();
    way.service.faults().on(Op::Create).fault(Twist::Refuse {
        code: 9003,
        message: "File is no PDF".into(),
    });
    let error = way.open(1).await.unwrap_err();
    assert_eq!(
        (error.code, error.again),
        (ErrorCode::ServiceRefused, Again::Never)
    );
    assert_eq!(error.detail, "9003 File is no PDF");
    assert_eq!(way.service.journal().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn s3_s4_a_posting_that_went_unsigned_is_no_pending_one_and_ends_a_session_without_signatures()
 {
    let mut way = Way::usual();
    way.open(1).await.unwrap();
    way.pass(16 * 60);
    assert_eq!(way.look().await, Some(SeenState::Expired));
    assert_eq!(way.told("posting-gone"), 1);
    assert!(way.urls.is_empty());
    assert_eq!(way.it.next_look(&way.job, &Asked::default(), 0), None);
    way.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn s4_where_something_is_signed_the_session_goes_on_and_the_page_can_be_made_again() {
    let mut way = Way::new(Options::default(), 1, &[1, 2]);
    way.open(1).await.unwrap();
    way.sign();
    way.look().await;
    way.fetch().await.unwrap();
    way.open(2).await.unwrap();
    way.pass(16 * 60);
    assert_eq!(way.look().await, Some(SeenState::Waiting));
    assert!(
        way.job.documents[0].signed.is_some(),
        "what was signed is safe"
    );
    way.open(2).await.unwrap();
    way.sign();
    assert_eq!(way.look().await, Some(SeenState::Completed));
    way.fetch().await.unwrap();
    way.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn s4_a_posting_that_went_unnoticed_is_made_anew_when_its_page_is_opened() {
    let mut way = Way::new(Options::default(), 1, &[1, 2]);
    way.open(1).await.unwrap();
    way.sign();
    way.look().await;
    way.fetch().await.unwrap();
    way.open(2).await.unwrap();
    let before = way.urls.clone();
    way.pass(16 * 60);
    way.open(2).await.unwrap();
    assert_ne!(way.urls, before);
    assert_eq!(way.told("posting-gone"), 1);
    way.posting();
    way.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn s5_a_document_that_is_gone_after_its_signature_was_seen_is_lost_and_said_so() {
    let mut way = Way::usual();
    way.open(1).await.unwrap();
    way.sign();
    assert_eq!(way.look().await, Some(SeenState::Completed));
    way.pass(16 * 60);
    let error = way.fetch().await.unwrap_err();
    assert_eq!(
        (error.code, error.again),
        (ErrorCode::SignedCopyLost, Again::Never)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn s6_expired_is_an_end_like_gone() {
    let options = || Options {
        expired_window: Time::minutes(5),
        ..Options::default()
    };
    let mut way = Way::new(options(), 1, &[1]);
    way.open(1).await.unwrap();
    way.pass(16 * 60);
    assert_eq!(way.look().await, Some(SeenState::Expired));
    way.clean();
    // Once the signature was seen, the document is tried for all the same.
    let mut way = Way::new(options(), 1, &[1]);
    way.open(1).await.unwrap();
    way.sign();
    way.look().await;
    way.pass(16 * 60);
    assert_eq!(
        way.fetch().await.unwrap_err().code,
        ErrorCode::SignedCopyLost
    );
    let journal = way.service.journal();
    let tried = journal.iter().filter(|entry| entry.operation == "download");
    assert_eq!(tried.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn s7_a_signer_who_begins_late_is_followed_beyond_our_own_quarter_of_an_hour() {
    let mut way = Way::usual();
    way.open(1).await.unwrap();
    way.pass(3 * 60);
    way.look().await;
    way.pass(11 * 60);
    way.service.begin(&way.posting().id, 1).unwrap();
    way.pass(2 * 60);
    assert!(way.it.deadline(&way.job).unwrap() < way.bench.now);
    assert_eq!(way.look().await, Some(SeenState::Waiting));
    assert!(way.it.next_look(&way.job, &Asked::default(), 0).is_some());
    assert!(
        way.it.deadline(&way.job).unwrap() > way.bench.now,
        "the end has moved"
    );
    assert_eq!(way.job.signers[0].state, SignerState::Opened);
    way.sign();
    way.pass(60);
    assert_eq!(way.look().await, Some(SeenState::Completed));
    way.fetch().await.unwrap();
    way.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn s8_a_status_that_lags_behind_the_return_is_asked_for_again_soon() {
    let options = Options {
        settling: Time::seconds(12),
        ..Options::default()
    };
    let mut way = Way::new(options, 1, &[1]);
    way.open(1).await.unwrap();
    way.sign();
    way.job.hint = Some(way.bench.now);
    let mut waited = 0;
    while way.look().await != Some(SeenState::Completed) {
        let next = way.it.next_look(&way.job, &Asked::default(), 0).unwrap();
        let pause = (next - way.bench.now) / 1_000;
        waited += pause;
        way.pass(pause);
    }
    assert_eq!(waited, 15);
    way.fetch().await.unwrap();
    way.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn s9_without_any_return_the_clock_finds_the_signature_in_time() {
    let mut way = Way::usual();
    way.open(1).await.unwrap();
    way.sign();
    let next = way.it.next_look(&way.job, &Asked::default(), 0).unwrap();
    let pause = (next - way.bench.now) / 1_000;
    assert!(pause < 5 * 60);
    way.pass(pause);
    assert_eq!(way.look().await, Some(SeenState::Completed));
    way.fetch().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn s10_a_visit_to_the_page_of_those_who_give_up_is_no_refusal() {
    let mut way = Way::usual();
    way.open(1).await.unwrap();
    let url = format!("{}/cancel", way.urls[&1].expose());
    simulators::core::wire::send(&url, "POST", &[("Content-Length", "0")], b"").unwrap();
    way.job.hint = Some(way.bench.now);
    assert_eq!(way.look().await, Some(SeenState::Waiting));
    assert!(way.urls.contains_key(&1), "the same address goes on");
    way.sign();
    assert_eq!(way.look().await, Some(SeenState::Completed));
    way.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn s11_a_refusal_is_told_by_its_counter_whatever_the_status_says() {
    for status in ["Sent", "CompletedPartially"] {
        let mut way = Way::usual();
        way.open(1).await.unwrap();
        way.service.reject(&way.posting().id, 1).unwrap();
        way.service.faults().on(Op::Status).fault(Twist::Member {
            name: "Status".into(),
            text: status.into(),
        });
        assert_eq!(way.look().await, Some(SeenState::Declined));
        assert_eq!(way.job.signers[0].state, SignerState::Declined);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s12_a_partly_signed_posting_is_asked_for_on() {
    let mut way = Way::usual();
    way.open(1).await.unwrap();
    way.service
        .faults()
        .on(Op::Status)
        .times(1)
        .fault(Twist::Member {
            name: "Status".into(),
            text: "CompletedPartially".into(),
        });
    assert_eq!(way.look().await, Some(SeenState::Waiting));
    assert!(way.it.next_look(&way.job, &Asked::default(), 0).is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn s13_a_service_that_is_down_is_asked_again_and_again() {
    let down = |way: &Way, n: usize| match n {
        0 => way
            .service
            .faults()
            .on_any()
            .status_with(503, None, ErrorBody::Html),
        1 => way.service.faults().on_any().drop_before_accept(),
        2 => way.service.faults().on_any().delay(3_000),
        _ => way.service.faults().on_any().fault(Twist::Fault {
            code: "InternalServiceFault".into(),
        }),
    };
    for n in 0..4 {
        let mut way = Way::usual();
        way.open(1).await.unwrap();
        down(&way, n);
        let error = way.try_look().await.unwrap_err();
        assert!(matches!(error.again, Again::Later(_)), "{n}: {error:?}");
        way.service.faults().clear();
        way.sign();
        way.look().await;
        down(&way, n);
        let error = way.fetch().await.unwrap_err();
        assert!(matches!(error.again, Again::Later(_)), "{n}: {error:?}");
        way.service.faults().clear();
        assert_eq!(way.fetch().await.unwrap(), 1);
    }
}

async fn signed() -> Way {
    let mut way = Way::usual();
    way.open(1).await.unwrap();
    way.sign();
    way.look().await;
    way
}

#[tokio::test(flavor = "multi_thread")]
async fn s14_what_does_not_come_whole_is_fetched_again_at_once() {
    let hash = |text: &str| Twist::Member {
        name: "FileHash".into(),
        text: text.into(),
    };
    for twist in [
        Twist::CutFile,
        Twist::Member {
            name: "AttachmentFile".into(),
            text: "§§§".into(),
        },
        hash("00000000000000000000000000000000"),
    ] {
        let mut way = signed().await;
        way.service.faults().on(Op::Download).times(4).fault(twist);
        assert_eq!(way.fetch().await.unwrap(), 1);
        assert!(way.bench.waits().is_empty());
        way.clean();
    }
    // One that never fits is better than nothing: it is laid aside, and not believed.
    let way = signed().await;
    let wrong = hash("00000000000000000000000000000000");
    way.service.faults().on(Op::Download).fault(wrong);
    let left = way
        .it
        .perform(&way.job, "fetch:1:1", &way.bench)
        .await
        .unwrap();
    let fetched = left.fetched.unwrap();
    assert!(fetched.expects.doubt.is_some());
    assert!(std::fs::read(fetched.path).unwrap().starts_with(b"%PDF"));
}

#[tokio::test(flavor = "multi_thread")]
async fn s15_a_document_without_a_checksum_is_taken_and_that_is_told() {
    let mut way = signed().await;
    way.service.faults().on(Op::Download).fault(Twist::Without {
        name: "FileHash".into(),
    });
    assert_eq!(way.fetch().await.unwrap(), 1);
    assert_eq!(way.told("no-checksum"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn s16_an_answer_without_a_file_is_no_success() {
    let mut way = signed().await;
    way.service.faults().on(Op::Download).fault(Twist::Without {
        name: "AttachmentFile".into(),
    });
    let error = way.fetch().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::SignedCopyMissing);
    assert!(matches!(error.again, Again::Later(_)));
    way.service.faults().clear();
    assert_eq!(way.fetch().await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn s17_an_answer_about_another_posting_is_not_believed() {
    let other = |name: &str| Twist::Member {
        name: name.into(),
        text: "11111111-2222-3333-4444-555555555555".into(),
    };
    let mut way = Way::usual();
    way.open(1).await.unwrap();
    way.sign();
    way.service
        .faults()
        .on(Op::Status)
        .fault(other("PostingID"));
    let error = way.try_look().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::AnswerUnreadable);
    way.service.faults().clear();
    way.look().await;
    way.service
        .faults()
        .on(Op::Download)
        .times(1)
        .fault(other("AttachmentID"));
    assert_eq!(way.fetch().await.unwrap(), 1);
    way.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn s18_completed_and_not_ready_is_waited_for() {
    let mut way = signed().await;
    way.service
        .faults()
        .on(Op::Download)
        .times(2)
        .fault(Twist::Refuse {
            code: 9005,
            message: "not completed yet".into(),
        });
    assert_eq!(way.fetch().await.unwrap(), 1);
    assert_eq!(way.bench.waits(), [2, 4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn s19_mistakes_of_configuration_are_told_once_and_not_repeated() {
    let mut way = Way::usual();
    let mut account = account_at(&way.service.base_url());
    account.settings.insert("interface".into(), "IOther".into());
    way.it = Signant::new(account).unwrap();
    let error = way.open(1).await.unwrap_err();
    assert_eq!(
        (error.code, error.again),
        (ErrorCode::ServiceRefused, Again::Never)
    );
    assert!(error.detail.contains("ActionNotSupported"), "{error}");
    let mut way = Way::usual();
    way.service.faults().on_any().status(415);
    let error = way.open(1).await.unwrap_err();
    assert_eq!((error.happened, error.again), (Happened::No, Again::Never));
}

#[tokio::test(flavor = "multi_thread")]
async fn s21_unknown_members_other_prefixes_marks_and_names_are_read() {
    use simulators::signant::{ActiveTo, Times};
    for (active_to, times) in [
        (ActiveTo::Short, Times::Utc),
        (ActiveTo::WithDateTime, Times::WithOffset),
    ] {
        let options = Options {
            active_to,
            times,
            ..Options::default()
        };
        let mut way = Way::new(options, 1, &[1]);
        way.service.faults().on_any().fault(Twist::Odd);
        way.open(1).await.unwrap();
        assert_eq!(way.look().await, Some(SeenState::Waiting));
        way.sign();
        assert_eq!(way.look().await, Some(SeenState::Completed));
        assert_eq!(way.fetch().await.unwrap(), 1);
        way.clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s23_a_status_that_nobody_knows_is_told_and_ends_nothing() {
    let mut way = Way::usual();
    way.open(1).await.unwrap();
    way.service
        .faults()
        .on(Op::Status)
        .times(1)
        .fault(Twist::Member {
            name: "Status".into(),
            text: "Paused".into(),
        });
    assert_eq!(way.look().await, Some(SeenState::Unknown("Paused".into())));
    assert!(way.it.next_look(&way.job, &Asked::default(), 0).is_some());
    assert_eq!(way.look().await, Some(SeenState::Waiting));
}

#[tokio::test(flavor = "multi_thread")]
async fn s24_a_create_without_an_address_for_the_signer_has_failed() {
    let mut way = Way::usual();
    way.service
        .faults()
        .on(Op::Create)
        .nth(1)
        .fault(Twist::Without {
            name: "SignUrls".into(),
        });
    way.open(1).await.unwrap();
    assert_eq!(way.service.postings().len(), 2);
    let known = Posted::of(&way.job, 1, 1).unwrap();
    let posting = way
        .service
        .postings()
        .into_iter()
        .find(|posting| posting.id == known.id);
    assert!(
        way.urls[&1]
            .expose()
            .ends_with(&posting.unwrap().recipients[0].link)
    );
    way.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn s26_after_a_restart_the_posting_is_asked_for_first_and_fetched() {
    let mut way = Way::usual();
    way.open(1).await.unwrap();
    way.sign();
    // Nothing but the history is left.
    way.it = connector(&way.service);
    way.bench.memory.lock().unwrap().clear();
    assert!(way.it.next_look(&way.job, &Asked::default(), 0).is_some());
    assert_eq!(way.look().await, Some(SeenState::Completed));
    way.it = connector(&way.service);
    assert_eq!(way.fetch().await.unwrap(), 1);
    way.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn s26_a_posting_whose_address_was_lost_with_the_process_is_made_anew_and_not_waited_for() {
    let mut way = Way::usual();
    let step = way.it.open_step(&way.job, 1).unwrap();
    // The process ended after the answer and before it was settled.
    way.it
        .perform(&way.job, &step.name, &way.bench)
        .await
        .unwrap();
    way.job
        .memory
        .extend(way.bench.memory.lock().unwrap().clone());
    assert_eq!(way.it.deadline(&way.job), None, "nobody has its address");
    way.open(1).await.unwrap();
    let known = Posted::of(&way.job, 1, 1).unwrap();
    assert_eq!(way.service.postings().len(), 2);
    way.service.sign(&known.id, 1).unwrap();
    assert_eq!(way.look().await, Some(SeenState::Completed));
    way.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn s27_two_who_ask_and_fetch_at_once_do_no_harm() {
    let mut way = signed().await;
    let (one, other) = tokio::join!(
        way.it.perform(&way.job, "fetch:1:1", &way.bench),
        way.it.perform(&way.job, "fetch:1:1", &way.bench)
    );
    let read = |left: Result<Left, StepError>| std::fs::read(left.unwrap().fetched.unwrap().path);
    assert_eq!(read(one).unwrap(), read(other).unwrap());
    assert_eq!(way.fetch().await.unwrap(), 1);
    way.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn s28_a_clock_that_jumps_ends_nothing() {
    for jump in [-48 * 3_600_000, 48 * 3_600_000] {
        let mut way = Way::usual();
        way.open(1).await.unwrap();
        way.bench.now += jump;
        assert!(way.it.next_look(&way.job, &Asked::default(), 0).is_some());
        assert_eq!(way.look().await, Some(SeenState::Waiting));
        way.sign();
        assert_eq!(way.look().await, Some(SeenState::Completed));
        assert_eq!(way.fetch().await.unwrap(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_lost_on_the_way_the_document_comes_and_no_rule_is_broken() {
    for op in [Op::Create, Op::Status, Op::Download] {
        for fault in [
            Fault::DropBefore,
            Fault::DropAfter,
            Fault::CutReply { bytes: None },
            Fault::Body {
                content_type: "text/html".into(),
                body: "<html>".into(),
            },
        ] {
            let mut way = Way::usual();
            way.service.faults().on(op).nth(1).fault(fault);
            way.open(1).await.unwrap();
            let known = Posted::of(&way.job, 1, 1).unwrap();
            way.service.sign(&known.id, 1).unwrap();
            if way.try_look().await.is_err() {
                way.look().await;
            }
            if way.fetch().await.is_err() {
                way.fetch().await.unwrap();
            }
            assert!(way.job.documents[0].signed.is_some());
            way.clean();
        }
    }
}

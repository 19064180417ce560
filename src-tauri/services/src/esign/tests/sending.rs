//! Create and start: exactly once, whatever is answered (rows 5 to 16, 22 to 30, 51).

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_session_goes_out_is_signed_and_its_copies_come_back() {
    for files_as in [FilesAs::Array, FilesAs::Base64, FilesAs::Raw, FilesAs::Zip] {
        let mut sent = Sent::new(
            Options {
                files_as,
                ..Options::default()
            },
            &[1, 2],
        );
        sent.job.in_order = true;
        let left = sent.send().await.unwrap();
        let states: Vec<_> = left.seen.unwrap().signers.iter().map(|s| s.state).collect();
        assert_eq!(states, [SignerState::Invited, SignerState::Waiting]);
        assert_eq!(sent.look().await.state, Some(SeenState::Waiting));
        sent.service.open(&sent.id(), 1).unwrap();
        assert_eq!(sent.look().await.signers[0].state, SignerState::Opened);
        sent.service.sign_all(&sent.id()).unwrap();
        let seen = sent.look().await;
        assert_eq!(seen.state, Some(SeenState::Completed));
        assert!(
            seen.signers
                .iter()
                .all(|one| one.state == SignerState::Signed)
        );
        assert!(seen.events.iter().any(|event| event.what == "service-log"
            && event.args["words"] == "Signed by First2 Last2"
            && event.time.is_some()));
        let fetched = sent.step("fetch:1").await.unwrap().fetched.unwrap();
        assert_eq!(fetched.what, FetchedWhat::Signed(1));
        let bytes = std::fs::read(fetched.path).unwrap();
        assert!(bytes.starts_with(b"%PDF-"), "{files_as:?}");
        let receipt = sent.step("receipt").await.unwrap().fetched.unwrap();
        let log: serde_json::Value =
            serde_json::from_slice(&std::fs::read(receipt.path).unwrap()).unwrap();
        assert!(log["Actionlog"].as_array().is_some_and(|all| all.len() > 3));
        assert_eq!(sent.counts(), (1, 1));
        sent.clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_option_is_taken_in_the_strict_and_in_the_other_profiles() {
    let profiles = [
        (
            Profile::Strict,
            Serializer::JavaScript,
            [("wire.bytes", "array"); 3],
        ),
        (
            Profile::Strict,
            Serializer::DataContract,
            [
                ("wire.enums", "number"),
                ("wire.maps", "pairs"),
                ("wire.dates", "msjson"),
            ],
        ),
        (
            Profile::Strict,
            Serializer::JsonNet,
            [
                ("wire.bytes", "base64"),
                ("wire.dates", "iso"),
                ("wire.enums", "name"),
            ],
        ),
        (
            Profile::Lenient,
            Serializer::Any,
            [("wire.maps", "pairs"); 3],
        ),
    ];
    for (profile, serializer, wire) in profiles {
        let mut sent = Sent::new(
            Options {
                profile,
                serializer,
                iso_dates: profile == Profile::Lenient,
                ..Options::default()
            },
            &[1, 2],
        );
        for (name, value) in wire {
            sent.it.account.settings.insert(name.into(), value.into());
        }
        let numbers = "Password=1,KBA=2,KBAPlusPassword=3,SMS=4";
        sent.it
            .account
            .settings
            .insert("auth_numbers".into(), numbers.into());
        sent.it
            .account
            .settings
            .insert("anchor_category".into(), "Office".into());
        for (name, value) in [
            ("delegation", "yes"),
            ("session_password", "s3ssion"),
            ("copies", "attachments"),
            ("form_ids", " T1 "),
            ("redirect_url", "https://office.example/sent"),
            ("return_url", "https://office.example/back?a=1&b=2"),
            ("first_signer", "no"),
        ] {
            sent.job.options.insert(name.into(), value.into());
        }
        sent.job.message = Some("Please sign\nsoon".into());
        sent.job.expires_days = Some(90);
        sent.job.remind_days = Some(30);
        sent.job.receivers = vec![Receiver {
            name: "Archive".into(),
            email: "archive@example.net".into(),
        }];
        for (name, value) in [
            ("auth", "Password"),
            ("password", "open sesame"),
            ("subject", "The lease"),
            ("message", "Two pages"),
            ("upload", "yes"),
            ("name_fixed", "yes"),
            ("merge_fields", r#"{"Rent":"900"}"#),
        ] {
            sent.job.signers[0]
                .options
                .insert(name.into(), value.into());
        }
        for (name, value) in [("auth", "SMS"), ("phone", "+31612345678")] {
            sent.job.signers[1]
                .options
                .insert(name.into(), value.into());
        }
        assert_eq!(sent.it.check(&sent.job), []);
        sent.send().await.unwrap();
        let there = sent.service.session(&sent.id()).unwrap();
        assert_eq!(there.text("CopyTo"), Some("archive@example.net"));
        assert_eq!(
            there.return_url.as_deref(),
            Some("https://office.example/back?a=1&b=2")
        );
        assert_eq!(there.documents[0].form.as_deref(), Some("T1"));
        assert_eq!(there.documents[0].adjustment.as_deref(), Some("Office"));
        let subjects: Vec<_> = there
            .mails
            .iter()
            .map(|mail| mail.subject.as_str())
            .collect();
        assert_eq!(subjects, ["The lease", "Lease"]);
        sent.clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_05_a_start_waits_until_the_tags_are_read() {
    let mut sent = Sent::new(
        Options {
            tag_delay: time::Duration::seconds(8),
            ..Options::default()
        },
        &[1],
    );
    sent.send().await.unwrap();
    assert_eq!(sent.counts(), (1, 1));
    assert!(sent.service.count(Operation::Start) > 1);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_06_what_the_service_says_for_ever_is_told_word_for_word_and_the_draft_stays() {
    let mut sent = Sent::usual(&[1]);
    *sent.bench.copied.lock().unwrap() = Some(plain_page("<sig_req_Buyer 9> <sig_req_Seller 1>"));
    let error = sent.send().await.unwrap_err();
    assert_eq!(
        (error.code, error.again),
        (ErrorCode::StartRefused, Again::Never)
    );
    assert_eq!(error.happened, Happened::No);
    assert_eq!(error.detail, "lease 1.pdf: no signer has the role Buyer 9");
    assert_eq!(sent.counts(), (1, 0));
    assert_eq!(sent.service.count(Operation::Start), 6);
    assert!(sent.bench.waits().iter().sum::<u64>() <= 45);
}

#[tokio::test(flavor = "multi_thread")]
async fn row_06_long_words_of_several_lines_are_told_whole_and_without_end_they_end() {
    let lines: Vec<String> = (1..=60)
        .map(|n| format!("Lease {n}.pdf:  Buyer {n} has no\n\tsignature tag"))
        .collect();
    let mut sent = Sent::usual(&[1]);
    let fault = sent.service.faults().on(Operation::Start);
    fault.fault(Twist::StartFalse {
        messages: lines.clone(),
    });
    assert_eq!(sent.send().await.unwrap_err().detail, lines.join("\n"));

    let mut sent = Sent::usual(&[1]);
    let fault = sent.service.faults().on(Operation::Start);
    fault.fault(Twist::StartFalse {
        messages: vec!["x".repeat(100_000)],
    });
    let detail = sent.send().await.unwrap_err().detail;
    assert!(detail.len() < 20_000 && detail.starts_with("xxx"));
}

#[tokio::test(flavor = "multi_thread")]
async fn row_07_changing_words_are_waited_for_and_only_the_last_are_told() {
    let mut sent = Sent::usual(&[1]);
    for (nth, words) in [(1, "one"), (2, "two")] {
        let messages = vec![words.to_owned()];
        let fault = sent.service.faults().on(Operation::Start).nth(nth);
        fault.fault(Twist::StartFalse { messages });
    }
    sent.send().await.unwrap();
    assert_eq!(sent.counts(), (1, 1));

    let mut sent = Sent::usual(&[1]);
    for nth in 1..=6 {
        let messages = vec![format!("words {nth}")];
        let fault = sent.service.faults().on(Operation::Start).nth(nth);
        fault.fault(Twist::StartFalse { messages });
    }
    assert_eq!(sent.send().await.unwrap_err().detail, "words 6");
}

#[tokio::test(flavor = "multi_thread")]
async fn row_08_a_start_whose_answer_is_lost_is_not_made_twice() {
    for way in 0..4 {
        let mut sent = Sent::usual(&[1]);
        let fault = sent.service.faults().on(Operation::Start).nth(1);
        match way {
            0 => fault.drop_after_accept(),
            1 => fault.delay(3_000),
            2 => fault.status_after_accept(502),
            _ => fault.cut_reply(),
        }
        sent.send().await.unwrap();
        assert_eq!(sent.counts(), (1, 1), "{way}");
        assert_eq!(sent.service.count(Operation::Start), 1);
        assert_eq!(sent.service.session(&sent.id()).unwrap().mails.len(), 1);
        sent.clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_09_a_start_that_is_called_false_and_happened_is_a_success() {
    let mut sent = Sent::usual(&[1]);
    let fault = sent.service.faults().on(Operation::Start).nth(1);
    fault.fault(Twist::StartFalseButSent);
    let left = sent.send().await.unwrap();
    assert_eq!(left.seen.unwrap().state, Some(SeenState::Waiting));
    assert_eq!(sent.service.count(Operation::Start), 1);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_shows_late_is_waited_for_where_its_answer_was_lost_with_the_process() {
    let mut sent = Sent::usual(&[1]);
    let fault = sent.service.faults().on(Operation::Start).nth(1);
    fault.fault(Twist::StartTrueButDraft { seconds: 20 });
    for step in sent.it.plan(&sent.job) {
        if step.turn == Turn::Send && step.name != "start" {
            sent.step(&step.name).await.unwrap();
        }
    }
    // Nobody remembers that the service said yes.
    let went = sent.it.perform(&sent.job, "start", &sent.bench).await;
    assert!(went.is_err());
    let probed = sent.it.probe(&sent.job, "start", &sent.bench).await;
    assert!(matches!(probed.unwrap(), Probed::Happened(_)));
    assert_eq!(sent.service.count(Operation::Start), 1);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_10_a_start_that_shows_late_is_waited_for_and_one_that_never_does_is_a_persons() {
    let mut sent = Sent::usual(&[1]);
    let fault = sent.service.faults().on(Operation::Start).nth(1);
    fault.fault(Twist::StartTrueButDraft { seconds: 5 });
    sent.send().await.unwrap();
    assert_eq!(
        (sent.counts(), sent.service.count(Operation::Start)),
        ((1, 1), 1)
    );
    sent.clean();

    let mut sent = Sent::usual(&[1]);
    let fault = sent.service.faults().on(Operation::Start).nth(1);
    fault.fault(Twist::StartTrueButDraft { seconds: 900 });
    let error = sent.send().await.unwrap_err();
    assert_eq!(
        (error.code, error.happened),
        (ErrorCode::OutcomeUnknown, Happened::Unknown)
    );
    let probed = sent
        .it
        .probe(&sent.job, "start", &sent.bench)
        .await
        .unwrap();
    assert!(
        matches!(probed, Probed::Unknown(_)),
        "never a second start by itself"
    );
    assert_eq!(sent.service.count(Operation::Start), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn row_11_12_and_22_a_create_whose_answer_is_lost_is_found_or_made_once_more() {
    for way in 0..7 {
        let mut sent = Sent::usual(&[1]);
        let fault = sent.service.faults().on(Operation::Create).nth(1);
        match way {
            0 => fault.drop_after_accept(),
            1 => fault.drop_before_accept(),
            2 => fault.status(503),
            3 => fault.status_after_accept(504),
            4 => fault.cut_reply(),
            5 => fault.garbage_json(),
            _ => fault.fault(Fault::Body {
                content_type: "application/json".into(),
                body: "null".into(),
            }),
        }
        sent.send().await.unwrap();
        assert_eq!(sent.counts(), (1, 1), "{way}");
        let made = if [1, 2].contains(&way) { 2 } else { 1 };
        assert_eq!(sent.service.count(Operation::Create), made, "{way}");
        sent.clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_12_a_create_is_made_again_only_once() {
    let mut sent = Sent::usual(&[1]);
    sent.service
        .faults()
        .on(Operation::Create)
        .drop_before_accept();
    let error = sent.send().await.unwrap_err();
    assert_eq!(
        (error.code, error.again),
        (ErrorCode::ServiceUnreachable, Again::Never)
    );
    assert_eq!(sent.service.count(Operation::Create), 2);
    assert_eq!(sent.service.count(Operation::List), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn row_13_a_session_that_is_stored_late_is_found_and_has_no_twin() {
    let mut sent = Sent::usual(&[1]);
    let fault = sent.service.faults().on(Operation::Create).nth(1);
    fault.fault(Twist::CreateLate { seconds: 10 });
    sent.send().await.unwrap();
    assert_eq!(sent.service.count(Operation::Create), 1);
    assert_eq!(sent.counts(), (1, 1));
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_14_of_two_sessions_the_oldest_is_kept_the_other_draft_goes_and_that_is_told() {
    let mut sent = Sent::usual(&[1]);
    let fault = sent.service.faults().on(Operation::Create).nth(1);
    fault.fault(Twist::CreateTwice);
    let copy = sent.it.plan(&sent.job)[0].name.clone();
    sent.step(&copy).await.unwrap();
    let left = sent.step("create").await.unwrap();
    let told: Vec<_> = left
        .seen
        .unwrap()
        .events
        .iter()
        .map(|event| event.what)
        .collect();
    assert_eq!(told, ["twin-deleted"]);
    sent.step("start").await.unwrap();
    assert_eq!(sent.counts(), (1, 1));
    let all = sent.service.sessions();
    assert_eq!(all.len(), 2);
    assert!(
        all.iter()
            .any(|one| one.id == sent.id() && one.status == status::SENT)
    );
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_15_and_16_a_refused_create_has_its_words_and_no_id() {
    let mut sent = Sent::usual(&[1]);
    let details = "Error: Lease did not upload.".to_owned();
    let fault = sent.service.faults().on(Operation::Create).nth(1);
    fault.fault(Twist::ZeroGuid { details });
    let error = sent.send().await.unwrap_err();
    assert_eq!(
        (error.code, error.happened),
        (ErrorCode::DocumentRefused, Happened::No)
    );
    assert!(error.detail.contains("Lease did not upload"));

    let mut sent = Sent::usual(&[1]);
    sent.service
        .faults()
        .on(Operation::Create)
        .nth(1)
        .fault(Fault::Body {
            content_type: "application/json".into(),
            body: r#"{"ReturnValue":"False","Details":["no"]}"#.into(),
        });
    let error = sent.send().await.unwrap_err();
    assert_eq!(
        (error.code, error.happened),
        (ErrorCode::ServiceRefused, Happened::No)
    );
    assert!(!sent.job.memory.contains_key("service_session"));
}

#[tokio::test(flavor = "multi_thread")]
async fn row_23_and_30_what_is_too_much_is_refused_before_anything_leaves() {
    let mut sent = Sent::usual(&[1]);
    sent.job.expires_days = Some(91);
    let found = sent.it.check(&sent.job);
    assert_eq!(
        (
            found[0].args["option"].as_str(),
            found[0].args["why"].as_str()
        ),
        ("expires_days", "range")
    );
    let error = sent.send().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::OptionInvalid);
    assert_eq!(sent.service.count(Operation::Create), 0);
    assert_eq!(description().limits.session_bytes, Some(100_000_000));

    sent.job.expires_days = None;
    let path = sent.bench.file(&sent.job.documents[0].upload).unwrap();
    let large = std::fs::File::options().write(true).open(path).unwrap();
    large.set_len(MOST_BYTES + 1).unwrap();
    let error = sent
        .it
        .perform(&sent.job, "create", &sent.bench)
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::DocumentRefused);
    assert_eq!(sent.service.count(Operation::Create), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn row_23_a_body_that_is_too_large_names_the_file() {
    let mut sent = Sent::usual(&[1]);
    let fault = sent.service.faults().on(Operation::Create).nth(1);
    fault.status(413);
    assert_eq!(
        sent.send().await.unwrap_err().code,
        ErrorCode::DocumentRefused
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn row_24_a_document_that_cannot_be_converted_is_told_in_the_services_words() {
    let mut sent = Sent::usual(&[1]);
    *sent.bench.copied.lock().unwrap() = Some(b"%PDF-1.4 nothing %%EOF".to_vec());
    let error = sent.send().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::StartRefused);
    assert!(
        error.detail.contains("could not be converted"),
        "{}",
        error.detail
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn row_27_where_spaces_get_lost_the_accounts_stand_in_is_used() {
    let options = || Options {
        space: Some('|'),
        drop_spaces: true,
        ..Options::default()
    };
    let mut sent = Sent::new(
        Options {
            drop_spaces: true,
            ..Options::default()
        },
        &[1],
    );
    assert_eq!(sent.send().await.unwrap_err().code, ErrorCode::StartRefused);
    let mut sent = Sent::new(
        Options {
            drop_spaces: false,
            ..options()
        },
        &[1],
    );
    sent.it
        .account
        .settings
        .insert("tag_space".into(), "|".into());
    let edits = places::edits(&sent.job, &sent.it.account, &sent.job.documents[0]);
    let tag = edits[0].text.clone().unwrap();
    assert_eq!(tag, "<sig_req_Seller|1>");
    *sent.bench.copied.lock().unwrap() = Some(plain_page(&tag));
    sent.send().await.unwrap();
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_28_an_unknown_sender_points_at_the_setting() {
    let mut sent = Sent::usual(&[1]);
    let settings = &mut sent.it.account.settings;
    settings.insert("username".into(), "nobody@example.net".into());
    let error = sent.send().await.unwrap_err();
    assert_eq!(
        (error.code, error.happened),
        (ErrorCode::SenderUnknown, Happened::No)
    );
    assert_eq!(
        sent.it.test().await.unwrap_err().code,
        ErrorCode::SenderUnknown
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn row_31_no_more_than_30_days_between_reminders_are_asked_for() {
    let mut sent = Sent::usual(&[1]);
    sent.job.remind_days = Some(45);
    assert_eq!(sent.it.check(&sent.job)[0].args["option"], "remind_days");
    sent.job.remind_days = Some(-1);
    assert_eq!(sent.it.check(&sent.job), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn row_31_what_the_service_makes_of_reminders_is_read_back_and_told_where_it_differs() {
    for (asked, told) in [(Some(30), Some("14")), (Some(14), None), (None, None)] {
        let mut sent = Sent::new(
            Options {
                most_reminder: 14,
                ..Options::default()
            },
            &[1],
        );
        sent.job.remind_days = asked;
        let seen = sent.send().await.unwrap().seen.unwrap();
        let differs = |event: &&crate::SeenEvent| event.what == "reminders-differ";
        let days = seen.events.iter().find(differs);
        assert_eq!(days.map(|event| event.args["days"].as_str()), told);
        sent.clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_49_a_clock_that_differs_is_told() {
    let mut sent = Sent::usual(&[1]);
    let fault = sent.service.faults().on(Operation::Token);
    fault.fault(Twist::Clock {
        date: "Fri, 01 Jan 2100 00:00:00 GMT".into(),
    });
    sent.step("copy:1").await.unwrap();
    let left = sent.step("create").await.unwrap();
    assert_eq!(left.seen.unwrap().events[0].what, "clock-differs");
}

#[tokio::test(flavor = "multi_thread")]
async fn row_51_what_was_cut_off_after_the_create_is_found_at_the_next_launch() {
    let mut sent = Sent::usual(&[1]);
    sent.step("copy:1").await.unwrap();
    let _ = sent
        .it
        .perform(&sent.job, "create", &sent.bench)
        .await
        .unwrap();
    // Nothing of it was recorded.
    sent.bench.memory.lock().unwrap().clear();
    let probed = sent
        .it
        .probe(&sent.job, "create", &sent.bench)
        .await
        .unwrap();
    let Probed::Happened(left) = probed else {
        panic!("it is found")
    };
    sent.settle("create", *left);
    sent.step("start").await.unwrap();
    assert_eq!(sent.service.count(Operation::Create), 1);
    assert_eq!(sent.counts(), (1, 1));
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_50_and_29_every_put_has_its_length_and_no_collection_is_missing() {
    let mut sent = Sent::usual(&[1]);
    sent.send().await.unwrap();
    let journal = sent.service.journal();
    let puts: Vec<_> = journal
        .iter()
        .filter(|entry| entry.method == "PUT")
        .collect();
    assert!(!puts.is_empty());
    for put in puts {
        let length = put
            .headers
            .iter()
            .find(|(name, _)| name == "content-length");
        assert_eq!(length.map(|(_, value)| value.as_str()), Some("0"));
    }
    sent.clean();
}

//! Tokens, statuses and odd answers (rows 1 to 4, 17 to 21, 47, 48).

use super::*;

async fn sent(options: Options) -> Sent {
    let mut sent = Sent::new(options, &[1]);
    sent.send().await.unwrap();
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn row_02_every_call_has_a_token_of_its_own() {
    let mut sent = sent(Options {
        token_single_use: true,
        ..Options::default()
    })
    .await;
    assert_eq!(sent.look().await.state, Some(SeenState::Waiting));
    let journal = sent.service.journal();
    let tokens = journal
        .iter()
        .filter(|entry| entry.operation == "token")
        .count();
    assert_eq!(tokens * 2, journal.len());
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_01_and_04_a_token_that_is_not_accepted_is_fetched_anew_once() {
    let refusals = [
        Fault::Body {
            content_type: "application/json".into(),
            body: "null".into(),
        },
        Fault::Status {
            status: 401,
            retry_after: None,
            body: ErrorBody::Html,
            accepted: false,
        },
        Fault::Body {
            content_type: "application/json".into(),
            body: r#"{"ReturnValue":null,"Details":"Error: Bad Token Information. Please authenticate."}"#
                .into(),
        },
    ];
    for fault in refusals {
        let mut sent = sent(Options::default()).await;
        sent.service
            .faults()
            .on(Operation::Read)
            .nth(1)
            .fault(fault.clone());
        assert_eq!(sent.look().await.state, Some(SeenState::Waiting));
        sent.service.faults().clear();
        sent.service
            .faults()
            .on_any()
            .path("/sessions/")
            .fault(fault);
        let error = sent
            .it
            .look(&sent.job, &sent.bench, false)
            .await
            .unwrap_err();
        assert_eq!(
            (error.code, error.again),
            (ErrorCode::CredentialsRefused, Again::Never)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_03_and_04_a_key_that_is_refused_is_told_as_such() {
    for (options, wrong) in [
        (Options::default(), true),
        (
            Options {
                refused: Refused::Unauthorized,
                token_ttl: time::Duration::ZERO,
                ..Options::default()
            },
            false,
        ),
        (
            Options {
                refused: Refused::Words,
                token_ttl: time::Duration::ZERO,
                ..Options::default()
            },
            false,
        ),
        (
            Options {
                token_ttl: time::Duration::ZERO,
                ..Options::default()
            },
            false,
        ),
    ] {
        let service = Service::start(options).unwrap();
        let key = if wrong {
            "bm8=".to_owned()
        } else {
            service.encrypted_key(SALT)
        };
        let it = Esign::new(account(&service.base_url(), &key)).unwrap();
        let error = it.test().await.unwrap_err();
        assert_eq!(
            (error.code, error.again),
            (ErrorCode::CredentialsRefused, Again::Never)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_proven_also_with_a_key_that_the_service_encrypts() {
    let service = Service::start(Options::default()).unwrap();
    assert_eq!(
        Esign::new(account_of(&service))
            .unwrap()
            .test()
            .await
            .unwrap(),
        Tested::Proven
    );
    let mut plain = account_of(&service);
    let key = |text: &str| {
        Credentials::new(BTreeMap::from([(
            "api_key".to_owned(),
            Secret::from(text.to_owned()),
        )]))
    };
    plain.credentials = key("sim-api-key");
    assert_eq!(
        Esign::new(plain.clone()).unwrap().test().await.unwrap(),
        Tested::Proven
    );
    plain.credentials = key("with/slash");
    let error = Esign::new(plain.clone()).unwrap().test().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::SecretsMissing);
    assert!(!format!("{error:?}").contains("with/slash"));
    assert!(service.violations().is_empty());
    assert!(service.sessions().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_key_is_encrypted_once_and_only_what_became_of_it_is_kept() {
    let service = Service::start(Options::default()).unwrap();
    let with = |name: &str, text: &str| {
        let mut account = account_of(&service);
        let secret = Secret::from(text.to_owned());
        account.credentials = Credentials::new(BTreeMap::from([(name.to_owned(), secret)]));
        Esign::new(account).unwrap()
    };
    let kept = with("api_key", "sim-api-key").lasting_secrets().await;
    let kept = kept.unwrap().unwrap();
    assert_eq!(
        kept.keys().copied().collect::<Vec<_>>(),
        ["encrypted_api_key", "salt"]
    );
    let mut lasting = account_of(&service);
    let owned = kept.into_iter().map(|(name, it)| (name.to_owned(), it));
    lasting.credentials = Credentials::new(owned.collect());
    let it = Esign::new(lasting).unwrap();
    assert_eq!(it.test().await.unwrap(), Tested::Proven);
    assert!(it.lasting_secrets().await.unwrap().is_none());
    assert_eq!(service.count(Operation::Encrypt), 1);

    // A key that gives no token may be of another address: it stays to be corrected.
    let error = with("api_key", "another")
        .lasting_secrets()
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::CredentialsRefused);
    assert!(service.violations().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn row_17_and_18_a_service_in_trouble_is_waited_for_as_long_as_it_asks_up_to_a_minute() {
    let sent = sent(Options::default()).await;
    for (status, after, code, wait) in [
        (500, None, ErrorCode::ServiceFailed, None),
        (502, Some("7"), ErrorCode::ServiceFailed, Some(7)),
        (503, Some("900"), ErrorCode::ServiceBusy, Some(60)),
        (429, Some("20"), ErrorCode::ServiceBusy, Some(20)),
        (429, None, ErrorCode::ServiceBusy, None),
    ] {
        sent.service.faults().clear();
        let fault = sent.service.faults().on(Operation::Read);
        fault.status_with(status, after, ErrorBody::Html);
        let error = sent
            .it
            .look(&sent.job, &sent.bench, false)
            .await
            .unwrap_err();
        let wait = wait.map(Duration::from_secs);
        assert_eq!(
            (error.code, error.again),
            (code, Again::Later(wait)),
            "{status}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_19_broken_json_is_no_answer_and_a_mark_in_front_of_it_does_no_harm() {
    let sent = sent(Options::default()).await;
    let look = || sent.it.look(&sent.job, &sent.bench, false);
    for (body, kind) in [
        ("{\"Sessions\":[", "application/json"),
        ("<html>log in</html>", "text/html"),
    ] {
        sent.service.faults().clear();
        sent.service
            .faults()
            .on(Operation::Read)
            .fault(Fault::Body {
                content_type: kind.into(),
                body: body.into(),
            });
        let error = look().await.unwrap_err();
        assert_eq!(error.code, ErrorCode::AnswerUnreadable);
        assert!(error.detail.chars().count() <= 200);
    }
    let around = |before: &str, after: &str| Twist::Around {
        before: before.into(),
        after: after.into(),
    };
    sent.service.faults().clear();
    sent.service
        .faults()
        .on(Operation::Read)
        .fault(around("", "}"));
    assert_eq!(look().await.unwrap_err().code, ErrorCode::AnswerUnreadable);
    sent.service.faults().clear();
    sent.service
        .faults()
        .on(Operation::Read)
        .fault(around("\u{feff}", ""));
    assert_eq!(look().await.unwrap().state, Some(SeenState::Waiting));
}

#[tokio::test(flavor = "multi_thread")]
async fn row_20_answers_written_otherwise_are_understood_all_the_way() {
    let mut sent = Sent::usual(&[1]);
    sent.job.expires_days = Some(10);
    sent.service.faults().on_any().fault(Twist::Odd);
    sent.send().await.unwrap();
    let seen = sent.look().await;
    assert_eq!(seen.state, Some(SeenState::Waiting));
    assert!(seen.expires.is_some_and(|at| at % 86_400_000 == 0));
    sent.service.sign_all(&sent.id()).unwrap();
    assert_eq!(sent.look().await.state, Some(SeenState::Completed));
    sent.step("fetch:1").await.unwrap();
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_21_an_answer_that_dribbles_ends_at_its_deadline() {
    let sent = sent(Options::default()).await;
    let fault = sent.service.faults().on(Operation::Read);
    fault.fault(Fault::SlowBody {
        millis: 100,
        piece: 1,
    });
    let error = sent
        .it
        .look(&sent.job, &sent.bench, false)
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::ServiceUnreachable);
}

#[tokio::test(flavor = "multi_thread")]
async fn row_47_an_answer_that_leads_elsewhere_is_not_followed() {
    let sent = sent(Options::default()).await;
    for place in ["https://evil.example/x", "http://evil.example/x"] {
        sent.service.faults().clear();
        sent.service.faults().on(Operation::Read).redirect(place);
        let error = sent
            .it
            .look(&sent.job, &sent.bench, false)
            .await
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::AnswerUnreadable);
    }
}

#[test]
fn row_48_only_https_is_spoken_but_on_loopback() {
    for base in ["http://api.esignonline.net/rest", "ftp://x/"] {
        let error = Esign::new(account(base, "x")).err().unwrap();
        assert_eq!(error.code, ErrorCode::BaseUrlInvalid);
    }
    assert!(Esign::new(Account::default()).is_ok());
}

#[tokio::test]
async fn row_48_a_certificate_that_nobody_trusts_ends_it_whatever_is_set() {
    let (port, ca) = crate::http::tests::tls::server("127.0.0.1", (2020, 2090)).await;
    let office = account(&format!("https://127.0.0.1:{port}/rest"), "k3y");
    let refused = async |account: Account| {
        let error = Esign::with_timeouts(account, short()).unwrap().test().await;
        let error = error.unwrap_err();
        (error.code, error.happened)
    };
    let expected = (ErrorCode::TlsFailed, Happened::No);
    assert_eq!(refused(office.clone()).await, expected);
    for spec in description().account_settings {
        let words = if spec.choices.is_empty() {
            &["no", "0"][..]
        } else {
            spec.choices
        };
        for word in words.iter().filter(|_| spec.name != "ca_file") {
            let mut account = office.clone();
            account.settings.insert(spec.name.into(), (*word).into());
            assert_eq!(refused(account).await, expected, "{}", spec.name);
        }
    }
    // The office's own CA is another matter: then it is the answer that is wrong.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    let mut out = std::fs::File::create(&file).unwrap();
    std::io::Write::write_all(&mut out, ca.as_bytes()).unwrap();
    let mut account = office;
    let path = file.to_string_lossy().into_owned();
    account.settings.insert("ca_file".into(), path);
    assert_ne!(refused(account).await.0, ErrorCode::TlsFailed);
}

#[tokio::test]
async fn without_secrets_nothing_is_asked() {
    let bench = TestBench::new();
    let it = Esign::new(Account::default()).unwrap();
    let error = it
        .perform(&Job::default(), "create", &bench)
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::SecretsMissing);
}

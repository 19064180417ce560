//! Answers that mean harm: without end, of another session, with secrets in them.

use super::*;

async fn sent() -> Sent {
    let mut sent = Sent::usual(&[1]);
    sent.send().await.unwrap();
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_end_is_left_off_and_takes_no_memory() {
    let mut sent = sent().await;
    sent.service
        .faults()
        .on(Operation::Read)
        .fault(Fault::Endless {
            content_type: None,
            bytes: None,
        });
    let error = sent
        .it
        .look(&sent.job, &sent.bench, false)
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::AnswerUnreadable);
    sent.service.faults().clear();
    sent.service.sign_all(&sent.id()).unwrap();
    sent.service
        .faults()
        .on(Operation::Files)
        .fault(Fault::Endless {
            content_type: None,
            bytes: None,
        });
    let error = sent
        .it
        .perform(&sent.job, "fetch:1", &sent.bench)
        .await
        .unwrap_err();
    assert!(matches!(
        error.code,
        ErrorCode::AnswerUnreadable | ErrorCode::ServiceUnreachable
    ));
    sent.service.faults().clear();
    sent.step("fetch:1").await.unwrap();
}

#[tokio::test]
async fn an_answer_about_another_session_is_not_believed() {
    let token = || json(200, r#"{"ReturnValue":"t0k3n"}"#);
    let other = "3f2a9c70-51b8-4c1d-8e0e-9b7d2a6f4411";
    let body = format!(r#"{{"SigningSessionId":"{other}","Sessions":[{{"StatusCode":3}}]}}"#);
    let server = Server::start(vec![token(), json(200, &body)]).await;
    let it = Esign::new(account(&server.base(), "k")).unwrap();
    let bench = TestBench::new();
    let job = Job {
        service_session: Some("3f2a9c70-51b8-4c1d-8e0e-9b7d2a6f4410".into()),
        ..Job::default()
    };
    let error = it.look(&job, &bench, false).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::AnswerUnreadable);
}

#[tokio::test]
async fn no_key_no_salt_and_no_token_is_in_an_error() {
    let words = format!(r#"{{"ReturnValue":null,"Details":"Error: no k3y-k3y-k3y with {SALT}"}}"#);
    for script in [
        vec![json(200, &words)],
        vec![json(500, &words)],
        vec![Does::Drops],
    ] {
        let server = Server::start(script).await;
        let it = Esign::new(account(&server.base(), "k3y-k3y-k3y")).unwrap();
        let shown = format!("{:?}", it.test().await.unwrap_err());
        assert!(
            !shown.contains("k3y-k3y") && !shown.contains(SALT),
            "{shown}"
        );
    }
    let shown = format!("{:?}", account("https://x.example/rest", "k3y-k3y-k3y"));
    assert!(!shown.contains("k3y") && !shown.contains(SALT));
}

#[tokio::test]
async fn nothing_leaves_for_a_session_where_no_token_is_given() {
    let mut sent = Sent::usual(&[1]);
    let server = Server::start(vec![says(503, "Retry-After: 3\r\n", "<html>")]).await;
    sent.it = Esign::new(account(&server.base(), "k")).unwrap();
    sent.job.documents[0].fields.clear();
    let error = sent
        .it
        .perform(&sent.job, "create", &sent.bench)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code, error.happened),
        (ErrorCode::ServiceBusy, Happened::No)
    );
    assert_eq!(sent.bench.memory.lock().unwrap()["creates"], "0");
    let offline = Esign::new(account("http://127.0.0.1:9/rest", "k")).unwrap();
    let error = offline
        .perform(&sent.job, "create", &sent.bench)
        .await
        .unwrap_err();
    assert_eq!(error.again, Again::Offline);
}

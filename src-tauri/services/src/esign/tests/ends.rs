//! Cancel, delete, and what is gone (rows 32 to 35, 41, 52 to 55).

use super::*;

async fn sent() -> Sent {
    let mut sent = Sent::usual(&[1, 2]);
    sent.send().await.unwrap();
    sent
}

fn state(left: &Left) -> Option<SeenState> {
    left.seen.as_ref().and_then(|seen| seen.state.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_deleted_and_one_that_is_out_is_cancelled_and_its_signers_are_told() {
    let mut draft = Sent::usual(&[1]);
    draft.step("copy:1").await.unwrap();
    draft.step("create").await.unwrap();
    let left = draft.step("cancel").await.unwrap();
    assert_eq!(state(&left), Some(SeenState::Cancelled));
    assert_eq!(draft.service.sessions()[0].status, status::DELETED);
    draft.clean();

    let mut sent = sent().await;
    sent.step("cancel").await.unwrap();
    let there = sent.service.session(&sent.id()).unwrap();
    assert_eq!(there.status, status::CANCELLED);
    let told = there.mails.iter().filter(|mail| mail.kind == "cancelled");
    assert_eq!(told.count(), 2);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_32_what_is_signed_meanwhile_is_not_cancelled_and_shows_as_it_is() {
    let mut sent = sent().await;
    sent.service.sign_all(&sent.id()).unwrap();
    let left = sent.step("cancel").await.unwrap();
    assert_eq!(state(&left), Some(SeenState::Completed));
    assert_eq!(sent.service.count(Operation::Cancel), 0);
    sent.step("fetch:1").await.unwrap();
    sent.clean();

    // It says no, and shows it as out: no further try.
    let mut open = self::sent().await;
    open.service
        .faults()
        .on(Operation::Cancel)
        .fault(Fault::Status {
            status: 200,
            retry_after: None,
            body: ErrorBody::Empty,
            accepted: false,
        });
    open.service.faults().clear();
    open.service
        .faults()
        .on(Operation::Cancel)
        .fault(Twist::Odd);
    open.service
        .set_status(&open.id(), status::EXPIRED)
        .unwrap();
    let left = open.step("cancel").await.unwrap();
    assert_eq!(state(&left), Some(SeenState::Expired));
}

#[tokio::test(flavor = "multi_thread")]
async fn row_33_a_cancel_whose_answer_is_lost_is_looked_for() {
    for accepted in [true, false] {
        let mut sent = sent().await;
        let fault = sent.service.faults().on(Operation::Cancel).nth(1);
        if accepted {
            fault.drop_after_accept();
        } else {
            fault.drop_before_accept();
        }
        let left = sent.step("cancel").await.unwrap();
        assert_eq!(state(&left), Some(SeenState::Cancelled));
        let requests = if accepted { 1 } else { 2 };
        assert_eq!(sent.service.count(Operation::Cancel), requests);
        sent.clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_34_a_draft_that_is_gone_already_is_a_success() {
    let mut draft = Sent::usual(&[1]);
    draft.step("copy:1").await.unwrap();
    draft.step("create").await.unwrap();
    draft
        .service
        .set_status(&draft.id(), status::DELETED)
        .unwrap();
    let left = draft.step("cancel").await.unwrap();
    assert_eq!(state(&left), Some(SeenState::Cancelled));
    assert_eq!(draft.service.count(Operation::Delete), 0);
    draft.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_35_what_is_not_there_is_told_from_a_refused_token() {
    let mut sent = sent().await;
    sent.job.service_session = Some("3f2a9c70-51b8-4c1d-8e0e-9b7d2a6f4410".into());
    let seen = sent.look().await;
    assert_eq!(seen.state, Some(SeenState::Gone));
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_session_can_still_be_cancelled() {
    let mut sent = sent().await;
    sent.service.decline(&sent.id(), 1, "Wrong rent").unwrap();
    let left = sent.step("cancel").await.unwrap();
    assert_eq!(state(&left), Some(SeenState::Cancelled));
    assert_eq!(
        sent.service.session(&sent.id()).unwrap().status,
        status::CANCELLED
    );
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_41_a_session_runs_out_at_midnight_of_utc_and_that_is_seen() {
    let mut sent = Sent::usual(&[1]);
    sent.job.expires_days = Some(2);
    sent.send().await.unwrap();
    let end = sent.look().await.expires.unwrap();
    assert_eq!(end % 86_400_000, 0);
    sent.service.advance(time::Duration::days(4));
    assert_eq!(sent.look().await.state, Some(SeenState::Expired));
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_52_what_the_sender_changes_in_the_browser_is_read_before_each_write() {
    let mut sent = Sent::usual(&[1]);
    sent.step("copy:1").await.unwrap();
    sent.step("create").await.unwrap();
    sent.service.set_status(&sent.id(), status::SENT).unwrap();
    sent.step("start").await.unwrap();
    assert_eq!(sent.service.count(Operation::Start), 0);
    sent.service.set_status(&sent.id(), status::PAUSED).unwrap();
    let seen = sent.look().await;
    assert_eq!(seen.state, Some(SeenState::Waiting));
    assert!(seen.events.iter().any(|event| event.what == "paused-there"));
    sent.service
        .set_status(&sent.id(), status::CANCELLED)
        .unwrap();
    let left = sent.step("cancel").await.unwrap();
    assert_eq!(state(&left), Some(SeenState::Cancelled));
    assert_eq!(sent.service.count(Operation::Cancel), 0);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_53_a_list_ends_at_its_count_or_at_an_empty_page() {
    let id = |n: usize| format!("3f2a9c70-51b8-4c1d-8e0e-{n:012}");
    let page = |from: usize, to: usize, all: usize| {
        let list: Vec<_> = (from..to)
            .map(|n| format!(r#"{{"SigningSessionId":"{}","StatusCode":1}}"#, id(n)))
            .collect();
        json(
            200,
            &format!(r#"{{"TotalCount":{all},"Sessions":[{}]}}"#, list.join(",")),
        )
    };
    let token = || json(200, r#"{"ReturnValue":"t0k3n"}"#);
    for (script, found) in [
        (
            vec![token(), page(0, 50, 51), token(), page(50, 51, 51)],
            51,
        ),
        (vec![token(), page(0, 50, 99), token(), page(0, 0, 99)], 50),
    ] {
        let server = Server::start(script).await;
        let it = Esign::new(account(&server.base(), "k")).unwrap();
        let bench = TestBench::new();
        let job = Job::default();
        let list = it.line(&job, &bench).await.unwrap().list().await.unwrap();
        assert_eq!(list.len(), found);
        assert_eq!(server.got().len(), 4);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_without_the_newer_list_is_asked_for_the_older_one() {
    let token = || json(200, r#"{"ReturnValue":"t0k3n"}"#);
    let id = "3f2a9c70-51b8-4c1d-8e0e-9b7d2a6f4410";
    let older = format!(r#"{{"Sessions":[{{"Id":"{id}"}}]}}"#);
    let server = Server::start(vec![
        token(),
        says(404, "", "<html>"),
        token(),
        json(200, &older),
    ])
    .await;
    let it = Esign::new(account(&server.base(), "k")).unwrap();
    let (bench, job) = (
        TestBench::new(),
        Job {
            session: "our own".into(),
            ..Job::default()
        },
    );
    let list = it.line(&job, &bench).await.unwrap().list().await.unwrap();
    assert_eq!(list[0].id, id);
    let path = "GET /api/v1/users/sender%40example.net/transactions/our%20own";
    assert_eq!(server.lines()[3], path);
}

#[tokio::test(flavor = "multi_thread")]
async fn row_54_purged_documents_are_told_as_such() {
    let mut sent = sent().await;
    sent.service.set_status(&sent.id(), status::PURGED).unwrap();
    let seen = sent.look().await;
    assert_eq!(seen.state, Some(SeenState::Gone));
    assert!(seen.reason.unwrap().contains("purged"));
    let error = sent.step("fetch:1").await.unwrap_err();
    assert_eq!(
        (error.code, error.again),
        (ErrorCode::GoneAtService, Again::Never)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn row_55_archived_files_are_fetched_by_the_archives_call() {
    let mut sent = sent().await;
    sent.service.sign_all(&sent.id()).unwrap();
    sent.service.advance(time::Duration::days(31));
    assert_eq!(sent.look().await.state, Some(SeenState::Completed));
    sent.step("fetch:1").await.unwrap().fetched.unwrap();
    assert_eq!(sent.service.count(Operation::ArchivedFiles), 1);
    sent.clean();
}

//! The failures of the sheet's §11 by name.

use super::*;

fn told(error: &StepError) -> (ErrorCode, Happened, bool) {
    (
        error.code,
        error.happened,
        matches!(error.again, Again::Later(_)),
    )
}

#[tokio::test]
async fn f01_a_create_whose_answer_was_lost_is_made_again_at_most_twice_and_the_orphan_is_told() {
    let bench = TestBench::new();
    let mut job = job(&bench, &[1], false);
    let server = Server::start(vec![
        Does::Drops,
        says(502, "", "<html>Bad Gateway"),
        status(5),
    ])
    .await;
    let it = connector(&server);
    for _ in 0..2 {
        let error = it.perform(&job, "create", &bench).await.unwrap_err();
        assert_eq!(error.happened, Happened::Unknown);
        assert!(matches!(error.again, Again::Later(_)));
        job.memory = bench.memory.lock().unwrap().clone();
    }
    let left = it.perform(&job, "create", &bench).await.unwrap();
    let references: Vec<_> = server
        .got()
        .iter()
        .map(|got| got.json()["Reference"].clone())
        .collect();
    assert_eq!(references, ["order-7731", "order-7731#2", "order-7731#3"]);
    let orphans: Vec<_> = left
        .seen
        .unwrap()
        .events
        .into_iter()
        .map(|e| e.args["reference"].clone())
        .collect();
    assert_eq!(orphans, ["order-7731", "order-7731#2"]);

    job.memory = bench.memory.lock().unwrap().clone();
    job.memory.remove("service_session");
    let error = it.perform(&job, "create", &bench).await.unwrap_err();
    assert_eq!((error.happened, error.again), (Happened::No, Again::Never));
    assert_eq!(server.got().len(), 3);
}

#[tokio::test]
async fn f01_a_create_that_was_refused_or_never_left_counts_for_nothing() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], false);
    let (error, _server) = perform(vec![json(429, "{}")], &job, "create", &bench).await;
    assert_eq!(
        told(&error.unwrap_err()),
        (ErrorCode::ServiceBusy, Happened::No, true)
    );
    assert_eq!(bench.memory.lock().unwrap()["creates"], "0");
    let it = Signhost::new(account("http://127.0.0.1:9/")).unwrap();
    let error = it.perform(&job, "create", &bench).await.unwrap_err();
    assert_eq!(
        (error.code, error.again),
        (ErrorCode::Offline, Again::Offline)
    );
    assert_eq!(bench.memory.lock().unwrap()["creates"], "0");
}

#[tokio::test]
async fn f01_an_answer_without_an_id_or_cut_off_is_a_lost_one() {
    for body in [
        "",
        "{",
        "[]",
        "<html>",
        r#"{"Status":5}"#,
        r#"{"Id":""}"#,
        r#"{"Id":null}"#,
    ] {
        let bench = TestBench::new();
        let job = job(&bench, &[1], false);
        let (error, _server) = perform(vec![json(200, body)], &job, "create", &bench).await;
        let error = error.unwrap_err();
        assert_eq!(
            told(&error),
            (ErrorCode::AnswerUnreadable, Happened::Unknown, true),
            "{body}"
        );
        assert_eq!(bench.memory.lock().unwrap()["creates"], "1");
    }
}

#[tokio::test]
async fn f14_a_look_that_never_left_this_computer_costs_none_of_the_five_reads() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    let it = Signhost::new(account("http://127.0.0.1:9/")).unwrap();
    let error = it.look(&job, &bench, false).await.unwrap_err();
    assert_eq!(error.again, Again::Offline);
    assert_eq!(bench.left(&schedule::READS), 5);
    let server = Server::start(vec![Does::Drops]).await;
    let error = connector(&server).look(&job, &bench, false).await;
    assert_eq!(error.unwrap_err().happened, Happened::Unknown);
    assert_eq!(bench.left(&schedule::READS), 4);
}

#[tokio::test]
async fn f05_whether_it_was_started_is_not_asked_with_the_last_two_reads() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    bench.spend_all(&schedule::READS, 2);
    let server = Server::start(vec![status(5)]).await;
    let error = connector(&server).probe(&job, "start", &bench).await;
    assert_eq!(error.unwrap_err().code, ErrorCode::AskingBudgetSpent);
    assert!(server.got().is_empty());
}

#[tokio::test]
async fn f02_an_upload_whose_answer_was_lost_goes_out_again_alike() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    let server = Server::start(vec![Does::Drops, json(200, "")]).await;
    let it = connector(&server);
    let error = it.perform(&job, "upload:1", &bench).await.unwrap_err();
    assert_eq!(
        told(&error),
        (ErrorCode::ServiceUnreachable, Happened::Unknown, true)
    );
    it.perform(&job, "upload:1", &bench).await.unwrap();
    let got = server.got();
    assert_eq!(got[0].line, got[1].line);
    assert_eq!(got[0].header("digest"), got[1].header("digest"));
    assert_eq!(got[0].body, got[1].body);
}

#[tokio::test]
async fn f02_any_success_will_do_and_409_waits_2_5_and_15_seconds() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    for success in [200, 201, 202, 204] {
        perform(vec![says(success, "", "")], &job, "upload:1", &bench)
            .await
            .0
            .unwrap();
    }
    let script = vec![json(409, ""), json(409, ""), json(409, ""), json(204, "")];
    perform(script, &job, "upload:1", &bench).await.0.unwrap();
    assert_eq!(bench.waits(), [2, 5, 15]);
    let (error, server) = perform(vec![json(409, ""); 5], &job, "upload:1", &bench).await;
    assert_eq!(
        told(&error.unwrap_err()),
        (ErrorCode::ServiceBusy, Happened::No, true)
    );
    assert_eq!(server.got().len(), 4);
}

#[tokio::test]
async fn f03_a_digest_that_does_not_fit_is_computed_anew_and_sent_once_more() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    perform(vec![json(400, ""), json(201, "")], &job, "upload:1", &bench)
        .await
        .0
        .unwrap();
    let (error, server) = perform(vec![json(400, ""); 3], &job, "upload:1", &bench).await;
    assert_eq!(
        told(&error.unwrap_err()),
        (ErrorCode::ServiceRefused, Happened::No, false)
    );
    assert_eq!(server.got().len(), 2);
    bench.write(&job.documents[0].upload, b"%PDF-1.4\n%other");
    let (error, server) = perform(vec![json(400, ""); 3], &job, "upload:1", &bench).await;
    assert_eq!(error.unwrap_err().code, ErrorCode::FileUnreadable);
    assert_eq!(server.got().len(), 1);
}

#[tokio::test]
async fn f04_metadata_and_file_go_to_one_id() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    let (done, metadata) = perform(
        vec![json(202, r#"{"Message":"ok"}"#)],
        &job,
        "metadata:1",
        &bench,
    )
    .await;
    done.unwrap();
    let (_, file) = perform(vec![json(201, "")], &job, "upload:1", &bench).await;
    assert_eq!(metadata.lines(), file.lines());
    let got = &metadata.got()[0];
    assert!(
        got.header("content-type")
            .unwrap()
            .starts_with("application/json")
    );
}

#[tokio::test]
async fn f05_a_start_whose_answer_was_lost_is_asked_for_once() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    for lost in [Does::Drops, says(500, "", ""), says(408, "", "")] {
        let (error, _server) = perform(vec![lost], &job, "start", &bench).await;
        assert_eq!(error.unwrap_err().happened, Happened::Unknown);
    }
    for (answer, expected) in [
        (5, "did not"),
        (10, "did"),
        (20, "did"),
        (30, "did"),
        (70, "did"),
        (33, "unknown"),
    ] {
        let bench = TestBench::new();
        let server = Server::start(vec![status(answer)]).await;
        let probed = connector(&server)
            .probe(&job, "start", &bench)
            .await
            .unwrap();
        let found = match probed {
            Probed::Happened(_) => "did",
            Probed::DidNot => "did not",
            Probed::Unknown(_) => "unknown",
        };
        assert_eq!(found, expected, "{answer}");
        assert_eq!(bench.spent.lock().unwrap()["read"], 1);
        assert_eq!(server.lines(), [format!("GET /api/transaction/{ID}")]);
    }
}

#[tokio::test]
async fn f05_f10_after_trouble_of_the_service_a_start_is_asked_for_within_ten_minutes() {
    let mut bench = TestBench::new();
    let mut job = job(&bench, &[1], true);
    let mut after = Vec::new();
    for _ in 0..3 {
        let server = Server::start(vec![says(503, "", ""), status(5)]).await;
        let it = connector(&server);
        it.perform(&job, "start", &bench).await.unwrap_err();
        job.memory = bench.memory.lock().unwrap().clone();
        let mut waited = 0;
        while let Err(error) = it.probe(&job, "start", &bench).await {
            let Again::Later(Some(pause)) = error.again else {
                panic!("{error:?}");
            };
            assert_eq!(error.code, ErrorCode::ServiceFailed);
            waited += pause.as_secs();
            bench.now += i64::try_from(pause.as_millis()).unwrap();
        }
        after.push(waited);
    }
    assert_eq!(after, [0, 120, 480]);
    assert_eq!(bench.left(&schedule::READS), 2);
}

#[tokio::test]
async fn f05_a_start_that_was_refused_is_not_repeated() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    let (error, _server) = perform(
        vec![json(400, r#"{"Message":"started"}"#)],
        &job,
        "start",
        &bench,
    )
    .await;
    assert_eq!(
        told(&error.unwrap_err()),
        (ErrorCode::ServiceRefused, Happened::No, false)
    );
}

#[tokio::test]
async fn f06_nothing_is_started_before_every_file_is_there() {
    let bench = TestBench::new();
    let mut job = job(&bench, &[1], true);
    job.done.clear();
    let (error, server) = perform(vec![says(204, "", "")], &job, "start", &bench).await;
    assert_eq!(error.unwrap_err().code, ErrorCode::Internal);
    assert!(server.got().is_empty());
}

#[tokio::test]
async fn f07_a_session_that_failed_at_the_service_is_seen() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    let server = Server::start(vec![status(70)]).await;
    let seen = connector(&server).look(&job, &bench, false).await.unwrap();
    assert_eq!(seen.state, Some(SeenState::Failed));
}

#[tokio::test]
async fn f09_what_a_refusal_means() {
    use ErrorCode::*;
    use Happened::{No, Unknown};
    for (status, code, happened, again) in [
        (400, ServiceRefused, No, false),
        (401, CredentialsRefused, No, false),
        (402, OutOfCredits, No, false),
        (403, CredentialsRefused, No, false),
        (404, GoneAtService, No, false),
        (406, ServiceRefused, No, false),
        (408, ServiceUnreachable, Unknown, true),
        (409, ServiceBusy, No, true),
        (410, GoneAtService, No, false),
        (413, DocumentRefused, No, false),
        (415, ServiceRefused, No, false),
        (429, ServiceBusy, No, true),
        (500, ServiceFailed, Unknown, true),
        (502, ServiceFailed, Unknown, true),
        (503, ServiceBusy, Unknown, true),
        (504, ServiceFailed, Unknown, true),
    ] {
        let bench = TestBench::new();
        let job = job(&bench, &[1], true);
        let (error, _server) = perform(vec![json(status, "")], &job, "metadata:1", &bench).await;
        assert_eq!(
            told(&error.unwrap_err()),
            (code, happened, again),
            "{status}"
        );
    }
}

/// A refusal after which neither the same is asked again by itself nor anything is unknown.
async fn refused_for_good(status: u16) -> ErrorCode {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    for step in ["metadata:1", "upload:1", "start", "fetch:1", "receipt"] {
        let (error, server) = perform(vec![json(status, ""); 3], &job, step, &bench).await;
        let error = error.unwrap_err();
        assert_eq!((error.happened, error.again), (Happened::No, Again::Never));
        assert_eq!(server.got().len(), 1, "{step}");
    }
    let (error, _server) = perform(vec![json(status, "")], &job, "upload:1", &bench).await;
    error.unwrap_err().code
}

#[tokio::test]
async fn f12_a_key_that_is_not_accepted_is_not_tried_again() {
    assert_eq!(refused_for_good(401).await, ErrorCode::CredentialsRefused);
    assert_eq!(refused_for_good(403).await, ErrorCode::CredentialsRefused);
}

#[tokio::test]
async fn f13_an_answer_of_406_is_not_tried_again() {
    assert_eq!(refused_for_good(406).await, ErrorCode::ServiceRefused);
}

#[tokio::test]
async fn f10_what_the_service_asks_to_wait_is_told_also_beside_html() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    let page = says(
        503,
        "Retry-After: 17\r\nContent-Type: text/html\r\n",
        "<html><h1>Busy</h1>",
    );
    let (error, _server) = perform(vec![page], &job, "metadata:1", &bench).await;
    let error = error.unwrap_err();
    assert_eq!(
        error.again,
        Again::Later(Some(std::time::Duration::from_secs(17)))
    );
    assert_eq!(error.detail, "503 Busy");
}

#[tokio::test]
async fn f11_out_of_credits_is_told_by_its_type() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], false);
    let body = r#"{"type":"https://api.signhost.com/problem/subscription/out-of-credits","title":"No credits"}"#;
    let (error, _server) = perform(vec![json(400, body)], &job, "create", &bench).await;
    assert_eq!(
        told(&error.unwrap_err()),
        (ErrorCode::OutOfCredits, Happened::No, false)
    );
}

#[tokio::test]
async fn f09_refused_requests_are_counted_and_end_before_the_account_is_blocked() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    perform(vec![json(400, "")], &job, "metadata:1", &bench)
        .await
        .0
        .unwrap_err();
    assert_eq!(bench.spent.lock().unwrap()["bad"], 1);
    bench.spend_all(&schedule::BAD, 0);
    let (error, server) = perform(vec![json(202, "")], &job, "metadata:1", &bench).await;
    assert_eq!(error.unwrap_err().code, ErrorCode::ServiceBusy);
    assert!(server.got().is_empty());
    bench.spend_all(&schedule::BAD, 9);
    bench.spend_all(&schedule::POSTS, 0);
    let (error, server) = perform(vec![status(5)], &job_unmade(&bench), "create", &bench).await;
    assert_eq!(error.unwrap_err().code, ErrorCode::ServiceBusy);
    assert!(server.got().is_empty());
}

fn job_unmade(bench: &TestBench) -> Job {
    job(bench, &[1], false)
}

fn not_yet() -> Does {
    json_with(404, "Retry-After: 7\r\n")
}

fn json_with(status: u16, headers: &str) -> Does {
    says(status, headers, r#"{"Message":"m"}"#)
}

fn whole() -> Does {
    says(
        200,
        "Content-Type: application/pdf\r\n",
        "%PDF-1.4 signed %%EOF\n",
    )
}

#[tokio::test]
async fn f17_a_file_that_is_not_ready_is_asked_for_again_as_the_service_asks() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    let script = vec![not_yet(), not_yet(), whole()];
    let (left, server) = perform(script, &job, "fetch:1", &bench).await;
    let fetched = left.unwrap().fetched.unwrap();
    assert_eq!(fetched.what, crate::FetchedWhat::Signed(1));
    assert!(std::fs::read(&fetched.path).unwrap().starts_with(b"%PDF"));
    assert_eq!(bench.waits(), [7, 7]);
    assert_eq!(
        server.got()[0].header("accept"),
        Some("application/pdf, application/vnd.signhost.v1+json")
    );
    let (error, server) = perform(vec![not_yet(); 9], &job, "fetch:1", &bench).await;
    assert_eq!(
        told(&error.unwrap_err()),
        (ErrorCode::SignedCopyMissing, Happened::No, true)
    );
    assert_eq!(server.got().len(), 6);
    let (error, server) = perform(vec![json(404, ""); 9], &job, "fetch:1", &bench).await;
    assert_eq!(error.unwrap_err().code, ErrorCode::SignedCopyMissing);
    assert_eq!(server.got().len(), 3);
}

#[tokio::test]
async fn f18_a_receipt_that_is_missing_is_told_by_itself_and_fetched_later() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    let plain = says(404, "Content-Type: text/plain\r\n", "no receipt");
    let (error, server) = perform(vec![plain; 3], &job, "receipt", &bench).await;
    assert_eq!(
        told(&error.unwrap_err()),
        (ErrorCode::ReceiptMissing, Happened::No, true)
    );
    assert_eq!(server.lines()[0], format!("GET /api/file/receipt/{ID}"));
    let (left, _server) = perform(vec![whole()], &job, "receipt", &bench).await;
    assert_eq!(
        left.unwrap().fetched.unwrap().what,
        crate::FetchedWhat::Receipt
    );
}

#[tokio::test]
async fn f19_a_file_that_came_cut_off_empty_or_as_html_is_fetched_again_and_leaves_nothing() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    let before = std::fs::read_dir(bench.folder()).unwrap().count();
    let script = vec![says(200, "", "%PDF-1.4 sig"), says(200, "", ""), whole()];
    perform(script, &job, "fetch:1", &bench).await.0.unwrap();
    let html = says(200, "Content-Type: text/html\r\n", "<html>%PDF-%%EOF");
    let (error, server) = perform(vec![html; 9], &job, "fetch:1", &bench).await;
    assert_eq!(error.unwrap_err().code, ErrorCode::SignedCopyMissing);
    assert_eq!(server.got().len(), 3);
    assert_eq!(
        std::fs::read_dir(bench.folder()).unwrap().count(),
        before + 1
    );
    let cut = Does::Says(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n%PDF-1.4 %%EOF".to_vec());
    let (error, _server) = perform(vec![cut], &job, "fetch:1", &bench).await;
    assert!(matches!(error.unwrap_err().again, Again::Later(_)));
}

#[tokio::test]
async fn f23_a_session_that_is_gone_still_tells_its_end() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    for (body, state) in [
        (
            r#"{"Id":"x","Status":40,"Signers":null}"#,
            SeenState::Declined,
        ),
        (r#"{"Status":50}"#, SeenState::Expired),
        (r#"{"Status":30}"#, SeenState::Completed),
        (r#"{"Status":10}"#, SeenState::Gone),
        (r#"{"Message":"gone"}"#, SeenState::Gone),
        ("", SeenState::Gone),
    ] {
        let server = Server::start(vec![json(410, body)]).await;
        bench.spend_all(&schedule::READS, 5);
        let seen = connector(&server).look(&job, &bench, false).await.unwrap();
        assert_eq!(seen.state, Some(state), "{body}");
    }
}

#[tokio::test]
async fn f24_a_file_that_is_gone_is_lost_for_good() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    for step in ["fetch:1", "receipt"] {
        let (error, server) = perform(vec![json(410, ""); 2], &job, step, &bench).await;
        assert_eq!(
            told(&error.unwrap_err()),
            (ErrorCode::GoneAtService, Happened::No, false)
        );
        assert_eq!(server.got().len(), 1);
    }
}

async fn cancelled(script: Vec<Does>, bench: &TestBench) -> (Result<Left, StepError>, Vec<String>) {
    let mut job = job(bench, &[1], true);
    job.memory
        .insert("cancel_reason".into(), "order withdrawn".into());
    let (left, server) = perform(script, &job, "cancel", bench).await;
    (
        left,
        server
            .lines()
            .iter()
            .map(|line| line[..3].to_owned())
            .collect(),
    )
}

fn state_of(left: Result<Left, StepError>) -> Option<SeenState> {
    left.unwrap().seen.unwrap().state
}

#[tokio::test]
async fn f25_a_session_is_looked_at_and_then_deleted_with_its_reason() {
    let bench = TestBench::new();
    let mut job = job(&bench, &[1], true);
    job.memory
        .insert("cancel_reason".into(), "order withdrawn".into());
    let (left, server) = perform(vec![status(10), status(60)], &job, "cancel", &bench).await;
    assert_eq!(state_of(left), Some(SeenState::Cancelled));
    assert_eq!(
        server.got()[1].json(),
        serde_json::json!({"SendNotifications": true, "Reason": "order withdrawn"})
    );
    assert_eq!(bench.spent.lock().unwrap()["read"], 1);
}

#[tokio::test]
async fn f25_a_signed_session_is_never_deleted() {
    let bench = TestBench::new();
    let (left, lines) = cancelled(vec![status(30), status(60)], &bench).await;
    assert_eq!(
        (state_of(left), lines),
        (Some(SeenState::Completed), vec!["GET".to_owned()])
    );
    let all =
        r#"{"Status":20,"Signers":[{"Id":"Signer1","SignedDateTime":"2026-11-25T10:00:00Z"}]}"#;
    let (left, lines) = cancelled(vec![json(200, all), status(60)], &bench).await;
    assert_eq!(
        (state_of(left), lines.len()),
        (Some(SeenState::Processing), 1)
    );
    bench.spend_all(&schedule::READS, 0);
    let (error, lines) = cancelled(vec![status(10), status(60)], &bench).await;
    assert_eq!(
        (error.unwrap_err().code, lines.len()),
        (ErrorCode::AskingBudgetSpent, 0)
    );
}

#[tokio::test]
async fn f25_a_refusal_while_the_service_is_busy_is_waited_for_a_minute() {
    let bench = TestBench::new();
    let script = vec![status(20), json(400, ""), json(400, ""), status(60)];
    let (left, lines) = cancelled(script, &bench).await;
    assert_eq!(
        (state_of(left), lines.len()),
        (Some(SeenState::Cancelled), 4)
    );
    let bench = TestBench::new();
    let mut script = vec![json(400, ""); 9];
    script.insert(0, status(20));
    let (error, lines) = cancelled(script, &bench).await;
    assert_eq!(
        (error.unwrap_err().code, lines.len()),
        (ErrorCode::ServiceNotFinished, 7)
    );
    assert_eq!(bench.waits().iter().sum::<u64>(), 60);
}

#[tokio::test]
async fn f25_what_has_ended_already_and_what_is_gone_is_told_and_not_deleted_twice() {
    for (script, state, requests) in [
        (vec![status(60)], SeenState::Cancelled, 1),
        (vec![status(40)], SeenState::Declined, 1),
        (vec![json(410, "")], SeenState::Gone, 1),
        (vec![status(10), json(410, "")], SeenState::Gone, 2),
        (vec![status(10), json(204, "")], SeenState::Cancelled, 2),
        (vec![status(10), status(50)], SeenState::Expired, 2),
        (vec![status(5), status(60)], SeenState::Cancelled, 2),
    ] {
        let (left, lines) = cancelled(script, &TestBench::new()).await;
        assert_eq!((state_of(left), lines.len()), (Some(state), requests));
    }
    let (error, _) = cancelled(vec![status(10), json(400, "")], &TestBench::new()).await;
    assert_eq!(error.unwrap_err().code, ErrorCode::ServiceRefused);
    let (error, _) = cancelled(vec![status(10), status(30)], &TestBench::new()).await;
    assert_eq!(error.unwrap_err().code, ErrorCode::GoneAtService);
}

#[tokio::test]
async fn f25_a_cancellation_whose_answer_was_lost_is_asked_for() {
    let (error, _) = cancelled(vec![status(10), Does::Drops], &TestBench::new()).await;
    assert_eq!(error.unwrap_err().happened, Happened::Unknown);
    for (answer, happened) in [(60, true), (30, true), (10, false), (20, false), (5, false)] {
        let bench = TestBench::new();
        let job = job(&bench, &[1], true);
        let server = Server::start(vec![status(answer)]).await;
        let probed = connector(&server)
            .probe(&job, "cancel", &bench)
            .await
            .unwrap();
        assert_eq!(matches!(probed, Probed::Happened(_)), happened, "{answer}");
    }
}

#[tokio::test]
async fn f26_between_two_signers_the_session_waits_and_the_first_has_signed() {
    let bench = TestBench::new();
    let job = job(&bench, &[1, 2], true);
    let body = r#"{"Status":10,"Signers":[
        {"Id":"Signer1","Activities":[{"Id":"a","Code":203,"CreatedDateTime":"2026-11-25T10:00:00Z"}]},
        {"Id":"Signer2","SignUrl":"https://view.example/sign/2","Activities":null}]}"#;
    let server = Server::start(vec![json(200, body)]).await;
    let seen = connector(&server).look(&job, &bench, false).await.unwrap();
    assert_eq!(seen.state, Some(SeenState::Waiting));
    let states: Vec<_> = seen.signers.iter().map(|signer| signer.state).collect();
    assert_eq!(states, [SignerState::Signed, SignerState::Waiting]);
    assert_eq!(
        seen.signing_urls[&2].expose(),
        "https://view.example/sign/2"
    );
}

#[tokio::test]
async fn f27_a_file_of_51_megabytes_does_not_go_up() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    let path = bench.folder().join(&job.documents[0].upload);
    std::fs::File::create(path)
        .unwrap()
        .set_len(52_428_801)
        .unwrap();
    let (error, server) = perform(vec![json(201, "")], &job, "upload:1", &bench).await;
    assert_eq!(error.unwrap_err().code, ErrorCode::DocumentRefused);
    assert!(server.got().is_empty());
    assert_eq!(description().limits.documents, Some(6));
}

#[tokio::test]
async fn f28_the_sixth_read_is_not_made_and_the_fifth_is_kept_for_the_end() {
    let bench = TestBench::new();
    let mut job = job(&bench, &[1], true);
    let server = Server::start(vec![status(10), status(10), status(10)]).await;
    let it = connector(&server);
    bench.spend_all(&schedule::READS, 1);
    let error = it.look(&job, &bench, false).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::AskingBudgetSpent);
    assert!(server.got().is_empty());
    it.look(&job, &bench, true).await.unwrap();
    bench.spend_all(&schedule::READS, 1);
    job.memory.insert("hinted_end".into(), "30".into());
    it.look(&job, &bench, false).await.unwrap();
    let error = it.look(&job, &bench, false).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::AskingBudgetSpent);
    assert_eq!(server.got().len(), 2);
}

#[tokio::test]
async fn f28_a_429_is_busy_and_says_when_to_come_back() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    let server = Server::start(vec![json_with(429, "Retry-After: 60\r\n")]).await;
    let error = connector(&server)
        .look(&job, &bench, false)
        .await
        .unwrap_err();
    assert_eq!(told(&error), (ErrorCode::ServiceBusy, Happened::No, true));
}

#[tokio::test]
async fn f30_a_files_id_with_odd_letters_makes_the_round_trip() {
    let bench = TestBench::new();
    let mut job = job(&bench, &[1], true);
    job.documents[0].name = "a b#é+.pdf".into();
    let (_, up) = perform(vec![json(201, "")], &job, "upload:1", &bench).await;
    let (_, down) = perform(vec![whole()], &job, "fetch:1", &bench).await;
    let path = format!("/api/transaction/{ID}/file/a%20b%23%C3%A9%2B.pdf");
    assert_eq!(up.lines(), [format!("PUT {path}")]);
    assert_eq!(down.lines(), [format!("GET {path}")]);
}

//! A service that means ill.

use simulators::core::Fault;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn s25_document_types_and_entities_are_refused_in_every_answer() {
    for twist in [Twist::Entities, Twist::Laughs] {
        let mut way = Way::usual();
        way.service
            .faults()
            .on(Op::Create)
            .nth(1)
            .fault(twist.clone());
        way.open(1).await.unwrap();
        way.service
            .faults()
            .on(Op::Status)
            .nth(1)
            .fault(twist.clone());
        let error = way.try_look().await.unwrap_err();
        assert_eq!(error.code, ErrorCode::AnswerUnreadable);
        assert!(error.detail.contains("document type"), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_ten_gigabytes_is_cut_off_at_the_limit() {
    let mut way = Way::usual();
    way.open(1).await.unwrap();
    let mut account = account_at(&way.service.base_url());
    account
        .settings
        .insert("answer_megabytes".into(), "1".into());
    way.it = Signant::new(account).unwrap();
    way.service.faults().on_any().fault(Fault::Endless {
        content_type: None,
        bytes: Some(10_000_000_000),
    });
    let error = way.try_look().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::AnswerUnreadable);
    assert!(error.detail.contains("too long"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_leads_elsewhere_is_not_followed() {
    for place in ["https://evil.example/", "http://127.0.0.1:9/"] {
        let mut way = Way::usual();
        way.service.faults().on_any().redirect(place);
        let error = way.open(1).await.unwrap_err();
        assert!(matches!(
            error.code,
            ErrorCode::AnswerUnreadable | ErrorCode::ServiceUnreachable
        ));
        assert!(way.urls.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_the_service_are_no_paths_of_ours() {
    for name in ["../../../outside.pdf", "C:\\outside.pdf", "/etc/passwd"] {
        let mut way = Way::usual();
        way.open(1).await.unwrap();
        way.sign();
        way.look().await;
        way.service.faults().on(Op::Download).fault(Twist::Member {
            name: "FileName".into(),
            text: name.into(),
        });
        let left = way.it.perform(&way.job, "fetch:1:1", &way.bench).await;
        let path = left.unwrap().fetched.unwrap().path;
        assert_eq!(path.parent(), Some(way.bench.folder().as_path()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_no_browser_should_go_to_is_not_handed_out() {
    let mut way = Way::usual();
    way.service.faults().on(Op::Create).fault(Twist::Member {
        name: "Url".into(),
        text: "javascript:alert(1)".into(),
    });
    assert!(way.open(1).await.is_err());
    assert!(way.urls.is_empty());
}

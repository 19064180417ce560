//! The whole way, with a service that is well.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_posting_is_made_when_its_signer_comes_and_its_document_fetched_as_soon_as_it_is_signed()
{
    let mut way = Way::usual();
    way.step("account").await.unwrap();
    assert!(way.service.postings().is_empty(), "nothing waits before");
    way.open(1).await.unwrap();
    let posting = way.posting();
    assert_eq!(
        way.job.service_session.as_deref(),
        Some(posting.id.as_str())
    );
    assert!(way.urls[&1].expose().ends_with(&posting.recipients[0].link));
    assert_eq!(posting.title, "Lease");
    assert_eq!(way.look().await, Some(SeenState::Waiting));
    way.sign();
    way.pass(150);
    assert_eq!(way.look().await, Some(SeenState::Completed));
    assert_eq!(way.job.signers[0].state, SignerState::Signed);
    assert!(way.urls.is_empty(), "its address is of no use any more");
    assert_eq!(way.fetch().await.unwrap(), 1);
    let signed = way.job.documents[0].signed.clone().unwrap();
    let signed = std::fs::read(way.bench.file(&signed).unwrap()).unwrap();
    assert!(signed.starts_with(b"%PDF") && signed != PAGE);
    assert_eq!(way.it.deadline(&way.job), None);
    way.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_signer_signs_what_the_one_before_left() {
    let mut way = Way::new(Options::default(), 1, &[1, 2]);
    way.open(1).await.unwrap();
    way.sign();
    assert_eq!(way.look().await, Some(SeenState::Waiting));
    way.fetch().await.unwrap();
    let first = way.job.documents[0].signed.clone().unwrap();
    way.pass(16 * 60);
    way.open(2).await.unwrap();
    way.sign();
    assert_eq!(way.look().await, Some(SeenState::Completed));
    let left = way.step("fetch:2:1").await.unwrap();
    let fetched = left.fetched.unwrap();
    assert_eq!(fetched.expects.extends.as_ref(), Some(&first));
    let read = |path: &std::path::Path| std::fs::read(path).unwrap();
    let before = read(&way.bench.file(&first).unwrap());
    assert!(read(&fetched.path).starts_with(&before));
    way.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn several_documents_are_several_postings_one_after_the_other_in_one_session() {
    let mut way = Way::new(Options::default(), 2, &[1]);
    way.open(1).await.unwrap();
    let first = way.posting();
    assert_eq!(first.file_name, "lease 1.pdf");
    way.sign();
    assert_eq!(way.look().await, Some(SeenState::Waiting), "one is left");
    assert_eq!(way.fetch().await.unwrap(), 1, "and the other is here");
    assert_ne!(way.job.signers[0].state, SignerState::Signed);
    way.pass(20 * 60);
    way.open(1).await.unwrap();
    assert_eq!(way.posting().file_name, "lease 2.pdf");
    assert_eq!(way.job.service_session.as_deref(), Some(first.id.as_str()));
    way.sign();
    assert_eq!(way.look().await, Some(SeenState::Completed));
    way.fetch().await.unwrap();
    assert!(
        way.job
            .documents
            .iter()
            .all(|document| document.signed.is_some())
    );
    way.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_the_page_again_makes_no_second_posting_while_the_first_lives() {
    let mut way = Way::usual();
    way.open(1).await.unwrap();
    let before = way.urls.clone();
    for _ in 0..3 {
        way.pass(60);
        way.open(1).await.unwrap();
    }
    assert_eq!(way.service.postings().len() + way.service.gone().len(), 1);
    assert_eq!(way.urls, before);
    way.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_option_is_taken_by_a_strict_service() {
    let mut way = Way::usual();
    way.job.return_url = Some("http://127.0.0.1:9/back/s/t".into());
    way.job.message = Some("Please <sign> & return".into());
    for (name, value) in [
        ("cancel_url", "https://office.example/cancelled"),
        ("redirect_delay", "3"),
        ("use_widget", "no"),
    ] {
        way.job.options.insert(name.into(), value.into());
    }
    for (name, value) in [
        ("ssn", "01017012345"),
        ("ssn_allowed", "yes"),
        ("birth_date", "1970-01-01"),
        ("minimum_age", "18"),
        ("maximum_age", "99"),
    ] {
        way.job.signers[0].options.insert(name.into(), value.into());
    }
    assert_eq!(way.it.check(&way.job), []);
    way.open(1).await.unwrap();
    let posting = way.posting();
    assert_eq!(posting.after_sign, "Redirect");
    assert_eq!(
        posting.redirect.as_deref(),
        Some("http://127.0.0.1:9/back/s/t")
    );
    assert_eq!((posting.delay, posting.widget), (Some(3), false));
    assert_eq!(
        posting.description.as_deref(),
        Some("Please <sign> & return")
    );
    assert_eq!(posting.system.as_deref(), Some("Paraph"));
    let one = &posting.recipients[0];
    assert_eq!(one.ssn.as_deref(), Some("01017012345"));
    assert_eq!(one.date_of_birth.as_deref(), Some("1970-01-01"));
    assert_eq!((one.minimum_age, one.maximum_age), (Some(18), Some(99)));
    way.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_namespaces_are_as_the_account_has_them() {
    let options = Options {
        posting_parameter: "InstantPosting".into(),
        interface: "IInstant".into(),
        service_namespace: "urn:service/".into(),
        model_namespace: "urn:model".into(),
        ..Options::default()
    };
    let mut way = Way::new(options, 1, &[1]);
    let mut account = account_at(&way.service.base_url());
    for (name, value) in [
        ("posting_parameter", "InstantPosting"),
        ("interface", "IInstant"),
        ("service_namespace", "urn:service/"),
        ("model_namespace", "urn:model"),
    ] {
        account.settings.insert(name.into(), value.into());
    }
    way.it = Signant::new(account).unwrap();
    assert_eq!(way.it.test().await.unwrap(), Tested::Proven);
    way.open(1).await.unwrap();
    way.sign();
    assert_eq!(way.look().await, Some(SeenState::Completed));
    way.fetch().await.unwrap();
    way.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_proves_the_keys_and_tells_what_the_service_says_otherwise_of_itself() {
    let service = Service::start(Options::default()).unwrap();
    assert_eq!(connector(&service).test().await.unwrap(), Tested::Proven);
    let mut account = account_at(&service.base_url());
    account.credentials = Credentials::new(BTreeMap::from([
        (
            "distributor_id".to_owned(),
            Secret::from("DEMO-DIST".to_owned()),
        ),
        ("access_code".to_owned(), Secret::from("other".to_owned())),
    ]));
    let error = Signant::new(account).unwrap().test().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::CredentialsRefused);
    assert!(service.violations().is_empty());

    let silent = Service::start(Options {
        described: false,
        ..Options::default()
    });
    assert_eq!(
        connector(&silent.unwrap()).test().await.unwrap(),
        Tested::Proven
    );

    let other = Service::start(Options {
        posting_parameter: "InstantPosting".into(),
        ..Options::default()
    });
    let error = connector(&other.unwrap()).test().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::ServiceDiffers);
    assert!(error.detail.contains("has no Posting"), "{error}");
    assert!(error.detail.contains("InstantPosting"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_a_session_first_looks_whether_it_is_signed() {
    let mut way = Way::usual();
    way.open(1).await.unwrap();
    assert!(way.it.cancel_step(&way.job).is_some());
    way.step("cancel").await.unwrap();
    assert_eq!(way.state, Some(SeenState::Waiting));
    assert_eq!(way.told("ended-here-only"), 1);
    way.sign();
    way.step("cancel").await.unwrap();
    assert_eq!(way.state, Some(SeenState::Completed));
    way.clean();
}

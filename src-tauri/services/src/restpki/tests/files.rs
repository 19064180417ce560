//! The signed files: links that run out, what comes in a file's place, and who signed it.

use simulators::restpki::{FileAs, Server};

use super::*;

/// One signed session, looked at.
async fn signed(options: Options) -> Chain {
    let mut chain = Chain::new(options, &[1]);
    let id = chain.opened(1).await;
    chain.service.sign(&id, &chain.holder(1)).unwrap();
    assert_eq!(chain.look().await.state, Some(SeenState::Completed));
    chain
}

#[tokio::test(flavor = "multi_thread")]
async fn row_09_a_link_that_works_no_more_is_read_anew_once() {
    for status in [401, 403, 404, 410] {
        let mut chain = signed(Options::default()).await;
        let faults = chain.service.faults();
        // The second of 401 and 403 is the one with the key.
        let times = if status < 404 { 2 } else { 1 };
        faults.on(Operation::File).times(times).status(status);
        chain.step("fetch:1:1").await.unwrap();
    }
    let mut chain = signed(Options::default()).await;
    let html = Twist::File { r#as: FileAs::Html };
    chain
        .service
        .faults()
        .on(Operation::File)
        .times(1)
        .fault(html);
    chain.step("fetch:1:1").await.unwrap();
    chain.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_09_a_link_that_never_works_is_tried_later_and_never_kept() {
    let mut chain = signed(Options::default()).await;
    chain.service.faults().on(Operation::File).status(404);
    let done = chain.it.perform(&chain.job, "fetch:1:1", &chain.bench);
    let error = done.await.unwrap_err();
    assert_eq!(
        told(&error),
        (ErrorCode::SignedCopyMissing, Happened::No, true)
    );
    assert_eq!(chain.service.asked(Operation::File), 2);
    let remembered = format!("{:?}", chain.job.memory);
    assert!(!remembered.contains("/files/"), "{remembered}");
    // Long after every link has run out it still comes.
    chain.service.faults().clear();
    chain.pass(24 * HOUR);
    chain.step("fetch:1:1").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_10_what_is_cut_off_is_fetched_again_up_to_three_times() {
    for cut in [FileAs::Truncated, FileAs::Empty] {
        let mut chain = signed(Options::default()).await;
        let twist = Twist::File { r#as: cut };
        chain
            .service
            .faults()
            .on(Operation::File)
            .times(2)
            .fault(twist.clone());
        chain.step("fetch:1:1").await.unwrap();
        chain.clean();

        let chain = signed(Options::default()).await;
        chain.service.faults().on(Operation::File).fault(twist);
        let done = chain.it.perform(&chain.job, "fetch:1:1", &chain.bench);
        let error = done.await.unwrap_err();
        assert_eq!(
            told(&error),
            (ErrorCode::SignedCopyMissing, Happened::No, true)
        );
        assert_eq!(chain.service.asked(Operation::File), 3);
    }
    // A whole file of another length is not the one that was told of.
    let mut chain = signed(Options::default()).await;
    let longer = Twist::set("/documents/0/signedFile/length", 99_999_999);
    chain.service.faults().on(Operation::Read).fault(longer);
    assert!(chain.step("fetch:1:1").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn row_11_a_completed_session_without_its_files_is_asked_again_later() {
    for twist in [
        Twist::set("/documents/0/signedFile", serde_json::Value::Null),
        Twist::set("/documents", serde_json::json!([])),
        Twist::set("/documents", serde_json::Value::Null),
        Twist::set("/documents/0/status", "Processing"),
        Twist::remove("/documents/0/status"),
    ] {
        let mut chain = signed(Options::default()).await;
        chain
            .service
            .faults()
            .on(Operation::Read)
            .times(3)
            .fault(twist);
        let error = chain.step("fetch:1:1").await.unwrap_err();
        assert_eq!(
            told(&error),
            (ErrorCode::SignedCopyMissing, Happened::No, true)
        );
        chain.step("fetch:1:1").await.unwrap();
    }
    // Fewer than were sent.
    let mut chain = Chain::with_documents(Options::default(), &[1], 2);
    let id = chain.opened(1).await;
    chain.service.sign(&id, &chain.holder(1)).unwrap();
    chain.look().await;
    let fewer = Twist::remove("/documents/1");
    chain.service.faults().on(Operation::Read).fault(fewer);
    chain.step("fetch:1:1").await.unwrap();
    assert!(chain.step("fetch:1:2").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn row_27_the_right_person_must_have_signed() {
    let mut chain = Chain::new(Options::default(), &[1]);
    chain.signer(1).email = Some("ann@example.net".into());
    let id = chain.opened(1).await;
    let somebody = Holder::named("Somebody Else");
    chain.service.sign(&id, &somebody).unwrap();
    chain.look().await;
    let left = chain.step("fetch:1:1").await.unwrap();
    let person = left.fetched.unwrap().expects.person.unwrap();
    assert!(person.is("SIGNER 1:01234567890") && !person.is("Somebody Else"));

    // An address that is the signer's is enough, and only for the certificate that has it.
    let mut chain = Chain::new(Options::default(), &[1]);
    chain.signer(1).email = Some("Ann@example.net".into());
    let id = chain.opened(1).await;
    let ann = Holder::named("A. N. Other").email("ann@example.net");
    chain.service.sign(&id, &ann).unwrap();
    chain.look().await;
    let left = chain.step("fetch:1:1").await.unwrap();
    let person = left.fetched.unwrap().expects.person.unwrap();
    assert!(person.is("A. N. Other") && !person.is("Somebody Else"));
}

#[tokio::test(flavor = "multi_thread")]
async fn row_27_a_cpf_that_was_asked_for_must_be_the_certificates() {
    let mut chain = Chain::new(Options::default(), &[1]);
    chain.signer(1).options.insert("cpf".into(), CPF.into());
    let id = chain.opened(1).await;
    let holder = chain.holder(1).cpf(CPF);
    chain.service.sign(&id, &holder).unwrap();
    chain.look().await;
    let other = Twist::set("/signerCertificate/pkiBrazil/cpf", "111.444.777-35");
    chain
        .service
        .faults()
        .on(Operation::Read)
        .times(1)
        .fault(other);
    let error = chain.step("fetch:1:1").await.unwrap_err();
    assert_eq!(
        told(&error),
        (ErrorCode::SignedByAnother, Happened::No, false)
    );
    let left = chain.step("fetch:1:1").await.unwrap();
    let person = left.fetched.unwrap().expects.person.unwrap();
    assert!(person.is(&format!("SIGNER 1:{CPF}")) && !person.is("SIGNER 1:11144477735"));
}

#[tokio::test(flavor = "multi_thread")]
async fn row_28_from_the_second_signer_on_the_earlier_bytes_must_come_first() {
    let mut chain = Chain::new(Options::default(), &[1, 2]);
    chain.sign(1).await;
    let first = chain.job.documents[0].signed.clone();
    chain.service.whims(|whims| whims.rewrites = true);
    let id = chain.opened(2).await;
    chain.service.sign(&id, &chain.holder(2)).unwrap();
    chain.look().await;
    let before = chain.signed(0);
    let left = chain.step("fetch:2:1").await.unwrap();
    let expects = left.fetched.unwrap().expects;
    assert_eq!((expects.extends, expects.added), (first, Some(1)));
    assert!(!chain.signed(0).starts_with(&before), "the desk refuses it");
}

#[tokio::test(flavor = "multi_thread")]
async fn marks_before_the_first_signature_are_allowed() {
    let options = Options {
        marks: true,
        ..Options::default()
    };
    let mut chain = Chain::new(options, &[1, 2]);
    let id = chain.opened(1).await;
    chain.service.sign(&id, &chain.holder(1)).unwrap();
    chain.look().await;
    let left = chain.step("fetch:1:1").await.unwrap();
    assert_eq!(left.fetched.unwrap().expects.extends, None);
    let first = chain.signed(0);
    chain.sign(2).await;
    assert!(chain.signed(0).starts_with(&first));
    chain.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_30_old_and_new_servers_and_every_kind_of_link_are_understood() {
    for server in [Server::Old, Server::Both, Server::New] {
        for (relative_links, blob_host, files_need_key) in [
            (false, false, false),
            (true, false, false),
            (false, true, false),
            (true, true, false),
            (false, false, true),
            (false, true, true),
        ] {
            let options = Options {
                server,
                relative_links,
                blob_host,
                files_need_key,
                ..Options::default()
            };
            let mut chain = signed(options).await;
            chain.step("fetch:1:1").await.unwrap();
            assert!(chain.signed(0).starts_with(PAGE));
            // Among the violations is that the key went to another host.
            chain.clean();
        }
    }
}

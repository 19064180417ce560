//! Signed files and the receipt (rows 42 to 45).

use super::*;

async fn signed(options: Options) -> Sent {
    let mut sent = Sent::new(options, &[1]);
    sent.send().await.unwrap();
    sent.service.sign_all(&sent.id()).unwrap();
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_among_the_files_is_the_receipt_and_no_document() {
    let mut sent = signed(Options {
        certificate: true,
        ..Options::default()
    })
    .await;
    let document = sent.step("fetch:1").await.unwrap().fetched.unwrap();
    let receipt = sent.step("receipt").await.unwrap().fetched.unwrap();
    let [document, receipt] = [document, receipt].map(|one| std::fs::read(one.path).unwrap());
    assert!(receipt.starts_with(b"%PDF-") && document.starts_with(b"%PDF-"));
    assert!(String::from_utf8_lossy(&receipt).contains("Certificate of session"));
    assert!(!String::from_utf8_lossy(&document).contains("Certificate of session"));
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn files_in_a_zip_are_the_documents_in_their_order_and_the_certificate_is_the_receipt() {
    let mut sent = Sent::new(
        Options {
            files_as: FilesAs::Zip,
            certificate: true,
            ..Options::default()
        },
        &[1],
    );
    let mut second = sent.job.documents[0].clone();
    second.number = 2;
    second.fields.clear();
    second.upload = sent.bench.put(&plain_page("Annex"));
    sent.job.documents.push(second);
    sent.send().await.unwrap();
    sent.service.sign_all(&sent.id()).unwrap();
    for (step, words) in [
        ("fetch:1", "Lease"),
        ("fetch:2", "Annex"),
        ("receipt", "Certificate of session"),
    ] {
        let fetched = sent.step(step).await.unwrap().fetched.unwrap();
        assert_eq!(fetched.path.parent(), Some(sent.bench.folder().as_path()));
        let bytes = std::fs::read(fetched.path).unwrap();
        assert!(bytes.starts_with(b"%PDF-"), "{step}");
        assert!(String::from_utf8_lossy(&bytes).contains(words), "{step}");
    }
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_42_where_a_call_is_not_offered_the_path_is_to_be_asked_for_and_nothing_is_lost() {
    let mut sent = Sent::new(
        Options {
            assumed_paths: false,
            ..Options::default()
        },
        &[1],
    );
    sent.job.options.insert("invite".into(), "link".into());
    sent.send().await.unwrap();
    let error = sent
        .it
        .fresh_url(&sent.job, 1, &sent.bench)
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::PathNotOffered);
    sent.service.sign_all(&sent.id()).unwrap();
    let error = sent.step("fetch:1").await.unwrap_err();
    assert_eq!(
        (error.code, error.again),
        (ErrorCode::PathNotOffered, Again::Never)
    );
    assert_eq!(sent.look().await.state, Some(SeenState::Completed));
    // The log is there all the same.
    sent.step("receipt").await.unwrap().fetched.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_path_of_the_files_is_the_accounts() {
    let mut sent = signed(Options::default()).await;
    let settings = &mut sent.it.account.settings;
    settings.insert("path.files".into(), "v1/sessions/{id}/archivedfiles".into());
    let _ = sent.it.perform(&sent.job, "fetch:1", &sent.bench).await;
    assert_eq!(sent.service.count(Operation::Files), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn row_43_and_44_what_is_no_whole_pdf_is_not_taken_and_leaves_nothing_behind() {
    let html = || Fault::Body {
        content_type: "text/html".into(),
        body: "<html>Please log in</html>".into(),
    };
    let cut = r#"{"Documents":[{"FileName":"a.pdf","FileBytes":[37,80,68,70,45,49,46,52]}]}"#;
    let cut = || Fault::Body {
        content_type: "application/json".into(),
        body: cut.into(),
    };
    let faults: [(Fault, ErrorCode); 3] = [
        (html(), ErrorCode::SignedCopyMissing),
        (cut(), ErrorCode::SignedCopyMissing),
        (Fault::CutReply { bytes: None }, ErrorCode::AnswerUnreadable),
    ];
    for (fault, code) in faults {
        let sent = signed(Options::default()).await;
        let before = std::fs::read_dir(sent.bench.folder()).unwrap().count();
        sent.service.faults().on(Operation::Files).fault(fault);
        let error = sent
            .it
            .perform(&sent.job, "fetch:1", &sent.bench)
            .await
            .unwrap_err();
        assert_eq!(error.code, code);
        assert!(matches!(error.again, Again::Later(_)));
        let after = std::fs::read_dir(sent.bench.folder()).unwrap().count();
        let leftover = usize::from(code == ErrorCode::AnswerUnreadable);
        assert!(after <= before + leftover);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_45_names_of_files_lead_nowhere() {
    for name in [
        "..\\..\\x.pdf",
        "../../../x.pdf",
        "CON.pdf",
        &"n".repeat(300),
    ] {
        let mut sent = signed(Options::default()).await;
        let names = vec![name.to_owned()];
        sent.service
            .faults()
            .on(Operation::Files)
            .fault(Twist::FileNames { names });
        let fetched = sent.step("fetch:1").await.unwrap().fetched.unwrap();
        assert_eq!(fetched.path.parent(), Some(sent.bench.folder().as_path()));
    }
}

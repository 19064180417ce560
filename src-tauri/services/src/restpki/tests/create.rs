//! Making a session: what goes over the wire, and what is refused.

use serde_json::json;
use session::{Field, FieldKind, Origin, Page, Rect};
use simulators::core::ErrorBody;
use simulators::restpki::TEST_CONTEXT;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_sheets_example_of_a_create_is_composed() {
    let mut chain = Chain::new(Options::default(), &[1]);
    chain.job.return_url = Some("http://127.0.0.1:1/back/s/t".into());
    chain.job.documents[0].name = "lease.pdf".into();
    chain
        .signer(1)
        .options
        .insert("cpf".into(), "012.345.678-90".into());
    let id = chain.opened(1).await;
    let request = chain.service.session(&id).unwrap().request;
    assert_eq!(
        request,
        json!({
            "returnUrl": "http://127.0.0.1:1/back/s/t",
            "callbackArgument": "order-7731:1:1",
            "disableDownloads": true,
            "documentMetadata": { "paraph-ref": ["order-7731:1:1"] },
            "certificateRequirements": [{ "type": "Cpf", "argument": CPF }],
            "documents": [{
                "signatureType": "Pdf",
                "file": {
                    "name": "lease.pdf", "mimeType": "application/pdf",
                    "length": PAGE.len(), "content": "…",
                },
            }],
        })
    );
    chain.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_option_is_taken_by_a_strict_service() {
    let mut chain = Chain::with_documents(Options::default(), &[1, 2], 2);
    let settings = &mut chain.it.account.settings;
    for (name, value) in [
        ("security_context", TEST_CONTEXT),
        ("subscription", "0b6f0f53-6d0c-4f0e-9a53-9f0f8b1c2d3e"),
        ("return_url", "https://office.example/back?x=1"),
    ] {
        settings.insert(name.into(), value.into());
    }
    for (name, value) in [
        ("here", "no"),
        ("device", "yes"),
        ("language", "en-US"),
        ("visible", "yes"),
        ("visible_text", "Assinado por {{signerName}}"),
        ("downloads", "yes"),
        ("pdf_a", "yes"),
        ("document_keys", "yes"),
        ("metadata", "case=12/7|case=13|Ünit=a"),
    ] {
        chain.job.options.insert(name.into(), value.into());
    }
    for document in &mut chain.job.documents {
        document.page_boxes = vec![Page {
            number: 1,
            width: 612.0,
            height: 792.0,
            rotation: 0,
            has_text: true,
            crop: Rect::new(0.0, 0.0, 612.0, 792.0),
        }];
        document.fields = [1, 2]
            .map(|signer| Field {
                kind: FieldKind::Signature,
                signer,
                page: 1,
                rect: Rect::new(100.0, 100.0 * f64::from(signer), 240.0, 150.0),
                origin: Origin::Hand,
                text: None,
            })
            .to_vec();
    }
    assert_eq!(chain.it.check(&chain.job), []);
    chain.sign(1).await;
    chain.sign(2).await;
    chain.clean();
    let sessions = chain.service.sessions();
    let made = &sessions[0];
    assert_eq!(
        made.text("returnUrl"),
        Some("https://office.example/back?x=1")
    );
    assert!(!made.flag("enableBackgroundProcessing") && !made.flag("disableDownloads"));
    let document = &made.documents[1];
    assert_eq!(document.metadata["case"], ["12/7", "13"]);
    assert!(document.spot.is_some() && document.pdf_a);
    assert!(
        !sessions[1].documents[0].pdf_a,
        "signed bytes are not converted"
    );
    assert_eq!(chain.told("document-key"), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_address_to_come_back_to_the_service_works_in_the_background() {
    let mut chain = Chain::new(Options::default(), &[1]);
    let id = chain.opened(1).await;
    let made = chain.service.session(&id).unwrap();
    assert!(made.flag("enableBackgroundProcessing"));
    assert_eq!(made.text("returnUrl"), None);
    chain.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_signs_elsewhere_is_not_led_to_this_computer() {
    let mut chain = Chain::new(Options::default(), &[1]);
    chain.job.return_url = Some("http://127.0.0.1:1/back/s/t".into());
    chain.signer(1).options.insert("here".into(), "no".into());
    let id = chain.opened(1).await;
    assert_eq!(chain.service.session(&id).unwrap().text("returnUrl"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_does_not_fit_cannot_sign() {
    let mut chain = Chain::new(Options::default(), &[1]);
    chain.signer(1).options.insert("cpf".into(), CPF.into());
    let id = chain.opened(1).await;
    let ann = Holder::named("Ann");
    assert!(chain.service.sign(&id, &ann).is_err());
    assert!(
        chain
            .service
            .sign(&id, &ann.clone().cpf("11144477735"))
            .is_err()
    );
    chain.service.sign(&id, &ann.cpf(CPF)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_01_a_create_whose_answer_was_lost_is_made_again_and_the_orphan_is_told() {
    for way in 0..5 {
        let mut chain = Chain::new(Options::default(), &[1]);
        let fault = chain.service.faults().on(Operation::Create).nth(1);
        match way {
            0 => fault.drop_after_accept(),
            1 => fault.cut_reply(),
            2 => fault.status_after_accept(502),
            3 => fault.garbage_json(),
            _ => fault.fault(Twist::remove("/redirectUrl")),
        }
        let page = chain.open(1).await.unwrap();
        assert_eq!(chain.service.sessions().len(), 2, "{way}");
        assert_eq!(chain.told("orphan-left"), 1, "{way}");
        let made = chain.service.at(&page).unwrap();
        assert_eq!(made.text("callbackArgument"), Some("order-7731:1:1:2"));
        chain.clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_01_after_three_lost_answers_it_is_for_the_person_to_click_again() {
    let mut chain = Chain::new(Options::default(), &[1]);
    chain
        .service
        .faults()
        .on(Operation::Create)
        .times(3)
        .drop_after_accept();
    let error = chain.open(1).await.unwrap_err();
    assert_eq!(
        told(&error),
        (ErrorCode::ServiceUnreachable, Happened::Unknown, true)
    );
    assert_eq!(chain.service.sessions().len(), 3);
    chain.open(1).await.unwrap();
    assert_eq!(chain.told("orphan-left"), 3);
    chain.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_12_and_13_a_key_that_is_not_known_or_may_not_is_not_tried_again() {
    for (twist, code) in [
        (Twist::code(401, ""), ErrorCode::CredentialsRefused),
        (Twist::code(403, ""), ErrorCode::PermissionMissing),
        (
            Twist::code(403, "TransactionLimitReached"),
            ErrorCode::OutOfCredits,
        ),
        (Twist::code(422, "QuotaExceeded"), ErrorCode::OutOfCredits),
        (Twist::code(402, ""), ErrorCode::OutOfCredits),
    ] {
        let mut chain = Chain::new(Options::default(), &[1]);
        chain.service.faults().on(Operation::Create).fault(twist);
        let error = chain.open(1).await.unwrap_err();
        assert_eq!(told(&error), (code, Happened::No, false));
        assert_eq!(chain.service.asked(Operation::Create), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_14_a_busy_service_is_given_the_time_that_it_asks_for_up_to_a_quarter_of_an_hour() {
    for (asked, given) in [("7", 7), ("86400", 900)] {
        let mut chain = Chain::new(Options::default(), &[1]);
        let faults = chain.service.faults();
        let fault = faults.on(Operation::Create).times(1);
        fault.status_with(429, Some(asked), ErrorBody::Empty);
        let done = chain.it.perform(&chain.job, "session:1:1", &chain.bench);
        let error = done.await.unwrap_err();
        let pause = std::time::Duration::from_secs(given);
        assert_eq!(error.again, Again::Later(Some(pause)));
        assert_eq!(told(&error), (ErrorCode::ServiceBusy, Happened::No, true));
        chain.remembered();
        chain.open(1).await.unwrap();
        // It was not accepted, so that there is no orphan.
        assert_eq!(chain.told("orphan-left"), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_16_a_500_is_tried_once_more_and_then_left() {
    let mut chain = Chain::new(Options::default(), &[1]);
    chain.service.faults().on(Operation::Create).status(500);
    let error = chain.open(1).await.unwrap_err();
    assert_eq!(
        told(&error),
        (ErrorCode::ServiceFailed, Happened::No, false)
    );
    assert_eq!(chain.service.asked(Operation::Create), 2);
    chain.service.faults().clear();
    chain.open(1).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_18_and_19_an_api_error_is_for_good_and_its_code_is_told() {
    for (code, meant) in [
        ("InvalidPdf", ErrorCode::DocumentRefused),
        ("ProtectedPdfError", ErrorCode::DocumentRefused),
        ("SecurityContextNotFound", ErrorCode::OptionInvalid),
        ("PdfAConversionNotAvailable", ErrorCode::OptionInvalid),
        ("SomethingNew", ErrorCode::ServiceRefused),
    ] {
        let mut chain = Chain::new(Options::default(), &[1]);
        let faults = chain.service.faults();
        faults.on(Operation::Create).fault(Twist::code(422, code));
        let error = chain.open(1).await.unwrap_err();
        assert_eq!(told(&error), (meant, Happened::No, false));
        assert!(error.detail.contains(code), "{}", error.detail);
        assert_eq!(chain.service.asked(Operation::Create), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_29_nobody_is_led_to_a_page_on_another_host() {
    for page in [
        "https://evil.example/sign/x",
        "http://core.example/sign/x",
        "javascript:alert(1)",
        "http://127.0.0.1:1/sign/x",
    ] {
        let mut chain = Chain::new(Options::default(), &[1]);
        let twist = Twist::set("/redirectUrl", page);
        chain.service.faults().on(Operation::Create).fault(twist);
        let error = chain.open(1).await.unwrap_err();
        assert_eq!(
            told(&error),
            (ErrorCode::AnswerUnreadable, Happened::No, false)
        );
        assert!(!error.detail.contains("sign/x"));
        assert!(!chain.it.may_open(page), "{page}");
    }
    let mut account = Account::default();
    let hosts = "sign.example, https://other.example/";
    account.settings.insert("page_hosts".into(), hosts.into());
    let it = Restpki::new(account).unwrap();
    for (page, good) in [
        ("https://core.pki.rest/x", true),
        ("https://sign.example/x", true),
        ("https://other.example/x", true),
        ("http://sign.example/x", false),
        ("https://core.pki.rest.evil.example/x", false),
        ("https://u:p@core.pki.rest/x", false),
    ] {
        assert_eq!(it.may_open(page), good, "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_31_a_large_document_goes_up_in_parts() {
    let options = Options {
        part_size: 1024,
        ..Options::default()
    };
    for way in 0..2 {
        let mut chain = Chain::new(options.clone(), &[1]);
        chain.it.inline = 100;
        if way == 1 {
            let part = chain.service.faults().on(Operation::UploadPart);
            part.nth(2).times(2).status(503);
        }
        let id = chain.opened(1).await;
        let made = chain.service.session(&id).unwrap();
        assert!(
            made.request
                .pointer("/documents/0/file/blobToken")
                .is_some()
        );
        assert_eq!(made.documents[0].original, PAGE);
        chain.clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_31_where_parts_do_not_work_the_document_goes_in_the_request() {
    for way in 0..4 {
        let mut chain = Chain::new(Options::default(), &[1]);
        chain.it.inline = 100;
        let faults = chain.service.faults();
        match way {
            0 => faults.on(Operation::UploadBegin).status(404),
            1 => faults
                .on(Operation::UploadPart)
                .fault(Twist::WithoutHeader {
                    name: "ETag".into(),
                }),
            2 => faults
                .on(Operation::UploadEnd)
                .fault(Twist::code(422, "InvalidRequest")),
            _ => faults.on(Operation::UploadPart).drop_before_accept(),
        }
        let id = chain.opened(1).await;
        let made = chain.service.session(&id).unwrap();
        assert!(
            made.request.pointer("/documents/0/file/content").is_some(),
            "{way}"
        );
        chain.clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_31_what_is_too_large_is_refused_for_good() {
    let mut chain = Chain::new(Options::default(), &[1]);
    chain.it.inline = 100;
    chain.service.faults().on(Operation::UploadPart).status(413);
    let error = chain.open(1).await.unwrap_err();
    assert_eq!(
        told(&error),
        (ErrorCode::DocumentRefused, Happened::No, false)
    );
    assert!(chain.service.sessions().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_signed_by_others_before_goes_as_it_is() {
    let mut chain = Chain::new(Options::default(), &[1]);
    let other = Holder::named("Somebody");
    let now = chain.service.clock().now();
    let signed = simulators::core::pdf::sign_as(PAGE, &other, None, now).unwrap();
    let digest = chain.bench.put(&signed);
    let document = &mut chain.job.documents[0];
    document.original.clone_from(&digest);
    document.upload = digest;
    document.tags = vec![session::Tag {
        kind: FieldKind::Signature,
        signer: 1,
        page: 1,
        rect: Rect::new(1.0, 1.0, 9.0, 9.0),
        text: "<<Signer1>>".into(),
        dialect: session::Dialect::Angle,
        exact: true,
        visibility: session::Visibility::Visible,
    }];
    assert_eq!(chain.it.plan(&chain.job)[0].name, "copy:1");
    let left = chain.step("copy:1").await.unwrap();
    assert_eq!(left.outcome, StepOutcome::Done);
    assert!(chain.bench.copies.lock().unwrap().is_empty());
    chain.sign(1).await;
    assert!(chain.signed(0).starts_with(&signed));
    chain.clean();
}

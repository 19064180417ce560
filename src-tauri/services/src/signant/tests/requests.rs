//! What is checked before anything goes out.

use super::*;

fn whys(job: &Job) -> Vec<String> {
    let it = Signant::new(account_at("https://sign.example/x.svc")).unwrap();
    it.check(job)
        .into_iter()
        .map(|one| {
            let of = |name: &str| one.args.get(name).cloned().unwrap_or_default();
            format!("{} {}", of("option"), of("why"))
        })
        .collect()
}

#[test]
fn s2_what_the_service_would_refuse_is_said_before() {
    let job = crate::job::example(1, &[1]);
    assert!(whys(&job).is_empty());
    for (name, value, why) in [
        (
            "cancel_url",
            "http://office.example/",
            "cancel_url cancel_https",
        ),
        ("return_url", "ftp://office.example/", "return_url https"),
        ("after_sign", "close", "after_sign choice"),
        ("redirect_delay", "-1", "redirect_delay range"),
        ("use_widget", "maybe", "use_widget choice"),
    ] {
        let mut job = job.clone();
        job.options.insert(name.into(), value.into());
        assert_eq!(whys(&job), [why]);
    }
    let mut both = job.clone();
    both.options.insert("redirect_delay".into(), "3".into());
    both.options
        .insert("redirect_caption".into(), "Back".into());
    assert_eq!(whys(&both), ["redirect_delay delay_or_caption"]);
}

#[test]
fn an_identity_number_needs_the_signers_consent_and_is_shown_by_no_objection() {
    let mut job = crate::job::example(1, &[1]);
    job.signers[0]
        .options
        .insert("ssn".into(), "01017012345".into());
    assert_eq!(whys(&job), ["ssn not_allowed"]);
    let it = Signant::new(account_at("https://sign.example/x.svc")).unwrap();
    assert!(!format!("{:?}", it.check(&job)).contains("01017012345"));
    job.signers[0]
        .options
        .insert("ssn_allowed".into(), "yes".into());
    assert!(whys(&job).is_empty());
    for (name, value, why) in [
        ("minimum_age", "200", "minimum_age range"),
        ("birth_date", "31.12.1980", "birth_date date"),
    ] {
        let mut job = job.clone();
        job.signers[0].options.insert(name.into(), value.into());
        assert_eq!(whys(&job), [why]);
    }
}

#[test]
fn places_put_there_by_hand_are_said_not_to_be_honoured() {
    let mut job = crate::job::example(1, &[1]);
    job.documents[0].fields = vec![session::Field {
        kind: session::FieldKind::Signature,
        signer: 1,
        page: 1,
        rect: session::Rect::new(1.0, 1.0, 9.0, 9.0),
        origin: session::Origin::Hand,
        text: None,
    }];
    let it = Signant::new(account_at("https://sign.example/x.svc")).unwrap();
    assert_eq!(
        it.check(&job)[0].code,
        session::FindingCode::HandPlacesIgnored
    );
}

#[tokio::test]
async fn without_secrets_or_with_a_file_that_is_no_pdf_nothing_is_asked() {
    let mut way = Way::usual();
    let mut account = account_at(&way.service.base_url());
    account.credentials = Credentials::default();
    let usual = std::mem::replace(&mut way.it, Signant::new(account).unwrap());
    assert_eq!(
        way.open(1).await.unwrap_err().code,
        ErrorCode::SecretsMissing
    );
    way.it = usual;
    way.job.documents[0].upload = way.bench.put(b"PK\x03\x04");
    assert_eq!(way.open(1).await.unwrap_err().code, ErrorCode::NotAPdf);
    assert!(way.service.journal().is_empty());
}

#[tokio::test]
async fn neither_secrets_nor_an_identity_number_are_in_an_error() {
    let mut way = Way::usual();
    for (name, value) in [("ssn", "01017012345"), ("ssn_allowed", "yes")] {
        way.job.signers[0].options.insert(name.into(), value.into());
    }
    way.service.faults().on(Op::Create).fault(Twist::Refuse {
        code: 9009,
        message: "SSN 01017012345 of DEMO-DIST with demo-code is wrong".into(),
    });
    let shown = format!("{:?}", way.open(1).await.unwrap_err());
    for secret in ["01017012345", "DEMO-DIST", "demo-code"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

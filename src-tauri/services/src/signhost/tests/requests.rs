//! What goes over the wire.

use serde_json::{Value, json as value};

use super::*;

fn body(job: &Job, account: &Account) -> Value {
    create::request(job, account, 1).0
}

fn wrong(job: &Job, account: &Account) -> Vec<(String, String)> {
    let list = create::request(job, account, 1).1;
    let arg = |o: &Objection, name: &str| o.args[name].clone();
    list.iter()
        .map(|o| (arg(o, "option"), arg(o, "why")))
        .collect()
}

fn set(signer: &mut JobSigner, options: &[(&str, &str)]) {
    signer.options = options
        .iter()
        .map(|(k, v)| ((*k).into(), (*v).into()))
        .collect();
}

fn no_nulls(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(list) => list.iter().all(no_nulls),
        Value::Object(members) => members.values().all(no_nulls),
        _ => true,
    }
}

#[test]
fn the_sheets_example_of_a_create_is_composed() {
    let bench = TestBench::new();
    let mut job = job(&bench, &[1], false);
    job.reference = Some("order-7731".into());
    job.expires_days = Some(14);
    job.signers[0].email = Some("b@example.net".into());
    set(
        &mut job.signers[0],
        &[
            ("invite", "link"),
            ("verifications", "Scribble"),
            ("scribble_handwritten", "yes"),
            ("scribble_name", "The buyer"),
            ("return_url", "https://shop.example.net/back/9f2c"),
        ],
    );
    let mut account = Account::default();
    account
        .settings
        .insert("postback_url".into(), "https://hooks.example.net/sh".into());
    assert_eq!(
        body(&job, &account),
        value!({
            "Seal": false, "Reference": "order-7731", "DaysToExpire": 14,
            "SendEmailNotifications": false, "SignRequestMode": 1, "Language": "en-US",
            "PostbackUrl": "https://hooks.example.net/sh",
            "Signers": [{
                "Id": "Signer1", "Email": "b@example.net", "SendSignRequest": false,
                "SendSignConfirmation": false, "DaysToRemind": 7, "Language": "en-US",
                "ReturnUrl": "https://shop.example.net/back/9f2c", "AllowDelegation": false,
                "Verifications": [{"Type": "Scribble", "RequireHandsignature": true,
                    "ScribbleName": "The buyer", "ScribbleNameFixed": false}],
            }],
        })
    );
}

#[test]
fn every_member_of_a_signer_can_be_reached_and_none_is_null() {
    let bench = TestBench::new();
    let mut job = job(&bench, &[1], false);
    job.message = Some("For all".into());
    set(
        &mut job.signers[0],
        &[
            ("subject", "Please"),
            ("message", "For you\nin two lines"),
            ("confirmation", "no"),
            ("remind_days", "3"),
            ("expires", "2026-12-24T17:00:00+01:00"),
            ("language", "nl-NL"),
            ("intro", "**Hello**"),
            ("context", r#"{"a":1}"#),
            ("reference", "R1"),
            ("return_url", "https://office.example/back"),
            ("authentications", "PhoneNumber,DigiD"),
            ("phone", "+31 (6) 12-34.56 78"),
            ("authentication_bsn", "123456782"),
            ("secure_download", "yes"),
            (
                "verifications",
                "iDIN, iDeal, eHerkenning, itsme Identification, SURFnet, Email, OpenID Providers, Onfido, PhoneNumber",
            ),
            ("iban", "NL91 ABNA 0417 1643 00"),
            ("kvk", "12345678"),
            ("itsme_phone", "+32470123456"),
            ("openid_provider", "office"),
            ("onfido_workflow", "w-1"),
        ],
    );
    let account = Account::default();
    assert_eq!(wrong(&job, &account), []);
    let it = body(&job, &account);
    assert!(no_nulls(&it), "{it:#}");
    let signer = &it["Signers"][0];
    for (name, expected) in [
        ("SignRequestSubject", value!("Please")),
        ("SignRequestMessage", value!("For you\nin two lines")),
        ("SendSignRequest", value!(true)),
        ("SendSignConfirmation", value!(false)),
        ("DaysToRemind", value!(3)),
        ("Expires", value!("2026-12-24T16:00:00Z")),
        ("Language", value!("nl-NL")),
        ("IntroText", value!("**Hello**")),
        ("Context", value!({"a": 1})),
        ("Reference", value!("R1")),
        ("ReturnUrl", value!("https://office.example/back")),
        (
            "Authentications",
            value!([
                {"Type": "PhoneNumber", "Number": "+31612345678"},
                {"Type": "DigiD", "Bsn": "123456782"},
            ]),
        ),
        (
            "Verifications",
            value!([
                {"Type": "iDIN"},
                {"Type": "iDeal", "Iban": "NL91ABNA0417164300"},
                {"Type": "eHerkenning", "EntityConcernIdKvkNr": "12345678"},
                {"Type": "itsme Identification", "PhoneNumber": "+32470123456"},
                {"Type": "SURFnet"},
                {"Type": "Email", "Email": "s1@example.net"},
                {"Type": "OpenID Providers", "ProviderName": "office"},
                {"Type": "Onfido", "WorkflowId": "w-1"},
                {"Type": "PhoneNumber", "Number": "+31612345678", "SecureDownload": true},
            ]),
        ),
    ] {
        assert_eq!(signer[name], expected, "{name}");
    }
}

#[test]
fn every_member_of_a_transaction_and_a_receiver_can_be_reached() {
    let bench = TestBench::new();
    let mut job = job(&bench, &[1, 2], false);
    job.in_order = true;
    job.receivers = vec![crate::Receiver {
        name: "Archive".into(),
        email: "a@example.net".into(),
    }];
    for (name, text) in [
        ("seal", "yes"),
        ("notifications", "no"),
        ("language", "fr-FR"),
        ("context", r#"{"k":[1]}"#),
        ("expiry", "organisation"),
        ("receiver_message", "Look"),
        ("receiver_subject", "Signed"),
        ("receiver_language", "de-DE"),
        ("receiver_reference", "R"),
        ("receiver_context", "{}"),
    ] {
        job.options.insert(name.into(), text.into());
    }
    let account = Account::default();
    assert_eq!(wrong(&job, &account), []);
    let it = body(&job, &account);
    for (name, expected) in [
        ("Seal", value!(true)),
        ("SendEmailNotifications", value!(false)),
        ("SignRequestMode", value!(2)),
        ("Language", value!("fr-FR")),
        ("DaysToExpire", value!(0)),
        ("Context", value!({"k": [1]})),
        (
            "Receivers",
            value!([{"Name": "Archive", "Email": "a@example.net", "Message": "Look",
            "Language": "de-DE", "Subject": "Signed", "Reference": "R", "Context": {}}]),
        ),
    ] {
        assert_eq!(it[name], expected, "{name}");
    }
}

#[test]
fn what_is_set_for_one_receiver_alone_holds_before_what_is_set_for_all() {
    let bench = TestBench::new();
    let mut job = job(&bench, &[1], false);
    job.receivers = ["archive@example.net", "Notary@example.net"]
        .map(|email| crate::Receiver {
            name: String::new(),
            email: email.into(),
        })
        .to_vec();
    let mut set = |name: &str, text: &str| job.options.insert(name.into(), text.into());
    set("language", "fr-FR");
    set("receiver_subject", "Signed");
    set(
        "receivers_own",
        r#"[{"Email":"notary@example.net","Language":"de-DE","Subject":"Urschrift",
            "Reference":"N-1","Context":{"k":1}}]"#,
    );
    let account = Account::default();
    assert_eq!(wrong(&job, &account), []);
    assert_eq!(
        body(&job, &account)["Receivers"],
        value!([
            {"Email": "archive@example.net", "Message": "Voici les documents signés : Lease",
             "Language": "fr-FR", "Subject": "Signed"},
            {"Email": "Notary@example.net",
             "Message": "Anbei die unterschriebenen Dokumente: Lease", "Language": "de-DE",
             "Subject": "Urschrift", "Reference": "N-1", "Context": {"k": 1}},
        ])
    );
    for bad in [
        "{}",
        "[]",
        r#"[{"Email":"nobody@example.net"}]"#,
        r#"[{"Email":"archive@example.net","Language":"xx"}]"#,
        r#"[{"Email":"archive@example.net","Subject":"a\tb"}]"#,
        r#"[{"Email":"archive@example.net","Context":[]}]"#,
        r#"[{"Email":"archive@example.net","Phone":"1"}]"#,
    ] {
        job.options.insert("receivers_own".into(), bad.into());
        assert_eq!(wrong(&job, &account).len(), 1, "{bad}");
    }
}

#[test]
fn the_sender_is_mailed_where_no_postback_tells_the_end() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], false);
    let mut account = Account::default();
    assert_eq!(body(&job, &account)["SendEmailNotifications"], true);
    account
        .settings
        .insert("postback_url".into(), "https://h.example/".into());
    assert_eq!(body(&job, &account)["SendEmailNotifications"], false);
}

#[test]
fn an_invitation_always_has_words_and_consent_is_asked_for_where_nothing_else_is() {
    let bench = TestBench::new();
    let mut job = job(&bench, &[1], false);
    let it = body(&job, &Account::default());
    let signer = &it["Signers"][0];
    assert_eq!(signer["SignRequestMessage"], "Please sign: Lease");
    assert_eq!(signer["Verifications"], value!([{"Type": "Consent"}]));
    job.signers[0].options.insert("here".into(), "yes".into());
    job.return_url = Some("http://127.0.0.1:9/back".into());
    let it = body(&job, &Account::default());
    let signer = &it["Signers"][0];
    assert_eq!(signer["SendSignRequest"], false);
    assert_eq!(signer["ReturnUrl"], "http://127.0.0.1:9/back");
}

#[test]
fn only_a_signer_at_this_computer_gets_its_loopback_address() {
    let bench = TestBench::new();
    let mut job = job(&bench, &[1], false);
    job.return_url = Some("http://127.0.0.1:9/back".into());
    assert_eq!(
        body(&job, &Account::default())["Signers"][0].get("ReturnUrl"),
        None
    );
}

#[test]
fn what_the_service_would_refuse_is_told_before() {
    let bench = TestBench::new();
    let long = "x".repeat(65);
    for (options, expected) in [
        (vec![("verifications", "iDIN")], ("verifications", "last")),
        (
            vec![("verifications", "CSC Qualified,Consent")],
            ("verifications", "after_last"),
        ),
        (
            vec![("verifications", "consent")],
            ("verifications", "choice"),
        ),
        (vec![("verifications", "PhoneNumber")], ("phone", "missing")),
        (
            vec![("verifications", "PhoneNumber"), ("phone", "0612345678")],
            ("phone", "choice"),
        ),
        (
            vec![("verifications", "Onfido,Consent")],
            ("onfido_workflow", "missing"),
        ),
        (
            vec![("verifications", "OpenID Providers,Consent")],
            ("openid_provider", "missing"),
        ),
        (vec![("subject", long.as_str())], ("subject", "too_long")),
        (vec![("subject", "a\tb")], ("subject", "control")),
        (
            vec![("remind_days", "30")],
            ("remind_days", "not_below_expiry"),
        ),
        (vec![("remind_days", "-2")], ("remind_days", "range")),
        (vec![("expires", "tomorrow")], ("expires", "choice")),
        (vec![("context", "[1]")], ("context", "json")),
        (
            vec![("return_url", "http://x.example/")],
            ("return_url", "https"),
        ),
        (vec![("invite", "pigeon")], ("invite", "choice")),
        (vec![("delegation", "maybe")], ("delegation", "choice")),
        (
            vec![("delegation", "yes"), ("authentications", "DigiD")],
            ("delegation", "with_authentications"),
        ),
    ] {
        let mut job = job(&bench, &[1], false);
        set(&mut job.signers[0], &options);
        let expected = (expected.0.to_owned(), expected.1.to_owned());
        let wrong = wrong(&job, &Account::default());
        assert!(wrong.contains(&expected), "{options:?}: {wrong:?}");
    }
    let mut one = job(&bench, &[1, 2], false);
    one.expires_days = Some(91);
    one.options.insert("language".into(), "xx".into());
    let mut account = Account::default();
    account
        .settings
        .insert("postback_url".into(), "https://h.example:8443/".into());
    let wrong = wrong(&one, &account);
    for expected in [
        ("expires_days", "range"),
        ("language", "choice"),
        ("postback_url", "https"),
    ] {
        let count = wrong
            .iter()
            .filter(|(o, w)| (o.as_str(), w.as_str()) == expected)
            .count();
        assert_eq!(count, 1, "{expected:?}");
    }
}

#[test]
fn reminders_stay_below_the_expiry_and_can_be_off_or_the_organisations() {
    let bench = TestBench::new();
    let days = |expire: Option<u32>, remind: Option<i32>| {
        let mut job = job(&bench, &[1], false);
        job.expires_days = expire;
        job.remind_days = remind;
        assert_eq!(wrong(&job, &Account::default()), []);
        body(&job, &Account::default())["Signers"][0]["DaysToRemind"].clone()
    };
    assert_eq!(days(None, None), 7);
    assert_eq!(days(Some(5), None), -1);
    assert_eq!(days(Some(5), Some(4)), 4);
    assert_eq!(days(None, Some(-1)), -1);
    assert_eq!(days(None, Some(0)), 0);
}

#[test]
fn metadata_tells_names_order_initials_and_fields() {
    use session::{Field, FieldKind, Origin, Page, Rect};
    let bench = TestBench::new();
    let mut job = job(&bench, &[1, 2], false);
    job.documents[0].page_boxes = vec![Page {
        number: 1,
        width: 595.0,
        height: 842.0,
        rotation: 0,
        has_text: true,
        crop: Rect::new(0.0, 0.0, 595.0, 842.0),
    }];
    let field = |signer, kind, origin, y: f64| Field {
        kind,
        signer,
        page: 1,
        rect: Rect::new(100.0, y, 240.0, y + 70.0),
        origin,
        text: None,
    };
    job.documents[0].fields = vec![
        field(1, FieldKind::Signature, Origin::Hand, 100.0),
        field(2, FieldKind::Signature, Origin::FormField, 300.0),
        field(1, FieldKind::Date, Origin::Hand, 500.0),
        field(1, FieldKind::Initial, Origin::Hand, 700.0),
    ];
    job.options
        .insert("display_names".into(), "Order 7731".into());
    job.options.insert("descriptions".into(), "Read it".into());
    job.options.insert("display_order".into(), "4".into());
    let own = r#"[{"signer":2,"name":"agree","Type":"Check","Value":"yes",
        "Location":{"Search":"AGREE","Occurence":1,"Width":10,"Height":10}}]"#;
    job.options.insert("fields".into(), own.into());
    set(&mut job.signers[1], &[("fills_form", "yes")]);
    let it = metadata::request(&job, &Account::default(), &job.documents[0]);
    assert!(no_nulls(&it), "{it:#}");
    let sign = |top: i64| {
        value!({"Type": "Signature", "Location":
        {"PageNumber": 1, "Left": 100, "Top": top, "Width": 140, "Height": 70}})
    };
    assert_eq!(
        it,
        value!({
            "DisplayName": "Order 7731", "Description": "Read it", "DisplayOrder": 4,
            "SetParaph": true,
            "Signers": {"Signer1": {"FormSets": ["d1_s1"]},
                "Signer2": {"FormSets": ["d1_s2", "order.pdf"]}},
            "FormSets": {
                "d1_s1": {"sign_1": sign(672), "date_3": {"Type": "Date", "Location":
                    {"PageNumber": 1, "Left": 100, "Top": 272, "Width": 140, "Height": 70}}},
                "d1_s2": {"sign_2": sign(472), "agree": {"Type": "Check", "Value": "yes",
                    "Location": {"Search": "AGREE", "Occurence": 1, "Width": 10, "Height": 10}}},
            },
        })
    );
}

#[test]
fn own_fields_that_the_service_would_refuse_are_told_before() {
    let bench = TestBench::new();
    let mut job = job(&bench, &[1], false);
    let field = |change: &str| {
        let good = r#"{"signer":1,"name":"n_1","Type":"SingleLine","Location":{"PageNumber":1,"Left":1,"Top":1,"Width":9}}"#;
        let (from, to) = change.split_once('→').unwrap();
        format!("[{}]", good.replace(from, to))
    };
    let it = Signhost::new(Account::default()).unwrap();
    let mut is_wrong = |text: String| {
        job.options.insert("fields".into(), text);
        it.check(&job).iter().any(|o| o.args["option"] == "fields")
    };
    assert!(!is_wrong(field("x→x")));
    for change in [
        "n_1→n-1",
        "n_1→",
        "SingleLine→Text",
        "SingleLine→Check",
        "\"signer\":1→\"signer\":2",
        "\"Left\":1→\"Left\":1.5",
        "\"PageNumber\":1,→",
        "\"Top\":1→\"Right\":1",
        "Left→Occurrence",
    ] {
        assert!(is_wrong(field(change)), "{change}");
    }
    assert!(is_wrong("{}".into()) && is_wrong("[]".into()));
}

#[tokio::test]
async fn every_request_has_the_headers_of_the_sheet() {
    let bench = TestBench::new();
    let job = job(&bench, &[1], true);
    let (done, server) = perform(vec![json(201, "")], &job, "upload:1", &bench).await;
    done.unwrap();
    let got = &server.got()[0];
    assert_eq!(
        server.lines(),
        [format!("PUT /api/transaction/{ID}/file/order.pdf")]
    );
    for (name, value) in [
        ("application", "APPKey DemoApp k3y-of-demo"),
        ("authorization", "APIKey t0ken-of-user"),
        ("accept", "application/vnd.signhost.v1+json"),
        ("content-type", "application/pdf"),
        ("content-length", "15"),
        (
            "digest",
            "SHA-256=G3O4tSPhdZuwyf2mxdLy4PKXmWjUVqvujIAzID60KkA=",
        ),
    ] {
        assert_eq!(got.header(name), Some(value), "{name}");
    }
    assert_eq!(got.body, PDF);
    assert!(
        bench
            .progress
            .lock()
            .unwrap()
            .iter()
            .all(|(_, all)| *all == 15)
    );

    let (done, server) = perform(vec![says(204, "", "")], &job, "start", &bench).await;
    done.unwrap();
    let got = &server.got()[0];
    assert_eq!(server.lines(), [format!("PUT /api/transaction/{ID}/start")]);
    assert_eq!(got.header("content-length"), Some("0"));
    assert_eq!(got.header("content-type"), None);
}

#[tokio::test]
async fn create_records_the_id_at_once_and_hands_out_the_signing_addresses() {
    let bench = TestBench::new();
    let job = job(&bench, &[1, 3], false);
    let answer = format!(
        r#"{{"Id":"{ID}","Status":5,"CreatedDateTime":"2026-11-25T10:00:00.1200000+01:00",
            "DaysToExpire":14,"Signers":[
            {{"Id":"Signer1","SignUrl":"https://view.example/sign/1","Activities":[]}},
            {{"Id":"Signer3","SignUrl":"https://view.example/sign/3"}}],"Receivers":[]}}"#
    );
    let (left, server) = perform(vec![json(200, &answer)], &job, "create", &bench).await;
    let left = left.unwrap();
    assert_eq!(server.lines(), ["POST /api/transaction"]);
    assert_eq!(bench.memory.lock().unwrap()["service_session"], ID);
    let StepOutcome::Remote {
        service_session,
        memory,
        ..
    } = &left.outcome
    else {
        panic!("{left:?}");
    };
    assert_eq!(service_session.as_deref(), Some(ID));
    assert_eq!(memory["file:1"], "order.pdf");
    let urls: Vec<_> = left
        .signing_urls
        .iter()
        .map(|(n, url)| (*n, url.expose()))
        .collect();
    assert_eq!(
        urls,
        [
            (1, "https://view.example/sign/1"),
            (3, "https://view.example/sign/3")
        ]
    );
    let seen = left.seen.unwrap();
    assert_eq!(seen.state, Some(SeenState::NotStarted));
    assert_eq!(seen.expires, Some(1_795_597_200_120 + 14 * 86_400_000));
    assert!(!format!("{:?}", left.signing_urls).contains("sign/1"));
}

#[tokio::test]
async fn a_known_id_is_used_again_and_never_made_twice() {
    let bench = TestBench::new();
    let mut job = job(&bench, &[1], false);
    job.memory.insert("service_session".into(), ID.into());
    let (left, server) = perform(Vec::new(), &job, "create", &bench).await;
    let StepOutcome::Remote {
        service_session, ..
    } = left.unwrap().outcome
    else {
        panic!("no id");
    };
    assert_eq!(service_session.as_deref(), Some(ID));
    assert!(server.got().is_empty());
}

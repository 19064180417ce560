//! The simulated Signant: its rules, each broken and with a near twin that is right, its life and
//! its pages.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use simulators::core::wire::{self, Answer};
use simulators::core::{Profile, pdf};
use simulators::signant::{Options, Signant};
use time::Duration;

const MODEL: &str = "http://schemas.datacontract.org/2004/07/Signant.Common.Models";
const SERVICE: &str = "http://tempuri.org/";

fn service(profile: Profile) -> Signant {
    let service = Signant::start(Options {
        profile,
        ..Options::default()
    })
    .expect("it starts");
    service.clock().stop();
    service
}

fn call_as(service: &Signant, action: &str, kind: &str, body: &str) -> Answer {
    let length = body.len().to_string();
    let action = format!("\"{SERVICE}IInstantSignatureService/{action}\"");
    let headers = [
        ("Content-Type", kind),
        ("SOAPAction", action.as_str()),
        ("Content-Length", length.as_str()),
    ];
    wire::send(&service.base_url(), "POST", &headers, body.as_bytes()).expect("an answer")
}

fn call(service: &Signant, operation: &str, inside: &str) -> Answer {
    let body = format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>\
         <{operation} xmlns=\"{SERVICE}\" xmlns:m=\"{MODEL}\"><DistributorID>DEMO-DIST\
         </DistributorID><AccessCode>demo-code</AccessCode>{inside}</{operation}></e:Body>\
         </e:Envelope>"
    );
    call_as(service, operation, "text/xml; charset=utf-8", &body)
}

/// The members of a posting that is right, one for each piece.
fn members() -> Vec<String> {
    use base64::Engine as _;
    let file = base64::engine::general_purpose::STANDARD.encode(pdf::plain_page("Lease"));
    vec![
        "<m:AfterSignAction>Redirect</m:AfterSignAction>".into(),
        "<m:AfterSignRedirectDelay>3</m:AfterSignRedirectDelay>".into(),
        "<m:AfterSignRedirectUrl>https://office.example/b</m:AfterSignRedirectUrl>".into(),
        format!(
            "<m:AttachmentToSign><m:ActionType>Sign</m:ActionType><m:File>{file}</m:File>\
             <m:FileName>a.pdf</m:FileName></m:AttachmentToSign>"
        ),
        "<m:CancelUrl>https://office.example/c</m:CancelUrl>".into(),
        "<m:Recipients><m:InstantPostingRecipient><m:Name>Ann</m:Name>\
         </m:InstantPostingRecipient></m:Recipients>"
            .into(),
        "<m:Title>Lease</m:Title>".into(),
        "<m:UseWidget>true</m:UseWidget>".into(),
    ]
}

fn create(service: &Signant, members: &[String]) -> String {
    let posting = format!("<Posting>{}</Posting>", members.concat());
    call(service, "CreateInstantPosting", &posting).text()
}

fn rules(service: &Signant) -> Vec<String> {
    service
        .violations()
        .into_iter()
        .map(|one| one.rule)
        .collect()
}

#[test]
fn s20_members_out_of_order_are_skipped_strictly_and_taken_kindly() {
    for (profile, taken) in [(Profile::Strict, false), (Profile::Lenient, true)] {
        let service = service(profile);
        let mut shuffled = members();
        // The title comes last, behind UseWidget.
        shuffled.swap(6, 7);
        let answer = create(&service, &shuffled);
        assert_eq!(answer.contains("<a:Success>true"), taken, "{answer}");
        assert!(rules(&service).contains(&"soap.order".to_owned()));
        let twin = self::service(profile);
        assert!(create(&twin, &members()).contains("<a:Success>true"));
        assert_eq!(rules(&twin), [] as [String; 0]);
    }
}

#[test]
fn each_rule_of_a_posting_is_named_when_it_is_broken() {
    type Break = fn(&mut Vec<String>);
    let broken: [(&str, Break); 10] = [
        ("posting.title", |m| drop(m.remove(6))),
        ("posting.after_sign", |m| drop(m.remove(0))),
        ("posting.redirect", |m| drop(m.remove(2))),
        ("posting.delay_or_caption", |m| {
            m.insert(
                1,
                "<m:AfterSignRedirectCaption>B</m:AfterSignRedirectCaption>".into(),
            );
        }),
        ("posting.cancel_https", |m| {
            m[4] = "<m:CancelUrl>http://office.example/c</m:CancelUrl>".into();
        }),
        ("posting.widget", |m| drop(m.remove(7))),
        ("attachment.pdf", |m| {
            m[3] = "<m:AttachmentToSign><m:ActionType>Sign</m:ActionType><m:File>UEsDBA==</m:File>\
                    <m:FileName>a.pdf</m:FileName></m:AttachmentToSign>"
                .into();
        }),
        ("recipient.name", |m| drop(m.remove(5))),
        ("soap.namespace", |m| m[6] = "<Title>Lease</Title>".into()),
        ("soap.unknown_member", |m| {
            m.push("<m:Zebra>1</m:Zebra>".into())
        }),
    ];
    for (rule, change) in broken {
        let service = service(Profile::Strict);
        let mut members = members();
        change(&mut members);
        create(&service, &members);
        assert!(
            rules(&service).contains(&rule.to_owned()),
            "{rule}: {:?}",
            rules(&service)
        );
    }
}

#[test]
fn s19_another_action_or_content_type_is_refused_as_the_framework_does() {
    let service = service(Profile::Strict);
    let fault = call_as(&service, "Nothing", "text/xml; charset=utf-8", "<x/>");
    assert_eq!(fault.status, 500);
    assert!(fault.text().contains("ActionNotSupported"));
    let kind = "application/soap+xml; charset=utf-8";
    assert_eq!(
        call_as(&service, "GetPostingStatus", kind, "<x/>").status,
        415
    );
    let bad = call(&service, "GetPostingStatus", "<PostingID></PostingID>");
    assert!(bad.text().contains("DeserializationFailed"));
    let xxe = "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>";
    let answer = call_as(&service, "GetPostingStatus", "text/xml; charset=utf-8", xxe);
    assert_eq!(answer.status, 400);
}

#[test]
fn a_posting_lives_a_quarter_of_an_hour_after_it_was_made_begun_and_signed() {
    let service = service(Profile::Strict);
    create(&service, &members());
    let id = service.postings()[0].id.clone();
    let status = || {
        let asked = format!("<PostingID>{id}</PostingID>");
        call(&service, "GetPostingStatus", &asked).text()
    };
    service.advance(Duration::minutes(14));
    service.begin(&id, 1).expect("it lives");
    service.advance(Duration::minutes(14));
    assert!(status().contains("<a:Status>Sent"));
    service.sign(&id, 1).expect("it lives");
    service.advance(Duration::minutes(14));
    assert!(status().contains("<a:Status>Completed"));
    service.advance(Duration::minutes(1));
    let gone = status();
    assert!(gone.contains("<a:ErrorCode>4008") && gone.contains("<a:Status>Sent"));
    assert!(gone.contains("0001-01-01T00:00:00"));
    assert_eq!(service.gone().len(), 1);
}

#[test]
fn the_page_asks_for_the_age_and_leads_where_the_posting_says() {
    let service = service(Profile::Strict);
    let mut with_age = members();
    with_age[1] = String::new();
    with_age[5] = with_age[5].replace("<m:Name>", "<m:MinimumAge>18</m:MinimumAge><m:Name>");
    create(&service, &with_age);
    let url = format!(
        "{}/x/{}",
        service.origin(),
        service.postings()[0].recipients[0].link
    );
    let page = wire::send(&url, "GET", &[], b"").expect("the page").text();
    assert!(page.contains("data-testid=\"birth\"") && page.contains("a.pdf"));
    let post = |body: &str| {
        let length = body.len().to_string();
        let headers = [
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Content-Length", length.as_str()),
        ];
        wire::send(&format!("{url}/sign"), "POST", &headers, body.as_bytes()).expect("an answer")
    };
    let young = post("consent=on&birth=2024-01-01");
    assert_eq!(young.header("location"), Some("https://office.example/c"));
    assert_eq!(service.postings()[0].signatures(), 0);
    let signed = post("consent=on&birth=1980-01-01");
    assert_eq!(signed.header("location"), Some("https://office.example/b"));
    assert!(service.postings()[0].complete());
    assert_eq!(rules(&service), [] as [String; 0]);
}

#[test]
fn everything_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let service = || {
        let service = Signant::start(Options {
            state: Some(folder.path().to_owned()),
            ..Options::default()
        });
        service.unwrap()
    };
    let first = service();
    first.clock().stop();
    assert!(create(&first, &members()).contains("<a:Success>true"));
    let id = first.postings()[0].id.clone();
    assert_eq!(call(&first, "Nothing", "").status, 500);
    drop(first);
    let second = service();
    assert_eq!(rules(&second), ["http.soap_action"]);
    second.sign(&id, 1).unwrap();
    drop(second);
    let third = service();
    let posting = &third.postings()[0];
    assert_eq!(
        (posting.id.as_str(), posting.signatures()),
        (id.as_str(), 1)
    );
    assert!(
        posting
            .signed_file
            .as_ref()
            .unwrap()
            .starts_with(&posting.file)
    );
    third.advance(Duration::minutes(16));
    assert_eq!(third.gone().len(), 1);
    assert!(third.postings().is_empty());
}

//! The simulated eSign: the rules of changing what is out, each broken, beside a change that is
//! right.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use serde_json::{Value, json};
use simulators::core::wire;
use simulators::esign::{Esign, Operation, Options, signer_status, status};

const SALT: &str = "Qm7w2LkZ8tR4yX1cVb9nHs3dFg6jPa0e";

fn call(service: &Esign, method: &str, path: &str, body: Option<&Value>) -> Value {
    let ask = |method: &str, path: &str, key: &str, body: &str| {
        let length = body.len().to_string();
        let headers = [
            ("Authorization", key),
            ("Content-Type", "application/json"),
            ("Content-Length", length.as_str()),
        ];
        let url = format!("{}/v1/{path}", service.base_url());
        let answer = wire::send(&url, method, &headers, body.as_bytes()).expect("an answer");
        serde_json::from_slice::<Value>(&answer.body).unwrap_or_default()
    };
    let key = service.encrypted_key(SALT);
    let token = ask("GET", &format!("gettoken/{SALT}"), &key, "");
    let body = body.map(Value::to_string).unwrap_or_default();
    ask(method, path, token["ReturnValue"].as_str().unwrap(), &body)
}

/// A session that is out, for two, with nothing asked against the rules so far.
fn out() -> (Esign, String) {
    let service = Esign::start(Options::default()).unwrap();
    let signer = |n: u32| {
        json!({
            "FirstName": "Ann", "LastName": format!("Last{n}"),
            "EmailAddress": format!("s{n}@example.net"), "SignerRole": format!("Seller {n}"),
            "Sequence": n, "AuthMethods": [], "Properties": {}, "AuthMethod": "KBA",
        })
    };
    let body = json!({
        "userName": "sender@example.net",
        "session": {
            "SessionInfo": {
                "Title": "Lease", "TransactionId": "ours", "Password": "hunter2",
                "ReturnURL": "https://example.net/", "UseSequence": 0,
            },
            "Documents": [{ "FileName": "lease.pdf", "FormId": "F1", "HasAnchorTags": false }],
            "Signers": [signer(1), signer(2)],
        },
    });
    let made = call(&service, "POST", "sessions", Some(&body));
    let id = made["SigningSessionId"].as_str().unwrap().to_owned();
    let path = format!("sessions/{id}/start?returnUrl=x");
    call(&service, "PUT", &path, None);
    assert_eq!(service.session(&id).unwrap().status, status::SENT);
    assert_eq!(service.violations(), []);
    (service, id)
}

fn broken(service: &Esign) -> Vec<String> {
    let all = service.violations().into_iter();
    all.map(|one| one.rule).collect()
}

fn signers(service: &Esign, id: &str, change: impl Fn(&mut Value)) -> Vec<String> {
    let one = &service.session(id).unwrap().signers[0];
    let mut signer = one.request.clone();
    signer["SignerId"] = json!(one.id);
    signer["EmailAddress"] = json!("new@example.net");
    let mut body = json!({
        "username": "sender@example.net", "signingSessionId": id, "signers": [signer],
    });
    change(&mut body);
    call(service, "PUT", "signers", Some(&body));
    broken(service)
}

fn session(service: &Esign, id: &str, change: impl Fn(&mut Value)) -> Vec<String> {
    let mut info = service.session(id).unwrap().info;
    info["ReminderFrequencyDays"] = json!(4);
    let mut body = json!({
        "userName": "sender@example.net", "session": { "Id": id, "SessionInfo": info },
    });
    change(&mut body);
    call(service, "POST", "sessions/updatesession", Some(&body));
    broken(service)
}

#[test]
fn a_signer_is_changed_and_each_rule_of_it_is_held_to() {
    let (service, id) = out();
    assert!(signers(&service, &id, |_| {}).is_empty());
    assert_eq!(
        service.session(&id).unwrap().signers[0].email,
        "new@example.net"
    );
    assert_eq!(service.count(Operation::UpdateSigners), 1);
    type Change = fn(&mut Value);
    let rules: [(&str, Change); 9] = [
        ("update.id", |b| b["signingSessionId"] = Value::Null),
        ("update.nobody", |b| b["signers"] = json!([])),
        ("update.signer", |b| {
            b["signers"][0]["SignerId"] = json!("x")
        }),
        ("update.role", |b| {
            b["signers"][0]["SignerRole"] = json!("Buyer 1")
        }),
        ("update.sequence", |b| {
            b["signers"][0]["Sequence"] = json!(7)
        }),
        ("update.proof", |b| {
            let signer = b["signers"][0].as_object_mut();
            signer.unwrap().remove("AuthMethod");
        }),
        ("update.owner", |b| b["username"] = json!("")),
        ("signer.collections", |b| {
            b["signers"][0]["AuthMethods"] = Value::Null;
        }),
        ("signer.name_and_email", |b| {
            b["signers"][0]["EmailAddress"] = json!("nobody");
        }),
    ];
    for (rule, change) in rules {
        let (service, id) = out();
        assert_eq!(signers(&service, &id, change), [rule]);
    }
    for begun in [signer_status::IN_PROGRESS, signer_status::COMPLETED] {
        let (service, id) = out();
        service.set_signer_status(&id, 1, begun).unwrap();
        assert_eq!(signers(&service, &id, |_| {}), ["update.begun"]);
        let one = &service.session(&id).unwrap().signers[0];
        assert_eq!(one.email, "s1@example.net");
    }
}

#[test]
fn a_session_is_changed_and_what_is_left_out_of_it_is_lost() {
    let (service, id) = out();
    assert!(session(&service, &id, |_| {}).is_empty());
    let there = service.session(&id).unwrap();
    assert_eq!(there.info["ReminderFrequencyDays"], 4);
    type Change = fn(&mut Value);
    let rules: [(&str, Change); 6] = [
        ("update.id", |b| b["session"]["Id"] = Value::Null),
        ("update.adds", |b| b["session"]["Signers"] = json!([{}])),
        ("update.first", |b| {
            b["session"]["SessionInfo"]["FirstSigner"] = json!(true);
        }),
        ("update.stays", |b| {
            b["session"]["SessionInfo"]["TransactionId"] = json!("another");
        }),
        ("update.password", |b| {
            let info = b["session"]["SessionInfo"].as_object_mut();
            info.unwrap().remove("Password");
        }),
        ("session.reminder", |b| {
            b["session"]["SessionInfo"]["ReminderFrequencyDays"] = json!(31);
        }),
    ];
    for (rule, change) in rules {
        let (service, id) = out();
        assert_eq!(session(&service, &id, change), [rule]);
    }
}

#[test]
fn nothing_is_changed_in_what_has_ended() {
    for ended in [
        status::COMPLETED,
        status::CANCELLED,
        status::DELETED,
        status::EXPIRED,
        status::PURGED,
        status::ARCHIVED,
    ] {
        for of_signers in [true, false] {
            let (service, id) = out();
            service.set_status(&id, ended).unwrap();
            let before = service.session(&id).unwrap();
            let broken = match of_signers {
                true => signers(&service, &id, |_| {}),
                false => session(&service, &id, |_| {}),
            };
            assert_eq!(broken, ["update.state"], "{ended}");
            let after = service.session(&id).unwrap();
            assert_eq!(after.info, before.info);
            assert_eq!(after.signers[0].email, before.signers[0].email);
        }
    }
}

//! Every rule of creating a transaction, each with a near twin that is right.

mod support;

use serde_json::{Value, json};
use simulators::core::Profile;
use simulators::signhost::{Options, Signhost};
use support::*;

type Edit = fn(&mut Value);

/// The rule, the status that strict and lenient answer, what breaks it, and what almost does.
struct Case(&'static str, [u16; 2], Edit, Edit);

fn service(profile: Profile) -> Signhost {
    Signhost::start(Options {
        profile,
        posts_per_hour: None,
        bad_per_hour: None,
        ..Options::default()
    })
    .unwrap()
}

/// Each case against both profiles: broken, the rule and no other is named; its twin is clean.
fn judge(base: fn() -> Value, cases: &[Case]) {
    for (index, profile) in [Profile::Strict, Profile::Lenient].into_iter().enumerate() {
        let service = service(profile);
        for (number, Case(rule, statuses, broken, twin)) in cases.iter().enumerate() {
            let mut wish = base();
            wish["Reference"] = json!(format!("{number} broken"));
            broken(&mut wish);
            let answer = put_json(&service, "POST", "transaction", &wish);
            let violations = service.violations();
            assert_eq!(rules(&violations), [*rule], "{profile:?}");
            assert!(violations[0].section.starts_with('§'));
            assert_eq!(answer.status, statuses[index], "{rule} {profile:?}");
            service.forget_violations();

            let mut wish = base();
            wish["Reference"] = json!(format!("{number} twin"));
            twin(&mut wish);
            let answer = put_json(&service, "POST", "transaction", &wish);
            assert_eq!(
                rules(&service.violations()),
                [] as [&str; 0],
                "twin of {rule}"
            );
            assert_eq!(answer.status, 200, "twin of {rule}: {}", answer.text());
        }
    }
}

fn nothing(_: &mut Value) {}

#[test]
fn each_rule_of_the_transaction_is_told_from_its_near_twin() {
    judge(
        wish,
        &[
            Case(
                "json.null",
                [200, 200],
                |w| w["Context"] = Value::Null,
                |w| {
                    w["Context"] = json!({ "mine": null });
                },
            ),
            Case(
                "json.unknown_name",
                [200, 200],
                |w| w["Colour"] = json!(1),
                nothing,
            ),
            Case(
                "json.case",
                [200, 200],
                |w| {
                    w.as_object_mut().unwrap().remove("DaysToExpire");
                    w["daysToExpire"] = json!(14);
                },
                nothing,
            ),
            Case(
                "json.type",
                [400, 400],
                |w| w["Seal"] = json!("false"),
                |w| {
                    w["Seal"] = json!(true);
                },
            ),
            Case(
                "context.no_object",
                [400, 400],
                |w| w["Context"] = json!([1]),
                |w| {
                    w["Context"] = json!({});
                },
            ),
            Case(
                "create.postback_url",
                [200, 200],
                |w| w["PostbackUrl"] = json!("https://hooks.example.net:8443/sh"),
                |w| w["PostbackUrl"] = json!("https://hooks.example.net:443/sh"),
            ),
            Case(
                "create.postback_url",
                [200, 200],
                |w| w["PostbackUrl"] = json!("http://hooks.example.net/sh"),
                nothing,
            ),
            Case(
                "create.days_to_expire_missing",
                [200, 200],
                |w| drop(w.as_object_mut().unwrap().remove("DaysToExpire")),
                |w| w["DaysToExpire"] = json!(0),
            ),
            Case(
                "create.days_to_expire",
                [400, 400],
                |w| w["DaysToExpire"] = json!(91),
                |w| {
                    w["DaysToExpire"] = json!(90);
                },
            ),
            Case(
                "create.sign_request_mode",
                [400, 400],
                |w| w["SignRequestMode"] = json!(3),
                |w| w["SignRequestMode"] = json!(2),
            ),
            Case(
                "language.unknown",
                [400, 200],
                |w| w["Language"] = json!("nl"),
                |w| {
                    w["Language"] = json!("nl-NL");
                },
            ),
            Case(
                "create.no_signers",
                [400, 400],
                |w| w["Signers"] = json!([]),
                |w| {
                    w["Signers"] = json!([]);
                    w["Seal"] = json!(true);
                },
            ),
            Case(
                "create.legacy_file",
                [200, 200],
                |w| w["File"] = json!({}),
                nothing,
            ),
        ],
    );
}

fn signer(wish: &mut Value) -> &mut Value {
    &mut wish["Signers"][0]
}

fn verify(wish: &mut Value, list: Value) {
    signer(wish)["Verifications"] = list;
}

#[test]
fn each_rule_of_a_signer_is_told_from_its_near_twin() {
    judge(
        invited,
        &[
            Case(
                "signer.id_missing",
                [200, 200],
                |w| drop(signer(w).as_object_mut().unwrap().remove("Id")),
                nothing,
            ),
            Case(
                "signer.id_twice",
                [400, 400],
                |w| signer(w)["Id"] = json!("ben"),
                |w| {
                    signer(w)["Id"] = json!("Ben");
                },
            ),
            Case(
                "email.invalid",
                [400, 400],
                |w| signer(w)["Email"] = json!("ada@example"),
                |w| {
                    signer(w)["Email"] = json!("ada+x@mail.example.net");
                },
            ),
            Case(
                "signer.send_sign_request_missing",
                [200, 200],
                |w| drop(signer(w).as_object_mut().unwrap().remove("SendSignRequest")),
                |w| signer(w)["SendSignRequest"] = json!(false),
            ),
            Case(
                "signer.message_missing",
                [400, 400],
                |w| {
                    drop(
                        signer(w)
                            .as_object_mut()
                            .unwrap()
                            .remove("SignRequestMessage"),
                    )
                },
                |w| {
                    signer(w)["SendSignRequest"] = json!(false);
                    signer(w)
                        .as_object_mut()
                        .unwrap()
                        .remove("SignRequestMessage");
                },
            ),
            Case(
                "message.html",
                [200, 200],
                |w| signer(w)["SignRequestMessage"] = json!("Please <b>sign</b>"),
                |w| signer(w)["SignRequestMessage"] = json!("1 < 2 >\nand <<Signer1>>"),
            ),
            Case(
                "subject.long",
                [400, 400],
                |w| signer(w)["SignRequestSubject"] = json!("é".repeat(65)),
                |w| signer(w)["SignRequestSubject"] = json!("é".repeat(64)),
            ),
            Case(
                "subject.control",
                [400, 400],
                |w| signer(w)["SignRequestSubject"] = json!("To\tsign"),
                |w| signer(w)["SignRequestSubject"] = json!("To sign"),
            ),
            Case(
                "signer.remind_after_expiry",
                [400, 400],
                |w| signer(w)["DaysToRemind"] = json!(14),
                |w| signer(w)["DaysToRemind"] = json!(13),
            ),
            Case(
                "signer.days_to_remind",
                [400, 400],
                |w| signer(w)["DaysToRemind"] = json!(-2),
                |w| {
                    signer(w)["DaysToRemind"] = json!(-1);
                },
            ),
            Case(
                "signer.expires",
                [400, 400],
                |w| signer(w)["Expires"] = json!("tomorrow"),
                |w| signer(w)["Expires"] = json!("2036-03-01T09:15:00+01:00"),
            ),
            Case(
                "signer.return_url",
                [400, 200],
                |w| signer(w)["ReturnUrl"] = json!("shop.example.net"),
                |w| signer(w)["ReturnUrl"] = json!("https://shop.example.net/?a=b"),
            ),
            Case(
                "signer.legacy",
                [200, 200],
                |w| signer(w)["Mobile"] = json!("+31"),
                nothing,
            ),
        ],
    );
}

#[test]
fn each_rule_of_verifications_is_told_from_its_near_twin() {
    judge(
        invited,
        &[
            Case(
                "signer.no_verification",
                [400, 200],
                |w| verify(w, json!([])),
                |w| {
                    verify(w, json!([]));
                    signer(w)["Authentications"] =
                        json!([{ "Type": "PhoneNumber", "Number": "+31612345678" }]);
                },
            ),
            Case(
                "signer.last_verification",
                [400, 400],
                |w| verify(w, json!([{ "Type": "Consent" }, { "Type": "iDIN" }])),
                |w| verify(w, json!([{ "Type": "iDIN" }, { "Type": "Consent" }])),
            ),
            Case(
                "signer.after_csc",
                [400, 400],
                |w| {
                    verify(
                        w,
                        json!([{ "Type": "CSC Qualified" }, { "Type": "Consent" }]),
                    )
                },
                |w| {
                    verify(
                        w,
                        json!([{ "Type": "Consent" }, { "Type": "CSC Qualified" }]),
                    )
                },
            ),
            Case(
                "signer.verification_type",
                [400, 400],
                |w| verify(w, json!([{ "Type": "consent" }])),
                |w| verify(w, json!([{ "Type": "Consent" }])),
            ),
            Case(
                "signer.historic_verification",
                [400, 200],
                |w| verify(w, json!([{ "Type": "itsme sign" }])),
                |w| {
                    verify(
                        w,
                        json!([{ "Type": "itsme Identification" }, { "Type": "Consent" }]),
                    )
                },
            ),
            Case(
                "signer.verification_by_service",
                [400, 200],
                |w| verify(w, json!([{ "Type": "IPAddress" }, { "Type": "Consent" }])),
                |w| verify(w, json!([{ "Type": "SURFnet" }, { "Type": "Consent" }])),
            ),
            Case(
                "signer.phone_number",
                [400, 200],
                |w| {
                    verify(
                        w,
                        json!([{ "Type": "PhoneNumber", "Number": "0612345678" }]),
                    )
                },
                |w| {
                    verify(
                        w,
                        json!([{ "Type": "PhoneNumber", "Number": "+31612345678" }]),
                    )
                },
            ),
            Case(
                "signer.scribble_name",
                [400, 200],
                |w| {
                    verify(
                        w,
                        json!([{ "Type": "Scribble", "ScribbleNameFixed": true }]),
                    )
                },
                |w| {
                    verify(
                        w,
                        json!([{ "Type": "Scribble", "ScribbleNameFixed": true, "ScribbleName": "A" }]),
                    )
                },
            ),
            Case(
                "signer.authentication_type",
                [400, 400],
                |w| signer(w)["Authentications"] = json!([{ "Type": "iDIN" }]),
                |w| signer(w)["Authentications"] = json!([{ "Type": "DigiD", "Bsn": "123456782" }]),
            ),
            Case(
                "signer.authentications_delegation",
                [400, 400],
                |w| {
                    signer(w)["Authentications"] = json!([{ "Type": "DigiD" }]);
                    signer(w)["AllowDelegation"] = json!(true);
                },
                |w| {
                    signer(w)["Authentications"] = json!([{ "Type": "DigiD" }]);
                    signer(w)["AllowDelegation"] = json!(false);
                },
            ),
        ],
    );
}

fn receiver(wish: &mut Value, edit: impl FnOnce(&mut Value)) {
    let mut receiver = json!({ "Name": "Cy", "Email": "cy@example.net", "Message": "Yours." });
    edit(&mut receiver);
    wish["Receivers"] = json!([receiver]);
}

#[test]
fn each_rule_of_a_receiver_is_told_from_its_near_twin() {
    let right: Edit = |w| receiver(w, |_| ());
    judge(
        wish,
        &[
            Case(
                "receiver.message_missing",
                [400, 400],
                |w| receiver(w, |r| r["Message"] = json!("")),
                right,
            ),
            Case(
                "email.invalid",
                [400, 400],
                |w| receiver(w, |r| r["Email"] = json!("cy")),
                right,
            ),
            Case(
                "subject.long",
                [400, 400],
                |w| receiver(w, |r| r["Subject"] = json!("s".repeat(65))),
                |w| receiver(w, |r| r["Subject"] = json!("s".repeat(64))),
            ),
        ],
    );
}

#[test]
fn only_the_strict_profile_asks_for_a_receivers_name() {
    let nameless = || {
        let mut wish = wish();
        receiver(&mut wish, |r| {
            drop(r.as_object_mut().unwrap().remove("Name"))
        });
        wish
    };
    let strict = strict();
    assert_eq!(
        put_json(&strict, "POST", "transaction", &nameless()).status,
        400
    );
    assert_eq!(rules(&strict.violations()), ["receiver.name_missing"]);
    let lenient = lenient();
    assert_eq!(
        put_json(&lenient, "POST", "transaction", &nameless()).status,
        200
    );
    assert_eq!(lenient.violations(), []);
}

#[test]
fn a_reference_that_is_used_again_is_told() {
    let service = strict();
    create(&service, &wish());
    create(&service, &wish());
    assert_eq!(rules(&service.violations()), ["create.reference_repeated"]);
    let mut other = wish();
    other["Reference"] = json!("order-7731#2");
    create(&service, &other);
    assert_eq!(service.violations().len(), 1);
    assert_eq!(service.made()["order-7731#1"], 2);
}

#[test]
fn authentications_need_the_versioned_accept() {
    let mut wish = wish();
    signer(&mut wish)["Authentications"] = json!([{ "Type": "DigiD" }]);
    for (accept, status, broken) in [
        (VENDOR, 200, &[][..]),
        ("application/json;version=1", 200, &[]),
        (
            "application/json",
            400,
            &["headers.accept_version", "signer.authentications_accept"],
        ),
    ] {
        let service = strict();
        let headers = [("Accept", accept), ("Content-Type", "application/json")];
        let body = wish.to_string();
        let answer = call(&service, "POST", "transaction", &headers, body.as_bytes());
        assert_eq!(answer.status, status, "{accept}");
        assert_eq!(rules(&service.violations()), broken, "{accept}");
    }
}

#[test]
fn more_than_eight_signers_are_too_many() {
    let many = |count: usize| {
        let mut wish = wish();
        let signers = (1..=count).map(|n| {
            let mut one = support::wish()["Signers"][0].clone();
            one["Id"] = json!(format!("s{n}"));
            one
        });
        wish["Signers"] = signers.collect();
        wish
    };
    let service = strict();
    assert_eq!(
        put_json(&service, "POST", "transaction", &many(8)).status,
        200
    );
    assert_eq!(service.violations(), []);
    assert_eq!(
        put_json(&service, "POST", "transaction", &many(9)).status,
        400
    );
    assert!(rules(&service.violations()).contains(&"create.signers_many"));
}

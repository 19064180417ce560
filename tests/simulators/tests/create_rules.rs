//! Every rule of creating a transaction, each with a near twin that is right.

#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

mod support;

use serde_json::{Value, json};
use support::judge::{Case, Edit, judge, nothing};
use support::*;

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

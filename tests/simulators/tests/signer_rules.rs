//! Every rule of the signers of a transaction, each with a near twin that is right.

#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

mod support;

use serde_json::{Value, json};
use support::judge::{Case, judge, nothing};
use support::*;

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

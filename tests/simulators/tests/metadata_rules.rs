//! Every rule of metadata and places, with near twins that are right.

#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

mod support;

use serde_json::{Value, json};
use simulators::core::Profile;
use simulators::signhost::{Options, Signhost};
use support::*;

fn field(location: Value) -> Value {
    json!({
        "Signers": { "buyer": { "FormSets": ["set"] } },
        "FormSets": { "set": { "sign": { "Type": "Signature", "Location": location } } }
    })
}

fn right() -> Value {
    field(json!({ "Search": "SIGN_BUYER", "Occurence": 1, "Left": 0, "Width": 140 }))
}

#[test]
fn each_rule_of_metadata_is_told_from_its_near_twin() {
    type Edit = fn(&mut Value);
    let cases: [(&str, [u16; 2], Edit); 16] = [
        ("metadata.signer_unknown", [400, 400], |m| {
            m["Signers"]["nobody"] = json!({ "FormSets": [] });
        }),
        ("metadata.key_characters", [400, 400], |m| {
            m["FormSets"]["set"]["sign-here"] = m["FormSets"]["set"]["sign"].clone();
        }),
        ("metadata.form_set_undefined", [400, 202], |m| {
            m["Signers"]["buyer"]["FormSets"] = json!(["set", "other"]);
        }),
        ("metadata.form_set_unused", [202, 202], |m| {
            m["FormSets"]["other"] = m["FormSets"]["set"].clone();
        }),
        ("field.type", [400, 400], |m| {
            m["FormSets"]["set"]["sign"]["Type"] = json!("signature");
        }),
        ("field.type_not_usable", [202, 202], |m| {
            m["FormSets"]["set"]["sign"]["Type"] = json!("Seal");
        }),
        ("field.check_value", [400, 400], |m| {
            m["FormSets"]["set"]["sign"]["Type"] = json!("Check");
        }),
        ("field.value", [400, 400], |m| {
            m["FormSets"]["set"]["sign"]["Value"] = json!(["a"]);
        }),
        ("field.location", [400, 400], |m| {
            m["FormSets"]["set"]["sign"]["Location"] = json!("top");
        }),
        ("field.occurrence_spelling", [202, 202], |m| {
            m["FormSets"]["set"]["sign"]["Location"] = json!({ "Search": "A", "Occurrence": 1 });
        }),
        ("field.location_type", [400, 400], |m| {
            m["FormSets"]["set"]["sign"]["Location"]["Left"] = json!(0.5);
        }),
        ("field.location_range", [400, 400], |m| {
            m["FormSets"]["set"]["sign"]["Location"]["PageNumber"] = json!(0);
        }),
        ("field.page_missing", [400, 400], |m| {
            m["FormSets"]["set"]["sign"]["Location"] = json!({ "Left": 1, "Top": 1 });
        }),
        ("field.overdetermined", [400, 202], |m| {
            m["FormSets"]["set"]["sign"]["Location"]["Right"] = json!(0);
        }),
        ("json.type", [400, 400], |m| m["DisplayOrder"] = json!("1")),
        ("json.unknown_name", [202, 202], |m| m["Order"] = json!(1)),
    ];
    for (index, profile) in [Profile::Strict, Profile::Lenient].into_iter().enumerate() {
        for (rule, statuses, broken) in &cases {
            let service = Signhost::start(Options {
                profile,
                ..Options::default()
            })
            .unwrap();
            let id = create(&service, &wish());
            assert_eq!(metadata(&service, &id, "a.pdf", &right()).status, 202);
            assert_eq!(service.violations(), [], "the twin of {rule}");
            let mut wrong = right();
            broken(&mut wrong);
            let answer = metadata(&service, &id, "a.pdf", &wrong);
            assert_eq!(rules(&service.violations()), [*rule], "{profile:?}");
            assert_eq!(answer.status, statuses[index], "{rule} {profile:?}");
        }
    }
}

#[test]
fn form_sets_have_names_of_their_own_in_the_whole_transaction() {
    let service = strict();
    let id = create(&service, &wish());
    metadata(&service, &id, "a.pdf", &right());
    assert_eq!(
        metadata(&service, &id, "a.pdf", &right()).status,
        202,
        "the same file again"
    );
    assert_eq!(service.violations(), []);
    assert_eq!(metadata(&service, &id, "b.pdf", &right()).status, 400);
    assert_eq!(rules(&service.violations()), ["metadata.form_set_twice"]);
}

#[test]
fn a_form_set_named_as_the_file_is_the_pdfs_own_form() {
    let service = strict();
    let id = create(&service, &wish());
    let own = json!({ "Signers": { "buyer": { "FormSets": ["Contract.pdf"] } } });
    assert_eq!(metadata(&service, &id, "Contract.pdf", &own).status, 202);
    assert_eq!(service.violations(), []);
}

#[test]
fn a_signature_field_for_one_signer_means_one_for_all() {
    let mut wish = invited();
    wish["Signers"][0]["Id"] = json!("buyer");
    let location = json!({ "PageNumber": 1, "Left": 10, "Top": 10 });
    let mut given = field(location);
    let service = strict();
    let id = create(&service, &wish);
    metadata(&service, &id, "a.pdf", &given);
    upload(&service, &id, "a.pdf", &contract());
    assert_eq!(start(&service, &id).status, 400);
    assert_eq!(rules(&service.violations()), ["field.one_means_all"]);
    service.forget_violations();

    wish["Reference"] = json!("both");
    let id = create(&service, &wish);
    given["Signers"]["ben"] = json!({ "FormSets": ["set"] });
    metadata(&service, &id, "a.pdf", &given);
    upload(&service, &id, "a.pdf", &contract());
    assert_eq!(start(&service, &id).status, 204);
    assert_eq!(service.violations(), []);
}

#[test]
fn a_field_over_a_tag_and_a_field_that_is_nowhere_are_told() {
    for (location, broken) in [
        (
            json!({ "Search": "{{Signer1}}" }),
            &["places.tag_and_field"][..],
        ),
        (json!({ "Search": "SIGN_BUYER" }), &["field.not_found"]),
        (
            json!({ "PageNumber": 2, "Left": 1, "Top": 1 }),
            &["field.not_found"],
        ),
        (json!({ "PageNumber": 1, "Left": 300, "Top": 300 }), &[]),
    ] {
        let service = strict();
        let id = create(&service, &wish());
        metadata(&service, &id, "a.pdf", &field(location.clone()));
        upload(&service, &id, "a.pdf", &contract());
        assert_eq!(start(&service, &id).status, 204);
        assert_eq!(rules(&service.violations()), broken, "{location}");
    }
}

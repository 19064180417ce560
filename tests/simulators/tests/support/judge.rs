//! Judging creates: each broken rule, and its near twin that is right.

use serde_json::{Value, json};
use simulators::core::Profile;
use simulators::signhost::{Options, Signhost};

use super::{put_json, rules};

pub(crate) type Edit = fn(&mut Value);

/// The rule, the status that strict and lenient answer, what breaks it, and what almost does.
pub(crate) struct Case(
    pub(crate) &'static str,
    pub(crate) [u16; 2],
    pub(crate) Edit,
    pub(crate) Edit,
);

fn service(profile: Profile) -> Signhost {
    Signhost::start(Options {
        profile,
        posts_per_hour: None,
        bad_per_hour: None,
        ..Options::default()
    })
    .expect("it starts")
}

/// Each case against both profiles: broken, the rule and no other is named; its twin is clean.
pub(crate) fn judge(base: fn() -> Value, cases: &[Case]) {
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

pub(crate) fn nothing(_: &mut Value) {}

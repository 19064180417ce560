//! For every finding code a file or a draft that raises it, and a near twin that does not.

mod cases;
mod paper;

use session::{Cure, CureKind, FindingCode, Service, Severity};
use tempfile::TempDir;

use super::Preparation;
use super::preflight::Found;
use crate::Desk;
use crate::testing::desk;
use cases::{Case, Pair};

/// What pre-flight finds in a case, and the preparation to go on with.
fn found(desk: &Desk, case: Case) -> (Vec<Found>, Preparation, Case) {
    let preparation = desk.transient_preparation();
    *preparation.current() = case.current();
    let found = again(&preparation, &case);
    (found, preparation, case)
}

fn again(preparation: &Preparation, case: &Case) -> Vec<Found> {
    match &case.rules {
        Some(rules) => preparation.preflight_by(Some(rules)).unwrap(),
        None => preparation.preflight().unwrap(),
    }
}

fn codes(found: &[Found]) -> Vec<FindingCode> {
    found.iter().map(|f| f.finding.code).collect()
}

fn pairs() -> (TempDir, Desk, Vec<(FindingCode, Pair)>) {
    let (folder, desk) = desk();
    cases::remember(&desk);
    let pairs = FindingCode::ALL
        .iter()
        .map(|code| (*code, cases::pair(*code)))
        .collect();
    (folder, desk, pairs)
}

#[tokio::test]
async fn every_finding_is_raised_by_its_case_and_not_by_the_near_twin() {
    let (_folder, desk, pairs) = pairs();
    let mut wrong = Vec::new();
    for (code, pair) in pairs {
        let (raised, ..) = found(&desk, pair.raises);
        let (not, ..) = found(&desk, pair.twin);
        if !codes(&raised).contains(&code) || codes(&not).contains(&code) {
            wrong.push((code, codes(&raised), codes(&not)));
        }
    }
    assert!(wrong.is_empty(), "code, case, twin: {wrong:#?}");
}

#[tokio::test]
async fn every_finding_that_is_raised_has_all_its_words_and_its_own_severity() {
    let (_folder, desk, pairs) = pairs();
    for (code, pair) in pairs {
        let (raised, ..) = found(&desk, pair.raises);
        for item in raised {
            let finding = item.finding;
            let said = format!("{} {}", finding.message, finding.remedy);
            assert!(
                !finding.message.is_empty() && !finding.remedy.is_empty() && !said.contains("{$"),
                "{code:?}: {said}"
            );
            let raised = match finding.code {
                FindingCode::PageUnreadable => Severity::Error,
                other => other.severity(),
            };
            assert!(
                [finding.code.severity(), raised].contains(&finding.severity),
                "{finding:?}"
            );
        }
    }
}

#[tokio::test]
async fn what_is_about_a_tag_or_a_place_says_where_it_is_and_whose() {
    let (_folder, desk, pairs) = pairs();
    for (code, pair) in pairs {
        let word = code.as_str();
        let about_a_place =
            word.starts_with("tag_") || ["places_overlap", "places_too_many"].contains(&word);
        let (raised, ..) = found(&desk, pair.raises);
        for finding in raised.iter().map(|f| &f.finding).filter(|f| f.code == code) {
            let placed = finding.page.is_some() && finding.rect.is_some();
            assert!(
                !about_a_place || placed && finding.signer.is_some(),
                "{finding:?}"
            );
            assert!(!word.starts_with("page_") || finding.page.is_some());
            assert!(!word.starts_with("signer_") || finding.signer.is_some());
        }
    }
}

#[tokio::test]
async fn a_case_offers_all_the_cures_of_its_code_and_no_others() {
    let (_folder, desk, pairs) = pairs();
    for (code, pair) in pairs {
        let (raised, ..) = found(&desk, pair.raises);
        let of_code = raised.iter().filter(|f| f.finding.code == code);
        let mut offered: Vec<CureKind> = of_code
            .flat_map(|f| &f.finding.cures)
            .map(|offer| offer.cure.kind())
            .collect();
        offered.sort_unstable();
        offered.dedup();
        let mut listed = code.cures().to_vec();
        listed.sort_unstable();
        assert_eq!(offered, listed, "{code:?}");
    }
}

/// Whether the draft is changed by it, and may be changed back.
fn changes_the_draft(cure: &Cure) -> bool {
    !matches!(
        cure,
        Cure::TakeNew
            | Cure::TakeShown
            | Cure::PrintAnew
            | Cure::OpenSession { .. }
            // Reads the page by a worker.
            | Cure::PlaceSigner { .. }
    )
}

#[tokio::test]
async fn one_click_makes_the_finding_go_and_undo_brings_everything_back() {
    let (_folder, desk, pairs) = pairs();
    for (code, pair) in pairs {
        let (before, preparation, case) = found(&desk, pair.raises);
        let draft = preparation.draft();
        for item in before.iter().filter(|f| f.finding.code == code) {
            let offers = item.finding.cures.iter().map(|offer| &offer.cure);
            for cure in offers.filter(|cure| changes_the_draft(cure)) {
                let cured = preparation.cure(item.document.as_deref(), cure).await;
                cured.unwrap();
                let after = again(&preparation, &case);
                let stays = after.iter().any(|f| {
                    f.finding.code == code
                        && f.document == item.document
                        && f.finding.signer == item.finding.signer
                        && f.finding.rect == item.finding.rect
                });
                assert!(!stays, "{code:?}: {cure:?}");
                preparation.undo();
                assert!(preparation.draft() == draft, "{code:?}: {cure:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_choice_about_the_file_settles_its_finding() {
    let (_folder, desk, _) = pairs();
    for code in [FindingCode::DocumentChanged, FindingCode::DocumentGone] {
        let (before, preparation, case) = found(&desk, cases::pair(code).raises);
        let item = before.iter().find(|f| f.finding.code == code).unwrap();
        let id = item.document.as_deref();
        preparation.cure(id, &Cure::TakeShown).await.unwrap();
        assert!(
            !codes(&again(&preparation, &case)).contains(&code),
            "{code:?}"
        );
    }
}

#[tokio::test]
async fn a_page_that_cannot_be_read_stops_the_send_only_where_somebody_has_no_place() {
    let (_folder, desk, _) = pairs();
    let severity = |case: Case| {
        let (found, ..) = found(&desk, case);
        let page = FindingCode::PageUnreadable;
        let unreadable = found.iter().find(|f| f.finding.code == page);
        unreadable.map(|f| f.finding.severity)
    };
    assert_eq!(severity(cases::scan_alone()), Some(Severity::Error));
    assert_eq!(
        severity(cases::scan_beside_a_contract()),
        Some(Severity::Warning)
    );
}

#[tokio::test]
async fn many_findings_of_one_kind_are_told_on_one_line_with_their_number() {
    let (_folder, desk) = desk();
    let (_, preparation, _) = found(&desk, cases::with_near_misses(5));
    let view = preparation.view().unwrap();
    assert_eq!(view.folded.len(), 1);
    assert_eq!(
        (view.folded[0].code, view.folded[0].count),
        (FindingCode::TagNearMiss, 5)
    );
    assert!(
        view.folded[0].message.starts_with("5 "),
        "{:?}",
        view.folded
    );
    let (_, preparation, _) = found(&desk, cases::with_near_misses(3));
    assert!(preparation.view().unwrap().folded.is_empty());
}

#[tokio::test]
async fn what_signhost_does_not_read_is_told_and_more_than_it_takes_stops_the_send() {
    let (_folder, desk) = desk();
    let codes_at = |content: &str| {
        let case = cases::at_service(Service::Signhost, content);
        codes(&found(&desk, case).0)
    };
    let dialect = FindingCode::TagDialect;
    let rows = |tag: &str, count: i32| -> String {
        (0..count)
            .map(|row| paper::at(60, 800 - 20 * row, tag))
            .collect()
    };
    assert!(!codes_at(&rows("{{Signer1}}", 1)).contains(&dialect));
    for other in ["<<Signer1>>", "{{ signer1 }}", "{{Initial1}}"] {
        assert!(codes_at(&rows(other, 1)).contains(&dialect), "{other}");
    }
    let many = FindingCode::PlacesTooMany;
    assert!(!codes_at(&rows("{{Signer1}}", 10)).contains(&many));
    assert!(codes_at(&rows("{{Signer1}}", 11)).contains(&many));
    assert!(!codes_at(&rows("{{Initial1}}", 11)).contains(&many));
}

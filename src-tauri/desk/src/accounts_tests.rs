//! An account at a service, from its keys to what lies ahead of its sessions.

use std::collections::BTreeMap;

use history::{NewSession, NewSigner};
use session::{DraftReceiver, Service, State, THIS_COMPUTER};

use crate::api::Details;
use crate::testing::desk;
use crate::{Desk, NewAccount, SecretsState};

fn account(secrets: &[(&str, &str)], replace: bool) -> NewAccount {
    let given = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    NewAccount {
        name: "Office".to_owned(),
        service: Service::Signhost,
        base_url: None,
        settings: BTreeMap::new(),
        secrets: secrets.iter().map(given).collect(),
        replace,
        this_run_only: true,
    }
}

const BOTH: &[(&str, &str)] = &[("app_key", "Example 4f81"), ("user_token", "0123")];

/// Writes down an account at a service, by the service's name.
fn account_at(desk: &Desk, service: Service) -> String {
    let name = service.as_str().to_owned();
    let row = history::AccountRow {
        name: name.clone(),
        service: name.clone(),
        base_url: None,
        settings: BTreeMap::new(),
        tested: None,
    };
    desk.history().put_account(&row, true).unwrap();
    name
}

#[tokio::test]
async fn a_key_that_is_left_empty_stays_when_another_is_given_anew() {
    let (_folder, desk) = desk();
    desk.add_account(account(BOTH, false)).await.unwrap();
    let changed = account(&[("app_key", ""), ("user_token", "9876")], true);
    let view = desk.add_account(changed).await.unwrap();
    assert_eq!(view.secrets, SecretsState::Run);
    let row = desk.account_row("Office").unwrap();
    let (keys, _) = desk.credentials(&row).await.unwrap();
    assert_eq!(keys.get("app_key"), Some("Example 4f81"));
    assert_eq!(keys.get("user_token"), Some("9876"));
}

#[tokio::test]
async fn an_account_without_receivers_and_reminders_takes_none_over() {
    let (_folder, desk) = desk();
    desk.add_account(account(BOTH, false)).await.unwrap();
    let preparation = desk.transient_preparation();
    preparation.set_account("Office");
    preparation.set_receivers(vec![DraftReceiver {
        name: "The notary".to_owned(),
        email: "notary@example.com".to_owned(),
    }]);
    preparation.set_details(Details {
        title: String::new(),
        reference: None,
        message: None,
        in_order: true,
        expires_days: Some(30),
        remind_days: Some(7),
    });
    preparation.set_account("Office");
    assert_eq!(preparation.draft().receivers.len(), 1);
    assert_eq!(preparation.draft().remind_days, Some(7));
    preparation.set_account(THIS_COMPUTER);
    assert!(preparation.draft().receivers.is_empty());
    assert_eq!(preparation.draft().remind_days, None);
}

#[tokio::test]
async fn a_draft_that_moves_to_any_service_keeps_nothing_that_the_service_cannot_do() {
    let (_folder, desk) = desk();
    for service in Service::ALL {
        let name = account_at(&desk, service);
        let can = services::describe(service).capabilities;
        for in_order in [true, false] {
            let preparation = desk.transient_preparation();
            preparation.set_receivers(vec![DraftReceiver {
                name: "The notary".to_owned(),
                email: "notary@example.com".to_owned(),
            }]);
            preparation.set_details(Details {
                title: String::new(),
                reference: None,
                message: None,
                in_order,
                expires_days: Some(30),
                remind_days: Some(7),
            });
            preparation.set_option("an option of another service", "x");
            preparation.set_account(&name);
            let draft = preparation.draft();
            assert_eq!(draft.receivers.is_empty(), !can.receivers, "{name}");
            assert_eq!(draft.remind_days.is_some(), can.reminders, "{name}");
            assert_eq!(draft.expires_days.is_some(), can.expiry, "{name}");
            let ordered = can.chain || (can.in_order && in_order);
            assert_eq!(draft.in_order, ordered, "{name}");
            assert!(draft.options.is_empty(), "{name}");
        }
    }
}

#[tokio::test]
async fn a_draft_that_moves_to_any_service_keeps_only_options_and_values_that_the_service_takes() {
    let (_folder, desk) = desk();
    for service in Service::ALL {
        let name = account_at(&desk, service);
        let own = services::describe(service);
        for other in Service::ALL {
            let theirs = services::describe(other);
            // The last word of a choice is seldom what another service knows.
            let value = |spec: &services::InputSpec| {
                let any = match spec.kind {
                    services::InputKind::Flag => "yes",
                    _ => "7",
                };
                spec.choices.last().copied().unwrap_or(any).to_owned()
            };
            let preparation = desk.transient_preparation();
            preparation.set_signer(1, "Ann Aalto", "ann@example.com");
            for spec in theirs.session_options {
                preparation.set_option(spec.name, &value(spec));
            }
            for spec in theirs.signer_options {
                preparation.set_signer_option(1, spec.name, &value(spec));
            }
            preparation.set_account(&name);
            let draft = preparation.draft();
            let fits = |specs: &[services::InputSpec], (name, value): (&String, &String)| {
                specs
                    .iter()
                    .any(|spec| spec.name == name && spec.takes(value))
            };
            let all = draft.options.iter();
            assert!(
                all.clone().all(|one| fits(own.session_options, one)),
                "{name}"
            );
            let signer = draft.signers.first().unwrap().options.iter();
            assert!(
                signer.clone().all(|one| fits(own.signer_options, one)),
                "{name}"
            );
            if service == other {
                assert_eq!(all.len(), own.session_options.len(), "{name}");
                assert_eq!(signer.len(), own.signer_options.len(), "{name}");
            }
        }
    }
}

#[tokio::test]
async fn a_page_is_opened_from_here_for_the_one_whose_turn_it_is_until_the_session_ends() {
    let (_folder, desk) = desk();
    desk.add_account(account(BOTH, false)).await.unwrap();
    let signer = |number| NewSigner {
        number,
        name: format!("Signer {number}"),
        email: None,
        options: BTreeMap::new(),
    };
    desk.history()
        .add_session(&NewSession {
            id: "s1",
            title: "Lease",
            reference: None,
            message: None,
            service: Service::Signhost,
            account: "Office",
            created: desk.now_millis(),
            expires: None,
            expires_days: Some(30),
            remind_days: None,
            options: &BTreeMap::new(),
            receivers: &[],
            in_order: true,
            signers: &[signer(1), signer(2)],
            documents: &[],
            plan: &[],
            events: &[],
        })
        .unwrap();
    assert!(desk.outlook("s1").unwrap().pages.is_empty());
    desk.history().set_state("s1", State::Waiting, &[]).unwrap();
    assert_eq!(desk.outlook("s1").unwrap().pages, [1]);
    desk.history()
        .set_state("s1", State::Cancelled, &[])
        .unwrap();
    let after = desk.outlook("s1").unwrap();
    assert!(after.pages.is_empty());
    assert_eq!(after.next, None);
}

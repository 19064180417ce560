//! What was wrong when a session went out is corrected (§10.2: read before and after, never
//! repeated blindly).

use session::CorrectedSigner;

use super::*;
use crate::Wish;

const ANNE: &str = "anne@example.org";

async fn sent(change: impl FnOnce(&mut Sent)) -> Sent {
    let mut sent = Sent::usual(&[1, 2]);
    change(&mut sent);
    sent.send().await.unwrap();
    sent.service.advance(time::Duration::hours(1));
    sent
}

fn signer(number: u16, name: &str, email: &str) -> CorrectedSigner {
    CorrectedSigner {
        number,
        name: name.into(),
        email: email.into(),
    }
}

/// Signer 1 is Anne, at another address.
fn anne() -> Wish {
    Wish {
        number: 1,
        signers: vec![signer(1, "Anne Aalto", ANNE)],
        moved: vec![1],
        ..Wish::default()
    }
}

impl Sent {
    /// All steps of a wish, as the engine does them.
    async fn correct(&mut self, wish: Wish) -> Result<(), StepError> {
        self.job.wish = Some(wish);
        for step in self.it.correct_steps(&self.job) {
            self.step(&step.name).await?;
        }
        Ok(())
    }

    fn there(&self) -> simulators::esign::Session {
        self.service.session(&self.id()).unwrap()
    }

    fn invited(&self) -> Vec<String> {
        let mails = self.there().mails.into_iter();
        mails
            .filter(|mail| mail.kind == "invitation")
            .map(|mail| mail.to)
            .collect()
    }
}

#[test]
fn a_wish_is_steps_that_are_told_apart_from_those_of_the_next() {
    let it = Esign::new(Account::default()).unwrap();
    let mut job = crate::job::example(1, &[1]);
    let steps = |job: &Job| -> Vec<(String, StepWord)> {
        let steps = it.correct_steps(job).into_iter();
        steps
            .inspect(|step| assert_eq!(Step::parse(&step.name).unwrap().planned(), *step))
            .map(|step| (step.name, step.word))
            .collect()
    };
    assert!(steps(&job).is_empty());
    let whole = Wish {
        expires: Some(1),
        ..anne()
    };
    job.wish = Some(whole.clone());
    let all = [
        ("correct:signers:1".to_owned(), StepWord::Probe),
        ("invite:1".to_owned(), StepWord::Once),
        ("correct:session:1".to_owned(), StepWord::Probe),
    ];
    assert_eq!(steps(&job), all);
    job.wish = Some(Wish {
        number: 2,
        ..anne()
    });
    assert_eq!(steps(&job)[1].0, "invite:2");
    // Where the service writes to nobody, it invites nobody.
    job.options.insert("invite".into(), "link".into());
    assert_eq!(steps(&job).len(), 1);
    for wrong in [
        "correct",
        "correct:1",
        "correct:signers",
        "invite",
        "invite:x",
    ] {
        assert_eq!(Step::parse(wrong), None, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signer_becomes_who_they_are_to_be_and_is_invited_there_once() {
    let mut sent = sent(|_| {}).await;
    sent.correct(anne()).await.unwrap();
    let one = &sent.there().signers[0];
    assert_eq!(
        (one.name().as_str(), one.email.as_str()),
        ("Anne Aalto", ANNE)
    );
    assert_eq!(one.role, "Seller 1");
    assert_eq!(sent.invited(), ["s1@example.net", "s2@example.net", ANNE]);
    // It is so already: nothing more is asked for.
    sent.step("correct:signers:1").await.unwrap();
    assert_eq!(sent.service.count(Operation::UpdateSigners), 1);
    sent.service.sign_all(&sent.id()).unwrap();
    let seen = sent.look().await;
    assert_eq!(seen.state, Some(SeenState::Completed));
    assert_eq!(seen.signers[0].state, SignerState::Signed);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_of_a_signer_stays_asked() {
    let mut sent = sent(|sent| {
        let options = &mut sent.job.signers[0].options;
        options.insert("auth".into(), "KBAPlusPassword".into());
        options.insert("password".into(), "hunter2".into());
        options.insert("upload".into(), "yes".into());
        options.insert("last_name".into(), "Last1".into());
    })
    .await;
    sent.correct(anne()).await.unwrap();
    let one = &sent.there().signers[0];
    assert_eq!(one.request["AuthMethod"], "KBAPlusPassword");
    assert_eq!(one.request["AuthenticationSettings"]["Password"], "hunter2");
    assert_eq!((one.first.as_str(), one.last.as_str()), ("Anne", "Aalto"));
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_begun_signed_or_declined_is_never_changed() {
    for begun in [
        signer_status::IN_PROGRESS,
        signer_status::COMPLETED,
        signer_status::DELEGATED,
        signer_status::CANCELLED,
        42,
    ] {
        let mut sent = sent(|_| {}).await;
        sent.service
            .set_signer_status(&sent.id(), 1, begun)
            .unwrap();
        let error = sent.correct(anne()).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::SignerActed, "{begun}");
        assert_eq!(sent.service.count(Operation::UpdateSigners), 0);
        sent.clean();
    }
    let mut declined = sent(|_| {}).await;
    declined.service.decline(&declined.id(), 2, "No").unwrap();
    let error = declined.correct(anne()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::AlreadyEnded);
    declined.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_has_ended_is_not_asked_to_change() {
    for (state, code) in [
        (status::COMPLETED, ErrorCode::AlreadySigned),
        (status::ARCHIVED, ErrorCode::AlreadySigned),
        (status::CANCELLED, ErrorCode::AlreadyEnded),
        (status::DELETED, ErrorCode::AlreadyEnded),
        (status::EXPIRED, ErrorCode::AlreadyEnded),
        (status::PURGED, ErrorCode::AlreadyEnded),
    ] {
        for wish in [
            anne(),
            Wish {
                number: 1,
                remind_days: Some(9),
                ..Wish::default()
            },
        ] {
            let mut sent = sent(|_| {}).await;
            sent.service.set_status(&sent.id(), state).unwrap();
            let error = sent.correct(wish).await.unwrap_err();
            assert_eq!(error.code, code, "{state}");
            let asked = [Operation::Update, Operation::UpdateSigners];
            assert_eq!(asked.map(|one| sent.service.count(one)), [0, 0]);
            sent.clean();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_whose_answer_is_lost_is_looked_for_before_it_is_made_again() {
    let session = || Wish {
        number: 1,
        remind_days: Some(9),
        ..Wish::default()
    };
    for (operation, wish) in [
        (Operation::UpdateSigners, anne()),
        (Operation::Update, session()),
    ] {
        for accepted in [true, false] {
            let mut sent = sent(|_| {}).await;
            let fault = sent.service.faults().on(operation).nth(1);
            if accepted {
                fault.drop_after_accept();
            } else {
                fault.drop_before_accept();
            }
            sent.correct(wish.clone()).await.unwrap();
            let requests = if accepted { 1 } else { 2 };
            assert_eq!(sent.service.count(operation), requests, "{operation:?}");
            if operation == Operation::UpdateSigners {
                assert_eq!(sent.there().signers[0].email, ANNE);
                assert_eq!(sent.invited().len(), 3);
            } else {
                assert_eq!(sent.there().info["ReminderFrequencyDays"], 9);
            }
            sent.clean();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_answered_well_and_does_not_show_counts_as_refused() {
    for (operation, wish) in [
        (Operation::UpdateSigners, anne()),
        (
            Operation::Update,
            Wish {
                number: 1,
                remind_days: Some(9),
                ..Wish::default()
            },
        ),
    ] {
        let mut sent = sent(|_| {}).await;
        sent.service
            .faults()
            .on(operation)
            .fault(Twist::UpdateIgnored);
        let error = sent.correct(wish).await.unwrap_err();
        assert_eq!(
            (error.code, error.happened),
            (ErrorCode::ServiceRefused, Happened::No)
        );
        assert_eq!(sent.service.count(operation), 1);
        assert_eq!(sent.invited().len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_whose_answer_is_lost_is_not_made_again() {
    let mut sent = sent(|_| {}).await;
    sent.service
        .faults()
        .on(Operation::Invite)
        .drop_after_accept();
    let error = sent.correct(anne()).await.unwrap_err();
    assert_eq!(error.happened, Happened::Unknown);
    assert_eq!(sent.service.count(Operation::Invite), 1);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_later_in_the_order_is_invited_by_the_service_when_it_is_their_turn() {
    let mut sent = sent(|sent| sent.job.in_order = true).await;
    let wish = Wish {
        signers: vec![signer(2, "Ben Bakker", "ben@example.org")],
        moved: vec![2],
        ..anne()
    };
    sent.correct(wish).await.unwrap();
    assert_eq!(sent.invited(), ["s1@example.net"]);
    sent.service.sign(&sent.id(), 1).unwrap();
    assert_eq!(sent.invited(), ["s1@example.net", "ben@example.org"]);
    assert_eq!(sent.service.count(Operation::Invite), 0);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn within_a_minute_of_a_reminder_the_new_address_waits() {
    let mut sent = sent(|_| {}).await;
    sent.step("remind:2:1").await.unwrap();
    let error = sent.correct(anne()).await.unwrap_err();
    assert_eq!(error.happened, Happened::No);
    assert_eq!(error.code, ErrorCode::AskingBudgetSpent);
    assert_eq!(sent.there().signers[0].email, ANNE);
    assert_eq!(sent.service.count(Operation::Invite), 1);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_day_and_the_reminders_change_and_nothing_else_does() {
    const DAY: i64 = 86_400_000;
    for iso in [false, true] {
        let mut sent = sent(|sent| {
            let options = &mut sent.job.options;
            options.insert("session_password".into(), "hunter2".into());
            options.insert("delegation".into(), "yes".into());
            options.insert("copies".into(), "attachments".into());
            sent.job.message = Some("Two pages.".into());
            sent.job.in_order = true;
            sent.job.remind_days = Some(7);
            if iso {
                let settings = &mut sent.it.account.settings;
                settings.insert("wire.dates".into(), "iso".into());
            }
        })
        .await;
        let before = sent.there().info;
        let end = sent.bench.now + 12 * DAY;
        let wish = Wish {
            number: 1,
            expires: Some(end),
            remind_days: Some(3),
            ..Wish::default()
        };
        sent.correct(wish).await.unwrap();
        let mut after = sent.there().info;
        assert_eq!(after["ReminderFrequencyDays"], 3);
        let seen = sent.look().await.expires.unwrap();
        assert!((end..end + DAY).contains(&seen) && seen % DAY == 0);
        let mut before = before;
        for name in ["ReminderFrequencyDays", "ExpiresOn", "FirstSigner"] {
            for info in [&mut before, &mut after] {
                info.as_object_mut().unwrap().remove(name);
            }
        }
        assert_eq!(after, before);
        assert!(sent.invited().len() == 1, "nobody is told of it by Paraph");
        sent.clean();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn row_31_reminders_that_the_service_makes_fewer_are_told_as_they_are() {
    let options = Options {
        most_reminder: 5,
        ..Options::default()
    };
    let mut sent = Sent::new(options, &[1]);
    sent.send().await.unwrap();
    sent.job.wish = Some(Wish {
        number: 1,
        remind_days: Some(20),
        ..Wish::default()
    });
    let left = sent.step("correct:session:1").await.unwrap();
    let StepOutcome::Corrected { remind_days, .. } = left.outcome else {
        panic!("{left:?}")
    };
    assert_eq!(remind_days, Some(5));
    let events = left.seen.unwrap().events;
    assert!(events.iter().any(|one| one.what == "reminders-differ"));
    sent.job.wish.as_mut().unwrap().remind_days = Some(31);
    let error = sent.step("correct:session:1").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::OptionInvalid);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn row_20_answers_that_are_written_otherwise_are_understood() {
    let mut sent = sent(|_| {}).await;
    for operation in [
        Operation::Read,
        Operation::Update,
        Operation::UpdateSigners,
        Operation::Invite,
    ] {
        sent.service.faults().on(operation).fault(Twist::Odd);
    }
    let wish = Wish {
        remind_days: Some(2),
        ..anne()
    };
    sent.correct(wish).await.unwrap();
    assert_eq!(sent.there().info["ReminderFrequencyDays"], 2);
    assert_eq!(sent.invited().len(), 3);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_shows_no_names_is_believed_when_it_takes_a_correction() {
    let mut sent = sent(|_| {}).await;
    let faults = sent.service.faults();
    faults.on(Operation::Read).fault(Twist::Nameless);
    sent.correct(anne()).await.unwrap();
    assert_eq!(sent.service.count(Operation::UpdateSigners), 1);
    assert_eq!(sent.there().signers[0].email, ANNE);
    sent.clean();
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_written_to_where_the_reminders_of_a_wish_are_out_of_range() {
    let mut sent = sent(|_| {}).await;
    let before = sent.invited();
    let wish = Wish {
        remind_days: Some(45),
        ..anne()
    };
    let error = sent.correct(wish).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::OptionInvalid);
    assert_eq!(sent.invited(), before);
    assert_eq!(sent.service.count(Operation::UpdateSigners), 0);
    sent.clean();
}

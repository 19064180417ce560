//! How a transaction goes on: processing, invitations, acts, reminders, expiry (§4).

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::place;
use super::render;
use super::service::Sim;
use super::state::{Activity, Due, Letter, MailKind, State, Timer, Transaction, status};

/// What a signer is reminded after where nothing is said (§3.1).
const REMIND: i64 = 7;

impl Sim {
    /// Does what is due in a transaction by now, in the order of time.
    pub(super) fn run_due(&self, state: &mut State, t: &mut Transaction, now: OffsetDateTime) {
        loop {
            let due = t
                .timers
                .iter()
                .enumerate()
                .filter(|(_, timer)| timer.at <= now);
            let Some((index, _)) = due.min_by_key(|(index, timer)| (timer.at, *index)) else {
                return;
            };
            let Timer { at, due } = t.timers.remove(index);
            match due {
                Due::Processed => self.processed(state, t, at),
                Due::Acted { signer, reject } => self.acted(state, t, signer, reject, at),
                Due::Reminder { signer } => self.remind(state, t, signer, at),
                Due::Expiry if !t.over() => self.set_status(state, t, status::EXPIRED, at),
                Due::Expiry => {}
            }
        }
    }

    /// Another status, with its postback. An end never changes.
    pub(super) fn set_status(
        &self,
        state: &mut State,
        t: &mut Transaction,
        to: i64,
        at: OffsetDateTime,
    ) {
        if t.over() || t.status == to {
            return;
        }
        self.force_status(state, t, to, at);
    }

    /// Another status whatever it was: for tests of what must not happen.
    pub(super) fn force_status(
        &self,
        state: &mut State,
        t: &mut Transaction,
        to: i64,
        at: OffsetDateTime,
    ) {
        t.status = to;
        t.modified = at;
        t.history.push((to, render::time(at)));
        if t.over() {
            t.ended.get_or_insert(at);
            t.timers.clear();
            self.tell_sender(t, at);
        }
        if to == status::SIGNED {
            self.tell_signed(state, t, at);
        }
        self.post(state, t, at);
    }

    fn processed(&self, state: &mut State, t: &mut Transaction, at: OffsetDateTime) {
        if t.status != status::PROCESSING {
            return;
        }
        let becomes = t.becomes;
        if becomes == status::FAILED {
            let words = t.failure.clone().unwrap_or_default();
            let subject = "A transaction failed";
            let letter = Letter {
                to: &self.options.sender,
                id: "",
                subject,
                words: &words,
            };
            t.mail(MailKind::Account, letter, at);
        }
        self.set_status(state, t, becomes, at);
        if becomes == status::SIGNERS {
            self.invite(state, t, at);
        }
    }

    /// Invites whose turn it is: all at once, or the first that has not signed, or nobody (§3,
    /// `SignRequestMode` 1, 2 and 0).
    fn invite(&self, state: &mut State, t: &mut Transaction, at: OffsetDateTime) {
        let all_at_once = match t.int("SignRequestMode") {
            Some(0) => return,
            mode => mode == Some(1),
        };
        for index in 0..t.signers.len() {
            let signer = &t.signers[index];
            if signer.signed.is_some() {
                continue;
            }
            if signer.by_mail() && !signer.invited {
                let to = signer.email().to_owned();
                let subject = signer.text("SignRequestSubject").unwrap_or("Please sign");
                let subject = subject.to_owned();
                let link = format!("{}/sign/{}", self.origin(), signer.link);
                let message = signer.text("SignRequestMessage").unwrap_or_default();
                let words = format!("{message}\n\n{link}");
                let id = signer.id.clone();
                let remind = signer.request.get("DaysToRemind");
                let remind = remind.and_then(serde_json::Value::as_i64).unwrap_or(REMIND);
                // 0 is the organisation's default, -1 never.
                let remind = if remind == 0 { REMIND } else { remind };
                t.signers[index].invited = true;
                let letter = Letter {
                    to: &to,
                    id: &id,
                    subject: &subject,
                    words: &words,
                };
                t.mail(MailKind::Invitation, letter, at);
                self.activity(state, t, index, 101, None, at);
                if remind > 0 {
                    t.timers.push(Timer {
                        at: at + Duration::days(remind),
                        due: Due::Reminder { signer: index },
                    });
                }
            }
            // In sequence the next one waits, whoever told this one.
            if !all_at_once {
                return;
            }
        }
    }

    fn remind(&self, state: &mut State, t: &mut Transaction, index: usize, at: OffsetDateTime) {
        let Some(signer) = t.signers.get(index) else {
            return;
        };
        if signer.signed.is_some() || t.status != status::SIGNERS {
            return;
        }
        let (to, id) = (signer.email().to_owned(), signer.id.clone());
        let subject = "Reminder: please sign";
        let letter = Letter {
            to: &to,
            id: &id,
            subject,
            words: "",
        };
        t.mail(MailKind::Reminder, letter, at);
        self.activity(state, t, index, 104, None, at);
    }

    /// A signer's act is taken in.
    pub(super) fn acted(
        &self,
        state: &mut State,
        t: &mut Transaction,
        index: usize,
        reject: Option<String>,
        at: OffsetDateTime,
    ) {
        let Some(signer) = t.signers.get_mut(index) else {
            return;
        };
        if t.status >= status::SIGNED || signer.signed.is_some() {
            return;
        }
        if let Some(reason) = reject {
            signer.rejected = Some(at);
            signer.reject_reason = Some(reason);
            self.activity(state, t, index, 202, None, at);
            self.set_status(state, t, status::REJECTED, at);
            return;
        }
        signer.signed = Some(at);
        for (set, field, value) in t.files.iter().flat_map(|f| place::filled(f, &signer.id)) {
            // Comes back in the signer's context, beside what the client put there (§5).
            let context = &mut signer.request["Context"];
            let taken = context.get(&set).is_some_and(|own| !own.is_object());
            if !taken {
                context[set][field] = value;
            }
        }
        self.activity(state, t, index, 203, None, at);
        let all = t.signers.iter().all(|signer| signer.signed.is_some());
        t.becomes = if all { status::SIGNED } else { status::SIGNERS };
        self.set_status(state, t, status::PROCESSING, at);
        t.timers.push(Timer {
            at: at + self.options.processing,
            due: Due::Processed,
        });
    }

    /// An activity of a signer, with its postback.
    pub(super) fn activity(
        &self,
        state: &mut State,
        t: &mut Transaction,
        index: usize,
        code: i64,
        info: Option<String>,
        at: OffsetDateTime,
    ) {
        let Some(signer) = t.signers.get_mut(index) else {
            return;
        };
        signer.activities.push(new_activity(code, info, at));
        t.modified = at;
        self.post(state, t, at);
    }

    /// Signers that want it, and all receivers, get the documents by mail (§3.1, §3.2).
    fn tell_signed(&self, state: &mut State, t: &mut Transaction, at: OffsetDateTime) {
        for index in 0..t.signers.len() {
            let signer = &t.signers[index];
            let wants = signer.flag("SendSignConfirmation");
            if wants.unwrap_or_else(|| signer.by_mail()) {
                let (to, id) = (signer.email().to_owned(), signer.id.clone());
                let letter = Letter {
                    to: &to,
                    id: &id,
                    subject: "Signed",
                    words: "",
                };
                t.mail(MailKind::Confirmation, letter, at);
                self.activity(state, t, index, 301, None, at);
                self.activity(state, t, index, 401, None, at);
            }
        }
        for index in 0..t.receivers.len() {
            let receiver = &mut t.receivers[index];
            let list = receiver.activities.get_or_insert_default();
            list.push(new_activity(301, None, at));
            let text = |name: &str| {
                let text = receiver
                    .request
                    .get(name)
                    .and_then(serde_json::Value::as_str);
                text.unwrap_or_default().to_owned()
            };
            let (to, subject, words) = (text("Email"), text("Subject"), text("Message"));
            let id = receiver.id.clone();
            let letter = Letter {
                to: &to,
                id: &id,
                subject: &subject,
                words: &words,
            };
            t.mail(MailKind::Documents, letter, at);
            self.post(state, t, at);
        }
    }

    /// The sender is told how it ended, unless that was not wanted (§3).
    fn tell_sender(&self, t: &mut Transaction, at: OffsetDateTime) {
        let wanted = t.request.get("SendEmailNotifications");
        if wanted == Some(&serde_json::Value::Bool(false)) {
            return;
        }
        let subject = format!("Transaction {} ended with {}", t.id, t.status);
        let letter = Letter {
            to: &self.options.sender,
            id: "",
            subject: &subject,
            words: "",
        };
        t.mail(MailKind::Sender, letter, at);
    }
}

pub(super) fn new_activity(code: i64, info: Option<String>, at: OffsetDateTime) -> Activity {
    Activity {
        id: Uuid::new_v4().to_string(),
        code,
        info,
        at,
    }
}

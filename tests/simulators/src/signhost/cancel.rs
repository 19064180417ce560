//! E6: a transaction is cancelled, or its documents erased (§2, §10, F25).

use serde_json::Value;
use time::OffsetDateTime;

use super::render;
use super::rules;
use super::service::Sim;
use super::state::{Letter, MailKind, State, Transaction, status};
use crate::core::{Call, Judge, Reply};

impl Sim {
    pub(super) fn cancel(
        &self,
        state: &mut State,
        judge: &mut Judge<'_>,
        call: &Call,
        transaction: &mut Transaction,
        now: OffsetDateTime,
    ) -> Reply {
        let mut wish = serde_json::Map::new();
        if !call.body.is_empty()
            && let Some(body) = rules::object(judge, &call.body)
        {
            wish = rules::cancel(judge, &body);
        }
        if transaction.status == status::SIGNED && !transaction.all_fetched() {
            let words = "a signed transaction is erased before files and receipt were fetched";
            judge.note("cancel.before_fetched", "§11 F25", words);
        }
        if transaction.status == status::PROCESSING && self.options.cancel_refused_while_processing
        {
            judge.deny(400, "The transaction is being processed.");
        }
        if transaction.over() && self.options.cancel_after_end_gone {
            judge.deny(410, "The transaction has ended.");
        }
        if let Some(reply) = judge.reply() {
            return reply;
        }
        transaction.erased = true;
        if !transaction.over() {
            let reason = wish.get("Reason").and_then(Value::as_str);
            transaction.cancelled = Some(now);
            transaction.cancel_reason = reason.map(str::to_owned);
            if wish.get("SendNotifications") == Some(&Value::Bool(true)) {
                let invited = transaction.signers.iter().filter(|signer| signer.invited);
                let to: Vec<_> = invited
                    .map(|signer| (signer.email().to_owned(), signer.id.clone()))
                    .collect();
                let words = reason.unwrap_or_default();
                for (to, id) in to {
                    let kind = MailKind::Cancelled;
                    let letter = Letter {
                        to: &to,
                        id: &id,
                        subject: "Cancelled",
                        words,
                    };
                    transaction.mail(kind, letter, now);
                }
            }
            self.set_status(state, transaction, status::CANCELLED, now);
        }
        Reply::json(200, &render::transaction(transaction, self.origin()))
    }
}

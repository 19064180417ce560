//! E5: a transaction is read (§7, F23, F28).

use time::{Duration, OffsetDateTime};

use super::render;
use super::service::Sim;
use super::state::{Transaction, status};
use crate::core::{Judge, Reply};

/// How long metadata is kept after the end, about three months (§7).
const METADATA: Duration = Duration::days(90);

impl Sim {
    pub(super) fn read(
        &self,
        judge: &mut Judge<'_>,
        transaction: &mut Transaction,
        now: OffsetDateTime,
    ) -> Reply {
        transaction.reads += 1;
        if let Some(most) = self.options.reads
            && transaction.reads > most
        {
            let words = format!("read {} times, {most} at most", transaction.reads);
            judge.note("limits.reads", "§7", words.clone());
            if judge.strict() {
                return Reply::message(429, &words);
            }
        }
        let cleaned = transaction
            .ended
            .is_some_and(|ended| now >= ended + METADATA);
        let above = transaction.status > status::SIGNED && self.options.gone_above_30;
        if cleaned || above {
            return Reply::json(410, &render::partial(transaction));
        }
        Reply::json(200, &render::transaction(transaction, self.origin()))
    }
}

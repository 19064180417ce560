//! What lies at a service and is lost unless it is fetched soon. It goes before all other work, is
//! tried again within seconds, and keeps the computer awake.

use std::time::Duration;

use history::SessionRow;
use services::{Connector, Job};
use session::{Service, State};

use crate::{Desk, DeskError};

/// How much longer the service may keep it than this computer's clock says, in milliseconds.
const GRACE: i64 = 5 * 60_000;
/// The longest pause between two tries.
const LONGEST: Duration = Duration::from_secs(30);

/// Whether something may still be saved by trying at once.
pub(crate) fn presses(connector: &dyn Connector, job: &Job, now: i64) -> bool {
    connector
        .deadline(job)
        .is_some_and(|deadline| is_ahead(deadline, now))
}

fn is_ahead(deadline: i64, now: i64) -> bool {
    now < deadline.saturating_add(GRACE)
}

/// The pause after so many tries that were in vain: 2, 4, 8, 16, 30 seconds and so on.
pub(crate) fn pause(tries: u32) -> Duration {
    Duration::from_secs(2)
        .saturating_mul(2_u32.saturating_pow(tries.min(10)))
        .min(LONGEST)
}

impl Desk {
    /// When what lies at the service for a session is lost unless it was fetched by then.
    pub(crate) fn deadline(&self, row: &SessionRow) -> Result<Option<i64>, DeskError> {
        if row.service == Service::Local || !row.state.is_open() {
            return Ok(None);
        }
        let connector = self.planning_connector(&self.account_row(&row.account)?)?;
        Ok(connector.deadline(&self.job(&row.id, None)?))
    }

    /// Whether something of a session may still be saved by trying at once, even with a key that
    /// was refused: a service that refuses it for a moment must not cost a contract.
    pub(crate) fn presses(&self, row: &SessionRow) -> Result<bool, DeskError> {
        let now = self.now_millis();
        Ok(self.deadline(row)?.is_some_and(|at| is_ahead(at, now)))
    }

    /// The sessions of which something lies at a service that may be lost soon, and when, in
    /// milliseconds since 1970: while there is one, the program should not end in silence.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn deadlines(&self) -> Result<Vec<(String, i64)>, DeskError> {
        let open = self.history().sessions(&history::Query {
            states: vec![State::Sending, State::Waiting, State::Completed],
            limit: u32::MAX,
            ..history::Query::default()
        })?;
        let mut found = Vec::new();
        for row in open {
            if let Some(at) = self.deadline(&row)? {
                found.push((row.id, at));
            }
        }
        found.sort_by_key(|(_, at)| *at);
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_lost_is_tried_for_every_few_seconds() {
        let seconds: Vec<u64> = (0..7).map(|tries| pause(tries).as_secs()).collect();
        assert_eq!(seconds, [2, 4, 8, 16, 30, 30, 30]);
    }
}

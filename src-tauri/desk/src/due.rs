//! When each session that is followed is to be worked on. It follows from the history alone, so
//! that as long as nothing is written there is nothing to look through, and where something was
//! written only the sessions that changed are thought through anew.

use std::collections::HashMap;

use history::{AccountRow, SessionRow, Version};
use session::{Service, State};

use crate::{Desk, DeskError};

/// What was known at the last round.
#[derive(Default)]
pub(crate) struct Known {
    /// How the history was when nothing was to do, and when there will be.
    at_rest: Option<(Version, Option<i64>)>,
    accounts: Vec<AccountRow>,
    /// Each session as it was recorded, when it was due then, and whether it pressed.
    sessions: HashMap<String, (SessionRow, Option<i64>, bool)>,
}

/// A session that is to be worked on.
pub(crate) struct Due {
    pub(crate) id: String,
    /// When, in milliseconds since 1970.
    pub(crate) at: i64,
    /// Whether something of it may be lost at the service.
    pub(crate) presses: bool,
}

impl Desk {
    /// When the next is due, where nothing is and nothing was written since the last round.
    pub(crate) fn at_rest(&self, version: Option<Version>) -> Option<Option<i64>> {
        let (seen, next) = crate::lock(&self.inner.known).at_rest?;
        let rests = version == Some(seen) && next.is_none_or(|at| at > self.now_millis());
        rests.then_some(next)
    }

    /// Nothing is to do until then, unless something is written. `version` was taken before it
    /// was looked through; none: something was worked on.
    pub(crate) fn rest(&self, version: Option<Version>, next: Option<i64>) {
        crate::lock(&self.inner.known).at_rest = version.map(|version| (version, next));
    }

    /// Whether something lies at a service that may be lost soon, as far as the last round knew.
    pub(crate) fn something_presses(&self) -> bool {
        let known = crate::lock(&self.inner.known);
        known.sessions.values().any(|(_, _, presses)| *presses)
    }

    /// The sessions elsewhere that are still open, or still open there, and when they are due, now or later; those of
    /// which something may be lost come first.
    pub(crate) fn all_due(&self) -> Result<Vec<Due>, DeskError> {
        let accounts = self.history().accounts()?;
        let mut followed = self.history().sessions(&history::Query {
            states: vec![State::Sending, State::Waiting, State::Completed],
            limit: u32::MAX,
            ..history::Query::default()
        })?;
        followed.extend(self.history().ended_here_only()?);
        let mut known = crate::lock(&self.inner.known);
        if known.accounts != accounts {
            known.sessions.clear();
            known.accounts = accounts;
        }
        let mut sessions = HashMap::with_capacity(followed.len());
        let mut all = Vec::new();
        for row in followed {
            if row.service == Service::Local {
                continue;
            }
            let (due, presses) = match known.sessions.remove(&row.id) {
                // What else moves the time, such as a request that was counted, is written with
                // the row.
                Some((was, due, presses)) if was == row => (due, presses),
                _ => match (self.due(&row.id), self.deadline(&row)) {
                    (Ok(due), Ok(deadline)) => (due, deadline.is_some()),
                    // One that cannot be read does not keep the others.
                    _ => continue,
                },
            };
            all.extend(due.map(|at| Due {
                id: row.id.clone(),
                at,
                presses,
            }));
            sessions.insert(row.id.clone(), (row, due, presses));
        }
        known.sessions = sessions;
        all.sort_by_key(|work| !work.presses);
        Ok(all)
    }
}

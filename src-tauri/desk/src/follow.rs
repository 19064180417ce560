//! Following what happens, whichever process does it.

use std::time::Duration;

use serde::Serialize;
use session::State;

use crate::clock::{rfc3339, with_zone};
use crate::{Desk, DeskError};

/// An event as it comes, for those who follow.
#[derive(Debug, Clone, Serialize)]
pub struct Follow {
    /// The session's id.
    pub session: String,
    /// Where the session stands now.
    pub state: State,
    /// When it happened, RFC 3339.
    pub time: String,
    /// Who.
    pub actor: String,
    /// What, as a stable word.
    pub what: String,
}

impl Desk {
    /// The number of the newest event: where following begins.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn newest_event(&self) -> Result<i64, DeskError> {
        Ok(self.history().newest_event()?)
    }

    /// The events that came after that number, whichever process recorded them.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn events_after(&self, row: i64) -> Result<Vec<(i64, Follow)>, DeskError> {
        let mut followed = Vec::new();
        for event in self.history().events_after(row)? {
            let state = self.history().session(&event.session)?.state;
            followed.push((
                event.row,
                Follow {
                    session: event.session,
                    state,
                    time: rfc3339(with_zone(event.time, event.zone)),
                    actor: event.actor,
                    what: event.what,
                },
            ));
        }
        Ok(followed)
    }

    /// Follows what other processes do in this data folder and tells the window, until dropped.
    pub async fn follow_others(&self) {
        let mut seen = self.newest_event().unwrap_or(0);
        loop {
            tokio::time::sleep(Duration::from_millis(700)).await;
            let Ok(events) = self.events_after(seen) else {
                continue;
            };
            for (row, event) in events {
                seen = row;
                self.session_changed(&event.session);
            }
        }
    }
}

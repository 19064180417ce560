//! Calling work off: a session's work in this process ends at its next breath.

use tokio::sync::watch;

use crate::{Desk, DeskError, lock};

/// Hears when the work on a session is called off.
pub(crate) struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Comes back once it is called off; never otherwise.
    pub(crate) async fn called(&self) {
        let mut heard = self.0.clone();
        if heard.wait_for(|called| *called).await.is_err() {
            // Nobody can call it off any more.
            std::future::pending::<()>().await;
        }
    }
}

impl Desk {
    pub(crate) fn stop_of(&self, session: &str) -> Stop {
        let mut stops = lock(&self.inner.stops);
        let sender = stops
            .entry(session.to_owned())
            .or_insert_with(|| watch::channel(false).0);
        Stop(sender.subscribe())
    }

    /// Calls off what this process does for a session, or lets it work again.
    pub(crate) fn call_off(&self, session: &str, off: bool) {
        let mut stops = lock(&self.inner.stops);
        if off {
            stops
                .entry(session.to_owned())
                .or_insert_with(|| watch::channel(false).0)
                .send_replace(true);
        } else {
            stops.remove(session);
        }
    }

    /// Stops sending for now, as when there is no connection: the session stays as it is and
    /// does not go on by itself. Resume goes on.
    ///
    /// # Errors
    /// When the session is unknown or another process works on it.
    pub async fn stop(&self, session: &str) -> Result<session::Session, DeskError> {
        self.history().session(session)?;
        self.call_off(session, true);
        let held = self.hold_session(session).await;
        self.call_off(session, false);
        let _held = held?;
        if self.history().session(session)?.state == session::State::Sending {
            self.history().take_up_again(session, None)?;
            self.history()
                .set_error(session, Some((session::ErrorCode::Stopped, "")))?;
        }
        self.session_changed(session);
        self.session(session)
    }
}

//! What the session bus knows of a window's name.

#[cfg(target_os = "linux")]
pub(crate) use session::{has, listens};

/// Elsewhere the one with the lock is asked as it is. *Not run.*
#[cfg(not(target_os = "linux"))]
pub(crate) fn listens(_: &str) -> bool {
    true
}

/// Elsewhere the system itself forgets a dead window. *Not run.*
#[cfg(not(target_os = "linux"))]
pub(crate) fn has(_: &str) -> Option<bool> {
    Some(false)
}

#[cfg(target_os = "linux")]
mod session {
    use std::sync::mpsc;
    use std::time::Duration;

    use zbus::blocking::{Connection, fdo};
    use zbus::names::BusName;

    /// Who does not answer for so long is as good as gone.
    const ANSWER: Duration = Duration::from_secs(2);

    /// Whether somebody has that name and is alive.
    pub(crate) fn listens(name: &str) -> bool {
        let name = whole(name);
        within_time(move || {
            let bus = Connection::session()?;
            let peer = fdo::PeerProxy::builder(&bus)
                .destination(name)?
                .path("/")?
                .build()?;
            peer.ping()
        })
        .is_some()
    }

    /// Whether somebody has that name; `None` where there is no bus, or one that does not answer.
    pub(crate) fn has(name: &str) -> Option<bool> {
        let name = whole(name);
        within_time(move || {
            let bus = Connection::session()?;
            let name = BusName::try_from(name.as_str())?;
            Ok(fdo::DBusProxy::new(&bus)?.name_has_owner(name)?)
        })
    }

    /// As the single-instance plugin calls it.
    fn whole(name: &str) -> String {
        format!("{name}.SingleInstance")
    }

    /// Asks on a thread of its own: nothing bounds how long a bus may take to say hello.
    fn within_time<T: Send + 'static>(
        ask: impl FnOnce() -> zbus::Result<T> + Send + 'static,
    ) -> Option<T> {
        let (say, heard) = mpsc::channel();
        std::thread::spawn(move || {
            let _ = say.send(ask());
        });
        heard.recv_timeout(ANSWER).ok()?.ok()
    }
}

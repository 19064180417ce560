//! Holds off the computer's sleep while something at a service may be lost soon. On Linux by a
//! lock of logind, over the system's bus; on macOS by the system's own `caffeinate`, which was
//! compiled and not run; elsewhere not at all.

use std::sync::Mutex;

/// The lock, while it is held.
#[derive(Default)]
pub(crate) struct Awake {
    held: Mutex<Option<platform::Lock>>,
}

impl Awake {
    /// Takes the lock, or lets it go. Where there is none to be had the computer may sleep, and
    /// the work is taken up when it wakes. It may wait for the bus.
    pub(crate) fn keep(&self, awake: bool, why: &str) {
        let mut held = crate::lock(&self.held);
        match (awake, held.is_some()) {
            (true, false) => *held = platform::take(why),
            (false, true) => *held = None,
            _ => {}
        }
    }
}

#[cfg(target_os = "linux")]
mod platform {
    use zbus::zvariant::OwnedFd;

    /// logind's lock: it holds as long as the file is open.
    pub(super) struct Lock(#[allow(dead_code, reason = "it is held, not used")] OwnedFd);

    pub(super) fn take(why: &str) -> Option<Lock> {
        take_over(&zbus::blocking::Connection::system().ok()?, why)
    }

    pub(super) fn take_over(bus: &zbus::blocking::Connection, why: &str) -> Option<Lock> {
        let answer = bus.call_method(
            Some("org.freedesktop.login1"),
            "/org/freedesktop/login1",
            Some("org.freedesktop.login1.Manager"),
            "Inhibit",
            &("sleep", "Paraph", why, "block"),
        );
        let descriptor = answer.ok()?.body().deserialize::<OwnedFd>().ok()?;
        Some(Lock(descriptor))
    }
}

#[cfg(target_os = "macos")]
mod platform {
    use std::process::{Child, Command};

    pub(super) struct Lock(Child);

    impl Drop for Lock {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    pub(super) fn take(_why: &str) -> Option<Lock> {
        let me = std::process::id().to_string();
        // It also ends with this program.
        let child = Command::new("caffeinate").args(["-i", "-w", &me]).spawn();
        child.ok().map(Lock)
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
mod platform {
    pub(super) struct Lock;

    pub(super) fn take(_why: &str) -> Option<Lock> {
        None
    }
}

#[cfg(all(test, target_os = "linux"))]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use crate::bus_tests::Bus;

    #[test]
    fn sleep_is_held_off_as_long_as_the_lock_is_held_and_no_longer() {
        let bus = Bus::start();
        let logind = bus.logind();
        let lock = super::platform::take_over(&bus.connect(), "It is being signed").unwrap();
        let asked = logind.asked.lock().unwrap().clone();
        let expected = ["sleep", "Paraph", "It is being signed", "block"].map(str::to_owned);
        assert_eq!(asked, [expected]);
        assert!(logind.holds());
        drop(lock);
        assert!(!logind.holds());
    }

    #[test]
    fn where_nobody_gives_a_lock_there_is_none() {
        let bus = Bus::start();
        assert!(super::platform::take_over(&bus.connect(), "why").is_none());
    }
}

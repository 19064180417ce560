//! The time that is left of what a service deletes soon, as a notification on the desktop: one for
//! each contract, brought up to date while the time runs, and gone once the contract is here.
//! Over the session's bus on Linux; elsewhere not at all.

use std::collections::HashMap;
use std::time::Duration;

use crate::clock::{hour_and_minute, local};
use crate::{Desk, DeskError};

/// How often it is looked at.
const TICK: Duration = Duration::from_secs(10);
/// The notification is brought up to date when so many minutes are left: a notification that
/// changes every minute would be in the way.
const STAGES: [i64; 6] = [0, 1, 2, 3, 5, 10];

/// A notification as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Notice {
    session: String,
    title: String,
    text: String,
    /// When the time ends, and the stage: what it is brought up to date for.
    due: (i64, i64),
}

/// What is on the desktop: for each session the notification's number and what it was shown for.
#[derive(Default)]
struct Shown {
    desktop: Option<platform::Desktop>,
    all: HashMap<String, (u32, (i64, i64))>,
}

impl Shown {
    /// Shows these and no others.
    fn show(&mut self, notices: &[Notice]) {
        if self.desktop.is_none() && !notices.is_empty() {
            self.desktop = platform::Desktop::connect();
        }
        // Without a desktop there is nobody to be told.
        let Some(desktop) = &self.desktop else { return };
        let gone: Vec<String> = self
            .all
            .keys()
            .filter(|id| !notices.iter().any(|one| one.session == **id))
            .cloned()
            .collect();
        for (number, _) in gone.iter().filter_map(|id| self.all.remove(id)) {
            desktop.close(number);
        }
        for one in notices {
            let before = self.all.get(&one.session);
            if before.is_some_and(|(_, due)| *due == one.due) {
                continue;
            }
            let number = before.map_or(0, |(number, _)| *number);
            if let Some(number) = desktop.show(number, &one.title, &one.text) {
                self.all.insert(one.session.clone(), (number, one.due));
            }
        }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.show(&[]);
    }
}

impl Desk {
    /// Counts down on the desktop what lies at a service and is deleted there soon, until dropped.
    /// For a program that a person looks at.
    pub async fn count_down_on_the_desktop(&self) {
        let mut shown = Shown::default();
        loop {
            if self.something_presses() || !shown.all.is_empty() {
                // What cannot be read now is shown the next time.
                if let Ok(notices) = self.countdowns() {
                    let work = tokio::task::spawn_blocking(move || {
                        shown.show(&notices);
                        shown
                    });
                    shown = work.await.unwrap_or_default();
                }
            }
            self.inner.clock.sleep(TICK).await;
        }
    }

    fn countdowns(&self) -> Result<Vec<Notice>, DeskError> {
        let now = self.now_millis();
        let deadlines = self.deadlines()?;
        let notices = deadlines.into_iter().map(|(session, at)| {
            let row = self.history().session(&session)?;
            let minutes = ((at - now).max(0) + 59_999) / 60_000;
            let stage = STAGES.into_iter().find(|stage| minutes <= *stage);
            let key = format!("service-{}", row.service.as_str());
            let args = [
                ("service", self.words().say(&key, &[])),
                ("minutes", minutes.to_string()),
                ("time", hour_and_minute(local(at))),
            ];
            let args: Vec<(&str, &str)> = args.iter().map(|(k, v)| (*k, v.as_str())).collect();
            let title = [("title", row.title.as_str())];
            Ok(Notice {
                title: self.words().say("notify-deadline-title", &title),
                text: self.words().say("notify-deadline", &args),
                due: (at, stage.unwrap_or(i64::MAX)),
                session,
            })
        });
        notices.collect()
    }
}

#[cfg(target_os = "linux")]
mod platform {
    use std::collections::HashMap;

    use zbus::blocking::Connection;
    use zbus::zvariant::Value;

    const NAME: &str = "org.freedesktop.Notifications";
    const PATH: &str = "/org/freedesktop/Notifications";

    /// Where notifications are shown.
    pub(super) struct Desktop(Connection);

    impl Desktop {
        pub(super) fn connect() -> Option<Self> {
            Connection::session().ok().map(Self)
        }

        #[cfg(test)]
        pub(super) fn on(bus: Connection) -> Self {
            Self(bus)
        }

        /// Shows one, in the place of the one of that number where it is not 0; its number.
        pub(super) fn show(&self, number: u32, title: &str, text: &str) -> Option<u32> {
            let hints = HashMap::from([
                ("desktop-entry", Value::from("paraph")),
                ("suppress-sound", Value::from(number != 0)),
            ]);
            let (actions, never): (&[&str], i32) = (&[], 0);
            let icon = "paraph";
            let all = ("Paraph", number, icon, title, text, actions, hints, never);
            let answer = self
                .0
                .call_method(Some(NAME), PATH, Some(NAME), "Notify", &all);
            answer.ok()?.body().deserialize().ok()
        }

        pub(super) fn close(&self, number: u32) {
            // One that the person has closed is no longer there.
            let call = "CloseNotification";
            let _ = self
                .0
                .call_method(Some(NAME), PATH, Some(NAME), call, &number);
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod platform {
    pub(super) struct Desktop;

    impl Desktop {
        pub(super) fn connect() -> Option<Self> {
            None
        }

        pub(super) fn show(&self, _number: u32, _title: &str, _text: &str) -> Option<u32> {
            None
        }

        pub(super) fn close(&self, _number: u32) {}
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::bus_tests::Bus;

    fn notice(session: &str, text: &str, due: (i64, i64)) -> Notice {
        Notice {
            session: session.to_owned(),
            title: "Lease".to_owned(),
            text: text.to_owned(),
            due,
        }
    }

    #[test]
    fn each_contract_has_one_notification_that_counts_down_moves_on_and_goes() {
        let bus = Bus::start();
        let desktop = bus.notifications();
        let mut shown = Shown {
            desktop: Some(platform::Desktop::on(bus.connect())),
            all: HashMap::new(),
        };
        let texts = || -> Vec<String> { desktop.all().into_iter().map(|one| one.2).collect() };
        let (first, later) = ((900_000, i64::MAX), (900_000, 10));
        shown.show(&[notice("a", "15 minutes", first)]);
        shown.show(&[notice("a", "14 minutes", first)]);
        assert_eq!(texts(), ["15 minutes"], "not every minute");
        shown.show(&[notice("a", "10 minutes", later), notice("b", "15", first)]);
        assert_eq!(texts(), ["10 minutes", "15"]);
        // The signer has begun: the end moves.
        shown.show(&[notice("a", "15 minutes again", (1_500_000, i64::MAX))]);
        assert_eq!(texts(), ["15 minutes again"]);
        assert_eq!(desktop.all()[0].0, 1, "in the place of the first");
        drop(shown);
        assert_eq!(desktop.all(), []);
    }

    #[test]
    fn without_a_desktop_nothing_is_shown_and_nothing_fails() {
        let bus = Bus::start();
        let mut shown = Shown {
            desktop: Some(platform::Desktop::on(bus.connect())),
            all: HashMap::new(),
        };
        shown.show(&[notice("a", "15 minutes", (900_000, 10))]);
        assert!(shown.all.is_empty());
    }
}

//! One window for each data folder. A lock in the folder decides which is the first; the session
//! bus only hands the files of a second launch over. A first that is about to end is off the bus
//! before its lock is free: who starts then waits, and is the first.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Wry};

/// The lock's file in the data folder. The system lets it go when its holder dies.
const LOCK: &str = "window.lock";

/// How long a window may take to end.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long until it is looked again.
const STEP: Duration = Duration::from_millis(50);

/// Held while the window is open.
pub(crate) struct OnlyOne {
    _lock: Option<File>,
}

/// What the lock says.
pub(crate) enum Launch {
    /// This is the first window of the data folder.
    First(OnlyOne),
    /// Another window has the data folder.
    Second,
}

/// Asks the lock. While another window has it but does not listen under that name of the session
/// bus, that window is ending or only just begins: then this waits for what comes of it.
pub(crate) fn launch(data_folder: &Path, name: &str) -> Launch {
    again_and_again(|| match ask_lock(data_folder) {
        Launch::Second if !listens(name) => None,
        launch => Some(launch),
    })
    .unwrap_or(Launch::Second)
}

/// Waits for the lock of a window that no longer listens.
pub(crate) fn await_lock(data_folder: &Path) -> Option<OnlyOne> {
    again_and_again(|| match ask_lock(data_folder) {
        Launch::First(only_one) => Some(only_one),
        Launch::Second => None,
    })
}

fn again_and_again<T>(mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let begun = Instant::now();
    loop {
        let answer = ask();
        if answer.is_some() || begun.elapsed() > PATIENCE {
            return answer;
        }
        std::thread::sleep(STEP);
    }
}

/// Asks the lock once. A folder in which nothing can be locked has no second window that could be
/// told apart: it counts as the first.
fn ask_lock(data_folder: &Path) -> Launch {
    // What is wrong with the folder the desk says when it opens it.
    let _ = std::fs::create_dir_all(data_folder);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(data_folder.join(LOCK));
    let Ok(file) = file else {
        return Launch::First(OnlyOne { _lock: None });
    };
    match file.try_lock() {
        Ok(()) | Err(TryLockError::Error(_)) => Launch::First(OnlyOne { _lock: Some(file) }),
        Err(TryLockError::WouldBlock) => Launch::Second,
    }
}

/// The name under which the windows of a data folder find each other.
pub(crate) fn bus_name(identifier: &str, data_folder: &Path) -> String {
    let whole = data_folder
        .canonicalize()
        .unwrap_or_else(|_| data_folder.to_owned());
    let digest = history::sha256(whole.as_os_str().as_encoded_bytes());
    let folder = digest.get(..16).unwrap_or_default();
    format!("{identifier}.f{folder}")
}

/// Hands over: as a second launch its files and this process ends; as the first it listens for
/// others. Where there is no session bus it does nothing.
pub(crate) fn hand_over(
    name: String,
    taken: impl Fn(&AppHandle<Wry>, Vec<String>, String) + Send + Sync + 'static,
) -> TauriPlugin<Wry> {
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(name)
        .callback(move |app, words, folder| taken(app, words, folder))
        .build()
}

/// Listens no longer: this window is about to end.
pub(crate) fn leave(app: &AppHandle<Wry>) {
    tauri_plugin_single_instance::destroy(app);
}

/// Waits until the bus has noticed that the window before this one is dead: the lock knows it
/// sooner.
pub(crate) fn await_bus(name: &str) {
    let _ = again_and_again(|| (!is_on_bus(name)).then_some(()));
}

/// Starts Paraph once more with what this window, which is ending, was handed.
pub(crate) fn start_another(words: &[String], folder: &str) {
    let Some((_, words)) = words.split_first() else {
        return;
    };
    // The files are where they were; who sees no window opens them again.
    let _ = std::env::current_exe().and_then(|program| {
        let mut another = std::process::Command::new(program);
        another.args(words).current_dir(folder).spawn()
    });
}

/// Whether somebody has that name and is alive.
#[cfg(target_os = "linux")]
fn listens(name: &str) -> bool {
    bus::answers(name).unwrap_or(false)
}

#[cfg(target_os = "linux")]
fn is_on_bus(name: &str) -> bool {
    bus::has_owner(name).unwrap_or(false)
}

/// Elsewhere the one with the lock is asked as it is. *Not run.*
#[cfg(not(target_os = "linux"))]
fn listens(_: &str) -> bool {
    true
}

/// Elsewhere the system itself forgets a dead window. *Not run.*
#[cfg(not(target_os = "linux"))]
fn is_on_bus(_: &str) -> bool {
    false
}

/// What the session bus knows of a window's name.
#[cfg(target_os = "linux")]
mod bus {
    use zbus::blocking::{Connection, connection::Builder, fdo};
    use zbus::names::BusName;

    /// A window that does not answer for so long is as good as gone.
    const ANSWER: std::time::Duration = std::time::Duration::from_secs(2);

    fn connect() -> zbus::Result<Connection> {
        Builder::session()?.method_timeout(ANSWER).build()
    }

    /// As the plugin calls it.
    fn whole(name: &str) -> String {
        format!("{name}.SingleInstance")
    }

    pub(super) fn has_owner(name: &str) -> zbus::Result<bool> {
        let bus = connect()?;
        let name = whole(name);
        let name = BusName::try_from(name.as_str())?;
        Ok(fdo::DBusProxy::new(&bus)?.name_has_owner(name)?)
    }

    pub(super) fn answers(name: &str) -> zbus::Result<bool> {
        let bus = connect()?;
        let peer = fdo::PeerProxy::builder(&bus)
            .destination(whole(name))?
            .path("/")?
            .build()?;
        Ok(peer.ping().is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_window_of_a_folder_is_told_from_the_second_until_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        let first = ask_lock(folder.path());
        assert!(matches!(first, Launch::First(_)));
        assert!(matches!(ask_lock(folder.path()), Launch::Second));
        drop(first);
        assert!(matches!(ask_lock(folder.path()), Launch::First(_)));
    }
}

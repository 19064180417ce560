//! One window for each data folder. A lock in the folder decides which is the first; the session
//! bus only hands the files of a second launch over.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Wry};

/// The lock's file in the data folder. The system lets it go when its holder dies.
const LOCK: &str = "window.lock";

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

/// Asks the lock. A folder in which nothing can be locked has no second window that could be told
/// apart: it counts as the first.
pub(crate) fn launch(data_folder: &Path) -> Launch {
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
pub(crate) fn bus_name(app: &AppHandle<Wry>, data_folder: &Path) -> String {
    let whole = data_folder
        .canonicalize()
        .unwrap_or_else(|_| data_folder.to_owned());
    let digest = history::sha256(whole.as_os_str().as_encoded_bytes());
    let folder = digest.get(..16).unwrap_or_default();
    format!("{}.f{folder}", app.config().identifier)
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

/// Waits until the bus has noticed that the window before this one is dead: the lock knows it
/// sooner.
#[cfg(target_os = "linux")]
pub(crate) fn await_bus(name: &str) {
    const PATIENCE: u32 = 60;
    const STEP: Duration = Duration::from_millis(50);
    let Ok(connection) = zbus::blocking::Connection::session() else {
        return;
    };
    let Ok(bus) = zbus::blocking::fdo::DBusProxy::new(&connection) else {
        return;
    };
    let name = format!("{name}.SingleInstance");
    let Ok(name) = zbus::names::BusName::try_from(name.as_str()) else {
        return;
    };
    for _ in 0..PATIENCE {
        match bus.name_has_owner(name.clone()) {
            Ok(true) => std::thread::sleep(STEP),
            Ok(false) | Err(_) => return,
        }
    }
}

/// Elsewhere the system itself forgets a dead window. *Not run.*
#[cfg(not(target_os = "linux"))]
pub(crate) fn await_bus(_: &str) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_window_of_a_folder_is_told_from_the_second_until_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        let first = launch(folder.path());
        assert!(matches!(first, Launch::First(_)));
        assert!(matches!(launch(folder.path()), Launch::Second));
        drop(first);
        assert!(matches!(launch(folder.path()), Launch::First(_)));
    }
}

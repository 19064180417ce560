//! One window for each data folder. A lock in the folder decides which is the first; the session
//! bus only hands the files of a second launch over. A first that is about to end is off the bus
//! before its lock is free: who starts then waits, and is the first.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Wry};

/// The lock's file in the data folder. The system lets it go when its holder dies.
const LOCK: &str = "window.lock";

/// How long a window may take to end.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long until it is looked again.
const STEP: Duration = Duration::from_millis(50);
/// A window may have been closed for so long before it hears of it.
const LAST_MOMENT: Duration = Duration::from_millis(500);

/// Held while the window is open.
pub(crate) struct OnlyOne {
    _lock: Option<File>,
    data_folder: PathBuf,
    /// What was handed over last, and when.
    last: Mutex<Option<(Instant, Handed)>>,
    /// The window is about to end, and listens no longer.
    left: AtomicBool,
}

/// What a second launch was started with.
#[derive(Clone)]
struct Handed {
    /// Its command line, the program first.
    words: Vec<String>,
    /// The folder in which it was started.
    folder: String,
}

/// What the lock and the bus say.
pub(crate) enum Launch {
    /// This is the first window of the data folder.
    First(OnlyOne),
    /// Another window has the data folder, and listens.
    Second,
    /// Something has the data folder, and does not answer.
    Busy,
}

/// Asks the lock. While another window has it but does not listen under that name of the session
/// bus, that window is ending or only just begins: then this waits for what comes of it.
pub(crate) fn launch(data_folder: &Path, name: &str) -> Launch {
    again_and_again(|| match ask_lock(data_folder) {
        Some(only_one) => Some(Launch::First(only_one)),
        None => listens(name).then_some(Launch::Second),
    })
    .unwrap_or(Launch::Busy)
}

/// Waits for the lock of a window that no longer listens.
pub(crate) fn await_lock(data_folder: &Path) -> Option<OnlyOne> {
    again_and_again(|| ask_lock(data_folder))
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
fn ask_lock(data_folder: &Path) -> Option<OnlyOne> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(data_folder.join(LOCK));
    let lock = match file.as_ref().map(File::try_lock) {
        Ok(Err(TryLockError::WouldBlock)) => return None,
        Ok(_) => file.ok(),
        Err(_) => None,
    };
    Some(OnlyOne {
        _lock: lock,
        data_folder: data_folder.to_owned(),
        last: Mutex::default(),
        left: AtomicBool::new(false),
    })
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

impl OnlyOne {
    /// Notes what was handed over; gives it back to be opened by another window when this one is
    /// about to end.
    pub(crate) fn was_handed(&self, words: &[String], folder: &str) -> bool {
        let handed = Handed {
            words: words.to_vec(),
            folder: folder.to_owned(),
        };
        if self.left.load(Ordering::SeqCst) {
            self.start_another(&handed);
            return false;
        }
        if let Ok(mut last) = self.last.lock() {
            *last = Some((Instant::now(), handed));
        }
        true
    }

    /// Listens no longer: this window is about to end. What was handed to it at the last moment,
    /// when its end was decided already, another window opens.
    pub(crate) fn leave(&self, app: &AppHandle<Wry>) {
        if self.left.swap(true, Ordering::SeqCst) {
            return;
        }
        tauri_plugin_single_instance::destroy(app);
        let last = self.last.lock().ok().and_then(|mut last| last.take());
        if let Some((when, handed)) = last
            && when.elapsed() < LAST_MOMENT
        {
            self.start_another(&handed);
        }
    }

    /// Starts Paraph once more with what this window was handed.
    fn start_another(&self, handed: &Handed) {
        // The files are where they were; who sees no window opens them again.
        let _ = std::env::current_exe().and_then(|program| {
            std::process::Command::new(program)
                .args(handed.words.iter().skip(1))
                .env(crate::DATA_FOLDER, &self.data_folder)
                .current_dir(&handed.folder)
                .spawn()
        });
    }
}

/// Waits until the bus has noticed that the window before this one is dead: the lock knows it
/// sooner. `false` where there is no bus, or one that does not answer.
pub(crate) fn await_bus(name: &str) -> bool {
    again_and_again(|| match is_on_bus(name) {
        Some(true) => None,
        Some(false) => Some(true),
        None => Some(false),
    })
    .unwrap_or(true)
}

/// Whether somebody has that name and is alive.
#[cfg(target_os = "linux")]
fn listens(name: &str) -> bool {
    let name = name.to_owned();
    bus::within_time(move || bus::answers(&name)).unwrap_or(false)
}

#[cfg(target_os = "linux")]
fn is_on_bus(name: &str) -> Option<bool> {
    let name = name.to_owned();
    bus::within_time(move || bus::has_owner(&name))
}

/// Elsewhere the one with the lock is asked as it is. *Not run.*
#[cfg(not(target_os = "linux"))]
fn listens(_: &str) -> bool {
    true
}

/// Elsewhere the system itself forgets a dead window. *Not run.*
#[cfg(not(target_os = "linux"))]
fn is_on_bus(_: &str) -> Option<bool> {
    Some(false)
}

/// What the session bus knows of a window's name.
#[cfg(target_os = "linux")]
mod bus {
    use std::sync::mpsc;
    use std::time::Duration;

    use zbus::blocking::{Connection, fdo};
    use zbus::names::BusName;

    /// Who does not answer for so long is as good as gone.
    const ANSWER: Duration = Duration::from_secs(2);

    /// Asks on a thread of its own: nothing bounds how long a bus may take to say hello.
    pub(super) fn within_time<T: Send + 'static>(
        ask: impl FnOnce() -> zbus::Result<T> + Send + 'static,
    ) -> Option<T> {
        let (say, heard) = mpsc::channel();
        std::thread::spawn(move || {
            let _ = say.send(ask());
        });
        heard.recv_timeout(ANSWER).ok()?.ok()
    }

    /// As the plugin calls it.
    fn whole(name: &str) -> String {
        format!("{name}.SingleInstance")
    }

    pub(super) fn has_owner(name: &str) -> zbus::Result<bool> {
        let bus = Connection::session()?;
        let name = whole(name);
        let name = BusName::try_from(name.as_str())?;
        Ok(fdo::DBusProxy::new(&bus)?.name_has_owner(name)?)
    }

    pub(super) fn answers(name: &str) -> zbus::Result<bool> {
        let bus = Connection::session()?;
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
        assert!(first.is_some());
        assert!(ask_lock(folder.path()).is_none());
        drop(first);
        assert!(ask_lock(folder.path()).is_some());
    }
}

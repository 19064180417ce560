//! One window for each data folder. A lock in the folder decides which is the first; the session
//! bus only hands the files of a second launch over. A first that is about to end is off the bus
//! before its lock is free: who starts then waits, and is the first.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Wry};

use crate::bus;

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
    standing: Mutex<Standing>,
}

/// Whether the window takes what others hand over.
enum Standing {
    /// It does; this it took last, and when.
    Open(Option<(Instant, Handed)>),
    /// It is about to end, and listens no longer.
    Left,
}

/// What a second launch was started with.
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
        None => bus::listens(name).then_some(Launch::Second),
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
        standing: Mutex::new(Standing::Open(None)),
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
    /// Whether this window takes what it is handed; else another one is started for it.
    pub(crate) fn takes(&self, words: &[String], folder: &str) -> bool {
        let handed = Handed {
            words: words.to_vec(),
            folder: folder.to_owned(),
        };
        let mut standing = self.standing();
        if matches!(*standing, Standing::Left) {
            drop(standing);
            self.start_another(&handed);
            return false;
        }
        *standing = Standing::Open(Some((Instant::now(), handed)));
        true
    }

    /// Listens no longer: this window is about to end. What was handed to it at the last moment,
    /// when its end was decided already, another window opens.
    pub(crate) fn leave(&self, app: &AppHandle<Wry>) {
        let before = std::mem::replace(&mut *self.standing(), Standing::Left);
        tauri_plugin_single_instance::destroy(app);
        if let Standing::Open(Some((when, handed))) = before
            && when.elapsed() < LAST_MOMENT
        {
            self.start_another(&handed);
        }
    }

    fn standing(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
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
    again_and_again(|| match bus::has(name) {
        Some(true) => None,
        Some(false) => Some(true),
        None => Some(false),
    })
    .unwrap_or(true)
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

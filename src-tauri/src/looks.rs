//! The window's looks, which are no part of the history. Kept by Tauri's store plugin, and written
//! whole or not at all.

use std::path::Path;

use history::{Existing, write_atomic};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{AppHandle, Runtime};
use tauri_plugin_store::{StoreBuilder, StoreExt as _};

const KEY: &str = "looks";

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How the window looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub(crate) struct Looks {
    /// Light or dark.
    pub(crate) theme: Theme,
    /// In per cent of the usual size.
    pub(crate) text_size: u16,
}

impl Default for Looks {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            text_size: 100,
        }
    }
}

impl Looks {
    /// Sizes beyond these are mistakes.
    fn sane(self) -> Self {
        Self {
            text_size: self.text_size.clamp(50, 200),
            ..self
        }
    }
}

fn store<R: Runtime>(app: &AppHandle<R>, file: &Path) -> StoreBuilder<R> {
    // The plugin saves by writing over the file; saving is done here instead.
    app.store_builder(file).disable_auto_save()
}

/// What was found of the looks.
pub(crate) struct Recalled {
    /// Those that were chosen last; the usual ones where none were.
    pub(crate) looks: Looks,
    /// Whether the file could not be understood, and was laid aside.
    pub(crate) damaged: bool,
}

/// The looks that were chosen last. A file that cannot be understood is laid aside beside the
/// history, never written over.
pub(crate) fn recall<R: Runtime>(app: &AppHandle<R>, file: &Path) -> Recalled {
    let damaged = is_damaged(file) && lay_aside(file).is_ok();
    let found = store(app, file).build().ok().and_then(|store| {
        let value = store.get(KEY);
        store.close_resource();
        serde_json::from_value::<Looks>(value?).ok()
    });
    Recalled {
        looks: found.unwrap_or_default().sane(),
        damaged,
    }
}

/// Whether the file is there and holds no looks.
fn is_damaged(file: &Path) -> bool {
    let Ok(bytes) = std::fs::read(file) else {
        return false;
    };
    let all = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&bytes);
    all.map_or(true, |mut all| {
        all.remove(KEY)
            .is_some_and(|looks| serde_json::from_value::<Looks>(looks).is_err())
    })
}

/// Gives a damaged file a name of its own.
fn lay_aside(file: &Path) -> std::io::Result<()> {
    let bytes = std::fs::read(file)?;
    let mut n = 1;
    loop {
        let aside = file.with_extension(format!("damaged-{n}.json"));
        match write_atomic(&aside, &bytes, Existing::Keep) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => n += 1,
            done => break done?,
        }
    }
    std::fs::remove_file(file)
}

/// Remembers the looks.
pub(crate) fn remember<R: Runtime>(
    app: &AppHandle<R>,
    file: &Path,
    looks: Looks,
) -> std::io::Result<()> {
    let store = store(app, file).build().map_err(std::io::Error::other)?;
    store.set(KEY, serde_json::to_value(looks.sane())?);
    let all: serde_json::Map<_, _> = store.entries().into_iter().collect();
    // Closed, so that the plugin does not write it once more when the program ends.
    store.close_resource();
    write_atomic(file, &serde_json::to_vec_pretty(&all)?, Existing::Replace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_file_is_told_from_a_whole_one_and_laid_aside_under_a_name_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("looks.json");
        assert!(!is_damaged(&file), "there is none yet");
        for (text, damaged) in [
            (r#"{"looks":{"theme":"dark","text_size":150}}"#, false),
            ("{}", false),
            (r#"{"looks":{"theme":"da"#, true),
            ("", true),
            (r#"{"looks":{"theme":"pink","text_size":1}}"#, true),
        ] {
            write_atomic(&file, text.as_bytes(), Existing::Replace).unwrap();
            assert_eq!(is_damaged(&file), damaged, "{text}");
        }
        for n in ["1", "2"] {
            write_atomic(&file, n.as_bytes(), Existing::Replace).unwrap();
            lay_aside(&file).unwrap();
            let aside = folder.path().join(format!("looks.damaged-{n}.json"));
            assert_eq!(std::fs::read_to_string(aside).unwrap(), n);
            assert!(!file.exists());
        }
    }
}

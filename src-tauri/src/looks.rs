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

/// The looks that were chosen last; the usual ones where none were, or they cannot be read.
pub(crate) fn recall<R: Runtime>(app: &AppHandle<R>, file: &Path) -> Looks {
    let Ok(store) = store(app, file).build() else {
        return Looks::default();
    };
    let found = store
        .get(KEY)
        .and_then(|value| serde_json::from_value::<Looks>(value).ok());
    store.close_resource();
    found.unwrap_or_default().sane()
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

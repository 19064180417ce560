//! What a service keeps of its state in a folder, so that it knows it again after a restart.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use super::{Reply, Store, Trouble, lock};

/// The pieces of a service's state: sessions by their ids, files by their names.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    store: Store,
    /// What was written last, by name: the same is not written again.
    written: Mutex<HashMap<String, [u8; 32]>>,
    /// Something could not be written since the last answer.
    unkept: AtomicBool,
}

impl Kept {
    /// In that folder; without one nothing is kept. `sync`: also through a loss of power.
    pub(crate) fn open(folder: Option<&Path>, sync: bool) -> Result<Self, Trouble> {
        let store = match folder {
            Some(folder) => Store::in_folder(folder, sync).map_err(Trouble::Store)?,
            None => Store::nowhere(),
        };
        Ok(Self {
            store,
            ..Self::default()
        })
    }

    /// Whether anything is kept.
    pub(crate) fn keeps(&self) -> bool {
        self.store.keeps()
    }

    /// The sessions that were kept.
    pub(crate) fn sessions<T: DeserializeOwned>(&self) -> Result<Vec<T>, Trouble> {
        let all = self.store.all("sessions").map_err(Trouble::Store)?;
        all.iter()
            .map(|(_, bytes)| serde_json::from_slice(bytes).map_err(Trouble::State))
            .collect()
    }

    /// The files that were kept, with their names.
    pub(crate) fn files(&self) -> Result<Vec<(String, Bytes)>, Trouble> {
        let all = self.store.all("blobs").map_err(Trouble::Store)?;
        Ok(all
            .into_iter()
            .map(|(name, bytes)| (name, bytes.into()))
            .collect())
    }

    /// Keeps a session as it is now.
    pub(crate) fn session(&self, id: &str, session: &impl Serialize) {
        if !self.keeps() {
            return;
        }
        let bytes = serde_json::to_vec(session).unwrap_or_default();
        let digest = Sha256::digest(&bytes).into();
        let mut written = lock(&self.written);
        if written.get(id) == Some(&digest) {
            return;
        }
        let put = self.store.put("sessions", id, &bytes);
        if put.is_ok() {
            written.insert(id.to_owned(), digest);
        }
        self.unkept.fetch_or(put.is_err(), Ordering::Relaxed);
    }

    /// Keeps a file that never changes.
    pub(crate) fn file(&self, name: &str, bytes: &[u8]) {
        if self.keeps() && !self.store.has("blobs", name) {
            let put = self.store.put("blobs", name, bytes);
            self.unkept.fetch_or(put.is_err(), Ordering::Relaxed);
        }
    }

    /// What is answered where something could not be written since the last answer.
    pub(crate) fn trouble(&self) -> Option<Reply> {
        let unkept = self.unkept.swap(false, Ordering::Relaxed);
        unkept.then(|| Reply::message(500, "The simulator cannot write its state."))
    }
}

/// Bytes within a piece.
#[derive(Debug, Clone, Default)]
pub(crate) struct Base64(pub(crate) Bytes);

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = STANDARD.decode(text).map_err(D::Error::custom)?;
        Ok(Self(bytes.into()))
    }
}

//! A disk that loses power: what was synced is there, the rest may be. `disk.c` records what is
//! synced; here it is compiled, laid out beforehand, and made into a folder again.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;

use rand::Rng as _;
use rand::rngs::StdRng;

const SOURCE: &str = include_str!("disk.c");
/// What a disk writes whole.
const SECTOR: usize = 512;

/// The library that is preloaded.
#[derive(Debug, Clone)]
pub(crate) struct Recorder {
    library: PathBuf,
}

impl Recorder {
    /// Compiles it into a folder.
    pub(crate) fn compile(folder: &Path) -> io::Result<Self> {
        let (source, library) = (folder.join("disk.c"), folder.join("disk.so"));
        fs::write(&source, SOURCE)?;
        let done = Command::new("cc")
            .args(["-O1", "-shared", "-fPIC", "-o"])
            .args([&library, &source])
            .arg("-lpthread")
            .output()?;
        if done.status.success() {
            Ok(Self { library })
        } else {
            let words = String::from_utf8_lossy(&done.stderr).into_owned();
            Err(io::Error::other(words))
        }
    }
}

/// A folder on such a disk.
#[derive(Debug)]
pub(crate) struct Disk {
    recorder: Recorder,
    root: PathBuf,
    shadow: PathBuf,
}

impl Disk {
    /// The folder as it is now is safe.
    pub(crate) fn over(recorder: Recorder, root: PathBuf, shadow: PathBuf) -> io::Result<Self> {
        let disk = Self {
            recorder,
            root,
            shadow,
        };
        disk.settle()?;
        Ok(disk)
    }

    /// All that is there is safe now.
    pub(crate) fn settle(&self) -> io::Result<()> {
        if self.shadow.exists() {
            fs::remove_dir_all(&self.shadow)?;
        }
        for part in ["files", "folders"] {
            fs::create_dir_all(self.shadow.join(part))?;
        }
        self.settle_folder(&self.root)
    }

    fn settle_folder(&self, folder: &Path) -> io::Result<()> {
        let listed = list(folder)?;
        let mut lines = String::new();
        for (name, path, is_folder) in &listed {
            let kind = if *is_folder { 'd' } else { 'f' };
            lines.push_str(&format!("{kind} {} {name}\n", key(path)?));
            if *is_folder {
                self.settle_folder(path)?;
            } else {
                fs::copy(path, self.shadow.join("files").join(key(path)?))?;
            }
        }
        fs::write(self.shadow.join("folders").join(key(folder)?), lines)
    }

    /// What a process needs in its environment; `stop`: at which sync the power fails, negative:
    /// right after it.
    pub(crate) fn environment(&self, stop: i64) -> Vec<(&'static str, String)> {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        vec![
            ("LD_PRELOAD", text(&self.recorder.library)),
            ("PARAPH_DISK_ROOT", text(&self.root)),
            ("PARAPH_DISK_SHADOW", text(&self.shadow)),
            ("PARAPH_DISK_STOP", stop.to_string()),
        ]
    }

    /// The power fails. What was synced stays; of what was not, `chance` decides, sector by
    /// sector and folder by folder; without, nothing of it stays.
    pub(crate) fn fail(&self, mut chance: Option<&mut StdRng>) -> io::Result<()> {
        let mut live = HashMap::new();
        index(&self.root, &mut live)?;
        let again = self.root.with_extension("again");
        self.rebuild(&key(&self.root)?, &again, &live, &mut chance)?;
        fs::remove_dir_all(&self.root)?;
        fs::rename(&again, &self.root)?;
        self.settle()
    }

    fn rebuild(
        &self,
        folder: &str,
        into: &Path,
        live: &HashMap<String, PathBuf>,
        chance: &mut Option<&mut StdRng>,
    ) -> io::Result<()> {
        fs::create_dir_all(into)?;
        let lucky = chance.as_mut().is_some_and(|c| c.random_bool(0.3));
        let names = match live.get(folder).filter(|_| lucky) {
            Some(path) => list(path)?
                .into_iter()
                .map(|(name, path, is_folder)| Ok((name, key(&path)?, is_folder)))
                .collect::<io::Result<Vec<_>>>()?,
            None => self.listed(folder),
        };
        for (name, key, is_folder) in names {
            let target = into.join(name);
            if is_folder {
                self.rebuild(&key, &target, live, chance)?;
            } else {
                let safe = fs::read(self.shadow.join("files").join(&key)).unwrap_or_default();
                let newer = live.get(&key).and_then(|path| fs::read(path).ok());
                fs::write(&target, mixed(safe, newer, chance))?;
            }
        }
        Ok(())
    }

    fn listed(&self, folder: &str) -> Vec<(String, String, bool)> {
        let lines = fs::read_to_string(self.shadow.join("folders").join(folder));
        lines
            .unwrap_or_default()
            .lines()
            .filter_map(|line| {
                let mut words = line.splitn(3, ' ');
                let is_folder = words.next()? == "d";
                let key = words.next()?.to_owned();
                Some((words.next()?.to_owned(), key, is_folder))
            })
            .collect()
    }
}

/// What is safe, with sectors of what is newer where chance will have it.
fn mixed(safe: Vec<u8>, newer: Option<Vec<u8>>, chance: &mut Option<&mut StdRng>) -> Vec<u8> {
    let (Some(newer), Some(chance)) = (newer, chance) else {
        return safe;
    };
    if newer == safe || chance.random_bool(0.5) {
        return safe;
    }
    let mut mixed = safe;
    // The length is written last by many file systems, or first: it may be any.
    let length = if chance.random_bool(0.5) {
        newer.len()
    } else {
        mixed.len()
    };
    mixed.resize(length, 0);
    for (to, from) in mixed.chunks_mut(SECTOR).zip(newer.chunks(SECTOR)) {
        if to.len() == from.len() && chance.random_bool(0.5) {
            to.copy_from_slice(from);
        }
    }
    mixed
}

/// What names a file for good: its number and its birth.
fn key(path: &Path) -> io::Result<String> {
    let found = fs::symlink_metadata(path)?;
    let born = found
        .created()
        .ok()
        .and_then(|at| at.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |since| since.as_nanos());
    Ok(format!("{}-{born}", found.ino()))
}

/// Name, path and whether it is a folder. What vanishes meanwhile is not there.
fn list(folder: &Path) -> io::Result<Vec<(String, PathBuf, bool)>> {
    let mut listed = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        listed.push((name, entry.path(), entry.file_type()?.is_dir()));
    }
    Ok(listed)
}

fn index(folder: &Path, live: &mut HashMap<String, PathBuf>) -> io::Result<()> {
    live.insert(key(folder)?, folder.to_owned());
    for (_, path, is_folder) in list(folder)? {
        if is_folder {
            index(&path, live)?;
        } else {
            live.insert(key(&path)?, path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_synced_outlives_the_power_and_what_was_not_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        fs::create_dir(&root).unwrap();
        fs::write(root.join("old"), "old").unwrap();
        let recorder = Recorder::compile(folder.path()).unwrap();
        let disk = Disk::over(recorder, root.clone(), folder.path().join("shadow")).unwrap();
        // Synced with its name; synced without its name; changed and not synced.
        let script = "import os
def put(name, sync):
    f = os.open(name, os.O_CREAT | os.O_WRONLY)
    os.write(f, b'new')
    if sync: os.fsync(f)
put('both', True)
d = os.open('.', os.O_RDONLY); os.fsync(d)
put('nameless', True); put('old', False); put('neither', False)";
        let mut python = Command::new("python3");
        python.args(["-c", script]).current_dir(&root);
        let done = python.envs(disk.environment(0)).status().unwrap();
        assert!(done.success());
        assert!(root.join("neither").exists());
        disk.fail(None).unwrap();
        let left = |name: &str| fs::read_to_string(root.join(name)).ok();
        assert_eq!(left("both").as_deref(), Some("new"));
        assert_eq!(left("old").as_deref(), Some("old"));
        assert_eq!((left("nameless"), left("neither")), (None, None));
    }
}

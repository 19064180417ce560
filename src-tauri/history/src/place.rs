//! Where the data folder lies, and which computer works with it: the history is for one computer
//! at a time, since no database is safe with two over a network.

use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::HistoryError;

/// The lock's file in the data folder: it names the computer that works with the folder, whose
/// processes hold it together. The system lets it go when they die.
const LOCK: &str = "computer.lock";

/// How long another process of this computer may need to write the name, on a busy disk.
const PATIENCE: u32 = 200;
/// So often the name of another computer is seen before it is believed to be at work.
const BELIEVED: u32 = 20;
const STEP: Duration = Duration::from_millis(50);

/// File systems whose files lie on another computer, or on one that this one runs in.
const ELSEWHERE: &[&str] = &[
    "9p",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "fuse.davfs",
    "fuse.glusterfs",
    "fuse.gvfsd-fuse",
    "fuse.rclone",
    "fuse.sshfs",
    "fuse.vmhgfs-fuse",
    "gfs2",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "ocfs2",
    "prl_fs",
    "smb3",
    "smbfs",
    "vboxsf",
    "virtiofs",
];

/// Where a data folder is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Whether the folder lies on another computer.
    pub network: bool,
    /// The computer that opens it.
    pub computer: String,
}

impl Place {
    /// Looks where a folder lies, and which computer this is.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        Self {
            network: is_elsewhere(folder),
            computer: this_computer(),
        }
    }
}

/// Takes the folder for this computer, for as long as what is given is held.
pub(crate) fn take(folder: &Path, place: &Place) -> Result<Option<File>, HistoryError> {
    let path = folder.join(LOCK);
    let failed = |source| HistoryError::Folder {
        path: path.display().to_string(),
        source,
    };
    let mut file = File::options()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&path)
        .map_err(failed)?;
    let (mut tries, mut others) = (0, 0);
    while tries < PATIENCE && others < BELIEVED {
        tries += 1;
        match file.try_lock_shared() {
            Ok(()) => {
                let name = named(&mut file).map_err(failed)?;
                if name == place.computer {
                    return Ok(Some(file));
                }
                others += u32::from(!name.is_empty());
                file.unlock().map_err(failed)?;
            }
            Err(TryLockError::WouldBlock) => {}
            // Nothing can be locked there. On this computer SQLite's own locks are enough.
            Err(TryLockError::Error(_)) if !place.network => return Ok(None),
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        // Nobody works with it: from now on this computer does.
        match file.try_lock() {
            Ok(()) => {
                name(&mut file, &place.computer).map_err(failed)?;
                file.unlock().map_err(failed)?;
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(STEP),
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
    }
    Err(HistoryError::Elsewhere(
        named(&mut file).unwrap_or_default(),
    ))
}

fn named(file: &mut File) -> io::Result<String> {
    let mut name = String::new();
    file.rewind()?;
    std::io::Read::by_ref(file)
        .take(1_000)
        .read_to_string(&mut name)?;
    Ok(name.trim().to_owned())
}

fn name(file: &mut File, computer: &str) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(computer.as_bytes())?;
    file.sync_all()
}

/// A name by which this computer can be told from others: the one that people know it by, and the
/// one that its system was given.
fn this_computer() -> String {
    let read = |path| std::fs::read_to_string(path).ok();
    let host = read("/proc/sys/kernel/hostname").or_else(|| std::env::var("COMPUTERNAME").ok());
    let system = read("/etc/machine-id").unwrap_or_default();
    let host = host.unwrap_or_default();
    let system = system.trim().get(..8).unwrap_or_default();
    format!("{} {system}", host.trim()).trim().to_owned()
}

/// Whether a folder, or the nearest one above it that is there, lies on another computer.
#[cfg(target_os = "linux")]
fn is_elsewhere(folder: &Path) -> bool {
    let whole = folder
        .ancestors()
        .find_map(|above| above.canonicalize().ok());
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    whole.is_some_and(|whole| lies_elsewhere(&mounts, &whole))
}

/// Elsewhere only a name that begins with another computer's tells it. *Not run.*
#[cfg(not(target_os = "linux"))]
fn is_elsewhere(folder: &Path) -> bool {
    use std::path::{Component, Prefix};
    let whole = folder.canonicalize();
    let first = whole.as_deref().unwrap_or(folder).components().next();
    matches!(first, Some(Component::Prefix(prefix))
        if matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..)))
}

/// Looks a folder up in the table of mounts (proc(5)): the last of the deepest that hold it.
#[cfg_attr(
    not(target_os = "linux"),
    allow(dead_code, reason = "Linux has the table")
)]
fn lies_elsewhere(mounts: &str, folder: &Path) -> bool {
    let mut best: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let Some((before, after)) = line.split_once(" - ") else {
            continue;
        };
        let (Some(point), Some(kind)) = (before.split(' ').nth(4), after.split(' ').next()) else {
            continue;
        };
        let point = PathBuf::from(unescaped(point));
        let depth = point.components().count();
        if folder.starts_with(&point) && best.is_none_or(|(deepest, _)| depth >= deepest) {
            best = Some((depth, kind));
        }
    }
    best.is_some_and(|(_, kind)| ELSEWHERE.contains(&kind))
}

/// The table writes spaces, tabs, line ends and backslashes as `\` and three octal digits.
fn unescaped(text: &str) -> String {
    let mut out = text.to_owned();
    for (code, c) in [
        ("\\040", " "),
        ("\\011", "\t"),
        ("\\012", "\n"),
        ("\\134", "\\"),
    ] {
        out = out.replace(code, c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
40 22 0:35 / /home rw,relatime shared:20 - nfs4 server:/home rw,vers=4.2
41 40 0:36 / /home/ann/local rw - ext4 /dev/vdb1 rw
42 22 0:37 / /mnt/Our\\040drive rw master:3 propagate_from:1 - cifs //server/office rw
43 22 0:38 / /media/usb rw - fuseblk /dev/sdb1 rw
not a line of the table";

    #[test]
    fn a_folder_on_a_network_drive_is_told_from_one_on_a_disk() {
        for (folder, elsewhere) in [
            ("/home/ann/.local/share/Paraph", true),
            ("/home/ann/local/Paraph", false),
            ("/homes/ann", false),
            ("/mnt/Our drive/Paraph", true),
            ("/media/usb/Paraph", false),
            ("/", false),
        ] {
            assert_eq!(
                lies_elsewhere(MOUNTS, Path::new(folder)),
                elsewhere,
                "{folder}"
            );
        }
        assert!(!lies_elsewhere("", Path::new("/")));
    }

    #[test]
    fn processes_of_one_computer_share_a_folder_and_another_computer_waits_until_they_end() {
        let folder = tempfile::tempdir().unwrap();
        let of = |computer: &str| Place {
            network: true,
            computer: computer.to_owned(),
        };
        let (ann, ben) = (of("ann-pc 1"), of("ben-pc 2"));
        let first = take(folder.path(), &ann).unwrap();
        let second = take(folder.path(), &ann).unwrap();
        for held in [first, second] {
            match take(folder.path(), &ben) {
                Err(HistoryError::Elsewhere(computer)) => assert_eq!(computer, "ann-pc 1"),
                other => panic!("{other:?}"),
            }
            drop(held);
        }
        let third = take(folder.path(), &ben).unwrap();
        assert!(take(folder.path(), &ann).is_err());
        drop(third);
    }
}

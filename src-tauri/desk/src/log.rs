//! What a person was told, for a problem report: a small file beside the history, without secrets
//! and without the home folder. Nothing is ever sent by itself.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use history::{Existing, write_atomic};
use session::Told;
use time::OffsetDateTime;

use crate::clock::rfc3339;
use crate::redact::redact;

/// The file in the data folder.
const FILE: &str = "log.txt";
/// When it is full, in bytes.
const FULL: u64 = 256 << 10;
/// What is kept of a full one, and what a report holds, in bytes.
const SHOWN: u64 = 64 << 10;

/// The log of a data folder.
#[derive(Debug, Clone)]
pub struct Log {
    folder: PathBuf,
}

impl Log {
    /// The log of that data folder.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// Notes something. A log that cannot be written is no trouble of its own.
    pub fn note(&self, now: OffsetDateTime, what: &str) {
        let line = redact(&what.split_whitespace().collect::<Vec<_>>().join(" "));
        let path = self.folder.join(FILE);
        if fs::metadata(&path).is_ok_and(|about| about.len() > FULL) {
            let _ = write_atomic(&path, self.newest().as_bytes(), Existing::Replace);
        }
        let mut options = File::options();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        if let Ok(mut file) = options.open(path) {
            let _ = file.write_all(format!("{} {line}\n", rfc3339(now)).as_bytes());
        }
    }

    /// Notes what a person is told.
    pub(crate) fn told(&self, now: OffsetDateTime, told: &Told) {
        let detail = told.detail.as_deref().unwrap_or_default();
        self.note(now, &format!("{}: {detail}", told.code));
    }

    /// The newest lines.
    #[must_use]
    pub fn newest(&self) -> String {
        let text = tail(&self.folder.join(FILE)).unwrap_or_default();
        match text.split_once('\n') {
            // Whole lines only.
            Some((_, whole)) if text.len() as u64 >= SHOWN => whole.to_owned(),
            _ => text,
        }
    }
}

fn tail(path: &Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(SHOWN)))?;
    let mut bytes = Vec::new();
    file.take(SHOWN).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_log_keeps_one_redacted_line_for_each_thing_and_stays_small() {
        let folder = tempfile::tempdir().unwrap();
        let log = Log::of(folder.path());
        let now = datetime!(2026-11-25 20:00 +1);
        log.note(now, "offline: https://sign.example/t/secret\nsecond line");
        let line = "2026-11-25T20:00:00+01:00 offline: https://sign.example/… second line\n";
        assert_eq!(log.newest(), line);
        for number in 0..20_000 {
            log.note(now, &format!("number {number}"));
        }
        let size: u64 = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().metadata().unwrap().len())
            .sum();
        assert!(size <= FULL + 200, "{size}");
        let newest = log.newest();
        assert!(newest.len() <= SHOWN as usize && newest.ends_with("number 19999\n"));
        assert!(newest.starts_with("2026-11-25T"), "{:.60}", newest);
    }
}

//! Leases: two processes never do the same work. A lease is renewed while its holder works, and
//! taken over when the holder is dead or has let it run out.

use rusqlite::{OptionalExtension as _, params};

use crate::{History, HistoryError};

/// How long a lease holds without being renewed, in milliseconds.
const LIFE: i64 = 20_000;

/// A lease that somebody holds now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseRow {
    /// The process.
    pub process: u32,
    /// What the holder wants others to know, such as its address.
    pub detail: String,
}

/// A lease that is ours; given back when dropped.
pub struct Lease {
    history: History,
    name: String,
    holder: String,
}

impl Lease {
    /// Makes it hold on; false when somebody else has taken it meanwhile.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn renew(&self, now: i64) -> Result<bool, HistoryError> {
        self.history.write(|t| {
            let changed = t.execute(
                "UPDATE lease SET until = ?3 WHERE name = ?1 AND holder = ?2",
                params![self.name, self.holder, now + LIFE],
            )?;
            Ok(changed == 1)
        })
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // A lease that cannot be given back runs out by itself.
        let _ = self.history.write(|t| {
            t.execute(
                "DELETE FROM lease WHERE name = ?1 AND holder = ?2",
                params![self.name, self.holder],
            )?;
            Ok(())
        });
    }
}

impl History {
    /// Takes a lease, unless somebody alive holds it.
    ///
    /// # Errors
    /// When the history cannot be written.
    pub fn lease(&self, name: &str, detail: &str, now: i64) -> Result<Option<Lease>, HistoryError> {
        let holder = hex::encode(rand::random::<[u8; 16]>());
        let taken = self.write(|t| {
            if held(t, name, now)?.is_some() {
                return Ok(false);
            }
            t.execute(
                "INSERT INTO lease VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (name) DO UPDATE SET
                 holder = excluded.holder, process = excluded.process,
                 until = excluded.until, detail = excluded.detail",
                params![name, holder, std::process::id(), now + LIFE, detail],
            )?;
            Ok(true)
        })?;
        Ok(taken.then(|| Lease {
            history: self.clone(),
            name: name.to_owned(),
            holder,
        }))
    }

    /// Who holds a lease now.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub fn lease_holder(&self, name: &str, now: i64) -> Result<Option<LeaseRow>, HistoryError> {
        self.read(|c| held(c, name, now))
    }
}

fn held(c: &rusqlite::Connection, name: &str, now: i64) -> Result<Option<LeaseRow>, HistoryError> {
    let row = c
        .query_row(
            "SELECT process, detail, until FROM lease WHERE name = ?1",
            [name],
            |r| {
                Ok((
                    LeaseRow {
                        process: r.get(0)?,
                        detail: r.get(1)?,
                    },
                    r.get::<_, i64>(2)?,
                ))
            },
        )
        .optional()?;
    // A clock that was set back must not make a lease hold for ever.
    Ok(row
        .filter(|(row, until)| (now..=now + LIFE).contains(until) && is_alive(row.process))
        .map(|(row, _)| row))
}

/// Whether a process lives. Where that cannot be asked, the lease's time decides.
fn is_alive(process: u32) -> bool {
    if cfg!(target_os = "linux") {
        process == std::process::id()
            || std::path::Path::new("/proc")
                .join(process.to_string())
                .exists()
    } else {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_is_held_by_one_and_free_again_when_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::open(folder.path()).unwrap();
        let first = history.lease("session:a", "", 1_000).unwrap();
        assert!(first.is_some());
        assert!(history.lease("session:a", "", 2_000).unwrap().is_none());
        drop(first);
        assert!(history.lease("session:a", "", 3_000).unwrap().is_some());
    }

    #[test]
    fn a_lease_of_a_dead_process_or_one_that_ran_out_is_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::open(folder.path()).unwrap();
        let dead = history.lease("serving", "", 1_000).unwrap().unwrap();
        history
            .write(|t| Ok(t.execute("UPDATE lease SET process = 4194304", [])?))
            .unwrap();
        let ours = history.lease("serving", "x", 1_001).unwrap().unwrap();
        assert!(!dead.renew(1_002).unwrap(), "the old holder is told");
        assert!(history.lease("serving", "", 1_003).unwrap().is_none());
        assert!(
            history
                .lease("serving", "", 1_001 + LIFE + 1)
                .unwrap()
                .is_some()
        );
        drop(ours);
    }
}

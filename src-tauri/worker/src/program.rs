//! Which program is started as a worker.

use std::io;
use std::path::{Path, PathBuf};

/// Where an installed Paraph has its worker, seen from the folder above its programs' own.
const INSTALLED: &str = "lib/paraph/paraph-worker";

/// The program that reads and draws for this one: `paraph-worker` of an installed Paraph, which
/// starts sooner and takes less memory than a program with a window; else this program itself.
///
/// # Errors
/// When the system does not say where this program is.
pub fn program() -> io::Result<PathBuf> {
    let own = std::env::current_exe()?;
    Ok(installed_beside(&own).unwrap_or(own))
}

fn installed_beside(own: &Path) -> Option<PathBuf> {
    let worker = own.parent()?.parent()?.join(INSTALLED);
    worker.is_file().then_some(worker)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_installed_worker_is_taken_and_a_worker_that_is_built_beside_is_not() {
        let root = tempfile::tempdir().unwrap();
        let bin = root.path().join("usr/bin");
        let lib = root.path().join("usr/lib/paraph");
        std::fs::create_dir_all(&bin).unwrap();
        std::fs::create_dir_all(&lib).unwrap();
        let own = bin.join("paraph");
        std::fs::File::create(bin.join("paraph-worker")).unwrap();
        assert_eq!(installed_beside(&own), None);
        std::fs::File::create(lib.join("paraph-worker")).unwrap();
        assert_eq!(installed_beside(&own), Some(lib.join("paraph-worker")));
    }
}

//! Where the built programs are.

use std::{env, path::PathBuf};

/// The window's program.
#[must_use]
pub fn paraph() -> PathBuf {
    built("PARAPH_BIN", "paraph")
}

/// The command line's program.
#[must_use]
pub fn paraph_cli() -> PathBuf {
    built("PARAPH_CLI", "paraph-cli")
}

/// pyHanko's program.
pub(crate) fn pyhanko() -> PathBuf {
    env::var_os("PARAPH_PYHANKO").map_or_else(|| "pyhanko".into(), PathBuf::from)
}

/// As `cargo xtask test` says, or else beside the tests' own programs.
fn built(variable: &str, name: &str) -> PathBuf {
    let path = env::var_os(variable).map_or_else(|| beside(name), PathBuf::from);
    assert!(
        path.is_file(),
        "{} is not built; `cargo xtask test` builds it first, or: cargo build --workspace",
        path.display()
    );
    path
}

fn beside(name: &str) -> PathBuf {
    let me = env::current_exe().expect("this program's path");
    let folder = me
        .ancestors()
        .nth(2)
        .expect("the target folder")
        .to_path_buf();
    folder.join(name)
}

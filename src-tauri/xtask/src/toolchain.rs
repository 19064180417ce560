//! Rust and Node, new enough: said plainly when one is missing or older.

use crate::{
    child::command,
    repo,
    trouble::{Result, Trouble, While},
};

/// The oldest Rust that builds Paraph; `rust-version` in the workspace's `Cargo.toml`.
const RUST: &str = env!("CARGO_PKG_RUST_VERSION");

/// Checks both before anything else is done.
pub(crate) fn check() -> Result<()> {
    check_one(
        "Rust",
        "rustc",
        RUST,
        "its libraries for reading and writing PDFs (hayro, krilla) need it; rustup brings it",
    )?;
    check_one(
        "Node",
        "node",
        &oldest_node()?,
        "its window's build tool (Vite) needs it; your distribution's own may be too old, \
         nodejs.org has newer ones",
    )
}

/// `engines.node` of `ui/package.json`, the one place that says it.
fn oldest_node() -> Result<String> {
    let path = repo::ui().join("package.json");
    let text = std::fs::read(&path).when(format!("reading {}", path.display()))?;
    let package: serde_json::Value =
        serde_json::from_slice(&text).when(format!("reading {}", path.display()))?;
    let wanted = package
        .pointer("/engines/node")
        .and_then(|node| node.as_str());
    Ok(wanted
        .unwrap_or_default()
        .trim_start_matches(">=")
        .to_owned())
}

fn check_one(name: &str, program: &str, oldest: &str, why: &str) -> Result<()> {
    let wanted = format!("Paraph wants {name} {oldest} or newer: {why}.");
    let output = command(program).arg("--version").output();
    let Ok(output) = output else {
        return Err(Trouble::new(format!(
            "{name} is not on this computer (no `{program}`). {wanted}"
        )));
    };
    let said = String::from_utf8_lossy(&output.stdout);
    let Some(found) = version(&said) else {
        return Err(Trouble::new(format!(
            "`{program} --version` says “{}”, which is no version. {wanted}",
            said.trim()
        )));
    };
    if version(oldest).is_some_and(|oldest| found < oldest) {
        return Err(Trouble::new(format!(
            "This computer has {name} {}.{}, which is too old. {wanted}",
            found.0, found.1
        )));
    }
    Ok(())
}

/// The first two numbers with a dot between them: `rustc 1.95.0 (…)` is (1, 95).
fn version(text: &str) -> Option<(u32, u32)> {
    let start = text.find(|letter: char| letter.is_ascii_digit())?;
    let mut numbers = text
        .get(start..)?
        .split(|letter: char| !letter.is_ascii_digit())
        .map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(
            version("rustc 1.95.0 (59807616e 2026-04-14)"),
            Some((1, 95))
        );
        assert_eq!(version("v20.20.2\n"), Some((20, 20)));
        assert!(version("1.100.0") > version("1.92"));
        assert_eq!(version("none"), None);
    }

    #[test]
    fn an_older_program_is_named_with_what_is_wanted() {
        let told = check_one("Rust", "rustc", "999.0", "reason")
            .unwrap_err()
            .to_string();
        assert!(told.contains("too old") && told.contains("999.0"), "{told}");
        let told = check_one("Nothing", "no-such-program", "1.0", "reason").unwrap_err();
        assert!(told.to_string().contains("not on this computer"), "{told}");
    }
}

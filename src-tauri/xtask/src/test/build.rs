//! One build of everything: the programs, and the tests of every crate. One fixed command line,
//! because another choice of packages would build the libraries anew with other features.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::Stdio,
};

use serde_json::Value;

use crate::{
    child,
    trouble::{Result, Trouble, While},
};

/// What the build left.
pub(super) struct Built {
    /// The programs by name.
    pub(super) programs: BTreeMap<String, PathBuf>,
    /// Everything with tests in it, by package and name.
    pub(super) tests: Vec<TestFile>,
}

/// A program that holds the tests of a library, a program or a file under `tests/`.
pub(super) struct TestFile {
    /// The package's name.
    pub(super) package: String,
    /// The target's name.
    pub(super) name: String,
    /// Whether it is a file of its own, rather than a library's or a program's own tests.
    pub(super) is_file: bool,
    /// The package's folder.
    pub(super) folder: PathBuf,
    pub(super) program: PathBuf,
}

/// Builds; errors carry what the compiler said.
pub(super) fn build() -> Result<Built> {
    let mut cargo = child::cargo();
    cargo.args([
        "build",
        "--workspace",
        "--all-targets",
        "--message-format=json",
    ]);
    let mut running = cargo
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .when("starting cargo build")?;
    let mut built = Built {
        programs: BTreeMap::new(),
        tests: Vec::new(),
    };
    let mut errors = String::new();
    if let Some(output) = running.stdout.take() {
        for line in BufReader::new(output)
            .lines()
            .map_while(std::io::Result::ok)
        {
            let Ok(message) = serde_json::from_str::<Value>(&line) else {
                continue;
            };
            take_in(&message, &mut built, &mut errors);
        }
    }
    let status = running.wait().when("waiting for cargo build")?;
    if !status.success() {
        return Err(Trouble::new(format!(
            "the build failed ({status})\n{errors}"
        )));
    }
    built
        .tests
        .sort_by(|a, b| (&a.package, &a.name).cmp(&(&b.package, &b.name)));
    Ok(built)
}

fn take_in(message: &Value, built: &mut Built, errors: &mut String) {
    let text = |at: &str| message.pointer(at).and_then(Value::as_str);
    match text("/reason") {
        Some("compiler-message") if text("/message/level") == Some("error") => {
            errors.push_str(text("/message/rendered").unwrap_or_default());
        }
        Some("compiler-artifact") => {
            let (Some(program), Some(manifest), Some(name)) = (
                text("/executable"),
                text("/manifest_path"),
                text("/target/name"),
            ) else {
                return;
            };
            let kind = text("/target/kind/0").unwrap_or_default();
            if message.pointer("/profile/test").and_then(Value::as_bool) == Some(true) {
                let folder = Path::new(manifest).parent().unwrap_or(Path::new("."));
                built.tests.push(TestFile {
                    package: package_name(text("/package_id").unwrap_or_default()),
                    name: name.to_owned(),
                    is_file: kind == "test",
                    folder: folder.to_path_buf(),
                    program: PathBuf::from(program),
                });
            } else if kind == "bin" {
                built
                    .programs
                    .insert(name.to_owned(), PathBuf::from(program));
            }
        }
        _ => {}
    }
}

/// The name in an id such as `path+file:///…/tests#paraph-tests@0.1.0` or `path+file:///…/desk#0.1.0`.
fn package_name(id: &str) -> String {
    let (place, version) = id.rsplit_once('#').unwrap_or((id, ""));
    match version.split_once('@') {
        Some((name, _)) => name.to_owned(),
        None => place.rsplit('/').next().unwrap_or(place).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_named_by_its_id_in_both_forms() {
        assert_eq!(
            package_name("path+file:///a/tests#paraph-tests@0.1.0"),
            "paraph-tests"
        );
        assert_eq!(package_name("path+file:///a/src-tauri/desk#0.1.0"), "desk");
    }

    #[test]
    fn programs_and_tests_are_told_apart() {
        let mut built = Built {
            programs: BTreeMap::new(),
            tests: Vec::new(),
        };
        let mut errors = String::new();
        for test in [true, false] {
            let message = serde_json::json!({
                "reason": "compiler-artifact", "package_id": "path+file:///a/cli#paraph-cli@0.1.0",
                "manifest_path": "/a/cli/Cargo.toml", "executable": "/t/paraph-cli",
                "target": {"name": "paraph-cli", "kind": ["bin"]}, "profile": {"test": test},
            });
            take_in(&message, &mut built, &mut errors);
        }
        assert_eq!(built.tests.len(), 1);
        assert_eq!(built.programs.len(), 1);
    }
}
